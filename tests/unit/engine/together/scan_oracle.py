"""Scan statistics the slow and obvious way: every circle, every window, by counting events one by one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from lykta_engine.replicates import permutation


def ratio(c: float, mu: float, total: float) -> float:
    if c <= mu:
        return 0.0
    outside = (total - c) * math.log((total - c) / (total - mu)) if c < total else 0.0
    return c * math.log(c / mu) + outside


def circles(positions: np.ndarray, radius: float, weight: Sequence[float], share: float) -> list[list[list[int]]]:
    """Of each centre its circles, smallest first, as lists of locations."""
    found = []
    for centre in range(len(positions)):
        apart = [math.dist(positions[centre], other) for other in positions]
        near = sorted((j for j in range(len(positions)) if apart[j] <= radius), key=lambda j: (apart[j], j))
        own: list[list[int]] = []
        for size in range(1, len(near) + 1):
            if sum(weight[j] for j in near[:size]) > share * sum(weight) * (1 + 1e-9):
                break
            own.append(near[:size])
        found.append(own)
    return found


def windows(units: int, longest: int, prospective: bool) -> list[tuple[int, int]]:
    ends = [units] if prospective else range(1, units + 1)
    return [(start, end) for end in ends for start in range(max(end - longest, 0), end)]


def strongest(
    place: Sequence[int], unit: Sequence[int], zones: list[list[list[int]]], spans: list[tuple[int, int]], fewest: int
) -> tuple[float, int, int]:
    """The greatest ratio, its count and its centre."""
    best, n = (0.0, 0, -1), len(place)
    for centre, own in enumerate(zones):
        for circle in own:
            inside = set(circle)
            for start, end in spans:
                count = sum(p in inside and start <= u < end for p, u in zip(place, unit, strict=True))
                in_zone, in_window = sum(p in inside for p in place), sum(start <= u < end for u in unit)
                found = ratio(count, in_zone * in_window / n, n) if count >= fewest else 0.0
                if found > best[0]:
                    best = (found, count, centre)
    return best


def permuted(key: int, replicates: Iterable[int], place: Sequence[int], unit: Sequence[int]) -> list[list[int]]:
    """The units dealt out anew: event i gets the unit of place order[i] in time, and events are in order of time."""
    return [[unit[j] for j in permutation(key, replicate, len(place))] for replicate in replicates]


def counts_scan(
    observed: np.ndarray, expected: np.ndarray, zones: list[list[list[int]]], spans: list[tuple[int, int]], fewest: int
) -> float:
    total, best = float(observed.sum()), 0.0
    for own in zones:
        for circle in own:
            for start, end in spans:
                count = float(observed[circle, start:end].sum())
                if count >= fewest:
                    best = max(best, ratio(count, float(expected[circle, start:end].sum()), total))
    return best
