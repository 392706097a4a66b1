"""DBSCAN in numbers: labels, and what each cluster consists of. In C where it was compiled, else in numpy.

The grid: cells whose diagonal is just under eps, so that all points of a cell are within eps of each other. Sorted by
cell, everything within eps of a point lies in five stretches of points (kernels/places.c).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from lykta_engine.errors import BadInput
from lykta_engine.kernels import function

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

JUST_UNDER = 1.0 - 1e-6  # more than the rounding of a point's cell, so that a cell's diagonal never reaches eps
LARGEST_CELL = 2**62
PAIRS_AT_ONCE = 2_000_000
POINTER, INT, REAL = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double


@dataclass(frozen=True, slots=True)
class Clustered:
    labels: NDArray[np.int32]
    core: NDArray[np.bool_]
    members: Integers  # per cluster
    core_members: Integers
    positions: Integers  # different coordinates
    at_one_position: Integers  # most points with the same coordinates
    six: Floats  # mean x, mean y, west, south, east, north
    farthest: Floats  # squared distance from the centre


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The points by cell."""

    x: Floats
    y: Floats
    order: NDArray[np.int32]
    cell: Integers  # numbers of the occupied cells, rising
    begin: Integers  # where each one's points begin, and n
    width: int


def clusters_of(x: Floats, y: Floats, eps_m: float, fewest: int) -> Clustered:
    points = _by_cell(x, y, eps_m / math.sqrt(2.0) * JUST_UNDER)
    labels, core, clusters = _labels(points, eps_m * eps_m, fewest)
    members, six, farthest = _extents(x, y, labels, clusters)
    positions, at_one_position = _positions(x, y, labels, clusters)
    return Clustered(
        labels,
        core,
        members,
        np.bincount(labels[core], minlength=clusters),
        positions,
        at_one_position,
        six,
        farthest,
    )


def _at(array: Any) -> int:
    return array.ctypes.data


def _by_cell(x: Floats, y: Floats, side: float) -> _Sorted:
    west, south = float(x.min()), float(y.min())
    columns, rows = (float(x.max()) - west) // side + 5.0, (float(y.max()) - south) // side + 5.0
    if columns * rows >= LARGEST_CELL or max(columns, rows) >= 2**40:
        raise BadInput("eps_m is too small beside the distances between the points")
    width = int(columns)
    keys, order = _sorted_cells(x, y, west, south, side, width, int(rows) * width)
    begin = np.concatenate([[0], np.flatnonzero(np.diff(keys)) + 1, [keys.size]])
    return _Sorted(x.take(order), y.take(order), order, keys.take(begin[:-1]), begin, width)


def _sorted_cells(
    x: Floats, y: Floats, west: float, south: float, side: float, width: int, largest: int
) -> tuple[Integers, NDArray[np.int32]]:
    number = function("lykta_places_cells", None, INT, POINTER, POINTER, REAL, REAL, REAL, INT, POINTER)
    sort = function("lykta_places_sort", None, INT, INT, POINTER, POINTER, POINTER, POINTER)
    if number is None or sort is None:
        keys = np.floor((y - south) / side).astype(np.int64) * width + np.floor((x - west) / side).astype(np.int64) + 2
        order = np.argsort(keys, kind="stable").astype(np.int32)
        return keys[order], order
    keys, spare = np.empty(x.size, dtype=np.int64), np.empty(x.size, dtype=np.int64)
    order, spare_order = np.empty(x.size, dtype=np.int32), np.empty(x.size, dtype=np.int32)
    number(x.size, _at(x), _at(y), west, south, side, width, _at(keys))
    sort(x.size, largest, _at(keys), _at(order), _at(spare), _at(spare_order))
    return keys, order


def _labels(points: _Sorted, square: float, fewest: int) -> tuple[NDArray[np.int32], NDArray[np.bool_], int]:
    kernel = function(
        "lykta_places", ctypes.c_int32, INT, INT, *[POINTER] * 5, INT, REAL, INT, *[POINTER] * 6
    )  # fmt: skip
    if kernel is None:
        return _labels_without_kernel(points, square, fewest)
    n, cells = points.x.size, points.cell.size
    span = np.empty(10 * cells, dtype=np.int64)
    parent, label_of = np.empty(cells, dtype=np.int32), np.empty(cells, dtype=np.int32)
    first, core, labels = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.uint8), np.empty(n, dtype=np.int32)
    given = (points.x, points.y, points.order, points.cell, points.begin)
    room = (span, parent, label_of, first, core, labels)
    clusters = kernel(n, cells, *map(_at, given), points.width, square, fewest, *map(_at, room))
    unsorted = np.empty(n, dtype=np.bool_)
    unsorted[points.order] = core.view(np.bool_)
    return labels, unsorted, int(clusters)


def _labels_without_kernel(
    points: _Sorted, square: float, fewest: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_], int]:
    n, cells = points.x.size, points.cell.size
    cell_of = np.repeat(np.arange(cells), np.diff(points.begin))
    found = np.zeros(n, dtype=np.int64)
    for a, _ in _close_pairs(points, cell_of, np.arange(n), square):
        found += np.bincount(a, minlength=n)
    core = found >= fewest
    joined = [np.zeros(0, dtype=np.int64)]
    for a, b in _close_pairs(points, cell_of, np.flatnonzero(core), square):
        both = core[b]
        joined.append(np.unique(cell_of[a[both]] * cells + cell_of[b[both]]))
    edges = np.unique(np.concatenate(joined))
    graph = sparse.csr_array((np.ones(edges.size), (edges // cells, edges % cells)), shape=(cells, cells))
    component = connected_components(graph, directed=False)[1][cell_of]
    first = np.full(cells, n, dtype=np.int64)
    np.minimum.at(first, component[core], points.order[core])
    rank = np.empty(cells, dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(cells)
    label = np.where(core, rank[component], n)
    for a, b in _close_pairs(points, cell_of, np.flatnonzero(~core), square):
        np.minimum.at(label, a[core[b]], label[b[core[b]]])
    labels, unsorted = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.bool_)
    labels[points.order] = np.where(label == n, -1, label)
    unsorted[points.order] = core
    return labels, unsorted, int(np.count_nonzero(first < n))


def _close_pairs(
    points: _Sorted, cell_of: Integers, of: Integers, square: float
) -> Iterator[tuple[Integers, Integers]]:
    """Pairs (a, b) at most eps apart, a among `of`, b any point and a itself, some millions at a time."""
    for row in range(-2, 3):
        middle = points.cell + row * points.width
        low = points.begin[np.searchsorted(points.cell, middle - 2, "left")][cell_of[of]]
        many = points.begin[np.searchsorted(points.cell, middle + 2, "right")][cell_of[of]] - low
        ends = np.cumsum(many)
        first = 0
        while first < of.size:
            done = ends[first - 1] if first else 0
            last = max(first + 1, int(np.searchsorted(ends, done + PAIRS_AT_ONCE, "right")))
            times = many[first:last]
            a = np.repeat(of[first:last], times)
            b = np.arange(times.sum()) + np.repeat(low[first:last] - (ends[first:last] - times - done), times)
            dx, dy = points.x[b] - points.x[a], points.y[b] - points.y[a]
            close = dx * dx + dy * dy <= square
            yield a[close], b[close]
            first = last


def _positions(x: Floats, y: Floats, labels: NDArray[np.int32], clusters: int) -> tuple[Integers, Integers]:
    times = np.bincount(_first_at_position(x, y), minlength=x.size)
    firsts = np.flatnonzero((times > 0) & (labels >= 0))
    positions = np.bincount(labels[firsts], minlength=clusters)
    most = np.ones(clusters, dtype=np.int64)
    heaps = firsts[times[firsts] > 1]
    np.maximum.at(most, labels[heaps], times[heaps])
    return positions, most


def _first_at_position(x: Floats, y: Floats) -> NDArray[np.int32]:
    """For each point the first one with the very same coordinates."""
    kernel = function("lykta_places_positions", None, INT, POINTER, POINTER, INT, POINTER, POINTER)
    first = np.empty(x.size, dtype=np.int32)
    if kernel is None:
        order = np.lexsort((y, x))
        moved = np.concatenate([[True], (np.diff(x[order]) != 0) | (np.diff(y[order]) != 0)])
        begins = np.maximum.accumulate(np.where(moved, np.arange(x.size), 0))
        first[order] = order[begins]
        return first
    room = 1 << (2 * x.size).bit_length()
    table = np.full(room, -1, dtype=np.int32)
    kernel(x.size, _at(x), _at(y), room - 1, _at(table), _at(first))
    return first


def _extents(x: Floats, y: Floats, labels: NDArray[np.int32], clusters: int) -> tuple[Integers, Floats, Floats]:
    members, farthest = np.zeros(clusters, dtype=np.int64), np.zeros(clusters)
    six = np.tile([0.0, 0.0, np.inf, np.inf, -np.inf, -np.inf], (clusters, 1))
    kernel = function("lykta_places_extents", None, INT, *[POINTER] * 3, INT, *[POINTER] * 3)
    if kernel is not None:
        kernel(x.size, _at(x), _at(y), _at(labels), clusters, _at(members), _at(six), _at(farthest))
        return members, six, farthest
    inside = labels >= 0
    label, px, py = labels[inside], x[inside], y[inside]
    members += np.bincount(label, minlength=clusters)
    for column, position in ((0, px), (1, py)):
        six[:, column] = np.bincount(label, weights=position, minlength=clusters) / members
        np.minimum.at(six[:, column + 2], label, position)
        np.maximum.at(six[:, column + 4], label, position)
    dx, dy = px - six[label, 0], py - six[label, 1]
    np.maximum.at(farthest, label, dx * dx + dy * dy)
    return members, six, farthest
