"""Exact intervals and tests of Poisson rates: how often, and how many times as often.

A rate is count / exposure; exposures are of any unit (weeks, inhabitants), the same for both of a ratio. Assumed:
counts are Poisson. `compare_two` of counts.py gives the verdict; this module gives the classical numbers beside it, so
that they can be checked against R (`poisson.test`) and against Krishnamoorthy & Thomson's E-test.
"""

import math
from dataclasses import dataclass

from lykta_engine.change.pair_sentences import sentences_on_rate, sentences_on_ratio
from lykta_engine.errors import check_alpha, positive, whole_number
from lykta_engine.significance import (
    binomial_log_mass,
    binomial_tails,
    e_test_p,
    exact_poisson_interval,
    exact_share_interval,
    p_by_likelihood,
    poisson_log_mass,
    poisson_tails,
)

REFERENCE = (
    "Garwood 1936, Biometrika 28:437; Clopper & Pearson 1934, Biometrika 26:404; "
    "Krishnamoorthy & Thomson 2004, J. Stat. Plan. Inference 119:23"
)
MOST_FOR_E_TEST = 10_000  # the double sum grows with the count; above this the mid-p form says the same
MOST_BY_LIKELIHOOD = 1_000_000  # outcomes to list one by one


@dataclass(frozen=True, slots=True)
class PoissonRate:
    count: int
    exposure: float
    rate: float
    low: float  # exact interval at 1 - alpha: covers at least that often
    high: float
    reference_rate: float | None
    p_value: float | None  # doubled mid-p against the reference rate; None without one
    p_by_likelihood: float | None  # as R's poisson.test prints it
    alpha: float
    method: str = "poisson-rate/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        return sentences_on_rate(self, language)


@dataclass(frozen=True, slots=True)
class PoissonRatio:
    count_a: int
    exposure_a: float
    count_b: int
    exposure_b: float
    ratio: float | None  # rate a / rate b; None where b is zero
    low: float  # exact interval at 1 - alpha
    high: float | None  # None: no upper limit
    p_value: float  # doubled mid-p of the conditional test
    p_by_likelihood: float | None  # as R's poisson.test prints it
    p_e_test: float | None  # None where the counts are too large for the double sum
    alpha: float
    method: str = "poisson-ratio/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        return sentences_on_ratio(self, language)


def poisson_rate(
    count: int, exposure: float = 1.0, *, reference_rate: float | None = None, alpha: float = 0.05
) -> PoissonRate:
    """The rate with its exact interval; with `reference_rate`, also the test against it. Raises BadInput."""
    count, exposure = _checked(count, exposure, alpha)
    if reference_rate is not None:
        positive(reference_rate, "the reference rate")
    low, high = exact_poisson_interval(count, alpha)
    p, by_likelihood = (None, None) if reference_rate is None else _against(count, reference_rate * exposure)
    return PoissonRate(
        count, exposure, count / exposure, low / exposure, high / exposure, reference_rate, p, by_likelihood, alpha
    )


def _against(count: int, mean: float) -> tuple[float, float | None]:
    top = max(count, int(mean + 40 * math.sqrt(mean) + 60))
    if top > MOST_BY_LIKELIHOOD:
        return poisson_tails(count, mean).two_sided(), None
    return poisson_tails(count, mean).two_sided(), p_by_likelihood(poisson_log_mass(mean, top), count)


def poisson_ratio(
    count_a: int, exposure_a: float, count_b: int, exposure_b: float, *, alpha: float = 0.05
) -> PoissonRatio:
    """Rate a / rate b with its exact conditional interval and three tests of equal rates. Raises BadInput."""
    count_a, exposure_a = _checked(count_a, exposure_a, alpha)
    count_b, exposure_b = _checked(count_b, exposure_b, alpha)
    total, share, per_b = count_a + count_b, exposure_a / (exposure_a + exposure_b), exposure_b / exposure_a
    low, high = exact_share_interval(count_a, total, alpha) if total else (0.0, 1.0)
    listable = total <= MOST_BY_LIKELIHOOD
    few_enough = max(count_a, count_b) <= MOST_FOR_E_TEST
    return PoissonRatio(
        count_a=count_a,
        exposure_a=exposure_a,
        count_b=count_b,
        exposure_b=exposure_b,
        ratio=count_a / count_b * per_b if count_b else None,
        low=low / (1 - low) * per_b,
        high=high / (1 - high) * per_b if high < 1 else None,
        p_value=binomial_tails(count_a, total, share).two_sided(),
        p_by_likelihood=p_by_likelihood(binomial_log_mass(total, share), count_a) if listable else None,
        p_e_test=e_test_p(count_a, exposure_a, count_b, exposure_b) if few_enough else None,
        alpha=alpha,
    )


def _checked(count: int, exposure: float, alpha: float) -> tuple[int, float]:
    check_alpha(alpha)
    return whole_number(count, "a count"), positive(exposure, "an exposure")
