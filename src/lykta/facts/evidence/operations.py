"""Import batches, whole or not at all, and references between records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch, Reference
from lykta.facts.evidence.queries import named
from lykta.ground.municipalities.models import Municipality

REJECTIONS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Rejection:
    line: int
    reason: str  # what is wrong and what to do; never the content of the row


@dataclass(frozen=True, slots=True)
class Counts:
    added: int = 0
    unchanged: int = 0
    revised: int = 0
    rejections: tuple[Rejection, ...] = ()

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    @property
    def read(self) -> int:
        return self.added + self.unchanged + self.revised + self.rejected

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.added + other.added,
            self.unchanged + other.unchanged,
            self.revised + other.revised,
            self.rejections + other.rejections,
        )


@dataclass
class OpenBatch:
    """`row` is what imported rows point at; `count` what came of each part of the file."""

    row: ImportBatch
    counts: Counts = field(default_factory=Counts)

    def count(self, counts: Counts) -> None:
        self.counts = self.counts + counts

    def reject(self, line: int, reason: str) -> None:
        self.count(Counts(rejections=(Rejection(line, reason),)))


@contextmanager
def open_batch(
    *, importer: str, municipality: Municipality | None, file_name: str, file_hash: str, by: Actor
) -> Iterator[OpenBatch]:
    """`with open_batch(...) as batch:` one transaction; an exception inside leaves nothing of the file behind."""
    require(by, Permission.IMPORT, municipality)
    with transaction.atomic():
        row = ImportBatch.objects.create(
            importer=importer,
            municipality=municipality,
            file_name=file_name[:200],
            file_hash=file_hash,
            closed=timezone.now(),
            imported_by_name=by.actor_name,
        )
        batch = OpenBatch(row)
        yield batch
        _close(batch, by)


def _close(batch: OpenBatch, by: Actor) -> None:
    row, counts = batch.row, batch.counts
    numbers = {key: getattr(counts, key) for key in ("read", "added", "unchanged", "revised", "rejected")}
    for key, value in numbers.items():
        setattr(row, key, value)
    row.rejections = [{"line": each.line, "reason": each.reason} for each in counts.rejections[:REJECTIONS_KEPT]]
    row.closed = timezone.now()
    row.save()
    audit.record("evidence.imported", by=by, municipality=row.municipality, subject=row, importer=row.importer,
                 **numbers)  # fmt: skip


def refer(*, municipality: Municipality, upper: Any, lower: Any) -> Reference:
    """`upper` rests on `lower`; rows with a public id, or (kind, id). The caller has checked the right and audits."""
    upper_kind, upper_id = named(upper)
    lower_kind, lower_id = named(lower)
    reference, _created = Reference.objects.for_municipality(municipality).get_or_create(
        municipality=municipality,
        upper_kind=upper_kind,
        upper_id=upper_id,
        lower_kind=lower_kind,
        lower_id=lower_id,
        defaults={"created": timezone.now()},
    )
    return reference


def unrefer(*, municipality: Municipality, upper: Any, lower: Any) -> None:
    upper_kind, upper_id = named(upper)
    lower_kind, lower_id = named(lower)
    Reference.objects.for_municipality(municipality).filter(
        upper_kind=upper_kind, upper_id=upper_id, lower_kind=lower_kind, lower_id=lower_id
    ).delete()
