from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.cycle.cause_analysis.enums import TRANSITIONS, ProblemState
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.uses import uses
from lykta.ground.areas.models import Area
from lykta.ground.areas.queries import area_set_in_use
from lykta.ground.municipalities.models import Municipality


def require_open(problem: Problem) -> None:
    if problem.state == ProblemState.CLOSED:
        raise NotNow(_("The problem is closed. If it has come back: open it again, then go on."))


def require_move(problem: Problem, state: str) -> None:
    if state not in TRANSITIONS[problem.state]:
        values = {"now": problem.get_state_display(), "wanted": ProblemState(state).label}
        raise NotNow(_("A problem that is “%(now)s” cannot go straight to “%(wanted)s”. Choose another step.") % values)


def require_own_area(municipality: Municipality, area: Area | None) -> None:
    """Ours by its code; an area without a code is ours when we count by its set."""
    if area is None or area.municipality_code == municipality.code:
        return
    in_use = area_set_in_use(municipality)
    if area.municipality_code or in_use is None or area.area_set_id != in_use.pk:
        raise NotNow(_("That area belongs to another municipality. Choose one from the list and send again."))


def require_unused(cause: Cause) -> None:
    for use in uses:
        if use.hangs_on(cause):
            raise NotNow(str(use.sentence))
