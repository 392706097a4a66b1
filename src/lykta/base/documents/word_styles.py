"""How the Word file looks: calm fonts, tables with lines instead of colours, the language on every style."""

from __future__ import annotations

from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

NIGHT, QUIET, INK = RGBColor(0x10, 0x24, 0x3E), RGBColor(0x5B, 0x66, 0x73), RGBColor(0x1A, 0x1D, 0x21)
FONT = "Calibri"  # on every office computer here; a packaged font would not follow the file
HEADING_SIZES = {1: 16, 2: 13, 3: 11.5, 4: 11}


def set_styles(word: WordDocument, locale: str) -> None:
    styles = word.styles
    _font(styles["Normal"], 10.5, INK)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    styles["Normal"].paragraph_format.line_spacing = 1.2
    _set_language(styles.element, locale)
    for level, points in HEADING_SIZES.items():
        _heading(styles[f"Heading {level}"], points)
    _font(styles["Title"], 26, NIGHT, bold=True)
    _without_border(styles["Title"])
    styles["Title"].paragraph_format.space_after = Pt(4)
    _font(styles["Subtitle"], 11.5, QUIET, italic=False)
    styles["Subtitle"].paragraph_format.space_after = Pt(18)
    _font(styles["Caption"], 9.5, QUIET, bold=False)
    styles["Caption"].paragraph_format.space_after = Pt(5)
    _font(styles["Footer"], 8.5, QUIET)
    _added(word, "Table Text", 9.5, INK, after=2)
    _added(word, "Table Note", 9, QUIET, after=8)
    _shade(_added(word, "Note", 10.5, INK, after=12))
    _add_table_style(word)


def _font(style: Any, points: float, colour: RGBColor, bold: bool | None = None, italic: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(points), colour
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The theme's own fonts win over ours while these stand.
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FONT)


def _heading(style: Any, points: float) -> None:
    _font(style, points, NIGHT, bold=True, italic=False)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(points * 1.3), Pt(4)
    style.paragraph_format.keep_with_next = True


def _added(word: WordDocument, name: str, points: float, colour: RGBColor, after: float) -> Any:
    style = word.styles.add_style(name, 1)
    style.base_style = word.styles["Normal"]
    _font(style, points, colour)
    style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(after), Pt(2)
    style.paragraph_format.line_spacing = 1.1
    return style


def _set_language(styles: Any, locale: str) -> None:
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    normal = next(style for style in styles.style_lst if style.styleId == "Normal").get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    normal.append(language)


def _without_border(style: Any) -> None:
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


NOTE_FRAME = """<w:pPr xmlns:w="{w}"><w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="F2B01E"/></w:pBdr>
<w:shd w:val="clear" w:color="auto" w:fill="F6F7F9"/></w:pPr>"""
# Lines under the rows and a heavier one under the header: readable in grey, no colour carries meaning.
TABLE_STYLE = """<w:style xmlns:w="{w}" w:type="table" w:customStyle="1" w:styleId="LyktaTable">
<w:name w:val="Lykta Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="8A94A0"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D0D9"/></w:tblBorders>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="10" w:space="0" w:color="10243E"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>"""


def _wordml(source: str) -> Any:
    return docx.oxml.parse_xml(source.format(w=docx.oxml.ns.nsmap["w"]))


def _shade(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    # The schema fixes the order: frame and shading stand before spacing.
    for at, child in enumerate(list(_wordml(NOTE_FRAME))):
        properties.insert(at, child)


def _add_table_style(word: WordDocument) -> None:
    word.styles.element.append(_wordml(TABLE_STYLE))
