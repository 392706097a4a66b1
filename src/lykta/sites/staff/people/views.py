"""People and access: who may come in, in which function, and how it ends."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.ground.accounts import operations, queries, rules
from lykta.ground.accounts.enums import Permission
from lykta.ground.accounts.models import Account, Grant
from lykta.ground.accounts.passwords import new_password
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.people.forms import FunctionForm, GrantForm, OrganizationForm, PersonForm


@page(Permission.MANAGE)
def people(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    context = {
        "people": queries.people_of(request.municipality),
        "functions": queries.functions_of(request.municipality),
        "links": queries.open_links(request.municipality),
    }
    return render(request, "staff/people/list.html", context)


@page(Permission.MANAGE)
def person_new(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    form = PersonForm(request.POST or None, municipality=request.municipality)
    if form.is_valid():
        return _add_person(request, form)
    return render(request, "staff/people/person_new.html", {"form": form})


def _add_person(request: StaffRequest, form: PersonForm) -> HttpResponse:
    data = form.cleaned_data
    account, password = Account.objects.filter(email=data["email"].lower()).first(), None
    try:
        with transaction.atomic():
            if account is None:
                password = new_password()
                account = operations.create_account(
                    email=data["email"], name=data["name"], municipality=request.municipality, by=request.user,
                    password=password,
                )  # fmt: skip
            _give(request, account, form)
    except NotNow as problem:
        form.add_error(None, problem.message)
        return render(request, "staff/people/person_new.html", {"form": form})
    if password:
        return _show_password(request, account, password, is_new=True)
    say(request, _("%(name)s already had a login, and now has access here too.") % {"name": account.name})
    return redirect("staff:person", request.municipality.slug, account.public_id)


def _show_password(request: StaffRequest, account: Account, password: str, *, is_new: bool) -> HttpResponse:
    # In the answer itself, not after a redirect: it is stored nowhere in between and cannot be fetched again.
    context = {"person": account, "password": password, "is_new": is_new}
    return render(request, "staff/people/password.html", context)


@page(Permission.MANAGE)
def person(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    account = queries.person_in(request.municipality, pid)
    if account is None:
        raise Http404
    if request.method == "POST":
        return _person_act(request, account)
    return _person_page(request, account, GrantForm(municipality=request.municipality))


def _person_page(request: StaffRequest, account: Account, form: GrantForm) -> HttpResponse:
    context = {
        "person": account,
        "grants": queries.grants_ever(request.municipality, account),
        "form": form,
        "may_manage": rules.may_manage_account(request.user, account),
        "is_self": account.pk == request.user.pk,
    }
    return render(request, "staff/people/person.html", context)


def _person_act(request: StaffRequest, account: Account) -> HttpResponse:
    match request.POST.get("act"):
        case "grant":
            return _give_another(request, account)
        case "end":
            operations.end_grant(grant=_grant(request, account), by=request.user)
            say(request, _("The access has ended. It took effect at once."))
        case "password":
            password = new_password()
            operations.set_password(account=account, password=password, by=request.user)
            return _show_password(request, account, password, is_new=False)
        case "close":
            operations.close_account(account=account, by=request.user)
            say(request, _("The login is closed. Nobody can use it any more."))
    return redirect("staff:person", request.municipality.slug, account.public_id)


def _give_another(request: StaffRequest, account: Account) -> HttpResponse:
    form = GrantForm(request.POST, municipality=request.municipality)
    if not form.is_valid():
        return _person_page(request, account, form)
    try:
        _give(request, account, form)
    except NotNow as problem:
        form.add_error(None, problem.message)
        return _person_page(request, account, form)
    say(request, _("%(name)s has the new access from now on.") % {"name": account.name})
    return redirect("staff:person", request.municipality.slug, account.public_id)


def _give(request: StaffRequest, account: Account, form: GrantForm) -> Grant:
    data = form.cleaned_data
    return operations.give_grant(
        account=account, function=data["function"], role=data["role"], municipality=request.municipality,
        valid_to=data["valid_to"], by=request.user,
    )  # fmt: skip


def _grant(request: StaffRequest, account: Account) -> Grant:
    grants = queries.grants_ever(request.municipality, account)
    grant = grants.filter(public_id=request.POST.get("grant", "")).select_related("municipality").first()
    if grant is None:
        raise Http404
    return grant


@page(Permission.MANAGE)
def organization_new(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    form = OrganizationForm(request.POST or None)
    if form.is_valid() and _done(form, _add_organization, request):
        say(request, _("The organisation is added. Now give it a function here."))
        return redirect("staff:function_new", request.municipality.slug)
    return render(request, "staff/people/organization_new.html", {"form": form})


@page(Permission.MANAGE)
def function_new(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    form = FunctionForm(request.POST or None)
    if form.is_valid() and _done(form, _add_function, request):
        say(request, _("The function is added. Now you can give somebody access in it."))
        return redirect("staff:person_new", request.municipality.slug)
    return render(request, "staff/people/function_new.html", {"form": form})


def _done(form: Any, act: Any, request: StaffRequest) -> bool:
    """Whether the act was carried out; what stopped it is shown in the form, with the person's words kept."""
    try:
        act(request, form.cleaned_data)
    except NotNow as problem:
        form.add_error(None, problem.message)
        return False
    return True


def _add_organization(request: StaffRequest, data: dict[str, Any]) -> None:
    operations.create_organization(
        name=data["name"], kind=data["kind"], is_authority=data["is_authority"], municipality=request.municipality,
        by=request.user,
    )  # fmt: skip


def _add_function(request: StaffRequest, data: dict[str, Any]) -> None:
    operations.create_function(
        municipality=request.municipality, organization=data["organization"], title=data["title"],
        email=data["email"], by=request.user,
    )  # fmt: skip
