"""Which cells are neighbours: square grids (queen, rook), hexagon grids, areas with given lists, and distance.

Weights are binary: 1 for a neighbour, 0 else, 0 for the cell itself. A grid is an array (rows, columns), row 0 at
either edge; `inside` (the same shape, True = counted) leaves out water and what lies beyond the border: such a cell
has no value and is nobody's neighbour. Cells at an edge have the fewer neighbours they have; nothing is wrapped,
mirrored or weighted up. On grids the sums are two passes of shifted adding (queen) and need no list of neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from lykta_engine.errors import BadInput, finite, positive, same_length


class Contiguity(StrEnum):
    QUEEN = "queen"  # shares an edge or a corner: 8 neighbours
    ROOK = "rook"  # shares an edge: 4


class Unit(StrEnum):
    """What one of them is called in the sentences."""

    CELL = "cell"
    AREA = "area"


class Neighbours(Protocol):
    """What the statistics ask of a set of cells. Values are whole arrays of `shape`, or many of them stacked first."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def inside(self) -> NDArray[np.bool_] | None:
        """Which cells count; None where all do."""

    @property
    def described(self) -> str: ...

    @property
    def unit(self) -> Unit: ...

    def numbers(self) -> NDArray[np.int64]:
        """How many neighbours each cell has."""

    def sums(self, values: NDArray) -> NDArray:
        """For each cell the sum over its neighbours, without itself. What is outside must be zero in `values`."""

    def lists(self) -> sparse.csr_array:
        """The same as a binary matrix, cells in the order of `values.ravel()`."""


def _checked_inside(inside: ArrayLike | None, shape: tuple[int, int]) -> NDArray[np.bool_] | None:
    if min(shape) < 1:
        raise BadInput("a grid needs at least one row and one column")
    if inside is None:
        return None
    array = np.asarray(inside)
    if array.dtype != np.bool_ or array.shape != shape:
        raise BadInput(f"inside must be True or False for each of the {shape[0]} x {shape[1]} cells")
    return None if array.all() else array


class _Grid:
    """What square and hexagon grids share: the sums are known, the rest follows from them."""

    rows: int
    columns: int
    inside: NDArray[np.bool_] | None
    unit = Unit.CELL

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    def numbers(self) -> NDArray[np.int64]:
        inside = np.ones(self.shape, dtype=np.int64) if self.inside is None else self.inside.astype(np.int64)
        return np.asarray(self.sums(inside) * inside, dtype=np.int64)

    def sums(self, values: NDArray) -> NDArray:
        raise NotImplementedError

    def steps(self, row: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
        """Row step and column step (which may depend on the row) to each neighbour."""
        raise NotImplementedError

    def lists(self) -> sparse.csr_array:
        row, column = (place.ravel() for place in np.indices(self.shape))
        inside = np.ones(row.size, dtype=bool) if self.inside is None else self.inside.ravel()
        froms, tos = [], []
        for down, right in self.steps(row):
            r, c = row + down, column + right
            there = (r >= 0) & (r < self.rows) & (c >= 0) & (c < self.columns) & inside
            neighbour = np.where(there, r * self.columns + c, 0)
            there &= inside[neighbour]
            froms.append(np.flatnonzero(there))
            tos.append(neighbour[there])
        return _matrix(np.concatenate(froms), np.concatenate(tos), row.size)


@dataclass(frozen=True, slots=True)
class SquareGrid(_Grid):
    rows: int
    columns: int
    contiguity: Contiguity = Contiguity.QUEEN
    inside: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "inside", _checked_inside(self.inside, (self.rows, self.columns)))
        object.__setattr__(self, "contiguity", Contiguity(self.contiguity))

    @property
    def described(self) -> str:
        return f"square cells, {self.contiguity}"

    def numbers(self) -> NDArray[np.int64]:
        if self.inside is not None:
            return _Grid.numbers(self)
        down, right = _line(self.rows), _line(self.columns)
        if self.contiguity is Contiguity.ROOK:
            return np.asarray(down[:, None] + right - 2)
        return np.asarray(down[:, None] * right - 1)

    def sums(self, values: NDArray) -> NDArray:
        if self.contiguity is Contiguity.QUEEN:
            return threes(threes(values, -1), -2) - values
        return threes(values, -1) + threes(values, -2) - 2 * values

    def steps(self, row: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
        reach = 2 if self.contiguity is Contiguity.QUEEN else 1
        around = [(d, r) for d in (-1, 0, 1) for r in (-1, 0, 1) if 0 < abs(d) + abs(r) <= reach]
        return [(down, np.full_like(row, right)) for down, right in around]


@dataclass(frozen=True, slots=True)
class HexGrid(_Grid):
    """Hexagons with a point upwards: rows at alternating offsets, odd rows (1, 3, …) half a cell to the right."""

    rows: int
    columns: int
    inside: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "inside", _checked_inside(self.inside, (self.rows, self.columns)))

    @property
    def described(self) -> str:
        return "hexagons"

    def sums(self, values: NDArray) -> NDArray:
        pairs = np.empty_like(values)  # what a row gives the rows above and below: two of its cells each
        even, odd = values[..., 0::2, :], values[..., 1::2, :]
        pairs[..., 0::2, :] = even
        pairs[..., 0::2, :-1] += even[..., 1:]
        pairs[..., 1::2, :] = odd
        pairs[..., 1::2, 1:] += odd[..., :-1]
        return threes(values, -1) - values + threes(pairs, -2) - pairs

    def steps(self, row: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
        odd = row % 2
        sideways = [(0, np.full_like(row, right)) for right in (-1, 1)]
        return sideways + [(down, odd - left) for down in (-1, 1) for left in (0, 1)]


def _line(n: int) -> NDArray[np.int64]:
    """How many of itself and the two beside it there are, along a line of n cells."""
    return threes(np.ones(n, dtype=np.int64), -1)


def threes(values: NDArray, axis: int) -> NDArray:
    """Each value and the two beside it along an axis, added; beyond the end there is nothing."""
    summed = values.copy()
    first = [slice(None)] * values.ndim
    last = [slice(None)] * values.ndim
    first[axis], last[axis] = slice(None, -1), slice(1, None)
    summed[tuple(last)] += values[tuple(first)]
    summed[tuple(first)] += values[tuple(last)]
    return summed


def _matrix(froms: NDArray, tos: NDArray, n: int) -> sparse.csr_array:
    matrix = sparse.csr_array((np.ones(froms.size), (froms, tos)), shape=(n, n))
    matrix.sort_indices()
    return matrix


@dataclass(frozen=True, slots=True)
class Lists:
    """Neighbours written out, as a binary matrix. Made by `from_lists` and `within_distance`."""

    matrix: sparse.csr_array = field(repr=False)
    described: str = "lists of neighbours"
    unit: Unit = Unit.AREA

    @property
    def inside(self) -> None:
        """All count: what is not to count is left out of the lists."""
        return None

    @property
    def shape(self) -> tuple[int]:
        return (int(self.matrix.shape[0]),)

    def numbers(self) -> NDArray[np.int64]:
        return np.diff(self.matrix.indptr).astype(np.int64)

    def sums(self, values: NDArray) -> NDArray:
        return np.asarray((self.matrix @ values.T).T).astype(values.dtype)  # whole numbers stay whole: below 2^53

    def lists(self) -> sparse.csr_array:
        return self.matrix


def from_lists(starts: ArrayLike, neighbours: ArrayLike, *, both_ways: bool = True) -> Lists:
    """Areas with given neighbours: those of area i are neighbours[starts[i]:starts[i + 1]] (csr), numbered from 0.

    BadInput for numbers that are no area, an area that is its own neighbour, a neighbour listed twice, and, unless
    `both_ways` is False, a neighbour that does not list the area in turn.
    """
    pointers, indices = np.asarray(starts), np.asarray(neighbours)
    if pointers.ndim != 1 or indices.ndim != 1 or pointers.size < 2:
        raise BadInput("starts and neighbours must be two lists, starts one longer than the areas are many")
    if any(array.size and array.dtype.kind not in "iu" for array in (pointers, indices)):
        raise BadInput("starts and neighbours must be whole numbers")
    pointers, indices = pointers.astype(np.int64), indices.astype(np.int64)
    n = pointers.size - 1
    if pointers[0] != 0 or pointers[-1] != indices.size or (np.diff(pointers) < 0).any():
        raise BadInput("starts must rise from 0 to the number of neighbours")
    if indices.size and (indices.min() < 0 or indices.max() >= n):
        raise BadInput(f"a neighbour is not one of the {n} areas")
    areas = np.repeat(np.arange(n), np.diff(pointers))
    if (areas == indices).any():
        raise BadInput(f"area {int(areas[areas == indices][0])} is listed as its own neighbour")
    matrix = _matrix(areas, indices, n)
    if matrix.nnz and (matrix.data != 1).any():
        raise BadInput("a neighbour is listed twice for the same area")
    if both_ways and (one_way := _one_way(matrix)).size:
        raise BadInput(f"area {one_way[0][0]} lists {one_way[0][1]} as neighbour, but not the other way round")
    return Lists(matrix)


def _one_way(matrix: sparse.csr_array) -> NDArray[np.int64]:
    difference = (matrix - matrix.T).tocoo()
    lone = difference.data > 0
    return np.column_stack([difference.coords[0][lone], difference.coords[1][lone]])


def within_distance(x: ArrayLike, y: ArrayLike, threshold_m: float) -> Lists:
    """Points at most `threshold_m` metres apart (the threshold itself counts) are neighbours."""
    from scipy.spatial import cKDTree

    east, north = finite(x, "x"), finite(y, "y")
    n = same_length(x=east, y=north)
    positive(threshold_m, "the distance threshold")
    if n == 0:
        raise BadInput("there are no points")
    pairs = cKDTree(np.column_stack([east, north])).query_pairs(threshold_m, output_type="ndarray")
    froms, tos = np.concatenate([pairs, pairs[:, ::-1]]).T
    return Lists(_matrix(froms, tos, n), f"at most {threshold_m:g} m apart")
