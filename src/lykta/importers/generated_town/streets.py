"""From a blueprint's roads and quarters to street lines, and from those to the blocks between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from lykta.importers.generated_town.blueprint import AlongRoad, BlockKind, Houses, Quarter, Road, Side, StreetKind
from lykta.importers.generated_town.curves import XYArray, bent_quarter, soft_line

_NEARLY_M = 32.0


@dataclass(frozen=True, slots=True)
class Street:
    name: str
    kind: StreetKind
    houses: Houses
    line: shapely.LineString


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    polygon: shapely.Polygon


def draw_roads(roads: tuple[Road, ...]) -> list[Street]:
    return [Street(road.name, road.kind, road.houses, shapely.LineString(soft_line(road.points))) for road in roads]


def draw_quarter(quarter: Quarter, roads: list[Street]) -> tuple[list[Street], list[Block]]:
    south, north, west, east = (
        _side(side, roads) for side in (quarter.south, quarter.north, quarter.west, quarter.east)
    )
    # Sides drawn by hand need not meet to the metre; the south and north sides decide the corners.
    west = _pinned(west, south[0], north[0])
    east = _pinned(east, south[-1], north[-1])
    to_metres = bent_quarter(south, north, west, east)
    streets = [
        Street(street.name, street.kind, street.houses, _met(_bent(to_metres(_dense(street.points))), roads))
        for street in quarter.streets
    ]
    outline = shapely.LinearRing(np.vstack([south, east[1:], north[::-1][1:], west[::-1][1:-1]]))
    return streets, _blocks(quarter.kind, outline, [street.line for street in streets])


def _side(side: Side, roads: list[Street]) -> XYArray:
    if not isinstance(side, AlongRoad):
        return soft_line(side)
    start, end = shapely.Point(side.start), shapely.Point(side.end)
    # A long road is drawn in pieces with different houses.
    pieces = [road.line for road in roads if road.name == side.road]
    line = min(pieces, key=lambda piece: float(piece.distance(start) + piece.distance(end)))
    return np.asarray(substring(line, line.project(start), line.project(end)).coords)


def _pinned(line: XYArray, start: XYArray, end: XYArray) -> XYArray:
    share = np.linspace(0, 1, len(line))[:, None]
    pinned: XYArray = line + (1 - share) * (start - line[0]) + share * (end - line[-1])
    return pinned


def _dense(points: tuple[tuple[float, float], ...]) -> XYArray:
    curve = soft_line(points)
    steps = np.linspace(0, len(curve) - 1, 40)
    places = np.arange(len(curve))
    return np.column_stack([np.interp(steps, places, curve[:, side]) for side in (0, 1)])


def _bent(metres: XYArray) -> shapely.LineString:
    line: shapely.LineString = shapely.simplify(shapely.LineString(metres), 0.7)
    return line


def _met(line: shapely.LineString, roads: list[Street]) -> shapely.LineString:
    """Let a street that nearly meets a road, or sticks out across it, end on it."""
    for road in roads:
        for reverse in (False, True):
            line = _met_at_end(line.reverse() if reverse else line, road.line)
            line = line.reverse() if reverse else line
    return line


def _met_at_end(line: shapely.LineString, road: shapely.LineString) -> shapely.LineString:
    end = shapely.Point(line.coords[-1])
    if not 0.5 < road.distance(end) < _NEARLY_M:
        return line
    crossing = shapely.get_coordinates(line.intersection(road))
    if len(crossing):
        return substring(line, 0, max(line.project(shapely.Point(place)) for place in crossing))
    return shapely.LineString([*line.coords, road.interpolate(road.project(end)).coords[0]])


def _blocks(kind: BlockKind, outline: shapely.LinearRing, lines: list[shapely.LineString]) -> list[Block]:
    # Streets are drawn with their corners thinned out, so their ends may miss each other by a metre: lengthen a little.
    noded = shapely.unary_union([outline, *(_lengthened(line, 3.0) for line in lines)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inset = [face.buffer(-6.5, quad_segs=2).simplify(1.5) for face in faces]
    return [Block(kind, part) for face in inset for part in shapely.get_parts(face) if part.area > 600]


def _lengthened(line: shapely.LineString, by_m: float) -> shapely.LineString:
    coords = np.asarray(line.coords)
    head, tail = coords[0] - coords[1], coords[-1] - coords[-2]
    start = coords[0] + by_m * head / np.hypot(*head)
    end = coords[-1] + by_m * tail / np.hypot(*tail)
    return shapely.LineString(np.vstack([start, coords, end]))
