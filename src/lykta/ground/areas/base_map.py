"""What a map is drawn from: the municipality's own layers, or the outlines of its areas where it has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from lykta.base.kernel.geometry import from_wkb, geojson_geometry, simplify_together

DISPLAY_TOLERANCE_M = 15.0  # a few pixels at street level; a tenth of the corners of an official boundary
DECIMALS = 5  # about a metre


@dataclass(frozen=True, slots=True)
class BaseLayer:
    """A GeoJSON FeatureCollection in WGS84 longitude, latitude."""

    key: str
    features: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outline:
    code: str
    name: str
    polygon: bytes  # WKB


def layers_of_outlines(outlines: list[Outline]) -> tuple[BaseLayer, ...]:
    """`ground`, the land as one surface, and `areas` upon it; neighbours keep a common border."""
    if not outlines:
        return ()
    shapes = simplify_together([from_wkb(each.polygon) for each in outlines], DISPLAY_TOLERANCE_M)
    areas = [
        _feature(geometry, {"code": each.code, "name": each.name})
        for each, geometry in zip(outlines, shapes, strict=True)
    ]
    # On a grid, so that neighbours whose borders differ by a hair are one land.
    ground = _feature(shapely.unary_union(shapes, grid_size=10**-DECIMALS), {})
    return BaseLayer("ground", _collection([ground])), BaseLayer("areas", _collection(areas))


def _feature(geometry: BaseGeometry, properties: dict[str, str]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geojson_geometry(geometry, DECIMALS)}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
