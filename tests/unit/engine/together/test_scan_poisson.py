from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine import kernels
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.replicates import Threads
from lykta_engine.result import as_data
from lykta_engine.together import scan_counts
from lykta_engine.together.scan_expected import expected_from_population, population_over
from lykta_engine.together.scan_poisson import scan_poisson
from lykta_engine.together.scan_result import Model, ScanResult, ScanVerdict
from lykta_engine.together.scan_zones import circular_zones
from tests.unit.engine.together import scan_oracle as oracle


def region(seed: int, locations: int = 20, units: int = 6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    people = rng.integers(50, 900, (locations, units)).astype(float)
    return rng.uniform(0, 5000, (locations, 2)), rng.poisson(people / 150), people


def scanned(seed: int = 1, rng: int = 4, **settings: object) -> ScanResult:
    return scan_poisson(*region(seed), rng=np.random.default_rng(rng), **({"replicates": 99} | settings))  # type: ignore[arg-type]


def told(result: ScanResult) -> str:
    return json.dumps(as_data(result), allow_nan=False)


def prepared(seed: int, prospective: bool) -> scan_counts.Counts:
    points, cases, people = region(seed, 9, 4)
    people[2, 1], cases[2, 1] = 0, 0
    expected = people / people.sum() * cases.sum()
    zones = circular_zones(points, max_radius=2500, weight=expected.sum(axis=1))
    return scan_counts.prepared(seed, zones, cases, expected, windows=2, fewest=2, prospective=prospective)


@pytest.mark.parametrize("kernel", ["numpy", "c"])
@pytest.mark.parametrize("prospective", [True, False])
def test_every_number_is_the_oracles(kernel: str, prospective: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if kernel == "numpy":
        monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    elif kernels.library() is None:
        pytest.skip("no compiled kernels")
    for seed in range(4):
        scan = prepared(seed, prospective)
        points, cases, people = region(seed, 9, 4)
        people[2, 1], cases[2, 1] = 0, 0
        expected = people / people.sum() * cases.sum()
        zones = oracle.circles(points, 2500, expected.sum(axis=1).tolist(), 0.5)
        spans = oracle.windows(4, 2, prospective)
        best = scan_counts.best_by_centre(scan)
        assert best.likelihood.max() == pytest.approx(oracle.counts_scan(cases, expected, zones, spans, 2), rel=1e-9)
        dealt = [scan_counts._dealt(scan, replicate) for replicate in range(3)]
        wanted = [oracle.counts_scan(counts, expected, zones, spans, 2) for counts in dealt]
        assert scan_counts.maxima(scan, range(3)) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("prospective", [True, False])
def test_c_and_numpy_give_the_same_numbers_to_the_last_bit(prospective: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if kernels.library() is None:
        pytest.skip("no compiled kernels")
    for seed in range(5):
        scan = prepared(seed, prospective)
        maxima, best = scan_counts.maxima(scan, range(2, 40)), scan_counts.best_by_centre(scan)
        monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
        assert (scan_counts.maxima(scan, range(2, 40)) == maxima).all()
        other, some = scan_counts.best_by_centre(scan), best.likelihood > 0
        for field in dataclasses.fields(best):
            assert (getattr(best, field.name)[some] == getattr(other, field.name)[some]).all(), field.name
        monkeypatch.delenv("LYKTA_ENGINE_KERNELS")


def test_cases_are_dealt_in_proportion_to_what_is_expected() -> None:
    scan = prepared(3, False)
    dealt = sum(scan_counts._dealt(scan, replicate) for replicate in range(4000))
    _, cases, people = region(3, 9, 4)
    people[2, 1], cases[2, 1] = 0, 0
    expected = people / people.sum() * cases.sum() * 4000
    some = expected > 0
    assert dealt[2, 1] == 0
    assert (((dealt - expected)[some] ** 2 / expected[some]).sum()) < 70  # chi-squared with 34 degrees: 99.97 %


def test_the_same_seed_gives_the_same_result_on_any_number_of_threads() -> None:
    assert told(scanned(runner=Threads(4))) == told(scanned(runner=Threads(1))) != told(scanned(rng=9))


def test_population_in_other_units_moved_and_turned_changes_nothing() -> None:
    points, cases, people = region(2)
    plain = scan_poisson(points, cases, people, rng=np.random.default_rng(1), replicates=49)
    turned = np.column_stack([-points[:, 1], points[:, 0]]) + 70_000
    other = scan_poisson(turned, cases, people * 0.001, rng=np.random.default_rng(1), replicates=49)
    assert [c.locations.tolist() for c in other.clusters] == [c.locations.tolist() for c in plain.clusters]
    assert [c.p_value for c in other.clusters] == [c.p_value for c in plain.clusters]
    assert [c.expected for c in other.clusters] == pytest.approx([c.expected for c in plain.clusters])


def test_one_population_a_location_stands_for_every_unit() -> None:
    points, cases, people = region(5)
    one = scan_poisson(points, cases, people[:, 0], rng=np.random.default_rng(1), replicates=19)
    many = scan_poisson(points, cases, np.tile(people[:, :1], 6), rng=np.random.default_rng(1), replicates=19)
    assert told(one) == told(many)


def test_without_time_only_places_are_compared() -> None:
    points, cases, people = region(5)
    found = scan_poisson(points, cases.sum(axis=1), people.sum(axis=1), rng=np.random.default_rng(1), replicates=19)
    assert found.settings.model is Model.POISSON_SPACE
    assert found.period is None
    assert {(c.start, c.end, c.units) for c in found.clusters} == {(None, None, 1)}


def test_windows_are_named_by_the_edges_given() -> None:
    edges = np.arange("2019", "2026", dtype="datetime64[Y]")
    found = scanned(edges=edges)
    assert found.period == (np.datetime64("2019-01-01"), np.datetime64("2025-01-01"))
    assert all(c.start in edges.astype("datetime64[D]") for c in found.clusters)
    assert found.settings.max_window_units == 3
    alive = scanned(edges=edges, prospective=True, days_between_looks=365)
    assert {c.end for c in alive.clusters} == {np.datetime64("2025-01-01")}
    assert alive.clusters[0].recurrence_days == 365 / alive.clusters[0].p_value


def test_a_place_with_more_than_its_share_is_found() -> None:
    points, cases, people = region(8)
    cases[4, 2:5] += 25
    found = scan_poisson(points, cases, people, rng=np.random.default_rng(1))
    first = found.clusters[0]
    assert found.verdict is ScanVerdict.CLUSTERS
    assert 4 in first.locations
    assert (first.start, first.end) == (2, 5)
    assert first.relative_risk is not None
    assert first.relative_risk > first.ratio > 1


def test_p_is_calibrated_when_nothing_happens() -> None:
    rng, repeats, p = np.random.default_rng(11), 400, []
    points, people = rng.uniform(0, 1, (16, 2)), rng.integers(10, 90, (16, 4))
    for _ in range(repeats):
        cases = rng.multinomial(70, (people / people.sum()).ravel()).reshape(16, 4)
        found = scan_poisson(points, cases, people, rng=rng, replicates=39, runner=Threads(1))
        p.append(found.clusters[0].p_value if found.clusters else 1.0)
    for alpha in (0.05, 0.1, 0.25, 0.5):
        assert abs(np.mean(np.array(p) <= alpha) - alpha) <= 3.5 * (alpha * (1 - alpha) / repeats) ** 0.5


def test_expected_numbers_are_standardised_over_strata() -> None:
    cases = np.array([[[2, 0]], [[2, 6]]])
    people = np.array([[[100, 50]], [[100, 150]]])
    expected = expected_from_population(cases, people)
    assert expected.tolist() == [[4 / 200 * 100 + 6 / 200 * 50], [4 / 200 * 100 + 6 / 200 * 150]]
    assert expected.sum() == cases.sum()


def test_population_goes_along_straight_lines_and_is_level_outside() -> None:
    days = population_over([0, 10, 20, 30], [5, 25], [[100.0, 300.0]])
    assert days.tolist() == [[5 * 100 + 5 * 125, 10 * 200, 5 * 275 + 5 * 300]]


@given(st.lists(st.floats(0, 1e4), min_size=2, max_size=5), st.integers(1, 6))
def test_a_level_population_is_itself_times_the_days(levels: list, n: int) -> None:
    people = np.tile(np.array(levels)[:, None], n)
    days = population_over([3, 8, 9, 40], np.arange(n) * 7.0, people)
    np.testing.assert_allclose(days, np.array(levels)[:, None] * [5, 1, 31], rtol=1e-9, atol=1e-9)


POINTS = [[0.0, 0.0], [1.0, 0.0], [2.0, 2.0]]


@pytest.mark.parametrize(
    ("positions", "cases", "population", "asked"),
    [
        (POINTS, [1, 2, 3], [0, 0, 0], {}),
        (POINTS, [1, 2, 3], [0, 5, 5], {}),
        (POINTS, [1, -2, 3], [5, 5, 5], {}),
        (POINTS, [1, 2.5, 3], [5, 5, 5], {}),
        (POINTS, [1, 2, 3], [5, 5, np.nan], {}),
        (POINTS, [1, 2, 3], [5, 5, np.inf], {}),
        (POINTS, [1, 2, 3], [5, 5, -1], {}),
        (POINTS, [1, 2, 3], [5, 5], {}),
        (POINTS[:2], [1, 2, 3], [5, 5, 5], {}),
        (POINTS, [[1, 2]] * 3, [[5, 5, 5]] * 3, {}),
        (POINTS, [[1, 2]] * 3, [5, 5, 5], {"edges": [0, 1]}),
        (POINTS, [[1, 2]] * 3, [5, 5, 5], {"edges": [0, 2, 1]}),
        (POINTS, [[1, 2]] * 3, [5, 5, 5], {"edges": [0, np.nan, 1]}),
        (POINTS, [1, 2, 3], [5, 5, 5], {"replicates": 2}),
        (POINTS, [1, 2, 3], [5, 5, 5], {"max_share": 0.1}),
        (POINTS, [[1, 2]] * 3, [5, 5, 5], {"max_window_units": 0}),
    ],
)
def test_what_cannot_be_counted_is_bad_input(positions: list, cases: list, population: list, asked: dict) -> None:
    with pytest.raises(BadInput):
        scan_poisson(positions, cases, population, rng=np.random.default_rng(1), **asked)


@pytest.mark.parametrize(("positions", "cases"), [(POINTS, [0, 0, 1]), (POINTS, [0, 0, 0]), (POINTS[:1], [9])])
def test_too_few_says_so(positions: list, cases: list) -> None:
    with pytest.raises(TooFewEvents):
        scan_poisson(positions, cases, [5] * len(cases), rng=np.random.default_rng(1))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9), st.integers(0, 9)), max_size=12))
@settings(max_examples=40)
def test_any_input_gives_a_result_without_nan_or_a_typed_error(rows: list) -> None:
    table = np.array(rows, dtype=float).reshape(-1, 4)
    try:
        found = scan_poisson(table[:, :2], table[:, 2], table[:, 3], rng=np.random.default_rng(1), replicates=19)
    except EngineError:
        return
    assert "NaN" not in told(found)
    assert not re.search(r"\bnan\b", found.explain() + found.explain("en"))
