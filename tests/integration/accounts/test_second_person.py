"""The rule of the second person, against every way two actors can stand to each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lykta.ground.accounts import operations
from lykta.ground.accounts.actors import CommandLine, LinkActor
from lykta.ground.accounts.enums import LinkPurpose, Role
from lykta.ground.accounts.models import Account
from lykta.ground.accounts.rules import may_second
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

WEEK = timedelta(days=7)
NAMES = ("coordinator", "police_officer", "administrator")
AGES = st.one_of(st.none(), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.sampled_from([*NAMES, "command_line", "link", "nobody"]),
    second=st.sampled_from([*NAMES, "command_line", "link"]),
    first_set_by=st.sampled_from([None, *NAMES]),
    second_set_by=st.sampled_from([None, *NAMES]),
    first_age=AGES,
    second_age=AGES,
    is_active=st.booleans(),
)
def test_only_two_humans_who_hold_none_of_each_others_keys(
    world: World, first, second, first_set_by, second_set_by, first_age, second_age, is_active
) -> None:
    with transaction.atomic():
        people = {name: Account.objects.get(pk=getattr(world, name).pk) for name in NAMES}
        _set(people.get(first), people.get(first_set_by), first_age)
        if second != first:
            _set(people.get(second), people.get(second_set_by), second_age)
            second_keys = (second_set_by, second_age)
        else:
            second_keys = (first_set_by, first_age)
        by = _actor(world, people, second, is_active)
        first_id = people[first].actor_id if first in people else _other_id(world, first)

        expected = (
            second in NAMES
            and first in NAMES
            and first != second
            and is_active
            and not (second_keys[0] == first and second_keys[1] is not None and second_keys[1] < WEEK)
            and not (first_set_by == second and first_age is not None and first_age < WEEK)
        )
        assert may_second(by, first_id) is expected
        transaction.set_rollback(True)


def _set(account: Account | None, by: Account | None, age: timedelta | None) -> None:
    if account is None:
        return
    account.credentials_set_by = by
    # A minute's margin, since the clock goes on while the rule reads it.
    account.credentials_set_at = None if age is None else timezone.now() - age + timedelta(seconds=(age < WEEK) * 60)
    account.save()


def _actor(world: World, people: dict[str, Account], name: str, is_active: bool):
    if name == "command_line":
        return CommandLine()
    if name == "link":
        return _link(world)
    people[name].is_active = is_active
    return people[name]


def _link(world: World) -> LinkActor:
    link, _token = operations.issue_link(
        function=world.park, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=CommandLine()
    )
    return LinkActor(link)


def _other_id(world: World, name: str) -> str:
    return {"command_line": "command-line", "link": _link(world).actor_id, "nobody": "zzzzzzzzzzzz"}[name]


def test_an_account_made_or_reset_by_the_first_counts_again_after_seven_days(world: World) -> None:
    made = operations.create_account(
        email="ny@example.org", name="Ny", municipality=world.bjorkviken, by=world.administrator,
        password="k7mf-29qx-aaaa",
    )  # fmt: skip
    operations.give_grant(
        account=made, function=world.park, role=Role.POLICE_OFFICER, municipality=world.bjorkviken,
        by=world.administrator,
    )  # fmt: skip
    assert not may_second(made, world.administrator.actor_id)
    assert not may_second(world.administrator, made.actor_id)
    assert may_second(made, world.coordinator.actor_id)

    a_week_ago = timezone.now() - WEEK - timedelta(seconds=1)
    Account.objects.filter(pk=made.pk).update(created=a_week_ago, credentials_set_at=a_week_ago)
    made = Account.objects.get(pk=made.pk)
    assert may_second(made, world.administrator.actor_id)

    operations.set_password(account=made, password="p4rk-29qx-bbbb", by=world.administrator)
    assert not may_second(Account.objects.get(pk=made.pk), world.administrator.actor_id)
