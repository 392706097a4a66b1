"""The weekly reminder: at the unit's own hour, to the silent only, once a week whatever is killed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from lykta.base.kernel.local_time import STOCKHOLM
from lykta.base.messaging import operations as messaging
from lykta.base.messaging.models import OutgoingMessage
from lykta.config.commands import worker
from lykta.facts.incidents.models import NilReport, ReporterNotice
from lykta.facts.incidents.reminder_operations import add_pause, set_rhythm
from lykta.ground.accounts.models import Function
from lykta.ground.accounts.operations import issue_link, revoke_link
from lykta.journeys import weekly_reminders
from lykta.journeys.weekly_reminders import send_weekly_reminders
from tests.integration.incidents.reports import plant, send
from tests.mail_server import MailServer, by_smtp, mail_server  # noqa: F401
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=STOCKHOLM)
BOTH = ["other.reporter@example.org", "reporter@example.org"]


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def run(moment: datetime) -> list[str]:
    """Who was reminded at this moment."""
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    with at(moment):
        sent = send_weekly_reminders()
    new = OutgoingMessage.objects.exclude(pk__in=before)
    assert len(new) == sent
    return sorted(message.to for message in new)


def test_friday_at_nine_to_those_who_have_said_nothing(world: World):
    assert run(FRIDAY - timedelta(minutes=1)) == []
    assert run(FRIDAY) == BOTH
    for minutes in (1, 60, 23 * 60, 25 * 60):
        assert run(FRIDAY + timedelta(minutes=minutes)) == []
    assert run(FRIDAY + timedelta(days=7)) == BOTH


def test_whoever_reported_or_had_nothing_to_report_is_left_alone(world: World):
    plant(world, [FRIDAY - timedelta(days=1)], delay=timedelta(minutes=5))
    assert run(FRIDAY) == ["other.reporter@example.org"]
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter, period_id="2026-W48"
    )
    assert run(FRIDAY + timedelta(days=7)) == ["reporter@example.org"]


def test_a_report_that_is_held_back_is_a_report(world: World):
    with at(FRIDAY - timedelta(hours=2)):
        send(world, text="Ring mig på 070-174 06 05.")
    assert run(FRIDAY) == ["other.reporter@example.org"]


def test_each_unit_at_its_own_hour(world: World):
    by, where = world.coordinator, world.bjorkviken
    set_rhythm(municipality=where, organization=None, weekday=2, hour=7, by=by)
    set_rhythm(municipality=where, organization=world.guards, weekday=6, hour=22, by=by)
    wednesday = datetime(2026, 11, 18, 7, 0, tzinfo=STOCKHOLM)
    assert run(wednesday) == ["reporter@example.org"]
    assert run(FRIDAY) == []
    assert run(datetime(2026, 11, 22, 22, 0, tzinfo=STOCKHOLM)) == ["other.reporter@example.org"]
    set_rhythm(municipality=where, organization=world.guards, weekday=6, hour=22, is_on=False, by=by)
    assert run(datetime(2026, 11, 29, 22, 0, tzinfo=STOCKHOLM)) == []


def test_none_during_holidays_of_the_unit_or_of_the_country(world: World):
    add_pause(
        municipality=world.bjorkviken, organization=world.guards, first_day=FRIDAY.date(), last_day=FRIDAY.date(),
        by=world.coordinator,
    )  # fmt: skip
    assert run(FRIDAY) == ["reporter@example.org"]
    assert run(datetime(2026, 12, 25, 9, 0, tzinfo=STOCKHOLM)) == []
    assert run(datetime(2026, 12, 26, 8, 0, tzinfo=STOCKHOLM)) == []


@pytest.mark.parametrize("friday", ["2026-03-27", "2026-10-23", "2026-10-30"])
def test_nine_is_nine_on_both_sides_of_the_change_of_the_clock(world: World, friday: str):
    day = date.fromisoformat(friday)
    nine = datetime(day.year, day.month, day.day, 9, 0, tzinfo=STOCKHOLM)
    assert run(nine - timedelta(seconds=1)) == []
    assert run(nine) == BOTH


def test_the_week_is_cut_where_the_municipality_cuts_it(world: World):
    """They meet on Thursdays at ten: reminded on the Monday before, and Friday's report is in the next week."""
    world.bjorkviken.week_cut_weekday, world.bjorkviken.week_cut_hour = 3, 10
    world.bjorkviken.save()
    plant(world, [datetime(2026, 11, 12, 9, 30, tzinfo=STOCKHOLM)], delay=timedelta(minutes=1))  # the week before
    plant(world, [datetime(2026, 11, 12, 10, 30, tzinfo=STOCKHOLM)], reported_by=world.other_reporter,
          organization=world.guards, delay=timedelta(minutes=1))  # fmt: skip
    assert run(FRIDAY - timedelta(days=7)) == []
    assert run(datetime(2026, 11, 16, 9, 0, tzinfo=STOCKHOLM)) == ["reporter@example.org"]


def test_a_worker_killed_in_the_middle_leaves_neither_two_letters_nor_none(world: World, monkeypatch):
    real, written = weekly_reminders.send_reminder, []

    def killed(**arguments):
        if written:
            raise KeyboardInterrupt
        written.append(arguments["reporter"].email)
        return real(**arguments)

    with at(FRIDAY), monkeypatch.context() as patched:
        patched.setattr(weekly_reminders, "send_reminder", killed)
        with pytest.raises(KeyboardInterrupt):
            send_weekly_reminders()
    assert run(FRIDAY + timedelta(minutes=1)) == [each for each in BOTH if each not in written]
    assert sorted(OutgoingMessage.objects.values_list("to", flat=True)) == BOTH


def test_killed_between_the_note_and_the_letter_neither_is_there(world: World, monkeypatch):
    from lykta.facts.incidents import reminder_operations

    def killed(**_arguments):
        raise KeyboardInterrupt

    with at(FRIDAY), monkeypatch.context() as patched:
        patched.setattr(reminder_operations, "queue_message", killed)
        with pytest.raises(KeyboardInterrupt):
            send_weekly_reminders()
    assert not ReporterNotice.unscoped.exists()
    assert run(FRIDAY + timedelta(minutes=1)) == BOTH


def test_trouble_in_one_municipality_does_not_reach_the_next(world: World, monkeypatch):
    real = weekly_reminders._remind_due

    def stumbles(municipality, now):
        if municipality == world.granhult:
            raise RuntimeError("broken")
        return real(municipality, now)

    monkeypatch.setattr(weekly_reminders, "_remind_due", stumbles)
    assert run(FRIDAY) == BOTH


def test_by_link_without_a_token_and_only_while_the_link_is_open(world: World):
    function = Function.objects.create(
        municipality=world.bjorkviken, organization=world.guards, title="Ordningsvakter", email="vakter@example.org"
    )
    with at(FRIDAY - timedelta(days=30)):
        link, token = issue_link(
            function=function, municipality=world.bjorkviken, purpose="report_by_link", by=world.coordinator
        )
    assert run(FRIDAY) == [*BOTH, "vakter@example.org"]
    body = OutgoingMessage.objects.get(to="vakter@example.org").body
    assert "Öppna din personliga länk" in body
    assert token not in body
    assert "/l/" not in body
    with at(FRIDAY + timedelta(days=7) - timedelta(hours=1)):
        revoke_link(link=link, by=world.coordinator)
    assert run(FRIDAY + timedelta(days=7)) == BOTH  # expected in that week, and cannot answer any more


def test_the_letter_as_it_arrives(world: World, by_smtp: MailServer, settings):  # noqa: F811
    settings.BASE_URL = "https://lykta.example.org/"
    run(FRIDAY)
    assert messaging.send_due_messages() == 2
    (mail,) = by_smtp.to("reporter@example.org")
    assert mail.subject == "Något att rapportera från vecka 47? (Björkviken)"
    assert mail.text == (
        "Hej!\n\n"
        "Vi har inte hört av dig under vecka 47. Har du sett något som andra behöver\nkänna till?\n\n"
        "Rapportera här, det tar mindre än en minut:\n"
        "https://lykta.example.org/arbete/bjorkviken/rapportera/\n\n"
        "Har inget hänt? Skicka en nollrapport med ett tryck. Den är lika viktig, för\ndå vet vi att det var lugnt:\n"
        "https://lykta.example.org/arbete/bjorkviken/nollrapport/\n\n"
        "Björkvikens Bostäder får påminnelsen på fredag kl. 09.00, bara de veckor då\nvi inte har hört av dig. "
        "Vill ni ha en annan dag eller tid, eller ett\nuppehåll när ni är lediga? Hör av dig till "
        "trygghet@bjorkviken.example.\n\n"
        "Trygghetssamordnaren"
    )


def test_the_worker_reminds(world: World):
    assert send_weekly_reminders in worker.schedule()
