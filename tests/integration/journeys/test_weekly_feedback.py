"""After the meeting each reporter hears what came of it: what was decided, once, and nothing that is not theirs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from lykta.base.kernel.local_time import STOCKHOLM
from lykta.base.kernel.periods import parse_period
from lykta.base.messaging import operations as messaging
from lykta.base.messaging.models import OutgoingMessage
from lykta.config.commands import worker
from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import ActionStatus
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.cause_analysis.operations import open_problem
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, NilReport, ReporterNotice
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.models import Function, Grant
from lykta.ground.accounts.operations import issue_link, revoke_link
from lykta.ground.areas.models import Area, AreaSet, AreaSetInUse
from lykta.journeys import weekly_feedback
from lykta.journeys.done_for_reporters import DecidedAction, Matter, OwnReport, WeekDone
from lykta.journeys.feedback_letter import action_line, letter
from lykta.journeys.weekly_feedback import send_weekly_feedback, what_was_done
from tests.integration.incidents.reports import WEEK, in_period, plant
from tests.mail_server import MailServer, by_smtp, mail_server  # noqa: F401
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
TUESDAY = datetime(2026, 11, 17, 10, 0, tzinfo=STOCKHOLM)  # the meeting about week 46
LONG_AGO = datetime(2020, 1, 1, tzinfo=STOCKHOLM)
NO_DELAY = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def on_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def adopted(world: World, period_id: str = WEEK.id, when: datetime = TUESDAY, municipality=None) -> SituationReport:
    return SituationReport.objects.create(
        municipality=municipality or world.bjorkviken, period_id=period_id, state="adopted", as_of=when, adopted=when,
        proposed=when, proposed_by_id_text="a", adopted_by_id_text="b",
    )  # fmt: skip


def reports(world: World, n: int = 1, **fields) -> list[Incident]:
    return plant(world, in_period(WEEK, n), delay=NO_DELAY, **({"place": world.square} | fields))


def an_action(world: World, title: str = "Tända lamporna", state: str = "planned", incidents=(), **problem):
    row = open_problem(
        municipality=world.bjorkviken, title="Hemlig rubrik", incidents=list(incidents), by=world.coordinator,
        **problem,
    )  # fmt: skip
    action = decide_action(
        problem=row, causes=[], title=title, kind="situational", horizon="short", responsible=[world.park],
        due=date(2026, 12, 1), by=world.coordinator,
    )  # fmt: skip
    type(action).unscoped.filter(pk=action.pk).update(state=state)
    return action


def tell() -> dict[str, str]:
    """To whom → what, of this run."""
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    sent = send_weekly_feedback(since=LONG_AGO)
    new = OutgoingMessage.objects.exclude(pk__in=before)
    assert len(new) == sent
    return {message.to: message.body for message in new}


# To whom, and once


def test_each_who_reported_or_had_nothing_hears_once(world: World):
    reports(world, 2)
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter, period_id=WEEK.id
    )
    assert tell() == {}, "nothing is adopted yet"
    adopted(world)
    told = tell()
    assert set(told) == {"reporter@example.org", "other.reporter@example.org"}
    assert "Du skickade två rapporter. Så här gick det med dem:" in told["reporter@example.org"]
    assert "Du skickade en nollrapport." in told["other.reporter@example.org"]
    assert "två rapporter kom in från en rapportör" in told["other.reporter@example.org"].lower()
    assert tell() == {}
    assert ReporterNotice.unscoped.filter(kind="feedback").count() == 2


def test_not_about_what_was_adopted_before_this_was_here_or_long_ago(world: World):
    reports(world)
    report = adopted(world, when=TUESDAY - timedelta(days=15))
    assert tell() == {}
    SituationReport.unscoped.filter(pk=report.pk).update(adopted=TUESDAY - timedelta(days=13))
    assert send_weekly_feedback(since=TUESDAY - timedelta(days=1)) == 0
    assert set(tell()) == {"reporter@example.org"}


def test_by_itself_only_since_it_was_installed(world: World):
    reports(world)
    adopted(world)
    weekly_feedback._installed.cache_clear()
    installed = weekly_feedback._installed()
    assert installed is not None
    with time_machine.travel(installed - timedelta(hours=1), tick=False):
        SituationReport.unscoped.update(adopted=timezone.now())
        assert send_weekly_feedback() == 0
    with time_machine.travel(installed + timedelta(hours=1), tick=False):
        SituationReport.unscoped.update(adopted=timezone.now())
        assert send_weekly_feedback() == 1


def test_a_month_and_a_draft_tell_nobody(world: World):
    reports(world)
    adopted(world, "2026-11")
    SituationReport.objects.create(municipality=world.bjorkviken, period_id=WEEK.id, state="proposed", as_of=TUESDAY)
    assert tell() == {}


def test_two_weeks_in_one_picture_tell_too(world: World):
    reports(world)
    adopted(world, "2026-W45..W46")
    assert set(tell()) == {"reporter@example.org"}


def test_those_who_have_left_and_the_reviewer_are_not_told(world: World):
    reports(world)
    reports(world, reported_by=world.coordinator, organization=world.municipality_org)
    reports(world, reported_by=world.police_officer, organization=world.police)
    reports(world, reported_by=None)
    Grant.objects.for_municipality(world.bjorkviken).filter(account=world.reporter).update(valid_to=date(2026, 11, 16))
    adopted(world)
    assert set(tell()) == {"police.officer@example.org"}


def test_a_worker_killed_in_the_middle_tells_each_once(world: World, monkeypatch):
    reports(world)
    reports(world, reported_by=world.other_reporter, organization=world.guards)
    adopted(world)
    real, told = weekly_feedback.send_feedback, []

    def killed(**arguments):
        if told:
            raise KeyboardInterrupt
        told.append(arguments["account"].email)
        return real(**arguments)

    with monkeypatch.context() as patched:
        patched.setattr(weekly_feedback, "send_feedback", killed)
        with pytest.raises(KeyboardInterrupt):
            send_weekly_feedback(since=LONG_AGO)
    assert len(told) == 1
    assert len(tell()) == 1
    assert OutgoingMessage.objects.values("to").distinct().count() == 2


def test_trouble_in_one_municipality_does_not_reach_the_next(world: World, monkeypatch):
    reports(world)
    adopted(world, municipality=world.granhult)
    adopted(world)
    real = weekly_feedback._tell

    def stumbles(report):
        if report.municipality == world.granhult:
            raise RuntimeError("broken")
        return real(report)

    monkeypatch.setattr(weekly_feedback, "_tell", stumbles)
    assert set(tell()) == {"reporter@example.org"}


def test_a_function_by_link_is_told_at_its_address_while_the_link_is_open(world: World):
    function = Function.objects.create(
        municipality=world.bjorkviken, organization=world.guards, title="Ordningsvakter", email="vakter@example.org"
    )
    link, token = issue_link(
        function=function, municipality=world.bjorkviken, purpose="report_by_link", by=world.coordinator
    )
    (row,) = reports(world, reported_by=None, function=function, organization=world.guards, review_note="Bra sett!")
    adopted(world)
    (week,) = what_was_done(LinkActor(link), world.bjorkviken)
    assert week.matters[0].reports == (OwnReport(row.number, row.public_id, "reviewed", False, ""),)
    told = tell()
    assert set(told) == {"vakter@example.org"}
    assert token not in told["vakter@example.org"]
    assert "/l/" not in told["vakter@example.org"]
    adopted(world, "2026-W45..W46")
    revoke_link(link=link, by=world.coordinator)
    assert tell() == {}


# What they hear


def test_the_letter_whole(world: World, by_smtp: MailServer, settings):  # noqa: F811
    settings.BASE_URL = "https://lykta.example.org"
    first, second, third = reports(world, 3, text="Planterad text.", place_text="Planterad plats")
    Incident.unscoped.filter(pk=second.pk).update(merged_into=first)
    Incident.unscoped.filter(pk=third.pk).update(state=State.OUT_OF_SCOPE, review_note="Ring felanmälan.")
    (fourth,) = reports(world, category="poor_lighting", place=world.school)
    reports(world, 2, reported_by=world.other_reporter, organization=world.guards)
    done = an_action(world, state="done", place=world.school)
    ActionStatus.objects.create(action=done, state="done", happened=date(2026, 11, 16), reported_by_name="Axel Ägare")
    adopted(world)
    tell()
    messaging.send_due_messages()
    (mail,) = by_smtp.to("reporter@example.org")
    assert mail.subject == "Detta gjordes: vecka 46 (Björkviken)"
    assert mail.text == (
        "Hej!\n\n"
        "Lägesbilden för vecka 46 är fastställd. Sex rapporter kom in från två\nrapportörer.\n\n"
        "Du skickade fyra rapporter. Så här gick det med dem:\n\n"
        "Klotter, Furutorget\n"
        f"  Rapport {first.number}: granskad, och räknas i lägesbilden.\n"
        f"  Rapport {second.number}: granskad. Fler har rapporterat samma händelse, och den räknas\n  en gång.\n"
        f"  Rapport {third.number}: hör hemma någon annanstans, och räknas inte. Samordnaren\n"
        "  skriver: Ring felanmälan.\n"
        "  Inget har beslutats för den platsen än.\n\n"
        f"{fourth.category.label}, Strandskolan\n"
        f"  Rapport {fourth.number}: granskad, och räknas i lägesbilden.\n"
        "  Det här är beslutat:\n"
        "  – Tända lamporna: klar måndag 16 november 2026.\n\n"
        "Alla dina rapporter:\nhttps://lykta.example.org/arbete/bjorkviken/mina-rapporter/\n\n"
        "Tack för att du hör av dig!\n\n"
        "Trygghetssamordnaren"
    )


def test_never_a_report_s_text_a_person_or_what_is_for_the_group(world: World):
    """Planted: text and place in words, names, a problem's title, who is responsible, another's report."""
    reports(world, text="Planterad text.", place_text="Planterad plats")
    other = reports(world, reported_by=world.other_reporter, organization=world.guards, place=world.school)
    an_action(world, place=world.square)
    an_action(world, "Hemlig åtgärd", place=world.school, incidents=other)
    adopted(world)
    body = tell()["reporter@example.org"]
    people = [world.reporter.name, world.other_reporter.name, world.coordinator.name]
    planted = ["Planterad", "Hemlig", *people, "Nordvakt", "Parkchef", f"Rapport {other[0].number}:"]
    assert [word for word in planted if word in body] == []
    assert "Tända lamporna: planerad, ska vara klar tisdag 1 december 2026." in body


def test_who_answers_is_told_to_authorities_only(world: World):
    reports(world)
    reports(world, reported_by=world.police_officer, organization=world.police)
    an_action(world, place=world.square)
    adopted(world)
    told = tell()
    assert "Ansvarig: Parkchef, Björkvikens kommun." in told["police.officer@example.org"]
    assert "Ansvarig" not in told["reporter@example.org"]


# Which actions


def titles(world: World) -> list[str]:
    (week,) = what_was_done(world.reporter, world.bjorkviken)
    return [action.title for matter in week.matters for action in matter.actions]


def test_actions_under_a_problem_that_rests_on_the_report_or_on_the_one_it_was_merged_into(world: World):
    first, second = reports(world, 2, place=None)
    adopted(world)
    assert titles(world) == []
    an_action(world, incidents=[second])
    assert titles(world) == ["Tända lamporna"]
    Incident.unscoped.filter(pk=second.pk).delete()
    assert titles(world) == []
    (main,) = plant(world, [TUESDAY - timedelta(days=1)], reported_by=world.other_reporter)
    an_action(world, "Om den andra", incidents=[main])
    Incident.unscoped.filter(pk=first.pk).update(merged_into=main)
    assert titles(world) == ["Om den andra"]


def test_actions_at_the_place_or_for_the_kind_in_the_area(world: World):
    area_set = AreaSet.objects.create(
        key="own", name="Delområden", vintage="2026", municipality_code="9901", imported=TUESDAY
    )  # fmt: skip
    AreaSetInUse.objects.create(municipality=world.bjorkviken, area_set=area_set)
    bounds = {"polygon": b"", "min_lon": 14.0, "min_lat": 58.0, "max_lon": 15.0, "max_lat": 59.0}
    areas = [
        Area.objects.create(area_set=area_set, municipality_code="9901", code=f"9901-{n}", name=name, **bounds)
        for n, name in enumerate(("Centrum", "Norr"))
    ]
    reports(world, area=areas[0])
    old = plant(world, [TUESDAY - timedelta(days=40)], area=areas[0], reported_by=world.other_reporter)
    other_kind = plant(world, [TUESDAY - timedelta(days=41)], category="fight", reported_by=world.other_reporter)
    adopted(world)
    an_action(world, "Vid platsen", place=world.square)
    an_action(world, "Vid en annan plats i området", place=world.school, area=areas[0], incidents=old)
    an_action(world, "Samma slag i området", area=areas[0], incidents=old)
    an_action(world, "Annat slag i området", area=areas[0], incidents=other_kind)
    an_action(world, "Samma slag i ett annat område", area=areas[1], incidents=old)
    assert titles(world) == ["Vid platsen", "Samma slag i området"]


@pytest.mark.parametrize(
    ("state", "happened", "is_told"),
    [
        ("proposed", None, False),
        ("planned", None, True),
        ("in_progress", None, True),
        ("cancelled", None, False),
        ("done", date(2026, 11, 1), True),
        ("done", date(2026, 8, 1), False),  # no answer to this week's report
    ],
)
def test_decided_actions_that_are_going_on_or_were_done_lately(world: World, state: str, happened, is_told: bool):
    reports(world)
    adopted(world)
    action = an_action(world, state=state, place=world.square)
    if happened:
        ActionStatus.objects.create(action=action, state="done", happened=happened, reported_by_name="x")
    assert (titles(world) == ["Tända lamporna"]) is is_told


# Words


def a_week(reports: int = 1, named: int = 1, reporters: int = 1, nil: bool = False, own: int = 0, **matter) -> WeekDone:
    rows = tuple(OwnReport(n, f"r{n}", State.REVIEWED, False, "") for n in range(1, own + 1))
    content = {"category": "Klotter", "place": "", "reports": rows, "actions": ()} | matter
    matters = (Matter(**content),) if own else ()
    return WeekDone(parse_period("2026-W46"), TUESDAY, reports, named, reporters, nil, matters)


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (a_week(0, 0, 0, nil=True), "Inga rapporter kom in under veckan.\n\nDu skickade en nollrapport."),
        (a_week(1, 1, 1, own=1), "En rapport kom in från en rapportör.\n\nDu skickade en rapport. Så här gick det"),
        (a_week(5, 5, 3, own=2), "Fem rapporter kom in från tre rapportörer.\n\nDu skickade två rapporter."),
        (a_week(250, 250, 40, own=14), "250 rapporter kom in från 40 rapportörer.\n\nDu skickade 14 rapporter."),
        (a_week(2003, 3, 2, own=1), "2003 rapporter kom in, tre av dem från två rapportörer."),
        (a_week(7, 0, 0, nil=True), "Sju rapporter kom in.\n\nDu skickade en nollrapport."),
        (a_week(0, 0, 0, own=1), "är fastställd.\n\nDu skickade en rapport."),  # hers is held back
    ],
)
def test_none_one_few_and_many(world: World, week: WeekDone, said: str):
    subject, body = letter(world.bjorkviken, week, by_link=False)
    assert subject == "Detta gjordes: vecka 46 (Björkviken)"
    assert said in body


def test_many_places_are_cut_off_and_said(world: World):
    week = a_week(30, 30, 2, own=1)
    many = WeekDone(*(getattr(week, name) for name in ("period", "adopted", "reports", "named", "reporters")), False,
                    week.matters * 17)  # fmt: skip
    _subject, body = letter(world.bjorkviken, many, by_link=False)
    assert body.count("Klotter") == 15
    assert "Två ärenden till ryms inte i brevet." in body
    assert len(body) < 8000


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (DecidedAction("A", ActionState.DONE, False, date(2026, 11, 3)), "A: klar tisdag 3 november 2026."),
        (DecidedAction("A", ActionState.IN_PROGRESS, False, None), "A: pågår."),
        (DecidedAction("A", ActionState.PLANNED, False, date(2026, 12, 1)),
         "A: planerad, ska vara klar tisdag 1 december 2026."),
        (DecidedAction("A", ActionState.IN_PROGRESS, True, date(2026, 11, 9), ("Parkchef",)),
         "A: försenad, skulle ha varit klar måndag 9 november 2026. Ansvarig: Parkchef."),
    ],
)  # fmt: skip
def test_how_an_action_is_told(action: DecidedAction, said: str):
    assert action_line(action) == said


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_words(world: World, state: str):
    matter = Matter("Klotter", "Furutorget", (OwnReport(7, "r", state, False, ""),), ())
    week = WeekDone(parse_period("2026-W46"), TUESDAY, 1, 1, 1, False, (matter,))
    body = letter(world.bjorkviken, week, by_link=False)[1]
    assert "  Rapport 7: " in body
    is_left_out = state in (State.OUT_OF_SCOPE, State.WITHDRAWN)
    assert ("Inget har beslutats för den platsen än." in body) is not is_left_out


def test_the_own_weeks_newest_first_and_nobody_elses(world: World):
    for n, period in enumerate(("2026-W43", "2026-W44", "2026-W45", "2026-W46")):
        adopted(world, period, TUESDAY - timedelta(days=7 * (3 - n)))
    reports(world)
    plant(world, in_period(parse_period("2026-W44"), 2), delay=NO_DELAY)
    weeks = what_was_done(world.reporter, world.bjorkviken)
    assert [(week.period.id, week.own, week.reports) for week in weeks] == [("2026-W46", 1, 1), ("2026-W44", 2, 2)]
    assert [week.period.id for week in what_was_done(world.reporter, world.bjorkviken, most=1)] == ["2026-W46"]
    assert what_was_done(world.other_reporter, world.bjorkviken) == []
    assert what_was_done(world.reporter, world.granhult) == []


def test_the_worker_tells(world: World):
    assert send_weekly_feedback in worker.schedule()
