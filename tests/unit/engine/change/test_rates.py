"""Golden: R poisson.test and the five E-tests of the worked examples, to the digits printed there."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from lykta_engine.change.counts import compare_two
from lykta_engine.change.rates import poisson_rate, poisson_ratio
from lykta_engine.errors import LARGEST, BadInput
from lykta_engine.significance import binomial_tails, e_test_p

counts = st.integers(0, 40)
exposures = st.floats(0.1, 50)


@pytest.mark.parametrize(
    ("a", "b", "p"),
    [(6, 2, 0.17487482), (0, 3, 0.088379009), (20, 10, 0.068831782), (10, 5, 0.2061644), (15, 5, 0.0250351)],
)
def test_e_test_of_krishnamoorthy_and_thomson(a: int, b: int, p: float) -> None:
    """worked_examples.json, e_test: Krishnamoorthy & Thomson 2004, R ptools and statsmodels agree."""
    printed = len(str(p)) - 2
    assert round(poisson_ratio(a, 1, b, 1).p_e_test or 0, printed) == p


def test_poisson_test_of_r_one_rate() -> None:
    """worked_examples.json, poisson_test_R: poisson.test(137, 24.19893) of R 4.2.2."""
    result = poisson_rate(137, 24.19893, reference_rate=1)
    assert [round(v, 6) for v in (result.rate, result.low, result.high)] == [5.661407, 4.753125, 6.692709]
    assert result.p_by_likelihood is not None
    assert result.p_by_likelihood < 2.2e-16  # as R prints it against a rate of 1


def test_poisson_test_of_r_two_rates() -> None:
    """worked_examples.json, poisson_test_R: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878))."""
    result = poisson_ratio(11, 800, 21, 3011)
    assert result.ratio == pytest.approx(1.971488, abs=5e-7)
    assert (round(result.low, 7), round(result.high or 0, 7)) == (0.8584264, 4.2772659)
    assert round(result.p_by_likelihood or 0, 5) == 0.07967


def test_mid_p_of_agresti() -> None:
    """Nine of ten at one half: mid-p .006 one-sided, .012 two-sided (Agresti 2007, An Introduction to Categorical Data
    Analysis, §1.4); exactly (10 / 2 + 1) / 1024."""
    tails = binomial_tails(9, 10, 0.5)
    assert tails.upper == pytest.approx(6 / 1024)
    assert (round(tails.upper, 3), round(tails.two_sided(), 3)) == (0.006, 0.012)


@pytest.mark.parametrize("n", [3, 6, 10])
def test_mid_p_of_all_on_one_side(n: int) -> None:
    """n against none: half of 2^-n in the tail, doubled."""
    assert poisson_ratio(n, 1, 0, 1).p_value == pytest.approx(0.5**n)


def slow_e_test(a: int, s: float, b: int, t: float) -> float:
    """Every pair of counts, one by one."""
    rate = (a + b) / (s + t)

    def size(x: int, y: int) -> float:
        return 0.0 if x + y == 0 else abs(x / s - y / t) / math.sqrt(x / s**2 + y / t**2)

    mass = [poisson.pmf(np.arange(70), rate * e) for e in (s, t)]
    pairs = itertools.product(range(70), repeat=2)
    return float(sum(mass[0][x] * mass[1][y] for x, y in pairs if size(x, y) >= size(a, b) - 1e-12))


@pytest.mark.parametrize(
    ("a", "s", "b", "t"), [(4, 1.0, 9, 2.5), (0, 0.7, 5, 1.0), (12, 3.0, 12, 3.0), (3, 2.0, 1, 0.5)]
)
def test_the_e_test_agrees_with_the_double_sum(a: int, s: float, b: int, t: float) -> None:
    assert e_test_p(a, s, b, t) == pytest.approx(slow_e_test(a, s, b, t), abs=1e-9)


@given(counts, exposures, counts, exposures, st.floats(0.01, 100))
def test_scaled_exposures_change_no_p_and_no_ratio(a: int, s: float, b: int, t: float, scale: float) -> None:
    one, other = poisson_ratio(a, s, b, t), poisson_ratio(a, s * scale, b, t * scale)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-6, abs=1e-12)
    assert other.p_e_test == pytest.approx(one.p_e_test, abs=1e-6)
    assert other.low == pytest.approx(one.low, rel=1e-6)
    assert (other.high is None) == (one.high is None)


@given(counts, exposures, counts, exposures)
def test_swapped_sides_turn_the_interval(a: int, s: float, b: int, t: float) -> None:
    one, other = poisson_ratio(a, s, b, t), poisson_ratio(b, t, a, s)
    assert other.p_value == pytest.approx(one.p_value, abs=1e-9)
    if one.high is not None and other.low > 0:
        assert other.low == pytest.approx(1 / one.high, rel=1e-6)


@given(counts, exposures, counts, exposures)
def test_the_ratio_says_the_same_as_compare_two(a: int, s: float, b: int, t: float) -> None:
    assert poisson_ratio(a, s, b, t).p_value == pytest.approx(compare_two(a, s, b, t).p_value)


def test_the_exact_interval_covers() -> None:
    rng = np.random.default_rng(11)
    for mean in (0.5, 3.0, 20.0):
        drawn = rng.poisson(mean, 2000)
        limits = {int(n): poisson_rate(int(n)) for n in np.unique(drawn)}
        covered = np.mean([limits[int(n)].low <= mean <= limits[int(n)].high for n in drawn])
        assert covered >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / 2000)


@given(st.floats() | st.integers(-5, 5), st.floats())
def test_what_is_no_count_or_no_exposure_is_refused(count: float, exposure: float) -> None:
    sound = 0 <= count <= LARGEST and count == int(count) and 1 / LARGEST <= exposure <= LARGEST
    if sound:
        assert poisson_rate(int(count), exposure).low >= 0
    else:
        with pytest.raises(BadInput):
            poisson_rate(count, exposure)  # type: ignore[arg-type]


def test_words() -> None:
    assert poisson_ratio(11, 800, 21, 3011).explain() == (
        "11 på 800 mot 21 på 3011. Den första takten är 1,97 gånger den andra; med 95 % säkerhet mellan 0,86 och 4,28 "
        "gånger. Det går inte att säga att takterna skiljer sig åt."
    )
    assert poisson_rate(12, 4, reference_rate=1).explain("en") == (
        "Twelve incidents in 4 make 3 per unit. With 95% confidence the true rate is between 1.55 and 5.24, if the "
        "incidents come independently of each other. That differs from 1: chance gives so large a difference at most "
        "5% of the time."
    )
    assert poisson_ratio(0, 1, 0, 1).explain() == "0 på 1 mot 0 på 1. Det finns inget att jämföra."
    assert "minst" in poisson_ratio(8, 1, 0, 1).explain()
