"""A file of any length written as one batch: all is laid out beforehand, so the lock is held for the writing only."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.operations import REJECTIONS_KEPT, Counts, Rejection, open_batch
from lykta.facts.incidents import bulk_rows
from lykta.facts.incidents.change_numbers import take_numbers
from lykta.facts.incidents.enums import Channel, State
from lykta.facts.incidents.file_operations import hold_to_the_end, read_in
from lykta.facts.incidents.import_operations import FACTS, refuse_other_areas
from lykta.facts.incidents.import_preparation import Preparation
from lykta.facts.incidents.imported_rows import identity, identity_text
from lykta.facts.incidents.models import Incident, IncomingFile
from lykta.facts.incidents.work_files import PLACE_OF, Verdict, WorkFile
from lykta.ground.municipalities.models import Municipality

Known = tuple[int, int]
MOST_ROUNDS = 5


def known_until(municipality: Municipality) -> Known:
    """Changes whenever the set of imported rows does: by a batch, or by one that is withdrawn."""
    batches = ImportBatch.objects.filter(importer="incidents", municipality=municipality)
    newest = batches.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0, batches.filter(withdrawn__isnull=False).count()


def compare(work: WorkFile, municipality: Municipality, source_system: str) -> Known:
    """Which of the file's rows are in the database already, with the same content or other."""
    until = known_until(municipality)
    work.forget_known()
    there = (
        Incident.objects.for_municipality(municipality)
        .filter(channel=Channel.IMPORT, source_system=source_system)
        .order_by()
        .values_list("source_id", "content_hash", "pk")
    )
    for ids in work.ids():
        work.know(_named(row, source_system) for row in there.filter(source_id__in=ids))
    if work.has_rows_without_id():
        # No index leads to a content: all of them once is faster than a search for each.
        without = there.filter(source_id__isnull=True).iterator(chunk_size=5000)
        work.know(_named(row, source_system) for row in without)
    return until


def _named(row: tuple[str | None, str, int], source_system: str) -> tuple[str, int, str]:
    source_id, content, pk = row
    return identity_text(identity(source_system, source_id, content)), pk, content


def add_file(*, file: IncomingFile, work: WorkFile, preparation: Preparation, known: Known, by: Actor) -> bool:
    """False when others have read in or withdrawn rows since `compare`, which is then to be done again."""
    municipality = file.municipality
    require(by, Permission.IMPORT, municipality)
    counts = work.counts()
    with transaction.atomic():
        row = hold_to_the_end(file)
        last = take_numbers(municipality, counts[Verdict.NEW]).last_incident_number
        if known_until(municipality) != known:
            transaction.set_rollback(True)
            return False
        refuse_other_areas(municipality, preparation.result.area_set_id)
        with open_batch(
            importer="incidents", municipality=municipality, file_name=file.file_name, file_hash=file.file_hash, by=by
        ) as batch:
            batch.count(_write(work, counts, batch.row, last))
            audit.record("incidents.imported", by=by, municipality=municipality, subject=batch.row,
                         added=counts["new"], unchanged=counts["same"], revised=counts["changed"],
                         rejected=counts["rejected"])  # fmt: skip
        read_in(row, batch.row, file.verdict | counts)
    return True


def _write(work: WorkFile, counts: dict[str, int], batch: ImportBatch, last: int) -> Counts:
    _write_new(work, batch, last - counts[Verdict.NEW])
    for part in work.changed_rows():
        for _pk, values in part:
            values["batch_id"] = batch.pk
            if values["state"] == State.QUARANTINED:  # the report itself stays where people have put it
                values.update(text="", place_text="")
        bulk_rows.update(dict(part), FACTS)
    return Counts(counts["new"], counts["same"], counts["changed"], _rejections(work, counts["rejected"]))


def _write_new(work: WorkFile, batch: ImportBatch, number: int) -> None:
    """By place instead of by name: this is done while everybody else waits."""
    now = timezone.now()
    written = [(PLACE_OF[name], value) for name, value in
               bulk_rows.as_stored(recorded=now, reviewed=now, batch_id=batch.pk).items()]  # fmt: skip
    at_number, at_state, at_reviewed = (PLACE_OF[name] for name in ("number", "state", "reviewed"))
    for part in work.new_rows():
        for row in part:
            number += 1
            row[at_number] = number
            for at, value in written:
                row[at] = value
            if row[at_state] != State.REVIEWED:
                row[at_reviewed] = None
        bulk_rows.insert_in_order(part)


def _rejections(work: WorkFile, count: int) -> tuple[Rejection, ...]:
    """The first thousand, then the last of them again: they are counted, and not kept."""
    first = [Rejection(line, reason) for line, reason in work.rejections(REJECTIONS_KEPT)]
    return (*first, *(first[-1:] * (count - len(first))))
