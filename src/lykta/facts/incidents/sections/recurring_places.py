"""Places that come back: where at least three events lie in the span, with how many in the period itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from lykta.base.documents.tree import Cell, Column, Table, Text
from lykta.base.kernel.local_time import to_local_array
from lykta.base.kernel.quadkeys import cell_center, coarsen
from lykta.facts.evidence.sections import SectionContent, SectionRequest
from lykta.facts.incidents.place_names import NamedPlace, name_near, named_places
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.chosen_events import ChosenEvents
from lykta.facts.incidents.sections.period_words import column, day, joined, label, many, number, paragraph, words_for
from lykta.facts.incidents.snapshot import NOTHING

FEWEST = 3
MOST_ROWS = 10
CELL_ZOOM = 18  # about 80 metres: for points without a named place


@dataclass(frozen=True)
class RecurringPlace:
    name: str
    in_period: int
    in_span: int
    latest: str


def build(request: SectionRequest, events: ChosenEvents, threshold: int) -> SectionContent:
    found = _found(request, events)
    shown = [each for each in found if each.in_span >= max(FEWEST, threshold)][:MOST_ROWS]
    if threshold > 1:  # what other organisations told is shown only where it is many in the period too
        shown = [each for each in shown if each.in_period >= threshold]
    if not shown:
        return SectionContent(_none(request, events))
    numbers = tuple(
        counted(f"where_and_when.place.{at}", each.in_period, request.period, n=each.in_span)
        for at, each in enumerate(shown, start=1)
    )
    return SectionContent(_said(request, events, shown), (_table(request, events, shown),), numbers)


def _found(request: SectionRequest, events: ChosenEvents) -> list[RecurringPlace]:
    """Only places with something in the period itself; most in the period first."""
    keys = _keys(events)
    names = _names(request, {int(key) for key in np.unique(keys[events.within & (keys != NOTHING)])})
    days = to_local_array(events.snapshot.counted_at).astype("datetime64[D]")
    rows = []
    for key, name in names.items():
        here = keys == key
        latest = days[here & events.within].max().item()
        rows.append(
            RecurringPlace(name, int((here & events.within).sum()), int((here & events.longer).sum()), day(latest))
        )
    return sorted(rows, key=lambda each: (-each.in_period, -each.in_span, each.name))


def _keys(events: ChosenEvents) -> np.ndarray:
    """The named place, else the cell (below -1, so that the two never meet), else NOTHING."""
    snapshot = events.snapshot
    cells = np.where(snapshot.qk == NOTHING, NOTHING, -2 - coarsen(np.maximum(snapshot.qk, 0), CELL_ZOOM))
    return np.where(snapshot.place != NOTHING, snapshot.place, cells)


def _names(request: SectionRequest, keys: set[int]) -> dict[int, str]:
    places = named_places(request.municipality)
    named = {pk: name for pk, name, _lon, _lat in places if pk in keys}
    return named | {key: _near(key, places) for key in keys if key < NOTHING}


def _near(key: int, places: Sequence[NamedPlace]) -> str:
    lon, lat = (float(each) for each in cell_center(-2 - key, CELL_ZOOM))
    return name_near(lon, lat, places)


def _said(request: SectionRequest, events: ChosenEvents, shown: Sequence[RecurringPlace]) -> str:
    most = [each for each in shown if each.in_period >= FEWEST][:3]
    if not most:
        return _none(request, events)
    places = [_("%(place)s (%(n)s)") % {"place": each.name, "n": number(each.in_period)} for each in most]
    values = {"the": words_for(request.period).the, "places": joined(places)}
    return paragraph(_("Most events during %(the)s: %(places)s.") % values)


def _none(request: SectionRequest, events: ChosenEvents) -> str:
    if events.n == 0:
        return ""
    return _("No place has three events or more during %(the)s.") % {"the": words_for(request.period).the}


def _table(request: SectionRequest, events: ChosenEvents, shown: Sequence[RecurringPlace]) -> Table:
    is_longer = len(events.longer_periods) > 1
    columns = [Column(_("Place"), header=True), Column(column(request.period), "right")]
    if is_longer:
        before = many(request.period, len(events.longer_periods) - 1)
        columns.append(Column(_("with %(periods)s before") % {"periods": before}, "right"))
    columns.append(Column(_("Latest")))
    rows = [
        tuple(
            Cell((Text(text),))
            for text in (each.name, str(each.in_period), *([str(each.in_span)] if is_longer else []), each.latest)
        )
        for each in shown
    ]
    caption = _("Places that come back, %(period)s") % {"period": label(request.period)}
    note = _("Places with at least three events in the whole span. n = %(n)s. Source: reviewed reports in Lykta.")
    return Table(caption, tuple(columns), tuple(rows), note % {"n": int(events.longer.sum())})
