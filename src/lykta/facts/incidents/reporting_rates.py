"""Who was heard from, of those who are expected to report: fewer reports may be fewer reporters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

import numpy as np
from django.utils import timezone

from lykta.base.kernel.periods import Period, PeriodProblem, bounds, parse_period
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import NilReport
from lykta.facts.incidents.snapshot import NOTHING, STATES, Snapshot, snapshot_for
from lykta.ground.accounts.queries import ExpectedReporter, reporters_expected
from lykta.ground.municipalities.models import Municipality
from lykta_engine.change.counts import ReportingRate as EngineRate


@dataclass(frozen=True)
class ReportingRate:
    """`silent`: organisations from which nobody was heard, never persons. `active_before`: mean of earlier periods."""

    active: int
    expected: int
    nil_reports: int
    silent: list[str]
    active_before: float | None = None
    unnamed_reports: int = 0  # reports whose reporter is not known, as in imports

    @property
    def for_engine(self) -> EngineRate | None:
        """None where the rate is not known: nobody is expected, or the reports do not say who made them."""
        if self.expected == 0 or (self.active == 0 and self.unnamed_reports > 0):
            return None
        return EngineRate(self.active, self.expected, self.active_before)


def reporting_rate(
    municipality: Municipality, period: Period, *, before: Sequence[Period] = (), as_of: datetime | None = None
) -> ReportingRate:
    known = _Known(municipality, as_of or timezone.now())
    expected = reporters_expected(municipality, period.start, period.end)
    heard = known.heard_in(period)
    ever = {each.account_id for each in _expected_over(municipality, [*before, period])}
    earlier = [len(known.heard_in(each) & ever) for each in before]
    return ReportingRate(
        active=len(heard & {each.account_id for each in expected}),
        expected=len(expected),
        nil_reports=known.nil_reports_in(period),
        silent=_silent(expected, heard),
        active_before=fmean(earlier) if earlier and any(earlier) else None,
        unnamed_reports=known.unnamed_in(period),
    )


class _Known:
    """What was known at a moment, read once for several periods."""

    def __init__(self, municipality: Municipality, as_of: datetime) -> None:
        self.municipality = municipality
        self.snapshot: Snapshot = snapshot_for(municipality)
        self.is_known = self.snapshot.known_at(as_of) & (self.snapshot.state != STATES.index(State.WITHDRAWN))
        rows = NilReport.objects.for_municipality(municipality).filter(reported__lte=as_of)
        self.nil_reports = [(_period(text), who) for text, who in rows.values_list("period_id", "reported_by")]

    def heard_in(self, period: Period) -> set[int]:
        """Accounts that reported during the period, or about it, or said that there was nothing."""
        start, end = bounds(period, self.municipality.week_cut)
        reported = (self.snapshot.reported >= np.datetime64(int(start.timestamp()), "s")) & (
            self.snapshot.reported < np.datetime64(int(end.timestamp()), "s")
        )
        told = self.is_known & (reported | self.snapshot.counted_between(start, end))
        accounts = {int(account) for account in np.unique(self.snapshot.reporter[told])} - {NOTHING}
        return accounts | {who for each, who in self.nil_reports if who is not None and _within(each, period)}

    def nil_reports_in(self, period: Period) -> int:
        return sum(_within(each, period) for each, _who in self.nil_reports)

    def unnamed_in(self, period: Period) -> int:
        within = self.snapshot.counted_between(*bounds(period, self.municipality.week_cut))
        return int((self.is_known & within & (self.snapshot.reporter == NOTHING)).sum())


def _expected_over(municipality: Municipality, periods: Sequence[Period]) -> list[ExpectedReporter]:
    return reporters_expected(municipality, min(p.start for p in periods), max(p.end for p in periods))


def _silent(expected: Sequence[ExpectedReporter], heard: set[int]) -> list[str]:
    talking = {each.organization_id for each in expected if each.account_id in heard}
    return sorted({each.organization for each in expected if each.organization_id not in talking})


def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except PeriodProblem:
        return None


def _within(part: Period | None, whole: Period) -> bool:
    """A nil report of a week counts in the month or year in which the week begins."""
    return part is not None and whole.start <= part.start < whole.end
