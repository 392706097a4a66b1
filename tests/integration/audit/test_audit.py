"""The log refuses change, and shows it where somebody got round the refusal."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from lykta.base.audit import queries
from lykta.base.audit.models import AuditEvent, AuditHead
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import NotNow
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

EVENT = "accounts.function_created"


def _record(world: World, n: int = 3) -> list[AuditEvent]:
    return [
        record(EVENT, by=world.administrator, municipality=world.bjorkviken, subject=world.park, title=f"Ö {k}")
        for k in range(n)
    ]


def _drop_refusal() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
            cursor.execute("DROP TRIGGER audit_no_delete")
        else:
            cursor.execute("DROP TRIGGER audit_no_change ON audit_auditevent")


def test_an_event_says_who_what_when_and_about_what(world: World) -> None:
    (event,) = _record(world, 1)
    found = AuditEvent.objects.get()
    assert (found.actor_id, found.actor_name, found.actor_organization) == (
        world.administrator.public_id, "Adam Admin", "Björkvikens kommun",
    )  # fmt: skip
    assert (found.subject_kind, found.subject_id, found.details) == ("Function", world.park.public_id, {"title": "Ö 0"})
    assert (found.municipality_id, found.at) == (world.bjorkviken.pk, event.at)
    assert list(queries.events_of_municipality(world.granhult.pk)) == []
    assert list(queries.events_about(world.park.public_id)) == [found]


def test_an_event_without_a_sentence_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="has no sentence"):
        record("accounts.invented", by=world.administrator)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete", "raw update", "raw delete"])
def test_the_table_refuses_change_and_deletion(world: World, change: str) -> None:
    event = _record(world)[0]
    acts = {
        "update": lambda: AuditEvent.objects.filter(pk=event.pk).update(actor_name="Någon annan"),
        "delete": lambda: AuditEvent.objects.filter(pk=event.pk).delete(),
        "raw update": lambda: connection.cursor().execute("UPDATE audit_auditevent SET actor_name = 'x'"),
        "raw delete": lambda: connection.cursor().execute("DELETE FROM audit_auditevent"),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        acts[change]()
    assert AuditEvent.objects.filter(actor_name="Adam Admin").count() == 3
    assert queries.is_whole()


def test_the_chain_is_whole_as_read_back_from_the_database(world: World) -> None:
    _record(world, 5)
    assert list(queries.broken_links()) == []
    assert queries.is_whole()


@pytest.mark.parametrize(
    "field", ["actor_name", "actor_id", "actor_organization", "event", "subject_id", "details", "municipality_id", "at"]
)
def test_a_changed_row_shows(world: World, field: str) -> None:
    _first, second, _third = _record(world)
    values = {"details": {"title": "x"}, "municipality_id": world.granhult.pk, "at": world.park.pk and _first.at}
    _drop_refusal()
    AuditEvent.objects.filter(pk=second.pk).update(**{field: values.get(field, "x")})
    assert list(queries.broken_links()) == [second.pk]
    assert not queries.is_whole()


def test_a_changed_row_with_a_new_hash_of_its_own_shows_at_the_next(world: World) -> None:
    from lykta.base.audit.chain import link_hash
    from lykta.base.audit.operations import event_content

    _first, second, third = _record(world)
    second.actor_name = "Någon annan"
    _drop_refusal()
    AuditEvent.objects.filter(pk=second.pk).update(
        actor_name=second.actor_name, hash=link_hash(second.previous_hash, event_content(second))
    )
    assert list(queries.broken_links()) == [third.pk]


def test_a_removed_row_shows_in_the_middle_and_at_the_end(world: World) -> None:
    _first, second, third = _record(world)
    _drop_refusal()
    with transaction.atomic():
        AuditEvent.objects.filter(pk=second.pk).delete()
        assert list(queries.broken_links()) == [third.pk]
        transaction.set_rollback(True)
    AuditEvent.objects.filter(pk=third.pk).delete()
    assert list(queries.broken_links()) == []  # nothing that is left is broken
    assert not queries.is_whole()  # but the head remembers one more


@transaction.atomic
def _act_that_stops(world: World) -> None:
    _record(world, 2)
    raise NotNow("stopped")


def test_an_act_that_is_rolled_back_leaves_neither_event_nor_gap(world: World) -> None:
    _record(world, 1)
    with pytest.raises(NotNow):
        _act_that_stops(world)
    _record(world, 1)
    assert AuditEvent.objects.count() == 2
    assert AuditHead.objects.get().events == 2
    assert queries.is_whole()


def test_no_log_is_a_whole_log(db: None) -> None:
    assert queries.is_whole()
