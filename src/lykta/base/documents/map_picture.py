"""A quiet map as SVG: north up, cells from light to night, legend in words, a scale bar in metres.

Local equirectangular projection: at a municipality's size the error is below a pixel.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree
from shapely import Polygon, box, make_valid
from shapely.geometry.base import BaseGeometry

from lykta.base.documents.labels import labels_for
from lykta.base.documents.map_names import Box, placed
from lykta.base.documents.scale import INK, LINE, NIGHT, QUIET, CountClass, count_classes
from lykta.base.documents.svg import FONT_FAMILY, NAMESPACE

LayerKind = Literal["water", "park", "building", "street", "path", "area"]
WIDTH = 400
METRES_PER_DEGREE = 111_320.0
LAND = "#f7f6f3"
CELL_OPACITY = "0.78"  # streets and houses show through
STYLES: dict[str, dict[str, str]] = {
    "water": {"fill": "#d7e3ec", "stroke": "#bfd0dd", "stroke-width": "0.6"},
    "park": {"fill": "#e4ebdd"},
    "building": {"fill": "#dedcd7"},
    "street": {
        "fill": "none",
        "stroke": "#ffffff",
        "stroke-width": "3",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    },
    "path": {"fill": "none", "stroke": "#cfc9bd", "stroke-width": "1", "stroke-dasharray": "3 2"},
    "area": {"fill": "none", "stroke": "#8a94a0", "stroke-width": "1", "stroke-dasharray": "5 3"},
}
CASING = {
    "fill": "none",
    "stroke": "#d3d0c9",
    "stroke-width": "4.4",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
ORDER: tuple[LayerKind, ...] = ("water", "park", "building", "street", "path", "area")


@dataclass(frozen=True, slots=True)
class MapLayer:
    """Base map geometries in lon/lat (WGS84)."""

    name: str
    kind: LayerKind
    geometries: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True)
class MapCell:
    """One coarse cell in lon/lat and its count; what may not be shown must be gone before it comes here."""

    polygon: Polygon
    value: int


@dataclass(frozen=True, slots=True)
class MapPlace:
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """Lon/lat to pixels; `bounds` are west, south, east, north."""

    west: float
    north: float
    x_scale: float  # pixels per degree of longitude
    y_scale: float
    width: float
    height: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float]) -> _Frame:
        west, south, east, north = bounds
        if not (west < east and south < north):
            raise ValueError("The map's bounds are west, south, east, north, with west < east and south < north")
        narrowing = math.cos(math.radians((south + north) / 2))
        x_scale = WIDTH / (east - west)
        y_scale = x_scale / narrowing
        return cls(west, north, x_scale, y_scale, WIDTH, round((north - south) * y_scale, 1))

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.x_scale, (self.north - lat) * self.y_scale

    @property
    def pixels_per_metre(self) -> float:
        return self.y_scale / METRES_PER_DEGREE


def draw_map(
    base_layers: Sequence[MapLayer],
    cells: Sequence[MapCell],
    bounds: tuple[float, float, float, float],
    title: str = "",
    legend_title: str = "",
    places: Sequence[MapPlace] = (),
    language: str = "sv",
) -> str:
    frame = _Frame.around(bounds)
    classes = count_classes([cell.value for cell in cells], language)
    lines, legend = textwrap.wrap(title, 48), textwrap.wrap(legend_title, 32)
    top, bottom = 20 * len(lines) + (10 if lines else 0), 48 + 17 * max(len(legend), 1)
    root = etree.Element(
        f"{{{NAMESPACE}}}svg", nsmap={None: NAMESPACE}, viewBox=f"0 0 {WIDTH} {frame.height + top + bottom:g}"
    )
    root.set("font-family", FONT_FAMILY)
    _add(root, "rect", width="100%", height="100%", fill="white")
    for at, line in enumerate(lines):
        _add(root, "text", line, x="0", y=f"{16 + 20 * at}", fill=NIGHT, font_size="16", font_weight="600")
    picture = _add(root, "svg", y=f"{top}", width=f"{WIDTH}", height=f"{frame.height:g}")
    picture.set("viewBox", f"0 0 {WIDTH} {frame.height:g}")
    _add(picture, "rect", width=f"{WIDTH}", height=f"{frame.height:g}", fill=LAND)
    _draw_layers(picture, base_layers, ORDER[:3], frame, bounds)
    _draw_cells(picture, cells, classes, frame)
    _draw_layers(picture, base_layers, ORDER[3:], frame, bounds)
    _draw_places(picture, places, cells, frame)
    edge = {"x": "0.5", "y": "0.5", "width": f"{WIDTH - 1}", "height": f"{frame.height - 1:g}"}
    _add(picture, "rect", **edge, fill="none", stroke=LINE)
    _draw_scale_bar(root, frame, top + frame.height + 16, language)
    _draw_legend(root, classes, legend, top + frame.height + 16)
    return etree.tostring(root, encoding="unicode")


def _draw_layers(
    picture: etree._Element,
    layers: Sequence[MapLayer],
    kinds: Iterable[str],
    frame: _Frame,
    bounds: tuple[float, float, float, float],
) -> None:
    for kind in kinds:
        chosen = [geometry for layer in layers if layer.kind == kind for geometry in layer.geometries]
        path = "".join(_path(part, frame) for geometry in chosen for part in _parts(geometry, frame, bounds))
        if path and kind == "street":
            _add(picture, "path", d=path, **_names(CASING))
        if path:
            _add(picture, "path", d=path, **_names(STYLES[kind]))


def _draw_cells(
    picture: etree._Element, cells: Sequence[MapCell], classes: tuple[CountClass, ...], frame: _Frame
) -> None:
    for each in classes:
        path = "".join(_path(cell.polygon, frame) for cell in cells if each.holds(cell.value))
        _add(picture, "path", d=path, fill=each.colour, fill_opacity=CELL_OPACITY, stroke="white", stroke_width="1")


def _draw_places(picture: etree._Element, places: Sequence[MapPlace], cells: Sequence[MapCell], frame: _Frame) -> None:
    points = [(place.name, *frame.pixel(place.lon, place.lat)) for place in places]
    for name in placed(points, frame.width, frame.height, [_box_of(cell, frame) for cell in cells]):
        at = {"x": f"{name.text_x:.1f}", "y": f"{name.baseline:.1f}", "text_anchor": name.anchor}
        _add(
            picture,
            "circle",
            cx=f"{name.x:.1f}",
            cy=f"{name.y:.1f}",
            r="3",
            fill=INK,
            stroke="white",
            stroke_width="1.5",
        )
        halo = {"stroke": "white", "stroke_width": "3.5", "stroke_linejoin": "round"}
        # Drawn twice instead of paint-order, which not every program that opens the file knows.
        _add(picture, "text", name.text, font_size="13", font_weight="600", fill="white", **at, **halo)
        _add(picture, "text", name.text, font_size="13", font_weight="600", fill=INK, **at)


def _box_of(cell: MapCell, frame: _Frame) -> Box:
    west, south, east, north = cell.polygon.bounds
    return Box(*frame.pixel(west, north), *frame.pixel(east, south))


def _draw_scale_bar(root: etree._Element, frame: _Frame, y: float, language: str) -> None:
    labels = labels_for(language)
    metres = _round_length(frame.width * 0.28 / frame.pixels_per_metre)
    length = metres * frame.pixels_per_metre
    words = f"{metres} {labels.metres}" if metres < 1000 else f"{metres // 1000} {labels.kilometres}"
    right = frame.width - 1
    bar = f"M{right - length:.1f},{y - 3:.1f}v6h{length:.1f}v-6"
    _add(root, "path", d=bar, fill="none", stroke=QUIET, stroke_width="1.5")
    text = {"y": f"{y + 20:.1f}", "font_size": "12", "fill": QUIET}
    _add(root, "text", words, x=f"{right:.1f}", text_anchor="end", **text)
    arrow = right - length - 20
    _add(root, "path", d=f"M{arrow:.1f},{y - 8:.1f}l5,13l-5,-3l-5,3z", fill=QUIET)
    _add(root, "text", labels.north, x=f"{arrow:.1f}", text_anchor="middle", **text)


def _draw_legend(root: etree._Element, classes: tuple[CountClass, ...], title: list[str], y: float) -> None:
    for at, words in enumerate(title):
        _add(root, "text", words, x="0", y=f"{y + 6 + 17 * at:.1f}", font_size="13", fill=INK, font_weight="600")
    x, line = 0.0, y + 23 + 17 * max(len(title) - 1, 0)
    if len(title) < 2:
        line += 6  # clear of the words under the scale bar
    for each in classes:
        square = {"x": f"{x:.1f}", "y": f"{line - 6:.1f}", "width": "14", "height": "14"}
        _add(root, "rect", **square, fill=LAND)  # beneath, so that the shade is the one on the map
        _add(root, "rect", **square, fill=each.colour, fill_opacity=CELL_OPACITY)
        _add(root, "text", each.words, x=f"{x + 20:.1f}", y=f"{line + 6:.1f}", font_size="13", fill=INK)
        x += 20 + len(each.words) * 6.7 + 16


def _round_length(metres: float) -> int:
    """The largest of 1, 2, 5 × ten to a power that fits; never below one metre."""
    power = 10 ** max(0, math.floor(math.log10(max(metres, 1))))
    return next((int(step * power) for step in (5, 2, 1) if step * power <= metres), 1)


def _parts(geometry: BaseGeometry, frame: _Frame, bounds: tuple[float, float, float, float]) -> list[BaseGeometry]:
    """What can be seen of it: cut a little outside the frame and freed from detail below a pixel."""
    margin = 8 / frame.x_scale
    west, south, east, north = bounds
    seen = box(west - margin, south - margin, east + margin, north + margin)
    if not geometry.intersects(seen):
        return []
    # Outside map data holds polygons that cross themselves; GEOS refuses to cut those.
    geometry = geometry if geometry.is_valid else make_valid(geometry)
    cut = geometry.intersection(seen).simplify(0.3 / frame.x_scale)
    return list(getattr(cut, "geoms", [cut]))


def _path(geometry: BaseGeometry, frame: _Frame) -> str:
    if geometry.geom_type == "Polygon":
        rings = [geometry.exterior, *geometry.interiors]  # type: ignore[attr-defined]
        return "".join(_line(ring.coords, frame) + "z" for ring in rings if not ring.is_empty)
    if geometry.geom_type in ("LineString", "LinearRing"):
        return _line(geometry.coords, frame)
    return "".join(_path(part, frame) for part in getattr(geometry, "geoms", ()))


def _line(coordinates: Iterable[Sequence[float]], frame: _Frame) -> str:
    pixels = [frame.pixel(each[0], each[1]) for each in coordinates]
    return "M" + "L".join(f"{_short(x)},{_short(y)}" for x, y in pixels)


def _short(value: float) -> str:
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def _names(style: dict[str, str]) -> dict[str, str]:
    return {key.replace("-", "_"): value for key, value in style.items()}


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    for key, value in attributes.items():
        element.set(key.replace("_", "-"), value)
    element.text = text or None
    return element
