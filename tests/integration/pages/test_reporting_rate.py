"""Vilka vi har hört från: unit by unit and week by week, in words; a nudge; the unit's own hour and holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.periods import periods_before, week_containing
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents.models import NilReport, ReminderRhythm, ReporterNotice, ReportingPause
from lykta.facts.incidents.reminder_operations import add_pause
from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization
from lykta.ground.accounts.operations import issue_link
from tests.integration.pages.rows import assert_only, assert_same_queries, once, page, send
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
PATH, SETTINGS = "hort-fran/", "hort-fran/paminnelser/"


def this_week(world: World):
    return week_containing(timezone.now(), world.bjorkviken.week_cut)


def shown(world: World, path: str = PATH) -> str:
    answer = page(world, "coordinator", path)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> list[tuple[str, str]]:
    """Unit → what is said of this week, as a person reads it."""
    now = html[html.index('class="units"') : html.index('id="before"')]
    found = re.findall(r"<strong>(.*?)</strong>\s*<span class=\"heard\".*?</span>\s*(.*?)</span>", now, re.DOTALL)
    return [(name, word.strip()) for name, word in found]


def by_link(world: World, title: str = "Ordningsvakter i centrum", email: str = "") -> Function:
    function = Function.objects.create(
        municipality=world.bjorkviken, organization=world.guards, title=title, email=email
    )  # fmt: skip
    issue_link(function=function, municipality=world.bjorkviken, purpose="report_by_link", by=world.coordinator)
    return function


def test_only_whoever_reminds_reads_it(world: World):
    assert_only(world, PATH, "coordinator")
    assert_only(world, SETTINGS, "coordinator")


def test_a_unit_is_silent_sends_nil_reports_and_is_away(world: World):
    assert words(shown(world)) == [("Björkvikens Bostäder", "tyst"), ("Nordvakt", "tyst")]
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter,
        period_id=this_week(world).id,
    )  # fmt: skip
    assert words(shown(world)) == [("Björkvikens Bostäder", "tyst"), ("Nordvakt", "nollrapport")]
    week = this_week(world)
    add_pause(
        municipality=world.bjorkviken, organization=world.housing, first_day=week.start,
        last_day=week.start + timedelta(days=4), by=world.coordinator,
    )  # fmt: skip
    html = shown(world)
    assert words(html) == [("Björkvikens Bostäder", "ledig"), ("Nordvakt", "nollrapport")]
    assert "1 av 2 rapportörer har hört av sig" in html
    assert "Lediga: Björkvikens Bostäder." in html


def test_the_weeks_before_are_told_per_unit(world: World):
    weeks = periods_before(this_week(world), 8)
    for week in weeks[-2:]:
        NilReport.objects.create(
            municipality=world.bjorkviken, organization=world.housing, reported_by=world.reporter, period_id=week.id
        )
    html = shown(world)
    table = html[html.index('id="before"') :]
    cells = [re.findall(r"</span> (.*?)</span></td>", row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    assert [row for row in cells if row] == [["nollrapport"] * 2 + ["tyst"] * 6, ["tyst"] * 8]
    assert "tyst även de 8 veckorna före" in html  # the guards


def test_one_is_reminded_once_and_again_when_somebody_insists(world: World):
    answer = send(world, "coordinator", PATH, act="one", reporter=world.reporter.public_id)
    assert answer.status_code == 302
    (message,) = OutgoingMessage.objects.all()
    assert message.to == world.reporter.email
    assert message.subject.startswith("Något att rapportera från vecka ")
    assert "/arbete/bjorkviken/rapportera/" in message.body
    assert "/arbete/bjorkviken/nollrapport/" in message.body
    assert "Björkvikens Bostäder får påminnelsen på fredag kl. 09.00" in message.body
    assert world.reporter.name not in message.body + message.subject

    send(world, "coordinator", PATH, act="one", reporter=world.reporter.public_id)
    assert OutgoingMessage.objects.count() == 1
    html = shown(world)
    assert "Påmind" in html
    assert "Påminn igen" in html

    send(world, "coordinator", PATH, act="again", reporter=world.reporter.public_id)
    assert OutgoingMessage.objects.count() == 2
    assert ReporterNotice.unscoped.count() == 1
    logged = AuditEvent.objects.filter(event="incidents.reminded")
    assert [row.details["organization"] for row in logged] == ["Björkvikens Bostäder"] * 2
    assert world.reporter.name not in str([row.details for row in logged])


def test_all_the_silent_are_reminded_and_nobody_else(world: World):
    by_link(world, email="ordningsvakt@example.org")
    by_link(world, title="Utan adress")
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter,
        period_id=this_week(world).id,
    )  # fmt: skip
    html = shown(world)
    assert "Påminn alla 2 som är tysta" in html
    assert "Ingen e-postadress: ring i stället." in html
    send(world, "coordinator", PATH, act="all")
    messages = {row.to: row.body for row in OutgoingMessage.objects.all()}
    assert set(messages) == {world.reporter.email, "ordningsvakt@example.org"}
    assert "Öppna din personliga länk" in messages["ordningsvakt@example.org"]
    assert "http" not in messages["ordningsvakt@example.org"], "a link is no address to be mailed around"


def test_the_neighbours_and_those_who_do_not_report_cannot_be_reminded(world: World):
    for somebody in (world.outsider, world.coordinator, world.council_member):
        send(world, "coordinator", PATH, act="one", reporter=somebody.public_id)
    send(world, "coordinator", PATH, act="one", reporter="x' OR 1=1")
    send(world, "coordinator", PATH, act="one")
    assert not OutgoingMessage.objects.exists()


def test_the_line_stands_beside_the_count_of_incidents(world: World):
    for role, has_link in (("coordinator", True), ("police_officer", False)):
        for path in ("handelser/", ""):
            html = page(world, role, path).content.decode()
            assert "0 av 2 rapportörer har hört av sig" in html, (role, path)
            assert ('href="/arbete/bjorkviken/hort-fran/">' in html.split("<main")[1]) == has_link, (role, path)
    assert "har hört av sig" not in page(world, "reporter", "handelser/").content.decode()


def test_nobody_reports(world: World):
    Grant.objects.for_municipality(world.bjorkviken).filter(role="reporter").delete()
    assert "Ingen rapporterar än." in shown(world)


def test_thirty_units_ask_as_many_questions_as_one(world: World):
    def add(n: int) -> None:
        organization = PartnerOrganization.objects.create(name=f"Enhet {n:02d}", kind="housing")
        account = Account.objects.create_user(f"enhet{n}@example.org", None, name=f"Person {n}")
        function = Function.objects.create(municipality=world.bjorkviken, organization=organization, title="Vakt")
        Grant.objects.create(
            account=account, function=function, role="reporter", municipality=world.bjorkviken,
            valid_from=date(2020, 1, 1),
        )  # fmt: skip

    assert_same_queries(lambda: page(world, "coordinator", PATH), add)


def test_the_hour_of_a_unit_is_chosen_and_given_up(world: World):
    assert "fredag kl. 09.00" in shown(world, SETTINGS)
    form = {"act": "rhythm", "organization": "all", "weekday": "3", "hour": "14"}
    assert send(world, "coordinator", SETTINGS, **form).status_code == 302
    own = form | {"organization": world.guards.public_id, "weekday": "6", "hour": "22"}
    assert send(world, "coordinator", SETTINGS, **own).status_code == 302
    rows = ReminderRhythm.objects.for_municipality(world.bjorkviken)
    assert set(rows.values_list("organization__name", "weekday", "hour", "is_on")) == {
        (None, 3, 14, True), ("Nordvakt", 6, 22, True)
    }  # fmt: skip
    html = shown(world, SETTINGS)
    assert "torsdag kl. 14.00" in html
    assert "söndag kl. 22.00" in html
    send(world, "coordinator", SETTINGS, act="as_others", organization=world.guards.public_id)
    assert rows.count() == 1
    assert send(world, "coordinator", SETTINGS, **(form | {"weekday": "-1"})).status_code == 302
    assert "inga påminnelser" in shown(world, SETTINGS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weekday": "9"}, "Välj något av det som står i listan."),
        ({"hour": "x"}, "Välj något av det som står i listan."),
        ({"organization": "okänd"}, "Välj något av det som står i listan."),
    ],
)
def test_an_hour_that_is_none_is_refused(world: World, changes: dict[str, str], said: str):
    form = {"act": "rhythm", "organization": "all", "weekday": "3", "hour": "14"} | changes
    answer = send(world, "coordinator", SETTINGS, **form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReminderRhythm.unscoped.exists()


def test_a_holiday_is_noted_once_shown_and_removed(world: World):
    today = timezone.localdate()
    form = {
        "act": "pause", "organization": world.guards.public_id, "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=6)).isoformat(), "label": "Höstlov",
    }  # fmt: skip
    for _twice in range(2):
        assert send(world, "coordinator", SETTINGS, **form).status_code == 302
    (pause,) = ReportingPause.unscoped.all()
    html = shown(world, SETTINGS)
    assert "Höstlov" in html
    assert send(world, "outsider", SETTINGS, act="remove_pause", pause=pause.public_id).status_code == 404
    assert send(world, "coordinator", SETTINGS, act="remove_pause", pause=pause.public_id).status_code == 302
    assert not ReportingPause.unscoped.exists()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-12-24", "2026-12-20", "Den sista dagen ligger före den första."),
        ("2026-12-24", "2036-12-24", "Ett uppehåll kan vara i högst ett år."),
        ("1026-12-24", "1026-12-25", "Ett uppehåll kan vara i högst ett år."),
        ("julafton", "2026-12-24", "Välj dagen i kalendern"),
        ("", "2026-12-24", "Fyll i det här"),
    ],
)
def test_days_that_cannot_be_are_refused_and_kept(world: World, first: str, last: str, said: str):
    form = {"act": "pause", "organization": "all", "first_day": first, "last_day": last, "label": "Jullov"}
    answer = send(world, "coordinator", SETTINGS, **form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Jullov" in answer.content.decode()
    assert not ReportingPause.unscoped.exists()


def test_a_personal_number_is_stopped_in_the_reason(world: World):
    form = {"act": "pause", "organization": "all", "first_day": "2026-12-24", "last_day": "2026-12-25"}
    answer = send(world, "coordinator", SETTINGS, **once(), **form, label="Sjuk 19121212-1212")
    assert answer.status_code == 422
    assert not ReportingPause.unscoped.exists()
