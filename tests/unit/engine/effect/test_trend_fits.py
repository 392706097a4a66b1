"""Many log-linear fits at once against one plain Newton fit at a time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.effect.trend_fits import BLOCK, TrendFits, trend_fits
from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.result import as_data


def design(n: int) -> np.ndarray:
    t = np.arange(n)
    angle = 2 * np.pi * t / 52
    return np.column_stack([np.ones(n), t, t >= 2 * n // 3, np.sin(angle), np.cos(angle)])


def slow_fit(y: np.ndarray, x: np.ndarray, exposure: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    b = np.zeros(x.shape[1])
    b[0] = np.log(y.sum() / exposure.sum())
    for _ in range(60):
        mean = exposure * np.exp(x @ b)
        b = b + np.linalg.solve((x.T * mean) @ x, x.T @ (y - mean))
    mean = exposure * np.exp(x @ b)
    phi = float(((y - mean) ** 2 / mean).sum() / (len(y) - len(b)))
    return b, np.sqrt(phi * np.diag(np.linalg.inv((x.T * mean) @ x))), phi


def series(seed: int, n_series: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mean = rng.gamma(2, 6, (n_series, 1)) * np.exp(-0.3 * (np.arange(n) >= 2 * n // 3)) + 1
    return rng.negative_binomial(5, 5 / (5 + mean))


@pytest.mark.parametrize("shape", ["none", "shared", "own"])
def test_against_one_at_a_time(shape: str) -> None:
    y, x = series(1, 40, 90), design(90)
    rng = np.random.default_rng(2)
    exposure = {"none": np.ones(90), "shared": rng.uniform(1, 9, 90), "own": rng.uniform(1, 9, y.shape)}[shape]
    found = trend_fits(y, x, None if shape == "none" else exposure)
    for row, counts in enumerate(y):
        b, errors, phi = slow_fit(counts, x, np.broadcast_to(exposure, y.shape)[row])
        np.testing.assert_allclose(found.coefficients[row], b, rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.standard_errors[row], errors, rtol=1e-9)
        assert found.dispersion[row] == pytest.approx(phi, rel=1e-9)
    assert found.fitted.all()
    assert found.degrees == 85


def test_blocks_and_order_do_not_show() -> None:
    y, x = series(3, BLOCK + 70, 60), design(60)
    whole = trend_fits(y, x)
    order = np.random.default_rng(4).permutation(len(y))
    np.testing.assert_allclose(trend_fits(y[order], x).coefficients, whole.coefficients[order], rtol=0, atol=1e-11)
    np.testing.assert_allclose(trend_fits(y[7:8], x).coefficients[0], whole.coefficients[7], rtol=0, atol=1e-11)


def test_series_that_cannot_be_fitted_are_left_out_and_do_not_harm_the_others() -> None:
    y, x = series(5, 6, 60), design(60)
    y[1] = 0
    y[4, 40:] = 0  # none after the step: its coefficient is minus infinity
    found = trend_fits(y, x)
    assert found.fitted.tolist() == [True, False, True, True, False, True]
    assert found.n_left_out == 2
    alone = trend_fits(y[found.fitted], x)
    np.testing.assert_allclose(found.coefficients[found.fitted], alone.coefficients, rtol=0, atol=1e-9)
    assert as_data(found)["coefficients"][1] == [None] * 5
    assert found.explain() == ("Trend skattades i 4 av 6 serier, var för sig. 2 hade för få händelser för att skattas.")


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 5), min_size=12, max_size=12), min_size=1, max_size=5))
def test_sparse_series_end_in_numbers_or_are_left_out(rows: list[list[int]]) -> None:
    x = design(12)[:, :3]
    found: TrendFits = trend_fits(rows, x)
    for row, ok in enumerate(found.fitted):
        numbers = [*found.coefficients[row], *found.standard_errors[row], found.dispersion[row]]
        assert np.isfinite(numbers).all() if ok else np.isnan(numbers).all()
        if ok:  # the score is nil where the likelihood is highest
            mean = np.exp(x @ found.coefficients[row])
            np.testing.assert_allclose(x.T @ (np.array(rows[row]) - mean), 0, atol=1e-5)


def test_ten_times_the_exposure_moves_only_the_level() -> None:
    y, x = series(6, 5, 60), design(60)
    one, ten = trend_fits(y, x), trend_fits(y, x, np.full(60, 10.0))
    np.testing.assert_allclose(ten.coefficients[:, 0], one.coefficients[:, 0] - np.log(10), atol=1e-9)
    np.testing.assert_allclose(ten.coefficients[:, 1:], one.coefficients[:, 1:], atol=1e-9)


def test_bad_input() -> None:
    y, x = series(7, 3, 20), design(20)
    with pytest.raises(BadInput):
        trend_fits(y, x[:-1])
    with pytest.raises(BadInput):
        trend_fits(y - 5, x)
    with pytest.raises(BadInput):
        trend_fits(np.where(y > 5, np.nan, y), x)
    with pytest.raises(BadInput, match="follow from each other"):
        trend_fits(y, np.column_stack([x, x[:, 0] + x[:, 1]]))
    with pytest.raises(BadInput, match="above zero"):
        trend_fits(y, x, np.zeros(20))
    with pytest.raises(BadInput):
        trend_fits(y, x, np.ones(19))
    with pytest.raises(TooFewEvents):
        trend_fits(y[:, :5], x[:5])
    assert trend_fits(np.empty((0, 20)), x).coefficients.shape == (0, 5)
