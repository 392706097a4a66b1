from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from lykta.base.documents.tree import BulletList, Heading, NumberedList, Paragraph, Status, plain_text
from lykta.cycle.situation_reports.contents import contents_of
from lykta.cycle.situation_reports.documents import document_of
from lykta.cycle.situation_reports.files import as_file
from lykta.cycle.situation_reports.prose import prose_blocks
from tests.integration.situation_reports.reports import adopted, drafted, edited, section, set_light
from tests.integration.situation_reports.weeks_of_reports import ordinary_spring

pytestmark = pytest.mark.sql


def headings(document):
    return [block.key for block in document.blocks if isinstance(block, Heading) and block.level == 1]


def test_sections_stand_in_order_and_those_left_out_or_empty_do_not(world):
    ordinary_spring(world)
    report = drafted(world)
    edited(world, report, "feedback", section(report, "feedback").prose, is_included=False)
    keys = headings(document_of(report, "internal"))
    assert keys[0] == "summary"
    assert keys == [row.key for row in report.sections.all() if row.key in keys]
    assert "feedback" not in keys
    assert "to_decide" not in keys  # nothing written yet
    edited(world, report, "to_decide", "Rondering.")
    assert "to_decide" in headings(document_of(report, "internal"))


def test_a_light_is_a_shape_a_word_a_place_and_a_reason(world):
    report = drafted(world)
    set_light(world, report)
    lights = [block for block in document_of(report, "internal").blocks if isinstance(block, BulletList)]
    inlines = lights[-1].items[0]
    assert (type(inlines[0]), inlines[0].kind) == (Status, "yellow")
    assert plain_text(inlines).endswith(" Strandskolan: Krossade rutor tre veckor i rad.")


def test_last_times_lights_stand_beside_the_new_ones(world):
    earlier = drafted(world, "2026-W19")
    set_light(world, earlier, label="Furutorget", light="green", reason="Lugnt.")
    draft_before = drafted(world, "2026-W21")
    assert "Furutorget" not in str(document_of(draft_before, "internal"))
    adopted(world, earlier)
    assert "Furutorget" in str(document_of(drafted(world), "internal"))
    month = drafted(world, "2026-05")
    assert "Furutorget" not in str(document_of(month, "internal"))  # another kind of period


def test_who_adopted_it_and_for_whom_it_is_stands_under_the_title(world):
    report = adopted(world, drafted(world))
    assert "Petra Polis" in document_of(report, "internal").subtitle
    assert document_of(report, "internal").subtitle != document_of(report, "reporters").subtitle


def test_word_and_pdf_hold_the_same_words(world):
    ordinary_spring(world)
    report = drafted(world)
    edited(world, report, "to_decide", "1. Belysningen på gångvägen\n2. Rondering vid skolan")
    set_light(world, report)
    contents = contents_of(report)
    word = docx.Document(BytesIO(as_file(contents, "internal", "docx")))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    pdf = PdfReader(BytesIO(as_file(contents, "internal", "pdf")))
    paper = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in ("Björkviken", "Belysningen på gångvägen", "Strandskolan", "Krossade rutor tre veckor i rad."):
        assert words in text
        assert words in paper
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "sv"
    html = as_file(contents, "internal", "html").decode()
    assert "<script" not in html
    assert "Belysningen på gångvägen" in html


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        ("   \n\n  ", []),
        ("Ett.\nSamma stycke.\n\nTvå.", [Paragraph, Paragraph]),
        ("1. Ett\n2. Två", [NumberedList]),
        ("Att besluta:\n- ett\n- två\n\nSlut", [Paragraph, BulletList, Paragraph]),
        ("2026 var lugnt", [Paragraph]),
        ("-5 grader", [Paragraph]),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(text, kinds):
    assert [type(block) for block in prose_blocks(text)] == kinds
