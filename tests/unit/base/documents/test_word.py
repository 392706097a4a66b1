from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
from documents_sample import document
from documents_trees import documents
from docx.oxml.ns import qn
from hypothesis import given, settings

from lykta.base.documents import tree, word
from lykta.base.documents.tree import Link, NumberedList, Paragraph, Text


def opened(made: tree.Document) -> docx.document.Document:
    return docx.Document(BytesIO(word.render(made)))


def test_language_and_properties() -> None:
    file = opened(document())
    assert {each.get(qn("w:val")) for each in file.styles.element.iter(qn("w:lang"))} == {"sv-SE"}
    properties = file.core_properties
    assert (properties.title, properties.language, properties.subject, properties.author) == (
        "Lägesbild Björkviken, vecka 46", "sv-SE", "Lägesbild", "Björkvikens kommun",
    )  # fmt: skip


def test_no_picture_of_another_document_follows_along() -> None:
    assert not [name for name in ZipFile(BytesIO(word.render(document()))).namelist() if "thumbnail" in name]


def test_headings_are_headings() -> None:
    found = [
        (p.style.name, p.text) for p in opened(document()).paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", "Lägesbild Björkviken, vecka 46"),
        ("Heading 1", "I korthet"),
        ("Heading 1", "Vad har hänt"),
        ("Heading 1", "Var och när"),
        ("Heading 2", "Strandskolans norra sida"),
        ("Heading 1", "Vår bedömning"),
        ("Heading 1", "Att besluta i dag"),
        ("Heading 1", "Vad siffrorna bygger på"),
    ]


def test_header_rows_repeat_and_cells_hold_their_text() -> None:
    table = opened(document()).tables[0]
    assert [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert [cell.text for cell in table.rows[2].cells] == [
        "Otrygghetsskapande samling",
        "5",
        "8",
        "7,4",
        "går inte att avgöra",
    ]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Händelser efter slag, vecka 46"


def test_pictures_carry_their_text_and_enough_pixels() -> None:
    file = opened(document())
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == [
        figure.alt for figure in document().blocks if isinstance(figure, tree.Figure)
    ]
    for shape in file.inline_shapes:
        blip = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        pixels = file.part.related_parts[blip].image.px_width
        assert pixels / (shape.width / 914_400) > 180
        assert shape.width <= word.TEXT_WIDTH


def test_the_page_is_a4_with_its_number_in_the_footer() -> None:
    section = opened(document()).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footer = section.footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "".join(text.text for text in footer.iter(qn("w:t"))) == "Lägesbild Björkviken, vecka 46Sida 1 av 1"


def test_each_numbered_list_starts_at_one() -> None:
    one = NumberedList(((Text("a"),), (Text("b"),)))
    file = opened(tree.Document("T", blocks=(one, tree.text_paragraph("mellan"), one)))
    numbers = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_a_link_keeps_its_place_in_the_sentence() -> None:
    made = Paragraph((Text("före "), Link("länk", "https://example.org/"), Text(" efter")))
    file = opened(tree.Document("T", blocks=(made,)))
    assert file.paragraphs[1].text == "före länk efter"
    assert [link.address for link in file.paragraphs[1].hyperlinks] == ["https://example.org/"]


def test_numbers_point_to_their_basis() -> None:
    texts = [p.text for p in opened(document()).paragraphs]
    assert texts[-3:] == [f"{at}.\u00a0{basis}" for at, basis in enumerate(tree.bases(document().blocks), start=1)]


def test_the_same_document_gives_the_same_parts() -> None:
    first, second = (ZipFile(BytesIO(word.render(document()))) for _ in range(2))
    assert {name: first.read(name) for name in first.namelist()} == {
        name: second.read(name) for name in second.namelist()
    }


@given(documents())
@settings(max_examples=25, deadline=None)
def test_any_text_gives_a_file_that_opens(made: tree.Document) -> None:
    assert opened(made).paragraphs
