"""Windows that end with the study: of the 1, 2, … last units. Kernel lykta_scan_recent, or numpy with the same numbers.

Only the cases of the longest window matter, so only their share of each permutation is drawn: the last places of
replicates.permutation, where case order[i] gets the time of place i.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.replicates import GOLDEN, WORD, first_state, high_of_product, mixed_many
from lykta_engine.together.scan_kernel import Key, call, there_is
from lykta_engine.together.scan_likelihood import greatest, log_likelihood_ratio
from lykta_engine.together.scan_task import LANES, LARGEST_COUNT, Best, Critical, Task, best_of, critical_counts


@dataclass(frozen=True, slots=True)
class Recent:
    task: Task
    zone_n: NDArray[np.int32]
    lane: NDArray[np.int32]  # of each recent case: whole units between its own and the last
    in_window: NDArray[np.int64]  # cases in the last 1, 2, … units
    critical: Critical | None = None
    seen: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]] | None = None  # zones by member


def prepared(task: Task) -> Recent:
    zone_n = task.zone_counts()
    recent = task.unit_of_case[task.unit_of_case >= task.units - task.windows]
    before = task.cases_before()
    in_window = task.n - before[task.units - 1 - np.arange(task.windows)]
    base = Recent(task, zone_n.astype(np.int32), (task.units - 1 - recent).astype(np.int32), in_window)
    n_max = int(zone_n.max(initial=0))
    if not there_is("lykta_scan_recent") or min(n_max, recent.size) > LARGEST_COUNT:
        return base
    least = np.full(-(-task.windows // LANES) * LANES, -1, dtype=np.int64)
    least[: task.windows] = in_window
    critical = critical_counts(n_max, least, task, int(in_window[-1]))
    return Recent(task, base.zone_n, base.lane, in_window, critical, _by_member(task))


def _by_member(task: Task) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Of each location the centres that have it in a zone, and at which rank."""
    from scipy.sparse import csr_matrix

    zones = task.zones
    rank = np.arange(zones.n_zones) - np.repeat(zones.first[:-1], np.diff(zones.first))
    shape = (zones.n_locations, zones.n_locations)
    turned = csr_matrix((rank.astype(np.int32), zones.members, zones.first), shape=shape).tocsc()
    return turned.indptr.astype(np.int64), turned.indices.astype(np.int32), turned.data.astype(np.int32)


def maxima(scan: Recent, chunk: range) -> NDArray[np.float64]:
    """The greatest LLR of each replicate."""
    if scan.critical is None:
        return _maxima_numpy(scan, chunk)
    found = np.empty(len(chunk))
    _run(scan, chunk.start, found, None)
    return found


def best_by_centre(scan: Recent) -> Best:
    """The observed map: of each centre the best zone and window; at ties the smallest zone and shortest window."""
    if scan.critical is None:
        return _best_numpy(scan)
    task = scan.task
    found, told = np.zeros(task.zones.n_locations), np.zeros((task.zones.n_locations, 6), dtype=np.int64)
    _run(scan, 0, found, told)
    told[:, 2] += task.units  # the kernel counts units back from the end
    told[:, 1] += task.units
    return best_of(found, told, task.n)


def _run(scan: Recent, first: int, found: NDArray[np.float64], told: NDArray[np.int64] | None) -> None:
    task, critical, seen = scan.task, scan.critical, scan.seen
    if critical is None or seen is None:
        raise AssertionError("prepared without the kernel")
    zones, table = task.zones, critical.limits
    call("lykta_scan_recent", Key(task.key), first, 1 if told is not None else found.size, task.n, scan.lane.size,
         task.cell_of_case, scan.lane, zones.n_locations, zones.n_locations, zones.first, zones.members, scan.zone_n,
         *seen, critical.counts.shape[2], task.windows, scan.in_window, table.levels, table.products,
         table.levels.size, table.products.shape[1], task.fewest, critical.counts.shape[1] - 1, critical.counts,
         found, told)  # fmt: skip


def last_places(key: int, replicates: range, n: int, k: int) -> NDArray[np.int64]:
    """The last k places of replicates.permutation(key, r, n) for each r, shape (len(replicates), k)."""
    lanes = np.arange(len(replicates))
    state = np.array([first_state(key, r) for r in replicates], dtype=np.uint64)
    order = np.tile(np.arange(n, dtype=np.int64)[:, None], (1, lanes.size))
    for step, place in enumerate(range(n - 1, max(n - 1 - k, 0), -1), start=1):
        drawn = mixed_many(state + np.uint64(step * GOLDEN % WORD))
        partner = high_of_product(drawn, np.array(place + 1, dtype=np.uint64))
        order[place], order[partner, lanes] = order[partner, lanes], order[place].copy()
    return order[n - k :].T.copy()


def _counts(scan: Recent, cells: NDArray[np.int32]) -> NDArray[np.int64]:
    """Cases in each zone and window, for recent cases at `cells` in order of time: shape (zones, windows)."""
    task = scan.task
    flat = cells.astype(np.int64) * task.windows + scan.lane
    rows = np.bincount(flat, minlength=task.zones.n_locations * task.windows)
    return task.zones.summed(np.cumsum(rows.reshape(-1, task.windows), axis=1))


def _expected(scan: Recent) -> NDArray[np.float64]:
    return scan.zone_n.astype(np.float64)[:, None] * scan.in_window.astype(np.float64) / scan.task.n


def _maxima_numpy(scan: Recent, chunk: range) -> NDArray[np.float64]:
    task, expected = scan.task, _expected(scan)
    places = last_places(task.key, chunk, task.n, scan.lane.size)
    return np.array([greatest(_counts(scan, task.cell_of_case[row]), expected, task.n, task.fewest) for row in places])


def _best_numpy(scan: Recent) -> Best:
    task, zones = scan.task, scan.task.zones
    counts, expected = _counts(scan, task.cell_of_case[task.n - scan.lane.size :]), _expected(scan)
    found, told = np.zeros(zones.n_locations), np.zeros((zones.n_locations, 6), dtype=np.int64)
    for centre in range(zones.n_locations):
        block = slice(zones.first[centre], zones.first[centre + 1])
        ratio = log_likelihood_ratio(counts[block], expected[block], task.n) * (counts[block] >= task.fewest)
        if not ratio.any():
            continue
        rank, window = np.unravel_index(ratio.argmax(), ratio.shape)
        found[centre] = ratio[rank, window]
        told[centre] = (rank, task.units - 1 - window, task.units, counts[block][rank, window],
                        scan.zone_n[block][rank], scan.in_window[window])  # fmt: skip
    return best_of(found, told, task.n)
