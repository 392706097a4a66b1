"""The cookie that the token is exchanged for: its own, signed, not the login session."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lykta.ground.accounts.links import still_open
from lykta.ground.accounts.models import PersonalLink

COOKIE = "lykta_link"
SALT = "lykta.sites.by_link"
PATH = "/l/"
HOURS = 12


def hand_over(response: HttpResponse, request: HttpRequest, link: PersonalLink) -> None:
    response.set_signed_cookie(
        COOKIE,
        link.public_id,
        salt=SALT,
        max_age=HOURS * 3600,
        path=PATH,
        secure=settings.HTTPS or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def link_of(request: HttpRequest) -> PersonalLink | None:
    """Asked anew each time: what has been revoked since the cookie was set opens nothing."""
    public_id = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=HOURS * 3600)
    return still_open(public_id) if public_id else None
