"""What others ask about reports, named for the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from lykta.base.kernel.actor import Actor
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import category_tree
from lykta.facts.incidents.counting import counts_by_category, weekly_counts
from lykta.facts.incidents.duplicates.suggestions import Suggestion, suggestions, suggestions_of
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.filters import IncidentFilter, filtered
from lykta.facts.incidents.models import ComingEvent, Incident, IncidentQuerySet
from lykta.facts.incidents.reporting_rates import ReportingRate, reporting_rate
from lykta.facts.incidents.rules import organizations_of, sees_all
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.models import Account
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "IncidentFilter",
    "ReportingRate",
    "Suggestion",
    "coming_events",
    "counts_by_category",
    "duplicate_suggestions",
    "duplicate_suggestions_of",
    "filtered",
    "own_reports",
    "possible_duplicates",
    "reporting_rate",
    "usual_categories",
    "usual_places",
    "visible_to",
    "waiting_for_review",
    "weekly_counts",
]

REMEMBERED = timedelta(days=180)


def visible_to(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    """All reports, those of the own organisation, or none: by what the actor may here, and for whom it acts.

    What is held back in quarantine is in no list and no search: see quarantine.py.
    """
    rows: IncidentQuerySet = Incident.objects.for_municipality(municipality).exclude(state=State.QUARANTINED)
    if sees_all(by, municipality):
        return rows
    own = organizations_of(by, municipality, Permission.SEE_OWN)
    return rows.filter(organization_id__in=own) if own else rows.none()


def waiting_for_review(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    """Oldest first."""
    return visible_to(by, municipality).filter(state=State.REPORTED).order_by("reported", "pk")


def possible_duplicates(by: Actor, incident: Incident) -> list[Incident]:
    """Reports that may tell of the same event, likeliest first: a suggestion to a person, who decides."""
    return [suggestion.incident for suggestion in duplicate_suggestions(by, incident)]


def duplicate_suggestions(by: Actor, incident: Incident) -> list[Suggestion]:
    """The same, with reasons. Only reports that this one could be merged into, and that the person may read."""
    if not _readable(by, incident.municipality, [incident]):
        return []
    return suggestions(visible_to(by, incident.municipality), incident)


def duplicate_suggestions_of(
    by: Actor, municipality: Municipality, incidents: Iterable[Incident]
) -> dict[int, list[Suggestion]]:
    """The same for a page of reports in a few queries, by primary key; reports without suggestions are left out."""
    ours = [each for each in incidents if each.municipality_id == municipality.pk]
    return suggestions_of(visible_to(by, municipality), _readable(by, municipality, ours), municipality)


def _readable(by: Actor, municipality: Municipality, incidents: Sequence[Incident]) -> Sequence[Incident]:
    """Without asking for each: the reasons quote words of the report that is asked about."""
    if sees_all(by, municipality):
        return incidents
    own = organizations_of(by, municipality, Permission.SEE_OWN)
    return [each for each in incidents if each.organization_id in own]


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
    # Without the model's order, which would split the groups.
    return own_reports(by, municipality).filter(reported__gte=timezone.now() - REMEMBERED).order_by()


def own_reports(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    """What this person reported, or by its link this function: a link never shows what somebody sent by login."""
    rows: IncidentQuerySet = Incident.objects.for_municipality(municipality)
    if isinstance(by, LinkActor):
        return rows.filter(function=by.link.function, reported_by__isnull=True)
    return rows.filter(reported_by=by) if isinstance(by, Account) else rows.none()


def _with_children(node: object) -> list[Category]:
    return [node.category, *(child.category for child in node.children)]  # type: ignore[attr-defined]
