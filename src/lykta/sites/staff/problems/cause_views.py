"""Why it happens: one numbered cause at a time."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.cycle.cause_analysis import operations
from lykta.cycle.cause_analysis.enums import Permission
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.problems.forms import CauseForm, initial_of_cause
from lykta.sites.staff.problems.views import own_problem
from lykta.sites.staff.sending import sent


@page(Permission.EDIT)
def cause_new(request: StaffRequest, pid: str) -> HttpResponse:
    problem = own_problem(request, pid)
    form = CauseForm(request.POST if request.method == "POST" else None, initial={"version": problem.version})
    if request.method == "POST" and form.is_valid():
        cause = sent(
            form,
            lambda: operations.add_cause(
                problem=problem, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if cause is not None:
            say(request, _("Cause %(number)d is added.") % {"number": cause.number})
            return redirect("staff:problem", request.municipality.slug, problem.public_id)
    return _page(request, form, problem)


@page(Permission.EDIT)
def cause_edit(request: StaffRequest, pid: str, cause_pid: str) -> HttpResponse:
    problem = own_problem(request, pid)
    cause = _cause(problem, cause_pid)
    form = CauseForm(request.POST if request.method == "POST" else None, initial=initial_of_cause(cause, problem))
    if request.method == "POST" and form.is_valid():
        changed = sent(
            form,
            lambda: operations.change_cause(
                cause=cause, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if changed is not None:
            say(request, _("Cause %(number)d is changed.") % {"number": cause.number})
            return redirect("staff:problem", request.municipality.slug, problem.public_id)
    return _page(request, form, problem, cause)


@page(Permission.EDIT)
@require_POST
def cause_remove(request: StaffRequest, pid: str, cause_pid: str) -> HttpResponse:
    problem = own_problem(request, pid)
    cause = _cause(problem, cause_pid)
    operations.remove_cause(cause=cause, by=request.user)
    say(request, _("The cause is removed. The others keep their numbers."))
    return redirect("staff:problem", request.municipality.slug, problem.public_id)


def _cause(problem: Problem, public_id: str) -> Cause:
    cause: Cause = get_object_or_404(problem.causes.select_related("problem", "municipality"), public_id=public_id)
    return cause


def _page(request: StaffRequest, form: CauseForm, problem: Problem, cause: Cause | None = None) -> HttpResponse:
    context = {"form": form, "problem": problem, "cause": cause}
    return render(request, "staff/problems/cause.html", context, status=422 if form.errors else 200)
