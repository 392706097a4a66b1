"""What a period is, and how each kind is made. Half-open ranges of local days; no clock here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)


class PeriodKind(StrEnum):
    WEEK = "week"
    WEEKS = "weeks"
    MONTH = "month"
    TERTIAL = "tertial"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    FREE = "free"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` up to but not including `end`. Make one with parse_period or the functions below."""

    start: date
    end: date
    kind: PeriodKind
    id: str

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __str__(self) -> str:
        return self.id


def weeks(first: date, count: int) -> Period:
    """`count` ISO weeks from the one that holds the day `first`."""
    start = first - timedelta(days=first.weekday())
    end = start + count * WEEK
    if count == 1:
        return Period(start, end, PeriodKind.WEEK, _week_id(start))
    last = _week_id(end - WEEK)
    same_year = start.isocalendar().year == (end - WEEK).isocalendar().year
    return Period(start, end, PeriodKind.WEEKS, f"{_week_id(start)}..{last[5:] if same_year else last}")


def week(year: int, number: int) -> Period:
    return weeks(date.fromisocalendar(year, number, 1), 1)


def month(year: int, number: int) -> Period:
    return of_months(PeriodKind.MONTH, year, number)


def tertial(year: int, number: int) -> Period:
    return of_months(PeriodKind.TERTIAL, year, number)


def quarter(year: int, number: int) -> Period:
    return of_months(PeriodKind.QUARTER, year, number)


def half_year(year: int, number: int) -> Period:
    return of_months(PeriodKind.HALF_YEAR, year, number)


def year(number: int) -> Period:
    return of_months(PeriodKind.YEAR, number, 1)


def free(start: date, end: date) -> Period:
    """Days of one's choice; `end` is the first day after."""
    if end <= start:
        raise ValueError("a period ends after it starts")
    return Period(start, end, PeriodKind.FREE, f"{start.isoformat()}..{end.isoformat()}")


MONTHS_IN = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.TERTIAL: 4,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}
ID_OF_MONTHS: dict[PeriodKind, Callable[[int, int], str]] = {
    PeriodKind.MONTH: lambda y, n: f"{y:04d}-{n:02d}",
    PeriodKind.QUARTER: lambda y, n: f"{y:04d}-Q{n}",
    PeriodKind.TERTIAL: lambda y, n: f"{y:04d}-T{n}",
    PeriodKind.HALF_YEAR: lambda y, n: f"{y:04d}-H{n}",
    PeriodKind.YEAR: lambda y, n: f"{y:04d}",
}


def of_months(kind: PeriodKind, year: int, number: int) -> Period:
    length = MONTHS_IN[kind]
    if not 1 <= number <= 12 // length:
        raise ValueError(f"a year has no {kind} number {number}")
    start = date(year, (number - 1) * length + 1, 1)
    return Period(start, months_later(start, length), kind, ID_OF_MONTHS[kind](year, number))


def months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _week_id(monday: date) -> str:
    iso = monday.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"
