from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from lykta.base.audit.chain import FIRST, link_hash
from lykta.base.audit.models import AuditEvent, AuditHead
from lykta.base.audit.operations import event_content


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


def is_whole() -> bool:
    """No link is broken, and the last event is the one the chain says: a cut-off tail shows too."""
    head = AuditHead.objects.filter(pk=1).first()
    last = AuditEvent.objects.order_by("-id").first()
    expected = (head.events, head.last_hash) if head else (0, FIRST)
    found = (AuditEvent.objects.count(), last.hash if last else FIRST)
    return expected == found and next(broken_links(), None) is None
