import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, nbinom

from lykta_engine.change.counts import (
    RateVerdict,
    Reason,
    ReportingRate,
    Verdict,
    compare_two,
    compare_with_baseline,
)
from lykta_engine.significance import binomial_tails, predictive_tails, share_interval

small = st.integers(0, 25)
baselines = st.lists(small, min_size=1, max_size=12)


def slow_poisson_tails(count: int, total: int, k: int) -> tuple[Fraction, Fraction]:
    """Every way to deal `total` events over k + 1 equal periods, in exact fractions."""
    share = Fraction(1, k + 1)
    mass = [math.comb(total, j) * share**j * (1 - share) ** (total - j) for j in range(total + 1)]
    return sum(mass[:count], Fraction()) + mass[count] / 2, sum(mass[count + 1 :], Fraction()) + mass[count] / 2


def slow_negative_binomial_tails(count: int, total: int, k: int, dispersion: float) -> tuple[float, float]:
    """Sum the joint probabilities of (this period, sum of the others) over all outcomes with the same total."""
    size = (total - count) / k / (dispersion - 1)
    q = 1 / dispersion
    mass = np.array([nbinom.pmf(j, size, q) * nbinom.pmf(total - j, k * size, q) for j in range(total + 1)])
    mass /= mass.sum()
    return mass[:count].sum() + mass[count] / 2, mass[count + 1 :].sum() + mass[count] / 2


@given(small, baselines)
def test_the_poisson_form_agrees_with_exact_fractions(count: int, baseline: list[int]) -> None:
    result = compare_with_baseline(count, baseline, dispersion=1.0)
    lower, upper = slow_poisson_tails(count, count + sum(baseline), len(baseline))
    assert result.p_value == pytest.approx(float(min(1, 2 * min(lower, upper))), abs=1e-12)
    assert result.p_tail == pytest.approx(float(min(lower, upper)), abs=1e-12)


@settings(deadline=None)
@given(small, baselines.filter(any), st.floats(1.05, 8))
def test_the_overdispersed_form_agrees_with_the_joint_distribution(
    count: int, baseline: list[int], dispersion: float
) -> None:
    result = compare_with_baseline(count, baseline, dispersion=dispersion)
    lower, upper = slow_negative_binomial_tails(count, count + sum(baseline), len(baseline), dispersion)
    assert result.p_tail == pytest.approx(min(lower, upper), abs=1e-9)


@given(small, baselines, st.randoms())
def test_the_order_of_the_baseline_does_not_matter(count: int, baseline: list[int], random: object) -> None:
    shuffled = list(baseline)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compare_with_baseline(count, shuffled) == compare_with_baseline(count, baseline)


@given(baselines.filter(lambda b: len(b) >= 4))
def test_a_higher_count_is_never_judged_lower(baseline: list[int]) -> None:
    rank = {Verdict.FEWER_THAN_USUAL: 0, Verdict.AS_USUAL: 1, Verdict.MORE_THAN_USUAL: 2}
    verdicts = [compare_with_baseline(count, baseline, dispersion=1.0).verdict for count in range(60)]
    ranks = [rank[v] for v in verdicts if v in rank]
    assert ranks == sorted(ranks)


@given(small, st.integers(1, 12), st.integers(0, 100))
def test_tails_sum_to_one(count: int, k: int, others: int) -> None:
    for dispersions in ([1.0], [2.5], [0.4, 1.2, 3.0]):
        tails = predictive_tails(count, others, k, np.array(dispersions))
        assert sum(tails) == pytest.approx(1)


def test_dispersion_widens() -> None:
    steady = compare_with_baseline(16, [8, 7, 9, 8, 8, 7, 9, 8])
    jumpy = compare_with_baseline(16, [2, 15, 4, 12, 1, 16, 5, 9])
    assert steady.baseline_mean == jumpy.baseline_mean == 8
    assert (steady.verdict, jumpy.verdict) == (Verdict.MORE_THAN_USUAL, Verdict.AS_USUAL)
    assert jumpy.dispersion > 3 > 1 > steady.dispersion


def test_the_example_of_the_weekly_picture() -> None:
    """Seven against 3.1 over eight weeks: so many or more about one week in 25."""
    result = compare_with_baseline(7, [3, 2, 4, 3, 4, 2, 3, 4])
    assert 1 / result.p_tail == pytest.approx(25, abs=0.1)
    assert (result.ratio, result.n_periods) == (pytest.approx(2.24), 8)


# --- verdicts -------------------------------------------------------------------------------------------------------

EIGHT = [8, 7, 9, 8, 8, 7, 9, 8]
FELL = ReportingRate(active=8, expected=11, active_before=11)
STEADY = ReportingRate(active=10, expected=11, active_before=10.5)


@pytest.mark.parametrize(
    ("count", "baseline", "reporting", "verdict", "reason"),
    [
        (18, EIGHT, None, Verdict.MORE_THAN_USUAL, None),
        (18, EIGHT, FELL, Verdict.MORE_THAN_USUAL, None),
        (1, EIGHT, None, Verdict.FEWER_THAN_USUAL, None),
        (1, EIGHT, STEADY, Verdict.FEWER_THAN_USUAL, None),
        (1, EIGHT, FELL, Verdict.CANNOT_BE_DECIDED, Reason.FEWER_REPORTERS),
        (8, EIGHT, None, Verdict.AS_USUAL, None),
        (8, EIGHT, FELL, Verdict.AS_USUAL, None),
        (6, EIGHT, FELL, Verdict.AS_USUAL, None),  # 0.75 of usual, reporters at 0.73
        (5, EIGHT, FELL, Verdict.CANNOT_BE_DECIDED, Reason.FEWER_REPORTERS),  # 0.63 of usual
        (5, EIGHT, STEADY, Verdict.AS_USUAL, None),
        (18, EIGHT, ReportingRate(0, 11, 11), Verdict.CANNOT_BE_DECIDED, Reason.NO_REPORTERS),
        (2, [2, 1, 3, 2, 1, 3, 2, 2], None, Verdict.TOO_FEW_TO_JUDGE, Reason.SMALL_NUMBERS),
        (2, [0] * 8, None, Verdict.TOO_FEW_TO_JUDGE, Reason.SMALL_NUMBERS),
        (0, [0] * 8, None, Verdict.TOO_FEW_TO_JUDGE, Reason.SMALL_NUMBERS),
        (3, [0] * 8, None, Verdict.MORE_THAN_USUAL, None),
        (3, [2, 1, 3, 2, 1, 3, 2, 2], None, Verdict.AS_USUAL, None),
        (30, [8, 7, 9], None, Verdict.TOO_FEW_TO_JUDGE, Reason.SHORT_BASELINE),
    ],
)
def test_verdicts(
    count: int, baseline: list[int], reporting: ReportingRate | None, verdict: Verdict, reason: Reason | None
) -> None:
    result = compare_with_baseline(count, baseline, reporting=reporting)
    assert (result.verdict, result.reason) == (verdict, reason)


@given(small, baselines, st.builds(ReportingRate, st.integers(0, 20), st.integers(0, 20), st.floats(0, 20)))
def test_fewer_is_never_claimed_when_reporters_fell(count: int, baseline: list[int], rate: ReportingRate) -> None:
    result = compare_with_baseline(count, baseline, reporting=rate)
    assert not (rate.fell_clearly and result.verdict == Verdict.FEWER_THAN_USUAL)


@pytest.mark.parametrize(
    ("rate", "fell", "rose"),
    [
        (ReportingRate(8, 11, 11), True, False),
        (ReportingRate(9, 11, 11), False, False),
        (ReportingRate(8, 11), True, False),
        (ReportingRate(8, 10), True, False),
        (ReportingRate(3, 4, 3.5), False, False),
        (ReportingRate(0, 0), False, False),
        (ReportingRate(10, 10, 8), False, True),
        (ReportingRate(9, 10, 8), False, False),
    ],
)
def test_what_a_clear_fall_is(rate: ReportingRate, fell: bool, rose: bool) -> None:
    assert (rate.fell_clearly, rate.rose_clearly) == (fell, rose)


@pytest.mark.parametrize(("count", "baseline"), [(-1, [1]), (1, [-1]), (1, [])])
def test_refuses_what_is_not_a_count(count: int, baseline: list[int]) -> None:
    with pytest.raises(ValueError, match=r"from zero up|at least one"):
        compare_with_baseline(count, baseline)


# --- calibration under "nothing happened", and power ----------------------------------------------------------------

RUNS, ALPHA = 2000, 0.05


def draw(rng: np.random.Generator, mean: float, size: float | None, k: int) -> np.ndarray:
    if size is None:
        return rng.poisson(mean, (RUNS, k + 1))
    return rng.negative_binomial(size, size / (size + mean), (RUNS, k + 1))


@pytest.mark.parametrize("mean", [0.5, 1, 2, 5, 10, 20, 50])
@pytest.mark.parametrize("size", [None, 10.0, 3.0])
@pytest.mark.parametrize("k", [8])
def test_claims_a_change_where_there_is_none_no_more_often_than_promised(
    mean: float, size: float | None, k: int
) -> None:
    rows = draw(np.random.default_rng([int(mean * 10), int(size or 0), k]), mean, size, k)
    results = [compare_with_baseline(int(row[0]), row[1:].tolist(), alpha=ALPHA) for row in rows]
    allowed = ALPHA + 3 * math.sqrt(ALPHA * (1 - ALPHA) / RUNS)
    assert np.mean([result.p_value <= ALPHA for result in results]) <= allowed
    claimed = {Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL}
    assert np.mean([result.verdict in claimed for result in results]) <= allowed


def test_plugging_in_the_dispersion_would_claim_too_much() -> None:
    """Why the estimate's uncertainty is averaged over: this is the mistake the method avoids."""
    rows = draw(np.random.default_rng(5), 20, 3.0, 8)
    plugged = [
        compare_with_baseline(
            int(row[0]), row[1:].tolist(), dispersion=float(max(row[1:].var(ddof=1) / row[1:].mean(), 1))
        ).p_value
        for row in rows
    ]
    assert np.mean(np.array(plugged) <= ALPHA) > ALPHA + 3 * math.sqrt(ALPHA * (1 - ALPHA) / RUNS)


@pytest.mark.parametrize(("mean", "factor"), [(5, 3.2), (10, 2.4), (20, 1.9)])
def test_finds_a_true_increase(mean: float, factor: float) -> None:
    rng = np.random.default_rng(7)
    rows = rng.poisson(mean, (400, 8))
    found = [compare_with_baseline(int(rng.poisson(mean * factor)), row.tolist()).verdict for row in rows]
    assert np.mean([verdict == Verdict.MORE_THAN_USUAL for verdict in found]) >= 0.75
    assert Verdict.FEWER_THAN_USUAL not in found


# --- two counts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "t_a", "b", "t_b", "p", "ratio", "low", "high"),
    [
        # "Comparing two person-time rates", worked example of OpenEpi's documentation (Sullivan): mid-P exact,
        # doubled, and the mid-P limits; stratum 1, stratum 2, crude.
        (17, 100_025, 3, 122_268, "0.0003127", "6.927", "2.21", "29.63"),
        (8, 78_531, 1, 77_932, "0.0221", "7.939", "1.27", "177.6"),
        (25, 178_556, 4, 200_200, "1.654e-05", "7.008", "2.616", "23.57"),
    ],
)
def test_a_published_worked_example(
    a: int, t_a: float, b: int, t_b: float, p: str, ratio: str, low: str, high: str
) -> None:
    result = compare_two(a, t_a, b, t_b)
    assert result.ratio is not None
    printed = [f"{x:.4g}" for x in (result.p_value, result.ratio, result.ratio_low, result.ratio_high)]
    assert printed == [p, ratio, low, high]
    assert result.verdict == RateVerdict.HIGHER


@pytest.mark.shared
def test_r_and_the_e_test_see_the_same(shared: Path) -> None:
    """R's exact test and interval are wider than mid-p, the E-test nearly equal to it."""
    examples = json.loads((shared / "methods/worked_examples.json").read_text())
    ratio = examples["poisson_test_R"]["ratio"]
    (a, b), (t_a, t_b) = ratio["x"], ratio["T"]
    result = compare_two(a, t_a, b, t_b)
    assert result.ratio == pytest.approx(ratio["ratio"], abs=5e-7)
    assert binomtest(a, a + b, t_a / (t_a + t_b)).pvalue == pytest.approx(ratio["p"], abs=5e-6)
    assert ratio["ci95"][0] < result.ratio_low < result.ratio_high < ratio["ci95"][1]
    for key, (x, y) in {"k6_k2": (6, 2), "k0_k3": (0, 3), "k20_k10": (20, 10), "k10_k5": (10, 5)}.items():
        assert compare_two(x, 1, y, 1).p_value == pytest.approx(examples["e_test"][key], abs=0.05)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.1, 50), st.floats(0.1, 50))
def test_swapping_the_two_turns_the_answer_round(a: int, b: int, t_a: float, t_b: float) -> None:
    one, other = compare_two(a, t_a, b, t_b), compare_two(b, t_b, a, t_a)
    turned = {RateVerdict.HIGHER: RateVerdict.LOWER, RateVerdict.LOWER: RateVerdict.HIGHER}
    assert other.p_value == pytest.approx(one.p_value, abs=1e-9)
    assert other.verdict == turned.get(one.verdict, one.verdict)
    if a and b:
        assert one.ratio_low * other.ratio_high == pytest.approx(1, rel=1e-6)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.2, 5))
def test_the_interval_and_the_verdict_agree(a: int, b: int, exposure: float) -> None:
    result = compare_two(a, exposure, b, 1)
    if result.verdict in (RateVerdict.HIGHER, RateVerdict.LOWER):
        assert not result.ratio_low <= 1 <= result.ratio_high
    if result.verdict == RateVerdict.NO_CLEAR_DIFFERENCE:
        assert result.ratio_low <= 1 <= result.ratio_high


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (0, 0, RateVerdict.TOO_FEW_TO_JUDGE),
        (2, 0, RateVerdict.TOO_FEW_TO_JUDGE),
        (2, 2, RateVerdict.TOO_FEW_TO_JUDGE),
        (3, 1, RateVerdict.TOO_FEW_TO_JUDGE),  # even four to none is 0.06
        (4, 1, RateVerdict.NO_CLEAR_DIFFERENCE),
        (0, 12, RateVerdict.LOWER),
        (12, 0, RateVerdict.HIGHER),
    ],
)
def test_verdicts_on_two(a: int, b: int, verdict: RateVerdict) -> None:
    assert compare_two(a, 1, b, 1).verdict == verdict


def test_so_unequal_exposures_that_nothing_could_show() -> None:
    assert compare_two(3, 1000, 0, 1).verdict == RateVerdict.NO_CLEAR_DIFFERENCE
    assert compare_two(0, 1, 3, 1000).verdict == RateVerdict.NO_CLEAR_DIFFERENCE


def test_ends_of_the_interval() -> None:
    assert share_interval(0, 5, 0.05)[0] == 0.0
    assert share_interval(5, 5, 0.05)[1] == 1.0
    assert (compare_two(5, 1, 0, 1).ratio, compare_two(5, 1, 0, 1).ratio_high) == (None, math.inf)
    low, high = share_interval(3, 11, 0.05)
    assert binomial_tails(3, 11, low).upper == pytest.approx(0.025)
    assert binomial_tails(3, 11, high).lower == pytest.approx(0.025)


@pytest.mark.parametrize(
    "arguments", [(1, 0, 1, 1), (1, 1, 1, -1), (-1, 1, 1, 1), (1, math.nan, 1, 1), (1, 1, 1, math.inf)]
)
def test_refuses_what_is_not_an_exposure(arguments: tuple[int, float, int, float]) -> None:
    with pytest.raises(ValueError, match=r"above zero|from zero up|missing or infinite"):
        compare_two(*arguments)
