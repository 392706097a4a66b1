"""What others ask about reports, named for the question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from lykta.base.kernel.actor import Actor
from lykta.base.kernel.coordinates import distance_m
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import category_tree, top_codes
from lykta.facts.incidents.counting import counts_by_category, weekly_counts
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.filters import IncidentFilter, filtered
from lykta.facts.incidents.models import ComingEvent, Incident, IncidentQuerySet
from lykta.facts.incidents.reporting_rates import ReportingRate, reporting_rate
from lykta.facts.incidents.rules import LIVING_STATES, organizations_of, sees_all
from lykta.ground.accounts.models import Account
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "IncidentFilter",
    "ReportingRate",
    "coming_events",
    "counts_by_category",
    "filtered",
    "possible_duplicates",
    "reporting_rate",
    "usual_categories",
    "usual_places",
    "visible_to",
    "waiting_for_review",
    "weekly_counts",
]

NEAR_M = 150
NEAR_HOURS = 6
MOST_CANDIDATES = 5
REMEMBERED = timedelta(days=180)


def visible_to(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    """All reports, those of the own organisation, or none: by what the actor may here, and for whom it acts."""
    rows: IncidentQuerySet = Incident.objects.for_municipality(municipality)
    if sees_all(by, municipality):
        return rows
    own = organizations_of(by, municipality, Permission.SEE_OWN)
    return rows.filter(organization_id__in=own) if own else rows.none()


def waiting_for_review(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    """Oldest first."""
    return visible_to(by, municipality).filter(state=State.REPORTED).order_by("reported", "pk")


def possible_duplicates(by: Actor, incident: Incident) -> list[Incident]:
    """Reports that may tell of the same event, likeliest first: near in time, and in place where both have one.

    A suggestion to a person, who decides. Only reports that this one could be merged into, and that the person may
    read.
    """
    near = timedelta(hours=NEAR_HOURS)
    rows = (
        visible_to(by, incident.municipality)
        .filter(
            merged_into__isnull=True,
            state__in=LIVING_STATES,
            occurred_from__lte=incident.occurred_to + near,
            occurred_to__gte=incident.occurred_from - near,
        )
        .exclude(pk=incident.pk)
        .select_related("category", "place", "organization")
    )
    tops = top_codes(incident.municipality)
    scored = [(score, row.pk, row) for row in rows[:500] if (score := _likeness(incident, row, tops)) is not None]
    return [row for _score, _pk, row in sorted(scored, key=lambda each: each[:2])][:MOST_CANDIDATES]


def _likeness(incident: Incident, other: Incident, tops: dict[int, str]) -> tuple[int, float] | None:
    """Lower is likelier; None where they are too far apart. Sister categories are common, others rare."""
    apart_m = _apart_m(incident, other)
    if apart_m is None or apart_m > NEAR_M:
        return None
    same_kind = tops[incident.category_id] == tops[other.category_id]
    return (0 if same_kind else 1), apart_m + 30 * _hours_between(incident, other)


def _apart_m(incident: Incident, other: Incident) -> float | None:
    if incident.place_id is not None and incident.place_id == other.place_id:
        return 0.0
    if incident.lon is None or other.lon is None:
        return None
    return float(distance_m(incident.lon, incident.lat, other.lon, other.lat))  # type: ignore[arg-type]


def _hours_between(incident: Incident, other: Incident) -> float:
    """0 where the two intervals meet."""
    gap = max(incident.occurred_from, other.occurred_from) - min(incident.occurred_to, other.occurred_to)
    return max(gap.total_seconds(), 0.0) / 3600


def coming_events(municipality: Municipality, start: datetime, end: datetime) -> QuerySet[ComingEvent]:
    """What is going on at some time in the half-open span, and is not cancelled."""
    rows: QuerySet[ComingEvent] = ComingEvent.objects.for_municipality(municipality)
    coming = rows.filter(cancelled__isnull=True, starts__lt=end, ends__gte=start)
    return coming.select_related("place").order_by("starts", "pk")


def usual_categories(by: Actor, municipality: Municipality, limit: int = 4) -> list[Category]:
    """What this person reports most, as long as it can still be chosen."""
    most = _own_lately(by, municipality).values("category").annotate(n=Count("pk"), last=Max("reported"))
    wanted = list(most.order_by("-n", "-last").values_list("category", flat=True)[: 2 * limit])
    choosable = {row.pk: row for node in category_tree(municipality) for row in _with_children(node)}
    return [choosable[pk] for pk in wanted if pk in choosable][:limit]


def usual_places(by: Actor, municipality: Municipality, limit: int = 5) -> list[Place]:
    own = _own_lately(by, municipality).filter(place__isnull=False)
    most = own.values("place").annotate(n=Count("pk"), last=Max("reported")).order_by("-n", "-last")
    wanted = list(most.values_list("place", flat=True)[:limit])
    places = Place.objects.for_municipality(municipality).in_bulk(wanted)
    return [places[pk] for pk in wanted if pk in places]


def _own_lately(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    rows: IncidentQuerySet = Incident.objects.for_municipality(municipality)
    if not isinstance(by, Account):
        return rows.none()
    # Without the model's order, which would split the groups.
    return rows.filter(reported_by=by, reported__gte=timezone.now() - REMEMBERED).order_by()


def _with_children(node: object) -> list[Category]:
    return [node.category, *(child.category for child in node.children)]  # type: ignore[attr-defined]
