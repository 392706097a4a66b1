from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.together.scan_likelihood import LEVELS, greatest, limits, log, log_likelihood_ratio
from tests.unit.engine.together.scan_oracle import ratio


@given(st.floats(1e-300, 1e300))
def test_our_logarithm_is_the_logarithm(x: float) -> None:
    assert math.isclose(float(log(x)), math.log(x), rel_tol=4e-16, abs_tol=4e-16)


@given(total=st.integers(2, 5000), share=st.floats(0.001, 1), expected=st.floats(0.001, 0.999))
def test_the_ratio_is_the_oracles(total: int, share: float, expected: float) -> None:
    count, mu = max(1, round(share * total)), expected * total
    found = float(log_likelihood_ratio(count, mu, total))
    assert math.isclose(found, ratio(count, mu, total), rel_tol=1e-9, abs_tol=1e-9)


def test_a_count_above_its_limit_never_beats_the_level_and_one_below_always_does() -> None:
    for total in (30, 1_000, 100_000):
        table = limits(total, 0.3 * total, 2)
        counts = np.arange(2, table.expected.shape[1])
        for level, row in zip(LEVELS, table.expected[:, 2:], strict=True):
            some = row < counts
            above = log_likelihood_ratio(counts, np.minimum(row * (1 + 1e-6), total * 0.999), total)
            below = log_likelihood_ratio(counts, row * (1 - 1e-6), total)
            assert (above[some] <= level + 1e-9).all()
            assert (below[counts < total] >= level - 1e-6).all()


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0.01, 60)), min_size=1, max_size=30))
def test_the_greatest_is_found(pairs: list) -> None:
    count, mu = (np.array(each, dtype=float) for each in zip(*pairs, strict=True))
    wanted = max((ratio(c, m, 100.0) for c, m in pairs if c >= 2), default=0.0)
    assert math.isclose(greatest(count, mu, 100.0, 2), wanted, rel_tol=1e-9, abs_tol=1e-9)
