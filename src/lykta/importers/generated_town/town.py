"""Draws a believable small Swedish town from a blueprint and a seed: map layers, areas and a gazetteer.

Everything is drawn in SWEREF 99 TM metres around the centre and handed out in longitude and latitude (degrees).
The same seed gives the same town, whatever the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from lykta.base.kernel.coordinates import from_sweref99tm, to_sweref99tm
from lykta.base.kernel.geometry import geojson_geometry
from lykta.importers.generated_town.blueprint import TownBlueprint
from lykta.importers.generated_town.gazetteer import LocalPlace, list_places
from lykta.importers.generated_town.layers import LocalFeature, draw_layers
from lykta.importers.generated_town.sub_areas import CutArea, cut_areas

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Feature:
    geometry: shapely.Geometry
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class TownArea:
    name: str
    kind: str
    geometry: shapely.Polygon
    population: int


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    name: str
    aliases: tuple[str, ...]
    kind: str
    lon: float
    lat: float
    area: str


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    center: LonLat
    population: int
    municipality: shapely.Polygon
    layers: Mapping[str, list[Feature]]
    areas: list[TownArea]
    places: list[GazetteerPlace]


def generate_town(
    *, name: str, rng: np.random.Generator, center: LonLat, population: int, blueprint: TownBlueprint
) -> Town:
    """Draw the town around a centre (longitude, latitude); fewer inhabitants than the blueprint's give fewer houses."""
    ground = _Ground(center)
    drawn = draw_layers(blueprint, rng, min(1.0, population / blueprint.default_population))
    areas = cut_areas(blueprint, drawn.buildings, population)
    return Town(
        name=name,
        center=center,
        population=population,
        municipality=ground.lonlat(shapely.Polygon(blueprint.border)),
        layers={layer: [ground.feature(feature) for feature in found] for layer, found in drawn.layers.items()},
        areas=[ground.area(area) for area in areas],
        places=[ground.place(place) for place in list_places(blueprint, drawn.streets, areas)],
    )


def town_to_geojson(town: Town) -> dict[str, dict[str, Any]]:
    """One FeatureCollection per map layer, and `areas`, with coordinates of six decimals (about a decimetre)."""
    layers = {layer: [_geojson(f.geometry, f.name, f.kind) for f in found] for layer, found in town.layers.items()}
    layers["areas"] = [_geojson(area.geometry, area.name, area.kind) for area in town.areas]
    return {layer: {"type": "FeatureCollection", "features": features} for layer, features in layers.items()}


def _geojson(geometry: shapely.Geometry, name: str, kind: str) -> dict[str, Any]:
    properties = {"kind": kind, "name": name} if name else {"kind": kind}
    return {"type": "Feature", "properties": properties, "geometry": geojson_geometry(geometry)}


class _Ground:
    """Puts local metres on the earth. Whole metres at the origin let neighbours drawn apart share a border exactly."""

    def __init__(self, center: LonLat) -> None:
        east, north = to_sweref99tm(*center)
        self._origin = np.round([float(east), float(north)])

    def lonlat(self, geometry: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(geometry, self._to_lonlat)

    def feature(self, feature: LocalFeature) -> Feature:
        return Feature(self.lonlat(feature.geometry), feature.name, feature.kind)

    def area(self, area: CutArea) -> TownArea:
        return TownArea(area.name, area.kind, self.lonlat(area.polygon), area.population)

    def place(self, place: LocalPlace) -> GazetteerPlace:
        lon, lat = self._to_lonlat(np.array([place.at]))[0].tolist()
        return GazetteerPlace(place.name, place.aliases, place.kind, lon, lat, place.area)

    def _to_lonlat(self, metres: np.ndarray) -> np.ndarray:
        lon, lat = from_sweref99tm(metres[:, 0] + self._origin[0], metres[:, 1] + self._origin[1])
        # Rounded here, once, so that stored, drawn and written coordinates are the same numbers.
        return np.round(np.column_stack([lon, lat]), 6)
