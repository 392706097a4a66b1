"""Is this period's count unlike the periods before it? Are two counts unlike each other?

Units: whole counts of events; one period is one unit of exposure. Assumed of the baseline: periods of equal length,
no trend or season in it (both widen the answer), counts Poisson or negative binomial. The dispersion is estimated
from few periods, so its uncertainty is averaged over rather than ignored: plugging in the estimate alone claims a
change up to twice as often as promised. Equations: significance.py.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lykta_engine.change.count_sentences import Noun, Unit, sentences_on_baseline, sentences_on_two
from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, finite, positive, whole_counts, whole_number
from lykta_engine.significance import Tails, binomial_tails, dispersion_nodes, predictive_tails, share_interval

METHOD = "counts/1"
REFERENCE = (
    "Przyborowski & Wilenski 1940, Biometrika 31:313; Lancaster 1961, JASA 56:223; "
    "Krishnamoorthy & Thomson 2004, J. Stat. Plan. Inference 119:23"
)
FEW = 3
FEWEST_PERIODS = 4
CLEAR_FALL = 0.8
CLEAR_RISE = 1.25


class Verdict(StrEnum):
    MORE_THAN_USUAL = "more_than_usual"
    FEWER_THAN_USUAL = "fewer_than_usual"
    AS_USUAL = "as_usual"
    TOO_FEW_TO_JUDGE = "too_few_to_judge"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class Reason(StrEnum):
    """Why a verdict is not simply the test's."""

    FEWER_REPORTERS = "fewer_reporters"
    NO_REPORTERS = "no_reporters"
    SMALL_NUMBERS = "small_numbers"
    SHORT_BASELINE = "short_baseline"


class RateVerdict(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    TOO_FEW_TO_JUDGE = "too_few_to_judge"


@dataclass(frozen=True, slots=True)
class ReportingRate:
    """How many reporters were heard from, of how many expected, and how many on average in the baseline periods.

    Without `active_before` the expected number stands in for it.
    """

    active: int
    expected: int
    active_before: float | None = None

    def __post_init__(self) -> None:
        finite([self.active, self.expected, self.before], "the numbers of reporters")
        if self.active != int(self.active) or self.expected != int(self.expected):
            raise BadInput("the numbers of reporters must be whole, but for an average of earlier ones")
        object.__setattr__(self, "active", int(self.active))
        object.__setattr__(self, "expected", int(self.expected))
        if min(self.active, self.expected, self.before) < 0:
            raise BadInput("numbers of reporters cannot be negative")

    @property
    def before(self) -> float:
        return float(self.expected) if self.active_before is None else self.active_before

    @property
    def fell_clearly(self) -> bool:
        """At least a fifth fewer, and at least one whole reporter."""
        return self.before - self.active >= 1 and self.active <= CLEAR_FALL * self.before

    @property
    def rose_clearly(self) -> bool:
        return self.active - self.before >= 1 and self.active >= CLEAR_RISE * self.before

    def leaves_open(self, ratio: float) -> bool:
        """Reporters fell clearly and the counts, at `ratio` of what they were, fell by at least as large a share.

        Such a count looks like a decrease, and the fall in reporting alone would have given most of it.
        """
        return self.fell_clearly and ratio <= self.active / self.before


@dataclass(frozen=True, slots=True)
class CountComparison:
    count: int
    baseline_mean: float
    n_periods: int
    ratio: float | None  # count / baseline_mean; None where the baseline is all zeros
    p_value: float  # two-sided: twice the smaller mid-p tail, at most 1
    p_tail: float  # the smaller mid-p tail: "so many or more" or "so few or fewer"
    dispersion: float  # variance / mean that was used; 1 is Poisson
    alpha: float
    verdict: Verdict
    reason: Reason | None = None
    reporting: ReportingRate | None = None
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None, unit: Unit = Unit.PERIOD) -> str:
        """Plain sentences: what was compared, on what n, how sure, and what it does not mean."""
        return sentences_on_baseline(self, language, event, unit)


@dataclass(frozen=True, slots=True)
class RateComparison:
    count_a: int
    exposure_a: float
    count_b: int
    exposure_b: float
    ratio: float | None  # rate a / rate b; None where b is zero
    ratio_low: float  # mid-p interval at 1 - alpha; agrees with the verdict
    ratio_high: float
    p_value: float
    alpha: float
    verdict: RateVerdict
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, a: str, b: str, language: str = "sv", *, event: Noun | None = None) -> str:
        """`a` and `b` are the names of the two as they stand inside a sentence."""
        return sentences_on_two(self, a, b, language, event)


def compare_with_baseline(
    count: int,
    baseline: Sequence[int],
    *,
    alpha: float = 0.05,
    dispersion: float | None = None,
    reporting: ReportingRate | None = None,
) -> CountComparison:
    """Compare one count with the counts of earlier periods of the same length.

    `dispersion` fixes variance / mean where it is known from a longer history; else it is estimated from `baseline`.
    Too few to judge: fewer than 4 baseline periods, or count and baseline mean both under 3.
    Cannot be decided: no reporter was heard from; or reporters fell clearly and the count is "fewer", or lower by at
    least the same share as the reporters. Raises BadInput for what is not counts, TooFewEvents for an empty baseline.
    """
    check_alpha(alpha)
    counts, count = whole_counts(baseline, "the baseline"), whole_number(count, "the count")
    if counts.size == 0:
        raise TooFewEvents("the baseline must hold at least one period", needed=1, got=0)
    if dispersion is not None:
        positive(dispersion, "the dispersion")
    mean = float(counts.mean())
    used = index_of_dispersion(counts) if dispersion is None else dispersion
    known = dispersion is not None or counts.size == 1
    nodes = np.array([used]) if known else dispersion_nodes(used, counts.size - 1)
    tails = predictive_tails(count, int(counts.sum()), counts.size, nodes)
    verdict, reason = _verdict(count, mean, counts.size, tails, alpha, reporting)
    return CountComparison(
        count=count,
        baseline_mean=mean,
        n_periods=counts.size,
        ratio=count / mean if mean else None,
        p_value=tails.two_sided(),
        p_tail=min(tails),
        dispersion=used,
        alpha=alpha,
        verdict=verdict,
        reason=reason,
        reporting=reporting,
    )


def index_of_dispersion(counts: NDArray[np.int64]) -> float:
    """Sample variance / mean; from whole-number sums, so that the order of the periods cannot show in the answer."""
    n, total = counts.size, int(counts.sum())
    if n < 2 or total == 0:
        return 1.0
    return (n * sum(count * count for count in counts.tolist()) - total * total) / ((n - 1) * total)


def _verdict(
    count: int, mean: float, n_periods: int, tails: Tails, alpha: float, reporting: ReportingRate | None
) -> tuple[Verdict, Reason | None]:
    if reporting and reporting.active == 0:
        return Verdict.CANNOT_BE_DECIDED, Reason.NO_REPORTERS
    if n_periods < FEWEST_PERIODS:
        return Verdict.TOO_FEW_TO_JUDGE, Reason.SHORT_BASELINE
    if max(count, mean) < FEW:
        return Verdict.TOO_FEW_TO_JUDGE, Reason.SMALL_NUMBERS
    sure = tails.two_sided() <= alpha
    if sure and tails.upper < tails.lower:
        return Verdict.MORE_THAN_USUAL, None
    if reporting and reporting.fell_clearly and (sure or (mean and reporting.leaves_open(count / mean))):
        return Verdict.CANNOT_BE_DECIDED, Reason.FEWER_REPORTERS
    return (Verdict.FEWER_THAN_USUAL if sure else Verdict.AS_USUAL), None


def compare_two(
    count_a: int, exposure_a: float, count_b: int, exposure_b: float, *, alpha: float = 0.05
) -> RateComparison:
    """Compare two Poisson counts over their exposures (weeks, inhabitants, kilometres: the same unit for both).

    Too few to judge: both counts under 3, or so few together that even all of them on one side would not reach alpha.
    Raises BadInput for what is not counts, or exposures that are not above zero and finite.
    """
    check_alpha(alpha)
    count_a, count_b = whole_number(count_a, "the count"), whole_number(count_b, "the count")
    exposure_a, exposure_b = positive(exposure_a, "the exposure"), positive(exposure_b, "the exposure")
    total, share = count_a + count_b, exposure_a / (exposure_a + exposure_b)
    tails = binomial_tails(count_a, total, share)
    low, high = share_interval(count_a, total, alpha) if total else (0.0, 1.0)
    per_b = exposure_b / exposure_a
    return RateComparison(
        count_a=count_a,
        exposure_a=exposure_a,
        count_b=count_b,
        exposure_b=exposure_b,
        ratio=count_a / count_b * per_b if count_b else None,
        ratio_low=_odds(low) * per_b,
        ratio_high=_odds(high) * per_b,
        p_value=tails.two_sided(),
        alpha=alpha,
        verdict=_rate_verdict(count_a, count_b, share, tails, alpha),
    )


def _odds(share: float) -> float:
    return share / (1.0 - share) if share < 1.0 else math.inf


def _rate_verdict(count_a: int, count_b: int, share: float, tails: Tails, alpha: float) -> RateVerdict:
    total = count_a + count_b
    most_extreme = min(binomial_tails(k, total, share).two_sided() for k in (0, total))
    if max(count_a, count_b) < FEW or most_extreme > alpha:
        return RateVerdict.TOO_FEW_TO_JUDGE
    if tails.two_sided() > alpha:
        return RateVerdict.NO_CLEAR_DIFFERENCE
    return RateVerdict.HIGHER if tails.upper < tails.lower else RateVerdict.LOWER
