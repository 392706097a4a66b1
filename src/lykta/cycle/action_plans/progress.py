"""How an action stood at the end of a period, by what was known at a moment. Nothing here looks at the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.periods import Cut, Period, bounds
from lykta.cycle.action_plans.enums import OPEN_STATES, ActionState
from lykta.cycle.action_plans.models import Action, ActionStatus


class Outcome(StrEnum):
    """Klar, delvis, försenad, pågår, utgår: what a meeting asks about."""

    DONE = "done"
    PARTLY = "partly"  # begun, and its day has passed
    LATE = "late"  # not begun, and its day has passed
    ONGOING = "ongoing"
    WAITING = "waiting"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Progress:
    action: Action
    outcome: Outcome
    day: date | None  # when it was done or called off; when it should have been; when it is due
    is_news: bool  # happened, or became known, within the period


def progress_of(action: Action, period: Period, cut: Cut, as_of: datetime) -> Progress:
    """`action.statuses` prefetched."""
    known = known_statuses(action, period, as_of)
    last = known[-1] if known else None
    is_news = last is not None and _is_news(last, period, cut)
    state = state_at(action, period, as_of)
    if state not in OPEN_STATES:
        return Progress(action, Outcome(state), last.happened if last else None, is_news)
    is_past = action.due is not None and action.due < min(period.end, to_local(as_of).date())
    if is_past:
        begun = state == ActionState.IN_PROGRESS
        return Progress(action, Outcome.PARTLY if begun else Outcome.LATE, action.due, True)
    outcome = Outcome.ONGOING if state == ActionState.IN_PROGRESS else Outcome.WAITING
    return Progress(action, outcome, action.due, is_news)


def known_statuses(action: Action, period: Period, as_of: datetime) -> list[ActionStatus]:
    """In the order they were reported: happened before the period ended, reported before `as_of`."""
    rows = [row for row in action.statuses.all() if row.happened < period.end and row.reported <= as_of]
    return sorted(rows, key=lambda row: row.pk)


def state_at(action: Action, period: Period, as_of: datetime) -> str:
    if known := known_statuses(action, period, as_of):
        return known[-1].state
    # What it was decided as is not kept apart; an action with later reports only had been planned.
    return ActionState.PLANNED if action.statuses.all() else action.state


def _is_news(status: ActionStatus, period: Period, cut: Cut) -> bool:
    return status.happened >= period.start or status.reported >= bounds(period, cut)[0]
