"""Positions of events: checked, and those that several events share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite, same_length

LARGEST_M = 1e9
POSITIONS_LISTED = 10


@dataclass(frozen=True, slots=True)
class SharedPosition:
    """A position that several events have to the last digit."""

    x: float
    y: float
    events: int
    share: float  # of all events


def positions(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both as floats, with one zero: -0.0 and 0.0 are one place."""
    east, north = finite(x, "x") + 0.0, finite(y, "y") + 0.0
    same_length(x=east, y=north)
    if east.size and max(np.abs(east).max(), np.abs(north).max()) > LARGEST_M:
        raise BadInput("positions must be metres in a plane; these are too large to be metres")
    return east, north


def sharing_position(x: NDArray[np.float64], y: NDArray[np.float64]) -> int:
    _, counts = places(x, y)
    return int(counts[counts > 1].sum())


def places(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each position, in order of x and then y: the number of an event there, and how many there are."""
    order = np.lexsort((y, x))
    moved = (np.diff(x[order]) != 0) | (np.diff(y[order]) != 0)
    first = np.flatnonzero(np.concatenate([[True], moved]))
    return order[first], np.diff(first, append=x.size)


def shared_positions(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[SharedPosition, ...]:
    """The ten positions with most events, two or more; equal numbers in order of x, then y."""
    event, counts = places(x, y)
    most = np.argsort(-counts, kind="stable")[:POSITIONS_LISTED]
    found = zip(event[most].tolist(), counts[most].tolist(), strict=True)
    return tuple(SharedPosition(float(x[i]), float(y[i]), n, n / x.size) for i, n in found if n > 1)
