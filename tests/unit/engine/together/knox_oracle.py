"""Knox by going through every pair, one at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from lykta_engine.together.event_pairs import Metric


def far(a: tuple[float, float], b: tuple[float, float], metric: Metric) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    return abs(dx) + abs(dy) if metric == Metric.MANHATTAN else math.sqrt(dx * dx + dy * dy)


def band(value: float, edges: Sequence[float], closed: bool) -> int | None:
    for number, (lo, hi) in enumerate(pairwise(edges)):
        if closed and (lo < value <= hi or (number == 0 and value == lo)):
            return number
        if not closed and lo <= value < hi:
            return number
    return None


def slow_table(
    x: Sequence[float],
    y: Sequence[float],
    days: Sequence[float],
    distance_m: Sequence[float],
    time_days: Sequence[float],
    metric: Metric = Metric.EUCLIDEAN,
    closed: bool = False,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs by both bands, by band of distance, by band of time."""
    both = np.zeros((len(distance_m) - 1, len(time_days) - 1), dtype=np.int64)
    near, soon = np.zeros(both.shape[0], dtype=np.int64), np.zeros(both.shape[1], dtype=np.int64)
    for i, j in combinations(range(len(x)), 2):
        b = band(far((x[i], y[i]), (x[j], y[j]), metric), distance_m, closed)
        k = band(abs(days[j] - days[i]), time_days, closed)
        if b is not None:
            near[b] += 1
        if k is not None:
            soon[k] += 1
        if b is not None and k is not None:
            both[b, k] += 1
    return both, near, soon
