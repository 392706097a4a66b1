"""What a count of a period is: numbers per kind, the periods they are compared with, and what may be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lykta.base.kernel.periods import Period
from lykta.facts.incidents.reporting_rates import ReportingRate
from lykta_engine.change.counts import CountComparison, Verdict


class Doubt(StrEnum):
    """Why what the counts alone seem to say is not said."""

    NOT_OVER = "not_over"
    LATE_REPORTS = "late_reports"
    WAITING_REPORTS = "waiting_reports"


@dataclass(frozen=True)
class Judgement:
    """`comparison` is None where there is nothing to compare with."""

    verdict: Verdict
    comparison: CountComparison | None = None
    doubt: Doubt | None = None

    @property
    def is_change(self) -> bool:
        return self.verdict in (Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL)


@dataclass(frozen=True)
class KindCount:
    """One top category, or all of them together (`code` empty). None: before the municipality's first report."""

    code: str
    label: str
    count: int
    previous: int | None
    last_year: int | None
    baseline: tuple[int, ...]
    judgement: Judgement
    is_positive: bool = False

    @property
    def mean(self) -> float | None:
        return sum(self.baseline) / len(self.baseline) if self.baseline else None


@dataclass(frozen=True)
class PeriodCounts:
    """What a period held, as known at `as_of`. Good signs stand in `positive` and in no total."""

    period: Period
    baseline_periods: tuple[Period, ...]
    last_year_period: Period
    as_of: datetime
    total: KindCount
    kinds: tuple[KindCount, ...]
    positive: int
    reports: int  # reviewed, those that tell of the same event counted each
    events_told_twice: int
    waiting: int
    out_of_scope: int
    rate: ReportingRate
    ends: datetime

    @property
    def is_over(self) -> bool:
        return self.as_of >= self.ends
