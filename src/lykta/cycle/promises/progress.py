"""How far a counted point has come: the sum as a number, and the word it suggests. A person sets the word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lykta.cycle.promises.enums import PointStatus, PromiseKind, ReceiptKind
from lykta.cycle.promises.models import PromisePoint, Receipt


@dataclass(frozen=True)
class PointProgress:
    """`expected` is what should have been done by now if the work were spread evenly over the promise's days.

    `counted` receipts are in the sum; `other_units` have an amount of something else: hours are not added to evenings.
    """

    total: Decimal
    target: int | None
    expected: Decimal | None
    suggested: PointStatus | None
    counted: int = 0
    other_units: int = 0


def progress_of(point: PromisePoint, today: date) -> PointProgress:
    """`point.receipts` and `point.promise` at hand."""
    counted = [row for row in point.receipts.all() if row.amount is not None and row.kind != ReceiptKind.DELAYED]
    ours = _in_one_unit(counted, point)
    total = total_of(ours)
    others = len(counted) - len(ours)
    if point.kind != PromiseKind.QUANTIFIED or not point.target_amount:
        return PointProgress(total, point.target_amount, None, None, len(ours), others)
    share = share_passed(point.promise.starts, point.promise.ends, today)
    expected = (point.target_amount * share).quantize(Decimal("0.1"))
    suggested = suggested_status(total, Decimal(point.target_amount), expected, has_begun=today >= point.promise.starts)
    return PointProgress(total, point.target_amount, expected, suggested, len(ours), others)


def suggested_status(total: Decimal, target: Decimal, expected: Decimal, *, has_begun: bool) -> PointStatus:
    if total >= target:
        return PointStatus.DONE
    if not has_begun or (total == 0 and expected < 1):
        return PointStatus.NOT_STARTED
    if total >= expected:
        return PointStatus.KEPT
    return PointStatus.PARTLY if total > 0 else PointStatus.NOT_KEPT


def share_passed(starts: date, ends: date, today: date) -> Decimal:
    """Share of the promise's days that lie behind, 0 to 1; the last day counts when it is over."""
    days = (ends - starts).days + 1
    behind = min(max((today - starts).days, 0), days)
    return Decimal(behind) / Decimal(days)


def total_of(receipts: Iterable[Receipt]) -> Decimal:
    return sum((row.amount for row in receipts if row.amount is not None), Decimal(0))


def _in_one_unit(receipts: list[Receipt], point: PromisePoint) -> list[Receipt]:
    """A receipt without a unit is in the point's own; a point without one takes that of its receipts, if they agree."""
    units = {_unit(row) for row in receipts} - {""}
    own = _unit(point) or (units.pop() if len(units) == 1 else "")
    return [row for row in receipts if _unit(row) in ("", own)]


def _unit(row: Receipt | PromisePoint) -> str:
    return row.unit.strip().casefold()
