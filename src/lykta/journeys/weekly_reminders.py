"""The weekly nudge: at the unit's own hour, only to those who have said nothing, once a week whatever is killed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor
from lykta.base.kernel.periods import Period, week_containing
from lykta.base.kernel.swedish_time import WEEKDAYS, Language, week_label
from lykta.facts.incidents.reminder_operations import send_reminder
from lykta.facts.incidents.reminder_rhythm import Rhythm, Rhythms, is_due, rhythms_of
from lykta.facts.incidents.reporting_pauses import pauses_of
from lykta.facts.incidents.reporting_weeks import SilentReporter, silent_reporters
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.accounts.expected_reporters import ExpectedReporter
from lykta.ground.accounts.queries import organizations_in
from lykta.ground.municipalities.models import Municipality

log = logging.getLogger("lykta.worker")
LANGUAGE: Language = "sv"  # mail is read by somebody else than whoever makes it


@dataclass(frozen=True)
class Reminded:
    sent: int
    already: int = 0
    without_address: int = 0


def send_weekly_reminders(now: datetime | None = None) -> int:
    """How many were reminded. Asks what is left to do, so it may be killed and run again at any time."""
    moment, sent = now or timezone.now(), 0
    for municipality in Municipality.objects.all():
        try:
            sent += _remind_due(municipality, moment)
        except Exception:  # one municipality's trouble may not keep its neighbours from being reminded
            log.exception("the reminders of municipality %s failed and are tried again", municipality.code)
    return sent


def _remind_due(municipality: Municipality, now: datetime) -> int:
    week, rhythms, by = week_containing(now, municipality.week_cut), rhythms_of(municipality), CommandLine()
    due = _organizations_due(municipality, week, rhythms, now)
    if not due:
        return 0
    silent = silent_reporters(municipality=municipality, week=week, by=by, now=now)
    left = [each.reporter for each in silent if each.reporter.organization_id in due and each.reminded is None]
    return sum(_send(municipality, reporter, week, rhythms, by) for reporter in left)


def _organizations_due(municipality: Municipality, week: Period, rhythms: Rhythms, now: datetime) -> set[int]:
    cut, pauses = municipality.week_cut, pauses_of(municipality)
    everybody = organizations_in(municipality).values_list("pk", flat=True)
    return {pk for pk in everybody if is_due(week, rhythms.of(pk), cut, pauses, pk, now)}


def remind_now(
    *, municipality: Municipality, public_ids: Iterable[str] | None, by: Actor, is_forced: bool = False
) -> Reminded:
    """From the page: these, or with None all who are silent this week."""
    now = timezone.now()
    week, rhythms = week_containing(now, municipality.week_cut), rhythms_of(municipality)
    silent = silent_reporters(municipality=municipality, week=week, by=by, now=now)
    wanted = silent if public_ids is None else _chosen(silent, set(public_ids))
    reachable = [each.reporter for each in wanted if each.reporter.email]
    sent = sum(_send(municipality, reporter, week, rhythms, by, is_forced=is_forced) for reporter in reachable)
    return Reminded(sent, len(reachable) - sent, len(wanted) - len(reachable))


def _chosen(silent: list[SilentReporter], public_ids: set[str]) -> list[SilentReporter]:
    return [each for each in silent if each.reporter.public_id in public_ids]


def _send(
    municipality: Municipality,
    reporter: ExpectedReporter,
    week: Period,
    rhythms: Rhythms,
    by: Actor,
    *,
    is_forced: bool = False,
) -> bool:
    with translation.override(LANGUAGE):
        subject, body = letter(municipality, reporter, week, rhythms.of(reporter.organization_id))
    return send_reminder(
        municipality=municipality, reporter=reporter, week=week, subject=subject, body=body, by=by, is_forced=is_forced
    )


def letter(municipality: Municipality, reporter: ExpectedReporter, week: Period, rhythm: Rhythm) -> tuple[str, str]:
    """Subject and text. Never a token: whoever reports by link already has the link."""
    values = {"week": week_label(week), "where": municipality.name}
    parts = [
        _("Hello,"),
        _("We have not heard from you in %(week)s. Have you seen something that others need to know?") % values,
        _by_link() if reporter.function_id is not None else _by_login(municipality),
        _hint(municipality, reporter, rhythm),
        municipality.contact_title or municipality.name,
    ]
    return _("Anything to report in %(week)s? (%(where)s)") % values, "\n\n".join(parts)


def _by_login(municipality: Municipality) -> str:
    place = f"{settings.BASE_URL.rstrip('/')}/arbete/{municipality.slug}"
    report = _("Report here, it takes less than a minute:")
    nil = _("Has nothing happened? Say so with one tap. It matters just as much: then we know that it was calm.")
    return f"{report}\n{place}/rapportera/\n\n{nil}\n{place}/nollrapport/"


def _by_link() -> str:
    return _(
        "Open your personal link and report there, it takes less than a minute. Has nothing happened? Choose “Nothing "
        "to report”. It matters just as much: then we know that it was calm.\n\n"
        "The link is not in this message, since mail can go astray. If you cannot find it, tell us and you get a "
        "new one."
    )


def _hint(municipality: Municipality, reporter: ExpectedReporter, rhythm: Rhythm) -> str:
    values = {
        "organization": reporter.organization,
        "weekday": WEEKDAYS[LANGUAGE][rhythm.weekday],
        "hour": f"{rhythm.hour:02d}.00",
        "contact": municipality.contact_email or municipality.contact_phone,
    }
    when = _("%(organization)s is reminded on %(weekday)s at %(hour)s, in weeks without a report from you.")
    change = _("Would you rather have another day or hour, or a break during holidays? Write to %(contact)s.")
    return (f"{when} {change}" if values["contact"] else when) % values
