"""Dates and clock times as Swedish systems and people write them. Knows neither Django nor the rest of Lykta.

`14/11 2026`, `14.11.2026 18.30`, `20261114`, `14 nov 2026 kl 18.30`, `fre 18 – mån 07`, Excel's serial numbers. A date
that can be read in several ways (03/04/2026, 141126) is read by an order that is decided once for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal

Order = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
FIRST_SERIAL, LAST_SERIAL = 32874, 73051  # 1990-01-01 and 2100-01-01 in Excel
EXCEL_DAY_0 = datetime(1899, 12, 30)
LONGEST = 60

MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan january", "februari feb febr february", "mars mar march", "april apr", "maj may", "juni jun june",
         "juli jul july", "augusti aug august", "september sep sept", "oktober okt october oct", "november nov",
         "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("måndag mån må man mon", "tisdag tis ti tue", "onsdag ons on wed", "torsdag tors tor to thu",
         "fredag fre fr fri", "lördag lör lö lor sat", "söndag sön sö son sun"))
    for name in names.split()
}  # fmt: skip

_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap]\.?m\.?|fm|em)\b\.?)?(?P<offset>\s*(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
)
_BETWEEN = r"(?:\s*T|\s*,?\s*(?:kl(?:ockan)?\.?)?\s*)"
_TAIL = rf"(?:{_BETWEEN}(?:{_CLOCK}|(?P<four>\d{{4}})(?![\d.:])))?"
_DAY_NAME = r"(?:(?:må?n|tis|ons|tors?|fre|lör|lor|sön|son|mon|tue|wed|thu|fri|sat|sun)[a-zåäö]*\.?,?\s+)?(?:den\s+)?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_DAY_NAME + form + _TAIL, re.ASCII | re.IGNORECASE))
    for kind, form in (
        ("ymd", r"(?P<a>\d{4})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{1,2})"),
        ("ymd", r"(?P<a>(?:19|20)\d{2})(?P<b>\d{2})(?P<c>\d{2})"),
        ("dmy", r"(?P<a>\d{1,2})/(?P<b>\d{1,2})[\s,-]+(?P<c>\d{4})"),
        ("dmy", r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.\s?(?P<c>\d{4})"),
        ("text", r"(?P<a>\d{1,2})\.?(?::?[ea])?[\s-]*(?P<b>[a-z]{3,9})\.?[\s,-]*(?P<c>\d{4})"),
        ("either", r"(?P<a>\d{1,2})(?P<sep>[/-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4})"),
        ("short", r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{2})"),
        ("short", r"(?P<a>\d{2})(?P<b>\d{2})(?P<c>\d{2})"),
    )
)
_ALONE = re.compile(rf"(?:kl(?:ockan)?\.?\s*)?(?:{_CLOCK}|(?P<four>\d{{3,4}}))", re.ASCII | re.IGNORECASE)
_HOUR = re.compile(r"(?:kl(?:ockan)?\.?\s*)?(\d{1,2})", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?|0?[.,]\d+", re.ASCII)
_DASH = re.compile(r"\s*[–—]\s*|\s+(?:-|till|to)\s+|(?<=\d[:.]\d\d)-(?=\d{1,2}[:.]\d\d)", re.IGNORECASE)
_WEEKDAY = re.compile(r"([a-zåäö]{2,7})\.?\s*(?:kl\.?\s*)?(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands there: a day, a clock time, or both, and the offset from UTC where one is written."""

    day: date | None = None
    clock: time | None = None
    offset: tzinfo | None = None


class UnclearTime(ValueError):
    """It can be read in several ways, and nobody has said which."""


@lru_cache(maxsize=4096)
def read(text: str, order: Order | None = None) -> Written | None:
    """None for what is no time. UnclearTime where only the order of day and month can tell which day is meant."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return None
    if _SERIAL.fullmatch(text):
        return _serial(float(text.replace(",", ".")))
    for kind, form in _FORMS:
        if (found := form.fullmatch(text)) and (day := _day(kind, found, order)):
            return _with_clock(day, found)
    alone = _ALONE.fullmatch(text)
    return _with_clock(None, alone) if alone else None


def possible_orders(text: str) -> frozenset[Order] | None:
    """The orders by which an unclear date is a day at all; None where the order does not matter."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or not text[:1].isdigit():
        return None
    for kind, form in _FORMS:
        if found := form.fullmatch(text):
            if kind not in ("either", "short"):
                return None
            return frozenset(order for order in ORDERS if _is_past(_ordered(kind, found, order)))
    return None


def common_orders(texts: Iterable[str]) -> tuple[Order, ...]:
    """The orders that all unclear dates of a column allow; empty where none is unclear, or they contradict."""
    left: frozenset[Order] | None = None
    for text in texts:
        orders = possible_orders(text)
        if orders:
            left = orders if left is None else left & orders
    return tuple(order for order in ORDERS if left and order in left)


def span(text: str, order: Order | None = None, anchor: date | None = None) -> tuple[Written, Written] | None:
    """ "2026-11-13 18:00 – 2026-11-16 07:00", "18.00–19.30", and with the day of the row beside: "fre 18 – mån 07"."""
    parts = _DASH.split(text.strip()) if len(text) <= 2 * LONGEST else []
    if len(parts) != 2 or not all(parts):
        return None
    if anchor is not None and (days := _weekdays(parts, anchor)):
        return days
    first, last = read(parts[0], order) or _hour(parts[0]), read(parts[1], order) or _hour(parts[1])
    if first is None or last is None:
        return None
    if last.day is None:
        last = Written(_next_if_earlier(first, last), last.clock, last.offset or first.offset)
    return first, last


def _hour(text: str) -> Written | None:
    found = _HOUR.fullmatch(text.strip())
    clock = _clock_of(int(found[1]), 0) if found else None
    return Written(clock=clock) if clock else None


def _next_if_earlier(first: Written, last: Written) -> date | None:
    if first.day is None or first.clock is None or last.clock is None or last.clock >= first.clock:
        return first.day
    return first.day + timedelta(days=1)


def _weekdays(parts: list[str], anchor: date) -> tuple[Written, Written] | None:
    """Both ends by weekday. The row's own day must be one of the two: else nobody can tell which week is meant."""
    ends = [_WEEKDAY.fullmatch(part.strip()) for part in parts]
    if not ends[0] or not ends[1]:
        return None
    days = [WEEKDAYS.get(end[1].lower()) for end in ends if end]
    clocks = [_clock_of(int(end[2]), int(end[3] or 0)) for end in ends if end]
    if None in days or None in clocks or anchor.weekday() not in days:
        return None
    length = timedelta(days=(days[1] - days[0]) % 7)  # type: ignore[operator]
    start = anchor if anchor.weekday() == days[0] else anchor - length
    return Written(start, clocks[0]), Written(start + length, clocks[1])


def _serial(number: float) -> Written | None:
    if number < 1:
        return Written(clock=(EXCEL_DAY_0 + _whole_seconds(number)).time())
    if not FIRST_SERIAL <= number < LAST_SERIAL:
        return None
    moment = EXCEL_DAY_0 + _whole_seconds(number)
    return Written(moment.date(), moment.time() if number % 1 else None)


def _whole_seconds(days: float) -> timedelta:
    return timedelta(seconds=round(days * 86400))


def _day(kind: str, found: re.Match[str], order: Order | None) -> date | None:
    if kind not in ("either", "short"):
        return _ordered(kind, found, "ymd" if kind == "ymd" else "dmy")
    if order is not None:
        return _ordered(kind, found, order)
    days = {day for each in ORDERS if _is_past(day := _ordered(kind, found, each)) and day}
    if len(days) > 1:
        raise UnclearTime
    return days.pop() if days else None


def _is_past(day: date | None) -> bool:
    """What is read in has happened, so 311226 is no day in 2031."""
    return day is not None and day <= date.today() + timedelta(days=366)


def _ordered(kind: str, found: re.Match[str], order: Order) -> date | None:
    a, b, c = found["a"], found["b"], found["c"]
    if kind == "text":
        return _date(int(c), MONTHS.get(b.lower(), 0), int(a))
    if order == "ymd":
        return _date(_year(a), int(b), int(c)) if len(c) == 2 or kind == "ymd" else None
    if kind == "short" and len(c) != 2:
        return None
    day, month = (a, b) if order == "dmy" else (b, a)
    return _date(_year(c), int(month), int(day))


def _year(text: str) -> int:
    """Two figures: nobody reads in events of the last century, and none of the next."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_clock(day: date | None, found: re.Match[str]) -> Written | None:
    if found["four"] is not None:
        digits = found["four"].zfill(4)
        clock = _clock_of(int(digits[:2]), int(digits[2:]))
        return Written(day, clock) if clock else None
    if found["hour"] is None:
        return Written(day)
    clock = _clock_of(_hour_of_day(int(found["hour"]), found["half"]), int(found["minute"]), int(found["second"] or 0))
    return Written(day, clock, _offset(found["offset"])) if clock else None


def _hour_of_day(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower().startswith(("p", "e")) else 0)


def _clock_of(hour: int, minute: int, second: int = 0) -> time | None:
    try:
        return time(hour, minute, second)
    except ValueError:
        return time(23, 59) if (hour, minute, second) == (24, 0, 0) else None


def _offset(text: str | None) -> tzinfo | None:
    text = (text or "").strip()
    if not text:
        return None
    if text.upper() in ("Z", "UTC"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":"))
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
