"""Actions: the list, one action with its why, and what has been reported about it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lykta.base.audit.queries import events_about
from lykta.base.kernel.actor import NotNow
from lykta.cycle.action_plans import operations
from lykta.cycle.action_plans.enums import ActionState, Permission
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.action_plans.queries import actions_of, responsible_functions, statuses_of
from lykta.cycle.action_plans.rules import may_report_status
from lykta.cycle.analysis.enums import Permission as Analyses
from lykta.cycle.cause_analysis.enums import Permission as Causes
from lykta.cycle.cause_analysis.enums import ProblemState
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.promises.models import PromisePoint
from lykta.ground.accounts.models import Function
from lykta.ground.accounts.queries import functions_of, functions_of_account
from lykta.journeys.report_action_status import report
from lykta.sites.staff.actions.filters import ALL, ActionFilter
from lykta.sites.staff.actions.forms import ActionForm, ActionStatusForm, initial_of, lines_needed
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.problems.views import own_problem
from lykta.sites.staff.sending import sent

PAGE = 50


def visible_actions(request: StaffRequest) -> QuerySet[Action]:
    """All of the plan, or those of the functions one holds."""
    rows = actions_of(request.municipality)
    if request.user.may(Permission.SEE, request.municipality):
        return rows
    own = functions_of_account(request.user, request.municipality)
    mine = Action.objects.for_municipality(request.municipality).filter(responsibles__function__in=own)
    return rows.filter(pk__in=mine.values("pk"))


@page(Permission.SEE, Permission.SEE_OWN)
def actions(request: StaffRequest) -> HttpResponse:
    municipality = request.municipality
    sees_all = request.user.may(Permission.SEE, municipality)
    owners = _owners(request) if sees_all else {}
    problems = _problems(request) if sees_all else {}
    filters = ActionFilter.from_query(request.GET, owners, problems)
    rows = filters.applied(visible_actions(request)).order_by(F("due").asc(nulls_last=True), "number")
    found = Paginator(rows, PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": found,
        "listed": [(row, responsible_functions(row)) for row in found],
        "filters": filters,
        "words": filters.in_words(),
        "query": filters.to_query(),
        "owners": owners,
        "problems": problems,
        "states": ActionState.choices,
        "all_states": ALL,
        "sees_all": sees_all,
        "sees_problems": request.user.may(Causes.SEE, municipality),
    }
    return render(request, "staff/actions/list.html", context)


def _owners(request: StaffRequest) -> dict[str, Function]:
    """Those that answer for something."""
    mine = Action.objects.for_municipality(request.municipality).values("responsibles__function")
    return {row.public_id: row for row in functions_of(request.municipality).filter(pk__in=mine)}


def _problems(request: StaffRequest) -> dict[str, Problem]:
    return {row.public_id: row for row in Problem.objects.for_municipality(request.municipality).order_by("-number")}


@page(Permission.SEE, Permission.SEE_OWN)
def action(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_action(request, pid)
    may_report = may_report_status(request.user, row)
    decides = request.user.may(Permission.EDIT, request.municipality)
    form = ActionStatusForm(request.POST if request.method == "POST" else None, action=row, decides=decides)
    if request.method == "POST" and form.is_valid():
        status = sent(form, lambda: _report(request, row, form))
        if status is not None:
            say(request, _("Thank you. It is noted, and the plan shows it at once."))
            return redirect("staff:action", request.municipality.slug, row.public_id)
    context = {
        "action": row,
        "responsible": responsible_functions(row),
        "statuses": statuses_of(row),
        "form": form,
        "may_report": may_report and bool(form.fields["state"].widget.choices),  # type: ignore[attr-defined]
        "may_edit": decides,
        "is_open": row.problem.state != ProblemState.CLOSED,
        "sees_problem": request.user.may(Causes.SEE, request.municipality),
        "sees_effect": request.user.may(Analyses.SEE, request.municipality),
        "history": events_about(row.public_id) if decides else [],
        **_promised(request, row),
    }
    return render(request, "staff/actions/action.html", context, status=422 if form.errors else 200)


def _report(request: StaffRequest, row: Action, form: ActionStatusForm) -> ActionStatus:
    data: dict[str, Any] = form.cleaned_data
    return report(
        action=row,
        state=data["state"],
        happened=data["happened"],
        amount=data["amount"],
        unit=data["unit"],
        text=data["text"],
        by=request.user,
        once=form.once_key(request.user.actor_id),
    )


def _promised(request: StaffRequest, row: Action) -> dict[str, Any]:
    points = PromisePoint.objects.filter(actions=row, promise__municipality=request.municipality)
    return {
        "points": list(points.select_related("promise")),
        "sees_promises": request.user.may(Promises.SEE, request.municipality),
    }


@page(Permission.EDIT)
def action_new(request: StaffRequest, pid: str) -> HttpResponse:
    problem = own_problem(request, pid)
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        causes=problem.causes.all(),
        functions=functions_of(request.municipality),
        initial={"causes": request.GET.getlist("orsak")},
    )
    if request.method == "POST" and form.is_valid():
        made = sent(form, lambda: _decide(request, problem, form))
        if made is not None:
            say(request, _("Action %(number)d is in the plan.") % {"number": made.number})
            return redirect("staff:action", request.municipality.slug, made.public_id)
    context = {"form": form, "problem": problem, "is_new": True}
    return render(request, "staff/actions/edit.html", context, status=422 if form.errors else 200)


def _decide(request: StaffRequest, problem: Problem, form: ActionForm) -> Action:
    _require_somebody_accountable(form)
    return operations.decide_action(
        problem=problem,
        state=form.cleaned_data["state"],
        by=request.user,
        once=form.once_key(request.user.actor_id),
        **form.content(),
    )


def _require_somebody_accountable(form: ActionForm) -> None:
    """The first of the functions is accountable: ticking helpers alone must not make one of them answer for it."""
    if form.cleaned_data["others"] and not form.cleaned_data["accountable"]:
        problem = NotNow(_("Choose who answers for it among those who take part."))
        problem.field = "accountable"  # type: ignore[attr-defined]
        raise problem


@page(Permission.EDIT)
def action_edit(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_action(request, pid)
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        causes=row.problem.causes.all(),
        functions=functions_of(request.municipality),
        lines=lines_needed(row),
        initial=initial_of(row),
    )
    del form.fields["state"]  # a state is reported, with its day
    if request.method == "POST" and form.is_valid():
        changed = sent(form, lambda: _change(request, row, form))
        if changed is not None:
            say(request, _("The action is changed."))
            return redirect("staff:action", request.municipality.slug, row.public_id)
    context = {"form": form, "problem": row.problem, "action": row}
    return render(request, "staff/actions/edit.html", context, status=422 if form.errors else 200)


def _change(request: StaffRequest, row: Action, form: ActionForm) -> Action:
    _require_somebody_accountable(form)
    return operations.change_action(
        action=row, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
    )


def own_action(request: StaffRequest, pid: str) -> Action:
    """Another function's action does not exist for those who see their own only."""
    row: Action = get_object_or_404(
        visible_actions(request).select_related("problem__municipality", "municipality"), public_id=pid
    )
    return row
