import dataclasses
import functools
import json
import re
import time

import numpy as np
import pytest
import shapely

from lykta.base.kernel.coordinates import distance_m, guess_crs
from lykta.base.kernel.geometry import AreaIndex, geojson_geometry, polygon_from_geojson, to_plane
from lykta.importers.generated_town.known_towns import BLUEPRINTS
from lykta.importers.generated_town.town import Town, generate_town, town_to_geojson

KINDS = {
    "ground": {"land"},
    "green": {"forest", "island", "park", "cemetery", "pitch", "school_yard", "beach", "allotments"},
    "water": {"lake", "pond", "river"},
    "blocks": {"centre", "residential", "estate", "industry"},
    "squares": {"square", "bus_station", "quay", "parking", "playground", "skate_park"},
    "streets": {"trunk", "main", "street", "rural", "foot"},
    "railway": {"railway"},
    "buildings": {
        "villa",
        "row_house",
        "apartment",
        "centre",
        "industry",
        "farm",
        "school",
        "sports_hall",
        "church",
        "public",
        "station",
        "shelter",
    },
    "facilities": {"square", "station", "bus_station", "playground", "skate_park", "marina", "beach"},
    "lamps": {"lamp"},
}
SHAPES = {
    "streets": {"LineString", "MultiLineString"},
    "railway": {"LineString"},
    "facilities": {"Point"},
    "lamps": {"Point"},
}
AREAS = {
    "bjorkviken": ["Centrum", "Tallbacken", "Lövängen", "Strandsidan", "Björkvikens landsbygd"],
    "granhult": ["Centrum", "Bruket", "Skogsbacken", "Granliden", "Granhults landsbygd"],
}
both_towns = pytest.mark.parametrize("key", list(BLUEPRINTS))


@functools.cache
def town(key: str, seed: int = 9901) -> Town:
    blueprint = BLUEPRINTS[key]
    return generate_town(
        name=blueprint.default_name,
        rng=np.random.default_rng(seed),
        center=blueprint.default_center,
        population=blueprint.default_population,
        blueprint=blueprint,
    )


def in_metres(key: str, layer: str, *kinds: str) -> list:
    return [to_plane(f.geometry) for f in town(key).layers[layer] if not kinds or f.kind in kinds]


def place(key: str, name: str):
    (found,) = [p for p in town(key).places if p.name == name]
    return found


@both_towns
def test_the_same_seed_gives_the_same_town_and_another_seed_another(key):
    first = json.dumps(town_to_geojson(town(key)))
    town.cache_clear()
    assert json.dumps(town_to_geojson(town(key))) == first
    assert json.dumps(town_to_geojson(town(key, 7))) != first
    assert town(key).places == town(key, 7).places


@both_towns
def test_layers_and_kinds_are_those_of_the_map_style(key):
    found = {layer: {f.kind for f in features} for layer, features in town(key).layers.items()}
    assert set(found) == set(KINDS)
    for layer, kinds in found.items():
        assert kinds
        assert kinds <= KINDS[layer]
        shapes = {f.geometry.geom_type for f in town(key).layers[layer]}
        assert shapes <= SHAPES.get(layer, {"Polygon", "MultiPolygon"})


@both_towns
def test_small_and_quick(key):
    blueprint = BLUEPRINTS[key]
    start = time.process_time()
    drawn = generate_town(
        name="Prov", rng=np.random.default_rng(1), center=blueprint.default_center, population=9000, blueprint=blueprint
    )
    collections = town_to_geojson(drawn)
    assert time.process_time() - start < 30
    assert len(json.dumps(collections, ensure_ascii=False, separators=(",", ":")).encode()) < 600_000
    assert set(collections) == {*KINDS, "areas"}
    assert all(collection["type"] == "FeatureCollection" for collection in collections.values())


@both_towns
def test_coordinates_have_at_most_six_decimals(key):
    text = json.dumps(town_to_geojson(town(key)))
    assert re.findall(r"\d\.\d{7,}", text) == []


@both_towns
@pytest.mark.parametrize("seed", [9901, 7])
def test_every_shape_is_sound_and_within_the_municipality(key, seed):
    drawn = town(key, seed)
    # A line that is straight in metres is not quite straight in degrees: a border of four kilometres bends a metre.
    limit = drawn.municipality.buffer(2e-5)
    for layer, features in drawn.layers.items():
        broken = [(layer, f.kind, f.name) for f in features if not f.geometry.is_valid or f.geometry.is_empty]
        assert broken == []
        assert [f for f in features if not limit.covers(f.geometry)] == []


@both_towns
def test_areas_tile_the_municipality(key):
    drawn = town(key)
    shapes = [area.geometry for area in drawn.areas]
    assert [area.name for area in drawn.areas] == AREAS[key]
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_union_all(shapes).symmetric_difference(drawn.municipality).area < 1e-12
    assert sum(shape.area for shape in shapes) == pytest.approx(drawn.municipality.area, rel=1e-9)
    for shape in (*shapes, drawn.municipality):
        assert polygon_from_geojson(geojson_geometry(shape)).geometry.is_valid


@both_towns
def test_inhabitants_are_shared_out_to_the_last(key):
    people = [area.population for area in town(key).areas]
    assert sum(people) == BLUEPRINTS[key].default_population
    assert min(people) > 900


def test_a_cut_that_ends_too_early_is_refused():
    blueprint = BLUEPRINTS["bjorkviken"]
    short = dataclasses.replace(blueprint, area_cuts=blueprint.area_cuts[:-1])
    with pytest.raises(ValueError, match="a line ends too early"):
        generate_town(name="Prov", rng=np.random.default_rng(1), center=(14.3, 58.9), population=9000, blueprint=short)


def test_the_neighbours_share_a_border_and_nothing_else():
    west, east = (town(key).municipality for key in BLUEPRINTS)
    assert west.intersection(east).area == 0
    assert shapely.coverage_is_valid([west, east])
    assert to_plane(west.intersection(east)).length > 10_000
    for municipality in (west, east):
        min_x, min_y, max_x, max_y = to_plane(municipality).bounds
        assert 18_000 < max_x - min_x < 25_000
        assert 18_000 < max_y - min_y < 25_000


@both_towns
def test_towns_lie_in_sweden_even_when_moved(key):
    min_lon, min_lat, max_lon, max_lat = town(key).municipality.bounds
    assert guess_crs(min_lon, min_lat) == guess_crs(max_lon, max_lat) == "wgs84"
    moved = generate_town(
        name="Prov", rng=np.random.default_rng(1), center=(16.0, 63.0), population=4000, blueprint=BLUEPRINTS[key]
    )
    assert moved.municipality.contains(shapely.Point(16.0, 63.0))
    assert len(moved.layers["buildings"]) < 0.7 * len(town(key).layers["buildings"])


@both_towns
def test_houses_stand_clear_of_streets_water_and_each_other(key):
    houses = in_metres(key, "buildings", "villa", "row_house", "apartment", "centre", "industry", "farm")
    tree = shapely.STRtree(houses)
    pairs = tree.query(houses, predicate="intersects").T
    assert [(a, b) for a, b in pairs.tolist() if a < b] == []
    streets = shapely.union_all(in_metres(key, "streets", "street", "main", "trunk", "rural"))
    water = shapely.union_all(in_metres(key, "water"))
    shapely.prepare([streets, water])
    named = {f.name for f in town(key).layers["buildings"]} - {""}
    unnamed = [to_plane(f.geometry) for f in town(key).layers["buildings"] if f.name not in named]
    assert shapely.distance(streets, unnamed).min() > 6.5
    assert not shapely.intersects(water, houses).any()


@both_towns
def test_the_streets_of_the_town_hang_together(key):
    # Half a metre of slack: streets end on each other to the rounding of their corners.
    lines = [to_plane(f.geometry).buffer(0.8) for f in town(key).layers["streets"] if f.kind != "foot"]
    nets = shapely.get_parts(shapely.union_all(lines))
    assert len(nets) == 1


@both_towns
def test_no_forest_where_people_live(key):
    forest = shapely.union_all(in_metres(key, "green", "forest"))
    assert forest.area > 0.3 * to_plane(town(key).municipality).area
    for solid in in_metres(key, "blocks") + in_metres(key, "water"):
        assert forest.intersection(solid).area < 5


@both_towns
def test_the_gazetteer_names_each_place_once_and_knows_its_area(key):
    places = town(key).places
    names = [p.name for p in places]
    assert len(names) == len(set(names))
    assert 70 <= len(places) <= 125
    assert sum(p.kind in ("street", "road") for p in places) >= 40
    index = AreaIndex([(area.name, area.geometry) for area in town(key).areas])
    located = index.locate([p.lon for p in places], [p.lat for p in places])
    assert [AREAS[key][i] for i in located] == [p.area for p in places]


def test_the_places_of_the_story_stand_where_it_needs_them():
    aliases = {name: place("bjorkviken", name).aliases for name in ("Furutorget", "Strandskolans norra sida")}
    assert "busstationen" in aliases["Furutorget"]
    assert "norra sidan" in aliases["Strandskolans norra sida"]
    kinds = {p.kind for p in town("bjorkviken").places}
    assert {
        "bus_station",
        "school",
        "housing_estate",
        "footpath",
        "skate_park",
        "library",
        "youth_centre",
        "marina",
        "sports_hall",
        "shop",
        "street",
        "village",
    } <= kinds
    assert place("bjorkviken", "Björkvikens Bostäder södra").area == "Tallbacken"
    assert place("bjorkviken", "Furutorget").area == "Centrum"
    assert place("bjorkviken", "Strandskolan").area == "Strandsidan"
    assert place("bjorkviken", "Björkvikens hamn").area == "Strandsidan"


def test_the_foot_path_leads_from_the_square_to_the_school_and_has_lamps():
    name = "Gångvägen Furutorget–Strandskolan"
    (path,) = [f.geometry for f in town("bjorkviken").layers["streets"] if f.name == name]
    ends = [path.coords[0], path.coords[-1]]
    for end, there in zip(ends, ("Furutorget", "Strandskolan"), strict=True):
        at = place("bjorkviken", there)
        assert float(distance_m(*end, at.lon, at.lat)) < 130
    lamps = [f for f in town("bjorkviken").layers["lamps"] if f.name == name]
    assert 12 <= len(lamps) <= 20


def test_granhult_has_a_pond_and_no_harbour():
    assert {f.name for f in town("granhult").layers["water"] if f.kind == "pond"} == {"Bruksdammen"}
    assert "marina" not in {p.kind for p in town("granhult").places}
