"""Cells from an Excel file, row after row, within limits. Knows neither Django nor Lykta; runs in a process of its own.

With defusedxml installed openpyxl refuses entities, so a file can neither read others nor grow by expanding them.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from lykta.importers.incidents.delimited import NotReadable

LARGEST_UNPACKED = 600 << 20
MOST_PARTS = 5000
MOST_ROWS = 1_048_576
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SAKNAS!", "#VÄRDEFEL!", "#REFERENS!"}
assert openpyxl.DEFUSEDXML, "defusedxml is needed to read what strangers send"


def sheets_of(path: Path) -> list[str]:
    """Names of the sheets that may hold a table, in their order; hidden ones left out."""
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def rows_of(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    with _opened(path) as book:
        if sheet not in book.sheetnames:
            raise NotReadable("no_sheet")
        page = book[sheet]
        page.reset_dimensions()  # what the file says of its own size is often wrong
        for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield number, texts


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    _refuse_bombs(path)
    warnings.simplefilter("ignore")  # of styles and extensions that no table needs
    try:
        with path.open("rb") as file:  # by its content: the name says nothing here
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            yield book
            book.close()
    except (NotReadable, GeneratorExit):
        raise
    except MemoryError as problem:
        raise NotReadable("too_large_unpacked") from problem
    except Exception as problem:  # whatever a damaged file makes of the reader
        raise NotReadable("damaged_workbook") from problem


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            found = parts.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise NotReadable("damaged_workbook") from problem
    if not any(part.filename.startswith("xl/") for part in found):
        raise NotReadable("other_zip")
    if len(found) > MOST_PARTS or sum(part.file_size for part in found) > LARGEST_UNPACKED:
        raise NotReadable("too_large_unpacked")


def _text(value: Any) -> str:
    """As the cell would read in a CSV file: ISO times, numbers without a lone .0."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value in ERRORS else value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _clock(value: timedelta) -> str:
    seconds = int(value.total_seconds()) % 86400
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
