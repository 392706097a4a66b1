"""What may stand in public, against a slow and obvious oracle: everything a reader could work out by subtracting."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lykta.cycle.situation_reports.released_numbers import OTHER, TOTAL, Known, PublicNumbers, public_numbers

LIMIT = 5


def numbers(total, by_category, start=0, end=1, **more):
    return public_numbers(total, by_category, start=start, end=end, threshold=LIMIT, **more)


def test_small_totals_are_not_given():
    assert numbers(0, {}) == PublicNumbers(0, None)
    assert numbers(4, {"a": 4}) == PublicNumbers(None, None)
    assert numbers(5, {"a": 5}) == PublicNumbers(5, None, (("a", 5),), 0)


def test_what_is_too_small_joins_the_rest_and_the_rest_is_never_small():
    assert numbers(20, {"a": 12, "b": 5, "c": 2, "d": 1}) == PublicNumbers(20, None, (("a", 12),), 8)
    assert numbers(20, {"a": 12, "b": 8}) == PublicNumbers(20, None, (("a", 12), ("b", 8)), 0)
    assert numbers(13, {"a": 12, "b": 1}) == PublicNumbers(13, None)


def test_a_week_has_no_rows():
    assert numbers(20, {"a": 12, "b": 8}, with_rows=False) == PublicNumbers(20, None)


def test_a_total_that_gives_a_small_one_away_is_rounded():
    """Week 0–7 was released with 19; the month 0–9 with 21 would say that two happened in the days between."""
    week = Known(TOTAL, 0, 7, 19)
    assert numbers(21, {"a": 21}, 0, 9, earlier=[week]) == PublicNumbers(None, 20)
    assert numbers(24, {"a": 24}, 0, 9, earlier=[week]) == PublicNumbers(24, None, (("a", 24),), 0)
    assert numbers(19, {"a": 19}, 0, 9, earlier=[week]).total == 19  # that nothing happened points out nobody


def test_a_row_that_gives_a_small_one_away_is_left_out():
    """January 6 and March 7 are out; a quarter with 15 would say that February had two."""
    earlier = [Known("a", 0, 1, 6), Known("a", 2, 3, 7)]
    found = numbers(60, {"a": 15, "b": 45}, 0, 3, earlier=earlier)
    assert "a" not in dict(found.rows)
    assert numbers(60, {"a": 18, "b": 42}, 0, 3, earlier=earlier).rows == (("b", 42), ("a", 18))


def test_the_same_period_again_replaces_what_was_there():
    assert numbers(21, {"a": 21}, 0, 7, earlier=[Known(TOTAL, 0, 7, 19)]).total == 21


@st.composite
def releases(draw):
    """Counts per day of two categories, and periods that are released one after the other."""
    days = draw(st.integers(3, 8))
    counts = {code: draw(st.lists(st.integers(0, 9), min_size=days, max_size=days)) for code in "ab"}
    spans = draw(st.lists(st.tuples(st.integers(0, days - 1), st.integers(1, days)), min_size=1, max_size=6))
    return counts, [(start, min(start + length, days)) for start, length in spans]


@given(releases())
def test_nothing_small_can_be_worked_out_from_all_that_is_out(case):
    counts, spans = case
    out: list[Known] = []
    for start, end in dict.fromkeys(spans):
        by_category = {code: sum(counts[code][start:end]) for code in counts}
        found = numbers(sum(by_category.values()), by_category, start, end, earlier=out)
        for code, n in found.rows:
            assert n == by_category[code] >= LIMIT
            out.append(Known(code, start, end, n))
        if found.total is not None:
            out.append(Known(TOTAL, start, end, found.total))
        if found.rows:
            assert not 0 < found.other < LIMIT
            out.append(Known(OTHER, start, end, found.other))
    for what in ("a", "b", TOTAL):
        series = counts[what] if what in counts else [sum(day) for day in zip(*counts.values(), strict=True)]
        for start, end in _derivable([known for known in out if known.what == what]):
            assert not 0 < sum(series[start:end]) < LIMIT, (what, start, end)


def _derivable(known):
    """All intervals by repeated joining and cutting, until nothing new comes."""
    spans = {(each.start, each.end) for each in known}
    while True:
        new = set()
        for (a, b), (c, d) in combinations(spans, 2):
            for start, end in ((a, d), (c, b)) if b == c or d == a else ():
                new.add((min(start, end), max(start, end)))
            if a == c and b != d:
                new.add((min(b, d), max(b, d)))
            if b == d and a != c:
                new.add((min(a, c), max(a, c)))
        if new <= spans:
            return spans
        spans |= new
