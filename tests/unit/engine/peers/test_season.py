import numpy as np
import pytest

from lykta_engine.significance import overdispersed_share_tails
from lykta_engine.when.blocks import growth_between_blocks


def test_growth_is_the_slope_of_statsmodels() -> None:
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    for years in (3, 5, 8):
        days = np.tile([31.0, 28.0, 31.0, 30.0], (years, 1)) + rng.integers(0, 2, (years, 4))
        table = rng.poisson(days * np.exp(0.2 * np.arange(years))[:, None])
        design = np.column_stack([np.ones(years), np.arange(years)])
        model = api.GLM(table.sum(axis=1), design, family=api.families.Poisson(), exposure=days.sum(axis=1))
        assert growth_between_blocks(table, days) == pytest.approx(model.fit(tol=1e-12).params[1], abs=1e-7)


@pytest.mark.parametrize(
    ("count", "total", "share", "phi"), [(12, 60, 0.1, 2.0), (3, 60, 0.1, 5.0), (40, 400, 0.08, 3.0)]
)
def test_tails_are_the_beta_binomial_of_scipy(count: int, total: int, share: float, phi: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    odds = (total - phi) / (phi - 1)
    peer = stats.betabinom(total, share * odds, (1 - share) * odds)
    assert peer.var() == pytest.approx(phi * total * share * (1 - share))
    tails = overdispersed_share_tails(count, total, share, phi, 10**7)
    assert tails.lower == pytest.approx(peer.cdf(count) - peer.pmf(count) / 2, abs=1e-4)
