"""Semantic, accessible html. Built as elements, never as strings, so that every text is escaped by construction.

No inline style and no script: the pages run under a strict content security policy. A number that can open
what it rests on is a button with a native popover: works by keyboard, touch and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from lykta.base.documents import tree
from lykta.base.documents.labels import Labels, labels_for
from lykta.base.documents.printable import printable, printable_tree
from lykta.base.documents.svg import safe_svg, size

STYLESHEET = Path(__file__).with_name("document.css")


def render(
    content: tree.Document | tree.Blocks, *, language: str = "sv", heading_offset: int = 1, id_prefix: str = "d-"
) -> str:
    """A fragment. A document brings its own title (as h1 + offset - 1) and language; blocks bring neither.

    `heading_offset` is added to each level, so that offset 1 makes level 1 an h2 under the page's own h1.
    """
    if isinstance(content, tree.Document):
        content = printable_tree(content)
        writer = _Writer(labels_for(content.language), heading_offset, id_prefix)
        return "".join(_text(part) for part in [*writer.title(content), *writer.blocks(content.blocks)])
    writer = _Writer(labels_for(language), heading_offset, id_prefix)
    return "".join(_text(part) for part in writer.blocks(printable_tree(content)))


def page(document: tree.Document) -> str:
    """A whole file of its own with its style inside: for saving and sending, not for the site."""
    language, title = printable(document.language), printable(document.title)
    head = _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("title", title),
        _element("style", STYLESHEET.read_text(encoding="utf-8")),
    )
    body = _element("main", class_="document")
    shell = _text(_element("html", head, _element("body", body), lang=language))
    # The fragment goes in as text: it is html already, and its SVG keeps its namespace.
    return "<!doctype html>\n" + shell.replace("</main>", render(document) + "</main>", 1)


@dataclass
class _Writer:
    labels: Labels
    offset: int
    prefix: str
    numbers: int = 0
    figures: int = 0
    tables: int = 0
    keys: set[str] = field(default_factory=set)

    def title(self, document: tree.Document) -> list[etree._Element]:
        heading = _element(f"h{min(max(self.offset, 1), 6)}", document.title, class_="document-title")
        subtitle = [_element("p", document.subtitle, class_="document-subtitle")] if document.subtitle else []
        return [heading, *subtitle]

    def blocks(self, blocks: tree.Blocks) -> list[etree._Element]:
        return [self.block(block) for block in tree.settled_levels(blocks)]

    def block(self, block: tree.Block) -> etree._Element:
        match block:
            case tree.Heading():
                return self.heading(block)
            case tree.Paragraph(inlines):
                return _element("p", *self.inlines(inlines))
            case tree.BulletList(items):
                return _element("ul", *(_element("li", *self.inlines(item)) for item in items))
            case tree.NumberedList(items):
                return _element("ol", *(_element("li", *self.inlines(item)) for item in items))
            case tree.Table():
                return self.table(block)
            case tree.Figure():
                return self.figure(block)
            case tree.Note():
                return self.note(block)
            case tree.PageBreak():
                return _element("hr", class_="page-break", aria_hidden="true")

    def heading(self, block: tree.Heading) -> etree._Element:
        element = _element(f"h{min(max(block.level + self.offset, 1), 6)}", block.text)
        key = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in block.key)
        if key and key not in self.keys:
            self.keys.add(key)
            element.set("id", self.prefix + key)
        return element

    def note(self, block: tree.Note) -> etree._Element:
        lead = self.labels.caution if block.kind == "caution" else self.labels.information
        strong = _element("strong", lead, class_="note-lead")
        return _element(
            "div", _element("p", strong, " ", *self.inlines(block.inlines)), class_=f"note note-{block.kind}"
        )

    def inlines(self, inlines: tree.Inlines) -> Iterable[etree._Element | str]:
        for inline in inlines:
            yield from self.inline(inline)

    def inline(self, inline: tree.Inline) -> list[etree._Element | str]:
        match inline:
            case tree.Text(text):
                return [text]
            case tree.Strong(text):
                return [_element("strong", text)]
            case tree.Emphasis(text):
                return [_element("em", text)]
            case tree.Link(text, url):
                return [_element("a", text, href=url)]
            case tree.Number():
                return self.number(inline)
            case tree.Status():
                return [_status(inline)]

    def number(self, number: tree.Number) -> list[etree._Element | str]:
        if not number.basis:
            return [_element("span", number.text, class_="number")]
        self.numbers += 1
        key = f"{self.prefix}basis-{self.numbers}"
        hidden = _element("span", f" ({self.labels.basis.lower()})", class_="visually-hidden")
        button = _element("button", number.text, hidden, type="button", class_="number", popovertarget=key)
        lead = _element("strong", self.labels.basis)
        return [button, _element("span", lead, " ", number.basis, id=key, popover="auto", class_="basis")]

    def table(self, table: tree.Table, numbered: bool = True) -> etree._Element:
        caption = table.caption
        if numbered:
            self.tables += 1
            caption = f"{self.labels.table} {self.tables}. {table.caption}"
        head = _element("thead", _element("tr", *(_column_head(column) for column in table.columns)))
        body = _element("tbody", *(self.row(table.columns, row) for row in table.rows))
        inner = _element("table", _element("caption", caption), head, body)
        scroll = _element("div", inner, class_="table-scroll", tabindex="0", role="region", aria_label=caption)
        note = _element("p", table.note, class_="table-note") if table.note else None
        return _element("div", scroll, note, class_="table-block")

    def row(self, columns: tuple[tree.Column, ...], cells: tuple[tree.Cell, ...]) -> etree._Element:
        return _element("tr", *(self.cell(column, cell) for column, cell in zip(columns, cells, strict=True)))

    def cell(self, column: tree.Column, cell: tree.Cell) -> etree._Element:
        numeric = "numeric" if column.align == "right" else None
        if column.header:
            return _element("th", *self.inlines(cell.inlines), scope="row", class_=numeric)
        return _element("td", *self.inlines(cell.inlines), class_=numeric)

    def figure(self, figure: tree.Figure) -> etree._Element:
        self.figures += 1
        drawing = self.drawing(figure)
        number = _element("strong", f"{self.labels.figure} {self.figures}.")
        caption = _element("figcaption", number, " ", figure.caption)
        details = None
        if figure.table:
            summary = _element("summary", self.labels.show_table)
            details = _element("details", summary, self.table(figure.table, numbered=False))
        return _element("figure", drawing, caption, details)

    def drawing(self, figure: tree.Figure) -> etree._Element:
        drawing = safe_svg(figure.svg, id_prefix=f"{self.prefix}f{self.figures}-")
        width, height = size(drawing)
        drawing.set("viewBox", drawing.get("viewBox") or f"0 0 {width:g} {height:g}")
        drawing.attrib.pop("height", None)
        drawing.set("width", f"{figure.width_share:.0%}")
        drawing.set("role", "img")
        drawing.set("aria-label", figure.alt)
        return drawing


def _column_head(column: tree.Column) -> etree._Element:
    numeric = "numeric" if column.align == "right" else None
    # A column without a title must not be a header: an empty header is read out as nothing.
    if not column.title.strip():
        return _element("td", class_=numeric)
    return _element("th", column.title, scope="col", class_=numeric)


def _status(status: tree.Status) -> etree._Element:
    shape = _element("span", tree.status_text(status).split(" ", 1)[0], class_="status-shape", aria_hidden="true")
    known = status.kind if status.kind in tree.SHAPES else "other"
    return _element("span", shape, f" {status.word}", class_=f"status status-{known}")


def _element(tag: str, *content: etree._Element | str | None, **attributes: str | None) -> etree._Element:
    element = etree.Element(tag)
    for key, value in attributes.items():
        if value is not None:
            element.set(key.rstrip("_").replace("_", "-"), value)
    for part in content:
        _add(element, part)
    return element


def _add(element: etree._Element, part: etree._Element | str | None) -> None:
    if part is None:
        return
    if not isinstance(part, str):
        element.append(part)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + part
    else:
        element.text = (element.text or "") + part


def _text(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html")
