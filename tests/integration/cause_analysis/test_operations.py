import pytest

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.cycle.cause_analysis import queries
from lykta.cycle.cause_analysis.enums import TRANSITIONS, ProblemState
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.operations import (
    add_cause,
    change_cause,
    change_problem,
    open_problem,
    remove_cause,
    set_state,
)
from lykta.facts.evidence.free_text import TextStopped
from tests.integration.action_plans.chains import a_cause, a_problem, an_action, neighbours_problem

pytestmark = pytest.mark.sql
PLANTED = "19811218-9876"


def test_a_problem_is_opened_with_number_and_log(world):
    problem = a_problem(world, place=world.school, exposed_group="Elever och personal", effect_goal="Hela rutor")
    assert (problem.number, problem.state, problem.version) == (1, "watched", 1)
    assert (problem.place, problem.exposed_group, problem.effect_goal) == (
        world.school, "Elever och personal", "Hela rutor",
    )  # fmt: skip
    assert a_problem(world, "Ett till").number == 2
    assert neighbours_problem(world).number == 1
    event = AuditEvent.objects.get(subject_id=problem.public_id)
    assert (event.event, event.details) == ("cause_analysis.problem_opened", {"number": 1, "incidents": 0})


@pytest.mark.parametrize(
    "role", ["reporter", "action_owner", "council_member", "registrar", "administrator", "outsider"]
)
def test_only_those_who_edit_open_problems(world, role):
    with pytest.raises(NotAllowed):
        open_problem(municipality=world.bjorkviken, title="Försök", by=world.account(role))
    assert not Problem.objects.for_municipality(world.bjorkviken).exists()


def test_a_double_click_opens_one_problem_and_another_content_is_refused(world):
    first = a_problem(world, once="k1", description="Fyra rutor")
    assert a_problem(world, once="k1", description="Fyra rutor").pk == first.pk
    with pytest.raises(NotNow):
        a_problem(world, once="k1", description="Fem rutor")
    assert a_problem(world, once="k2", description="Fyra rutor").pk != first.pk
    change_problem(problem=first, description="Sex rutor", by=world.coordinator)
    assert a_problem(world, once="k1", description="Fyra rutor").pk == first.pk
    assert Problem.objects.for_municipality(world.bjorkviken).count() == 2


def test_a_key_that_a_browser_made_up_fits_the_column(world):
    assert a_problem(world, once="x" * 5000).idempotency_key.__len__() <= 80


def test_nothing_of_a_neighbour_is_tied_to_our_problem(world):
    from tests.integration.cause_analysis.neighbours import area_of, place_of, report_of

    for field in (
        {"place": place_of(world.granhult)},
        {"area": area_of(world.granhult)},
        {"from_report": report_of(world.granhult)},
    ):
        with pytest.raises(NotNow):
            a_problem(world, **field)
    assert a_problem(world, area=area_of(world.bjorkviken)).area is not None
    problem = a_problem(world)
    with pytest.raises(NotNow):
        change_problem(problem=problem, place=place_of(world.granhult, "Torget"), by=world.coordinator)


@pytest.mark.parametrize(
    "field", ["title", "description", "time_pattern", "exposed_group", "consequences", "effect_goal"]
)
def test_a_text_that_points_somebody_out_is_stopped_in_every_field(world, field):
    with pytest.raises(TextStopped) as stopped:
        open_problem(
            municipality=world.bjorkviken, by=world.coordinator, **{"title": "Rutor", field: f"Gäller {PLANTED}"}
        )
    assert stopped.value.field == field
    assert PLANTED not in stopped.value.message
    assert not Problem.objects.for_municipality(world.bjorkviken).exists()
    assert not AuditEvent.objects.filter(event__startswith="cause_analysis").exists()


def test_too_long_and_too_short(world):
    assert a_problem(world, "x" * 160).title == "x" * 160
    with pytest.raises(TextStopped) as stopped:
        a_problem(world, "x" * 161)
    assert "161" in stopped.value.message
    assert "160" in stopped.value.message
    for empty in ("", "  \n"):
        with pytest.raises(NotNow):
            a_problem(world, empty)


def test_changes_leave_the_rest_and_an_old_page_overwrites_nothing(world):
    problem = a_problem(world, description="Före", place=world.school)
    changed = change_problem(problem=problem, title="Efter", by=world.coordinator, expected_version=1)
    assert (changed.title, changed.description, changed.place, changed.version) == ("Efter", "Före", world.school, 2)
    with pytest.raises(StalePage):
        change_problem(problem=problem, title="Sent", by=world.coordinator, expected_version=1)
    problem.refresh_from_db()
    assert problem.title == "Efter"
    with pytest.raises(TypeError):
        change_problem(problem=problem, state="closed", by=world.coordinator)


@pytest.mark.parametrize("now", ProblemState.values)
@pytest.mark.parametrize("wanted", ProblemState.values)
def test_states_move_by_the_table(world, now, wanted):
    problem = a_problem(world)
    Problem.objects.for_municipality(world.bjorkviken).update(state=now)
    if wanted not in TRANSITIONS[now]:
        with pytest.raises(NotNow):
            set_state(problem=problem, state=wanted, by=world.coordinator)
        return
    moved = set_state(problem=problem, state=wanted, by=world.coordinator)
    assert (moved.state, moved.closed is not None) == (wanted, wanted == "closed")


def test_a_closed_problem_stands_still_until_it_is_opened_again(world):
    problem = a_problem(world)
    cause = a_cause(world, problem)
    set_state(problem=problem, state="closed", by=world.coordinator)
    for attempt in (
        lambda: change_problem(problem=problem, title="Ny", by=world.coordinator),
        lambda: a_cause(world, problem),
        lambda: change_cause(cause=cause, text="Ny", by=world.coordinator),
        lambda: remove_cause(cause=cause, by=world.coordinator),
    ):
        with pytest.raises(NotNow):
            attempt()
    assert set_state(problem=problem, state="watched", by=world.coordinator).closed is None
    assert a_cause(world, problem).number == 2


def test_causes_are_numbered_and_numbers_stay(world):
    problem = a_problem(world)
    causes = [a_cause(world, problem, text) for text in ("Mörkt", "Ingen tillsyn", "Mörkt")]
    assert [cause.number for cause in causes] == [1, 2, 3]
    remove_cause(cause=causes[1], by=world.coordinator)
    assert [str(cause) for cause in problem.causes.all()] == ["1. Mörkt", "3. Mörkt"]
    assert a_cause(world, problem).number == 4


def test_a_cause_sent_twice_from_the_same_page_is_one(world):
    problem = a_problem(world)
    sent = {"problem": problem, "text": "Mörkt", "kind": "place", "evidence_kind": "data", "by": world.coordinator}
    first = add_cause(**sent, expected_version=1)
    assert add_cause(**sent, expected_version=1).pk == first.pk
    with pytest.raises(StalePage):
        add_cause(**{**sent, "text": "Annat"}, expected_version=1)
    assert add_cause(**sent, expected_version=2).number == 2


def test_a_cause_that_actions_hang_on_stays(world):
    problem = a_problem(world)
    cause, free = a_cause(world, problem), a_cause(world, problem, "Annan")
    an_action(world, problem, [cause])
    with pytest.raises(NotNow):
        remove_cause(cause=cause, by=world.coordinator)
    remove_cause(cause=free, by=world.coordinator)
    assert [row.pk for row in problem.causes.all()] == [cause.pk]


def test_causes_are_checked(world):
    problem = a_problem(world)
    for wrong in ({"kind": "person"}, {"evidence_kind": "gissning"}, {"text": ""}, {"text": "x" * 501}):
        content = {"text": "Mörkt", "kind": "place", "evidence_kind": "data", **wrong}
        with pytest.raises(NotNow):
            add_cause(problem=problem, by=world.coordinator, **content)
    with pytest.raises(TextStopped):
        a_cause(world, problem, f"Är det {PLANTED}?")
    with pytest.raises(NotAllowed):
        add_cause(problem=problem, text="Mörkt", kind="place", evidence_kind="data", by=world.outsider)
    assert not Cause.objects.for_municipality(world.bjorkviken).exists()
    cause = a_cause(world, problem)
    changed = change_cause(cause=cause, evidence_kind="research", can_influence=False, by=world.coordinator)
    assert (changed.text, changed.evidence_kind, changed.can_influence) == (cause.text, "research", False)


def test_queries(world, django_assert_num_queries):
    neighbours_problem(world)
    problem, other = a_problem(world), a_problem(world, "Utan orsak")
    cause = a_cause(world, problem)
    assert [row.pk for row in queries.problems_of(world.bjorkviken)] == [other.pk, problem.pk]
    assert [row.pk for row in queries.problems_without_cause(world.bjorkviken)] == [other.pk]
    bones = queries.causes_by_kind(problem)
    assert [len(causes) for _kind, causes in bones] == [0, 0, 0, 1, 0]
    assert bones[3] == ("control", [cause])
    for n in range(5):
        a_cause(world, a_problem(world, f"Problem {n}"))
    with django_assert_num_queries(2):
        assert sum(len(row.causes.all()) for row in queries.problems_of(world.bjorkviken)) == 6
    set_state(problem=problem, state="closed", by=world.coordinator)
    assert problem.pk not in {row.pk for row in queries.open_problems(world.bjorkviken)}
