"""Giving and ending access. Each act is in the log; what is ended ends at once."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, require
from lykta.base.privacy.free_text import checked
from lykta.ground.accounts import links, rules
from lykta.ground.accounts.enums import Permission, Role
from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization, PersonalLink
from lykta.ground.municipalities.models import Municipality


@transaction.atomic
def create_account(
    *, email: str, name: str, municipality: Municipality, by: Actor, password: str | None = None
) -> Account:
    require(by, Permission.MANAGE, municipality)
    email = email.strip().lower()
    if Account.objects.filter(email=email).exists():
        raise NotNow(_("There is already a login with this address. Give that person access here instead."))
    account = Account(email=email, name=checked(name, field="name"), created_by=by if isinstance(by, Account) else None)
    _check_password(password, account)
    account.set_password(password)
    _mark_credentials(account, by)
    account.save()
    record("accounts.account_created", by=by, municipality=municipality, subject=account)
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Actor) -> None:
    """For somebody else. One's own password is changed on the login's own page, and frees nobody from who set it."""
    if not rules.may_manage_account(by, account):
        raise NotAllowed("the account has access in a municipality that the actor does not manage")
    _check_password(password, account)
    account.set_password(password)
    if account.pk != getattr(by, "pk", None):
        _mark_credentials(account, by)
    account.save(update_fields=["password", "credentials_set_by", "credentials_set_at"])
    for municipality in _municipalities_of(account):
        record("accounts.password_set", by=by, municipality=municipality, subject=account)


@transaction.atomic
def close_account(*, account: Account, by: Actor) -> None:
    """Nobody can log in with it any more. The name stays where it signed something."""
    if not rules.may_manage_account(by, account):
        raise NotAllowed("the account has access in a municipality that the actor does not manage")
    municipalities = _municipalities_of(account)
    grants = Grant.objects.for_municipalities(municipalities).filter(account=account)
    ended = list(grants.in_force(timezone.localdate()).order_by("pk"))
    _hold(account, ended)
    for grant in ended:
        end_grant(grant=grant, by=by)
    account.is_active = False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    for municipality in municipalities:
        record("accounts.account_closed", by=by, municipality=municipality, subject=account)


@transaction.atomic
def create_organization(
    *, name: str, kind: str, is_authority: bool, municipality: Municipality, by: Actor
) -> PartnerOrganization:
    require(by, Permission.MANAGE, municipality)
    name = checked(name, field="name")
    if PartnerOrganization.objects.filter(name__iexact=name).exists():
        raise NotNow(_("There is already an organisation with this name. Choose it in the list."))
    organization = PartnerOrganization.objects.create(name=name, kind=kind, is_authority=is_authority)
    record("accounts.organization_created", by=by, municipality=municipality, subject=organization, name=name)
    return organization


@transaction.atomic
def create_function(
    *, municipality: Municipality, organization: PartnerOrganization, title: str, by: Actor, email: str = ""
) -> Function:
    require(by, Permission.MANAGE, municipality)
    title = checked(title, field="title")
    same = Function.objects.for_municipality(municipality).filter(organization=organization, title__iexact=title)
    if same.exists():
        raise NotNow(_("The organisation already has a function with this title. Choose it in the list."))
    function = Function.objects.create(
        municipality=municipality, organization=organization, title=title, email=email.strip()
    )
    record("accounts.function_created", by=by, municipality=municipality, subject=function, title=title)
    return function


@transaction.atomic
def give_grant(
    *,
    account: Account,
    function: Function,
    role: str,
    municipality: Municipality,
    by: Actor,
    valid_to: date | None = None,
    valid_from: date | None = None,
) -> Grant:
    """The same grant given twice is one grant."""
    require(by, Permission.MANAGE, municipality)
    start = valid_from or timezone.localdate()
    _check_grant(account, function, role, municipality, start, valid_to, by)
    same = Grant.objects.for_municipality(municipality).filter(account=account, function=function, role=role)
    if present := same.in_force(start).first():
        return present
    grant = Grant.objects.create(
        account=account, function=function, role=role, municipality=municipality, valid_from=start, valid_to=valid_to
    )
    _forget_grants(account)
    record("accounts.grant_given", by=by, municipality=municipality, subject=account, role=role)
    return grant


def _check_grant(
    account: Account,
    function: Function,
    role: str,
    municipality: Municipality,
    start: date,
    end: date | None,
    by: Actor,
) -> None:
    if function.municipality_id != municipality.pk:
        raise NotAllowed("the function belongs to another municipality")
    if role not in Role.values:
        raise ValueError(f"{role} is no role")
    if isinstance(by, Account) and by.pk == account.pk:
        raise NotNow(_("Nobody gives access to oneself. Ask another administrator."))
    if not account.is_active:
        raise NotNow(_("The login is closed. Create a new one for the person."))
    if end is not None and end < start:
        raise NotNow(_("The last day is before the first. Choose a later last day."))


@transaction.atomic
def end_grant(*, grant: Grant, by: Actor) -> None:
    """At once, also where the last day was later. A function that nobody holds loses its links."""
    require(by, Permission.MANAGE, grant.municipality)
    grant = Grant.objects.for_municipality(grant.municipality).select_for_update(no_key=True).get(pk=grant.pk)
    today = timezone.localdate()
    if grant.valid_to is not None and grant.valid_to < today:
        return
    if rules.is_last_administrator(grant):
        raise NotNow(_("This is the municipality's last administrator. Give another person that role first."))
    grant.valid_to = today - timedelta(days=1)
    grant.save(update_fields=["valid_to"])
    _forget_grants(grant.account)
    links_lost = _held_links(grant) if rules.is_vacant(grant.function, today) else []
    record("accounts.grant_ended", by=by, municipality=grant.municipality, subject=grant.account, role=grant.role)
    for link in links_lost:
        _revoke(link, by)


@transaction.atomic
def issue_link(*, function: Function, municipality: Municipality, purpose: str, by: Actor) -> tuple[PersonalLink, str]:
    """The token is in the answer and nowhere else."""
    if function.municipality_id != municipality.pk or not rules.may_issue_link(by, municipality, purpose):
        raise NotAllowed("may not issue a link for this function")
    token = links.new_token()
    link = PersonalLink.objects.create(
        municipality=municipality,
        function=function,
        purpose=purpose,
        token_hash=links.token_hash(token),
        created_by_id_text=by.actor_id,
        expires=timezone.now() + links.VALID_FOR,
    )
    record("accounts.link_issued", by=by, municipality=municipality, subject=link, title=function.title)
    return link, token


@transaction.atomic
def revoke_link(*, link: PersonalLink, by: Actor) -> None:
    if not rules.may_issue_link(by, link.municipality, link.purpose):
        raise NotAllowed("may not revoke this link")
    _revoke(link, by)


def _hold(account: Account, grants: list[Grant]) -> None:
    """Every row that closing a login changes, before the first event: see the order of locks in base/audit."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    keys = [grant.pk for grant in grants]
    places = {grant.municipality_id for grant in grants}
    list(Grant.objects.for_municipalities(places).filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    for grant in grants:
        _held_links(grant)


def _held_links(grant: Grant) -> list[PersonalLink]:
    """The open links of the grant's function."""
    rows = PersonalLink.objects.for_municipality(grant.municipality).filter(function=grant.function_id)
    return list(rows.filter(revoked__isnull=True).order_by("pk").select_for_update(no_key=True))


def _revoke(link: PersonalLink, by: Actor) -> None:
    if link.revoked is not None:
        return
    link.revoked = timezone.now()
    link.save(update_fields=["revoked"])
    title = link.function.title
    record("accounts.link_revoked", by=by, municipality=link.municipality, subject=link, title=title)


def _check_password(password: str | None, account: Account) -> None:
    if password is None:
        return
    try:
        validate_password(password, account)
    except ValidationError as problem:
        raise NotNow(" ".join(problem.messages)) from problem


def _mark_credentials(account: Account, by: Actor) -> None:
    account.credentials_set_by = by if isinstance(by, Account) else None
    account.credentials_set_at = timezone.now()


def _municipalities_of(account: Account) -> list[Municipality]:
    return list({grant.municipality_id: grant.municipality for grant in account.current_grants}.values())


def _forget_grants(account: Account) -> None:
    account.__dict__.pop("current_grants", None)
