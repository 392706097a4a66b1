"""How likely a neighbourhood's sum is when the same values lie in any order over the cells.

Three ways to the same null, never the normal distribution (on real counts it calls 14-23 times too many cells):
- EXACT: all orders counted, not drawn. The number of ways to choose k of the n values with sum s is the coefficient
  of t^k u^s in the product over distinct values v, met m_v times, of (1 + t u^v)^m_v; a cell's own value is divided
  out again where it stays in its place (conditional null).
- CONVOLUTION: the sum of k values drawn with replacement has the k-fold convolution of the values' histogram. The
  difference from EXACT is of the order k / n. For whole counts.
- DRAWN: orders drawn at random from counter-based streams; for values that are not whole, such as rates.
A tail counts the observed sum whole ("so many or more"), so p is never too small and false discovery control holds.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lykta_engine.kernels import function
from lykta_engine.replicates import Runner, chunks, permutations
from lykta_engine.significance import monte_carlo_p

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

REAL_PERMUTATION_BELOW = 2000  # cells: above, the convolution's error of order k / n is without importance
LONGEST_SUM = 2**22  # the tables have one place for each possible sum
EXACT_STEPS = 1_000_000_000
DIRECT_STEPS = 4_000_000  # above this a product of two histograms goes by FFT
FFT_FLOOR = 1e-12  # smaller tails drown in the FFT's rounding
LANES = 32


class Null(StrEnum):
    EXACT = "exact"
    CONVOLUTION = "convolution"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class TailTable:
    """Upper and lower tails of every possible sum of k values, for several k laid one after the other."""

    upper: Floats
    lower: Floats
    begins: Integers  # where each k's stretch begins, by k; -1 where there is none
    floor: float

    def two_sided(self) -> Floats:
        return two_sided(self.upper, self.lower, self.floor)


def two_sided(upper: Floats, lower: Floats, floor: float) -> Floats:
    """Twice the smaller tail, at most one; never below what the method can tell from zero."""
    return np.clip(2.0 * np.minimum(upper, lower), floor, 1.0)


def convolution_table(values: Integers, sizes: Integers) -> TailTable:
    """Tails of sums of k draws with replacement from `values`, for each k of `sizes` (1 or more, each once)."""
    power = _Powers(np.bincount(values) / values.size)
    uppers, lowers, at = [], [], 0
    begins = np.full(int(sizes.max()) + 1, -1, dtype=np.int64)
    for k in sizes.tolist():
        mass = power.of(k)
        uppers.append(np.minimum(np.cumsum(mass[::-1])[::-1], 1.0))
        lowers.append(np.minimum(np.cumsum(mass), 1.0))
        begins[k], at = at, at + mass.size
    return TailTable(np.concatenate(uppers), np.concatenate(lowers), begins, FFT_FLOOR if power.by_fft else 1e-300)


class _Powers:
    """k-fold convolutions, each built from those already there."""

    def __init__(self, mass: Floats) -> None:
        self.known, self.by_fft = {1: mass}, False

    def of(self, k: int) -> Floats:
        if k not in self.known:
            half = 1 << (k.bit_length() - 1)
            parts = (half // 2, half // 2) if half == k else (half, k - half)
            self.known[k] = self._product(self.of(parts[0]), self.of(parts[1]))
        return self.known[k]

    def _product(self, a: Floats, b: Floats) -> Floats:
        if a.size * b.size <= DIRECT_STEPS:
            return np.convolve(a, b)
        self.by_fft = True
        from scipy.signal import fftconvolve  # half a second to import, and only long tables need it

        return np.maximum(fftconvolve(a, b), 0.0)


def exact_is_affordable(values: Integers, largest: int) -> bool:
    """`largest`: the most values in one sum."""
    _, times = np.unique(values, return_counts=True)
    longest = int(np.sort(values)[-largest:].sum()) + 1
    steps = int(np.minimum(times, largest).sum()) * largest * longest
    return steps <= EXACT_STEPS and largest <= 100


def ways(values: Integers, largest: int) -> Floats:
    """ways[k, s]: in how many ways k of the values can be chosen with sum s, k from 0 to `largest`."""
    longest = int(np.sort(values)[-largest:].sum()) + 1
    table = np.zeros((largest + 1, longest))
    table[0, 0] = 1.0
    for value, times in zip(*np.unique(values, return_counts=True), strict=True):
        table = _with(table, int(value), int(times))
    return table


def _with(table: Floats, value: int, times: int) -> Floats:
    """The table after `times` more copies of a value: table * (1 + t u^value)^times."""
    largest, longest = table.shape[0] - 1, table.shape[1]
    grown, choose = table.copy(), 1.0
    for taken in range(1, min(times, largest) + 1):
        choose = choose * (times - taken + 1) / taken
        shift = taken * value
        if shift >= longest:
            break
        grown[taken:, shift:] += choose * table[: largest + 1 - taken, : longest - shift]
    return grown


def _without(table: Floats, value: int) -> Floats:
    """The table before one copy of a value: the division, from the lowest power up."""
    left = table.copy()
    for k in range(1, table.shape[0]):
        left[k, value:] -= left[k - 1, : table.shape[1] - value]
    return np.maximum(np.rint(left), 0.0)


def exact_tails(values: Integers, sums: Integers, sizes: Integers, *, own_stays: bool) -> tuple[Floats, Floats]:
    """Upper and lower tail of each cell's sum of `sizes` values among all orders of `values`.

    `own_stays`: the cell's own value is not in its sum and stays in place; the others change places.
    """
    upper, lower = np.ones(values.size), np.ones(values.size)
    table = ways(values, int(sizes.max()))
    owns = values if own_stays else np.zeros_like(values)
    for own in np.unique(owns):
        chosen = _without(table, int(own)) if own_stays else table
        for k in np.unique(sizes[owns == own]):
            cells = np.flatnonzero((owns == own) & (sizes == k))
            total = chosen[k].sum()
            # at least the one way that is seen
            upper[cells] = np.clip(np.cumsum(chosen[k][::-1])[::-1][sums[cells]] / total, 1 / total, 1.0)
            lower[cells] = np.clip(np.cumsum(chosen[k])[sums[cells]] / total, 1 / total, 1.0)
    return upper, lower


def shuffled(values: Floats, key: int, replicates: range) -> Floats:
    """The values in the replicates' orders, shape (replicates, n)."""
    n = values.size
    kernel = function(
        "lykta_permutation", None, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_int64, ctypes.POINTER(ctypes.c_int32)
    )
    if kernel is None:
        return values[permutations(key, replicates, n)]
    order = np.empty(n, dtype=np.int32)
    told = np.empty((len(replicates), n))
    for lane, replicate in enumerate(replicates):
        kernel(key, replicate, n, order.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)))
        np.take(values, order, out=told[lane])
    return told


@dataclass(frozen=True, slots=True)
class _Map:
    """What all chunks of drawn orders share."""

    values: Floats
    matrix: sparse.csr_array  # binary, with the cell itself where it belongs to its sum
    observed: Floats
    own_stays: bool
    slack: float  # sums of the same values added in another order are the same
    key: int


def drawn_tails(
    values: Floats, matrix: sparse.csr_array, *, own_stays: bool, key: int, replicates: int, runner: Runner
) -> tuple[Floats, Floats]:
    """Monte Carlo tails: (1 + orders with a sum at least so large) / (1 + replicates), and likewise so small."""
    observed = np.asarray(matrix @ values)
    slack = 1e-10 * float(np.abs(values).max()) * max(1, int(np.diff(matrix.indptr).max(initial=0)))
    shared = _Map(values, matrix, observed, own_stays, slack, key)
    counted = runner.run(_more_and_fewer, shared, chunks(replicates, LANES))
    more, fewer = np.sum(counted, axis=0)
    return monte_carlo_p(more, replicates), monte_carlo_p(fewer, replicates)


def _more_and_fewer(shared: _Map, replicates: range) -> Integers:
    n = shared.values.size
    places = shuffled(np.arange(n, dtype=np.float64), shared.key, replicates)
    orders = places.astype(np.int64)
    drawn = shared.values[orders]
    sums = np.asarray(shared.matrix @ drawn.T).T
    if shared.own_stays:
        sums += _own_back(shared, orders, drawn)
    more = (sums >= shared.observed - shared.slack).sum(axis=0)
    fewer = (sums <= shared.observed + shared.slack).sum(axis=0)
    return np.array([more, fewer])


def _own_back(shared: _Map, orders: Integers, drawn: Floats) -> Floats:
    """What changes in each cell's sum when its own value changes places with the value that took its place.

    Such an order is one of those that leave the cell alone, each equally likely; the sum changes only where the
    cell's own value had come to lie on a neighbour, which then holds the other value instead.
    """
    correction = np.zeros(drawn.shape)
    cells = np.repeat(np.arange(shared.values.size), np.diff(shared.matrix.indptr))
    lanes, edges = np.nonzero(orders[:, shared.matrix.indices] == cells)
    moved = cells[edges]
    np.add.at(correction, (lanes, moved), drawn[lanes, moved] - shared.values[moved])
    return correction


def tails_of_total(
    values: Floats, total: Callable[[Floats], Floats], observed: float, *, key: int, replicates: int, runner: Runner
) -> tuple[float, float]:
    """Monte Carlo tails of one number reckoned from the whole map; `total` takes (replicates, n)."""
    lanes = max(1, min(LANES, 4_000_000 // values.size))
    counted = runner.run(partial(_totals, values, total, observed), key, chunks(replicates, lanes))
    more, fewer = np.sum(counted, axis=0)
    return float(monte_carlo_p(more, replicates)), float(monte_carlo_p(fewer, replicates))


def _totals(
    values: Floats, total: Callable[[Floats], Floats], observed: float, key: int, replicates: range
) -> tuple[int, int]:
    drawn = total(shuffled(values, key, replicates))
    slack = 1e-10 * max(1e-300, float(np.abs(drawn).max()), abs(observed))
    return int((drawn >= observed - slack).sum()), int((drawn <= observed + slack).sum())
