"""Bands of distance and of time: where each begins and ends, and what it is called.

Half-open unless said: a band holds its lower limit and not its upper, [lo, hi), so that two bands never share a pair.
Closed: (lo, hi], and the first band holds its lower limit too; that is "at most hi" of the classic one-cell Knox.
The Near Repeat Calculator prints "a to b" for what it reckons as [a - 1, b); here a band is printed as it is reckoned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lykta_engine.errors import BadInput
from lykta_engine.words import decimal

WORDS = {
    "sv": {
        "from": "från {lo} till under {hi} {unit}",
        "under": "under {hi} {unit}",
        "open": "från {lo} {unit}",
        "over": "över {lo} till och med {hi} {unit}",
        "at_most": "högst {hi} {unit}",
        "over_open": "över {lo} {unit}",
    },
    "en": {
        "from": "from {lo} to under {hi} {unit}",
        "under": "under {hi} {unit}",
        "open": "from {lo} {unit}",
        "over": "over {lo} up to and including {hi} {unit}",
        "at_most": "at most {hi} {unit}",
        "over_open": "over {lo} {unit}",
    },
}
UNITS = {
    "sv": {"m": ("meter", "meter"), "d": ("dag", "dagar")},
    "en": {"m": ("metre", "metres"), "d": ("day", "days")},
}


@dataclass(frozen=True, slots=True)
class Bands:
    """`edges` rise strictly from zero or more; the last may be infinite. `unit` is "m" (metres) or "d" (days)."""

    edges: tuple[float, ...]
    unit: str
    closed: bool = False

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def limits(self) -> NDArray[np.float64]:
        """A value is within edge e exactly when it is below the limit of e. Finite edges above zero only."""
        edges = np.array([edge for edge in self.edges if 0 < edge < math.inf], dtype=np.float64)
        return np.nextafter(edges, math.inf) if self.closed else edges

    def of_cumulative(self, within: NDArray[np.int64], total: NDArray[np.int64]) -> NDArray[np.int64]:
        """Numbers in each band, from numbers below each limit (last axis) and in all (without that axis)."""
        steps = [within]
        if self.edges[0] == 0:
            steps.insert(0, np.zeros((*within.shape[:-1], 1), dtype=np.int64))
        if math.isinf(self.edges[-1]):
            steps.append(np.asarray(total)[..., None])
        cumulative: NDArray[np.int64] = np.concatenate(steps, axis=-1)
        return cumulative[..., 1:] - cumulative[..., :-1]

    def interval(self, band: int) -> str:
        """As mathematicians write it: "[100, 200)"."""
        lo, hi = self.edges[band], self.edges[band + 1]
        left, right = ("(" if band or lo else "[", "]") if self.closed else ("[", ")")
        return f"{left}{lo:g}, {'∞)' if math.isinf(hi) else f'{hi:g}{right}'}"

    def label(self, band: int, language: str = "sv") -> str:
        """In words that no two bands share: "från 100 till under 200 meter"."""
        lo, hi = self.edges[band], self.edges[band + 1]
        key = self._key(lo, hi)
        numbers = {"lo": _number(lo, language), "hi": _number(hi, language) if math.isfinite(hi) else ""}
        one, many = UNITS[language][self.unit]
        return WORDS[language][key].format(**numbers, unit=one if (lo if math.isinf(hi) else hi) == 1 else many)

    def _key(self, lo: float, hi: float) -> str:
        if math.isinf(hi):
            return "over_open" if self.closed and lo else "open"
        if lo == 0:
            return "at_most" if self.closed else "under"
        return "over" if self.closed else "from"


def _number(value: float, language: str) -> str:
    text = f"{value:.0f}" if value == int(value) else decimal(value, language, 6)
    return text if language == "en" else text.replace(".", ",")


def checked(edges: Sequence[float], unit: str, closed: bool) -> Bands:
    """Bands from their edges; BadInput where they do not rise from zero or more."""
    name = {"m": "distance_m", "d": "time_days"}[unit]
    try:
        values = tuple(float(edge) for edge in edges)
    except (TypeError, ValueError):
        raise BadInput(f"{name} must be numbers") from None
    if len(values) < 2:
        raise BadInput(f"{name} must hold at least two edges, where the first band begins and where it ends")
    rising = all(lo < hi for lo, hi in pairwise(values))
    if not rising or values[0] < 0 or math.isinf(values[0]):
        raise BadInput(f"{name} must rise strictly, from zero or more")
    return Bands(values, unit, closed)
