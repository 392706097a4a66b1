"""Who may be whose second person, and who may touch whose access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.actor import Actor, MunicipalityLike
from lykta.ground.accounts.enums import LinkPurpose, Permission, Role
from lykta.ground.accounts.models import Account, Function, Grant

# Whoever set a password may still know it: for this long the two count as one human.
CREDENTIALS_FRESH = timedelta(days=7)
# A permission is a string, so that a purpose may name one of a room above this floor.
LINK_PERMISSIONS = {LinkPurpose.ACTION_OWNER: "action_plans.edit", LinkPurpose.REPORTER: "incidents.remind"}


def may_second(by: Actor, first_actor_id: str) -> bool:
    """Only two accounts can be shown to be two humans; a link, the shell and the unknown never are."""
    if not isinstance(by, Account) or not by.is_active or by.is_same_human_as(first_actor_id):
        return False
    first = Account.objects.filter(public_id=first_actor_id).first()
    return first is not None and not _holds_credentials(first, by) and not _holds_credentials(by, first)


def _holds_credentials(holder: Account, account: Account) -> bool:
    """Made or reset by the holder, or by an account that the holder made or reset, and so on."""
    hands, found = _hands_on([account]), set[int]()
    while hands and holder.pk not in found:
        found |= hands
        hands = _hands_on(Account.objects.filter(pk__in=hands)) - found
    return holder.pk in found


def _hands_on(accounts: Iterable[Account]) -> set[int]:
    """Who made these accounts or last set their passwords, as long as it is fresh.

    The maker is asked for apart from the password: somebody who knows the first one can choose the next as well.
    """
    hands = set()
    for account in accounts:
        hands |= {account.created_by_id} if _is_fresh(account.created) else set()
        hands |= {account.credentials_set_by_id} if _is_fresh(account.credentials_set_at) else set()
    return {hand for hand in hands if hand is not None}


def _is_fresh(moment: datetime | None) -> bool:
    return moment is not None and timezone.now() - moment < CREDENTIALS_FRESH


def may_manage_account(by: Actor, account: Account) -> bool:
    """A password follows the person everywhere: only for those who manage every municipality the account works in."""
    municipalities = [grant.municipality for grant in _grants_now_or_later(account)]
    if not municipalities:
        return by.may(Permission.MANAGE, None)  # no municipality manages it any more: only the command line does
    return all(by.may(Permission.MANAGE, municipality) for municipality in municipalities)


def may_issue_link(by: Actor, municipality: MunicipalityLike, purpose: str) -> bool:
    named = LINK_PERMISSIONS[LinkPurpose(purpose)]
    return by.may(Permission.MANAGE, municipality) or by.may(named, municipality)


def is_last_administrator(grant: Grant) -> bool:
    if grant.role != Role.ADMINISTRATOR:
        return False
    others = Grant.objects.for_municipality(grant.municipality).filter(role=Role.ADMINISTRATOR).exclude(pk=grant.pk)
    return not others.in_force(timezone.localdate()).filter(account__is_active=True).exists()


def is_vacant(function: Function, day: date) -> bool:
    """Nobody holds the function, now or later."""
    later = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return not Grant.objects.for_municipality(function.municipality).filter(later, function=function).exists()


def _grants_now_or_later(account: Account) -> list[Grant]:
    rows = Grant.objects.across_municipalities(reason="a login follows the person everywhere")
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    return list(rows.filter(open_end, account=account).select_related("municipality"))
