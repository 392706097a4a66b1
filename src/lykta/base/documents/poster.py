"""A poster with a QR code: one to a page, or four small ones to a sheet that is cut. Tagged PDF through typst."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import segno
import typst

from lykta.base.documents.pdf import fonts, showable
from lykta.base.documents.printable import printable_tree

TEMPLATE = Path(__file__).with_name("poster.typ")


@dataclass(frozen=True, slots=True)
class Poster:
    """`url` goes into the code, `address` is the same in words for those who type it. Colours as "#rrggbb"."""

    title: str
    lead: str
    lines: tuple[str, ...]
    place: str
    url: str
    address: str
    address_words: str
    code_description: str
    issuer: str
    colour: str
    accent: str
    language: str = "sv"


def render(poster: Poster, *, four_to_a_sheet: bool = False) -> bytes:
    """A4. The same poster gives the same bytes."""
    data = asdict(printable_tree(poster)) | {"four": four_to_a_sheet}
    sources = {
        "main": TEMPLATE.read_bytes(),
        "poster.json": showable(json.dumps(data, ensure_ascii=False)).encode(),
        "code.svg": code_drawing(poster.url),
    }
    result = typst.compile(sources, font_paths=fonts(), pdf_standards=["ua-1"], timestamp=0)  # type: ignore[call-overload]
    if not isinstance(result, bytes):
        raise TypeError("typst gave something else than one file")
    return result


def code_drawing(url: str) -> bytes:
    """SVG paths. A quarter of the code may be dirty or torn and it is read all the same."""
    drawing = io.BytesIO()
    segno.make(url, error="q", micro=False).save(
        drawing, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False
    )
    return drawing.getvalue()
