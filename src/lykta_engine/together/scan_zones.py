"""Circular zones: around each location its neighbours, added one by one in order of distance, then of number.

The order of neighbours at the same distance is a convention that changes the answer: on a grid, cells at equal
distance are added one at a time (as in SaTScan), in the order of their numbers. Cells are numbered column by column
from the west, and within a column from the south.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import LARGEST, BadInput, finite, same_length

MOST_MEMBERS = 60_000_000
ORDER = "neighbours one by one, nearest first; at the same distance by number (column from the west, then row)"
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone of centre v at rank r is members[first[v] : first[v] + r + 1]; rank 0 is the centre itself."""

    positions: NDArray[np.float64]  # (locations, 2) metres; or (locations, 3) on a sphere, distances as chords
    first: NDArray[np.int64]  # (locations + 1,)
    members: NDArray[np.int32]

    @property
    def n_locations(self) -> int:
        return len(self.positions)

    @property
    def n_zones(self) -> int:
        return len(self.members)

    def of(self, centre: int, rank: int) -> NDArray[np.int32]:
        return self.members[self.first[centre] : self.first[centre] + rank + 1]

    def radius(self, centre: int, rank: int) -> float:
        """Distance from the centre to the zone's furthest location."""
        apart = self.positions[self.of(centre, rank)[-1]] - self.positions[centre]
        return float(np.sqrt((apart * apart).sum()))

    def summed(self, weight: NDArray) -> NDArray:
        """The sum of `weight` (locations, ...) over each zone, shape (zones, ...)."""
        sums = np.cumsum(weight[self.members], axis=0)
        begun = np.zeros((1, *sums.shape[1:]), dtype=sums.dtype)
        before = np.concatenate([begun, sums])[self.first[:-1]]
        return np.asarray(sums - np.repeat(before, np.diff(self.first), axis=0))


def circular_zones(
    positions: ArrayLike,
    *,
    max_radius: float | None = None,
    weight: ArrayLike | None = None,
    max_share: float = 0.5,
) -> Zones:
    """Zones around each position, no larger than `max_radius` (inclusive) nor than `max_share` of the weight in all.

    positions: (locations, 2) in metres, or (locations, 3). weight: cases or population of each location; without it
    only the radius counts. A zone ends before the first neighbour that would take it beyond the share; the centre by
    itself is left out where it alone is beyond. BadInput where there would be more than 60 million zones.
    """
    points = np.ascontiguousarray(finite(positions, "positions", dimensions=2))
    if points.shape[1] not in (2, 3):
        raise BadInput("positions must have two or three columns")
    if max_radius is not None and not max_radius >= 0:
        raise BadInput("the largest radius must be zero or more")
    if not 0 < max_share <= 1:
        raise BadInput("the largest share must be above 0 and at most 1")
    zones = _nearest_first(points, max_radius)
    if weight is None:
        return zones
    mass = finite(weight, "weight")
    same_length(positions=points, weight=mass)
    return _within_share(zones, mass, max_share)


def _nearest_first(points: NDArray[np.float64], max_radius: float | None) -> Zones:
    from scipy.spatial import cKDTree

    n = len(points)
    if n == 0:
        return Zones(points, np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32))
    tree = cKDTree(points)
    largest = float(np.sqrt(np.square(np.ptp(points, axis=0)).sum())) if max_radius is None else float(max_radius)
    reach = largest * (1 + ROUNDING)
    if tree.count_neighbors(tree, reach) > MOST_MEMBERS:
        raise BadInput("so many zones cannot be scanned: choose a smaller radius or larger cells")
    pairs = tree.query_pairs(reach, output_type="ndarray")
    apart = points[pairs[:, 0]] - points[pairs[:, 1]]
    distance = (apart * apart).sum(axis=1)
    itself = np.arange(n)
    centre = np.concatenate([itself, pairs[:, 0], pairs[:, 1]])
    member = np.concatenate([itself, pairs[:, 1], pairs[:, 0]])
    distance = np.concatenate([np.full(n, -1.0), distance, distance])  # a location at the same point is not itself
    order = _by_centre_distance_number(centre, distance, member, n)
    first = np.concatenate([[0], np.cumsum(np.bincount(centre, minlength=n))]).astype(np.int64)
    return Zones(points, first, member[order].astype(np.int32))


def _by_centre_distance_number(
    centre: NDArray[np.intp], distance: NDArray[np.float64], member: NDArray[np.intp], n: int
) -> NDArray[np.intp]:
    """lexsort((member, distance, centre)), with distance and number as one whole number: a third of the time."""
    levels, level = np.unique(distance, return_inverse=True)
    if float(n) * n * levels.size < 2**62:
        return np.argsort((centre * levels.size + level) * n + member)
    return np.lexsort((member, distance, centre))


def _within_share(zones: Zones, mass: NDArray[np.float64], max_share: float) -> Zones:
    if (mass < 0).any():
        raise BadInput("weight must be zero or more")
    limit = max_share * mass.sum() * (1 + ROUNDING)
    kept = zones.summed(mass) <= limit  # sums only grow along a centre's ranks, so what is kept is a beginning
    counts = np.add.reduceat(kept, zones.first[:-1]) if zones.n_locations else np.zeros(0, dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Zones(zones.positions, first, zones.members[kept])


def some_zones(zones: Zones) -> None:
    """BadInput where not one circle is within the largest share."""
    if zones.n_zones == 0:
        raise BadInput("every location alone is beyond the largest share: there is no circle to compare")


@dataclass(frozen=True, slots=True)
class Cells:
    """Square cells that hold at least one event."""

    of_event: NDArray[np.int64]
    centres: NDArray[np.float64]  # (cells, 2)


def square_cells(x: ArrayLike, y: ArrayLike, size: float) -> Cells:
    """Squares of `size` metres, lower and left edge inclusive, aligned so that (0, 0) is a corner."""
    east, north = finite(x, "x"), finite(y, "y")
    same_length(x=east, y=north)
    if not 0 < size <= LARGEST:
        raise BadInput("the cell must be larger than zero")
    column, row = np.floor(east / size), np.floor(north / size)
    if east.size and max(np.abs(column).max(), np.abs(row).max()) > 2**30:
        raise BadInput("the cells are too small for such coordinates")
    key = column.astype(np.int64) * 2**31 + (row.astype(np.int64) + 2**30)
    found, of_event = np.unique(key, return_inverse=True)
    columns, rows = found >> 31, (found & (2**31 - 1)) - 2**30
    return Cells(of_event, (np.column_stack([columns, rows]) + 0.5) * size)
