"""What a map of counts per place comes to: Gini, half of all, shares of the top; thrown at random, drawn again.

Equations in concentration.py. Many maps at once, each as how many places hold each count.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.significance import normal_quantile, normal_tails

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
GINI, HALF, FIRST_TOP = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Many maps of places at once, as how many places hold each count: all statistics follow from that."""

    values: Integers  # (k,) distinct counts, falling
    places: Integers  # (maps, k)

    @classmethod
    def of(cls, counts: Integers) -> Histogram:
        values, places = np.unique(counts, return_counts=True)
        return cls(values[::-1], places[None, ::-1])


def statistics(maps: Histogram, tops: Sequence[float]) -> Floats:
    """Shape (maps, 2 + tops): corrected Gini, share of places with half of the events, and each top's share."""
    places = np.cumsum(maps.places, axis=1)
    events = np.cumsum(maps.places * maps.values, axis=1)
    columns = [_corrected_gini(maps, places[:, -1], events[:, -1]), _half(maps, places, events) / places[:, -1]]
    for top in tops:
        n_top = np.array([n_top_places(top, int(n)) for n in np.unique(places[:, -1])])
        columns.append(_held_by(maps, places, events, int(n_top[0])) / np.maximum(events[:, -1], 1))
    return np.stack(columns, axis=1)


def n_top_places(top: float, n_places: int) -> int:
    return max(1, math.ceil(top * n_places - 1e-9))


def _standard_gini(maps: Histogram) -> Floats:
    """From groups of equal counts: with falling order the places of one group stand together around their middle."""
    n = maps.places.sum(axis=1)
    total = np.maximum((maps.places * maps.values).sum(axis=1), 1)
    after = n[:, None] - np.cumsum(maps.places, axis=1)
    rank_sums = maps.places * (after + (maps.places + 1) / 2)  # sum of rising ranks in each group
    return np.asarray(2 * (rank_sums * maps.values).sum(axis=1) / (n * total) - (n + 1) / n)


def _corrected_gini(maps: Histogram, n: Integers, c: Integers) -> Floats:
    least = np.minimum(n, c)
    generalised = np.maximum(1.0, n / np.maximum(c, 1)) * (_standard_gini(maps) - 1) + 1
    return np.where(least > 1, generalised * least / np.maximum(least - 1, 1), 1.0)


def ginis(observed: Histogram) -> tuple[float, float, float | None]:
    n, c = int(observed.places.sum()), int((observed.places * observed.values).sum())
    gini = float(_standard_gini(observed)[0])
    generalised = max(1.0, n / c) * (gini - 1) + 1
    least = min(n, c)
    return gini, generalised, generalised * least / (least - 1) if least > 1 else None


def _half(maps: Histogram, places: Integers, events: Integers) -> Integers:
    """The fewest places that hold at least half."""
    needed = (events[:, -1] + 1) // 2
    group = np.argmax(events >= needed[:, None], axis=1)
    row = np.arange(group.size)
    before_places = places[row, group] - maps.places[row, group]
    before_events = events[row, group] - maps.places[row, group] * maps.values[group]
    return np.asarray(before_places + -(-(needed - before_events) // np.maximum(maps.values[group], 1)))


def _held_by(maps: Histogram, places: Integers, events: Integers, n_top: int) -> Integers:
    """Events at the n_top busiest places."""
    group = np.argmax(places >= n_top, axis=1)
    row = np.arange(group.size)
    surplus = places[row, group] - n_top
    return np.asarray(events[row, group] - surplus * maps.values[group])


def lorenz(observed: Histogram) -> tuple[Floats, Floats]:
    """Corners of the curve: straight lines join places of the same count."""
    places = np.cumsum(observed.places[0])
    events = np.cumsum(observed.places[0] * observed.values)
    return np.r_[0.0, places / places[-1]], np.r_[0.0, events / events[-1]]


def thrown_at_random(n_events: int, n_places: int, replicates: int, rng: np.random.Generator) -> Histogram:
    """Events thrown at random on the places, one map a replicate."""
    shares = np.full(n_places, 1 / n_places)
    heights = []
    for _ in range(replicates):
        if n_events > 20 * n_places:
            counts = rng.multinomial(n_events, shares)
        else:
            counts = np.bincount(rng.integers(0, n_places, n_events), minlength=n_places)
        heights.append(np.bincount(counts))
    tallest = max(height.size for height in heights)
    places = np.zeros((replicates, tallest), dtype=np.int64)
    for row, height in zip(places, heights, strict=True):
        row[: height.size] = height
    used = places.any(axis=0)
    return Histogram(np.flatnonzero(used)[::-1], places[:, used][:, ::-1])


def intervals_of(
    observed: Histogram, tops: Sequence[float], alpha: float, replicates: int, rng: np.random.Generator
) -> list[Interval | None]:
    """Places drawn again with replacement; BCa limits of each statistic."""
    n = int(observed.places.sum())
    drawn = rng.multinomial(n, observed.places[0] / n, size=replicates)
    again = statistics(Histogram(observed.values, drawn[drawn @ observed.values > 0]), tops)
    found = statistics(observed, tops)[0]
    without_one = observed.places - np.eye(observed.values.size, dtype=np.int64)
    left = statistics(Histogram(observed.values, without_one), tops)
    return [_bca(again[:, i], float(found[i]), left[:, i], observed.places[0], alpha) for i in range(found.size)]


def _bca(again: Floats, found: float, left_out: Floats, times: Integers, alpha: float) -> Interval:
    """Ties of replicates with what was found count half; `times`: how many places each left-out value stands for."""
    below = (np.count_nonzero(again < found) + 0.5 * np.count_nonzero(again == found)) / again.size
    bias = normal_quantile(min(max(below, 0.5 / again.size), 1 - 0.5 / again.size))
    off = (times @ left_out) / times.sum() - left_out
    spread = float(times @ off**2)
    skew = float(times @ off**3) / (6 * spread**1.5) if spread > 0 else 0.0
    limits = []
    for z in (normal_quantile(alpha / 2), normal_quantile(1 - alpha / 2)):
        moved = bias + (bias + z) / (1 - skew * (bias + z))
        limits.append(float(np.quantile(again, normal_tails(moved).lower)))
    return Interval(max(min(limits), 0.0), min(max(limits), 1.0))
