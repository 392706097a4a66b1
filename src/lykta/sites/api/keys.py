"""Who sends: a delivery key of one organisation, for one municipality, so often and not more."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from lykta.airlocks.intake.delivery_keys import key_by_token
from lykta.airlocks.intake.models import DeliveryKey
from lykta.airlocks.intake.receiving import Limit, rate_limit
from lykta.ground.municipalities import queries as municipalities
from lykta.sites.api.problems import ProblemFound

PER_KEY = (Limit(60, 120), Limit(24 * 3600, 20_000))
BATCHES_PER_KEY = (Limit(60, 10), Limit(24 * 3600, 200))


class ApiRequest(HttpRequest):
    """For type checkers: a request that a key came with."""

    auth: DeliveryKey


class ByDeliveryKey(HttpBearer):
    """Before a byte of the content is read: the key, the municipality, how often, how much, of what kind."""

    def __call__(self, request: HttpRequest) -> Any:
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise ProblemFound("no_key")
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> DeliveryKey:
        key = _open_key(token)
        _require_own_municipality(request, key)
        require_within(key, "requests", PER_KEY)
        if request.method == "POST":
            _require_readable(request)
        return key


def require_within(key: DeliveryKey, what: str, limits: tuple[Limit, ...]) -> None:
    if not rate_limit(f"delivery key {key.public_id} {what}", limits):
        # The shortest stretch that may be full. One that sends too much in a day learns so a minute at a time.
        seconds = limits[0].seconds
        wait = seconds - int(time.time()) % seconds
        raise ProblemFound("too_many", headers={"Retry-After": str(wait)})


def _open_key(token: str) -> DeliveryKey:
    key = key_by_token(token) if token else None
    if key is None:
        raise ProblemFound("no_key")
    if key.revoked is not None:
        raise ProblemFound("key_revoked")
    if key.expires <= timezone.now():
        raise ProblemFound("key_expired")
    return key


def _require_own_municipality(request: HttpRequest, key: DeliveryKey) -> None:
    slug = request.resolver_match.kwargs["slug"] if request.resolver_match else ""
    if slug != key.municipality.slug:
        raise ProblemFound("other_municipality" if municipalities.by_slug(slug) else "not_found")


def _require_readable(request: HttpRequest) -> None:
    if request.content_type != "application/json":
        raise ProblemFound("media_type")
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise ProblemFound("bad_request") from None
    if size > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        raise ProblemFound("too_large")
