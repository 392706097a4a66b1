"""Where a promise stands on its way out: what residents read now, what waits, and what needs a new release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lykta.airlocks.publishing.models import Proposal
from lykta.airlocks.publishing.queries import Gone, Published, published, waiting_proposals
from lykta.airlocks.publishing.standing import in_force
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.queries import public_content
from lykta.cycle.promises.rules import PUBLICATION

PROMISE_WORDS = ("title", "background", "how_we_know", "giver", "starts", "ends", "decision")
POINT_WORDS = ("number", "text", "kind", "target_amount", "unit")
POINT_VALUES = ("status", "status_changed", "amount")
RECEIPT_VALUES = ("kind", "happened", "amount")


@dataclass(frozen=True)
class ReleaseState:
    published: Published | None
    is_withdrawn: bool
    waiting: Proposal | None
    flows: bool
    words_differ: bool  # what residents read in words is not what stands here
    values_differ: bool  # status, days or amounts are not what residents see


def release_state(promise: CitizenPromise) -> ReleaseState:
    municipality, is_withdrawn = promise.municipality, False
    try:
        out = published(municipality, PUBLICATION, promise.public_id)
    except Gone:
        out, is_withdrawn = None, True
    waiting = waiting_proposals(municipality).filter(kind=PUBLICATION, key=promise.public_id).first()
    now = public_content(promise)
    return ReleaseState(
        published=out,
        is_withdrawn=is_withdrawn,
        waiting=waiting,
        flows=in_force(municipality, PUBLICATION) is not None,
        words_differ=out is not None and words_of(out.content) != words_of(now),
        values_differ=out is not None and values_of(out.content) != values_of(now),
    )


def words_of(content: Mapping[str, Any]) -> Any:
    """All that two people must read, by the key of its point and receipt. A receipt without a text says nothing new."""
    points = {
        point["key"]: (
            [point.get(name) for name in POINT_WORDS],
            {row["key"]: row["text"] for row in point["receipts"] if row.get("text")},
        )
        for point in content.get("points", [])
    }
    return [content.get(name) for name in PROMISE_WORDS], points


def values_of(content: Mapping[str, Any]) -> Any:
    """State, status, days and amounts, by the key of their point and receipt."""
    points = {
        point["key"]: (
            [point.get(name) for name in POINT_VALUES],
            {row["key"]: [row.get(name) for name in RECEIPT_VALUES] for row in point["receipts"]},
        )
        for point in content.get("points", [])
    }
    return content.get("state"), points
