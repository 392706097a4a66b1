"""p, q and call of every cell: the same for Gi, Gi* and local Moran, by one of the nulls of neighbour_chance.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.replicates import Runner, Threads, key_from
from lykta_engine.significance import benjamini_hochberg, benjamini_hochberg_repeated
from lykta_engine.where import neighbour_chance as chance
from lykta_engine.where.cell_values import Cells
from lykta_engine.where.neighbour_chance import Floats, Integers, Null

REPLICATES = 9999


class Spot(IntEnum):
    COLD = -1
    NEITHER = 0
    HOT = 1


@dataclass(frozen=True, slots=True)
class Tested:
    p_value: Floats
    q_value: Floats
    called: NDArray[np.int8]  # of Spot: by the smaller tail, where q_value is at most the share allowed
    null: Null
    replicates: int | None = None
    key: int | None = None
    smallest_p: float = 0.0


def check_share(fdr: float) -> None:
    if not 0 < fdr < 1:
        raise BadInput("the share of false discoveries must lie between 0 and 1")


def tested(
    cells: Cells,
    sums: NDArray,
    numbers: Integers,
    judged: NDArray[np.bool_],
    own_stays: bool,
    fdr: float,
    null: Null | None,
    replicates: int,
    rng: np.random.Generator | None,
    runner: Runner | None,
) -> Tested:
    if not judged.any():
        raise TooFewEvents("no cell has neighbours, and other values, to compare it with", needed=1, got=0)
    chosen = _choose_null(null, cells, numbers, sums)
    if chosen is Null.CONVOLUTION:
        return _convolved(cells.line, sums, numbers, judged, fdr)
    if chosen is Null.EXACT:
        upper, lower = chance.exact_tails(cells.line, sums, numbers, own_stays=own_stays)
        return _from_tails(upper, lower, judged, fdr, chosen, smallest_p=1e-300)
    if rng is None or replicates < 1:
        raise BadInput("these values need random permutations: give rng, and replicates of at least 1")
    key = key_from(rng)
    matrix = _kept_matrix(cells, own_stays)
    upper, lower = chance.drawn_tails(
        cells.line.astype(np.float64), matrix, own_stays=own_stays, key=key, replicates=replicates,
        runner=runner or Threads(),
    )  # fmt: skip
    return _from_tails(upper, lower, judged, fdr, chosen, replicates, key, 2.0 / (replicates + 1))


def _choose_null(null: Null | None, cells: Cells, numbers: Integers, sums: NDArray) -> Null:
    if null is not None:
        if Null(null) is not Null.DRAWN and not cells.whole:
            raise BadInput("exact and convolved p need whole counts; use drawn permutations")
        return Null(null)
    longest = int(numbers.max()) * int(cells.line.max()) if cells.whole else chance.LONGEST_SUM
    if longest >= chance.LONGEST_SUM:
        return Null.DRAWN
    if cells.line.size >= chance.REAL_PERMUTATION_BELOW:
        return Null.CONVOLUTION
    return Null.EXACT if chance.exact_is_affordable(cells.line, int(numbers.max())) else Null.DRAWN


def _kept_matrix(cells: Cells, own_stays: bool) -> sparse.csr_array:
    matrix = cells.neighbours.lists()
    if cells.kept is not None:
        matrix = matrix[cells.kept][:, cells.kept]
    return sparse.csr_array(matrix if own_stays else matrix + sparse.eye_array(matrix.shape[0], format="csr"))


def _from_tails(
    upper: Floats,
    lower: Floats,
    judged: NDArray[np.bool_],
    fdr: float,
    null: Null,
    replicates: int | None = None,
    key: int | None = None,
    smallest_p: float = 0.0,
) -> Tested:
    p = np.where(judged, chance.two_sided(upper, lower, 0.0), 1.0)
    q = np.ones(p.size)
    q[judged] = benjamini_hochberg(p[judged])
    return Tested(p, q, _called(q, upper < lower, fdr), null, replicates, key, smallest_p)


def _called(q: Floats, more: NDArray[np.bool_], fdr: float) -> NDArray[np.int8]:
    return (q <= fdr).astype(np.int8) * (2 * more.astype(np.int8) - 1)


def _convolved(values: Integers, sums: Integers, numbers: Integers, judged: NDArray[np.bool_], fdr: float) -> Tested:
    """By table: a map of 200,000 cells has a few thousand different sums, and each has one p and one q."""
    numbers = numbers if numbers.min() else np.maximum(numbers, 1)
    table = chance.convolution_table(values, np.flatnonzero(np.bincount(numbers)))
    places = sums + table.begins[numbers]
    everywhere = bool(judged.all())
    p_of = table.two_sided()
    q_of = benjamini_hochberg_repeated(p_of, np.bincount(places if everywhere else places[judged], minlength=p_of.size))
    called_of = _called(q_of, table.upper < table.lower, fdr)
    p, q, called = p_of.take(places), q_of.take(places), called_of.take(places)
    if not everywhere:
        p, q, called = np.where(judged, p, 1.0), np.where(judged, q, 1.0), np.where(judged, called, np.int8(0))
    return Tested(p, q, called, Null.CONVOLUTION, smallest_p=table.floor)
