"""Characters that XML, JSON or a page cannot carry are taken out before any writer sees them."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

Node = TypeVar("Node")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BREAKS = re.compile("\r\n|\r|\u0085|\u2028|\u2029")
BROKEN = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Control characters go; halves of surrogate pairs and non-characters become U+FFFD."""
    return BROKEN.sub("\ufffd", CONTROLS.sub("", BREAKS.sub("\n", text)))


def printable_tree(node: Node) -> Node:
    """The same document with every text printable."""
    return _cleaned(node)  # type: ignore[no-any-return]


def _cleaned(node: Any) -> Any:
    if isinstance(node, str):
        return printable(node) if node else node
    if isinstance(node, tuple):
        return tuple(_cleaned(item) for item in node)
    if is_dataclass(node) and not isinstance(node, type):
        return type(node)(**{field.name: _cleaned(getattr(node, field.name)) for field in fields(node)})
    return node
