"""At which hour of a week an organisation is reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from lykta.base.kernel.local_time import to_local, to_utc
from lykta.base.kernel.periods import Cut, Period
from lykta.base.kernel.swedish_holidays import SATURDAY, is_holiday
from lykta.facts.incidents.models import ReminderRhythm
from lykta.facts.incidents.reporting_pauses import Pauses
from lykta.ground.municipalities.models import Municipality

DAYS_BEFORE_CUT = 3  # Friday, where the week ends on Sunday night: a working day is left to answer in
HOUR = 9
SENT_WITHIN = timedelta(hours=24)  # after an outage a reminder may be late, never a surprise


@dataclass(frozen=True)
class Rhythm:
    weekday: int  # Monday is 0
    hour: int
    is_on: bool = True


@dataclass(frozen=True)
class Rhythms:
    """One's own; else the municipality's; else the usual one."""

    usual: Rhythm
    own: dict[int | None, Rhythm]

    def of(self, organization_id: int | None) -> Rhythm:
        return self.own.get(organization_id) or self.own.get(None) or self.usual


def rhythms_of(municipality: Municipality) -> Rhythms:
    rows = ReminderRhythm.objects.for_municipality(municipality)
    values = rows.values_list("organization_id", "weekday", "hour", "is_on")
    own: dict[int | None, Rhythm] = {of: Rhythm(weekday, hour, is_on) for of, weekday, hour, is_on in values}
    return Rhythms(usual_rhythm(municipality.week_cut), own)


def usual_rhythm(cut: Cut) -> Rhythm:
    """Nine o'clock three days before the week is cut, on the Friday before where that is a weekend."""
    weekday = (cut.weekday - DAYS_BEFORE_CUT) % 7
    return Rhythm(min(weekday, SATURDAY - 1), HOUR)


def moment_in(week: Period, rhythm: Rhythm, cut: Cut) -> datetime:
    """The one moment of the week, in UTC. Found on the wall clock, where each week has 168 hours."""
    start = datetime.combine(week.start, time()) + cut.offset
    first = datetime.combine(start.date(), time(rhythm.hour)) + timedelta(days=(rhythm.weekday - start.weekday()) % 7)
    return to_utc(first if first >= start else first + timedelta(days=7))


def is_due(week: Period, rhythm: Rhythm, cut: Cut, pauses: Pauses, organization_id: int, now: datetime) -> bool:
    """Neither on a day when the organisation is away nor on a public holiday, be it the day meant or today."""
    if not rhythm.is_on:
        return False
    moment = moment_in(week, rhythm, cut)
    days = {to_local(moment).date(), to_local(now).date()}
    is_away = any(is_holiday(day) or pauses.covers(organization_id, day) for day in days)
    return moment <= now.astimezone(UTC) < moment + SENT_WITHIN and not is_away
