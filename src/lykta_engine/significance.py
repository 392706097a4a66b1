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
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

DISPERSION_NODES = 40
MOST_IN_BDTR = 2**31 - 1  # scipy's bdtr answers nan beyond it
MOST_SUMMED = 20_000
MOST_OUTCOMES = 3000  # above this, tails are of a continuous share
POISSON_UP_TO = 1.001  # below this a beta-binomial is a binomial for every practical purpose


class Tails(NamedTuple):
    """Mid-p probabilities of "so few or fewer" and "so many or more"; they sum to one."""

    lower: float
    upper: float

    def two_sided(self) -> float:
        """Twice the smaller tail, at most one."""
        return min(1.0, 2.0 * min(self.lower, self.upper))


def _special() -> ModuleType:
    """scipy.special, at first use: it would cost every start of a program a third of a second."""
    from scipy import special

    return special


def binomial_tails(count: int, total: int, share: float) -> Tails:
    special = _special()
    half = 0.5 * _binomial_mass(count, total, share)
    if total > MOST_IN_BDTR:
        below = special.betaincc(count + 1.0, total - count, share) if count < total else 1.0
        return Tails(float(below - half), float(1.0 - below + half))
    lower, upper = special.bdtr(count, total, share) - half, special.bdtrc(count, total, share) + half
    return Tails(float(lower), float(upper))


def _binomial_mass(count: int, total: int, share: float) -> float:
    special = _special()
    ways = special.gammaln(total + 1) - special.gammaln(count + 1) - special.gammaln(total - count + 1)
    return float(np.exp(ways + special.xlogy(count, share) + special.xlog1py(total - count, -share)))


def beta_binomial_tails(count: int, total: int, a: NDArray[np.float64], b: NDArray[np.float64]) -> Tails:
    """Mid-p tails averaged over the nodes (a, b), two arrays of equal length.

    Above MOST_SUMMED events the share count / total is taken as a beta of the same mean and variance, since the sum
    costs time in proportion to the total; a tail below 0.05 then differs by less than 0.001 for shares of at least
    1 in 30.
    """
    if total > MOST_SUMMED:
        size = (total - 1.0) * (a + b) / (a + b + total)
        a, b = size * a / (a + b), size * b / (a + b)
        lower, upper = _special().betainc(a, b, count / total), _special().betaincc(a, b, count / total)
        return Tails(float(lower.mean()), float(upper.mean()))
    mass = _beta_binomial_mass(total, a[:, None], b[:, None]).mean(axis=0)
    half = 0.5 * mass[count]
    return Tails(float(mass[:count].sum() + half), float(mass[count + 1 :].sum() + half))


def _beta_binomial_mass(total: int, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """From the ratios of neighbours, p(k + 1) / p(k) = (n - k) (a + k) / ((k + 1) (b + n - k - 1)): one log each."""
    k = np.arange(total)
    steps = np.log((total - k) / (k + 1.0) * ((a + k) / (b + (total - 1 - k))))
    log_mass = np.concatenate([np.zeros_like(a), np.cumsum(steps, axis=1)], axis=1)
    mass = np.exp(log_mass - log_mass.max(axis=1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def dispersion_nodes(dispersion: float, degrees: float) -> NDArray[np.float64]:
    """Dispersions that the estimate is compatible with, equally likely: degrees * estimate / chi2(degrees)."""
    middle_of_each = (np.arange(DISPERSION_NODES) + 0.5) / DISPERSION_NODES
    return np.asarray(dispersion * degrees / _special().chdtri(degrees, 1.0 - middle_of_each))


def predictive_tails(
    count: int, baseline_total: int, n_periods: float, dispersions: NDArray[np.float64], exposure: float = 1.0
) -> Tails:
    """Tails of `count` given the total, averaged over equally likely dispersions.

    `exposure` is that of the new count, in periods: below 1 where only that share of it has been reported so far.

    With dispersion d = variance / mean > 1 the counts are negative binomial of size r = mean / (d - 1), and given the
    total n the new one is BetaBinomial(n, r, n_periods * r); with d <= 1 it is Binomial(n, 1 / (n_periods + 1)).
    """
    total = count + baseline_total
    poisson = binomial_tails(count, total, exposure / (n_periods + exposure))
    over = dispersions[dispersions > POISSON_UP_TO]
    if over.size == 0 or baseline_total == 0:
        return poisson
    size = baseline_total / n_periods / (over - 1.0)
    spread = beta_binomial_tails(count, total, exposure * size, n_periods * size)
    weight = over.size / dispersions.size
    return Tails(
        weight * spread.lower + (1 - weight) * poisson.lower, weight * spread.upper + (1 - weight) * poisson.upper
    )


def overdispersed_share_tails(count: int, total: int, share: float, dispersion: float, degrees: int) -> Tails:
    """Mid-p tails of a count out of `total` whose variance is phi times the binomial's, phi estimated on `degrees`.

    Averaged over the phis that the estimate is compatible with; phi > 1 is beta-binomial with within-cluster
    correlation (phi - 1) / (total - 1), phi <= 1 is binomial (McCullagh & Nelder 1989, ch. 4.5). Of many events the
    share is taken as beta with the same mean and variance, which keeps the skewness that a normal would lose.
    """
    nodes = np.minimum(np.maximum(dispersion_nodes(dispersion, degrees), 1.0), 0.999 * total)
    if total > MOST_OUTCOMES:
        a, b = share * (total / nodes - 1.0), (1.0 - share) * (total / nodes - 1.0)
        lower = float(_special().betainc(a, b, count / total).mean())
        return Tails(lower, float(_special().betaincc(a, b, count / total).mean()))
    over = nodes[nodes > POISSON_UP_TO]
    binomial = binomial_tails(count, total, share)
    if over.size == 0 or total < 2:
        return binomial
    odds = (total - over) / (over - 1.0)  # (1 - correlation) / correlation
    spread = beta_binomial_tails(count, total, share * odds, (1.0 - share) * odds)
    weight = over.size / nodes.size
    return Tails(*(weight * wide + (1 - weight) * plain for wide, plain in zip(spread, binomial, strict=True)))


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


def paired_tails(count: int, other: int, share: float, dispersions: NDArray[np.float64]) -> Tails:
    """Tails of `count` given count + other, when it is expected to be `share` of them; averaged over the dispersions.

    Two negative binomial counts of dispersion d and of sizes share * s and (1 - share) * s, s = total / (d - 1): given
    the total n the first is BetaBinomial(n, share * s, (1 - share) * s); with d <= 1, Binomial(n, share).
    """
    total = count + other
    poisson = binomial_tails(count, total, share)
    over = dispersions[dispersions > POISSON_UP_TO]
    if over.size == 0 or total == 0 or not 0 < share < 1:
        return poisson
    size = total / (over - 1.0)
    spread, weight = beta_binomial_tails(count, total, share * size, (1 - share) * size), over.size / dispersions.size
    return Tails(*(weight * wide + (1 - weight) * plain for wide, plain in zip(spread, poisson, strict=True)))


def paired_interval(count: int, other: int, alpha: float, dispersions: NDArray[np.float64]) -> tuple[float, float]:
    """The shares that the doubled mid-p test of `paired_tails` does not reject at alpha."""
    from scipy.optimize import brentq

    def excess(share: float, tail: int) -> float:
        return paired_tails(count, other, share, dispersions)[tail] - alpha / 2

    if count + other == 0:
        return 0.0, 1.0
    low = 0.0 if count == 0 else float(brentq(excess, 1e-12, 1 - 1e-12, args=(1,), xtol=1e-9))
    high = 1.0 if other == 0 else float(brentq(excess, 1e-12, 1 - 1e-12, args=(0,), xtol=1e-9))
    return low, high


def exact_poisson_interval(count: int, alpha: float) -> tuple[float, float]:
    """Means at which neither full tail is below alpha / 2: gamma quantiles (Garwood 1936, Biometrika 28:437)."""
    gammaincinv = _special().gammaincinv
    low = float(gammaincinv(count, alpha / 2)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - alpha / 2))


def exact_share_interval(count: int, total: int, alpha: float) -> tuple[float, float]:
    """Shares at which neither full tail is below alpha / 2: beta quantiles (Clopper & Pearson 1934, Biometrika
    26:404).
    """
    betaincinv = _special().betaincinv
    low = float(betaincinv(count, total - count + 1, alpha / 2)) if count else 0.0
    return low, float(betaincinv(count + 1, total - count, 1 - alpha / 2)) if count < total else 1.0


def p_by_likelihood(log_mass: NDArray[np.float64], observed: int) -> float:
    """Probability of every outcome that is no likelier than the observed one: two-sided in R's exact tests.

    Not what this engine means by two-sided; it stands beside the doubled mid-p so that R can be followed.
    """
    mass = np.exp(log_mass)
    return float(min(1.0, mass[log_mass <= log_mass[observed] + 1e-7].sum()))


def poisson_log_mass(mean: float, up_to: int) -> NDArray[np.float64]:
    outcome = np.arange(up_to + 1)
    return np.asarray(_special().xlogy(outcome, mean) - mean - _special().gammaln(outcome + 1.0))


def binomial_log_mass(total: int, share: float) -> NDArray[np.float64]:
    special, outcome = _special(), np.arange(total + 1)
    ways = special.gammaln(total + 1) - special.gammaln(outcome + 1) - special.gammaln(total - outcome + 1)
    return np.asarray(ways + special.xlogy(outcome, share) + special.xlog1py(total - outcome, -share))


def e_test_p(count_a: int, exposure_a: float, count_b: int, exposure_b: float, tail: float = 1e-13) -> float:
    """Krishnamoorthy & Thomson 2004, eq. 3.2–3.6: the chance of a |difference| as many standard errors from zero.

    Both counts are Poisson with the pooled rate (a + b) / (s + t); T = (x / s - y / t) / sqrt(x / s² + y / t²), and 0
    where both are 0. The double sum runs over all but `tail` of each distribution. Two-sided by the size of T.
    """
    rate = (count_a + count_b) / (exposure_a + exposure_b)
    if rate == 0:
        return 1.0
    (x, mass_x), (y, mass_y) = (_likely_counts(rate * e, tail) for e in (exposure_a, exposure_b))
    x, y = np.meshgrid(np.append(x, count_a) / exposure_a, np.append(y, count_b) / exposure_b, indexing="ij")
    error = np.sqrt(x / exposure_a + y / exposure_b)
    size = np.abs(np.divide(x - y, error, out=np.zeros_like(x), where=error > 0))
    extreme = size[:-1, :-1] >= size[-1, -1] - 1e-12
    return float(min(1.0, mass_x @ extreme @ mass_y))


def _likely_counts(mean: float, tail: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    top = int(mean + 9 * math.sqrt(mean) + 30)
    mass = np.exp(poisson_log_mass(mean, top))
    kept = np.flatnonzero(mass > tail / (top + 1))
    return kept.astype(np.float64), mass[kept]


def poisson_tails(count: int, mean: float) -> Tails:
    """Mid-p tails of a Poisson count with a known mean (not an estimated one: that is `binomial_tails`)."""
    special = _special()
    if mean <= 0:
        return Tails(0.5, 0.5) if count == 0 else Tails(1.0, 0.0)
    half = 0.5 * math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    below = float(special.pdtr(count - 1, mean)) if count else 0.0
    return Tails(below + half, float(special.pdtrc(count, mean)) + half)


def normal_tails(z: float) -> Tails:
    return Tails(float(_special().ndtr(z)), float(_special().ndtr(-z)))


def student_tails(t: float, degrees: float) -> Tails:
    return Tails(float(_special().stdtr(degrees, t)), float(_special().stdtr(degrees, -t)))


def normal_quantile(p: float) -> float:
    return float(_special().ndtri(p))


def student_quantile(p: float, degrees: float) -> float:
    return float(_special().stdtrit(degrees, p))


def monte_carlo_p(at_least_as_extreme: ArrayLike, replicates: int) -> NDArray[np.float64]:
    """(1 + replicates at least as extreme) / (1 + replicates): Dwass 1957, Ann. Math. Stat. 28:181. One-sided."""
    return np.asarray((1.0 + np.asarray(at_least_as_extreme, dtype=np.float64)) / (1.0 + replicates))


def monte_carlo_two_sided(at_least: ArrayLike, at_most: ArrayLike, replicates: int) -> NDArray[np.float64]:
    """Twice the smaller of the two one-sided p, at most one; from the replicates that reach so high, and so low."""
    smaller = np.minimum(monte_carlo_p(at_least, replicates), monte_carlo_p(at_most, replicates))
    return np.asarray(np.minimum(1.0, 2.0 * smaller))


def hypergeometric_upper(
    count: NDArray[np.int64], row: NDArray[np.int64], column: NDArray[np.int64], total: int
) -> NDArray[np.float64]:
    """P(so many or more) when `row` of `total` are drawn and `column` of them are marked: plain, not mid-p."""
    from scipy.stats import hypergeom  # beside its only use; the module is loaded at every start

    cells, place = np.unique(np.stack([count, row, column]), axis=1, return_inverse=True)
    upper = hypergeom.sf(cells[0] - 1, total, cells[2], cells[1])
    return np.asarray(np.clip(upper, 0.0, 1.0)[np.ravel(place)])


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


def odds_ratio_tails(count: int, row: int, column: int, total: int, odds: float) -> Tails:
    """Mid-p tails of one cell of a two-by-two table given its row, its column and the total, at an odds ratio.

    Fisher's noncentral hypergeometric: weight of k is C(row, k) C(total - row, column - k) odds^k (Fisher 1935,
    JRSS 98:39). For four Poisson counts the odds ratio is the ratio of their ratios.
    """
    outcome, log_mass = _table_mass(row, column, total)
    log_mass = log_mass + outcome * math.log(odds)
    mass = np.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    half = 0.5 * float(mass[outcome == count].sum())
    return Tails(float(mass[outcome < count].sum()) + half, float(mass[outcome > count].sum()) + half)


def _table_mass(row: int, column: int, total: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    outcome = np.arange(max(0, row + column - total), min(row, column) + 1)
    rest = total - row
    gammaln = _special().gammaln
    ways = -gammaln(outcome + 1) - gammaln(row - outcome + 1)
    return outcome, ways - gammaln(column - outcome + 1) - gammaln(rest - column + outcome + 1)


def odds_ratio_interval(count: int, row: int, column: int, total: int, alpha: float) -> tuple[float, float]:
    """The odds ratios that the doubled mid-p test does not reject at alpha; 0 and infinity where nothing bounds
    them.
    """
    from scipy.optimize import brentq  # as in share_interval

    least, most = max(0, row + column - total), min(row, column)

    def excess(log_odds: float, side: int) -> float:
        return odds_ratio_tails(count, row, column, total, math.exp(log_odds))[side] - alpha / 2

    low = 0.0 if count == least else math.exp(float(brentq(excess, -200.0, 200.0, args=(1,), xtol=1e-13)))
    high = math.inf if count == most else math.exp(float(brentq(excess, -200.0, 200.0, args=(0,), xtol=1e-13)))
    return low, high


def benjamini_hochberg_repeated(p_values: ArrayLike, times: ArrayLike) -> NDArray[np.float64]:
    """`benjamini_hochberg` of a list where each p stands `times` over, without writing the list out.

    A p that stands 0 times gets the q it would have beside the others.
    """
    p, repeats = np.asarray(p_values, dtype=np.float64), np.asarray(times, dtype=np.int64)
    order = np.argsort(p, kind="stable")
    rank = np.maximum(np.cumsum(repeats[order]), 1)
    stepped = p[order] * int(repeats.sum()) / rank
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q


def student_two_sided(t: ArrayLike, degrees: float) -> NDArray[np.float64]:
    """Twice the smaller tail of each t."""
    return np.asarray(2.0 * _special().stdtr(degrees, -np.abs(np.asarray(t, dtype=np.float64))))


def negative_binomial_quantile(
    p: float, mean: NDArray[np.float64], dispersion: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The smallest count with at least p below or at it: variance dispersion * mean, Poisson where dispersion <= 1."""
    special = _special()
    over = dispersion > POISSON_UP_TO
    size = mean / np.where(over, dispersion - 1.0, 1.0)
    share = np.where(over, 1.0 / np.where(over, dispersion, 2.0), 0.5)

    def below(count: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(over, special.betainc(size, count + 1.0, share), special.gammaincc(count + 1.0, mean))

    low = np.full(mean.shape, -1.0)  # known to be too small, and known to be enough: halved until they meet
    high = np.ceil(mean + 10 * np.sqrt(mean * np.maximum(dispersion, 1.0)) + 50 * np.maximum(dispersion, 1.0))
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = below(np.maximum(middle, 0.0)) >= p
        low, high = (
            np.where(enough | (high - low <= 1), low, middle),
            np.where(enough, np.maximum(middle, low + 1), high),
        )
    return high


def poisson_lower_tails(counts: ArrayLike, means: ArrayLike) -> NDArray[np.float64]:
    """Mid-p chance of so few or fewer, for each of many Poisson counts of known mean; 1 where the mean is 0."""
    special = _special()
    counts, means = np.asarray(counts, dtype=np.float64), np.asarray(means, dtype=np.float64)
    sound = np.maximum(means, 1e-300)
    half = 0.5 * np.exp(special.xlogy(counts, sound) - sound - special.gammaln(counts + 1.0))
    return np.where(means > 0, special.gammaincc(counts + 1.0, sound) - half, 1.0)


def negative_binomial_cdf(counts: NDArray, mean: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chance of at most each count: variance mean + mean² / size."""
    return np.asarray(_special().betainc(size, counts + 1.0, size / (size + mean)))


def beta_quantiles(mean: float, variance: float, nodes: int) -> NDArray[np.float64]:
    """Equally likely values of a share of that mean and variance, from a beta distribution."""
    if variance < 1e-12:
        return np.full(nodes, mean)
    size = max(mean * (1 - mean) / variance - 1, 0.1)
    return np.asarray(_special().betaincinv(mean * size, (1 - mean) * size, (np.arange(nodes) + 0.5) / nodes))
