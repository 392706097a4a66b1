"""Poisson scan: cases counted by (location, unit), and how many were expected there. Kernel lykta_scan_poisson, or
numpy with the same numbers.

Under chance alone each of the C cases falls on a (location, unit) with probability expected / C, whatever the others
do: given C, independent Poisson counts are multinomial (Kulldorff 1997, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.replicates import words
from lykta_engine.together.scan_kernel import Key, call, there_is
from lykta_engine.together.scan_likelihood import LEVELS, Limits, greatest, limits, log_likelihood_ratio
from lykta_engine.together.scan_task import Best
from lykta_engine.together.scan_zones import Zones


@dataclass(frozen=True, slots=True)
class Counts:
    key: int
    zones: Zones
    observed: NDArray[np.int32]  # (locations, units)
    bounds: NDArray[np.uint64]  # of (location, unit) after (location, unit): upper ends of their shares of 2^64
    before: NDArray[np.float64]  # (zones, units + 1): expected in the zone before each unit
    windows: int
    fewest: int
    prospective: bool
    limits: Limits

    @property
    def n(self) -> int:
        return int(self.observed.sum())


def prepared(
    key: int,
    zones: Zones,
    observed: NDArray[np.int64],
    expected: NDArray[np.float64],
    *,
    windows: int,
    fewest: int,
    prospective: bool,
) -> Counts:
    """`expected` sums to the number of cases."""
    in_zones = zones.summed(expected)
    before = np.concatenate([np.zeros((zones.n_zones, 1)), np.cumsum(in_zones, axis=1)], axis=1)
    n = int(observed.sum())
    table = limits(n, float(before[:, -1].max(initial=0.0)), fewest, LEVELS)
    return Counts(key, zones, np.ascontiguousarray(observed, dtype=np.int32), _bounds(expected), before, windows,
                  fewest, prospective, table)  # fmt: skip


def _bounds(expected: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Whole numbers, so that a random word falls in the same cell in C and in numpy; the last cell has no upper end."""
    shares = np.cumsum(expected.ravel())
    scaled = np.minimum(shares / shares[-1] * 2.0**64, np.nextafter(2.0**64, 0.0)).astype(np.uint64)
    last = int(np.flatnonzero(expected.ravel())[-1])
    scaled[last:] = np.iinfo(np.uint64).max  # no case falls on what follows, where none is expected
    return scaled


def maxima(scan: Counts, chunk: range) -> NDArray[np.float64]:
    """The greatest LLR of each replicate."""
    if not there_is("lykta_scan_poisson"):
        return np.array([_greatest(scan, _dealt(scan, replicate)) for replicate in chunk])
    found = np.empty(len(chunk))
    _run(scan, chunk.start, found, None)
    return found


def best_by_centre(scan: Counts) -> Best:
    """The observed map: of each centre the best zone and window; at ties the smallest zone, then the window that ends
    first, then the longest."""
    if not there_is("lykta_scan_poisson"):
        return _best_numpy(scan)
    found = np.zeros(scan.zones.n_locations)
    told = np.zeros((found.size, 6), dtype=np.int64)
    _run(scan, 0, found, told)
    return _best(scan, found, told)


def _best(scan: Counts, found: NDArray[np.float64], told: NDArray[np.int64]) -> Best:
    rank, start, end, count = told.T[:4]
    zone = np.minimum(scan.zones.first[:-1] + rank, max(scan.zones.n_zones - 1, 0))
    expected = scan.before[zone, end] - scan.before[zone, start]
    return Best(found, rank, start, end, count, expected)


def _run(scan: Counts, first: int, found: NDArray[np.float64], told: NDArray[np.int64] | None) -> None:
    zones, table = scan.zones, scan.limits
    call("lykta_scan_poisson", Key(scan.key), first, 1 if told is not None else found.size, scan.n,
         *scan.observed.shape, scan.bounds, scan.observed, zones.n_locations, zones.first, zones.members, scan.before,
         scan.windows, int(scan.prospective), table.levels, table.expected, table.levels.size,
         table.expected.shape[1], scan.fewest, found, told)  # fmt: skip


def _dealt(scan: Counts, replicate: int) -> NDArray[np.int64]:
    """One replicate's cases by (location, unit)."""
    places = np.searchsorted(scan.bounds[:-1], words(scan.key, replicate, scan.n), side="right")
    return np.bincount(places, minlength=scan.bounds.size).reshape(scan.observed.shape)


def _windows(scan: Counts) -> list[tuple[int, int]]:
    units = scan.observed.shape[1]
    ends = [units] if scan.prospective else range(1, units + 1)
    return [(start, end) for end in ends for start in range(max(end - scan.windows, 0), end)]


def _sums(scan: Counts, observed: NDArray) -> NDArray[np.int64]:
    """Cases in each zone before each unit."""
    in_zones = np.cumsum(scan.zones.summed(observed.astype(np.int64)), axis=1)
    return np.concatenate([np.zeros((scan.zones.n_zones, 1), dtype=np.int64), in_zones], axis=1)


def _greatest(scan: Counts, observed: NDArray) -> float:
    counts, mean = _sums(scan, observed), scan.before
    tried = (
        greatest(counts[:, end] - counts[:, start], mean[:, end] - mean[:, start], scan.n, scan.fewest)
        for start, end in _windows(scan)
    )
    return max(tried, default=0.0)


def _best_numpy(scan: Counts) -> Best:
    windows, mean, counts = np.array(_windows(scan)), scan.before, _sums(scan, scan.observed)
    found, told = np.zeros(scan.zones.n_locations), np.zeros((scan.zones.n_locations, 6), dtype=np.int64)
    for centre in range(found.size):
        block = slice(scan.zones.first[centre], scan.zones.first[centre + 1])
        count = counts[block][:, windows[:, 1]] - counts[block][:, windows[:, 0]]
        mu = mean[block][:, windows[:, 1]] - mean[block][:, windows[:, 0]]
        ratio = log_likelihood_ratio(count, mu, scan.n) * (count >= scan.fewest)
        if ratio.any():
            rank, window = np.unravel_index(ratio.argmax(), ratio.shape)
            found[centre] = ratio[rank, window]
            told[centre, :4] = (rank, *windows[window], count[rank, window])
    return _best(scan, found, told)
