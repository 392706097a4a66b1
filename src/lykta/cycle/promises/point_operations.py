"""The points of a promise and their receipts. Each change counts the promise's version up."""

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
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.action_plans.rules import accepted_amount
from lykta.cycle.cause_analysis import entries
from lykta.cycle.promises import rules
from lykta.cycle.promises.enums import Permission, PointStatus, PromiseKind, ReceiptKind
from lykta.cycle.promises.models import CitizenPromise, PromisePoint, Receipt
from lykta.ground.municipalities.models import Municipality

LARGEST_TARGET = 1_000_000


class PointChanges(TypedDict, total=False):
    text: str
    kind: str
    target_amount: int | None
    unit: str
    actions: Sequence[Action]


TEXTS = ("text", "unit")


def add_point(
    *,
    promise: CitizenPromise,
    text: str,
    kind: str,
    target_amount: int | None = None,
    unit: str = "",
    actions: Iterable[Action] = (),
    by: Actor,
    expected_version: int | None = None,
) -> PromisePoint:
    """`expected_version` is the promise's. The form sent twice gives the first point back."""
    require(by, Permission.EDIT, promise.municipality)
    content = _checked_point(promise.municipality, {
        "text": text, "kind": kind, "target_amount": target_amount, "unit": unit, "actions": list(actions),
    })  # fmt: skip
    tied = content.pop("actions")
    with transaction.atomic():
        held = entries.locked(promise)
        if first := entries.sent_twice(held, held.points.order_by("-id").first(), content, expected_version):
            return first
        promise = open_and_same(held, expected_version)
        number = entries.next_number(promise.points.all())
        point = PromisePoint.objects.create(promise=promise, number=number, **content)
        point.actions.set(tied)
        entries.save_changes(promise, {})
        record("promises.point_added", by, promise, point=number)
    return point


def change_point(
    *, point: PromisePoint, by: Actor, expected_version: int | None = None, **changes: Unpack[PointChanges]
) -> PromisePoint:
    """`expected_version` is the promise's."""
    require(by, Permission.EDIT, point.promise.municipality)
    content = _checked_point(point.promise.municipality, dict(changes))
    tied = content.pop("actions", None)
    with transaction.atomic():
        promise = open_and_same(point.promise, expected_version)
        point = promise.points.get(pk=point.pk)
        for field, value in content.items():
            setattr(point, field, value)
        rules.require_target(point.kind, point.target_amount)
        point.save(update_fields=list(content))
        if tied is not None:
            point.actions.set(tied)
        entries.save_changes(promise, {})
        record("promises.point_changed", by, promise, point=point.number)
    return point


def record_receipt(
    *,
    point: PromisePoint,
    kind: str,
    happened: date,
    amount: Decimal | int | float | None = None,
    unit: str = "",
    text: str = "",
    action_status: ActionStatus | None = None,
    by: Actor,
    expected_version: int | None = None,
) -> Receipt:
    """`expected_version` is the promise's. One receipt per point and reported status; the form sent twice is one."""
    rules.require_may_record(by, point, action_status)
    entries.require_choice(kind in ReceiptKind.values)
    rules.require_happened(happened)
    content = {"kind": str(kind), "happened": happened, "amount": accepted_amount(amount)}
    content |= entries.accepted(Receipt, unit=unit, text=text)
    with transaction.atomic():
        promise = entries.locked(point.promise)
        if action_status and (first := point.receipts.filter(action_status=action_status).first()):
            return first
        if again := entries.sent_twice(promise, point.receipts.order_by("-id").first(), content, expected_version):
            return again
        promise = open_and_same(promise, expected_version)
        receipt = point.receipts.create(action_status=action_status, recorded_by_name=by.actor_name, **content)
        entries.save_changes(promise, {})
        record("promises.receipt_recorded", by, promise, point=point.number, receipt=str(kind))
    return receipt


def set_point_status(
    *, point: PromisePoint, status: str, by: Actor, expected_version: int | None = None
) -> PromisePoint:
    """By a person: receipts and numbers suggest, they do not judge."""
    require(by, Permission.EDIT, point.promise.municipality)
    entries.require_choice(status in PointStatus.values)
    with transaction.atomic():
        promise = open_and_same(point.promise, expected_version)
        point = promise.points.get(pk=point.pk)
        rules.require_point_move(point, status)
        point.status, point.status_changed = PointStatus(status), timezone.localdate()
        point.save(update_fields=["status", "status_changed"])
        entries.save_changes(promise, {})
        record("promises.point_status_set", by, promise, point=point.number, status=str(status))
    return point


def _checked_point(municipality: Municipality, content: dict[str, Any]) -> dict[str, Any]:
    entries.require_known(content, PointChanges)
    content |= entries.accepted(PromisePoint, **{field: content[field] for field in TEXTS if field in content})
    if "text" in content:
        entries.require_text(content["text"], _("Write what is promised, so plainly that anybody can say yes or no."))
    if "kind" in content:
        entries.require_choice(content["kind"] in PromiseKind.values)
        rules.require_target(content["kind"], content.get("target_amount"))
    if not 0 <= (content.get("target_amount") or 0) <= LARGEST_TARGET:
        raise NotNow(_("The number promised must be from 1 to a million. Change it and send again."))
    entries.require_own(municipality, *content.get("actions", ()))
    return content


def open_and_same(promise: CitizenPromise, expected_version: int | None) -> CitizenPromise:
    promise = entries.locked(promise)
    entries.require_same_version(promise, expected_version)
    rules.require_not_ended(promise)
    return promise


def record(event: str, by: Actor, promise: CitizenPromise, **details: Any) -> None:
    audit.record(event, by=by, municipality=promise.municipality, subject=promise, **details)
