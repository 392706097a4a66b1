"""The study's time: day numbers or dates in, whole units counted back from the study's end, and back again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite

MOST_UNITS = 100_000
SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Times:
    """Events' times as days; `dated` where they were given as datetime64 (local time, as the caller keeps it)."""

    days: NDArray[np.float64]
    dated: bool

    @classmethod
    def of(cls, values: ArrayLike) -> Times:
        array = np.asarray(values)
        if array.dtype.kind != "M":
            return cls(finite(array, "day"), False)
        if np.isnat(array).any():
            raise BadInput("day holds dates that are missing")
        if array.ndim != 1:
            raise BadInput(f"day must have 1 dimension, not {array.ndim}")
        return cls(array.astype("datetime64[s]").astype(np.int64) / SECONDS, True)

    def study(self, period: tuple[Any, Any] | None, unit_days: float) -> Study:
        """`period` [start, end), or from the first day to the day after the last."""
        if not unit_days > 0 or not math.isfinite(unit_days):
            raise BadInput("a unit of time must be longer than zero days")
        start: float
        end: float
        if period is not None:
            start, end = (self._day(edge) for edge in period)
        elif self.days.size:
            start, end = math.floor(self.days.min()), math.floor(self.days.max()) + 1
        else:
            start, end = 0, 1
        if not start < end:
            raise BadInput("the period must end after it starts")
        units = math.ceil((end - start) / unit_days - 1e-9)
        if units > MOST_UNITS:
            raise BadInput("the period holds too many units of time: choose a longer unit")
        return Study(float(start), float(end), unit_days, units, self.dated)

    def _day(self, edge: Any) -> float:
        if self.dated:
            try:
                return float(np.datetime64(edge, "s").astype(np.int64)) / SECONDS
            except (TypeError, ValueError):
                raise BadInput("the period must be two dates, as the days are") from None
        return float(finite([edge], "period")[0])


@dataclass(frozen=True, slots=True)
class Study:
    start: float
    end: float
    unit_days: float
    units: int
    dated: bool

    def holds(self, days: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray((days >= self.start) & (days < self.end))

    def unit_of(self, days: NDArray[np.float64]) -> NDArray[np.int64]:
        """0 .. units - 1; the last unit is [end - unit_days, end)."""
        back = np.ceil((self.end - days) / self.unit_days - 1e-9).astype(np.int64) - 1
        return np.clip(self.units - 1 - back, 0, self.units - 1)

    def edges(self) -> NDArray:
        """Where each unit begins, and the last one's end; the first begins with the study."""
        edges: NDArray[np.float64] = self.end - self.unit_days * np.arange(self.units, -1, -1, dtype=np.float64)
        edges[0] = self.start
        return self._given(edges)

    def period(self) -> tuple[Any, Any]:
        start, end = self._given(np.array([self.start, self.end]))
        return (start, end) if self.dated else (float(start), float(end))

    def _given(self, days: NDArray[np.float64]) -> NDArray:
        if not self.dated:
            return days
        return whole_days(np.rint(days * SECONDS).astype(np.int64).astype("datetime64[s]"))


def whole_days(moments: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """As dates, where none has a time of day."""
    dates = moments.astype("datetime64[D]")
    return dates if (dates == moments).all() else moments
