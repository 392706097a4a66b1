"""Tail probabilities behind the comparison of counts. Pure numbers in, numbers out.

The conditional test: if X and Y are independent Poisson counts with equal rates over the exposures s and t, then,
given n = X + Y, X is Binomial(n, s / (s + t)) (Przyborowski & Wilenski 1940, Biometrika 31:313).
A mid-p tail counts half of the observed outcome, which takes away most of the conservatism of a discrete test
(Lancaster 1961, JASA 56:223). Krishnamoorthy & Thomson (2004, J. Stat. Plan. Inference 119:23) compare the
conditional test with their own E-test, which gives nearly the same answers as the mid-p form.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc, betaln, chdtri, gammaln, xlog1py, xlogy

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
