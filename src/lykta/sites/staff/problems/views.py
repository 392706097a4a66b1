"""Problems: the list, one problem with the whole chain, and what is written about it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.base.audit.queries import events_about
from lykta.cycle.action_plans.enums import OPEN_STATES, ActionState
from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.action_plans.queries import action_table, actions_of, gaps
from lykta.cycle.analysis.enums import Permission as Analyses
from lykta.cycle.analysis.sections.analyses import title_of
from lykta.cycle.cause_analysis import operations
from lykta.cycle.cause_analysis.enums import Permission, ProblemState
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.queries import analyses_under, material_of, problems_of
from lykta.cycle.follow_up.enums import Layer
from lykta.cycle.follow_up.enums import Permission as FollowUps
from lykta.cycle.follow_up.operations import record_follow_up
from lykta.cycle.follow_up.queries import follow_ups_of
from lykta.cycle.follow_up.shown import judgement
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.queries import reports_visible_to
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.queries import visible_to
from lykta.facts.incidents.rules import sees_all
from lykta.journeys.lift_to_problem import lift, shared_area, shared_place
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.problems.chain import plan_rows, sorted_gaps
from lykta.sites.staff.problems.forms import FollowUpForm, LiftForm, ProblemForm, StateForm, initial_of
from lykta.sites.staff.sending import sent

PAGE = 50
MOST_CANDIDATES = 100
INCIDENT, REPORT = "incidents.incident", "situation_reports.situationreport"


@page(Permission.SEE)
def problems(request: StaffRequest) -> HttpResponse:
    municipality = request.municipality
    state = request.GET.get("lage", "")
    rows = problems_of(municipality).annotate(
        actions_planned=Count("actions", filter=~Q(actions__state=ActionState.CANCELLED), distinct=True),
        actions_late=Count(
            "actions",
            filter=Q(actions__state__in=OPEN_STATES, actions__due__lt=timezone.localdate()),
            distinct=True,
        ),
    )
    if state in ProblemState.values:
        rows = rows.filter(state=state)
    elif state != "alla":
        state, rows = "", rows.exclude(state=ProblemState.CLOSED)
    found = Paginator(rows.order_by("-number"), PAGE).get_page(request.GET.get("sida"))
    missing = sorted_gaps(gaps(municipality))
    context = {
        "page": found,
        "listed": [(row, missing.count(row)) for row in found],
        "state": state,
        "states": ProblemState.choices,
        "query": f"lage={state}" if state else "",
        "may_edit": request.user.may(Permission.EDIT, municipality),
    }
    return render(request, "staff/problems/list.html", context)


@page(Permission.SEE)
def problem(request: StaffRequest, pid: str) -> HttpResponse:
    return _problem_page(request, own_problem(request, pid))


def _problem_page(
    request: StaffRequest, row: Problem, state_form: StateForm | None = None, status: int = 200
) -> HttpResponse:
    municipality = request.municipality
    missing = sorted_gaps(gap for gap in gaps(municipality) if gap.problem.pk == row.pk)
    causes = list(row.causes.all())
    follow_ups = [(each, judgement(each)) for each in follow_ups_of(row)]
    may_edit = request.user.may(Permission.EDIT, municipality)
    context = {
        "problem": row,
        "causes": [(cause, missing.of_cause.get(cause.pk, [])) for cause in causes],
        "plan": plan_rows(action_table(municipality, row), causes, missing),
        "problem_gaps": missing.of_problem.get(row.pk, []),
        "called_off": actions_of(municipality).filter(problem=row, state=ActionState.CANCELLED),
        "follow_ups": follow_ups,
        "effect": next(((each, said) for each, said in follow_ups if each.layer == Layer.EFFECT), None),
        "is_open": row.state != ProblemState.CLOSED,
        "may_edit": may_edit,
        "may_decide": request.user.may(Actions.EDIT, municipality),
        "may_follow_up": request.user.may(FollowUps.EDIT, municipality),
        "history": events_about(row.public_id) if may_edit else [],
        "state_form": state_form or StateForm(problem=row),
        **_material(request, row),
    }
    return render(request, "staff/problems/problem.html", context, status=status)


def _material(request: StaffRequest, row: Problem) -> dict[str, Any]:
    """How many reports it rests on, for everybody who sees the problem; which, for those who may read them."""
    references = material_of(row)
    ids = [each.lower_id for each in references if each.lower_kind == INCIDENT]
    visible = visible_to(request.user, request.municipality).filter(public_id__in=ids)
    sees_reports = sees_all(request.user, request.municipality)
    periods = {each.lower_id for each in references if each.lower_kind == REPORT}
    reports = reports_visible_to(request.user, request.municipality).filter(public_id__in=periods)
    return {
        "evidence_count": len(ids),
        "evidence": list(visible.select_related("category", "place")[:MOST_CANDIDATES]) if sees_reports else [],
        "situation_reports": list(reports),
        "analyses": _analyses(request, row),
    }


def _analyses(request: StaffRequest, row: Problem) -> list[tuple[Any, str]]:
    if not request.user.may(Analyses.SEE, request.municipality):
        return []
    return [(run, title_of(run)) for run in analyses_under(row)]


@page(Permission.EDIT)
def problem_new(request: StaffRequest) -> HttpResponse:
    candidates, report = _candidates(request), _lagesbild(request)
    initial = {"title": _suggested_title(candidates), **_shared_where(candidates)}
    form = LiftForm(
        request.POST if request.method == "POST" else None,
        municipality=request.municipality,
        candidates=candidates,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        opened = sent(form, lambda: _open(request, form, report))
        if opened is not None:
            say(request, _("Problem %(number)d is opened. Next: why does it happen?") % {"number": opened.number})
            return redirect("staff:problem", request.municipality.slug, opened.public_id)
    context = {"form": form, "report": report, "candidates": candidates}
    return render(request, "staff/problems/new.html", context, status=422 if form.errors else 200)


def _open(request: StaffRequest, form: LiftForm, report: SituationReport | None) -> Problem:
    chosen, content = form.chosen(), form.content()
    once = form.once_key(request.user.actor_id)
    if not chosen and report is None:
        return operations.open_problem(municipality=request.municipality, by=request.user, once=once, **content)
    return lift(
        municipality=request.municipality, incidents=chosen, from_report=report, by=request.user, once=once, **content
    )


def _candidates(request: StaffRequest) -> list[Incident]:
    """The reports one came with from the list, the map or the lägesbild."""
    wanted = request.GET.getlist("handelse")[:MOST_CANDIDATES]
    rows = visible_to(request.user, request.municipality).filter(public_id__in=wanted)
    return list(rows.select_related("category", "place", "area").order_by("-counted_at"))


def _lagesbild(request: StaffRequest) -> SituationReport | None:
    period = request.GET.get("lagesbild", "")
    if not period:
        return None
    report: SituationReport | None = (
        reports_visible_to(request.user, request.municipality).filter(period_id=period).first()
    )
    if report is None:
        raise Http404
    return report


def _suggested_title(candidates: list[Incident]) -> str:
    """Only what all the reports share."""
    if not candidates:
        return ""
    categories, places = {str(row.category) for row in candidates}, {row.place for row in candidates}
    words = [next(iter(each)) for each in (categories, places) if len(each) == 1]
    return ", ".join(str(getattr(word, "name", word)) for word in words if word)


def _shared_where(candidates: list[Incident]) -> dict[str, str]:
    place, area = (shared_place(candidates), shared_area(candidates)) if candidates else (None, None)
    return {"place": place.public_id if place else "", "area": area.public_id if area else ""}


@page(Permission.EDIT)
def problem_edit(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_problem(request, pid)
    form = ProblemForm(
        request.POST if request.method == "POST" else None,
        municipality=request.municipality,
        initial=initial_of(row),
    )
    if request.method == "POST" and form.is_valid():
        changed = sent(
            form,
            lambda: operations.change_problem(
                problem=row, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if changed is not None:
            say(request, _("The problem is changed."))
            return redirect("staff:problem", request.municipality.slug, row.public_id)
    context = {"form": form, "problem": row}
    return render(request, "staff/problems/edit.html", context, status=422 if form.errors else 200)


@page(Permission.EDIT)
@require_POST
def problem_state(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_problem(request, pid)
    form = StateForm(request.POST, problem=row)
    if form.is_valid():
        changed = sent(
            form,
            lambda: operations.set_state(
                problem=row,
                state=form.cleaned_data["state"],
                by=request.user,
                expected_version=form.cleaned_data["version"],
            ),
        )
        if changed is not None:
            say(request, _("The state of the problem is changed."))
            return redirect("staff:problem", request.municipality.slug, row.public_id)
    return _problem_page(request, own_problem(request, pid), form, status=422)


@page(FollowUps.EDIT)
def follow_up_new(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_problem(request, pid)
    actions = actions_of(request.municipality).filter(problem=row)
    form = FollowUpForm(request.POST if request.method == "POST" else None, actions=actions)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: record_follow_up(
                problem=row, by=request.user, once=form.once_key(request.user.actor_id), **form.content()
            ),
        )
        if made is not None:
            say(request, _("The follow-up is written down."))
            return redirect("staff:problem", request.municipality.slug, row.public_id)
    context = {"form": form, "problem": row}
    return render(request, "staff/problems/follow_up.html", context, status=422 if form.errors else 200)


def own_problem(request: StaffRequest, pid: str) -> Problem:
    row: Problem = get_object_or_404(
        problems_of(request.municipality).select_related("municipality", "place", "area", "from_report"), public_id=pid
    )
    return row
