"""Reports from files, thousands at a time: all that can be done before the database is locked for writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, require
from lykta.base.kernel.counting_moments import counting_moment
from lykta.base.kernel.quadkeys import encode
from lykta.facts.evidence.enums import Permission as EvidencePermission
from lykta.facts.evidence.free_text import TextStopped, checked
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.operations import Rejection
from lykta.facts.evidence.queries import category_tree
from lykta.facts.incidents import rules
from lykta.facts.incidents.bulk_rows import Values, values_of
from lykta.facts.incidents.enums import Channel, Precision, State
from lykta.facts.incidents.imported_rows import Identity, ImportedIncident, content_hash, identity
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.positions import position_problem, refuse_impossible
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import area_index, area_set_in_use, municipality_bounds
from lykta.ground.municipalities.models import Municipality

CHUNK = 2000
SOURCES = frozenset(OrganizationKind.values)


@dataclass(frozen=True, slots=True)
class PreparedRow:
    line: int
    identity: Identity
    content_hash: str
    values: Values
    is_outside: bool = False


@dataclass(slots=True)
class PreparedImport:
    """Rows that only wait to be written. `repeated` are those that said the same as an earlier one of the file."""

    municipality: Municipality
    area_set_id: int | None
    rows: dict[Identity, PreparedRow] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    repeated: int = 0

    def take(self, row: PreparedRow) -> None:
        earlier = self.rows.setdefault(row.identity, row)
        if earlier is row:
            return
        if earlier.content_hash == row.content_hash:
            self.repeated += 1
        else:
            self.rejections.append(Rejection(row.line, _("The id stands twice in the file with different content.")))


def prepare_imported(*, municipality: Municipality, rows: Sequence[ImportedIncident], by: Actor) -> PreparedImport:
    """Checks, screens, hashes, places and lays out the rows. Reads the database and writes nothing."""
    require(by, EvidencePermission.IMPORT, municipality)
    preparation = Preparation(municipality)
    for start in range(0, len(rows), CHUNK):
        preparation.add(rows[start : start + CHUNK])
    preparation.result.rejections.sort(key=lambda one: one.line)
    return preparation.result


class Preparation:
    """What is looked up once for a whole file. `keeps_outside`: positions outside the municipality come in as such."""

    def __init__(self, municipality: Municipality, *, keeps_outside: bool = False) -> None:
        area_set = area_set_in_use(municipality)
        self.municipality = municipality
        self.keeps_outside = keeps_outside
        self.now = timezone.now()
        self.result = PreparedImport(municipality, area_set.pk if area_set else None)
        self.bounds = municipality_bounds(municipality)
        self.index = area_index(municipality)
        tree = category_tree(municipality)
        self.categories: dict[str, Category] = {
            node.code: node.category for top in tree for node in (top, *top.children)
        }
        names = Place.objects.for_municipality(municipality).values_list("name", "pk", "lon", "lat")
        self.places = {name: (pk, lon, lat) for name, pk, lon, lat in names}

    def add(self, rows: Sequence[ImportedIncident]) -> None:
        laid_out, rejections = self.laid_out(rows)
        self.result.rejections += rejections
        for row in laid_out:
            self.result.take(row)

    def laid_out(
        self, rows: Sequence[ImportedIncident], *, only_tried: bool = False
    ) -> tuple[list[PreparedRow], list[Rejection]]:
        """Nothing of them is kept here: a file of any length can be gone through. `only_tried`: without values."""
        rejections: list[Rejection] = []
        kept = list(self._accepted(rows, rejections))
        if not only_tried:
            self._locate([incident for _, incident in kept])
        return [_laid_out(row, incident, only_tried=only_tried) for row, incident in kept], rejections

    def _accepted(
        self, rows: Iterable[ImportedIncident], rejections: list[Rejection]
    ) -> Iterable[tuple[ImportedIncident, Incident]]:
        for row in rows:
            try:
                self._require_possible(row)
                yield row, self._incident(row, *_texts(row))
            except (rules.CannotReport, TextStopped) as problem:
                rejections.append(Rejection(row.line, problem.message))

    def _require_possible(self, row: ImportedIncident) -> None:
        if row.category not in self.categories:
            raise rules.CannotReport(
                _("The category “%(code)s” is not in use here.") % {"code": row.category[:60]}, "category"
            )
        if row.source not in SOURCES:
            raise rules.CannotReport(
                _("The source “%(code)s” is not one that we know.") % {"code": row.source[:60]}, "source"
            )
        rules.require_likely_times(row.occurred_from, row.occurred_to)
        if len(row.text) > 2000 or len(row.place_text) > 120:
            raise rules.CannotReport(
                _("The text is too long: at most 2,000 characters, and 120 for the place."), "text"
            )
        if problem := self._position_problem(row):
            raise rules.CannotReport(problem, "place")

    def _position_problem(self, row: ImportedIncident) -> str | None:
        if row.lon is None or row.lat is None or row.precision == Precision.MISSING:
            return None
        if self.keeps_outside:
            refuse_impossible(row.lon, row.lat, self.bounds)
            return None
        return position_problem(row.lon, row.lat, self.bounds)

    def _incident(self, row: ImportedIncident, text: str, place_text: str) -> Incident:
        place_id, lon, lat = self.places.get(row.place, (None, None, None))
        precision = row.precision
        if row.lon is not None and row.lat is not None:
            lon, lat = row.lon, row.lat
        elif lon is not None and precision == Precision.POINT:
            precision = Precision.ADDRESS
        if lon is None or precision == Precision.MISSING:
            lon = lat = None
            precision = Precision.MISSING
        is_held = row.state == State.QUARANTINED
        return Incident(
            municipality_id=self.municipality.pk,
            category_id=self.categories[row.category].pk,
            place_id=place_id,
            place_text=place_text,
            lon=lon,
            lat=lat,
            precision=precision,
            is_outside=lon is not None and lat is not None and position_problem(lon, lat, self.bounds) is not None,
            occurred_from=row.occurred_from,
            occurred_to=row.occurred_to,
            reported=row.reported,
            counted_at=counting_moment(row.occurred_from, row.occurred_to, row.reported),
            observation=row.observation,
            certainty=row.certainty,
            text=text,
            felt_unsafe=row.felt_unsafe,
            source=row.source,
            organization_id=row.organization.pk if row.organization else None,
            channel=Channel.IMPORT,
            state=row.state,
            held_since=self.now if is_held else None,
            source_system=row.source_system,
            source_id=row.source_id,
            content_hash=content_hash(row),
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


def _laid_out(row: ImportedIncident, incident: Incident, *, only_tried: bool) -> PreparedRow:
    known_by = identity(row.source_system, row.source_id, incident.content_hash)
    values = {} if only_tried else values_of(incident)
    return PreparedRow(row.line, known_by, incident.content_hash, values, incident.is_outside)


def _texts(row: ImportedIncident) -> tuple[str, str]:
    """As they are stored. What goes to quarantine may point out a person: somebody cleans it there."""
    if row.state == State.QUARANTINED or row.is_screened:
        return _clean(row.text), _clean(row.place_text)
    return checked(row.text), checked(row.place_text)


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
