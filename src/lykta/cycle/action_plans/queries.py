"""Reads for pages and for the rooms above."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.cycle.action_plans.enums import OPEN_STATES, ActionState
from lykta.cycle.action_plans.gap_kinds import Gap, gap_kinds
from lykta.cycle.action_plans.models import Action, ActionResponsible, ActionStatus
from lykta.cycle.action_plans.table import TableRow, table_rows
from lykta.cycle.cause_analysis import entries
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.queries import problems_of
from lykta.ground.accounts.models import Function
from lykta.ground.municipalities.models import Municipality

__all__ = ["Gap", "TableRow", "action_table", "actions_of", "actions_of_function", "gaps", "late_actions",
           "responsible_functions", "status_word", "statuses_of", "was_reported"]  # fmt: skip


def actions_of(municipality: Municipality) -> QuerySet[Action]:
    """With problem, causes, responsible functions and planned follow-ups at hand, so that lists ask a fixed number
    of questions. The accountable function comes first among `responsibles`."""
    responsibles = ActionResponsible.objects.select_related("function__organization")
    return Action.objects.for_municipality(municipality).select_related("problem").prefetch_related(
        Prefetch("responsibles", responsibles), "planned_follow_ups",
        Prefetch("causes", Cause.objects.for_municipality(municipality)),
    )  # fmt: skip


def late_actions(municipality: Municipality, today: date | None = None) -> QuerySet[Action]:
    """Open actions whose day has passed, the longest waited for first."""
    day = today or timezone.localdate()
    return actions_of(municipality).filter(state__in=OPEN_STATES, due__lt=day).order_by("due", "number")


def actions_of_function(function: Function) -> QuerySet[Action]:
    return actions_of(function.municipality).filter(responsibles__function=function)


def statuses_of(action: Action) -> list[ActionStatus]:
    """Latest first."""
    return list(action.statuses.all())


def was_reported(action: Action, once: str | None) -> bool:
    """Whether the form with this key has been carried out already, whatever it held."""
    key = entries.once_key(once)
    if key is None:
        return False
    return action.statuses.filter(idempotency_key__startswith=key.split(":")[0] + ":").exists()


def status_word(action: Action) -> str:
    """ "Försenad" is no state: it is a day that has passed."""
    return _("Late") if action.is_late else str(action.get_state_display())


def responsible_functions(action: Action) -> list[Function]:
    """The accountable one first."""
    return [row.function for row in action.responsibles.all()]


def action_table(municipality: Municipality, problem: Problem | None = None) -> list[TableRow]:
    """Orsak | Åtgärd | Ansvarig | Uppföljning, one row per cause; actions without a cause in rows of their own, last.

    A cause without actions has its row too: the empty cell is what the reader should see. What was called off is
    not printed.
    """
    actions = actions_of(municipality).exclude(state=ActionState.CANCELLED)
    problems = problems_of(municipality).order_by("number")
    if problem is not None:
        actions, problems = actions.filter(problem=problem), problems.filter(pk=problem.pk)
    return table_rows(list(problems), list(actions))


def gaps(municipality: Municipality) -> list[Gap]:
    """Where the chain problem → cause → action → follow-up is broken, link by link."""
    return [gap for kind in gap_kinds for gap in kind.find(municipality)]
