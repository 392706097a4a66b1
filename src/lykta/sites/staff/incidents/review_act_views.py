"""What takes more than a key: correcting a report, hiding words, passing it on, looking at its photo."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.facts.incidents import operations
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.rules import CannotReport, require_not_held
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.incidents.review_forms import BY_HAND, EditForm, FaultForm, MaskForm
from lykta.sites.staff.incidents.review_history import history_of
from lykta.sites.staff.incidents.review_panel import opened, reasons_of
from lykta.sites.staff.incidents.review_queue import queue_of
from lykta.sites.staff.incidents.review_views import address, refused, version_of
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.sending import sent


@page(Permission.REVIEW)
def review_edit(request: StaffRequest, pid: str) -> HttpResponse:
    row = _workable(request, pid)
    form = EditForm(request.POST or None, incident=row)
    if request.method == "POST" and form.is_valid():
        done = sent(form, lambda: operations.edit_incident(
            incident=row, content=form.edited(), by=request.user, expected_version=form.cleaned_data["version"]
        ))  # fmt: skip
        if done is not None:
            say(request, _("Report %(number)s is corrected.") % {"number": row.number})
            return _back(request, row)
    more = {"history": history_of(row), "map": map_settings(request, tiles=False, point=row)}
    return _shown(request, "staff/incidents/review_edit.html", row, form, **more)


@page(Permission.REVIEW)
def review_mask(request: StaffRequest, pid: str) -> HttpResponse:
    row = _workable(request, pid)
    form = MaskForm(request.POST or None, incident=row)
    if request.method == "POST" and form.is_valid():
        done = sent(form, lambda: operations.mask_incident(
            incident=row, words=form.chosen(), by=request.user, expected_version=form.cleaned_data["version"]
        ))  # fmt: skip
        if done is not None:
            say(request, _("The words in report %(number)s are hidden, and the reporter is told.")
                % {"number": row.number})  # fmt: skip
            return _back(request, row)
    return _shown(request, "staff/incidents/review_mask.html", row, form)


@page(Permission.REVIEW)
def review_fault(request: StaffRequest, pid: str) -> HttpResponse:
    row = _workable(request, pid)
    form = FaultForm(request.POST or None, incident=row)
    if request.method == "POST" and form.is_valid() and sent(form, lambda: _hand_over(request, row, form)) is not None:
        say(request, _("Report %(number)s is passed on as a fault report. It still waits for your decision here.")
            % {"number": row.number})  # fmt: skip
        return _back(request, row)
    return _shown(request, "staff/incidents/review_fault.html", row, form)


@page(Permission.REVIEW)
@require_POST
def review_picture(request: StaffRequest, pid: str) -> HttpResponse:
    row, queue = _workable(request, pid), queue_of(request)
    shows = request.POST.get("shows", "")
    if shows not in {"yes", "no"}:
        return refused(request, row, queue, CannotReport(_("Look at the picture and choose yes or no."), "shows"))
    act = operations.approve_picture if shows == "no" else operations.remove_picture
    act(incident=row, by=request.user, expected_version=version_of(request))
    said = _("The picture may be shown.") if shows == "no" else _("The picture is removed.")
    say(request, said)
    return _back(request, row)


def _hand_over(request: StaffRequest, row: Incident, form: FaultForm) -> Any:
    data = form.cleaned_data
    given = {"incident": row, "by": request.user, "expected_version": data["version"]}
    if data["how"] == BY_HAND:
        return operations.note_fault(system=data["to"], reference=data["reference"], **given)
    return operations.send_as_fault(to=data["to"].strip(), **given)


def _workable(request: StaffRequest, pid: str) -> Incident:
    row = opened(request, pid)
    require_not_held(row)
    return row


def _back(request: StaffRequest, row: Incident) -> HttpResponse:
    return redirect(address(request, row, queue_of(request).query))


def _shown(request: StaffRequest, template: str, row: Incident, form: Any, **more: Any) -> HttpResponse:
    query = queue_of(request).query
    context = {"incident": row, "form": form, "query": query, "back": address(request, row, query),
               "reasons": reasons_of(row),
               "sees_reporter": request.user.may(Permission.SEE_REPORTER, request.municipality), **more}  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)
