"""A personal link for those who answer for an action: made, shown once or mailed, and revoked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.base.kernel.actor import NotNow
from lykta.base.messaging.operations import queue_message
from lykta.cycle.action_plans.enums import Permission
from lykta.cycle.action_plans.queries import responsible_functions
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.models import Function, PersonalLink
from lykta.ground.accounts.operations import revoke_link
from lykta.ground.accounts.queries import open_links
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.actions.views import own_action
from lykta.sites.staff.link_issuing import is_first_time, issued
from lykta.sites.staff.pages import StaffRequest, page, say


@page(Permission.EDIT)
def action_link(request: StaffRequest, pid: str) -> HttpResponse:
    action = own_action(request, pid)
    functions = responsible_functions(action)
    context: dict[str, Any] = {"action": action, "form": LyktaForm()}
    if request.method == "POST":
        function = next((row for row in functions if row.public_id == request.POST.get("function")), None)
        if function is None:
            raise Http404
        if request.POST.get("how") == "mail":
            _mail(request, function)
            say(request, _("The link is on its way to %(address)s.") % {"address": function.email})
            return redirect("staff:action_link", request.municipality.slug, action.public_id)
        # Shown in this answer and nowhere else: not in an address, not in a session, not in a log.
        context |= {"address": issued(request, function, LinkPurpose.ACTION_OWNER), "issued_for": function}
    links = _links(request, functions)
    context["functions"] = [(row, links.get(row.pk, [])) for row in functions]
    return render(request, "staff/actions/link.html", context)


def _mail(request: StaffRequest, function: Function) -> None:
    if not function.email:
        raise NotNow(_("The function has no e-mail address. Show the link instead, and hand it over yourself."))
    if is_first_time(request, "mailed"):
        with transaction.atomic():
            _queue(request, function)


def _queue(request: StaffRequest, function: Function) -> None:
    values = {
        "title": function.title,
        "municipality": request.municipality.name,
        "address": issued(request, function, LinkPurpose.ACTION_OWNER),
    }
    queue_message(
        to=function.email,
        subject=_("Your actions in %(municipality)s") % values,
        body=_(
            "Hello,\n\nThis link shows the actions that %(title)s answers for, and lets you say how far you have come:"
            "\n\n%(address)s\n\nIt works for 180 days. Do not pass it on: whoever has it can report in your place.\n\n"
            "%(municipality)s"
        )
        % values,
        municipality=request.municipality,
        by=request.user,
        forget_when_sent=True,
    )


def _links(request: StaffRequest, functions: list[Function]) -> dict[int, list[PersonalLink]]:
    found: dict[int, list[PersonalLink]] = {}
    rows = open_links(request.municipality).filter(function__in=functions, purpose=LinkPurpose.ACTION_OWNER)
    for link in rows.order_by("-created"):
        found.setdefault(link.function_id, []).append(link)
    return found


@page(Permission.EDIT)
@require_POST
def link_revoke(request: StaffRequest, pid: str, link_pid: str) -> HttpResponse:
    action = own_action(request, pid)
    rows = open_links(request.municipality).filter(function__in=responsible_functions(action))
    link: PersonalLink = get_object_or_404(rows.select_related("municipality", "function"), public_id=link_pid)
    revoke_link(link=link, by=request.user)
    say(request, _("The link is revoked and opens nothing any more."))
    return redirect("staff:action_link", request.municipality.slug, action.public_id)
