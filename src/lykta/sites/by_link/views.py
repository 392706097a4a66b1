"""The function's own actions, by its personal link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from lykta.base.kernel.actor import NotNow
from lykta.cycle.action_plans.enums import OPEN_STATES
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.action_plans.queries import actions_of_function
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.links import resolve
from lykta.journeys.report_action_status import report
from lykta.sites.by_link import keys
from lykta.sites.by_link.forms import OFFERED, StatusForm
from lykta.sites.by_link.pages import LinkRequest, by_link, keep_to_ourselves, no_link

SHOWN_AFTER_DONE = timedelta(days=30)
FIRST_PAGES: dict[str, str] = {LinkPurpose.ACTION_OWNER: "by_link:start", LinkPurpose.REPORTER: "by_link:report"}


@csrf_exempt  # reads nothing from a body and writes nothing: the address alone decides
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The token for a cookie and a clean address. Nothing in the database changes: mail scanners come here too."""
    link = resolve(token.rstrip("/.,;:!)>\"'”")) if request.method in {"GET", "HEAD"} else None
    if link is None:
        return no_link(request)
    response = HttpResponseRedirect(reverse(FIRST_PAGES[link.purpose]))
    keys.hand_over(response, request, link)
    return keep_to_ourselves(response)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """By button only: opening the address shows where one is."""
    if request.method != "POST":
        return redirect("by_link:start")
    response = render(request, "by_link/left.html")
    keys.take_back(response, request.POST.get("purpose"))
    return keep_to_ourselves(response)


@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """What one came for: those who only report are led there."""
    if keys.link_of(request, LinkPurpose.ACTION_OWNER) is None and keys.link_of(request, LinkPurpose.REPORTER):
        return keep_to_ourselves(redirect("by_link:report"))
    return own_actions(request)


@by_link(LinkPurpose.ACTION_OWNER)
def own_actions(request: LinkRequest) -> HttpResponse:
    rows = list(_own(request))
    context = {
        "function": request.by.link.function,
        "expires": request.by.link.expires,
        "now_open": sorted((row for row in rows if row.state in OPEN_STATES), key=_by_day),
        "closed": [row for row in rows if row.state not in OPEN_STATES],
    }
    return render(request, "by_link/start.html", context)


@by_link(LinkPurpose.ACTION_OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: LinkRequest, pid: str) -> HttpResponse:
    row = _own_action(request, pid)
    form = StatusForm(request.POST if request.method == "POST" else None, action=row)
    if request.method == "POST" and form.is_valid() and (status := _reported(request, row, form)):
        return redirect("by_link:receipt", row.public_id, status.public_id)
    context = {
        "action": row,
        "form": form,
        "may_answer": row.state in OFFERED,
        "statuses": row.statuses.all()[:5],
        "function": request.by.link.function,
    }
    return render(request, "by_link/action.html", context, status=422 if form.errors else 200)


def _reported(request: LinkRequest, row: Action, form: StatusForm) -> ActionStatus | None:
    data: dict[str, Any] = form.cleaned_data
    try:
        return report(
            action=row,
            state=form.state,
            happened=data["happened"],
            amount=data["amount"],
            unit=data["unit"],
            text=data["text"],
            by=request.by,
            once=form.once_key(request.by.actor_id),
        )
    except NotNow as problem:
        field = getattr(problem, "field", None)
        form.add_error(field if field in form.fields else None, problem.message)
        return None


@by_link(LinkPurpose.ACTION_OWNER)
@require_GET
def receipt(request: LinkRequest, pid: str, status_pid: str) -> HttpResponse:
    row = _own_action(request, pid)
    context = {
        "action": row,
        "status": get_object_or_404(row.statuses, public_id=status_pid),
        "is_promised": row.promise_points.exists(),
        "more": _own(request).filter(state__in=OPEN_STATES).exclude(pk=row.pk).exists(),
    }
    return render(request, "by_link/receipt.html", context)


def _own(request: LinkRequest) -> QuerySet[Action]:
    """What is open, and what was finished lately: older things are the plan's matter, not the link's."""
    recent = timezone.now() - SHOWN_AFTER_DONE
    rows = actions_of_function(request.by.link.function)
    return rows.filter(Q(state__in=OPEN_STATES) | Q(state_changed__gte=recent)).distinct()


def _own_action(request: LinkRequest, pid: str) -> Action:
    row: Action = get_object_or_404(_own(request), public_id=pid)
    return row


def _by_day(row: Action) -> tuple[date, int]:
    return row.due or date.max, row.number
