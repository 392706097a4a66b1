"""Days on which Sweden does not work: the public holidays of the act (1989:253), and the three eves kept as such."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIXED = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
AFTER_EASTER = [-2, 0, 1, 39, 49]  # Good Friday, Easter, Easter Monday, Ascension, Whit Sunday
SATURDAY = 5


def is_holiday(day: date) -> bool:
    return day in holidays(day.year)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(day)


@lru_cache(maxsize=32)
def holidays(year: int) -> frozenset[date]:
    midsummer = _saturday_from(date(year, 6, 20))
    movable = {easter(year) + timedelta(days=days) for days in AFTER_EASTER}
    fixed = {date(year, month, day) for month, day in FIXED}
    return frozenset(movable | fixed | {midsummer - timedelta(days=1), midsummer, _saturday_from(date(year, 10, 31))})


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leaps, shift = century // 4, (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _saturday_from(first: date) -> date:
    return first + timedelta(days=(SATURDAY - first.weekday()) % 7)
