from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.cycle.action_plans.enums import TRANSITIONS, ActionState, FollowUpKind
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.action_plans.operations import change_action, decide_action, report_status
from lykta.cycle.action_plans.queries import status_word, was_reported
from lykta.cycle.cause_analysis.operations import set_state
from lykta.facts.evidence.free_text import TextStopped
from lykta.ground.accounts.models import Grant
from tests.integration.action_plans.chains import a_cause, a_link, a_problem, an_action, neighbours_problem

pytestmark = pytest.mark.sql
PLANTED = "19811218-9876"
TODAY = timezone.localdate


def reported(world, action, state="in_progress", by=None, **fields):
    fields.setdefault("happened", TODAY())
    return report_status(action=action, state=state, by=by or world.coordinator, **fields)


def test_an_action_is_decided_with_one_fact_per_field(world):
    problem = a_problem(world)
    causes = [a_cause(world, problem, text) for text in ("Mörkt", "Öde")]
    action = an_action(
        world, problem, causes, "Byta lampor", operational_goal="Alla lampor lyser", due=date(2026, 11, 9),
        starts=date(2026, 11, 2), horizon="long", kind="both",
        responsible=[world.park, world.functions["police_officer"], world.park],
        follow_ups=[(FollowUpKind.INDICATOR, "Antal lampor"), ("ongoing", " Löpande ")],
    )  # fmt: skip
    assert (action.number, action.state, action.version) == (1, "planned", 1)
    assert [cause.number for cause in action.causes.all()] == [1, 2]
    assert [(row.function, row.is_accountable) for row in action.responsibles.all()] == [
        (world.park, True), (world.functions["police_officer"], False),
    ]  # fmt: skip
    assert [(row.kind, row.text) for row in action.planned_follow_ups.all()] == [
        ("indicator", "Antal lampor"), ("ongoing", "Löpande"),
    ]  # fmt: skip


def test_what_belongs_elsewhere_is_refused(world):
    problem, other = a_problem(world), a_problem(world, "Annat problem")
    foreign = neighbours_problem(world)
    for fields in (
        {"causes": [a_cause(world, other)]},
        {"responsible": [world.functions["outsider"]]},
        {"state": "done"},
        {"kind": "annat"},
        {"horizon": "evig"},
        {"follow_ups": [("mått", "Antal")]},
        {"follow_ups": [("indicator", " ")]},
        {"title": " "},
        {"title": "x" * 301},
        {"starts": date(2026, 11, 9), "due": date(2026, 11, 8)},
    ):
        with pytest.raises(NotNow):
            an_action(world, problem, **fields)
    with pytest.raises(NotAllowed):
        an_action(world, foreign)
    set_state(problem=problem, state="closed", by=world.coordinator)
    with pytest.raises(NotNow):
        an_action(world, problem)
    assert not Action.objects.across_municipalities(reason="nothing was made anywhere").exists()


@pytest.mark.parametrize("field", ["title", "description", "operational_goal", "follow_ups"])
def test_texts_are_screened(world, field):
    text = f"Ring {PLANTED}"
    with pytest.raises(TextStopped):
        an_action(world, a_problem(world), **{field: [("indicator", text)] if field == "follow_ups" else text})
    assert not Action.objects.for_municipality(world.bjorkviken).exists()


def test_a_double_click_decides_one_action(world):
    problem = a_problem(world)
    first = an_action(world, problem, once="k")
    assert an_action(world, problem, once="k").pk == first.pk
    with pytest.raises(NotNow):
        an_action(world, problem, once="k", responsible=[world.functions["coordinator"]])
    assert Action.objects.for_municipality(world.bjorkviken).count() == 1


@pytest.mark.parametrize(
    "role", ["reporter", "police_officer", "action_owner", "council_member", "registrar", "outsider"]
)
def test_only_those_who_edit_decide(world, role):
    with pytest.raises(NotAllowed):
        decide_action(
            problem=a_problem(world), causes=[], title="Försök", kind="social", horizon="short", by=world.account(role)
        )


def test_changes_leave_the_rest_and_old_pages_overwrite_nothing(world):
    problem = a_problem(world)
    cause = a_cause(world, problem)
    action = an_action(world, problem, [cause], due=date(2026, 11, 9), follow_ups=[("ongoing", "Löpande")])
    changed = change_action(action=action, title="Ny titel", by=world.coordinator, expected_version=1)
    assert (changed.title, changed.due, changed.version) == ("Ny titel", date(2026, 11, 9), 2)
    assert changed.causes.count() == changed.responsibles.count() == changed.planned_follow_ups.count() == 1
    with pytest.raises(StalePage):
        change_action(action=action, title="Sen", by=world.coordinator, expected_version=1)
    with pytest.raises(NotNow):
        change_action(action=action, starts=date(2026, 11, 10), by=world.coordinator)
    change_action(action=action, causes=[], responsible=[], follow_ups=[], by=world.coordinator)
    assert changed.causes.count() + changed.responsibles.count() + changed.planned_follow_ups.count() == 0


@pytest.mark.parametrize("now", ActionState.values)
@pytest.mark.parametrize("wanted", ActionState.values)
def test_states_move_by_the_table(world, now, wanted):
    action = an_action(world, a_problem(world))
    Action.objects.for_municipality(world.bjorkviken).update(state=now)
    if wanted not in TRANSITIONS[now]:
        with pytest.raises(NotNow):
            reported(world, action, wanted)
        assert not action.statuses.exists()
        return
    status = reported(world, action, wanted)
    action.refresh_from_db()
    assert (action.state, action.version, status.state) == (wanted, 2, wanted)


def test_reports_are_kept_with_amount_and_who(world):
    action = an_action(world, a_problem(world))
    reported(world, action, amount=14, unit="lampor", text="Norra delen", happened=date(2026, 11, 10))
    reported(world, action, "done", amount="3.25", happened=date(2026, 11, 11))
    rows = [(row.state, row.amount, row.unit, row.text, row.reported_by_name) for row in action.statuses.all()]
    assert rows == [
        ("done", Decimal("3.2"), "", "", "Klara Samordnare"),
        ("in_progress", Decimal("14.0"), "lampor", "Norra delen", "Klara Samordnare"),
    ]


def test_what_has_not_happened_cannot_be_reported(world):
    action = an_action(world, a_problem(world))
    with pytest.raises(NotNow):
        reported(world, action, "done", happened=TODAY() + timedelta(days=1))
    assert reported(world, action, "done", happened=TODAY()).state == "done"


def test_odd_amounts_and_texts_are_refused_kindly(world):
    action = an_action(world, a_problem(world))
    for fields in (
        {"amount": -1}, {"amount": float("nan")}, {"amount": 10**9}, {"unit": "x" * 41}, {"text": "x" * 501},
        {"text": f"Enligt {PLANTED}"}, {"unit": PLANTED},
    ):  # fmt: skip
        with pytest.raises(NotNow):
            reported(world, action, **fields)
    assert not ActionStatus.objects.exists()


def test_a_status_sent_twice_is_one(world):
    action = an_action(world, a_problem(world))
    assert not was_reported(action, "k")
    first = reported(world, action, "done", once="k", expected_version=1)
    assert was_reported(action, "k")
    assert reported(world, action, "done", once="k", expected_version=1).pk == first.pk
    with pytest.raises(NotNow):
        reported(world, action, "done", once="k", text="Annat")
    with pytest.raises(StalePage):
        reported(world, action, "in_progress", once="k2", expected_version=1)
    assert action.statuses.count() == 1


def test_owners_report_on_the_actions_of_the_functions_they_hold_now(world):
    problem = a_problem(world)
    own = an_action(world, problem, responsible=[world.functions["police_officer"], world.park])
    others = an_action(world, problem, responsible=[world.functions["coordinator"]])
    assert reported(world, own, by=world.action_owner).reported_by_name == "Axel Ägare"
    for account in (world.action_owner, world.police_officer, world.reporter, world.outsider, world.registrar):
        with pytest.raises(NotAllowed):
            reported(world, others, by=account)
    assert reported(world, others, by=world.coordinator)
    Grant.objects.for_municipality(world.bjorkviken).filter(account=world.action_owner).update(
        valid_to=TODAY() - timedelta(days=1)
    )
    former = type(world.action_owner).objects.get(pk=world.action_owner.pk)
    with pytest.raises(NotAllowed):
        reported(world, own, by=former)


def test_deciding_is_not_for_owners(world):
    problem = a_problem(world)
    proposed = an_action(world, problem, state="proposed")
    planned = an_action(world, problem)
    for state in ("planned", "in_progress", "cancelled"):
        with pytest.raises(NotAllowed):
            reported(world, proposed, state, by=world.action_owner)
    assert reported(world, planned, "cancelled", by=world.action_owner)
    with pytest.raises(NotAllowed):
        reported(world, planned, "planned", by=world.action_owner)
    assert reported(world, planned, "planned", by=world.coordinator)


def test_a_link_reports_on_its_functions_actions_only(world):
    problem = a_problem(world)
    own, others = an_action(world, problem), an_action(world, problem, responsible=[world.functions["coordinator"]])
    link = a_link(world, world.park)
    assert reported(world, own, by=link).reported_by_name == "Parkchef"
    with pytest.raises(NotAllowed):
        reported(world, others, by=link)
    link.link.revoked = timezone.now()
    with pytest.raises(NotAllowed):
        reported(world, own, by=link)


def test_late_is_a_day_that_has_passed_and_not_a_state(world):
    problem = a_problem(world)
    late = an_action(world, problem, due=TODAY() - timedelta(days=1))
    today = an_action(world, problem, due=TODAY())
    assert (status_word(late), status_word(today)) == ("Försenad", "Planerad")
    reported(world, late, "done")
    late.refresh_from_db()
    assert status_word(late) == "Klar"
