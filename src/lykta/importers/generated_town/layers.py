"""Puts the parts of a town together into named map layers, still in local metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from lykta.importers.generated_town.blueprint import TownBlueprint
from lykta.importers.generated_town.buildings import (
    Building,
    houses_along,
    houses_of_villages,
    named_houses,
    slab_blocks,
    without_collisions,
)
from lykta.importers.generated_town.landscape import draw_surface, winding_line, woods
from lykta.importers.generated_town.streets import Block, Street, draw_quarter, draw_roads

# Where no house is put by chance.
_KEPT_OPEN = {
    "square",
    "bus_station",
    "school_yard",
    "pitch",
    "playground",
    "park",
    "cemetery",
    "parking",
    "beach",
    "skate_park",
    "quay",
    "lake",
    "bay",
    "pond",
    "island",
    "marina",
}
_LAMP_SPACING_M = 32.0
_WOODED_SHARE = 0.62
_FACILITY_KINDS = {"station", "bus_station", "playground", "skate_park", "marina", "beach", "square"}


@dataclass(frozen=True, slots=True)
class LocalFeature:
    geometry: shapely.Geometry
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnTown:
    layers: dict[str, list[LocalFeature]]
    streets: list[Street]
    buildings: list[Building]


def draw_layers(blueprint: TownBlueprint, rng: np.random.Generator, share_built: float) -> DrawnTown:
    municipality = shapely.Polygon(blueprint.border)
    streets, blocks = _streets_and_blocks(blueprint)
    surfaces = [(s, draw_surface(s, rng)) for s in blueprint.surfaces]
    layers = _surfaces_by_layer([(s.layer, LocalFeature(shape, s.name, s.kind)) for s, shape in surfaces])
    layers["water"] += _streams(blueprint, rng)
    kept_open = shapely.union_all(
        [f.geometry for found in layers.values() for f in found if f.kind in _KEPT_OPEN | {"river"}]
    )
    buildings = _buildings(blueprint, streets, kept_open, rng, share_built)
    layers["green"] = _woods(blueprint, blocks, layers, municipality, rng) + layers["green"]
    layers["ground"] = [LocalFeature(municipality, "", "land")]
    layers["blocks"] = [LocalFeature(block.polygon, "", block.kind) for block in blocks] + layers["blocks"]
    layers["streets"] = [LocalFeature(street.line, street.name, street.kind) for street in streets]
    layers["railway"] = [LocalFeature(r.line, r.name, "railway") for r in draw_roads(blueprint.railways)]
    layers["buildings"] = [LocalFeature(b.polygon, b.name, b.kind) for b in buildings]
    layers["facilities"] = [
        LocalFeature(shapely.Point(p.at), p.name, p.kind) for p in blueprint.places if p.kind in _FACILITY_KINDS
    ]
    layers["lamps"] = _lamps(streets)
    return DrawnTown(_within(layers, municipality), streets, buildings)


def _streets_and_blocks(blueprint: TownBlueprint) -> tuple[list[Street], list[Block]]:
    roads = draw_roads(blueprint.roads)
    drawn = [draw_quarter(quarter, roads) for quarter in blueprint.quarters]
    streets = roads + [street for found, _ in drawn for street in found]
    return streets, [block for _, blocks in drawn for block in blocks]


def _surfaces_by_layer(surfaces: list[tuple[str, LocalFeature]]) -> dict[str, list[LocalFeature]]:
    layers: dict[str, list[LocalFeature]] = {
        layer: []
        for layer in (
            "ground",
            "green",
            "water",
            "blocks",
            "squares",
            "streets",
            "railway",
            "buildings",
            "facilities",
            "lamps",
        )
    }
    for layer, feature in surfaces:
        layers[layer].append(feature)
    islands = shapely.union_all([feature.geometry for feature in layers["green"] if feature.kind == "island"])
    layers["water"] = [LocalFeature(f.geometry.difference(islands), f.name, f.kind) for f in layers["water"]]
    return layers


def _streams(blueprint: TownBlueprint, rng: np.random.Generator) -> list[LocalFeature]:
    winding = [(stream.name, winding_line(stream.points, rng)) for stream in blueprint.streams]
    return [LocalFeature(line.buffer(8.0, quad_segs=2).simplify(1.2), name, "river") for name, line in winding]


def _buildings(
    blueprint: TownBlueprint,
    streets: list[Street],
    kept_open: shapely.Geometry,
    rng: np.random.Generator,
    share_built: float,
) -> list[Building]:
    slabs = [building for rows in blueprint.slabs for building in slab_blocks(rows)]
    villages = [place.at for place in blueprint.places if place.kind == "village"]
    candidates = named_houses(blueprint.houses) + slabs + houses_along(streets, rng, share_built)
    candidates += houses_of_villages(streets, villages, rng)
    rails = [Street(rail.name, "main", "", rail.line) for rail in draw_roads(blueprint.railways)]
    border = shapely.Polygon(blueprint.border)
    inside = [b for b in candidates if border.contains(b.polygon)]
    return without_collisions(inside, streets + rails, kept_open)


def _woods(
    blueprint: TownBlueprint,
    blocks: list[Block],
    layers: dict[str, list[LocalFeature]],
    municipality: shapely.Polygon,
    rng: np.random.Generator,
) -> list[LocalFeature]:
    # Between two quarters of a town lies grass, not wild forest.
    built = shapely.union_all([block.polygon for block in blocks]).buffer(275, quad_segs=3).buffer(-230, quad_segs=3)
    water = [feature.geometry.buffer(12, quad_segs=2) for feature in layers["water"]]
    placed = [feature.geometry.buffer(25, quad_segs=2) for layer in ("green", "squares") for feature in layers[layer]]
    villages = [shapely.Point(p.at).buffer(420, quad_segs=3) for p in blueprint.places if p.kind == "village"]
    open_land = shapely.union_all([built, *water, *placed, *villages])
    return [LocalFeature(patch, "", "forest") for patch in woods(municipality, open_land, rng, _WOODED_SHARE)]


def _lamps(streets: list[Street]) -> list[LocalFeature]:
    lamps = []
    for path in (street for street in streets if street.kind == "foot"):
        along = np.arange(_LAMP_SPACING_M / 2, path.line.length, _LAMP_SPACING_M)
        points = shapely.line_interpolate_point(path.line.offset_curve(2.5), along)
        lamps += [LocalFeature(point, path.name, "lamp") for point in points]
    return lamps


def _within(layers: dict[str, list[LocalFeature]], municipality: shapely.Polygon) -> dict[str, list[LocalFeature]]:
    shapely.prepare(municipality)
    return {
        layer: [clipped for feature in found if not (clipped := _clipped(feature, municipality)).geometry.is_empty]
        for layer, found in layers.items()
    }


def _clipped(feature: LocalFeature, municipality: shapely.Polygon) -> LocalFeature:
    if municipality.covers(feature.geometry):
        return feature
    return LocalFeature(feature.geometry.intersection(municipality), feature.name, feature.kind)
