"""Times as the smallest numbers that keep every difference exact: whole days fit in 16 bits, and 32 replicates of them
stand side by side in one load of 64 bytes.

A difference in time is below a limit exactly when the coded difference is below the coded limit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite
from lykta_engine.together.knox_bands import Bands

MICROSECONDS_A_DAY = 86_400_000_000
LARGEST_DAYS = 1e9
WHOLE_UP_TO = 2**53


@dataclass(frozen=True, slots=True)
class Clock:
    """`codes` in the order given, `limits` one for each finite edge above zero, both int16, int32 or float64."""

    codes: NDArray
    limits: NDArray

    @property
    def all_at_once(self) -> bool:
        return bool(self.codes.size == 0 or self.codes.min() == self.codes.max())

    def pairs_within(self) -> NDArray[np.int64]:
        """How many of all pairs are less apart than each limit."""
        return np.array([int(self._later(float(limit)).sum()) for limit in self.limits], dtype=np.int64)

    def neighbours(self, limit: float) -> NDArray[np.int64]:
        """Of each event, in the order given: how many others are less than `limit` (a coded one) from it in time."""
        order, later = np.argsort(self.codes, kind="stable"), self._later(limit)
        place = np.arange(later.size)
        begins_and_ends = np.zeros(later.size + 1, dtype=np.int64)
        begins_and_ends[1:] += 1  # as a later neighbour: of every event that reaches this far
        np.add.at(begins_and_ends, place + later + 1, -1)
        counts = np.empty(later.size, dtype=np.int64)
        counts[order] = later + np.cumsum(begins_and_ends)[:-1]
        return counts

    def _later(self, limit: float) -> NDArray[np.int64]:
        """In order of time: how many of the events after each are less than the limit from it."""
        time = np.sort(self.codes).astype(np.float64)  # whole codes stay exact
        end = _to_the_letter(time, limit, np.searchsorted(time, time + limit, side="left"))
        return np.maximum(end - np.arange(time.size) - 1, 0)


def _to_the_letter(time: NDArray[np.float64], limit: float, end: NDArray[np.int64]) -> NDArray[np.int64]:
    """time[j] - time[i] < limit is what counts, not time[j] < time[i] + limit, which rounds otherwise."""
    end = end.copy()
    while (too_many := (end > 0) & (time[end - 1] - time >= limit)).any():
        end[too_many] -= 1
    inner = np.minimum(end, time.size - 1)
    while (too_few := (end < time.size) & (time[inner] - time < limit)).any():
        end[too_few] += 1
        inner = np.minimum(end, time.size - 1)
    return end


def coded(times: ArrayLike, bands: Bands) -> Clock:
    """`times` as datetime64 or as days (whole or not). BadInput for what is missing, infinite or no time."""
    array = np.asarray(times)
    if array.dtype.kind == "M":
        return _whole(_microseconds(array), MICROSECONDS_A_DAY, bands)
    days = finite(times, "times")
    if days.size and np.abs(days).max() > LARGEST_DAYS:
        raise BadInput("times must be days, or datetime64; these are too large to be days")
    if (days == np.floor(days)).all():
        return _whole(days.astype(np.int64), 1, bands)
    return Clock(days - 0.0, bands.limits)


def _microseconds(array: NDArray) -> NDArray[np.int64]:
    if array.ndim != 1:
        raise BadInput(f"times must have 1 dimension, not {array.ndim}")
    if np.isnat(array).any():
        raise BadInput("times holds values that are missing or infinite")
    return array.astype("datetime64[us]").astype(np.int64)


def _whole(ticks: NDArray[np.int64], per_day: int, bands: Bands) -> Clock:
    """Whole ticks from the first, divided by the largest number that divides them all."""
    since = ticks - ticks.min() if ticks.size else ticks
    span = int(since.max()) if since.size else 0
    if span < 0 or span >= WHOLE_UP_TO:
        raise BadInput("times are too far apart")
    step = int(np.gcd.reduce(since)) if span else 1
    limits = [_coded_limit(edge, per_day, step, bands.closed) for edge in bands.edges if 0 < edge < math.inf]
    kind, largest = _smallest_kind(span // step)
    return Clock((since // step).astype(kind), np.minimum(limits, float(largest)).astype(kind))


def _coded_limit(edge: float, per_day: int, step: int, closed: bool) -> int:
    """The smallest whole number that a difference within the edge is below. An edge means the decimals it shows."""
    ticks = Fraction(repr(edge)) * per_day / step
    return min(math.floor(ticks) + 1 if closed else math.ceil(ticks), WHOLE_UP_TO)


def _smallest_kind(span: int) -> tuple[type, int]:
    for kind in (np.int16, np.int32):
        if span < np.iinfo(kind).max:
            return kind, int(np.iinfo(kind).max)
    return np.float64, WHOLE_UP_TO
