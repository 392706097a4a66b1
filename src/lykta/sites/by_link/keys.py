"""The cookie that the token is exchanged for: its own, signed, not the login session. One for each purpose, so that an
action owner's link and a reporter's can be open on one phone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.links import VALID_FOR, still_open
from lykta.ground.accounts.models import PersonalLink

COOKIE = "lykta_link"
REPORT_COOKIE = "lykta_report"
COOKIES: dict[str, str] = {LinkPurpose.ACTION_OWNER: COOKIE, LinkPurpose.REPORTER: REPORT_COOKIE}
SALT = "lykta.sites.by_link"
PATH = "/l/"
HOURS = 12
# A report may wait on a phone for a week after the link has ended, and is then told which link it came by.
AFTER_END = timedelta(days=7)


def hand_over(response: HttpResponse, request: HttpRequest, link: PersonalLink) -> None:
    response.set_signed_cookie(
        COOKIES[link.purpose],
        link.public_id,
        salt=SALT,
        max_age=int(_lasts(link).total_seconds()),
        path=PATH,
        secure=settings.HTTPS or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponse, purpose: str | None = None) -> None:
    for each in [COOKIES[purpose]] if purpose in COOKIES else COOKIES.values():
        response.delete_cookie(each, path=PATH, samesite="Lax")


def link_of(request: HttpRequest, purpose: str) -> PersonalLink | None:
    """Asked anew each time: what has been revoked since the cookie was set opens nothing."""
    public_id = _named(request, purpose)
    link = still_open(public_id) if public_id else None
    return link if link is not None and link.purpose == purpose else None


def ended_link_of(request: HttpRequest, purpose: str) -> PersonalLink | None:
    """The link that the cookie names, also when it has ended. It opens nothing."""
    public_id = _named(request, purpose)
    if not public_id:
        return None
    rows = PersonalLink.objects.across_municipalities(reason="the link itself says which municipality it is for")
    return (
        rows.filter(public_id=public_id, purpose=purpose)
        .select_related("municipality", "function__organization")
        .first()
    )


def _named(request: HttpRequest, purpose: str) -> str | None:
    longest = VALID_FOR + AFTER_END if purpose == LinkPurpose.REPORTER else timedelta(hours=HOURS)
    name: str | None = request.get_signed_cookie(COOKIES[purpose], default=None, salt=SALT, max_age=longest)
    return name


def _lasts(link: PersonalLink) -> timedelta:
    """A reporter's phone stays let in as long as the link does: nobody looks for a mail in the dark."""
    if link.purpose == LinkPurpose.REPORTER:
        return link.expires + AFTER_END - timezone.now()
    return timedelta(hours=HOURS)
