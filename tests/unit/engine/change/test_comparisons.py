import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from lykta_engine.change.comparisons import Change, Why, compare_period
from lykta_engine.change.count_sentences import Unit
from lykta_engine.change.counts import ReportingRate, Verdict
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.significance import beta_binomial_tails, dispersion_nodes, paired_tails
from tests.unit.engine.change.drawn import negative_binomial

TOTAL = 20_001  # just above MOST_SUMMED
YEAR = [3, 2, 4, 3, 4, 2, 3, 4, 3, 4, 2, 3]


def test_three_answers() -> None:
    result = compare_period([*YEAR, 12], per_year=12)
    assert (result.last.earlier, result.same_last_year.earlier) == (3, 3)
    assert (result.last.verdict, result.same_last_year.verdict) == (Change.MORE, Change.MORE)
    assert result.rolling is not None
    assert result.rolling.verdict == Verdict.MORE_THAN_USUAL
    assert list(result.rolling_periods) == list(range(12))


def slow_paired_tails(count: int, other: int, dispersion: float) -> tuple[float, float]:
    """Joint probabilities of two negative binomial counts, over all ways to share the total."""
    total = count + other
    size, q = total / 2 / (dispersion - 1), 1 / dispersion
    mass = np.array([nbinom.pmf(j, size, q) * nbinom.pmf(total - j, size, q) for j in range(total + 1)])
    mass /= mass.sum()
    return mass[:count].sum() + mass[count] / 2, mass[count + 1 :].sum() + mass[count] / 2


@given(st.integers(0, 40), st.integers(0, 40), st.floats(1.05, 8))
def test_paired_tails_agree_with_the_joint_distribution(count: int, other: int, dispersion: float) -> None:
    if count + other:
        tails = paired_tails(count, other, 0.5, np.array([dispersion]))
        assert tuple(tails) == pytest.approx(slow_paired_tails(count, other, dispersion), abs=1e-9)


def test_large_totals_are_near_the_whole_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    """As beta_binomial_tails promises: a tail below 0.05 differs by less than 0.001."""
    cases = [(share, d, z) for share in (0.5, 1 / 30) for d in (1.2, 20) for z in (-3, -2.2, -1.7, 1.7, 2.2, 3)]
    for share, d, z in cases:
        count = int(TOTAL * share + z * math.sqrt(TOTAL * share * (1 - share) * d))
        size = dispersion_nodes(d, 12)
        size = TOTAL / (size[size > 1.001] - 1)
        if count < 0 or size.size == 0:
            continue
        near = beta_binomial_tails(count, TOTAL, share * size, (1 - share) * size)
        with monkeypatch.context() as patch:
            patch.setattr("lykta_engine.significance.MOST_SUMMED", 10**9)
            whole = beta_binomial_tails(count, TOTAL, share * size, (1 - share) * size)
        assert min(near) == pytest.approx(min(whole), abs=0.001 if min(whole) < 0.05 else 0.01)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=14), st.integers(0, 40))
def test_the_interval_agrees_with_the_test(before: list[int], count: int) -> None:
    pair = compare_period([*before, count], per_year=52).last
    if pair.p_value is not None and abs(pair.p_value - 0.05) > 1e-4:
        assert pair.low is not None
        holds_one = pair.low <= 1 <= (math.inf if pair.high is None else pair.high)
        assert holds_one == (pair.p_value > 0.05)


@given(st.lists(st.integers(0, 20), min_size=9, max_size=9), st.integers(0, 30), st.randoms(use_true_random=False))
def test_the_order_of_the_rolling_periods_does_not_matter(before: list[int], count: int, random: object) -> None:
    shuffled = before[:-1]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = compare_period([*before, count], rolling=9)
    other = compare_period([*shuffled, before[-1], count], rolling=9)
    assert as_data(one.last) == as_data(other.last)
    assert as_data(one.rolling) == as_data(other.rolling)


@pytest.mark.parametrize("dispersion", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("mean", [4.0, 25.0])
def test_calm_series_claim_a_change_at_most_as_often_as_promised(mean: float, dispersion: float) -> None:
    """Two-sided mid-p, Poisson and negative binomial: share p <= 0.05 at most 0.05 + 3 standard errors."""
    rng, runs = np.random.default_rng(20261), 400
    series = negative_binomial(rng, mean, dispersion, (runs, 13))
    results = [compare_period(row, rolling=12) for row in series]
    for p in ([r.last.p_value for r in results], [r.rolling.p_value for r in results if r.rolling]):
        assert np.mean(np.array(p, dtype=float) <= 0.05) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / runs)


def test_an_outage_is_never_compared() -> None:
    out = np.zeros(13, dtype=bool)
    out[12] = True
    now = compare_period([*YEAR, 0], per_year=12, left_out=out)
    assert now.rolling is None
    assert (now.last.verdict, now.last.reason) == (Change.CANNOT_BE_DECIDED, Why.OUTAGE_NOW)
    out[:] = False
    out[11] = True
    then = compare_period([*YEAR[:11], 0, 9], per_year=12, left_out=out)
    assert (then.last.verdict, then.last.reason) == (Change.CANNOT_BE_DECIDED, Why.OUTAGE_THEN)
    assert 11 not in then.rolling_periods


def test_fewer_reporters_and_a_lower_count_cannot_be_decided() -> None:
    fell = ReportingRate(active=4, expected=10)
    low = compare_period([20, 21, 19, 20, 22, 20, 5], reporting=fell)
    assert (low.last.verdict, low.last.reason) == (Change.CANNOT_BE_DECIDED, Why.FEWER_REPORTERS)
    high = compare_period([20, 21, 19, 20, 22, 20, 60], reporting=fell)
    assert high.last.verdict == Change.MORE
    nobody = compare_period([20, 21, 19, 20, 22, 20, 60], reporting=ReportingRate(0, 10))
    assert nobody.last.reason == Why.NO_REPORTERS


def test_reasons() -> None:
    assert compare_period([5, 9]).last.reason == Why.SHORT_HISTORY
    assert compare_period([*YEAR, 4]).same_last_year.reason == Why.NOTHING_TO_COMPARE_WITH
    assert compare_period([0, 1, 0, 1, 0, 1, 2]).last.reason == Why.SMALL_NUMBERS


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=30),
    st.integers(1, 14),
    st.sampled_from(["sv", "en"]),
    st.none() | st.builds(ReportingRate, st.integers(0, 9), st.integers(0, 9)),
)
def test_no_sentence_claims_more_than_the_verdict(
    series: list[int], per_year: int, language: str, reporting: ReportingRate | None
) -> None:
    result = compare_period(series, per_year=per_year, reporting=reporting)
    for pair in (result.last, result.same_last_year):
        said = pair.explain(language, unit=Unit.WEEK)
        claims = {"sv": ("Det är fler:", "Det är färre:"), "en": ("That is more:", "That is fewer:")}[language]
        assert any(words in said for words in claims) == (pair.verdict in (Change.MORE, Change.FEWER))
        assert not any(wrong in said for wrong in ("{", "None", "nan", "inf "))


def test_words() -> None:
    said = compare_period([*YEAR, 12], per_year=12).last.explain(unit=Unit.MONTH)
    assert said == (
        "Tolv händelser, mot tre under månaden före. Det är fler: mellan 1,2 och 17,7 gånger så många. Det säger inte "
        "vad ökningen beror på; fler rapporter kan också betyda att fler rapporterar."
    )
    said = compare_period([*YEAR, 4], per_year=52).same_last_year.explain("en", unit=Unit.WEEK)
    assert said == (
        "Four incidents; there is no number for the same week last year. Whether anything has changed cannot be "
        "decided, "
        "since there is nothing to compare with."
    )


@pytest.mark.parametrize(
    "series", [[1, 2, math.nan], [1, math.inf], [1, -2, 3], [1.5, 2], [[1, 2], [3, 4]], ["a", "b"]]
)
def test_bad_series(series: list) -> None:
    with pytest.raises(BadInput):
        compare_period(series)


def test_other_bad_input() -> None:
    with pytest.raises(TooFewEvents):
        compare_period([3])
    with pytest.raises(BadInput, match="unequal"):
        compare_period([1, 2, 3], left_out=[True])
    with pytest.raises(EngineError):
        compare_period([1, 2, 3], at=7)
