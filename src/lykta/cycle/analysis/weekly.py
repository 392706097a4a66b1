"""Counts by whole week, and the weeks in which reporting itself fell away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from lykta.base.kernel.periods import Period, bounds, week_containing, weeks
from lykta.facts.incidents.snapshot import SOURCES, BoolArray, Snapshot, as_seconds
from lykta.ground.municipalities.models import Municipality
from lykta_engine.change.outage import Outages, find_outages
from lykta_engine.errors import TooFewEvents

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Weekly:
    """Weeks one after the other, oldest first; `at` is each event's place among them, `known` those that count."""

    weeks: list[Period]
    snapshot: Snapshot
    at: Counts
    known: BoolArray

    def of(self, chosen: BoolArray) -> Counts:
        """Events of the chosen that count, by week."""
        return np.bincount(self.at[self.known & chosen], minlength=len(self.weeks)).astype(np.int64)

    def outages(self) -> Outages | None:
        """Over all kinds and sources of the municipality; None where there are too few weeks to tell."""
        by_kind = self._table(self.snapshot.top, len(self.snapshot.top_codes))
        by_kind = by_kind[by_kind.sum(axis=1) > 0]
        if not len(by_kind):
            return None
        try:
            return find_outages(by_kind, by_source=self._table(self.snapshot.source, len(SOURCES)))
        except TooFewEvents:
            return None

    def _table(self, row: Counts, rows: int) -> Counts:
        n = len(self.weeks)
        flat = np.bincount(row[self.known] * n + self.at[self.known], minlength=rows * n)
        return flat.reshape(rows, n).astype(np.int64)


def weekly(municipality: Municipality, snapshot: Snapshot, all_weeks: Sequence[Period], as_of: datetime) -> Weekly:
    """`all_weeks` must follow on one another."""
    cut = municipality.week_cut
    starts = [as_seconds(bounds(week, cut)[0]) for week in all_weeks]
    edges = np.array([*starts, as_seconds(bounds(all_weeks[-1], cut)[1])])
    at = np.searchsorted(edges, snapshot.counted_at, side="right") - 1
    inside = (at >= 0) & (at < len(all_weeks))
    return Weekly(list(all_weeks), snapshot, at, inside & snapshot.is_event & snapshot.known_at(as_of))


def last_whole_week(municipality: Municipality, before: datetime) -> Period:
    """The latest week that was over at `before`."""
    cut = municipality.week_cut
    week = week_containing(before, cut)
    while bounds(week, cut)[1] > before:
        week = weeks(week.start - timedelta(weeks=1), 1)
    return week


def weeks_up_to(last: Period, number: int) -> list[Period]:
    return [weeks(last.start - timedelta(weeks=back), 1) for back in range(number - 1, -1, -1)]
