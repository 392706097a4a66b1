"""The document as a tree of values. Writers know this module; rooms build their reports with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right"]
NoteKind = Literal["caution", "information"]
# Categories of letters that leave no ink: controls, formats, marks without a letter, spaces.
UNSEEN = frozenset(("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"))
SAFE_LINKS = ("https://", "http://", "mailto:", "tel:", "/", "#")


def _says_something(text: str) -> bool:
    return any(unicodedata.category(letter) not in UNSEEN for letter in text)


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str

    def __post_init__(self) -> None:
        # Checked here so that no writer can let a javascript: address through.
        if not self.url.startswith(SAFE_LINKS) or self.url.startswith("//"):
            raise ValueError(f"A link may start with {', '.join(SAFE_LINKS)}; got {self.url[:40]!r}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that can open what it rests on, as in '19 händelser, vecka 46, rapporter i Lykta, granskade'."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Status:
    """Printed as shape and word; `kind` is green, yellow, red or a word of the caller's own (then a ring)."""

    kind: str
    word: str


Inline = Text | Strong | Emphasis | Link | Number | Status
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    key: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"A heading has level 1 to 4, not {self.level}")
        if not _says_something(self.text):
            raise ValueError("A heading needs words")


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class NumberedList:
    items: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`align='right'` is for figures; `header` marks the column whose cells name their rows."""

    title: str
    align: Align = "left"
    header: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    inlines: Inlines = ()


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not _says_something(self.caption):
            raise ValueError("A table needs a caption: it is the table's name to those who cannot see it")
        if not self.columns:
            raise ValueError("A table needs at least one column")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"Row {number} has {len(row)} cells, the table has {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Figure:
    """`width_share` is the share of the text's width, above 0 and at most 1."""

    svg: str
    alt: str
    caption: str
    table: Table | None = None
    width_share: float = 1.0

    def __post_init__(self) -> None:
        if not _says_something(self.alt):
            raise ValueError("A figure needs an alternative text: say what the picture shows")
        if not 0 < self.width_share <= 1:
            raise ValueError(f"width_share is above 0 and at most 1, not {self.width_share}")


@dataclass(frozen=True, slots=True)
class Note:
    kind: NoteKind
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | BulletList | NumberedList | Table | Figure | Note | PageBreak
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    language: str = "sv"
    subtitle: str = ""
    blocks: Blocks = ()
    metadata: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not _says_something(self.title):
            raise ValueError("A document needs a title")

    def described(self, key: str, default: str = "") -> str:
        """The metadata value under `key`; the writers read author, subject and keywords."""
        return dict(self.metadata).get(key, default)


def text_paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def text_cell(text: str) -> Cell:
    return Cell((Text(text),))


def text_table(caption: str, columns: tuple[Column, ...], rows: list[tuple[str, ...]], note: str = "") -> Table:
    return Table(caption, columns, tuple(tuple(text_cell(value) for value in row) for row in rows), note)


def plain_text(inlines: Inlines) -> str:
    return "".join(status_text(item) if isinstance(item, Status) else item.text for item in inlines)


SHAPES = {"green": "●", "yellow": "▲", "red": "■"}


def status_text(status: Status) -> str:
    return f"{SHAPES.get(status.kind, '○')} {status.word}"


def each_inline(blocks: Blocks) -> Iterator[Inline]:
    """Every inline in reading order, tables under figures included."""
    for block in blocks:
        match block:
            case Paragraph(inlines) | Note(_, inlines):
                yield from inlines
            case BulletList(items) | NumberedList(items):
                yield from (inline for item in items for inline in item)
            case Table(rows=rows):
                yield from (inline for row in rows for cell in row for inline in cell.inlines)
            case Figure(table=Table() as table):
                yield from each_inline((table,))


def bases(blocks: Blocks) -> tuple[str, ...]:
    """What the numbers rest on, each sentence once, in the order in which it is first needed."""
    return tuple(dict.fromkeys(item.basis for item in each_inline(blocks) if isinstance(item, Number) and item.basis))


def settled_levels(blocks: Blocks) -> tuple[Block, ...]:
    """Headings without gaps: a level is at most one deeper than the one before, and the first is 1.

    PDF/UA refuses a gap and a screen reader's reader loses the way in it.
    """
    last, settled = 0, []
    for block in blocks:
        if isinstance(block, Heading):
            last = min(block.level, last + 1)
            block = Heading(last, block.text, block.key)
        settled.append(block)
    return tuple(settled)
