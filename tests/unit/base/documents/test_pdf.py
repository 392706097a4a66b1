from __future__ import annotations

from io import BytesIO

from documents_sample import document
from documents_trees import documents
from hypothesis import given, settings
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from lykta.base.documents import charts, pdf, tree
from lykta.base.documents.tree import Heading, Link, Paragraph, Text


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data), strict=True)


def text_of(data: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in read(data).pages).split())


def tags(reader: PdfReader) -> dict[str, int]:
    """How many of each structure element the file holds."""
    found: dict[str, int] = {}
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, DictionaryObject):
            name = str(node.get("/S", ""))
            found[name] = found.get(name, 0) + 1
            waiting += [node["/K"]] if "/K" in node else []
    return found


def alternatives(reader: PdfReader) -> list[str]:
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)] if 0 in reader.xref else []
    return [str(each["/Alt"]) for each in objects if isinstance(each, DictionaryObject) and "/Alt" in each]


def test_the_sample_is_tagged_titled_and_in_swedish() -> None:
    reader = read(pdf.render(document()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (pypdf's own boolean)
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata
    assert reader.metadata.title == "Lägesbild Björkviken, vecka 46"
    assert (reader.metadata.author, reader.metadata.subject) == ("Björkvikens kommun", "Lägesbild")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    found = tags(reader)
    assert {name: found.get(name, 0) for name in ("/Table", "/TH", "/Figure", "/L", "/LI")} == {
        "/Table": 2, "/TH": 7, "/Figure": 4, "/L": 3, "/LI": 8,
    }  # fmt: skip
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [595.28, 841.89] or round(
        float(reader.pages[0].mediabox[3])
    ) == 842


def test_the_text_can_be_read_out() -> None:
    text = text_of(pdf.render(document()))
    for words in (
        "Lägesbild Björkviken, vecka 46",
        "■ röd",
        "Fler skadegörelser än vanligt",
        "Tabell 1. Händelser efter slag",
        "Sida 1 av",
        "Vad siffrorna bygger på",
        "19 händelser, vecka 46, rapporter i Lykta, granskade 16 november.",
        "Läs med försiktighet",
        "Otrygghetsskapande samling",
        "Flest händelser kring Strandskolan",
    ):
        assert words in text


def test_pictures_say_what_they_show() -> None:
    raw = pdf.render(document())
    found = alternatives(read(raw))
    assert "Karta: flest händelser kring Strandskolan." in found
    assert len(found) == 4


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.render(document()) == pdf.render(document())


def test_text_is_never_source() -> None:
    hostile = '#panic("x") #read("document.json") $ x $ \\ [a] *b* _c_ @d <e> `f` // g /* h = i'
    made = text_of(pdf.render(tree.Document(hostile, blocks=(Heading(1, hostile), tree.text_paragraph(hostile)))))
    assert made.count(hostile) >= 3


def test_letters_that_no_font_has_are_marked_not_dropped() -> None:
    made = text_of(
        pdf.render(tree.Document("T", blocks=(tree.text_paragraph("före 😀日本語👩\u200d👧 efter a\u030ao\u0308"),)))
    )
    assert "före \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd efter åö" in made


def test_every_letter_we_let_through_can_be_shown() -> None:
    letters = [chr(code) for code in range(32, 0x10000) if not pdf.NOT_SHOWN.match(chr(code))]
    assert len(letters) > 650
    every = " ".join(letters)
    inlines = (Text(every), tree.Strong(every), tree.Emphasis(every), Link(every, "https://example.org/"))
    pdf.render(tree.Document(every, "sv", every, (Heading(1, every), Paragraph(inlines))))


def test_pages_of_foreign_letters_do_not_stop_the_file() -> None:
    foreign = "".join(chr(code) for code in (*range(0xA0, 0x3000), *range(0x4E00, 0x5200)))
    assert pdf.render(tree.Document(foreign, blocks=(tree.text_paragraph(foreign),))).startswith(b"%PDF")


def test_emoji_in_a_chart_does_not_stop_the_file() -> None:
    drawing = charts.bar_comparison([("😀 日本", 2, None)], "Å 👩‍👧")
    assert pdf.render(tree.Document("T", blocks=(tree.Figure(drawing, "a", "c"),))).startswith(b"%PDF")


def test_english_words_follow_the_language() -> None:
    reader = read(pdf.render(tree.Document("T", "en")))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "Page 1 of 1" in reader.pages[0].extract_text()


def test_a_link_within_the_site_is_plain_text_on_paper() -> None:
    links = (Link("inne", "/k/bjorkviken/"), Text(" "), Link("ute", "https://example.org/"))
    page = read(pdf.render(tree.Document("T", blocks=(Paragraph(links),)))).pages[0]
    assert [each.get_object()["/A"]["/URI"] for each in page["/Annots"]] == ["https://example.org/"]


@given(documents())
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_or_runs_anything(made: tree.Document) -> None:
    reader = read(pdf.render(made))
    assert "/StructTreeRoot" in reader.trailer["/Root"]
