"""Interrupted time series: the published Sicilian example, a slow oracle, calibration with weeks that hang together."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.effect.interrupted import interrupted
from lykta_engine.effect.linked_errors import corrected_autocorrelation, correlated, correlations, newey_west
from lykta_engine.effect.reasons import Reason
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data
from lykta_engine.words import Unit

# Acute coronary episodes in Sicily, January 2002 to November 2006, and the standardised population: Lopez Bernal,
# Cummins & Gasparrini 2017, Int. J. Epidemiol. 46:348, data published with the paper. The ban began in month 37.
ACES = [728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765, 831,
        879, 928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758, 767, 738,
        781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912]  # fmt: skip
STDPOP = [379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6, 375955.5,
          378349.7, 376762.4, 379032.3, 379360.4, 376162, 377972.4, 381830.7, 379888.6, 380872.2, 380966.9, 381240.4,
          382104.9, 381802.7, 381656.3, 383680, 383504.2, 386462.9, 383783.1, 380836.8, 383483, 380906.2, 382926.8,
          384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2, 383686.4, 385509.3, 385901.9, 386516.6,
          388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4, 394005.6, 391364.9, 391664.6, 389022.3, 391878.5,
          388575.3, 392989, 390018.8, 390712.3]  # fmt: skip
BAN = 36


def normal_interval(value: float, error: float) -> tuple[float, float]:
    return round(math.exp(value - 1.959964 * error), 4), round(math.exp(value + 1.959964 * error), 4)


def test_sicily_step() -> None:
    """RR .8944 (.8647-.9251) Poisson, (.8392-.9532) quasi-Poisson, phi 3.559."""
    found = interrupted(ACES, BAN, exposure=STDPOP)
    assert found.step is not None
    assert round(math.exp(found.step.value), 4) == 0.8944
    assert normal_interval(found.step.value, found.step.poisson_error) == (0.8647, 0.9251)
    assert normal_interval(found.step.value, found.step.quasi_error) == (0.8392, 0.9532)
    assert found.dispersion == pytest.approx(3.559195, abs=2e-5)  # R's is of its last step but one


def test_sicily_with_two_pairs_of_the_season() -> None:
    """RR .8851 (.8394-.9332) quasi-Poisson."""
    found = interrupted(ACES, BAN, exposure=STDPOP, pairs=2, periods_a_year=12)
    assert found.step is not None
    assert round(math.exp(found.step.value), 4) == 0.8851
    assert normal_interval(found.step.value, found.step.quasi_error) == (0.8394, 0.9332)
    assert found.low is not None
    assert found.low < 0.8394  # Student's t is wider than the normal


def test_slope_is_reckoned_from_the_action() -> None:
    found = interrupted(ACES, BAN, exposure=STDPOP, pairs=2, periods_a_year=12, slope=True)
    plain = interrupted(ACES, BAN, exposure=STDPOP, pairs=2, periods_a_year=12)
    assert found.step is not None
    assert found.slope_change is not None
    assert found.ratio == pytest.approx(math.exp(found.step.value + 11 * found.slope_change.value))
    assert found.ratio == pytest.approx(plain.ratio or 0, abs=0.03)


def test_expected_is_the_fit_without_the_action() -> None:
    found = interrupted(ACES, BAN, exposure=STDPOP)
    assert found.expected is not None
    assert found.fitted is not None
    np.testing.assert_allclose(found.expected * found.ratio, found.fitted[BAN:])
    assert found.fitted.sum() == pytest.approx(sum(ACES))


def test_newey_west_against_the_double_sum() -> None:
    rng = np.random.default_rng(1)
    scores, bread = rng.normal(size=(30, 3)), np.eye(3)
    lags, slow = 4, np.zeros((3, 3))
    for a in range(30):
        for b in range(30):
            slow += max(0.0, 1 - abs(a - b) / (lags + 1)) * np.outer(scores[a], scores[b])
    np.testing.assert_allclose(newey_west(scores, bread, lags), slow * 30 / 27)


def test_residuals_of_a_fit_hide_some_of_the_correlation() -> None:
    x = np.column_stack([np.ones(60), np.arange(60), np.arange(60) >= 30])
    assert corrected_autocorrelation(0.3, x) > 0.35
    assert corrected_autocorrelation(-0.5, x) == 0


def test_correlated_by_running_sums() -> None:
    columns = np.random.default_rng(3).normal(size=(40, 2))
    for rho in (0.0, 0.4, 0.96):
        np.testing.assert_allclose(correlated(rho, columns), correlations(rho, 40) @ columns, atol=1e-9)


def test_ten_years_of_days_are_no_burden() -> None:
    found = interrupted(np.random.default_rng(4).poisson(5, 3650), 2000, pairs=1, periods_a_year=365.25)
    assert found.rho is not None
    assert found.rho < 0.1


def linked_counts(rng: np.random.Generator, runs: int, n: int, rho: float) -> np.ndarray:
    level = np.empty((runs, n))
    level[:, 0] = rng.normal(size=runs)
    for t in range(1, n):
        level[:, t] = rho * level[:, t - 1] + math.sqrt(1 - rho**2) * rng.normal(size=runs)
    return rng.poisson(20 * np.exp(0.3 * level - 0.045))


@pytest.mark.parametrize(("rho", "allowed"), [(0.0, 0.05), (0.4, 0.07)])
def test_calibration(rho: float, allowed: float) -> None:
    """No step, 60 weeks: at most 5 % + 3 SE; with weeks that hang together (rho .4) at most 7 % + 3 SE, where
    quasi-Poisson errors alone give more than 10 %."""
    runs = 400
    found = [interrupted(y, 30) for y in linked_counts(np.random.default_rng(8), runs, 60, rho)]
    share = np.mean([(each.p_value or 1) <= 0.05 for each in found])
    quasi = np.mean([abs(each.step.value) > 2.0 * each.step.quasi_error for each in found if each.step])
    assert share <= allowed + 3 * math.sqrt(0.05 * 0.95 / runs)
    assert quasi > 0.10 or rho == 0


def test_a_planted_step_is_found() -> None:
    rng = np.random.default_rng(9)
    y = rng.poisson(np.where(np.arange(104) < 60, 30, 18))
    found = interrupted(y, 60)
    assert found.estimate().clear
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.6 < found.high


@pytest.mark.parametrize(
    ("counts", "at", "pairs", "reasons"),
    [
        ([5] * 7 + [4] * 20, 7, 0, (Reason.SHORT_SERIES,)),
        ([5] * 20 + [4] * 3, 20, 0, (Reason.SHORT_SERIES,)),
        ([5] * 60, 30, 1, (Reason.SHORT_SERIES,)),
        ([0] * 20 + [4] * 20, 20, 0, (Reason.NOTHING_BEFORE, Reason.TOO_FEW)),
        ([0, 0, 0, 0, 1] * 4 + [0] * 20, 20, 0, (Reason.TOO_FEW,)),
        ([12, 15, 9, 13, 11] * 4 + [0] * 20, 20, 0, (Reason.TOO_FEW,)),
    ],
)
def test_what_cannot_be_decided(counts: list[int], at: int, pairs: int, reasons: tuple[Reason, ...]) -> None:
    found = interrupted(counts, at, pairs=pairs)
    assert found.reasons == reasons
    assert (found.ratio, found.p_value, found.step) == (None, None, None)
    assert not found.estimate().clear


def test_an_outage_in_the_series_is_a_reason() -> None:
    rng = np.random.default_rng(10)
    y = rng.poisson(40, 80)
    y[60:66] = 1
    found = interrupted(y, 58)
    assert found.reasons == (Reason.REPORTING_OUTAGE,)
    assert "det räcker inte för ett utslag" in found.explain()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.integers(0, 60), st.booleans(), st.integers(0, 1))
def test_numbers_or_reasons(counts: list[int], at: int, slope: bool, pairs: int) -> None:
    found = interrupted(counts, min(at, len(counts)), slope=slope, pairs=pairs, periods_a_year=6)
    assert (found.ratio is None) <= bool(found.reasons)
    data = as_data(found)
    numbers = [data[name] for name in ("ratio", "low", "high", "p_value")]
    assert all(number is None for number in numbers) or all(math.isfinite(number) for number in numbers)
    assert "{" not in found.explain("sv") + found.explain("en")


def test_bad_input() -> None:
    good = [5] * 30
    for bad in ([1.5] * 30, [-1] * 30, [math.nan] * 30):
        with pytest.raises(BadInput):
            interrupted(bad, 15)
    for wrong in (
        {"exposure": [0.0] * 30},
        {"exposure": [1.0] * 29},
        {"pairs": -1},
        {"lags": -1},
        {"periods_a_year": 0},
    ):
        with pytest.raises(BadInput):
            interrupted(good, 15, **wrong)
    with pytest.raises(BadInput):
        interrupted(good, 31)


def test_sentences() -> None:
    assert interrupted(ACES, BAN, exposure=STDPOP).explain(unit=Unit.MONTH) == (
        "På 36 månader före räknades 29191 händelser, på 23 månader efter 19723 händelser. Mot hur serien var på väg "
        "före åtgärden blev det 11 % färre efter. Skillnaden är större än slumpen brukar ge: den ligger mellan 2,8 % "
        "färre och 18 % färre, med 95 % säkerhet. Det är inräknat att det ena värdet hänger ihop med det förra. Det "
        "förutsätter att utvecklingen före hade fortsatt och att inget annat började samtidigt. Räkningen bygger på "
        "rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert interrupted([1] * 9 + [0], 9).explain("en") == (
        "In nine weeks before nine incidents were counted, in one week after no incidents. The series is too short for "
        "the method. The count rests on reports; more reports can also mean that more people report."
    )
