"""Cuts the municipality into the town's areas and the countryside, without gap or overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from lykta.importers.generated_town.blueprint import TownBlueprint
from lykta.importers.generated_town.buildings import Building

_RESIDENTS = {"villa": 2.6, "row_house": 9.0, "apartment": 40.0, "centre": 7.0, "farm": 2.4}


@dataclass(frozen=True, slots=True)
class CutArea:
    name: str
    kind: str
    polygon: shapely.Polygon
    population: int


def cut_areas(blueprint: TownBlueprint, buildings: list[Building], population: int) -> list[CutArea]:
    polygons = _polygons(blueprint)
    named = [(area.name, area.kind) for area in blueprint.areas] + [(blueprint.rural_area, "rural")]
    people = _spread_people(blueprint, polygons, buildings, population)
    return [
        CutArea(name, kind, polygon, count)
        for (name, kind), polygon, count in zip(named, polygons, people, strict=True)
    ]


def _polygons(blueprint: TownBlueprint) -> list[shapely.Polygon]:
    # Faces of one noded drawing share their corners exactly, which separate cuts would not.
    rings = [shapely.LinearRing(blueprint.border), shapely.LinearRing(blueprint.town_outline)]
    drawing = shapely.unary_union([*rings, *(shapely.LineString(cut) for cut in blueprint.area_cuts)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawing)))
    town = shapely.Polygon(blueprint.town_outline)
    inside = [face for face in faces if town.contains(face.point_on_surface())]
    seeds = [shapely.Point(area.seed) for area in blueprint.areas]
    areas = [next(face for face in inside if face.contains(seed)) for seed in seeds]
    if len(inside) != len(areas) or len({face.wkb for face in areas}) != len(areas):
        raise ValueError(
            f"The cuts of {blueprint.key} give {len(inside)} areas, not {len(areas)}: a line ends too early."
        )
    rural = next(face for face in faces if not town.contains(face.point_on_surface()))
    return [*areas, rural]


def _spread_people(
    blueprint: TownBlueprint, polygons: list[shapely.Polygon], buildings: list[Building], population: int
) -> list[int]:
    middles = shapely.centroid(np.array([building.polygon for building in buildings], dtype=object))
    weight = np.array([_RESIDENTS.get(building.kind, 0.0) for building in buildings])
    lived = np.array([weight[shapely.contains(polygon, middles)].sum() for polygon in polygons[:-1]])
    in_town = np.floor(lived / lived.sum() * population * (1 - blueprint.share_rural)).astype(int).tolist()
    return [*in_town, population - sum(in_town)]
