"""The registry of report sections: rooms above add theirs, and a lägesbild shows them without knowing the rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from lykta.base.documents.tree import Block
from lykta.base.kernel.periods import Period
from lykta.base.kernel.registry import Registry
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class SectionRequest:
    """What is asked for. `audience` is "internal", "reporters" or "public"; `as_of` is what was known when."""

    municipality: Municipality
    period: Period
    audience: str
    as_of: datetime


@dataclass(frozen=True)
class NumberWithBasis:
    """A number and its birth certificate."""

    key: str
    value: float | int | None
    n: int
    source: str
    period_id: str
    method: str = "count"
    suppressed: bool = False

    def as_json(self) -> dict[str, Any]:
        return dict(self.__dict__)


@dataclass(frozen=True)
class SectionContent:
    """`prose`: plain text, paragraphs parted by a blank line, offered for editing; `facts`: drawn, never edited."""

    prose: str = ""
    facts: tuple[Block, ...] = ()
    numbers: tuple[NumberWithBasis, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True)
class Section:
    key: str
    title: str | Promise
    position: int
    build: Callable[[SectionRequest], SectionContent]
    audiences: frozenset[str] = field(default=frozenset({"internal", "reporters"}))


sections: Registry[Section] = Registry("report sections")


def sections_for(audience: str) -> list[Section]:
    return sorted((s for s in sections if audience in s.audiences), key=lambda s: s.position)
