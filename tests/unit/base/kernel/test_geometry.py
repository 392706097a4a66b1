import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping

from lykta.base.kernel.coordinates import to_sweref99tm
from lykta.base.kernel.geometry import (
    MESSAGES,
    AreaIndex,
    GeometryProblem,
    area_m2,
    centroid,
    from_plane,
    from_wkb,
    geojson_geometry,
    parsed,
    polygon_from_geojson,
    representative_point,
    simplify_for_display,
    simplify_together,
    to_plane,
)

SQUARE = [[14.2, 58.8], [14.4, 58.8], [14.4, 59.0], [14.2, 59.0], [14.2, 58.8]]
SHARED = Path(os.environ.get("LYKTA_SHARED", Path(__file__).parents[4].parent / "shared"))


def polygon(*rings) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def in_sweref(ring) -> list:
    return [[float(n) for n in to_sweref99tm(*position[:2])] for position in ring]


def problem(geometry, crs="wgs84") -> tuple[str, dict[str, str]]:
    with pytest.raises(GeometryProblem) as raised:
        polygon_from_geojson(geometry, crs)
    assert str(raised.value) == MESSAGES[raised.value.code] % raised.value.parameters
    return raised.value.code, raised.value.parameters


def test_a_square_becomes_a_stored_multipolygon():
    found = polygon_from_geojson(polygon(SQUARE))
    assert found.geometry.geom_type == "MultiPolygon"
    assert found.bbox == (14.2, 58.8, 14.4, 59.0)
    assert from_wkb(found.wkb).equals(shapely.Polygon(SQUARE))


def test_direction_height_and_a_missing_last_corner_do_not_matter():
    expected = polygon_from_geojson(polygon(SQUARE)).wkb
    with_height = [[*position, 87.5] for position in SQUARE]
    assert polygon_from_geojson(polygon(SQUARE[::-1])).wkb == expected
    assert polygon_from_geojson(polygon(with_height)).wkb == expected
    assert polygon_from_geojson(polygon(SQUARE[:-1])).wkb == expected


def test_sweref_is_turned_into_longitude_and_latitude():
    found = polygon_from_geojson(polygon(in_sweref(SQUARE)), "sweref99tm")
    assert found.bbox == pytest.approx((14.2, 58.8, 14.4, 59.0), abs=1e-9)


def test_parts_and_holes_are_kept():
    hole = [[14.25, 58.85], [14.3, 58.85], [14.3, 58.9], [14.25, 58.85]]
    island = [[14.5, 58.8], [14.6, 58.8], [14.6, 58.9], [14.5, 58.8]]
    found = polygon_from_geojson({"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [island], []]})
    assert [len(part.interiors) for part in found.geometry.geoms] == [1, 0]
    assert found.bbox == (14.2, 58.8, 14.6, 59.0)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        polygon(),
        polygon([]),
        {"type": "MultiPolygon", "coordinates": []},
        polygon([[14.2, 58.8], [14.4, 58.8], [14.2, 58.8]]),
        polygon([[14.2, 58.8]] * 4),
        polygon([[14.2, 58.8], [14.4, 58.8], [14.3, 58.8], [14.2, 58.8]]),
    ],
)
def test_areas_without_surface(geometry):
    assert problem(geometry) == ("empty", {})


@pytest.mark.parametrize(
    ("geometry", "found"),
    [
        ({"type": "Point", "coordinates": [14.3, 58.9]}, "Point"),
        ({"type": "LineString", "coordinates": SQUARE}, "LineString"),
        ({"type": "Feature", "geometry": polygon(SQUARE)}, "Feature"),
        ({"coordinates": [SQUARE]}, "None"),
    ],
)
def test_what_is_not_a_polygon_is_named(geometry, found):
    assert problem(geometry) == ("not_a_polygon", {"found": found})


@pytest.mark.parametrize(
    "coordinates",
    [
        SQUARE,
        [[SQUARE]],
        "text",
        [["14", "58"]],
        [[["14.2", "58.8"]] * 4],
        [[[14.2]] * 4],
        [[[1, 2, 3, 4, 5]] * 4],
        7,
        [{"a": 1}],
        [[[14.2, {}]] * 4],
        [[[True, False]] * 4],
    ],
)
def test_what_has_not_the_shape_of_geojson(coordinates):
    assert problem({"type": "Polygon", "coordinates": coordinates}) == ("not_readable", {})


def test_a_geometry_that_is_no_object():
    assert problem("POLYGON((1 2))") == ("not_readable", {})


@pytest.mark.parametrize("missing", [math.nan, math.inf, None])
def test_a_corner_without_a_number(missing):
    assert problem(polygon([*SQUARE[:2], [missing, 59.0], *SQUARE[3:]])) == ("not_a_number", {})


def test_the_place_of_a_crossing_is_named():
    bow = [[14.2, 58.8], [14.4, 59.0], [14.4, 58.8], [14.2, 59.0], [14.2, 58.8]]
    assert problem(polygon(bow)) == ("self_crossing", {"lon": "14.30000", "lat": "58.90000"})
    code, place = problem(polygon(in_sweref(bow)), "sweref99tm")
    assert code == "self_crossing"
    assert (float(place["lon"]), float(place["lat"])) == pytest.approx((14.3, 58.9), abs=0.001)


def test_overlapping_parts_are_refused_with_their_place():
    moved = [[lon + 0.1, lat] for lon, lat in SQUARE]
    code, place = problem({"type": "MultiPolygon", "coordinates": [[SQUARE], [moved]]})
    assert code == "self_crossing"
    assert float(place["lon"]) in (14.3, 14.4)


def test_a_hole_outside_is_a_broken_shape():
    hole = [[15.0, 58.8], [15.1, 58.8], [15.1, 58.9], [15.0, 58.8]]
    assert problem(polygon(SQUARE, hole)) == ("broken_shape", {"lon": "15.00000", "lat": "58.80000"})


def test_a_hole_drawn_as_part_of_the_outline_keeps_its_surface():
    # As shapefile programs write it: out to the corner of the hole, round it, and on.
    ring = [[14.2, 58.8], [14.3, 58.8], [14.25, 58.9], [14.35, 58.9], [14.3, 58.8], *SQUARE[1:]]
    found = polygon_from_geojson(polygon(ring))
    assert found.geometry.is_valid
    assert found.geometry.area == pytest.approx(0.04 - 0.005)


@pytest.mark.parametrize("crs", ["wgs84", "sweref99tm"])
def test_swapped_axes(crs):
    ring = SQUARE if crs == "wgs84" else in_sweref(SQUARE)
    assert problem(polygon([[y, x] for x, y in ring]), crs) == ("swapped_axes", {})


def test_the_wrong_coordinate_system_is_named():
    assert problem(polygon(in_sweref(SQUARE))) == ("wrong_crs", {"found": "SWEREF 99 TM", "declared": "WGS 84"})
    assert problem(polygon(SQUARE), "sweref99tm") == ("wrong_crs", {"found": "WGS 84", "declared": "SWEREF 99 TM"})
    rt90 = [[1_411_000, 6_532_000], [1_412_000, 6_532_000], [1_412_000, 6_533_000], [1_411_000, 6_532_000]]
    assert problem(polygon(rt90)) == ("wrong_crs", {"found": "RT 90", "declared": "WGS 84"})


def test_outside_sweden():
    paris = [[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]
    assert problem(polygon(paris)) == ("outside_sweden", {"x": "2.35", "y": "48.85"})
    assert problem(polygon([*SQUARE[:2], [44.0, 59.0], *SQUARE[3:]]))[0] == "outside_sweden"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-100, 100) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=25,
)


def refusal(geometry, crs="wgs84") -> GeometryProblem | None:
    try:
        polygon_from_geojson(geometry, crs)
    except GeometryProblem as refused:
        return refused
    return None


@settings(max_examples=150)
@given(st.sampled_from(["Polygon", "MultiPolygon"]), JSON, st.sampled_from(["wgs84", "sweref99tm"]))
def test_no_input_breaks_the_reader(kind, coordinates, crs):
    refused = refusal({"type": kind, "coordinates": coordinates}, crs)
    assert refused is None or refused.message in MESSAGES.values()


NEAR = st.tuples(st.floats(14.2, 14.4), st.floats(58.8, 59.0))


@settings(max_examples=150)
@given(st.lists(NEAR, min_size=3, max_size=9))
def test_what_is_accepted_is_valid_and_has_surface(corners):
    drawn = polygon([*corners, corners[0]])
    refused = refusal(drawn)
    if refused:
        assert refused.code in ("self_crossing", "broken_shape", "empty")
        assert not shapely.Polygon(corners).is_valid or shapely.Polygon(corners).area < 1e-12
    else:
        assert polygon_from_geojson(drawn).geometry.is_valid
        assert polygon_from_geojson(drawn).geometry.area > 0


def halves() -> list[tuple[str, shapely.Polygon]]:
    return [("west", shapely.box(14.0, 58.0, 14.5, 59.0)), ("east", shapely.box(14.5, 58.0, 15.0, 59.0))]


def test_points_find_their_area_and_the_first_wins_where_areas_touch():
    lon, lat = [14.2, 14.7, 14.5, 14.0, 16.0, math.nan, 14.7], [58.5, 58.5, 58.5, 58.0, 58.5, 58.5, 59.1]
    assert AreaIndex(halves()).locate(lon, lat).tolist() == [0, 1, 0, 0, -1, -1, -1]
    assert AreaIndex(halves()[::-1]).locate(14.5, 58.5).tolist() == [0]
    assert [AreaIndex(halves()).locate_key(lon, 58.5) for lon in (14.2, 14.7, 16.0)] == ["west", "east", None]


def test_an_index_without_areas_finds_nothing():
    assert AreaIndex([]).locate([14.2], [58.5]).tolist() == [-1]
    assert AreaIndex(halves()).locate([], []).tolist() == []


def test_many_points_agree_with_looking_through_the_list():
    rng = np.random.default_rng(3)
    shapes = [shapely.Point(*rng.uniform((14, 58), (15, 59))).buffer(rng.uniform(0.05, 0.3), 4) for _ in range(12)]
    lon, lat = rng.uniform(14, 15, 400), rng.uniform(58, 59, 400)
    slow = [
        next((i for i, shape in enumerate(shapes) if shape.intersects(shapely.Point(x, y))), -1)
        for x, y in zip(lon, lat, strict=True)
    ]
    assert AreaIndex(enumerate(shapes)).locate(lon, lat).tolist() == slow


def test_surface_in_square_metres():
    square = from_plane(shapely.box(460_000, 6_530_000, 460_200, 6_530_100))
    assert area_m2(square) == pytest.approx(20_000, abs=0.01)
    assert to_plane(square).bounds == pytest.approx((460_000, 6_530_000, 460_200, 6_530_100), abs=1e-6)


def test_a_bent_area_has_its_label_inside():
    bent = shapely.Polygon([(14, 58), (15, 58), (15, 59), (14.9, 59), (14.9, 58.1), (14, 58.1)])
    assert not bent.contains(shapely.Point(*centroid(bent)))
    assert bent.contains(shapely.Point(*representative_point(bent)))


def test_simplified_neighbours_still_meet():
    rng = np.random.default_rng(5)
    north = np.arange(6_530_000, 6_540_000, 50)
    border = list(zip(470_000 + rng.normal(0, 20, len(north)), north, strict=True))
    west = shapely.Polygon([*border, (460_000, north[-1]), (460_000, north[0])])
    east = shapely.Polygon([*border, (480_000, north[-1]), (480_000, north[0])])
    both = [from_plane(west), from_plane(east)]
    simple = simplify_together(both, 100)
    assert shapely.get_num_coordinates(simple).sum() < 80 < shapely.get_num_coordinates(both).sum()
    assert to_plane(simple[0]).intersection(to_plane(simple[1])).area < 1
    alone = simplify_for_display(both[0], 100)
    assert to_plane(alone).hausdorff_distance(west) <= 100.1


def test_rounded_geojson():
    assert geojson_geometry(shapely.Point(14.123456789, 58.9)) == {"type": "Point", "coordinates": (14.123457, 58.9)}
    assert polygon_from_geojson(json.loads(json.dumps(geojson_geometry(shapely.box(14.2, 58.8, 14.4, 59.0)))))


@pytest.mark.shared
def test_every_published_area_of_the_statistics_office_is_read():
    file = SHARED / "data" / "geography" / "regso" / "regso_2025_focus_wgs84.geojson"
    if not file.exists():
        pytest.skip("the shared data folder (LYKTA_SHARED) is not here")
    areas = json.loads(file.read_text())["features"]
    assert len(areas) == 129
    for area in areas:
        found = polygon_from_geojson(area["geometry"])
        assert found.geometry.equals(shapely.geometry.shape(area["geometry"]))
        again = polygon_from_geojson(mapping(to_plane(found.geometry)), "sweref99tm")
        assert again.bbox == pytest.approx(found.bbox, abs=1e-9)


def test_parsed_keeps_what_we_draw_ourselves():
    assert parsed(shapely.box(14.2, 58.8, 14.4, 59.0)).bbox == (14.2, 58.8, 14.4, 59.0)
