from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from lykta.base.audit.chain import FIRST, link_hash
from lykta.base.audit.models import AuditEvent, AuditHead
from lykta.base.audit.sentences import sentences
from lykta.base.kernel.actor import Actor, MunicipalityLike


def record(
    event: str,
    *,
    by: Actor,
    municipality: MunicipalityLike | None = None,
    subject: Any = None,
    **details: Any,
) -> AuditEvent:
    """Write one event in the caller's transaction. `details` holds numbers and codes, never free text of a report."""
    if event not in sentences:
        raise ValueError(f"audit event {event} has no sentence; the room registers one in contributions.py")
    with transaction.atomic():
        head = _locked_head()
        row = AuditEvent(
            at=timezone.now(),
            actor_id=by.actor_id,
            actor_name=by.actor_name,
            actor_organization=by.actor_organization,
            municipality_id=municipality.pk if municipality else None,
            event=event,
            subject_kind=type(subject).__name__ if subject is not None else "",
            subject_id=str(getattr(subject, "public_id", "")) if subject is not None else "",
            details=details,
            previous_hash=head.last_hash,
        )
        row.hash = link_hash(head.last_hash, event_content(row))
        row.save(force_insert=True)
        head.last_hash, head.events = row.hash, head.events + 1
        head.save(update_fields=["last_hash", "events"])
    return row


def event_content(row: AuditEvent) -> dict[str, Any]:
    return {
        "at": row.at.isoformat(),
        "actor": [row.actor_id, row.actor_name, row.actor_organization],
        "municipality": row.municipality_id,
        "event": row.event,
        "subject": [row.subject_kind, row.subject_id],
        "details": row.details,
    }


def _locked_head() -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    return head or AuditHead.objects.create(pk=1, last_hash=FIRST, events=0)
