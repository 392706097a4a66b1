"""Who reports, by login or by personal link, with agreement and course. Links are made, shown once or mailed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.base.kernel.actor import NotNow
from lykta.base.messaging.operations import queue_message
from lykta.facts.incidents.course_operations import completions
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.agreement_operations import set_agreement
from lykta.ground.accounts.enums import LinkPurpose, Permission
from lykta.ground.accounts.links import VALID_FOR
from lykta.ground.accounts.models import Function, PartnerOrganization
from lykta.ground.accounts.operations import create_function, create_organization, revoke_link
from lykta.ground.accounts.queries import open_links
from lykta.ground.accounts.reporter_queries import every_function
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.link_issuing import is_first_time, issued
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.reporters.forms import AgreementForm, NewReporterForm


@page(Incidents.REMIND, Permission.MANAGE)
def reporters(request: StaffRequest) -> HttpResponse:
    done, functions = list(completions(request.municipality)), every_function(request.municipality)
    reporting = [row for row in functions if row.is_open or row.function.agreement]
    context = {
        "rows": reporting,
        "others": [row.function for row in functions if row not in reporting],
        "course_of_account": {row.account_id: row.completed for row in reversed(done) if row.account_id},
        "course_of_function": {row.function_id: row.completed for row in reversed(done) if row.function_id},
        "may_add": request.user.may(Permission.MANAGE, request.municipality),
    }
    return render(request, "staff/reporters/list.html", context)


@page(Permission.MANAGE)
def reporter_new(request: StaffRequest) -> HttpResponse:
    form = NewReporterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        function = _added(request, form)
        if function is not None:
            say(request, _("%(title)s is added. Make a personal link, or give somebody a login.") % {"title": function})
            return redirect("staff:reporter", request.municipality.slug, function.public_id)
    return render(request, "staff/reporters/new.html", {"form": form}, status=422 if form.errors else 200)


def _added(request: StaffRequest, form: NewReporterForm) -> Function | None:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            function = create_function(
                municipality=request.municipality, organization=_organization(request, form), title=data["title"],
                email=data["email"], by=request.user,
            )  # fmt: skip
            if data["agreement"] or data["agreement_ends"]:
                set_agreement(
                    function=function, agreement=data["agreement"], ends=data["agreement_ends"], by=request.user
                )
            return function
    except NotNow as problem:
        field = getattr(problem, "field", None)
        form.add_error(field if field in form.fields else "title", problem.message)
        return None


def _organization(request: StaffRequest, form: NewReporterForm) -> PartnerOrganization:
    data = form.cleaned_data
    if data["organization"]:
        return form.organizations[data["organization"]]
    return create_organization(
        name=data["new_organization"], kind=data["kind"], is_authority=False, municipality=request.municipality,
        by=request.user,
    )  # fmt: skip


@page(Incidents.REMIND, Permission.MANAGE)
def reporter(request: StaffRequest, pid: str) -> HttpResponse:
    function = _function(request, pid)
    may_manage = request.user.may(Permission.MANAGE, request.municipality)
    form = AgreementForm.about(function)
    context: dict[str, Any] = {"function": function, "once": LyktaForm(), "may_manage": may_manage}
    status = 200
    match request.POST.get("act") if request.method == "POST" else None:
        case "link":
            # Shown in this answer and nowhere else: not in an address, not in a session, not in a log.
            context["address"] = issued(request, function, LinkPurpose.REPORTER)
        case "mail":
            if is_first_time(request, "mailed"):
                _mail(request, function)
            say(request, _("The link is on its way to %(address)s.") % {"address": function.email})
            return redirect("staff:reporter", request.municipality.slug, pid)
        case "agreement":
            form = AgreementForm.about(function, request.POST)
            if _agreed(request, function, form):
                say(request, _("The agreement is noted."))
                return redirect("staff:reporter", request.municipality.slug, pid)
            status = 422
    context |= {"form": form, "links": open_links(request.municipality).filter(
        function=function, purpose=LinkPurpose.REPORTER).order_by("-created")}  # fmt: skip
    return render(request, "staff/reporters/reporter.html", context, status=status)


def _agreed(request: StaffRequest, function: Function, form: AgreementForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        set_agreement(function=function, agreement=data["agreement"], ends=data["agreement_ends"], by=request.user)
    except NotNow as problem:
        field = getattr(problem, "field", None)
        form.add_error(field if field in form.fields else "agreement", problem.message)
        return False
    return True


def _function(request: StaffRequest, pid: str) -> Function:
    rows = Function.objects.for_municipality(request.municipality).select_related("organization", "municipality")
    row: Function = get_object_or_404(rows, public_id=pid)
    return row


@transaction.atomic
def _mail(request: StaffRequest, function: Function) -> None:
    if not function.email:
        raise NotNow(_("The function has no e-mail address. Show the link instead, and hand it over yourself."))
    values = {
        "title": function.title,
        "municipality": request.municipality.name,
        "address": issued(request, function, LinkPurpose.REPORTER),
        "days": VALID_FOR.days,
    }
    queue_message(
        to=function.email,
        subject=_("Report to %(municipality)s from your phone") % values,
        body=_(
            "Hello,\n\nThis link lets %(title)s report what happens at places, without a password:\n\n%(address)s\n\n"
            "Open it on the phone and put the page on the home screen. It works without coverage too: what you report "
            "is sent when you are back.\n\nThe link works for %(days)s days. Do not pass it on: whoever has it can "
            "report in your place.\n\n%(municipality)s"
        )
        % values,
        municipality=request.municipality,
        by=request.user,
        forget_when_sent=True,
    )


@page(Incidents.REMIND, Permission.MANAGE)
@require_POST
def reporter_link_revoke(request: StaffRequest, pid: str, link_pid: str) -> HttpResponse:
    rows = open_links(request.municipality).filter(function__public_id=pid, purpose=LinkPurpose.REPORTER)
    link = get_object_or_404(rows.select_related("municipality", "function"), public_id=link_pid)
    revoke_link(link=link, by=request.user)
    say(request, _("The link is revoked and opens nothing any more."))
    return redirect("staff:reporter", request.municipality.slug, pid)
