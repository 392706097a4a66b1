"""What every page by link goes through: the link itself, and answers that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lykta.base.kernel.actor import NotAllowed
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.municipalities.models import Municipality
from lykta.sites.by_link.keys import link_of

View = Callable[..., HttpResponse]


class LinkRequest(HttpRequest):
    """For type checkers: a request that went through `by_link`."""

    municipality: Municipality
    by: LinkActor


def by_link(purpose: LinkPurpose) -> Callable[[View], View]:
    """A page for those whose link is open now and made for this purpose. Everybody else: 404, and what to do."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            link = link_of(request, purpose)
            if link is None:
                return no_link(request)
            request.by, request.municipality = LinkActor(link), link.municipality
            try:
                response = view(request, *args, **kwargs)
            except (NotAllowed, Http404):
                return not_here(request)
            return keep_to_ourselves(response, has_form=True)

        guarded.purpose = purpose  # type: ignore[attr-defined]  # read by the architecture tests
        return guarded

    return decorate


def keep_to_ourselves(response: HttpResponse, *, has_form: bool = False) -> HttpResponse:
    """Nobody is told which page one came from.

    A browser that is told `no-referrer` also hides its origin when a form is sent, and is then refused as a forgery.
    The pages with forms have no token in their address; they say `same-origin`, which tells other sites nothing.
    """
    response["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def no_link(request: HttpRequest) -> HttpResponse:
    """The same answer for a link that never was, was revoked or has expired: nobody learns which."""
    return keep_to_ourselves(render(request, "by_link/no_link.html", status=404))


def not_here(request: HttpRequest) -> HttpResponse:
    return keep_to_ourselves(render(request, "by_link/not_here.html", status=404))
