"""The events that the pictures of a period are drawn from, and the longer span for what needs more of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lykta.base.kernel.periods import Period, bounds, periods_before
from lykta.facts.evidence.queries import categories_for
from lykta.facts.evidence.sections import SectionRequest
from lykta.facts.incidents.counting import BASELINE_PERIODS
from lykta.facts.incidents.snapshot import NOTHING, BoolArray, Snapshot, snapshot_for

SHORT_DAYS = 62  # a period up to two months is too short for places and hours to show


@dataclass(frozen=True, eq=False)
class ChosenEvents:
    """Masks of the snapshot. `longer` also takes the eight periods before, when the period is short."""

    snapshot: Snapshot
    within: BoolArray
    longer: BoolArray
    longer_periods: tuple[Period, ...]  # oldest first, the period itself last

    @property
    def n(self) -> int:
        return int(self.within.sum())

    @property
    def n_without_position(self) -> int:
        return int((self.within & (self.snapshot.qk == NOTHING)).sum())


def chosen_events(request: SectionRequest) -> ChosenEvents:
    snapshot = snapshot_for(request.municipality)
    positive = [row.code for row in categories_for(request.municipality) if row.is_positive]
    good = np.isin(snapshot.top, [at for at, code in enumerate(snapshot.top_codes) if code in positive])
    events = snapshot.is_event & snapshot.known_at(request.as_of) & ~good
    is_short = request.period.days <= SHORT_DAYS
    before = periods_before(request.period, BASELINE_PERIODS) if is_short else ()
    periods = (*before, request.period)
    cut = request.municipality.week_cut
    start, end = bounds(periods[0], cut)[0], bounds(request.period, cut)[1]
    return ChosenEvents(
        snapshot=snapshot,
        within=events & snapshot.counted_between(*bounds(request.period, cut)),
        longer=events & snapshot.counted_between(start, end),
        longer_periods=periods,
    )
