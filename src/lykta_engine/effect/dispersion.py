"""How much more the weeks vary than chance alone would make them: phi = variance / mean, 1 for Poisson.

A test that takes phi for 1 calls an effect where there is none in 26 % of cases when the counts are negative binomial
with mean 20 and size 10. phi is therefore estimated from the weeks before the action (sum of squares over its degrees
of freedom and the variance under Poisson; McCullagh & Nelder 1989, Generalized Linear Models, 4.5), never under 1.

Its own uncertainty goes into the degrees of freedom of Student's t. The variance of a sample variance is
s^4 (2 / (n - 1) + k / n) with k the excess kurtosis, so it is worth 2 / (2 / (n - 1) + k / n) degrees; for a negative
binomial k = 6 (phi - 1) / mean + 1 / (phi mean). Weeks that hang together (lag-one correlation r above what chance
gives once in twenty) widen a sum by (1 + r) / (1 - r).

Three estimates for three questions: of one area (`dispersion_of`), of one area in proportion to another
(`relative_dispersion`; what happens to both, such as season, cancels), and of a difference (`contrast_dispersion`).
Trend and season that do not cancel are counted as spread: the answer is then more careful than it need be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite, same_length, whole_counts
from lykta_engine.significance import Tails, normal_quantile, normal_tails, student_quantile, student_tails

FEWEST_WEEKS = 8
FEWEST_EVENTS = 10
ONE_SIDED_5 = 1.6449
MOST_DISPERSION = 1e6  # a thousand times what any week of reports has shown; beyond it nothing is told anyway
STRONGEST_LINK = 0.9


class Source(StrEnum):
    GIVEN = "given"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"  # Poisson, because nothing else is known: too few weeks, too few events, or none given


@dataclass(frozen=True, slots=True)
class Dispersion:
    phi: float  # at least 1
    degrees: float | None  # of freedom of the estimate; None where phi is given or assumed
    source: Source
    n_weeks: int = 0
    link: float = 0.0  # lag-one correlation that was allowed for; 0 where it is no more than chance

    def __post_init__(self) -> None:
        if not 1 <= self.phi <= MOST_DISPERSION:
            raise BadInput("the dispersion must be a finite number from 1 up")

    def tails(self, statistic: float) -> Tails:
        return normal_tails(statistic) if self.degrees is None else student_tails(statistic, self.degrees)

    def quantile(self, p: float) -> float:
        return normal_quantile(p) if self.degrees is None else student_quantile(p, self.degrees)


ASSUMED = Dispersion(1.0, None, Source.ASSUMED)


def as_dispersion(value: Dispersion | float | None) -> Dispersion:
    if value is None:
        return ASSUMED
    return value if isinstance(value, Dispersion) else Dispersion(float(value), None, Source.GIVEN)


def dispersion_of(weeks: ArrayLike) -> Dispersion:
    """phi of one area's weekly counts, shape (n,)."""
    counts = whole_counts(weeks, "weeks")
    mean = np.full(counts.size, _mean(counts))
    return _estimate(np.subtract(counts, mean), mean, _mean(counts), 1)


def relative_dispersion(treated: ArrayLike, comparison: ArrayLike, *, around_a_trend: bool = False) -> Dispersion:
    """phi of the treated area's share of both areas' events, week by week: the right one for a ratio of ratios.

    `around_a_trend`: of what is left when a straight trend of the share is taken away.
    With share s it estimates (1 - s) phi_treated + s phi_comparison, which is what the variance of log T / C holds.
    """
    t, c = whole_counts(treated, "treated"), whole_counts(comparison, "comparison")
    same_length(treated=t, comparison=c)
    used = t + c > 0
    t, both = t[used], (t + c)[used]
    if min(t.sum(), both.sum() - t.sum()) == 0:
        return Dispersion(1.0, None, Source.ASSUMED, n_weeks=int(used.size))
    share = t.sum() / both.sum()
    # one variance for all weeks: Pearson's own weights would make light of the heavy weeks that spread a sum most
    variance = np.full(both.size, float(both.mean()) * share * (1 - share))
    residual = np.asarray(t - share * both, dtype=np.float64)
    if around_a_trend:
        week = np.flatnonzero(used) - float(np.flatnonzero(used) @ both) / float(both.sum())
        residual -= both * week * float(residual @ week) / max(float(both @ (week * week)), 1.0)
    return _estimate(residual, variance, float(both.mean()) / 2, 2, 1 + around_a_trend)


def contrast_dispersion(weeks: Sequence[ArrayLike], signs: Sequence[float]) -> Dispersion:
    """phi of the weekly sum of sign * count over areas: variance / sum of sign^2 * mean.

    `signs` are +1 and -1 divided by the areas' weights, as they stand in the weighted displacement difference.
    """
    factors = finite(signs, "signs")
    if isinstance(weeks, (int, float)) or len(weeks) == 0 or len(weeks) != len(factors):
        raise BadInput("each area must have its weeks and its sign")
    counts = [whole_counts(series, "weeks") for series in weeks]
    same_length(**{f"area {place}": series for place, series in enumerate(counts)})
    contrast = np.asarray(sum(sign * series for sign, series in zip(factors, counts, strict=True)), dtype=np.float64)
    expected = sum(sign * sign * _mean(series) for sign, series in zip(factors, counts, strict=True))
    if contrast.size == 0 or expected == 0:
        return Dispersion(1.0, None, Source.ASSUMED, n_weeks=int(contrast.size))
    mean = sum(_mean(series) for series in counts) / len(counts)
    return _estimate(contrast - contrast.mean(), np.full(contrast.size, float(expected)), mean, len(counts))


def _mean(counts: NDArray[np.int64]) -> float:
    return float(counts.mean()) if counts.size else 0.0


def _estimate(
    residual: NDArray[np.float64], variance: NDArray[np.float64], mean: float, n_areas: int, n_fitted: int = 1
) -> Dispersion:
    n = residual.size
    if n < FEWEST_WEEKS or mean * n_areas * n < FEWEST_EVENTS:
        return Dispersion(1.0, None, Source.ASSUMED, n_weeks=n)
    pearson = residual / np.sqrt(variance)
    phi = max(1.0, float(pearson @ pearson) / (n - n_fitted))
    kurtosis = (6 * (phi - 1) + 1 / phi) / mean / n_areas
    link = _link(pearson)
    phi *= (1 + link) / (1 - link)
    return Dispersion(phi, 2 / (2 / (n - n_fitted) + kurtosis / n), Source.ESTIMATED, n_weeks=n, link=link)


def _link(pearson: NDArray[np.float64]) -> float:
    square = float(pearson @ pearson)
    r = float(pearson[1:] @ pearson[:-1]) / square if square else 0.0
    return min(r, STRONGEST_LINK) if r > ONE_SIDED_5 / math.sqrt(pearson.size) else 0.0
