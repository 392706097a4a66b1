"""Personal links: a token that is shown once, and what it opens. Only its hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from lykta.ground.accounts.models import PersonalLink

TOKEN_BYTES = 32
VALID_FOR = timedelta(days=180)


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


def resolve(token: str) -> PersonalLink | None:
    """The open link that the token of an address names."""
    return _open_link(token_hash=token_hash(token))


def still_open(public_id: str) -> PersonalLink | None:
    """The link a cookie names, asked anew at each request: a revoked link ends at once."""
    return _open_link(public_id=public_id)


def _open_link(**condition: str) -> PersonalLink | None:
    links = PersonalLink.objects.across_municipalities(reason="the link itself says which municipality it is for")
    link = (
        links.filter(revoked__isnull=True, expires__gt=timezone.now(), **condition)
        .select_related("municipality", "function__organization")
        .first()
    )
    return link if link and link.function.municipality_id == link.municipality_id else None
