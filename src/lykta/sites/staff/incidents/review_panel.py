"""The open report: its facts, what it may be a copy of, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from lykta.facts.evidence.models import Category
from lykta.facts.incidents import queries
from lykta.facts.incidents.enums import TRANSITIONS, Permission, State
from lykta.facts.incidents.masking import found_in, parts_marked
from lykta.facts.incidents.models import FaultHandover, Incident
from lykta.facts.incidents.review_operations import is_undoable
from lykta.facts.incidents.rules import LIVING_STATES
from lykta.sites.staff.incidents.forms import category_choices
from lykta.sites.staff.incidents.review_queue import Queue
from lykta.sites.staff.pages import StaffRequest

RELATED = ("category__parent", "place", "area", "organization", "reported_by", "function__organization", "municipality",
           "merged_into", "picture")  # fmt: skip


def opened(request: StaffRequest, pid: str) -> Incident:
    rows = queries.visible_to(request.user, request.municipality).select_related(*RELATED).defer("picture__content")
    row = rows.filter(public_id=pid).first()
    if row is None:
        raise Http404
    return row


def reasons_of(row: Incident) -> list[str]:
    """Why the place is unsafe, in words."""
    if not row.reasons:
        return []
    labels = {each.code: each.label for each in Category.objects.filter(code__in=row.reasons)}
    return [labels.get(code, code) for code in row.reasons]


def panel(request: StaffRequest, row: Incident, queue: Queue, **more: Any) -> dict[str, Any]:
    visible = queries.visible_to(request.user, request.municipality)
    next_row, previous = queue.following(row), queue.before(row)
    found = found_in(row)
    may = TRANSITIONS[row.state]
    return {
        "incident": row,
        "sees_reporter": request.user.may(Permission.SEE_REPORTER, request.municipality),
        "text_parts": parts_marked(row.text, found["text"]),
        "reasons": reasons_of(row),
        "has_findings": any(found.values()),
        "next": next_row,
        "previous": previous,
        "suggestions": queries.duplicate_suggestions(request.user, row) if row.merged_into_id is None else [],
        "sources": visible.filter(merged_into=row).select_related("organization").order_by("number"),
        "handovers": FaultHandover.objects.for_municipality(request.municipality).filter(incident=row),
        "categories": category_choices(request.municipality),
        "may_approve": State.REVIEWED in may,
        "may_ask": State.RETURNED in may,
        "may_refuse": State.OUT_OF_SCOPE in may,
        "may_hold": State.QUARANTINED in may,
        "may_reopen": State.REPORTED in may and row.state != State.RETURNED and row.merged_into_id is None,
        "may_merge": row.state in LIVING_STATES and row.merged_into_id is None,
        "may_undo": is_undoable(row),
        "may_change": row.state != State.WITHDRAWN,
        "query": queue.query,
        "is_panel": True,
        **more,
    }
