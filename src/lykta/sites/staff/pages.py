"""What every staff page goes through: login, the municipality, the right, and answers that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.ground.accounts.models import Account
from lykta.ground.municipalities.models import Municipality

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """For type checkers: a request that went through `page`."""

    municipality: Municipality
    user: Account  # type: ignore[assignment]
    htmx: Any


def page(*permissions: str) -> Callable[[View], View]:
    """A page of a municipality for those who have at least one of the permissions there.

    Not logged in: to the login. No grant in this municipality: 404, so that nobody learns what exists. Wrong role: 403.
    With no permission named, any grant in the municipality will do.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.municipality = municipality_for(request.user, slug)
            if permissions and not any(request.user.may(right, request.municipality) for right in permissions):
                raise PermissionDenied
            return _answer(view, request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # read by the architecture tests
        return guarded

    return decorate


def municipality_for(account: Account, slug: str) -> Municipality:
    for grant in account.current_grants:
        if grant.municipality.slug == slug:
            return grant.municipality
    raise Http404


def _answer(view: View, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except NotAllowed as problem:
        raise PermissionDenied from problem
    except NotNow as problem:
        # The sentence says what happened; the page behind "back" is still as the person left it.
        return render(request, "sites/not_now.html", {"message": problem.message}, status=409)


def say(request: HttpRequest, message: str) -> None:
    messages.success(request, message)
