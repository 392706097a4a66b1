"""Counts of area x category x week, kept dense so that any choice of categories and weeks is answered at once.

A read model: built from rows, kept up by `add` and `take_away`, and wrong for nobody as long as every row is counted
once. Cells are 16 bits; where one would pass 65,535 the whole cube is widened to 32 bits, so nothing is ever lost or
wrapped around. Weeks are whole weeks from a Monday, by local date. Ranges are [from, to).
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_int32, c_int64, c_void_p
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine import kernels
from lykta_engine.errors import BadInput, same_length
from lykta_engine.replicates import Threads
from lykta_engine.words import EVENT, Noun, counted, reporting_caution

METHOD = "cube/1"
REFERENCE = "Gray et al. 1997, Data Min. Knowl. Discov. 1:29 (the data cube)"
WEEK = np.timedelta64(7, "D")
MOST_ROWS = 2**31
ROWS_A_THREAD = 500_000

Counts = NDArray[np.unsignedinteger[Any]]
SENTENCES = {
    "sv": "{counted} räknade per område, kategori och vecka: {areas} områden, {categories} kategorier, {weeks} veckor "
    "från måndag {first}. {caution}",
    "en": "{counted} counted by area, category and week: {areas} areas, {categories} categories, {weeks} weeks from "
    "Monday {first}. {caution}",
}


@dataclass(frozen=True, slots=True, eq=False)
class WeekCube:
    """`counts[area, category, week]`; may be a read-only map of a file. `first_monday` is week 0."""

    counts: Counts
    first_monday: np.datetime64
    method: str = field(default=METHOD)
    reference: str = field(default=REFERENCE)

    def __post_init__(self) -> None:
        if self.counts.ndim != 3 or self.counts.dtype.kind != "u" or not self.counts.flags.c_contiguous:
            raise BadInput("a cube is area x category x week in unsigned whole numbers, in that order in memory")
        if np.isnat(self.first_monday) or (int(self.first_monday.astype("datetime64[D]").astype(np.int64)) + 3) % 7:
            raise BadInput("a cube begins on a Monday")

    @property
    def n(self) -> int:
        return int(self.counts.sum(dtype=np.int64))

    def week_of(self, dates: ArrayLike) -> NDArray[np.int16]:
        """The week of each local date; below 0 or past the last week where it is outside the cube."""
        return weeks_since(self.first_monday, dates)

    def query(
        self, categories: Sequence[int] | None = None, weeks: tuple[int, int] | None = None
    ) -> NDArray[np.uint32]:
        """Counts by area x week, shape (areas, weeks): the sum of the chosen categories in weeks [from, to).

        A category named twice counts once. BadInput for a category or week outside the cube.
        """
        chosen, (first, last) = _chosen(categories, self.counts.shape[1]), _span(weeks, self.counts.shape[2])
        work = _summed_in_c if _fits_kernel(self.counts) else _summed
        return work(self.counts, chosen, first, last)

    def series(self, area: int, categories: Sequence[int] | None = None) -> NDArray[np.int64]:
        """One area's counts by week."""
        if not 0 <= area < self.counts.shape[0]:
            raise BadInput(f"there is no area {area}; there are {self.counts.shape[0]}")
        chosen = _chosen(categories, self.counts.shape[1])
        return np.asarray(self.counts[area, chosen].sum(axis=0, dtype=np.int64))

    def add(self, area: ArrayLike, category: ArrayLike, week: ArrayLike) -> WeekCube:
        """With these rows too. The cube itself is written to; the answer is another one only where it was widened."""
        return self._changed(area, category, week, 1)

    def take_away(self, area: ArrayLike, category: ArrayLike, week: ArrayLike) -> WeekCube:
        """Without these rows, which were counted before: a correction is `take_away` of the old and `add` of the new.

        BadInput, and the cube as it was, where a cell would fall below zero.
        """
        return self._changed(area, category, week, -1)

    def longer(self, weeks: int) -> WeekCube:
        """The same with room for more weeks at the end."""
        if weeks < self.counts.shape[2]:
            raise BadInput("a cube is never shortened")
        counts = np.zeros((*self.counts.shape[:2], weeks), dtype=self.counts.dtype)
        counts[:, :, : self.counts.shape[2]] = self.counts
        return WeekCube(counts, self.first_monday)

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """What is counted, by what, from when."""
        areas, categories, weeks = self.counts.shape
        number = counted(self.n, event or EVENT[language], language)
        return SENTENCES[language].format(
            counted=number[:1].upper() + number[1:],
            areas=areas,
            categories=categories,
            weeks=weeks,
            first=self.first_monday.astype("datetime64[D]"),
            caution=reporting_caution(language),
        )

    def _changed(self, area: ArrayLike, category: ArrayLike, week: ArrayLike, step: int) -> WeekCube:
        rows = _inside(_rows(area, category, week), self.counts.shape)
        if not self.counts.flags.writeable:
            raise BadInput("this cube is read-only; copy it before it is changed")
        if _fits_kernel(self.counts):
            done = _counted_in_c(self.counts, rows, step)
            if done == rows[0].size:
                return self
            _counted_in_c(self.counts, tuple(column[:done] for column in rows), -step)  # as it was
        return _counted(self, rows, step)


def empty_cube(areas: int, categories: int, weeks: int, first_monday: np.datetime64) -> WeekCube:
    return WeekCube(np.zeros((areas, categories, weeks), dtype=np.uint16), first_monday)


def build_cube(
    area: ArrayLike,
    category: ArrayLike,
    week: ArrayLike,
    *,
    shape: tuple[int, int, int],
    first_monday: np.datetime64,
) -> WeekCube:
    """Count rows. `area`, `category`, `week`: whole numbers from 0, of equal length, below `shape` (else BadInput)."""
    return empty_cube(*shape, first_monday).add(area, category, week)


def weeks_since(first_monday: np.datetime64, dates: ArrayLike) -> NDArray[np.int16]:
    """Whole weeks between a Monday and local dates (datetime64)."""
    try:
        days = np.asarray(dates, dtype="datetime64[D]")
    except (TypeError, ValueError):
        raise BadInput("dates must be days") from None
    if np.isnat(days).any():
        raise BadInput("a row without a date belongs to no week")
    weeks = (days - first_monday.astype("datetime64[D]")) // WEEK
    if weeks.size and (weeks.min() < -(2**15) or weeks.max() >= 2**15):
        raise BadInput("a date is more than 600 years from the first week")
    return np.asarray(weeks, dtype=np.int16)


def area_by_week(
    area: ArrayLike,
    category: ArrayLike,
    week: ArrayLike,
    *,
    areas: int,
    categories: Sequence[int],
    n_categories: int,
    weeks: tuple[int, int],
    threads: int | None = None,
) -> NDArray[np.uint32]:
    """Straight from rows to area x week, without a cube: rows of the chosen categories in weeks [from, to).

    int32 areas and int16 categories and weeks are read as they are; other whole numbers are copied first. Rows of
    other weeks are passed over; rows of areas or categories that do not exist are BadInput.
    """
    rows = _rows(area, category, week)
    first, last = weeks
    if last < first or areas < 1 or n_categories < 1:
        raise BadInput("there must be an area and a category, and the weeks must not end before they begin")
    wanted = np.zeros(n_categories, dtype=np.uint8)
    wanted[_chosen(categories, n_categories)] = 1
    if kernels.library() is None:
        return _grouped(rows, areas, wanted, first, last)
    return _grouped_in_c(rows, areas, wanted, first, last, Threads(threads))


Rows = tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int16]]


def _rows(area: ArrayLike, category: ArrayLike, week: ArrayLike) -> Rows:
    columns = {"area": np.asarray(area), "category": np.asarray(category), "week": np.asarray(week)}
    if any(column.ndim != 1 for column in columns.values()):
        raise BadInput("area, category and week must be arrays of one dimension")
    if same_length(**columns) >= MOST_ROWS:
        raise BadInput("at most 2,147,483,647 rows at a time")
    return (
        _whole(columns["area"], np.dtype(np.int32), "area"),
        _whole(columns["category"], np.dtype(np.int16), "category"),
        _whole(columns["week"], np.dtype(np.int16), "week"),
    )


def _whole(column: NDArray[Any], dtype: np.dtype[Any], name: str) -> NDArray[Any]:
    """As `dtype`, where every value is a whole number that fits it."""
    if column.dtype == dtype:
        return np.ascontiguousarray(column)
    if column.size == 0:
        return np.zeros(0, dtype=dtype)
    limits = np.iinfo(dtype)
    if column.dtype.kind not in "iu" or column.min() < limits.min or column.max() > limits.max:
        raise BadInput(f"{name} must be whole numbers of at most {8 * dtype.itemsize} bits")
    return column.astype(dtype)


def _inside(rows: Rows, shape: tuple[int, ...]) -> Rows:
    columns: list[NDArray[Any]] = list(rows)
    for column, size, name in zip(columns, shape, ("area", "category", "week"), strict=True):
        if column.size and (column.min() < 0 or column.max() >= size):
            raise BadInput(f"a row has a {name} outside the cube, which has {size}")
    return rows


def _chosen(categories: Sequence[int] | None, there_are: int) -> NDArray[np.int64]:
    if categories is None:
        return np.arange(there_are, dtype=np.int64)
    chosen = sorted(set(categories))
    if chosen and (chosen[0] < 0 or chosen[-1] >= there_are):
        raise BadInput(f"a category is outside the {there_are} there are")
    return np.array(chosen, dtype=np.int64)


def _span(weeks: tuple[int, int] | None, there_are: int) -> tuple[int, int]:
    first, last = weeks or (0, there_are)
    if not 0 <= first <= last <= there_are:
        raise BadInput(f"weeks {first} to {last} are not within the {there_are} of the cube")
    return first, last


def _fits_kernel(counts: Counts) -> bool:
    return counts.dtype == np.uint16 and kernels.library() is not None


def _summed_in_c(counts: Counts, chosen: NDArray[np.int64], first: int, last: int) -> NDArray[np.uint32]:
    work = kernels.function("lykta_cube_sum", None, c_void_p, *[c_int64] * 4, c_void_p, *[c_int64] * 3, c_void_p)
    if work is None:
        return _summed(counts, chosen, first, last)
    areas, categories, weeks = counts.shape
    summed = np.empty((areas, last - first), dtype=np.uint32)
    sizes = (categories, weeks, chosen.ctypes.data, chosen.size, first, last, summed.ctypes.data)
    work(counts.ctypes.data, 0, areas, *sizes)
    return summed


def _summed(counts: Counts, chosen: NDArray[np.int64], first: int, last: int) -> NDArray[np.uint32]:
    summed = np.zeros((counts.shape[0], last - first), dtype=np.uint32)
    for category in chosen:
        summed += counts[:, category, first:last]
    return summed


def _counted_in_c(counts: Counts, rows: tuple[NDArray[Any], ...], step: int) -> int:
    work = kernels.function("lykta_cube_add", c_int64, c_void_p, c_void_p, c_void_p, *[c_int64] * 4, c_int32, c_void_p)
    if work is None:
        return 0
    columns = (column.ctypes.data for column in rows)
    return int(work(*columns, rows[0].size, *counts.shape, step, counts.ctypes.data))


def _counted(cube: WeekCube, rows: Rows, step: int) -> WeekCube:
    """Cells by sorting: as many steps in each as rows that fall there."""
    codes = np.ravel_multi_index(rows, cube.counts.shape)
    cells, times = np.unique(codes, return_counts=True)
    flat = cube.counts.reshape(-1)
    after = flat[cells].astype(np.int64) + step * times
    if (after < 0).any():
        raise BadInput("more rows are taken away than were counted in a cell")
    if after.size and after.max() > np.iinfo(cube.counts.dtype).max:
        wide: Counts = cube.counts.astype(np.uint32 if after.max() < 2**32 else np.uint64)
        wide.reshape(-1)[cells] = after
        return WeekCube(wide, cube.first_monday)
    flat[cells] = after
    return cube


def _grouped_in_c(
    rows: Rows, areas: int, wanted: NDArray[np.uint8], first: int, last: int, threads: Threads
) -> NDArray[np.uint32]:
    work = kernels.function(
        "lykta_cube_rows", c_int64, c_void_p, c_void_p, c_void_p, *[c_int64] * 4, c_void_p, c_int64, c_int64, c_void_p
    )
    if work is None:
        return _grouped(rows, areas, wanted, first, last)
    n = rows[0].size
    parts = max(1, min(threads.n, n // ROWS_A_THREAD))
    edges = np.linspace(0, n, parts + 1).astype(int).tolist()
    pieces = [range(a, b) for a, b in pairwise(edges)]
    return np.asarray(sum(threads.run(partial(_piece, work), (rows, areas, wanted, first, last), pieces)))


def _piece(work: Any, shared: tuple[Rows, int, NDArray[np.uint8], int, int], piece: range) -> NDArray[np.uint32]:
    rows, areas, wanted, first, last = shared
    grouped = np.zeros((areas, last - first), dtype=np.uint32)
    columns = (column.ctypes.data for column in rows)
    bounds = (piece.start, piece.stop, areas, wanted.size, wanted.ctypes.data, first, last)
    if work(*columns, *bounds, grouped.ctypes.data) < 0:
        raise BadInput("a row has an area or category that does not exist")
    return grouped


def _grouped(rows: Rows, areas: int, wanted: NDArray[np.uint8], first: int, last: int) -> NDArray[np.uint32]:
    area, category, week = rows
    _inside((area, category, np.zeros_like(week)), (areas, wanted.size, 1))
    kept = (wanted[category] == 1) & (week >= first) & (week < last)
    codes = area[kept].astype(np.int64) * (last - first) + (week[kept] - first)
    counts = np.bincount(codes, minlength=areas * (last - first))
    return counts.reshape(areas, last - first).astype(np.uint32)
