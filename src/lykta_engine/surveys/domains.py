"""The share in every area at once: one pass over the answers, whatever the number of areas.

Each area is a domain of the whole sample, with its own degrees of freedom; the numbers equal `shares.share` with
`among` set to the area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, check_alpha, finite, same_length
from lykta_engine.surveys.design import Design, coded, degrees_by_domain, variances_by_domain
from lykta_engine.surveys.intervals import clopper_pearson, effective_n
from lykta_engine.surveys.share_sentences import domain_sentences
from lykta_engine.surveys.shares import FEWEST_ANSWERS, REFERENCE, WIDEST_HALF, Few


@dataclass(frozen=True, slots=True)
class DomainShares:
    """One place in each array for each label, in the labels' order. NaN where the sample cannot tell; `few` says so.

    Intervals are Korn & Graubard's. `as_data` writes the NaN as missing.
    """

    labels: tuple[str, ...]
    n: NDArray[np.int64]
    share: NDArray[np.float64]
    se: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n_effective: NDArray[np.float64]
    degrees: NDArray[np.int64]
    few: tuple[Few | None, ...]
    alpha: float
    method: str = "survey_domains/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        """How many areas, on how many answers, and in how many they suffice."""
        return domain_sentences(self, language)


def shares_by_domain(answers: ArrayLike, made: Design, domain: ArrayLike, *, alpha: float = 0.05) -> DomainShares:
    """answers: 1 or 0 for each row, NaN where the question was not answered; domain: a label for each row."""
    check_alpha(alpha)
    try:
        y = np.asarray(answers, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput("answers must be numbers") from None
    labels, code = coded(domain, made.n, "domain")
    if y.ndim != 1 or ((y != 0) & (y != 1) & ~np.isnan(y)).any():
        raise BadInput("answers must be 0 or 1, or NaN where there is none")
    same_length(weights=made.weights, answers=y)
    k, w = len(labels), np.where(np.isnan(y), 0.0, made.weights)
    y = np.where(np.isnan(y), 0.0, y)
    finite(y, "answers")
    sums, n = np.bincount(code, w, k).astype(np.float64), np.bincount(code[w > 0], minlength=k)
    p = np.divide(np.bincount(code, w * y, k), sums, out=np.zeros(k), where=sums > 0)
    scores = np.divide(w * (y - p[code]), sums[code], out=np.zeros(made.n), where=sums[code] > 0)
    variance = variances_by_domain(made, scores, code, k)
    degrees = _degrees(made, code, w, k)
    return _result(labels, n, p, variance, degrees, _without_spread(made, code, w, sums, k), alpha)


def _degrees(made: Design, code: NDArray[np.int64], w: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Rows without an answer are put in a domain of their own."""
    return degrees_by_domain(made, np.where(w > 0, code, k), k + 1)[:k]


def _without_spread(
    made: Design, code: NDArray[np.int64], w: NDArray[np.float64], sums: NDArray[np.float64], k: int
) -> NDArray[np.float64]:
    kish = np.divide(sums**2, np.bincount(code, w * w, k), out=np.zeros(k), where=sums > 0)
    if not made.clustered:
        return kish
    n_units = len(made.stratum_of_cluster)
    units = np.bincount(np.unique((code * n_units + made.cluster)[w > 0]) // n_units, minlength=k)
    return np.minimum(kish, units)


def _result(
    labels: NDArray,
    n: NDArray[np.int64],
    p: NDArray[np.float64],
    variance: NDArray[np.float64],
    degrees: NDArray[np.int64],
    without: NDArray[np.float64],
    alpha: float,
) -> DomainShares:
    spread = p * (1 - p)
    tells = (n > 0) & (degrees > 0) & ((variance > 1e-15) | (spread < 1e-12))
    n_star = effective_n(np.where(spread < 1e-12, np.round(p), p), variance, n, degrees, without, alpha)
    low, high = clopper_pearson(p, np.where(tells, n_star, 1.0), alpha)

    def known(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(tells, values, np.nan)

    return DomainShares(
        labels=tuple(str(label) for label in labels),
        n=n,
        share=np.where(n > 0, p, np.nan),
        se=known(np.sqrt(variance)),
        low=known(low),
        high=known(high),
        n_effective=known(n_star),
        degrees=degrees,
        few=_few(n, tells, high - low),
        alpha=alpha,
    )


def _few(n: NDArray[np.int64], tells: NDArray[np.bool_], width: NDArray[np.float64]) -> tuple[Few | None, ...]:
    wide = np.where(width > 2 * WIDEST_HALF + 1e-12, 3, 0)
    codes = np.where(n < FEWEST_ANSWERS, 1, np.where(~tells, 2, wide))
    reasons = (None, Few.FEW_ANSWERS, Few.NO_SPREAD, Few.WIDE_INTERVAL)
    return tuple(reasons[code] for code in codes)
