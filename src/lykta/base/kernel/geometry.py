"""Polygons that people hand in, checked so that a mistake is named and placed; and finding which area a point lies in.

Geometries are shapely, longitude/latitude in degrees, stored as WKB with a bounding box.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from lykta.base.kernel.coordinates import from_sweref99tm, guess_crs, to_sweref99tm

Crs = Literal["wgs84", "sweref99tm"]
BBox = tuple[float, float, float, float]
IntArray = NDArray[np.int64]

CRS_NAMES = {
    "wgs84": "WGS 84",
    "sweref99tm": "SWEREF 99 TM",
    "sweref99_local": "SWEREF 99 dd mm",
    "rt90": "RT 90",
    "web_mercator": "Web Mercator",
}


def gettext_noop(message: str) -> str:
    """Marks a message id for translation; the room that shows the problem translates it."""
    return message


MESSAGES = {
    "empty": gettext_noop("The area is empty: it has no corners or covers no surface. Draw it or export it again."),
    "not_readable": gettext_noop(
        "The area cannot be read: its coordinates are not arranged as GeoJSON asks. Export it again as GeoJSON."
    ),
    "not_a_polygon": gettext_noop("An area must be a polygon, but this is %(found)s. Choose a layer with areas."),
    "not_a_number": gettext_noop("A corner of the area lacks a number for its position. Export the area again."),
    "self_crossing": gettext_noop(
        "The outline crosses itself near %(lat)s, %(lon)s. Move a corner there so that the lines no longer cross."
    ),
    "broken_shape": gettext_noop(
        "The outline does not hold together near %(lat)s, %(lon)s: a hole or a part lies wrong. Correct it there."
    ),
    "swapped_axes": gettext_noop(
        "The coordinates stand in the wrong order: north comes before east. Swap them, or export with east first."
    ),
    "wrong_crs": gettext_noop(
        "The coordinates look like %(found)s, but were read as %(declared)s. Choose the right coordinate system."
    ),
    "outside_sweden": gettext_noop(
        "The area lies outside Sweden: its middle is at %(x)s, %(y)s. Check the coordinate system."
    ),
}


class GeometryProblem(ValueError):
    """Why a geometry was refused. `message` is an English message id with %-parameters, for the caller to translate."""

    def __init__(self, code: str, **parameters: str) -> None:
        self.code = code
        self.message = MESSAGES[code]
        self.parameters = parameters
        super().__init__(self.message % parameters)


@dataclass(frozen=True, slots=True)
class ParsedPolygon:
    geometry: shapely.MultiPolygon
    wkb: bytes
    bbox: BBox


def polygon_from_geojson(geometry: Mapping[str, Any] | None, crs: Crs = "wgs84") -> ParsedPolygon:
    """Read a GeoJSON Polygon or MultiPolygon in the declared coordinate system; raises GeometryProblem."""
    parts = _read_parts(geometry)
    _refuse_wrong_system(parts, crs)
    return parsed(_valid(_multipolygon(parts, crs)))


def parsed(geometry: shapely.Polygon | shapely.MultiPolygon) -> ParsedPolygon:
    """Ready to be stored: outer rings counter-clockwise, so that equal areas give equal bytes."""
    parts = shapely.get_parts(shapely.orient_polygons(shapely.force_2d(geometry)))
    multipolygon = shapely.MultiPolygon(list(parts))
    min_lon, min_lat, max_lon, max_lat = (float(edge) for edge in multipolygon.bounds)
    return ParsedPolygon(multipolygon, shapely.to_wkb(multipolygon), (min_lon, min_lat, max_lon, max_lat))


def from_wkb(wkb: bytes) -> BaseGeometry:
    geometry: BaseGeometry = shapely.from_wkb(bytes(wkb))
    return geometry


class AreaIndex:
    """Finds the area of each of many points at once. Where areas touch or overlap, the first in the list wins."""

    def __init__(self, areas: Iterable[tuple[Hashable, BaseGeometry]]) -> None:
        listed = list(areas)
        self.keys: tuple[Hashable, ...] = tuple(key for key, _ in listed)
        self._geometries = np.array([geometry for _, geometry in listed], dtype=object)
        shapely.prepare(self._geometries)
        self._tree = shapely.STRtree(self._geometries)

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> IntArray:
        """Place in `keys` of the area that holds each point, its border included; -1 where none does."""
        x, y = (np.atleast_1d(np.asarray(side, dtype=np.float64)) for side in (lon, lat))
        found = np.full(len(x), len(self.keys), dtype=np.int64)
        point, area = self._tree.query(shapely.points(x, y))
        inside = shapely.intersects_xy(self._geometries[area], x[point], y[point])
        np.minimum.at(found, point[inside], area[inside])
        found[found == len(self.keys)] = -1
        return found

    def locate_key(self, lon: float, lat: float) -> Hashable | None:
        place = int(self.locate(lon, lat)[0])
        return None if place < 0 else self.keys[place]


def to_plane(geometry: BaseGeometry) -> BaseGeometry:
    """From longitude/latitude to SWEREF 99 TM metres."""
    plane: BaseGeometry = shapely.transform(geometry, lambda xy: np.column_stack(to_sweref99tm(xy[:, 0], xy[:, 1])))
    return plane


def from_plane(geometry: BaseGeometry) -> BaseGeometry:
    """From SWEREF 99 TM metres to longitude/latitude."""
    lonlat: BaseGeometry = shapely.transform(geometry, lambda xy: np.column_stack(from_sweref99tm(xy[:, 0], xy[:, 1])))
    return lonlat


def area_m2(geometry: BaseGeometry) -> float:
    return float(to_plane(geometry).area)


def centroid(geometry: BaseGeometry) -> tuple[float, float]:
    """Longitude and latitude of the centre of mass, which may lie outside a bent area."""
    point = shapely.centroid(geometry)
    return float(point.x), float(point.y)


def representative_point(geometry: BaseGeometry) -> tuple[float, float]:
    """A longitude and latitude that is sure to lie inside: for labels and pins."""
    point = shapely.point_on_surface(geometry)
    return float(point.x), float(point.y)


def simplify_for_display(geometry: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """Fewer corners, none moved further than the tolerance."""
    simplified: BaseGeometry = from_plane(shapely.simplify(to_plane(geometry), tolerance_m, preserve_topology=True))
    return simplified


def simplify_together(geometries: Sequence[BaseGeometry], tolerance_m: float) -> list[BaseGeometry]:
    """Simplify neighbouring areas so that their common borders still meet; drops corners that turn less than about
    tolerance_m squared of surface."""
    plane = [to_plane(geometry) for geometry in geometries]
    return [from_plane(simplified) for simplified in shapely.coverage_simplify(plane, tolerance_m)]


def geojson_geometry(geometry: BaseGeometry, decimals: int = 6) -> dict[str, Any]:
    """A GeoJSON geometry with rounded coordinates; six decimals are about a decimetre."""
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, decimals))
    return dict(mapping(rounded))


def _read_parts(geometry: Mapping[str, Any] | None) -> list[list[NDArray[np.float64]]]:
    if not geometry:
        raise GeometryProblem("empty")
    if not isinstance(geometry, Mapping):
        raise GeometryProblem("not_readable")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise GeometryProblem("not_a_polygon", found=str(kind)[:40])
    if not coordinates:
        raise GeometryProblem("empty")
    try:
        parts = [[_ring(ring) for ring in part] for part in ([coordinates] if kind == "Polygon" else coordinates)]
    except (TypeError, ValueError, KeyError) as error:
        if isinstance(error, GeometryProblem):
            raise
        raise GeometryProblem("not_readable") from error
    return _without_empty(parts)


def _ring(ring: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    if any(isinstance(number, str | bool) for position in ring for number in position):
        raise GeometryProblem("not_readable")
    if any(number is None for position in ring for number in position[:2]):
        raise GeometryProblem("not_a_number")
    corners = np.array([[float(position[0]), float(position[1])] for position in map(_pair, ring)]).reshape(-1, 2)
    if not np.isfinite(corners).all():
        raise GeometryProblem("not_a_number")
    return corners


def _pair(position: Sequence[float]) -> Sequence[float]:
    if not 2 <= len(position) <= 4:
        raise GeometryProblem("not_readable")
    return position


def _without_empty(parts: list[list[NDArray[np.float64]]]) -> list[list[NDArray[np.float64]]]:
    filled = [part for part in parts if part and len(part[0])]
    if not filled:
        raise GeometryProblem("empty")
    if any(shapely.MultiPoint(ring).convex_hull.area == 0 for part in filled for ring in part):
        raise GeometryProblem("empty")
    return filled


def _refuse_wrong_system(parts: list[list[NDArray[np.float64]]], declared: Crs) -> None:
    corners = np.concatenate([part[0] for part in parts])
    guesses = {guess_crs(float(x), float(y)) for x, y in corners}
    if guesses == {declared}:
        return
    middle_x, middle_y = ((corners.min(axis=0) + corners.max(axis=0)) / 2).tolist()
    found = guess_crs(middle_x, middle_y)
    if found == f"swapped_{declared}":
        raise GeometryProblem("swapped_axes")
    if found not in ("unknown", declared):
        raise GeometryProblem("wrong_crs", found=_crs_name(found), declared=CRS_NAMES[declared])
    raise GeometryProblem("outside_sweden", x=_plain(middle_x), y=_plain(middle_y))


def _crs_name(guess: str) -> str:
    return CRS_NAMES[guess.removeprefix("swapped_")]


def _multipolygon(parts: list[list[NDArray[np.float64]]], crs: Crs) -> shapely.MultiPolygon:
    polygons = [shapely.Polygon(part[0], part[1:]) for part in parts]
    multipolygon = shapely.MultiPolygon(polygons)
    return from_plane(multipolygon) if crs == "sweref99tm" else multipolygon


def _valid(geometry: shapely.MultiPolygon) -> shapely.MultiPolygon | shapely.Polygon:
    if geometry.is_valid:
        return _with_surface(geometry)
    reason = str(shapely.is_valid_reason(geometry))
    if reason.startswith("Ring Self-intersection"):
        return _mended(geometry)
    raise _placed("self_crossing" if "elf-intersection" in reason else "broken_shape", reason)


def _mended(geometry: shapely.MultiPolygon) -> shapely.MultiPolygon | shapely.Polygon:
    # Many GIS programs write a hole that touches the outline as one ring; GeoJSON's way of writing it is lossless.
    mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if mended.geom_type in ("Polygon", "MultiPolygon") and math.isclose(mended.area, geometry.area, rel_tol=1e-9):
        return _with_surface(mended)
    raise _placed("self_crossing", str(shapely.is_valid_reason(geometry)))


def _with_surface(geometry: shapely.MultiPolygon | shapely.Polygon) -> shapely.MultiPolygon | shapely.Polygon:
    if geometry.is_empty or geometry.area == 0:
        raise GeometryProblem("empty")
    return geometry


def _placed(code: str, reason: str) -> GeometryProblem:
    numbers = re.search(r"\[(\S+) (\S+)\]", reason)
    lon, lat = (float(numbers[1]), float(numbers[2])) if numbers else (math.nan, math.nan)
    return GeometryProblem(code, lon=f"{lon:.5f}", lat=f"{lat:.5f}")


def _plain(number: float) -> str:
    return f"{number:.5f}".rstrip("0").rstrip(".")
