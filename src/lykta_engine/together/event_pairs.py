"""Pairs of events that are near each other, by band of distance.

A grid of square cells as wide as the longest distance: whoever is near an event is in its cell or one of the eight
around. With the events in order of cell, the half of them that comes after it (each pair once) is two stretches: the
rest of its own row of cells, and three cells of the next row. kernels/knox.c does the same as `_partners_numpy`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lykta_engine.errors import BadInput
from lykta_engine.kernels import function
from lykta_engine.replicates import Threads, chunks

MOST_PAIRS = 400_000_000  # 1.6 GB of partners
MOST_CELLS_ACROSS = 2**20  # keeps the rounding of a cell's number far from its edge
EVENTS_A_CHUNK = 8192
CANDIDATES_AT_ONCE = 2_000_000
POINTER, I64, I32 = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32
Kernel = Callable[..., Any]


class Metric(StrEnum):
    EUCLIDEAN = "euclidean"  # as the crow flies
    MANHATTAN = "manhattan"  # along the axes


def known_metric(metric: str) -> Metric:
    try:
        return Metric(metric)
    except ValueError:
        raise BadInput(f"metric must be {' or '.join(Metric)}, not {metric}") from None


@dataclass(frozen=True, slots=True)
class EventPairs:
    """Partners of the event in place i, in band b: partner[offset[i * bands + b] : offset[i * bands + b + 1]].

    `order` is the number of the event in each place. A partner's place is above the event's own.
    """

    order: NDArray[np.int64]
    offset: NDArray[np.int64]
    partner: NDArray[np.int32]
    bands: int

    @property
    def n(self) -> int:
        return self.order.size

    def by_band(self) -> NDArray[np.int64]:
        """Pairs in each band."""
        return np.diff(self.offset).reshape(self.n, self.bands).sum(axis=0)

    def listed(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """One row a pair: the places of the two and the band."""
        row = np.repeat(np.arange(self.n * self.bands), np.diff(self.offset))
        return row // self.bands, self.partner.astype(np.int64), row % self.bands


@dataclass(frozen=True, slots=True)
class _Plane:
    """Events in order of cell, and the two stretches that each is compared with."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    here_end: NDArray[np.int64]
    above_begin: NDArray[np.int64]
    above_end: NDArray[np.int64]
    limits: NDArray[np.float64]
    metric: Metric


def near_pairs(
    x: NDArray[np.float64], y: NDArray[np.float64], limits: NDArray[np.float64], metric: Metric, threads: int = 1
) -> EventPairs:
    """All pairs with a distance below the last of the rising `limits`; band b holds those from limit b - 1 to below b.

    BadInput where there are more than 400 million.
    """
    if limits.size == 0 or x.size < 2:
        order = np.lexsort((y, x))
        return EventPairs(order, np.zeros(x.size * limits.size + 1, dtype=np.int64), np.empty(0, np.int32), limits.size)
    order, plane = _in_cells(x, y, limits, metric)
    count = function("lykta_knox_count", None, *[POINTER] * 2, I64, I64, *[POINTER] * 4, I64, I32, POINTER)
    fill = function("lykta_knox_fill", None, *[POINTER] * 2, I64, I64, *[POINTER] * 4, I64, I32, *[POINTER] * 3)
    made = _partners_compiled(plane, count, fill, threads) if count and fill else _partners_numpy(plane)
    return EventPairs(order, *made, limits.size)


def _in_cells(
    x: NDArray[np.float64], y: NDArray[np.float64], limits: NDArray[np.float64], metric: Metric
) -> tuple[NDArray[np.int64], _Plane]:
    extent = max(float(np.ptp(x)), float(np.ptp(y)))
    width = max(float(limits[-1]) * (1 + 1e-6), extent / MOST_CELLS_ACROSS)
    column = ((x - x.min()) / width).astype(np.int64) + 1
    row = ((y - y.min()) / width).astype(np.int64)
    across = int(column.max()) + 2
    cell = row * across + column
    order = np.lexsort((y, x, cell))  # by position within the cell: the order given must not show
    cell = cell[order]
    here_end = np.searchsorted(cell, cell + 1, side="right")
    above_begin = np.searchsorted(cell, cell + across - 1, side="left")
    above_end = np.searchsorted(cell, cell + across + 1, side="right")
    return order, _Plane(x[order], y[order], here_end, above_begin, above_end, limits, metric)


def _partners_compiled(
    plane: _Plane, count: Kernel, fill: Kernel, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    n, bands = plane.x.size, plane.limits.size
    arrays = (plane.here_end, plane.above_begin, plane.above_end, plane.limits)
    pointers = [array.ctypes.data for array in arrays]
    settings = (bands, int(plane.metric is Metric.MANHATTAN))
    counts = np.empty(n * bands, dtype=np.int64)
    runner, parts = Threads(threads), chunks(n, EVENTS_A_CHUNK)

    def counted(_: None, part: range) -> None:
        count(plane.x.ctypes.data, plane.y.ctypes.data, part.start, part.stop, *pointers, *settings, counts.ctypes.data)

    runner.run(counted, None, parts)
    offset = _offsets(counts)
    partner = np.empty(int(offset[-1]), dtype=np.int32)

    def filled(_: None, part: range) -> None:
        x, y, place = plane.x.ctypes.data, plane.y.ctypes.data, np.empty(bands, dtype=np.int64)
        ends = (offset.ctypes.data, place.ctypes.data, partner.ctypes.data)
        fill(x, y, part.start, part.stop, *pointers, *settings, *ends)

    runner.run(filled, None, parts)
    return offset, partner


def _offsets(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    offset = np.zeros(counts.size + 1, dtype=np.int64)
    np.cumsum(counts, out=offset[1:])
    if offset[-1] > MOST_PAIRS:
        raise BadInput(
            f"{int(offset[-1])} pairs lie within the longest distance, and {MOST_PAIRS} is the most that can be "
            "compared: choose a shorter distance or period, or leave out positions that very many events share"
        )
    return offset


def _partners_numpy(plane: _Plane) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    n, bands = plane.x.size, plane.limits.size
    rows, partners = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for i, j in _candidates(plane):
        distance = distances(plane.x[j] - plane.x[i], plane.y[j] - plane.y[i], plane.metric)
        near = distance < plane.limits[-1]
        band = np.searchsorted(plane.limits, distance[near], side="right")
        rows.append(i[near] * bands + band)
        partners.append(j[near].astype(np.int32))
    row, partner = np.concatenate(rows), np.concatenate(partners)
    return _offsets(np.bincount(row, minlength=n * bands)), partner[np.lexsort((partner, row))]


def _candidates(plane: _Plane) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Events and those after them in the two stretches, some at a time."""
    for begin, end in ((np.arange(plane.x.size) + 1, plane.here_end), (plane.above_begin, plane.above_end)):
        length = np.maximum(end - begin, 0)
        before = np.concatenate([[0], np.cumsum(length)])
        first = 0
        while first < length.size:
            last = int(np.searchsorted(before, before[first] + CANDIDATES_AT_ONCE, side="right")) - 1
            last = max(last, first + 1)
            some = length[first:last]
            i = np.repeat(np.arange(first, last), some)
            yield i, np.arange(i.size) - np.repeat(before[first:last] - before[first], some) + begin[i]
            first = last


def distances(dx: NDArray[np.float64], dy: NDArray[np.float64], metric: Metric) -> NDArray[np.float64]:
    """Metres between two positions, from how far apart they are along each axis."""
    return np.asarray(np.abs(dx) + np.abs(dy) if metric is Metric.MANHATTAN else np.sqrt(dx * dx + dy * dy))
