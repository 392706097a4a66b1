"""Neighbours against the definition, cell by cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput
from lykta_engine.where.neighbours import Contiguity, HexGrid, Neighbours, SquareGrid, from_lists, within_distance

sizes = st.integers(1, 7)


def touching(kind: str, rows: int, columns: int, inside: np.ndarray) -> np.ndarray:
    """By the distance between the cells' centres: hexagons have six at distance 1, squares four or eight."""
    row, column = np.indices((rows, columns))
    x, y = column.ravel().astype(float), row.ravel().astype(float)
    if kind == "hexagons":
        x, y = x + 0.5 * (row.ravel() % 2), y * np.sqrt(3) / 2
    reach = 1.5 if kind == "queen" else 1.1
    near = np.hypot(x[:, None] - x, y[:, None] - y) < reach
    np.fill_diagonal(near, False)
    return near & inside.ravel() & inside.ravel()[:, None]


def grid(kind: str, rows: int, columns: int, inside: np.ndarray | None) -> Neighbours:
    return HexGrid(rows, columns, inside) if kind == "hexagons" else SquareGrid(rows, columns, Contiguity(kind), inside)


@given(st.sampled_from(["queen", "rook", "hexagons"]), sizes, sizes, st.booleans(), st.integers(0, 2**32))
def test_sums_numbers_and_lists_are_those_of_touching_cells(
    kind: str, rows: int, columns: int, masked: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    inside = rng.random((rows, columns)) < 0.7 if masked else np.ones((rows, columns), dtype=bool)
    neighbours = grid(kind, rows, columns, inside if masked else None)
    near = touching(kind, rows, columns, inside)
    values = rng.integers(0, 9, (3, rows, columns)) * inside
    sums = np.einsum("ij,rj->ri", near, values.reshape(3, -1)).reshape(values.shape)
    np.testing.assert_array_equal(neighbours.sums(values) * inside, sums)
    np.testing.assert_array_equal(neighbours.numbers().ravel(), near.sum(axis=1))
    np.testing.assert_array_equal(neighbours.lists().toarray(), near)


def test_an_interior_cell_has_eight_four_or_six() -> None:
    assert SquareGrid(3, 3).numbers().tolist() == [[3, 5, 3], [5, 8, 5], [3, 5, 3]]
    assert SquareGrid(3, 3, Contiguity.ROOK).numbers().tolist() == [[2, 3, 2], [3, 4, 3], [2, 3, 2]]
    assert HexGrid(3, 3).numbers().tolist() == [[2, 4, 3], [5, 6, 3], [2, 4, 3]]


def test_lists_are_taken_as_they_stand() -> None:
    lists = from_lists([0, 1, 3, 4, 4], [1, 0, 2, 1])
    assert lists.numbers().tolist() == [1, 2, 1, 0]
    assert lists.sums(np.array([1.0, 10.0, 100.0, 1000.0])).tolist() == [10.0, 101.0, 10.0, 0.0]
    assert from_lists([0, 1, 1], [1], both_ways=False).numbers().tolist() == [1, 0]


@pytest.mark.parametrize(
    ("starts", "neighbours", "said"),
    [
        ([0, 1, 2], [1, 2], "not one of the 2 areas"),
        ([0, 1, 2], [1, -1], "not one of the 2 areas"),
        ([0, 1, 2], [0, 0], "own neighbour"),
        ([0, 2, 4], [1, 1, 0, 0], "listed twice"),
        ([0, 1, 1], [1], "not the other way round"),
        ([0, 2, 1], [1], "must rise"),
        ([1, 2], [1], "must rise"),
        ([0], [], "starts one longer"),
        ([0, 1, 2], [1.0, 0.5], "whole numbers"),
    ],
)
def test_lists_that_cannot_be(starts: list[int], neighbours: list[float], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        from_lists(starts, neighbours)


def test_the_threshold_itself_counts() -> None:
    assert within_distance([0, 3, 6.5], [0, 4, 4], 5).numbers().tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("x", "y", "threshold"),
    [([0, 1], [0, 1], 0), ([0, 1], [0, 1], np.nan), ([0, np.nan], [0, 1], 5), ([0, 1], [0], 5), ([], [], 5)],
)
def test_distances_that_cannot_be(x: list[float], y: list[float], threshold: float) -> None:
    with pytest.raises(BadInput):
        within_distance(x, y, threshold)


@pytest.mark.parametrize("inside", [np.ones((2, 3), dtype=bool), np.ones((3, 3)), np.ones(9, dtype=bool)])
def test_masks_that_cannot_be(inside: np.ndarray) -> None:
    for kind in (SquareGrid, HexGrid):
        with pytest.raises(BadInput, match="True or False"):
            kind(3, 3, inside=inside)
    with pytest.raises(BadInput, match="at least one row"):
        SquareGrid(0, 3)
