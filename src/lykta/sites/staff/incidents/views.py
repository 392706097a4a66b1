"""List and map of incidents beside each other, with one filter in the address."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from lykta.base.audit.queries import events_about
from lykta.cycle.cause_analysis.enums import Permission as Problems
from lykta.facts.incidents import queries
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.models import FaultHandover, Incident
from lykta.facts.incidents.rules import sees_all
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.areas.queries import areas_of
from lykta.sites.staff.incidents.forms import category_choices
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.incidents.periods import period_choices
from lykta.sites.staff.incidents.review_history import history_of
from lykta.sites.staff.incidents.review_panel import reasons_of
from lykta.sites.staff.pages import StaffRequest, page

PAGE = 50


@page(Permission.SEE_ALL, Permission.SEE_OWN)
def incidents(request: StaffRequest) -> HttpResponse:
    filters = queries.IncidentFilter.from_query(request.GET, request.municipality)
    visible = queries.visible_to(request.user, request.municipality)
    rows = queries.filtered(visible, filters).select_related("category", "place", "area", "organization")
    found = Paginator(rows.order_by("-counted_at", "-id"), PAGE).get_page(request.GET.get("sida"))
    context = {
        "filters": filters,
        "words": filters.in_words(),
        "page": found,
        "query": filters.to_query(),
        "periods": period_choices(request.municipality, filters.period),
        "categories": category_choices(request.municipality),
        "areas": areas_of(request.municipality),
        "sources": OrganizationKind.choices,
        "states": State.choices,
        "sees_all": sees_all(request.user, request.municipality),
        "map": map_settings(request, query=filters.to_query()),
    }
    return render(request, "staff/incidents/list.html", context)


@page(Permission.SEE_ALL, Permission.SEE_OWN)
def incident(request: StaffRequest, pid: str) -> HttpResponse:
    rows = queries.visible_to(request.user, request.municipality)
    row: Incident = get_object_or_404(
        rows.select_related(
            "category__parent", "place", "area", "organization", "reported_by", "merged_into", "function", "picture"
        ).defer("picture__content"),
        public_id=pid,
    )
    sees_reporter = request.user.may(Permission.SEE_REPORTER, request.municipality)
    may_review = request.user.may(Permission.REVIEW, request.municipality)
    handovers = FaultHandover.objects.for_municipality(request.municipality).filter(incident=row)
    duplicates = queries.visible_to(request.user, request.municipality).filter(merged_into=row)
    context = {
        "incident": row,
        "is_own": row.reported_by_id == request.user.pk,
        "sees_reporter": sees_reporter,
        "may_review": may_review,
        "may_lift": request.user.may(Problems.EDIT, request.municipality),
        "sources": duplicates.select_related("organization").order_by("number"),
        "handovers": handovers if may_review else [],
        "reasons": reasons_of(row),
        "changes": history_of(row) if may_review else [],
        "shows_picture": row.picture is not None and (may_review or row.picture.approved is not None),
        "history": events_about(row.public_id) if sees_reporter else [],
        "map": map_settings(request, tiles=False, point=row),
    }
    return render(request, "staff/incidents/incident.html", context)
