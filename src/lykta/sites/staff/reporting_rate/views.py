"""Who was heard from, unit by unit and week by week, and a nudge to those who were not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.periods import Period, periods_before, week_containing
from lykta.base.messaging.queries import not_sent
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.queries import reporting_rate as rate_of
from lykta.facts.incidents.reminder_rhythm import moment_in, rhythms_of
from lykta.facts.incidents.reporting_weeks import SilentReporter, Unit, UnitWeek, silent_reporters, units_by_week
from lykta.ground.municipalities.models import Municipality
from lykta.journeys.weekly_reminders import Reminded, remind_now
from lykta.sites.staff.pages import StaffRequest, page, say

WEEKS = 9  # this one and the eight before it, which the weekly picture is compared with too


@page(Permission.REMIND)
def reporting_rate(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        say(request, _said(_remind(request)))
        return redirect("staff:reporting_rate", request.municipality.slug)
    return render(request, "staff/reporting_rate/rate.html", _context(request))


def _context(request: StaffRequest) -> dict[str, Any]:
    municipality, now = request.municipality, timezone.now()
    week = week_containing(now, municipality.week_cut)
    weeks = [week, *reversed(periods_before(week, WEEKS - 1))]
    silent = silent_reporters(municipality=municipality, week=week, by=request.user, now=now)
    return {
        "week": week,
        "weeks": weeks,
        "rate": rate_of(municipality, week),
        "units": _units(municipality, weeks, silent),
        "may_be_reminded": sum(each.reminded is None and bool(each.reporter.email) for each in silent),
        "sees_names": request.user.may(Permission.SEE_REPORTER, municipality),
        "next_reminder": _next_reminder(municipality, now),
        "undelivered": not_sent(municipality).count(),
    }


def _next_reminder(municipality: Municipality, now: datetime) -> datetime | None:
    """Of those without an hour of their own."""
    rhythm, cut = rhythms_of(municipality).of(None), municipality.week_cut
    weeks = [week_containing(now + timedelta(days=7 * n), cut) for n in range(2)]
    moments = [moment_in(week, rhythm, cut) for week in weeks]
    return next((moment for moment in moments if moment > now), None) if rhythm.is_on else None


def _units(municipality: Municipality, weeks: list[Period], silent: list[SilentReporter]) -> list[dict[str, Any]]:
    of_unit: dict[int, list[SilentReporter]] = {}
    for each in silent:
        of_unit.setdefault(each.reporter.organization_id, []).append(each)
    return [_unit(unit, of_unit.get(unit.organization_id, [])) for unit in units_by_week(municipality, weeks)]


def _unit(unit: Unit, silent: list[SilentReporter]) -> dict[str, Any]:
    now, *before = unit.weeks
    return {"name": unit.name, "now": now, "before": before, "silent": silent, "run": _silent_weeks(before)}


def _silent_weeks(before: list[UnitWeek]) -> int:
    """Whole weeks in a row, up to this one, without a word."""
    run = 0
    for week in before:
        if week.word != "silent":
            break
        run += 1
    return run


def _remind(request: StaffRequest) -> Reminded:
    chosen = None if request.POST.get("act") == "all" else request.POST.getlist("reporter")
    return remind_now(
        municipality=request.municipality, public_ids=chosen, by=request.user,
        is_forced=request.POST.get("act") == "again",
    )  # fmt: skip


def _said(reminded: Reminded) -> str:
    parts = []
    if reminded.sent:
        text = ngettext("%(n)d reminder is on its way.", "%(n)d reminders are on their way.", reminded.sent)
        parts.append(text % {"n": reminded.sent})
    if reminded.already:
        text = ngettext(
            "%(n)d has been reminded this week already.", "%(n)d have been reminded this week already.",
            reminded.already,
        )  # fmt: skip
        parts.append(text % {"n": reminded.already})
    if reminded.without_address:
        text = ngettext(
            "%(n)d has no e-mail address: call instead.", "%(n)d have no e-mail address: call instead.",
            reminded.without_address,
        )  # fmt: skip
        parts.append(text % {"n": reminded.without_address})
    return " ".join(parts) or _("Nobody was reminded: they have been heard from, or are away today.")
