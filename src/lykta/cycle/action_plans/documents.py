"""The plan on paper."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lykta.base.documents.tree import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Table,
    Text,
    text_cell,
    text_paragraph,
)
from lykta.base.kernel.swedish_time import Language, day_label
from lykta.cycle.action_plans.queries import TableRow, action_table
from lykta.cycle.action_plans.table import BULLETS, Lines
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.queries import open_problems
from lykta.ground.municipalities.models import Municipality


def language() -> Language:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def action_table_block(municipality: Municipality, problem: Problem) -> Table:
    return as_table(problem.title, action_table(municipality, problem))


def as_table(caption: str, rows: list[TableRow]) -> Table:
    titles = (_("Cause"), _("Action"), _("Responsible"), _("Follow-up"))
    columns = tuple(Column(title, header=place == 0) for place, title in enumerate(titles))
    return Table(caption, columns, tuple(_cells(row) for row in rows))


def plan_document(municipality: Municipality) -> Document:
    """Every open problem with its description and table, under the municipality's own word for the plan."""
    blocks: list[Block] = []
    for problem in open_problems(municipality).order_by("number"):
        blocks.append(Heading(1, problem.title, key=f"problem-{problem.number}"))
        blocks += [text_paragraph(part) for part in problem.description.split("\n\n") if part.strip()]
        if problem.effect_goal:
            blocks.append(text_paragraph(_("Effect goal: %(goal)s") % {"goal": problem.effect_goal}))
        rows = action_table(municipality, problem)
        blocks.append(as_table(problem.title, rows) if rows else text_paragraph(_("No causes have been written yet.")))
    printed = _("Printed %(day)s") % {"day": day_label(timezone.localdate(), language(), year=True)}
    return Document(
        f"{municipality.plan_name} {municipality.name}", language(), printed, tuple(blocks),
        (("author", municipality.name),),
    )  # fmt: skip


def _cells(row: TableRow) -> tuple[Cell, ...]:
    cause = f"{row.cause_number}. {row.cause}" if row.cause_number else _("No cause given")
    return text_cell(cause), _lines(row.actions), _lines(row.responsible), _lines(row.follow_ups)


def _lines(lines: Lines) -> Cell:
    """One line each; with a mark before where there are several, for readers who do not see the line breaks."""
    if len(lines) < 2:
        return Cell(tuple(Text(line) for line in lines))
    marked = [f"– {line[1:].strip()}" if line.startswith(BULLETS) else f"• {line}" for line in lines]
    return Cell((Text("\n".join(marked)),))
