"""How many were heard from, of those who are expected to report: fewer reports may be fewer reporters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import fmean

from django.utils import timezone

from lykta.base.kernel.periods import Period
from lykta.facts.incidents.heard_from import Known
from lykta.facts.incidents.reporting_pauses import pauses_of
from lykta.ground.accounts.expected_reporters import ExpectedReporter, expected_in_each
from lykta.ground.municipalities.models import Municipality
from lykta_engine.change.counts import ReportingRate as EngineRate


@dataclass(frozen=True)
class ReportingRate:
    """`silent`: organisations from which nobody was heard, never persons. `active_before`: mean of earlier periods.

    Those on leave are expected all the same: a holiday lowers the number of reports as much as silence does.
    """

    active: int
    expected: int
    nil_reports: int
    silent: list[str]
    active_before: float | None = None
    unnamed_reports: int = 0  # reports whose reporter is not known, as in imports
    on_leave: list[str] = field(default_factory=list)  # organisations away the whole period, and not heard from

    @property
    def for_engine(self) -> EngineRate | None:
        """None where the rate is not known: nobody is expected, or the reports do not say who made them."""
        if self.expected == 0 or (self.active == 0 and self.unnamed_reports > 0):
            return None
        return EngineRate(self.active, self.expected, self.active_before)


def reporting_rate(
    municipality: Municipality, period: Period, *, before: Sequence[Period] = (), as_of: datetime | None = None
) -> ReportingRate:
    known = Known(municipality, as_of or timezone.now())
    expected, ever = expected_in_each(municipality, [(period.start, period.end), _span([*before, period])])
    heard = known.heard_in(period)
    earlier = [_heard_among(ever, known.heard_in(each)) for each in before]
    silent = _silent(expected, heard, known.reports_of_organizations(period))
    pauses = pauses_of(municipality) if silent else None
    away = {pk for pk in silent if pauses and pauses.is_on_leave(pk, period)}
    return ReportingRate(
        active=_heard_among(expected, heard),
        expected=len(expected),
        nil_reports=known.nil_reports_in(period),
        silent=sorted(name for pk, name in silent.items() if pk not in away),
        active_before=fmean(earlier) if earlier and any(earlier) else None,
        unnamed_reports=known.unnamed_in(period),
        on_leave=sorted(silent[pk] for pk in away),
    )


def _span(periods: Sequence[Period]) -> tuple[date, date]:
    return min(p.start for p in periods), max(p.end for p in periods)


def _heard_among(expected: Sequence[ExpectedReporter], heard: set[int]) -> int:
    return sum(each.is_among(heard) for each in expected)


def _silent(expected: Sequence[ExpectedReporter], heard: set[int], reports: dict[int, int]) -> dict[int, str]:
    """Organisations without a word: no reporter of theirs was heard from, and no file or system of theirs."""
    talking = {each.organization_id for each in expected if each.is_among(heard)} | set(reports)
    return {each.organization_id: each.organization for each in expected if each.organization_id not in talking}
