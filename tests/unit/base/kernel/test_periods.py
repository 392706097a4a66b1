from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel.local_time import STOCKHOLM, to_local_array
from lykta.base.kernel.periods import (
    Cut,
    Period,
    PeriodKind,
    PeriodProblem,
    bounds,
    contains,
    counting_moment,
    counting_moments,
    free,
    half_year,
    last_complete_week,
    month,
    parse_period,
    periods_before,
    previous,
    quarter,
    same_period_last_year,
    tertial,
    week,
    week_containing,
    weeks,
    year,
)

years = st.integers(1901, 2199)
days = st.dates(date(1901, 1, 1), date(2199, 12, 31))
any_period = st.one_of(
    st.builds(weeks, days, st.integers(1, 60)),
    st.builds(month, years, st.integers(1, 12)),
    st.builds(tertial, years, st.integers(1, 3)),
    st.builds(quarter, years, st.integers(1, 4)),
    st.builds(half_year, years, st.integers(1, 2)),
    st.builds(year, years),
    st.builds(lambda day, n: free(day, day + timedelta(days=n)), days, st.integers(1, 200)),
)
cuts = st.builds(Cut, st.integers(0, 6), st.integers(0, 23))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2026-W47", PeriodKind.WEEK, date(2026, 11, 16), date(2026, 11, 23)),
        ("2026-W46..W47", PeriodKind.WEEKS, date(2026, 11, 9), date(2026, 11, 23)),
        ("2026-W53..2027-W01", PeriodKind.WEEKS, date(2026, 12, 28), date(2027, 1, 11)),
        ("2026-W01", PeriodKind.WEEK, date(2025, 12, 29), date(2026, 1, 5)),
        ("2026-11", PeriodKind.MONTH, date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12", PeriodKind.MONTH, date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-T3", PeriodKind.TERTIAL, date(2026, 9, 1), date(2027, 1, 1)),
        ("2026-Q4", PeriodKind.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-H2", PeriodKind.HALF_YEAR, date(2026, 7, 1), date(2027, 1, 1)),
        ("2026", PeriodKind.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-11-03..2026-11-17", PeriodKind.FREE, date(2026, 11, 3), date(2026, 11, 17)),
    ],
)
def test_reads_each_form(text: str, kind: PeriodKind, start: date, end: date) -> None:
    assert parse_period(text) == Period(start, end, kind, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a period we can read"),
        ("vecka 47", "not a period we can read"),
        ("2026-w47", "not a period we can read"),
        (" 2026-W47", "not a period we can read"),
        ("2026-W47\n", "not a period we can read"),
        ("2026-W4", "not a period we can read"),
        ("２０２６-W47", "not a period we can read"),
        ("2026-11-03", "not a period we can read"),
        ("2025-W53", "not in the calendar"),
        ("2026-W00", "not in the calendar"),
        ("2026-13", "not in the calendar"),
        ("2026-00", "not in the calendar"),
        ("2026-T4", "not in the calendar"),
        ("2026-Q5", "not in the calendar"),
        ("2026-H0", "not in the calendar"),
        ("2026-02-29..2026-03-02", "not in the calendar"),
        ("2026-W47..W46", "ends before it starts"),
        ("2026-11-17..2026-11-03", "ends before it starts"),
        ("2026-11-17..2026-11-17", "ends before it starts"),
        ("2026-W47..W47", "is written 2026-W47"),
        ("2026-W46..2026-W47", "is written 2026-W46..W47"),
        ("0001-W01", "outside the years"),
        ("9999-12", "outside the years"),
        ("2026-11-17..9999-12-31", "outside the years"),
    ],
)
def test_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(PeriodProblem, match=message) as problem:
        parse_period(text)
    assert problem.value.message % problem.value.parameters == str(problem.value)


def test_a_long_text_is_shortened_in_the_answer() -> None:
    with pytest.raises(PeriodProblem) as problem:
        parse_period("x" * 10_000)
    assert problem.value.parameters == {"text": "x" * 40 + "…"}


@given(any_period)
def test_ids_round_trip(period: Period) -> None:
    assert parse_period(period.id) == period


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_a_problem(text: str) -> None:
    with suppress(PeriodProblem):
        assert parse_period(text).id == text


@given(any_period)
def test_the_one_before_ends_where_this_begins(period: Period) -> None:
    before = previous(period)
    assert (before.end, before.kind) == (period.start, period.kind)
    assert bounds(before)[1] == bounds(period)[0]


@given(any_period, st.integers(0, 12))
def test_periods_before_are_a_chain_oldest_first(period: Period, n: int) -> None:
    chain = [*periods_before(period, n), period]
    assert len(chain) == n + 1
    assert all(previous(later) == earlier for earlier, later in pairwise(chain))


@given(moments, cuts)
def test_every_moment_is_in_exactly_one_week(moment: datetime, cut: Cut) -> None:
    found = week_containing(moment, cut)
    after = weeks(found.end, 1)
    assert [contains(p, moment, cut) for p in (previous(found), found, after)] == [False, True, False]


@given(moments, cuts)
def test_a_cut_lies_within_half_a_week_of_its_monday(moment: datetime, cut: Cut) -> None:
    period = week_containing(moment, cut)
    start = bounds(period, cut)[0].astimezone(STOCKHOLM)
    assert (start.weekday(), start.hour) == (cut.weekday, cut.hour) or start.utcoffset() != timedelta(hours=1)
    naive_monday = datetime.combine(period.start, datetime.min.time())
    assert timedelta(hours=-84) <= start.replace(tzinfo=None) - naive_monday <= timedelta(hours=83)


@pytest.mark.parametrize(
    ("cut", "start"),
    [
        (Cut(), local(2026, 11, 16, 0)),
        (Cut(6, 18), local(2026, 11, 15, 18)),
        (Cut(1, 7), local(2026, 11, 17, 7)),
        (Cut(3, 11), local(2026, 11, 19, 11)),
        (Cut(3, 12), local(2026, 11, 12, 12)),
        (Cut(4, 15), local(2026, 11, 13, 15)),
    ],
)
def test_week_47_begins_at_the_cut_nearest_its_monday(cut: Cut, start: datetime) -> None:
    assert bounds(week(2026, 47), cut) == (start, start + timedelta(days=7))
    assert bounds(week(2026, 47), cut)[0].tzinfo is UTC


def test_the_cut_is_for_weeks_only() -> None:
    assert bounds(month(2026, 11), Cut(4, 15)) == bounds(month(2026, 11)) == (local(2026, 11, 1), local(2026, 12, 1))
    assert bounds(parse_period("2026-W46..W47"), Cut(4, 15)) == (local(2026, 11, 6, 15), local(2026, 11, 20, 15))


@pytest.mark.parametrize(("number", "hours"), [(12, 168), (13, 167), (43, 169), (47, 168)])
def test_hours_of_a_week_with_a_change_of_the_clock(number: int, hours: int) -> None:
    start, end = bounds(week(2026, number), Cut())
    if number == 13:
        assert (start, end) == (datetime(2026, 3, 22, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert end - start == timedelta(hours=hours)


def test_a_cut_in_the_skipped_and_in_the_repeated_hour() -> None:
    assert bounds(week(2026, 14), Cut(6, 2))[0] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert bounds(week(2026, 44), Cut(6, 2))[0] == datetime(2026, 10, 25, 0, tzinfo=UTC)


def test_sunday_evening_belongs_to_the_coming_week_where_it_is_cut_on_sundays() -> None:
    evening = local(2026, 11, 15, 20)
    assert week_containing(evening).id == "2026-W46"
    assert week_containing(evening, Cut(6, 18)).id == "2026-W47"


def test_last_complete_week() -> None:
    assert last_complete_week(local(2026, 11, 16, 7)).id == "2026-W46"
    assert last_complete_week(local(2026, 11, 16, 7), Cut(0, 8)).id == "2026-W45"


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        ("2026-W47", "2025-W47"),
        ("2026-W53", "2026-W01"),
        ("2026-W53..2027-W01", "2026-W01..W02"),
        ("2026-W52..W53", "2025-W52..2026-W01"),
        ("2026-11", "2025-11"),
        ("2026-T1", "2025-T1"),
        ("2026-Q4", "2025-Q4"),
        ("2026-H2", "2025-H2"),
        ("2026", "2025"),
        ("2026-11-03..2026-11-17", "2025-11-03..2025-11-17"),
        ("2024-02-29..2024-03-01", "2023-02-28..2023-03-01"),
        ("2024-02-20..2024-02-29", "2023-02-20..2023-03-01"),
    ],
)
def test_same_period_last_year(period: str, earlier: str) -> None:
    assert same_period_last_year(parse_period(period)).id == earlier


@given(any_period)
def test_last_year_keeps_the_kind_and_lies_a_year_back(period: Period) -> None:
    earlier = same_period_last_year(period)
    assert earlier.kind == period.kind
    assert 356 <= (period.start - earlier.start).days <= 371


def test_moments_need_a_time_zone() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        week_containing(datetime(2026, 11, 17, 12))
    with pytest.raises(ValueError, match="without time zone"):
        counting_moment(datetime(2026, 11, 17, 12), None, datetime(2026, 11, 17, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        (local(2026, 11, 13, 18), None, local(2026, 11, 13, 18)),
        (local(2026, 11, 13, 18), local(2026, 11, 16, 8), local(2026, 11, 15, 1)),
        (local(2026, 11, 2, 8), local(2026, 11, 9, 8), local(2026, 11, 5, 20)),
        (local(2026, 11, 2, 8), local(2026, 11, 9, 8, 1), local(2026, 11, 17, 9)),
        # Seven days on the clock, 169 hours.
        (local(2026, 10, 24, 18), local(2026, 10, 31, 18), local(2026, 10, 28, 5, 30)),
    ],
)
def test_an_event_counts_at_its_midpoint_or_when_reported(
    start: datetime, end: datetime | None, counted: datetime
) -> None:
    assert counting_moment(start, end, local(2026, 11, 17, 9)) == counted


def test_an_event_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        counting_moment(local(2026, 11, 2), local(2026, 11, 1), local(2026, 11, 3))
    with pytest.raises(ValueError, match="before it starts"):
        counting_moments(*(np.array([day], "datetime64[us]") for day in ("2026-11-02", "2026-11-01", "2026-11-03")))


@given(st.lists(st.tuples(moments, st.none() | st.timedeltas(timedelta(0), timedelta(days=8)), moments), max_size=20))
def test_the_vectorised_form_agrees(rows: list[tuple[datetime, timedelta | None, datetime]]) -> None:
    def array(values: list[datetime | None]) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
        return np.array([v and v.replace(tzinfo=None) for v in values], dtype="datetime64[us]")

    ends = [None if length is None else start + length for start, length, _ in rows]
    slow = array([counting_moment(start, end, said) for (start, _, said), end in zip(rows, ends, strict=True)])
    fast = counting_moments(array([r[0] for r in rows]), array(ends), array([r[2] for r in rows]))
    np.testing.assert_array_equal(fast, slow)


@given(st.lists(moments, min_size=1, max_size=20))
def test_local_arrays_agree_with_the_clock(utc: list[datetime]) -> None:
    expected = [moment.astimezone(STOCKHOLM).replace(tzinfo=None) for moment in utc]
    got = to_local_array(np.array([moment.replace(tzinfo=None) for moment in utc], dtype="datetime64[us]"))
    np.testing.assert_array_equal(got, np.array(expected, dtype="datetime64[us]"))


def test_missing_times_stay_missing() -> None:
    got = to_local_array(np.array(["NaT", "2026-07-01T12:00"], dtype="datetime64[s]"))
    assert [str(moment) for moment in got] == ["NaT", "2026-07-01T14:00:00"]
