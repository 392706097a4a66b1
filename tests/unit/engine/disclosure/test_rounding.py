from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from lykta_engine.disclosure.rounding import rounded
from lykta_engine.disclosure.tables import Table
from lykta_engine.errors import BadInput
from tests.unit.engine.disclosure.test_suppression import flat, kinds, towns


def nearest(counts: NDArray, table: Table, base: int) -> float:
    """The least deviation of all tables of neighbouring multiples, by trying them all."""
    sums = table.sums().toarray()
    values = sums @ counts.ravel()
    choices = [sorted({base * (n // base), base * -(-n // base)}) for n in counts.ravel().tolist()]
    every = np.array(list(itertools.product(*choices))) @ sums.T
    return float(np.abs(every - values)[(np.abs(every - values) < base).all(axis=1)].sum(axis=1).min())


@settings(max_examples=25)
@given(arrays(np.int64, (2, 3), elements=st.integers(0, 30)), st.integers(2, 10))
def test_no_rounded_table_that_adds_up_is_nearer(counts: NDArray, base: int) -> None:
    result = rounded(counts, flat(2, 3), base=base)
    made = result.values
    assert (made % base == 0).all()
    assert (made[:2].sum(axis=0) == made[2]).all()
    assert (made[:, :3].sum(axis=1) == made[:, 3]).all()
    truth = (flat(2, 3).sums() @ counts.ravel()).reshape(3, 4)
    assert np.abs(made - truth).max() == result.furthest < base
    assert (made[truth % base == 0] == truth[truth % base == 0]).all()
    assert np.abs(made - truth).sum() == pytest.approx(nearest(counts, flat(2, 3), base), rel=2e-3)


def test_levels_on_both_axes_add_up() -> None:
    counts = np.random.default_rng(3).poisson(6, (4, 3))
    made = rounded(counts, Table("t", (towns(), kinds()))).values
    assert (made[0] == made[1] + made[2]).all()
    assert (made[1] == made[3] + made[4]).all()
    assert (made[:, 0] == made[:, 1] + made[:, 2]).all()


def test_what_it_says() -> None:
    result = rounded([[3, 5], [10, 20]], flat(2, 2))
    assert result.explain().startswith("Talen är avrundade till multiplar av 5 så att summorna stämmer; ")
    assert "multiples of 5" in result.explain("en")
    for bad, base in (
        ([[1.5, 1], [1, 1]], 5),
        ([[-1, 1], [1, 1]], 5),
        ([[np.nan, 1], [1, 1]], 5),
        ([[1, 1], [1, 1]], 1),
    ):
        with pytest.raises(BadInput):
            rounded(bad, flat(2, 2), base=base)
