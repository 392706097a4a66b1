"""Reports from files, thousands at a time: the same rules as for one, counted row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.evidence.enums import Permission as EvidencePermission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.operations import Counts
from lykta.facts.incidents import bulk_rows
from lykta.facts.incidents.change_numbers import note_change, take_numbers
from lykta.facts.incidents.enums import Channel, State
from lykta.facts.incidents.import_preparation import PreparedImport, PreparedRow
from lykta.facts.incidents.imported_rows import Identity, identity
from lykta.facts.incidents.models import Incident
from lykta.ground.areas.queries import area_set_in_use
from lykta.ground.municipalities.models import Municipality

Known = dict[Identity, tuple[int, str]]  # primary key and content hash
FACTS = (
    "category_id", "place_id", "place_text", "lon", "lat", "qk", "precision", "area_id", "occurred_from", "occurred_to",
    "reported", "counted_at", "observation", "certainty", "text", "felt_unsafe", "source", "organization_id",
    "batch_id", "content_hash", "is_outside",
)  # fmt: skip


@transaction.atomic
def add_imported(*, prepared: PreparedImport, batch: ImportBatch, by: Actor) -> Counts:
    """New rows are added, changed ones revised, the same ones left. What people have decided about a row stays."""
    municipality = prepared.municipality
    require(by, EvidencePermission.IMPORT, municipality)
    note_change(municipality)
    refuse_other_areas(municipality, prepared.area_set_id)
    new, revised = _apart(prepared, _known(municipality, list(prepared.rows.values())))
    _insert(municipality, new, batch)
    bulk_rows.update({pk: row.values | {"batch_id": batch.pk} for pk, row in revised.items()}, FACTS)
    unchanged = len(prepared.rows) - len(new) - len(revised) + prepared.repeated
    counts = Counts(len(new), unchanged, len(revised), tuple(prepared.rejections))
    audit.record("incidents.imported", by=by, municipality=municipality, subject=batch, added=counts.added,
                 unchanged=counts.unchanged, revised=counts.revised, rejected=counts.rejected)  # fmt: skip
    return counts


def refuse_other_areas(municipality: Municipality, area_set_id: int | None) -> None:
    area_set = area_set_in_use(municipality)
    if (area_set.pk if area_set else None) != area_set_id:
        raise NotNow(_("Other areas were chosen while the file was being read. Nothing was written; read it in again."))


def _known(municipality: Municipality, rows: Sequence[PreparedRow]) -> Known:
    there = Incident.objects.for_municipality(municipality).filter(channel=Channel.IMPORT).order_by()
    columns = ("source_system", "source_id", "content_hash", "pk")
    found: list[tuple[str, str | None, str, int]] = []
    for system in {row.identity[0] for row in rows}:
        ids = [row.values["source_id"] for row in rows if row.identity[0] == system and row.values["source_id"]]
        for part in _parts(ids):
            found += there.filter(source_system=system, source_id__in=part).values_list(*columns)
    if any(row.values["source_id"] is None for row in rows):
        # No index leads to a content: all of them once is faster than a search for each.
        found += there.filter(source_id__isnull=True).values_list(*columns)
    return {identity(system, source_id, content): (pk, content) for system, source_id, content, pk in found}


def _apart(prepared: PreparedImport, known: Known) -> tuple[list[PreparedRow], dict[int, PreparedRow]]:
    new, revised = [], {}
    for known_by, row in prepared.rows.items():
        pk, content = known.get(known_by, (None, ""))
        if pk is None:
            new.append(row)
        elif content != row.content_hash:
            revised[pk] = row
    return new, revised


def _insert(municipality: Municipality, new: Sequence[PreparedRow], batch: ImportBatch) -> None:
    if not new:
        return
    last = take_numbers(municipality, len(new)).last_incident_number
    written = bulk_rows.as_stored(recorded=timezone.now(), reviewed=timezone.now(), batch_id=batch.pk)
    not_reviewed = written | {"reviewed": None}
    for number, row in enumerate(new, start=last - len(new) + 1):
        row.values.update(written if row.values["state"] == State.REVIEWED else not_reviewed, number=number)
    bulk_rows.insert([row.values for row in new])


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    # Below the number of parameters that every database takes in one statement.
    return (items[start : start + 500] for start in range(0, len(items), 500))
