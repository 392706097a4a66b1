from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from lykta.base.kernel.periods import bounds, last_complete_week
from lykta.cycle.situation_reports.enums import State
from lykta.cycle.situation_reports.models import ReportSection, SituationReport
from lykta.facts.incidents.enums import State as IncidentState
from lykta.ground.accounts.models import Account, Grant
from lykta.journeys.publish_promise import propose_release
from lykta.sites.staff.start.facts import MyWeek
from lykta.sites.staff.start.gap_count import gap_count
from lykta.sites.staff.start.sentence import Facts, ReportNow, counted_since, opening
from lykta.sites.staff.start.waiting import waiting_for
from tests.integration.incidents.reports import send as send_report
from tests.integration.intake.submissions import a_submission, form_of
from tests.integration.pages.rows import (
    EVERYBODY,
    SCRIPT,
    a_cause,
    a_point,
    a_problem,
    a_promise,
    an_action,
    an_incident,
    assert_same_queries,
    client_of,
    page,
)
from tests.worlds import World

pytestmark = pytest.mark.sql
YESTERDAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(), ""),
        (Facts(since="Monday", reports=0), "No reports since Monday."),
        (Facts(since="Monday", reports=0, waiting=0), "No reports since Monday."),
        (Facts(since="Monday", reports=0, waiting=2), "No reports since Monday, 2 are waiting for you."),
        (Facts(since="Monday", reports=1, waiting=1), "1 report since Monday, 1 is waiting for you."),
        (Facts(since="Monday", reports=23, waiting=0), "23 reports since Monday, none is waiting for you."),
        (
            Facts(since="Monday", reports=23, waiting=4, report=ReportNow("week 47", State.DRAFT)),
            "23 reports since Monday, 4 are waiting for you, the draft for week 47 is ready to read.",
        ),
        (Facts(report=ReportNow("week 47", None)), "The draft for week 47 has not been made yet."),
        (
            Facts(report=ReportNow("week 47", State.PROPOSED)),
            "The situation report for week 47 is proposed for adoption.",
        ),
        (
            Facts(report=ReportNow("week 47", State.PROPOSED, may_adopt=True)),
            "The situation report for week 47 is waiting for you to adopt it.",
        ),
        (Facts(report=ReportNow("week 47", State.ADOPTED)), "The situation report for week 47 is adopted."),
        (Facts(since="Monday", own_reports=0), "You have not reported anything since Monday."),
        (Facts(since="Monday", own_reports=0, has_sent_nil=True), "You have told us that there is nothing to report."),
        (Facts(since="Monday", own_reports=1, has_sent_nil=True), "You have reported once since Monday."),
        (
            Facts(since="Monday", own_reports=3, questions=1),
            "You have reported 3 times since Monday, the coordinator has a question for you.",
        ),
        (
            Facts(since="Monday", own_reports=2, questions=2),
            "You have reported 2 times since Monday, the coordinator has 2 questions for you.",
        ),
        (Facts(own_actions=0), "You have no open actions."),
        (Facts(own_actions=1), "You answer for 1 action."),
        (Facts(own_actions=3, own_late=1), "You answer for 3 actions, 1 of them is late."),
        (Facts(own_actions=3, own_late=2), "You answer for 3 actions, 2 of them are late."),
        (Facts(promises=0, late=0), "No promise to the residents is in progress."),
        (Facts(promises=1, late=1), "1 promise is in progress and 1 action is late."),
        (Facts(promises=3, late=2), "3 promises are in progress and 2 actions are late."),
        (Facts(people=1), "1 person has access here."),
        (Facts(people=17), "17 people have access here."),
    ],
)
def test_the_sentence(facts: Facts, said: str) -> None:
    with override("en"):
        assert opening(facts) == said


def test_on_the_first_day_the_week_before_is_counted() -> None:
    start = datetime(2026, 11, 15, 23, tzinfo=UTC)  # Monday 16 November at midnight in Stockholm
    with override("en"):
        assert counted_since(start, start + timedelta(hours=9)) == (True, "last måndag")
        assert counted_since(start, start + timedelta(hours=24)) == (False, "måndag")
        friday = datetime(2026, 11, 13, 11, tzinfo=UTC)
        assert counted_since(friday, friday + timedelta(days=3)) == (False, "fredag")


def my_week(world: World, account: Account, now: datetime | None = None) -> MyWeek:
    return MyWeek(account, world.bjorkviken, now or timezone.now())


def test_the_facts_count_what_came_in_and_what_waits(world: World) -> None:
    now = timezone.now()
    start = bounds(my_week(world, world.coordinator, now).week, world.bjorkviken.week_cut)[0]
    an_incident(world, 1, reported=start, state=IncidentState.REPORTED)
    an_incident(world, 2, reported=now, state=IncidentState.REVIEWED)
    an_incident(world, 3, reported=now, state=IncidentState.WITHDRAWN)
    an_incident(world, 4, reported=start - timedelta(seconds=1), state=IncidentState.REPORTED)
    an_incident(world, 5, reported=now, municipality=world.granhult, place=None)
    facts = my_week(world, world.coordinator, now).facts
    assert (facts.reports, facts.waiting, facts.own_reports) == (2, 2, None)
    own = my_week(world, world.reporter, now).facts
    assert (own.reports, own.waiting, own.own_reports) == (None, None, 2)
    other = my_week(world, world.other_reporter, now).facts
    assert (other.reports, other.own_reports) == (None, 0)
    assert my_week(world, world.administrator, now).facts == Facts(since=facts.since, people=8)


def a_report(world: World, state: str = "draft", **fields: object) -> SituationReport:
    period = last_complete_week(timezone.now(), world.bjorkviken.week_cut)
    report = SituationReport.objects.create(
        municipality=world.bjorkviken, period_id=period.id, state=state, as_of=timezone.now(), **fields
    )
    for position, (key, prose) in enumerate((("summary", "Lugn vecka."), ("to_decide", "INTERNT BESLUT"))):
        ReportSection.unscoped.create(
            report=report, municipality=world.bjorkviken, key=key, title=key, position=position, prose=prose
        )
    return report


def texts(world: World, account: Account) -> list[str]:
    with override("en"):
        return [item.text for item in waiting_for(my_week(world, account), 0)]


def test_what_waits_goes_by_role(world: World) -> None:
    report = a_report(world)
    an_incident(world, 1, state=IncidentState.REPORTED)
    an_incident(world, 2, state=IncidentState.RETURNED, review_note="Vilken sida?")
    problem = a_problem(world)
    late = an_action(world, problem, "Sen åtgärd", due=timezone.localdate() - YESTERDAY)
    promise = a_promise(world)
    a_point(world, promise)
    propose_release(promise=promise, by=world.coordinator)
    week = report.period.id
    found = {role: texts(world, getattr(world, role)) for role in EVERYBODY}
    number, kind = int(week[-2:]), world.category("vandalism").label_en
    assert found == {
        "reporter": [f"Answer a question about your report: {kind}, Strandskolan"],
        "coordinator": [
            "Review 1 report",
            f"Read the draft for vecka {number} and propose it",
            "Ask about 1 late action",
        ],
        "police_officer": [f"Read and answer as the second person: {promise.title}"],
        "action_owner": [late.title],
        "council_member": [],
        "registrar": [],
        "administrator": [],
    }


def test_a_proposed_report_waits_for_another_human(world: World) -> None:
    proposed = {
        "proposed": timezone.now(),
        "proposed_by_name": "Klara",
        "proposed_by_id_text": world.coordinator.actor_id,
    }
    a_report(world, "proposed", **proposed)
    assert len(texts(world, world.police_officer)) == 1
    assert texts(world, world.coordinator) == []
    assert my_week(world, world.police_officer).facts.report.may_adopt  # type: ignore[union-attr]


def test_each_role_gets_a_first_page_of_its_own(world: World) -> None:
    a_report(world, "adopted", adopted=timezone.now(), adopted_by_id_text="x", proposed_by_id_text="y")
    an_incident(world, 1, text=f"HEMLIG {SCRIPT}")
    marks = {
        "report": "/rapportera/",
        "search": 'name="q"',
        "people": "/personer/",
        "draft": 'id="draft"',
        "decision": "INTERNT",
    }
    seen = {}
    for role in EVERYBODY:
        answer = page(world, role, "")
        assert answer.status_code == 200
        shown = answer.content.decode()
        main = shown[shown.index("<main") : shown.index("</main>")]
        assert "HEMLIG" not in shown
        seen[role] = [mark for mark, text in marks.items() if text in main]
    assert seen == {
        "reporter": ["report", "draft"],
        "coordinator": ["report", "draft"],
        "police_officer": ["report", "draft"],
        "action_owner": [],
        "council_member": ["draft"],
        "registrar": ["search", "draft"],
        "administrator": ["people"],
    }


def test_a_reporter_never_reads_a_draft(world: World) -> None:
    a_report(world)
    assert "Lugn vecka." in page(world, "coordinator", "").content.decode()
    for role in ("reporter", "council_member", "action_owner", "administrator"):
        assert "Lugn vecka." not in page(world, role, "").content.decode()


def test_who_gets_in(world: World) -> None:
    assert page(world, "outsider", "").status_code == 404
    assert Client().get("/arbete/bjorkviken/").status_code == 302
    assert Client().get("/arbete/").status_code == 302


def test_choosing_a_municipality(world: World) -> None:
    assert client_of(world.reporter).get("/arbete/")["Location"] == "/arbete/bjorkviken/"
    Grant.objects.create(
        account=world.police_officer, function=world.functions["outsider"], role="municipal_police_officer",
        municipality=world.granhult,
    )  # fmt: skip
    both = client_of(Account.objects.get(pk=world.police_officer.pk)).get("/arbete/")
    assert both.status_code == 200
    assert "/arbete/granhult/" in both.content.decode()
    stranger = Account.objects.create_user("ny@example.org", "lyktan-lyser-2026", name="Ny")
    none = client_of(stranger).get("/arbete/")
    assert none.status_code == 200
    assert "/arbete/bjorkviken/" not in none.content.decode()
    assert client_of(stranger).get("/arbete/bjorkviken/").status_code == 404


def test_the_tour_is_for_invented_municipalities(world: World) -> None:
    an_action(world, a_problem(world))
    for role in EVERYBODY:
        shown = page(world, role, "rundtur/")
        assert shown.status_code == 200
        assert shown.content.decode().count("<li><h2>") == 6
    assert page(world, "outsider", "rundtur/").status_code == 404
    world.bjorkviken.is_demo = False
    world.bjorkviken.save()
    assert page(world, "coordinator", "rundtur/").status_code == 404
    assert "/rundtur/" not in page(world, "coordinator", "").content.decode()


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_page_asks_as_much_for_thirty_and_little(world: World, role: str) -> None:
    a_report(world)
    problem = a_problem(world)

    def add(n: int) -> None:
        an_incident(world, 3 * n, state=IncidentState.REPORTED)
        an_incident(world, 3 * n + 1, state=IncidentState.RETURNED)
        an_action(world, problem, f"Åtgärd {n}", causes=[a_cause(world, problem)], due=timezone.localdate() - YESTERDAY)
        promise = a_promise(world, f"Löfte {n}")
        a_point(world, promise)
        propose_release(promise=promise, by=world.coordinator)

    client = client_of(getattr(world, role))
    assert_same_queries(lambda: client.get("/arbete/bjorkviken/"), add, most=24)


def test_the_number_of_gaps_follows_what_is_done(world: World) -> None:
    problem = a_problem(world)
    assert gap_count(world.bjorkviken) == 1  # no cause
    cause = a_cause(world, problem)
    assert gap_count(world.bjorkviken) == 1  # no action for the cause
    an_action(world, problem, causes=[cause])
    assert gap_count(world.bjorkviken) == 2  # the action has neither goal nor follow-up
    assert gap_count(world.granhult) == 0


def test_what_is_held_back_and_what_residents_told_wait_for_those_who_handle_it(world: World) -> None:
    send_report(world, text="Mannen heter Gunnar Testsson.")
    form_of(world.bjorkviken)
    a_submission(world.bjorkviken)
    said = ("Titta på 1 rapport som hålls inne", "Läs vad 1 invånare har berättat")
    for role, is_told in (("coordinator", True), ("police_officer", False), ("registrar", False)):
        text = page(world, role, "").content.decode()
        assert [sentence in text for sentence in said] == [is_told, is_told], role
