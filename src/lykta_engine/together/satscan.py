"""The input of a scan as files for SaTScan (satscan.org), so that anybody can check a cluster there; and readers.

`permutation_files`, `permutation_files_at` and `poisson_files` answer {file name: text}: cases (.cas), coordinates
(.geo), for Poisson population (.pop), and the settings (.prm). Nothing is written to disk. Locations are numbered in
the engine's order with leading zeros, so that locations at the same distance come in the same order in both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite, same_length, whole_counts
from lykta_engine.together.scan_result import Model, ScanResult, Settings
from lykta_engine.together.scan_time import SECONDS, Times
from lykta_engine.together.scan_zones import square_cells

GENERIC, DAY, NO_TIME = 4, 3, 0  # SaTScan's numbers for the precision of times
RETROSPECTIVE, PROSPECTIVE, PURELY_SPATIAL = 3, 4, 1
POISSON, PERMUTATION = 0, 2
UNSPECIFIED_YEAR = 2000  # where time is not scanned the population still needs a date


def permutation_files(
    x: ArrayLike, y: ArrayLike, day: ArrayLike, result: ScanResult, name: str = "scan"
) -> dict[str, str]:
    """The input of `scan_permutation`, whose result says the cells, the period and the settings."""
    size = result.settings.cell_m
    if size is None:
        raise BadInput("the result is of a scan over locations: use permutation_files_at")
    east, north, times = finite(x, "x"), finite(y, "y"), Times.of(day)
    same_length(x=east, y=north, day=times.days)
    inside = _inside(times, result)
    cells = square_cells(east[inside], north[inside], size)
    return _permutation(cells.of_event, cells.centres, times.days[inside], times.dated, result, name)


def permutation_files_at(
    location: ArrayLike, day: ArrayLike, positions: ArrayLike, result: ScanResult, name: str = "scan"
) -> dict[str, str]:
    """The input of `scan_permutation_at`: positions (locations, 2) in metres."""
    place, times = whole_counts(location, "location"), Times.of(day)
    same_length(location=place, day=times.days)
    inside, points = _inside(times, result), finite(positions, "positions", dimensions=2)
    if place.size and place.max() >= len(points):
        raise BadInput(f"there is no location {place.max()}; there are {len(points)}")
    return _permutation(place[inside], points, times.days[inside], times.dated,
                        result, name)  # fmt: skip


def poisson_files(
    positions: ArrayLike, cases: ArrayLike, population: ArrayLike, result: ScanResult, name: str = "scan"
) -> dict[str, str]:
    """The input of `scan_poisson`. Units of time are numbered from 0. SaTScan draws straight lines between a
    population's dates, so one that changes from unit to unit gives close but not the same expected numbers there."""
    points = finite(positions, "positions", dimensions=2)
    counts = whole_counts(cases, "cases", dimensions=2 if np.ndim(cases) == 2 else 1)
    in_time = counts.ndim == 2
    table = counts if in_time else counts[:, None]
    people = finite(population, "population", dimensions=2 if np.ndim(population) == 2 else 1)
    people = people[:, None] if people.ndim == 1 else people
    same_length(positions=points, cases=table, population=people)
    if in_time and people.shape[1] not in (1, table.shape[1]):
        raise BadInput("population must have the shape of the cases, or one number a location")
    place, unit = np.nonzero(table)
    names = _names(len(points))
    rows = [f"{names[p]} {table[p, u]}{f' {u}' if in_time else ''}" for p, u in zip(place, unit, strict=True)]
    dates = range(people.shape[1]) if in_time else [UNSPECIFIED_YEAR]
    inhabitants = [
        f"{names[p]} {u} {_number(n)}" for p, row in enumerate(people) for u, n in zip(dates, row, strict=True)
    ]
    first, last = (
        ("0", str(table.shape[1] - 1)) if in_time else (f"{UNSPECIFIED_YEAR}/1/1", f"{UNSPECIFIED_YEAR}/12/31")
    )
    settings = _settings(
        result.settings, name, first, last, GENERIC if in_time else NO_TIME, result.settings.max_window_units
    )
    return {
        f"{name}.cas": _text(rows),
        f"{name}.geo": _coordinates(points),
        f"{name}.pop": _text(inhabitants),
        f"{name}.prm": settings,
    }


def _inside(times: Times, result: ScanResult) -> NDArray[np.bool_]:
    if result.settings.model is not Model.SPACE_TIME_PERMUTATION or result.period is None:
        raise BadInput("the result is not of a space-time permutation scan")
    return times.study(result.period, 1.0).holds(times.days)


def _permutation(
    place: NDArray[np.int64],
    positions: NDArray[np.float64],
    days: NDArray[np.float64],
    dated: bool,
    result: ScanResult,
    name: str,
) -> dict[str, str]:
    unit = result.settings.unit_days
    if unit is None or unit != int(unit):
        raise BadInput("SaTScan counts time in whole days")
    names, whole = _names(len(positions)), np.floor(days).astype(np.int64)
    rows, counts = np.unique(np.column_stack([place, whole]), axis=0, return_counts=True)
    cases = [f"{names[p]} {n} {_date(d, dated)}" for (p, d), n in zip(rows.tolist(), counts.tolist(), strict=True)]
    first, end = (_day(edge, dated) for edge in result.period or (0, 1))
    settings = _settings(result.settings, name, _date(math.floor(first), dated), _date(math.ceil(end) - 1, dated),
                         DAY if dated else GENERIC, int(unit) * result.settings.max_window_units)  # fmt: skip
    return {f"{name}.cas": _text(cases), f"{name}.geo": _coordinates(positions), f"{name}.prm": settings}


def _day(edge: Any, dated: bool) -> float:
    return float(np.datetime64(edge, "s").astype(np.int64)) / SECONDS if dated else float(edge)


def _date(day: int, dated: bool) -> str:
    return str(np.datetime64(day, "D")).replace("-", "/") if dated else str(day)


def _names(n: int) -> list[str]:
    width = len(str(max(n - 1, 0)))
    return [f"{number:0{width}d}" for number in range(n)]


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _coordinates(positions: NDArray[np.float64]) -> str:
    if positions.shape[1] != 2:
        raise BadInput("SaTScan's coordinates here are metres in a plane, two columns")
    names = _names(len(positions))
    return _text([f"{name} {_number(x)} {_number(y)}" for name, (x, y) in zip(names, positions, strict=True)])


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _settings(settings: Settings, name: str, first: str, last: str, precision: int, longest: int) -> str:
    poisson = settings.model is not Model.SPACE_TIME_PERMUTATION
    spatial = settings.model is Model.POISSON_SPACE
    analysis = PURELY_SPATIAL if spatial else PROSPECTIVE if settings.prospective else RETROSPECTIVE
    sections: dict[str, dict[str, Any]] = {
        "Input": {
            "CaseFile": f"{name}.cas",
            "PrecisionCaseTimes": precision,
            "StartDate": first,
            "EndDate": last,
            "PopulationFile": f"{name}.pop" if poisson else "",
            "CoordinatesFile": f"{name}.geo",
            "CoordinatesType": 0,
        },
        "Analysis": {
            "AnalysisType": analysis,
            "ModelType": POISSON if poisson else PERMUTATION,
            "ScanAreas": 1,
            "TimeAggregationUnits": NO_TIME if spatial else precision,
            "TimeAggregationLength": int(settings.unit_days or 1),
        },
        "Output": {"ResultsFile": f"{name}.txt"},
        "Spatial Window": {
            "MaxSpatialSizeInPopulationAtRisk": _number(100 * settings.max_share),
            "UseDistanceFromCenterOption": "n" if settings.max_radius_m is None else "y",
            "MaxSpatialSizeInDistanceFromCenter": _number(settings.max_radius_m or 1),
            "SpatialWindowShapeType": 0,
        },
        "Temporal Window": {
            "MinimumTemporalClusterSize": int(settings.unit_days or 1),
            "MaxTemporalSizeInterpretation": 1,
            "MaxTemporalSize": longest,
            "IncludePurelySpatial": "n",
        },
        "Cluster Restrictions": {"MinimumCasesInHighRateClusters": settings.fewest_in_cluster},
        "Inference": {
            "PValueReportType": 1,
            "MonteCarloReps": settings.replicates,
            "AdjustForEarlierAnalyses": "n",
            "ProspectiveStartDate": last,
        },
        "Spatial Output": {"CriteriaForReportingSecondaryClusters": 0, "ReportGiniClusters": "n"},
    }
    lines = [
        [f"[{section}]", *(f"{key}={value}" for key, value in keys.items()), ""] for section, keys in sections.items()
    ]
    return _text([line for section in lines for line in section])


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Rows of a .cas file: location, count, time as written ("" without one), covariates."""

    location: list[str]
    count: NDArray[np.int64]
    time: list[str]
    covariates: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Rows of a .geo file: x and y; or latitude and longitude, in that order."""

    location: list[str]
    position: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PopulationRows:
    """Rows of a .pop file."""

    location: list[str]
    time: list[str]
    population: NDArray[np.float64]
    covariates: list[tuple[str, ...]]


def read_cases(text: str) -> CaseRows:
    rows = _rows(text, 2, ".cas")
    counts = whole_counts([_float(row[1], ".cas") for row in rows], "the counts of the .cas file")
    times = [row[2] if len(row) > 2 else "" for row in rows]
    return CaseRows([row[0] for row in rows], counts, times, [tuple(row[3:]) for row in rows])


def read_coordinates(text: str) -> Coordinates:
    rows = _rows(text, 3, ".geo")
    position = np.array([[_float(value, ".geo") for value in row[1:3]] for row in rows]).reshape(-1, 2)
    return Coordinates([row[0] for row in rows], finite(position, "the coordinates", dimensions=2))


def read_population(text: str) -> PopulationRows:
    rows = _rows(text, 3, ".pop")
    people = finite([_float(row[2], ".pop") for row in rows], "the population of the .pop file")
    return PopulationRows([row[0] for row in rows], [row[1] for row in rows], people, [tuple(row[3:]) for row in rows])


def _rows(text: str, fewest: int, kind: str) -> list[list[str]]:
    rows = [line.split() for line in text.splitlines() if line.strip()]
    for number, row in enumerate(rows, start=1):
        if len(row) < fewest:
            raise BadInput(f"row {number} of the {kind} file has fewer than {fewest} columns")
    return rows


def _float(word: str, kind: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise BadInput(f"the {kind} file has {word!r} where a number should stand") from None
