"""Quasi-Poisson trend fits of many series of 120 times and six columns, against statsmodels one series at a time."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from benchmarks.engine import Case, Side

NAME = "fits"
MUST = "50×, equal to 1e-8; aim 100×"
TIMES = 120


def data(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Level, trend, a step and a change of slope two thirds in, one pair of the season; negative binomial counts."""
    rng = np.random.default_rng(9)
    t = np.arange(TIMES)
    after = t >= 80
    angle = 2 * np.pi * t / 52.18
    design = np.column_stack([np.ones(TIMES), t / TIMES, after, after * (t - 80) / TIMES, np.sin(angle), np.cos(angle)])
    mean = rng.gamma(3, 4, (n, 1)) * np.exp(-0.2 * after + 0.2 * np.sin(angle)) + 1
    return rng.negative_binomial(5, 5 / (5 + mean)), design


def ours(n: int) -> Any:
    from lykta_engine.effect.trend_fits import trend_fits

    counts, design = data(n)

    def work() -> tuple[np.ndarray, np.ndarray]:
        found = trend_fits(counts, design)
        return found.coefficients, found.standard_errors

    return work


def peer(n: int) -> Any:
    import statsmodels.api as sm

    counts, design = data(n)

    def work() -> tuple[np.ndarray, np.ndarray]:
        found = [sm.GLM(series, design, family=sm.families.Poisson()).fit(scale="X2") for series in counts]
        return np.array([each.params for each in found]), np.array([each.bse for each in found])

    return work


def agree(ours: tuple[np.ndarray, np.ndarray], theirs: tuple[np.ndarray, np.ndarray]) -> str:
    apart = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
    assert apart < 1e-8, f"coefficients or standard errors differ by up to {apart:g}"
    return f"coefficients and errors within {apart:.0e}"


def case(n: int, small: bool) -> Case:
    return Case(
        work=f"{n:,} quasi-Poisson fits, {TIMES} × 6",
        n=n,
        ours=Side("lykta_engine", partial(ours, n)),
        peer=Side("statsmodels", partial(peer, n), needs=("statsmodels",)),
        must=MUST,
        agree=agree,
        small=small,
    )


CASES = [case(300, small=True), case(5_800, small=False)]
