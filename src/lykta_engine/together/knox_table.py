"""The table of a Knox test, and how it is made from counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lykta_engine.significance import benjamini_hochberg, monte_carlo_p, monte_carlo_two_sided
from lykta_engine.together.event_pairs import Metric
from lykta_engine.together.knox_bands import Bands
from lykta_engine.together.knox_sentences import sentences_on_table
from lykta_engine.words import Noun

METHOD = "knox/1"
REFERENCE = "Knox 1964, Applied Statistics 13:25; Mantel 1967, Cancer Research 27:209"
FEW_PAIRS = 5  # below this, observed and expected, a cell is not judged

Ratio = tuple[tuple[float | None, ...], ...]


class KnoxVerdict(StrEnum):
    MORE_THAN_CHANCE = "more_than_chance"  # in at least one cell, with all cells tested at once
    NOT_MORE_THAN_CHANCE = "not_more_than_chance"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class KnoxReason(StrEnum):
    """Why it cannot be decided."""

    ONE_PLACE = "one_place"
    ONE_TIME = "one_time"
    NO_REPLICATES = "no_replicates"
    FEW_PAIRS = "few_pairs"


@dataclass(frozen=True, slots=True)
class KnoxTable:
    """Rows are bands of distance, columns bands of time; arrays have the shape (len(distance), len(time))."""

    n: int
    pairs: int  # n (n - 1) / 2
    distance: Bands
    time: Bands
    metric: Metric
    pairs_by_distance: NDArray[np.int64]
    pairs_by_time: NDArray[np.int64]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]  # exact
    ratio: Ratio  # observed / expected; None where nothing is expected
    replicates: int
    key: int  # names the replicates: the same key deals the same times
    replicate_mean: NDArray[np.float64] | None  # None without replicates
    replicate_sd: NDArray[np.float64] | None
    ratio_to_mean: Ratio | None  # observed / mean of the replicates, as other programs print it
    p_upper: NDArray[np.float64] | None  # so many pairs or more
    p_two_sided: NDArray[np.float64] | None
    q_value: NDArray[np.float64] | None  # of p_two_sided, over all cells where pairs are expected; 1 in the others
    more_than_chance: NDArray[np.bool_]  # q at most alpha, more than expected, and not too few to judge
    n_sharing_position: int  # events that have exactly the position of another
    alpha: float
    verdict: KnoxVerdict
    reason: KnoxReason | None = None
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """Plain sentences: what was compared, on what n, how sure, and what it does not mean."""
        return sentences_on_table(self, language, event)


@dataclass(frozen=True, slots=True)
class Counted:
    """From numbers of pairs below each limit to numbers in each band, with what lies beyond the last limit."""

    n: int
    near: NDArray[np.int64]  # pairs in each stretch of distance between limits
    soon: NDArray[np.int64]  # pairs below each limit of time
    distance: Bands
    time: Bands

    @property
    def pairs(self) -> int:
        return self.n * (self.n - 1) // 2

    @property
    def by_distance(self) -> NDArray[np.int64]:
        return self.distance.of_cumulative(np.cumsum(self.near), np.array(self.pairs))

    @property
    def by_time(self) -> NDArray[np.int64]:
        return self.time.of_cumulative(self.soon, np.array(self.pairs))

    def in_bands(self, within: NDArray[np.int64]) -> NDArray[np.int64]:
        """(tables, stretches of distance, limits of time) to (tables, bands of distance, bands of time)."""
        near = np.broadcast_to(np.cumsum(self.near), (within.shape[0], self.near.size))
        columns = self.time.of_cumulative(np.cumsum(within, axis=1), near)
        by_time = np.broadcast_to(self.by_time, (within.shape[0], len(self.time)))
        return self.distance.of_cumulative(columns.swapaxes(1, 2), by_time).swapaxes(1, 2)


def tabulated(
    counted: Counted,
    metric: Metric,
    observed: NDArray[np.int64],
    dealt: NDArray[np.int64],
    alpha: float,
    key: int,
    flat: KnoxReason | None,
    sharing: int,
) -> KnoxTable:
    near, soon = counted.by_distance, counted.by_time
    expected = near[:, None] * (soon[None, :] / counted.pairs)
    some = len(dealt) > 0
    at_least, at_most = (dealt >= observed).sum(axis=0), (dealt <= observed).sum(axis=0)
    two_sided = monte_carlo_two_sided(at_least, at_most, len(dealt)) if some else None
    q = None if two_sided is None else _q_values(two_sided, expected > 0)
    judged = np.maximum(observed, expected) >= FEW_PAIRS
    beyond = np.zeros(observed.shape, dtype=bool) if q is None else judged & (q <= alpha)
    beyond &= observed > expected
    mean = dealt.mean(axis=0) if some else None
    reason = flat or (None if some else KnoxReason.NO_REPLICATES) or (None if judged.any() else KnoxReason.FEW_PAIRS)
    return KnoxTable(
        n=counted.n,
        pairs=counted.pairs,
        distance=counted.distance,
        time=counted.time,
        metric=metric,
        pairs_by_distance=near,
        pairs_by_time=soon,
        observed=observed,
        expected=expected,
        ratio=_ratio(observed, expected),
        replicates=len(dealt),
        key=key,
        replicate_mean=mean,
        replicate_sd=dealt.std(axis=0) if some else None,
        ratio_to_mean=None if mean is None else _ratio(observed, mean),
        p_upper=monte_carlo_p(at_least, len(dealt)) if some else None,
        p_two_sided=two_sided,
        q_value=q,
        more_than_chance=beyond,
        n_sharing_position=sharing,
        alpha=alpha,
        verdict=_verdict(beyond, reason),
        reason=reason,
    )


def _q_values(p: NDArray[np.float64], tested: NDArray[np.bool_]) -> NDArray[np.float64]:
    q = np.ones(p.shape)
    q[tested] = benjamini_hochberg(p[tested])
    return q


def _ratio(observed: NDArray[np.int64], expected: NDArray[np.float64]) -> Ratio:
    return tuple(
        tuple(o / e if e > 0 else None for o, e in zip(row, chance, strict=True))
        for row, chance in zip(observed.tolist(), expected.tolist(), strict=True)
    )


def _verdict(beyond: NDArray[np.bool_], reason: KnoxReason | None) -> KnoxVerdict:
    if reason:
        return KnoxVerdict.CANNOT_BE_DECIDED
    return KnoxVerdict.MORE_THAN_CHANCE if beyond.any() else KnoxVerdict.NOT_MORE_THAN_CHANCE
