"""Gi, Gi* and local Moran: formulas cell by cell, p by trying every order, published values, calibration."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.replicates import Processes, Threads
from lykta_engine.result import as_data
from lykta_engine.significance import benjamini_hochberg, benjamini_hochberg_repeated
from lykta_engine.where.cell_tests import Spot
from lykta_engine.where.hot_spots import Statistic, Weights, hot_spots
from lykta_engine.where.local_moran import Pattern, local_moran
from lykta_engine.where.neighbour_chance import Null, convolution_table, exact_tails, ways
from lykta_engine.where.neighbours import Contiguity, HexGrid, Neighbours, SquareGrid, from_lists, within_distance

# The docstring of esda.G_Local (BSD-3): six points, those at most 15 apart are neighbours.
SIX_X, SIX_Y, SIX_VALUES = [10, 20, 40, 15, 30, 30], [10, 10, 10, 20, 20, 30], [2, 3, 3.2, 5, 8, 7]
SIX = {
    ("gi", "binary"): [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941],
    ("gi_star", "binary"): [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331],
    ("gi", "row"): [-0.62074534, -0.01780611, 1.31558703, -0.12824171, 0.28843496, 1.77833941],
    ("gi_star", "row"): [-0.62488094, -0.09144599, 0.41150696, -0.09144599, 0.24690418, 1.28024388],
}


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def clustered_counts(seed: int, rows: int, columns: int) -> np.ndarray:
    """Counts as registers have them: most cells few, some many; a lognormal mean."""
    return rng(seed).poisson(np.exp(rng(seed + 1).normal(-0.5, 1.3, (rows, columns))))


@pytest.mark.parametrize(("statistic", "weights"), list(SIX))
def test_six_points_of_esda(statistic: str, weights: str) -> None:
    neighbours = within_distance(SIX_X, SIX_Y, 15)
    result = hot_spots(
        SIX_VALUES, neighbours, statistic=Statistic(statistic), weights=Weights(weights), rng=rng(), replicates=99
    )
    np.testing.assert_allclose(result.z, SIX[statistic, weights], atol=6e-9)


@pytest.mark.shared
def test_six_points_are_the_worked_example(shared: Path) -> None:
    example = json.loads((shared / "methods/worked_examples.json").read_text())["g_local_6pt"]
    assert [list(point) for point in zip(SIX_X, SIX_Y, strict=True)] == example["points"]
    assert example["y"] == SIX_VALUES
    assert [SIX[key] for key in SIX] == [example[name] for name in ("B", "B_star", "R", "R_star")]


def slow_z(values: np.ndarray, near: np.ndarray, star: bool) -> np.ndarray:
    """Ord & Getis 1995, one cell after the other, from the definitions of mean and variance."""
    z = np.zeros(values.size)
    for i in range(values.size):
        mine = near[i].copy()
        others = np.ones(values.size, dtype=bool)
        if star:
            mine[i] = True
        else:
            others[i] = False
        n, k = others.sum(), mine.sum()
        spread = values[others].std() * math.sqrt(k * (n - k) / (n - 1))
        z[i] = (values[mine].sum() - k * values[others].mean()) / spread if spread > 1e-9 else 0.0
    return z


maps = st.tuples(st.sampled_from(["queen", "rook", "hexagons"]), st.integers(2, 6), st.integers(2, 6))


def neighbours_of(kind: str, rows: int, columns: int, inside: np.ndarray | None = None) -> Neighbours:
    return HexGrid(rows, columns, inside) if kind == "hexagons" else SquareGrid(rows, columns, Contiguity(kind), inside)


@given(maps, st.booleans(), st.booleans(), st.integers(0, 2**32))
def test_z_is_the_definition(shape: tuple[str, int, int], star: bool, masked: bool, seed: int) -> None:
    kind, rows, columns = shape
    inside = rng(seed).random((rows, columns)) < 0.8 if masked else np.ones((rows, columns), dtype=bool)
    values = rng(seed).poisson(2.0, (rows, columns)).astype(float)
    values[~inside] = np.nan  # what is outside is never looked at
    assume(inside.sum() >= 3 and np.ptp(values[inside]) > 0)
    neighbours = neighbours_of(kind, rows, columns, inside)
    statistic = Statistic.GI_STAR if star else Statistic.GI
    try:
        result = hot_spots(values, neighbours, statistic=statistic)
    except TooFewEvents:
        assert neighbours.numbers().max() in (0, inside.sum() - 1)
        return
    near = neighbours.lists().toarray()[inside.ravel()][:, inside.ravel()] > 0
    np.testing.assert_allclose(result.z[inside], slow_z(values[inside], near, star), atol=1e-9)
    assert (result.z[~inside] == 0).all()
    assert result.n + result.n_not_judged == inside.sum()
    assert result.n_outside == (~inside).sum()


def every_order(values: list[int], near: np.ndarray, star: bool) -> tuple[np.ndarray, np.ndarray]:
    """Tails by trying all orders of the values; where the cell's own value stays, only those that leave it."""
    n = len(values)
    observed = near @ values + (np.array(values) if star else 0)
    orders = np.array(list(itertools.permutations(range(n))))
    drawn = np.array(values)[orders]
    upper, lower = np.zeros(n), np.zeros(n)
    for i in range(n):
        kept = np.ones(len(orders), dtype=bool) if star else orders[:, i] == i
        sums = drawn[kept] @ near[i] + (drawn[kept][:, i] if star else 0)
        upper[i], lower[i] = (sums >= observed[i]).mean(), (sums <= observed[i]).mean()
    return upper, lower


@settings(max_examples=25)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6), st.booleans())
def test_exact_p_is_the_share_of_all_orders(values: list[int], star: bool) -> None:
    assume(len(set(values)) > 1)
    grid = SquareGrid(2, 3, Contiguity.ROOK)
    near = grid.lists().toarray()
    statistic = Statistic.GI_STAR if star else Statistic.GI
    result = hot_spots(np.reshape(values, (2, 3)), grid, statistic=statistic)
    upper, lower = every_order(values, near, star)
    expected = np.where(result.judged.ravel(), np.minimum(1.0, 2 * np.minimum(upper, lower)), 1.0)
    assert result.null is Null.EXACT
    np.testing.assert_allclose(result.p_value.ravel(), expected, atol=1e-12)


def test_ways_of_choosing_are_counted() -> None:
    values = np.array([0, 1, 1, 3, 5])
    table = ways(values, 3)
    for k in range(4):
        sums = [sum(chosen) for chosen in itertools.combinations(values.tolist(), k)]
        assert table[k].tolist() == np.bincount(sums, minlength=table.shape[1]).tolist()


def test_convolution_is_drawing_with_replacement() -> None:
    values = np.array([0, 0, 1, 4])
    table = convolution_table(values, np.array([1, 3]))
    sums = np.array([sum(drawn) for drawn in itertools.product(values.tolist(), repeat=3)])
    begin = table.begins[3]
    for total in range(13):
        assert table.upper[begin + total] == pytest.approx((sums >= total).mean())
        assert table.lower[begin + total] == pytest.approx((sums <= total).mean())


def test_convolution_by_fft_agrees_with_the_direct_way() -> None:
    values = rng().poisson(900, 4000)
    values[0] = 3000  # a histogram long enough for the FFT
    by_fft = convolution_table(values, np.array([9]))
    mass = np.bincount(values) / values.size
    direct = mass
    for _ in range(8):
        direct = np.convolve(direct, mass)
    np.testing.assert_allclose(by_fft.upper, np.cumsum(direct[::-1])[::-1], atol=1e-12)
    assert by_fft.floor == 1e-12


def test_convolution_is_near_the_exact_p_and_drawn_orders_within_their_error() -> None:
    counts, grid = clustered_counts(5, 40, 45), SquareGrid(40, 45)
    for statistic in Statistic:
        exact = hot_spots(counts, grid, statistic=statistic, null=Null.EXACT)
        convolved = hot_spots(counts, grid, statistic=statistic, null=Null.CONVOLUTION)
        drawn = hot_spots(counts, grid, statistic=statistic, null=Null.DRAWN, rng=rng(), replicates=999)
        assert np.abs(exact.p_value - convolved.p_value).max() < 0.02
        error = 2 * np.sqrt(exact.p_value / 2 * (1 - exact.p_value / 2) / 999)
        assert (np.abs(exact.p_value - drawn.p_value) <= 5 * error + 0.003).all()
        np.testing.assert_array_equal(exact.z, convolved.z)


def test_the_null_is_chosen_by_size_and_kind_of_values() -> None:
    small, large = clustered_counts(1, 20, 20), clustered_counts(1, 50, 50)
    assert hot_spots(small, SquareGrid(20, 20)).null is Null.EXACT
    assert hot_spots(large, SquareGrid(50, 50)).null is Null.CONVOLUTION
    rates = hot_spots(small * 0.3, SquareGrid(20, 20), rng=rng(), replicates=19)
    assert (rates.null, rates.replicates) == (Null.DRAWN, 19)
    with pytest.raises(BadInput, match="give rng"):
        hot_spots(small * 0.3, SquareGrid(20, 20))
    with pytest.raises(BadInput, match="whole counts"):
        hot_spots(small * 0.3, SquareGrid(20, 20), null=Null.EXACT)


@pytest.mark.parametrize("statistic", list(Statistic))
def test_the_same_seed_gives_the_same_on_any_number_of_threads_or_processes(statistic: Statistic) -> None:
    rates = clustered_counts(3, 12, 12) * 0.7
    first, *others = (
        hot_spots(rates, SquareGrid(12, 12), statistic=statistic, rng=rng(7), replicates=199, runner=runner).p_value
        for runner in (Threads(1), Threads(4), *([Processes(2)] if statistic is Statistic.GI else []))
    )
    for other in others:
        np.testing.assert_array_equal(first, other)


def test_without_the_kernels_the_numbers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = clustered_counts(3, 12, 12) * 0.7
    told = [hot_spots(rates, SquareGrid(12, 12), rng=rng(7), replicates=99).p_value]
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    told.append(hot_spots(rates, SquareGrid(12, 12), rng=rng(7), replicates=99).p_value)
    np.testing.assert_array_equal(*told)


def test_false_discoveries_by_table_are_those_of_the_list() -> None:
    p, times = rng().random(50) ** 3, rng().integers(1, 9, 50)
    np.testing.assert_array_equal(
        np.repeat(benjamini_hochberg_repeated(p, times), times), benjamini_hochberg(np.repeat(p, times))
    )
    result = hot_spots(clustered_counts(2, 60, 60), SquareGrid(60, 60))
    np.testing.assert_allclose(result.q_value, benjamini_hochberg(result.p_value.ravel()).reshape(60, 60), rtol=1e-12)


@given(st.integers(0, 2**32), st.integers(2, 9))
def test_turning_and_scaling_the_map_changes_nothing(seed: int, factor: int) -> None:
    counts = rng(seed).poisson(1.5, (6, 7))
    assume(np.ptp(counts) > 0)
    result, turned = hot_spots(counts, SquareGrid(6, 7)), hot_spots(np.rot90(counts), SquareGrid(7, 6))
    np.testing.assert_allclose(np.rot90(result.z), turned.z, atol=1e-9)
    np.testing.assert_allclose(np.rot90(result.p_value), turned.p_value, rtol=1e-9)
    scaled = hot_spots(counts * factor, SquareGrid(6, 7))
    np.testing.assert_allclose(result.z, scaled.z, atol=1e-9)
    np.testing.assert_allclose(result.p_value, scaled.p_value, rtol=1e-9)


def test_a_planted_hot_spot_is_found_and_nothing_else() -> None:
    counts = rng().poisson(2.0, (60, 60))
    counts[20:24, 30:34] += rng(2).poisson(10.0, (4, 4))
    result = hot_spots(counts, SquareGrid(60, 60))
    hot = result.verdict == Spot.HOT
    assert hot[20:24, 30:34].all()
    hot[19:25, 29:35] = False
    assert hot.sum() <= 1
    assert result.n_hot + result.n_cold < result.n_singly


def test_a_grid_and_its_lists_give_the_same() -> None:
    counts, inside = clustered_counts(9, 50, 50), rng().random((50, 50)) < 0.9
    grid = SquareGrid(50, 50, inside=inside)
    kept = np.flatnonzero(inside)
    matrix = grid.lists()[kept][:, kept]
    lists = from_lists(matrix.indptr, matrix.indices)
    for statistic in Statistic:
        a, b = hot_spots(counts, grid, statistic=statistic), hot_spots(counts[inside], lists, statistic=statistic)
        np.testing.assert_allclose(a.z[inside], b.z, atol=1e-10)
        np.testing.assert_allclose(a.p_value[inside], b.p_value, rtol=1e-12)
    assert (a.p_value[~inside] == 1).all()


def shares_called(counts: np.ndarray, maps: int, alphas: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per permuted map: share of cells with p <= alpha; with normal-theory z > 3.29; any call under control."""
    shuffler, grid = rng(11), SquareGrid(*counts.shape)
    called, normal, any_found = [], [], []
    for _ in range(maps):
        result = hot_spots(shuffler.permutation(counts.ravel()).reshape(counts.shape), grid)
        called.append([(result.p_value <= alpha).mean() for alpha in alphas])
        normal.append((result.z > 3.29).mean())
        any_found.append(result.n_hot + result.n_cold > 0)
    return np.array(called), np.array(normal), np.array(any_found)


def test_size_under_permuted_counts_and_the_normal_theory_that_lies() -> None:
    alphas = [0.001, 0.01, 0.05]
    called, normal, any_found = shares_called(clustered_counts(4, 120, 120), 40, alphas)
    error = called.std(axis=0, ddof=1) / math.sqrt(40)
    assert (called.mean(axis=0) <= np.array(alphas) + 3 * error).all()
    assert called.mean(axis=0)[1] > 0.002  # and it is a test, not silence
    assert any_found.mean() <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 40)
    assert normal.mean() > 5 * 0.0005


@pytest.mark.shared
def test_on_real_counts_normal_theory_calls_fourteen_to_twenty_three_times_too_many(shared: Path) -> None:
    data = np.load(shared / "methods/data/burg2010.npz")
    for cell_m, at_least, at_most in ((100, 20, 27), (400, 11, 18)):
        edges = [np.arange(p.min(), p.max() + cell_m, cell_m) for p in (data["y"], data["x"])]
        counts = np.histogram2d(data["y"], data["x"], bins=edges)[0].astype(np.int64)
        called, normal, _ = shares_called(counts, 10, [0.0005, 0.01])
        assert at_least <= normal.mean() / 0.0005 <= at_most
        error = called.std(axis=0, ddof=1) / math.sqrt(10)
        assert (called.mean(axis=0) <= np.array([0.0005, 0.01]) + 3 * error).all()


def test_exact_size_on_a_small_map() -> None:
    counts, grid, alphas = clustered_counts(8, 6, 6), SquareGrid(6, 6), [0.01, 0.05, 0.2]
    for statistic in Statistic:
        shuffler, called = rng(3), []
        for _ in range(150):
            p = hot_spots(
                shuffler.permutation(counts.ravel()).reshape(6, 6), grid, statistic=statistic, null=Null.EXACT
            ).p_value
            called.append([(p <= alpha).mean() for alpha in alphas])
        error = np.std(called, axis=0, ddof=1) / math.sqrt(150)
        assert (np.mean(called, axis=0) <= np.array(alphas) + 3 * error).all()


# --- local Moran


def test_local_moran_is_the_definition() -> None:
    counts, grid = clustered_counts(6, 8, 9).astype(float), HexGrid(8, 9)
    result = local_moran(counts, grid)
    near = grid.lists().toarray()
    z = counts.ravel() - counts.mean()
    around = near @ z / near.sum(axis=1)
    np.testing.assert_allclose(result.value.ravel(), (z.size - 1) * z * around / (z @ z), atol=1e-12)


def test_local_moran_has_the_mean_and_deviation_of_all_orders() -> None:
    values = np.array([0.0, 1.0, 1.0, 4.0, 2.0, 9.0])
    grid = SquareGrid(2, 3, Contiguity.ROOK)
    result = local_moran(values.reshape(2, 3), grid)
    near = grid.lists().toarray() / grid.numbers().reshape(-1, 1)
    orders = np.array(list(itertools.permutations(range(6))))
    apart = values - values.mean()
    for i in range(6):
        kept = orders[orders[:, i] == i]
        drawn = apart[i] * (apart[kept] @ near[i])
        observed = apart[i] * (near[i] @ apart)
        assert result.z.ravel()[i] == pytest.approx((observed - drawn.mean()) / drawn.std())


def test_patterns_of_a_ridge_and_a_pit() -> None:
    values = rng().poisson(5.0, (50, 50))
    values[10:16, 10:16] += 30
    values[30:36, 30:36] = 0
    values[13, 13] = 0
    result = local_moran(values, SquareGrid(50, 50))
    assert result.verdict[11, 11] == Pattern.HIGH_HIGH
    assert result.verdict[13, 13] == Pattern.LOW_HIGH
    assert result.verdict[33, 33] == Pattern.LOW_LOW
    assert result.n_of_pattern["high_high"] == (result.verdict == Pattern.HIGH_HIGH).sum()
    gi = hot_spots(values, SquareGrid(50, 50), statistic=Statistic.GI)
    np.testing.assert_array_equal(result.p_value, gi.p_value)  # the same neighbours' sums, the same null


def test_moran_takes_negative_values_and_gi_does_not() -> None:
    values = rng().normal(size=(5, 5))
    assert local_moran(values, SquareGrid(5, 5), rng=rng(), replicates=19).null is Null.DRAWN
    with pytest.raises(BadInput, match="below zero"):
        hot_spots(values, SquareGrid(5, 5), rng=rng())


# --- what cannot be answered


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=9, max_size=9))
def test_any_numbers_give_a_finite_answer_or_a_typed_error(values: list[float]) -> None:
    for method in (hot_spots, local_moran):
        try:
            result = method(np.reshape(values, (3, 3)), SquareGrid(3, 3), rng=rng(), replicates=9)
        except EngineError:
            continue
        data = as_data(result)
        assert "None" not in str([data[name] for name in ("z", "p_value", "q_value")])
        assert result.explain("sv")
        assert result.explain("en")


def test_too_little_to_say_anything() -> None:
    with pytest.raises(TooFewEvents, match="same value"):
        hot_spots(np.full((4, 4), 3), SquareGrid(4, 4))
    with pytest.raises(TooFewEvents, match="same value"):
        hot_spots(np.zeros((4, 4)), SquareGrid(4, 4))
    with pytest.raises(TooFewEvents, match="too few cells"):
        hot_spots([[1, 2]], SquareGrid(1, 2))
    with pytest.raises(TooFewEvents, match="no cell has neighbours"):
        hot_spots([1, 2, 3], from_lists([0, 0, 0, 0], []), statistic=Statistic.GI)


@pytest.mark.parametrize("values", [[["a", "b"], ["c", "d"]], [[1, 2, 3], [4, 5, 6]], [[1, np.nan], [2, 3]], [1, 2]])
def test_values_that_cannot_be(values: list) -> None:
    with pytest.raises(BadInput):
        hot_spots(values, SquareGrid(2, 2))
    with pytest.raises(BadInput):
        hot_spots([[1, 2], [3, 4]], SquareGrid(2, 2), fdr=0)


def test_an_island_and_a_lone_event_are_not_judged_but_counted() -> None:
    islands = from_lists([0, 1, 2, 2, 2], [1, 0])
    result = hot_spots([1, 2, 3, 4], islands, statistic=Statistic.GI)
    assert result.judged.tolist() == [True, True, False, False]
    assert (result.n, result.n_not_judged) == (2, 2)
    assert "två områden gick inte att bedöma" in result.explain().lower()
    lone = np.zeros((5, 5), dtype=int)
    lone[2, 2] = 4
    assert not hot_spots(lone, SquareGrid(5, 5), statistic=Statistic.GI).judged[2, 2]  # all others are alike


# --- words


def test_what_is_said_of_hot_spots() -> None:
    counts = rng().poisson(2.0, (60, 60))
    counts[20:24, 30:34] += 12
    inside = np.ones((60, 60), dtype=bool)
    inside[:, 0] = False
    result = hot_spots(counts, SquareGrid(60, 60, inside=inside))
    said, in_english = result.explain(), result.explain("en")
    assert f"Kring {result.n_hot} rutor är det fler än slumpen brukar samla." in said
    assert "60 rutor har lämnats utanför jämförelsen." in said
    assert "i snitt högst 5 % av de utpekade rutorna är utpekade av en slump" in said
    assert "fler rapporter kan också betyda att fler rapporterar" in said
    assert f"Around {result.n_hot} cells there are more than chance usually gathers." in in_english
    assert "more reports can also mean that more people report" in in_english


def test_nothing_found_claims_nothing() -> None:
    result = hot_spots(rng().poisson(2.0, (20, 20)), SquareGrid(20, 20))
    assert (result.n_hot, result.n_cold) == (0, 0)
    assert "Ingen ruta skiljer sig säkert från vad slumpen kan ge." in result.explain()
    assert "Kring" not in result.explain()
    assert "utpekade rutorna" not in result.explain()
    patterns = local_moran(rng().poisson(2.0, (20, 20)), SquareGrid(20, 20))
    assert "Ingen ruta har grannar vars tal skiljer sig säkert" in patterns.explain()


def test_areas_are_called_areas() -> None:
    lists = from_lists([0, 1, 3, 4], [1, 0, 2, 1])
    result = local_moran([1, 5, 2], lists)
    assert "för vart och ett av" in result.explain().lower()
    assert "for each of" in result.explain("en").lower()


def test_exact_tails_keep_what_is_seen() -> None:
    values = np.array([0, 0, 7])
    upper, lower = exact_tails(values, np.array([7, 0, 0]), np.array([1, 1, 2]), own_stays=True)
    assert upper.tolist() == [0.5, 1.0, 1.0]
    assert lower.tolist() == [1.0, 0.5, 1.0]
