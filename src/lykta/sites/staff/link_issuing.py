"""A personal link is made, shown in one answer and nowhere else. A double click gives one link that works."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.models import Function
from lykta.ground.accounts.operations import issue_link, revoke_link
from lykta.ground.accounts.queries import open_links
from lykta.sites.staff.pages import StaffRequest

REMEMBERED_S = 3600


def issued(request: StaffRequest, function: Function, purpose: LinkPurpose) -> str:
    """The address. Sent twice, the first of the two is revoked, since nobody ever saw it."""
    key = _key(request, "shown")
    with transaction.atomic():
        if key and (first := cache.get(key)):
            _revoke(request, function, first)
        link, token = issue_link(function=function, municipality=request.municipality, purpose=purpose, by=request.user)
    if key:
        cache.set(key, link.public_id, REMEMBERED_S)
    return settings.BASE_URL.rstrip("/") + reverse("by_link:enter", args=[token])


def is_first_time(request: StaffRequest, act: str) -> bool:
    """False for the second of two clicks on the same form."""
    key = _key(request, act)
    return not key or bool(cache.add(key, True, REMEMBERED_S))


def _key(request: StaffRequest, act: str) -> str:
    """Whatever the browser sends as `once`, a key that the cache can hold."""
    once = request.POST.get("once", "")
    digest = hashlib.sha256(once.encode()).hexdigest()
    return f"personal-link-{act}-{request.user.actor_id}-{digest}" if once else ""


def _revoke(request: StaffRequest, function: Function, public_id: str) -> None:
    link = open_links(request.municipality).filter(function=function, public_id=public_id).first()
    if link is not None:
        revoke_link(link=link, by=request.user)
