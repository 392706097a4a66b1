"""Times as spreadsheets and systems write them: 2026-03-01 18:30, 2026-03-01T18.30Z, 2026-03-01."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from django.utils.translation import gettext_noop as _

from lykta.base.kernel.local_time import STOCKHOLM, to_utc
from lykta.importers.result import RowProblem

FIRST_YEAR, LAST_YEAR = 1990, 2100
_WRITTEN = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<offset>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


def moments(value: Any, zone: tzinfo, name: str) -> tuple[datetime, datetime] | None:
    """First and last moment in UTC that the value may mean: the same for a clock time, the day's ends for a day."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        first, last = _read(value, zone)
    except (ValueError, OverflowError, TypeError) as error:
        raise RowProblem(
            _("The time under %(name)s cannot be read. Write it as 2026-03-01 18:30."), name=name
        ) from error
    if not FIRST_YEAR <= first.year < LAST_YEAR:
        raise RowProblem(_("The time under %(name)s is not between the years 1990 and 2100."), name=name)
    return first, last


def _read(value: Any, zone: tzinfo) -> tuple[datetime, datetime]:
    moment = _parsed(value) if isinstance(value, str) else value
    if isinstance(moment, datetime):
        placed = _placed(moment, zone)
        return placed, placed
    if not isinstance(moment, date):
        raise TypeError("no time")
    return _placed(datetime.combine(moment, time()), zone), _placed(datetime.combine(moment, time(23, 59)), zone)


def _parsed(text: str) -> date | datetime:
    found = _WRITTEN.fullmatch(text.strip()) if len(text) < 60 else None
    if not found:
        raise ValueError("no time")
    day = date(*(int(part) for part in found.groups()[:3]))  # type: ignore[arg-type]
    if found["hour"] is None:
        return day
    clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    return datetime.combine(day, clock, tzinfo=_offset(found["offset"]))


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in ("Z", "UTC"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _placed(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return to_utc(moment) if zone is STOCKHOLM else moment.replace(tzinfo=zone).astimezone(UTC)
