"""Section 90: what was decided during the period: what, who, when."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.documents.tree import Column, Table, text_table
from lykta.base.kernel.periods import bounds
from lykta.base.kernel.swedish_text import joined
from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.progress import state_at
from lykta.cycle.action_plans.queries import actions_of
from lykta.cycle.action_plans.sections.wording import count, day, listed, sentence
from lykta.cycle.action_plans.table import responsible_names
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest


def build(request: SectionRequest) -> SectionContent:
    actions = _decided(request)
    if not actions:
        return SectionContent(prose=_("No new actions were decided."), numbers=(_number(request, 0),))
    internal = request.audience == "internal"
    table = _internal_table(actions, request) if internal else _titles_table(actions, request)
    return SectionContent(prose=_prose(actions), facts=(table,), numbers=(_number(request, len(actions)),))


def _decided(request: SectionRequest) -> list[Action]:
    """What is only proposed is not decided."""
    start, end = bounds(request.period, request.municipality.week_cut)
    rows = actions_of(request.municipality).prefetch_related("statuses")
    rows = rows.filter(created__gte=start, created__lt=end, created__lte=request.as_of)
    return [action for action in rows if state_at(action, request.period, request.as_of) != ActionState.PROPOSED]


def _prose(actions: list[Action]) -> str:
    names = listed([action.title for action in actions])
    values = {"n": count(len(actions)), "names": names}
    text = ngettext("A new action was decided: %(names)s.", "%(n)s new actions were decided: %(names)s.", len(actions))
    return sentence(text % values)


def _internal_table(actions: list[Action], request: SectionRequest) -> Table:
    titles = (_("Action"), _("Problem"), _("Responsible"), _("Due"))
    columns = tuple(Column(title, header=place == 0) for place, title in enumerate(titles))
    rows: list[tuple[str, ...]] = [
        (
            action.title,
            action.problem.title,
            joined(responsible_names(action), _("and")) or _("nobody yet"),
            day(action.due, request.period) if action.due else _("no day set"),
        )
        for action in actions
    ]
    return text_table(_("Decided actions"), columns, rows)


def _titles_table(actions: list[Action], request: SectionRequest) -> Table:
    columns = (Column(_("Action"), header=True), Column(_("State")))
    states = {action.pk: ActionState(state_at(action, request.period, request.as_of)).label for action in actions}
    return text_table(_("Decided actions"), columns, [(action.title, str(states[action.pk])) for action in actions])


def _number(request: SectionRequest, n: int) -> NumberWithBasis:
    return NumberWithBasis("decided_actions", n, n, _("The action plan in Lykta"), request.period.id)
