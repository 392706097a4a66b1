"""Stored reports that may tell of the same event as a new one, by the index on when they count: never a full scan.

What is near in time is read first and at most so much of it, so that a flood of reports at one spot costs no more than
a busy evening.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from lykta.facts.incidents.duplicates.likeness import FARTHEST_M, LONGEST_GAP_H
from lykta.facts.incidents.duplicates.stored import Stored
from lykta.facts.incidents.models import Incident, IncidentQuerySet
from lykta.facts.incidents.rules import LIVING_STATES

GAP = timedelta(hours=LONGEST_GAP_H)
# A report counts at its midpoint, or when it came in where it spans more than seven days: of those only the ones that
# came in near the event are found.
HALF_A_WEEK = timedelta(days=3, hours=12, minutes=30)
MOST_ON_A_SIDE = 500  # earlier, and as many later
MOST_AT_ONCE = 4000
DEGREE_M = 111_000  # of latitude; a little short, so that the box holds the circle

Span = tuple[datetime, datetime]


def near_one(rows: IncidentQuerySet, incident: Incident) -> list[Stored]:
    """What counts nearest in time comes first, on either side."""
    near = living(rows).filter(_near_in_place(incident), _near_in_time(incident))
    middle, columns = _middle(incident), Stored._fields
    earlier = near.filter(counted_at__lt=middle).order_by("-counted_at").values_list(*columns)[:MOST_ON_A_SIDE]
    later = near.filter(counted_at__gte=middle).order_by("counted_at").values_list(*columns)[:MOST_ON_A_SIDE]
    return [Stored(*row) for row in (*earlier, *later)]


def near_any(rows: IncidentQuerySet, asked: Sequence[Incident]) -> list[Stored]:
    """One query: for each stretch of time, what lies near any of those asked about in it. Latest stretch first."""
    alive = living(rows).order_by()
    stretches = [
        alive.filter(reduce(or_, map(_near_in_place, within)), counted_at__range=span).values_list(*Stored._fields)
        for span, within in reversed(_stretches(asked))
    ]
    found = stretches[0].union(*stretches[1:], all=True) if len(stretches) > 1 else stretches[0]
    return [Stored(*row) for row in found[:MOST_AT_ONCE]]


def _stretches(asked: Sequence[Incident]) -> list[tuple[Span, list[Incident]]]:
    """Spans in which candidates count, those that overlap made one: each is one range of the index."""
    made: list[tuple[Span, list[Incident]]] = []
    for (start, end), incident in sorted(((_span(each), each) for each in asked), key=lambda each: each[0]):
        if made and start <= made[-1][0][1]:
            (first, last), within = made[-1]
            made[-1] = (first, max(last, end)), [*within, incident]
        else:
            made.append(((start, end), [incident]))
    return made


def living(rows: IncidentQuerySet) -> IncidentQuerySet:
    return rows.filter(state__in=LIVING_STATES)


def _middle(incident: Incident) -> datetime:
    return incident.occurred_from + (incident.occurred_to - incident.occurred_from) / 2


def _span(incident: Incident) -> Span:
    """Between which moments a report that may tell of the same event counts."""
    reach = min((incident.occurred_to - incident.occurred_from) / 2, HALF_A_WEEK) + HALF_A_WEEK + GAP
    return _middle(incident) - reach, _middle(incident) + reach


def _near_in_time(incident: Incident) -> Q:
    return Q(
        counted_at__range=_span(incident),
        occurred_from__lte=incident.occurred_to + GAP,
        occurred_to__gte=incident.occurred_from - GAP,
    )


def _near_in_place(incident: Incident) -> Q:
    near = Q(pk__in=[])
    if incident.place_id is not None:
        near |= Q(place_id=incident.place_id)
    if incident.lon is not None and incident.lat is not None:
        up = FARTHEST_M / DEGREE_M
        side = up / max(math.cos(math.radians(incident.lat)), 0.01)
        near |= Q(
            lon__range=(incident.lon - side, incident.lon + side), lat__range=(incident.lat - up, incident.lat + up)
        )
    return near
