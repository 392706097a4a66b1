"""When an organisation is away: nobody is reminded, and its silence says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lykta.base.kernel.periods import Period
from lykta.base.kernel.swedish_holidays import is_working_day
from lykta.facts.incidents.models import ReportingPause
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Pauses:
    """(organisation, or None for all; first day; last day)"""

    rows: tuple[tuple[int | None, date, date], ...]

    def covers(self, organization_id: int, day: date) -> bool:
        return any(of in (None, organization_id) and first <= day <= last for of, first, last in self.rows)

    def is_on_leave(self, organization_id: int, period: Period) -> bool:
        """Away every working day of the period: half a week away leaves the other half to report in."""
        within = [row for row in self.rows if row[1] < period.end and row[2] >= period.start]
        if not any(of in (None, organization_id) for of, _first, _last in within):
            return False
        days = [period.start + timedelta(days=n) for n in range(period.days)]
        return all(self.covers(organization_id, day) for day in _working(days))


def _working(days: list[date]) -> Iterable[date]:
    return [day for day in days if is_working_day(day)] or days


def pauses_of(municipality: Municipality) -> Pauses:
    rows = ReportingPause.objects.for_municipality(municipality)
    return Pauses(tuple(rows.values_list("organization_id", "first_day", "last_day")))
