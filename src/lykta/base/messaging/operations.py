"""Mail is a row first, in the caller's transaction; the worker sends it afterwards, at least once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
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
    try:
        _email(message).send()
    except (SMTPException, OSError, ValueError) as problem:
        _failed(message, problem, moment)
        return False
    message.state, message.sent, message.last_error = State.SENT, moment, ""
    _forget(message)
    message.save(update_fields=["state", "sent", "last_error", "body"])
    return True


def _forget(message: OutgoingMessage) -> None:
    if message.is_forgotten_when_sent:
        message.body = ""


def _email(message: OutgoingMessage) -> EmailMessage:
    # The same identity at each attempt, so that a mailbox can see that a second copy is the same message.
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{message.public_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=message.subject, body=message.body, to=[message.to], headers=headers)


def _failed(message: OutgoingMessage, problem: Exception, moment: datetime) -> None:
    given_up = message.attempts >= MOST_ATTEMPTS
    message.state = State.FAILED if given_up else State.WAITING
    message.next_attempt = moment if given_up else moment + WAITS[message.attempts - 1]
    message.last_error = f"{type(problem).__name__}: {problem}"[:300]
    if given_up:
        _forget(message)
    message.save(update_fields=["state", "next_attempt", "last_error", "body"])
    # Never the address or the text: logs are read by more people than the mail.
    kind = type(problem).__name__
    logger.warning("message %s was not sent (attempt %s): %s", message.public_id, message.attempts, kind)
