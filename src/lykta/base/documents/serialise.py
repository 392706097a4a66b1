"""The tree as plain dicts and lists, for storing and for the published JSON. Strict on the way in."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from lykta.base.documents import tree

VERSION = 1
KINDS: dict[str, type] = {
    "text": tree.Text,
    "strong": tree.Strong,
    "emphasis": tree.Emphasis,
    "link": tree.Link,
    "number": tree.Number,
    "status": tree.Status,
    "heading": tree.Heading,
    "paragraph": tree.Paragraph,
    "bullet_list": tree.BulletList,
    "numbered_list": tree.NumberedList,
    "column": tree.Column,
    "cell": tree.Cell,
    "table": tree.Table,
    "figure": tree.Figure,
    "note": tree.Note,
    "page_break": tree.PageBreak,
    "document": tree.Document,
}
NAMES = {kind: name for name, kind in KINDS.items()}


class UnreadableDocument(ValueError):
    """The stored document does not follow version 1; the message says where and why."""


def to_json(document: tree.Document) -> dict[str, Any]:
    return {"v": VERSION, **_encoded(document)}


def from_json(data: Any) -> tree.Document:
    if not isinstance(data, dict) or data.get("v") != VERSION:
        found = data.get("v") if isinstance(data, dict) else type(data).__name__
        raise UnreadableDocument(f"A document of version {VERSION} was expected; found {found!r}")
    document = {key: value for key, value in data.items() if key != "v"}
    return _object(document, (tree.Document,), "document")  # type: ignore[no-any-return]


def _encoded(node: Any) -> Any:
    if isinstance(node, tuple):
        return [_encoded(item) for item in node]
    if is_dataclass(node):
        values = {field.name: _encoded(getattr(node, field.name)) for field in fields(node)}
        # "kind" is taken by the name of the node itself, so a node's own kind is stored as "of".
        return {"kind": NAMES[type(node)], **{_stored(name): value for name, value in values.items()}}
    return node


def _stored(name: str) -> str:
    return "of" if name == "kind" else name


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(data: Any, allowed: tuple[type, ...], where: str) -> Any:
    if not isinstance(data, dict):
        raise UnreadableDocument(f"{where}: an object was expected, found {type(data).__name__}")
    kind = KINDS.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if kind not in allowed:
        names = ", ".join(NAMES[choice] for choice in allowed)
        raise UnreadableDocument(f"{where}: unknown kind {data.get('kind')!r}; expected {names}")
    hints = {_stored(name): (name, hint) for name, hint in _hints(kind).items()}
    if unknown := set(data) - set(hints) - {"kind"}:
        raise UnreadableDocument(f"{where}: unknown field {sorted(map(str, unknown))[0]!r} in {NAMES[kind]}")
    values = {name: _decoded(data[key], hint, f"{where}.{key}") for key, (name, hint) in hints.items() if key in data}
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise UnreadableDocument(f"{where}: {error}") from error


def _decoded(value: Any, hint: Any, where: str) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _choice(value, parts, where)
    if origin is tuple:
        return _sequence(value, parts, where)
    if is_dataclass(hint):
        return _object(value, (hint,), where)  # type: ignore[arg-type]
    if origin is Literal:
        return _one_of(value, parts, where)
    return _scalar(value, hint, where)


def _choice(value: Any, parts: tuple[Any, ...], where: str) -> Any:
    if value is None and type(None) in parts:
        return None
    return _object(value, tuple(part for part in parts if part is not type(None)), where)


def _sequence(value: Any, parts: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise UnreadableDocument(f"{where}: a list was expected, found {type(value).__name__}")
    hints = [parts[0]] * len(value) if parts[-1] is Ellipsis else list(parts)
    if len(hints) != len(value):
        raise UnreadableDocument(f"{where}: {len(hints)} items were expected, found {len(value)}")
    return tuple(
        _decoded(item, hint, f"{where}[{at}]") for at, (item, hint) in enumerate(zip(value, hints, strict=True))
    )


def _one_of(value: Any, choices: tuple[Any, ...], where: str) -> Any:
    if value not in choices:
        raise UnreadableDocument(f"{where}: {value!r} is none of {', '.join(map(str, choices))}")
    return value


def _scalar(value: Any, hint: type, where: str) -> Any:
    if hint is float and type(value) is int:
        return float(value)
    # `type is`, since a bool would pass for an int.
    if type(value) is not hint:
        raise UnreadableDocument(f"{where}: {hint.__name__} was expected, found {type(value).__name__}")
    return value
