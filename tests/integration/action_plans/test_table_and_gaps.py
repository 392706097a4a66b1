from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.base.documents.html import render
from lykta.base.documents.tree import Heading, Table, plain_text
from lykta.cycle.action_plans.documents import plan_document
from lykta.cycle.action_plans.operations import change_action, report_status
from lykta.cycle.action_plans.queries import action_table, actions_of, actions_of_function, gaps, late_actions
from lykta.cycle.cause_analysis.operations import change_cause, set_state
from tests.integration.action_plans.chains import a_cause, a_problem, an_action, neighbours_problem

pytestmark = pytest.mark.sql


def cells(row):
    return (row.cause_number, row.cause, row.actions, row.responsible, row.follow_ups)


PARK = "Parkchef, Björkvikens kommun"
POLICE = "Kommunpolis, Polisen"


def test_the_table_prints_shared_lists_once_and_others_by_position(world):
    problem = a_problem(world)
    dark, empty, alone = (a_cause(world, problem, text) for text in ("Mörkt", "Öde", "Ingen åtgärd"))
    police = world.functions["police_officer"]
    an_action(world, problem, [dark], "Lampor", responsible=[world.park, police], follow_ups=[("ongoing", "Löpande")])
    an_action(world, problem, [dark, empty], "Rondering", responsible=[world.park, police],
              follow_ups=[("ongoing", "Löpande")])  # fmt: skip
    an_action(world, problem, [empty], "Fältgrupp", responsible=[], follow_ups=[("indicator", "A"), ("milestone", "B")])
    an_action(world, problem, [], "Utan orsak")
    called_off = an_action(world, problem, [alone], "Avblåst")
    report_status(action=called_off, state="cancelled", happened=timezone.localdate(), by=world.coordinator)
    assert [cells(row) for row in action_table(world.bjorkviken, problem)] == [
        (1, "Mörkt", ("Lampor", "Rondering"), (PARK, POLICE), ("Löpande",)),
        (2, "Öde", ("Rondering", "Fältgrupp"), (f"{PARK}, {POLICE}", "–"), ("Löpande", "A; B")),
        (3, "Ingen åtgärd", (), (), ()),
        (None, "", ("Utan orsak",), (PARK,), ()),
    ]


def test_points_of_a_description_are_printed_and_running_text_is_not(world):
    problem = a_problem(world)
    an_action(world, problem, [a_cause(world, problem)], "Vandring", description="Bakgrund.\n• Torget\n- Skolan")
    (row,) = action_table(world.bjorkviken)
    assert row.actions == ("Vandring", "• Torget", "- Skolan")


def test_a_table_asks_the_same_number_of_questions_for_one_row_and_thirty(world, django_assert_max_num_queries):
    problem = a_problem(world)
    an_action(world, problem, [a_cause(world, problem)], follow_ups=[("ongoing", "Löpande")])
    with django_assert_max_num_queries(7):
        assert len(action_table(world.bjorkviken)) == 1
    for n in range(29):
        an_action(world, problem, [a_cause(world, problem, f"Orsak {n}")], follow_ups=[("ongoing", "Löpande")])
    with django_assert_max_num_queries(7):
        assert len(action_table(world.bjorkviken)) == 30


def test_the_plan_on_paper(world):
    problem = a_problem(world, description="Fyra rutor.", effect_goal="Hela rutor")
    an_action(world, problem, [a_cause(world, problem)], "Rondering", description="• Kväll",
              responsible=[world.park], follow_ups=[("ongoing", "Löpande")])  # fmt: skip
    a_problem(world, "Utan orsak")
    closed = a_problem(world, "Avslutat")
    set_state(problem=closed, state="closed", by=world.coordinator)
    document = plan_document(world.bjorkviken)
    assert document.title == "Åtgärdsplan Björkviken"
    assert [block.text for block in document.blocks if isinstance(block, Heading)] == [problem.title, "Utan orsak"]
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [column.title for column in table.columns] == ["Orsak", "Åtgärd", "Ansvarig", "Uppföljning"]
    assert [plain_text(cell.inlines) for cell in table.rows[0]] == [
        "1. Ingen vuxen på skolgården efter klockan 20", "• Rondering\n– Kväll", PARK, "Löpande",
    ]  # fmt: skip
    html = render(document)
    assert "Hela rutor" in html
    assert "Inga orsaker är skrivna än." in html


def found(world):
    return {(gap.key, str(gap.subject)) for gap in gaps(world.bjorkviken)}


def test_gaps_name_every_broken_link(world):
    a_problem(world, "Utan orsak")
    neighbours_problem(world)
    problem = a_problem(world, "Med orsak")
    lonely, ours = a_cause(world, problem, "Utan åtgärd"), a_cause(world, problem, "Med åtgärd")
    an_action(world, problem, [ours], "Naken", responsible=[])
    an_action(world, problem, [ours], "Hel", responsible=[world.park], due=date(2027, 1, 1),
              operational_goal="Alla lampor lyser", follow_ups=[("ongoing", "Löpande")])  # fmt: skip
    assert found(world) == {
        ("problem_without_cause", "Utan orsak"),
        ("cause_without_action", "1. Utan åtgärd"),
        ("action_without_accountable", "Naken"),
        ("action_without_date", "Naken"),
        ("action_without_goal", "Naken"),
        ("action_without_follow_up", "Naken"),
    }
    change_cause(cause=lonely, can_influence=False, by=world.coordinator)
    naked = actions_of(world.bjorkviken).get(title="Naken")
    report_status(action=naked, state="cancelled", happened=timezone.localdate(), by=world.coordinator)
    assert found(world) == {("problem_without_cause", "Utan orsak")}


def test_a_cause_whose_only_action_was_called_off_is_a_gap_again(world):
    problem = a_problem(world)
    action = an_action(world, problem, [a_cause(world, problem, "Mörkt")])
    report_status(action=action, state="cancelled", happened=timezone.localdate(), by=world.coordinator)
    assert found(world) == {("cause_without_action", "1. Mörkt")}


def test_late_actions_longest_wait_first_and_actions_of_a_function(world):
    problem = a_problem(world)
    today = timezone.localdate()
    second = an_action(world, problem, due=today - timedelta(days=1))
    first = an_action(world, problem, due=today - timedelta(days=9))
    an_action(world, problem, due=today)
    done = an_action(world, problem, due=today - timedelta(days=5), responsible=[world.functions["coordinator"]])
    report_status(action=done, state="done", happened=today, by=world.coordinator)
    assert [row.pk for row in late_actions(world.bjorkviken)] == [first.pk, second.pk]
    assert done.pk not in {row.pk for row in actions_of_function(world.park)}
    change_action(action=done, responsible=[done.responsibles.get().function, world.park], by=world.coordinator)
    assert done.pk in {row.pk for row in actions_of_function(world.park)}
