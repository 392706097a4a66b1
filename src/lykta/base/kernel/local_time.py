"""Stored in UTC, counted and shown on the clock in Europe/Stockholm: the bridge between the two."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_LIKELY_DAY, LAST_LIKELY_DAY = date(2000, 1, 1), date(2099, 12, 31)

Times = NDArray[np.datetime64]


def to_local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone cannot be placed on the clock")
    return moment.astimezone(STOCKHOLM)


def to_utc(wall_clock: datetime) -> datetime:
    """UTC of a naive local time. An hour that comes twice in autumn is its first; one that spring skips is the change.

    (A skipped 02:30 becomes the moment that the clock would have shown it without the change, 03:30 summer time.)
    """
    return wall_clock.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def is_on_the_clock(wall_clock: datetime) -> bool:
    """Whether a naive local time exists: not in an hour that spring skips, nor so far off that UTC has no such day."""
    try:
        return to_utc(wall_clock).astimezone(STOCKHOLM).replace(tzinfo=None) == wall_clock
    except OverflowError:
        return False


def is_likely_day(day: date) -> bool:
    """Days in the years that anybody plans or follows up; outside them a figure was mistyped."""
    return FIRST_LIKELY_DAY <= day <= LAST_LIKELY_DAY


def local_midnight(day: date) -> datetime:
    return to_utc(datetime.combine(day, time()))


def to_local_array(utc: Times) -> Times:
    """datetime64 in UTC to datetime64 on the local clock; NaT stays NaT."""
    known = utc[~np.isnat(utc)]
    if known.size == 0:
        return utc.copy()
    years = known.astype("datetime64[Y]").astype(int) + 1970
    starts, offsets = _offsets(int(years.min()), int(years.max()))
    which = np.searchsorted(starts, np.where(np.isnat(utc), starts[0], utc), side="right") - 1
    return np.asarray(utc + offsets[which])


@lru_cache(maxsize=8)
def _offsets(first_year: int, last_year: int) -> tuple[Times, NDArray[np.timedelta64]]:
    """When each offset from UTC begins, and the offset, from the first year through the last."""
    starts: list[datetime] = []
    offsets: list[timedelta] = []
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        offset = _offset(day)
        if not offsets or offset != offsets[-1]:
            starts.append(_change_before(day) if offsets else day)
            offsets.append(offset)
        day += timedelta(days=1)
    naive = [start.replace(tzinfo=None) for start in starts]
    return np.array(naive, dtype="datetime64[s]"), np.array(offsets, dtype="timedelta64[s]")


def _offset(moment: datetime) -> timedelta:
    offset = moment.astimezone(STOCKHOLM).utcoffset()
    assert offset is not None
    return offset


def _change_before(day: datetime) -> datetime:
    """The second at which the offset changed in the twenty-four hours before."""
    early, late = day - timedelta(days=1), day
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early).total_seconds() // 2)
        early, late = (middle, late) if _offset(middle) == _offset(early) else (early, middle)
    return late
