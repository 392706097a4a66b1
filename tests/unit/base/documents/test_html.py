from __future__ import annotations

import pytest
from documents_sample import document
from documents_trees import documents
from hypothesis import given, settings
from lxml import etree
from lxml import html as lxml_html

from lykta.base.documents import html, tree
from lykta.base.documents.svg import UnreadableDrawing
from lykta.base.documents.tree import Column, Figure, Heading, Link, Number, Paragraph, Status, Strong, Text

SCRIPT = "<script>alert('å')</script>"
ESCAPED = "&lt;script&gt;alert('å')&lt;/script&gt;"


def parsed(fragment: str) -> etree._Element:
    return lxml_html.fragment_fromstring(fragment, create_parent="main")


def test_inlines_are_written_whole() -> None:
    made = html.render(
        (Paragraph((Text("a <b> "), Strong("å"), Link("x&y", "https://example.org/?a=1&b=2"), Status("red", "röd"))),)
    )
    assert made == (
        '<p>a &lt;b&gt; <strong>å</strong><a href="https://example.org/?a=1&amp;b=2">x&amp;y</a>'
        '<span class="status status-red"><span class="status-shape" aria-hidden="true">■</span> röd</span></p>'
    )


def test_a_number_opens_what_it_rests_on_without_script() -> None:
    made = html.render((Paragraph((Number("19", "Vecka 46."),)),), id_prefix="p-")
    assert made == (
        '<p><button type="button" class="number" popovertarget="p-basis-1">19'
        '<span class="visually-hidden"> (vad siffran bygger på)</span></button>'
        '<span id="p-basis-1" popover="auto" class="basis"><strong>Vad siffran bygger på</strong> Vecka 46.</span></p>'
    )


def test_a_table_has_caption_scopes_and_numeric_cells() -> None:
    made = html.render(
        (tree.text_table("Antal", (Column("Slag", header=True), Column("n", "right")), [("A", "1")], "Källa"),)
    )
    assert made == (
        '<div class="table-block"><div class="table-scroll" tabindex="0" role="region" aria-label="Tabell 1. Antal">'
        "<table>"
        '<caption>Tabell 1. Antal</caption><thead><tr><th scope="col">Slag</th>'
        '<th scope="col" class="numeric">n</th></tr></thead>'
        '<tbody><tr><th scope="row">A</th><td class="numeric">1</td></tr></tbody></table></div>'
        '<p class="table-note">Källa</p></div>'
    )


def test_heading_levels_leave_the_pages_own_h1_alone() -> None:
    blocks = (Heading(1, "a", "k"), Heading(3, "b"))
    assert html.render(blocks) == '<h2 id="d-k">a</h2><h3>b</h3>'
    assert html.render(blocks, heading_offset=4) == '<h5 id="d-k">a</h5><h6>b</h6>'
    assert html.render(tree.Document("T", blocks=blocks), heading_offset=2).startswith(
        '<h2 class="document-title">T</h2><h3'
    )


def test_two_headings_with_one_key_do_not_share_an_id() -> None:
    assert html.render((Heading(1, "a", "k"), Heading(1, "b", "k"))).count('id="d-k"') == 1


HOSTILE_SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"
 onload="evil()">
<script>evil()</script><style>@import url(https://evil.example)</style><foreignObject><p>evil</p></foreignObject>
<image href="https://evil.example/a.png"/><use xlink:href="https://evil.example#a"/><a href="https://evil.example"><text>evil</text></a>
<clipPath id="c"><rect width="1" height="1"/></clipPath>
<rect clip-path="url(#c)" fill="url(https://evil.example)" style="fill:red" width="3" onclick="evil()"/>
<text font-family="x">kvar &lt;b&gt;</text></svg>"""


def test_nothing_active_and_nothing_from_elsewhere_is_left_in_a_drawing() -> None:
    made = html.render((Figure(HOSTILE_SVG, "Alt", "Text"),))
    assert "evil" not in made
    assert "style" not in made
    assert "href" not in made
    root = parsed(made)
    svg = root.find(".//svg")
    assert svg.attrib == {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewbox": "0 0 9 9",
        "width": "100%",
        "role": "img",
        "aria-label": "Alt",
    }
    assert [child.tag for child in svg.iter()] == ["svg", "clippath", "rect", "rect", "text"]
    assert 'clip-path="url(#d-f1-c)"' in made
    assert 'id="d-f1-c"' in made
    assert "kvar &lt;b&gt;" in made


def test_a_figure_keeps_its_table_folded_under_it() -> None:
    figure = Figure(
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "Alt",
        "n = 2",
        tree.text_table("Data", (Column("a"),), [("1",)]),
        0.5,
    )
    root = parsed(html.render((figure,)))
    assert [child.tag for child in root.find("figure")] == ["svg", "figcaption", "details"]
    assert root.find(".//svg").get("width") == "50%"
    assert root.findtext(".//summary") == "Visa siffrorna som tabell"
    assert root.findtext(".//caption") == "Data"


@pytest.mark.parametrize(
    "svg", ["", "<svg", "<p>x</p>", '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/hostname">]><p>&e;</p>']
)
def test_what_is_no_drawing_is_refused(svg: str) -> None:
    with pytest.raises(UnreadableDrawing):
        html.render((Figure(svg, "Alt", ""),))


def test_entities_in_a_drawing_are_not_followed() -> None:
    svg = '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg"><text>a&e;b</text></svg>'
    assert ">ab<" in html.render((Figure(svg, "Alt", ""),)) or ">a</text>" in html.render((Figure(svg, "Alt", ""),))


def planted() -> tree.Document:
    table = tree.text_table(SCRIPT, (Column(SCRIPT),), [(SCRIPT,)], SCRIPT)
    every = (
        Text(SCRIPT),
        Strong(SCRIPT),
        tree.Emphasis(SCRIPT),
        Link(SCRIPT, "/" + SCRIPT),
        Number(SCRIPT, SCRIPT),
        Status(SCRIPT, SCRIPT),
    )
    figure = Figure('<svg xmlns="http://www.w3.org/2000/svg"/>', SCRIPT, SCRIPT, table)
    blocks = (
        Heading(1, SCRIPT, SCRIPT),
        Paragraph(every),
        tree.BulletList((every,)),
        table,
        figure,
        tree.Note("caution", every),
    )
    return tree.Document(SCRIPT, "sv", SCRIPT, blocks)


def test_a_script_planted_in_every_field_stays_text() -> None:
    made = html.page(planted())
    assert "<script" not in made
    assert made.count(ESCAPED) > 20


@given(documents())
@settings(max_examples=60, deadline=None)
def test_any_text_gives_well_formed_html_with_its_text(made: tree.Document) -> None:
    root = lxml_html.document_fromstring(html.page(made))
    assert root.find(".//script") is None
    assert len(root.findall(".//h1")) == 1
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not root.xpath("//main//@style | //main//@onclick | //main//@onload")


def test_the_sample_as_a_page() -> None:
    root = lxml_html.document_fromstring(html.page(document()))
    assert root.get("lang") == "sv"
    assert [h.tag + " " + h.text for h in root.xpath("//h1|//h2|//h3")][:3] == [
        "h1 Lägesbild Björkviken, vecka 46",
        "h2 I korthet",
        "h2 Vad har hänt",
    ]
    assert len(root.findall(".//svg[@role='img']")) == 4
    assert {button.get("popovertarget") for button in root.findall(".//button")} == set(
        root.xpath("//span[@popover]/@id")
    )
