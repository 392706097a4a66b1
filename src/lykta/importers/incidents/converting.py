"""An uploaded file made into plain rows and a profile of its columns. A program of its own: what it reads comes from
outside, so it runs with a time limit and a memory limit, and what it may say is one line of JSON.

    python -m lykta.importers.incidents.converting FILE ROWS PROFILE [SHEET]

ROWS: one JSON array a row, [line, [cell, …]]. PROFILE: headings and what stands in each column. Neither Django nor any
database here.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from lykta.importers.incidents import delimited, workbooks
from lykta.importers.incidents.delimited import NotReadable
from lykta.importers.incidents.written_times import ORDERS, UnclearTime, possible_orders, read

MOST_COLUMNS = 200
MOST_ROWS = 500_000
LONGEST_CELL = 10_000  # longer than any text that is taken, so the row says what is wrong
LOOKED_AT = 30  # rows in which the headings are sought
SAMPLES = 8
MOST_WORDS = 2000
LONGEST_WORD = 120
TOTAL = re.compile(r"(summa|totalt?|total|antal( händelser| rader)?|delsumma|sum)\b[\s:]*\d*", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?[\d\s\u00a0]*\d(?:[.,]\d+)?", re.ASCII)

Row = tuple[int, list[str]]


@dataclass(slots=True)
class Column:
    """What stands in one column. `words` are its distinct values, none where they are too many to be a list."""

    heading: str
    filled: int = 0
    numbers: int = 0
    days: int = 0
    clocks: int = 0
    midnights: int = 0
    lowest: float = float("inf")
    highest: float = float("-inf")
    letters: int = 0
    samples: list[str] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    too_many_words: bool = False
    orders: frozenset[str] | None = None

    def see(self, text: str) -> None:
        self.filled += 1
        self.letters += len(text)
        if len(self.samples) < SAMPLES and text not in self.samples:
            self.samples.append(text[:LONGEST_WORD])
        self._see_word(text)
        self._see_number(text)
        self._see_time(text)

    def _see_word(self, text: str) -> None:
        if self.too_many_words:
            return
        self.words[text[:LONGEST_WORD]] += 1
        if len(self.words) > MOST_WORDS:
            self.too_many_words = True
            self.words.clear()

    def _see_number(self, text: str) -> None:
        if len(text) > 30 or not NUMBER.fullmatch(text):
            return
        value = float(re.sub(r"[\s\u00a0]", "", text).replace(",", "."))
        self.numbers += 1
        self.lowest, self.highest = min(self.lowest, value), max(self.highest, value)

    def _see_time(self, text: str) -> None:
        if len(text) > 60 or not any(sign.isdigit() for sign in text):
            return
        try:
            written = read(text)
            self.days += bool(written and written.day)
            self.clocks += bool(written and written.clock)
            self.midnights += text.endswith(" 00:00:00")
        except UnclearTime:
            self.days += 1
        orders = possible_orders(text)
        if orders:
            self.orders = orders if self.orders is None else self.orders & orders

    def as_json(self) -> dict[str, Any]:
        return {
            "heading": self.heading,
            "filled": self.filled,
            "numbers": self.numbers,
            "days": self.days,
            "clocks": self.clocks,
            "midnights": self.midnights,
            "range": [self.lowest, self.highest] if self.numbers else [],
            "letters": self.letters,
            "samples": self.samples,
            "words": None if self.too_many_words else dict(self.words.most_common()),
            "orders": [order for order in ORDERS if self.orders and order in self.orders],
        }


def convert(path: Path, rows_path: Path, profile_path: Path, sheet: str = "") -> dict[str, Any]:
    """What the page needs to know. NotReadable where the file is no table of events."""
    is_workbook = _kind(path) == "xlsx"
    sheets = workbooks.sheets_of(path) if is_workbook else []
    if is_workbook and not sheets:
        raise NotReadable("no_rows")
    chosen = sheet or (sheets[0] if sheets else "")
    rows = workbooks.rows_of(path, chosen) if is_workbook else delimited.rows_of(path)
    title_lines, headings, rest = _headed(_plain(rows), is_workbook)
    columns = [Column(heading) for heading in headings]
    counts = _write(rest, rows_path, columns)
    if not counts["rows"]:
        raise NotReadable("only_headings")
    found = {"columns": [column.as_json() for column in columns], "has_title": title_lines > 0, **counts}
    profile_path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return {"sheets": sheets, "sheet": chosen, "rows": counts["rows"], "headings": headings}


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise NotReadable("empty")
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotReadable("old_excel")
    if start.startswith(b"%PDF"):
        raise NotReadable("pdf")
    if start.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise NotReadable("picture")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)", start, re.IGNORECASE):
        raise NotReadable("web_page")
    if re.match(rb"(\xef\xbb\xbf)?\s*[{\[]\s*[{\"\[]", start):
        raise NotReadable("json")
    return "csv"


def _plain(rows: Iterable[Row]) -> Iterator[Row]:
    """Cells without space around, å as one letter, none longer than is needed to see that it is too long."""
    for line, cells in rows:
        texts = [unicodedata.normalize("NFC", cell[:LONGEST_CELL]).strip().strip("\ufeff") for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MOST_COLUMNS:
            raise NotReadable("too_many_columns", columns=len(texts), most=MOST_COLUMNS)
        if texts:
            yield line, texts


def _headed(rows: Iterator[Row], is_workbook: bool) -> tuple[int, list[str], Iterator[Row]]:
    """How many lines stand above the headings, the headings, and the rows below them."""
    first = [row for _at, row in zip(range(LOOKED_AT), rows, strict=False)]
    if not first:
        raise NotReadable("no_rows")
    width = max(len(cells) for _line, cells in first)
    if width < 2:
        raise NotReadable("one_column")
    at = next((at for at, (_line, cells) in enumerate(first) if _are_headings(cells, first)), None)
    if at is None:
        return 0, _named([], width), chain(first, rows)
    below = [cells for _line, cells in first[at + 1 :]]
    wide = max([len(first[at][1]), *(len(cells) for cells in below if is_workbook)])
    return at, _named(first[at][1], wide), chain(first[at + 1 :], rows)


def _are_headings(cells: list[str], rows: list[Row]) -> bool:
    """Many cells, all of them words: no times, no numbers."""
    usual = sorted(sum(1 for cell in row if cell) for _line, row in rows)[len(rows) // 2]
    filled = [cell for cell in cells if cell]
    if len(filled) < max(2, 0.5 * usual):
        return False
    return all(len(cell) <= 80 and any(sign.isalpha() for sign in cell) and not _is_time(cell) for cell in filled)


def _is_time(cell: str) -> bool:
    try:
        return any(sign.isdigit() for sign in cell) and read(cell) is not None
    except UnclearTime:
        return True


def _named(headings: list[str], width: int) -> list[str]:
    """Each column has a name of its own: the second “Datum” is “Datum (2)”."""
    names: list[str] = []
    for at in range(width):
        name = " ".join(headings[at].split())[:80] if at < len(headings) else ""
        name = name or f"Kolumn {at + 1}"
        times = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({times + 1})" if times else name)
    return names


def _write(rows: Iterable[Row], path: Path, columns: list[Column]) -> dict[str, int]:
    """The row of totals at the end is no event."""
    written, held = 0, None
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            if held is not None:
                _put(file, held, columns)
            held, written = row, written + 1
            if written > MOST_ROWS:
                raise NotReadable("too_many_rows", most=MOST_ROWS)
        is_total = held is not None and written > 1 and _is_total(held[1], len(columns))
        if held is not None and not is_total:
            _put(file, held, columns)
    return {"rows": written - is_total, "totals": int(is_total)}


def _put(file: Any, row: Row, columns: list[Column]) -> None:
    for column, cell in zip(columns, row[1], strict=False):
        if cell:
            column.see(cell)
    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _is_total(cells: list[str], width: int) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) <= max(2, width // 2) and any(TOTAL.fullmatch(cell) for cell in filled)


def main(arguments: list[str]) -> int:
    path, rows, profile, *sheet = arguments
    try:
        answer = convert(Path(path), Path(rows), Path(profile), *sheet)
    except NotReadable as problem:
        answer = {"problem": problem.code, "values": problem.values}
    except (MemoryError, RecursionError):
        answer = {"problem": "too_large_unpacked", "values": {}}
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
