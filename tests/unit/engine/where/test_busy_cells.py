"""Single cells against an even spread: oracle, calibration, invariances, words, bad input."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.where.busy_cells import busy_cells


def slow_tail(count: int, total: int, cells: int) -> float:
    return sum(comb(total, k) * (1 / cells) ** k * (1 - 1 / cells) ** (total - k) for k in range(count, total + 1))


@given(st.lists(st.integers(0, 30), min_size=3, max_size=12).filter(any))
def test_p_is_the_binomial_tail(counts: list[int]) -> None:
    result = busy_cells(counts)
    slow = [slow_tail(count, sum(counts), len(counts)) for count in counts]
    np.testing.assert_allclose(result.p_value, np.minimum(slow, 1), rtol=1e-9, atol=1e-12)


@given(st.lists(st.integers(0, 30), min_size=3, max_size=12).filter(any), st.randoms())
def test_the_order_of_the_cells_does_not_matter(counts: list[int], random) -> None:
    order = list(range(len(counts)))
    random.shuffle(order)
    one, other = busy_cells(counts), busy_cells([counts[at] for at in order])
    np.testing.assert_array_equal(one.busy[order], other.busy)
    np.testing.assert_allclose(one.q_value[order], other.q_value)


def test_false_calls_are_held_under_an_even_spread() -> None:
    rng = np.random.default_rng(1)
    worlds = rng.multinomial(400, np.full(200, 1 / 200), size=2_000)
    called = np.mean([busy_cells(world).n_busy > 0 for world in worlds])
    assert called <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2_000)


def test_one_busy_cell_among_many_is_called_and_it_alone() -> None:
    counts = np.ones(300, dtype=int)
    counts[17] = 40
    result = busy_cells(counts)
    assert np.flatnonzero(result.busy).tolist() == [17]
    assert result.share_in_busy == pytest.approx(40 / 339)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1] * 50, "Ingen enskild ruta har fler"),
        ([1] * 50 + [30], "En ruta har fler än slumpen brukar ge när spridningen är jämn: 38 % av alla."),
        ([1] * 80 + [30, 40], "Två rutor har fler än slumpen brukar ge när spridningen är jämn: tillsammans 47 %"),
    ],
)
def test_words(counts: list[int], expected: str) -> None:
    result = busy_cells(counts)
    assert expected in result.explain()
    assert "fler rapporter kan också betyda" in result.explain()
    assert ("One cell has" in result.explain("en")) == (result.n_busy == 1)


def test_bad_input() -> None:
    for bad in ([1, 2, -1], [1, 2, 0.5], [1, 2, np.nan], [[1, 2, 3]]):
        with pytest.raises(BadInput):
            busy_cells(bad)
    with pytest.raises(BadInput):
        busy_cells([1, 2, 3], fdr=0)
    for few in ([0, 0, 0], [5, 5], []):
        with pytest.raises(TooFewEvents):
            busy_cells(few)
