"""What is held back: a list without texts and without search, and one report at a time, each look in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lykta.facts.incidents import operations
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.masking import found_in, parts_marked
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.quarantine import KEPT_FOR, disposed_at, held_back
from lykta.sites.staff.incidents.review_forms import HarmlessForm, HeldMaskForm, NoteForm
from lykta.sites.staff.incidents.review_panel import RELATED, reasons_of
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.sending import sent

MOST_SHOWN = 200


@page(Permission.HANDLE_QUARANTINE)
def quarantine(request: StaffRequest) -> HttpResponse:
    rows = held_back(request.user, request.municipality).select_related("category", "place", "organization")
    lines = [{"row": row, "until": disposed_at(row)} for row in rows[:MOST_SHOWN]]
    return render(request, "staff/incidents/quarantine.html", {"lines": lines, "days": KEPT_FOR.days})


@page(Permission.HANDLE_QUARANTINE)
def quarantine_one(request: StaffRequest, pid: str) -> HttpResponse:
    rows = held_back(request.user, request.municipality).select_related(*RELATED).defer("picture__content")
    row = rows.filter(public_id=pid).first()
    if row is None:
        raise Http404
    act = request.POST.get("act", "")
    bound = {name: make(request.POST if act == name else None, row) for name, make in FORMS.items()}
    form = bound.get(act)
    if request.method == "POST" and form is not None and form.is_valid() and _done(request, row, act, form):
        return redirect("staff:quarantine", request.municipality.slug)
    operations.look_at_held(incident=row, by=request.user)
    found = found_in(row)
    context = {
        "incident": row,
        "sees_reporter": request.user.may(Permission.SEE_REPORTER, request.municipality),
        "reasons": reasons_of(row),
        "text_parts": parts_marked(row.text, found["text"]),
        "place_parts": parts_marked(row.place_text, found["place_text"]),
        "until": disposed_at(row),
        "forms": bound,
        "form": form or bound["mask"],
    }
    return render(request, "staff/incidents/quarantine_one.html", context, status=422 if form and form.errors else 200)


def _mask_form(data: Any, row: Incident) -> HeldMaskForm:
    return HeldMaskForm(data, incident=row, prefix=None)


def _versioned(kind: type[forms.Form]) -> Callable[[Any, Incident], forms.Form]:
    return lambda data, row: kind(data, initial={"version": row.version}, auto_id=f"id_{kind.__name__.lower()}_%s")


FORMS: dict[str, Callable[[Any, Incident], forms.Form]] = {
    "mask": _mask_form,
    "harmless": _versioned(HarmlessForm),
    "refuse": _versioned(NoteForm),
}


def _done(request: StaffRequest, row: Incident, act: str, form: forms.Form) -> bool:
    data = form.cleaned_data
    given = {"incident": row, "by": request.user, "expected_version": data["version"]}
    words = form.chosen() if isinstance(form, HeldMaskForm) else []
    acts: dict[str, Callable[[], Incident]] = {
        "mask": lambda: operations.release_masked(words=words, harmless=data["harmless"], **given),
        "harmless": lambda: operations.release_harmless(reason=data["harmless"], **given),
        "refuse": lambda: operations.refuse_held(note=data["note"], **given),
    }
    if sent(form, acts[act]) is None:
        return False
    said = {
        "mask": _("The words are hidden. Report %(number)s waits for review, and the reporter is told."),
        "harmless": _("Report %(number)s waits for review."),
        "refuse": _("Report %(number)s belongs elsewhere. Its text is removed, and the reporter is told."),
    }
    say(request, said[act] % {"number": row.number})
    return True
