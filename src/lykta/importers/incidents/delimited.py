"""Cells from a CSV file, row after row, however the exporting program wrote it. Knows neither Django nor Lykta."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

DELIMITERS = ";,\t|"
LONGEST_CELL = 4_000_000
MOST_LINES_IN_A_CELL = 200
SWEDISH_IN_UTF8 = re.compile(rb"\xc3[\xa4\xa5\xb6\x84\x85\x96]")
PIECE = 1 << 20


class NotReadable(Exception):
    """Why a file is no table, as a code that the page has a sentence for."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line where the row begins, its cells), rows without a letter left out."""
    encoding = encoding_of(path)
    delimiter = _delimiter(path, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as problem:
                raise NotReadable("open_quote", line=line) from problem
            if cells is None:
                return
            if reader.line_num - line > MOST_LINES_IN_A_CELL:
                raise NotReadable("open_quote", line=line)
            if any(cells) and any(cell.strip() for cell in cells):
                yield line, cells


def encoding_of(path: Path) -> str:
    """UTF-8 with or without mark, UTF-16 with or without, or Windows-1252 as Excel in Sweden writes it."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if zeros and zeros.count(0) > 0.6 * len(zeros):
            return encoding
    return "utf-8" if _is_utf8(path) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen_swedish = False
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
                seen_swedish = seen_swedish or bool(SWEDISH_IN_UTF8.search(piece))
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as problem:
            if seen_swedish or SWEDISH_IN_UTF8.search(piece):
                raise NotReadable("two_encodings") from problem
            return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The one that parts most of the first rows into the same number of cells, and into most."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        start = file.read(1 << 16)
    return max(DELIMITERS, key=lambda sign: _regularity(start, sign))


def _regularity(start: str, delimiter: str) -> tuple[float, int]:
    csv.field_size_limit(LONGEST_CELL)
    widths: Counter[int] = Counter()
    try:
        for at, cells in enumerate(csv.reader(start.splitlines(keepends=True), delimiter=delimiter)):
            widths[len(cells)] += 1
            if at == 100:
                break
    except csv.Error:
        return 0.0, 0
    width, times = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(1, 0))
    return (0.0, 0) if width < 2 else (times / sum(widths.values()), width)
