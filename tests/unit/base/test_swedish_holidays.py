"""Public holidays against dates that were printed in almanacs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel.swedish_holidays import easter, holidays, is_holiday, is_working_day


@pytest.mark.parametrize(
    "day",
    ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "1981-04-19", "1954-04-18", "2049-04-18", "2076-04-19",
     "1818-03-22", "2038-04-25"],
)  # fmt: skip
def test_easter(day: str):
    expected = date.fromisoformat(day)
    assert easter(expected.year) == expected


def test_a_year_whole():
    assert sorted(day.isoformat()[5:] for day in holidays(2026)) == [
        "01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-06", "06-19", "06-20", "10-31",
        "12-24", "12-25", "12-26", "12-31",
    ]  # fmt: skip


@given(st.integers(1900, 2199))
def test_movable_days_fall_on_their_weekdays(year: int):
    days = holidays(year)
    sunday = easter(year)
    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)
    assert {sunday - timedelta(days=2), sunday + timedelta(days=1), sunday + timedelta(days=39)} <= days
    (midsummer,) = [day for day in days if day.month == 6 and 20 <= day.day <= 26 and day.weekday() == 5]
    assert is_holiday(midsummer - timedelta(days=1))
    (saints,) = [day for day in days if date(year, 10, 31) <= day <= date(year, 11, 6)]
    assert saints.weekday() == 5


def test_a_working_day_is_neither_weekend_nor_holiday():
    assert is_working_day(date(2026, 11, 20))
    assert not is_working_day(date(2026, 11, 21))
    assert not is_working_day(date(2026, 5, 14))  # Ascension Day, a Thursday
