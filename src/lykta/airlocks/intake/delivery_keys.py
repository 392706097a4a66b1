"""Another system's key: known by its hash, for one municipality, until it ends. Looked up on the public connection."""

from __future__ import annotations

import hashlib
import secrets

from lykta.airlocks.intake.models import DeliveryKey

PREFIX = "lykta_"  # a key that was pasted somewhere by mistake can be recognised and searched for


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Plain: a key of 256 random bits is never guessed from its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_by_token(token: str) -> DeliveryKey | None:
    """Also one that is revoked or has expired: whoever has the key may be told so."""
    rows = DeliveryKey.objects.across_municipalities(reason="the key says which municipality it is for")
    found: DeliveryKey | None = rows.select_related("municipality").filter(token_hash=token_hash(token)).first()
    return found
