"""The gaps this room can see: from the problem without a cause to the action that nobody answers for."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.cycle.action_plans.enums import OPEN_STATES, ActionState
from lykta.cycle.action_plans.gap_kinds import Gap, GapKind, gap_kinds
from lykta.cycle.action_plans.models import Action, ActionCause, ActionResponsible
from lykta.cycle.cause_analysis.enums import ProblemState
from lykta.cycle.cause_analysis.models import Cause
from lykta.cycle.cause_analysis.queries import problems_without_cause
from lykta.ground.municipalities.models import Municipality

TITLES: dict[str, Promise] = {
    "problem_without_cause": _("Problem without a cause"),
    "cause_without_action": _("Cause without an action"),
    "action_without_accountable": _("Action that nobody answers for"),
    "action_without_date": _("Action without a day when it is due"),
    "action_without_goal": _("Action without an operational goal"),
    "action_without_follow_up": _("Action without a planned follow-up"),
}
HAS_ACCOUNTABLE = Exists(ActionResponsible.objects.filter(action=OuterRef("pk"), is_accountable=True))


def problem_gaps(municipality: Municipality) -> list[Gap]:
    key = "problem_without_cause"
    return [Gap(key, str(TITLES[key]), problem) for problem in problems_without_cause(municipality).order_by("number")]


def cause_gaps(municipality: Municipality) -> list[Gap]:
    """A cause that we cannot influence needs no action of ours."""
    key = "cause_without_action"
    acted_on = ActionCause.objects.exclude(action__state=ActionState.CANCELLED).filter(cause=OuterRef("pk"))
    causes = Cause.objects.for_municipality(municipality).filter(~Exists(acted_on), can_influence=True)
    causes = causes.exclude(problem__state=ProblemState.CLOSED).select_related("problem")
    rows = causes.order_by("problem__number", "number")
    return [Gap(key, str(TITLES[key]), cause.problem, cause=cause) for cause in rows]


def action_gaps(key: str, missing: Q) -> Callable[[Municipality], list[Gap]]:
    def find(municipality: Municipality) -> list[Gap]:
        rows = _open_actions(municipality).filter(missing)
        return [Gap(key, str(TITLES[key]), action.problem, action=action) for action in rows]

    return find


def _open_actions(municipality: Municipality) -> QuerySet[Action]:
    rows = Action.objects.for_municipality(municipality).filter(state__in=OPEN_STATES)
    return rows.select_related("problem").order_by("number")


FINDERS: dict[str, Callable[[Municipality], list[Gap]]] = {
    "problem_without_cause": problem_gaps,
    "cause_without_action": cause_gaps,
    "action_without_accountable": action_gaps("action_without_accountable", Q(~HAS_ACCOUNTABLE)),
    "action_without_date": action_gaps("action_without_date", Q(due__isnull=True)),
    "action_without_goal": action_gaps("action_without_goal", Q(operational_goal="")),
    "action_without_follow_up": action_gaps("action_without_follow_up", Q(planned_follow_ups__isnull=True)),
}


def register() -> None:
    for key, find in FINDERS.items():
        gap_kinds.add(GapKind(key, TITLES[key], find))
