"""What residents may read of a promise, as data. Listed field by field: nothing comes along by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lykta.airlocks.publishing.kinds import Check, iso_date, number, words
from lykta.cycle.promises.enums import Giver, PointStatus, PromiseKind, PromiseState, ReceiptKind
from lykta.cycle.promises.models import CitizenPromise, PromisePoint, Receipt
from lykta.cycle.promises.progress import progress_of
from lykta.cycle.promises.rules import present_release
from lykta.facts.evidence.free_text import TextStopped, checked

STANDING: Mapping[str, Check] = {
    "state": words(*PromiseState.values),
    "status": words(*PointStatus.values),
    "status_changed": iso_date,
    "kind": words(*ReceiptKind.values),
    "happened": iso_date,
    "amount": number,
}


def text(value: Any) -> bool:
    return isinstance(value, str)


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


PROMISE: Mapping[str, Check] = {
    "v": lambda value: value == 1,
    "title": text,
    "background": text,
    "how_we_know": text,
    "giver": words(*Giver.values),
    "state": words(PromiseState.ONGOING, PromiseState.ENDED),
    "starts": iso_date,
    "ends": iso_date,
    "decision": lambda value: isinstance(value, dict),
    "points": lambda value: isinstance(value, list) and bool(value),
}
DECISION: Mapping[str, Check] = {"body": text, "date": optional(iso_date), "paragraph": text}
POINT: Mapping[str, Check] = {
    "key": text,
    "number": number,
    "text": text,
    "kind": words(*PromiseKind.values),
    "target_amount": optional(number),
    "unit": text,
    "status": words(*PointStatus.values),
    "status_changed": optional(iso_date),
    "amount": optional(number),
    "receipts": lambda value: isinstance(value, list),
}
RECEIPT: Mapping[str, Check] = {
    "key": text,
    "kind": words(*ReceiptKind.values),
    "happened": iso_date,
    "amount": optional(number),
    "unit": text,
    "text": text,
}


def public_content(promise: CitizenPromise) -> dict[str, Any]:
    """A draft is shown as ongoing: that is what it is from the moment it is released."""
    ended = promise.state == PromiseState.ENDED
    return {
        "v": 1,
        "title": promise.title,
        "background": promise.background,
        "how_we_know": promise.how_we_know,
        "giver": str(promise.giver),
        "state": str(PromiseState.ENDED if ended else PromiseState.ONGOING),
        "starts": promise.starts.isoformat(),
        "ends": promise.ends.isoformat(),
        "decision": {
            "body": promise.decision_body,
            "date": _iso(promise.decision_date),
            "paragraph": promise.decision_paragraph,
        },
        "points": [_point(point) for point in _points(promise)],
    }


def standing_values(promise: CitizenPromise) -> dict[str, Any]:
    """Words of a list, dates and numbers; no unit and no text, since those are free.

    Of the points that residents can read already: one that was added since waits for its release.
    """
    release = present_release(promise)
    released = {point["key"] for point in release.content["points"]} if release else set()
    ended = promise.state == PromiseState.ENDED
    return {
        "state": str(PromiseState.ENDED if ended else PromiseState.ONGOING),
        "points": {point.public_id: _point_values(point) for point in _points(promise) if point.public_id in released},
    }


def validate(content: dict[str, Any]) -> None:
    """ValueError when content is not exactly a promise's page, or its texts point somebody out."""
    _check(content, PROMISE, "promise")
    _check(content["decision"], DECISION, "decision")
    for point in content["points"]:
        _check(point, POINT, "point")
        for receipt in point["receipts"]:
            _check(receipt, RECEIPT, "receipt")


def _check(data: Any, shape: Mapping[str, Check], where: str) -> None:
    if not isinstance(data, dict) or set(data) != set(shape):
        raise ValueError(f"{where}: the fields of a published promise are {', '.join(shape)}")
    for field, check in shape.items():
        if not check(data[field]):
            raise ValueError(f"{where}.{field}: not something that may be published there")
        if check is text and field != "key":
            _require_screened(data[field], f"{where}.{field}")


def _require_screened(value: str, where: str) -> None:
    """Texts are screened when they are written; once more here, since this is the last door."""
    try:
        checked(value)
    except TextStopped as stopped:
        raise ValueError(f"{where}: {stopped.message}") from stopped


def _points(promise: CitizenPromise) -> list[PromisePoint]:
    return list(promise.points.select_related("promise__municipality").prefetch_related("receipts"))


def _point(point: PromisePoint) -> dict[str, Any]:
    return {
        "key": point.public_id,
        "number": point.number,
        "text": point.text,
        "kind": str(point.kind),
        "target_amount": point.target_amount,
        "unit": point.unit,
        "status": str(point.status),
        "status_changed": _iso(point.status_changed),
        "amount": _amount(point),
        "receipts": [_receipt(row) for row in point.receipts.all()],
    }


def _receipt(row: Receipt) -> dict[str, Any]:
    return {**_receipt_values(row), "key": row.public_id, "unit": row.unit, "text": row.text}


def _point_values(point: PromisePoint) -> dict[str, Any]:
    return {
        "status": str(point.status),
        "status_changed": _iso(point.status_changed),
        "amount": _amount(point),
        "receipts": {row.public_id: _receipt_values(row) for row in point.receipts.all()},
    }


def _receipt_values(row: Receipt) -> dict[str, Any]:
    return {"kind": str(row.kind), "happened": row.happened.isoformat(), "amount": _plain(row.amount)}


def _amount(point: PromisePoint) -> int | float | None:
    """The sum of the receipts; none where nothing was counted, which is not the same as nought."""
    progress = progress_of(point, timezone.localdate())
    return _plain(progress.total) if progress.counted or progress.target else None


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
