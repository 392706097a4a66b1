"""Reading a period id, such as 2026-W47 or 2026-11-03..2026-11-17. One period has one id; other spellings are named."""

import re
from collections.abc import Callable
from datetime import date

from lykta.base.kernel.period_kinds import WEEK, Period, free, half_year, month, quarter, tertial, week, weeks, year

FIRST_YEAR, LAST_YEAR = 1900, 2200


def gettext_noop(message: str) -> str:
    """Marks a message id for extraction. Django's own of this name needs settings, and this module works without."""
    return message


class PeriodProblem(ValueError):
    """A text that is not a period. `message` is a message id, to be translated and then filled with `parameters`."""

    def __init__(self, message: str, **parameters: str) -> None:
        super().__init__(message % parameters)
        self.message = message
        self.parameters = parameters


UNKNOWN_FORM = gettext_noop(
    "“%(text)s” is not a period we can read. Write for example 2026-W47 for a week, 2026-11 for a month, "
    "2026-Q4 for a quarter or 2026-11-03..2026-11-17 for days of your choice."
)
NO_SUCH_DAY = gettext_noop("“%(text)s” names a day, week or month that is not in the calendar. Check the numbers.")
WRONG_ORDER = gettext_noop("“%(text)s” ends before it starts. Write the earlier one first.")
OTHER_SPELLING = gettext_noop("“%(text)s” is written %(canonical)s.")
YEAR_OUT_OF_RANGE = gettext_noop("“%(text)s” is outside the years 1900 to 2200. Check the year.")


Parts = tuple[str, ...]
DAY = "([0-9]{4}-[0-9]{2}-[0-9]{2})"
FORMS: tuple[tuple[str, Callable[[Parts], Period]], ...] = (
    (r"([0-9]{4})-W([0-9]{2})", lambda p: week(int(p[0]), int(p[1]))),
    (r"([0-9]{4})-W([0-9]{2})\.\.W([0-9]{2})", lambda p: _week_range(p[0], p[1], p[0], p[2])),
    (r"([0-9]{4})-W([0-9]{2})\.\.([0-9]{4})-W([0-9]{2})", lambda p: _week_range(*p)),
    (r"([0-9]{4})-([0-9]{2})", lambda p: month(int(p[0]), int(p[1]))),
    (r"([0-9]{4})-T([0-9])", lambda p: tertial(int(p[0]), int(p[1]))),
    (r"([0-9]{4})-Q([0-9])", lambda p: quarter(int(p[0]), int(p[1]))),
    (r"([0-9]{4})-H([0-9])", lambda p: half_year(int(p[0]), int(p[1]))),
    (r"([0-9]{4})", lambda p: year(int(p[0]))),
    (rf"{DAY}\.\.{DAY}", lambda p: _day_range(p[0], p[1])),
)
COMPILED_FORMS = tuple((re.compile(form), build) for form, build in FORMS)


class _WrongOrder(ValueError):
    pass


def _week_range(first_year: str, first: str, last_year: str, last: str) -> Period:
    start = date.fromisocalendar(int(first_year), int(first), 1)
    end = date.fromisocalendar(int(last_year), int(last), 1) + WEEK
    if end <= start:
        raise _WrongOrder
    return weeks(start, (end - start) // WEEK)


def _day_range(first: str, end: str) -> Period:
    start_day, end_day = date.fromisoformat(first), date.fromisoformat(end)
    if end_day <= start_day:
        raise _WrongOrder
    return free(start_day, end_day)


def parse_period(text: str) -> Period:
    """The period that a canonical id names; PeriodProblem for anything else, other spellings of an id included."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    for form, build in COMPILED_FORMS:
        if match := form.fullmatch(text):
            return _checked(build, match.groups(), text)
    raise PeriodProblem(UNKNOWN_FORM, text=shown)


def _checked(build: Callable[[Parts], Period], parts: Parts, text: str) -> Period:
    if not all(FIRST_YEAR <= int(part[:4]) <= LAST_YEAR for part in parts if len(part) >= 4):
        raise PeriodProblem(YEAR_OUT_OF_RANGE, text=text)
    try:
        period = build(parts)
    except _WrongOrder:
        raise PeriodProblem(WRONG_ORDER, text=text) from None
    except ValueError:
        raise PeriodProblem(NO_SUCH_DAY, text=text) from None
    if period.id != text:
        raise PeriodProblem(OTHER_SPELLING, text=text, canonical=period.id)
    return period
