"""A GeoPackage's table of areas as the same features that GeoJSON has. OGC 12-128r18, clauses 1.1 and 2.1.

A GeoPackage is an SQLite database that somebody else has made: it is opened read-only, no view, trigger or function of
it is trusted, and a clock stops what takes too long.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from lykta.importers.result import UnreadableFile

MAGIC = b"SQLite format 3\x00"
LONGEST_S = 10.0
MOST_AREAS = 20_000
MOST_BYTES = 200 * 1024 * 1024  # of geometry and properties together
ENVELOPES = (0, 32, 48, 48, 64)  # bytes, by the indicator in the header of a geometry


def is_geopackage(data: bytes) -> bool:
    return data[:16] == MAGIC


def collection_of(data: bytes, name: str, layer: str = "") -> dict[str, Any]:
    """A FeatureCollection with a `crs` member, of the named layer or of the only one with areas."""
    try:
        with _opened(data) as database:
            table, column, srs = _chosen(database, name, layer)
            return {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": f"EPSG:{srs}"}},
                "features": list(_features(database, table, column, name)),
            }
    except sqlite3.Error as problem:
        raise UnreadableFile(
            f"{name} could not be read as a GeoPackage ({type(problem).__name__}). Export it again.",
            words=_("The file could not be read as a GeoPackage. Export it again, or as GeoJSON."),
        ) from problem


@contextmanager
def _opened(data: bytes) -> Iterator[sqlite3.Connection]:
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(data)
        file.flush()
        with closing(sqlite3.connect(f"file:{file.name}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            started = time.monotonic()
            database.set_progress_handler(lambda: time.monotonic() - started > LONGEST_S, 10_000)
            yield database


def _chosen(database: sqlite3.Connection, name: str, wanted: str) -> tuple[str, str, int]:
    """Table, geometry column and EPSG number."""
    rows = database.execute(
        "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id "
        "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
        "JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table' "
        "WHERE upper(g.geometry_type_name) IN ('POLYGON', 'MULTIPOLYGON', 'GEOMETRY', 'SURFACE', 'MULTISURFACE')"
    ).fetchall()
    layers = {str(row[0]): row for row in rows}
    if wanted not in layers and (wanted or len(layers) != 1):
        listed = ", ".join(sorted(layers)[:20]) or "none"
        raise UnreadableFile(
            f"{name} has these layers with areas: {listed}. Export the one you want to a file of its own.",
            words=_("The file should hold one layer with areas. It has: %(layers)s.") % {"layers": listed},
        )
    table, column, organization, number = layers[wanted] if wanted else rows[0]
    srs = int(number) if str(organization).upper() == "EPSG" else 0
    return str(table), str(column), srs


def _features(database: sqlite3.Connection, table: str, column: str, name: str) -> Iterator[dict[str, Any]]:
    cursor = database.execute(f"SELECT * FROM {_quoted(table)} LIMIT {MOST_AREAS + 1}")  # noqa: S608 - quoted
    columns = [each[0] for each in cursor.description]
    at, size = columns.index(column), 0
    for n, row in enumerate(cursor):
        size += sum(len(value) for value in row if isinstance(value, bytes | str))
        if n >= MOST_AREAS or size > MOST_BYTES:
            raise UnreadableFile(
                f"{name} holds more than an area set should ({MOST_AREAS} areas).",
                words=_("The file holds more areas than a municipality can have. Choose a smaller part of it."),
            )
        values = {key: value for key, value in zip(columns, row, strict=True) if key != column}
        yield {"type": "Feature", "properties": _plain(values), "geometry": _geometry(row[at])}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if isinstance(value, str | int | float)}


def _geometry(blob: Any) -> Any:
    """The header (GP, version, flags, srs, envelope) goes; what is left is WKB. None where it is not."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    indicator = (blob[3] >> 1) & 0b111
    if indicator >= len(ENVELOPES):
        return None
    try:
        shape = shapely.from_wkb(blob[8 + ENVELOPES[indicator] :])
    except shapely.errors.ShapelyError:
        return None
    return shapely.geometry.mapping(shapely.force_2d(shape)) if shape is not None else None


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
