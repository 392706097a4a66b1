"""Against robots, without asking anybody else: a signed form that takes a moment to fill in, a field that nobody sees,
and how many may come from one sender and to one municipality."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from lykta.airlocks.intake.receiving import Limit
from lykta.base.kernel.actor import NotNow
from lykta.ground.municipalities.models import Municipality

SALT, RECEIPT_SALT = "resident-report", "resident-receipt"
FASTEST_SECONDS, LONGEST_SECONDS = 3, 24 * 3600
# A school or a family behind one address sends what it has to say; a robot does not get far.
PER_SENDER = (Limit(3600, 20), Limit(24 * 3600, 60))
PER_MUNICIPALITY = (Limit(3600, 300), Limit(24 * 3600, 1500))


class NotSent(NotNow):
    """Nothing was wrong with what was written; it can be sent again as it is. `status` is that of the page."""

    def __init__(self, message: str, status: int = 422, *, needs_new_ticket: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.needs_new_ticket = needs_new_ticket


@dataclass(frozen=True, slots=True)
class Ticket:
    """Made with the form: which municipality, when, and the key that lets it be received once."""

    once: str
    issued: float


def new_ticket(municipality: Municipality) -> str:
    return signing.dumps({"m": municipality.pk, "o": secrets.token_urlsafe(12), "t": int(time.time())}, salt=SALT)


def checked_ticket(text: str, municipality: Municipality) -> Ticket:
    try:
        found = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        found = {}
    if found.get("m") != municipality.pk or time.time() - found["t"] > LONGEST_SECONDS:
        raise NotSent(
            _(
                "The page had been open for a long time. What you wrote is still here: read it through and send "
                "it again."
            ),
            needs_new_ticket=True,
        )
    if time.time() - found["t"] < FASTEST_SECONDS:
        raise NotSent(_("That went very fast. Wait a few seconds and press Send again. What you wrote is still here."))
    return Ticket(found["o"], found["t"])


def refuse_filled_trap(value: str) -> None:
    if value:
        raise NotSent(
            _(
                "A field that has to be empty was filled in, perhaps by the browser. It has been emptied: press "
                "Send again."
            )
        )


def too_many() -> NotSent:
    return NotSent(
        _(
            "More has come in during the last hour than we can take, from where you are or to the municipality. What "
            "you wrote is still here: wait an hour and send it again, or use the contact below."
        ),
        status=429,
    )


def receipt_text(content: dict[str, object]) -> str:
    return signing.dumps(content, salt=RECEIPT_SALT, compress=True)


def receipt_content(text: str) -> dict[str, object] | None:
    try:
        found: dict[str, object] = signing.loads(text, salt=RECEIPT_SALT, max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return None
    return found
