"""The plan that the project was founded on, in and out again: three tables, cell by cell."""

from pathlib import Path

import pytest

from tests.integration.action_plans.plan_entries import ENTRIES, invented_entries
from tests.integration.action_plans.printed_plan import (
    assert_one_fact_per_field,
    assert_printed_as_read,
    assert_same_cell,
    enter,
    parse,
)

pytestmark = pytest.mark.sql
INVENTED_PLAN = Path(__file__).with_name("plan_invented.txt")


@pytest.mark.shared
def test_the_real_plan_comes_out_as_it_went_in(world, shared):
    text = (shared / "founding/gotene-handlingsplan-2019.txt").read_text(encoding="utf-8")
    titles = ["Upplevd otrygghet i centrum", "Inbrott i bostad", "Drog- och alkoholanvändning hos unga"]
    _in_and_out(world, text, titles, ENTRIES)


def test_the_plan_of_an_invented_town_comes_out_as_it_went_in(world):
    titles = ["Upplevd otrygghet i centrum", "Inbrott i bostad", "Drog- och alkoholanvändning hos unga"]
    _in_and_out(world, INVENTED_PLAN.read_text(encoding="utf-8"), titles, invented_entries())


def _in_and_out(world, text, titles, entries):
    tables = parse(text)
    assert [table.title for table in tables] == titles
    assert [len(table.rows) for table in tables] == [2, 2, 4]
    for table, entries_by_row in zip(tables, entries, strict=True):
        for row, of_row in zip(table.rows, entries_by_row, strict=True):
            assert_same_cell(row[1], [line for entry in of_row for line in entry.lines])
    problems = [enter(world, *pair) for pair in zip(tables, entries, strict=True)]
    for problem, table, entries_by_row in zip(problems, tables, entries, strict=True):
        assert_printed_as_read(world, problem, table, entries_by_row)
        assert_one_fact_per_field(problem, table)


@pytest.mark.parametrize(
    "lines",
    [
        ["Kommun", "Polisen"],  # a line is missing
        ["Kommun", "Kommun", "Polisen", "Skolan"],  # one too many
        ["Kommun Kommun"],  # the end is missing
        ["Polisen", "Kommun"],  # another order
        [],
    ],
)
def test_the_comparison_itself_can_fail(lines):
    with pytest.raises(AssertionError):
        assert_same_cell("Kommun Kommun Polisen", lines)
    assert_same_cell("Kommun Kommun Polisen", ["Kommun", "Kommun", "Polisen"])
