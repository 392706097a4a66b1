"""The density raster against the sum over all events, and what it promises at edges, borders and with odd input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.where.density import Edge, Kernel, Raster, density, raster_around

KERNELS = list(Kernel)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def height(kernel: Kernel, h: float) -> float:
    """Of one event's peak, per km2."""
    return 1e6 * (3 / (math.pi * h * h) if kernel is Kernel.QUARTIC else 1 / (2 * math.pi * h * h))


def exact(x: np.ndarray, y: np.ndarray, raster: Raster, h: float, kernel: Kernel, w: np.ndarray | None = None):  # type: ignore[no-untyped-def]
    """Event by event, cell by cell."""
    east = raster.west + (np.arange(raster.columns) + 0.5) * raster.cell_m
    north = raster.south + (np.arange(raster.rows) + 0.5) * raster.cell_m
    total = np.zeros((raster.rows, raster.columns))
    for px, py, weight in zip(x, y, np.ones(len(x)) if w is None else w, strict=True):
        square = ((east - px) ** 2 + (north[:, None] - py) ** 2) / h**2
        total += weight * (
            np.where(square < 1, (1 - square) ** 2, 0) if kernel is Kernel.QUARTIC else np.exp(-square / 2)
        )
    return total * height(kernel, h)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("h", [50.0, 80.0, 130.0, 240.0, 300.0, 400.0, 1000.0])
def test_one_event_wherever_it_lies_is_right_to_half_a_per_cent(kernel: Kernel, h: float) -> None:
    raster = Raster(1000.0, -500.0, 50.0, 30, 35)
    for place in rng().uniform(0, 50, (6, 2)):
        x, y = np.array([1700.0 + place[0]]), np.array([200.0 + place[1]])
        result = density(x, y, raster, bandwidth_m=h, kernel=kernel)
        error = np.abs(result.per_km2 - exact(x, y, raster, h, kernel)).max()
        assert error < 0.005 * height(kernel, h)
        assert result.nodes_per_cell * h / 50 >= (8 if kernel is Kernel.QUARTIC else 2)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("h", [50.0, 300.0])
def test_many_events_with_weights_some_beyond_the_edge(kernel: Kernel, h: float) -> None:
    raster = Raster(0.0, 0.0, 50.0, 40, 50)
    x, y = rng().normal(1250, 900, 400), rng(2).normal(1000, 700, 400)
    weights = rng(3).uniform(0, 3, 400)
    for w in (None, weights):
        result = density(x, y, raster, bandwidth_m=h, kernel=kernel, weights=w)
        truth = exact(x, y, raster, h, kernel, w)
        assert np.abs(result.per_km2 - truth).max() < 0.005 * truth.max()
        assert result.peak_per_km2 == result.per_km2.max()
        assert result.n + result.n_left_out == 400


@settings(max_examples=20)
@given(st.integers(-50, 50), st.integers(-50, 50), st.sampled_from(KERNELS), st.integers(0, 2**32))
def test_moved_turned_duplicated_and_shuffled(right: int, up: int, kernel: Kernel, seed: int) -> None:
    raster = Raster(0.0, 0.0, 50.0, 12, 12)
    x, y = rng(seed).uniform(-100, 700, (2, 30))
    told = density(x, y, raster, bandwidth_m=200, kernel=kernel).per_km2
    moved = density(
        x + 50 * right, y + 50 * up, Raster(50.0 * right, 50.0 * up, 50.0, 12, 12), bandwidth_m=200, kernel=kernel
    )
    np.testing.assert_allclose(moved.per_km2, told, atol=1e-9 * told.max())
    turned = density(600 - y, x, raster, bandwidth_m=200, kernel=kernel).per_km2
    np.testing.assert_allclose(turned, _turned(told), atol=1e-9 * told.max())
    twice = density(np.tile(x, 2), np.tile(y, 2), raster, bandwidth_m=200, kernel=kernel).per_km2
    np.testing.assert_allclose(twice, 2 * told, atol=1e-9 * told.max())
    order = rng(seed).permutation(30)
    np.testing.assert_allclose(
        density(x[order], y[order], raster, bandwidth_m=200, kernel=kernel).per_km2, told, atol=1e-9 * told.max()
    )


def _turned(map_: np.ndarray) -> np.ndarray:
    """(x, y) to (600 - y, x): row r, column c to row c, column 11 - r."""
    return map_.T[:, ::-1]


def test_all_events_are_on_the_map_when_it_is_large_enough() -> None:
    x, y = rng().normal(0, 300, (2, 500))
    for kernel in KERNELS:
        raster = raster_around(x, y, 50.0, margin_m=2000)
        result = density(x, y, raster, bandwidth_m=300, kernel=kernel)
        assert result.per_km2.sum() * 0.05**2 == pytest.approx(500, rel=1e-3)
        assert (result.n, result.n_left_out) == (500, 0)


def test_without_the_kernel_the_map_is_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = rng().normal(0, 900, (2, 3000))
    raster, weights = Raster(-1000.0, -1000.0, 40.0, 50, 50), rng(2).uniform(0, 2, 3000)
    told = [density(x, y, raster, bandwidth_m=250, weights=w) for w in (None, weights)]
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    for before, w in zip(told, (None, weights), strict=True):
        after = density(x, y, raster, bandwidth_m=250, weights=w)
        np.testing.assert_array_equal(before.per_km2, after.per_km2)
        assert before.n_left_out == after.n_left_out > 0


def test_many_points_on_two_cores_are_the_same_map_without_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = rng().normal(0, 900, (2, 200_001))
    raster = Raster(-1000.0, -1000.0, 100.0, 20, 20)
    told = density(x, y, raster, bandwidth_m=250)
    parts = [density(x[i::2], y[i::2], raster, bandwidth_m=250).per_km2 for i in (0, 1)]
    np.testing.assert_allclose(told.per_km2, parts[0] + parts[1], rtol=1e-9)
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    np.testing.assert_array_equal(told.per_km2, density(x, y, raster, bandwidth_m=250).per_km2)


def test_an_even_spread_stays_even_at_a_corrected_edge() -> None:
    raster, inside = Raster(0.0, 0.0, 50.0, 40, 40), np.ones((40, 40), dtype=bool)
    inside[:, 25:] = False  # a lake
    x, y = (np.stack(np.meshgrid(np.arange(400), np.arange(400))).reshape(2, -1) + 0.5) * 5.0
    for h, kernel in ((300.0, Kernel.QUARTIC), (500.0, Kernel.QUARTIC), (150.0, Kernel.GAUSSIAN)):
        result = density(x, y, raster, bandwidth_m=h, kernel=kernel, edge=Edge.CORRECTED, inside=inside)
        np.testing.assert_allclose(result.per_km2[inside], 1e6 / 25, rtol=0.01)
        assert (result.per_km2[~inside] == 0).all()
        assert result.n == 160000 * 25 // 40
        assert result.n_left_out == 160000 * 15 // 40
        sunk = density(x[x < 1250], y[x < 1250], raster, bandwidth_m=h, kernel=kernel).per_km2
        assert sunk[20, 24] < 0.6 * 40000


def test_a_raster_around_the_points_begins_at_whole_cells() -> None:
    raster = raster_around([130.0, 260.0], [-30.0, 49.0], 50.0, margin_m=20.0)
    assert (raster.west, raster.south, raster.columns, raster.rows) == (100.0, -50.0, 4, 3)


def test_the_peak_of_several_is_the_southernmost_then_westernmost() -> None:
    raster = Raster(0.0, 0.0, 100.0, 30, 30)
    result = density([1050, 2050], [1050, 1050], raster, bandwidth_m=200)
    assert result.peak_per_km2 == pytest.approx(height(Kernel.QUARTIC, 200), rel=0.005)
    assert result.peak_y == 1050
    assert result.peak_x in (1050, 2050)


def test_what_is_said() -> None:
    raster = Raster(0.0, 0.0, 100.0, 30, 30)
    result = density([1050.0, 1060.0, 9e6], [1050.0, 1050.0, 0.0], raster, bandwidth_m=300)
    said = result.explain()
    assert "räknad på två händelser med bandbredden 300 m" in said
    assert "En händelse ligger för långt bort" in said
    assert "Tätast är det kring x 1050, y 1050" in said
    assert "inte om det är tätare än slumpen kan ge" in said
    assert "fler rapporter kan också betyda" in said
    assert "with a bandwidth of 300 m" in result.explain("en")
    assert "One incident lies too far away and is left out." in result.explain("en")
    corrected = density([1050.0], [1050.0], raster, bandwidth_m=300, edge=Edge.CORRECTED)
    assert "uppräknad för det som inte syns" in corrected.explain()
    assert as_data(result)["bandwidth_m"] == 300.0


def test_all_events_at_one_point_are_a_map_too() -> None:
    result = density(np.full(50, 500.0), np.full(50, 500.0), Raster(0.0, 0.0, 100.0, 10, 10), bandwidth_m=300)
    assert np.isfinite(result.per_km2).all()
    assert result.n == 50


@settings(max_examples=50)
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=4),
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=4),
    st.floats(allow_nan=True, allow_infinity=True),
)
def test_any_numbers_give_a_finite_map_or_a_typed_error(x: list[float], y: list[float], h: float) -> None:
    try:
        result = density(x, y, Raster(0.0, 0.0, 50.0, 8, 8), bandwidth_m=h)
    except EngineError:
        return
    assert np.isfinite(result.per_km2).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": [1.0]}, "unequal lengths"),
        ({"x": [np.nan, 1.0]}, "missing or infinite"),
        ({"weights": [1.0, -1.0]}, "weights"),
        ({"weights": [1.0]}, "unequal lengths"),
        ({"bandwidth_m": 40.0}, "at least a cell's side"),
        ({"bandwidth_m": np.nan}, "at least a cell's side"),
        ({"bandwidth_m": 1e7}, "larger cells"),
        ({"inside": np.ones((3, 3), dtype=bool)}, "True or False"),
        ({"inside": np.zeros((8, 8), dtype=bool)}, "no cell is inside"),
    ],
)
def test_input_that_cannot_be(change: dict, said: str) -> None:
    given = {"x": [10.0, 20.0], "y": [10.0, 20.0], "bandwidth_m": 100.0} | change
    with pytest.raises(BadInput, match=said):
        density(given.pop("x"), given.pop("y"), Raster(0.0, 0.0, 50.0, 8, 8), **given)


def test_no_event_on_the_map() -> None:
    raster = Raster(0.0, 0.0, 50.0, 8, 8)
    for x, weights in (([], None), ([1e6], None), ([10.0], [0.0])):
        with pytest.raises(TooFewEvents):
            density(x, x, raster, bandwidth_m=100, weights=weights)
    with pytest.raises(TooFewEvents):
        raster_around([], [], 50.0)
    for bad in ((0.0, 0.0, 0.0, 8, 8), (np.nan, 0.0, 50.0, 8, 8), (0.0, 0.0, 50.0, 0, 8)):
        with pytest.raises(BadInput):
            Raster(*bad)
    with pytest.raises(BadInput):
        raster_around([1.0], [1.0], 0.0)
