"""Var och när: map of cells, places that come back, and the hours of the week."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest
from lykta.facts.incidents.sections import hours_of_week, recurring_places
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.cell_map import map_of_cells
from lykta.facts.incidents.sections.chosen_events import ChosenEvents, chosen_events
from lykta.facts.incidents.sections.period_words import number, prose, sentence, words_for

KEY = "where_and_when"


def build(request: SectionRequest) -> SectionContent:
    """For reporters: only cells, places and hours that hold as many as may be shown outside the house."""
    events = chosen_events(request)
    threshold = 1 if request.audience == "internal" else request.municipality.smallest_public_count
    places = recurring_places.build(request, events, threshold)
    hours = hours_of_week.build(request, events, threshold)
    if events.n == 0 and not places.facts:
        return SectionContent(_nothing(request), is_empty=True, numbers=_numbers(request, events))
    picture = map_of_cells(request, events, threshold)
    text = prose(places.prose, hours.prose, _without_position(events))
    return SectionContent(
        prose=text,
        facts=(*picture, *places.facts, *hours.facts),
        numbers=(*_numbers(request, events), *places.numbers, *hours.numbers),
    )


def _nothing(request: SectionRequest) -> str:
    the = words_for(request.period).the
    return _("No events are counted for %(the)s, so there is nothing to place.") % {"the": the}


def _without_position(events: ChosenEvents) -> str:
    n = events.n_without_position
    if n == 0:
        return ""
    text = ngettext(
        "%(n)s event has no position and is not on the map.", "%(n)s events have no position and are not on the map.", n
    )
    return sentence(text % {"n": number(n)})


def _numbers(request: SectionRequest, events: ChosenEvents) -> tuple[NumberWithBasis, ...]:
    return (
        counted("where_and_when.events", events.n, request.period),
        counted("where_and_when.without_position", events.n_without_position, request.period, n=events.n),
    )
