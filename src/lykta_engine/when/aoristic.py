"""When in the week did it happen, where only an interval is known.

Aoristic weights (Ratcliffe & McCullagh 1998, Int. J. Geogr. Inf. Sci. 12:751): an event that happened some time in an
interval counts with the share of the interval that falls in each hour of the week, so every event counts one in all.
Times are local wall-clock times: in UTC the evening moves to the afternoon.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REFERENCE = "Ratcliffe & McCullagh 1998, Int. J. Geogr. Inf. Sci. 12:751"
HOUR = 3600
WEEK_HOURS = 168
LONGEST = 7 * 24 * HOUR
MONDAY_BEFORE_EPOCH = 3 * 24 * HOUR  # 1970-01-01 was a Thursday

Times = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class WeekdayHour:
    """`weights[d, h]`: events on weekday d (0 is Monday) from h to h + 1; sums to `n`. `n_too_long` were left out."""

    weights: NDArray[np.float64]
    n: int
    n_too_long: int
    reference: str = REFERENCE


def weekday_hour(start: Times, end: Times) -> WeekdayHour:
    """Spread events over the 7 x 24 hours of the week.

    `start`, `end`: datetime64 arrays of equal length, local time, end not before start. An end that is NaT, or equal
    to the start, is a point in time. Intervals longer than seven days say nothing of the hour: left out and counted.
    Raises ValueError for unequal shapes, a missing start, or an end before its start.
    """
    first, last = _seconds_since_monday(start), _seconds_since_monday(np.where(np.isnat(end), start, end))
    if start.shape != end.shape or start.ndim != 1:
        raise ValueError("start and end must be arrays of one dimension and equal length")
    if np.isnat(start).any() or (last < first).any():
        raise ValueError("every event needs a start, and no end may be before its start")
    kept = last - first <= LONGEST
    by_hour = _spread(first[kept], last[kept])
    n = int(kept.sum())
    return WeekdayHour(by_hour.reshape(7, 24), n, kept.size - n)


def _seconds_since_monday(times: Times) -> NDArray[np.int64]:
    return times.astype("datetime64[s]").astype(np.int64) + MONDAY_BEFORE_EPOCH


def _spread(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights of 168 hours: the ragged first and last hour by themselves, whole hours between by differences."""
    length = last - first
    per_second = 1.0 / np.maximum(length, 1)
    hour_from = first // HOUR
    hour_to = np.where(length > 0, (last - 1) // HOUR, hour_from)
    within = hour_from == hour_to
    head = np.where(within, 1.0, ((hour_from + 1) * HOUR - first) * per_second)
    tail = np.where(within, 0.0, (last - hour_to * HOUR) * per_second)
    whole = np.where(within, 0.0, HOUR * per_second)
    begin = hour_from % WEEK_HOURS
    span = hour_to - hour_from
    steps = np.bincount(begin + 1, weights=whole, minlength=2 * WEEK_HOURS + 2)
    steps -= np.bincount(begin + np.maximum(span, 1), weights=whole, minlength=2 * WEEK_HOURS + 2)
    between = np.cumsum(steps)[: 2 * WEEK_HOURS]
    ends = np.bincount(begin, weights=head, minlength=WEEK_HOURS)
    ends += np.bincount(hour_to % WEEK_HOURS, weights=tail, minlength=WEEK_HOURS)
    return np.asarray(ends + between[:WEEK_HOURS] + between[WEEK_HOURS:])
