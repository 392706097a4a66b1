"""What every public page goes through: the municipality, a tag by release number, and 410 for what was withdrawn.

Knows no account and opens no session: the same page for everybody, so that any cache may keep it for a moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from lykta.airlocks.publishing import queries as publishing
from lykta.ground.municipalities import queries as municipalities
from lykta.ground.municipalities.models import Municipality

# Withdrawn means gone within five seconds, with any cache in between.
MAX_AGE_SECONDS = 3
View = Callable[..., HttpResponse]
SITES = Path(__file__).resolve().parent.parent


class PublicRequest(HttpRequest):
    """For type checkers: a request that went through `page`."""

    municipality: Municipality


def page(view: View) -> View:
    @require_safe
    @wraps(view)
    def guarded(request: Any, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        municipality = municipalities.by_slug(slug)
        if municipality is None:
            raise Http404
        request.municipality = municipality
        return _cached(request, lambda: _answer(view, request, *args, **kwargs))

    return guarded


def _answer(view: View, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except publishing.Gone:
        return render(request, "public/gone.html", status=410)


def _cached(request: Any, make: Callable[[], HttpResponse]) -> HttpResponse:
    tag = _tag(request.municipality)
    response = get_conditional_response(request, etag=tag) or make()
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}, must-revalidate"
    if response.status_code in (200, 304):
        response["ETag"] = tag
    return response


def _tag(municipality: Municipality) -> str:
    """Of everything a page may show: what is released, the municipality's own row, the day, and how pages look."""
    row = [getattr(municipality, field.attname) for field in municipality._meta.concrete_fields]
    parts = (publishing.fingerprint(municipality), row, timezone.localdate(), _look())
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


@cache
def _look() -> str:
    digest = hashlib.sha256()
    for folder in ("templates", "published", "public", "locale"):
        for path in sorted(path for path in (SITES / folder).rglob("*") if path.suffix in (".html", ".py", ".mo")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
