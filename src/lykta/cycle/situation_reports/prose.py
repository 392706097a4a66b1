"""Plain text as people write it, read as paragraphs and lists."""

from __future__ import annotations

import re
from itertools import groupby

from lykta.base.documents.tree import Block, Blocks, BulletList, NumberedList, Paragraph, Text

NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
BULLET = re.compile(r"[-–•*]\s+(?=\S)")


def prose_blocks(text: str) -> Blocks:
    """A blank line parts paragraphs; lines that begin with "1. " or "- " are lists."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return tuple(block for part in parts for block in _part(part))


def _part(part: str) -> list[Block]:
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    return [_block(kind, list(run)) for kind, run in groupby(lines, key=_kind)]


def _kind(line: str) -> str:
    if NUMBERED.match(line):
        return "numbered"
    return "bullet" if BULLET.match(line) else "text"


def _block(kind: str, lines: list[str]) -> Block:
    if kind == "numbered":
        return NumberedList(tuple((Text(NUMBERED.sub("", line, count=1)),) for line in lines))
    if kind == "bullet":
        return BulletList(tuple((Text(BULLET.sub("", line, count=1)),) for line in lines))
    return Paragraph((Text("\n".join(lines)),))
