"""The whole follow-up: claims at most 5 % without an effect, right where there is one, silent over an outage."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.effect.before_the_action import had_a_peak, pre_trend, suspected_outages
from lykta_engine.effect.detectable import Plan, detectable_ratio
from lykta_engine.effect.dispersion import Dispersion, Source
from lykta_engine.effect.evaluation import Around, Evaluation, evaluate
from lykta_engine.effect.interrupted import interrupted
from lykta_engine.effect.reasons import Reason
from lykta_engine.effect.verdict import Verdict, judge
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data

CLAIMS = (Verdict.IMPROVEMENT, Verdict.WORSE)
WEEKS = st.lists(st.integers(0, 40), min_size=24, max_size=24)


def draw(rng: np.random.Generator, mean: float, size: float, shape: tuple[int, ...]) -> np.ndarray:
    return rng.negative_binomial(size, size / (size + mean), shape)


def share_of(found: list[Evaluation], *verdicts: Verdict) -> float:
    return float(np.mean([each.judgement.verdict in verdicts for each in found]))


@pytest.mark.parametrize(("weeks", "mean", "size"), [(26, 20, 10), (13, 6, 2), (52, 3, 1)])
def test_without_an_effect_at_most_five_of_a_hundred_claims(weeks: int, mean: float, size: float) -> None:
    runs, rng = 1000, np.random.default_rng(20261122 + weeks)
    t, c = draw(rng, mean, size, (2, runs, 2 * weeks))
    found = [evaluate(a, b, weeks) for a, b in zip(t, c, strict=True)]
    assert share_of(found, *CLAIMS) <= 0.05 + 3 * (0.05 * 0.95 / runs) ** 0.5


@pytest.mark.parametrize(("weeks", "mean", "other", "size"), [(26, 8, 12, 4), (52, 20, 60, 10)])
def test_at_eighty_per_cent_power_right_three_times_in_four(weeks: int, mean: int, other: int, size: int) -> None:
    """The effect is the one that `detectable_ratio` says shows in 80 %, with the true phi and the weeks' degrees."""
    runs, rng, share = 800, np.random.default_rng(weeks), mean / (mean + other)
    phi = (1 - share) * (1 + mean / size) + share * (1 + other / size)
    plan = Plan(mean * weeks, other * weeks, weeks, weeks)
    shows = detectable_ratio(plan, dispersion=Dispersion(phi, weeks - 1, Source.ESTIMATED, weeks))
    for ratio, right in ((shows.fewer, Verdict.IMPROVEMENT), (shows.more, Verdict.WORSE)):
        assert ratio is not None
        t = np.column_stack([draw(rng, mean, size, (runs, weeks)), draw(rng, mean * ratio, size, (runs, weeks))])
        c = draw(rng, other, size, (runs, 2 * weeks))
        found = [evaluate(a, b, weeks) for a, b in zip(t, c, strict=True)]
        wrong = Verdict.WORSE if right is Verdict.IMPROVEMENT else Verdict.IMPROVEMENT
        assert share_of(found, right) >= 0.75
        assert share_of(found, wrong) <= 0.01


def test_season_common_to_both_areas_is_no_effect_and_costs_little() -> None:
    """Before is winter, after is summer: the area alone halves, its comparison too."""
    rng = np.random.default_rng(5)
    season = np.repeat([1.0, 0.5], 26)
    t, c = rng.poisson(20 * season), rng.poisson(30 * season)
    assert evaluate(t, c, 26).judgement.verdict is Verdict.NO_CLEAR_CHANGE
    t[26:] = rng.poisson(5, 26)
    assert evaluate(t, c, 26).judgement.verdict is Verdict.IMPROVEMENT


def test_without_a_comparison_area_nothing_is_decided() -> None:
    rng = np.random.default_rng(6)
    found = evaluate(rng.poisson(np.repeat([30, 10], 26)), None, 26)
    assert found.judgement.verdict is Verdict.CANNOT_BE_DECIDED
    assert Reason.NO_COMPARISON in found.judgement.reasons
    assert found.difference is None


def test_zero_in_the_comparison_area_cannot_be_decided() -> None:
    rng = np.random.default_rng(7)
    found = evaluate(rng.poisson(np.repeat([30, 10], 26)), np.zeros(52), 26)
    assert Reason.ZERO_IN_COMPARISON in found.judgement.reasons
    assert found.judgement.verdict is Verdict.CANNOT_BE_DECIDED
    assert "nan" not in json.dumps(as_data(found)).lower()


def test_areas_that_went_apart_before_cannot_be_compared() -> None:
    rng = np.random.default_rng(8)
    t, c = rng.poisson(30 * np.exp(-0.04 * np.arange(60))), rng.poisson(30, 60)
    found = evaluate(t, c, 40)
    assert found.pre_trend is not None
    assert found.pre_trend.weekly_ratio == pytest.approx(np.exp(-0.04), abs=0.01)
    assert Reason.PRE_TRENDS_DIFFER in found.judgement.reasons


def test_pre_trends_that_are_alike_are_called_different_once_in_a_hundred() -> None:
    runs, rng = 2000, np.random.default_rng(9)
    season = 1 + 0.5 * np.sin(np.arange(40) / 6)
    t, c = (rng.poisson(mean * season * rng.gamma(5, 0.2, (runs, 40))) for mean in (8, 15))
    share = np.mean([pre_trend(a, b).differ for a, b in zip(t, c, strict=True)])
    assert share <= 0.01 + 3 * (0.01 * 0.99 / runs) ** 0.5


def test_a_peak_before_the_action_falls_by_itself() -> None:
    """The worst of forty areas is chosen after a bad half-year; nothing is done and it "improves"."""
    rng = np.random.default_rng(10)
    weeks = rng.poisson(6 * np.exp(rng.normal(0, 0.5, (40, 3, 1))), (40, 3, 26)).reshape(40, 78)
    worst = int((weeks[:, 26:52].sum(axis=1) / weeks[:, :26].sum(axis=1)).argmax())
    comparison = np.delete(weeks, worst, axis=0).sum(axis=0)
    assert had_a_peak(weeks[worst], comparison, 26, 52)
    found = evaluate(weeks[worst], comparison, 52, before_from=26)
    assert found.peak
    assert found.judgement.verdict is Verdict.CANNOT_BE_DECIDED
    assert Reason.REGRESSION_TO_THE_MEAN in found.judgement.reasons


def outage_of(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    t, c = rng.poisson(30, 60), rng.poisson(50, 60)
    t[44:48], c[44:48] = rng.poisson(0.6, 4), rng.poisson(1, 4)
    t[40:] = t[40:] // 2
    return t, c


def test_an_outage_told_or_found_is_never_a_success() -> None:
    t, c = outage_of(np.random.default_rng(11))
    assert suspected_outages(c) == (44, 45, 46, 47)
    for told in ((), (44, 45), (59,)):
        found = evaluate(t, c, 40, outage_weeks=told)
        assert Reason.REPORTING_OUTAGE in found.judgement.reasons
        assert set(found.outage_weeks) == {44, 45, 46, 47} | set(told)


def test_outage_weeks_can_be_left_out_and_the_result_says_so() -> None:
    t, c = outage_of(np.random.default_rng(11))
    found = evaluate(t, c, 40, outage_weeks=(44, 45), leave_out=(44, 45, 46, 47))
    assert found.outage_weeks == ()
    assert found.weeks_left_out == (44, 45, 46, 47)
    assert found.rate.treated.weeks_after == 16
    assert found.judgement.verdict is Verdict.IMPROVEMENT
    assert found.explain().endswith("Fyra veckor är inte med i räkningen.")
    assert found.explain("en").endswith("Four weeks are left out of the count.")


def test_an_action_that_empties_its_area_is_no_outage() -> None:
    rng = np.random.default_rng(12)
    found = evaluate(rng.poisson(np.repeat([20.0, 0.3], 26)), rng.poisson(30, 52), 26)
    assert found.judgement.verdict is Verdict.IMPROVEMENT


def test_displacement_is_shown_and_does_not_decide() -> None:
    rng = np.random.default_rng(13)
    t, d = rng.poisson(np.repeat([20, 12], 26)), rng.poisson(np.repeat([15, 22], 26))
    c, e = rng.poisson(25, 52), rng.poisson(15, 52)
    found = evaluate(t, c, 26, around=Around(d, e))
    assert found.judgement.verdict is Verdict.IMPROVEMENT
    assert found.difference is not None
    assert found.difference.displacement is not None
    assert found.difference.displacement.number > 0
    assert found.quotient is not None
    assert found.quotient.quotient is not None
    assert found.quotient.quotient < 0


@given(WEEKS, WEEKS, st.integers(1, 23), st.booleans())
def test_any_counts_give_a_verdict_and_no_number_that_is_none(t: list[int], c: list[int], at: int, alone: bool) -> None:
    found = evaluate(t, None if alone else c, at)
    text = json.dumps(as_data(found), allow_nan=False) + found.explain("sv") + found.explain("en")
    assert "{}" not in text
    assert (found.judgement.verdict in CLAIMS) <= (not alone)


@given(WEEKS, WEEKS)
def test_weeks_shuffled_within_a_period_leave_the_ratio(t: list[int], c: list[int]) -> None:
    order = np.concatenate([np.random.default_rng(1).permutation(12), 12 + np.random.default_rng(2).permutation(12)])
    plain, moved = evaluate(t, c, 12), evaluate(np.array(t)[order], np.array(c)[order], 12)
    assert plain.rate.ratio == moved.rate.ratio


def test_bad_input() -> None:
    good = [5] * 30
    for wrong in (
        {"action_at": 0},
        {"action_at": 30},
        {"action_at": 10, "before_from": 10},
        {"action_at": 10, "after_to": 31},
        {"action_at": 10, "leave_out": (40,)},
        {"action_at": 10, "leave_out": range(10)},
    ):
        with pytest.raises(BadInput):
            evaluate(good, good, **wrong)
    for bad in ([1] * 29, [-1] * 30, [float("nan")] * 30, [0.5] * 30):
        with pytest.raises(BadInput):
            evaluate(good, bad, 10)
    with pytest.raises(BadInput):
        evaluate(good, None, 10, around=Around(good, good))


@pytest.fixture(scope="module")
def planted(shared: Path) -> tuple[dict[str, np.ndarray], range]:
    """Weekly counts by municipality, Monday 2019-01-07 and on; and the weeks of the planted outage."""
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = shared / "data" / "synthetic"
    outage = json.loads((folder / "planted_dev.json").read_text())["collection_outage"]
    table = parquet.read_table(folder / "est_incidents_620k.parquet", columns=["reported_at", "kommunkod"])
    days = table["reported_at"].to_numpy().astype("datetime64[D]")
    monday = np.datetime64("2019-01-07")
    week = (days - monday).astype(int) // 7
    place = np.array(table["kommunkod"].to_pylist())
    within = (days >= monday) & (week < 60)
    counts = {code: np.bincount(week[within & (place == code)], minlength=60) for code in np.unique(place)}
    first, last = (
        (date.fromisoformat(outage[end]) - date(2019, 1, 7)).days // 7 for end in ("from", "to")
    )  # fmt: skip
    return counts, range(first, last + 1)


@pytest.mark.shared
def test_before_and_after_across_the_planted_outage_is_no_success(planted: tuple[dict[str, np.ndarray], range]) -> None:
    """Each municipality against all others, alone, and as an interrupted series; the outage told and not told."""
    counts, outage = planted
    whole = sum(counts.values())
    for weeks_after in (len(outage), 8):
        for treated in counts.values():
            for told in ((), tuple(outage)):
                end = outage.start + weeks_after
                compared = evaluate(treated, whole - treated, outage.start, after_to=end, outage_weeks=told)
                alone = evaluate(treated, None, outage.start, after_to=end, outage_weeks=told)
                assert Reason.REPORTING_OUTAGE in compared.judgement.reasons
                for found in (compared, alone):
                    assert found.judgement.verdict is Verdict.CANNOT_BE_DECIDED
    series = interrupted(whole[: outage.start + 8], outage.start)
    assert judge([series.estimate()]).verdict is Verdict.CANNOT_BE_DECIDED
    assert {44, 45} <= set(suspected_outages(whole)) <= set(outage)  # of the first week some were reported later


def test_outages_of_small_areas_show_when_they_last() -> None:
    rng = np.random.default_rng(14)
    weeks = rng.poisson(8, 60) + 1
    assert suspected_outages(weeks) == ()
    weeks[30] = 0
    assert suspected_outages(weeks) == ()  # one silent week of eight happens
    weeks[30:33] = 0
    assert suspected_outages(weeks) == (30, 31, 32)


def test_no_outage_is_suspected_where_there_was_none() -> None:
    runs, rng = 400, np.random.default_rng(15)
    found = [bool(suspected_outages(weeks)) for weeks in draw(rng, 20, 10, (runs, 104))]
    assert np.mean(found) < 0.02
    assert not any(suspected_outages(weeks) for weeks in ([0] * 60, [5] * 60, [2, 9] * 30, [1] * 7))
