from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.errors import BadInput
from lykta_engine.surveys.design import Design, design
from lykta_engine.surveys.shares import mean, share, total
from lykta_engine.surveys.weighting import effect_of_weights, poststratify, rake, trim
from tests.unit.engine.surveys.api_schools import clustered

KINDS = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"No": 1072, "Yes": 5122}


def schools() -> tuple[dict, Design]:
    columns = clustered()
    made = design(columns["weight"], clusters=columns["district"], population=columns["population"])
    return columns, made


def test_raked_schools_as_r_prints_them() -> None:
    """R survey 4.1.1, example(rake) on apiclus1: api00 641.23 (23.704), enrolment 3647300 (400603)."""
    columns, made = schools()
    margins = {"kind": columns["kind"], "wide": columns["school_wide_text"]}
    raked = rake(made, margins, {"kind": KINDS, "wide": WIDE})
    api, pupils = mean(columns["api"], raked.design), total(columns["enroll"], raked.design)
    assert (f"{api.value:.2f}", f"{api.se:.3f}") == ("641.23", "23.704")
    assert f"{pupils.se:.0f}" == "400603"
    assert pupils.value == pytest.approx(3647300, rel=1e-5)  # R stops raking within one school


def test_poststratified_schools_as_r_prints_them() -> None:
    """R survey 4.1.1, example(postStratify) on apiclus1: 642.31 (23.9204864451), 3680893 (406293)."""
    columns, made = schools()
    fitted = poststratify(made, columns["kind"], KINDS)
    api, pupils = mean(columns["api"], fitted.design), total(columns["enroll"], fitted.design)
    assert (f"{api.value:.2f}", f"{api.se:.7f}") == ("642.31", "23.9204864")  # print(SE(m), digits = 12): 23.9204864451
    assert (f"{pupils.value:.0f}", f"{pupils.se:.0f}") == ("3680893", "406293")


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_raked_weights_reach_every_margin_and_keep_odds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sex, age = np.tile(["k", "m"], 60), np.repeat(["ung", "mellan", "äldre"], 40)
    w = rng.uniform(0.2, 5, 120)
    wanted = {"sex": {"k": 510.0, "m": 490.0}, "age": {"ung": 300.0, "mellan": 450.0, "äldre": 250.0}}
    raked = rake(design(w), {"sex": sex, "age": age}, wanted).design.weights
    for labels, known in ((sex, wanted["sex"]), (age, wanted["age"])):
        for label, people in known.items():
            assert raked[labels == label].sum() == pytest.approx(people, rel=1e-6)
    factor = np.array(
        [[raked[(sex == s) & (age == a)][0] / w[(sex == s) & (age == a)][0] for s in "km"] for a in set(age)]
    )
    assert np.linalg.matrix_rank(factor, tol=1e-6 * factor.max()) == 1  # a factor for sex times a factor for age


def test_known_groups_have_no_uncertainty_left() -> None:
    rng = np.random.default_rng(4)
    group = rng.integers(0, 3, 200).astype(str)
    fitted = poststratify(design(np.ones(200)), group, {"0": 500, "1": 300, "2": 200}).design
    size = total(np.ones(200), fitted, among=group == "1")
    assert size.value == pytest.approx(300)
    assert size.se == pytest.approx(0, abs=1e-6)


def test_post_stratified_variance_holds_over_repeated_samples() -> None:
    """The standard error agrees with the spread of the estimate over 600 samples."""
    rng = np.random.default_rng(5)
    group = (rng.random((600, 150)) < 0.4).astype(int)
    answers = (rng.random((600, 150)) < np.where(group == 1, 0.7, 0.2)).astype(float)
    found = [
        share(y, poststratify(design(np.ones(150)), g, {"0": 600, "1": 400}).design)
        for y, g in zip(answers, group, strict=True)
    ]
    assert np.std([one.share for one in found]) == pytest.approx(np.mean([one.se for one in found]), rel=0.08)
    held = np.mean([one.low <= 0.4 <= one.high for one in found])  # type: ignore[operator]
    assert held >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 600)


def test_what_the_weights_cost_is_told() -> None:
    fitted = poststratify(design(np.ones(4)), list("aaab"), {"a": 50, "b": 50})
    assert fitted.largest_factor == pytest.approx(2)
    assert fitted.effect_of_weights == pytest.approx(4 / 3)
    assert "som mest upp 2 gånger" in fitted.explain()
    assert "variansen vore 1,33 gånger så stor" in fitted.explain()
    assert "at most 2 times" in fitted.explain("en")


@pytest.mark.parametrize(
    ("cells", "population", "words"),
    [
        (list("aab"), {"a": 5, "b": 5, "c": 5}, "nobody answered from c"),
        (list("aab"), {"a": 5}, "answers from b"),
        (list("aab"), {"a": 5, "b": 0}, "population is 0"),
        (list("aab"), {"a": 5, "b": -1}, "zero up"),
        (list("aab"), {"a": 5, "b": float("nan")}, "missing or infinite"),
        (list("aa"), {"a": 5, "b": 5}, "unequal lengths"),
    ],
)
def test_cells_that_cannot_be_weighted_are_errors(cells: list, population: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        poststratify(design(np.ones(3)), cells, population)


def test_margins_that_cannot_hold_together_are_errors() -> None:
    margins = {"x": list("aabb"), "y": list("ccdd")}  # only a with c and b with d
    with pytest.raises(BadInput, match="cannot be fitted together"):
        rake(design(np.ones(4)), margins, {"x": {"a": 60, "b": 40}, "y": {"c": 30, "d": 70}}, most_rounds=50)
    with pytest.raises(BadInput, match="different totals"):
        rake(design(np.ones(4)), margins, {"x": {"a": 60, "b": 40}, "y": {"c": 30, "d": 7}})
    with pytest.raises(BadInput, match="each margin"):
        rake(design(np.ones(4)), margins, {"x": {"a": 60, "b": 40}})
    with pytest.raises(BadInput):
        rake(design(np.ones(4)), {}, {})
    with pytest.raises(BadInput, match="nobody answered from b"):
        poststratify(design([1.0, 1, 0]), list("aab"), {"a": 5, "b": 5})  # b's weights sum to 0


@settings(max_examples=40)
@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=40), st.floats(1.1, 6))
def test_trimmed_weights_keep_their_sum_and_stay_under_the_limit(weights: list[float], times: float) -> None:
    result = trim(weights, times_mean=times)
    assert result.weights.sum() == pytest.approx(sum(weights))
    assert (result.weights <= result.limit * (1 + 1e-9)).all()
    assert result.effect_after <= result.effect_before + 1e-9
    assert (result.n_cut == 0) == bool(max(weights) <= result.limit * (1 + 1e-12))


def test_trimming_is_told() -> None:
    result = trim([1.0] * 18 + [30.0, 20.0], times_mean=3)
    assert result.n_cut == 2
    assert result.explain().startswith("2 stora vikter är kapade; ")
    assert effect_of_weights(result.weights) == result.effect_after
    assert trim([1.0, 1]).explain() == "Ingen vikt var så stor att den behövde kapas."
    for bad in ([], [0, 0], [-1, 5], [np.nan]):
        with pytest.raises(BadInput):
            trim(bad)
    with pytest.raises(BadInput):
        trim([1, 2], times_mean=1)
