"""What a printed map of events stands on: the municipality's own layers, a frame, names to find one's way by."""

from __future__ import annotations

from typing import Any

import numpy as np
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lykta.base.documents.map_picture import LayerKind, MapCell, MapLayer, MapPlace
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import base_layers
from lykta.ground.municipalities.models import Municipality

SMALLEST_SIDE_DEGREES = 0.012
BUILDINGS_UP_TO_DEGREES = 0.08  # wider maps would drown in houses
KINDS: dict[str, LayerKind] = {
    "water": "water",
    "green": "park",
    "buildings": "building",
    "streets": "street",
    "areas": "area",
}
Bounds = tuple[float, float, float, float]
NAMED_PLACES = 6
ORDER = ("square", "transport", "school", "leisure")  # never streets, whose point lies anywhere along them


def bounds_around(cells: list[MapCell]) -> Bounds:
    boxes = np.array([cell.polygon.bounds for cell in cells])
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    x, y = (west + east) / 2, (south + north) / 2
    # At least a few streets around a single cell, and room for its neighbours; a degree of longitude is half as long.
    half_x = max((east - west) * 0.6, SMALLEST_SIDE_DEGREES)
    half_y = max((north - south) * 0.6, SMALLEST_SIDE_DEGREES / 2, half_x * 0.35)
    return float(x - half_x), float(y - half_y), float(x + half_x), float(y + half_y)


def picture_layers(municipality: Municipality, bounds: Bounds) -> list[MapLayer]:
    layers = []
    for row in base_layers(municipality):
        kind = KINDS.get(row.key)
        if kind is None or (kind == "building" and bounds[2] - bounds[0] > BUILDINGS_UP_TO_DEGREES):
            continue
        features = row.features.get("features", [])
        if kind == "street":
            layers.append(MapLayer(row.key, "path", _geometries(f for f in features if _is_path(f))))
            features = [feature for feature in features if not _is_path(feature)]
        layers.append(MapLayer(row.key, kind, _geometries(features)))
    return layers


def _is_path(feature: dict[str, Any]) -> bool:
    return feature.get("properties", {}).get("kind") in ("foot", "path", "footpath", "cycle")


def _geometries(features: Any) -> tuple[BaseGeometry, ...]:
    return tuple(shape(feature["geometry"]) for feature in features if feature.get("geometry"))


def landmarks(municipality: Municipality, bounds: Bounds, first: str = "") -> list[MapPlace]:
    """A few places of the area, not on each other's heads; `first` is the place that the map is about."""
    west, south, east, north = bounds
    rows = Place.objects.for_municipality(municipality).filter(lon__range=(west, east), lat__range=(south, north))
    found = [(name, lon, lat, kind) for name, lon, lat, kind in rows.values_list("name", "lon", "lat", "kind")]
    ordered = sorted(
        (each for each in found if each[0] == first or each[3] in ORDER),
        key=lambda each: (each[0] != first, ORDER.index(each[3]) if each[3] in ORDER else 0, each[0]),
    )
    chosen: list[MapPlace] = []
    for name, lon, lat, _kind in ordered:
        if len(chosen) < NAMED_PLACES and not any(_is_close(each, lon, lat, bounds) for each in chosen):
            chosen.append(MapPlace(name, lon, lat))
    return chosen


def _is_close(other: MapPlace, lon: float, lat: float, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return abs(lon - other.lon) < (east - west) / 5 and abs(lat - other.lat) < (north - south) / 14
