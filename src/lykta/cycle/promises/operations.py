"""Promises, their points and the dated receipts. What is public changes by a release alone, never here."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, require
from lykta.cycle.cause_analysis import entries
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.promises import rules
from lykta.cycle.promises.enums import Giver, Permission, PromiseState
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.point_operations import (
    PointChanges,
    add_point,
    change_point,
    open_and_same,
    record,
    record_receipt,
    set_point_status,
)
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "PointChanges",
    "PromiseChanges",
    "add_point",
    "begin",
    "change_point",
    "change_promise",
    "draft_promise",
    "end_promise",
    "hold",
    "record_receipt",
    "set_point_status",
]


class PromiseChanges(TypedDict, total=False):
    """What is left out stays as it is."""

    title: str
    background: str
    how_we_know: str
    giver: str
    problem: Problem | None
    starts: date
    ends: date
    decision_body: str
    decision_date: date | None
    decision_paragraph: str


PROMISE_TEXTS = ("title", "background", "how_we_know", "decision_body", "decision_paragraph")


def draft_promise(
    *,
    municipality: Municipality,
    title: str,
    background: str,
    starts: date,
    ends: date,
    how_we_know: str = "",
    giver: str = Giver.TOGETHER,
    problem: Problem | None = None,
    decision_body: str = "",
    decision_date: date | None = None,
    decision_paragraph: str = "",
    by: Actor,
    once: str | None = None,
) -> CitizenPromise:
    require(by, Permission.EDIT, municipality)
    content = _checked_promise(municipality, {
        "title": title, "background": background, "how_we_know": how_we_know, "giver": giver, "problem": problem,
        "starts": starts, "ends": ends, "decision_body": decision_body, "decision_date": decision_date,
        "decision_paragraph": decision_paragraph,
    })  # fmt: skip
    rules.require_period(starts, ends)
    key = entries.once_key(once, municipality=municipality, **content)
    with transaction.atomic():
        entries.hold_numbers(municipality)
        if first := entries.sent_before(CitizenPromise.objects.for_municipality(municipality), key):
            return first
        promise = CitizenPromise.objects.create(municipality=municipality, idempotency_key=key, **content)
        record("promises.drafted", by, promise)
    return promise


def change_promise(
    *, promise: CitizenPromise, by: Actor, expected_version: int | None = None, **changes: Unpack[PromiseChanges]
) -> CitizenPromise:
    """What residents read stays as it was released until a new release."""
    require(by, Permission.EDIT, promise.municipality)
    content = _checked_promise(promise.municipality, dict(changes))
    with transaction.atomic():
        promise = open_and_same(promise, expected_version)
        rules.require_period(content.get("starts", promise.starts), content.get("ends", promise.ends))
        entries.save_changes(promise, content)
        record("promises.changed", by, promise)
    return promise


def hold(municipality: Municipality, **which: Any) -> list[int]:
    """The promises' keys, their rows held: for a journey that comes to them after another operation's audit event."""
    rows = CitizenPromise.objects.for_municipality(municipality).filter(**which).order_by("pk")
    return list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def begin(*, promise: CitizenPromise, by: Actor) -> CitizenPromise:
    """Once it has been released. A promise that is begun already stays so: its text may be released anew."""
    require(by, Permission.RELEASE, promise.municipality)
    with transaction.atomic():
        promise = entries.locked(promise)
        rules.require_released(promise)
        if promise.state != PromiseState.DRAFT:
            return promise
        return _moved(promise, PromiseState.ONGOING, by)


def end_promise(*, promise: CitizenPromise, by: Actor, expected_version: int | None = None) -> CitizenPromise:
    require(by, Permission.EDIT, promise.municipality)
    with transaction.atomic():
        promise = open_and_same(promise, expected_version)
        return _moved(promise, PromiseState.ENDED, by)


def _moved(promise: CitizenPromise, state: str, by: Actor) -> CitizenPromise:
    rules.require_move(promise, state)
    entries.save_changes(promise, {"state": PromiseState(state)})
    record("promises.state_set", by, promise, state=str(state))
    return promise


def _checked_promise(municipality: Municipality, content: dict[str, Any]) -> dict[str, Any]:
    entries.require_known(content, PromiseChanges)
    content |= entries.accepted(
        CitizenPromise, **{field: content[field] for field in PROMISE_TEXTS if field in content}
    )
    if "title" in content:
        entries.require_text(content["title"], _("Give the promise a title that residents understand."))
    if "background" in content:
        entries.require_text(content["background"], _("Write why you promise this: what residents and numbers say."))
    entries.require_choice(content.get("giver", Giver.TOGETHER) in Giver.values)
    entries.require_own(municipality, content.get("problem"))
    entries.require_likely_days(content.get("decision_date"))
    return content
