"""The audit log in sentences: who did what, when; and whether anybody has touched the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.base.audit.models import AuditEvent
from lykta.base.audit.queries import events_of_municipality, is_whole
from lykta.base.audit.sentences import sentences
from lykta.base.kernel.local_time import FIRST_LIKELY_DAY, LAST_LIKELY_DAY, local_midnight
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.enums import Permission
from lykta.ground.accounts.models import Account
from lykta.sites.staff.pages import StaffRequest, page

PER_PAGE = 50
CHECKED_UNASKED = 2_000  # events; a longer chain takes time and is checked when somebody asks
# Who reported is for the coordinator alone.
BY_REPORTERS = ("incidents.reported", "incidents.answered", "incidents.withdrawn")
ROOMS: dict[str, str | Promise] = {
    "accounts": _("Access"),
    "incidents": _("Reports"),
    "situation_reports": _("Situation reports"),
    "cause_analysis": _("Problems and causes"),
    "action_plans": _("Actions"),
    "promises": _("Promises"),
    "follow_up": _("Follow-up"),
    "publishing": _("Publication"),
    "evidence": _("Imports and sources"),
    "statistics": _("Police events"),
    "areas": _("Places and areas"),
    "messaging": _("E-mail"),
    "municipalities": _("The municipality’s settings"),
}


@dataclass(frozen=True)
class Line:
    event: AuditEvent
    sentence: str
    about: str  # the name of the person that the event is about, while the account exists
    about_id: str


@page(Permission.SEE_LOG)
def log(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    hidden = () if request.user.may(Incidents.SEE_REPORTER, request.municipality) else BY_REPORTERS
    events = _filtered(events_of_municipality(request.municipality.pk), request.GET)
    if request.GET.get("vem", "").strip():  # a name that is not shown is not found by it either
        events = events.exclude(event__in=hidden)
    shown = Paginator(events, PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "page": shown,
        "lines": _lines(shown),
        "rooms": ROOMS,
        "hidden": hidden,
        "filters": {name: request.GET.get(name, "") for name in ("rum", "vem", "fran", "till")},
        "query": query.urlencode(),
        "chain": _chain(asked="kontrollera" in request.GET),
        "may_open_people": request.user.may(Permission.MANAGE, request.municipality),
    }
    return render(request, "staff/people/log.html", context)


def _filtered(events: QuerySet[AuditEvent], wanted: QueryDict) -> QuerySet[AuditEvent]:
    if (room := wanted.get("rum")) in ROOMS:
        events = events.filter(event__startswith=f"{room}.")
    if who := wanted.get("vem", "").strip():
        events = events.filter(actor_name__icontains=who)
    if first := _day(wanted.get("fran", "")):
        events = events.filter(at__gte=local_midnight(first))
    if last := _day(wanted.get("till", "")):
        events = events.filter(at__lt=local_midnight(last + timedelta(days=1)))
    return events


def _day(text: str) -> date | None:
    """A day beyond all events becomes the last that the clock can still hold, which filters the same."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day and min(max(day, FIRST_LIKELY_DAY), LAST_LIKELY_DAY)


def _lines(events: Page[AuditEvent]) -> list[Line]:
    names = _names(events)
    return [Line(row, _sentence(row), names.get(row.subject_id, ""), row.subject_id) for row in events]


def _names(events: Page[AuditEvent]) -> dict[str, str]:
    about = {row.subject_id for row in events if row.subject_kind == "Account"}
    return dict(Account.objects.filter(public_id__in=about).values_list("public_id", "name"))


def _sentence(event: AuditEvent) -> str:
    return sentences.get(event.event).read(event) if event.event in sentences else event.event


def _chain(*, asked: bool) -> str:
    if not asked and AuditEvent.objects.count() > CHECKED_UNASKED:
        return "unchecked"
    return "whole" if is_whole() else "broken"
