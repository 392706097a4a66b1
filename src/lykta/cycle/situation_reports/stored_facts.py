"""What stands in `ReportSection.facts`, frozen as it was drawn.

{"blocks": [...], "reporters": {"prose": "...", "blocks": [...]} or null, "seen_by_writer": "..." or null}

`reporters` is there when the section reads otherwise to reporters than to the group. `seen_by_writer` is the generated
text that stood there when somebody wrote an own one, so that the page can show what has changed since.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lykta.base.documents.serialise import from_json, to_json
from lykta.base.documents.tree import Blocks, Document
from lykta.cycle.situation_reports.models import ReportSection
from lykta.cycle.situation_reports.sentences import sentences

StoredBlocks = list[dict[str, Any]]


@dataclass(frozen=True)
class ForReporters:
    prose: str
    blocks: StoredBlocks


@dataclass(frozen=True)
class StoredFacts:
    blocks: StoredBlocks
    reporters: ForReporters | None = None
    seen_by_writer: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def facts_of(section: ReportSection) -> StoredFacts:
    stored = section.facts
    if not isinstance(stored, dict):  # a row that nothing has been drawn for yet
        return StoredFacts(list(stored))
    reporters = ForReporters(**stored["reporters"]) if stored["reporters"] else None
    return StoredFacts(stored["blocks"], reporters, stored["seen_by_writer"])


def stored_blocks(blocks: Blocks) -> StoredBlocks:
    stored: StoredBlocks = to_json(Document("facts", blocks=tuple(blocks)))["blocks"]
    return stored


def read_blocks(stored: StoredBlocks) -> Blocks:
    return from_json({**to_json(Document("facts")), "blocks": stored}).blocks


@dataclass(frozen=True)
class ChangedSentences:
    """Generated sentences that differ: as they were when somebody wrote the section's text, and as they are now."""

    then: tuple[str, ...]
    now: tuple[str, ...]


def changed_since_written(section: ReportSection) -> ChangedSentences | None:
    then = facts_of(section).seen_by_writer if section.prose_edited else None
    if then is None or then == section.generated_prose:
        return None
    before, after = sentences(then), sentences(section.generated_prose)
    return ChangedSentences(
        then=tuple(sentence for sentence in before if sentence not in after),
        now=tuple(sentence for sentence in after if sentence not in before),
    )
