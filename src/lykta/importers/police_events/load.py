"""`lykta import police-events FILE`: what is new is added, what the police have changed is revised, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lykta.base.kernel.actor import Actor
from lykta.facts.statistics.names import name_keys
from lykta.facts.statistics.operations import add_events
from lykta.ground.municipalities.models import Municipality
from lykta.importers.json_reading import json_rows
from lykta.importers.one_batch import municipality_of, one_batch, troubles_named
from lykta.importers.police_events.parse import Parsed, parse_rows
from lykta.importers.reading import SourceFile, read_file, text_of, with_progress
from lykta.importers.result import ImportResult, Options, UnreadableFile, WrongCall
from lykta.importers.tables import table_of

COLUMNS = (
    "id",
    "datetime",
    "datetime_raw",
    "datetime_utc",
    "name",
    "summary",
    "url",
    "type",
    "location",
    "location_name",
    "location_gps",
    "first_seen",
    "last_seen",
)
NEEDED = "id, name, datetime"


def run(path: str, options: Options, by: Actor) -> ImportResult:
    if options.mapping:
        raise WrongCall("Police events need no mapping: their fields are the police's own. Leave --mapping out.")
    source = read_file(path)
    with troubles_named():
        municipality = municipality_of(options)
    result = ImportResult("police-events", source.name, dry_run=options.dry_run)
    parsed = parse_file(source, progress=options.progress)
    result.texts_withheld = parsed.texts_withheld
    if municipality is not None:
        result.filtered = _keep_only(parsed, municipality)
    with one_batch("police-events", source, options, by) as batch:
        batch.count(add_events(events=parsed.events, batch=batch.row, by=by))
        for one in parsed.rejections:
            batch.reject(one.line, one.reason)
    result.take(batch.counts)
    return result


def parse_file(source: SourceFile, *, progress: bool = False) -> Parsed:
    rows = _rows_of(source)
    return parse_rows(with_progress(rows, source.name, wanted=progress), source.name)


def _rows_of(source: SourceFile) -> list[tuple[int, Any]]:
    if source.is_parquet or source.name.lower().removesuffix(".gz").endswith(".csv"):
        return _table_rows(source)
    rows = json_rows(text_of(source), source.name)
    return list(_unwrapped(rows, source.name))


def _table_rows(source: SourceFile) -> list[tuple[int, Any]]:
    table = table_of(source)
    times = {"datetime", "datetime_raw", "datetime_utc"}
    if not {"id", "name"} <= set(table.columns) or not times & set(table.columns):
        raise UnreadableFile(f"{source.name} is no file of police events: it lacks a column of {NEEDED}.")
    found = table.rows(COLUMNS)
    return found.rows


def _unwrapped(rows: list[tuple[int, Any]], name: str) -> Iterable[tuple[int, Any]]:
    """An object around the list of events is opened; any other single object must be an event."""
    if len(rows) == 1 and isinstance(rows[0][1], dict) and "id" not in rows[0][1]:
        line, whole = rows[0]
        lists = [value for value in whole.values() if isinstance(value, list)]
        if len(lists) != 1:
            raise UnreadableFile(f"{name} holds no list of police events. Fetch the API's answer itself.")
        return [(line, event) for event in lists[0]]
    if rows and not any(isinstance(row, dict) for _line, row in rows):
        raise UnreadableFile(f"{name} holds no police events: each needs the fields {NEEDED}.")
    return rows


def _keep_only(parsed: Parsed, municipality: Municipality) -> int:
    wanted = set(name_keys(municipality.name))
    kept = [event for event in parsed.events if wanted & set(name_keys(event.municipality_name))]
    left_out = len(parsed.events) - len(kept)
    parsed.events = kept
    return left_out
