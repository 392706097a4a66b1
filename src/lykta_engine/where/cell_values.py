"""The values of a map's cells, checked, with what lies outside left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.where.neighbours import Neighbours

FEWEST_CELLS = 3
LARGEST, SMALLEST_DIFFERENCE = 1e15, 1e-100


@dataclass(frozen=True, slots=True)
class Cells:
    """The values that count, laid in one line, with what is asked of them again and again."""

    neighbours: Neighbours
    full: NDArray  # of the input's shape, zero outside; whole numbers as int64
    line: NDArray
    kept: NDArray[np.intp] | None  # places of `line` in the full map; None where all are kept
    whole: bool

    def of(self, full: NDArray) -> NDArray:
        flat = full.reshape(-1)
        return flat if self.kept is None else flat[self.kept]

    def back(self, line: NDArray, outside: float) -> NDArray:
        if self.kept is None:
            return line.reshape(self.full.shape)
        full = np.full(self.full.size, outside, dtype=line.dtype)
        full[self.kept] = line
        return full.reshape(self.full.shape)


def cells_of(values: ArrayLike, neighbours: Neighbours, *, negative: bool) -> Cells:
    full = np.asarray(values)
    if full.dtype.kind not in "iu":
        try:
            full = full.astype(np.float64)
        except (TypeError, ValueError):
            raise BadInput("values must be numbers") from None
    if full.shape != neighbours.shape:
        raise BadInput(f"values have the shape {full.shape}, the neighbours {neighbours.shape}")
    kept = None if neighbours.inside is None else np.flatnonzero(neighbours.inside)
    line = full.reshape(-1) if kept is None else full.reshape(-1)[kept]
    return _cells(line, full.shape, kept, neighbours, negative)


def _cells(
    line: NDArray, shape: tuple[int, ...], kept: NDArray[np.intp] | None, neighbours: Neighbours, negative: bool
) -> Cells:
    least, most = (line.min(), line.max()) if line.size else (0, 0)  # of anything that is not a number: not a number
    if not np.isfinite(least) or not np.isfinite(most):
        raise BadInput("values are missing or infinite in cells that are inside")
    if max(-least, most) > LARGEST:
        raise BadInput(f"values beyond {LARGEST:.0e} cannot be added up exactly")
    if not negative and least < 0:
        raise BadInput("values below zero have no hot spots; local Moran takes them")
    if line.size < FEWEST_CELLS:
        raise TooFewEvents("too few cells to compare", needed=FEWEST_CELLS, got=line.size)
    if most - least <= max(1e-12 * max(-least, most), SMALLEST_DIFFERENCE):
        raise TooFewEvents("all cells have the same value, so none stands out", needed=2, got=1)
    whole = bool(least >= 0 and most < 2**31 and (line.dtype.kind in "iu" or (line == np.floor(line)).all()))
    line = line.astype(np.int64 if whole else np.float64)
    if kept is None:
        return Cells(neighbours, line.reshape(shape), line, None, whole)
    clean = np.zeros(int(np.prod(shape)), dtype=line.dtype)
    clean[kept] = line
    return Cells(neighbours, clean.reshape(shape), line, kept, whole)
