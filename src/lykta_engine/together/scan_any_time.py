"""Windows anywhere in the study, of 1, 2, … units. Kernel lykta_scan_any_time, or numpy with the same numbers.

Only windows that begin and end with a unit in which the zone has a case are tried: a longer window with the same
cases never has a greater LLR. Numpy's way is right and slow; it is meant for some thousands of events.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.replicates import permutations
from lykta_engine.together.scan_kernel import Key, call, there_is
from lykta_engine.together.scan_likelihood import LEVELS, greatest, log_likelihood_ratio
from lykta_engine.together.scan_task import (
    LANES,
    LARGEST_COUNT,
    LARGEST_TABLE,
    Best,
    Critical,
    Task,
    best_of,
    critical_counts,
)

GROWTH = 1.4


@dataclass(frozen=True, slots=True)
class AnyTime:
    task: Task
    zone_n: NDArray[np.int32]
    before: NDArray[np.int64]  # cases before each unit
    case_first: NDArray[np.int32]  # cases by location: case_order[case_first[cell] : case_first[cell + 1]]
    case_order: NDArray[np.int32]  # their places in time
    critical: Critical | None = None
    scales: NDArray[np.int64] | None = None
    units_a_table: int = LANES


def prepared(task: Task) -> AnyTime:
    zone_n = task.zone_counts()
    n_max = int(zone_n.max(initial=0))
    sizes = np.bincount(task.cell_of_case, minlength=task.zones.n_locations)
    case_first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    order = np.argsort(task.cell_of_case, kind="stable").astype(np.int32)
    base = AnyTime(task, zone_n.astype(np.int32), task.cases_before(), case_first, order)
    if not there_is("lykta_scan_any_time") or n_max > LARGEST_COUNT:
        return base
    scales = _scales(task.windows)
    units_a_table = _units_a_table(task.units, scales.size, n_max)
    least = _least(base, scales, units_a_table)
    most = (base.before[task.windows :] - base.before[: -task.windows]).max()
    critical = critical_counts(n_max, least.ravel(), task, int(most))
    return AnyTime(task, base.zone_n, base.before, case_first, order, critical, scales, units_a_table)


def _scales(windows: int) -> NDArray[np.int64]:
    """Lengths at which counts are compared: each two fifths longer than the one before, the last the longest."""
    lengths = [1]
    while lengths[-1] < windows:
        lengths.append(min(max(lengths[-1] + 1, math.ceil(GROWTH * lengths[-1])), windows))
    return np.array(lengths, dtype=np.int64)


def _units_a_table(units: int, scales: int, n_max: int) -> int:
    """Longer runs of units share a table where all would take too much room."""
    length = LANES
    while length < units and LEVELS.size * (n_max + 1) * -(-units // length) * scales * 2 > LARGEST_TABLE:
        length *= 2
    return length


def _least(scan: AnyTime, scales: NDArray[np.int64], units_a_table: int) -> NDArray[np.int64]:
    """least[table, j]: the fewest cases in a window of scales[j - 1] + 1 units within the study that starts in the
    table's run of units or the next one; -1 where there is none."""
    starts = np.arange(0, scan.task.units, units_a_table)
    least = np.full((starts.size, scales.size), -1, dtype=np.int64)
    for j, d in enumerate(np.concatenate([[0], scales[:-1]]) + 1):
        held = scan.before[d:] - scan.before[:-d]
        inside = starts[starts < held.size]
        least[: inside.size, j] = np.minimum.reduceat(held, inside)
    following = np.concatenate([least[1:], least[-1:]])
    return np.where(following >= 0, np.minimum(least, following), least)


def maxima(scan: AnyTime, chunk: range) -> NDArray[np.float64]:
    """The greatest LLR of each replicate."""
    if scan.critical is None:
        return _maxima_numpy(scan, chunk)
    found = np.empty(len(chunk))
    _run(scan, chunk.start, found, None)
    return found


def best_by_centre(scan: AnyTime) -> Best:
    """The observed map: of each centre the best zone and window; at ties the smallest zone, then the earliest window,
    then the shortest."""
    if scan.critical is None:
        return _best_numpy(scan)
    found = np.zeros(scan.task.zones.n_locations)
    told = np.zeros((found.size, 6), dtype=np.int64)
    _run(scan, 0, found, told)
    return best_of(found, told, scan.task.n)


def _run(scan: AnyTime, first: int, found: NDArray[np.float64], told: NDArray[np.int64] | None) -> None:
    task, critical = scan.task, scan.critical
    if critical is None or scan.scales is None:
        raise AssertionError("prepared without the kernel")
    zones, table = task.zones, critical.limits
    call("lykta_scan_any_time", Key(task.key), first, 1 if told is not None else found.size, task.n, task.units,
         scan.case_first, task.unit_of_case, scan.case_order, zones.n_locations, zones.first, zones.members,
         scan.zone_n, task.windows, scan.before, scan.units_a_table, scan.scales.size, scan.scales, table.levels,
         table.products, table.levels.size, table.products.shape[1], task.fewest, critical.counts.shape[1] - 1,
         critical.counts.shape[2], critical.counts, found, told)  # fmt: skip


def _entries(scan: AnyTime) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Centre, rank and case (numbered by location) of every case in every centre's largest zone."""
    zones = scan.task.zones
    centre = np.repeat(np.arange(zones.n_locations), np.diff(zones.first))
    rank = np.arange(zones.n_zones) - zones.first[centre]
    size = np.diff(scan.case_first)[zones.members].astype(np.int64)
    begins = np.repeat(scan.case_first[zones.members] - (np.cumsum(size) - size), size)
    return np.repeat(centre, size), np.repeat(rank, size), begins + np.arange(size.sum())


def _candidates(scan: AnyTime, entries: tuple, unit_of_case: NDArray[np.int32]):  # type: ignore[no-untyped-def, type-arg]
    """All windows from a case to a later one of the same centre, with each of the zones that matter: for each lag
    (entries, rank, start, end, count, expected), where the counts of a window rise with the ranks within it."""
    task, zones = scan.task, scan.task.zones
    centre, rank, case = entries
    unit = unit_of_case[case].astype(np.int64)
    order = np.lexsort((rank, unit, centre))
    centre, rank, unit = centre[order], rank[order], unit[order]
    begin = np.arange(centre.size)
    for lag in range(centre.size):
        begin = begin[begin + lag < centre.size]
        begin = begin[(centre[begin + lag] == centre[begin]) & (unit[begin + lag] - unit[begin] < task.windows)]
        if begin.size == 0:
            return
        if lag + 1 < task.fewest:
            continue
        ranks = np.sort(rank[begin[:, None] + np.arange(lag + 1)], axis=1)[:, task.fewest - 1 :]
        in_zone = scan.zone_n[zones.first[centre[begin]][:, None] + ranks].astype(np.float64)
        start, end = unit[begin], unit[begin + lag] + 1
        in_window = (scan.before[end] - scan.before[start]).astype(np.float64)
        count = np.broadcast_to(np.arange(task.fewest, lag + 2), ranks.shape)
        yield centre[begin], ranks, start, end, count, in_zone * in_window[:, None] / task.n


def _maxima_numpy(scan: AnyTime, chunk: range) -> NDArray[np.float64]:
    task, entries = scan.task, _entries(scan)
    found = []
    for order in permutations(task.key, chunk, task.n):
        tried = _candidates(scan, entries, task.unit_of_case[order])
        found.append(max((greatest(count, mu, task.n, task.fewest) for *_, count, mu in tried), default=0.0))
    return np.array(found)


def _best_numpy(scan: AnyTime) -> Best:
    task = scan.task
    found, told = np.zeros(task.zones.n_locations), np.zeros((task.zones.n_locations, 6), dtype=np.int64)
    for centres, ranks, start, end, count, mu in _candidates(scan, _entries(scan), task.unit_of_case[scan.case_order]):
        ratio = log_likelihood_ratio(count, mu, task.n)
        for row in range(len(centres)):
            column = int(ratio[row].argmax())
            centre, value = int(centres[row]), float(ratio[row, column])
            place = (ranks[row, column], start[row], end[row])
            if value > found[centre] or (value == found[centre] > 0 and place < tuple(told[centre, :3])):
                found[centre] = value
                told[centre] = (*place, count[row, column], 0, 0)
    zone = scan.task.zones.first[:-1] + told[:, 0]
    told[:, 4] = scan.zone_n[np.minimum(zone, scan.zone_n.size - 1)]
    told[:, 5] = scan.before[told[:, 2]] - scan.before[told[:, 1]]
    return best_of(found, told, task.n)
