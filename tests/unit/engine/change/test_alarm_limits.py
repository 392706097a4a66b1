"""EARS, Farrington and CUSUM: golden numbers of salmonella.agona, and how often calm series alarm."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.change.cusum import cusum, false_alarm_every, rossi
from lykta_engine.change.ears import ears
from lykta_engine.change.farrington import farrington, farrington_flexible, season_level
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.significance import negative_binomial_quantile
from tests.unit.engine.change.salmonella_agona import FIRST, JUDGED, WEEKLY

# worked_examples.json, farrington_salmonella_agona: R surveillance 1.20.3, weeks 282 to 312
FARRINGTON_B3_W3_A01 = [
    6.6755, 6.7826, 7.3589, 7.5766, 7.4616, 7.5766, 7.3607, 7.2549, 7.887, 8.0679, 8.287, 15.1953, 10.0059, 9.9345,
    10.1343, 16.4655, 10.3244, 10.5461, 10.3507, 8.9845, 8.2624, 8.5194, 8.0956, 6.7065, 6.6926, 6.6926, 15.7729,
    18.0333, 7.4594, 18.9007, 8.7991,
]  # fmt: skip
FLEXIBLE_B4_W3_P10_NB_A01 = [
    6, 6, 7, 7, 8, 8, 8, 9, 10, 11, 10, 11, 11, 11, 12, 12, 12, 12, 12, 11, 11, 11, 10, 9, 9, 8, 8, 8, 8, 8, 9,
]  # fmt: skip
EARS_ALARMS = {"c1": [283, 284, 294], "c2": [283, 284, 285], "c3": [283, 284, 285, 286, 287, 296]}
CUSUM_ALARMS = [294, 295, 296, 297, 298]


# --- golden ---------------------------------------------------------------------------------------------------------


def test_the_series_is_the_one_of_the_worked_example() -> None:
    assert WEEKLY.size == 312
    assert list(WEEKLY[JUDGED][:6]) == [2, 4, 7, 6, 1, 4]
    assert WEEKLY[JUDGED].sum() == 115


def test_farrington_of_r_surveillance() -> None:
    result = farrington(WEEKLY, at=JUDGED, years=3, half_window=3, alpha=0.01)
    assert [round(float(upper), 4) for upper in result.upper[0]] == FARRINGTON_B3_W3_A01


def test_farrington_flexible_of_r_surveillance() -> None:
    """farringtonFlexible(b = 4, w = 3, noPeriods = 10, thresholdMethod = "nbPlugin", alpha = 0.01,
    weightsThreshold = 2.58, pastWeeksNotIncluded = 26, pThresholdTrend = 1)."""
    result = farrington_flexible(WEEKLY, at=JUDGED, years=4, half_window=3, season_levels=10, alpha=0.01)
    assert list(result.upper[0]) == FLEXIBLE_B4_W3_P10_NB_A01


@pytest.mark.parametrize("name", ["c1", "c2", "c3"])
def test_ears_of_r_surveillance(name: str) -> None:
    """earsC leaves today's own term out of C3."""
    alarm = getattr(ears(WEEKLY, today_in_c3=False), f"alarm_{name}")[0]
    assert [int(t) + 1 for t in JUDGED if alarm[t]] == EARS_ALARMS[name]


def test_cusum_of_r_surveillance() -> None:
    """algo.cusum(k = 1.04, h = 2.26, trans = "rossi"), the mean of weeks 1 to 281."""
    result = cusum(WEEKLY, training=FIRST - 1, k=1.04, h=2.26)
    assert [FIRST + int(t) for t in np.flatnonzero(result.alarm[0])] == CUSUM_ALARMS


@pytest.mark.shared
def test_the_golden_numbers_are_those_of_the_shared_file(shared) -> None:
    import json

    kept = json.loads((shared / "methods/worked_examples.json").read_text())["farrington_salmonella_agona"]
    assert kept["observed"] == list(WEEKLY[JUDGED])
    assert kept["farrington_b3_w3_a01_23"] == FARRINGTON_B3_W3_A01
    assert kept["flexible_b4_w3_noPeriods10_nbPlugin_a01"] == FLEXIBLE_B4_W3_P10_NB_A01
    assert {key.lower(): value for key, value in kept["ears_alarms"].items()} == EARS_ALARMS
    assert kept["cusum_rossi_k1.04_h2.26"] == CUSUM_ALARMS


# --- EARS -----------------------------------------------------------------------------------------------------------


def slow_c(y: list[int], t: int, lag: int, least_sd: float) -> float:
    before = y[t - lag - 7 : t - lag]
    mean = sum(before) / 7
    sd = math.sqrt(sum((v - mean) ** 2 for v in before) / 6)
    return (y[t] - mean) / max(sd, least_sd)


@given(st.lists(st.integers(0, 50), min_size=12, max_size=30), st.floats(0.1, 3))
def test_ears_agrees_with_the_definition(y: list[int], least_sd: float) -> None:
    result = ears(y, least_sd=least_sd)
    for t in range(7, len(y)):
        assert result.c1[0, t] == pytest.approx(slow_c(y, t, 0, least_sd), abs=1e-9)
    for t in range(11, len(y)):
        excess = [max(0.0, slow_c(y, t - back, 2, least_sd) - 1) for back in range(3)]
        assert result.c3[0, t] == pytest.approx(sum(excess), abs=1e-8)


@given(st.lists(st.integers(0, 30), min_size=10, max_size=10), st.permutations(range(7)))
def test_the_order_of_the_baseline_does_not_matter(y: list[int], order: list[int]) -> None:
    shuffled = [y[i] for i in order] + y[7:]
    assert ears(shuffled).c1[0, 7] == ears(y).c1[0, 7]


def test_seven_equal_weeks_do_not_alarm_for_one_more() -> None:
    assert not ears([3] * 9 + [4]).alarm_c1.any()
    assert ears([3] * 9 + [6]).alarm_c1[0, -1]


def test_calm_weeks_alarm_as_often_as_the_page_says() -> None:
    """docs/explanation/metoder/larmgranser.md and ears.py: about once in 47 weeks at Poisson mean five, not 1 in
    1,000.
    """
    result = ears(np.random.default_rng(1).poisson(5, (400, 200)))
    assert 43 <= 1 / result.alarm_c1[:, 7:].mean() <= 53


# --- CUSUM ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 30), min_size=3, max_size=25), st.floats(0.5, 12), st.booleans())
def test_cusum_agrees_with_the_definition(y: list[int], mean: float, restart: bool) -> None:
    result, level = cusum(y, mean=mean, restart=restart), 0.0
    for t, count in enumerate(y):
        x = (count - 3 * mean + 2 * math.sqrt(mean * count)) / (2 * math.sqrt(mean))
        level = max(0.0, level + x - 1.04)
        assert result.cusum[0, t] == pytest.approx(level, abs=1e-9)
        if restart and level >= 2.26:
            level = 0.0


def test_rossi_is_about_standard_normal() -> None:
    x = rossi(np.random.default_rng(2).poisson(6, 40_000), 6.0)
    assert abs(x.mean()) < 0.1
    assert x.std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("mean", "direction"), [(2.8, "up"), (8.0, "up"), (8.0, "down")])
def test_the_run_length_is_that_of_simulated_series(mean: float, direction: str) -> None:
    y = np.random.default_rng(3).poisson(mean, (1500, 1600))
    result = cusum(y, mean=mean, direction=direction)  # type: ignore[arg-type]
    said = false_alarm_every(mean, direction=direction)  # type: ignore[arg-type]
    assert said is not None
    # the first alarm is about exponential: at a horizon, the share without one is exp(-horizon / run length)
    none_yet = 1 - result.alarm[:, :200].any(axis=1).mean()
    assert none_yet == pytest.approx(math.exp(-200 / said), abs=0.04 + 3 * math.sqrt(0.25 / 1500))


def test_a_lasting_small_rise_is_found_and_dated() -> None:
    rng = np.random.default_rng(6)
    y = np.concatenate([rng.poisson(6, 100), rng.poisson(10, 20)])
    result = cusum(y, training=80)
    assert result.alarm[0, 30:].any()
    first = int(np.flatnonzero(result.alarm[0])[0])
    assert 15 <= result.since[0, first] <= first
    assert "samlats så mycket över det vanliga" in result.explain(at=first)


# --- Farrington -----------------------------------------------------------------------------------------------------


def test_a_series_has_the_same_limits_alone_and_among_others() -> None:
    many = np.random.default_rng(8).poisson(np.arange(1, 7)[:, None], (6, 312))
    for method in (farrington, farrington_flexible):
        together, alone = method(many, at=[300, 311]), method(many[3], at=[300, 311])
        np.testing.assert_allclose(together.upper[3], alone.upper[0], rtol=1e-10)


def test_the_levels_of_season_fill_the_years() -> None:
    level = season_level(300, 52, 4, 3, 10)
    assert level.size == 4 * 52 + 3 + 1
    assert np.bincount(level[:52]).tolist() == [5] * 9 + [7]


def test_calm_series_alarm_about_as_promised() -> None:
    """Poisson mean 8, one alarm in 200 promised by the original (two-sided 0.01), one in 100 by the flexible."""
    y = np.random.default_rng(9).poisson(8, (1500, 312))
    assert farrington(y, at=[311], alpha=0.01).alarm.mean() <= 0.005 + 3 * math.sqrt(0.005 / 1500)
    flexible = farrington_flexible(y[:300], at=[311], alpha=0.01)
    assert flexible.alarm.mean() <= 0.01 + 3 * math.sqrt(0.01 / 300) + 0.01  # the limit is estimated: somewhat more


def test_an_outbreak_alarms_and_an_outage_is_no_reference() -> None:
    y = np.random.default_rng(10).poisson(8, (1, 312))
    y[0, 311] = 30
    assert farrington(y, at=[311]).alarm[0, 0]
    out = np.zeros(312, dtype=bool)
    out[150:160] = True
    holed = y.copy()
    holed[0, 150:160] = 0
    assert farrington_flexible(holed, at=[311], left_out=out).expected[0, 0] == pytest.approx(8, abs=1.5)


def test_nothing_but_zeros_has_no_limit_and_no_alarm() -> None:
    y = np.zeros((1, 312), dtype=int)
    y[0, 311] = 9
    for method in (farrington, farrington_flexible):
        result = method(y, at=[311])
        assert not result.alarm.any()
        assert not result.bounded.any()
        assert "går inte att sätta" in result.explain()
        assert "nan" not in str(as_data(result))


def test_few_in_the_latest_weeks_never_alarm() -> None:
    y = np.zeros((1, 312), dtype=int)
    y[0, ::60] = 1
    y[0, 308:] = [0, 0, 0, 4]
    result = farrington(y, at=[311])
    assert not result.alarm.any()


@given(st.floats(0.05, 40), st.floats(1, 6), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_negative_binomial_quantile(mean: float, dispersion: float, p: float) -> None:
    from scipy.stats import nbinom, poisson

    ours = float(negative_binomial_quantile(p, np.array([mean]), np.array([dispersion]))[0])
    if dispersion > 1.001:
        assert ours == nbinom.ppf(p, mean / (dispersion - 1), 1 / dispersion)
    else:
        assert ours == poisson.ppf(p, mean)


# --- words and bad input --------------------------------------------------------------------------------------------


def test_words() -> None:
    assert ears(WEEKLY, today_in_c3=False).explain(at=282) == (
        "Fyra händelser, med sju perioder att jämföra med. Det är över larmgränsen enligt C1, C2 och C3. Ett larm "
        "betyder "
        "att något bör tittas på, inte att något har hänt: med så kort jämförelse larmar också lugna serier ibland. "
        "Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert ears(WEEKLY).explain("en", at=3) == (
        "Four incidents. There are not yet seven periods to compare with, so nothing can be said."
    ).replace("Four", {2: "Two", 4: "Four"}.get(int(WEEKLY[3]), "Two"))
    assert farrington(WEEKLY, at=JUDGED, years=3).explain("en", at=2) == (
        f"Seven incidents, against {farrington(WEEKLY, at=JUDGED, years=3).expected[0, 2]:.1f} expected from the same "
        "season of earlier years. That is not above the alarm limit 7.4. No alarm does not mean that nothing has "
        "changed."
    )
    assert (
        cusum(WEEKLY, training=281)
        .explain("en", at=12)
        .startswith(
            "Over three periods the counts have piled up above the usual, 2.8 per period, enough to reach the alarm "
            "limit."
        )
    )


@settings(max_examples=20)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.sampled_from(["sv", "en"]))
def test_every_alarm_can_be_said(y: list[int], language: str) -> None:
    said = []
    if len(y) > 7:
        said.append(ears(y).explain(language))
    said.append(cusum(y, mean=2.0).explain(language))
    assert not any(wrong in " ".join(said) for wrong in ("{", "nan", "None", "inf "))


@pytest.mark.parametrize("bad", [[1, math.nan] * 6, [1, math.inf] * 6, [1, -1] * 6, [0.5] * 12, np.zeros((2, 2, 2))])
def test_bad_counts(bad: object) -> None:
    with pytest.raises(BadInput):
        ears(bad)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        cusum(bad, mean=1.0)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        farrington(bad, at=[11], per_year=4, years=1, half_window=1)  # type: ignore[arg-type]


def test_too_little_and_out_of_bounds() -> None:
    with pytest.raises(TooFewEvents):
        ears([1] * 7)
    with pytest.raises(TooFewEvents):
        farrington(WEEKLY, at=[100])
    with pytest.raises(TooFewEvents):
        cusum([0, 0, 0, 4], training=3)
    for wrong in ({"training": 3, "mean": 2.0}, {}, {"mean": 0.0}, {"mean": 1.0, "h": 0}, {"training": 0}):
        with pytest.raises(EngineError):
            cusum([1, 2, 3, 4], **wrong)
    for wrong in ({"season_levels": 60}, {"latest_not_used": 1}, {"at": []}, {"at": [400]}, {"left_out": [True]}):
        with pytest.raises(BadInput):
            farrington_flexible(WEEKLY, **({"at": [311]} | wrong))
