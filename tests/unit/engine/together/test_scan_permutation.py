from __future__ import annotations

import dataclasses
import json
import os
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine import kernels
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.replicates import Processes, Threads
from lykta_engine.result import as_data
from lykta_engine.significance import gumbel_p
from lykta_engine.together import scan_any_time, scan_recent
from lykta_engine.together.scan_permutation import scan_permutation, scan_permutation_at
from lykta_engine.together.scan_result import ScanResult, ScanVerdict
from lykta_engine.together.scan_task import Task
from lykta_engine.together.scan_zones import circular_zones, square_cells
from tests.unit.engine.together import scan_oracle as oracle

WAYS = {True: scan_recent, False: scan_any_time}


def town(seed: int, n: int = 150, days: int = 90) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 800, n), rng.normal(0, 800, n), rng.integers(0, days, n).astype(float)


def scanned(seed: int = 1, rng: int = 5, **settings: object) -> ScanResult:
    asked = {"prospective": False, "cell_m": 250, "max_radius_m": 800, "unit_days": 1, "max_window_units": 14,
             "replicates": 99, "fewest_in_cluster": 2} | settings  # fmt: skip
    return scan_permutation(*town(seed), rng=np.random.default_rng(rng), **asked)  # type: ignore[arg-type]


def told(result: ScanResult) -> str:
    return json.dumps(as_data(result), allow_nan=False)


def a_task(seed: int, n: int, units: int, longest: int, prospective: bool, share: float = 0.5) -> Task:
    rng = np.random.default_rng(seed)
    cells = square_cells(rng.normal(0, 300, n), rng.normal(0, 300, n), 200)
    zones = circular_zones(cells.centres, max_radius=500, weight=np.bincount(cells.of_event), max_share=share)
    unit = np.sort(rng.integers(0, units, n))
    return Task(seed, zones, cells.of_event.astype(np.int32), unit.astype(np.int32), units, longest, 2, prospective)


def oracle_maxima(task: Task, replicates: range) -> list[float]:
    place, unit = task.cell_of_case.tolist(), task.unit_of_case.tolist()
    weight = np.bincount(task.cell_of_case, minlength=task.zones.n_locations).tolist()
    zones = oracle.circles(task.zones.positions, 500, weight, 0.5)
    spans = oracle.windows(task.units, task.windows, task.prospective)
    found = []
    for replicate in replicates:
        order = oracle.permutation(task.key, replicate, task.n)
        if task.prospective:  # the case at place i of the permutation gets the i-th time
            dealt = [(place[order[i]], unit[i]) for i in range(task.n)]
        else:  # the i-th case, by location, gets the time at place i of the permutation
            by_place = np.argsort(task.cell_of_case, kind="stable")
            dealt = [(place[by_place[i]], unit[order[i]]) for i in range(task.n)]
        found.append(oracle.strongest(*zip(*dealt, strict=True), zones, spans, 2)[0])  # type: ignore[misc]
    return found


@pytest.mark.parametrize("kernel", ["numpy", "c"])
@pytest.mark.parametrize("prospective", [True, False])
def test_every_number_is_the_oracles(kernel: str, prospective: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if kernel == "numpy":
        monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    elif kernels.library() is None:
        pytest.skip("no compiled kernels")
    way = WAYS[prospective]
    for seed in (1, 2):
        task = a_task(seed, 24, 9, 4, prospective)
        scan = way.prepared(task)
        np.testing.assert_allclose(way.maxima(scan, range(3)), oracle_maxima(task, range(3)), rtol=1e-10)
        best = way.best_by_centre(scan)
        weight = np.bincount(task.cell_of_case, minlength=task.zones.n_locations).tolist()
        zones = oracle.circles(task.zones.positions, 500, weight, 0.5)
        spans = oracle.windows(task.units, task.windows, prospective)
        strongest = oracle.strongest(task.cell_of_case.tolist(), task.unit_of_case.tolist(), zones, spans, 2)
        assert best.likelihood.max() == pytest.approx(strongest[0], rel=1e-10)


@pytest.mark.parametrize("prospective", [True, False])
@pytest.mark.parametrize(("n", "units", "longest"), [(40, 6, 3), (160, 50, 20), (120, 700, 40), (90, 200, 70)])
def test_c_and_numpy_give_the_same_numbers_to_the_last_bit(
    n: int, units: int, longest: int, prospective: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kernels.library() is None:
        pytest.skip("no compiled kernels")
    way, task = WAYS[prospective], a_task(n, n, units, longest, prospective)
    fast = way.prepared(task)
    maxima, best = way.maxima(fast, range(5, 12)), way.best_by_centre(fast)
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    slow = way.prepared(task)
    assert slow.critical is None
    assert (maxima == way.maxima(slow, range(5, 12))).all()
    other, some = way.best_by_centre(slow), best.likelihood > 0
    for field in dataclasses.fields(best):
        assert (getattr(best, field.name)[some] == getattr(other, field.name)[some]).all(), field.name
    assert (other.likelihood[~some] == 0).all()


@pytest.mark.parametrize("prospective", [True, False])
def test_the_same_seed_gives_the_same_result_on_any_number_of_threads(prospective: bool) -> None:
    one = told(scanned(prospective=prospective, runner=Threads(1)))
    assert told(scanned(prospective=prospective, runner=Threads(4))) == one
    assert told(scanned(prospective=prospective, rng=6)) != one


def test_processes_give_the_same_result() -> None:
    assert told(scanned(runner=Processes(2))) == told(scanned())


@given(seed=st.integers(0, 50), prospective=st.booleans(), east=st.integers(-90, 90), later=st.integers(-500, 500))
@settings(max_examples=15)
def test_moved_in_place_and_time_and_permuted_rows_change_nothing(
    seed: int, prospective: bool, east: int, later: int
) -> None:
    x, y, day = town(seed)
    order = np.random.default_rng(seed).permutation(x.size)
    asked = {"prospective": prospective, "cell_m": 250, "unit_days": 1, "max_window_units": 10, "replicates": 19}

    def clusters(*where: np.ndarray) -> list:
        found = scan_permutation(*where, rng=np.random.default_rng(1), **asked)  # type: ignore[arg-type]
        return [(c.observed, c.expected, c.log_likelihood_ratio, c.p_value, c.start) for c in found.clusters]

    plain = clusters(x, y, day)
    moved = clusters((x + 250 * east)[order], (y - 500 * east)[order], (day + later)[order])
    assert [row[:4] for row in moved] == [row[:4] for row in plain]
    assert [row[4] - later for row in moved] == [row[4] for row in plain]


@given(seed=st.integers(0, 50), prospective=st.booleans())
@settings(max_examples=10)
def test_turned_a_quarter_the_strongest_is_as_strong(seed: int, prospective: bool) -> None:
    """Over locations at no two equal distances, since the order of equal ones is by number."""
    rng = np.random.default_rng(seed)
    points, place, day = rng.uniform(0, 1000, (25, 2)), rng.integers(0, 25, 120), rng.integers(0, 40, 120)
    weight = np.bincount(place, minlength=25)

    def strengths(positions: np.ndarray) -> list[float]:
        zones = circular_zones(positions, max_radius=400, weight=weight)
        found = scan_permutation_at(place, day, zones, rng=np.random.default_rng(1), prospective=prospective,
                                    max_window_units=9, replicates=19)  # fmt: skip
        return [cluster.log_likelihood_ratio for cluster in found.clusters]

    assert strengths(np.column_stack([-points[:, 1], points[:, 0]])) == strengths(points)
    assert strengths(points * 0.4 * 2.5) == pytest.approx(strengths(points))


def test_dates_and_day_numbers_are_the_same_and_windows_are_told_as_given() -> None:
    x, y, day = town(3)
    moments = np.datetime64("2024-01-01T00:00:00") + (day * 86_400 + 3_600 * 5).astype("timedelta64[s]")
    asked = {"cell_m": 250, "unit_days": 7, "max_window_units": 4, "replicates": 19}
    by_number = scan_permutation(x, y, day + 0.2, rng=np.random.default_rng(1), **asked)  # type: ignore[arg-type]
    by_date = scan_permutation(x, y, moments, rng=np.random.default_rng(1), **asked)  # type: ignore[arg-type]
    assert [c.log_likelihood_ratio for c in by_date.clusters] == [c.log_likelihood_ratio for c in by_number.clusters]
    first = by_date.clusters[0]
    assert first.start == np.datetime64("2024-01-01") + int(by_number.clusters[0].start)
    assert first.end == np.datetime64("2024-01-01") + int(by_number.clusters[0].end)
    assert by_date.period == (np.datetime64("2024-01-01"), np.datetime64("2024-03-31"))


def test_units_are_counted_back_from_the_end_and_the_period_is_half_open() -> None:
    x, y, _ = town(4, 60)
    day = np.tile(np.arange(0.0, 20.0), 3)
    found = scan_permutation(x, y, day, rng=np.random.default_rng(1), unit_days=7, period=(1, 18), replicates=19)
    assert (found.n_events, found.n_outside_period, found.n_units) == (51, 9, 3)
    assert {float(c.end) for c in found.clusters} <= {4.0, 11.0, 18.0}
    assert found.settings.max_window_units == 1  # at most half of the study


def test_the_time_of_day_on_the_edge_of_a_unit_belongs_to_the_later_unit() -> None:
    x, y, _ = town(4, 30)
    day = np.r_[np.full(15, 6.999), np.full(15, 7.0)]
    found = scan_permutation(x, y, day, rng=np.random.default_rng(1), unit_days=7, period=(0, 14), replicates=19,
                             cell_m=1000, max_radius_m=3000, fewest_in_cluster=1)  # fmt: skip
    assert found.n_units == 2
    assert all(c.observed <= 15 for c in found.clusters)


def test_p_counts_replicates_as_strong_and_gumbel_and_error_stand_beside() -> None:
    found = scanned()
    for cluster in found.clusters:
        as_strong = (found.maxima >= cluster.log_likelihood_ratio * (1 - 1e-9)).sum()
        assert cluster.p_value == (1 + as_strong) / 100
        assert cluster.p_error == pytest.approx((cluster.p_value * (1 - cluster.p_value) / 99) ** 0.5)
        assert cluster.p_gumbel == pytest.approx(float(gumbel_p(cluster.log_likelihood_ratio, found.maxima)))
    assert all(cluster.recurrence_days is None for cluster in found.clusters)


def test_a_prospective_alarm_has_a_recurrence_interval() -> None:
    found = scanned(prospective=True, days_between_looks=7)
    assert [c.recurrence_days for c in found.clusters] == [7 / c.p_value for c in found.clusters]
    assert {c.end for c in found.clusters} == {found.period[1]} if found.period else False


def test_clusters_have_no_location_in_common_and_come_from_the_strongest() -> None:
    found = scanned(2)
    members = [location for cluster in found.clusters for location in cluster.locations.tolist()]
    strengths = [cluster.log_likelihood_ratio for cluster in found.clusters]
    assert len(members) == len(set(members))
    assert strengths == sorted(strengths, reverse=True)
    assert len(strengths) > 2


def with_an_episode(seed: int = 9) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, y, day = town(seed, 900, 730)
    return (
        np.r_[x, rng.normal(600, 40, 30)],
        np.r_[y, rng.normal(-500, 40, 30)],
        np.r_[day, rng.integers(300, 380, 30)],
    )


def test_an_episode_is_found_where_and_when_it_was() -> None:
    found = scan_permutation(*with_an_episode(), rng=np.random.default_rng(1), replicates=199)
    cluster = found.clusters[0]
    assert found.verdict is ScanVerdict.CLUSTERS
    assert cluster.p_value == 0.005
    assert np.hypot(cluster.centre[0] - 600, cluster.centre[1] + 500) < 300
    assert 290 <= cluster.start <= 310
    assert 370 <= cluster.end <= 390


def test_an_outage_of_all_reporting_is_not_a_cluster() -> None:
    """Times are dealt out among the same events, so that a time when all places have few takes part in both."""
    beyond = 0
    for seed in range(8):
        x, y, day = town(seed, 600, 730)
        kept = (day < 300) | (day >= 330)
        found = scan_permutation(x[kept], y[kept], day[kept], rng=np.random.default_rng(seed), replicates=39)
        beyond += found.verdict is ScanVerdict.CLUSTERS
    assert beyond <= 3


@pytest.mark.parametrize("prospective", [True, False])
def test_p_is_calibrated_when_nothing_happens(prospective: bool) -> None:
    rng, repeats, p = np.random.default_rng(20261122), 400, []
    for _ in range(repeats):
        x, y, day = rng.uniform(0, 1500, 80), rng.exponential(500, 80), rng.integers(0, 30, 80)
        found = scan_permutation(x, y, day, rng=rng, prospective=prospective, cell_m=300, max_radius_m=600, unit_days=1,
                                 max_window_units=7, fewest_in_cluster=2, replicates=39, runner=Threads(1))  # fmt: skip
        p.append(found.clusters[0].p_value if found.clusters else 1.0)
    for alpha in (0.05, 0.1, 0.25, 0.5):
        assert np.mean(np.array(p) <= alpha) <= alpha + 3 * (alpha * (1 - alpha) / repeats) ** 0.5
    assert np.mean(np.array(p) <= 0.5) >= 0.35  # nor is it blind


def test_counts_too_large_for_the_kernels_lanes_go_by_numpy() -> None:
    rng = np.random.default_rng(1)
    zones = circular_zones([[0, 0], [9, 9], [20, 0]], max_radius=5)
    place, day = rng.choice(3, 70_000, p=[0.6, 0.3, 0.1]), rng.integers(0, 4, 70_000)
    found = scan_permutation_at(place, day, zones, rng=rng, prospective=True, max_window_units=2, replicates=19)
    assert found.n_events == 70_000


@pytest.mark.parametrize(
    ("x", "y", "day", "settings"),
    [
        ([0.0] * 11 + [np.nan], np.arange(12.0), np.arange(12), {}),
        (np.arange(12.0), [np.inf] * 12, np.arange(12), {}),
        (np.arange(12.0), np.arange(11.0), np.arange(12), {}),
        (np.arange(12.0), np.arange(12.0), ["x"] * 12, {}),
        (np.arange(12.0), np.arange(12.0), np.full(12, "NaT", dtype="datetime64[D]"), {}),
        (np.arange(12.0), np.arange(12.0), np.arange(12), {"cell_m": 0}),
        (np.arange(12.0), np.arange(12.0), np.arange(12), {"unit_days": -1}),
        (np.arange(12.0), np.arange(12.0), np.arange(12), {"unit_days": float("nan")}),
        (np.arange(12.0), np.arange(12.0), np.arange(12), {"period": (5, 5)}),
        (np.arange(12.0), np.arange(12.0), np.arange(12), {"period": (np.nan, 5)}),
        (np.arange(12.0) * 900, np.arange(12.0), np.arange(12), {"replicates": 3}),
        (np.arange(12.0) * 900, np.arange(12.0), np.arange(12), {"alpha": 0}),
        (np.arange(12.0) * 900, np.arange(12.0), np.arange(12), {"fewest_in_cluster": 0}),
        (np.arange(12.0) * 900, np.arange(12.0), np.arange(12) * 1e7, {"unit_days": 1}),
        (np.arange(12.0) * 900, np.arange(12.0), np.arange(12), {"max_share": 2}),
        (np.arange(12.0) * 900, np.arange(12.0), np.arange(12), {"max_share": 0.01}),
    ],
)
def test_what_is_not_events_is_bad_input(x: object, y: object, day: object, settings: dict) -> None:
    with pytest.raises(BadInput):
        scan_permutation(x, y, day, rng=np.random.default_rng(1), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("n", "x", "day"),
    [(0, None, None), (9, None, None), (50, 7.0, None), (50, None, 3.0)],
    ids=["none", "nine", "one place", "one time"],
)
def test_too_few_or_all_alike_says_so(n: int, x: float | None, day: float | None) -> None:
    rng = np.random.default_rng(1)
    east = rng.uniform(0, 5000, n) if x is None else np.full(n, x)
    north = rng.uniform(0, 5000, n) if x is None else np.full(n, x)
    when = rng.uniform(0, 300, n) if day is None else np.full(n, day)
    with pytest.raises(TooFewEvents) as told:
        scan_permutation(east, north, when, rng=rng)
    assert told.value.got < told.value.needed


@given(
    st.lists(
        st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.floats(-1e4, 1e4)) | st.just((float("nan"), 0.0, 0.0)),
        max_size=25,
    ),
    st.booleans(),
)
@settings(max_examples=40)
def test_any_input_gives_a_result_without_nan_or_a_typed_error(rows: list, prospective: bool) -> None:
    x, y, day = np.array(rows, dtype=float).reshape(-1, 3).T
    try:
        found = scan_permutation(x, y, day, rng=np.random.default_rng(1), prospective=prospective, replicates=19)
    except EngineError:
        return
    assert "NaN" not in told(found)
    assert not re.search(r"\bnan\b", found.explain() + found.explain("en"))


def test_a_location_beyond_the_map_is_bad_input() -> None:
    zones = circular_zones([[0, 0], [1, 1]])
    with pytest.raises(BadInput):
        scan_permutation_at([0, 1, 2] * 5, np.arange(15), zones, rng=np.random.default_rng(1))


def test_the_library_is_used_where_it_is() -> None:
    if kernels.library() is None:
        pytest.skip("no compiled kernels")
    assert "LYKTA_ENGINE_KERNELS" not in os.environ
    assert scan_recent.prepared(a_task(1, 40, 9, 3, True)).critical is not None
    assert scan_any_time.prepared(a_task(1, 40, 9, 3, False)).critical is not None
