"""Do like values lie beside each other on the map as a whole? Global Moran's I.

I = n / S0 * sum_ij w_ij z_i z_j / sum_i z_i^2, z the values less their mean (Moran 1950, Biometrika 37:17; Cliff & Ord
1981, Spatial Processes). About 0 (exactly -1 / (n - 1) on average) when the values lie in any order, towards 1 where
like lies by like, below 0 where unlike does. The p is from permuted maps; the z scores are shown for comparison with
other programs only. An area without neighbours adds nothing to the sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.replicates import Runner, Threads, key_from
from lykta_engine.significance import Tails
from lykta_engine.where.cell_values import cells_of
from lykta_engine.where.hot_spot_sentences import sentences_on_moran
from lykta_engine.where.neighbour_chance import Floats, tails_of_total
from lykta_engine.where.neighbours import Neighbours, Unit

REFERENCE = "Moran 1950, Biometrika 37:17; Cliff & Ord 1981, Spatial Processes, ch. 2"
FEWEST_CELLS = 4  # the variance under permutation divides by n - 3


class Weighting(StrEnum):
    ROW = "row"  # each cell's neighbours weigh 1 together
    BINARY = "binary"  # each pair of neighbours weighs the same


@dataclass(frozen=True, slots=True)
class GlobalMoran:
    value: float  # I
    expected: float  # -1 / (n - 1)
    z_normal: float  # if the values were normally distributed
    z_permuted: float  # with the variance of the values' orders ("randomisation")
    p_value: float  # two-sided: twice the smaller tail of the permuted maps, at most 1
    clustered: bool  # p_value <= alpha and I above its expectation
    dispersed: bool  # p_value <= alpha and I below it
    alpha: float
    n: int
    n_outside: int
    n_without_neighbours: int
    replicates: int
    key: int
    weighting: Weighting
    described: str
    unit: Unit
    method: str = "global_moran/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        return sentences_on_moran(self, language)


@dataclass(frozen=True, slots=True)
class _CrossProduct:
    """sum_ij w_ij z_i z_j for each row of values; what changes when the map is permuted."""

    matrix: sparse.csr_array

    def __call__(self, maps: Floats) -> Floats:
        return np.einsum("rn,nr->r", maps, np.asarray(self.matrix @ maps.T))


def global_moran(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    rng: np.random.Generator,
    replicates: int = 999,
    weighting: Weighting = Weighting.ROW,
    alpha: float = 0.05,
    runner: Runner | None = None,
) -> GlobalMoran:
    """values: finite numbers of the neighbours' shape. TooFewEvents below 4 cells, or all alike, or no neighbours."""
    if replicates < 1 or not 0 < alpha < 1:
        raise BadInput("replicates must be at least 1 and alpha between 0 and 1")
    cells = cells_of(values, neighbours, negative=True)
    if cells.line.size < FEWEST_CELLS:
        raise TooFewEvents("too few cells to compare", needed=FEWEST_CELLS, got=cells.line.size)
    matrix, lonely = _weights(neighbours, cells.kept, Weighting(weighting))
    apart = cells.line - cells.line.mean()
    total = _CrossProduct(matrix)
    observed, key = float(total(apart[None, :])[0]), key_from(rng)
    more, fewer = tails_of_total(apart, total, observed, key=key, replicates=replicates, runner=runner or Threads())
    n, all_weights = apart.size, float(matrix.sum())
    moran, expected = n / all_weights * observed / float(apart @ apart), -1.0 / (n - 1)
    p = Tails(fewer, more).two_sided()
    normal, permuted = _deviations(matrix, apart)
    return GlobalMoran(
        value=moran,
        expected=expected,
        z_normal=(moran - expected) / normal if normal else 0.0,
        z_permuted=(moran - expected) / permuted if permuted else 0.0,
        p_value=p,
        clustered=p <= alpha and more < fewer,
        dispersed=p <= alpha and fewer < more,
        alpha=alpha,
        n=n,
        n_outside=cells.full.size - n,
        n_without_neighbours=lonely,
        replicates=replicates,
        key=key,
        weighting=Weighting(weighting),
        described=neighbours.described,
        unit=neighbours.unit,
    )


def _weights(
    neighbours: Neighbours, kept: NDArray[np.intp] | None, weighting: Weighting
) -> tuple[sparse.csr_array, int]:
    matrix = neighbours.lists() if kept is None else sparse.csr_array(neighbours.lists()[kept][:, kept])
    numbers = np.diff(matrix.indptr)
    if matrix.nnz == 0:
        raise TooFewEvents("no cell has a neighbour", needed=1, got=0)
    if weighting is Weighting.ROW:
        data = 1.0 / np.repeat(numbers, numbers)
        matrix = sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    return matrix, int(np.count_nonzero(numbers == 0))


def _deviations(matrix: sparse.csr_array, apart: Floats) -> tuple[float, float]:
    """Standard deviations of I: values normal, and values in any order (Cliff & Ord 1981, ch. 2)."""
    n = float(apart.size)
    s0 = float(matrix.sum())
    s1 = float(((matrix + matrix.T).power(2)).sum()) / 2
    s2 = float(((matrix.sum(axis=0) + matrix.sum(axis=1)) ** 2).sum())
    expected = -1.0 / (n - 1)
    normal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n - 1) * (n + 1) * s0 * s0) - expected**2
    peaked = float((apart**4).sum() / n / ((apart**2).sum() / n) ** 2)
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    second = peaked * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    permuted = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected**2
    return math.sqrt(max(normal, 0.0)), math.sqrt(max(permuted, 0.0))
