"""Periods of counting and reporting: where a week is cut, what lies before, which one holds a moment.

A week may be cut elsewhere than at Monday midnight (a municipality that meets on Fridays counts Friday to Friday):
the cut is data, and applies to weeks and several weeks only. counting_moments.py says when an event counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lykta.base.kernel.counting_moments import counting_moment, counting_moments
from lykta.base.kernel.local_time import local_midnight, to_local, to_utc
from lykta.base.kernel.period_ids import PeriodProblem, parse_period
from lykta.base.kernel.period_kinds import (
    MONTHS_IN,
    WEEK,
    Period,
    PeriodKind,
    free,
    half_year,
    month,
    months_later,
    of_months,
    quarter,
    tertial,
    week,
    weeks,
    year,
)

__all__ = [
    "MONDAY_MIDNIGHT",
    "Cut",
    "Period",
    "PeriodKind",
    "PeriodProblem",
    "bounds",
    "contains",
    "counting_moment",
    "counting_moments",
    "free",
    "half_year",
    "last_complete_week",
    "month",
    "parse_period",
    "periods_before",
    "previous",
    "quarter",
    "same_period_last_year",
    "tertial",
    "week",
    "week_containing",
    "weeks",
    "year",
]


@dataclass(frozen=True, slots=True)
class Cut:
    """The weekday (0 is Monday) and hour, local time, at which a week turns into the next.

    Week 47 begins at the cut nearest to its ISO Monday 00:00: up to 84 hours before (Thursday 12) and up to 83 after
    (Thursday 11). A cut on Sunday at 18 starts week 47 the evening before its Monday, one on Tuesday the day after.
    """

    weekday: int = 0
    hour: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.hour <= 23):
            raise ValueError("a cut is a weekday 0 to 6 and an hour 0 to 23")

    @property
    def offset(self) -> timedelta:
        hours = 24 * self.weekday + self.hour
        return timedelta(hours=hours if hours < 84 else hours - 168)


MONDAY_MIDNIGHT = Cut()


def bounds(period: Period, cut: Cut = MONDAY_MIDNIGHT) -> tuple[datetime, datetime]:
    """When it begins and ends, in UTC. A week with a change of the clock is 167 or 169 hours."""
    if period.kind not in (PeriodKind.WEEK, PeriodKind.WEEKS):
        return local_midnight(period.start), local_midnight(period.end)
    return _cut_in(period.start, cut), _cut_in(period.end, cut)


def _cut_in(monday: date, cut: Cut) -> datetime:
    return to_utc(datetime.combine(monday, time()) + cut.offset)


def contains(period: Period, moment: datetime, cut: Cut = MONDAY_MIDNIGHT) -> bool:
    start, end = bounds(period, cut)
    return start <= to_local(moment) < end


def week_containing(moment: datetime, cut: Cut = MONDAY_MIDNIGHT) -> Period:
    wall_clock = to_local(moment).replace(tzinfo=None)
    return weeks((wall_clock - cut.offset).date(), 1)


def last_complete_week(now: datetime, cut: Cut = MONDAY_MIDNIGHT) -> Period:
    return previous(week_containing(now, cut))


def previous(period: Period) -> Period:
    """The period of the same kind and length that ends where this one starts."""
    return _shifted(period, -1)


def periods_before(period: Period, n: int) -> tuple[Period, ...]:
    """The `n` periods before, oldest first, without the period itself."""
    return tuple(_shifted(period, -k) for k in range(n, 0, -1))


def _shifted(period: Period, steps: int) -> Period:
    if period.kind in (PeriodKind.WEEK, PeriodKind.WEEKS):
        count = period.days // 7
        return weeks(period.start + steps * count * WEEK, count)
    if period.kind == PeriodKind.FREE:
        days = timedelta(days=period.days) * steps
        return free(period.start + days, period.end + days)
    length = MONTHS_IN[period.kind]
    start = months_later(period.start, steps * length)
    return of_months(period.kind, start.year, (start.month - 1) // length + 1)


def same_period_last_year(period: Period) -> Period:
    """The same week number, month or days a year earlier; several weeks keep their length from the first.

    Week 53 in a year after one with 52 weeks is compared with the week 52 weeks earlier, week 1 of the same ISO year:
    both hold New Year's Eve, and the last week of the year before does not. 29 February becomes 28 February as a first
    day and 1 March as the day after the last.
    """
    if period.kind in (PeriodKind.WEEK, PeriodKind.WEEKS):
        return weeks(_same_week_last_year(period.start), period.days // 7)
    if period.kind == PeriodKind.FREE:
        return free(_a_year_before(period.start, 2, 28), _a_year_before(period.end, 3, 1))
    return of_months(period.kind, period.start.year - 1, (period.start.month - 1) // MONTHS_IN[period.kind] + 1)


def _same_week_last_year(monday: date) -> date:
    iso = monday.isocalendar()
    try:
        return date.fromisocalendar(iso.year - 1, iso.week, 1)
    except ValueError:
        return monday - 52 * WEEK


def _a_year_before(day: date, leap_month: int, leap_day: int) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, leap_month, leap_day)
