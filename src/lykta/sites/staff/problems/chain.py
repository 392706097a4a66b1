"""The chain on one page: problem, numbered causes, what is done about each, and where a link is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lykta.cycle.action_plans.gap_kinds import Gap
from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.queries import TableRow
from lykta.cycle.action_plans.table import NOBODY, responsible_names
from lykta.cycle.cause_analysis.models import Cause, Problem

Lines = tuple[str, ...]


@dataclass
class PlanLine:
    """One action in the table. `span` is how many lines the responsible and follow-up cells cover; 0: said above."""

    action: Action
    responsible: Lines
    follow_ups: Lines
    hints: list[Gap]
    responsible_span: int = 1
    follow_ups_span: int = 1


@dataclass
class PlanRow:
    """One cause (or none) with its actions."""

    cause: Cause | None
    lines: list[PlanLine]
    hints: list[Gap] = field(default_factory=list)

    @property
    def span(self) -> int:
        return max(len(self.lines), 1)


@dataclass
class Gaps:
    """The gaps of a municipality, by what they are about."""

    of_problem: dict[int, list[Gap]]
    of_cause: dict[int, list[Gap]]
    of_action: dict[int, list[Gap]]

    def count(self, problem: Problem) -> int:
        return self._counts.get(problem.pk, 0)

    @property
    def _counts(self) -> dict[int, int]:
        counts: dict[int, int] = defaultdict(int)
        for kind in (self.of_problem, self.of_cause, self.of_action):
            for found in kind.values():
                for gap in found:
                    counts[gap.problem.pk] += 1
        return counts


def sorted_gaps(found: Iterable[Gap]) -> Gaps:
    gaps = Gaps(defaultdict(list), defaultdict(list), defaultdict(list))
    for gap in found:
        if gap.action:
            gaps.of_action[gap.action.pk].append(gap)
        elif gap.cause:
            gaps.of_cause[gap.cause.pk].append(gap)
        else:
            gaps.of_problem[gap.problem.pk].append(gap)
    return gaps


def plan_rows(table: Iterable[TableRow], causes: Iterable[Cause], gaps: Gaps) -> list[PlanRow]:
    by_number = {cause.number: cause for cause in causes}
    return [_row(row, by_number.get(row.cause_number or 0), gaps) for row in table]


def _row(row: TableRow, cause: Cause | None, gaps: Gaps) -> PlanRow:
    lines = [_line(action, gaps) for action in row.action_rows]
    _join_equal(lines)
    return PlanRow(cause, lines, gaps.of_cause.get(cause.pk, []) if cause else [])


def _line(action: Action, gaps: Gaps) -> PlanLine:
    follow_ups = tuple(planned.text for planned in action.planned_follow_ups.all())
    return PlanLine(
        action, responsible_names(action) or (NOBODY,), follow_ups or (NOBODY,), gaps.of_action.get(action.pk, [])
    )


def _join_equal(lines: list[PlanLine]) -> None:
    """What is the same for every action of a cause is printed once, as in the plans on paper."""
    if len({line.responsible for line in lines}) == 1:
        for place, line in enumerate(lines):
            line.responsible_span = 0 if place else len(lines)
    if len({line.follow_ups for line in lines}) == 1:
        for place, line in enumerate(lines):
            line.follow_ups_span = 0 if place else len(lines)
