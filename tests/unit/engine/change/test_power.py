"""Planted effects at 80 % power are called right in at least 75 % of runs; without effect a claim comes in at most 5 %.

The size of each effect is the one that a simulation-free reckoning gives 80 % power: the variance-stabilised difference
of two counts, z = 2 (sqrt(a) - sqrt(b)) / sqrt(2 d), is to be 1.96 + 0.84 (d: variance / mean), or the quantiles of t
where d is estimated.
"""

import math

import numpy as np
import pytest
from scipy.stats import t

from lykta_engine.change.change_table import changes
from lykta_engine.change.counts import RateVerdict, Verdict, compare_two, compare_with_baseline
from tests.unit.engine.change.drawn import negative_binomial

RUNS = 800
AT_MOST = 0.05 + 3 * math.sqrt(0.05 * 0.95 / RUNS)
WEEKS = 52


def with_power(mean: float, variance_of_other: float, dispersion: float, sign: int, degrees: float = math.inf) -> float:
    """The mean with 80 % power against `mean`, whose own estimate has variance_of_other of one count's."""
    needed = float(t.ppf(0.975, degrees) + t.ppf(0.8, degrees))
    return (math.sqrt(mean) + sign * needed / 2 * math.sqrt(dispersion * (1 + variance_of_other))) ** 2


@pytest.mark.parametrize(("sign", "right"), [(1, RateVerdict.HIGHER), (-1, RateVerdict.LOWER), (0, None)])
@pytest.mark.parametrize("mean", [15.0, 60.0])
def test_two_counts(mean: float, sign: int, right: RateVerdict | None) -> None:
    rng = np.random.default_rng(31)
    a, b = rng.poisson(with_power(mean, 1.0, 1.0, sign) if sign else mean, RUNS), rng.poisson(mean, RUNS)
    said = [compare_two(int(x), 1, int(y), 1).verdict for x, y in zip(a, b, strict=True)]
    if right is None:
        assert np.mean([verdict in (RateVerdict.HIGHER, RateVerdict.LOWER) for verdict in said]) <= AT_MOST
    else:
        assert np.mean([verdict == right for verdict in said]) >= 0.75


@pytest.mark.parametrize("dispersion", [1.0, 2.0])
@pytest.mark.parametrize(("sign", "right"), [(1, Verdict.MORE_THAN_USUAL), (-1, Verdict.FEWER_THAN_USUAL), (0, None)])
def test_a_count_against_a_year(dispersion: float, sign: int, right: Verdict | None) -> None:
    """52 earlier weeks; how jumpy they are is not told but estimated from them."""
    rng, mean = np.random.default_rng(32), 30.0
    now = with_power(mean, 1 / WEEKS, dispersion, sign, WEEKS - 1) if sign else mean
    counts, before = (negative_binomial(rng, m, dispersion, size) for m, size in ((now, RUNS), (mean, (RUNS, WEEKS))))
    said = [compare_with_baseline(int(x), row.tolist()).verdict for x, row in zip(counts, before, strict=True)]
    if right is None:
        changed = (Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL)
        assert np.mean([verdict in changed for verdict in said]) <= AT_MOST
    else:
        assert np.mean([verdict == right for verdict in said]) >= 0.75


def test_many_cells_with_as_many_effects_as_there_are() -> None:
    """A tenth of 400 cells at 3.5 times: most are found, and of those found at most about one in twenty is wrong."""
    rng, found, wrong = np.random.default_rng(33), [], []
    for _ in range(10):
        counts = negative_binomial(rng, 8, 1.5, (50, 8, 27))
        counts[:5, :, -1] = negative_binomial(rng, 28, 1.5, (5, 8))
        called = changes(counts).cells(Verdict.MORE_THAN_USUAL)
        found.append(sum(area < 5 for area, _ in called) / 40)
        wrong.append(sum(area >= 5 for area, _ in called) / max(1, len(called)))
    assert np.mean(found) >= 0.75
    assert np.mean(wrong) <= 0.05 + 3 * np.std(wrong) / math.sqrt(10)
