"""Days, clock times, weeks and periods as people read them, in Swedish and English."""

from datetime import date, datetime
from typing import Literal

from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.periods import MONDAY_MIDNIGHT, Cut, Period, PeriodKind, bounds

Language = Literal["sv", "en"]

WEEKDAYS: dict[Language, list[str]] = {
    "sv": ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
MONTHS: dict[Language, list[str]] = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),  # noqa: SIM905
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
}
HALVES: dict[Language, list[str]] = {
    "sv": ["första halvåret {year}", "andra halvåret {year}"],
    "en": ["first half of {year}", "second half of {year}"],
}
NUMBERED: dict[Language, dict[PeriodKind, str]] = {
    "sv": {PeriodKind.TERTIAL: "tertial {n} {year}", PeriodKind.QUARTER: "kvartal {n} {year}"},
    "en": {PeriodKind.TERTIAL: "four-month period {n}, {year}", PeriodKind.QUARTER: "quarter {n}, {year}"},
}
AT: dict[Language, str] = {"sv": "kl. ", "en": "at "}
BETWEEN: dict[Language, tuple[str, str]] = {"sv": ("mellan", "och"), "en": ("between", "and")}
TO: dict[Language, str] = {"sv": "till", "en": "to"}


def day_label(day: date, language: Language = "sv", *, year: bool = False) -> str:
    """ "tisdag 17 november", "tisdag 17 november 2026" """
    text = f"{WEEKDAYS[language][day.weekday()]} {day.day} {MONTHS[language][day.month - 1]}"
    return f"{text} {day.year}" if year else text


def clock_label(moment: datetime, language: Language = "sv", *, short: bool = False) -> str:
    """ "07.00" and "07:00"; short leaves out whole hours' minutes in Swedish: "07" """
    local = to_local(moment)
    if language == "en":
        return f"{local:%H:%M}"
    return f"{local:%H}" if short and local.minute == 0 else f"{local:%H.%M}"


def moment_label(moment: datetime, language: Language = "sv", *, year: bool = True, short: bool = False) -> str:
    """ "tisdag 17 november 2026 kl. 07.00" """
    day = day_label(to_local(moment).date(), language, year=year)
    return f"{day} {AT[language]}{clock_label(moment, language, short=short)}"


def interval_label(start: datetime, end: datetime | None, language: Language = "sv", *, year: bool = False) -> str:
    """ "mellan fredag 13 november kl. 18 och måndag 16 november kl. 07"; within one day the day is said once.

    The years are written where they differ, whatever `year` says.
    """
    if end is None or end == start:
        return moment_label(start, language, year=year, short=True)
    first, last = to_local(start), to_local(end)
    between, and_ = BETWEEN[language]
    if first.date() == last.date():
        clocks = f"{clock_label(start, language, short=True)} {and_} {clock_label(end, language, short=True)}"
        at = "" if language == "en" else AT[language]
        return f"{day_label(first.date(), language, year=year)} {between} {at}{clocks}"
    years = year or first.year != last.year
    return " ".join(
        (
            between,
            moment_label(start, language, year=years, short=True),
            and_,
            moment_label(end, language, year=years, short=True),
        )
    )


def week_label(period: Period, language: Language = "sv", *, year: bool = False) -> str:
    """ "vecka 47", "vecka 46–47 2026", "vecka 53 2026–vecka 1 2027" """
    word = "vecka" if language == "sv" else "week"
    first, last = period.start.isocalendar(), period.last_day.isocalendar()
    comma = "" if language == "sv" else ","
    if first.year != last.year:
        return f"{word} {first.week}{comma} {first.year}–{word} {last.week}{comma} {last.year}"
    several = language == "en" and first.week != last.week
    numbers = f"{first.week}" if first.week == last.week else f"{first.week}–{last.week}"
    text = f"{word}{'s' if several else ''} {numbers}"
    return f"{text}{comma} {first.year}" if year else text


def period_label(period: Period, language: Language = "sv") -> str:
    """The name of a period, with its year: "vecka 47 2026", "november 2026", "tertial 3 2026", "3–16 november 2026"."""
    year = period.start.year
    match period.kind:
        case PeriodKind.WEEK | PeriodKind.WEEKS:
            return week_label(period, language, year=True)
        case PeriodKind.MONTH:
            return f"{MONTHS[language][period.start.month - 1]} {year}"
        case PeriodKind.TERTIAL | PeriodKind.QUARTER:
            months = 4 if period.kind == PeriodKind.TERTIAL else 3
            return NUMBERED[language][period.kind].format(n=(period.start.month - 1) // months + 1, year=year)
        case PeriodKind.HALF_YEAR:
            return HALVES[language][period.start.month // 7].format(year=year)
        case PeriodKind.YEAR:
            return str(year)
        case PeriodKind.FREE:
            return _days_in_short(period.start, period.last_day, language)


def _days_in_short(first: date, last: date, language: Language) -> str:
    end = f"{last.day} {MONTHS[language][last.month - 1]} {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {MONTHS[language][first.month - 1]} {first.year}–{end}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[language][first.month - 1]}–{end}"
    return f"{first.day}–{end}"


def days_label(period: Period, language: Language = "sv") -> str:
    """First and last day in full: "måndag 9 november till söndag 15 november 2026"."""
    last = day_label(period.last_day, language, year=True)
    if period.days == 1:
        return last
    years_differ = period.start.year != period.last_day.year
    return f"{day_label(period.start, language, year=years_differ)} {TO[language]} {last}"


def bounds_label(period: Period, cut: Cut = MONDAY_MIDNIGHT, language: Language = "sv") -> str:
    """As days_label, but with the clock where the week is cut elsewhere than at midnight."""
    start, end = bounds(period, cut)
    at_midnight = all(to_local(moment).hour == 0 for moment in (start, end))
    if not at_midnight:
        return f"{moment_label(start, language, year=False)} {TO[language]} {moment_label(end, language)}"
    days = Period(to_local(start).date(), to_local(end).date(), period.kind, period.id)
    return days_label(days, language)
