from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from lykta.base.documents.serialise import to_json
from lykta.base.documents.tree import Document, plain_text
from lykta.base.kernel.periods import parse_period
from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.action_plans.sections import decided_actions, earlier_actions
from lykta.facts.evidence.sections import SectionRequest, sections
from tests.integration.action_plans.chains import a_cause, a_problem, an_action

pytestmark = pytest.mark.sql
WEEK = parse_period("2026-W46")  # Monday 9 to Sunday 15 November 2026
MONDAY_AFTER = datetime(2026, 11, 16, 6, tzinfo=UTC)
SECRET = "Hemlig fritext"


def ask(world, audience="internal", as_of=MONDAY_AFTER):
    return SectionRequest(world.bjorkviken, WEEK, audience, as_of)


def decided(world, title, day, due=None, state=ActionState.PLANNED, **fields):
    problem = getattr(world, "problem", None) or a_problem(world)
    world.problem = problem
    hidden = {"description": SECRET, "operational_goal": SECRET, "follow_ups": [("ongoing", SECRET)]}
    action = an_action(world, problem, [a_cause(world, problem)], title, due=due, state=state, **hidden, **fields)
    Action.objects.for_municipality(world.bjorkviken).filter(pk=action.pk).update(
        created=datetime(2026, day[0], day[1], 12, tzinfo=UTC)
    )
    return action


def told(action, state, day, reported=None):
    return ActionStatus.objects.create(
        action=action, state=state, happened=date(2026, *day), text=SECRET, reported_by_name="Axel Ägare",
        reported=datetime(2026, *(reported or day), 12, tzinfo=UTC),
    )  # fmt: skip


def rows_of(content):
    return [tuple(plain_text(cell.inlines) for cell in row) for row in content.facts[0].rows]


def test_no_action_decided(world):
    decided(world, "Förra veckans", (11, 8))
    decided(world, "Nästa veckas", (11, 16))
    decided(world, "Bara föreslagen", (11, 12), state="proposed")
    content = decided_actions.build(ask(world))
    assert (content.prose, content.facts, content.numbers[0].value) == ("Inga nya åtgärder beslutades.", (), 0)


def test_one_few_and_many_decided(world):
    decided(world, "Siktröjning", (11, 9), due=date(2026, 11, 27))
    content = decided_actions.build(ask(world))
    assert content.prose == "En ny åtgärd beslutades: Siktröjning."
    assert rows_of(content) == [
        ("Siktröjning", "Krossade rutor på Strandskolan", "Parkchef, Björkvikens kommun", "fredag 27 november")
    ]
    decided(world, "Lampor", (11, 15), responsible=[])
    content = decided_actions.build(ask(world))
    assert content.prose == "Två nya åtgärder beslutades: Siktröjning och Lampor."
    assert rows_of(content)[1] == ("Lampor", "Krossade rutor på Strandskolan", "ingen än", "ingen dag bestämd")
    for n in range(5):
        decided(world, f"Mer {n}", (11, 10))
    content = decided_actions.build(ask(world))
    assert content.prose == "Sju nya åtgärder beslutades: Siktröjning, Lampor, Mer 0, Mer 1 och tre till."
    assert (content.numbers[0].value, len(rows_of(content))) == (7, 7)
    with translation.override("en"):
        assert decided_actions.build(ask(world)).prose == (
            "7 new actions were decided: Siktröjning, Lampor, Mer 0, Mer 1 and 3 more."
        )


def test_nothing_to_tell_about_earlier_actions(world):
    decided(world, "Ny den här veckan", (11, 10), due=date(2026, 11, 11))
    waiting = decided(world, "Väntar", (10, 1), due=date(2026, 12, 1))
    told(decided(world, "Klar i oktober", (10, 1)), "done", (10, 20))
    content = earlier_actions.build(ask(world))
    assert (content.prose, content.facts) == ("Det finns inget att berätta om tidigare åtgärder.", ())
    assert {number.value for number in content.numbers} == {0}
    assert waiting.state == "planned"


def test_earlier_actions_done_partly_late_called_off_and_going_on(world):
    told(decided(world, "Busskuren", (10, 1)), "done", (11, 11))
    decided(world, "Belysningen", (10, 1), due=date(2026, 11, 9))
    told(decided(world, "Staketet", (10, 1), due=date(2026, 11, 15)), "in_progress", (11, 1))
    told(decided(world, "Kameran", (10, 1)), "cancelled", (11, 12))
    told(decided(world, "Föräldramöten", (10, 1), due=date(2027, 2, 25)), "in_progress", (11, 10))
    content = earlier_actions.build(ask(world))
    assert content.prose == (
        "Försenad: Belysningen (skulle vara klar måndag 9 november). "
        "Delvis: Staketet (skulle vara klar söndag 15 november). "
        "Klar: Busskuren (onsdag 11 november). "
        "Utgår: Kameran (torsdag 12 november). "
        "Pågår: Föräldramöten (ska vara klar torsdag 25 februari 2027)."
    )
    assert [row[:2] for row in rows_of(content)] == [
        ("Belysningen", "Försenad"), ("Staketet", "Delvis"), ("Busskuren", "Klar"), ("Kameran", "Utgår"),
        ("Föräldramöten", "Pågår"),
    ]  # fmt: skip
    assert {number.key: number.value for number in content.numbers} == {
        "actions_late": 1, "actions_partly": 1, "actions_done": 1, "actions_cancelled": 1, "actions_ongoing": 1,
    }  # fmt: skip


def test_many_late_ones_are_counted_out_and_listed_in_the_table(world):
    for n in range(6):
        decided(world, f"Sak {n}", (10, 1), due=date(2026, 11, 2))
    content = earlier_actions.build(ask(world))
    assert content.prose.endswith("Sak 3 (skulle vara klar måndag 2 november) och två till.")
    assert len(rows_of(content)) == 6


def test_what_became_known_later_belongs_to_later_reports(world):
    action = decided(world, "Busskuren", (10, 1), due=date(2026, 11, 9))
    told(action, "done", (11, 11), reported=(11, 17))
    assert earlier_actions.build(ask(world)).prose.startswith("Försenad: Busskuren")
    late = datetime(2026, 11, 18, tzinfo=UTC)
    assert earlier_actions.build(ask(world, as_of=late)).prose == "Klar: Busskuren (onsdag 11 november)."
    # Done in the week before, but nobody knew then: it is told once, when it is known.
    other = decided(world, "Klottret", (10, 1))
    told(other, "done", (11, 6), reported=(11, 12))
    assert "Klar: Klottret (fredag 6 november)." in earlier_actions.build(ask(world)).prose
    # Done after the week: the week's report does not know it, whenever it is drawn.
    third = decided(world, "Grinden", (10, 1))
    told(third, "done", (11, 16))
    assert "Grinden" not in earlier_actions.build(ask(world, as_of=late)).prose


@pytest.mark.parametrize("section", [decided_actions, earlier_actions])
def test_reporters_see_titles_and_states_and_no_other_text(world, section):
    decided(world, "Siktröjning", (11, 10), due=date(2026, 11, 27))
    told(decided(world, "Busskuren", (10, 1)), "done", (11, 11))
    content = section.build(ask(world, "reporters"))
    seen = str(to_json(Document("t", blocks=content.facts))) + content.prose
    assert len(content.facts) == 1
    assert any(title in seen for title in ("Siktröjning", "Busskuren"))
    for hidden in (SECRET, "Parkchef", "Axel", "Krossade", "Ingen vuxen"):
        assert hidden not in seen
    internal = section.build(ask(world))
    assert "Parkchef" in str(to_json(Document("t", blocks=internal.facts)))


def test_the_sections_are_registered_where_the_report_wants_them():
    places = {section.key: section.position for section in sections}
    assert (places["decided_actions"], places["earlier_actions"], places["effects"]) == (90, 100, 105)
