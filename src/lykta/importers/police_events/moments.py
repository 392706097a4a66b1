"""The times of a police event: published, happened by its title, and seen at the source."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from lykta.base.kernel.local_time import to_local, to_utc
from lykta.base.kernel.swedish_time import MONTHS

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})[T ]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?"
    r"\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_TITLE = re.compile(
    r"^\s*(?P<day>\d{1,2})[.\s]\s*(?P<month>[^\W\d]{3,9})\.?(?:\s+(?P<year>\d{4}))?"
    r"\s+(?:kl\.?\s*)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})\s*(?:,|$)"
)
_IN_NAME = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})[T_](\d{2})[-:.]?(\d{2})[-:.]?(\d{2})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2100
HALF_A_YEAR = timedelta(days=185)


def parse_moment(value: Any) -> datetime | None:
    """UTC of what a source calls a time, or nothing. One-digit hours and a blank before the offset are the API's own;
    without an offset it is the clock in Sweden."""
    try:
        moment = value if isinstance(value, datetime) else _written(value)
        return _within(to_utc(moment) if moment.tzinfo is None else moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def moment_in_title(title: str, published: datetime) -> datetime | None:
    """ "22 augusti 17.59, …" in UTC, in the year that lies nearest to the publication; nothing where none is stated."""
    found = _TITLE.match(title)
    month = _month(found["month"]) if found else None
    if not found or month is None:
        return None
    day, hour, minute = (int(found[name]) for name in ("day", "hour", "minute"))
    local = to_local(published).replace(tzinfo=None)
    years = [int(found["year"])] if found["year"] else [local.year - 1, local.year, local.year + 1]
    moments = [moment for year in years if (moment := _moment(year, month, day, hour, minute))]
    nearest = min(moments, key=lambda moment: abs(moment - local), default=None)
    if nearest is None or (not found["year"] and abs(nearest - local) > HALF_A_YEAR):  # 29 February in no leap year
        return None
    return to_utc(nearest)


def seen_in_name(file_name: str) -> datetime | None:
    """A collector writes when it asked in the name of the file: events_2025-12-24T103455Z.json.gz, in UTC."""
    found = _IN_NAME.search(file_name)
    if not found:
        return None
    try:
        return _within(_clocked(*(int(part) for part in found.groups())))
    except ValueError:
        return None


def _clocked(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _day(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def _clock(text: str) -> time:
    hour, minute, second = (int(part) for part in f"{text}:00".split(":")[:3])
    return time(hour, minute, second)


def _written(value: Any) -> datetime:
    found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 60 else None
    if not found:
        raise ValueError("not a time")
    return _placed(datetime.combine(_day(found["day"]), _clock(found["clock"])), found["offset"])


def _placed(moment: datetime, offset: str | None) -> datetime:
    if offset is None:
        return moment
    if offset in ("Z", "UTC"):
        return moment.replace(tzinfo=UTC)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    ahead = timedelta(minutes=-minutes if offset[0] == "-" else minutes)
    return moment.replace(tzinfo=timezone(ahead))


def _within(moment: datetime) -> datetime | None:
    return moment if FIRST_YEAR <= moment.year < LAST_YEAR else None


def _month(word: str) -> int | None:
    """ "augusti", "aug", "sept"."""
    small = word.casefold()
    return next((at for at, name in enumerate(MONTHS["sv"], start=1) if name.startswith(small)), None)


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute)
    except ValueError:
        return None
