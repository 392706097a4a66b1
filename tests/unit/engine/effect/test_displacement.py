"""WDD and WDQ: the paper's table, the area weights, the guide's readings."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.effect.before_after import AreaCounts
from lykta_engine.effect.displacement import Reading, displacement_difference, displacement_quotient
from lykta_engine.effect.reasons import Reason
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data

T, C = AreaCounts(207, 110), AreaCounts(308, 318)
D, E = AreaCounts(178, 157), AreaCounts(150, 140)
AREAS = st.builds(AreaCounts, st.integers(0, 300), st.integers(0, 300))


def test_wheeler_and_ratcliffe_2018() -> None:
    """The paper's counts as asserted in the tests of ptools: -118, variance 1568, z -2.97995, CI -195.61..-40.39."""
    found = displacement_difference(T, C, D, E, dispersion=1.0)
    assert found.number == -118
    assert found.standard_error**2 == pytest.approx(1568)
    assert found.statistic == pytest.approx(-2.97995, abs=5e-6)
    assert (found.low, found.high) == pytest.approx((-195.610614, -40.389386), abs=5e-7)
    assert (found.local.number, found.local.standard_error) == pytest.approx((-107, 30.708305), abs=5e-7)
    assert found.displacement is not None
    assert (found.displacement.number, found.displacement.standard_error) == (-11, 25.0)


def test_area_weights_of_the_same_table() -> None:
    found = displacement_difference(T, C, D, E, weights=(1.2, 0.9, 1.5, 1.6), dispersion=1.0)
    assert found.number == pytest.approx(-99.69444444, abs=5e-9)
    assert found.standard_error == pytest.approx(35.4280755, abs=5e-8)
    assert found.statistic == pytest.approx(-2.813995483, abs=5e-10)
    assert (found.low, found.high) == pytest.approx((-169.1321965, -30.25669241), abs=5e-8)


def test_the_notebook_of_crimepy() -> None:
    """-40 (SE 22.4, 90 % -76.8..-3.2) and with displacement -50 (24.9, -91.0..-9.0)."""
    t, c = AreaCounts(120, 100), AreaCounts(130, 150)
    alone = displacement_difference(t, c, dispersion=1.0, alpha=0.1)
    both = displacement_difference(t, c, AreaCounts(40, 25), AreaCounts(30, 25), dispersion=1.0, alpha=0.1)
    shown = [(r.number, round(r.standard_error, 1), round(r.low, 1), round(r.high, 1)) for r in (alone, both)]
    assert shown == [(-40, 22.4, -76.8, -3.2), (-50, 24.9, -91.0, -9.0)]
    assert alone.displacement is None


def test_a_dispersion_of_four_doubles_the_error() -> None:
    assert displacement_difference(T, C, dispersion=4.0).standard_error == pytest.approx(2 * 30.708305, abs=1e-6)


def test_weeks_of_unequal_length_are_brought_to_the_length_after() -> None:
    same = displacement_difference(AreaCounts(100, 50, 20, 10), AreaCounts(80, 40, 20, 10), dispersion=1.0)
    assert same.number == 0
    assert same.standard_error**2 == pytest.approx(50 + 100 / 4 + 40 + 80 / 4)


@given(AREAS, AREAS, st.floats(1, 9))
def test_areas_changed_about_turn_the_sign(t: AreaCounts, c: AreaCounts, phi: float) -> None:
    there, back = displacement_difference(t, c, dispersion=phi), displacement_difference(c, t, dispersion=phi)
    assert there.number == -back.number
    assert there.standard_error == pytest.approx(back.standard_error)


@given(AREAS, AREAS, AREAS, AREAS, st.floats(0.1, 10))
def test_weights_alike_only_change_the_unit(
    t: AreaCounts, c: AreaCounts, d: AreaCounts, e: AreaCounts, w: float
) -> None:
    plain = displacement_difference(t, c, d, e, dispersion=1.5)
    scaled = displacement_difference(t, c, d, e, weights=(w, w, w, w), dispersion=1.5)
    assert scaled.number * w == pytest.approx(plain.number, abs=1e-6)
    assert (scaled.p_value is None) == (plain.p_value is None)
    if plain.p_value is not None:
        assert scaled.p_value == pytest.approx(plain.p_value, abs=1e-9)


@given(AREAS, AREAS, AREAS, AREAS)
def test_nothing_that_is_no_number(t: AreaCounts, c: AreaCounts, d: AreaCounts, e: AreaCounts) -> None:
    for found in (displacement_difference(t, c, d, e), displacement_quotient(t, d, c)):
        data = as_data(found)
        assert all(math.isfinite(v) for v in data.values() if isinstance(v, float))
        assert all("{" not in found.explain(language) for language in ("sv", "en"))
    zero = min(c.before, c.after, e.before, e.after) == 0
    assert (Reason.ZERO_IN_COMPARISON in displacement_difference(t, c, d, e).reasons) == zero


def test_quotient_of_the_paper_s_counts() -> None:
    """No independent table is known: the formula of Bowers & Johnson by hand on the paper's counts."""
    found = displacement_quotient(T, D, C)
    assert found.quotient == pytest.approx((157 / 318 - 178 / 308) / (110 / 318 - 207 / 308))
    assert round(found.quotient or 0, 5) == 0.25819
    assert found.gross_effect == 97
    assert found.total_net_effect == pytest.approx(130.5)
    assert found.reading is Reading.DIFFUSION


@pytest.mark.parametrize(
    ("around_after", "reading"),
    [
        (20, Reading.DIFFUSION_LARGER),
        (90, Reading.DIFFUSION),
        (100, Reading.NEITHER),
        (110, Reading.DISPLACEMENT_SMALLER),
        (150, Reading.DISPLACEMENT_EQUAL),
        (170, Reading.DISPLACEMENT_LARGER),
    ],
)
def test_readings_of_the_guide(around_after: int, reading: Reading) -> None:
    """Guerette 2009, POP guide 10: above 0 diffusion (above 1 larger than the effect), 0 to -1 displacement smaller
    than the effect, -1 equal, below -1 larger. Area 100 -> 50, comparison 100 -> 100."""
    found = displacement_quotient(AreaCounts(100, 50), AreaCounts(100, around_after), AreaCounts(100, 100))
    assert found.reading is reading
    assert "avgör därför ingenting" in found.explain()


@pytest.mark.parametrize(
    ("treated", "comparison"), [(AreaCounts(50, 60), AreaCounts(50, 50)), (AreaCounts(50, 40), AreaCounts(0, 50)),
                                (AreaCounts(50, 40), AreaCounts(50, 0)), (AreaCounts(50, 50), AreaCounts(50, 50))],
)  # fmt: skip
def test_no_quotient_without_an_improvement_or_a_comparison(treated: AreaCounts, comparison: AreaCounts) -> None:
    found = displacement_quotient(treated, AreaCounts(50, 50), comparison)
    assert (found.quotient, found.reading) == (None, Reading.NOT_DEFINED)


def test_bad_input() -> None:
    with pytest.raises(BadInput, match="together"):
        displacement_difference(T, C, D)
    with pytest.raises(BadInput, match="weights"):
        displacement_difference(T, C, weights=(1, 1, 1, 1))
    for weight in (0, -1, math.nan, math.inf):
        with pytest.raises(BadInput):
            displacement_difference(T, C, weights=(weight, 1))


def test_sentences() -> None:
    text = displacement_difference(T, C, D, E, dispersion=1.0).explain()
    assert text.startswith(
        "Området och dess omgivning tillsammans fick 118 färre händelser än om de ändrats lika mycket som sina "
        "jämförelseområden (107 färre i området, 11 färre runt om). Skillnaden är större än slumpen brukar ge: "
        "den ligger mellan 195,6 färre och 40,4 färre, med 95 % säkerhet."
    )
    assert "inte större än slumpen kan ge" in displacement_difference(T, C, dispersion=30.0).explain()
    assert (
        displacement_difference(AreaCounts(20, 20), AreaCounts(30, 30), dispersion=2.0)
        .explain("en")
        .startswith(
            "The area had neither more nor fewer incidents than if it had changed by as much as the comparison area."
        )
    )
