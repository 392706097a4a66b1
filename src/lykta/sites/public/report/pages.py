"""What every page of the residents' way in goes through. Like the other public pages it knows no account and opens no
session; unlike them it is never kept by a cache, since each form is its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from lykta.ground.municipalities import queries as municipalities

View = Callable[..., HttpResponse]


def open_page(view: View) -> View:
    @wraps(view)
    def guarded(request: Any, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.municipality = municipalities.by_slug(slug)
        if request.municipality is None:
            raise Http404
        response = view(request, *args, **kwargs)
        response.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def address_of(request: HttpRequest, *, behind_proxy: bool) -> str:
    """Of the sender, to be hashed at once. A whole household shares the first half of an IPv6 address."""
    address = str(request.META.get("REMOTE_ADDR") or "")
    if behind_proxy:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address
