from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.errors import BadInput
from lykta_engine.result import as_data
from lykta_engine.surveys.design import design
from lykta_engine.surveys.differences import Verdict, changes, difference, difference_between_areas
from lykta_engine.surveys.domains import shares_by_domain
from lykta_engine.surveys.intervals import Interval
from lykta_engine.surveys.series import Break, Question, breaks
from lykta_engine.surveys.shares import Share, share

ASKED = Question("Känner du dig otrygg ute sent?", ("ja", "nej"), "post", "1", "16–84 år")


def simple(count: int, n: int, interval: Interval = Interval.WILSON) -> Share:
    return share(np.arange(n) < count, design(np.ones(n)), interval=interval)


# Newcombe 1998, Statistics in Medicine 17:873, Table II, method 10 (score intervals, squared and added).
NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0000)),
    ((10, 10), (0, 10), (0.6075, 1.0000)),
]


@pytest.mark.parametrize(("a", "b", "ends"), NEWCOMBE)
def test_newcombes_table(a: tuple[int, int], b: tuple[int, int], ends: tuple[float, float]) -> None:
    result = difference(simple(*a), simple(*b), ASKED, ASKED)
    assert (result.low, result.high) == pytest.approx(ends, abs=5e-5)


def test_the_standard_error_of_independent_samples() -> None:
    a, b = simple(60, 200), simple(90, 220)
    result = difference(a, b, ASKED, ASKED)
    assert result.se == pytest.approx(math.hypot(a.se or 0, b.se or 0))
    assert result.verdict is Verdict.LOWER
    swapped = difference(b, a, ASKED, ASKED)
    assert (swapped.low, swapped.high) == pytest.approx((-(result.high or 0), -(result.low or 0)))
    assert swapped.p_value == pytest.approx(result.p_value)
    assert swapped.verdict is Verdict.HIGHER


def test_areas_that_share_clusters_covary() -> None:
    """Two halves of the same clusters: what a cluster has in common cancels out of the difference."""
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(30), 20)
    level = rng.uniform(0.1, 0.9, 30)[clusters]
    answers = (rng.random(600) < level).astype(float)
    in_a = np.tile([True, False], 300)
    result = difference_between_areas(answers, design(np.ones(600), clusters=clusters), in_a, ~in_a, ASKED)
    alone = [share(answers, design(np.ones(600), clusters=clusters), among=group).se or 0 for group in (in_a, ~in_a)]
    assert (result.se or 0) < 0.7 * math.hypot(*alone)
    assert (result.low or 0) <= (result.difference or 0) <= (result.high or 0)


def test_all_against_none_is_a_difference() -> None:
    result = difference(simple(100, 100), simple(0, 100), ASKED, ASKED)
    assert (result.se, result.verdict) == (0.0, Verdict.HIGHER)
    none = difference(simple(0, 100), simple(0, 100), ASKED, ASKED)
    assert (none.p_value, none.verdict) == (1.0, Verdict.NO_CLEAR_DIFFERENCE)


def test_the_same_group_twice_differs_by_nothing() -> None:
    answers, everyone = np.tile([1.0, 0], 100), np.ones(200, dtype=bool)
    result = difference_between_areas(answers, design(np.ones(200)), everyone, everyone, ASKED)
    assert (result.difference, result.verdict) == (0.0, Verdict.NO_CLEAR_DIFFERENCE)
    assert result.p_value == 1.0


@pytest.mark.parametrize("truth", [0.06, 0.3])
def test_no_difference_is_called_seldom_and_its_interval_holds(truth: float) -> None:
    rng = np.random.default_rng(11)
    made = design(np.ones(220))
    draws = (rng.random((2, 500, 220)) < truth).astype(float)
    found = [difference(share(a, made), share(b, made), ASKED, ASKED) for a, b in zip(draws[0], draws[1], strict=True)]
    error = math.sqrt(0.05 * 0.95 / len(found))
    called = np.mean([one.verdict in (Verdict.HIGHER, Verdict.LOWER) for one in found])
    assert called <= 0.05 + 3 * error
    assert np.mean([(one.low or 0) <= 0 <= (one.high or 0) for one in found]) >= 0.95 - 3 * error
    assert np.mean([(one.p_value if one.p_value is not None else 1) <= 0.05 for one in found]) <= 0.05 + 3 * error


CHANGED = [
    (Break.QUESTION, {"text": "Är du otrygg ute sent?"}, "frågans lydelse"),
    (Break.ANSWERS, {"answers": ("ja", "nej", "vet inte")}, "svarsalternativen"),
    (Break.MODE, {"mode": "webb"}, "sättet att fråga"),
    (Break.VERSION, {"version": "2"}, "versionen"),
    (Break.POPULATION, {"population": "18–84 år"}, "vilka som fick frågan"),
]


@pytest.mark.parametrize(("kind", "change", "words"), CHANGED)
def test_a_broken_series_gives_no_number(kind: Break, change: dict, words: str) -> None:
    result = difference(simple(120, 200), simple(60, 200), replace(ASKED, **change), ASKED)
    assert result.broken == (kind,)
    assert result.verdict is Verdict.CANNOT_BE_COMPARED
    assert (result.difference, result.se, result.low, result.high, result.p_value) == (None,) * 5
    assert result.explain("2024", "2023") == f"2024 och 2023 kan inte jämföras, eftersom {words} har ändrats."
    assert "cannot be compared" in result.explain("2024", "2023", "en")


def test_blanks_and_capitals_break_nothing() -> None:
    assert breaks(ASKED, replace(ASKED, text="  känner du dig  OTRYGG ute sent? ", mode="Post")) == ()


def test_the_words_follow_the_verdict() -> None:
    clear = difference(simple(120, 200), simple(60, 200), ASKED, ASKED)
    assert clear.explain("Norr", "Söder") == (
        "Andelen är högre för Norr än för Söder: skillnaden är 30 procentenheter (mellan 20,4 och 38,8). Jämförelsen "
        "bygger på 200 och 200 svar. Det säger inte vad skillnaden beror på, och inget om dem som inte svarade."
    )
    unclear = difference(simple(60, 200), simple(61, 200), ASKED, ASKED)
    assert unclear.verdict is Verdict.NO_CLEAR_DIFFERENCE
    assert "Det betyder inte att andelarna är lika" in unclear.explain("Norr", "Söder")
    assert "mellan −9,4 och" in unclear.explain("Norr", "Söder")
    few = difference(simple(20, 40), simple(2, 40), ASKED, ASKED)
    assert few.verdict is Verdict.TOO_FEW_TO_JUDGE
    assert "50" not in few.explain("Norr", "Söder")


def surveys(seed: int, now: float, then: float) -> tuple:
    rng = np.random.default_rng(seed)
    areas = np.repeat([f"o{i:02}" for i in range(30)], 150)
    made = design(np.ones(len(areas)))
    after = shares_by_domain(rng.random(len(areas)) < now, made, areas)
    return after, shares_by_domain(rng.random(len(areas)) < then, made, areas)


def test_many_areas_at_once_are_held_to_a_false_discovery_rate() -> None:
    calls = [v for seed in range(20) for v in changes(*surveys(seed, 0.2, 0.2), ASKED, ASKED).verdicts]
    called = sum(v in (Verdict.HIGHER, Verdict.LOWER) for v in calls)
    assert called <= 3  # of 600 areas without change; one at a time it would be 30
    moved = changes(*surveys(1, 0.12, 0.35), ASKED, ASKED)
    assert moved.verdicts.count(Verdict.LOWER) > 20
    assert "säkert lägre i" in moved.explain()


def test_changes_equal_the_difference_of_each_area() -> None:
    after, before = surveys(7, 0.2, 0.3)
    many = changes(after, before, ASKED, ASKED)
    for i in (0, 11, 29):
        d = after.share[i] - before.share[i]
        assert many.difference[i] == pytest.approx(d)
        assert many.se[i] == pytest.approx(math.hypot(after.se[i], before.se[i]))
        assert many.low[i] <= d <= many.high[i]
        assert many.q_value[i] >= many.p_value[i]


def test_changes_with_few_answers_or_a_broken_series_are_none() -> None:
    after, before = surveys(1, 0.2, 0.3)
    broken = changes(after, before, ASKED, replace(ASKED, version="2"))
    assert set(broken.verdicts) == {Verdict.CANNOT_BE_COMPARED}
    assert np.isnan(broken.difference).all()
    assert broken.explain() == "Undersökningarna kan inte jämföras, eftersom versionen har ändrats."
    small = shares_by_domain([1.0, 0, 1, 0], design(np.ones(4)), ["o00", "o00", "o01", "nytt"])
    few = changes(small, before, ASKED, ASKED)
    assert few.labels == ("o00", "o01")
    assert "nytt" in few.only_in_one
    assert set(few.verdicts) == {Verdict.TOO_FEW_TO_JUDGE}
    assert "nan" not in json.dumps(as_data(few)).lower()
    with pytest.raises(BadInput):
        changes(replace(after, alpha=0.1), before, ASKED, ASKED)
    with pytest.raises(BadInput):
        difference(replace(simple(5, 60), alpha=0.1), simple(5, 60), ASKED, ASKED)


@settings(max_examples=30)
@given(st.integers(0, 80), st.integers(0, 90))
def test_the_interval_holds_the_difference_and_stays_within_one(a: int, b: int) -> None:
    result = difference(simple(a, 80, Interval.KORN_GRAUBARD), simple(b, 90, Interval.KORN_GRAUBARD), ASKED, ASKED)
    assert -1 <= result.low <= result.difference <= result.high <= 1  # type: ignore[operator]
