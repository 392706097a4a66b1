"""Why an effect is not simply the test's answer, and what every method hands to the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    TOO_FEW = "too_few"
    NOTHING_BEFORE = "nothing_before"
    ZERO_IN_COMPARISON = "zero_in_comparison"
    NO_COMPARISON = "no_comparison"
    SPREAD_UNKNOWN = "spread_unknown"  # nobody said how much the weeks vary, and Poisson is not to be taken for granted
    SHORT_SERIES = "short_series"
    REPORTING_OUTAGE = "reporting_outage"
    NO_REPORTERS = "no_reporters"
    REPORTING_FELL = "reporting_fell"
    REPORTING_ROSE = "reporting_rose"
    REGRESSION_TO_THE_MEAN = "regression_to_the_mean"
    PRE_TRENDS_DIFFER = "pre_trends_differ"
    WITHIN_REPORTING = "within_reporting"  # as small as what an unseen change in reporting may give by itself
    METHODS_DISAGREE = "methods_disagree"
    POOR_FIT = "poor_fit"
    TOO_FEW_DONORS = "too_few_donors"
    WITHIN_CHANCE = "within_chance"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one method found. `ratio` is after / what would have been; under 1 is fewer."""

    method: str
    ratio: float | None
    low: float | None
    high: float | None  # None beside a `ratio`: the method has no interval, or it has no upper end
    p_value: float | None
    alpha: float
    reasons: tuple[Reason, ...] = ()  # why this method cannot decide
    direction: int = 0  # -1 fewer, 1 more, 0 neither: the sign of what was found, clear or not

    @property
    def clear(self) -> bool:
        return not self.reasons and self.p_value is not None and self.p_value <= self.alpha


def sign_of(value: float) -> int:
    return (value > 0) - (value < 0)
