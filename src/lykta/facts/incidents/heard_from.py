"""Who was heard from: a report, a report that is held back, or word that there was nothing."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np

from lykta.base.kernel.periods import Period, PeriodProblem, bounds, parse_period
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, NilReport
from lykta.facts.incidents.snapshot import NOTHING, STATES, BoolArray, Snapshot, as_seconds, snapshot_for
from lykta.ground.accounts.expected_reporters import reporter_key
from lykta.ground.municipalities.models import Municipality


class _Held(NamedTuple):
    """A report in quarantine: it is no incident yet, but somebody has reported."""

    reporter: int | None
    organization: int | None
    reported: datetime
    counted_at: datetime


class _Nil(NamedTuple):
    period: Period | None
    reporter: int | None
    organization: int


class Known:
    """What was known at a moment, read once for several periods."""

    def __init__(self, municipality: Municipality, as_of: datetime) -> None:
        self.municipality = municipality
        self.snapshot: Snapshot = snapshot_for(municipality)
        self.is_known = self.snapshot.known_at(as_of) & (self.snapshot.state != STATES.index(State.WITHDRAWN))
        self.held = _held(municipality, as_of)
        self.nil_reports = _nil_reports(municipality, as_of)

    def heard_in(self, period: Period) -> set[int]:
        """Keys of those who reported during the period, or about it, or said that there was nothing."""
        found = {int(key) for key in np.unique(self.snapshot.reporter[self._told(period)])} - {NOTHING}
        found |= {row.reporter for row in self._held_in(period) if row.reporter is not None}
        return found | {row.reporter for row in self._nil_in(period) if row.reporter is not None}

    def nil_reports_in(self, period: Period) -> int:
        return len(self._nil_in(period))

    def unnamed_in(self, period: Period) -> int:
        within = self.snapshot.counted_between(*bounds(period, self.municipality.week_cut))
        return int((self.is_known & within & (self.snapshot.reporter == NOTHING)).sum())

    def reports_of_organizations(self, period: Period) -> dict[int, int]:
        """Organisation → reports, held back ones too, and those of its files and systems, which no person sent."""
        ids, counts = np.unique(self.snapshot.organization[self._told(period)], return_counts=True)
        found = {int(pk): int(n) for pk, n in zip(ids, counts, strict=True) if pk != NOTHING}
        for row in self._held_in(period):
            if row.organization is not None:
                found[row.organization] = found.get(row.organization, 0) + 1
        return found

    def organizations_with_nil(self, period: Period) -> set[int]:
        return {row.organization for row in self._nil_in(period)}

    def _told(self, period: Period) -> BoolArray:
        start, end = bounds(period, self.municipality.week_cut)
        reported = (self.snapshot.reported >= as_seconds(start)) & (self.snapshot.reported < as_seconds(end))
        return np.asarray(self.is_known & (reported | self.snapshot.counted_between(start, end)))

    def _held_in(self, period: Period) -> list[_Held]:
        start, end = bounds(period, self.municipality.week_cut)
        return [row for row in self.held if start <= row.reported < end or start <= row.counted_at < end]

    def _nil_in(self, period: Period) -> list[_Nil]:
        return [row for row in self.nil_reports if _within(row.period, period)]


def _held(municipality: Municipality, as_of: datetime) -> list[_Held]:
    rows = Incident.objects.for_municipality(municipality).filter(state=State.QUARANTINED, recorded__lte=as_of)
    values = rows.values_list("reported_by_id", "function_id", "organization_id", "reported", "counted_at")
    return [
        _Held(reporter_key(account, function), of, reported, counted)
        for account, function, of, reported, counted in values
    ]


def _nil_reports(municipality: Municipality, as_of: datetime) -> list[_Nil]:
    rows = NilReport.objects.for_municipality(municipality).filter(reported__lte=as_of)
    values = rows.values_list("period_id", "reported_by_id", "function_id", "organization_id")
    return [_Nil(_period(text), reporter_key(account, function), of) for text, account, function, of in values]


def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except PeriodProblem:
        return None


def _within(part: Period | None, whole: Period) -> bool:
    """A nil report of a week counts in the month or year in which the week begins."""
    return part is not None and whole.start <= part.start < whole.end
