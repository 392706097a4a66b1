"""A published event as a source delivered it, checked, before it is a row."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CONTENT = ("published", "occurred", "kind", "title", "summary", "url", "location_name", "location_lat", "location_lon")
DERIVED = ("title_place", "municipality_name", "is_summary")


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """One copy of one event. It was seen at the source at the earliest `seen` and at the latest `seen_by`."""

    source_id: int
    published: datetime
    occurred: datetime | None
    kind: str
    title: str
    summary: str
    url: str
    location_name: str
    location_lat: float | None
    location_lon: float | None
    title_place: str
    municipality_name: str
    is_summary: bool
    seen: datetime
    seen_by: datetime
    content_hash: str

    def values(self) -> dict[str, Any]:
        """The columns of a row that come from the source."""
        return {name: getattr(self, name) for name in (*CONTENT, *DERIVED, "seen", "content_hash")}


def content_hash(**content: Any) -> str:
    """Of what a reader sees: a changed `seen` is not a changed event."""
    plain = [content[name].isoformat() if isinstance(content[name], datetime) else content[name] for name in CONTENT]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def as_stored(values: dict[str, Any]) -> dict[str, Any]:
    """An earlier wording as JSON."""
    return {
        name: values[name].isoformat() if isinstance(values[name], datetime) else values[name]
        for name in (*CONTENT, *DERIVED, "content_hash")
    }
