from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.entries import require_choice, require_likely_days
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.follow_up.enums import Layer, Verdict
from lykta.cycle.situation_reports.enums import Light


def require_choices(layer: str, light: str, verdict: str) -> None:
    require_choice(layer in Layer.values and light in ("", *Light.values) and verdict in ("", *Verdict.values))


def require_own_action(problem: Problem, action: Action | None) -> None:
    if action is not None and action.problem_id != problem.pk:
        raise NotNow(_("The action belongs to another problem. Choose among the actions of this problem."))


def require_verdict_where_it_belongs(layer: str, action: Action | None, verdict: str) -> None:
    """What came of it is judged on the problem: single actions cannot be told apart."""
    if layer != Layer.EFFECT:
        if verdict:
            raise NotNow(
                _("A verdict is for what the work led to. For how it was done there is green, yellow and red.")
            )
        return
    if action is not None:
        raise NotNow(_("What the work led to is judged for the whole problem. Follow up the problem, not one action."))
    if not verdict:
        raise NotNow(_("Choose a verdict. “Cannot be decided” is also a result."))


def require_happened(day: date) -> None:
    require_likely_days(day)
    if day > timezone.localdate():
        raise NotNow(_("The day has not come yet. Choose today or an earlier day."))
