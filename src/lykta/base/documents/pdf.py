"""Accessible PDF (PDF/UA-1) through typst.

The document is handed over as JSON to one static template: no text is ever typst source, so no text can run
anything or break the page. The same document gives the same bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst

from lykta.base.documents import tree
from lykta.base.documents.labels import labels_for
from lykta.base.documents.printable import printable_tree
from lykta.base.documents.serialise import to_json
from lykta.base.documents.svg import FONT_FOLDER, safe_svg_text

TEMPLATE = Path(__file__).with_name("document.typ")
ON_PAPER = ("https://", "http://", "mailto:", "tel:")
LANGUAGE = re.compile(r"[a-z]{2,3}")
# What our fonts can show: Latin of Europe and Vietnam (Sami included), Greek, Cyrillic, signs, arrows, shapes.
# PDF/UA refuses a file with a letter that no font has, so the others are replaced before.
NOT_SHOWN = re.compile(
    "[^ -~\u00a0-\u017f\u0218-\u021b\u02bb\u02bc\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f\u1e80-\u1e85\u1ea0-\u1ef9"
    "\u2007\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u2079"
    "\u2080-\u2089\u20ac\u2116\u2122\u2153\u2154\u215b-\u215e\u2190-\u2199\u2212\u221a\u221e\u2248\u2260\u2264\u2265"
    "\u25a0-\u25cf\u2713\ufffd]"
)
FORMATS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")  # leave no ink


def render(document: tree.Document) -> bytes:
    """A tagged A4 file. A character that none of our fonts has is printed as U+FFFD, never left out in silence."""
    data = json.dumps(_template_data(printable_tree(document)), ensure_ascii=False)
    return _compiled(showable(data))


def showable(text: str) -> str:
    return NOT_SHOWN.sub("\ufffd", FORMATS.sub("", unicodedata.normalize("NFC", text)))


def _compiled(data: str) -> bytes:
    sources = {"main": TEMPLATE.read_bytes(), "document.json": data.encode()}
    # The binding takes several files as a dict; its type stubs do not know.
    result = typst.compile(sources, font_paths=fonts(), pdf_standards=["ua-1"], timestamp=0)  # type: ignore[call-overload]
    if not isinstance(result, bytes):
        raise TypeError("typst gave something else than one file")
    return result


@cache
def fonts() -> typst.Fonts:
    # Only fonts that travel with us: the same page on every machine.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONT_FOLDER)])


def _template_data(document: tree.Document) -> dict[str, Any]:
    labels = labels_for(document.language)
    data = to_json(
        tree.Document(document.title, document.language, document.subtitle, tree.settled_levels(document.blocks))
    )
    sentences = list(tree.bases(document.blocks))
    _settle(data, {sentence: number for number, sentence in enumerate(sentences, start=1)})
    language = LANGUAGE.match(document.language.lower())
    return data | {
        "language": language[0] if language else "sv",
        "author": document.described("author"),
        "keywords": document.described("keywords"),
        "subject": document.described("subject"),
        "bases": sentences,
        "labels": {
            name: getattr(labels, name) for name in ("table", "figure", "page", "bases", "caution", "information")
        },
    }


def _settle(node: Any, numbers: dict[str, int]) -> None:
    """Makes each node what paper needs: safe drawings, links that work there, numbers of the notes."""
    if isinstance(node, list):
        for item in node:
            _settle(item, numbers)
    elif isinstance(node, dict):
        _settle_node(node, numbers)
        for value in node.values():
            _settle(value, numbers)


def _settle_node(node: dict[str, Any], numbers: dict[str, int]) -> None:
    match node.get("kind"):
        case "figure":
            node["svg"] = safe_svg_text(node["svg"])
        case "number":
            node["note"] = numbers.get(node["basis"], 0)
        case "link":
            node["works"] = node["url"].startswith(ON_PAPER) and node["url"] not in ON_PAPER
        case "status":
            node["shape"] = tree.SHAPES.get(node["of"], "○")
