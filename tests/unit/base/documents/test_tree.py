from __future__ import annotations

import pytest

from lykta.base.documents import tree
from lykta.base.documents.tree import (
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Link,
    Number,
    Paragraph,
    Status,
    Table,
    Text,
)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Document(" "), "needs a title"),
        (lambda: Document("\u200b\x07\u00ad \ufe0f"), "needs a title"),
        (lambda: Heading(1, "\u0301"), "needs words"),
        (lambda: Heading(5, "x"), "level 1 to 4"),
        (lambda: Figure("<svg/>", " ", "c"), "alternative text"),
        (lambda: Figure("<svg/>", "a", "c", width_share=0), "width_share"),
        (lambda: Table("", (Column("a"),), ()), "caption"),
        (lambda: Table("c", (), ()), "at least one column"),
        (lambda: Table("c", (Column("a"),), ((Cell(), Cell()),)), "Row 1 has 2 cells, the table has 1 columns"),
        (lambda: Link("x", "javascript:alert(1)"), "A link may start with"),
        (lambda: Link("x", "//elsewhere.example"), "A link may start with"),
        (lambda: Link("x", "data:text/html,x"), "A link may start with"),
    ],
)
def test_what_no_writer_could_print_well_cannot_be_built(make: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()  # type: ignore[operator]


def test_headings_never_skip_a_level() -> None:
    made = tree.settled_levels(tuple(Heading(level, "x") for level in (3, 4, 1, 4, 2)))
    assert [block.level for block in made if isinstance(block, Heading)] == [1, 2, 1, 2, 2]


def test_each_basis_is_listed_once_in_reading_order_tables_included() -> None:
    table = Table("c", (Column("a"),), ((Cell((Number("2", "B"),)),),))
    blocks = (
        Paragraph((Number("1", "A"),)),
        Figure("<svg/>", "a", "c", table),
        tree.BulletList(((Number("3", "A"), Number("4", "C")),)),
    )
    assert tree.bases(blocks) == ("A", "B", "C")


def test_status_is_a_shape_and_a_word() -> None:
    words = [tree.status_text(Status(kind, "w")) for kind in ("green", "yellow", "red", "planned")]
    assert words == ["● w", "▲ w", "■ w", "○ w"]
    assert tree.plain_text((Text("a "), Status("red", "röd"))) == "a ■ röd"
