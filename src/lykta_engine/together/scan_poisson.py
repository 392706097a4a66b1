"""Is there an area with more cases than its population, or another basis for what to expect, explains?

The Poisson scan (Kulldorff 1997, Communications in Statistics 26:1481; in space and time: Kulldorff 2001, JRSS A
164:61): each circle's, and each window's, cases against what its share of the population gives, by the generalised
likelihood ratio of equation 4; the greatest of the map is compared with the greatest of maps where all cases are
dealt out by population alone.

Assumed: cases are independent, and risk is the same everywhere but for the cluster. Crime is rarely so: people pass
through places where few live, so a town centre is always a cluster. Give `expected` from something that explains the
usual level (visitors, or the years before), or use the permutation scan, which needs no population.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, finite, same_length, whole_counts
from lykta_engine.replicates import Runner, Threads, chunks, key_from
from lykta_engine.together import scan_counts
from lykta_engine.together.scan_result import (
    Clock,
    Model,
    ScanResult,
    Settings,
    check_settings,
    clusters_of,
    verdict_on,
)
from lykta_engine.together.scan_time import whole_days
from lykta_engine.together.scan_zones import circular_zones, some_zones

METHOD = "scan_poisson/1"
REFERENCE = (
    "Kulldorff 1997, Communications in Statistics 26:1481; Kulldorff 2001, JRSS A 164:61; "
    "Gumbel p: Abrams, Kulldorff & Kleinman 2010, Int. J. Health Geogr. 9:61"
)
MOST_CASES = 20_000_000
FEWEST_CASES = 2
LARGEST_EXPECTED = 200_000_000  # numbers in the table of each zone's expected cases


def scan_poisson(
    positions: ArrayLike,
    cases: ArrayLike,
    population: ArrayLike,
    *,
    rng: np.random.Generator,
    edges: ArrayLike | None = None,
    prospective: bool = False,
    max_radius_m: float | None = None,
    max_share: float = 0.5,
    max_window_units: int | None = None,
    fewest_in_cluster: int = 2,
    replicates: int = 999,
    alpha: float = 0.05,
    days_between_looks: float | None = None,
    runner: Runner | None = None,
) -> ScanResult:
    """positions: (locations, 2) metres (or (locations, 3) on a sphere). cases: (locations,) counts, and time is not
    scanned; or (locations, units). population: of the same shape, or (locations,) for one that stays the same; any
    numbers in proportion to what is expected will do, such as `expected_from_population`'s.

    A circle has at most `max_share` of the population (of what is expected, over all units). Windows are 1 to
    `max_window_units` units, half of all units unless given. edges: (units + 1,) day numbers or datetime64 where
    units begin and the last one ends, to name the windows; without them units are numbered from 0.
    Raises BadInput where there are cases and no population, or no population at all; TooFewEvents for fewer than
    2 cases or 2 locations.
    """
    observed, expected = _counted(cases, population)
    units = observed.shape[1]
    in_time = np.ndim(cases) == 2
    marks = _edges(edges, units) if in_time else None
    window = max_window_units if max_window_units is not None else max(units // 2, 1)
    model = Model.POISSON_SPACE_TIME if in_time else Model.POISSON_SPACE
    asked = Settings(model, prospective and in_time, max_radius_m, max_share, window, None, None, fewest_in_cluster,
                     replicates, alpha, days_between_looks)  # fmt: skip
    check_settings(asked)
    settings = replace(asked, max_window_units=min(window, units))
    zones = circular_zones(positions, max_radius=max_radius_m, weight=expected.sum(axis=1), max_share=max_share)
    same_length(positions=zones.positions, cases=observed)
    some_zones(zones)
    if zones.n_zones * (units + 1) > LARGEST_EXPECTED:
        raise BadInput("so many zones and units cannot be scanned: choose a smaller radius or longer units")
    scan = scan_counts.prepared(key_from(rng), zones, observed, expected, windows=settings.max_window_units,
                                fewest=fewest_in_cluster, prospective=settings.prospective)  # fmt: skip
    best = scan_counts.best_by_centre(scan)
    maxima = np.concatenate((runner or Threads()).run(scan_counts.maxima, scan, chunks(replicates)))
    clusters = clusters_of(best, zones, maxima, scan.n, Clock(marks), settings)
    return ScanResult(
        settings=settings,
        n_events=scan.n,
        n_outside_period=0,
        n_locations=zones.n_locations,
        n_zones=zones.n_zones,
        n_units=units,
        period=None if marks is None else (Clock(marks).at(0), Clock(marks).at(units)),
        clusters=clusters,
        maxima=maxima,
        key=scan.key,
        verdict=verdict_on(clusters),
        method=METHOD,
        reference=REFERENCE,
    )


def _counted(cases: ArrayLike, population: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cases and expected cases, both (locations, units)."""
    observed = whole_counts(cases, "cases", dimensions=2 if np.ndim(cases) == 2 else 1)
    observed = observed if observed.ndim == 2 else observed[:, None]
    people = finite(population, "population", dimensions=2 if np.ndim(population) == 2 else 1)
    people = people[:, None] if people.ndim == 1 else people
    if people.ndim != 2 or people.shape[0] != observed.shape[0] or people.shape[1] not in (1, observed.shape[1]):
        raise BadInput("population must have the shape of the cases, or one number a location")
    if (people < 0).any():
        raise BadInput("population must be numbers from zero up")
    people = np.broadcast_to(people, observed.shape)
    _enough(observed, people)
    return observed, people / people.sum() * observed.sum()


def _enough(observed: NDArray[np.int64], people: NDArray[np.float64]) -> None:
    if people.sum() == 0:
        raise BadInput("the population is zero everywhere: nothing can be expected")
    if (observed[people == 0] > 0).any():
        raise BadInput("there are cases where the population is zero")
    if len(observed) < 2:
        raise TooFewEvents("a scan compares at least two locations", needed=2, got=len(observed))
    if observed.sum() > MOST_CASES:
        raise BadInput(f"more than {MOST_CASES} cases cannot be thrown one by one: scan a shorter time")
    if observed.sum() < FEWEST_CASES:
        n = int(observed.sum())
        raise TooFewEvents(f"a scan needs at least {FEWEST_CASES} cases, not {n}", needed=FEWEST_CASES, got=n)


def _edges(edges: ArrayLike | None, units: int) -> NDArray[Any]:
    if edges is None:
        return np.arange(units + 1)
    marks: NDArray[Any] = np.asarray(edges)
    if marks.shape != (units + 1,):
        raise BadInput("edges must be one more than the units of time")
    if marks.dtype.kind != "M":
        marks = finite(marks, "edges")
    elif np.isnat(marks).any():
        raise BadInput("edges hold dates that are missing")
    else:
        marks = whole_days(marks.astype("datetime64[s]"))
    if (np.diff(marks).astype(np.float64) <= 0).any():
        raise BadInput("edges must rise")
    return marks
