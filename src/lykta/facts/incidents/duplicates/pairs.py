"""All likely pairs in a set of reports, without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lykta.facts.incidents.duplicates.likeness import FARTHEST_M, LONGEST_GAP_H, Likeness, Report, likeness

IntArray = NDArray[np.int64]


def likely_pairs(reports: Sequence[Report]) -> Iterator[tuple[Report, Report, Likeness]]:
    """Each pair once, the one that began first before the other."""
    ordered = sorted(reports, key=lambda report: (report.start_h, report.key))
    for first, second in _near(ordered):
        found = likeness(ordered[first], ordered[second])
        if found is not None and found.is_likely:
            yield ordered[first], ordered[second], found


def _near(ordered: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs close in time and place. The reports come by when they began: the k-th after each, until none is near."""
    starts = np.array([report.start_h for report in ordered])
    ends = np.array([report.end_h for report in ordered])
    east = np.array([report.east_m for report in ordered])
    north = np.array([report.north_m for report in ordered])
    places = _numbered([report.place for report in ordered])
    first, after = np.arange(len(ordered)), 0
    while first.size:
        after += 1
        first = first[first + after < len(ordered)]
        first = first[starts[first + after] - ends[first] <= LONGEST_GAP_H]
        second = first + after
        near = (east[first] - east[second]) ** 2 + (north[first] - north[second]) ** 2 <= FARTHEST_M**2
        near |= (places[first] >= 0) & (places[first] == places[second])
        yield from zip(first[near].tolist(), second[near].tolist(), strict=True)


def _numbered(places: Sequence[Hashable]) -> IntArray:
    numbers: dict[Hashable, int] = defaultdict(lambda: len(numbers))
    return np.array([-1 if place is None else numbers[place] for place in places], dtype=np.int64)
