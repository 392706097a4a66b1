"""Log-linear quasi-Poisson fits of many series at once, all with the same explanatory columns.

log mu_t = log(exposure_t) + x_t b; var y_t = phi mu_t; phi = Pearson's chi-square / (n - p) (McCullagh & Nelder 1989,
Generalized Linear Models, 2.5 and 9.2). Newton steps on all series together: the columns are first made orthonormal
(X = Q R), then X'WX of every series is one matrix product with the pairwise products of Q's columns, and the small
systems are solved by Cholesky, one element for all series at a time. A block of series at a time stays in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, finite, same_length, whole_counts

METHOD = "trend-fits/1"
REFERENCE = "McCullagh & Nelder 1989, Generalized Linear Models, 2.5 and 9.2"
BLOCK = 512
SLAB = 32  # rows of one matrix product: small ones are not split over threads, which costs more than it gives here
QUICK_STEPS = 8
MOST_STEPS = 40
TOLERANCE = 1e-6  # of the largest step in any linear predictor: what remains after it is about its square
LONGEST_STEP = 4.0
LOWEST, HIGHEST = -40.0, 300.0  # of a linear predictor, so that nothing overflows on the way
SMALLEST_PIVOT = 1e-13
STEEPEST = 25.0  # a linear predictor that spans more than this is on its way to minus infinity

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrendFits:
    """Row s belongs to series s. Where `fitted` is False (no events, or none in a whole part of the design) the row's
    numbers are NaN inside the arrays, which result.as_data writes as None."""

    coefficients: Floats  # (series, columns)
    standard_errors: Floats  # (series, columns), widened by sqrt(dispersion)
    dispersion: Floats  # (series,): Pearson phi, as it comes, below 1 where the series is smoother than Poisson
    fitted: NDArray[np.bool_]
    degrees: int
    n_left_out: int  # series that could not be fitted
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        n, out = len(self.fitted), self.n_left_out
        if language == "sv":
            rest = f" {out} hade för få händelser för att skattas." if out else ""
            return f"Trend skattades i {n - out} av {n} serier, var för sig.{rest}"
        rest = f" {out} had too few incidents to be fitted." if out else ""
        return f"A trend was fitted in {n - out} of {n} series, each by itself.{rest}"


def trend_fits(counts: ArrayLike, design: ArrayLike, exposure: ArrayLike | None = None) -> TrendFits:
    """`counts` (series, times), whole numbers; `design` (times, columns) with its own column of ones where one is
    wanted; `exposure` (times,) or (series, times), above zero. Raises TooFewEvents for fewer times than columns + 1.
    """
    y = whole_counts(counts, "counts", dimensions=2).astype(np.float64)
    x = finite(design, "design", dimensions=2)
    same_length(counts=y.T, design=x)
    n, p = x.shape
    if n <= p:
        raise TooFewEvents(f"{p} columns need at least {p + 1} times", needed=p + 1, got=n)
    q, r = np.linalg.qr(x)
    if p == 0 or np.abs(np.diag(r)).min() <= 1e-10 * np.abs(r).max():
        raise BadInput("the columns of the design must not follow from each other")
    offset = np.broadcast_to(_offset(exposure, y.shape), y.shape)
    if not len(y):
        return TrendFits(np.empty((0, p)), np.empty((0, p)), np.empty(0), np.empty(0, dtype=bool), n - p, 0)
    columns = Columns(np.ascontiguousarray(q.T), np.linalg.inv(r))
    eta, fitted = _linear_predictors(y, columns, offset)
    numbers = [_numbers(y[part], eta[part], offset[part], columns) for part in _blocks(len(y))]
    b, errors, phi = (np.concatenate(part) for part in zip(*numbers, strict=True))
    for found in (b, errors, phi):
        found[~fitted] = np.nan
    return TrendFits(b, errors, phi, fitted, n - p, int((~fitted).sum()))


@dataclass(frozen=True, slots=True)
class Columns:
    """The design as X = Q R: `across` is Q transposed, `back` the inverse of R."""

    across: Floats
    back: Floats

    @property
    def products(self) -> Floats:
        p = len(self.across)
        return np.array([self.across[i] * self.across[j] for i in range(p) for j in range(i + 1)])


def _blocks(n: int) -> list[slice]:
    return [slice(at, min(at + BLOCK, n)) for at in range(0, n, BLOCK)]


def _offset(exposure: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """Logarithms, shape (1, times) or (series, times)."""
    if exposure is None:
        return np.zeros((1, shape[1]))
    given = finite(exposure, "exposure", dimensions=max(1, min(2, np.ndim(exposure))))
    if given.shape not in (shape[1:], shape):
        raise BadInput("exposure must have one value for each time, or for each series and time")
    if (given <= 0).any():
        raise BadInput("exposure must be above zero")
    return np.atleast_2d(np.log(given))


def _numbers(y: Floats, eta: Floats, offset: Floats, columns: Columns) -> tuple[Floats, Floats, Floats]:
    """Coefficients, their standard errors and phi of a block."""
    p = len(columns.across)
    mean = np.exp(eta)
    residual = y - mean
    phi = (residual * residual / mean).sum(axis=1) / (y.shape[1] - p)
    lower = cholesky(_times(mean, columns.products), p)
    errors = np.sqrt(inverse_diagonal(lower, columns.back) * phi).T
    return (columns.back @ _times(eta - offset, columns.across)).T, errors, phi


def _linear_predictors(y: Floats, columns: Columns, offset: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Of every series, and where they settled. The few that have not after `QUICK_STEPS` go on together."""
    eta, settled = np.empty_like(y), np.empty(len(y), dtype=bool)
    products = columns.products
    for part in _blocks(len(y)):
        eta[part] = _start(y[part], offset[part], columns, products)
        settled[part] = _steps(eta[part], y[part], columns.across, products, QUICK_STEPS)
    some = y.any(axis=1)
    slow = np.flatnonzero(some & ~settled)
    if slow.size:
        rest = eta[slow]
        settled[slow] = _steps(rest, y[slow], columns.across, products, MOST_STEPS)
        eta[slow] = rest
    np.clip(eta, LOWEST, HIGHEST, out=eta)
    return eta, some & settled & (np.ptp(eta - offset, axis=1) < STEEPEST)


def _start(y: Floats, offset: Floats, columns: Columns, products: Floats) -> Floats:
    """The usual start of such fits: weights and working values of (y + mean) / 2."""
    guess = np.maximum(0.5 * (y + y.mean(axis=1, keepdims=True)), 1e-3)
    working = guess * (np.log(guess) - offset - 1) + y
    lower = cholesky(_times(guess, products), len(columns.across))
    return _spread(solve(lower, _times(working, columns.across)), columns.across) + offset


def _steps(eta: Floats, y: Floats, back: Floats, products: Floats, most: int) -> NDArray[np.bool_]:
    """Moves `eta` in place; which rows settled."""
    settled = np.zeros(len(y), dtype=bool)
    mean = np.empty_like(eta)
    for _ in range(most):
        np.exp(np.clip(eta, LOWEST, HIGHEST, out=eta), out=mean)
        lower = cholesky(_times(mean, products), len(back))
        step = _spread(solve(lower, _times(np.subtract(y, mean, out=mean), back)), back)
        longest = np.maximum(step.max(axis=1), -step.min(axis=1))
        if longest.max() > LONGEST_STEP:
            step *= (LONGEST_STEP / np.maximum(longest, LONGEST_STEP))[:, None]
        eta += step
        settled = longest < TOLERANCE
        if settled.all():
            break
    return settled


def _times(rows: Floats, columns: Floats) -> Floats:
    """columns @ rows.T, in slabs."""
    whole = len(rows) - len(rows) % SLAB
    stacked = rows[:whole].reshape(-1, SLAB, rows.shape[1]) @ columns.T
    products = np.concatenate([stacked.reshape(whole, len(columns)), rows[whole:] @ columns.T])
    return np.ascontiguousarray(products.T)


def _spread(b: Floats, across: Floats) -> Floats:
    """b.T @ across, in slabs."""
    rows = np.ascontiguousarray(b.T)
    whole = len(rows) - len(rows) % SLAB
    stacked = rows[:whole].reshape(-1, SLAB, len(across)) @ across
    return np.concatenate([stacked.reshape(whole, across.shape[1]), rows[whole:] @ across])


def cholesky(packed: Floats, p: int) -> list[list[Floats]]:
    """Lower triangles of many p x p matrices, each element a vector over the matrices; `packed` is (p(p+1)/2, many).

    A matrix that is not positive definite (a series on its way to minus infinity) gets a tiny pivot, not an error.
    """
    lower: list[list[Floats]] = [[packed[i * (i + 1) // 2 + j] for j in range(i + 1)] for i in range(p)]
    for i in range(p):
        least = SMALLEST_PIVOT * (1 + lower[i][i])
        for j in range(i + 1):
            rest = lower[i][j]
            for k in range(j):
                rest = rest - lower[i][k] * lower[j][k]
            lower[i][j] = np.sqrt(np.maximum(rest, least)) if i == j else rest / lower[j][j]
    return lower


def forward(lower: list[list[Floats]], right: Floats | list[Floats]) -> list[Floats]:
    solution: list[Floats] = []
    for i, row in enumerate(lower):
        rest = right[i]
        for k in range(i):
            rest = rest - row[k] * solution[k]
        solution.append(rest / row[i])
    return solution


def solve(lower: list[list[Floats]], right: Floats) -> Floats:
    solution = forward(lower, right)
    p = len(lower)
    for i in reversed(range(p)):
        rest = solution[i]
        for k in range(i + 1, p):
            rest = rest - lower[k][i] * solution[k]
        solution[i] = rest / lower[i][i]
    return np.array(solution)


def inverse_diagonal(lower: list[list[Floats]], back: Floats) -> Floats:
    """The diagonal of back (L L')^-1 back', shape (columns, many): `back` turns Q's coefficients into the design's."""
    found = []
    for row in back:
        half = forward(lower, [np.full_like(lower[0][0], value) for value in row])
        found.append(np.sum([part * part for part in half], axis=0))
    return np.array(found)
