"""Tables from CSV and parquet: columns by name, rows with their line, only those of one municipality when asked."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lykta.facts.evidence.operations import Rejection
from lykta.importers.reading import LARGEST, SourceFile, text_of
from lykta.importers.result import UnreadableFile

DELIMITERS = ";,\t|"
# What reading a damaged parquet file may raise, beside Arrow's own: bad offsets, time zones, lengths, letters.
PARQUET_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError)


@dataclass(slots=True)
class Rows:
    """`rows` are (line, values by column). `left_out` counts the others by what `where` saw in them."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def filtered(self) -> int:
        return sum(self.left_out.values())

    def leave_out(self, value: Any, count: int) -> None:
        key = str(value)
        self.left_out[key] = self.left_out.get(key, 0) + count


@dataclass(frozen=True, slots=True)
class Where:
    """Only rows whose `column` holds what is accepted."""

    column: str
    accept: Callable[[Any], bool]


class ParquetTable:
    """Line numbers are row numbers, from 1."""

    def __init__(self, source: SourceFile) -> None:
        self.name = source.name
        with self._damage():
            self._file = pq.ParquetFile(pa.BufferReader(source.data))
            size = sum(self._file.metadata.row_group(at).total_byte_size for at in range(self._file.num_row_groups))
            self.columns = tuple(self._file.schema_arrow.names)
        if size > LARGEST:
            raise UnreadableFile(f"{self.name} is larger than {LARGEST >> 30} GB unpacked. Divide it.")

    def rows(self, columns: Collection[str], where: Where | None = None) -> Rows:
        found = Rows()
        with self._damage():
            table = self._file.read(columns=[name for name in self.columns if name in columns])
            lines = np.arange(1, table.num_rows + 1)
            if where is not None:
                mask = _mask(table[where.column], where, found)
                table, lines = table.filter(pa.array(mask)), lines[mask]
            found.rows = list(zip(lines.tolist(), _plain_times(table).to_pylist(), strict=True))
        return found

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except PARQUET_ERRORS as error:
            raise UnreadableFile(
                f"{self.name} is a parquet file that is cut off or damaged. Fetch it again."
            ) from error


class CsvTable:
    """Separator and encoding are found out. Line numbers are those of an editor."""

    def __init__(self, source: SourceFile) -> None:
        self.name = source.name
        self._text = text_of(source)
        self._last_line = self._text.count("\n") + 1
        heading = next((line for line in self._text.splitlines() if line.strip()), "")
        self.delimiter = max(DELIMITERS, key=heading.count)
        self._reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self.delimiter, strict=True)
        self.columns = self._heading()

    def rows(self, columns: Collection[str], where: Where | None = None) -> Rows:
        found = Rows()
        wanted = [(at, name) for at, name in enumerate(self.columns) if name in columns]
        asked_at = self.columns.index(where.column) if where else len(self.columns)
        for line, cells in self._lines():
            if where and len(cells) > asked_at and not where.accept(cells[asked_at]):
                found.leave_out(cells[asked_at], 1)
            elif len(cells) != len(self.columns):
                found.rejections.append(Rejection(line, self._wrong_length(len(cells))))
            else:
                found.rows.append((line, {name: cells[at] for at, name in wanted}))
        return found

    def _heading(self) -> tuple[str, ...]:
        for _line, cells in self._lines():
            names = tuple(cell.strip().strip("\ufeff") for cell in cells)
            if twice := next((name for name in names if name and names.count(name) > 1), None):
                raise UnreadableFile(f"{self.name} has two columns named {twice[:40]}. Rename one of them.")
            return names
        return ()

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + 1
            cells = self._next(line)
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                self._refuse_cut_off(cells)
                yield line, cells

    def _next(self, line: int) -> list[str] | None:
        before = csv.field_size_limit(sys.maxsize)  # one long line is one rejected row, not the end of the file
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise UnreadableFile(
                f"{self.name} cannot be read from line {line}: a quotation mark opens and never closes. "
                "Correct it there, or fetch the file again."
            ) from error
        finally:
            csv.field_size_limit(before)

    def _refuse_cut_off(self, cells: list[str]) -> None:
        columns = getattr(self, "columns", ())
        at_end = self._reader.line_num == self._last_line
        if at_end and columns and len(cells) < len(columns) and not self._text.endswith(("\n", "\r")):
            raise UnreadableFile(f"{self.name} ends in the middle of line {self._last_line}. Fetch it again.")

    def _wrong_length(self, cells: int) -> str:
        return (
            f"The row has {cells} cells, the heading {len(self.columns)}. "
            f"A text that holds “{self.delimiter}” needs quotation marks."
        )


Table = ParquetTable | CsvTable


def table_of(source: SourceFile) -> Table:
    return ParquetTable(source) if source.is_parquet else CsvTable(source)


def _mask(column: pa.ChunkedArray, where: Where, found: Rows) -> NDArray[np.bool_]:
    """Each distinct value is looked at once: there are few values and many rows."""
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    whole = encoded.unify_dictionaries().combine_chunks()
    values = [*whole.dictionary.to_pylist(), None]
    places = whole.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    accepted = np.array([where.accept(value) for value in values])
    for at, count in enumerate(np.bincount(places, minlength=len(values)).tolist()):
        if count and not accepted[at]:
            found.leave_out(values[at], count)
    return np.asarray(accepted[places])


def _plain_times(table: pa.Table) -> pa.Table:
    """Nanoseconds do not fit Python's clock."""
    for at, kind in enumerate(table.schema.types):
        if pa.types.is_timestamp(kind):
            whole = table.column(at).cast(pa.timestamp("us", kind.tz), safe=False)
            table = table.set_column(at, table.schema.names[at], whole)
    return table
