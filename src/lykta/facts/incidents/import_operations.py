"""Reports from files, thousands at a time: the same rules as for one, counted row by row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.base.kernel.counting_moments import counting_moment
from lykta.base.kernel.quadkeys import encode
from lykta.facts.evidence.enums import Permission as EvidencePermission
from lykta.facts.evidence.free_text import TextStopped, checked
from lykta.facts.evidence.models import Category, ImportBatch
from lykta.facts.evidence.operations import Counts, Rejection
from lykta.facts.evidence.queries import category_tree
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change, take_numbers
from lykta.facts.incidents.enums import Certainty, Channel, Observation, Precision, State
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.positions import position_problem
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import area_index, municipality_bounds
from lykta.ground.municipalities.models import Municipality

CHUNK = 2000
FACTS = (
    "category_id", "place_id", "place_text", "lon", "lat", "qk", "precision", "area_id", "occurred_from", "occurred_to",
    "reported", "counted_at", "observation", "certainty", "text", "felt_unsafe", "source", "organization_id",
    "batch_id", "content_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportedIncident:
    """One row of a file, read and typed. `line` is where it stands there; times are aware."""

    line: int
    category: str  # code
    occurred_from: datetime
    occurred_to: datetime
    reported: datetime
    source: str  # OrganizationKind
    source_system: str
    source_id: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = Precision.POINT
    place: str = ""  # name in the gazetteer
    place_text: str = ""
    observation: str = Observation.OWN
    certainty: str = Certainty.SURE
    text: str = ""
    felt_unsafe: bool = False
    organization: PartnerOrganization | None = None
    state: str = State.REVIEWED


@transaction.atomic
def add_imported(
    *, municipality: Municipality, rows: Sequence[ImportedIncident], batch: ImportBatch, by: Actor
) -> Counts:
    """New rows are added, changed ones revised, the same ones left. What people have decided about a row stays."""
    require(by, EvidencePermission.IMPORT, municipality)
    note_change(municipality)
    reading = _Reading(municipality, batch)
    counts = Counts()
    for start in range(0, len(rows), CHUNK):
        counts += reading.add(rows[start : start + CHUNK])
    audit.record("incidents.imported", by=by, municipality=municipality, subject=batch, added=counts.added,
                 unchanged=counts.unchanged, revised=counts.revised, rejected=counts.rejected)  # fmt: skip
    return counts


class _Reading:
    """What is looked up once for a whole file."""

    def __init__(self, municipality: Municipality, batch: ImportBatch) -> None:
        self.municipality = municipality
        self.batch = batch
        self.bounds = municipality_bounds(municipality)
        self.index = area_index(municipality)
        tree = category_tree(municipality)
        self.categories: dict[str, Category] = {
            node.code: node.category for top in tree for node in (top, *top.children)
        }
        names = Place.objects.for_municipality(municipality).values_list("name", "pk", "lon", "lat")
        self.places = {name: (pk, lon, lat) for name, pk, lon, lat in names}

    def add(self, rows: Sequence[ImportedIncident]) -> Counts:
        kept, rejections = self._accepted(rows)
        incidents = [self._incident(row) for row in kept]
        self._locate(incidents)
        known = self._there_already(incidents)
        new: list[Incident] = []
        revised: list[Incident] = []
        for row, incident in zip(kept, incidents, strict=True):
            earlier = known.setdefault(_identity(incident), incident)
            if earlier is incident:
                new.append(incident)
            elif earlier.content_hash != incident.content_hash and earlier.pk is None:
                rejections.append(Rejection(row.line, _("The id stands twice in the file with different content.")))
            elif earlier.content_hash != incident.content_hash:
                revised.append(_revised(earlier, incident))
        self._save(new, revised)
        unchanged = len(rows) - len(new) - len(revised) - len(rejections)
        return Counts(len(new), unchanged, len(revised), tuple(rejections))

    def _accepted(self, rows: Iterable[ImportedIncident]) -> tuple[list[ImportedIncident], list[Rejection]]:
        kept, rejections = [], []
        for row in rows:
            problem = self._problem(row)
            if problem:
                rejections.append(Rejection(row.line, problem))
            else:
                kept.append(row)
        return kept, rejections

    def _problem(self, row: ImportedIncident) -> str | None:
        if row.category not in self.categories:
            return _("The category “%(code)s” is not in use here.") % {"code": row.category[:60]}
        if row.source not in OrganizationKind.values:
            return _("The source “%(code)s” is not one that we know.") % {"code": row.source[:60]}
        try:
            rules.require_likely_times(row.occurred_from, row.occurred_to)
            checked(row.text)
            checked(row.place_text)
        except (rules.CannotReport, TextStopped) as problem:
            return problem.message
        if len(row.text) > 2000 or len(row.place_text) > 120:
            return _("The text is too long: at most 2,000 characters, and 120 for the place.")
        if row.lon is not None and row.lat is not None and row.precision != Precision.MISSING:
            return position_problem(row.lon, row.lat, self.bounds)
        return None

    def _incident(self, row: ImportedIncident) -> Incident:
        place_id, lon, lat = self.places.get(row.place, (None, None, None))
        precision = row.precision
        if row.lon is not None and row.lat is not None:
            lon, lat = row.lon, row.lat
        elif lon is not None and precision == Precision.POINT:
            precision = Precision.ADDRESS
        if lon is None or precision == Precision.MISSING:
            lon = lat = None
            precision = Precision.MISSING
        return Incident(
            municipality=self.municipality,
            category=self.categories[row.category],
            place_id=place_id,
            place_text=checked(row.place_text),
            lon=lon,
            lat=lat,
            precision=precision,
            occurred_from=row.occurred_from,
            occurred_to=row.occurred_to,
            reported=row.reported,
            counted_at=counting_moment(row.occurred_from, row.occurred_to, row.reported),
            observation=row.observation,
            certainty=row.certainty,
            text=checked(row.text),
            felt_unsafe=row.felt_unsafe,
            source=row.source,
            organization=row.organization,
            channel=Channel.IMPORT,
            state=row.state,
            reviewed=timezone.now() if row.state == State.REVIEWED else None,
            batch=self.batch,
            source_system=row.source_system,
            source_id=row.source_id,
            content_hash=_content_hash(row),
        )

    def _locate(self, incidents: Sequence[Incident]) -> None:
        placed = [incident for incident in incidents if incident.lon is not None]
        if not placed:
            return
        lon, lat = np.array([i.lon for i in placed]), np.array([i.lat for i in placed])
        areas = self.index.locate(lon, lat)
        for incident, qk, area in zip(placed, encode(lon, lat).tolist(), areas.tolist(), strict=True):
            incident.qk = qk
            incident.area_id = self.index.keys[area] if area >= 0 else None  # type: ignore[assignment]

    def _there_already(self, incidents: Sequence[Incident]) -> dict[tuple[str, str], Incident]:
        rows = Incident.objects.for_municipality(self.municipality).filter(channel=Channel.IMPORT)
        ids = [incident.source_id for incident in incidents if incident.source_id]
        hashes = [incident.content_hash for incident in incidents if not incident.source_id]
        found = [row for part in _parts(ids) for row in rows.filter(source_id__in=part)]
        for part in _parts(hashes):
            found += rows.filter(source_id__isnull=True, content_hash__in=part)
        return {_identity(row): row for row in found}

    def _save(self, new: list[Incident], revised: list[Incident]) -> None:
        if new:
            last = take_numbers(self.municipality, len(new)).last_incident_number
            for number, incident in enumerate(new, start=last - len(new) + 1):
                incident.number = number
            Incident.objects.bulk_create(new, batch_size=500)
        if revised:
            Incident.unscoped.bulk_update(revised, [*_field_names(), "version"], batch_size=200)


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    # Below the number of parameters that every database takes in one statement.
    return (items[start : start + 500] for start in range(0, len(items), 500))


def _identity(incident: Incident) -> tuple[str, str]:
    """The source's own id, or else the content."""
    return incident.source_system, incident.source_id or f"sha256:{incident.content_hash}"


def _field_names() -> list[str]:
    return [name.removesuffix("_id") for name in FACTS]


def _revised(known: Incident, incident: Incident) -> Incident:
    for name in FACTS:
        setattr(known, name, getattr(incident, name))
    known.version += 1
    return known


def _content_hash(row: ImportedIncident) -> str:
    facts = [
        row.category, row.occurred_from.isoformat(), row.occurred_to.isoformat(), row.reported.isoformat(), row.source,
        row.source_system, row.source_id, row.lon, row.lat, row.precision, row.place, row.place_text, row.observation,
        row.certainty, row.text, row.felt_unsafe, row.organization and row.organization.public_id,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
