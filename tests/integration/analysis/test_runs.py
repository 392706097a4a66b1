"""A question answered: what is kept, who may, the same again, and what is never claimed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.kernel.periods import parse_period, weeks
from lykta.cycle.analysis import operations, queries
from lykta.cycle.analysis.effect_question import EffectQuestion, Where
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.analysis.question import Question, Settings
from lykta.cycle.cause_analysis.evidence_operations import add_evidence, remove_evidence
from lykta.cycle.cause_analysis.operations import set_state
from lykta.cycle.cause_analysis.queries import analyses_under, problems_resting_on
from lykta.facts.evidence.sections import SectionRequest, sections
from lykta.facts.incidents.models import Incident
from tests.integration.action_plans.chains import a_cause, a_problem, an_action, neighbours_problem
from tests.integration.analysis.worlds_of_events import LAT, LON, NOW, around, make, moments, scattered
from tests.worlds import World

pytestmark = pytest.mark.sql
YEAR = weeks(date(2025, 11, 17), 52)
FEW_DRAWS = Settings(replicates=199)


def ask(world: World, **changes: Any) -> AnalysisRun:
    question = {"municipality": world.bjorkviken, "period": YEAR, "settings": FEW_DRAWS} | {
        key: changes.pop(key) for key in ("period", "category", "area", "settings", "municipality") if key in changes
    }
    return operations.start_run(**{"question": Question(**question), "by": world.coordinator, "as_of": NOW} | changes)


def outcomes(run: AnalysisRun) -> dict[str, str]:
    return {answer["key"]: answer["outcome"] for answer in run.answers}


@pytest.fixture
def hot(world: World) -> World:
    """Three hundred events anywhere, eighty at one place, all year round."""
    rng = np.random.default_rng(1)
    make(world, moments(rng, 300, 52), scattered(rng, 300))
    make(world, moments(rng, 80, 52), around(rng, 80, 600, -400, 60))
    return world


def test_the_hot_place_is_marked_and_nothing_else(hot: World):
    run = ask(hot)
    assert (run.n_events, run.n_placed, run.number) == (380, 380, 1)
    where = run.answers[0]
    assert where["outcome"] == Outcome.FOUND
    corners = np.array([square["corners"][:4] for square in where["numbers"]["squares"]]).reshape(-1, 2)
    metres = np.abs(corners - [LON + 600 / 57_500, LAT - 400 / 111_320]) * [57_500, 111_320]
    assert metres.max() < 700
    assert [answer["key"] for answer in run.answers] == ["where", "when", "together", "episodes", "change"]
    json.dumps(run.answers, allow_nan=False)  # nothing that a page could show as nan


def test_events_spread_by_chance_mark_no_place(world: World):
    marked = 0
    for seed in range(12):
        Incident.objects.for_municipality(world.bjorkviken).update(state="withdrawn")
        rng = np.random.default_rng(seed)
        make(world, moments(rng, 250, 52), scattered(rng, 250))
        squares = ask(world, settings=Settings(cell_m=500, replicates=199)).answers[0]["numbers"]["squares"]
        marked += bool(squares)
    assert marked <= 3  # one in twenty is promised; four of twelve would be a mistake in a thousand worlds


def test_the_same_seed_gives_the_same_numbers(hot: World):
    first, again, other = ask(hot, seed=7), ask(hot, seed=7), ask(hot, seed=8)
    assert first.answers == again.answers
    assert first.answers != other.answers  # the draws differ, so at least a p does
    assert (first.seed, again.number) == (7, 2)


def test_what_is_known_later_does_not_change_a_kept_answer(hot: World):
    run = ask(hot)
    kept = run.answers
    rng = np.random.default_rng(3)
    make(hot, moments(rng, 50, 52), scattered(rng, 50))
    run.refresh_from_db()
    assert run.answers == kept
    assert queries.events_have_changed(run)
    assert ask(hot).n_events == 430


def test_category_and_area_narrow_the_question(hot: World):
    rng = np.random.default_rng(4)
    make(hot, moments(rng, 40, 52), scattered(rng, 40), category="fight")
    assert ask(hot, category=hot.category("violence_threat")).n_events == 40
    assert ask(hot, category=hot.category("graffiti")).n_events == 380
    assert ask(hot).n_events == 420


def test_good_signs_vague_positions_and_unreviewed_are_left_out(hot: World):
    rng = np.random.default_rng(5)
    make(hot, moments(rng, 10, 52), scattered(rng, 10), category="positive")
    make(hot, moments(rng, 10, 52), scattered(rng, 10), state="reported")
    make(hot, moments(rng, 30, 52), [(LON, LAT)] * 30, precision="area")
    make(hot, moments(rng, 5, 52), [None] * 5)
    run = ask(hot)
    assert (run.n_events, run.n_placed) == (415, 380)
    assert run.answers[0]["left_out"] == {"without_position": 5, "vague_position": 30}


def test_too_little_cannot_be_decided_and_says_so(world: World):
    run = ask(world)
    assert set(outcomes(run).values()) == {Outcome.UNDECIDED}
    rng = np.random.default_rng(6)
    make(world, moments(rng, 6, 52), scattered(rng, 6))
    run = ask(world)
    assert outcomes(run)["where"] == outcomes(run)["together"] == outcomes(run)["when"] == Outcome.UNDECIDED
    assert "går inte att avgöra" in run.answers[0]["words"]["sv"]
    assert "cannot be decided" in run.answers[0]["words"]["en"]


@pytest.mark.parametrize("at", ["one_place", "one_time"])
def test_all_at_one_place_or_one_time(world: World, at: str):
    rng = np.random.default_rng(7)
    when = [NOW - timedelta(days=30)] * 60 if at == "one_time" else moments(rng, 60, 52)
    make(world, when, [(LON, LAT)] * 60 if at == "one_place" else scattered(rng, 60))
    run = ask(world)
    assert outcomes(run)["together"] == Outcome.UNDECIDED
    json.dumps(run.answers, allow_nan=False)


def test_an_outage_is_never_a_decrease(world: World):
    rng = np.random.default_rng(8)
    for category in ("graffiti", "fight", "poor_lighting"):
        make(world, moments(rng, 500, 60, 3), scattered(rng, 500), category=category)
    for weeks_ago in (0, 1, 2):  # three weeks in which hardly anything came in
        make(world, moments(rng, 1, 1, weeks_ago), scattered(rng, 1))
    run = ask(world, period=weeks(date(2026, 8, 24), 12))
    change = run.answers[4]
    assert change["outcome"] == Outcome.UNDECIDED
    assert "föll bort" in change["words"]["sv"]
    assert "färre än vanligt" not in change["words"]["sv"].lower()


@pytest.mark.parametrize(
    "role", ["reporter", "action_owner", "council_member", "registrar", "administrator", "outsider"]
)
def test_only_coordinator_and_police_ask(world: World, role: str):
    with pytest.raises(NotAllowed):
        ask(world, by=world.account(role))
    assert not AnalysisRun.objects.for_municipality(world.bjorkviken).exists()


def test_a_double_click_asks_once_and_a_period_to_come_is_refused(hot: World):
    assert ask(hot, once="k").pk == ask(hot, once="k").pk
    assert ask(hot, once="k", period=parse_period("2026-W45")).number == 2
    with pytest.raises(NotNow):
        ask(hot, period=parse_period("2099"))


def test_settings_come_from_lists():
    with pytest.raises(ValueError, match="cell_m"):
        Settings(cell_m=1)


def test_asking_and_showing_is_in_the_log(hot: World):
    run = ask(hot)
    operations.put_in_report(run=run, period=parse_period("2026-W46"), by=hot.police_officer)
    operations.put_in_report(run=run, period=parse_period("2026-W46"), by=hot.police_officer)
    operations.take_out_of_report(run=run, by=hot.coordinator)
    events = AuditEvent.objects.filter(subject_id=run.public_id).order_by("pk").values_list("event", flat=True)
    assert list(events) == ["analysis.asked", "analysis.put_in_report", "analysis.taken_out"]
    with pytest.raises(NotAllowed):
        operations.put_in_report(run=run, period=YEAR, by=hot.council_member)


def test_in_the_lagesbild_it_stands_as_it_was(hot: World):
    run = ask(hot)
    period = parse_period("2026-W46")
    section = sections.get("analyses")
    request = SectionRequest(hot.bjorkviken, period, "internal", NOW)
    assert section.build(request).is_empty
    operations.put_in_report(run=run, period=period, by=hot.coordinator)
    content = section.build(request)
    assert not content.is_empty
    assert [number.n for number in content.numbers] == [answer["n"] for answer in run.answers]
    assert section.audiences == {"internal"}  # reporters do not see what others reported
    before = SectionRequest(hot.bjorkviken, period, "internal", NOW - timedelta(days=1))
    assert section.build(before).is_empty  # asked later than what the draft knows


def test_a_problem_rests_on_an_analysis_and_lets_go_of_it(hot: World):
    run, problem = ask(hot), a_problem(hot)
    add_evidence(problem=problem, run=run, by=hot.coordinator)
    add_evidence(problem=problem, run=run, by=hot.coordinator)
    assert list(analyses_under(problem)) == [run]
    assert list(problems_resting_on(run)) == [problem]
    with pytest.raises(NotNow):
        add_evidence(problem=neighbours_problem(hot), run=run, by=hot.outsider)
    with pytest.raises(NotAllowed):
        add_evidence(problem=problem, run=run, by=hot.council_member)
    remove_evidence(problem=problem, run=run, by=hot.coordinator)
    assert not analyses_under(problem).exists()
    set_state(problem=problem, state="closed", by=hot.coordinator)
    with pytest.raises(NotNow):
        add_evidence(problem=problem, run=run, by=hot.coordinator)


def effect(world: World, **changes: Any) -> AnalysisRun:
    action = changes.pop("action", None) or an_action(world, problem := a_problem(world), [a_cause(world, problem)])
    values = {
        "municipality": world.bjorkviken, "subject": action, "began": date(2026, 5, 20),
        "treated": Where(place=world.square, radius_m=400), "comparison": Where(), "weeks_before": 26,
    } | changes  # fmt: skip
    return operations.ask_effect(question=EffectQuestion(**values), by=world.coordinator, as_of=NOW)


def history(world: World, *, after_share: float, seed: int = 1, outage: bool = False) -> None:
    """Six events a week at the square and thirty elsewhere for 52 weeks before; then a share of it for 25 weeks."""
    rng = np.random.default_rng(seed)
    make(world, moments(rng, 6 * 53, 53, 25), around(rng, 6 * 53, 0, 0, 60))
    make(world, moments(rng, int(6 * 25 * after_share), 25), around(rng, int(6 * 25 * after_share), 0, 0, 60))
    n = 30 * 78
    far = [point for point in scattered(rng, 4 * n, 6_000) if abs(point[0] - LON) * 57_500 > 1_000][:n]
    when = moments(rng, len(far), 78)
    keep = [not (outage and NOW - timedelta(weeks=6) < moment < NOW - timedelta(weeks=3)) for moment in when]
    make(world, [w for w, k in zip(when, keep, strict=True) if k], [f for f, k in zip(far, keep, strict=True) if k],
         category="fight")  # fmt: skip


def test_an_effect_is_seen_and_no_effect_is_not_claimed(world: World):
    history(world, after_share=0.35)
    run = effect(world)
    assert outcomes(run)["effect"] == Outcome.IMPROVEMENT, run.answers[0]["words"]["sv"] + str(
        run.answers[0]["numbers"]
    )
    words = run.answers[0]["words"]["sv"]
    assert "Resten av kommunen" in words or "resten av kommunen" in words
    assert (run.subject_kind, run.subject_title, run.kind) == ("action_plans.action", "Rondering 20–23", "effect")


def test_without_an_effect_none_is_claimed(world: World):
    history(world, after_share=1.0)
    assert outcomes(effect(world))["effect"] in {Outcome.NO_CLEAR_CHANGE, Outcome.UNDECIDED}


def test_a_place_chosen_for_a_peak_proves_nothing_by_falling(world: World):
    history(world, after_share=0.35)
    assert outcomes(effect(world, chosen_for_peak=True))["effect"] == Outcome.UNDECIDED


def test_an_outage_in_the_period_is_no_success(world: World):
    history(world, after_share=0.35, outage=True)
    run = effect(world)
    assert outcomes(run)["effect"] == Outcome.UNDECIDED
    assert "reporting_outage" in run.answers[0]["numbers"]["reasons"]


def test_too_early_and_no_history_say_so(world: World):
    history(world, after_share=1.0)
    assert "för tidigt" in effect(world, began=date(2026, 11, 10)).answers[0]["words"]["sv"]
    early = effect(world, began=date(2024, 1, 10))
    assert outcomes(early)["effect"] == Outcome.UNDECIDED
    json.dumps(early.answers, allow_nan=False)


def test_what_would_show_is_said_beforehand(world: World):
    history(world, after_share=1.0)
    beforehand = effect(world, began=date(2026, 11, 10)).answers[1]
    assert beforehand["outcome"] == Outcome.DESCRIBED
    assert 0.3 < beforehand["numbers"]["fewer"] < 0.95


def test_what_is_counted_is_what_the_page_says(world: World):
    """The week in which it began is in neither sum, and a period that reporting does not reach is not claimed."""
    rng = np.random.default_rng(9)
    make(world, moments(rng, 400, 30), scattered(rng, 400, 900))
    run = effect(world, began=date(2026, 8, 12), weeks_before=52)
    numbers = run.answers[0]["numbers"]
    assert run.n_events == sum(numbers["treated"]) + sum(numbers["compared"]) == run.answers[0]["n"]
    period = queries.period_of(run)
    assert (period.end - period.start).days == 7 * (numbers["weeks"][0] + 1 + numbers["weeks"][1])
    asked_of_a_year = ask(world)
    first = Incident.objects.for_municipality(world.bjorkviken).order_by("counted_at")[0].counted_at
    assert asked_of_a_year.question["reports_from"] == timezone.localtime(first).date().isoformat()
    assert "reports_from" not in ask(world, period=parse_period("2026-W40")).question


def test_effects_are_listed_with_their_action_only(world: World):
    history(world, after_share=1.0)
    problem = a_problem(world)
    cause = a_cause(world, problem)
    first, second = an_action(world, problem, [cause], "Ett"), an_action(world, problem, [cause], "Två")
    run = effect(world, action=first)
    assert list(queries.effects_of(world.bjorkviken, first)) == [run]
    assert not queries.effects_of(world.bjorkviken, second).exists()


def test_what_has_a_place_is_part_of_all(hot: World):
    run = ask(hot)
    rows = AnalysisRun.objects.for_municipality(hot.bjorkviken).filter(pk=run.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(n_placed=run.n_events + 1)
