"""Finding a place by name in the list that was pushed down: as the one inside, without its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lykta.ground.areas.search_text import folded

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Found:
    public_id: str
    name: str


def search(definition: dict[str, Any], text: str) -> list[Found]:
    """Every word has to be there; names that begin with the text first."""
    wanted = folded(text[:80])
    words = wanted.split()
    if not words:
        return []
    rows = [row for row in definition["places"] if all(word in row[4] for word in words)]
    rows.sort(key=lambda row: (not row[4].startswith(wanted), f" {wanted}" not in f" {row[4]}", len(row[1]), row[1]))
    return [Found(row[0], row[1]) for row in rows[:MOST_FOUND]]
