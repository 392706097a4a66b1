"""Where are there more than chance would gather? Getis-Ord Gi and Gi*.

Units: one value per cell, zero or more (counts; rates too). The question is whether the same values, lying in any order
over the cells, would gather as much around this cell. Assumed: under chance every cell has the same prospects. Where
people or doors are few there are fewer counts for that reason alone: mask such cells (`inside` of the grid), or use
rates.

Gi*  z = (sum - k m) / (s sqrt(k (n - k) / (n - 1))), k cells with the cell itself, m and s^2 over all n (with 1/n);
Gi   the same without the cell: k neighbours, m and s^2 over the n - 1 others (Ord & Getis 1995).
The verdict is never the z's: p is from neighbour_chance.py, two-sided (twice the smaller tail), and false discoveries
among all cells are held by Benjamini & Hochberg.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.replicates import Runner
from lykta_engine.where.cell_tests import REPLICATES, Spot, check_share, tested
from lykta_engine.where.cell_values import cells_of
from lykta_engine.where.hot_spot_sentences import sentences_on_hot_spots
from lykta_engine.where.neighbour_chance import Floats, Integers, Null
from lykta_engine.where.neighbours import Neighbours, Unit
from lykta_engine.words import Noun

REFERENCE = "Getis & Ord 1992, Geogr. Anal. 24:189; Ord & Getis 1995, Geogr. Anal. 27:286"


class Statistic(StrEnum):
    GI = "gi"  # the neighbours alone
    GI_STAR = "gi_star"  # the cell and its neighbours


class Weights(StrEnum):
    """How z is reckoned; p and verdict are the same.

    ROW is as esda reckons row-standardised weights: its variance takes them for one binary weight, so z is too small.
    """

    BINARY = "binary"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Arrays have the shape of the input. Where `judged` is False z is 0, and p and q are 1."""

    statistic: Statistic
    sums: Floats  # over the neighbours, for Gi* with the cell itself
    numbers: Integers  # how many values each sum has
    z: Floats
    p_value: Floats  # two-sided: twice the smaller tail, at most 1
    q_value: Floats  # the smallest share of false discoveries at which the cell is called
    verdict: NDArray[np.int8]  # of Spot: q_value <= fdr
    judged: NDArray[np.bool_]
    n: int  # cells judged
    n_outside: int  # left out by `inside`
    n_not_judged: int  # inside, but without neighbours or with nothing that varies around
    n_hot: int
    n_cold: int
    n_singly: int  # cells with p_value <= fdr, what one would call without regard to how many are looked at
    total: float  # of the values
    mean: float
    fdr: float
    null: Null
    replicates: int | None  # of a drawn null
    key: int | None
    smallest_p: float  # what the null can tell from zero
    weights: Weights
    described: str  # the neighbours
    unit: Unit
    method: str = "hot_spots/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_hot_spots(self, language, event)


def hot_spots(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    statistic: Statistic = Statistic.GI_STAR,
    fdr: float = 0.05,
    null: Null | None = None,
    weights: Weights = Weights.BINARY,
    replicates: int = REPLICATES,
    rng: np.random.Generator | None = None,
    runner: Runner | None = None,
) -> HotSpots:
    """Gi* (or Gi) of every cell: is there more, or less, in and around it than chance would put there?

    values: zero or more, the shape of `neighbours`; `fdr` the share of the called cells that may be called wrongly.
    Without `null`: below 2,000 cells all permutations are counted (EXACT), above it CONVOLUTION; values that are not
    whole are permuted at random (DRAWN; needs `rng`). BadInput for missing, infinite or negative values, another shape;
    TooFewEvents for fewer than 3 cells or cells that are all alike.
    """
    statistic, weights = Statistic(statistic), Weights(weights)
    check_share(fdr)
    cells = cells_of(values, neighbours, negative=False)
    star = statistic is Statistic.GI_STAR
    sums, numbers = neighbours.sums(cells.full), neighbours.numbers()
    if star:
        sums, numbers = sums + cells.full, numbers + 1
    sums_line, numbers_line = cells.of(sums), cells.of(numbers)
    score = _z_star if star else _z
    z, judged = score(cells.line, sums_line, numbers_line)
    if weights is Weights.ROW:
        others = cells.line.size - (not star)
        z = z * np.sqrt((others - numbers_line) / np.maximum((others - 1) * numbers_line, 1))
    found = tested(cells, sums_line, numbers_line, judged, not star, fdr, null, replicates, rng, runner)
    verdict = found.called
    n = int(np.count_nonzero(judged))
    return HotSpots(
        statistic=statistic,
        sums=cells.back(sums_line.astype(np.float64), 0.0),
        numbers=cells.back(numbers_line, 0),
        z=cells.back(z, 0.0),
        p_value=cells.back(found.p_value, 1.0),
        q_value=cells.back(found.q_value, 1.0),
        verdict=cells.back(verdict, Spot.NEITHER),
        judged=cells.back(judged, False),
        n=n,
        n_outside=cells.full.size - cells.line.size,
        n_not_judged=cells.line.size - n,
        n_hot=int(np.count_nonzero(verdict == Spot.HOT)),
        n_cold=int(np.count_nonzero(verdict == Spot.COLD)),
        n_singly=int(np.count_nonzero(found.p_value <= fdr)),
        total=float(cells.line.sum()),
        mean=float(cells.line.mean()),
        fdr=fdr,
        null=found.null,
        replicates=found.replicates,
        key=found.key,
        smallest_p=found.smallest_p,
        weights=weights,
        described=neighbours.described,
        unit=neighbours.unit,
    )


def z_scores(values: ArrayLike, neighbours: Neighbours, statistic: Statistic = Statistic.GI_STAR) -> Floats:
    """Only z of `hot_spots`, 0 where it is not judged: to shade a map by, never to decide by."""
    cells, star = cells_of(values, neighbours, negative=False), statistic is Statistic.GI_STAR
    sums, numbers = neighbours.sums(cells.full), neighbours.numbers()
    if star:
        sums, numbers = sums + cells.full, numbers + 1
    score = _z_star if star else _z
    return cells.back(score(cells.line, cells.of(sums), cells.of(numbers))[0], 0.0)


def _z_star(values: NDArray, sums: NDArray, numbers: Integers) -> tuple[Floats, NDArray[np.bool_]]:
    n = values.size
    line = values.astype(np.float64)
    mean = float(line.sum()) / n
    variance = float(line @ line) / n - mean * mean
    sizes = np.arange(int(numbers.max()) + 1)
    spread = np.sqrt(np.maximum(variance * sizes * (n - sizes) / (n - 1), 0.0))
    per_spread = np.divide(1.0, spread, out=np.zeros(sizes.size), where=spread > 0)
    z = sums - (sizes * mean).take(numbers)
    z *= per_spread.take(numbers)
    return z, (spread > 0).take(numbers)


def _z(values: NDArray, sums: NDArray, numbers: Integers) -> tuple[Floats, NDArray[np.bool_]]:
    others = values.size - 1
    line = values.astype(np.float64)
    mean = (line.sum() - line) / others
    mean_of_squares = (line @ line - line * line) / others
    variance = mean_of_squares - mean * mean
    variance[variance <= 1e-12 * mean_of_squares] = 0.0  # all the others alike: what is left is rounding
    spread = np.sqrt(np.maximum(variance * numbers * (others - numbers) / (others - 1), 0.0))
    judged = spread > 0
    return np.divide(sums - numbers * mean, spread, out=np.zeros(line.size), where=judged), judged
