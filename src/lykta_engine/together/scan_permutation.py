"""Is there a place that, for a while, has more events than its own level and the whole's course over time explain?

The space-time permutation scan (Kulldorff, Heffernan, Hartman, Assunção & Mostashari 2005, PLoS Medicine 2:e59):
in a circle with n of all C events, during a window with w of them, n w / C are expected (equation 2); each circle's
and window's Poisson generalised likelihood ratio is reckoned (equation 4), and the greatest of the map is compared
with the greatest of maps where the events' times have been dealt out anew among the same events. No population is
needed. Places that always have many are not clusters, and neither is a time when all places have many or few: an
outage of reporting everywhere gives none.

Assumed: events are independent of each other but for the cluster; the shares of places do not drift over the study.
A slow drift (a new housing area) is found as a cluster too: choose a period in which that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, finite, same_length, whole_counts
from lykta_engine.replicates import Runner, Threads, chunks, key_from
from lykta_engine.together import scan_any_time, scan_recent
from lykta_engine.together.scan_result import (
    Clock,
    Model,
    ScanResult,
    Settings,
    check_settings,
    clusters_of,
    verdict_on,
)
from lykta_engine.together.scan_task import Best, Task
from lykta_engine.together.scan_time import Study, Times
from lykta_engine.together.scan_zones import Zones, circular_zones, some_zones, square_cells

METHOD = "scan_permutation/1"
REFERENCE = (
    "Kulldorff, Heffernan, Hartman, Assunção & Mostashari 2005, PLoS Medicine 2:e59; "
    "Gumbel p: Abrams, Kulldorff & Kleinman 2010, Int. J. Health Geogr. 9:61"
)
FEWEST_EVENTS = 10
CELL_M, RADIUS_M = 200.0, 600.0
RECENT_UNIT_DAYS, RECENT_UNITS = 1.0, 28
PAST_UNIT_DAYS, PAST_UNITS = 7.0, 26


def scan_permutation(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    rng: np.random.Generator,
    prospective: bool = False,
    cell_m: float = CELL_M,
    max_radius_m: float = RADIUS_M,
    max_share: float = 0.5,
    unit_days: float | None = None,
    max_window_units: int | None = None,
    period: tuple[Any, Any] | None = None,
    fewest_in_cluster: int = 5,
    replicates: int = 999,
    alpha: float = 0.05,
    days_between_looks: float | None = None,
    runner: Runner | None = None,
) -> ScanResult:
    """x, y: (events,) metres in a plane; day: (events,) day numbers with or without fractions, or datetime64.

    prospective: only windows that last to the end of the study, of 1 to 28 days; else windows anywhere in it, of 1 to
    26 weeks. A unit of time is `unit_days`, and a window 1 to `max_window_units` of them, at most half of the study.
    Units are counted back from the study's end, so the first may be shorter. period: the study [start, end), from
    the first event's day to the day after the last one's unless given; give it for a prospective scan, whose end is
    today and not the last event. Events outside it are left out and counted. A circle has at most `max_radius_m` and
    `max_share` of all events. days_between_looks: how often the prospective scan is made (unit_days unless given).
    Order of cells: scan_zones. Raises BadInput, and TooFewEvents for fewer than 10 events or 2 places or times.
    """
    times = Times.of(day)
    east, north = finite(x, "x"), finite(y, "y")
    same_length(x=east, y=north, day=times.days)
    unit = unit_days or (RECENT_UNIT_DAYS if prospective else PAST_UNIT_DAYS)
    study = times.study(period, unit)
    inside = study.holds(times.days)
    enough(int(inside.sum()))
    cells = square_cells(east[inside], north[inside], cell_m)
    zones = circular_zones(
        cells.centres, max_radius=max_radius_m, weight=np.bincount(cells.of_event), max_share=max_share
    )
    window = max_window_units or (RECENT_UNITS if prospective else PAST_UNITS)
    settings = Settings(Model.SPACE_TIME_PERMUTATION, prospective, max_radius_m, max_share, window, unit, cell_m,
                        fewest_in_cluster, replicates, alpha, days_between_looks or unit)  # fmt: skip
    cases = Cases(cells.of_event, study.unit_of(times.days[inside]), int((~inside).sum()))
    return scanned(cases, zones, study, settings, key_from(rng), runner or Threads())


def scan_permutation_at(
    location: ArrayLike,
    day: ArrayLike,
    zones: Zones,
    *,
    rng: np.random.Generator,
    prospective: bool = False,
    unit_days: float = 1.0,
    max_window_units: int = 28,
    period: tuple[Any, Any] | None = None,
    max_radius_m: float | None = None,
    max_share: float = 0.5,
    fewest_in_cluster: int = 2,
    replicates: int = 999,
    alpha: float = 0.05,
    days_between_looks: float | None = None,
    runner: Runner | None = None,
) -> ScanResult:
    """The same for locations with numbers, one an event, and zones over them (`circular_zones`, with the events of
    each location as weight). max_radius_m and max_share only tell the reader with what the zones were made."""
    times, place = Times.of(day), whole_counts(location, "location")
    same_length(location=place, day=times.days)
    if place.size and place.max() >= zones.n_locations:
        raise BadInput("a location has a number beyond the zones' locations")
    study = times.study(period, unit_days)
    inside = study.holds(times.days)
    settings = Settings(Model.SPACE_TIME_PERMUTATION, prospective, max_radius_m, max_share, max_window_units, unit_days,
                        None, fewest_in_cluster, replicates, alpha, days_between_looks or unit_days)  # fmt: skip
    cases = Cases(place[inside], study.unit_of(times.days[inside]), int((~inside).sum()))
    return scanned(cases, zones, study, settings, key_from(rng), runner or Threads())


@dataclass(frozen=True, slots=True)
class Cases:
    place: NDArray[np.int64]
    unit: NDArray[np.int64]
    n_left_out: int


def scanned(cases: Cases, zones: Zones, study: Study, asked: Settings, key: int, runner: Runner) -> ScanResult:
    enough(cases.place.size)
    check_settings(asked)
    _varied(cases)
    some_zones(zones)
    settings = replace(asked, max_window_units=min(asked.max_window_units, max(study.units // 2, 1)))
    task = _task(cases, zones, study.units, settings, key)
    best, maxima = _reckoned(task, runner, settings.replicates)
    clusters = clusters_of(best, zones, maxima, task.n, Clock(study.edges()), settings)
    return ScanResult(
        settings=settings,
        n_events=task.n,
        n_outside_period=cases.n_left_out,
        n_locations=zones.n_locations,
        n_zones=zones.n_zones,
        n_units=study.units,
        period=study.period(),
        clusters=clusters,
        maxima=maxima,
        key=key,
        verdict=verdict_on(clusters),
        method=METHOD,
        reference=REFERENCE,
    )


def enough(n: int) -> None:
    if n < FEWEST_EVENTS:
        raise TooFewEvents(f"a scan needs at least {FEWEST_EVENTS} events, not {n}", needed=FEWEST_EVENTS, got=n)


def _varied(cases: Cases) -> None:
    """With all events at one place or in one unit of time there is nothing to deal out anew."""
    if (cases.place == cases.place[0]).all():
        raise TooFewEvents("all events are at one place: a scan compares places", needed=2, got=1)
    if (cases.unit == cases.unit[0]).all():
        raise TooFewEvents("all events are in one unit of time: a scan compares times", needed=2, got=1)


def _task(cases: Cases, zones: Zones, units: int, settings: Settings, key: int) -> Task:
    order = np.lexsort((cases.place, cases.unit))  # not the caller's order: rows moved about give the same answer
    return Task(
        key=key,
        zones=zones,
        cell_of_case=cases.place[order].astype(np.int32),
        unit_of_case=cases.unit[order].astype(np.int32),
        units=units,
        windows=settings.max_window_units,
        fewest=settings.fewest_in_cluster,
        prospective=settings.prospective,
    )


def _reckoned(task: Task, runner: Runner, replicates: int) -> tuple[Best, NDArray[np.float64]]:
    if task.prospective:
        recent = scan_recent.prepared(task)
        return scan_recent.best_by_centre(recent), np.concatenate(
            runner.run(scan_recent.maxima, recent, chunks(replicates))
        )
    scan = scan_any_time.prepared(task)
    return scan_any_time.best_by_centre(scan), np.concatenate(
        runner.run(scan_any_time.maxima, scan, chunks(replicates))
    )
