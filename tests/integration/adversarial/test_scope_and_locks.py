"""Ways past the scope, and locks taken in two orders."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from lykta.base.kernel.scope import ScopeForgotten
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.operations import answer_question, withdraw_incident
from lykta.ground.accounts.models import Grant
from lykta.ground.accounts.operations import end_grant
from lykta.journeys import change_area_set, report_action_status, seconding
from lykta.journeys.publish_promise import propose_release
from tests.integration.incidents.reports import review, send
from tests.integration.journeys.test_lift_and_areas import area_set
from tests.integration.pages.rows import a_point, a_problem, a_promise, an_action
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


async def _read_aside() -> list[Incident]:
    return [row async for row in Incident.objects.filter(number=1).aiterator()]


# FAULT: these read rows of every municipality without a word.
HOLES = {
    "or": lambda m: list(Incident.objects.for_municipality(m) | Incident.objects.filter(number=1)),
    "union": lambda m: list(Incident.objects.for_municipality(m).order_by().union(Incident.objects.order_by())),
    "raw": lambda m: list(Incident.objects.raw("SELECT * FROM incidents_incident")),
    "aside": lambda m: async_to_sync(_read_aside)(),
    "and": lambda m: list(Incident.objects.for_municipality(m) & Incident.objects.filter(number=1)),
    "xor": lambda m: list(Incident.objects.for_municipality(m) ^ Incident.objects.filter(number=1)),
    "or, cut": lambda m: list(Incident.objects.all()[:1] | Incident.objects.for_municipality(m)),
    "intersection": lambda m: list(Incident.objects.for_municipality(m).intersection(Incident.objects.all())),
    "difference": lambda m: list(Incident.objects.for_municipality(m).difference(Incident.objects.all())),
    "raw within": lambda m: list(Incident.objects.for_municipality(m).raw("SELECT * FROM incidents_incident")),
    "unscoped": lambda m: list(Incident.objects.for_municipality(m) | Incident.unscoped.all()),
    "explain": lambda m: Incident.objects.explain(),
}
CLOSED = {
    "slice": lambda m: list(Incident.objects.all()[:1]),
    "get": lambda m: Incident.objects.get(number=1),
    "first": lambda m: Incident.objects.first(),
    "values_list": lambda m: list(Incident.objects.values_list("text")[:5]),
    "iterator": lambda m: list(Incident.objects.iterator()),
    "update": lambda m: Incident.objects.update(text=""),
    "delete": lambda m: Incident.objects.all().delete(),
    "count": lambda m: Incident.objects.count(),
    "contains": lambda m: Incident.objects.all().contains(Incident(pk=1)),
    "get_or_create": lambda m: Incident.objects.get_or_create(number=1),
    "bulk_update": lambda m: Incident.objects.bulk_update([Incident(pk=1, text="x")], ["text"]),
    "dates": lambda m: list(Incident.objects.dates("occurred_from", "day")),
    "in_bulk": lambda m: Incident.objects.in_bulk([1]),
    "union the other way": lambda m: list(Incident.objects.all().union(Incident.objects.for_municipality(m))),
}


@pytest.mark.parametrize("ask", [*HOLES.values(), *CLOSED.values()], ids=[*HOLES, *CLOSED])
def test_a_query_without_its_municipality_raises(world: World, ask) -> None:
    send(world)
    with pytest.raises(ScopeForgotten):
        ask(world.granhult)


async def _aside(rows: Any) -> list[Incident]:
    return [row async for row in rows.aiterator()]


def test_rows_that_name_their_municipality_are_put_together(world: World) -> None:
    sent = send(world)
    here, there = Incident.objects.for_municipality(world.bjorkviken), Incident.objects.for_municipality(world.granhult)
    bare, bare_there = here.order_by(), there.order_by()
    assert list(here | there) == list(there | here) == list(here ^ there) == list(here.none() | here) == [sent]
    assert list(here & here) == [sent]
    assert not list(here & there)
    assert list(bare.union(bare_there)) == list(bare.difference(bare_there)) == [sent]
    assert not list(bare.intersection(bare_there))
    assert not list(here.none().union(bare_there))
    assert list(here.filter(pk__in=Incident.objects.filter(number=sent.number).values("pk"))) == [sent]
    assert here.filter(Exists(Incident.objects.filter(pk=OuterRef("merged_into")))).count() == 0
    assert async_to_sync(_aside)(here.filter(number=-1)) == []
    assert not list(sent.duplicates.all() | sent.duplicates.all())
    assert list(here.prefetch_related("duplicates").iterator(chunk_size=5)) == [sent]


def _first(asked: CaptureQueriesContext, *words: str) -> int:
    return next((at for at, query in enumerate(asked.captured_queries) if all(w in query["sql"] for w in words)), 10**6)


def _held(asked: CaptureQueriesContext, table: str) -> int:
    """SQLite has one writer and says nothing of locks: there the first reading stands for it."""
    return _first(asked, f'FROM "{table}"', "FOR NO KEY UPDATE" if connection.vendor == "postgresql" else "")


@pytest.mark.parametrize("act", ["withdraw", "answer"])
def test_the_reporter_and_the_reviewer_take_their_locks_in_one_order(world: World, act: str) -> None:
    # FAULT on PostgreSQL: review takes the change number and then the report; these take the report first. Withdrawing
    # while the coordinator decides was a deadlock, and a 500, in 30 of 40 tries.
    incident = send(world)
    if act == "answer":
        incident = review(world, incident, "returned", note="Var var det?")
    with CaptureQueriesContext(connection) as asked:
        if act == "withdraw":
            withdraw_incident(incident=incident, by=world.reporter)
        else:
            answer_question(incident=incident, text="Vid dörren", by=world.reporter, expected_version=incident.version)
    assert _first(asked, "UPDATE", "incidents_incidentchange") < _held(asked, "incidents_incident")


def test_a_status_and_a_judgement_take_their_locks_in_one_order(world: World) -> None:
    # FAULT on PostgreSQL: a status takes the log's head and then the promise; a judgement of the point takes the
    # promise and then the head. Deadlock in 18 of 40 tries.
    action = an_action(world, a_problem(world), state="in_progress")
    a_point(world, a_promise(world), actions=[action])
    with CaptureQueriesContext(connection) as asked:
        report_action_status.report(
            action=action, state="in_progress", happened=date(2026, 11, 1), by=world.coordinator
        )
    assert _held(asked, "promises_citizenpromise") < _first(asked, "UPDATE", "audit_audithead")


def test_a_release_and_a_judgement_take_their_locks_in_one_order(world: World) -> None:
    # FAULT on PostgreSQL: the same, between the second person and the coordinator.
    promise = a_promise(world)
    a_point(world, promise)
    proposal = propose_release(promise=promise, by=world.coordinator)
    with CaptureQueriesContext(connection) as asked:
        seconding.second(proposal=proposal, by=world.police_officer)
    assert _held(asked, "promises_citizenpromise") < _first(asked, "UPDATE", "audit_audithead")


def test_an_area_set_and_a_review_take_their_locks_in_one_order(world: World) -> None:
    # The same: the set was noted in the log before the change number was held.
    chosen = area_set(world, "own", 14.5, world.coordinator)
    with CaptureQueriesContext(connection) as asked:
        change_area_set.use(municipality=world.bjorkviken, area_set=chosen, by=world.coordinator)
    assert _first(asked, "UPDATE", "incidents_incidentchange") < _first(asked, "UPDATE", "audit_audithead")


def test_an_ended_grant_and_a_revoked_link_take_their_locks_in_one_order(world: World) -> None:
    # The same: the grant was noted in the log before the links that fall with it were held.
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.coordinator)
    with CaptureQueriesContext(connection) as asked:
        end_grant(grant=grant, by=world.administrator)
    assert _held(asked, "accounts_personallink") < _first(asked, "UPDATE", "audit_audithead")
