"""Reads for pages, for publishing and for the journeys."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from lykta.cycle.action_plans.models import Action
from lykta.cycle.promises.enums import PromiseState
from lykta.cycle.promises.models import CitizenPromise, PromisePoint, Receipt
from lykta.cycle.promises.progress import PointProgress, progress_of
from lykta.cycle.promises.public_version import public_content, standing_values
from lykta.cycle.promises.rules import present_release
from lykta.ground.municipalities.models import Municipality

__all__ = ["LatestReceipt", "PointProgress", "is_public", "latest_receipt", "points_served_by", "progress_by_point",
           "promise_of_key", "promises_of", "public_content", "standing_values"]  # fmt: skip


@dataclass(frozen=True)
class LatestReceipt:
    point: PromisePoint
    receipt: Receipt


def promises_of(municipality: Municipality) -> QuerySet[CitizenPromise]:
    """With problem, points, receipts and tied actions at hand."""
    actions = Action.objects.for_municipality(municipality).order_by("number")
    return CitizenPromise.objects.for_municipality(municipality).select_related("problem").prefetch_related(
        "points__receipts", Prefetch("points__actions", actions)
    )  # fmt: skip


def is_public(promise: CitizenPromise) -> bool:
    return present_release(promise) is not None


def promise_of_key(municipality: Municipality, key: str) -> CitizenPromise | None:
    """The promise behind a publication's key."""
    return promises_of(municipality).filter(public_id=key).first()


def points_served_by(action: Action) -> QuerySet[PromisePoint]:
    """Points of promises that have not ended."""
    points = PromisePoint.objects.filter(actions=action, promise__municipality=action.municipality)
    return points.exclude(promise__state=PromiseState.ENDED).select_related("promise__municipality")


def latest_receipt(promise: CitizenPromise) -> LatestReceipt | None:
    receipts = [LatestReceipt(point, row) for point in promise.points.all() for row in point.receipts.all()]
    return max(receipts, key=lambda row: (row.receipt.happened, row.receipt.pk), default=None)


def progress_by_point(promise: CitizenPromise) -> list[tuple[PromisePoint, PointProgress]]:
    today = timezone.localdate()
    return [(point, progress_of(point, today)) for point in promise.points.all()]
