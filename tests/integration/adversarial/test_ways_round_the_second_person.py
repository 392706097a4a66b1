"""One human with the administrator's role, and every way to become two."""

from __future__ import annotations

import pytest

from lykta.ground.accounts import operations
from lykta.ground.accounts.enums import Role
from lykta.ground.accounts.models import Account
from lykta.ground.accounts.rules import may_second
from tests.integration.adversarial.hostile import STAFF, browser
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
PASSWORD = "abcd-efgh-ijkl-mnop"


def made_by(maker: Account, world: World, name: str, *roles: str) -> Account:
    account = operations.create_account(
        email=f"{name}@example.org", name=name, municipality=world.bjorkviken, by=maker, password=PASSWORD
    )
    for role in roles:
        function = world.functions["police_officer" if role == Role.POLICE_OFFICER else "administrator"]
        operations.give_grant(account=account, function=function, role=role, municipality=world.bjorkviken, by=maker)
    return Account.objects.get(pk=account.pk)


def test_an_account_that_sets_its_own_password_anew_is_still_the_makers(world: World) -> None:
    # FAULT: set_password by oneself on the people page moves credentials_set_by from the maker to oneself.
    puppet = made_by(world.administrator, world, "puppet", Role.POLICE_OFFICER, Role.ADMINISTRATOR)
    assert not may_second(puppet, world.administrator.actor_id)
    browser(puppet).post(f"{STAFF}personer/{puppet.public_id}/", {"act": "password"})
    assert not may_second(Account.objects.get(pk=puppet.pk), world.administrator.actor_id)


def test_an_account_made_by_an_account_one_made_is_ones_own(world: World) -> None:
    # FAULT: only the last hand is asked for; whose hand that hand was is not.
    between = made_by(world.administrator, world, "between", Role.ADMINISTRATOR)
    puppet = made_by(between, world, "puppet", Role.POLICE_OFFICER)
    assert not may_second(puppet, world.administrator.actor_id)


def test_a_puppet_that_resets_the_police_officers_password_is_ones_own_hand(world: World) -> None:
    # FAULT: the same, by a reset.
    between = made_by(world.administrator, world, "between", Role.ADMINISTRATOR)
    operations.set_password(account=world.police_officer, password=PASSWORD, by=between)
    assert not may_second(Account.objects.get(pk=world.police_officer.pk), world.administrator.actor_id)


def test_a_password_changed_by_the_one_who_knows_it_frees_nobody(world: World) -> None:
    operations.set_password(account=world.police_officer, password=PASSWORD, by=world.administrator)
    client = browser(Account.objects.get(pk=world.police_officer.pk))
    new = "qwer-tyui-opas-dfgh"
    client.post("/konto/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    account = Account.objects.get(pk=world.police_officer.pk)
    assert account.check_password(new)
    assert not may_second(account, world.administrator.actor_id)
