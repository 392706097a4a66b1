"""The smallest effect that would show: by formula, and by trying it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from lykta_engine.effect.before_after import AreaCounts, relative_rate
from lykta_engine.effect.detectable import Plan, detectable_difference, detectable_ratio, power_of_ratio, weeks_needed
from lykta_engine.effect.dispersion import contrast_dispersion, relative_dispersion
from lykta_engine.effect.displacement import displacement_difference
from lykta_engine.effect.reasons import Reason
from lykta_engine.errors import BadInput

PLANS = st.builds(Plan, st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 104), st.integers(1, 104))


def test_power_by_the_textbook() -> None:
    """Normal, phi 2, 400 against 400, ratio .8: P(Z > 1.96 - |ln .8| / sqrt(2 (3/400 + 1/320)))."""
    error = math.sqrt(2 * (3 / 400 + 1 / 320))
    expected = norm.sf(norm.ppf(0.975) - abs(math.log(0.8)) / error)
    assert power_of_ratio(Plan(400, 400, 26, 26), 0.8, dispersion=2.0) == pytest.approx(expected)


@given(PLANS, st.floats(1, 10))
def test_the_detectable_ratio_has_the_power_asked_for(plan: Plan, phi: float) -> None:
    found = detectable_ratio(plan, dispersion=phi)
    for ratio in (found.fewer, found.more):
        if ratio is not None:
            assert power_of_ratio(plan, ratio, dispersion=phi) == pytest.approx(0.8, abs=1e-6)
    assert found.fewer is None or found.fewer < 1
    assert found.more is None or found.more > 1
    for language in ("sv", "en"):
        assert "{" not in found.explain(language)


@given(PLANS, st.floats(1, 5))
def test_more_spread_needs_a_larger_effect(plan: Plan, phi: float) -> None:
    less, more = detectable_ratio(plan, dispersion=phi).fewer, detectable_ratio(plan, dispersion=2 * phi).fewer
    assert more is None or (less is not None and less >= more)


def test_weeks_needed_is_the_first_enough() -> None:
    plan = Plan(200, 300, 52, 1)
    weeks = weeks_needed(plan, 0.6, dispersion=1.3)
    assert weeks is not None
    powers = [power_of_ratio(Plan(200, 300, 52, n), 0.6, dispersion=1.3) for n in (weeks - 1, weeks)]
    assert powers[0] < 0.8 <= powers[1]
    assert weeks_needed(plan, 0.99, dispersion=1.3) is None


def test_tried_out_it_shows_in_eighty_of_a_hundred() -> None:
    """26 weeks of mean 8 and 12, size 4; the phi of the plan is the true one with the weeks' degrees."""
    runs, n, rng = 800, 26, np.random.default_rng(1)
    history = [rng.negative_binomial(4, 4 / (4 + mean), 4000) for mean in (8, 12)]
    plan = Plan(8 * n, 12 * n, n, n)
    phi = relative_dispersion(history[0], history[1]).phi
    ratio = detectable_ratio(plan, dispersion=phi).fewer
    number = detectable_difference(plan, dispersion=contrast_dispersion(history, [1, -1]).phi).fewer
    assert ratio is not None
    assert number is not None
    seen = np.zeros(2)
    for after in (8 * ratio, 8 + number / n):
        t = np.column_stack([draw(rng, 8, (runs, n)), draw(rng, after, (runs, n))])
        c = draw(rng, 12, (runs, 2 * n))
        seen += [np.mean([clear(a, b, n, way) for a, b in zip(t, c, strict=True)]) * (after == afters)
                 for way, afters in (("ratio", 8 * ratio), ("number", 8 + number / n))]  # fmt: skip
    assert seen == pytest.approx([0.8, 0.8], abs=0.06)


def draw(rng: np.random.Generator, mean: float, shape: tuple[int, ...]) -> np.ndarray:
    return rng.negative_binomial(4, 4 / (4 + mean), shape)


def clear(t: np.ndarray, c: np.ndarray, n: int, way: str) -> bool:
    areas = [AreaCounts(int(x[:n].sum()), int(x[n:].sum()), n, n) for x in (t, c)]
    if way == "ratio":
        found = relative_rate(*areas, dispersion=relative_dispersion(t[:n], c[:n])).estimate()
    else:
        found = displacement_difference(*areas, dispersion=contrast_dispersion([t[:n], c[:n]], [1, -1])).estimate()
    return found.clear and found.direction < 0


@pytest.mark.parametrize(
    ("plan", "reasons"),
    [
        (Plan(0, 40, 26, 26), (Reason.NOTHING_BEFORE, Reason.TOO_FEW)),
        (Plan(40, 0, 26, 26), (Reason.ZERO_IN_COMPARISON, Reason.TOO_FEW)),
        (Plan(40, 40, 26, 4), (Reason.TOO_FEW,)),
        (Plan(40, 40, 26, 26), ()),
    ],
)
def test_reasons(plan: Plan, reasons: tuple[Reason, ...]) -> None:
    for found in (detectable_ratio(plan, dispersion=1.5), detectable_difference(plan, dispersion=1.5)):
        assert found.reasons == reasons


def test_displacement_areas_make_it_harder() -> None:
    plan = Plan(300, 300, 26, 26)
    alone, around = detectable_difference(plan, dispersion=1.5), detectable_difference(plan, (300, 300), dispersion=1.5)
    assert around.fewer is not None
    assert alone.fewer is not None
    assert around.fewer < alone.fewer < 0


def test_bad_input() -> None:
    for bad in ((-1, 2, 1, 1), (1.5, 2, 1, 1), (1, 2, 0, 1), (1, 2, 1, math.nan)):
        with pytest.raises(BadInput):
            Plan(*bad)
    for wrong in ({"power": 1.0}, {"power": 0.01}, {"alpha": 0.0}, {"dispersion": 0.5}):
        with pytest.raises(BadInput):
            detectable_ratio(Plan(40, 40, 26, 26), **wrong)
    with pytest.raises(BadInput):
        power_of_ratio(Plan(40, 40, 26, 26), 0.0)


def test_sentences() -> None:
    assert detectable_ratio(Plan(200, 300, 26, 26), dispersion=1.5).explain() == (
        "Före räknades 200 händelser i området och 300 händelser i jämförelseområdet på 26 veckor. Efter 26 veckor kan "
        "uppföljningen visa en minskning om det blir minst 38 % färre: då syns den i 80 % av fallen. En ökning syns "
        "lika ofta om det blir minst 52 % fler. En mindre effekt kan finnas utan att synas. Räkningen bygger på "
        "rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert "kan uppföljningen inte visa en minskning ens om den är mycket stor" in (
        detectable_ratio(Plan(12, 15, 26, 26), dispersion=1.5).explain()
    )
    unknown = detectable_ratio(Plan(200, 300, 26, 26))
    assert "80 %" not in unknown.explain()
