"""Time set out as blocks x bins of a cycle: whole weeks x hours or weekdays, whole years x months or ISO weeks.

Local time throughout. Blocks run back from the last day of the period; what is before the first whole one is left out.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

DAY = np.timedelta64(1, "D")
STEEPEST = 600.0  # over all blocks together, as a logarithm: far beyond any growth, and within what a number holds

Times = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Cycle(StrEnum):
    HOUR = "hour"  # bins 0..23, blocks of whole weeks
    WEEKDAY = "weekday"  # bins 0 (Monday)..6, blocks of whole weeks
    MONTH = "month"  # bins 0 (January)..11, blocks of whole years
    WEEK = "week"  # bins 0 (ISO week 1)..52, blocks of whole years


BINS = {Cycle.HOUR: 24, Cycle.WEEKDAY: 7, Cycle.MONTH: 12, Cycle.WEEK: 53}
YEARLY = (Cycle.MONTH, Cycle.WEEK)


def block_edges(first: np.datetime64, last: np.datetime64, cycle: Cycle) -> Times:
    """Days where blocks begin, and where the last ends; at least the two ends of the period where it holds none."""
    if cycle in (Cycle.HOUR, Cycle.WEEKDAY):
        whole = int((last - first) // np.timedelta64(7, "D"))
        back = np.arange(whole, -1, -1) * np.timedelta64(7, "D")
        return last - back if whole else np.array([first, last])
    edges = [last]
    while (before := _year_before(last, len(edges))) >= first:
        edges.append(before)
    return np.array(edges[::-1]) if len(edges) > 1 else np.array([first, last])


def whole_blocks(edges: Times, cycle: Cycle) -> int:
    if len(edges) > 2:
        return len(edges) - 1
    whole = edges[1] - 7 * DAY if cycle not in YEARLY else _year_before(edges[1], 1)
    return int(edges[0] == whole)


def _year_before(day: np.datetime64, years: int) -> np.datetime64:
    """The same date so many years earlier; 29 February becomes 1 March where there is none."""
    month = day.astype("datetime64[M]")
    return np.datetime64((month - np.timedelta64(12 * years, "M")).astype("datetime64[D]") + (day - month))


def bin_of(days_or_times: Times, cycle: Cycle) -> Integers:
    if cycle is Cycle.HOUR:
        return days_or_times.astype("datetime64[h]").astype(np.int64) % 24
    days = days_or_times.astype("datetime64[D]")
    since_monday = days.astype(np.int64) + 3
    if cycle is Cycle.WEEKDAY:
        return since_monday % 7
    if cycle is Cycle.MONTH:
        return days.astype("datetime64[M]").astype(np.int64) % 12
    thursday = days - (since_monday % 7 - 3) * DAY  # the year of an ISO week is that of its Thursday
    return (thursday - thursday.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) // 7


def counted_by_bin(kept: Times, edges: Times, cycle: Cycle) -> Integers:
    block = np.searchsorted(edges, kept, side="right") - 1
    cells = block * BINS[cycle] + bin_of(kept, cycle)
    return np.bincount(cells, minlength=(len(edges) - 1) * BINS[cycle]).reshape(-1, BINS[cycle])


def days_watched(edges: Times, cycle: Cycle) -> Floats:
    """Days of watching by block and bin; an hour of the clock is 1/24 of each, also when the clock is changed."""
    days = np.arange(edges[0], edges[-1])
    if cycle is Cycle.HOUR:
        return np.repeat(np.diff(edges).astype(float)[:, None] / 24, 24, axis=1)
    return counted_by_bin(days, edges, cycle).astype(float)


def growth_between_blocks(table: Integers, days: Floats) -> float:
    """Log of the factor between blocks: Poisson regression of the blocks' totals on their number, by Newton's steps."""
    totals, watched = table.sum(axis=1).astype(float), days.sum(axis=1)
    if np.count_nonzero(totals) < 2:
        return 0.0
    at = np.arange(totals.size) - (totals.size - 1) / 2
    slope, steepest = 0.0, min(3.0, STEEPEST / totals.size)
    for _ in range(25):
        mean = watched * np.exp(slope * at)
        mean *= totals.sum() / mean.sum()
        middle = (mean * at).sum() / mean.sum()
        spread = float((mean * (at - middle) ** 2).sum())
        if spread <= 0:  # all in one block
            break
        slope += float(((totals - mean) * at).sum()) / spread
        slope = min(max(slope, -steepest), steepest)
    return slope


def expected_of_even_spread(table: Integers, edges: Times, cycle: Cycle, growth: float) -> Floats:
    """Each block's events by the time each bin was watched, later days weighing more where there is growth."""
    days = np.arange(edges[0], edges[-1])
    block = np.searchsorted(edges, days, side="right") - 1
    into_block = (days - edges[block]).astype(float) / np.diff(edges).astype(float)[block]
    cells = block * BINS[cycle] + bin_of(days, cycle)
    grown = np.exp(growth * into_block)
    if cycle is Cycle.HOUR:  # every hour of the clock comes once a day
        weights = np.ones(table.shape)
    else:
        weights = np.asarray(np.bincount(cells, grown, table.size), dtype=np.float64).reshape(table.shape)
    return np.asarray(table.sum(axis=1, keepdims=True) * weights / weights.sum(axis=1, keepdims=True))
