"""`lykta import incidents FILE --municipality CODE [--mapping FILE]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lykta.base.kernel.actor import Actor
from lykta.facts.evidence.queries import categories_for
from lykta.facts.incidents.operations import add_imported, prepare_imported
from lykta.facts.statistics.names import name_keys
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
from lykta.importers.incidents.mapping import Mapping, columns_of, named_system, read_mapping
from lykta.importers.incidents.parse import Parsed, RowParser, Vocabulary
from lykta.importers.incidents.well_known import folded
from lykta.importers.one_batch import municipality_of, one_batch, troubles_named
from lykta.importers.reading import SourceFile, read_file, with_progress
from lykta.importers.result import ImportResult, Options, UnreadableFile, WrongCall
from lykta.importers.tables import Rows, Where, table_of


@dataclass(frozen=True, slots=True)
class Delivery:
    """`columns` is our field → the file's column; `mapping` names the system that the ids belong to."""

    columns: dict[str, str]
    mapping: Mapping
    rows: Rows


def run(path: str, options: Options, by: Actor) -> ImportResult:
    with troubles_named():
        municipality = municipality_of(options)
        if municipality is None:
            raise WrongCall("Say whose incidents they are: --municipality CODE.")
        vocabulary = vocabulary_of(municipality)
    mapping = read_mapping(options.mapping) if options.mapping else Mapping()
    source = read_file(path)
    result = ImportResult("incidents", source.name, dry_run=options.dry_run)
    delivery = read_rows(source, mapping, municipality)
    rows = delivery.rows
    result.filtered = rows.filtered
    result.notes = _notes(rows, delivery.columns, municipality)
    parser = RowParser(delivery.columns, delivery.mapping, vocabulary)
    parsed = parser.parse(with_progress(rows.rows, source.name, wanted=options.progress, total=len(rows.rows)))
    result.texts_withheld = parsed.texts_withheld
    _write(result, source, options, by, municipality, rows, parsed)
    return result


def read_rows(source: SourceFile, mapping: Mapping, municipality: Municipality) -> Delivery:
    if source.data[:1] in (b"{", b"["):
        raise UnreadableFile(f"{source.name} is JSON. Incidents are read from CSV and parquet; export it as CSV.")
    table = table_of(source)
    columns = columns_of(table.columns, mapping, source.name)
    code_column = columns.get("municipality_code")
    where = Where(code_column, lambda value: is_of(value, municipality)) if code_column else None
    return Delivery(columns, named_system(mapping, table.columns), table.rows(set(columns.values()), where))


def vocabulary_of(municipality: Municipality) -> Vocabulary:
    known = categories_for(municipality)
    words = {folded(label): row.code for row in known for label in (row.label_en, row.label_sv) if label}
    codes = {folded(row.code): row.code for row in known}
    places = Place.objects.for_municipality(municipality).values_list("name", flat=True)
    return Vocabulary({**words, **codes}, frozenset(places))


def is_of(value: Any, municipality: Municipality) -> bool:
    """By code, also where a spreadsheet took "0483" for a number, or by name."""
    text = str(value).strip().removesuffix(".0")
    if text.isdigit():
        return text.zfill(4) == municipality.code
    return bool(set(name_keys(text)) & set(name_keys(municipality.name)))


def _notes(rows: Rows, columns: dict[str, str], municipality: Municipality) -> list[str]:
    if "municipality_code" not in columns:
        return [f"The file has no column for the municipality: all its rows were taken as {municipality.name}'s."]
    if rows.rows or rows.rejections:
        return []
    others = ", ".join(sorted(str(code)[:20] for code in rows.left_out)[:5])
    held = f" The file holds {others}." if others else ""
    return [f"No row is {municipality.name}'s ({municipality.code}).{held}"]


def _write(
    result: ImportResult, source: SourceFile, options: Options, by: Actor, municipality: Municipality, rows: Rows,
    parsed: Parsed,
) -> None:  # fmt: skip
    with troubles_named():
        prepared = prepare_imported(municipality=municipality, rows=parsed.incidents, by=by)
    with one_batch("incidents", source, options, by, municipality) as batch:
        batch.count(add_imported(prepared=prepared, batch=batch.row, by=by))
        for one in sorted([*rows.rejections, *parsed.rejections], key=lambda one: one.line):
            batch.reject(one.line, one.reason)
    result.take(batch.counts)
