"""Personal links: a token that is shown once, and what it opens. Only its hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lykta.ground.accounts.models import Grant, PersonalLink

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


def open_among(links: QuerySet[PersonalLink]) -> QuerySet[PersonalLink]:
    """Neither revoked nor too old, nor of a function whose agreement has ended, nor one whose holder has left: where
    the function's last access has run out since the link was made, whoever takes over gets a link of their own."""
    today = timezone.localdate()
    grants = Grant.objects.across_municipalities(reason="a function and its grants are of one municipality")
    of_function = grants.filter(function=OuterRef("function"))
    is_held = Exists(of_function.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)))
    has_run_out = Exists(of_function.filter(valid_to__gte=OuterRef("created__date")))
    agreed = Q(function__agreement_ends__isnull=True) | Q(function__agreement_ends__gte=today)
    return links.filter(is_held | ~has_run_out, agreed, revoked__isnull=True, expires__gt=timezone.now())


def ended(link: PersonalLink) -> datetime | None:
    """When the link stopped opening anything; None where it has not, or where nobody can tell the moment."""
    moments = [moment for moment in (link.revoked, link.expires) if moment is not None]
    if link.function.agreement_ends is not None:
        next_day = link.function.agreement_ends + timedelta(days=1)
        moments.append(timezone.make_aware(datetime.combine(next_day, time())))
    first = min(moments)
    return first if first <= timezone.now() else None


def _open_link(**condition: str) -> PersonalLink | None:
    links = PersonalLink.objects.across_municipalities(reason="the link itself says which municipality it is for")
    link = open_among(links).filter(**condition).select_related("municipality", "function__organization").first()
    return link if link and link.function.municipality_id == link.municipality_id else None
