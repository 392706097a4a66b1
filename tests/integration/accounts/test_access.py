"""Giving and ending access: what takes effect, for whom, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.audit.sentences import sentences
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.ground.accounts import links, operations, queries
from lykta.ground.accounts.enums import LinkPurpose, OrganizationKind, Permission, Role
from lykta.ground.accounts.expected_reporters import reporters_expected
from lykta.ground.accounts.models import Account, Grant, PersonalLink
from lykta.ground.accounts.passwords import new_password
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


def _new_account(world: World, email: str = "Ny.Person@Example.org", **fields) -> Account:
    return operations.create_account(
        email=email, name="Ny Person", municipality=world.bjorkviken, by=world.administrator, **fields
    )


def _give(world: World, account: Account, role: str = Role.REPORTER, **fields) -> Grant:
    return operations.give_grant(
        account=account, function=fields.pop("function", world.park), role=role, municipality=world.bjorkviken,
        by=fields.pop("by", world.administrator), **fields,
    )  # fmt: skip


def test_an_account_is_made_with_a_password_that_works_and_a_log_line_without_it(world: World) -> None:
    password = new_password()
    account = _new_account(world, password=password)

    assert (account.email, account.name, account.credentials_set_by) == (
        "ny.person@example.org", "Ny Person", world.administrator,
    )  # fmt: skip
    assert account.check_password(password)
    event = AuditEvent.objects.latest("id")
    assert (event.event, event.subject_id, event.details) == ("accounts.account_created", account.public_id, {})


def test_passwords_are_made_to_be_read_aloud_and_never_twice() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(word) == 19 and word.count("-") == 3 for word in made)
    assert not any(letter in "".join(made) for letter in "01ilouIO")


def test_the_same_address_is_refused_whatever_its_case(world: World) -> None:
    _new_account(world)
    with pytest.raises(NotNow):
        _new_account(world, email="ny.PERSON@example.ORG")


def test_a_password_that_is_too_weak_is_refused(world: World) -> None:
    with pytest.raises(NotNow):
        _new_account(world, password="kort")
    assert not Account.objects.filter(email="ny.person@example.org").exists()


@pytest.mark.parametrize("who", ["coordinator", "police_officer", "reporter", "registrar", "outsider"])
def test_only_an_administrator_of_the_municipality_gives_access(world: World, who: str) -> None:
    by = getattr(world, who)
    with pytest.raises(NotAllowed):
        operations.create_account(email="x@example.org", name="X", municipality=world.bjorkviken, by=by)
    with pytest.raises(NotAllowed):
        _give(world, world.reporter, Role.COORDINATOR, by=by)
    with pytest.raises(NotAllowed):
        operations.create_function(
            municipality=world.bjorkviken, organization=world.housing, title="Ny funktion", email="", by=by
        )
    with pytest.raises(NotAllowed):
        operations.create_organization(
            name="Ny", kind=OrganizationKind.SCHOOL, is_authority=True, municipality=world.bjorkviken, by=by
        )
    with pytest.raises(NotAllowed):
        operations.set_password(account=world.reporter, password=new_password(), by=by)
    with pytest.raises(NotAllowed):
        operations.close_account(account=world.reporter, by=by)


def test_a_grant_takes_effect_at_once_and_is_one_however_often_it_is_given(world: World) -> None:
    account = _new_account(world)
    assert not account.may(Permission.MANAGE, world.bjorkviken)

    first = _give(world, account, Role.ADMINISTRATOR)
    second = _give(world, account, Role.ADMINISTRATOR)

    assert first == second
    assert account.may(Permission.MANAGE, world.bjorkviken)
    assert not account.may(Permission.MANAGE, world.granhult)


def test_nobody_gives_access_to_oneself(world: World) -> None:
    with pytest.raises(NotNow):
        _give(world, world.administrator, Role.COORDINATOR)


def test_a_function_of_another_municipality_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        _give(world, world.reporter, function=world.functions["outsider"])


def test_an_ended_grant_ends_today_and_the_last_administrator_stays(world: World) -> None:
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.reporter)
    operations.end_grant(grant=grant, by=world.administrator)
    assert Account.objects.get(pk=world.reporter.pk).current_grants == []

    last = Grant.objects.for_municipality(world.bjorkviken).get(role=Role.ADMINISTRATOR)
    with pytest.raises(NotNow):
        operations.end_grant(grant=last, by=world.administrator)
    _give(world, world.registrar, Role.ADMINISTRATOR)
    operations.end_grant(grant=last, by=world.registrar)
    assert not Account.objects.get(pk=world.administrator.pk).may(Permission.MANAGE, world.bjorkviken)


def test_a_login_that_reaches_into_another_municipality_is_not_ours_to_open(world: World) -> None:
    """Who sets a password can log in as that person: then into the neighbour's reports, too."""
    operations.give_grant(
        account=world.outsider, function=world.park, role=Role.REPORTER, municipality=world.bjorkviken,
        by=world.administrator,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        operations.set_password(account=world.outsider, password=new_password(), by=world.administrator)
    with pytest.raises(NotAllowed):
        operations.close_account(account=world.outsider, by=world.administrator)


def test_a_closed_account_has_nothing_left(world: World) -> None:
    operations.close_account(account=world.reporter, by=world.administrator)
    account = Account.objects.get(pk=world.reporter.pk)
    assert (account.is_active, account.has_usable_password(), account.current_grants) == (False, False, [])
    with pytest.raises(NotNow):
        _give(world, account)


def test_a_link_opens_by_its_token_alone_and_only_the_hash_is_kept(world: World) -> None:
    link, token = operations.issue_link(
        function=world.park, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=world.coordinator
    )
    assert len(token) == 43
    assert links.resolve(token) == link
    assert links.still_open(link.public_id) == link
    assert links.resolve(token + "x") is None
    assert links.resolve(link.token_hash) is None
    stored = [str(value) for value in PersonalLink.objects.for_municipality(world.bjorkviken).values_list()[0]]
    stored += [str(event.details) for event in AuditEvent.objects.all()]
    assert not any(token in value for value in stored)


def test_a_revoked_or_old_link_is_closed(world: World) -> None:
    link, token = operations.issue_link(
        function=world.park, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=world.coordinator
    )
    PersonalLink.objects.for_municipality(world.bjorkviken).update(expires=timezone.now())
    assert links.resolve(token) is None
    PersonalLink.objects.for_municipality(world.bjorkviken).update(expires=timezone.now() + timedelta(days=1))
    operations.revoke_link(link=link, by=world.coordinator)
    assert (links.resolve(token), links.still_open(link.public_id)) == (None, None)


def test_a_link_ends_when_nobody_holds_the_function(world: World) -> None:
    _link, token = operations.issue_link(
        function=world.park, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=world.coordinator
    )
    grant = Grant.objects.for_municipality(world.bjorkviken).get(function=world.park)
    second = _give(world, world.council_member, Role.ACTION_OWNER)
    operations.end_grant(grant=grant, by=world.administrator)
    assert links.resolve(token) is not None  # somebody still holds it
    operations.end_grant(grant=second, by=world.administrator)
    assert links.resolve(token) is None


@pytest.mark.parametrize("who", ["reporter", "police_officer", "action_owner", "outsider"])
def test_a_link_is_issued_by_those_who_plan_actions_here(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        operations.issue_link(
            function=world.park, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=getattr(world, who)
        )


def test_the_named_permission_of_a_link_is_the_plans_own() -> None:
    from lykta.cycle.action_plans.enums import Permission as Actions
    from lykta.facts.incidents.enums import Permission as Incidents
    from lykta.ground.accounts.rules import LINK_PERMISSIONS

    assert LINK_PERMISSIONS == {LinkPurpose.ACTION_OWNER: Actions.EDIT, LinkPurpose.REPORTER: Incidents.REMIND}


def test_reporters_expected_are_those_in_force_some_day_of_the_half_open_period(world: World) -> None:
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.reporter)
    Grant.objects.for_municipality(world.bjorkviken).filter(pk=grant.pk).update(
        valid_from=date(2026, 11, 9), valid_to=date(2026, 11, 15)
    )
    guard = (world.other_reporter.pk, "Valter Vakt", "Nordvakt", world.guards.pk)
    rut = (world.reporter.pk, "Rut Rapportör", "Björkvikens Bostäder", world.housing.pk)

    def found(start: date, end: date) -> list[tuple[int, str, str, int]]:
        rows = reporters_expected(world.bjorkviken, start, end)
        return [(row.key, row.name, row.organization, row.organization_id) for row in rows]

    assert found(date(2026, 11, 2), date(2026, 11, 9)) == [guard]
    assert found(date(2026, 11, 9), date(2026, 11, 16)) == [rut, guard]
    assert found(date(2026, 11, 15), date(2026, 11, 22)) == [rut, guard]
    assert found(date(2026, 11, 16), date(2026, 11, 23)) == [guard]
    assert reporters_expected(world.granhult, date(2026, 11, 9), date(2026, 11, 16)) == []


def test_people_are_seen_with_the_grants_of_one_municipality_only(world: World) -> None:
    operations.give_grant(
        account=world.outsider, function=world.park, role=Role.REPORTER, municipality=world.bjorkviken,
        by=world.administrator,
    )  # fmt: skip
    here = {
        person.account.name: [grant.role for grant in person.grants] for person in queries.people_of(world.bjorkviken)
    }
    assert here["Olga Utanför"] == [Role.REPORTER]
    assert len(here) == 9
    assert [person.account.name for person in queries.people_of(world.granhult)] == ["Olga Utanför"]
    assert queries.person_in(world.granhult, world.coordinator.public_id) is None


def test_every_event_of_the_room_reads_as_a_sentence(world: World) -> None:
    account = _new_account(world)
    _give(world, account, Role.COORDINATOR)
    event = AuditEvent.objects.latest("id")
    assert sentences.get(event.event).read(event) == "Gav behörighet som samordnare"
