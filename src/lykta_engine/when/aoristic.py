"""When in the week did it happen, where only an interval is known.

Aoristic weights (Ratcliffe & McCullagh 1998, Int. J. Geogr. Inf. Sci. 12:751): an event that happened some time in an
interval [start, end) counts with the share of the interval that falls in each hour of the week, so every event counts
one in all. Times are local wall-clock times: in UTC the evening moves to the afternoon.

The nights when the clock is changed are taken as the clock shows them. In spring the hour that is jumped over gets its
share of an interval across it. In autumn an hour comes twice: an end that the clock shows before its start, both in
the same hour of the first three of a Sunday, is that hour, and the event counts one there.
"""

from __future__ import annotations

from ctypes import c_int32, c_int64, c_void_p
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lykta_engine import kernels
from lykta_engine.errors import BadInput
from lykta_engine.when.aoristic_sentences import sentences_on_week
from lykta_engine.words import Noun

METHOD = "aoristic/2"
REFERENCE = "Ratcliffe & McCullagh 1998, Int. J. Geogr. Inf. Sci. 12:751"
CONVENTION = "[start, end) in local time"
HOUR, DAY = 3600, 24 * 3600
WEEK_HOURS = 168
LONGEST = 7 * DAY
MONDAY_BEFORE_EPOCH = 3 * DAY  # 1970-01-01 was a Thursday
SUNDAY_NIGHT = (144, 146)  # the hours of the week in which clocks are put back: Sunday 00, 01 and 02
MISSING = np.iinfo(np.int64).min  # NaT
STEPS = 2 * WEEK_HOURS + 2
FARTHEST = 2**52

Times = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class TooLong(StrEnum):
    """What becomes of an interval longer than seven days, which says nothing of the hour."""

    LEFT_OUT = "left_out"
    SPREAD_EVENLY = "spread_evenly"  # 1/168 to every hour, as R's aoristic package does


class MissingEnd(StrEnum):
    """What an event without an end is."""

    POINT = "point"
    ONE_MINUTE = "one_minute"  # as in R's aoristic package


@dataclass(frozen=True, slots=True, eq=False)
class WeekdayHour:
    """`weights[d, h]`: events on weekday d (0 is Monday) from h to h + 1; sums to `n`. `n_too_long` were left out."""

    weights: NDArray[np.float64]
    n: int
    n_too_long: int
    n_spread_evenly: int = 0  # longer than seven days and counted, 1/168 to each hour
    n_without_end: int = 0
    n_in_repeated_hour: int = 0  # the clock was put back between start and end
    n_at_midnight: int = 0  # points at exactly 00:00:00: often an unknown time
    convention: str = CONVENTION
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """What was spread over the week, where most of it fell, and what that does not mean."""
        return sentences_on_week(self, language, event)


def weekday_hour(
    start: Times,
    end: Times,
    *,
    too_long: TooLong = TooLong.LEFT_OUT,
    missing_end: MissingEnd = MissingEnd.POINT,
) -> WeekdayHour:
    """Spread events over the 7 x 24 hours of the week.

    `start`, `end`: datetime64 arrays of equal length, local time, end not before start; parts of a second are cut off.
    An end that is NaT is taken as `missing_end` says; an end equal to the start is a point in time.
    Raises BadInput for unequal shapes, a missing start, or an end before its start.
    """
    first, last = _seconds(start), _seconds(end)
    if first.shape != last.shape or first.ndim != 1:
        raise BadInput("start and end must be arrays of one dimension and equal length")
    sums = _Sums(np.zeros(WEEK_HOURS), np.zeros(WEEK_HOURS), np.zeros(STEPS), np.zeros(STEPS), np.zeros(5, np.int64))
    without_end_s = 60 if missing_end is MissingEnd.ONE_MINUTE else 0
    if not _add_in_c(first, last, without_end_s, sums):
        _add(first, last, without_end_s, sums)
    kept, long, without_end, repeated, midnight = sums.told.tolist()
    evenly = long if too_long is TooLong.SPREAD_EVENLY else 0
    return WeekdayHour(
        weights=sums.by_hour().reshape(7, 24) + evenly / WEEK_HOURS,
        n=kept + evenly,
        n_too_long=long - evenly,
        n_spread_evenly=evenly,
        n_without_end=without_end,
        n_in_repeated_hour=repeated,
        n_at_midnight=midnight,
    )


def _seconds(times: Times) -> Integers:
    if not np.issubdtype(np.asarray(times).dtype, np.datetime64):
        raise BadInput("start and end must be arrays of datetime64")
    return np.ascontiguousarray(times, dtype="datetime64[s]").view(np.int64)


class _Sums(NamedTuple):
    """The ragged first hours and last hours, and where the whole hours between them begin and cease."""

    head: Floats
    tail: Floats
    rise: Floats
    fall: Floats
    told: Integers  # kept, too long, without an end, in the hour that comes twice, points at midnight

    def by_hour(self) -> Floats:
        between = np.cumsum(self.rise - self.fall)[: 2 * WEEK_HOURS]
        return np.asarray(self.head + self.tail + between[:WEEK_HOURS] + between[WEEK_HOURS:])


MESSAGES = {
    1: "every event needs a start",
    2: "no end may be before its start",
    3: "a time lies more than a hundred million years off",
}


def _add_in_c(start: Integers, end: Integers, without_end_s: int, sums: _Sums) -> bool:
    """False where there is no compiled kernel."""
    add = kernels.function("lykta_aoristic", c_int32, c_void_p, c_void_p, c_int64, c_int64, *[c_void_p] * 5)
    if add is None:
        return False
    wrong = add(start.ctypes.data, end.ctypes.data, start.size, without_end_s, *(each.ctypes.data for each in sums))
    if wrong:
        raise BadInput(MESSAGES[wrong])
    return True


def _add(start: Integers, end: Integers, without_end_s: int, sums: _Sums) -> None:
    """The same in numpy: `bincount` adds event by event, so the sums come out to the last bit as in C."""
    no_end = end == MISSING
    if (start == MISSING).any():
        raise BadInput(MESSAGES[1])
    if (np.abs(start) > FARTHEST).any() or (np.abs(end[~no_end]) > FARTHEST).any():
        raise BadInput(MESSAGES[3])
    first, last = start + MONDAY_BEFORE_EPOCH, end + MONDAY_BEFORE_EPOCH
    last = np.where(no_end, first + without_end_s, last)
    repeated = last < first
    if (repeated & ~_in_repeated_hour(first, last)).any():
        raise BadInput(MESSAGES[2])
    last = np.where(repeated, first, last)
    kept = last - first <= LONGEST
    points = kept & (last == first) & (first % DAY == 0)
    sums.told[:] = [kept.sum(), (~kept).sum(), no_end.sum(), repeated.sum(), points.sum()]
    _add_kept(first[kept], last[kept], sums)


def _in_repeated_hour(first: Integers, last: Integers) -> NDArray[np.bool_]:
    hour = first // HOUR % WEEK_HOURS
    return np.asarray((first // HOUR == last // HOUR) & (hour >= SUNDAY_NIGHT[0]) & (hour <= SUNDAY_NIGHT[1]))


def _add_kept(first: Integers, last: Integers, sums: _Sums) -> None:
    length = last - first
    per_second = 1.0 / np.maximum(length, 1)
    hour_from = first // HOUR
    hour_to = np.where(length > 0, (last - 1) // HOUR, hour_from)
    within = hour_from == hour_to
    whole = np.where(within, 0.0, HOUR * per_second)
    begin, span = hour_from % WEEK_HOURS, hour_to - hour_from
    head = np.where(within, 1.0, ((hour_from + 1) * HOUR - first) * per_second)
    tail = np.where(within, 0.0, (last - hour_to * HOUR) * per_second)
    sums.head[:] = np.bincount(begin, head, WEEK_HOURS)
    sums.tail[:] = np.bincount(hour_to % WEEK_HOURS, tail, WEEK_HOURS)
    sums.rise[:] = np.bincount(begin + 1, whole, STEPS)
    sums.fall[:] = np.bincount(begin + np.maximum(span, 1), whole, STEPS)
