"""The log-likelihood ratio of a scan window, and the counts that can beat a given one.

c cases where mu are expected, of C in all: LLR = c log(c / mu) + (C - c) log((C - c) / (C - mu)) for c > mu, else 0
(Kulldorff 1997, Communications in Statistics 26:1481, equation 4; for the space-time permutation model Kulldorff et al.
2005, PLoS Medicine 2:e59). The logarithm is our own, step for step the one of kernels/scan.c, since mathematical
libraries differ in the last bit and a maximum must be the same number on every machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
HALF_ROOT = 0.70710678118654752440
# Between these a replicate's maximum nearly always lies; below and above, more counts are reckoned than needed.
LEVELS = np.array([0.0, 2.0, 4.0, *np.arange(5.0, 14.5, 0.5), 16.0, 20.0])
SLACK = 1e-9  # far above rounding, far below any difference that matters
NEWTON_STEPS = 60
MOST_COUNTS = 4096


def log(x: ArrayLike) -> NDArray[np.float64]:
    """Natural logarithm of positive numbers: 2 artanh((m - 1) / (m + 1)) + e ln 2 for x = m 2^e."""
    m, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    small = m < HALF_ROOT
    m, e = np.where(small, m * 2.0, m), (exponent - small).astype(np.float64)
    s = (m - 1.0) / (m + 1.0)
    q = s * s
    total = np.full_like(q, 1.0 / 23.0)
    for k in range(21, 0, -2):
        total = total * q + 1.0 / k
    return np.asarray(e * LN2_HIGH + (e * LN2_LOW + 2.0 * s * total))


def log_likelihood_ratio(count: ArrayLike, expected: ArrayLike, total: float) -> NDArray[np.float64]:
    """LLR of each window; 0 where there are no more than expected."""
    c, mu = np.broadcast_arrays(np.asarray(count, dtype=np.float64), np.asarray(expected, dtype=np.float64))
    found = np.zeros(c.shape)
    more = c > mu
    c, mu = c[more], mu[more]
    rest = total - c
    some = rest > 0
    inside = c * log(c / mu)
    inside[some] += rest[some] * log(rest[some] / (total - mu[some]))
    found[more] = inside
    return found


def nearly(count: NDArray[np.float64], expected: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """The same by the library's logarithm: quicker, and right but for the last bits."""
    rest = total - count
    with np.errstate(divide="ignore", invalid="ignore"):
        outside = np.where(rest > 0, rest * np.log(rest / (total - expected)), 0.0)
        return np.where(count > expected, count * np.log(count / expected) + outside, 0.0)


def greatest(count: NDArray, expected: NDArray, total: float, fewest: int) -> float:
    """The greatest LLR among windows with at least `fewest` cases; 0 where there is none."""
    chosen = (count >= fewest) & (count > expected)
    c, mu = count[chosen].astype(np.float64), expected[chosen]
    if c.size == 0:
        return 0.0
    roughly = nearly(c, mu, total)
    near = roughly >= roughly.max() * (1 - SLACK) - SLACK
    return float(log_likelihood_ratio(c[near], mu[near], total).max())


@dataclass(frozen=True, slots=True)
class Limits:
    """How many cases may be expected at most for a count to beat a level."""

    levels: NDArray[np.float64]
    expected: NDArray[np.float64]  # (levels, counts); a count beyond the table may always beat it
    products: NDArray[np.int64]  # the same times C: cases in the zone times cases in the window


def limits(total: int, most_expected: float, fewest: int, levels: NDArray[np.float64] = LEVELS) -> Limits:
    """The table for windows with up to `most_expected` cases expected."""
    top = float(levels[-1])
    enough = most_expected + math.sqrt(2 * top * max(most_expected, 1.0)) + 2 * top + 2
    n_counts = int(min(total, enough, MOST_COUNTS)) + 1
    expected = np.zeros((levels.size, n_counts))
    counts = np.arange(1, n_counts, dtype=np.float64)
    for row, level in zip(expected, levels, strict=True):
        row[1:] = largest_expected(counts, float(level) * (1 - SLACK) - SLACK, float(total))
    expected[:, : min(fewest, n_counts)] = -1.0
    return Limits(levels, expected, np.floor(expected * total * (1 + SLACK)).astype(np.int64))


def largest_expected(count: NDArray[np.float64], level: float, total: float) -> NDArray[np.float64]:
    """The mu below count where LLR = level: Newton's steps in log mu, from below, where the curve falls and bends up.

    Where Newton has not yet arrived the answer would be too small, so the last step is taken twice over and held to
    at most the count: too large a limit costs time, too small a one would lose a maximum.
    """
    if level <= 0:
        return count.copy()
    theta = np.log(count) - 1.0 - level / count
    rest = total - count
    for _ in range(NEWTON_STEPS):
        mu = np.exp(theta)
        with np.errstate(divide="ignore", invalid="ignore"):
            outside = np.where(rest > 0, rest * np.log(rest / (total - mu)), 0.0)
        value = count * (np.log(count) - theta) + outside - level
        slope = -count + rest * mu / (total - mu)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(slope < 0, -value / slope, 0.0)
        theta = theta + np.maximum(step, 0.0)
        if step.max() < 1e-12:
            break
    return np.minimum(np.exp(theta + 2 * np.maximum(step, 0.0)) * (1 + SLACK), count)
