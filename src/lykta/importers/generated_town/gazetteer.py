"""The names that people use for places: landmarks, streets and villages, each with the area it lies in."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from lykta.importers.generated_town.blueprint import XY, TownBlueprint
from lykta.importers.generated_town.streets import Street
from lykta.importers.generated_town.sub_areas import CutArea

_STREET_KINDS = {"foot": "footpath", "rural": "road", "trunk": "road"}


@dataclass(frozen=True, slots=True)
class LocalPlace:
    name: str
    aliases: tuple[str, ...]
    kind: str
    at: XY
    area: str


def list_places(blueprint: TownBlueprint, streets: list[Street], areas: list[CutArea]) -> list[LocalPlace]:
    landmarks = [LocalPlace(p.name, p.aliases, p.kind, p.at, _area_of(p.at, areas)) for p in blueprint.places]
    known = {place.name for place in landmarks}
    return landmarks + [place for place in _streets(streets, areas) if place.name not in known]


def _streets(streets: list[Street], areas: list[CutArea]) -> list[LocalPlace]:
    # A street drawn in several pieces is one place, on its longest piece.
    longest: dict[str, Street] = {}
    for street in streets:
        if street.name and street.line.length > getattr(longest.get(street.name), "line", shapely.LineString()).length:
            longest[street.name] = street
    return [_street_place(street, areas) for street in longest.values()]


def _street_place(street: Street, areas: list[CutArea]) -> LocalPlace:
    middle = street.line.interpolate(0.5, normalized=True)
    at = (float(middle.x), float(middle.y))
    return LocalPlace(street.name, (), _STREET_KINDS.get(street.kind, "street"), at, _area_of(at, areas))


def _area_of(at: XY, areas: list[CutArea]) -> str:
    point = shapely.Point(at)
    return next((area.name for area in areas if area.polygon.covers(point)), "")
