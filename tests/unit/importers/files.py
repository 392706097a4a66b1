"""Files for the importers' tests, made on the spot."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any, TypeVar

from lykta.importers.reading import SourceFile
from lykta.importers.result import ImportProblem

T = TypeVar("T")


def read_or_explained(read: Callable[[], T]) -> T | None:
    """What was read, or nothing after one sentence. Any other exception than ImportProblem is a fault."""
    try:
        return read()
    except ImportProblem as problem:
        explained = problem.sentence
    assert explained.endswith(".")
    return None


def source(data: bytes, name: str = "x.json") -> SourceFile:
    return SourceFile(name, data, "")


def json_source(value: Any, name: str = "x.json") -> SourceFile:
    return source(json.dumps(value, ensure_ascii=False).encode(), name)


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def api_event(**changed: Any) -> dict[str, Any]:
    """As the police's API writes it."""
    return {
        "id": 900001,
        "datetime": "2026-11-16 9:58:49 +01:00",
        "name": "16 november 08.15, Stöld/inbrott, Björkviken",
        "summary": "Inbrott i en källare.",
        "url": "/aktuellt/handelser/2026/november/16/exempel/",
        "type": "Stöld/inbrott",
        "location": {"name": "Björkviken", "gps": "58.9,14.3"},
    } | changed
