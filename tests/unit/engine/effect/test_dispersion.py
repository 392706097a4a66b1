"""phi of the weeks before, against loops, and what it is worth under "nothing happened"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.effect.before_after import AreaCounts, relative_rate
from lykta_engine.effect.dispersion import (
    ASSUMED,
    Dispersion,
    Source,
    as_dispersion,
    contrast_dispersion,
    dispersion_of,
    relative_dispersion,
)
from lykta_engine.effect.displacement import displacement_difference
from lykta_engine.errors import BadInput
from lykta_engine.significance import normal_tails

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=40)


def negative_binomial(rng: np.random.Generator, mean: float, size: float, shape: tuple[int, ...]) -> np.ndarray:
    return rng.negative_binomial(size, size / (size + mean), shape)


def slow_phi(weeks: list[int]) -> float:
    mean = sum(weeks) / len(weeks)
    return max(1.0, sum((week - mean) ** 2 / mean for week in weeks) / (len(weeks) - 1))


def test_of_one_area_is_variance_over_mean_where_weeks_do_not_hang_together() -> None:
    weeks = [9, 25, 14, 31, 8, 22, 19, 40, 12, 20, 28, 7]
    found = dispersion_of(weeks)
    assert found.phi == pytest.approx(slow_phi(weeks), rel=1e-12)
    assert found.source is Source.ESTIMATED
    assert found.link == 0
    assert found.degrees is not None
    assert 5 < found.degrees < 11


def test_weeks_that_hang_together_widen() -> None:
    together = dispersion_of([5] * 10 + [35] * 10)
    apart = dispersion_of([5, 35] * 10)
    assert together.link > 0.5
    assert apart.link == 0
    assert together.phi > 3 * apart.phi


def test_too_few_weeks_or_events_is_assumed_poisson_and_says_so() -> None:
    assert dispersion_of([20, 30, 10, 40, 20, 20, 20]) == Dispersion(1.0, None, Source.ASSUMED, 7)
    assert dispersion_of([0] * 20).source is Source.ASSUMED
    assert relative_dispersion([0] * 20, [5] * 20).source is Source.ASSUMED
    assert contrast_dispersion([[0] * 20, [0] * 20], [1, -1]).source is Source.ASSUMED


def test_what_happens_to_both_areas_alike_cancels_in_the_ratio() -> None:
    rng = np.random.default_rng(11)
    season = np.exp(0.6 * np.sin(np.arange(52) / 8.3))
    t, c = rng.poisson(30 * season), rng.poisson(60 * season)
    assert dispersion_of(t).phi > 4
    assert relative_dispersion(t, c).phi < 1.6


def test_expectations_are_the_ones_promised() -> None:
    """(1 - s) phi_t + s phi_c for the ratio, the weighted mean for the difference."""
    rng = np.random.default_rng(12)
    t, c = negative_binomial(rng, 10, 5, (400, 40)), negative_binomial(rng, 30, 10, (400, 40))
    phi_t, phi_c, share = 3.0, 4.0, 0.25
    relative = np.mean([relative_dispersion(a, b).phi for a, b in zip(t, c, strict=True)])
    contrast = np.mean([contrast_dispersion([a, b], [1, -1]).phi for a, b in zip(t, c, strict=True)])
    assert relative == pytest.approx((1 - share) * phi_t + share * phi_c, rel=0.06)
    assert contrast == pytest.approx(share * phi_t + (1 - share) * phi_c, rel=0.06)


@given(COUNTS)
def test_never_below_one_and_the_same_for_twice_the_weights(weeks: list[int]) -> None:
    assert dispersion_of(weeks).phi >= 1
    mirrored = relative_dispersion(weeks, weeks[::-1]), relative_dispersion(weeks[::-1], weeks)
    assert mirrored[0].phi == pytest.approx(mirrored[1].phi)
    halved, whole = (contrast_dispersion([weeks, weeks[::-1]], [s, -s]) for s in (0.5, 1.0))
    assert halved.phi == pytest.approx(whole.phi)


@pytest.mark.parametrize("bad", [[1.5] * 9, [-1] * 9, [float("nan")] * 9, [float("inf")] * 9, "weeks"])
def test_bad_weeks(bad: object) -> None:
    with pytest.raises(BadInput):
        dispersion_of(bad)  # type: ignore[arg-type]


def test_bad_dispersions_and_lengths() -> None:
    for phi in (0.5, float("nan"), float("inf")):
        with pytest.raises(BadInput):
            as_dispersion(phi)
    with pytest.raises(BadInput):
        relative_dispersion([1] * 9, [1] * 8)
    with pytest.raises(BadInput):
        contrast_dispersion([[1] * 9, [1] * 8], [1, -1])
    assert as_dispersion(None) is ASSUMED


@pytest.mark.parametrize("n_weeks", [8, 26])
def test_calibration_where_poisson_is_wrong_one_time_in_four(n_weeks: int) -> None:
    """Mean 20, size 10 (shared methods, pitfall 2): Poisson's WDD rejects 26 %; ours at most 5 % + 3 SE."""
    runs = 1500
    rng = np.random.default_rng(20261122 + n_weeks)
    weeks = negative_binomial(rng, 20, 10, (runs, 2, n_weeks + 2))
    plain, wdd, rirr = 0, 0, 0
    for t, c in weeks:
        areas = [AreaCounts(int(area[-2]), int(area[-1])) for area in (t, c)]
        phi = contrast_dispersion([t[:n_weeks], c[:n_weeks]], [1, -1])
        found = displacement_difference(*areas, dispersion=phi)
        wdd += (found.p_value or 1.0) <= 0.05
        plain += normal_tails(found.number / sum(area[-1] + area[-2] for area in (t, c)) ** 0.5).two_sided() <= 0.05
        rirr += (relative_rate(*areas, dispersion=relative_dispersion(t[:n_weeks], c[:n_weeks])).p_value or 1) <= 0.05
    allowed = 0.05 + 3 * (0.05 * 0.95 / runs) ** 0.5
    assert plain / runs == pytest.approx(0.26, abs=0.035)
    assert wdd / runs <= allowed
    assert rirr / runs <= allowed
    assert wdd / runs > 0.02  # widened, not blunted
