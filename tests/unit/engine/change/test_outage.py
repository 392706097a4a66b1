import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lykta_engine.change.change_table import changes
from lykta_engine.change.comparisons import Change, compare_period
from lykta_engine.change.counts import Verdict
from lykta_engine.change.outage import find_outages, spans_of
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data
from tests.unit.engine.change.drawn import negative_binomial

WEEKS = 160


def calm(rng: np.random.Generator, mean: float = 15.0, dispersion: float = 1.3, kinds: int = 8) -> np.ndarray:
    t = np.arange(WEEKS)
    season = 1 + 0.15 * np.sin(2 * np.pi * t / 52)
    return np.stack([negative_binomial(rng, mean, dispersion, WEEKS) for _ in range(kinds)]) * season // 1


@pytest.mark.parametrize("kept", [0.02, 0.2, 0.3])
@pytest.mark.parametrize("length", [1, 3, 8])
def test_a_planted_outage_is_found_where_it_is(kept: float, length: int) -> None:
    rng = np.random.default_rng(3)
    for first in (100, WEEKS - length):  # in the middle, and going on now
        counts = calm(rng).astype(int)
        counts[:, first : first + length] = rng.binomial(counts[:, first : first + length], kept)
        assert find_outages(counts).spans == ((first, first + length),)


def test_an_outage_that_begins_midweek_takes_its_whole_edge() -> None:
    rng = np.random.default_rng(4)
    counts = calm(rng, mean=30).astype(int)
    counts[:, 100] = rng.binomial(counts[:, 100], 0.6)
    counts[:, 101:103] = 0
    counts[:, 103] = rng.binomial(counts[:, 103], 0.6)
    assert find_outages(counts).spans == ((100, 104),)


def test_calm_series_have_no_outage() -> None:
    rng = np.random.default_rng(5)
    series = [calm(rng, mean, 2.0).astype(int) for mean in (2.0, 10.0) for _ in range(20)]
    found = sum(int(find_outages(counts).out.sum()) for counts in series)
    assert found <= 40 * WEEKS * 0.001 + 3 * math.sqrt(40 * WEEKS * 0.001)


def test_a_real_fall_in_one_category_is_no_outage() -> None:
    counts = calm(np.random.default_rng(6)).astype(int)
    counts[0] *= 12  # most of everything
    counts[0, 120:123] = 0
    result = find_outages(counts)
    assert not result.out.any()
    assert result.share_left[121] < 0.5


def test_a_fall_of_a_quarter_everywhere_is_no_outage() -> None:
    """A pandemic's dip is not a failure of collection: it may be judged."""
    rng = np.random.default_rng(7)
    counts = calm(rng, 20).astype(int)
    counts[:, 100:113] = rng.binomial(counts[:, 100:113], 0.72)
    assert not find_outages(counts).out.any()


def test_a_source_that_goes_silent() -> None:
    rng = np.random.default_rng(8)
    sources = np.stack([rng.poisson(mean, WEEKS) for mean in (60, 30, 9)])
    sources[1, 90:93] = 0
    sources[2, 40:44] = 0
    counts = np.stack([sources.sum(axis=0) // 2, sources.sum(axis=0) - sources.sum(axis=0) // 2])
    result = find_outages(counts, by_source=sources)
    assert result.spans == ((90, 93),)
    assert result.silent[2, 40:44].all()  # seen, but too small a part of all to take the period away
    assert not result.out[40:44].any()


def test_reporters_who_stay_away() -> None:
    reporters = np.full(WEEKS, 12)
    reporters[70:72] = 5
    result = find_outages(calm(np.random.default_rng(9)).astype(int), reporters=reporters)
    assert result.spans == ((70, 72),)
    assert result.few_reporters.sum() == 2


def test_an_outage_is_never_a_decrease_and_the_weeks_after_no_increase() -> None:
    rng = np.random.default_rng(10)
    counts = calm(rng, 20).astype(int)
    counts[:, 120:124] = 0
    out = find_outages(counts).out
    for at in range(120, 124):
        assert (changes(counts[None], at=at, left_out=out).verdict == Verdict.CANNOT_BE_DECIDED).all()
        pair = compare_period(counts[0], at=at, left_out=out)
        assert pair.last.verdict == Change.CANNOT_BE_DECIDED
        assert pair.rolling is None
    after = changes(counts[None], at=125, rolling=12, left_out=out)
    assert not after.cells(Verdict.MORE_THAN_USUAL)
    assert compare_period(counts[0], at=125, left_out=out).last.verdict != Change.MORE


@settings(max_examples=30)
@given(hnp.arrays(np.int64, (4, 30), elements=st.integers(0, 25)), st.permutations(range(4)), st.integers(2, 5))
def test_order_and_duplication(counts: np.ndarray, order: list[int], times: int) -> None:
    one = find_outages(counts)
    np.testing.assert_array_equal(find_outages(counts[order]).out, one.out)
    np.testing.assert_allclose(find_outages(counts * times).share_left[one.judged], one.share_left[one.judged])
    assert sum(after - first for first, after in one.spans) == one.out.sum()


@given(st.lists(st.booleans(), max_size=20))
def test_spans_are_the_runs(out: list[bool]) -> None:
    inside = {i for first, after in spans_of(np.array(out, dtype=bool)) for i in range(first, after)}
    assert inside == {i for i, flag in enumerate(out) if flag}


def test_words() -> None:
    rng = np.random.default_rng(3)
    counts = calm(rng, 20).astype(int)
    counts[:, 100:103] = 0
    names = [f"vecka {i % 52 + 1}" for i in range(WEEKS)]
    assert find_outages(counts).explain(names=names) == (
        "Rapporterna föll bort från vecka 49 till vecka 51: allt minskade samtidigt, källor tystnade eller rapportörer "
        "uteblev. Färre rapporter där får inte läsas som en minskning, och perioderna ska inte jämföras med."
    )
    none = find_outages(calm(np.random.default_rng(1), 20).astype(int)).explain("en")
    assert none == (
        "Nothing suggests that the collection of reports has failed. 160 of 160 periods can be judged; a "
        "smaller failure may be there without showing."
    )
    assert find_outages(np.ones((2, 20), dtype=int)).explain() == (
        "Det finns för få rapporter för att se om insamlingen har fallit bort."
    )


def test_bad_input() -> None:
    with pytest.raises(TooFewEvents):
        find_outages(np.ones((3, 7), dtype=int))
    for wrong in ([[1, math.nan] * 5], [[1, -1] * 5], [1] * 10, np.ones((0, 10))):
        with pytest.raises(EngineError):
            find_outages(wrong)
    for kept in ({"by_source": np.ones((2, 9))}, {"reporters": [1] * 9}, {"reporters": [-1] * 10}, {"least_share": 1}):
        with pytest.raises(BadInput):
            find_outages(np.ones((3, 10), dtype=int), **kept)
    assert "nan" not in str(as_data(find_outages(np.zeros((3, 10), dtype=int))))
