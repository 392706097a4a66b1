"""A kind of its own, so that these tests stand without the rooms above."""

from __future__ import annotations

from typing import Any

from lykta.airlocks.publishing.kinds import Kind, iso_date, kinds, number, words

KEY = "test_kind"


def _validate(content: dict[str, Any]) -> None:
    if "name" in str(content.get("text", "")):
        raise ValueError("the text points somebody out")


if KEY not in kinds:
    kinds.add(
        Kind(
            KEY,
            "Test kind",
            "promises.release",
            _validate,
            {
                "state": words("ongoing", "ended"),
                "status": words("kept", "partly"),
                "happened": iso_date,
                "amount": number,
            },
        )
    )
CONTENT: dict[str, Any] = {
    "title": "A",
    "text": "released text",
    "state": "ongoing",
    "points": [
        {"key": "a1", "text": "first", "status": "kept", "receipts": [{"key": "r1", "text": "done", "amount": 2}]}
    ],
}
