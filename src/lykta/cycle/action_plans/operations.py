"""Actions are decided, changed and reported on. What was reported is never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.cycle.action_plans import rules
from lykta.cycle.action_plans.enums import ActionKind, ActionState, FollowUpKind, Horizon, Permission
from lykta.cycle.action_plans.models import Action, ActionCause, ActionResponsible, ActionStatus, PlannedFollowUp
from lykta.cycle.cause_analysis import entries
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.rules import require_open
from lykta.ground.accounts.models import Function

FollowUps = Sequence[tuple[str, str]]  # (FollowUpKind, text)


class ActionChanges(TypedDict, total=False):
    """What is left out stays as it is; a list that is given replaces the one before."""

    title: str
    description: str
    kind: str
    horizon: str
    operational_goal: str
    starts: date | None
    due: date | None
    causes: Sequence[Cause]
    responsible: Sequence[Function]
    follow_ups: FollowUps


TEXTS = ("title", "description", "operational_goal")
LISTS = ("causes", "responsible", "follow_ups")
CHOICES: dict[str, Any] = {"kind": ActionKind, "horizon": Horizon}


def decide_action(
    *,
    problem: Problem,
    causes: Iterable[Cause],
    title: str,
    kind: str,
    horizon: str,
    operational_goal: str = "",
    starts: date | None = None,
    due: date | None = None,
    description: str = "",
    responsible: Iterable[Function] = (),
    follow_ups: Iterable[tuple[str, str]] = (),
    by: Actor,
    once: str | None = None,
    state: str = ActionState.PLANNED,
) -> Action:
    """The first of `responsible` is accountable; the others take part."""
    require(by, Permission.EDIT, problem.municipality)
    if state not in rules.FIRST_STATES:
        raise NotNow(_("A new action is proposed, planned or in progress. Choose one of these and send again."))
    content = _checked(problem, {
        "title": title, "description": description, "kind": kind, "horizon": horizon, "starts": starts, "due": due,
        "operational_goal": operational_goal, "causes": list(causes), "responsible": list(responsible),
        "follow_ups": list(follow_ups),
    })  # fmt: skip
    rules.require_dates_in_order(starts, due)
    key = entries.once_key(once, problem=problem, state=state, **content)
    with transaction.atomic():
        entries.hold_numbers(problem.municipality)
        rows = Action.objects.for_municipality(problem.municipality)
        if first := entries.sent_before(rows, key):
            return first
        require_open(entries.locked(problem))
        action = Action.objects.create(
            municipality=problem.municipality, problem=problem, number=entries.next_number(rows), idempotency_key=key,
            state=state, **{field: value for field, value in content.items() if field not in LISTS},
        )  # fmt: skip
        _replace_lists(action, content)
        record("action_plans.action_decided", by, action, problem=problem.number)
    return action


def change_action(
    *, action: Action, by: Actor, expected_version: int | None = None, **changes: Unpack[ActionChanges]
) -> Action:
    require(by, Permission.EDIT, action.municipality)
    content = _checked(action.problem, dict(changes))
    with transaction.atomic():
        action = entries.locked(action)
        entries.require_same_version(action, expected_version)
        require_open(action.problem)
        rules.require_dates_in_order(content.get("starts", action.starts), content.get("due", action.due))
        entries.save_changes(action, {field: value for field, value in content.items() if field not in LISTS})
        _replace_lists(action, content)
        record("action_plans.action_changed", by, action)
    return action


def report_status(
    *,
    action: Action,
    state: str,
    happened: date,
    amount: Decimal | int | float | None = None,
    unit: str = "",
    text: str = "",
    by: Actor,
    once: str | None = None,
    expected_version: int | None = None,
) -> ActionStatus:
    with transaction.atomic():
        action = entries.locked(action)
        texts = entries.accepted(ActionStatus, unit=unit, text=text)
        exact = rules.accepted_amount(amount)
        key = entries.once_key(once, action=action, state=state, happened=happened, amount=exact, **texts)
        if rules.may_report_status(by, action) and (first := entries.sent_before(action.statuses.all(), key)):
            return first
        rules.require_may_report(by, action, state)
        entries.require_same_version(action, expected_version)
        rules.require_move(action, state)
        rules.require_happened(happened)
        status = action.statuses.create(
            state=state, happened=happened, amount=exact, reported_by_name=by.actor_name, idempotency_key=key, **texts
        )
        entries.save_changes(action, {"state": ActionState(state), "state_changed": timezone.now()})
        record("action_plans.status_reported", by, action, state=str(state), happened=happened.isoformat())
    return status


def _checked(problem: Problem, content: dict[str, Any]) -> dict[str, Any]:
    entries.require_known(content, ActionChanges)
    content |= entries.accepted(Action, **{field: content[field] for field in TEXTS if field in content})
    if "title" in content:
        entries.require_text(content["title"], _("Write what is to be done, then send again."))
    for field, choices in CHOICES.items():
        entries.require_choice(field not in content or content[field] in choices.values)
    if any(cause.problem_id != problem.pk for cause in content.get("causes", ())):
        raise NotNow(_("A cause you chose belongs to another problem. Choose among the causes of this problem."))
    entries.require_own(problem.municipality, *content.get("responsible", ()))
    if "follow_ups" in content:
        content["follow_ups"] = [_checked_follow_up(kind, text) for kind, text in content["follow_ups"]]
    return content


def _checked_follow_up(kind: str, text: str) -> tuple[str, str]:
    entries.require_choice(kind in FollowUpKind.values)
    text = entries.accepted(PlannedFollowUp, text=text)["text"]
    entries.require_text(text, _("Write how the action is to be followed up, or remove the empty line."))
    return str(kind), text


def _replace_lists(action: Action, content: dict[str, Any]) -> None:
    if "causes" in content:
        action.cause_links.all().delete()
        ActionCause.objects.bulk_create(ActionCause(action=action, cause=c) for c in dict.fromkeys(content["causes"]))
    if "responsible" in content:
        action.responsibles.all().delete()
        ActionResponsible.objects.bulk_create(
            ActionResponsible(action=action, function=function, position=place, is_accountable=place == 0)
            for place, function in enumerate(dict.fromkeys(content["responsible"]))
        )
    if "follow_ups" in content:
        action.planned_follow_ups.all().delete()
        PlannedFollowUp.objects.bulk_create(
            PlannedFollowUp(action=action, kind=kind, text=text, position=place)
            for place, (kind, text) in enumerate(content["follow_ups"])
        )


def record(event: str, by: Actor, action: Action, **details: Any) -> None:
    audit.record(event, by=by, municipality=action.municipality, subject=action, number=action.number, **details)
