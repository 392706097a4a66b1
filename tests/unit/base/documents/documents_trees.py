"""Hypothesis strategies for documents with any text at all."""

from __future__ import annotations

from hypothesis import strategies as st

from lykta.base.documents import tree

HOSTILE = [
    "#panic()",
    "$x$",
    "\\",
    "[a]",
    "]",
    "*a*",
    "@x",
    "<script>alert(1)</script>",
    "</style>",
    "&amp;",
    "😀👩‍👧",
    "\x00\x07",
    "\ud800",
    "\ufffe",
    "`raw`",
    "//",
    "/* ",
    "~",
    "_",
    "= rubrik",
    "- ",
    "日本語",
    "شارع",
    "å ä ö Å Ä Ö",
    "\u202e",
    "\r\n",
    '"',
    "'",
    "{{ x }}",
    "{% x %}",
    '#import "x"',
    "\u0301",
    "\u200b\u00ad",
    "\ue000",
    "\x85\u2028",
]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="20" height="10"/></svg>'
any_text = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=12))
some_text = any_text.map(lambda text: text + "a")


def inlines() -> st.SearchStrategy[tree.Inlines]:
    links = st.builds(tree.Link, any_text, any_text.map(lambda text: "https://example.org/" + text))
    kinds = [st.builds(kind, any_text) for kind in (tree.Text, tree.Strong, tree.Emphasis)]
    statuses = st.builds(tree.Status, st.sampled_from(["green", "planned"]) | any_text, any_text)
    return st.lists(st.one_of(*kinds, links, st.builds(tree.Number, any_text, any_text), statuses), max_size=4).map(
        tuple
    )


@st.composite
def tables(draw: st.DrawFn) -> tree.Table:
    column = st.builds(tree.Column, any_text, st.sampled_from(["left", "right"]), st.booleans())
    columns = draw(st.lists(column, min_size=1, max_size=3))
    row = st.tuples(*[st.builds(tree.Cell, inlines())] * len(columns))
    return tree.Table(draw(some_text), tuple(columns), tuple(draw(st.lists(row, max_size=2))), draw(any_text))


def blocks() -> st.SearchStrategy[tree.Blocks]:
    items = st.lists(inlines(), max_size=3).map(tuple)
    shares = st.floats(0.05, 1)
    kinds = [
        st.builds(tree.Heading, st.integers(1, 4), some_text, any_text),
        st.builds(tree.Paragraph, inlines()),
        st.builds(tree.BulletList, items),
        st.builds(tree.NumberedList, items),
        tables(),
        st.builds(tree.Figure, st.just(SVG), some_text, any_text, st.none() | tables(), shares),
        st.builds(tree.Note, st.sampled_from(["caution", "information"]), inlines()),
        st.just(tree.PageBreak()),
    ]
    return st.lists(st.one_of(*kinds), max_size=6).map(tuple)


def documents() -> st.SearchStrategy[tree.Document]:
    language = st.sampled_from(["sv", "en", "fi", "sv-SE"]) | any_text
    metadata = st.lists(st.tuples(st.sampled_from(["author", "subject", "keywords"]) | any_text, any_text), max_size=3)
    return st.builds(tree.Document, some_text, language, any_text, blocks(), metadata.map(tuple))
