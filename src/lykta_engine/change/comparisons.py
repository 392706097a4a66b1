"""This period against the last, against the same one last year, and against the usual.

One series of whole counts per equally long period. The usual is the mean of the `rolling` latest sound periods before
this one. Periods marked `left_out` (an outage of collection, outage.py) are never compared with; if this one is marked,
nothing can be decided. The two single periods are compared as two negative binomial counts of the dispersion seen over
the rolling periods, its uncertainty averaged over as in counts.py: two counts that differ more than Poisson allows may
still be two ordinary weeks of a jumpy series. Equations: significance.paired_tails.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.count_sentences import Noun, Unit
from lykta_engine.change.counts import (
    FEW,
    FEWEST_PERIODS,
    CountComparison,
    ReportingRate,
    compare_with_baseline,
    index_of_dispersion,
)
from lykta_engine.change.pair_sentences import sentences_on_pair, sentences_on_periods
from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, whole_counts
from lykta_engine.significance import Tails, dispersion_nodes, paired_interval, paired_tails

REFERENCE = (
    "Przyborowski & Wilenski 1940, Biometrika 31:313; Lancaster 1961, JASA 56:223; the negative binomial form as in "
    "significance.paired_tails"
)


class Against(StrEnum):
    LAST = "last"
    SAME_LAST_YEAR = "same_last_year"


class Change(StrEnum):
    MORE = "more"
    FEWER = "fewer"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW_TO_JUDGE = "too_few_to_judge"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class Why(StrEnum):
    """Why a comparison of two periods is not simply the test's."""

    SMALL_NUMBERS = "small_numbers"
    SHORT_HISTORY = "short_history"  # how much the series jumps cannot be told
    NOTHING_TO_COMPARE_WITH = "nothing_to_compare_with"
    OUTAGE_NOW = "outage_now"
    OUTAGE_THEN = "outage_then"
    FEWER_REPORTERS = "fewer_reporters"
    NO_REPORTERS = "no_reporters"


@dataclass(frozen=True, slots=True)
class PairComparison:
    against: Against
    count: int
    earlier: int | None
    ratio: float | None  # count / earlier; None where earlier is zero or missing
    low: float | None  # mid-p interval of the ratio at 1 - alpha; agrees with the test
    high: float | None  # None: no upper limit
    p_value: float | None
    dispersion: float | None  # variance / mean seen over the rolling periods
    alpha: float
    verdict: Change
    reason: Why | None = None
    method: str = "pair/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None, unit: Unit = Unit.PERIOD) -> str:
        return sentences_on_pair(self, language, event, unit)


@dataclass(frozen=True, slots=True)
class PeriodComparisons:
    """Three answers to "has it changed?". They may differ: they are three questions."""

    at: int
    last: PairComparison
    same_last_year: PairComparison
    rolling: CountComparison | None  # None: no sound period before this one, or this one is left out
    rolling_periods: NDArray[np.int64]  # which periods the usual was taken from
    left_out: int  # periods passed over while looking for them
    method: str = "periods/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None, unit: Unit = Unit.PERIOD) -> str:
        return sentences_on_periods(self, language, event, unit)


def compare_period(
    counts: ArrayLike,
    *,
    at: int = -1,
    per_year: int = 52,
    rolling: int = 12,
    alpha: float = 0.05,
    left_out: ArrayLike | None = None,
    reporting: ReportingRate | None = None,
) -> PeriodComparisons:
    """Compare period `at` of the series (-1: the latest) with the last, the same last year, and the usual.

    `counts`: whole numbers, oldest first; `per_year`: periods in a year (weeks 52, months 12); `left_out`: True for
    each period that is not to be compared with. Raises BadInput; TooFewEvents for a series shorter than two periods.
    """
    check_alpha(alpha)
    if per_year < 1:
        raise BadInput("a year must have at least one period")
    series, out = series_of(counts, left_out)
    at = position(at, series.size)
    before = usual_periods(out, at, rolling)
    usual = None
    if before.size and not out[at]:
        usual = compare_with_baseline(int(series[at]), as_list(series[before]), alpha=alpha, reporting=reporting)
    pairs = [
        _pair(series, out, at, at - back, before, against, alpha, reporting)
        for against, back in ((Against.LAST, 1), (Against.SAME_LAST_YEAR, per_year))
    ]
    passed_over = int(out[before[0] : at].sum()) if before.size else int(out[:at].sum())
    return PeriodComparisons(at, pairs[0], pairs[1], usual, before, passed_over)


def series_of(counts: ArrayLike, left_out: ArrayLike | None) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    series = whole_counts(counts, "counts")
    if series.size < 2:
        raise TooFewEvents("a comparison needs at least two periods", needed=2, got=series.size)
    out = np.zeros(series.size, dtype=bool) if left_out is None else np.asarray(left_out, dtype=bool)
    if out.shape != series.shape:
        raise BadInput(f"unequal lengths: counts {series.size}, left_out {out.size}")
    return series, out


def position(at: int, periods: int) -> int:
    if not -periods <= at < periods:
        raise BadInput(f"there is no period {at} among {periods}")
    return at % periods


def usual_periods(out: NDArray[np.bool_], at: int, rolling: int) -> NDArray[np.int64]:
    """The `rolling` latest periods before `at` that are not left out, oldest first."""
    return np.flatnonzero(~out[:at])[-rolling:] if rolling > 0 else np.arange(0)


def as_list(counts: NDArray[np.int64]) -> Sequence[int]:
    return [int(count) for count in counts]


def _pair(
    series: NDArray[np.int64],
    out: NDArray[np.bool_],
    at: int,
    earlier_at: int,
    before: NDArray[np.int64],
    against: Against,
    alpha: float,
    reporting: ReportingRate | None,
) -> PairComparison:
    count, earlier = int(series[at]), int(series[earlier_at]) if earlier_at >= 0 else None
    undecided = _why_not(out, at, earlier_at, before, reporting)
    if undecided or earlier is None:
        why_not = undecided or (Change.CANNOT_BE_DECIDED, Why.NOTHING_TO_COMPARE_WITH)
        ratio = count / earlier if earlier else None
        return PairComparison(against, count, earlier, ratio, None, None, None, None, alpha, *why_not)
    dispersion = index_of_dispersion(series[before])
    nodes = dispersion_nodes(dispersion, before.size - 1)
    tails = paired_tails(count, earlier, 0.5, nodes)
    low, high = paired_interval(count, earlier, alpha, nodes)
    verdict, reason = _verdict(count, earlier, tails, alpha, reporting)
    return PairComparison(
        against=against,
        count=count,
        earlier=earlier,
        ratio=count / earlier if earlier else None,
        low=low / (1 - low),
        high=high / (1 - high) if high < 1 else None,
        p_value=tails.two_sided(),
        dispersion=dispersion,
        alpha=alpha,
        verdict=verdict,
        reason=reason,
    )


def _why_not(
    out: NDArray[np.bool_], at: int, earlier_at: int, before: NDArray[np.int64], reporting: ReportingRate | None
) -> tuple[Change, Why] | None:
    if reporting and reporting.active == 0:
        return Change.CANNOT_BE_DECIDED, Why.NO_REPORTERS
    if out[at]:
        return Change.CANNOT_BE_DECIDED, Why.OUTAGE_NOW
    if earlier_at < 0:
        return Change.CANNOT_BE_DECIDED, Why.NOTHING_TO_COMPARE_WITH
    if out[earlier_at]:
        return Change.CANNOT_BE_DECIDED, Why.OUTAGE_THEN
    if before.size < FEWEST_PERIODS:
        return Change.TOO_FEW_TO_JUDGE, Why.SHORT_HISTORY
    return None


def _verdict(
    count: int, earlier: int, tails: Tails, alpha: float, reporting: ReportingRate | None
) -> tuple[Change, Why | None]:
    if max(count, earlier) < FEW:
        return Change.TOO_FEW_TO_JUDGE, Why.SMALL_NUMBERS
    sure = tails.two_sided() <= alpha
    if sure and tails.upper < tails.lower:
        return Change.MORE, None
    if (
        reporting
        and reporting.fell_clearly
        and (sure or reporting.leaves_open(count / earlier if earlier else math.inf))
    ):
        return Change.CANNOT_BE_DECIDED, Why.FEWER_REPORTERS
    return (Change.FEWER if sure else Change.NO_CLEAR_CHANGE), None
