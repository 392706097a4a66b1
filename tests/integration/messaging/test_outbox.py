"""Mail is written in the caller's transaction, retried, sent once when all goes well, and disposed of."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.messaging import operations, queries
from lykta.base.messaging.models import OutgoingMessage
from lykta.base.messaging.operations import KEPT_FOR, LEASE, MOST_ATTEMPTS, WAITS
from lykta.config.commands import worker
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
State = OutgoingMessage.State


def _queue(world: World, to: str = "park@example.org", subject: str = "En åtgärd väntar") -> OutgoingMessage:
    return operations.queue_message(
        to=to, subject=subject, body="Öppna Lykta.", municipality=world.bjorkviken, by=world.coordinator
    )


@pytest.fixture
def broken_server(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tried: list[str] = []

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        tried.append(self.to[0])
        raise SMTPException("451 try later")

    monkeypatch.setattr(EmailMessage, "send", send)
    return tried


def test_a_message_is_a_row_until_the_worker_sends_it_once(world: World) -> None:
    message = _queue(world)
    assert mail.outbox == []

    assert (operations.send_due_messages(), operations.send_due_messages()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["park@example.org"], "En åtgärd väntar", "Öppna Lykta.")
    assert sent.extra_headers["Message-ID"].startswith(f"<{message.public_id}@")
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.SENT, 1)


@transaction.atomic
def _act_that_stops(world: World) -> None:
    _queue(world)
    raise RuntimeError


def test_a_rolled_back_act_sends_nothing(world: World) -> None:
    with pytest.raises(RuntimeError):
        _act_that_stops(world)
    assert operations.send_due_messages() == 0
    assert not AuditEvent.objects.filter(event="messaging.queued").exists()


def test_a_line_break_in_a_subject_writes_no_header(world: World) -> None:
    _queue(world, subject="Hej\r\nBcc: alla@example.org")
    operations.send_due_messages()
    assert mail.outbox[0].subject == "Hej Bcc: alla@example.org"
    assert mail.outbox[0].recipients() == ["park@example.org"]


def test_a_failure_waits_longer_each_time_and_gives_up_after_the_last(world: World, broken_server: list[str]) -> None:
    message = _queue(world)
    now = timezone.now()
    for wait in WAITS:
        assert operations.send_due_messages(now) == 0
        assert operations.send_due_messages(now) == 0  # not due again yet
        message.refresh_from_db()
        assert (message.state, message.next_attempt) == (State.WAITING, now + wait)
        now += wait
    operations.send_due_messages(now)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (
        State.FAILED, MOST_ATTEMPTS, "SMTPException: 451 try later",
    )  # fmt: skip
    assert len(broken_server) == MOST_ATTEMPTS
    assert list(queries.not_sent(world.bjorkviken)) == [message]
    assert list(queries.not_sent(world.granhult)) == []


def test_the_log_of_a_failure_names_no_address(world: World, broken_server: list[str], caplog) -> None:
    _queue(world)
    operations.send_due_messages()
    assert "was not sent" in caplog.text
    assert "park@example.org" not in caplog.text


def test_one_bad_address_does_not_stop_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _queue(world, to="bad@example.org")
    good = _queue(world)
    real = EmailMessage.send

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        if self.to == ["bad@example.org"]:
            raise SMTPException("550 no such user")
        return real(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", send)
    assert operations.send_due_messages() == 1
    good.refresh_from_db()
    assert good.state == State.SENT


def test_a_worker_killed_while_sending_leaves_the_message_to_the_next(world: World, monkeypatch) -> None:
    message = _queue(world)
    now = timezone.now()

    def killed(self: EmailMessage, fail_silently: bool = False) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            operations.send_due_messages(now)
    assert operations.send_due_messages(now + timedelta(minutes=1)) == 0  # another worker does not take it yet
    assert operations.send_due_messages(now + LEASE) == 1
    message.refresh_from_db()
    assert message.attempts == 2


def test_text_and_address_go_after_thirty_days_and_not_before(world: World) -> None:
    message = _queue(world)
    waiting = _queue(world, to="kvar@example.org")
    now = timezone.now()
    OutgoingMessage.objects.filter(pk=waiting.pk).update(next_attempt=now + timedelta(days=60))
    operations.send_due_messages(now)

    assert operations.dispose_of_old_bodies(now + KEPT_FOR) == 0
    assert operations.dispose_of_old_bodies(now + KEPT_FOR + timedelta(seconds=1)) == 1
    assert operations.dispose_of_old_bodies(now + KEPT_FOR + timedelta(seconds=1)) == 0
    message.refresh_from_db()
    waiting.refresh_from_db()
    assert (message.to, message.subject, message.body, message.state, message.sent) == ("", "", "", State.SENT, now)
    assert (waiting.to, waiting.body) == ("kvar@example.org", "Öppna Lykta.")


def test_the_worker_sends_and_disposes(world: World) -> None:
    assert {operations.send_due_messages, operations.dispose_of_old_bodies} <= set(worker.schedule())
