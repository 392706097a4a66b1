"""The review queue: oldest first, one decision at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.models import Incident
from lykta.sites.staff.incidents.forms import ReviewForm
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.pages import StaffRequest, page, say


@page(Permission.REVIEW)
def review(request: StaffRequest) -> HttpResponse:
    waiting = queries.waiting_for_review(request.user, request.municipality).select_related(
        "category", "place", "organization"
    )
    visible = queries.visible_to(request.user, request.municipality)
    context = {
        "page": Paginator(waiting, 50).get_page(request.GET.get("sida")),
        "questions": visible.filter(state=State.RETURNED).select_related("category", "place", "organization")[:50],
        "map": map_settings(request, query="lage=reported"),
    }
    return render(request, "staff/incidents/review.html", context)


@page(Permission.REVIEW)
def review_one(request: StaffRequest, pid: str) -> HttpResponse:
    visible = queries.visible_to(request.user, request.municipality)
    rows = visible.select_related("category", "place", "area", "organization", "reported_by", "municipality")
    incident = get_object_or_404(rows, public_id=pid)
    candidates = list(queries.possible_duplicates(request.user, incident))
    form = ReviewForm(request.POST or None, incident=incident, candidates=candidates)
    if request.method == "POST" and form.is_valid() and _decide(request, incident, form, candidates):
        return _next(request)
    context = {
        "incident": incident,
        "form": form,
        "candidates": candidates,
        "map": map_settings(request, tiles=False, point=incident),
    }
    return render(request, "staff/incidents/review_one.html", context, status=422 if form.errors else 200)


def _decide(request: StaffRequest, incident: Incident, form: ReviewForm, candidates: list[Incident]) -> bool:
    data: dict[str, Any] = form.cleaned_data
    target = next((row for row in candidates if row.public_id == data["merge_into"]), None)
    try:
        operations.review_incident(
            incident=incident,
            decision=State(data["decision"]),
            by=request.user,
            note=data["note"],
            category=category_by_code(request.municipality, data["category"]),
            merge_into=target if data["decision"] == State.REVIEWED else None,
            expected_version=data["version"],
        )
    except NotNow as problem:
        form.add_error(None, problem.message)
        return False
    say(request, _("Report %(number)s is done.") % {"number": incident.number})
    return True


def _next(request: StaffRequest) -> HttpResponse:
    """Straight to the next report that waits, until the queue is empty."""
    following = queries.waiting_for_review(request.user, request.municipality).first()
    if following is None:
        return redirect("staff:review", request.municipality.slug)
    return redirect("staff:review_one", request.municipality.slug, following.public_id)
