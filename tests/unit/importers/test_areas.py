from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.importers.areas.load import parse_file
from lykta.importers.areas.parse import ParsedAreas, parse_areas
from lykta.importers.areas.properties import NO_MAPPING, AreaMapping, read_mapping, set_key_and_name
from lykta.importers.reading import read_file
from lykta.importers.result import UnreadableFile
from tests.unit.importers.files import json_source, read_or_explained, source

SAMPLES = Path(__file__).resolve().parents[3] / "src/lykta/importers/areas/samples"
SQUARE = [[14.29, 58.895], [14.31, 58.895], [14.31, 58.905], [14.29, 58.905], [14.29, 58.895]]
BOW_TIE = [[14.29, 58.895], [14.31, 58.905], [14.31, 58.895], [14.29, 58.905], [14.29, 58.895]]


def feature(ring: Any = SQUARE, **properties: Any) -> dict[str, Any]:
    given = {"regsokod": "9901R001", "regsonamn": "Furutorget", "version": "2026"} | properties
    return {"type": "Feature", "properties": given, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **members}


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def parse(value: Any, mapping: AreaMapping = NO_MAPPING, only: str | None = None) -> ParsedAreas:
    return parse_areas(value, "x.geojson", mapping, only)


def test_a_whole_area() -> None:
    parsed = parse(collection(feature()))
    (area,) = parsed.features
    assert (area.code, area.name, area.municipality_code) == ("9901R001", "Furutorget", "9901")
    assert area.polygon.bbox == (14.29, 58.895, 14.31, 58.905)
    assert (parsed.rejections, parsed.filtered, dict(parsed.vintages)) == ([], 0, {"2026": 1})
    assert set_key_and_name(parsed.properties) == ("regso", "RegSO")


def test_both_samples_are_the_same_land() -> None:
    west, plane = (
        parse_file(read_file(SAMPLES / name)) for name in ("omraden_wgs84.geojson", "omraden_sweref99tm.geojson")
    )
    assert [(one.code, one.name, one.municipality_code) for one in west.features] == [
        ("9901A01", "Furutorget och centrum", "9901"),
        ("9901A02", "Strandskolan", "9901"),
        ("9902A01", "Granhults tätort", "9902"),
    ]
    assert [one.code for one in plane.features] == [one.code for one in west.features]
    for one, other in zip(west.features, plane.features, strict=True):
        assert one.polygon.bbox == pytest.approx(other.polygon.bbox, abs=1e-6)


def test_sweref_is_told_by_its_numbers() -> None:
    value = json.loads((SAMPLES / "omraden_sweref99tm.geojson").read_text())
    del value["crs"]
    assert len(parse(value).features) == 3


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4326",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
    ],
)
def test_names_of_wgs84(name: str) -> None:
    assert len(parse(collection(feature(), crs=crs(name))).features) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("urn:ogc:def:crs:EPSG::3021", "EPSG:3021 (RT 90 2.5 gon V)"),
        ("EPSG:3857", "EPSG:3857 (Web Mercator)"),
        ("EPSG:3009", "EPSG:3009 (a local SWEREF 99 zone)"),
        ("EPSG:27700", "EPSG:27700. Export"),
        ("Månen 2000", "MÅNEN 2000"),
    ],
)
def test_another_system_is_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(UnreadableFile) as problem:
        parse(collection(feature(), crs=crs(name)))
    assert said in problem.value.sentence
    assert "WGS 84 (EPSG:4326) or SWEREF 99 TM (EPSG:3006)" in problem.value.sentence


def first_reason(value: Any) -> str:
    parsed = parse(value)
    assert not parsed.features
    return parsed.rejections[0].reason


def test_numbers_that_are_not_what_the_file_says() -> None:
    sweref = json.loads((SAMPLES / "omraden_sweref99tm.geojson").read_text()) | {"crs": crs("EPSG:4326")}
    text = first_reason(sweref)
    assert text.startswith("Furutorget och centrum 9901A01: ")
    assert "SWEREF 99 TM" in text
    web = [[1592000 + x, 8157000 + y] for x, y in ((0, 0), (900, 0), (900, 900), (0, 900), (0, 0))]
    assert "Web Mercator" in first_reason(collection(feature(web)))


def test_north_before_east_is_caught() -> None:
    swapped = [[y, x] for x, y in SQUARE]
    assert "north comes before east" in first_reason(collection(feature(swapped)))
    plane = json.loads((SAMPLES / "omraden_sweref99tm.geojson").read_text())
    for one in plane["features"]:
        one["geometry"]["coordinates"] = [[[y, x] for x, y in one["geometry"]["coordinates"][0]]]
    assert "north comes before east" in first_reason(plane)


def test_an_outline_that_crosses_itself_is_named_with_its_place() -> None:
    parsed = parse(collection(feature(), feature(BOW_TIE, regsokod="9901R002", regsonamn="Strandskolan")))
    assert [(one.line, one.reason) for one in parsed.rejections] == [
        (
            2,
            "Strandskolan 9901R002: The outline crosses itself near 58.90000, 14.30000. "
            "Move a corner there so that the lines no longer cross.",
        )
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (feature(regsokod=None), "has no code under “regsokod”"),
        (feature(regsokod=""), "has no code"),
        (feature(regsokod="x" * 41), "longer than 40"),
        (feature(regsonamn="a\x00"), "not letters"),
        (feature(regsonamn="\ud83d"), "not letters"),
        ({**feature(), "geometry": None}, "is empty"),
        ({**feature(), "geometry": {"type": "Point", "coordinates": [14.3, 58.9]}}, "must be a polygon"),
        ({**feature(), "geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}, "cannot be read"),
        (3, "no GeoJSON feature"),
    ],
)
def test_one_bad_area(value: Any, said: str) -> None:
    parsed = parse(collection(feature(regsokod="9901R009"), value))
    assert [(one.line, said in one.reason) for one in parsed.rejections] == [(2, True)], parsed.rejections


def test_a_code_at_two_areas() -> None:
    parsed = parse(collection(feature(), feature()))
    assert "stands at area number 1 already" in parsed.rejections[0].reason


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"desokod": "9901A0010", "version": "2025"}, ("9901A0010", "9901A0010", "9901", "deso")),
        ({"kod": 17, "namn": "Norr", "kommunkod": 9901}, ("17", "Norr", "9901", "own")),
        ({"CODE": "a", "NAME": "Norr", "kommun_kod": "483"}, ("a", "Norr", "0483", "own")),
    ],
)
def test_properties_are_found(properties: dict[str, Any], expected: tuple[str, ...]) -> None:
    parsed = parse(collection({**feature(), "properties": properties}))
    (area,) = parsed.features
    assert (area.code, area.name, area.municipality_code, set_key_and_name(parsed.properties)[0]) == expected


def test_a_mapping_names_the_properties(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(
        json.dumps({"properties": {"code": "OMR", "name": "BENÄMN"}, "set": {"key": "police", "vintage": "2026"}})
    )
    mapping = read_mapping(str(path))
    parsed = parse(collection({**feature(), "properties": {"OMR": "LPO-1", "BENÄMN": "Öster"}}), mapping)
    assert [(one.code, one.name) for one in parsed.features] == [("LPO-1", "Öster")]
    with pytest.raises(UnreadableFile, match="no property “OMR”, which the mapping names for code"):
        parse(collection(feature()), mapping)


@pytest.mark.parametrize(
    "value", [[], {"columns": {}}, {"properties": {"kod": "x"}}, {"set": {"key": "x" * 41}}, {"set": {"key": 3}}]
)
def test_mistakes_in_a_mapping(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "m.json"
    path.write_text(json.dumps(value))
    with pytest.raises(UnreadableFile):
        read_mapping(str(path))


def test_no_property_for_the_code_lists_what_there_is() -> None:
    with pytest.raises(UnreadableFile, match=r"Its properties are OBJECTID, area\. Say which with --mapping\."):
        parse(collection({**feature(), "properties": {"OBJECTID": 1, "area": 2.0}}))


def test_only_one_municipality() -> None:
    other = feature(regsokod="9902R001", regsonamn="Granhult")
    broken = feature(BOW_TIE, regsokod="9902R002")
    parsed = parse(collection(feature(), other, broken), only="9901")
    assert ([one.code for one in parsed.features], parsed.filtered, parsed.rejections) == (["9901R001"], 2, [])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"type": "FeatureCollection", "features": []}, "has no areas"),
        ({"type": "Topology", "objects": {}}, "is TopoJSON"),
        ({"type": "Polygon", "coordinates": []}, "no GeoJSON FeatureCollection"),
        ([1], "no GeoJSON FeatureCollection"),
        (None, "no GeoJSON FeatureCollection"),
    ],
)
def test_json_that_is_something_else(value: Any, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        parse_file(json_source(value))


def test_broken_and_other_files() -> None:
    whole = json.dumps(collection(feature())).encode()
    with pytest.raises(UnreadableFile, match="ends in the middle"):
        parse_file(source(whole[:-30]))
    with pytest.raises(UnreadableFile, match="is a parquet file"):
        parse_file(source(b"PAR1xxxxPAR1"))


numbers = st.floats() | st.integers(-(10**9), 10**9) | st.none() | st.text(max_size=3)
rings = st.recursive(numbers, lambda inner: st.lists(inner, max_size=5), max_leaves=20)
near = st.lists(st.tuples(st.floats(13, 15), st.floats(58, 59)).map(list), max_size=6)


@given(
    st.lists(
        st.builds(
            lambda ring, kind, code: {
                "type": "Feature",
                "properties": {"kod": code},
                "geometry": {"type": kind, "coordinates": ring},
            },
            rings | near.map(lambda ring: [[*ring, *ring[:1]]]),
            st.sampled_from(["Polygon", "MultiPolygon", "Point", "x"]),
            st.text(max_size=4) | st.integers(),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_features_are_areas_or_rejections(features: list[Any]) -> None:
    parsed = read_or_explained(lambda: parse(copy.deepcopy(collection(*features))))
    assert parsed is None or len(parsed.features) + len(parsed.rejections) == len(features)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_areas_or_one_sentence(data: bytes) -> None:
    read_or_explained(lambda: parse_file(source(data)))


@pytest.mark.shared
def test_the_real_regso_in_both_systems(shared: Path) -> None:
    parsed = parse_file(read_file(shared / "data/geography/regso/regso_2025_focus_wgs84.geojson"))
    assert (len(parsed.features), parsed.rejections, dict(parsed.vintages)) == (129, [], {"2025_v2": 129})
    assert len({one.municipality_code for one in parsed.features}) == 16
