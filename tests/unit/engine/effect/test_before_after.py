"""Rate ratio and relative incidence rate ratio: printed figures, slow oracle, coverage, zeros."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.effect.before_after import AreaCounts, Basis, RelativeRate, rate_ratio, relative_rate
from lykta_engine.effect.dispersion import Dispersion, Source, relative_dispersion
from lykta_engine.effect.reasons import Reason
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data
from lykta_engine.significance import odds_ratio_interval, odds_ratio_tails

SMALL = st.integers(0, 30)
AREAS = st.builds(AreaCounts, st.integers(0, 300), st.integers(0, 300), st.integers(1, 60), st.integers(1, 60))
PHI = st.none() | st.floats(1, 20) | st.builds(Dispersion, st.floats(1, 9), st.floats(3, 90), st.just(Source.ESTIMATED))


def numbers_in(data: object) -> list[float]:
    if isinstance(data, dict):
        return [n for value in data.values() for n in numbers_in(value)]
    if isinstance(data, list):
        return [n for value in data for n in numbers_in(value)]
    return [data] if isinstance(data, float) else []


def test_wilson_2022_example() -> None:
    """50 -> 30 against 60 -> 55 (A. Wheeler 2021-03-18 on Wilson): 0.6545455, log -0.4238142; phi 1."""
    found = relative_rate(AreaCounts(50, 30), AreaCounts(60, 55), dispersion=1.0)
    assert found.ratio == pytest.approx(0.6545455, abs=5e-8)
    assert found.log_ratio == pytest.approx(-0.4238142, abs=5e-8)
    assert found.standard_error == pytest.approx(0.29695, abs=5e-6)
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (0.366, 1.171)
    assert found.basis is Basis.LOG
    assert found.expected == pytest.approx(50 * 55 / 60)


def test_poisson_test_of_r() -> None:
    """poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) of R 4.2: ratio 1.971488."""
    assert rate_ratio(AreaCounts(21, 11, 3011, 800)).ratio == pytest.approx(1.971488, abs=5e-7)


def test_a_dispersion_widens_by_its_root() -> None:
    areas = AreaCounts(50, 30), AreaCounts(60, 55)
    one, four = (relative_rate(*areas, dispersion=phi) for phi in (1.0, 4.0))
    assert one.standard_error is not None
    assert four.standard_error == pytest.approx(2 * one.standard_error)


def slow_tails(count: int, row: int, column: int, total: int, odds: float) -> tuple[float, float]:
    ways = {k: math.comb(row, k) * math.comb(total - row, column - k) * odds**k
            for k in range(max(0, row + column - total), min(row, column) + 1)}  # fmt: skip
    whole = sum(ways.values())
    lower = sum(w for k, w in ways.items() if k < count) + ways[count] / 2
    return lower / whole, 1 - lower / whole


@given(SMALL, SMALL, SMALL, SMALL, st.floats(0.05, 20))
def test_tails_of_a_table_against_counting_it_out(a: int, b: int, c: int, d: int, odds: float) -> None:
    table = (a, a + b, a + c, a + b + c + d)
    assert odds_ratio_tails(*table, odds) == pytest.approx(slow_tails(*table, odds), abs=1e-9)


@given(SMALL, SMALL, SMALL, SMALL)
def test_exact_interval_is_the_test_turned_round(a: int, b: int, c: int, d: int) -> None:
    table = (a, a + b, a + c, a + b + c + d)
    low, high = odds_ratio_interval(*table, 0.05)
    assert low <= high
    for end in (low, high):
        if 0 < end < math.inf:
            assert odds_ratio_tails(*table, end).two_sided() == pytest.approx(0.05, abs=1e-6)


@given(AREAS, AREAS, PHI)
def test_no_result_holds_a_number_that_is_none(t: AreaCounts, c: AreaCounts, phi: Dispersion | float | None) -> None:
    for found in (relative_rate(t, c, dispersion=phi), rate_ratio(t, dispersion=phi)):
        assert all(math.isfinite(number) for number in numbers_in(as_data(found)))
        for language in ("sv", "en"):
            assert not {"nan", "None", "inf"} & set(found.explain(language).replace(".", " ").split())
            assert "{" not in found.explain(language)


@given(AREAS, AREAS, PHI)
def test_zero_in_the_comparison_area_is_a_reason_and_no_ratio(
    t: AreaCounts, c: AreaCounts, phi: Dispersion | float | None
) -> None:
    found = relative_rate(t, c, dispersion=phi)
    zero = min(c.before, c.after) == 0
    assert (Reason.ZERO_IN_COMPARISON in found.reasons) == zero
    assert (found.ratio is None) == (zero or t.before == 0)
    if zero:
        assert found.p_value is None
        assert not found.estimate().clear


@given(AREAS, AREAS)
def test_interval_and_p_agree_where_counts_are_large(t: AreaCounts, c: AreaCounts) -> None:
    found = relative_rate(t, c, dispersion=1.7)
    if found.basis is Basis.LOG and found.low is not None and found.high is not None and found.p_value is not None:
        assert (found.p_value <= 0.05) == (found.low >= 1 or found.high <= 1)


@given(AREAS, AREAS)
def test_areas_changed_about_turn_the_ratio_round(t: AreaCounts, c: AreaCounts) -> None:
    there, back = relative_rate(t, c, dispersion=2.0), relative_rate(c, t, dispersion=2.0)
    if there.ratio and back.ratio:
        assert there.ratio * back.ratio == pytest.approx(1)
        assert there.p_value == pytest.approx(back.p_value, abs=1e-9)


def test_twice_the_weeks_with_twice_the_counts_is_the_same_ratio() -> None:
    same = relative_rate(AreaCounts(40, 60, 10, 20), AreaCounts(50, 130, 10, 20), dispersion=1.2)
    once = relative_rate(AreaCounts(40, 60), AreaCounts(50, 130), dispersion=1.2)
    assert same.ratio == pytest.approx(once.ratio)
    assert rate_ratio(AreaCounts(40, 80, 10, 20)).ratio == pytest.approx(1)


def test_what_was_counted_after_does_not_make_it_too_few() -> None:
    worked = relative_rate(AreaCounts(60, 3), AreaCounts(60, 62), dispersion=1.5)
    assert worked.basis is Basis.EXACT
    assert worked.reasons == ()
    assert worked.estimate().clear
    nothing_left = relative_rate(AreaCounts(60, 0), AreaCounts(60, 62), dispersion=1.5)
    assert (nothing_left.ratio, nothing_left.low) == (0.0, 0.0)
    assert nothing_left.estimate().clear


@pytest.mark.parametrize(
    ("treated", "comparison", "reasons"),
    [
        (AreaCounts(9, 4), AreaCounts(60, 60), (Reason.TOO_FEW,)),
        (AreaCounts(60, 40), AreaCounts(60, 9), (Reason.TOO_FEW,)),
        (AreaCounts(0, 4), AreaCounts(60, 60), (Reason.NOTHING_BEFORE, Reason.TOO_FEW)),
        (AreaCounts(60, 40), AreaCounts(0, 60), (Reason.ZERO_IN_COMPARISON, Reason.TOO_FEW)),
        (AreaCounts(60, 40), AreaCounts(60, 60), ()),
    ],
)
def test_reasons(treated: AreaCounts, comparison: AreaCounts, reasons: tuple[Reason, ...]) -> None:
    assert relative_rate(treated, comparison, dispersion=1.5).reasons == reasons


def test_without_a_dispersion_nothing_is_decided() -> None:
    found = relative_rate(AreaCounts(500, 100), AreaCounts(500, 500))
    assert found.reasons == (Reason.SPREAD_UNKNOWN,)
    assert not found.estimate().clear


@pytest.mark.parametrize(
    "bad", [(-1, 2), (2, -1), (1.5, 2), (math.nan, 2), (2, math.inf), (2, 2, 0), (2, 2, 1, math.nan)]
)
def test_bad_counts(bad: tuple[int, ...]) -> None:
    with pytest.raises(BadInput):
        AreaCounts(*bad)


def test_coverage_of_the_interval() -> None:
    """True ratio 0.7, twenty weeks of negative binomial counts, phi estimated: 95 % less three errors."""
    runs, weeks, rng = 1500, 20, np.random.default_rng(3)
    t = rng.negative_binomial(4, 4 / (4 + 6), (runs, 2 * weeks))
    t[:, weeks:] = rng.negative_binomial(4, 4 / (4 + 0.7 * 6), (runs, weeks))
    c = rng.negative_binomial(4, 4 / (4 + 9), (runs, 2 * weeks))
    held = sum(covers(a, b, weeks) for a, b in zip(t, c, strict=True)) / runs
    assert held >= 0.95 - 3 * (0.05 * 0.95 / runs) ** 0.5
    assert held < 0.985


def covers(t: np.ndarray, c: np.ndarray, weeks: int) -> bool:
    areas = [AreaCounts(int(x[:weeks].sum()), int(x[weeks:].sum()), weeks, weeks) for x in (t, c)]
    found = relative_rate(*areas, dispersion=relative_dispersion(t[:weeks], c[:weeks]))
    return (found.low or 0) <= 0.7 <= (found.high or math.inf)


def test_exact_interval_covers_at_small_counts() -> None:
    """Poisson means 12, 6, 15, 15 (true ratio 0.5): what the conditional mid-p interval holds the truth in."""
    runs, rng = 3000, np.random.default_rng(4)
    held = 0
    for t0, t1, c0, c1 in rng.poisson([12, 6, 15, 15], (runs, 4)).tolist():
        held += odds_ratio_tails(t1, t0 + t1, t1 + c1, t0 + t1 + c0 + c1, 0.5).two_sided() > 0.05
    assert held / runs >= 0.95 - 3 * (0.05 * 0.95 / runs) ** 0.5


def said(result: RelativeRate, language: str = "sv") -> str:
    return result.explain(language)


def test_sentences() -> None:
    clear = relative_rate(AreaCounts(500, 300, 26, 26), AreaCounts(600, 550, 26, 26), dispersion=1.5)
    assert said(clear) == (
        "I området räknades 500 händelser före och 300 händelser efter (26 veckor var). I jämförelseområdet "
        "räknades 600 händelser före och 550 händelser efter. Om området hade följt jämförelseområdet hade det blivit "
        "ungefär 458,3; det blev 35 % färre. Skillnaden är större än slumpen brukar ge: den ligger mellan 18 % färre "
        "och 48 % färre, med 95 % säkerhet. Räkningen bygger på rapporter; fler rapporter kan också betyda att fler "
        "rapporterar."
    )
    unclear = relative_rate(AreaCounts(50, 30), AreaCounts(60, 55), dispersion=1.0)
    assert "slumpen kan ge: siffrorna stämmer med allt från 63 % färre till 17 % fler." in (said(unclear))
    none = relative_rate(AreaCounts(40, 20), AreaCounts(0, 55), dispersion=2.0)
    assert said(none, "en").startswith(
        "In the area 40 incidents were counted before and 20 incidents after. In the comparison area no incidents were "
        "counted before and 55 incidents after. The comparison area has no incidents before or after,"
    )
    assert "färre" not in said(none)
