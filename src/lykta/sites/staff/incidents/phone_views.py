"""The report page's script, after login. Answers in JSON, also to whoever is logged out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from lykta.facts.incidents.enums import Permission
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.accounts.rights import permissions_of_role
from lykta.sites.reporting import answers, phone_views
from lykta.sites.reporting.doors import Door
from lykta.sites.staff.pages import StaffRequest, municipality_for


def organization_of(request: StaffRequest) -> PartnerOrganization:
    """For whom this person reports here: with several functions, the first that may report."""
    grants = request.user.grants_in(request.municipality)
    reporting = (grant for grant in grants if Permission.REPORT in permissions_of_role(grant.role))
    return next(reporting).function.organization


def door_of(request: StaffRequest) -> Door:
    return Door(request.user, request.municipality, organization_of(request))


def for_phone(view: Callable[[HttpRequest, Door], JsonResponse]) -> Callable[..., JsonResponse]:
    @wraps(view)
    def through(request: Any, slug: str) -> JsonResponse:
        if not request.user.is_authenticated:
            return answers.not_logged_in()
        request.municipality = municipality_for(request.user, slug)
        if not request.user.may(Permission.REPORT, request.municipality):
            return answers.may_not()
        return view(request, door_of(request))

    through.permissions = (Permission.REPORT,)  # type: ignore[attr-defined]  # read by the architecture tests
    return through


basis = gzip_page(for_phone(phone_views.basis))
places = gzip_page(for_phone(phone_views.places))
send = csrf_exempt(for_phone(phone_views.send))  # answers.is_from_our_page stands for it
