from __future__ import annotations

from collections.abc import Iterator

from lykta.base.audit.chain import FIRST, link_hash
from lykta.base.audit.models import AuditEvent
from lykta.base.audit.operations import event_content
from django.db.models import QuerySet


def events_of_municipality(municipality_id: int) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(municipality_id=municipality_id).order_by("-id")


def events_about(subject_id: str) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(subject_id=subject_id).order_by("id")


def broken_links() -> Iterator[int]:
    """Ids of events that do not follow from the one before them. Empty when nobody has touched the log."""
    previous = FIRST
    for row in AuditEvent.objects.order_by("id").iterator(chunk_size=2000):
        if row.previous_hash != previous or row.hash != link_hash(previous, event_content(row)):
            yield row.pk
        previous = row.hash
