"""Promises to the residents: the list, one promise with its points and receipts, and its text."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.airlocks.publishing.queries import latest, waiting_proposals
from lykta.base.audit.queries import events_about
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.queries import open_problems
from lykta.cycle.promises import operations
from lykta.cycle.promises.enums import Permission, PointStatus, PromiseState
from lykta.cycle.promises.models import CitizenPromise, PromisePoint
from lykta.cycle.promises.queries import latest_receipt, progress_by_point, promises_of
from lykta.cycle.promises.rules import PUBLICATION
from lykta.journeys import promise_progress
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.promises.forms import PromiseForm, initial_of
from lykta.sites.staff.promises.release_state import release_state
from lykta.sites.staff.sending import sent

PAGE = 50


@page(Permission.SEE)
def promises(request: StaffRequest) -> HttpResponse:
    municipality = request.municipality
    found = Paginator(promises_of(municipality), PAGE).get_page(request.GET.get("sida"))
    out = {row.key for row in latest(municipality, PUBLICATION)}
    waiting = set(waiting_proposals(municipality).filter(kind=PUBLICATION).values_list("key", flat=True))
    context = {
        "page": found,
        "listed": [
            {
                "promise": row,
                "points": list(row.points.all()),
                "latest": latest_receipt(row),
                "is_out": row.public_id in out,
                "is_waiting": row.public_id in waiting,
            }
            for row in found
        ],
        "may_edit": request.user.may(Permission.EDIT, municipality),
    }
    return render(request, "staff/promises/list.html", context)


@page(Permission.SEE)
def promise(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_promise(request, pid)
    may_edit = request.user.may(Permission.EDIT, request.municipality) and row.state != PromiseState.ENDED
    context = {
        "promise": row,
        "points": [_shown(point, progress) for point, progress in progress_by_point(row)],
        "latest": latest_receipt(row),
        "release": release_state(row),
        "may_edit": may_edit,
        "may_release": request.user.may(Permission.RELEASE, request.municipality),
        "form": LyktaForm(initial={"version": row.version}),
        "history": events_about(row.public_id) if may_edit else [],
    }
    return render(request, "staff/promises/promise.html", context)


def _shown(point: PromisePoint, progress: Any) -> dict[str, Any]:
    suggested = progress.suggested
    return {
        "point": point,
        "progress": progress,
        "suggested": PointStatus(suggested).label if suggested and suggested != point.status else "",
        "receipts": list(point.receipts.all()),
        "actions": list(point.actions.all()),
    }


@page(Permission.EDIT)
def promise_new(request: StaffRequest) -> HttpResponse:
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        problems=open_problems(request.municipality),
        initial={"problem": request.GET.get("problem", "")},
    )
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: operations.draft_promise(
                municipality=request.municipality,
                by=request.user,
                once=form.once_key(request.user.actor_id),
                **form.content(),
            ),
        )
        if made is not None:
            say(request, _("The draft is saved. Next: what exactly is promised, point by point?"))
            return redirect("staff:promise", request.municipality.slug, made.public_id)
    context = {"form": form}
    return render(request, "staff/promises/edit.html", context, status=422 if form.errors else 200)


@page(Permission.EDIT)
def promise_edit(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_promise(request, pid)
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        problems=_problems(request, row),
        initial=initial_of(row),
    )
    if request.method == "POST" and form.is_valid():
        changed = sent(
            form,
            lambda: operations.change_promise(
                promise=row, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if changed is not None:
            say(request, _("The promise is changed here. Residents read the earlier text until a new release."))
            return redirect("staff:promise", request.municipality.slug, row.public_id)
    context = {"form": form, "promise": row}
    return render(request, "staff/promises/edit.html", context, status=422 if form.errors else 200)


def _problems(request: StaffRequest, promise: CitizenPromise) -> list[Problem]:
    """The open ones, and the one that is chosen, whatever has become of it."""
    rows = list(open_problems(request.municipality))
    if promise.problem and promise.problem not in rows:
        rows.append(promise.problem)
    return rows


@page(Permission.EDIT)
@require_POST
def promise_end(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_promise(request, pid)
    form = LyktaForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    promise_progress.end_promise(promise=row, by=request.user, expected_version=version)
    say(request, _("The promise has ended. It stays here and on the public page as it was."))
    return redirect("staff:promise", request.municipality.slug, row.public_id)


def own_promise(request: StaffRequest, pid: str) -> CitizenPromise:
    row: CitizenPromise = get_object_or_404(
        promises_of(request.municipality).select_related("municipality", "problem"), public_id=pid
    )
    return row
