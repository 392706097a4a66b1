"""What is going to happen: announced by anyone who reports, cancelled by the one who announced it or the reviewer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, require
from lykta.facts.evidence.free_text import checked
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.models import ComingEvent
from lykta.facts.incidents.reporters import reporter_columns
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

FARTHEST = timedelta(days=3 * 366)


@transaction.atomic
def announce_coming_event(
    *,
    municipality: Municipality,
    title: str,
    starts: datetime,
    ends: datetime,
    place: Place | None = None,
    place_text: str = "",
    expected_visitors: int | None = None,
    note: str = "",
    organization: PartnerOrganization | None,
    by: Actor,
    once: str | None = None,
) -> ComingEvent:
    require(by, Permission.REPORT, municipality)
    rules.require_organization(by, municipality, organization)
    rules.require_own_place(municipality, place)
    _require_coming(starts, ends)
    content: dict[str, Any] = {
        "title": _titled(title),
        "place": place,
        "place_text": checked(place_text, field="place_text"),
        "starts": starts,
        "ends": ends,
        "expected_visitors": expected_visitors,
        "note": checked(note, field="note"),
        "organization": organization,
    }
    note_change(municipality)
    if earlier := _sent_before(once, municipality, content):
        return earlier
    row = ComingEvent.objects.create(municipality=municipality, idempotency_key=once, **reporter_columns(by), **content)
    audit.record("incidents.event_announced", by=by, municipality=municipality, subject=row)
    return row


@transaction.atomic
def cancel_coming_event(*, event: ComingEvent, by: Actor) -> ComingEvent:
    """Twice is once. The row stays, so that a lägesbild that named it can be understood."""
    require(by, Permission.REPORT, event.municipality)
    note_change(event.municipality)
    rows = ComingEvent.objects.for_municipality(event.municipality_id)
    row: ComingEvent = rows.select_for_update(no_key=True).get(pk=event.pk)
    _require_own(by, row)
    if row.cancelled is None:
        row.cancelled = timezone.now()
        row.save(update_fields=["cancelled"])
        audit.record("incidents.event_cancelled", by=by, municipality=event.municipality, subject=row)
    return row


def _titled(title: str) -> str:
    text = checked(title, field="title")
    if not text:
        raise rules.CannotReport(_("Write what is going to happen."), "title")
    return text[:120]


def _require_coming(starts: datetime, ends: datetime) -> None:
    if ends < starts:
        raise rules.CannotReport(_("The event ends before it starts. Swap the times and send again."), "starts")
    if ends < timezone.now():
        raise rules.CannotReport(
            _("The event is over already. Report what happened as a report instead, or check the day."), "starts"
        )
    if starts > timezone.now() + FARTHEST:
        raise rules.CannotReport(_("The event lies more than three years ahead. Check the year."), "starts")


def _require_own(by: Actor, row: ComingEvent) -> None:
    if by.may(Permission.REVIEW, row.municipality):
        return
    if row.organization_id not in rules.organizations_of(by, row.municipality, Permission.REPORT):
        raise NotAllowed("an event is cancelled by the organisation that announced it")


def _sent_before(once: str | None, municipality: Municipality, content: dict[str, Any]) -> ComingEvent | None:
    if once is None:
        return None
    rows = ComingEvent.objects.for_municipality(municipality)
    row: ComingEvent | None = rows.select_related("place", "organization").filter(idempotency_key=once).first()
    if row is not None and any(getattr(row, key) != value for key, value in content.items()):
        raise NotNow(_("This form has already been sent with other content. Open a new form for another event."))
    return row
