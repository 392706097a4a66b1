"""What a person says about a promise by hand: the act, and its enumerated values out by the standing release."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from lykta.base.kernel.actor import Actor
from lykta.cycle.promises import operations
from lykta.cycle.promises.models import CitizenPromise, PromisePoint, Receipt
from lykta.journeys.report_action_status import let_values_flow


@transaction.atomic
def record_receipt(
    *,
    point: PromisePoint,
    kind: str,
    happened: date,
    amount: Decimal | int | float | None = None,
    unit: str = "",
    text: str = "",
    by: Actor,
    expected_version: int | None = None,
) -> Receipt:
    receipt = operations.record_receipt(
        point=point, kind=kind, happened=happened, amount=amount, unit=unit, text=text, by=by,
        expected_version=expected_version,
    )  # fmt: skip
    let_values_flow(point.promise, by)
    return receipt


@transaction.atomic
def set_point_status(
    *, point: PromisePoint, status: str, by: Actor, expected_version: int | None = None
) -> PromisePoint:
    changed = operations.set_point_status(point=point, status=status, by=by, expected_version=expected_version)
    let_values_flow(changed.promise, by)
    return changed


@transaction.atomic
def end_promise(*, promise: CitizenPromise, by: Actor, expected_version: int | None = None) -> CitizenPromise:
    ended = operations.end_promise(promise=promise, by=by, expected_version=expected_version)
    let_values_flow(ended, by)
    return ended
