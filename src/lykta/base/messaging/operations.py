"""Mail is a row first, in the caller's transaction; the worker sends it afterwards, at least once."""

from __future__ import annotations

import logging
import textwrap
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, MunicipalityLike
from lykta.base.messaging.models import OutgoingMessage

logger = logging.getLogger(__name__)

WAITS = [timedelta(minutes=n) for n in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]  # after the first, second … failure
MOST_ATTEMPTS = len(WAITS) + 1
LEASE = timedelta(minutes=10)  # longer than the mail server's time limit: a killed worker's message is sent again
KEPT_FOR = timedelta(days=30)
FINAL = 500  # replies from here on are permanent (RFC 5321, 4.2.1)
LINE = 76  # characters, as mail in plain text is read without scrolling
State = OutgoingMessage.State


@transaction.atomic
def queue_message(
    *,
    to: str,
    subject: str,
    body: str,
    municipality: MunicipalityLike | None,
    by: Actor,
    forget_when_sent: bool = False,
) -> OutgoingMessage:
    """`forget_when_sent` for a body that opens something to whoever reads it: it goes when it is sent or given up."""
    now = timezone.now()
    message = OutgoingMessage.objects.create(
        municipality_id=municipality.pk if municipality else None,
        to=to,
        subject=" ".join(subject.split()),  # a line break would let the text write headers of its own
        body=body,
        is_forgotten_when_sent=forget_when_sent,
        next_attempt=now,
        created=now,
    )
    record("messaging.queued", by=by, municipality=municipality, subject=message)
    return message


def send_due_messages(now: datetime | None = None, at_most: int = 200) -> int:
    """How many were sent. One message that fails does not stop the next."""
    moment = now or timezone.now()
    due = list(_due(moment).values_list("pk", flat=True)[:at_most])
    return sum(_claim(pk, moment) and _send(pk, moment) for pk in due)


def dispose_of_old_bodies(now: datetime | None = None) -> int:
    """Thirty days after a message was sent or given up, its text and address go; that it was sent stays."""
    before = (now or timezone.now()) - KEPT_FOR
    sent = OutgoingMessage.objects.filter(state=State.SENT, sent__lt=before)
    failed = OutgoingMessage.objects.filter(state=State.FAILED, next_attempt__lt=before)
    emptied = {"body": "", "to": "", "subject": "", "last_error": ""}
    return sum(rows.exclude(body="", to="").update(**emptied) for rows in (sent, failed))


def _due(moment: datetime) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(state=State.WAITING, next_attempt__lte=moment).order_by("next_attempt", "pk")


def _claim(pk: int, moment: datetime) -> bool:
    """Two workers never take the same message: the second finds it no longer due."""
    return bool(_due(moment).order_by().filter(pk=pk).update(next_attempt=moment + LEASE, attempts=F("attempts") + 1))


def _send(pk: int, moment: datetime) -> bool:
    message = OutgoingMessage.objects.get(pk=pk)
    connection = get_connection()
    try:
        _email(message, connection).send()
    except (SMTPException, OSError, ValueError) as problem:
        _failed(message, problem, moment)
        return False
    finally:
        with suppress(SMTPException, OSError):  # what broke off half-way, as with a wrong certificate, is still open
            connection.close()
    message.state, message.sent, message.last_error = State.SENT, moment, ""
    _forget(message)
    if message.is_forgotten_when_sent:
        message.to = ""  # a resident's address goes with the answer; one that could not be sent is looked at first
    message.save(update_fields=["state", "sent", "last_error", "body", "to"])
    return True


def _forget(message: OutgoingMessage) -> None:
    if message.is_forgotten_when_sent:
        message.body = ""


def _email(message: OutgoingMessage, connection: BaseEmailBackend) -> EmailMessage:
    # The same identity at each attempt, so that a mailbox can see that a second copy is the same message.
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{message.public_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject=message.subject, body=wrapped(message.body), to=[message.to], headers=headers, connection=connection
    )


def wrapped(text: str) -> str:
    """Long lines broken between words, indented as they began. An address is never broken, or nobody could open it."""
    return "\n".join(part for line in text.split("\n") for part in _lines(line))


def _lines(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip(" –"))]
    wrapper = textwrap.TextWrapper(
        LINE, subsequent_indent=" " * len(indent), break_long_words=False, break_on_hyphens=False,
        replace_whitespace=False, drop_whitespace=True,
    )  # fmt: skip
    return (wrapper.wrap(line) or [""]) if len(line) > LINE else [line]


def _failed(message: OutgoingMessage, problem: Exception, moment: datetime) -> None:
    given_up = message.attempts >= MOST_ATTEMPTS or _is_final(problem)
    message.state = State.FAILED if given_up else State.WAITING
    message.next_attempt = moment if given_up else moment + WAITS[message.attempts - 1]
    message.last_error = f"{type(problem).__name__}: {problem}"[:300]
    if given_up:
        _forget(message)
    message.save(update_fields=["state", "next_attempt", "last_error", "body"])
    # Never the address or the text: logs are read by more people than the mail.
    kind = type(problem).__name__
    logger.warning("message %s was not sent (attempt %s): %s", message.public_id, message.attempts, kind)


def _is_final(problem: Exception) -> bool:
    """The server has said that this address or this text will never do. What may be our settings is tried again."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= FINAL for code, _reply in problem.recipients.values())
    return isinstance(problem, SMTPDataError) and problem.smtp_code >= FINAL
