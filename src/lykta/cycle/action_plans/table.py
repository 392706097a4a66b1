"""The printed table: one row per cause, each cell a tuple of lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.ground.accounts.models import Function

Lines = tuple[str, ...]
NOBODY = "–"
BULLETS = ("•", "-", "–")


@dataclass(frozen=True)
class TableRow:
    """`cause` is empty for actions that no cause was given for. `action_rows` are the rows behind `actions`."""

    problem: Problem
    cause_number: int | None
    cause: str
    actions: Lines
    responsible: Lines
    follow_ups: Lines
    action_rows: tuple[Action, ...] = ()


def table_rows(problems: Iterable[Problem], actions: Iterable[Action]) -> list[TableRow]:
    """Both with what the table needs already fetched."""
    of_cause: dict[int, list[Action]] = {}
    without: dict[int, list[Action]] = {}
    for action in actions:
        causes = list(action.causes.all())
        for cause in causes:
            of_cause.setdefault(cause.pk, []).append(action)
        if not causes:
            without.setdefault(action.problem_id, []).append(action)
    rows = []
    for problem in problems:
        rows += [_row(problem, cause, of_cause.get(cause.pk, [])) for cause in problem.causes.all()]
        if problem.pk in without:
            rows.append(_row(problem, None, without[problem.pk]))
    return rows


def _row(problem: Problem, cause: Cause | None, actions: list[Action]) -> TableRow:
    return TableRow(
        problem=problem,
        cause_number=cause.number if cause else None,
        cause=cause.text if cause else "",
        actions=tuple(line for action in actions for line in printed_lines(action)),
        responsible=_cell([responsible_names(action) for action in actions], ", "),
        follow_ups=_cell([tuple(row.text for row in action.planned_follow_ups.all()) for action in actions], "; "),
        action_rows=tuple(actions),
    )


def printed_lines(action: Action) -> Lines:
    """What is to be done, and under it the points of a description written as a list; running text stays unprinted."""
    points = (line.strip() for line in action.description.splitlines())
    return (action.title, *(line for line in points if line.startswith(BULLETS)))


def responsible_names(action: Action) -> Lines:
    return tuple(function_name(row.function) for row in action.responsibles.all())


def function_name(function: Function) -> str:
    """ "Parkchef, Björkvikens kommun"; just "Polisen" where the organisation as a whole answers."""
    return function.organization.name if function.title == function.organization.name else str(function)


def _cell(lists: list[Lines], separator: str) -> Lines:
    """The same list for every action of the row is printed once, else one line per action, in the actions' order."""
    if len(set(lists)) <= 1:
        return lists[0] if lists else ()
    return tuple(separator.join(lines) or NOBODY for lines in lists)
