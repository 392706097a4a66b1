"""Intervals for a share, vectorised. All are two-sided with alpha / 2 on each side and lie within 0 and 1.

wilson: score interval of a simple random sample (Wilson 1927, JASA 22:209).
clopper_pearson: exact binomial (Clopper & Pearson 1934, Biometrika 26:404), for n that need not be whole.
korn_graubard: Clopper-Pearson on the effective number of answers n* = p (1 - p) / v · (t_{n-1} / t_df)² (Korn &
Graubard 1998, Survey Methodology 24:193).
logit: p on the log odds scale, ± t_df se / (p (1 - p)).
student: p ± t_df se, cut at 0 and 1.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, expit, logit, ndtri, stdtrit

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


class Interval(StrEnum):
    KORN_GRAUBARD = "korn_graubard"
    LOGIT = "logit"
    STUDENT = "student"
    WILSON = "wilson"


def wilson(share: ArrayLike, n: ArrayLike, alpha: float = 0.05) -> Pair:
    p, n = np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64)
    z2 = ndtri(1 - alpha / 2) ** 2
    half = np.sqrt(z2 * (p * (1 - p) + z2 / (4 * n)) / n)
    low, high = (p + z2 / (2 * n) - half) / (1 + z2 / n), (p + z2 / (2 * n) + half) / (1 + z2 / n)
    return np.where(p == 0, 0.0, np.maximum(low, 0.0)), np.where(p == 1, 1.0, np.minimum(high, 1.0))


def clopper_pearson(share: ArrayLike, n: ArrayLike, alpha: float = 0.05) -> Pair:
    p, n = np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64)
    hits, misses = n * p, n * (1 - p)
    low = betaincinv(np.where(hits > 0, hits, 1.0), misses + 1, alpha / 2)
    high = betaincinv(hits + 1, np.where(misses > 0, misses, 1.0), 1 - alpha / 2)
    return np.where(hits > 0, low, 0.0), np.where(misses > 0, high, 1.0)


def effective_n(
    share: ArrayLike, variance: ArrayLike, n: ArrayLike, degrees: ArrayLike, without: ArrayLike, alpha: float = 0.05
) -> NDArray[np.float64]:
    """n*; `without` stands in for p (1 - p) / v where the share is 0 or 1 and v therefore says nothing."""
    p, v = np.asarray(share, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    n, df = np.asarray(n, dtype=np.float64), np.asarray(degrees, dtype=np.float64)
    spread = p * (1 - p)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.where((spread > 0) & (v > 0), spread / v, np.asarray(without, dtype=np.float64))
        few = stdtrit(np.maximum(n - 1, 1), alpha / 2) / stdtrit(np.maximum(df, 1), alpha / 2)
    return np.asarray(plain * few**2)


def log_odds(share: ArrayLike, se: ArrayLike, degrees: ArrayLike, alpha: float = 0.05) -> Pair:
    """For shares strictly between 0 and 1."""
    p, se = np.asarray(share, dtype=np.float64), np.asarray(se, dtype=np.float64)
    half = stdtrit(np.asarray(degrees, dtype=np.float64), 1 - alpha / 2) * se / (p * (1 - p))
    return expit(logit(p) - half), expit(logit(p) + half)


def student(value: ArrayLike, se: ArrayLike, degrees: ArrayLike, alpha: float = 0.05) -> Pair:
    """Not cut: means and totals have no ends."""
    half = stdtrit(np.asarray(degrees, dtype=np.float64), 1 - alpha / 2) * np.asarray(se, dtype=np.float64)
    return np.asarray(value) - half, np.asarray(value) + half
