"""A batch taken back: its rows disappear, except those that people have worked on, where a person chooses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch, Reference
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import FileState
from lykta.facts.incidents.models import FaultHandover, Incident, IncidentQuerySet, IncidentRevision, IncomingFile

AT_ONCE = 500
KIND = Incident._meta.label_lower

MERGED = gettext_lazy("is merged with another report")
UNDER_PROBLEM = gettext_lazy("stands under a problem")
CHANGED = gettext_lazy("has been reviewed or changed")
THERE_BEFORE = gettext_lazy("was there before the file, which only changed it")


@dataclass(frozen=True, slots=True)
class WorkedOn:
    incident: Incident
    why: tuple[str | Promise, ...]


@transaction.atomic
def withdraw_batch(*, batch: ImportBatch, by: Actor, takes_worked_on: bool = False) -> int:
    """How many rows disappeared. What was there before the file stays as the file left it, unless taken too."""
    municipality = batch.municipality
    require(by, Permission.IMPORT, municipality)
    assert municipality is not None
    note_change(municipality)
    row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if row.withdrawn is not None:
        raise NotNow(_("The file has been withdrawn already."))
    rows = rows_of(row)
    kept = _pks(worked_on_rows(row))
    alone = set(_pks(rows)) - set(kept)
    _delete_untouched(alone)
    if takes_worked_on:
        _delete_with_what_hangs_on(municipality.pk, kept)
    row.withdrawn, row.withdrawn_by_name = timezone.now(), by.actor_name
    row.save(update_fields=["withdrawn", "withdrawn_by_name"])
    files = IncomingFile.objects.for_municipality(municipality).filter(batch=row)
    files.update(state=FileState.WITHDRAWN)
    taken = len(alone) + (len(kept) if takes_worked_on else 0)
    audit.record("incidents.batch_withdrawn", by=by, municipality=municipality, subject=row, taken=taken,
                 kept=0 if takes_worked_on else len(kept))  # fmt: skip
    return taken


def rows_of(batch: ImportBatch) -> IncidentQuerySet:
    rows: IncidentQuerySet = Incident.objects.for_municipality(batch.municipality_id).filter(batch=batch)
    return rows.order_by("number")


def worked_on_rows(batch: ImportBatch) -> IncidentQuerySet:
    """Merged, decided on, changed, handed over, under a problem, or older than the batch."""
    return rows_of(batch).filter(_worked_on(_came_in(batch)))


def worked_on(batch: ImportBatch, most: int) -> list[WorkedOn]:
    """For a list, with the reasons."""
    came_in = _came_in(batch)
    rows = worked_on_rows(batch).select_related("category", "place").annotate(
        has_duplicates=Exists(_duplicates()), is_under=Exists(_references())
    )  # fmt: skip
    return [WorkedOn(row, tuple(_reasons(row, came_in))) for row in rows[:most]]


def _reasons(row: Incident, came_in: datetime | None) -> Iterable[str | Promise]:
    if row.merged_into_id or row.has_duplicates:  # type: ignore[attr-defined]
        yield MERGED
    if row.is_under:  # type: ignore[attr-defined]
        yield UNDER_PROBLEM
    if came_in is None or row.recorded < came_in:
        yield THERE_BEFORE
    elif row.version > 1:
        yield CHANGED


def _worked_on(came_in: datetime | None) -> Q:
    older = Q(recorded__lt=came_in) if came_in else Q()
    return (
        Q(merged_into__isnull=False) | Q(version__gt=1) | Q(Exists(_duplicates())) | Q(Exists(_references()))
        | Q(Exists(IncidentRevision.objects.across_municipalities(reason="of one row").filter(incident=OuterRef("pk"))))
        | Q(Exists(FaultHandover.objects.across_municipalities(reason="of one row").filter(incident=OuterRef("pk"))))
        | older
    )  # fmt: skip


def _duplicates() -> IncidentQuerySet:
    rows: IncidentQuerySet = Incident.objects.across_municipalities(reason="those that point at one row")
    return rows.filter(merged_into=OuterRef("pk")).order_by()


def _references() -> Any:
    rows = Reference.objects.across_municipalities(reason="those that rest on one row")
    return rows.filter(lower_kind=KIND, lower_id=OuterRef("public_id"), municipality=OuterRef("municipality"))


def _came_in(batch: ImportBatch) -> datetime | None:
    """All that a batch adds is recorded at one moment; what it only changed was recorded earlier."""
    newest: datetime | None = rows_of(batch).order_by().aggregate(newest=Max("recorded"))["newest"]
    return newest if batch.added else None


def _pks(rows: IncidentQuerySet) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True))


def _delete_untouched(pks: Iterable[int]) -> None:
    """Nothing points at them: no need to look for what hangs on each."""
    table = connection.ops.quote_name(Incident._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE id = %s", [(pk,) for pk in pks])  # noqa: S608 - the model's name


def _delete_with_what_hangs_on(municipality_id: int, pks: Sequence[int]) -> None:
    rows = Incident.objects.for_municipality(municipality_id)
    for start in range(0, len(pks), AT_ONCE):
        part = rows.filter(pk__in=pks[start : start + AT_ONCE])
        for row in part:
            _hand_over_duplicates(row)
        names = list(part.values_list("public_id", flat=True))
        Reference.objects.for_municipality(municipality_id).filter(lower_kind=KIND, lower_id__in=names).delete()
        part.delete()


def _hand_over_duplicates(incident: Incident) -> None:
    """The event is still told by the others: the oldest of them takes its place."""
    others = list(incident.duplicates.order_by("number"))
    for at, other in enumerate(others):
        other.merged_into = None if at == 0 else others[0]
        other.version += 1
        other.save(update_fields=["merged_into", "version"])
