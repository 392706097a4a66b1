"""Standard errors of a fit over time, where one period hangs together with the next.

Newey & West 1987, Econometrica 55:703, and residuals correlated by rho^|lag|; see interrupted.py for how they are used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HIGHEST_RHO = 0.96
LONG = 400

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient on the log scale."""

    value: float
    poisson_error: float
    quasi_error: float
    robust_error: float  # Newey & West
    linked_error: float  # residuals correlated by rho^|lag|

    @property
    def standard_error(self) -> float:
        return max(self.poisson_error, self.quasi_error, self.robust_error, self.linked_error)


@dataclass(frozen=True, slots=True)
class Errors:
    """Covariances of the coefficients under four beliefs about the periods."""

    poisson: Floats
    quasi: Floats
    robust: Floats
    linked: Floats

    def of(self, weights: Floats, b: Floats) -> Coefficient:
        """A weighted sum of the coefficients."""
        squares = [float(weights @ each @ weights) for each in (self.poisson, self.quasi, self.robust, self.linked)]
        return Coefficient(float(weights @ b), *(math.sqrt(max(square, 0.0)) for square in squares))


def newey_west(scores: Floats, bread: Floats, lags: int) -> Floats:
    """Covariance bread (S_0 + sum over l of (1 - l / (lags + 1)) (S_l + S_l')) bread, times n / (n - p)."""
    n, p = scores.shape
    meat = scores.T @ scores
    for lag in range(1, min(lags, n - 1) + 1):
        shifted = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (shifted + shifted.T)
    return np.asarray(bread @ meat @ bread * n / (n - p))


def autocorrelation(residual: Floats) -> float:
    square = float(residual @ residual)
    return float(residual[1:] @ residual[:-1]) / square if square else 0.0


def correlations(rho: float, n: int) -> Floats:
    lag = np.abs(np.arange(n)[:, None] - np.arange(n))
    return np.asarray(rho**lag)


def correlated(rho: float, columns: Floats) -> Floats:
    """`correlations(rho, n) @ columns` by running sums, so that a series of ten thousand costs no more memory."""
    from scipy.signal import lfilter  # it is slow to import

    onward = lfilter([1.0], [1.0, -rho], columns, axis=0)
    backward = lfilter([1.0], [1.0, -rho], columns[::-1], axis=0)[::-1]
    return np.asarray(onward + backward - columns)


def corrected_autocorrelation(observed: float, columns: Floats) -> float:
    """The rho >= 0 for which residuals of these columns are expected to show `observed`: tr(A M R M) / tr(M R M) with
    M the projection away from the columns, R the correlations and A the half-sum of the two lag-one shifts.

    In series longer than `LONG` the fit takes away next to nothing, and the observed one is used.
    """
    n = len(columns)
    if n > LONG:
        return min(max(observed, 0.0), HIGHEST_RHO)
    q = np.linalg.qr(columns)[0]
    away = np.eye(n) - q @ q.T
    shifted = away[1:].T @ away[:-1]
    tried = np.linspace(0.0, HIGHEST_RHO, 49)
    expected = [float(np.vdot(shifted, link) / np.vdot(away, link)) for link in (correlations(r, n) for r in tried)]
    return float(np.interp(observed, np.maximum.accumulate(expected), tried))
