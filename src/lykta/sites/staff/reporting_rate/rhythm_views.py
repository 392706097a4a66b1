"""The unit's own hour, and its holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.models import ReminderRhythm, ReportingPause
from lykta.facts.incidents.reminder_operations import add_pause, drop_rhythm, remove_pause, set_rhythm
from lykta.facts.incidents.reminder_rhythm import rhythms_of
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.reporting_rate.forms import NEVER, PauseForm, RhythmForm
from lykta.sites.staff.reporting_rate.views import WEEKS
from lykta.sites.staff.sending import sent

SHOWN_FOR = timedelta(weeks=WEEKS)  # as long as it is seen on the page of weeks, it can be taken away


@page(Permission.REMIND)
def reminders(request: StaffRequest) -> HttpResponse:
    match request.POST.get("act") if request.method == "POST" else None:
        case "rhythm":
            return _save(request, rhythm=RhythmForm(request.POST, municipality=request.municipality))
        case "pause":
            return _save(request, pause=PauseForm(request.POST, municipality=request.municipality))
        case "as_others":
            return _as_others(request)
        case "remove_pause":
            return _remove(request)
    return _page(request)


def _page(request: StaffRequest, status: int = 200, **forms: Any) -> HttpResponse:
    municipality = request.municipality
    pauses = ReportingPause.objects.for_municipality(municipality).select_related("organization")
    general = rhythms_of(municipality).of(None)
    own = ReminderRhythm.objects.for_municipality(municipality).filter(organization__isnull=False)
    initial = {"weekday": general.weekday, "hour": general.hour}
    context = {
        "general": general,
        "own": own.select_related("organization").order_by("organization__name"),
        "pauses": pauses.filter(last_day__gte=timezone.localdate() - SHOWN_FOR),
        "rhythm": forms.get("rhythm") or RhythmForm(municipality=municipality, initial=initial),
        "pause": forms.get("pause") or PauseForm(municipality=municipality),
        "form": forms.get("rhythm") or forms.get("pause"),
    }
    return render(request, "staff/reporting_rate/reminders.html", context, status=status)


def _save(request: StaffRequest, **forms: Any) -> HttpResponse:
    name, form = next(iter(forms.items()))
    act = _acts(request)[name]
    if form.is_valid() and sent(form, lambda: act(form)) is not None:
        say(request, _("Saved. It is in force now."))
        return redirect("staff:reminders", request.municipality.slug)
    return _page(request, 422, **forms)


def _acts(request: StaffRequest) -> dict[str, Callable[[Any], object]]:
    def rhythm(form: RhythmForm) -> object:
        is_on, weekday = form.cleaned_data["weekday"] != NEVER[0], form.cleaned_data["weekday"]
        return set_rhythm(
            municipality=request.municipality, organization=form.unit(), weekday=max(weekday, 0),
            hour=form.cleaned_data["hour"], is_on=is_on, by=request.user,
        )  # fmt: skip

    def pause(form: PauseForm) -> object:
        data = form.cleaned_data
        return add_pause(
            municipality=request.municipality, organization=form.unit(), first_day=data["first_day"],
            last_day=data["last_day"], label=data["label"], by=request.user,
        )  # fmt: skip

    return {"rhythm": rhythm, "pause": pause}


def _as_others(request: StaffRequest) -> HttpResponse:
    rows = ReminderRhythm.objects.for_municipality(request.municipality).filter(organization__isnull=False)
    row = rows.filter(organization__public_id=request.POST.get("organization", "")).select_related("organization")
    own = row.first()
    if own is not None and own.organization is not None:
        drop_rhythm(municipality=request.municipality, organization=own.organization, by=request.user)
    say(request, _("The unit is reminded when the others are."))
    return redirect("staff:reminders", request.municipality.slug)


def _remove(request: StaffRequest) -> HttpResponse:
    rows = ReportingPause.objects.for_municipality(request.municipality).select_related("municipality")
    pause = rows.filter(public_id=request.POST.get("pause", "")).first()
    if pause is None:
        raise Http404
    remove_pause(pause=pause, by=request.user)
    say(request, _("The pause is removed."))
    return redirect("staff:reminders", request.municipality.slug)
