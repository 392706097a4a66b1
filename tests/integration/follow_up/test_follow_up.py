from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from lykta.base.documents.serialise import to_json
from lykta.base.documents.tree import Document, Note, plain_text
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.kernel.periods import parse_period
from lykta.cycle.action_plans.operations import report_status
from lykta.cycle.action_plans.queries import gaps
from lykta.cycle.cause_analysis.operations import set_state
from lykta.cycle.follow_up.models import FollowUp
from lykta.cycle.follow_up.operations import record_follow_up
from lykta.cycle.follow_up.queries import follow_ups_of, latest_effect, overdue
from lykta.cycle.follow_up.sections import effects
from lykta.cycle.follow_up.shown import judgement
from lykta.facts.evidence.free_text import TextStopped
from lykta.facts.evidence.sections import SectionRequest
from tests.integration.action_plans.chains import a_cause, a_problem, an_action, neighbours_problem

pytestmark = pytest.mark.sql
CAUTION = "Läs med försiktighet: fler rapporter efter en insats kan bero på att fler ser och rapporterar."
DAY = date(2026, 11, 12)


def followed_up(world, problem, layer="effect", verdict="cannot_be_decided", text="Tre rutor mot fyra.", **fields):
    return record_follow_up(
        problem=problem, layer=layer, verdict=verdict, text=text, by=fields.pop("by", world.coordinator),
        **{"day": DAY, **fields},
    )  # fmt: skip


def test_an_effect_is_stored_with_its_caution(world):
    row = followed_up(world, a_problem(world))
    assert row.text == f"Tre rutor mot fyra.\n\n{CAUTION}"
    shown = judgement(row)
    assert (shown.verdict, shown.reasons, shown.caution) == ("Går inte att avgöra", "Tre rutor mot fyra.", CAUTION)
    two = followed_up(world, a_problem(world), text="Ett stycke.\n\nEtt till.")
    assert (judgement(two).reasons, judgement(two).caution) == ("Ett stycke.\n\nEtt till.", CAUTION)
    with translation.override("en"):
        assert judgement(row).caution == CAUTION


def test_output_and_process_have_lights_hours_and_cost_and_no_verdict(world):
    problem = a_problem(world)
    action = an_action(world, problem)
    row = followed_up(
        world, problem, "process", "", action=action, light="yellow", hours=12.5, cost_sek=8000, text="Gick bra.\n\nOk."
    )
    assert (row.text, row.light, str(row.hours), row.cost_sek) == ("Gick bra.\n\nOk.", "yellow", "12.5", 8000)
    assert (judgement(row).reasons, judgement(row).caution) == ("Gick bra.\n\nOk.", "")


def test_what_is_refused(world):
    problem, other = a_problem(world), a_problem(world, "Annat")
    action = an_action(world, problem)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for fields in (
        {"action": action},  # an effect is never one action's
        {"verdict": ""},
        {"verdict": "superb"},
        {"light": "blue"},
        {"layer": "annat"},
        {"layer": "output", "verdict": "improvement"},
        {"layer": "output", "verdict": "", "action": an_action(world, other)},
        {"day": tomorrow},
        {"text": " "},
        {"text": "x" * 2001},
        {"text": "x" * 1990},  # with the caution it does not fit
        {"hours": -1},
        {"hours": float("inf")},
        {"cost_sek": -1},
    ):
        with pytest.raises(NotNow):
            followed_up(world, problem, **fields)
    with pytest.raises(TextStopped):
        followed_up(world, problem, text="Enligt 19811218-9876")
    for role in ("reporter", "police_officer", "action_owner", "council_member", "registrar", "outsider"):
        with pytest.raises(NotAllowed):
            followed_up(world, problem, by=world.account(role))
    with pytest.raises(NotAllowed):
        followed_up(world, neighbours_problem(world))
    assert not FollowUp.objects.for_municipality(world.bjorkviken).exists()


def test_a_double_click_is_one_follow_up(world):
    problem = a_problem(world)
    first = followed_up(world, problem, once="k")
    assert followed_up(world, problem, once="k").pk == first.pk
    with pytest.raises(NotNow):
        followed_up(world, problem, once="k", verdict="improvement")
    later = followed_up(world, problem, day=DAY + timedelta(days=1), verdict="improvement")
    assert [row.pk for row in follow_ups_of(problem)] == [later.pk, first.pk]
    assert latest_effect(problem).pk == later.pk


def asked(world, audience="internal", as_of=None):
    return SectionRequest(world.bjorkviken, parse_period("2026-W46"), audience, as_of or timezone.now())


def test_no_effect_judged_gives_an_empty_section(world):
    followed_up(world, a_problem(world), "output", "")
    followed_up(world, a_problem(world), day=date(2026, 11, 8))
    neighbour = neighbours_problem(world)
    record_follow_up(problem=neighbour, layer="effect", verdict="worse", text="Där", day=DAY, by=world.outsider)
    content = effects.build(asked(world))
    assert (content.is_empty, content.prose, content.facts) == (True, "", ())


def test_one_few_and_many_verdicts(world):
    one = a_problem(world, "Krossade rutor")
    followed_up(world, one)
    assert effects.build(asked(world)).prose == "Krossade rutor: går inte att avgöra (torsdag 12 november)."
    followed_up(world, one, day=date(2026, 11, 13), verdict="no_clear_change")  # the last word counts
    followed_up(world, a_problem(world, "Samlingar"), verdict="improvement")
    content = effects.build(asked(world))
    assert content.prose == (
        "Krossade rutor: ingen tydlig förändring (fredag 13 november). Samlingar: förbättring (torsdag 12 november)."
    )
    for n in range(4):
        followed_up(world, a_problem(world, f"Problem {n}"), verdict="worse")
    content = effects.build(asked(world))
    assert content.prose.count("försämring") == 4
    assert {number.key: number.value for number in content.numbers} == {
        "effect_improvement": 1, "effect_no_clear_change": 1, "effect_worse": 4, "effect_cannot_be_decided": 0,
    }  # fmt: skip


def test_what_was_recorded_later_is_not_known_yet(world):
    followed_up(world, a_problem(world))
    assert effects.build(asked(world, as_of=datetime(2026, 11, 16, tzinfo=UTC))).is_empty


@pytest.mark.parametrize("audience", ["internal", "reporters"])
def test_the_caution_is_for_everybody_and_the_reasons_for_the_group(world, audience):
    followed_up(world, a_problem(world), text="Hemliga skäl")
    content = effects.build(asked(world, audience))
    notes = [plain_text(block.inlines) for block in content.facts if isinstance(block, Note)]
    assert notes == [CAUTION]
    seen = content.prose + str(to_json(Document("t", blocks=content.facts)))
    assert ("Hemliga skäl" in seen) == (audience == "internal")


def test_done_and_never_followed_up_is_a_gap(world):
    today = timezone.localdate()
    problem = a_problem(world)
    causes = [a_cause(world, problem)]
    whole = {"operational_goal": "Mål", "due": today, "follow_ups": [("indicator", "Antal"), ("ongoing", "Löpande")]}
    old, fresh = an_action(world, problem, causes, **whole), an_action(world, problem, causes, **whole)
    unplanned = an_action(world, problem, causes)
    for action, days in ((old, 31), (fresh, 30), (unplanned, 31)):
        report_status(action=action, state="done", happened=today - timedelta(days=days), by=world.coordinator)
    assert [row.pk for row in overdue(world.bjorkviken)] == [old.pk]
    assert [(gap.key, gap.subject.pk) for gap in gaps(world.bjorkviken)] == [("follow_up_overdue", old.pk)]
    followed_up(world, problem, "output", "", action=fresh, day=today)
    followed_up(world, problem, day=today - timedelta(days=40))
    assert overdue(world.bjorkviken).count() == 1
    followed_up(world, problem, day=today)
    assert gaps(world.bjorkviken) == []


def test_a_closed_problem_asks_no_more(world):
    today = timezone.localdate()
    problem = a_problem(world)
    action = an_action(world, problem, follow_ups=[("indicator", "Antal")])
    report_status(action=action, state="done", happened=today - timedelta(days=50), by=world.coordinator)
    set_state(problem=problem, state="closed", by=world.coordinator)
    assert overdue(world.bjorkviken).count() == 0
