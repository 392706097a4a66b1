"""The queue as one reviewer sees it: filter and page stand in the address, so that nothing loses its place on back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from lykta.facts.incidents import queries
from lykta.facts.incidents.filters import IncidentFilter
from lykta.facts.incidents.models import Incident, IncidentQuerySet, IncidentRevision
from lykta.facts.incidents.review_operations import UNDO_FOR, can_be_undone
from lykta.sites.staff.pages import StaffRequest

PAGE = 50
LATEST_LOOKED_AT = 60
LATEST_SHOWN = 5


@dataclass(frozen=True)
class Queue:
    rows: IncidentQuerySet
    filters: IncidentFilter
    query: str  # of the address, without "?"; with the page of the list
    number: str

    def page(self) -> Page[Incident]:
        rows = self.rows.select_related("category", "place", "organization")
        return Paginator(rows, PAGE).get_page(self.number)

    def oldest(self) -> Incident | None:
        row: Incident | None = self.rows.first()
        return row

    def after(self, row: Incident) -> Incident | None:
        later = Q(reported__gt=row.reported) | Q(reported=row.reported, pk__gt=row.pk)
        found: Incident | None = self.rows.filter(later, reported__gte=row.reported).first()
        return found

    def before(self, row: Incident) -> Incident | None:
        earlier = Q(reported__lt=row.reported) | Q(reported=row.reported, pk__lt=row.pk)
        found: Incident | None = (
            self.rows.filter(earlier, reported__lte=row.reported).order_by("-reported", "-pk").first()
        )
        return found

    def following(self, row: Incident) -> Incident | None:
        """The next that waits; at the end of the queue the oldest that was passed over."""
        found: Incident | None = self.after(row) or self.rows.exclude(pk=row.pk).first()
        return found


def queue_of(request: StaffRequest) -> Queue:
    given = request.GET.copy()
    given.pop("lage", None)
    filters = IncidentFilter.from_query(given, request.municipality)
    waiting = queries.waiting_for_review(request.user, request.municipality)
    number = request.GET.get("sida", "")
    parts = [filters.to_query(), f"sida={number}" if number.isdecimal() else ""]
    return Queue(queries.filtered(waiting, filters), filters, "&".join(part for part in parts if part), number)


def like_others(request: StaffRequest, rows: list[Incident]) -> dict[int, list[queries.Suggestion]]:
    return queries.duplicate_suggestions_of(request.user, request.municipality, rows)


def recently_decided(request: StaffRequest) -> list[Incident]:
    """What can still be undone, latest first."""
    rows = IncidentRevision.objects.for_municipality(request.municipality).filter(made__gt=timezone.now() - UNDO_FOR)
    latest: dict[int, Incident] = {}
    for revision in rows.order_by("-pk").select_related("incident__category", "incident__place")[:LATEST_LOOKED_AT]:
        row = revision.incident
        if row.pk not in latest and can_be_undone(revision, row):
            latest[row.pk] = row
    return list(latest.values())[:LATEST_SHOWN]


def in_words(rows: list[Incident], like: dict[int, list[queries.Suggestion]]) -> list[dict[str, Any]]:
    """What each line of the list shows."""
    return [{"row": row, "like": [each.incident.number for each in like.get(row.pk, [])][:2]} for row in rows]
