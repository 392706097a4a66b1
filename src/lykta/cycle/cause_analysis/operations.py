"""Problems and causes: one function per change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, require
from lykta.cycle.cause_analysis import entries, rules
from lykta.cycle.cause_analysis.cause_operations import (
    CauseChanges,
    add_cause,
    change_cause,
    open_and_same,
    record,
    remove_cause,
)
from lykta.cycle.cause_analysis.enums import Permission, ProblemState
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.evidence.operations import refer
from lykta.facts.incidents.models import Incident
from lykta.ground.areas.models import Area, Place
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "CauseChanges",
    "ProblemChanges",
    "add_cause",
    "change_cause",
    "change_problem",
    "open_problem",
    "remove_cause",
    "set_state",
]


class ProblemChanges(TypedDict, total=False):
    """What is left out stays as it is."""

    title: str
    description: str
    place: Place | None
    area: Area | None
    time_pattern: str
    exposed_group: str
    consequences: str
    effect_goal: str


PROBLEM_TEXTS = ("title", "description", "time_pattern", "exposed_group", "consequences", "effect_goal")


def open_problem(
    *,
    municipality: Municipality,
    title: str,
    description: str = "",
    place: Place | None = None,
    area: Area | None = None,
    time_pattern: str = "",
    exposed_group: str = "",
    consequences: str = "",
    effect_goal: str = "",
    from_report: SituationReport | None = None,
    incidents: Iterable[Incident] = (),
    by: Actor,
    once: str | None = None,
) -> Problem:
    require(by, Permission.EDIT, municipality)
    incidents = list(incidents)
    content = _checked_problem(municipality, {
        "title": title, "description": description, "place": place, "area": area, "time_pattern": time_pattern,
        "exposed_group": exposed_group, "consequences": consequences, "effect_goal": effect_goal,
    })  # fmt: skip
    entries.require_own(municipality, from_report, *incidents)
    key = entries.once_key(once, municipality=municipality, report=from_report, incidents=incidents, **content)
    with transaction.atomic():
        entries.hold_numbers(municipality)
        rows = Problem.objects.for_municipality(municipality)
        if first := entries.sent_before(rows, key):
            return first
        number = entries.next_number(rows)
        problem = Problem.objects.create(
            municipality=municipality, number=number, from_report=from_report, idempotency_key=key, **content
        )
        for lower in (*incidents, *([from_report] if from_report else [])):
            refer(municipality=municipality, upper=problem, lower=lower)
        record("cause_analysis.problem_opened", by, problem, incidents=len(incidents))
    return problem


def change_problem(
    *, problem: Problem, by: Actor, expected_version: int | None = None, **changes: Unpack[ProblemChanges]
) -> Problem:
    require(by, Permission.EDIT, problem.municipality)
    content = _checked_problem(problem.municipality, dict(changes))
    with transaction.atomic():
        problem = open_and_same(problem, expected_version)
        entries.save_changes(problem, content)
        record("cause_analysis.problem_changed", by, problem)
    return problem


def set_state(*, problem: Problem, state: str, by: Actor, expected_version: int | None = None) -> Problem:
    """Closing an open problem, opening a closed one again, and the steps between."""
    require(by, Permission.EDIT, problem.municipality)
    with transaction.atomic():
        problem = entries.locked(problem)
        entries.require_same_version(problem, expected_version)
        rules.require_move(problem, state)
        closed = timezone.now() if state == ProblemState.CLOSED else None
        entries.save_changes(problem, {"state": ProblemState(state), "closed": closed})
        record("cause_analysis.state_set", by, problem, state=str(state))
    return problem


def _checked_problem(municipality: Municipality, content: dict[str, Any]) -> dict[str, Any]:
    entries.require_known(content, ProblemChanges)
    content |= entries.accepted(Problem, **{field: content[field] for field in PROBLEM_TEXTS if field in content})
    if "title" in content:
        entries.require_text(content["title"], _("Give the problem a title that says what happens and where."))
    entries.require_own(municipality, content.get("place"))
    rules.require_own_area(municipality, content.get("area"))
    return content
