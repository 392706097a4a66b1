"""From residents: what came in beside where it is, taken in or not, one at a time or several."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lykta.airlocks.intake import operations, queries
from lykta.airlocks.intake.enums import Permission, SubmissionState
from lykta.airlocks.intake.models import Submission
from lykta.base.kernel.actor import NotNow
from lykta.facts.incidents.models import Incident
from lykta.journeys.take_in_submission import take_in
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.residents.forms import AnswerForm, RefuseForm, TakeInForm
from lykta.sites.staff.residents.shown import Reader, Shown
from lykta.sites.staff.sending import sent

PAGE = 50
PERIODS = (7, 30, 365)


@page(Permission.HANDLE)
def residents(request: StaffRequest) -> HttpResponse:
    return _list(request, RefuseForm())


def _list(request: StaffRequest, refuse: RefuseForm, status: int = 200) -> HttpResponse:
    municipality = request.municipality
    waiting = queries.unhandled_submissions(municipality).select_related("campaign")
    found = Paginator(waiting, PAGE).get_page(request.GET.get("sida"))
    rows = list(found.object_list)
    reader = Reader(municipality, rows)
    shown = [reader.read(row) for row in rows]
    now = timezone.now()
    context = {
        "page": found,
        "shown": shown,
        "held": list(queries.held_submissions(municipality)[:200]),
        "decided": queries.decided_submissions(municipality)[:10],
        "counts": [{"days": days, **queries.counts(municipality, now - timedelta(days=days), now)} for days in PERIODS],
        "refuse": refuse,
        "may_manage": request.user.may(Permission.MANAGE, municipality),
        "map": map_settings(request, tiles=False),
        "points": [_pin(request, number, each) for number, each in enumerate(shown, 1) if each.point],
    }
    return render(request, "staff/residents/list.html", context, status=status)


def _pin(request: StaffRequest, number: int, shown: Shown) -> dict[str, Any]:
    url = reverse("staff:resident", args=[request.municipality.slug, shown.row.public_id])
    return {"number": number, "point": shown.point, "url": url}


@page(Permission.HANDLE)
def resident(request: StaffRequest, pid: str) -> HttpResponse:
    row = _found(request, pid)
    act = request.POST.get("act", "")
    forms = {
        "take_in": TakeInForm(request.POST if act == "take_in" else None, submission=row),
        "refuse": RefuseForm(request.POST if act == "refuse" else None),
        "answer": AnswerForm(request.POST if act == "answer" else None),
    }
    form = forms.get(act)
    if request.method == "POST" and form is not None and form.is_valid():
        done = sent(form, lambda: ACTS[act](request, row, form.cleaned_data))
        if done is not None:
            return redirect(*done)
    operations.look_at_held(submission=row, by=request.user)
    return render(request, "staff/residents/one.html", _one(request, row, forms, form), status=_status(form))


def _status(form: Any) -> int:
    return 422 if form is not None and form.errors else 200


def _one(request: StaffRequest, row: Submission, forms: dict[str, Any], form: Any) -> dict[str, Any]:
    shown = Reader(request.municipality, [row]).read(row)
    return {
        "submission": row,
        "shown": shown,
        "forms": forms,
        "form": form or forms["take_in"],
        "is_open": row.state in (SubmissionState.WAITING, SubmissionState.QUARANTINED),
        "incident": _incident_of(row),
        "map": map_settings(request, tiles=False) | ({"point": shown.point} if shown.point else {}),
    }


def _incident_of(row: Submission) -> Incident | None:
    kind, _colon, public_id = row.taken_in_as.partition(":")
    if kind != "incidents.incident":
        return None
    found: Incident | None = Incident.objects.for_municipality(row.municipality).filter(public_id=public_id).first()
    return found


def _take_in(request: StaffRequest, row: Submission, given: dict[str, Any]) -> tuple[str, ...]:
    words = {name: given[name] for name in ("category", "place", "place_text", "text")}
    incident = take_in(submission=row, by=request.user, **words)
    say(request, _("It is taken in as report %(number)s and waits for review.") % {"number": incident.number})
    return ("staff:resident", request.municipality.slug, row.public_id) if row.reply_email else _to_list(request)


def _refuse(request: StaffRequest, row: Submission, given: dict[str, Any]) -> tuple[str, ...]:
    operations.decide(submission=row, state=SubmissionState.REFUSED, note=given["note"], by=request.user)
    say(request, _("It was not taken in. It is kept for 60 days, with the reason."))
    return ("staff:resident", request.municipality.slug, row.public_id) if row.reply_email else _to_list(request)


def _answer(request: StaffRequest, row: Submission, given: dict[str, Any]) -> tuple[str, ...]:
    operations.answer(submission=row, text=given["answer"], by=request.user)
    say(request, _("The answer is on its way. The address is deleted from the report."))
    return "staff:resident", request.municipality.slug, row.public_id


ACTS = {"take_in": _take_in, "refuse": _refuse, "answer": _answer}


@page(Permission.HANDLE)
@require_POST
def residents_bulk(request: StaffRequest) -> HttpResponse:
    """Those that are ticked and still wait; what is held back is looked at one by one."""
    waiting = queries.unhandled_submissions(request.municipality).select_related("municipality", "delivery_key")
    rows = list(waiting.filter(public_id__in=request.POST.getlist("row")[:PAGE]))
    if request.POST.get("act") == "take_in":
        _say_taken(request, rows)
        return redirect(*_to_list(request))
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    done = sent(form, lambda: operations.refuse_several(
        submissions=rows, note=form.cleaned_data["note"], by=request.user
    ))  # fmt: skip
    if done is None:
        return _list(request, form, 422)
    say(request, ngettext("%(n)s was not taken in.", "%(n)s were not taken in.", done) % {"n": done})
    return redirect(*_to_list(request))


def _say_taken(request: StaffRequest, rows: list[Submission]) -> None:
    """As they were sent, each for itself; one that cannot be taken in stays in the list with its reason said."""
    taken, problems = 0, []
    for row in rows:
        try:
            take_in(submission=row, by=request.user)
            taken += 1
        except NotNow as problem:
            problems.append(f"{row.public_id}: {problem.message}")
    words = ngettext("%(n)s is taken in and waits for review.", "%(n)s are taken in and wait for review.", taken)
    say(request, " ".join([words % {"n": taken}, *problems[:3]]))


def _to_list(request: StaffRequest) -> tuple[str, ...]:
    return "staff:residents", request.municipality.slug


def _found(request: StaffRequest, pid: str) -> Submission:
    rows = Submission.objects.for_municipality(request.municipality).filter(dispose_after__isnull=False)
    row: Submission | None = (
        rows.select_related("municipality", "delivery_key", "campaign").filter(public_id=pid).first()
    )
    if row is None:
        raise Http404
    return row
