"""Word files (docx) with real headings, repeated header rows, alternative texts and the language set."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from lykta.base.documents import tree
from lykta.base.documents.labels import Labels, labels_for
from lykta.base.documents.printable import printable_tree
from lykta.base.documents.svg import png, safe_svg, size
from lykta.base.documents.word_styles import NIGHT, set_styles

MARGIN, TEXT_WIDTH = Mm(28), Mm(210 - 2 * 28)
POINTS_PER_PIXEL = 0.85  # keeps the letters in a chart the size of the text around them
FIXED_TIME = datetime(2000, 1, 1)  # same document, same bytes; when it was made stands in the text


def render(document: tree.Document) -> bytes:
    document = printable_tree(document)
    writer = _Writer(document)
    writer.write()
    saved = BytesIO()
    writer.word.save(saved)
    return saved.getvalue()


class _Writer:
    def __init__(self, document: tree.Document) -> None:
        self.document = document
        self.labels: Labels = labels_for(document.language)
        self.word: WordDocument = docx.Document()
        _drop_thumbnail(self.word)
        self.bases = {sentence: at for at, sentence in enumerate(tree.bases(document.blocks), start=1)}
        self.tables = self.figures = self.lists = 0

    def write(self) -> None:
        set_styles(self.word, self.labels.locale)
        _set_properties(self.word, self.document, self.labels.locale)
        _set_page(self.word, self.document.title, self.labels)
        self.word.add_paragraph(_one_line(self.document.title), style="Title")
        if self.document.subtitle:
            self.word.add_paragraph(self.document.subtitle, style="Subtitle")
        for block in tree.settled_levels(self.document.blocks):
            self.block(block)
        self.list_bases()

    def block(self, block: tree.Block) -> None:
        match block:
            case tree.Heading(level, text):
                self.word.add_heading(_one_line(text), level)
            case tree.Paragraph(inlines):
                self.inlines(self.word.add_paragraph(), inlines)
            case tree.BulletList(items):
                self.items(items, "List Bullet")
            case tree.NumberedList(items):
                self.items(items, "List Number", self.new_numbering())
            case tree.Table():
                self.table(block)
            case tree.Figure():
                self.figure(block)
            case tree.Note():
                self.note(block)
            case tree.PageBreak():
                self.word.add_page_break()

    def inlines(self, paragraph: Paragraph, inlines: tree.Inlines, bold: bool = False) -> None:
        for inline in inlines:
            self.inline(paragraph, inline, bold)

    def inline(self, paragraph: Paragraph, inline: tree.Inline, bold: bool) -> None:
        match inline:
            case tree.Link(text, url) if url.startswith(("https://", "http://", "mailto:", "tel:")):
                _add_link(paragraph, text, url)
            case tree.Number(text, basis):
                paragraph.add_run(text).bold = bold or None
                if basis:
                    paragraph.add_run(str(self.bases[basis])).font.superscript = True
            case tree.Status():
                paragraph.add_run(tree.status_text(inline).replace(" ", "\u00a0", 1)).bold = True
            case tree.Emphasis(text):
                paragraph.add_run(text).italic = True
            case _:
                paragraph.add_run(inline.text).bold = bold or isinstance(inline, tree.Strong) or None

    def items(self, items: tuple[tree.Inlines, ...], style: str, numbering: int | None = None) -> None:
        for item in items:
            paragraph = self.word.add_paragraph(style=style)
            if numbering is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = numbering
            self.inlines(paragraph, item)

    def new_numbering(self) -> int:
        """Each numbered list starts at one; without this Word would go on from the list before."""
        style = self.word.styles["List Number"].element
        first = style.pPr.numPr.numId.val
        numbering = self.word.part.numbering_part.element
        abstract = next(n for n in numbering.num_lst if n.numId == first).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(0).add_startOverride(1)
        return int(number.numId)

    def table(self, table: tree.Table) -> None:
        self.tables += 1
        caption = self.word.add_paragraph(f"{self.labels.table} {self.tables}. {table.caption}", style="Caption")
        caption.paragraph_format.keep_with_next = True
        made = self.word.add_table(rows=1, cols=len(table.columns), style="Lykta Table")
        _describe_table(made, table.caption, any(column.header for column in table.columns))
        _repeat_header(made.rows[0])
        for column, cell in zip(table.columns, made.rows[0].cells, strict=True):
            self.cell(cell, column, (tree.Strong(column.title),))
        for row in table.rows:
            added = made.add_row()
            _keep_together(added)
            for column, cell, content in zip(table.columns, added.cells, row, strict=True):
                self.cell(cell, column, content.inlines)
        for column, width in zip(made.columns, _column_widths(table), strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        self.word.add_paragraph(table.note, style="Table Note")

    def cell(self, cell: Any, column: tree.Column, inlines: tree.Inlines) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "Table Text"
        if column.align == "right":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.inlines(paragraph, inlines, bold=column.header)

    def figure(self, figure: tree.Figure) -> None:
        self.figures += 1
        width, _ = size(safe_svg(figure.svg))
        wanted = min(int(TEXT_WIDTH * figure.width_share), Pt(width * POINTS_PER_PIXEL))
        picture = self.word.add_paragraph()
        picture.paragraph_format.keep_with_next = True
        shape = picture.add_run().add_picture(BytesIO(png(figure.svg, scale=2.5)), width=wanted)
        shape._inline.docPr.set("descr", figure.alt)
        shape._inline.docPr.set("name", f"{self.labels.figure} {self.figures}")
        self.word.add_paragraph(f"{self.labels.figure} {self.figures}. {figure.caption}", style="Caption")
        if figure.table:
            self.table(figure.table)

    def note(self, note: tree.Note) -> None:
        lead = self.labels.caution if note.kind == "caution" else self.labels.information
        paragraph = self.word.add_paragraph(style="Note")
        paragraph.add_run(lead).bold = True
        paragraph.add_run().add_break()
        self.inlines(paragraph, note.inlines)

    def list_bases(self) -> None:
        if not self.bases:
            return
        self.word.add_heading(self.labels.bases, 1)
        for sentence, at in self.bases.items():
            self.word.add_paragraph(f"{at}.\u00a0{sentence}", style="Table Note")


def _drop_thumbnail(word: WordDocument) -> None:
    """The library's own template carries a picture of another document; file managers would show it for ours."""
    rels = word.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[key]


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _set_properties(word: WordDocument, document: tree.Document, locale: str) -> None:
    properties = word.core_properties
    # The field holds at most 255 characters.
    properties.title, properties.language = document.title[:255], locale
    properties.subject = document.described("subject")[:255]
    properties.author = document.described("author")[:255]
    properties.keywords = document.described("keywords")[:255]
    properties.comments = ""
    properties.created = properties.modified = FIXED_TIME


def _set_page(word: WordDocument, title: str, labels: Labels) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(25)
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    shown = title if len(title) <= 60 else title[:59] + "…"
    before, between = labels.page.split("{page}")
    between, after = between.split("{pages}")
    footer.add_run(f"{_one_line(shown)}\t{before}")
    _add_field(footer, "PAGE")
    footer.add_run(between)
    _add_field(footer, "NUMPAGES")
    footer.add_run(after)


def _add_field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _add_link(paragraph: Paragraph, text: str, url: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline, run.font.color.rgb = True, NIGHT
    link.append(run._r)
    paragraph._p.append(link)


def _repeat_header(row: Any) -> None:
    _keep_together(row)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)


def _keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _column_widths(table: tree.Table) -> list[int]:
    """After their longest text, within reason; together at most the width of the text."""
    texts = [
        [column.title, *(tree.plain_text(row[at].inlines) for row in table.rows)]
        for at, column in enumerate(table.columns)
    ]
    wanted = [Mm(5 + 1.9 * min(max(map(len, column)), 40)) for column in texts]
    shrink = min(1.0, TEXT_WIDTH / sum(wanted))
    return [int(width * shrink) for width in wanted]


def _describe_table(table: Any, caption: str, named_rows: bool) -> None:
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for name, on in (("firstRow", True), ("firstColumn", named_rows), ("noHBand", True), ("noVBand", True)):
        look.set(qn(f"w:{name}"), "1" if on else "0")
    described = etree.SubElement(properties, qn("w:tblCaption"))
    described.set(qn("w:val"), caption)
