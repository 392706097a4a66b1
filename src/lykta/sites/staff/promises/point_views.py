"""Point by point: what is promised, whether it is kept, and the dated receipts."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import Action
from lykta.cycle.promises import operations
from lykta.cycle.promises.enums import Permission, PointStatus
from lykta.cycle.promises.models import CitizenPromise, PromisePoint
from lykta.cycle.promises.progress import progress_of
from lykta.journeys import promise_progress
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.promises.forms import PointForm, PointStatusForm, ReceiptForm, initial_of_point
from lykta.sites.staff.promises.release_state import release_state
from lykta.sites.staff.promises.views import own_promise
from lykta.sites.staff.sending import sent


@page(Permission.EDIT)
def point_new(request: StaffRequest, pid: str) -> HttpResponse:
    promise = own_promise(request, pid)
    form = PointForm(_posted(request), actions=_actions(promise), initial={"version": promise.version})
    if request.method == "POST" and form.is_valid():
        point = sent(
            form,
            lambda: operations.add_point(
                promise=promise, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if point is not None:
            say(request, _("Point %(number)d is added.") % {"number": point.number})
            return _back(request, promise)
    return _page(request, "point", form, promise)


@page(Permission.EDIT)
def point_edit(request: StaffRequest, pid: str, point_pid: str) -> HttpResponse:
    promise = own_promise(request, pid)
    point = _point(promise, point_pid)
    form = PointForm(_posted(request), actions=_actions(promise, point), initial=initial_of_point(point, promise))
    if request.method == "POST" and form.is_valid():
        changed = sent(
            form,
            lambda: operations.change_point(
                point=point, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if changed is not None:
            say(request, _("Point %(number)d is changed.") % {"number": point.number})
            return _back(request, promise)
    return _page(request, "point", form, promise, point)


@page(Permission.EDIT)
def point_status(request: StaffRequest, pid: str, point_pid: str) -> HttpResponse:
    promise = own_promise(request, pid)
    point = _point(promise, point_pid)
    progress = progress_of(point, timezone.localdate())
    form = PointStatusForm(_posted(request), point=point, version=promise.version)
    if request.method == "POST" and form.is_valid():
        changed = sent(
            form,
            lambda: promise_progress.set_point_status(
                point=point,
                status=form.cleaned_data["status"],
                by=request.user,
                expected_version=form.cleaned_data["version"],
            ),
        )
        if changed is not None:
            say(request, _("Point %(number)d: %(status)s.") % _words(changed))
            return _back(request, promise)
    # Said in words and not ticked beforehand: receipts suggest, a person judges.
    suggested = PointStatus(progress.suggested).label if progress.suggested not in (None, point.status) else ""
    more = {"progress": progress, "suggested": suggested, "release": release_state(promise)}
    return _page(request, "status", form, promise, point, **more)


def _words(point: PromisePoint) -> dict[str, Any]:
    return {"number": point.number, "status": str(point.get_status_display()).lower()}


@page(Permission.EDIT)
def receipt_new(request: StaffRequest, pid: str, point_pid: str) -> HttpResponse:
    promise = own_promise(request, pid)
    point = _point(promise, point_pid)
    form = ReceiptForm(_posted(request), point=point, version=promise.version)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: promise_progress.record_receipt(
                point=point, by=request.user, expected_version=form.cleaned_data["version"], **form.content()
            ),
        )
        if made is not None:
            say(request, _("The receipt stands at point %(number)d.") % {"number": point.number})
            return _back(request, promise)
    return _page(request, "receipt", form, promise, point, release=release_state(promise))


def _posted(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _point(promise: CitizenPromise, public_id: str) -> PromisePoint:
    rows = promise.points.select_related("promise__municipality").prefetch_related("receipts", "actions")
    point: PromisePoint = get_object_or_404(rows, public_id=public_id)
    return point


def _actions(promise: CitizenPromise, point: PromisePoint | None = None) -> list[Action]:
    """Those of the problem behind it first; what is tied already stays in the list whatever has become of it."""
    rows = Action.objects.for_municipality(promise.municipality).exclude(state=ActionState.CANCELLED)
    listed = sorted(rows, key=lambda row: (row.problem_id != promise.problem_id, row.number))
    tied = [row for row in point.actions.all() if row not in listed] if point else []
    return [*listed, *tied]


def _back(request: StaffRequest, promise: CitizenPromise) -> HttpResponse:
    return redirect("staff:promise", request.municipality.slug, promise.public_id)


def _page(
    request: StaffRequest,
    name: str,
    form: Form,
    promise: CitizenPromise,
    point: PromisePoint | None = None,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "promise": promise, "point": point, **more}
    return render(request, f"staff/promises/{name}.html", context, status=422 if form.errors else 200)
