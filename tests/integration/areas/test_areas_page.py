"""Areas and places without a programmer: a file on a page, a place that is changed and closed."""

from __future__ import annotations

import json
import sqlite3
import struct
from datetime import timedelta
from pathlib import Path

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lykta.ground.areas.models import AreaSet, Place
from lykta.ground.areas.queries import areas_of, search_places
from tests.integration.pages.rows import client_of, page, send
from tests.worlds import World

pytestmark = pytest.mark.sql
WEST = [[14.29, 58.89], [14.30, 58.89], [14.30, 58.91], [14.29, 58.91], [14.29, 58.89]]
EAST = [[14.30, 58.89], [14.32, 58.89], [14.32, 58.91], [14.30, 58.91], [14.30, 58.89]]


def geojson(**changes: object) -> bytes:
    features = [
        {"type": "Feature", "properties": {"kod": code, "namn": name},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, name, ring in (("V", "Väster", WEST), ("O", "Öster", EAST))
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features} | changes).encode()


def geopackage(folder: Path, *, epsg: int = 3006, layers: int = 1, trap: str = "") -> bytes:
    """As QGIS writes it: header GP, version 0, little endian, an envelope, then WKB."""
    path = folder / "areas.gpkg"
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);"
            "CREATE TABLE gpkg_geometry_columns "
            "(table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INT);"
        )
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?)", (epsg, epsg))
        for n in range(layers):
            table = f"est_{n}"
            database.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, geom BLOB, kod TEXT, namn TEXT)")
            database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?)", (table, epsg))
            for code, name, west in (("V", "Väster", 459_000), ("O", "Öster", 460_500)):
                shape = shapely.MultiPolygon([shapely.box(west, 6_528_000, west + 1_500, 6_530_000)])
                header = b"GP\x00\x03" + struct.pack("<i4d", epsg, 0, 0, 0, 0)
                database.execute(
                    f"INSERT INTO {table} (geom, kod, namn) VALUES (?, ?, ?)", (header + shape.wkb, code, name)
                )
        if trap:
            database.executescript(trap)
    database.close()
    return path.read_bytes()


def upload(world: World, data: bytes, name: str = "omraden.geojson", **fields: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile(name, data)
    return client_of(world.coordinator).post("/arbete/bjorkviken/platser/omraden/", {"file": file, **fields})


def test_a_geojson_is_read_in_and_counted_by_when_chosen(world: World) -> None:
    answer = upload(world, geojson(), set_name="EST-områden", vintage="2026")
    assert (answer.status_code, answer.url) == (302, "/arbete/bjorkviken/kommunen/#areas")
    area_set = AreaSet.objects.get(name="EST-områden")
    assert (area_set.municipality_code, area_set.vintage, area_set.areas.count()) == ("9901", "2026", 2)
    assert not areas_of(world.bjorkviken).exists()
    send(world, "coordinator", "kommunen/", act="area_set", area_set=area_set.public_id)
    assert sorted(areas_of(world.bjorkviken).values_list("name", flat=True)) == ["Väster", "Öster"]
    again = upload(world, geojson(), set_name="EST-områden", vintage="2026")
    assert again.status_code == 302
    assert AreaSet.objects.count() == 1


def test_a_geopackage_in_sweref_is_read_in_where_it_lies(world: World, tmp_path: Path) -> None:
    assert upload(world, geopackage(tmp_path), "omraden.gpkg", set_name="EST", vintage="2026").status_code == 302
    west, east = AreaSet.objects.get(name="EST").areas.order_by("min_lon")
    assert (west.name, east.name) == ("Väster", "Öster")
    assert 14.2 < west.min_lon < east.min_lon < 14.4
    assert 58.85 < west.min_lat < 58.95


TRAPS = {
    "a view that never ends": "DROP TABLE est_0; CREATE VIEW est_0 AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
    "SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom, 'V' AS kod, 'x' AS namn FROM n;",
    "no layers": "DELETE FROM gpkg_geometry_columns;",
    "a table that is not there": "DROP TABLE est_0;",
    "geometry that is none": "UPDATE est_0 SET geom = x'00';",
    "broken wkb": "UPDATE est_0 SET geom = x'4750000100000000010600';",
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=list(TRAPS))
def test_a_hostile_geopackage_is_refused_in_words(world: World, tmp_path: Path, trap: str) -> None:
    answer = upload(world, geopackage(tmp_path, trap=trap), "x.gpkg")
    assert answer.status_code == 422
    assert AreaSet.objects.count() == 0


BROKEN = {
    "two layers": (lambda folder: geopackage(folder, layers=2), "Filen ska ha ett lager med områden"),
    "another system": (lambda folder: geopackage(folder, epsg=3021), "koordinatsystem är EPSG:3021"),
    "half a database": (lambda folder: geopackage(folder)[:3000], "Filen gick inte att läsa som"),
    "no geojson": (lambda folder: b'{"type": "Topology"}', "Filen gick inte att läsa som områden"),
    "no json": (lambda folder: b"kod;namn\n1;2", "Filen gick inte att läsa som områden"),
    "empty": (lambda folder: b"", "Filen är tom"),
    "a pdf": (lambda folder: b"%PDF-1.7", "Filen gick inte att läsa som områden"),
    "no codes": (lambda folder: geojson().replace(b'"kod"', b'"OMR"'), "Kolumnerna är OMR, namn"),
}


@pytest.mark.parametrize(("make", "said"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_wrong_is_said_in_swedish_and_nothing_is_kept(world: World, tmp_path: Path, make, said: str) -> None:  # type: ignore[no-untyped-def]
    answer = upload(world, make(tmp_path))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert AreaSet.objects.count() == 0


def test_columns_of_other_names_are_pointed_out(world: World) -> None:
    data = geojson().replace(b'"kod"', b'"OMR"')
    assert upload(world, data, code_column="OMR", set_name="EST", vintage="2026").status_code == 302


def test_a_place_is_renamed_moved_and_closed(world: World) -> None:
    square = world.square
    form = {"name": "Torget", "kind": "square", "position": "58.9010, 14.3010", "aliases": "Furutorget"}
    assert send(world, "coordinator", f"platser/plats/{square.public_id}/", **form).status_code == 302
    assert [row.name for row in search_places(world.bjorkviken, "furu")] == ["Torget"]
    yesterday = timezone.localdate() - timedelta(days=1)
    send(world, "coordinator", f"platser/plats/{square.public_id}/", **form, active_to=yesterday.isoformat())
    assert search_places(world.bjorkviken, "torget") == []
    assert Place.objects.for_municipality(world.bjorkviken).filter(name="Torget").exists()
    assert "Kan väljas till och med" in page(world, "coordinator", "platser/").content.decode()


def test_two_places_never_have_the_same_name(world: World) -> None:
    form = {"name": "Strandskolan", "kind": "square", "position": "58.9010, 14.3010"}
    answer = send(world, "coordinator", f"platser/plats/{world.square.public_id}/", **form)
    assert answer.status_code == 422
    assert client_of(world.outsider).get(f"/arbete/granhult/platser/plats/{world.square.public_id}/").status_code == 404
