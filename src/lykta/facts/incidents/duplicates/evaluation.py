"""How many of the known duplicates are suggested, and how many of the suggestions are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from lykta.facts.incidents.duplicates.likeness import Report
from lykta.facts.incidents.duplicates.pairs import likely_pairs

Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Over pairs: an event told three times is three pairs, each to be found. `pairs` is how many there are to find."""

    pairs: int
    suggested: int
    right: int

    @property
    def recall(self) -> float | None:
        return self.right / self.pairs if self.pairs else None

    @property
    def precision(self) -> float | None:
        return self.right / self.suggested if self.suggested else None


def evaluate(parts: Iterable[Sequence[Report]], events: Mapping[int, Hashable]) -> Evaluation:
    """`parts` are the reports of one municipality each, `events` the event of each report that shares one, by key."""
    suggested = {frozenset((one.key, other.key)) for part in parts for one, other, _alike in likely_pairs(part)}
    true = true_pairs(events)
    return Evaluation(len(true), len(suggested), len(suggested & true))


def true_pairs(events: Mapping[int, Hashable]) -> set[Pair]:
    told: dict[Hashable, list[int]] = defaultdict(list)
    for key, event in events.items():
        told[event].append(key)
    return {frozenset(pair) for keys in told.values() for pair in combinations(keys, 2)}
