"""What a delivery of police events changes, worked out before anything is written.

A copy that was seen at the source before the one we hold is an old copy and never overwrites, whatever the order
in which files are read in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from lykta.facts.statistics.published import PublishedEvent, as_stored

Verdict = Literal["added", "unchanged", "revised"]


@dataclass(slots=True)
class Standing:
    """What we hold of one event, as the rows of the delivery are gone through."""

    content_hash: str
    seen: datetime
    published: datetime
    revision: int
    pk: int | None = None
    seen_before: datetime | None = None  # in the database; empty for an event of this delivery
    current: PublishedEvent | None = None  # empty while it is the row of the database
    earlier_hashes: set[str] = field(default_factory=set)
    replaced: list[tuple[int, PublishedEvent | None, datetime]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.pk is None

    def take(self, event: PublishedEvent) -> Verdict:
        if event.content_hash == self.content_hash:
            self.seen = max(self.seen, event.seen)
            return "unchanged"
        if self._is_older(event):
            return "unchanged"
        self._replace_by(event)
        return "revised"

    def _is_older(self, event: PublishedEvent) -> bool:
        if event.seen_by < self.seen:
            return True
        if event.seen > self.seen:
            return event.seen != event.seen_by and event.content_hash in self.earlier_hashes
        return event.published < self.published or event.content_hash in self.earlier_hashes

    def _replace_by(self, event: PublishedEvent) -> None:
        self.replaced.append((self.revision, self.current, max(event.seen, self.seen)))
        self.earlier_hashes.add(self.content_hash)
        self.content_hash, self.published, self.current = event.content_hash, event.published, event
        self.seen = max(self.seen, event.seen)
        self.revision += 1


def of_new(event: PublishedEvent) -> Standing:
    return Standing(event.content_hash, event.seen, event.published, revision=1, current=event)


def go_through(events: Iterable[PublishedEvent], standings: dict[int, Standing]) -> dict[Verdict, int]:
    """Counts by verdict; `standings` gains the new events and what became of the others. Oldest copies first."""
    counts: dict[Verdict, int] = {"added": 0, "unchanged": 0, "revised": 0}
    for event in sorted(events, key=lambda event: event.seen):
        standing = standings.get(event.source_id)
        if standing is None:
            standings[event.source_id] = of_new(event)
            counts["added"] += 1
        else:
            counts[standing.take(event)] += 1
    return counts


def earlier_wordings(
    standing: Standing, stored: Mapping[str, Any] | None
) -> list[tuple[int, dict[str, Any], datetime]]:
    """Revision number, content and when it was replaced. `stored` is the database's row where there was one."""
    return [
        (revision, as_stored(event.values() if event else dict(stored or {})), when)
        for revision, event, when in standing.replaced
    ]
