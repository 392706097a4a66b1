"""A quiet map with coarse cells over the municipality's own base map."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lykta.base.documents.map_picture import LayerKind, MapCell, MapLayer, draw_map
from lykta.base.documents.tree import Column, Figure, Table, text_table
from lykta.base.kernel.quadkeys import cell_bounds, cell_size_m
from lykta.base.privacy.disclosure import coarse_cells
from lykta.facts.evidence.sections import SectionRequest
from lykta.facts.incidents.enums import Precision
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.sections.chosen_events import ChosenEvents
from lykta.facts.incidents.sections.landmarks import Bounds, landmarks
from lykta.facts.incidents.sections.period_words import label, language, sentence
from lykta.facts.incidents.snapshot import NOTHING
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import base_layers

FINE_ZOOM, COARSE_ZOOM = 17, 16  # cells of about 160 and 320 metres in Sweden
SMALLEST_SIDE_DEGREES = 0.012
BUILDINGS_UP_TO_DEGREES = 0.08  # wider maps would drown in houses
KINDS: dict[str, LayerKind] = {
    "water": "water",
    "green": "park",
    "buildings": "building",
    "streets": "street",
    "areas": "area",
}


def map_of_cells(request: SectionRequest, events: ChosenEvents, threshold: int) -> tuple[Figure, ...]:
    """Cells with at least `threshold` events; no picture where there is none. Vague positions are not drawn."""
    zoom = FINE_ZOOM if threshold == 1 else COARSE_ZOOM
    placed = _exact(request, events)
    cells, counts = coarse_cells(placed, zoom, threshold)
    if not len(cells):
        return ()
    polygons = [MapCell(cell_bounds(int(cell), zoom), int(n)) for cell, n in zip(cells, counts, strict=True)]
    bounds = _around(polygons)
    most = _name_of(request, polygons[int(np.argmax(counts))])
    title = _("Events, %(period)s") % {"period": label(request.period)}
    if most and counts.max() >= 3 and (counts == counts.max()).sum() == 1:
        title = _("Most events around %(place)s") % {"place": most}
    size_m = round(cell_size_m(zoom, polygons[0].polygon.centroid.y), -1)
    legend = _("Events per square of %(metres)s metres") % {"metres": int(size_m)}
    places = landmarks(request.municipality, bounds, first=most)
    drawing = draw_map(_base(request, bounds), polygons, bounds, title, legend, places, language())
    n = int(counts.sum())
    values = {"period": label(request.period), "n": n, "all": events.n}
    caption = sentence(_("%(period)s, n = %(n)s of %(all)s events.") % values)
    if threshold > 1:
        caption += " " + _("Squares with fewer than %(n)s events are left out.") % {"n": threshold}
    return (Figure(drawing, _("Map: %(title)s.") % {"title": title}, caption, _table(request, polygons)),)


def _exact(request: SectionRequest, events: ChosenEvents) -> np.ndarray:
    """Keys of events with a position that says more than "somewhere in the area"."""
    snapshot, chosen = events.snapshot, events.within & (events.snapshot.qk != NOTHING)
    vague = Incident.objects.for_municipality(request.municipality).filter(precision=Precision.AREA)
    vague_pks = list(vague.order_by().values_list("pk", flat=True))
    return snapshot.qk[chosen & ~np.isin(snapshot.pk, vague_pks)]


def _around(cells: list[MapCell]) -> Bounds:
    boxes = np.array([cell.polygon.bounds for cell in cells])
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    x, y = (west + east) / 2, (south + north) / 2
    # At least a few streets around a single cell, and room for its neighbours; a degree of longitude is half as long.
    half_x = max((east - west) * 0.6, SMALLEST_SIDE_DEGREES)
    half_y = max((north - south) * 0.6, SMALLEST_SIDE_DEGREES / 2, half_x * 0.35)
    return float(x - half_x), float(y - half_y), float(x + half_x), float(y + half_y)


def _base(request: SectionRequest, bounds: Bounds) -> list[MapLayer]:
    layers = []
    for row in base_layers(request.municipality):
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


def _name_of(request: SectionRequest, cell: MapCell) -> str:
    """A named place within the cell, the most central one."""
    west, south, east, north = cell.polygon.bounds
    rows = Place.objects.for_municipality(request.municipality).filter(
        lon__range=(west, east), lat__range=(south, north)
    )
    x, y = cell.polygon.centroid.coords[0]
    found = [((lon - x) ** 2 + (lat - y) ** 2, name) for name, lon, lat in rows.values_list("name", "lon", "lat")]
    return min(found)[1] if found else ""


def _table(request: SectionRequest, cells: list[MapCell]) -> Table:
    ordered = sorted(cells, key=lambda cell: -cell.value)[:10]
    rows: list[tuple[str, ...]] = []
    for cell in ordered:
        centre = cell.polygon.centroid
        rows.append((_name_of(request, cell) or f"{centre.y:.4f}, {centre.x:.4f}", str(cell.value)))
    columns = (Column(_("Square"), header=True), Column(_("Events"), "right"))
    return text_table(_("Squares with most events"), columns, rows)
