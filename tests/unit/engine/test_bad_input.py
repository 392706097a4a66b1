"""Bad input put to every method of the engine: a typed error, or an answer that can be kept and read aloud.

One table: each public method with one good call. Each of its arrays and numbers is then spoilt in every way of the
list, one at a time. What must come back is an EngineError with a sentence, or a result without nan and infinity whose
`explain` works in both languages.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lykta_engine
from lykta_engine.change.change_table import changes, season_periods
from lykta_engine.change.comparisons import compare_period
from lykta_engine.change.counts import ReportingRate, compare_two, compare_with_baseline
from lykta_engine.change.cusum import cusum, false_alarm_every
from lykta_engine.change.decompose import decompose
from lykta_engine.change.delay import compare_recent, nowcast
from lykta_engine.change.delay_triangle import learn_delays
from lykta_engine.change.ears import ears
from lykta_engine.change.farrington import farrington, farrington_flexible
from lykta_engine.change.outage import find_outages
from lykta_engine.change.rates import poisson_rate, poisson_ratio
from lykta_engine.cube import area_by_week, build_cube, weeks_since
from lykta_engine.disclosure.rounding import rounded
from lykta_engine.disclosure.suppression import suppress
from lykta_engine.disclosure.tables import Axis, Table
from lykta_engine.effect.before_after import AreaCounts, rate_ratio, relative_rate
from lykta_engine.effect.before_the_action import had_a_peak, pre_trend, suspected_outages
from lykta_engine.effect.detectable import (
    Plan,
    detectable_difference,
    detectable_ratio,
    power_of_ratio,
    weeks_needed,
)
from lykta_engine.effect.dispersion import contrast_dispersion, dispersion_of, relative_dispersion
from lykta_engine.effect.displacement import displacement_difference, displacement_quotient
from lykta_engine.effect.evaluation import Around, evaluate
from lykta_engine.effect.interrupted import interrupted
from lykta_engine.effect.synthetic_control import synthetic_control
from lykta_engine.effect.tipping_point import tipping_point
from lykta_engine.effect.trend_fits import trend_fits
from lykta_engine.effect.verdict import Circumstances, judge
from lykta_engine.errors import EngineError
from lykta_engine.result import as_data
from lykta_engine.surveys.design import design
from lykta_engine.surveys.differences import changes as survey_differences
from lykta_engine.surveys.differences import difference_between_areas
from lykta_engine.surveys.domains import shares_by_domain
from lykta_engine.surveys.index_definition import definition_from
from lykta_engine.surveys.safety_index import safety_index
from lykta_engine.surveys.series import Question
from lykta_engine.surveys.shares import mean, share, total
from lykta_engine.surveys.weighting import poststratify, rake, trim
from lykta_engine.together.knox import knox
from lykta_engine.together.knox_local import local_knox
from lykta_engine.together.near_repeat import near_repeat
from lykta_engine.together.satscan import permutation_files, permutation_files_at, poisson_files
from lykta_engine.together.scan_expected import expected_from_population, population_over
from lykta_engine.together.scan_permutation import scan_permutation, scan_permutation_at
from lykta_engine.together.scan_poisson import scan_poisson
from lykta_engine.together.scan_zones import circular_zones, square_cells
from lykta_engine.when.aoristic import weekday_hour
from lykta_engine.when.blocks import Cycle
from lykta_engine.when.season import seasonal_profile, year_wheel
from lykta_engine.where.accuracy import accuracy, compare_settings
from lykta_engine.where.busy_cells import busy_cells
from lykta_engine.where.concentration import concentration
from lykta_engine.where.density import density, raster_around
from lykta_engine.where.global_moran import global_moran
from lykta_engine.where.hot_spots import hot_spots, z_scores
from lykta_engine.where.local_moran import local_moran
from lykta_engine.where.neighbours import HexGrid, SquareGrid, from_lists, within_distance
from lykta_engine.where.places import find_places

N = 60
WEEKS = 120
LUCK = np.random.default_rng(20261122)
X, Y = LUCK.uniform(0, 2_000, (2, N))
DAY = LUCK.integers(0, 200, N)
COUNTS = LUCK.poisson(6, WEEKS)
OTHERS = LUCK.poisson(20, WEEKS)
GRID = LUCK.poisson(2, (7, 8))
TIMES = np.datetime64("2024-01-01T00:00") + LUCK.integers(0, 700 * 24 * 60, N).astype("timedelta64[m]")
PLACES = np.column_stack([X[:15], Y[:15]])
CASES, PEOPLE = LUCK.poisson(3, (15, 6)), np.full((15, 6), 900.0)
WEIGHTS = LUCK.uniform(0.5, 3, N)
YES = LUCK.integers(0, 2, N)
SEX = np.array(["k", "m"])[LUCK.integers(0, 2, N)]
ATOMS = LUCK.poisson(4, (3, 4))
TABLE = Table("t", (Axis.flat("område", ["a", "b", "c"]), Axis.flat("typ", ["p", "q", "r", "s"])))
ASKED = Question("Har du varit orolig?", ("ja", "nej"), "post", "1")
INDEX = definition_from({
    "name": "t", "version": "1", "items": [{"key": "oro", "direction": "higher_is_worse", "cut": 1}],
})  # fmt: skip
Call = Callable[..., Any]


@dataclass(frozen=True)
class Method:
    """`call` with `given`, all of which is spoilt but what `fixed` names."""

    call: Call
    given: dict[str, Any]
    name: str = ""
    seeded: bool = False

    def __call__(self, **spoilt: Any) -> Any:
        more = {"rng": np.random.default_rng(1)} if self.seeded else {}
        return self.call(**(self.given | spoilt | more))


def m(call: Call, *, seeded: bool = False, name: str = "", **given: Any) -> Method:
    return Method(call, given, name or call.__name__, seeded)


def asked(call: Call, **fixed: Any) -> Call:
    """`call` with what is not spoilt."""
    made = partial(call, **fixed)
    made.__name__ = call.__name__  # type: ignore[attr-defined]
    return made


def of_areas(call: Call, *names: str) -> Call:
    """The four numbers of each area by themselves, so that each is spoilt."""

    def made(**given: Any) -> Any:
        return call(**{
            name: AreaCounts(*(given.pop(f"{name}_{part}") for part in ("before", "after", "weeks_b", "weeks_a")))
            for name in names
        }, **given)  # fmt: skip

    made.__name__ = call.__name__
    return made


def area(name: str, before: int, after: int) -> dict[str, Any]:
    return {f"{name}_before": before, f"{name}_after": after, f"{name}_weeks_b": 52.0, f"{name}_weeks_a": 26.0}


def planned(call: Call) -> Call:
    def made(treated: Any, comparison: Any, weeks_before: Any, weeks_after: Any, **given: Any) -> Any:
        return call(Plan(treated, comparison, weeks_before, weeks_after), **given)

    made.__name__ = call.__name__
    return made


PLAN: dict[str, Any] = {"treated": 100, "comparison": 400, "weeks_before": 26.0, "weeks_after": 26.0}


def weighted(call: Call, **fixed: Any) -> Call:
    """A survey method over the design that the weights make."""

    def made(weights: Any, strata: Any = None, clusters: Any = None, **given: Any) -> Any:
        return call(made=design(weights, strata=strata, clusters=clusters), **given, **fixed)

    made.__name__ = call.__name__
    return made


def settings_compared(observed: Any, first: Any, second: Any, **given: Any) -> Any:
    return compare_settings(observed, {"en": first, "två": second}, **given)


def hit(observed: Any, predicted: Any, area: Any, share_area: Any, alpha: Any) -> Any:
    return accuracy(observed, predicted, area).at(share_area, alpha=alpha)


def survey_changes(after: Any, before: Any, weights: Any, domain: Any, alpha: Any) -> Any:
    shares = [shares_by_domain(answers, design(weights), domain, alpha=alpha) for answers in (after, before)]
    return survey_differences(shares[0], shares[1], ASKED, ASKED)


def raked(made: Any, labels: Any, k: Any, m: Any) -> Any:
    return rake(made, {"kön": labels}, {"kön": {"k": k, "m": m}})


def stratified(made: Any, labels: Any, k: Any, m: Any) -> Any:
    return poststratify(made, labels, {"k": k, "m": m})


def indexed(made: Any, answers: Any, rng: Any, **given: Any) -> Any:
    return safety_index({"oro": answers}, made, INDEX, rng=rng, **given)


def recent(occurred: Any, reported: Any, baseline: Any, now: Any, **given: Any) -> Any:
    return compare_recent(nowcast(occurred, reported, now=now), baseline=baseline, **given)


def with_reporting(count: Any, baseline: Any, active: Any, expected: Any, before: Any) -> Any:
    return compare_with_baseline(count, baseline, reporting=ReportingRate(active, expected, before))


def around(treated: Any, comparison: Any, displacement: Any, beside: Any, **given: Any) -> Any:
    return evaluate(treated, comparison, around=Around(displacement, beside), **given)


def judged(unseen_reporting: Any, ratio: Any, **given: Any) -> Any:
    estimate = relative_rate(AreaCounts(100, 30, 52, 26), AreaCounts(400, 200, 52, 26)).estimate()
    return judge([replace(estimate, ratio=ratio)], Circumstances(unseen_reporting=unseen_reporting), **given)


def hexagons(values: Any) -> Any:
    return hot_spots(values, HexGrid(7, 8), rng=np.random.default_rng(1), replicates=99)


def listed(starts: Any, neighbours: Any, values: Any) -> Any:
    return hot_spots(values, from_lists(starts, neighbours), rng=np.random.default_rng(1), replicates=99)


def near_by(x: Any, y: Any, threshold_m: Any, values: Any) -> Any:
    return local_moran(values, within_distance(x, y, threshold_m), rng=np.random.default_rng(1), replicates=99)


def mapped(x: Any, y: Any, cell_m: Any, bandwidth_m: Any, weights: Any) -> Any:
    return density(x, y, raster_around(X, Y, cell_m), bandwidth_m=bandwidth_m, weights=weights)


def scanned_at(location: Any, day: Any, positions: Any, max_radius: Any, rng: Any, **given: Any) -> Any:
    return scan_permutation_at(location, day, circular_zones(positions, max_radius=max_radius), rng=rng, **given)


def a_scan() -> Any:
    return scan_permutation(X, Y, DAY, rng=np.random.default_rng(1), replicates=19)


def files(x: Any, y: Any, day: Any) -> Any:
    return permutation_files(x, y, day, a_scan())


def files_at(location: Any, day: Any, positions: Any) -> Any:
    return permutation_files_at(location, day, positions, a_scan())


def files_of_counts(positions: Any, cases: Any, population: Any) -> Any:
    result = scan_poisson(PLACES, CASES, PEOPLE, rng=np.random.default_rng(1), replicates=19)
    return poisson_files(positions, cases, population, result)


def cube(area: Any, category: Any, week: Any) -> Any:
    return build_cube(area, category, week, shape=(4, 4, 4), first_monday=np.datetime64("2024-01-01"))


def cube_once(area: Any, category: Any, week: Any) -> Any:
    return area_by_week(area, category, week, areas=4, categories=[1, 2], n_categories=4, weeks=(0, 4))


TREATED, BESIDE = area("treated", 100, 30), area("comparison", 400, 200)
SMALL = {"area": np.arange(4), "category": np.arange(4), "week": np.arange(4)}
GRID_OF = SquareGrid(7, 8)
FEW = {"replicates": 99}
METHODS = [
    m(compare_with_baseline, count=12, baseline=COUNTS[:10], alpha=0.05, dispersion=1.5),
    m(with_reporting, count=12, baseline=COUNTS[:10], active=3, expected=6, before=5.0, name="ReportingRate"),
    m(compare_two, count_a=12, exposure_a=10.0, count_b=4, exposure_b=8.0, alpha=0.05),
    m(poisson_rate, count=12, exposure=4.0, reference_rate=2.0, alpha=0.05),
    m(poisson_ratio, count_a=12, exposure_a=10.0, count_b=4, exposure_b=8.0, alpha=0.05),
    m(compare_period, counts=COUNTS, at=-1, per_year=52, rolling=12, alpha=0.05, left_out=np.zeros(WEEKS, bool)),
    m(changes, counts=LUCK.poisson(5, (2, 3, 60)), at=-1, rolling=26, fdr=0.05, share_reported=0.9),
    m(season_periods, at=110, per_year=52, years=2, half_window=2),
    m(cusum, counts=COUNTS, training=40, k=1.04, h=2.26),
    m(cusum, counts=COUNTS, mean=np.array([6.0]), name="cusum_of_mean"),
    m(false_alarm_every, mean=3.0, k=1.04, h=2.26),
    m(decompose, counts=COUNTS, per_year=52, left_out=np.zeros(WEEKS, bool)),
    m(nowcast, occurred=DAY, reported=DAY + 3, now=200, periods=4, period_days=7, longest=60, alpha=0.05),
    m(learn_delays, occurred=DAY, reported=DAY + 3, now=200, longest=60, period_days=7),
    m(recent, occurred=DAY, reported=DAY + 3, now=200, baseline=COUNTS[:10], alpha=0.05, name="compare_recent"),
    m(ears, counts=COUNTS, baseline=7, alpha=0.001, alpha_c3=0.025, least_sd=0.5),
    m(farrington, counts=COUNTS, at=np.array([118, 119]), per_year=26, years=3, half_window=2, alpha=0.01),
    m(farrington_flexible, counts=COUNTS, at=np.array([118, 119]), per_year=26, years=3, half_window=2,
      season_levels=4, latest_not_used=4, alpha=0.01),
    m(find_outages, counts=LUCK.poisson(9, (3, 40)), by_source=LUCK.poisson(9, (2, 40)),
      reporters=LUCK.poisson(9, 40), window=10, least_share=0.6),
    m(cube, name="build_cube", **SMALL),
    m(cube_once, name="area_by_week", **SMALL),
    m(asked(weeks_since, first_monday=np.datetime64("2024-01-01")), dates=TIMES.astype("datetime64[D]")),
    m(asked(rounded, table=TABLE), counts=ATOMS, base=5),
    m(asked(suppress, tables=TABLE), counts=ATOMS, threshold=5, width=5.0, impossible=np.zeros((3, 4), bool)),
    m(of_areas(rate_ratio, "area"), **area("area", 100, 30), alpha=0.05, dispersion=2.0),
    m(of_areas(relative_rate, "treated", "comparison"), **TREATED, **BESIDE, alpha=0.05, dispersion=2.0),
    m(pre_trend, treated=COUNTS, comparison=OTHERS),
    m(had_a_peak, treated=COUNTS, comparison=OTHERS, before_from=60, action_at=90, alpha=0.05),
    m(suspected_outages, weeks=OTHERS),
    m(planned(detectable_ratio), **PLAN, dispersion=2.0, alpha=0.05, power=0.8),
    m(planned(power_of_ratio), **PLAN, ratio=0.7, dispersion=2.0, alpha=0.05),
    m(planned(detectable_difference), **PLAN, displacement=np.array([40, 60]), dispersion=2.0, alpha=0.05, power=0.8),
    m(planned(weeks_needed), **PLAN, ratio=0.7, dispersion=2.0, alpha=0.05, power=0.8, at_most=200),
    m(dispersion_of, weeks=COUNTS),
    m(relative_dispersion, treated=COUNTS, comparison=OTHERS),
    m(contrast_dispersion, weeks=np.array([COUNTS, OTHERS]), signs=np.array([1.0, -1.0])),
    m(of_areas(displacement_difference, "treated", "comparison"), **TREATED, **BESIDE, alpha=0.05, dispersion=2.0),
    m(of_areas(displacement_difference, "treated", "comparison", "displacement", "displacement_comparison"),
      **TREATED, **BESIDE, **area("displacement", 40, 30), **area("displacement_comparison", 50, 40),
      weights=np.array([0.9, 1.2, 1.6, 1.5]), name="displacement_around"),
    m(of_areas(displacement_quotient, "treated", "comparison", "displacement"), **TREATED, **BESIDE,
      **area("displacement", 40, 30)),
    m(evaluate, treated=COUNTS, comparison=OTHERS, action_at=80, before_from=20, after_to=110, alpha=0.05,
      outage_weeks=np.array([3]), leave_out=np.array([80]), unseen_reporting=0.1, share_reported_before=0.4),
    m(around, treated=COUNTS, comparison=OTHERS, displacement=COUNTS[::-1].copy(), beside=OTHERS[::-1].copy(),
      action_at=80, name="evaluate_around"),
    m(interrupted, counts=COUNTS, action_at=80, exposure=np.full(WEEKS, 10.0), pairs=1, lags=2, alpha=0.05),
    m(asked(synthetic_control, placebos=False), treated=COUNTS[:24].astype(float),
      others=LUCK.poisson(6, (24, 4)).astype(float), action_at=16, alpha=0.05),
    m(tipping_point, ratio=0.7, low=0.5, high=0.9, share_before=0.4),
    m(trend_fits, counts=LUCK.poisson(6, (3, 30)), design=np.column_stack([np.ones(30), np.arange(30) / 30]),
      exposure=np.full((3, 30), 2.0)),
    m(judged, unseen_reporting=0.1, ratio=0.7, share_reported_before=0.4, name="judge"),
    m(design, weights=WEIGHTS, strata=SEX, population=np.full(N, 500.0)),
    m(weighted(share), answers=YES, weights=WEIGHTS, among=np.ones(N, bool), alpha=0.05),
    m(weighted(mean), values=X, weights=WEIGHTS, alpha=0.05),
    m(weighted(total), values=X, weights=WEIGHTS, strata=SEX, clusters=np.arange(N) // 3, alpha=0.05),
    m(weighted(shares_by_domain), answers=YES, weights=WEIGHTS, domain=SEX, alpha=0.05),
    m(weighted(difference_between_areas, asked=ASKED), answers=YES, weights=WEIGHTS, in_a=SEX == "k",
      in_b=SEX == "m", alpha=0.05),
    m(weighted(indexed), answers=YES, weights=WEIGHTS, alpha=0.05, replicates=99, seeded=True, name="safety_index"),
    m(weighted(stratified), weights=WEIGHTS, labels=SEX, k=500.0, m=480.0, name="poststratify"),
    m(weighted(raked), weights=WEIGHTS, labels=SEX, k=500.0, m=480.0, name="rake"),
    m(trim, weights=WEIGHTS, times_mean=2.0),
    m(asked(knox, **FEW), x=X, y=Y, times=DAY, distance_m=np.array([0, 100.0, 400]), time_days=np.array([0, 7.0, 14]),
      alpha=0.05, seeded=True),
    m(local_knox, x=X, y=Y, times=DAY, distance_m=300.0, days=14.0, alpha=0.05),
    m(asked(near_repeat, **FEW), x=X, y=Y, times=DAY, within_m=200.0, days=14.0, until=201.0, alpha=0.05,
      seeded=True),
    m(asked(scan_permutation, replicates=19), x=X, y=Y, day=DAY, cell_m=300.0, max_radius_m=900.0, max_share=0.5,
      unit_days=1.0, max_window_units=28, fewest_in_cluster=2, alpha=0.05, days_between_looks=7.0, seeded=True),
    m(asked(scan_permutation, replicates=19, prospective=True), x=X, y=Y, day=DAY, max_window_units=28, seeded=True,
      name="scan_prospective"),
    m(asked(scanned_at, replicates=19), location=np.arange(N) % 15, day=DAY, positions=PLACES, max_radius=800.0,
      unit_days=1.0, max_window_units=28, seeded=True, name="scan_permutation_at"),
    m(asked(scan_poisson, replicates=19), positions=PLACES, cases=CASES, population=PEOPLE, max_radius_m=900.0,
      max_share=0.5, max_window_units=3, fewest_in_cluster=2, alpha=0.05, edges=np.arange(7), seeded=True),
    m(files, x=X, y=Y, day=DAY, name="permutation_files"),
    m(files_at, location=np.arange(N) % 15, day=DAY, positions=PLACES, name="permutation_files_at"),
    m(files_of_counts, positions=PLACES, cases=CASES, population=PEOPLE, name="poisson_files"),
    m(expected_from_population, cases=CASES[:, :, None], population=PEOPLE[:, :, None]),
    m(population_over, edges=np.arange(5.0), dates=np.array([0.0, 3.0]), population=PEOPLE[:, :2]),
    m(circular_zones, positions=PLACES, max_radius=500.0, weight=np.arange(15.0), max_share=0.5),
    m(square_cells, x=X, y=Y, size=100.0),
    m(weekday_hour, start=TIMES, end=TIMES + np.timedelta64(90, "m")),
    m(asked(seasonal_profile, cycle=Cycle.MONTH), times=TIMES, since=np.datetime64("2024-01-01"),
      until=np.datetime64("2026-01-01"), alpha=0.05),
    m(year_wheel, times=TIMES, since=np.datetime64("2024-01-01"), until=np.datetime64("2026-01-01"), alpha=0.05),
    m(accuracy, observed=COUNTS[:20], predicted=X[:20], area=np.full(20, 4.0)),
    m(settings_compared, observed=COUNTS[:20], first=X[:20], second=Y[:20], share_area=0.1, alpha=0.05,
      name="compare_settings"),
    m(hit, observed=COUNTS[:20], predicted=X[:20], area=np.full(20, 4.0), share_area=0.2, alpha=0.05, name="at"),
    m(survey_changes, after=YES, before=YES[::-1].copy(), weights=WEIGHTS, domain=SEX, alpha=0.05),
    m(busy_cells, counts=COUNTS, fdr=0.05),
    m(asked(concentration, **FEW), counts=COUNTS, tops=np.array([0.05, 0.2]), alpha=0.05, seeded=True),
    m(asked(mapped, cell_m=100.0), x=X, y=Y, bandwidth_m=300.0, weights=WEIGHTS, name="density"),
    m(raster_around, x=X, y=Y, cell_m=100.0, margin_m=50.0),
    m(asked(global_moran, neighbours=GRID_OF, **FEW), values=GRID, alpha=0.05, seeded=True),
    m(asked(hot_spots, neighbours=GRID_OF, **FEW), values=GRID, fdr=0.05, seeded=True),
    m(asked(z_scores, neighbours=GRID_OF), values=GRID),
    m(asked(local_moran, neighbours=GRID_OF, **FEW), values=GRID, fdr=0.05, seeded=True),
    m(hexagons, values=GRID, name="HexGrid"),
    m(listed, starts=np.array([0, 1, 2, 3, 4]), neighbours=np.array([1, 0, 3, 2]), values=np.arange(4),
      name="from_lists"),
    m(near_by, x=X[:12], y=Y[:12], threshold_m=700.0, values=COUNTS[:12], name="within_distance"),
    m(find_places, x=X, y=Y, eps_m=200.0, fewest=3),
]  # fmt: skip


def spoilt_arrays(good: np.ndarray) -> Iterator[tuple[str, Any]]:
    if good.dtype.kind == "M":
        missing = good.copy()
        missing[0] = np.datetime64("NaT")
        yield from [("NaT", missing), ("all at one time", np.full_like(good, good[0])), ("all NaT", missing[[0] * 20])]
        yield from [("far away", np.full_like(good, np.datetime64("9999-12-31")))]
    elif good.dtype.kind != "U":
        numbers = good.astype(np.float64)
        flat = numbers.ravel()
        for name, value in [("nan", np.nan), ("inf", np.inf), ("-inf", -np.inf), ("negative", -1.0), ("huge", 1e300),
                            ("more than fits", 2.0**63), ("half", 0.5), ("large", 1e9)]:  # fmt: skip
            one = flat.copy()
            one[len(one) // 2 :][:1] = value
            yield f"one {name}", one.reshape(good.shape)
            yield f"all {name}", np.full(good.shape, value)
        yield "all zero", np.zeros_like(good)
        yield "all alike", np.full_like(good, good.ravel()[0])
    yield "empty", good[:0]
    yield "empty list", []
    yield "one only", good[:1]
    yield "two only", good[:2]
    yield "one short", good[:-1]
    yield "backwards", good[::-1].copy()
    yield "twice", np.concatenate([good, good])
    yield "flat out", good.ravel()[: max(1, good.size - 1)]
    yield "a dimension more", good[None]
    yield "text", np.array(["tio"] * len(good))
    yield "objects", np.array([None] * len(good), dtype=object)
    yield "a number", 3
    yield "None in a list", [None] * len(good)


COUNTED = ("count", "treated", "comparison", "before", "after", "active", "expected")


def spoilt_numbers(name: str, good: float | int) -> Iterator[tuple[str, Any]]:
    """What is declared a whole number is a setting that Python's own types guard; what is counted comes from data."""
    is_count = name.startswith(COUNTED) or name.endswith(COUNTED)
    if isinstance(good, float) or (is_count and name != "before_from"):
        for value in (float("nan"), float("inf"), -float("inf"), -1.0, 0.0, 1e300, 0.5, 1.0, 1e9, 1e-300, 2**70):
            yield str(value), value
    if isinstance(good, int):
        yield from [("no", 0), ("minus one", -1), ("far below", -(10**6)), ("far above", 10**6)]


def spoilt(method: Method) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, good in method.given.items():
        if isinstance(good, np.datetime64):
            ways = iter([("NaT", np.datetime64("NaT")), ("far", np.datetime64("9000-01-01"))])
        elif isinstance(good, (np.ndarray, list)):
            ways = spoilt_arrays(np.asarray(good))
        else:
            ways = spoilt_numbers(key, good)
        for name, value in ways:
            yield f"{key}: {name}", {key: value}


def together(method: Method) -> Iterator[tuple[str, dict[str, Any]]]:
    """All arrays of the call at once: none, one, two, all zero, all alike."""
    arrays = {key: np.asarray(v) for key, v in method.given.items() if isinstance(v, (np.ndarray, list))}
    for n in (0, 1, 2):
        yield f"the first {n} of all", {key: array[:n] for key, array in arrays.items()}
    yield "all alike", {key: np.full_like(array, array.ravel()[0]) for key, array in arrays.items()}
    zeros = {k: np.zeros_like(v) for k, v in arrays.items() if v.dtype.kind in "iuf"}
    yield "all zero", zeros


def check(result: Any) -> None:
    """What may be kept and read: JSON without nan, and words without it."""
    json.dumps(as_data(result), allow_nan=False)
    for language in ("sv", "en") if hasattr(result, "explain") else ():
        words = spoken(result, language)
        assert words.strip()
        assert not re.search(r"\b(nan|inf|None|NaT)\b", words.replace("None of", "").replace("None is", "")), words


def spoken(result: Any, language: str) -> str:
    """In words; a comparison of two needs their names, a table the name of the cell."""
    if "a" in inspect.signature(result.explain).parameters:
        return str(result.explain("Centrum", "Norr", language))
    return str(result.explain(language))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_good_call_is_answered(method: Method):
    check(method())


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_spoilt_input_is_refused_or_answered(method: Method):
    failed = []
    for name, change in [*spoilt(method), *together(method)]:
        try:
            check(method(**change))
        except EngineError as refused:
            if len(str(refused)) < 10:
                failed.append(f"{name}: no sentence")
        except Exception as broken:
            failed.append(f"{name}: {type(broken).__name__}: {str(broken)[:200]}")
    assert not failed, "\n".join(failed)


def with_words() -> set[str]:
    """Every class of the engine that explains itself."""
    found = set()
    for file in Path(lykta_engine.__path__[0]).rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            methods = {part.name for part in getattr(node, "body", []) if isinstance(part, ast.FunctionDef)}
            if isinstance(node, ast.ClassDef) and "explain" in methods:
                found.add(node.name)
    return found - {"Result"}  # the protocol of them all


def kinds_in(value: Any) -> Iterator[str]:
    """The value's type and those of what it holds."""
    yield type(value).__name__
    if is_dataclass(value):
        for part in fields(value):
            yield from kinds_in(getattr(value, part.name))


def test_every_result_is_in_the_table() -> None:
    answered = {kind for method in METHODS for kind in kinds_in(method())}
    assert with_words() - answered == set()
