"""Houses along streets, slab blocks in rows, and the houses that a blueprint names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from lykta.importers.generated_town.blueprint import House, Houses, SlabRows
from lykta.importers.generated_town.curves import XYArray
from lykta.importers.generated_town.streets import Street


@dataclass(frozen=True, slots=True)
class Building:
    kind: str
    name: str
    polygon: shapely.Polygon


@dataclass(frozen=True, slots=True)
class Pattern:
    kind: str
    spacing_m: tuple[float, float]
    setback_m: tuple[float, float]
    length_m: tuple[float, float]
    width_m: tuple[float, float]
    keep: float


PATTERNS: dict[Houses, Pattern] = {
    "villa": Pattern("villa", (25, 33), (16, 20), (11, 15), (8, 10.5), 0.97),
    "row_house": Pattern("row_house", (43, 46), (15, 16), (34, 38), (9, 10), 0.97),
    "centre": Pattern("centre", (27, 40), (14.5, 16), (22, 33), (12, 14), 0.93),
    "industry": Pattern("industry", (85, 120), (42, 52), (48, 80), (28, 46), 0.9),
    "village": Pattern("villa", (34, 70), (18, 34), (11, 16), (8, 11), 0.75),
    "farm": Pattern("farm", (420, 900), (35, 90), (12, 24), (8, 12), 0.6),
}


def house(center: tuple[float, float], length_m: float, width_m: float, angle: float) -> shapely.Polygon:
    """A rectangle turned `angle` degrees counter-clockwise from east."""
    return _rectangles(np.array([center]), np.array([length_m]), np.array([width_m]), np.radians([angle]))[0]


def named_houses(houses: tuple[House, ...]) -> list[Building]:
    return [Building(h.kind, h.name, house(h.center, h.length_m, h.width_m, h.angle)) for h in houses]


def houses_of_villages(
    roads: list[Street], centers: list[tuple[float, float]], rng: np.random.Generator
) -> list[Building]:
    """A village is where the houses along a country road stand close."""
    rural = [road for road in roads if road.kind == "rural"]
    stretches = [road.line.intersection(shapely.Point(center).buffer(330)) for center in centers for road in rural]
    lines = [line for stretch in stretches for line in shapely.get_parts(stretch) if line.geom_type == "LineString"]
    return houses_along([Street("", "rural", "village", line) for line in lines if line.length > 60], rng, 1.0)


def slab_blocks(rows: SlabRows) -> list[Building]:
    (west, south), (east, north) = rows.southwest, rows.northeast
    centers = [(x, y) for y in np.linspace(south, north, rows.rows) for x in np.linspace(west, east, rows.columns)]
    return [Building("apartment", "", house(c, rows.length_m, rows.width_m, rows.angle)) for c in centers]


def houses_along(streets: list[Street], rng: np.random.Generator, share_built: float) -> list[Building]:
    found = [_along(street, PATTERNS[street.houses], rng, share_built) for street in streets if street.houses]
    return [building for group in found for building in group]


def without_collisions(
    candidates: list[Building], streets: list[Street], forbidden: shapely.Geometry
) -> list[Building]:
    """Keep, in order, what stands clear of streets, water, squares and the houses before it."""
    polygons = np.array([building.polygon for building in candidates], dtype=object)
    lines = np.array([street.line for street in streets], dtype=object)
    margin = np.array([7.0 if street.kind != "foot" else 2.5 for street in streets])
    blocked = np.zeros(len(candidates), dtype=bool)
    for distance in np.unique(margin):
        tree = shapely.STRtree(lines[margin == distance])
        blocked[tree.query(polygons, predicate="dwithin", distance=distance)[0]] = True
    shapely.prepare(forbidden)
    blocked |= shapely.intersects(forbidden, polygons)
    named = np.array([bool(building.name) for building in candidates])
    return [candidates[i] for i in _first_come(polygons, blocked, named)]


def _first_come(polygons: NDArray[np.object_], blocked: NDArray[np.bool_], named: NDArray[np.bool_]) -> list[int]:
    tree = shapely.STRtree(polygons)
    neighbours: dict[int, list[int]] = {}
    for one, other in tree.query(polygons, predicate="dwithin", distance=3.0).T.tolist():
        if other < one:
            neighbours.setdefault(one, []).append(other)
    # What the blueprint names stands where it says, wings against each other and all.
    taken: set[int] = set(np.flatnonzero(named).tolist())
    for i in np.flatnonzero(~blocked & ~named).tolist():
        if not taken.intersection(neighbours.get(i, ())):
            taken.add(i)
    return sorted(taken)


def _along(street: Street, pattern: Pattern, rng: np.random.Generator, share_built: float) -> list[Building]:
    both_sides = [_one_side(street.line, side, pattern, rng) for side in (-1, 1)]
    polygons = [polygon for group in both_sides for polygon in group]
    kept = rng.random(len(polygons)) < pattern.keep * share_built
    return [Building(pattern.kind, "", polygon) for polygon, keep in zip(polygons, kept, strict=True) if keep]


def _one_side(line: shapely.LineString, side: int, pattern: Pattern, rng: np.random.Generator) -> list[shapely.Polygon]:
    steps = rng.uniform(*pattern.spacing_m, size=int(line.length / pattern.spacing_m[0]) + 1)
    along = np.cumsum(steps) - steps[0] / 2
    along = along[along < line.length - pattern.spacing_m[0] / 3]
    if not len(along):
        return []
    center, angle = _beside(line, along, side * rng.uniform(*pattern.setback_m, size=len(along)))
    length = rng.uniform(*pattern.length_m, size=len(along))
    width = rng.uniform(*pattern.width_m, size=len(along))
    return list(_rectangles(center, length, width, angle + rng.normal(0, 0.04, len(along))))


def _beside(line: shapely.LineString, along: XYArray, offset: XYArray) -> tuple[XYArray, XYArray]:
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(along + 4, line.length)))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - 4, 0)))
    angle = np.arctan2(*(ahead - behind).T[::-1])
    normal = np.column_stack([-np.sin(angle), np.cos(angle)])
    return here + normal * offset[:, None], angle


def _rectangles(center: XYArray, length: XYArray, width: XYArray, angle: XYArray) -> NDArray[np.object_]:
    along = np.column_stack([np.cos(angle), np.sin(angle)]) * length[:, None] / 2
    across = np.column_stack([-np.sin(angle), np.cos(angle)]) * width[:, None] / 2
    corners = np.stack(
        [center - along - across, center + along - across, center + along + across, center - along + across], axis=1
    )
    polygons: NDArray[np.object_] = shapely.polygons(corners)
    return polygons
