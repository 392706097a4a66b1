from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import beta, binom

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.surveys.design import Design, covariance, design
from lykta_engine.surveys.domains import shares_by_domain
from lykta_engine.surveys.intervals import Interval, clopper_pearson, wilson
from lykta_engine.surveys.shares import Few, mean, share, total
from tests.unit.engine.surveys.api_schools import clustered, stratified


def rounded(*values: float | None) -> tuple[str, ...]:
    return tuple(f"{value:.4f}" for value in values if value is not None)


# Newcombe 1998, Statistics in Medicine 17:857, Table I: the score interval (method 3) and the exact one (method 5).
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("count", "n", "score", "exact"), NEWCOMBE)
def test_newcombes_table(count: int, n: int, score: tuple, exact: tuple) -> None:
    assert rounded(*(float(end) for end in wilson(count / n, n))) == rounded(*score)
    assert rounded(*(float(end) for end in clopper_pearson(count / n, n))) == rounded(*exact)
    answers = np.arange(n) < count
    result = share(answers, design(np.ones(n)), interval=Interval.WILSON)
    assert rounded(result.low, result.high) == rounded(*score)


def test_the_stratified_school_sample_as_r_prints_it() -> None:
    """R survey 4.1.1, example(svymean) and svyciprop on apistrat: 662.29 (9.4089), 0.82795 (0.0243)."""
    schools = stratified()
    made = design(schools["weight"], strata=schools["kind"], population=schools["population"])
    api, wide = mean(schools["api"], made), share(schools["school_wide"], made)
    assert (f"{api.value:.2f}", f"{api.se:.4f}", api.degrees) == ("662.29", "9.4089", 197)
    assert (f"{wide.share:.5f}", f"{wide.se:.4f}") == ("0.82795", "0.0243")
    assert (f"{wide.low:.7f}", f"{wide.high:.7f}") == ("0.7741713", "0.8734316")  # method = "beta"
    assert wide.design_effect == pytest.approx(0.8556, abs=1e-4)
    logit = share(schools["school_wide"], made, interval=Interval.LOGIT)
    assert (f"{logit.low:.7f}", f"{logit.high:.7f}") == ("0.7745397", "0.8708149")
    plain = share(schools["school_wide"], made, interval=Interval.STUDENT)
    assert (f"{plain.low:.7f}", f"{plain.high:.7f}") == ("0.7799382", "0.8759578")
    by_kind = {kind: mean(schools["api"], made, among=schools["kind"] == kind) for kind in "EHM"}
    assert {k: (f"{r.value:.2f}", f"{r.se:.5f}") for k, r in by_kind.items()} == {
        "E": ("674.43", "12.38248"),
        "H": ("625.82", "14.93713"),
        "M": ("636.60", "16.21471"),
    }


def test_the_clustered_school_sample_as_r_prints_it() -> None:
    """R survey 4.1.1 on apiclus1: 644.17 (23.542), design effect 9.3459; total enrolment 3404940 (932235)."""
    schools = clustered()
    made = design(schools["weight"], clusters=schools["district"], population=schools["population"])
    api, pupils = mean(schools["api"], made), total(schools["enroll"], made)
    assert (f"{api.value:.2f}", f"{api.se:.3f}", api.degrees) == ("644.17", "23.542", 14)
    assert f"{api.design_effect:.4f}" == "9.3459"
    assert pupils.value == pytest.approx(3404940, rel=1e-6)
    assert f"{pupils.se:.0f}" == "932235"
    wide = share(schools["school_wide"], made)
    assert (f"{wide.low:.6f}", f"{wide.high:.6f}") == ("0.823702", "0.914704")


@pytest.mark.shared
def test_the_worked_example(shared: Path) -> None:
    printed = json.loads((shared / "methods" / "worked_examples.json").read_text())["survey_api"]
    schools = stratified()
    made = design(schools["weight"], strata=schools["kind"], population=schools["population"])
    api, wide = mean(schools["api"], made), share(schools["school_wide"], made)
    assert [round(api.value, 2), round(api.se or 0, 4)] == printed["svymean_api00"]
    assert [round(wide.share, 5), round(wide.se or 0, 4)] == printed["sch_wideYes"]
    for kind, numbers in printed["by_stype"].items():
        one = mean(schools["api"], made, among=schools["kind"] == kind)
        assert [round(one.value, 2), round(one.se or 0, 5)] == numbers
    schools = clustered()
    made = design(schools["weight"], clusters=schools["district"], population=schools["population"])
    pupils = total(schools["enroll"], made)
    assert [round(pupils.value / 10) * 10, round(pupils.se or 0)] == printed["total_enroll"]


def slow_variance(y: NDArray, w: NDArray, strata: NDArray, clusters: NDArray, inside: NDArray) -> float:
    """The textbook's sums, one unit at a time."""
    at = sum(w[i] * y[i] for i in range(len(y)) if inside[i]) / sum(w[i] for i in range(len(y)) if inside[i])
    whole = sum(w[i] for i in range(len(y)) if inside[i])
    variance = 0.0
    for h in set(strata):
        units = sorted({c for c, s in zip(clusters, strata, strict=True) if s == h})
        z = []
        for unit in units:
            rows = [i for i in range(len(y)) if strata[i] == h and clusters[i] == unit and inside[i]]
            z.append(sum(w[i] * (y[i] - at) / whole for i in rows))
        middle = sum(z) / len(z)
        variance += len(z) / (len(z) - 1) * sum((one - middle) ** 2 for one in z)
    return variance


def made_up(seed: int, n: int = 60) -> tuple[NDArray, NDArray, NDArray, NDArray, NDArray]:
    rng = np.random.default_rng(seed)
    strata = np.repeat(np.arange(3), n // 3)
    clusters = np.tile(np.arange(5), n // 5)
    return rng.integers(0, 2, n).astype(float), rng.uniform(0.3, 3, n), strata, clusters, rng.random(n) < 0.7


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_variance_agrees_with_the_textbook_sums(seed: int) -> None:
    y, w, strata, clusters, inside = made_up(seed)
    for groups in (clusters, np.arange(len(y))):
        made = design(w, strata=strata, clusters=groups)
        result = share(y, made, among=inside)
        assert (result.se or 0) ** 2 == pytest.approx(slow_variance(y, w, strata, groups, inside), rel=1e-9, abs=1e-15)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.randoms(), st.floats(0.01, 1000))
def test_order_and_scale_of_weights_do_not_matter(seed: int, random: object, times: float) -> None:
    y, w, strata, clusters, inside = made_up(seed)
    order = list(range(len(y)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = share(y, design(w, strata=strata, clusters=clusters), among=inside)
    made = design(times * w[order], strata=strata[order], clusters=clusters[order])
    other = share(y[order], made, among=inside[order])
    assert (other.share, other.low, other.high) == pytest.approx((one.share, one.low, one.high), rel=1e-9)
    assert (other.n, other.degrees, other.few) == (one.n, one.degrees, one.few)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_no_and_yes_mirror_each_other(seed: int) -> None:
    y, w, strata, clusters, inside = made_up(seed)
    made = design(w, strata=strata, clusters=clusters)
    for interval in (Interval.KORN_GRAUBARD, Interval.LOGIT, Interval.STUDENT):
        yes, no = share(y, made, among=inside, interval=interval), share(1 - y, made, among=inside, interval=interval)
        assert (1 - no.high, 1 - no.low) == pytest.approx((yes.low, yes.high), abs=1e-10)  # type: ignore[operator]
        assert 0 <= yes.low <= yes.share <= yes.high <= 1  # type: ignore[operator]


def test_doubled_clusters_say_no_more_and_doubled_persons_would() -> None:
    """The same answers twice: within clusters nothing is gained, as a simple sample the variance is halved."""
    y, w, strata, clusters, _ = made_up(3)
    twice = [np.tile(array, 2) for array in (y, w, strata, clusters)]
    once = share(y, design(w, strata=strata, clusters=clusters))
    doubled = share(twice[0], design(twice[1], strata=twice[2], clusters=twice[3]))
    assert doubled.se == pytest.approx(once.se)
    naive = share(twice[0], design(twice[1], strata=twice[2]))
    assert naive.se == pytest.approx((share(y, design(w, strata=strata)).se or 0) / math.sqrt(2), rel=0.06)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_all_areas_at_once_equal_one_at_a_time(seed: int, in_clusters: bool, lonely: bool) -> None:
    y, w, strata, clusters, answered = made_up(seed)
    if lonely:
        strata = np.where(np.arange(len(y)) == 7, 9, strata)
    made = design(w, strata=strata, clusters=clusters if in_clusters else None)
    areas = np.random.default_rng(seed).choice(["Norr", "Söder", "Öster", "Å"], len(y))
    many = shares_by_domain(np.where(answered, y, np.nan), made, areas)
    for i, label in enumerate(many.labels):
        if not (answered & (areas == label)).any():
            assert many.n[i] == 0
            continue
        one = share(y, made, among=answered & (areas == label))
        assert (many.n[i], many.degrees[i], many.few[i]) == (one.n, one.degrees, one.few)
        got = [many.share[i], many.se[i], many.low[i], many.high[i], many.n_effective[i]]
        want = [np.nan if v is None else v for v in (one.share, one.se, one.low, one.high, one.n_effective)]
        assert got == pytest.approx(want, rel=1e-7, abs=1e-9, nan_ok=True)


def coverage(made: Design, answers: NDArray, truth: float) -> tuple[float, float]:
    """Share of samples (rows of answers) whose interval holds the truth, and its standard error."""
    hits = [r.low <= truth <= r.high for r in (share(row, made) for row in answers)]  # type: ignore[operator]
    return float(np.mean(hits)), math.sqrt(0.05 * 0.95 / len(hits))


@pytest.mark.parametrize("truth", [0.04, 0.2, 0.5])
def test_intervals_hold_for_few_answers_of_a_weighted_stratified_sample(truth: float) -> None:
    rng = np.random.default_rng(31)
    strata, w = np.repeat(np.arange(4), 10), np.repeat([1.0, 2.0, 3.0, 1.5], 10)
    held, error = coverage(design(w, strata=strata), (rng.random((1200, 40)) < truth).astype(float), truth)
    assert held >= 0.95 - 3 * error


@pytest.mark.parametrize("truth", [0.1, 0.4])
def test_intervals_hold_for_clusters_that_answer_alike(truth: float) -> None:
    rng = np.random.default_rng(32)
    clusters = np.repeat(np.arange(16), 5)
    strata = np.repeat(np.arange(2), 40)
    level = beta.rvs(truth * 6, (1 - truth) * 6, size=(1200, 16), random_state=rng)  # correlation 1/7 within
    answers = (rng.random((1200, 80)) < np.repeat(level, 5, axis=1)).astype(float)
    held, error = coverage(design(np.ones(80), strata=strata, clusters=clusters), answers, truth)
    assert held >= 0.95 - 3 * error


def test_an_exact_interval_never_holds_too_seldom() -> None:
    """Every outcome of 25 persons, weighed by its binomial probability; the score interval only on average."""
    n, k = 25, np.arange(26)
    low, high = clopper_pearson(k / n, n)
    truths = np.linspace(0.01, 0.99, 99)
    held = [(binom.pmf(k, n, p) * ((low <= p) & (p <= high))).sum() for p in truths]
    assert min(held) >= 0.95 - 1e-12
    low, high = wilson(k / n, n)
    held = [(binom.pmf(k, n, p) * ((low <= p) & (p <= high))).sum() for p in truths]
    assert np.mean(held) == pytest.approx(0.953, abs=0.006)


def test_the_variance_is_right_on_average_over_every_possible_sample() -> None:
    """All samples of 3 + 3 persons from two strata of 5 and 6: the mean of v is the variance of the weighted sum."""
    first, second = np.array([1.0, 0, 0, 1, 1]), np.array([0.0, 1, 0, 0, 0, 1])
    picks = itertools.product(itertools.combinations(first, 3), itertools.combinations(second, 3))
    w, strata = np.repeat([5 / 3, 2.0], 3), np.repeat([0, 1], 3)
    made = design(w, strata=strata, population=np.repeat([5, 6], 3))
    found = [total(np.array([*a, *b]), made) for a, b in picks]
    assert np.mean([one.value for one in found]) == pytest.approx(5)
    assert np.mean([(one.se or 0) ** 2 for one in found]) == pytest.approx(np.var([one.value for one in found]))


def test_few_answers_and_wide_intervals_are_not_shown() -> None:
    few_of = share(np.tile([1.0, 0], 24), design(np.ones(48)))
    wide = share(np.tile([1.0, 0], 30), design(np.ones(60)))
    fine = share(np.tile([1.0, 0], 100), design(np.ones(200)))
    assert (few_of.few, wide.few, fine.few) == (Few.FEW_ANSWERS, Few.WIDE_INTERVAL, None)
    for result in (few_of, wide):
        for language in ("sv", "en"):
            assert "50 %" not in result.explain(language)
            assert "50%" not in result.explain(language)
    assert few_of.explain() == "Andelen visas inte: 48 svar är för få (minst 50 behövs)."
    assert fine.explain(what="Andelen otrygga") == (
        "Andelen otrygga är 50 % av 200 svarande, vägt till befolkningen. Med hänsyn till urvalet ligger den troligen "
        "(95 % säkerhet) mellan 43 % och 57 %. Det säger inget om hur de som inte svarade har det, och inte vad "
        "svaren beror på."
    )


def test_everybody_alike_still_leaves_doubt() -> None:
    none = share(np.zeros(100), design(np.ones(100)))
    assert (none.low, f"{none.high:.4f}") == (0.0, "0.0362")  # 1 - 0.025 ** (1 / 100)
    in_clusters = share(np.zeros(100), design(np.ones(100), clusters=np.repeat(np.arange(20), 5)))
    assert in_clusters.high > none.high  # type: ignore[operator]
    logit = share(np.ones(100), design(np.ones(100)), interval=Interval.LOGIT)
    assert logit.interval is Interval.KORN_GRAUBARD
    assert logit.high == 1.0


def test_a_sample_that_cannot_tell_says_so() -> None:
    alone = share([1.0, 0, 1], design(np.ones(3), strata=[0, 1, 2]))
    assert (alone.se, alone.low, alone.high, alone.few) == (None, None, None, Few.FEW_ANSWERS)
    many = share(np.tile([1.0, 0], 30), design(np.ones(60), strata=np.arange(60)))
    assert many.few is Few.NO_SPREAD
    assert "urvalet räcker inte" in many.explain()
    everybody = share(np.tile([1.0, 0], 30), design(np.ones(60), population=np.full(60, 60)))
    assert (everybody.low, everybody.high, everybody.few) == (0.5, 0.5, None)
    for result in (alone, many, everybody):
        assert "nan" not in json.dumps(as_data(result)).lower()


def test_a_stratum_of_one_widens_and_is_counted() -> None:
    y, w, strata, _, _ = made_up(5)
    lonely = design(w, strata=np.where(np.arange(60) == 0, 7, strata))
    assert lonely.lonely_strata == 1
    assert share(y, lonely).se is not None
    assert np.isfinite(covariance(lonely, np.column_stack([w, w * y]))).all()


def test_domains_tell_how_many_suffice() -> None:
    rng = np.random.default_rng(1)
    areas = np.repeat(["A", "B", "C"], [400, 300, 20])
    many = shares_by_domain(rng.random(720) < 0.3, design(np.ones(720)), areas)
    assert many.few == (None, None, Few.FEW_ANSWERS)
    assert many.explain().startswith("Andelen räknades i 3 områden på 720 svar. I 1 av dem är svaren för få")
    assert "nan" not in json.dumps(as_data(many)).lower()


def test_means_in_words() -> None:
    result = mean(np.tile([2.0, 4], 40), design(np.ones(80)))
    assert result.explain(what="Medelvärdet av oron").startswith(
        "Medelvärdet av oron är 3, beräknat på 80 svarande och vägt till befolkningen. Med hänsyn till urvalet ligger "
        "värdet troligen (95 % säkerhet) mellan 2,8 och 3,2."
    )
    assert mean([1.0, 2], design([1, 1])).explain("en").startswith("The mean is not shown: 2 answers are too few")


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [np.nan, 1], [np.inf, 1], ["a", "b"], [[1, 2]]], ids=str)
def test_weights_that_are_none_are_refused(weights: list) -> None:
    with pytest.raises(BadInput, match=r"^[^.\n]+$"):
        design(weights)


@pytest.mark.parametrize(
    "options",
    [
        {"strata": [1]},
        {"clusters": [[1, 2]]},
        {"strata": [np.nan, 1.0]},
        {"population": [1, 1]},
        {"population": [5, 6]},
        {"population": [np.inf, 6]},
    ],
    ids=str,
)
def test_designs_that_do_not_fit_are_refused(options: dict) -> None:
    with pytest.raises(BadInput, match=r"^[^.\n]+$"):
        design([1, 1], **options)


@pytest.mark.parametrize("answers", [[0.5, 1], [np.nan, 1], [np.inf, 1], [1], [[1, 0]], ["ja", "nej"]], ids=str)
def test_answers_that_are_none_are_refused(answers: list) -> None:
    with pytest.raises(BadInput, match=r"^[^.\n]+$"):
        share(answers, design([1, 1]))


def test_nobody_is_too_few_and_a_plain_interval_needs_a_plain_sample() -> None:
    with pytest.raises(TooFewEvents):
        share([1, 0], design([1, 1]), among=[False, False])
    with pytest.raises(TooFewEvents):
        share([1, 0], design([0, 1]), among=[True, False])
    with pytest.raises(BadInput, match="simple random"):
        share([1, 0], design([1, 2]), interval=Interval.WILSON)
    with pytest.raises(BadInput):
        share([1, 0], design([1, 2]), among=[1, 0])
    with pytest.raises(BadInput):
        shares_by_domain([2, 0], design([1, 2]), [1, 1])
