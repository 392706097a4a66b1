"""A printed plan table read from text, entered into Lykta fact by fact, and held against its print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lykta.cycle.action_plans.enums import ActionKind, FollowUpKind, Horizon
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.action_plans.queries import action_table
from lykta.cycle.cause_analysis.enums import CauseKind, EvidenceKind
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.operations import add_cause, open_problem
from lykta.ground.accounts.models import Function, PartnerOrganization

HEAD = ["Orsak", "Åtgärd", "Ansvarig", "Uppföljning"]
# What may stand between two lines of one cell: a lost line break, a list's markup, and two ways to name two parties.
BETWEEN = {"", ' <ul style="list-style-type: none">', " och", "/"}


@dataclass
class PlanTable:
    title: str
    description: str
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """One action as a person enters it: title and points, who, and (kind, text) of each follow-up."""

    lines: tuple[str, ...]
    responsible: tuple[str, ...]
    follow_ups: tuple[tuple[FollowUpKind, str], ...]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def parse(text: str) -> list[PlanTable]:
    """Each table under its heading and paragraph; lines without a tab end it, ruled lines are skipped."""
    tables: list[PlanTable] = []
    paragraphs: list[str] = []
    is_table = False
    for line in text.splitlines():
        cells = [squeezed(cell) for cell in line.split("\t")]
        if cells == HEAD:
            tables.append(PlanTable(paragraphs[-2], paragraphs[-1]))
            is_table = True
        elif is_table and len(cells) == len(HEAD):
            if not all(re.fullmatch("-*", cell) for cell in cells):
                tables[-1].rows.append(cells)
        elif line.strip():
            is_table = False
            paragraphs.append(squeezed(line))
    return tables


def left_between(cell: str, lines: Sequence[str]) -> list[str]:
    """What of the cell the lines do not hold, piece by piece; raises where a line is not next in the cell."""
    rest, left = cell, []
    for line in lines:
        before, found, rest = rest.partition(line)
        assert found, f"{line!r} is not in what is left of {cell!r}"
        left.append(before.rstrip())
    return [*left, rest]


def assert_same_cell(cell: str, lines: Sequence[str]) -> None:
    """Whole lines, in order, with nothing between them but what `BETWEEN` allows, and nothing before or after."""
    first, *between, last = left_between(cell, lines) if lines else [cell, ""]
    assert (first, last) == ("", ""), f"{first!r} and {last!r} of {cell!r} were not printed"
    assert set(between) <= BETWEEN, f"{between} of {cell!r} was not printed"


def enter(world, table: PlanTable, entries_by_row: list[list[Entry]]) -> Problem:
    by = world.coordinator
    problem = open_problem(
        municipality=world.bjorkviken, title=table.title, description=table.description, by=by, once=table.title
    )
    for row, entries in zip(table.rows, entries_by_row, strict=True):
        cause = add_cause(
            problem=problem, text=row[0], kind=CauseKind.PLACE, evidence_kind=EvidenceKind.ASSUMPTION, by=by
        )
        for entry in entries:
            decide_action(
                problem=problem, causes=[cause], title=entry.lines[0], description="\n".join(entry.lines[1:]),
                kind=ActionKind.SITUATIONAL, horizon=Horizon.SHORT,
                responsible=[function_named(world, name) for name in entry.responsible],
                follow_ups=entry.follow_ups, by=by,
            )  # fmt: skip
    return problem


def function_named(world, name: str) -> Function:
    organization, _made = PartnerOrganization.objects.get_or_create(name=name, defaults={"kind": "other"})
    rows = Function.objects.for_municipality(world.bjorkviken)
    function = rows.filter(organization=organization, title=name).first()
    return function or Function.objects.create(municipality=world.bjorkviken, organization=organization, title=name)


def assert_printed_as_read(world, problem: Problem, table: PlanTable, entries_by_row: list[list[Entry]]) -> None:
    printed = action_table(world.bjorkviken, problem)
    assert [row.cause_number for row in printed] == list(range(1, len(table.rows) + 1))
    for row, source, entries in zip(printed, table.rows, entries_by_row, strict=True):
        assert row.cause == source[0]
        for cell, lines in zip(source[1:], (row.actions, row.responsible, row.follow_ups), strict=True):
            assert_same_cell(cell, lines)
        assert len(row.action_rows) == len(entries)


def assert_one_fact_per_field(problem: Problem, table: PlanTable) -> None:
    """Every stored text is a part of one cell of its own column; the cell with several facts is spread over rows."""
    causes, actions, responsible, follow_ups = (list(column) for column in zip(*table.rows, strict=True))
    stored = {
        "cause": ([cause.text for cause in problem.causes.all()], causes),
        "action": ([], actions),
        "responsible": ([], responsible),
        "follow_up": ([], follow_ups),
    }
    for action in problem.actions.all():
        assert action.operational_goal == ""
        stored["action"][0].extend([action.title, *action.description.splitlines()])
        stored["responsible"][0].extend(row.function.title for row in action.responsibles.all())
        stored["follow_up"][0].extend(row.text for row in action.planned_follow_ups.all())
    for name, (values, cells) in stored.items():
        assert values, name
        strangers = [value for value in values if not any(value in cell for cell in cells)]
        assert strangers == [], f"{name}: more than one cell, or none"
