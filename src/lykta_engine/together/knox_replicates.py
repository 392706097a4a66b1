"""How many near pairs are near in time too: as observed, and with the times dealt out anew among the events.

Under "places and times are independent" every way of dealing out the times is equally likely (Knox 1964; Mantel 1967,
Cancer Research 27:209). Lanes: 32 replicates stand side by side, so that one pair is one load for all of them.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.kernels import function
from lykta_engine.replicates import Runner, chunks, permutations
from lykta_engine.together.event_pairs import EventPairs

LANES = 32
PAIRS_AT_ONCE = 1_000_000
KINDS = {"int16": ("days", np.int16), "int32": ("ticks", np.int32), "float64": ("moments", np.int64)}
POINTER, I64, U64 = ctypes.c_void_p, ctypes.c_int64, ctypes.c_uint64


@dataclass(frozen=True, slots=True)
class Deal:
    """What every chunk of replicates needs; goes to other processes as it is."""

    key: int
    pairs: EventPairs
    labels: NDArray  # times in rising order, coded
    limits: NDArray


def observed_within(pairs: EventPairs, codes: NDArray, limits: NDArray) -> NDArray[np.int64]:
    """(bands, limits): pairs of each band whose times are less apart than each limit. Codes in the order given."""
    counts = np.zeros((pairs.bands, limits.size), dtype=np.int64)
    if counts.size == 0:
        return counts
    time, below = codes[pairs.order].astype(np.float64), limits.astype(np.float64)
    kernel = function("lykta_knox_observed", None, I64, I64, POINTER, I64, POINTER, POINTER, I64, POINTER, POINTER)
    if kernel is None:
        return _within(*_by_band(pairs), time, below)
    settled = (pairs.offset.ctypes.data, pairs.partner.ctypes.data, limits.size, below.ctypes.data)
    kernel(0, pairs.n, time.ctypes.data, pairs.bands, *settled, counts.ctypes.data)
    return counts


def local_within(
    pairs: EventPairs, codes: NDArray, bands: range, limit: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each event, in the order given: its pairs in `bands`, and those of them less than `limit` apart in time."""
    near, close = np.zeros(pairs.n, dtype=np.int64), np.zeros(pairs.n, dtype=np.int64)
    if pairs.bands and len(bands):
        _count_local(pairs, codes[pairs.order].astype(np.float64), bands, float(limit), near, close)
    back = np.argsort(pairs.order)
    return near[back], close[back]


def _count_local(
    pairs: EventPairs, time: NDArray, bands: range, limit: float, near: NDArray[np.int64], close: NDArray[np.int64]
) -> None:
    types = (I64, POINTER, I64, POINTER, POINTER, I64, I64, ctypes.c_double, POINTER, POINTER)
    if kernel := function("lykta_knox_local", None, *types):
        graph = (pairs.bands, pairs.offset.ctypes.data, pairs.partner.ctypes.data, bands.start, bands.stop)
        kernel(pairs.n, time.ctypes.data, *graph, limit, near.ctypes.data, close.ctypes.data)
        return
    first, second, band = pairs.listed()
    chosen = (band >= bands.start) & (band < bands.stop)
    ends = np.stack([first[chosen], second[chosen]])
    within = np.abs(time[ends[0]] - time[ends[1]]) < limit
    near += np.bincount(ends.ravel(), minlength=pairs.n)
    close += np.bincount(ends[:, within].ravel(), minlength=pairs.n)


def dealt_within(
    pairs: EventPairs, codes: NDArray, limits: NDArray, replicates: int, key: int, runner: Runner
) -> NDArray[np.int64]:
    """(replicates, bands, limits): `observed_within` for the times dealt out anew.

    The times are dealt from rising order onto the events in order of cell, so the order given does not show.
    """
    deal = Deal(key, pairs, np.sort(codes), limits)
    parts = chunks(replicates, LANES)
    empty = np.zeros((0, pairs.bands, limits.size), dtype=np.int64)
    return np.concatenate([empty, *(runner.run(dealt_chunk, deal, parts) if parts else [])])


def dealt_chunk(deal: Deal, chunk: range) -> NDArray[np.int64]:
    """At most 32 replicates."""
    name, kind = KINDS[deal.labels.dtype.name]
    kernel = function(f"lykta_knox_{name}", None, U64, *[I64] * 3, POINTER, I64, POINTER, POINTER, I64, *[POINTER] * 5)
    if kernel is None:
        return _dealt_numpy(deal, chunk)
    pairs, n, cells = deal.pairs, deal.pairs.n, deal.pairs.bands * deal.limits.size
    counts = np.zeros((len(chunk), pairs.bands, deal.limits.size), dtype=np.int64)
    table, rows = np.zeros(n * LANES, deal.labels.dtype), np.empty(n * 8, deal.labels.dtype)
    sums = np.zeros(cells * LANES, dtype=kind)
    graph = (pairs.bands, pairs.offset.ctypes.data, pairs.partner.ctypes.data, deal.limits.size)
    space = [array.ctypes.data for array in (deal.limits, table, rows, sums, counts)]
    kernel(deal.key, chunk.start, len(chunk), n, deal.labels.ctypes.data, *graph, *space)
    return counts


def _dealt_numpy(deal: Deal, chunk: range) -> NDArray[np.int64]:
    graph, below = _by_band(deal.pairs), deal.limits.astype(np.float64)
    labels = deal.labels.astype(np.float64)
    orders = permutations(deal.key, chunk, deal.pairs.n)
    return np.stack([_within(*graph, labels[order], below) for order in orders])


def _by_band(pairs: EventPairs) -> tuple[NDArray[np.int64], NDArray[np.int64], list[slice]]:
    first, second, band = pairs.listed()
    order = np.argsort(band, kind="stable")
    ends = np.cumsum(np.bincount(band, minlength=pairs.bands)).tolist()
    return first[order], second[order], [slice(a, b) for a, b in zip([0, *ends], ends, strict=False)]


def _within(
    first: NDArray[np.int64], second: NDArray[np.int64], bands: list[slice], time: NDArray, below: NDArray
) -> NDArray[np.int64]:
    counts = np.zeros((len(bands), below.size), dtype=np.int64)
    for band, part in enumerate(bands):
        for start in range(part.start, part.stop, PAIRS_AT_ONCE):
            some = slice(start, min(start + PAIRS_AT_ONCE, part.stop))
            apart = np.abs(time[first[some]] - time[second[some]])
            counts[band] += (apart[:, None] < below).sum(axis=0)
    return counts
