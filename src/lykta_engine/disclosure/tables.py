"""Tables with totals on every axis and any number of levels, as sums over atoms.

An atom is the finest count of all the tables together: one area × category (× period). Every cell of every table is
a sum of atoms, so tables that overlap, and earlier releases, are linked by nothing more than sharing atoms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, kron, vstack

from lykta_engine.errors import BadInput


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a table: its lines, and which atoms each line sums. `members` is (lines, atoms) of bool."""

    name: str
    labels: tuple[str, ...]
    members: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.members.ndim != 2 or self.members.shape[0] != len(self.labels) or not self.labels:
            raise BadInput(f"the axis {self.name} must have one row of members for each of its lines")
        if not self.members.any(axis=1).all():
            raise BadInput(f"the axis {self.name} has a line that sums nothing")

    @classmethod
    def tree(cls, name: str, labels: Sequence[str], parents: Sequence[int]) -> Axis:
        """A hierarchy of any depth: `parents` holds the place of each line's parent, -1 for a top line.

        The atoms are the lines without children, in their order.
        """
        up = np.asarray(parents, dtype=np.int64)
        if up.ndim != 1 or len(up) != len(labels) or (up >= len(up)).any() or (up < -1).any():
            raise BadInput(f"the axis {name} must name one parent, -1 or a line, for each line")
        leaves = np.flatnonzero(~np.isin(np.arange(len(up)), up))
        members = np.zeros((len(up), len(leaves)), dtype=bool)
        for atom, leaf in enumerate(leaves):
            _mark_upwards(members, atom, int(leaf), up, name)
        return cls(name, tuple(labels), members)

    @classmethod
    def flat(cls, name: str, labels: Sequence[str], total: str = "alla") -> Axis:
        """The labels and, last, their total."""
        return cls.tree(name, [*labels, total], [len(labels)] * len(labels) + [-1])


def _mark_upwards(members: NDArray[np.bool_], atom: int, line: int, up: NDArray[np.int64], name: str) -> None:
    while line >= 0:
        if members[line, atom]:
            raise BadInput(f"the axis {name} goes round in a circle")
        members[line, atom] = True
        line = int(up[line])


@dataclass(frozen=True, slots=True)
class Table:
    """Axes in the order of the counts' dimensions; a cell for each combination of their lines."""

    name: str
    axes: tuple[Axis, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(axis.labels) for axis in self.axes)

    def sums(self) -> csr_array:
        """(cells, atoms): which atoms each cell sums, both in C order."""
        made = csr_array(reduce(kron, [csr_array(axis.members.astype(np.float64)) for axis in self.axes]))
        made.eliminate_zeros()  # a block form inside kron writes zeros out
        return made


@dataclass(frozen=True, slots=True)
class Release:
    """A table let out earlier, on the same atoms: True where its number was published.

    Only the pattern is used. A number that was published is taken as known for good, also where it has been
    recounted since: that protects more, never less.
    """

    table: Table
    published: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.published.shape != self.table.shape:
            raise BadInput(f"the earlier release {self.table.name} must say published or not for each of its cells")


@dataclass(frozen=True, slots=True)
class Cells:
    """All different cells of all tables: `sums` (cells, atoms), values, and where each table's cells stand."""

    sums: csr_array
    values: NDArray[np.int64]
    places: tuple[NDArray[np.int64], ...]


def cells_of(counts: NDArray[np.int64], tables: Sequence[Table]) -> Cells:
    """Cells that sum the same atoms are one cell, in whichever tables they stand."""
    for table in tables:
        if tuple(axis.members.shape[1] for axis in table.axes) != counts.shape:
            raise BadInput(f"the axes of {table.name} do not fit counts of the shape {counts.shape}")
    every = csr_array(vstack([table.sums() for table in tables]))
    every.sort_indices()
    seen: dict[bytes, int] = {}
    pointer = every.indptr
    keys = [every.indices[pointer[i] : pointer[i + 1]].tobytes() for i in range(every.shape[0])]
    places = np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)
    first = np.unique(places, return_index=True)[1]
    sums = csr_array(every[first])
    ends = np.cumsum([int(np.prod(table.shape)) for table in tables])[:-1]
    split = tuple(part.reshape(t.shape) for part, t in zip(np.split(places, ends), tables, strict=True))
    return Cells(sums, np.rint(sums @ counts.ravel()).astype(np.int64), split)


def as_mask(values: ArrayLike | None, shape: tuple[int, ...], name: str) -> NDArray[np.bool_]:
    mask = np.zeros(shape, dtype=bool) if values is None else np.asarray(values)
    if mask.dtype != bool or mask.shape != shape:
        raise BadInput(f"{name} must be true or false for each of the counts")
    return mask
