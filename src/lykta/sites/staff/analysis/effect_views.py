"""Did the action work? Asked of an action, before it begins (would it show?) and after."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lykta.cycle.action_plans.models import Action
from lykta.cycle.analysis import operations, queries
from lykta.cycle.analysis.enums import Permission
from lykta.sites.staff.actions.views import own_action
from lykta.sites.staff.analysis.forms import EffectForm
from lykta.sites.staff.pages import StaffRequest, page
from lykta.sites.staff.sending import sent


@page(Permission.SEE)
def effect(request: StaffRequest, pid: str) -> HttpResponse:
    action: Action = own_action(request, pid)
    may_run = request.user.may(Permission.RUN, request.municipality)
    if request.method == "POST" and not may_run:
        raise PermissionDenied
    form = EffectForm(request.POST if request.method == "POST" else None, action=action) if may_run else None
    if form is not None and request.method == "POST" and form.is_valid():
        question, key = form.question(), form.once_key(request.user.actor_id)
        run = sent(form, lambda: operations.ask_effect(question=question, by=request.user, once=key))
        if run is not None:
            return redirect("staff:analysis", request.municipality.slug, run.public_id)
    runs = queries.effects_of(request.municipality, action)
    context = {
        "action": action,
        "form": form,
        "runs": [(run, queries.answers_of(run)) for run in runs],
    }
    return render(request, "staff/analysis/effect.html", context, status=422 if form and form.errors else 200)
