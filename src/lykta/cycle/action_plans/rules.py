"""Who may report, and what the state of an action allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, NotAllowed, NotNow
from lykta.cycle.action_plans.enums import TRANSITIONS, ActionState, Permission
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis import entries
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.models import Account
from lykta.ground.accounts.queries import functions_of_account

# What the one who carries out an action may say about it; deciding is for those who may edit the plan.
OWNERS_STATES = {ActionState.IN_PROGRESS, ActionState.DONE, ActionState.CANCELLED}
FIRST_STATES = {ActionState.PROPOSED, ActionState.PLANNED, ActionState.IN_PROGRESS}
LARGEST_AMOUNT = Decimal("99999999.9")


def may_report_status(by: Actor, action: Action) -> bool:
    """A link: for its own function's actions only. An account: for those of the functions it holds now, or for any."""
    municipality = action.municipality
    if isinstance(by, LinkActor):
        return by.may(Permission.REPORT_STATUS, municipality) and _answers(action, {by.link.function_id})
    if by.may(Permission.REPORT_ANY_STATUS, municipality):
        return True
    if not isinstance(by, Account) or not by.may(Permission.REPORT_STATUS, municipality):
        return False
    return _answers(action, {function.pk for function in functions_of_account(by, municipality)})


def _answers(action: Action, functions: set[int]) -> bool:
    return action.responsibles.filter(function__in=functions).exists()


def require_may_report(by: Actor, action: Action, state: str) -> None:
    if not may_report_status(by, action):
        raise NotAllowed("the action is another function's")
    decides = state not in OWNERS_STATES or action.state in (ActionState.PROPOSED, ActionState.CANCELLED)
    if decides and not by.may(Permission.EDIT, action.municipality):
        raise NotAllowed("whether an action is carried out is decided by those who edit the plan")


def require_move(action: Action, state: str) -> None:
    if state not in TRANSITIONS[action.state]:
        values = {"now": action.get_state_display(), "wanted": ActionState(state).label}
        raise NotNow(_("An action that is “%(now)s” cannot become “%(wanted)s”. Choose another state.") % values)


def require_happened(day: date) -> None:
    entries.require_likely_days(day)
    if day > timezone.localdate():
        raise NotNow(_("The day has not come yet. Report when it is done, or choose today or an earlier day."))


def require_dates_in_order(starts: date | None, due: date | None) -> None:
    entries.require_likely_days(starts, due)
    if starts and due and due < starts:
        raise NotNow(_("The action would be due before it starts. Change one of the days and send again."))


def accepted_amount(amount: Decimal | int | float | None) -> Decimal | None:
    """One decimal, as the column holds it."""
    if amount is None:
        return None
    value = Decimal(str(amount))
    if not value.is_finite() or not 0 <= value <= LARGEST_AMOUNT:
        raise NotNow(_("The amount must be a number from 0 and up. Change it and send again."))
    return value.quantize(Decimal("0.1"))
