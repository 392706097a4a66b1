"""Monday's first page: a sentence, what waits for you, and the draft."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.action_plans.models import Action
from lykta.cycle.situation_reports.documents import shown_sections
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.rules import audience_for
from lykta.cycle.situation_reports.sections import summary
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.enums import Permission as Accounts
from lykta.importers.demo_world import cast
from lykta.sites.staff.pages import StaffRequest, page
from lykta.sites.staff.start.facts import SHOWN, MyWeek
from lykta.sites.staff.start.gap_count import gap_count
from lykta.sites.staff.start.sentence import opening
from lykta.sites.staff.start.tour import steps
from lykta.sites.staff.start.waiting import waiting_for


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    grants = request.user.current_grants  # type: ignore[union-attr]
    municipalities = list({grant.municipality_id: grant.municipality for grant in grants}.values())
    if len(municipalities) == 1:
        return redirect("staff:start", municipalities[0].slug)
    by_name = sorted(municipalities, key=lambda row: row.name)
    roles = {row.pk: sorted({g.get_role_display() for g in grants if g.municipality_id == row.pk}) for row in by_name}
    context = {"choices": [(row, roles[row.pk]) for row in by_name]}
    return render(request, "staff/start/choose.html", context)


@page()
def start(request: StaffRequest) -> HttpResponse:
    week = MyWeek(request.user, request.municipality, timezone.now())
    missing = gap_count(request.municipality) if week.may(Actions.EDIT) else 0
    report = week.latest_report
    context = {
        "sentence": opening(week.facts),
        "rate": week.rate,
        "week": week.week,
        "waiting": waiting_for(week, missing),
        "report": report,
        "lead": lead_of(request, report) if report else [],
        "only_reports": week.only_reports,
        "own_latest": week.own_latest if week.only_reports else [],
        "has_sent_nil": week.facts.has_sent_nil,
        "may_report": week.may(Incidents.REPORT),
        "searches": week.may(Accounts.SEE_LOG) and week.may(Incidents.SEE_ALL),
        "sees_log": week.may(Accounts.SEE_LOG),
        "manages": week.may(Accounts.MANAGE),
        "late_rows": _late_of_others(week),
        "promises": week.promises[:SHOWN] if week.follows else [],
    }
    return render(request, "staff/start/start.html", context)


def _late_of_others(week: MyWeek) -> list[Action]:
    """For those who read the plan and do not keep it: what is late, as it stands."""
    if not week.may(Actions.SEE) or week.may(Actions.EDIT):
        return []
    own = {row.pk for row in week.own_actions}
    return [row for row in week.late_actions if row.pk not in own][:SHOWN]


def lead_of(request: StaffRequest, report: SituationReport) -> list[str]:
    """The summary as this person's version of the lägesbild has it; else the first text there is."""
    audience = audience_for(request.user, report)
    sections = [row for row in shown_sections(report, audience) if row.prose.strip()] if audience else []
    first = next((row for row in sections if row.key == summary.KEY), sections[0] if sections else None)
    return [part.strip() for part in first.prose.split("\n\n") if part.strip()] if first else []


@page()
def tour(request: StaffRequest) -> HttpResponse:
    if not request.municipality.is_demo:
        raise Http404
    context = {"steps": steps(request.municipality), "password": cast.PASSWORD, "cast": cast.logins()}
    return render(request, "staff/start/tour.html", context)
