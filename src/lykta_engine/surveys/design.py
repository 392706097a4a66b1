"""How the answers were sampled, and the variance that follows from it.

The variance of a weighted estimate is that of the total of its linearised scores z (Taylor series; Binder 1983, Int.
Stat. Rev. 51:279; Wolter 2007, Introduction to Variance Estimation, ch. 6), between the first-stage units (clusters,
or persons) within strata:

    v = Σ_h (1 - n_h / N_h) n_h / (n_h - 1) Σ_j (z_hj - z̄_h)²,   z_hj = Σ_i in unit j of stratum h z_i

With N_h unknown the factor (1 - n_h / N_h) is left out, which overstates v a little. A stratum with one unit says
nothing about spread within strata: its unit is compared with the mean of all units instead, which overstates v. With
weights fitted to known totals the scores are first replaced by their residuals from the groups fitted to (Deville &
Särndal 1992, JASA 87:376).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite, same_length


@dataclass(frozen=True, slots=True)
class Design:
    """One row for each answering person. Strata and clusters as numbers from 0; clusters lie within strata."""

    weights: NDArray[np.float64]
    stratum: NDArray[np.int64]
    cluster: NDArray[np.int64]
    stratum_of_cluster: NDArray[np.int64]
    clusters_in: NDArray[np.int64]  # per stratum, in the sample
    sampled_share: NDArray[np.float64]  # per stratum, n_h / N_h; 0 where N_h is not known
    drawn: NDArray[np.float64]  # the weights before they were fitted to anything
    fitted: tuple[NDArray[np.int64], ...] = ()  # groupings that the weights were fitted to

    @property
    def n(self) -> int:
        return len(self.weights)

    @property
    def clustered(self) -> bool:
        return len(self.stratum_of_cluster) < self.n

    @property
    def simple(self) -> bool:
        """A simple random sample: one stratum, no clusters, equal weights, no known totals."""
        equal = bool(np.ptp(self.weights) <= 1e-9 * self.weights.max())
        return equal and len(self.clusters_in) == 1 and not self.clustered and not self.fitted

    @property
    def degrees(self) -> int:
        return len(self.stratum_of_cluster) - len(self.clusters_in)

    @property
    def lonely_strata(self) -> int:
        """Strata with one unit."""
        return int((self.clusters_in == 1).sum())


def design(
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    population: ArrayLike | None = None,
) -> Design:
    """weights: one for each answer, zero or more, their sum above zero.

    strata, clusters: any labels, one for each answer; the same cluster label in two strata is two clusters.
    population: for each answer, how many first-stage units its stratum holds in the population (N_h), all drawn
        without replacement.
    Raises BadInput for weights that are negative or sum to 0, unequal lengths, or N_h below n_h.
    """
    w = finite(weights, "weights")
    if len(w) == 0 or (w < 0).any() or w.sum() <= 0:
        raise BadInput("weights must be zero or more, and their sum above zero")
    stratum = _codes(strata, len(w), "strata", np.zeros(len(w), dtype=np.int64))
    inner = _codes(clusters, len(w), "clusters", np.arange(len(w)))
    pairs, cluster = np.unique(stratum * (inner.max() + 1) + inner, return_inverse=True)
    of_cluster = pairs // (inner.max() + 1)
    n_h = np.bincount(of_cluster)
    return Design(w, stratum, cluster.astype(np.int64), of_cluster, n_h, _sampled(population, stratum, n_h), w)


def _codes(labels: ArrayLike | None, n: int, name: str, otherwise: NDArray[np.int64]) -> NDArray[np.int64]:
    return otherwise if labels is None else coded(labels, n, name)[1]


def coded(labels: ArrayLike, n: int, name: str) -> tuple[NDArray, NDArray[np.int64]]:
    """The different labels in order, and the place of each row's label among them."""
    given = np.asarray(labels)
    if given.dtype == object:
        given = given.astype(str)
    if given.ndim != 1:
        raise BadInput(f"{name} must have one label for each answer")
    same_length(weights=np.empty(n), **{name: given})
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        raise BadInput(f"{name} holds labels that are missing")
    names, codes = np.unique(given, return_inverse=True)
    return names, codes.astype(np.int64)


def _sampled(population: ArrayLike | None, stratum: NDArray[np.int64], n_h: NDArray[np.int64]) -> NDArray[np.float64]:
    if population is None:
        return np.zeros(len(n_h))
    big = finite(population, "population")
    same_length(weights=stratum, population=big)
    first = np.unique(stratum, return_index=True)[1]
    if (big != big[first][stratum]).any() or (big[first] < n_h).any():
        raise BadInput("the population of a stratum must be one number, at least as large as its sample")
    return np.asarray(n_h / big[first])


def fitted_to(made: Design, weights: NDArray[np.float64], groupings: Sequence[NDArray[np.int64]]) -> Design:
    """The same sample with weights fitted to the known totals of the groupings."""
    return replace(made, weights=weights, fitted=tuple(groupings))


def covariance(made: Design, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance of the totals of `scores` (n, k), weights included in them."""
    units = _unit_totals(made, _residuals(made, scores))
    means = _sums(made.stratum_of_cluster, units, len(made.clusters_in)) / made.clusters_in[:, None]
    lonely = made.clusters_in == 1
    means[lonely] = units.mean(axis=0)
    off = (units - means[made.stratum_of_cluster]) * np.sqrt(_factors(made))[made.stratum_of_cluster, None]
    return np.asarray(off.T @ off)


def _factors(made: Design) -> NDArray[np.float64]:
    n_h = made.clusters_in
    return np.asarray((1.0 - made.sampled_share) * np.where(n_h > 1, n_h / np.maximum(n_h - 1, 1), 1.0))


def _unit_totals(made: Design, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return _sums(made.cluster, scores, len(made.stratum_of_cluster))


def _sums(at: NDArray[np.int64], values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.column_stack([np.bincount(at, column, length) for column in values.T])


def _residuals(made: Design, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores less what the fitted groups explain of them: least squares on the groups, by the weights as drawn."""
    if not made.fitted:
        return scores
    w, d = made.weights[:, None], made.drawn[:, None]
    values = np.divide(scores, w, out=np.zeros_like(scores), where=w > 0)
    groups = np.hstack([np.eye(int(g.max()) + 1)[g] for g in made.fitted])
    explained = np.linalg.lstsq(groups.T @ (groups * d), groups.T @ (values * d), rcond=None)[0]
    return np.asarray(scores - w * (groups @ explained))


def variances_by_domain(
    made: Design, scores: NDArray[np.float64], domain: NDArray[np.int64], n_domains: int
) -> NDArray[np.float64]:
    """Variance of each domain's total of `scores` (n,), every row in one domain; one pass, whatever their number."""
    if made.fitted or made.lonely_strata:
        return _variances_one_by_one(made, scores, domain, n_domains)
    n_strata, factors = len(made.clusters_in), _factors(made)
    if made.clustered:
        keys = domain * len(made.stratum_of_cluster) + made.cluster
        pairs, at = np.unique(keys, return_inverse=True)
        unit, of_domain = np.bincount(at, scores).astype(np.float64), pairs // len(made.stratum_of_cluster)
        of_stratum = made.stratum_of_cluster[pairs % len(made.stratum_of_cluster)]
    else:
        unit, of_domain, of_stratum = scores, domain, made.stratum
    squares = np.bincount(of_domain, unit * unit * factors[of_stratum], n_domains)
    totals = np.bincount(of_domain * n_strata + of_stratum, unit, n_domains * n_strata).reshape(n_domains, n_strata)
    return np.maximum(squares - (totals * totals) @ (factors / made.clusters_in), 0.0)


def _variances_one_by_one(
    made: Design, scores: NDArray[np.float64], domain: NDArray[np.int64], n_domains: int, chunk: int = 64
) -> NDArray[np.float64]:
    parts = []
    for start in range(0, n_domains, chunk):
        inside = domain[:, None] == np.arange(start, min(start + chunk, n_domains))
        parts.append(np.diag(covariance(made, scores[:, None] * inside)))
    return np.concatenate(parts)


def degrees_by_domain(made: Design, domain: NDArray[np.int64], n_domains: int) -> NDArray[np.int64]:
    """Units less strata, of those that have an answer with weight in the domain."""
    counted = made.weights > 0
    units = _different(domain[counted], made.cluster[counted], n_domains, len(made.stratum_of_cluster))
    return units - _different(domain[counted], made.stratum[counted], n_domains, len(made.clusters_in))


def _different(domain: NDArray[np.int64], code: NDArray[np.int64], n_domains: int, n_codes: int) -> NDArray[np.int64]:
    if n_codes >= len(domain):  # every row its own unit, or nearly: sorting is cheaper than a wide table
        return np.bincount(np.unique(domain * n_codes + code) // n_codes, minlength=n_domains)
    present = np.bincount(domain * n_codes + code, minlength=n_domains * n_codes).reshape(n_domains, n_codes)
    return np.asarray((present > 0).sum(axis=1))
