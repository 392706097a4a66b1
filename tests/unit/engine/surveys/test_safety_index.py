from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.surveys.design import design
from lykta_engine.surveys.index_definition import definition_from
from lykta_engine.surveys.safety_index import resampled_weights, safety_index
from lykta_engine.surveys.shares import Few, mean, share

LIMITS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5]


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def as_definition(points: list[float] | None = None, **more: Any) -> Any:
    items = [
        {"key": "ute", "direction": "higher_is_worse", "cut": 3, "weight": 2},
        {"key": "polis", "direction": "lower_is_worse", "cut": 2},
        {"key": "skräp", "direction": "higher_is_worse", "cut": 1},
    ]
    if points:
        items = [item | {"points": points} for item in items]
    return definition_from({"name": "Otrygghet", "version": "1", "items": items} | more)


def answers(seed: int, n: int = 200, missing: float = 0.2) -> dict[str, NDArray]:
    made = np.random.default_rng(seed)
    columns = {"ute": made.integers(1, 5, n), "polis": made.integers(1, 6, n), "skräp": made.integers(0, 2, n)}
    return {k: np.where(made.random(n) < missing, np.nan, v) for k, v in columns.items()}


def problems(given: dict[str, NDArray]) -> dict[str, NDArray]:
    return {"ute": given["ute"] >= 3, "polis": given["polis"] <= 2, "skräp": given["skräp"] >= 1}


@settings(max_examples=15)
@given(st.integers(0, 1000))
def test_the_index_of_shares_is_the_weighted_mean_of_its_shares(seed: int) -> None:
    given_answers, w = answers(seed), np.random.default_rng(seed).uniform(0.5, 2, 200)
    result = safety_index(given_answers, design(w), as_definition(), rng=rng())
    total = 0.0
    for (key, problem), weight in zip(problems(given_answers).items(), (2, 1, 1), strict=True):
        told = ~np.isnan(given_answers[key])
        total += weight * (w * problem)[told].sum() / w[told].sum()
    assert result.value == pytest.approx(100 * total / 4)
    assert result.low <= result.value <= result.high  # type: ignore[operator]
    assert {item.key: item.n for item in result.items} == {
        key: int((~np.isnan(column)).sum()) for key, column in given_answers.items()
    }


def test_an_index_of_one_question_is_its_share() -> None:
    one = definition_from(
        {"name": "x", "version": "1", "items": [{"key": "ute", "direction": "higher_is_worse", "cut": 3}]}
    )
    given_answers = answers(3)
    made = design(np.ones(200), strata=np.arange(200) % 4)
    told = ~np.isnan(given_answers["ute"])
    plain = share((given_answers["ute"] >= 3).astype(float), made, among=told)
    for missing in ("item", "person"):
        result = safety_index(given_answers, made, definition_from(as_data(one) | {"missing": missing}), rng=rng())
        assert result.value == pytest.approx(100 * plain.share)
        assert result.se == pytest.approx(100 * (plain.se or 0))
        assert result.n == plain.n


def test_the_index_of_persons_follows_its_missing_rule() -> None:
    given_answers = {
        "ute": np.array([4, 4, 1, np.nan] * 30),
        "polis": np.array([5, np.nan, 1, np.nan] * 30),
        "skräp": np.array([0, np.nan, 1, 1] * 30),
    }
    made = design(np.ones(120))
    result = safety_index(given_answers, made, as_definition(missing="person", at_least=0.6), rng=rng())
    # first: (2 + 0 + 0) / 4; third: (0 + 1 + 1) / 4; the second and fourth answered one of three
    assert (result.value, result.n, result.n_left_out) == (50.0, 60, 60)
    assert "60 svarande är inte med" in result.explain()
    loose = safety_index(given_answers, made, as_definition(missing="person", at_least=0.3), rng=rng())
    assert loose.value == pytest.approx(100 * (0.5 + 1 + 0.5 + 1) / 4)
    own = mean(np.tile([0.5, 1, 0.5, 1], 30), made)
    assert loose.se == pytest.approx(100 * (own.se or 0))


def test_points_are_limits_reached() -> None:
    given_answers = {
        "ute": np.array([4.0] * 30 + [1.0] * 70),
        "polis": np.array([1.0] * 4 + [5.0] * 96),
        "skräp": np.array([1.0] * 50 + [0.0] * 50),
    }
    result = safety_index(given_answers, design(np.ones(100)), as_definition(LIMITS), rng=rng())
    assert [item.points for item in result.items] == [4, 0, 6]
    assert result.value == (2 * 4 + 0 + 6) / 4
    assert result.top == 6
    assert result.low <= result.value <= result.high  # type: ignore[operator]
    again = safety_index(given_answers, design(np.ones(100)), as_definition(LIMITS), rng=rng())
    assert as_data(result) == as_data(again)


def test_resamples_have_the_variance_of_the_design() -> None:
    """Over resamples the weighted mean spreads as the linearised standard error says."""
    given_rng = np.random.default_rng(8)
    y = given_rng.integers(0, 2, 240).astype(float)
    made = design(given_rng.uniform(1, 3, 240), strata=np.repeat(np.arange(4), 60), clusters=np.arange(240) // 6)
    w = resampled_weights(made, 77, 2000)
    values = w @ y / w.sum(axis=1)
    assert values.std() == pytest.approx(share(y, made).se, rel=0.06)
    assert values.mean() == pytest.approx(share(y, made).share, abs=0.005)


def test_the_interval_of_the_index_holds() -> None:
    truth = 100 * (2 * 0.3 + 0.2 + 0.1) / 4
    made, draw = design(np.ones(120)), np.random.default_rng(12)
    held = []
    for _ in range(400):
        drawn = {
            "ute": np.where(draw.random(120) < 0.3, 4.0, 1.0),
            "polis": np.where(draw.random(120) < 0.2, 1.0, 5.0),
            "skräp": (draw.random(120) < 0.1).astype(float),
        }
        hidden = {k: np.where(draw.random(120) < 0.15, np.nan, v) for k, v in drawn.items()}
        result = safety_index(hidden, made, as_definition(), rng=rng())
        held.append((result.low or 0) <= truth <= (result.high or 0))
    assert np.mean(held) >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / 400)


def test_the_index_of_an_area_is_a_domain() -> None:
    given_answers = answers(2)
    area = np.arange(200) % 2 == 0
    made = design(np.ones(200), strata=np.arange(200) // 50)
    result = safety_index(given_answers, made, as_definition(), rng=rng(), among=area)
    alone = safety_index(
        {k: v[area] for k, v in given_answers.items()}, design(np.ones(100)), as_definition(), rng=rng()
    )
    assert result.value == pytest.approx(alone.value)
    assert result.n + result.n_left_out == 100


def test_few_answers_to_one_question_hide_the_index() -> None:
    given_answers = answers(4, n=100, missing=0.0)
    given_answers["skräp"][40:] = np.nan
    result = safety_index(given_answers, design(np.ones(100)), as_definition(), rng=rng())
    assert result.few is Few.FEW_ANSWERS
    assert result.explain() == "Indexet Otrygghet visas inte: någon av frågorna har färre än 50 svar."


def test_the_words() -> None:
    result = safety_index(answers(6), design(np.ones(200)), as_definition(), rng=rng())
    said = result.explain()
    assert said.startswith("Indexet Otrygghet är ")
    assert "på en skala från 0 (inga problem) till 100, räknat på tre frågor" in said
    assert "Ett index lägger ihop olika saker" in said
    assert "three questions" in result.explain("en")
    assert "nan" not in json.dumps(as_data(result)).lower()


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": [{"key": "a", "direction": "sideways", "cut": 1}]},
        {"items": [{"key": "a", "cut": 1}]},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": "x"}]},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": 1}] * 2},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": 1, "weight": 0}]},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": 1, "weight": -1}]},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": float("nan")}]},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": 1, "points": [0.3, 0.2]}]},
        {"items": [{"key": "a", "direction": "higher_is_worse", "cut": 1, "points": [0.3, 1.2]}]},
        {"items": ["a"]},
        {"items": 3},
        {"missing": "guess"},
        {"at_least": 0},
        {"top": -1},
        {"top": "hundred"},
    ],
    ids=str,
)
def test_definitions_that_are_wrong_are_refused(change: dict) -> None:
    right = {"name": "x", "version": "1", "items": [{"key": "a", "direction": "higher_is_worse", "cut": 1}]}
    definition_from(right)
    with pytest.raises(BadInput, match=r"^[^\n]+$"):
        definition_from(right | change)
    with pytest.raises(BadInput):
        definition_from({key: value for key, value in right.items() if key != "version"})


def test_bad_answers_are_refused() -> None:
    made, fine = design(np.ones(200)), answers(1)
    for bad in ({"ute": fine["ute"]}, fine | {"ute": np.ones(3)}, fine | {"ute": np.full(200, np.inf)}):
        with pytest.raises(BadInput):
            safety_index(bad, made, as_definition(), rng=rng())
    nobody = fine | {"ute": np.full(200, np.nan)}
    with pytest.raises(TooFewEvents):
        safety_index(nobody, made, as_definition(), rng=rng())
    with pytest.raises(TooFewEvents):
        safety_index({k: v * np.nan for k, v in fine.items()}, made, as_definition(missing="person"), rng=rng())
