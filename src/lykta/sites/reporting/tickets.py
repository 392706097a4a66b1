"""The signed proof of who began a report and when: it lets a report that waited without coverage be told apart from one
that somebody writes afterwards, and from another person's on the same phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lykta.ground.accounts.actors import LinkActor
from lykta.sites.reporting.doors import Door

SALT = "lykta.sites.reporting"


@dataclass(frozen=True, slots=True)
class Ticket:
    actor_id: str
    function: str  # of a link; empty for a login
    municipality: str
    issued: datetime

    def fits(self, door: Door) -> bool:
        """The same login; or a link of the same function, so that a renewed link sends what the old one began."""
        if self.municipality != door.municipality.public_id:
            return False
        return self.actor_id == door.by.actor_id or (self.function != "" and self.function == _function(door))


def issue(door: Door) -> str:
    told = [door.by.actor_id, _function(door), door.municipality.public_id, timezone.now().isoformat()]
    return signing.dumps(told, salt=SALT)


def read(text: object) -> Ticket | None:
    """None for what we never signed."""
    try:
        actor_id, function, municipality, issued = signing.loads(str(text)[:1000], salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Ticket(actor_id, function, municipality, datetime.fromisoformat(issued))


def opaque(actor_id: str) -> str:
    """Tells two people on one phone apart, and nothing else."""
    return salted_hmac(SALT, actor_id).hexdigest()[:16]


def _function(door: Door) -> str:
    return str(door.by.link.function.public_id) if isinstance(door.by, LinkActor) else ""
