import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.privacy.disclosure import coarse_cells, publishable_total


def test_small_totals_are_withheld() -> None:
    assert [publishable_total(n, 5) for n in (0, 1, 4, 5, 6)] == [0, None, None, 5, 6]


def test_cells_with_too_few_are_left_out() -> None:
    west, east = 0b0110 << 40, 0b1001 << 40
    keys = np.array([west + n for n in range(5)] + [east + n for n in range(4)], dtype=np.int64)
    cells, counts = coarse_cells(keys, zoom=6, threshold=5)
    assert (cells.tolist(), counts.tolist()) == ([0b0110], [5])
    assert [a.size for a in coarse_cells(keys[:0], 6, 5)] == [0, 0]


@given(st.lists(st.integers(0, 4**26 - 1), max_size=60), st.integers(0, 26), st.integers(1, 6))
def test_agrees_with_counting_one_by_one(keys: list[int], zoom: int, threshold: int) -> None:
    slow: dict[int, int] = {}
    for key in keys:
        slow[key // 4 ** (26 - zoom)] = slow.get(key // 4 ** (26 - zoom), 0) + 1
    cells, counts = coarse_cells(np.array(keys, dtype=np.int64), zoom, threshold)
    expected = sorted((cell, n) for cell, n in slow.items() if n >= threshold)
    assert list(zip(cells.tolist(), counts.tolist(), strict=True)) == expected


def test_refuses_what_makes_no_sense() -> None:
    keys = np.array([1], dtype=np.int64)
    for arguments in ((keys, 27, 5), (keys, -1, 5), (keys, 10, 0)):
        with pytest.raises(ValueError, match=r"cell|threshold"):
            coarse_cells(*arguments)
    with pytest.raises(ValueError, match="zero or more"):
        publishable_total(-1, 5)
