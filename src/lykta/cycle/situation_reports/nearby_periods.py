"""Which periods lie beside one another, and which ones somebody is likely to want a lägesbild of today."""

from __future__ import annotations

from datetime import datetime

from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.period_kinds import MONTHS_IN, of_months
from lykta.base.kernel.periods import (
    Cut,
    Period,
    PeriodKind,
    free,
    last_complete_week,
    month,
    previous,
    tertial,
    week_containing,
    weeks,
    year,
)


def following(period: Period) -> Period:
    """The period of the same kind and length that starts where this one ends."""
    if period.kind in (PeriodKind.WEEK, PeriodKind.WEEKS):
        return weeks(period.end, period.days // 7)
    if period.kind == PeriodKind.FREE:
        return free(period.end, period.end + (period.end - period.start))
    return of_months(period.kind, period.end.year, (period.end.month - 1) // MONTHS_IN[period.kind] + 1)


def this_and_last_week(now: datetime, cut: Cut) -> tuple[Period, Period]:
    return week_containing(now, cut), last_complete_week(now, cut)


def longer_periods(now: datetime) -> list[Period]:
    """The latest ended month, tertial and year."""
    today = to_local(now).date()
    return [
        previous(month(today.year, today.month)),
        previous(tertial(today.year, (today.month - 1) // 4 + 1)),
        previous(year(today.year)),
    ]
