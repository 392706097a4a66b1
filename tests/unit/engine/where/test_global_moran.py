"""Global Moran's I: the definition, all orders of a small map, calibration."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.replicates import Threads
from lykta_engine.where.global_moran import Weighting, global_moran
from lykta_engine.where.neighbours import Contiguity, HexGrid, SquareGrid, from_lists


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def slow(values: np.ndarray, weights: np.ndarray) -> float:
    z = values - values.mean()
    pairs = sum(weights[i, j] * z[i] * z[j] for i in range(z.size) for j in range(z.size))
    return z.size / weights.sum() * pairs / (z @ z)


@pytest.mark.parametrize("weighting", list(Weighting))
def test_the_definition_and_the_moments_of_all_orders(weighting: Weighting) -> None:
    values, grid = np.array([0.0, 1.0, 1.0, 4.0, 2.0, 9.0]), SquareGrid(2, 3, Contiguity.ROOK)
    weights = grid.lists().toarray()
    if weighting is Weighting.ROW:
        weights /= weights.sum(axis=1, keepdims=True)
    result = global_moran(values.reshape(2, 3), grid, rng=rng(), replicates=4999, weighting=weighting)
    orders = [slow(np.array(order), weights) for order in itertools.permutations(values)]
    assert result.value == pytest.approx(slow(values, weights))
    assert result.expected == pytest.approx(np.mean(orders))
    assert result.z_permuted == pytest.approx((result.value - np.mean(orders)) / np.std(orders))
    tails = np.mean(np.array(orders) >= result.value - 1e-12), np.mean(np.array(orders) <= result.value + 1e-12)
    assert result.p_value == pytest.approx(min(1.0, 2 * min(tails)), abs=0.03)


def test_like_beside_like_unlike_beside_unlike_and_neither() -> None:
    row, column = np.indices((12, 12))
    smooth = global_moran(row + column, SquareGrid(12, 12), rng=rng())
    board = global_moran((row + column) % 2, SquareGrid(12, 12, Contiguity.ROOK), rng=rng())
    noise = global_moran(rng(3).poisson(3.0, (12, 12)), SquareGrid(12, 12), rng=rng())
    assert (smooth.clustered, smooth.dispersed, smooth.p_value) == (True, False, 0.002)
    assert (board.clustered, board.dispersed) == (False, True)
    assert board.value == pytest.approx(-1.0)
    assert (noise.clustered, noise.dispersed) == (False, False)
    assert "Lika tal ligger intill varandra oftare än slumpen brukar ge (p = 0,002" in smooth.explain()
    assert "Olika tal ligger intill varandra" in board.explain()
    assert "Det ryms i vad slumpen kan ge" in noise.explain()
    assert "That is within what chance can give" in noise.explain("en")


@given(st.floats(0.1, 100), st.floats(-50, 50))
def test_another_scale_is_the_same_map(factor: float, shift: float) -> None:
    values, grid = rng(2).poisson(3.0, (5, 6)), HexGrid(5, 6)
    a = global_moran(values, grid, rng=rng(), replicates=49)
    b = global_moran(values * factor + shift, grid, rng=rng(), replicates=49)
    assert b.value == pytest.approx(a.value, abs=1e-9)
    assert b.p_value == a.p_value


def test_the_same_on_any_number_of_threads_and_without_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    values, grid = rng(2).poisson(3.0, (9, 9)), SquareGrid(9, 9)
    told = [global_moran(values, grid, rng=rng(), replicates=299, runner=Threads(n)).p_value for n in (1, 4)]
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    told.append(global_moran(values, grid, rng=rng(), replicates=299).p_value)
    assert told[0] == told[1] == told[2]


def test_size_when_chance_alone_laid_out_the_map() -> None:
    grid, shuffler = SquareGrid(7, 7), rng(5)
    counts = rng(6).poisson(np.exp(rng(7).normal(0, 1.2, 49)))
    p = np.array(
        [
            global_moran(
                shuffler.permutation(counts).reshape(7, 7), grid, rng=shuffler, replicates=99, runner=Threads(1)
            ).p_value
            for _ in range(300)
        ]
    )
    for alpha in (0.05, 0.2):
        assert (p <= alpha).mean() <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / 300)
    assert (p <= 0.2).mean() > 0.1


def test_areas_without_neighbours_are_told() -> None:
    result = global_moran([1, 2, 3, 9, 4], from_lists([0, 1, 3, 4, 4, 4], [1, 0, 2, 1]), rng=rng(), replicates=19)
    assert result.n_without_neighbours == 2
    assert "Två områden saknar grannar." in result.explain()
    assert "Two areas have no neighbours." in result.explain("en")


def test_what_cannot_be_answered() -> None:
    with pytest.raises(TooFewEvents, match="too few cells"):
        global_moran([[1, 2, 3]], SquareGrid(1, 3), rng=rng())
    with pytest.raises(TooFewEvents, match="same value"):
        global_moran(np.ones((3, 3)), SquareGrid(3, 3), rng=rng())
    with pytest.raises(TooFewEvents, match="no cell has a neighbour"):
        global_moran([1, 2, 3, 4], from_lists([0] * 5, []), rng=rng())
    with pytest.raises(BadInput):
        global_moran([[1, np.inf], [2, 3]], SquareGrid(2, 2), rng=rng())
    with pytest.raises(BadInput):
        global_moran([[1, 0], [2, 3]], SquareGrid(2, 2), rng=rng(), replicates=0)
