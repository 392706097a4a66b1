"""Reminding reporters, and when they are reminded and when not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.base.kernel.local_time import is_likely_day
from lykta.base.kernel.periods import Period
from lykta.base.messaging.operations import queue_message
from lykta.facts.evidence.free_text import checked
from lykta.facts.incidents.enums import NoticeKind, Permission
from lykta.facts.incidents.models import ReminderRhythm, ReporterNotice, ReportingPause
from lykta.facts.incidents.rules import CannotReport
from lykta.ground.accounts.expected_reporters import ExpectedReporter
from lykta.ground.accounts.models import Account, Function, PartnerOrganization
from lykta.ground.accounts.queries import organizations_in
from lykta.ground.municipalities.models import Municipality

LONGEST_PAUSE = timedelta(days=366)
LONGEST_LABEL = 80


@transaction.atomic
def send_reminder(
    *,
    municipality: Municipality,
    reporter: ExpectedReporter,
    week: Period,
    subject: str,
    body: str,
    by: Actor,
    is_forced: bool = False,
) -> bool:
    """Once a week, and once more where somebody insists. False where it was sent already, or has no address."""
    require(by, Permission.REMIND, municipality)
    if not reporter.email:
        return False
    notice, is_first = _noted(municipality, NoticeKind.REMINDER, week.id, reporter.account_id, reporter.function_id)
    if not is_first and not is_forced:
        return False
    notice.sent = timezone.now()
    notice.save(update_fields=["sent"])
    # In one transaction: a killed worker leaves both the note and the letter behind, or neither.
    queue_message(to=reporter.email, subject=subject, body=body, municipality=municipality, by=by)
    audit.record(
        "incidents.reminded", by=by, municipality=municipality, period=week.id, organization=reporter.organization
    )
    return True


@transaction.atomic
def send_feedback(
    *,
    municipality: Municipality,
    period_id: str,
    account: Account | None = None,
    function: Function | None = None,
    subject: str,
    body: str,
    by: Actor,
) -> bool:
    """Once per period, to the person or to the function; False where it was sent already."""
    require(by, Permission.REMIND, municipality)
    to = account.email if account else function.email if function else ""
    if not to:
        return False
    account_id, function_id = (account.pk, None) if account else (None, function.pk if function else None)
    _notice, is_first = _noted(municipality, NoticeKind.FEEDBACK, period_id, account_id, function_id)
    if is_first:
        queue_message(to=to, subject=subject, body=body, municipality=municipality, by=by)
        audit.record("incidents.fed_back", by=by, municipality=municipality, period=period_id)
    return is_first


def _noted(
    municipality: Municipality, kind: NoticeKind, period_id: str, account_id: int | None, function_id: int | None
) -> tuple[ReporterNotice, bool]:
    whose: dict[str, Any] = {"account_id": account_id, "function_id": function_id}
    notices = ReporterNotice.objects.for_municipality(municipality)
    found: tuple[ReporterNotice, bool] = notices.get_or_create(
        municipality=municipality, kind=kind, period_id=period_id, **whose
    )
    return found


@transaction.atomic
def set_rhythm(
    *,
    municipality: Municipality,
    organization: PartnerOrganization | None,
    weekday: int,
    hour: int,
    is_on: bool = True,
    by: Actor,
) -> ReminderRhythm:
    """Without an organisation: for all that have no rhythm of their own."""
    require(by, Permission.REMIND, municipality)
    _require_here(municipality, organization)
    if not (0 <= weekday <= 6 and 0 <= hour <= 23):
        raise NotNow(_("Choose a weekday and a full hour."))
    row, _is_new = ReminderRhythm.objects.for_municipality(municipality).update_or_create(
        municipality=municipality, organization=organization,
        defaults={"weekday": weekday, "hour": hour, "is_on": is_on},
    )  # fmt: skip
    audit.record(
        "incidents.rhythm_set", by=by, municipality=municipality, subject=organization, weekday=weekday, hour=hour,
        is_on=is_on, organization=organization.name if organization else "",
    )  # fmt: skip
    return row


@transaction.atomic
def drop_rhythm(*, municipality: Municipality, organization: PartnerOrganization, by: Actor) -> None:
    """As the municipality has it from now on."""
    require(by, Permission.REMIND, municipality)
    rows = ReminderRhythm.objects.for_municipality(municipality).filter(organization=organization)
    if rows.delete()[0]:
        audit.record(
            "incidents.rhythm_dropped", by=by, municipality=municipality, subject=organization,
            organization=organization.name,
        )  # fmt: skip


@transaction.atomic
def add_pause(
    *,
    municipality: Municipality,
    organization: PartnerOrganization | None,
    first_day: date,
    last_day: date,
    label: str = "",
    by: Actor,
) -> ReportingPause:
    """Both days belong to it. Without an organisation: for all. The same one twice is one."""
    require(by, Permission.REMIND, municipality)
    _require_here(municipality, organization)
    _require_days(first_day, last_day)
    content: dict[str, Any] = {
        "organization": organization, "first_day": first_day, "last_day": last_day,
        "label": checked(label, field="label")[:LONGEST_LABEL],
    }  # fmt: skip
    rows = ReportingPause.objects.for_municipality(municipality)
    row, is_new = rows.get_or_create(municipality=municipality, **content)
    if is_new:
        audit.record(
            "incidents.pause_added", by=by, municipality=municipality, subject=row, first=first_day.isoformat(),
            last=last_day.isoformat(),
        )  # fmt: skip
    return row


@transaction.atomic
def remove_pause(*, pause: ReportingPause, by: Actor) -> None:
    require(by, Permission.REMIND, pause.municipality)
    audit.record(
        "incidents.pause_removed", by=by, municipality=pause.municipality, subject=pause,
        first=pause.first_day.isoformat(), last=pause.last_day.isoformat(),
    )  # fmt: skip
    pause.delete()


def _require_here(municipality: Municipality, organization: PartnerOrganization | None) -> None:
    if organization is not None and not organizations_in(municipality).filter(pk=organization.pk).exists():
        raise NotNow(_("The organisation has no function here. Choose one in the list."))


def _require_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise CannotReport(_("The last day is before the first. Swap them and save again."), "last_day")
    if not (is_likely_day(first_day) and is_likely_day(last_day)) or last_day - first_day > LONGEST_PAUSE:
        raise CannotReport(_("A pause may last a year at most. Check the years."), "last_day")
