"""What a space-time permutation scan works on, and what its kernels need reckoned beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.together.scan_kernel import call
from lykta_engine.together.scan_likelihood import LEVELS, Limits, limits
from lykta_engine.together.scan_zones import Zones

LANES = 32
LARGEST_TABLE = 64 * 2**20  # bytes
LARGEST_COUNT = 32_000  # counts in the kernel's lanes are 16 bits


@dataclass(frozen=True, slots=True)
class Task:
    """Cases in order of time, each with its location; units 0 .. units - 1; windows of 1 .. `windows` units."""

    key: int
    zones: Zones
    cell_of_case: NDArray[np.int32]
    unit_of_case: NDArray[np.int32]  # ascending
    units: int
    windows: int
    fewest: int
    prospective: bool

    @property
    def n(self) -> int:
        return len(self.cell_of_case)

    def zone_counts(self) -> NDArray[np.int64]:
        """All cases in each zone."""
        return self.zones.summed(np.bincount(self.cell_of_case, minlength=self.zones.n_locations))

    def cases_before(self) -> NDArray[np.int64]:
        """Cases before each unit, shape (units + 1,)."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.unit_of_case, minlength=self.units))])


@dataclass(frozen=True, slots=True)
class Best:
    """The best window of each centre, arrays of one length; likelihood 0 where the centre has none."""

    likelihood: NDArray[np.float64]
    rank: NDArray[np.int64]
    start: NDArray[np.int64]  # first unit
    end: NDArray[np.int64]  # unit after the last
    count: NDArray[np.int64]
    expected: NDArray[np.float64]


def best_of(likelihood: NDArray[np.float64], told: NDArray[np.int64], total: int) -> Best:
    """From a kernel's six numbers a centre: rank, start, end, count, cases in the zone, cases in the window."""
    rank, start, end, count, in_zone, in_window = told.T
    return Best(likelihood, rank, start, end, count, in_zone.astype(np.float64) * in_window / total)


@dataclass(frozen=True, slots=True)
class Critical:
    """Smallest counts that can beat each level: counts[level, cases in the zone, lane]."""

    limits: Limits
    counts: NDArray[np.int16]


def levels_that_fit(bytes_a_level: int) -> NDArray[np.float64]:
    """All levels where there is room for them, else some of them, 0 always among them."""
    n = int(np.clip(LARGEST_TABLE // max(bytes_a_level, 1), 1, LEVELS.size))
    return LEVELS[np.unique(np.linspace(0, LEVELS.size - 1, n).astype(int))] if n > 1 else LEVELS[:1]


def critical_counts(n_max: int, least: NDArray[np.int64], task: Task, most_in_window: int) -> Critical:
    """The table for windows of at least least[lane] cases (below 0: no such lane)."""
    levels = levels_that_fit((n_max + 1) * least.size * 2)
    table = limits(task.n, n_max * most_in_window / task.n, task.fewest, levels)
    counts = np.empty((levels.size, n_max + 1, least.size), dtype=np.int16)
    call("lykta_scan_critical", table.products, levels.size, table.products.shape[1], task.fewest, least, least.size,
         n_max, counts)  # fmt: skip
    return Critical(table, counts)
