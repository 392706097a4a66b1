from __future__ import annotations

import json

import pytest
from documents_sample import document
from documents_trees import documents
from hypothesis import given, settings

from lykta.base.documents import tree
from lykta.base.documents.serialise import KINDS, UnreadableDocument, from_json, to_json


@given(documents())
@settings(max_examples=80, deadline=None)
def test_every_document_comes_back_as_it_was(made: tree.Document) -> None:
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


def test_the_sample_comes_back_as_it_was() -> None:
    assert from_json(to_json(document())) == document()


def test_the_shape_is_settled() -> None:
    made = tree.Document("T", blocks=(tree.Note("caution", (tree.Status("red", "röd"),)),))
    assert to_json(made) == {
        "v": 1,
        "kind": "document",
        "title": "T",
        "language": "sv",
        "subtitle": "",
        "blocks": [{"kind": "note", "of": "caution", "inlines": [{"kind": "status", "of": "red", "word": "röd"}]}],
        "metadata": [],
    }


def test_every_kind_of_node_has_a_name() -> None:
    nodes = {
        value for value in vars(tree).values() if isinstance(value, type) and hasattr(value, "__dataclass_fields__")
    }
    assert nodes == set(KINDS.values())


BLOCK = {"kind": "paragraph", "inlines": []}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "version 1 was expected; found 'NoneType'"),
        ({"v": 2, "kind": "document", "title": "T"}, "version 1 was expected; found 2"),
        (
            {"v": 1, "kind": "document", "title": "T", "blocks": [{"kind": "script"}]},
            r"document.blocks\[0\]: unknown kind 'script'",
        ),
        ({"v": 1, "kind": "document", "title": "T", "blocks": [{"kind": ["x"]}]}, "unknown kind"),
        ({"v": 1, "kind": "document", "title": "T", "blocks": [{"kind": "text", "text": "x"}]}, "unknown kind 'text'"),
        (
            {"v": 1, "kind": "document", "title": "T", "blocks": [BLOCK | {"onclick": "x"}]},
            "unknown field 'onclick' in paragraph",
        ),
        ({"v": 1, "kind": "document", "title": "T", "blocks": "x"}, "a list was expected"),
        ({"v": 1, "kind": "document", "title": 7}, "document.title: str was expected, found int"),
        ({"v": 1, "kind": "document"}, "document: .*title"),
        ({"v": 1, "kind": "document", "title": "T", "metadata": [["a"]]}, "2 items were expected, found 1"),
        (
            {"v": 1, "kind": "document", "title": "T", "blocks": [{"kind": "heading", "level": True, "text": ""}]},
            "int was expected, found bool",
        ),
        (
            {"v": 1, "kind": "document", "title": "T", "blocks": [{"kind": "note", "of": "x", "inlines": []}]},
            "none of caution, information",
        ),
        (
            {
                "v": 1,
                "kind": "document",
                "title": "T",
                "blocks": [BLOCK | {"inlines": [{"kind": "link", "text": "", "url": "javascript:x"}]}],
            },
            "A link may start with",
        ),
    ],
)
def test_what_is_not_a_document_is_refused_with_its_place(data: object, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        from_json(data)
