"""Rows that the page tests stand on, made through the operations, and what every page is asked."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.operations import add_cause, open_problem
from lykta.cycle.promises.models import CitizenPromise, PromisePoint
from lykta.cycle.promises.operations import add_point, draft_promise
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, IncidentChange
from lykta.ground.accounts.models import Account
from tests.worlds import World

PERSONAL_NUMBER = "19121212-1212"  # the tax agency's test person
SCRIPT = "<script>alert(1)</script>"
EVERYBODY = (
    "reporter", "coordinator", "police_officer", "action_owner", "council_member", "registrar", "administrator",
)  # fmt: skip


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(world: World, role: str, path: str) -> HttpResponse:
    return client_of(getattr(world, role)).get(f"/arbete/bjorkviken/{path}")


def send(world: World, role: str, path: str, **data: Any) -> HttpResponse:
    return client_of(getattr(world, role)).post(f"/arbete/bjorkviken/{path}", once() | data)


def once() -> dict[str, str]:
    return {"once": secrets.token_urlsafe(9)}


def a_problem(world: World, title: str = "Krossade rutor på Strandskolan", **fields: Any) -> Problem:
    return open_problem(municipality=world.bjorkviken, title=title, by=world.coordinator, **fields)


def a_cause(world: World, problem: Problem, text: str = "Norra sidan är mörk") -> Cause:
    return add_cause(problem=problem, text=text, kind="place", evidence_kind="assumption", by=world.coordinator)


def an_action(world: World, problem: Problem, title: str = "Byta belysning", **fields: Any) -> Action:
    values: dict[str, Any] = {
        "causes": [], "kind": "situational", "horizon": "short", "responsible": [world.park],
        "due": timezone.localdate() + timedelta(days=30),
    }  # fmt: skip
    return decide_action(problem=problem, title=title, by=world.coordinator, **(values | fields))


def a_promise(world: World, title: str = "Tryggare väg till bussen", **fields: Any) -> CitizenPromise:
    values: dict[str, Any] = {
        "background": "Många har sagt att vägen känns otrygg.", "starts": date(2026, 9, 1), "ends": date(2027, 12, 31),
    }  # fmt: skip
    return draft_promise(municipality=world.bjorkviken, title=title, by=world.coordinator, **(values | fields))


def a_point(world: World, promise: CitizenPromise, text: str = "Alla lampor lyser.", **fields: Any) -> PromisePoint:
    return add_point(promise=promise, text=text, by=world.coordinator, **({"kind": "continuous"} | fields))


def an_incident(world: World, number: int, **fields: Any) -> Incident:
    now = timezone.now()
    values: dict[str, Any] = {
        "municipality": world.bjorkviken, "category": world.category("vandalism"), "place": world.school,
        "occurred_from": now, "occurred_to": now, "counted_at": now, "precision": "address", "source": "housing",
        "organization": world.housing, "reported_by": world.reporter, "state": State.REVIEWED, "number": number,
    }  # fmt: skip
    incident = Incident.objects.create(**(values | fields))
    # As every operation does: what the process keeps is refreshed by it.
    IncidentChange.objects.update_or_create(municipality=incident.municipality, defaults={"change_number": incident.pk})
    return incident


def queries_of(ask: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == 200
    return len(asked)


def assert_same_queries(
    ask: Callable[[], HttpResponse], add_row: Callable[[int], Any], most: int | None = None
) -> None:
    """As many questions for thirty rows as for one. The first answer warms what the process keeps."""
    add_row(1)
    ask()
    one = queries_of(ask)
    for n in range(2, 31):
        add_row(n)
    ask()
    many = queries_of(ask)
    assert many == one, f"{one} queries for one row, {many} for thirty"
    if most is not None:
        assert many <= most, f"{many} queries, at most {most}"


def assert_only(world: World, path: str, *allowed: str) -> None:
    """Allowed roles: 200. Every other role of the municipality: 403. The neighbour: 404. Nobody: to the login."""
    found = {role: page(world, role, path).status_code for role in EVERYBODY}
    assert found == {role: 200 if role in allowed else 403 for role in EVERYBODY}
    assert page(world, "outsider", path).status_code == 404
    anonymous = Client().get(f"/arbete/bjorkviken/{path}")
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/konto/")


def assert_kept(response: HttpResponse, *texts: str) -> None:
    """Refused, with what the person wrote still on the page, and nothing run as markup."""
    assert response.status_code == 422
    shown = response.content.decode()
    assert 'id="errors"' in shown
    for text in texts:
        assert text in shown
    assert SCRIPT not in shown
