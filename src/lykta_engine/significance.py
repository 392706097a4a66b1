"""Every p-value of the engine comes from here, so that the same word means the same thing everywhere.

Two-sided means: twice the smaller tail, at most one. Tails of discrete distributions are mid-p (half of the observed
outcome counts); of continuous ones, plain. A Monte Carlo p counts the observed map among the replicates, so it is
never below 1 / (replicates + 1). False discoveries are held by Benjamini & Hochberg.

The conditional test: if X and Y are independent Poisson counts with equal rates over the exposures s and t, then,
given n = X + Y, X is Binomial(n, s / (s + t)) (Przyborowski & Wilenski 1940, Biometrika 31:313).
A mid-p tail counts half of the observed outcome, which takes away most of the conservatism of a discrete test
(Lancaster 1961, JASA 56:223). Krishnamoorthy & Thomson (2004, J. Stat. Plan. Inference 119:23) compare the
conditional test with their own E-test, which gives nearly the same answers as the mid-p form.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrc, betaln, chdtri, gammaln, ndtr, ndtri, stdtr, stdtrit, xlog1py, xlogy

DISPERSION_NODES = 40
POISSON_UP_TO = 1.001  # below this a beta-binomial is a binomial for every practical purpose


class Tails(NamedTuple):
    """Mid-p probabilities of "so few or fewer" and "so many or more"; they sum to one."""

    lower: float
    upper: float

    def two_sided(self) -> float:
        """Twice the smaller tail, at most one."""
        return min(1.0, 2.0 * min(self.lower, self.upper))


def binomial_tails(count: int, total: int, share: float) -> Tails:
    half = 0.5 * _binomial_mass(count, total, share)
    lower, upper = bdtr(count, total, share) - half, bdtrc(count, total, share) + half
    return Tails(float(lower), float(upper))


def _binomial_mass(count: int, total: int, share: float) -> float:
    ways = gammaln(total + 1) - gammaln(count + 1) - gammaln(total - count + 1)
    return float(np.exp(ways + xlogy(count, share) + xlog1py(total - count, -share)))


def beta_binomial_tails(count: int, total: int, a: NDArray[np.float64], b: NDArray[np.float64]) -> Tails:
    """Mid-p tails averaged over the nodes (a, b), two arrays of equal length."""
    outcome = np.arange(total + 1)
    ways = gammaln(total + 1) - gammaln(outcome + 1) - gammaln(total - outcome + 1)
    log_mass = ways + betaln(outcome + a[:, None], total - outcome + b[:, None]) - betaln(a, b)[:, None]
    mass = np.exp(log_mass).mean(axis=0)
    mass /= mass.sum()
    half = 0.5 * mass[count]
    return Tails(float(mass[:count].sum() + half), float(mass[count + 1 :].sum() + half))


def dispersion_nodes(dispersion: float, degrees: int) -> NDArray[np.float64]:
    """Dispersions that the estimate is compatible with, equally likely: degrees * estimate / chi2(degrees)."""
    middle_of_each = (np.arange(DISPERSION_NODES) + 0.5) / DISPERSION_NODES
    return np.asarray(dispersion * degrees / chdtri(degrees, 1.0 - middle_of_each))


def predictive_tails(count: int, baseline_total: int, n_periods: int, dispersions: NDArray[np.float64]) -> Tails:
    """Tails of `count` given the total, averaged over equally likely dispersions.

    With dispersion d = variance / mean > 1 the counts are negative binomial of size r = mean / (d - 1), and given the
    total n the new one is BetaBinomial(n, r, n_periods * r); with d <= 1 it is Binomial(n, 1 / (n_periods + 1)).
    """
    total = count + baseline_total
    poisson = binomial_tails(count, total, 1.0 / (n_periods + 1))
    over = dispersions[dispersions > POISSON_UP_TO]
    if over.size == 0 or baseline_total == 0:
        return poisson
    size = baseline_total / n_periods / (over - 1.0)
    spread = beta_binomial_tails(count, total, size, n_periods * size)
    weight = over.size / dispersions.size
    return Tails(
        weight * spread.lower + (1 - weight) * poisson.lower, weight * spread.upper + (1 - weight) * poisson.upper
    )


def share_interval(count: int, total: int, alpha: float) -> tuple[float, float]:
    """The shares that the doubled mid-p test does not reject at alpha."""
    # Deferred: it costs every start of a program half a second, and only the interval needs it.
    from scipy.optimize import brentq

    def excess_upper(share: float) -> float:
        return binomial_tails(count, total, share).upper - alpha / 2

    def excess_lower(share: float) -> float:
        return binomial_tails(count, total, share).lower - alpha / 2

    low = 0.0 if count == 0 else float(brentq(excess_upper, 0.0, 1.0, xtol=1e-14))
    high = 1.0 if count == total else float(brentq(excess_lower, 0.0, 1.0, xtol=1e-14))
    return low, high


def poisson_tails(count: int, mean: float) -> Tails:
    """Mid-p tails of a Poisson count with a known mean (not an estimated one: that is `binomial_tails`)."""
    from scipy.special import pdtr, pdtrc  # beside its only use; the module is loaded at every start

    if mean <= 0:
        return Tails(0.5, 0.5) if count == 0 else Tails(1.0, 0.0)
    half = 0.5 * math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    below = float(pdtr(count - 1, mean)) if count else 0.0
    return Tails(below + half, float(pdtrc(count, mean)) + half)


def normal_tails(z: float) -> Tails:
    return Tails(float(ndtr(z)), float(ndtr(-z)))


def student_tails(t: float, degrees: float) -> Tails:
    return Tails(float(stdtr(degrees, t)), float(stdtr(degrees, -t)))


def normal_quantile(p: float) -> float:
    return float(ndtri(p))


def student_quantile(p: float, degrees: float) -> float:
    return float(stdtrit(degrees, p))


def monte_carlo_p(at_least_as_extreme: ArrayLike, replicates: int) -> NDArray[np.float64]:
    """(1 + replicates at least as extreme) / (1 + replicates): Dwass 1957, Ann. Math. Stat. 28:181. One-sided."""
    return np.asarray((1.0 + np.asarray(at_least_as_extreme, dtype=np.float64)) / (1.0 + replicates))


def monte_carlo_error(p: ArrayLike, replicates: int) -> NDArray[np.float64]:
    """Standard error of a Monte Carlo p."""
    p = np.asarray(p, dtype=np.float64)
    return np.asarray(np.sqrt(p * (1.0 - p) / replicates))


def gumbel_p(observed: ArrayLike, maxima: ArrayLike) -> NDArray[np.float64]:
    """Upper tail of `observed` under a Gumbel distribution fitted to the replicates' maxima by moments.

    1 - exp(-exp(-(x - mu) / beta)), beta = s sqrt(6) / pi, mu = mean - 0.57722 beta (Abrams, Kulldorff & Kleinman 2010,
    Int. J. Health Geogr. 9:61): finer than 1 / (replicates + 1), at the price of the fit.
    """
    maxima = np.asarray(maxima, dtype=np.float64)
    spread = maxima.std(ddof=1) * math.sqrt(6.0) / math.pi
    place = maxima.mean() - np.euler_gamma * spread
    if spread == 0:
        return np.where(np.asarray(observed) > place, 0.0, 1.0)
    return np.asarray(-np.expm1(-np.exp(-(np.asarray(observed, dtype=np.float64) - place) / spread)))


def recurrence_interval(p: float, days_between_looks: float) -> float:
    """Days between alarms at least as strong when nothing happens: looks are repeated, and each may alarm by chance.

    days_between_looks / p (Kleinman, Lazarus & Platt 2004, Am. J. Epidemiol. 159:217).
    """
    return days_between_looks / p


def benjamini_hochberg(p_values: ArrayLike) -> NDArray[np.float64]:
    """q of each p: the smallest false discovery rate that calls it (Benjamini & Hochberg 1995, JRSS B 57:289)."""
    p = np.asarray(p_values, dtype=np.float64).ravel()
    if p.size == 0:
        return p
    order = np.argsort(p, kind="stable")
    stepped = p[order] * p.size / np.arange(1, p.size + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q.reshape(np.shape(p_values))
