"""Short ways to a problem, a cause, an action and a promise in the test worlds."""

from __future__ import annotations

from datetime import date
from typing import Any

from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.operations import add_cause, open_problem
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.operations import draft_promise
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.models import Function, PersonalLink


def a_problem(world: Any, title: str = "Krossade rutor på Strandskolan", **fields: Any) -> Problem:
    return open_problem(municipality=world.bjorkviken, title=title, by=world.coordinator, **fields)


def neighbours_problem(world: Any) -> Problem:
    return open_problem(municipality=world.granhult, title="Klotter vid stationen", by=world.outsider)


def a_cause(world: Any, problem: Problem, text: str = "Ingen vuxen på skolgården efter klockan 20") -> Cause:
    return add_cause(problem=problem, text=text, kind="control", evidence_kind="data", by=world.coordinator)


def an_action(world: Any, problem: Problem, causes: Any = (), title: str = "Rondering 20–23", **fields: Any) -> Action:
    fields.setdefault("responsible", [world.park])
    fields.setdefault("kind", "situational")
    fields.setdefault("horizon", "short")
    return decide_action(problem=problem, causes=causes, title=title, by=world.coordinator, **fields)


def a_promise(world: Any, title: str = "Tryggare väg till bussen", **fields: Any) -> CitizenPromise:
    fields.setdefault("background", "Många har sagt att gångvägen känns otrygg när det är mörkt.")
    fields.setdefault("starts", date(2026, 6, 15))
    fields.setdefault("ends", date(2027, 12, 31))
    return draft_promise(municipality=world.bjorkviken, title=title, by=world.coordinator, **fields)


def a_link(world: Any, function: Function) -> LinkActor:
    from datetime import timedelta

    from django.utils import timezone

    link = PersonalLink.objects.create(
        municipality=function.municipality, function=function, purpose="action_owner",
        token_hash=f"hash-of-{function.pk}", created_by_id_text=world.coordinator.actor_id,
        expires=timezone.now() + timedelta(days=30),
    )  # fmt: skip
    return LinkActor(link)
