"""Quasi-Poisson regression of many series on one design at once, and the reweighting of past outbreaks.

log mean = X beta, variance = phi * mean; iteratively reweighted least squares from mean = y + 0.1, as R's glm begins.
phi is Pearson's sum of squares / degrees of freedom; the dispersion used is at least 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 25
CLOSE = 1e-8
SPECK = 1e-13
HIGHEST = 50.0
LOWEST = -25.0  # log of a mean that is zero for every purpose: keeps an all-zero level of a factor finite


@dataclass(frozen=True, slots=True)
class Fit:
    """One row per series."""

    beta: NDArray[np.float64]  # (series, columns)
    inverse: NDArray[np.float64]  # (series, columns, columns): (X'WX)^-1, without the dispersion
    dispersion: NDArray[np.float64]  # at least 1
    pearson: NDArray[np.float64]  # as estimated
    degrees: int
    mean: NDArray[np.float64]  # (series, periods)
    working: NDArray[np.float64]  # weights of the last step: prior * mean
    converged: NDArray[np.bool_]

    def own_variance(self, column: int) -> NDArray[np.float64]:
        """Of one coefficient, with the dispersion as estimated."""
        return np.maximum(self.inverse[:, column, column] * self.pearson, 1e-300)


def fit(design: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Fit:
    """`design` (periods, columns), `y` (series, periods), `weights` the same shape as y or None.

    Each series stops on its own, so that its numbers do not depend on which others are fitted beside it. As in R's glm,
    the working weights of the last step stand in the dispersion and in the errors: equal digits matter more here than
    the fifth decimal of phi.
    """
    prior = np.ones_like(y) if weights is None else weights
    products = _products(design)
    beta, eta, working = np.zeros((len(y), design.shape[1])), np.log(y + 0.1), np.ones_like(y)
    before, going = _deviance(y, np.exp(eta), prior), np.arange(len(y))
    for _ in range(STEPS):
        mean = np.exp(eta[going])
        working[going] = prior[going] * mean
        target = working[going] * eta[going] + prior[going] * (y[going] - mean)
        beta[going] = _solve(working[going] @ products, target @ design)
        eta[going] = np.clip(beta[going] @ design.T, LOWEST, HIGHEST)
        now = _deviance(y[going], np.exp(eta[going]), prior[going])
        moved = np.abs(now - before[going]) >= CLOSE * (np.abs(now) + 0.1)
        before[going] = now
        going = going[moved]
        if going.size == 0:
            break
    converged = np.ones(len(y), dtype=bool)
    converged[going] = False
    mean, degrees = np.exp(eta), len(design) - design.shape[1]
    pearson = np.asarray((working * ((y - mean) / mean) ** 2).sum(axis=1) / degrees, dtype=np.float64)
    inverse = np.asarray(np.linalg.inv(_steadied(working @ products, design.shape[1])), dtype=np.float64)
    return Fit(beta, inverse, np.maximum(pearson, 1.0), pearson, degrees, mean, working, converged)


def _products(design: NDArray[np.float64]) -> NDArray[np.float64]:
    """Row t: x x' of period t, flat, so that X'WX of all series is one matrix product."""
    return (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)


def _solve(information: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.solve(_steadied(information, target.shape[1]), target[:, :, None])[:, :, 0])


def _steadied(information: NDArray[np.float64], columns: int) -> NDArray[np.float64]:
    """A level without events has weight zero; a speck on the diagonal keeps it solvable and changes no other digit."""
    square = information.reshape(-1, columns, columns)
    return np.asarray(square + SPECK * np.eye(columns))


def _deviance(y: NDArray[np.float64], mean: NDArray[np.float64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / mean), 0.0)
    return np.asarray(2 * (prior * (logs - (y - mean))).sum(axis=1))


def reweighted(design: NDArray[np.float64], y: NDArray[np.float64], threshold: float) -> Fit:
    """Fit, weigh the residuals above `threshold` down by 1 / residual², and fit again (Farrington et al. 1996,
    §3.6).
    """
    first = fit(design, y)
    leverage = first.working * (first.inverse.reshape(len(y), -1) @ _products(design).T)
    spread = np.sqrt(first.dispersion[:, None] * np.maximum(1 - leverage, 1e-12))
    residual = 1.5 * (y ** (2 / 3) * first.mean ** (-1 / 6) - np.sqrt(first.mean)) / spread
    down = np.where(residual > threshold, np.maximum(residual, threshold) ** -2.0, 1.0)
    return fit(design, y, down * y.shape[1] / down.sum(axis=1, keepdims=True))
