"""Reads for other rooms and pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from lykta.ground.accounts.links import open_among
from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization, PersonalLink
from lykta.ground.municipalities.models import Municipality


def functions_of(municipality: Municipality) -> QuerySet[Function]:
    return Function.objects.for_municipality(municipality).select_related("organization")


def organizations_in(municipality: Municipality) -> QuerySet[PartnerOrganization]:
    """Those that have a function here and still exist."""
    here = Function.objects.for_municipality(municipality).values("organization")
    today = timezone.localdate()
    return PartnerOrganization.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), pk__in=here)


def functions_of_account(account: Account, municipality: Municipality) -> list[Function]:
    grants = Grant.objects.for_municipality(municipality).filter(account=account).in_force(timezone.localdate())
    return list(functions_of(municipality).filter(pk__in=grants.values("function")))


def grants_in_force(municipality: Municipality) -> QuerySet[Grant]:
    grants = Grant.objects.for_municipality(municipality).in_force(timezone.localdate())
    return grants.select_related("account", "function__organization").order_by("account__name", "account_id", "id")


@dataclass(frozen=True)
class Person:
    """An account as one municipality sees it: its grants there and nowhere else."""

    account: Account
    grants: list[Grant]


def people_of(municipality: Municipality) -> list[Person]:
    rows = groupby(grants_in_force(municipality), key=lambda grant: grant.account)
    return [Person(account, list(grants)) for account, grants in rows]


def grants_ever(municipality: Municipality, account: Account) -> QuerySet[Grant]:
    grants = Grant.objects.for_municipality(municipality).filter(account=account)
    return grants.select_related("function__organization").order_by("-valid_from", "-id")


def person_in(municipality: Municipality, public_id: str) -> Account | None:
    """An account that has or has had a grant here; others do not exist for this municipality."""
    here = Grant.objects.for_municipality(municipality).values("account")
    return Account.objects.filter(pk__in=here, public_id=public_id).first()


def open_links(municipality: Municipality) -> QuerySet[PersonalLink]:
    links = open_among(PersonalLink.objects.for_municipality(municipality))
    return links.select_related("function__organization")


def open_links_of(function: Function) -> QuerySet[PersonalLink]:
    return open_links(function.municipality).filter(function=function)
