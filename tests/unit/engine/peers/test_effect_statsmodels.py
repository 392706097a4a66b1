"""Quasi-Poisson fits and Newey-West errors against statsmodels."""

import numpy as np
import pytest

from lykta_engine.effect.interrupted import interrupted
from lykta_engine.effect.trend_fits import trend_fits

sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")


def test_many_fits_are_equal_to_1e_8() -> None:
    rng = np.random.default_rng(1)
    t = np.arange(120)
    x = np.column_stack([np.ones(120), t, t >= 80, np.maximum(t - 80, 0), np.sin(t / 8.3), np.cos(t / 8.3)])
    y = rng.negative_binomial(4, 4 / (4 + rng.gamma(2, 5, (60, 1)) * np.exp(-0.2 * (t >= 80)) + 1))
    exposure = rng.uniform(0.5, 2, 120)
    found = trend_fits(y, x, exposure)
    assert found.fitted.all()
    for row, counts in enumerate(y):
        peer = sm.GLM(counts, x, family=sm.families.Poisson(), exposure=exposure).fit(scale="X2", tol=1e-12)
        np.testing.assert_allclose(found.coefficients[row], peer.params, rtol=0, atol=1e-8)
        np.testing.assert_allclose(found.standard_errors[row], peer.bse, rtol=0, atol=1e-8)
        assert found.dispersion[row] == pytest.approx(peer.scale, abs=1e-8)


@pytest.mark.parametrize("lags", [0, 3, 8])
def test_newey_west_errors_are_theirs(lags: int) -> None:
    rng = np.random.default_rng(2)
    t = np.arange(90)
    x = np.column_stack([np.ones(90), t, t >= 50])
    y = rng.negative_binomial(4, 4 / (4 + 15 * np.exp(-0.3 * (t >= 50))))
    found = interrupted(y, 50, lags=lags)
    options = {"maxlags": lags, "use_correction": True}
    peer = sm.GLM(y, x, family=sm.families.Poisson()).fit(cov_type="HAC", cov_kwds=options, tol=1e-12)
    assert found.step is not None
    assert found.step.value == pytest.approx(peer.params[2], abs=1e-8)
    assert found.step.robust_error == pytest.approx(peer.bse[2], rel=1e-7)
