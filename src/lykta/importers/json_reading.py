"""JSON and JSON lines, one row at a time with its line, so that a mistake can be found in the file."""

from __future__ import annotations

import json
from typing import Any

from lykta.importers.result import UnreadableFile

NumberedRow = tuple[int, Any]  # line, and what stands there; a `BrokenLine` where it could not be read
_BLANK = " \t\r\n"


class BrokenLine:
    """A line of a JSON lines file that is not JSON."""


def json_rows(text: str, name: str) -> list[NumberedRow]:
    """The elements of an array, the objects of JSON lines, or the one object that the file is."""
    start = _after_blanks(text, 0)
    if text[start : start + 1] == "[":
        return _elements(text, start, name)
    if _is_json_lines(text, start, name):
        return _lines(text, name)
    return [(_line(text, start), one_json(text, name))]


def one_json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _problem(text, error, name) from error


def _elements(text: str, start: int, name: str) -> list[NumberedRow]:
    decoder = json.JSONDecoder()
    rows: list[NumberedRow] = []
    at, line, counted = _after_blanks(text, start + 1), 1, 0
    while text[at : at + 1] != "]" or rows:
        line, counted = line + text.count("\n", counted, at), at
        value, at = _decoded(decoder, text, at, name)
        rows.append((line, value))
        at = _after_blanks(text, at)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            raise _problem(text, json.JSONDecodeError("Expecting ','", text, at), name)
        at = _after_blanks(text, at + 1)
    if rest := _after_blanks(text, at + 1) - len(text):
        raise _problem(text, json.JSONDecodeError("Extra data", text, len(text) + rest), name)
    return rows


def _decoded(decoder: json.JSONDecoder, text: str, at: int, name: str) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        raise _problem(text, error, name) from error


def _is_json_lines(text: str, start: int, name: str) -> bool:
    if name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return True
    try:
        _value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return False
    return text[_after_blanks(text, end) :] != "" and "\n" in text[end : _after_blanks(text, end)]


def _lines(text: str, name: str) -> list[NumberedRow]:
    lines = text.split("\n")
    rows: list[NumberedRow] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            if number == len(lines):  # the last line, and no line break after it
                raise UnreadableFile(f"{name} ends in the middle of line {number}. Fetch it again.") from error
            rows.append((number, BrokenLine()))
    return rows


def _problem(text: str, error: Exception, name: str) -> UnreadableFile:
    if not isinstance(error, json.JSONDecodeError):
        return UnreadableFile(f"{name} holds JSON too deep or numbers too long to be data. Fetch it again.")
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return UnreadableFile(f"{name} ends in the middle, on line {text.count(chr(10)) + 1}. Fetch it again.")
    return UnreadableFile(
        f"{name} is not whole JSON: line {error.lineno}, column {error.colno} cannot be read. Fetch it again."
    )


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
