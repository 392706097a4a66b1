"""What every public page goes through: the municipality, a tag by what it shows, and 410 for what was withdrawn.

Knows no account and opens no session: the same page for everybody, so that any cache may keep it for a moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from lykta.airlocks.publishing import queries as publishing
from lykta.ground.municipalities import queries as municipalities
from lykta.ground.municipalities.models import Municipality

# Withdrawn means gone within five seconds, with any cache in between.
MAX_AGE_SECONDS = 3
View = Callable[..., HttpResponse]


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
        return _cached(request, _answer(view, request, *args, **kwargs))

    return guarded


def _answer(view: View, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except publishing.Gone:
        return render(request, "public/gone.html", status=410)


def _cached(request: Any, response: HttpResponse) -> HttpResponse:
    """Only what is there can be unchanged: a page that is gone or never was keeps its 410 or 404."""
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}, must-revalidate"
    if response.status_code != 200:
        return response
    tag = response["ETag"] = _tag(request, response)
    return get_conditional_response(request, etag=tag, response=response) or response


def _tag(request: Any, response: HttpResponse) -> str:
    """Of the address and all that it shows; a release, a withdrawal or a standing value changes it in any case."""
    parts = (request.get_full_path(), publishing.fingerprint(request.municipality), response.content)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
