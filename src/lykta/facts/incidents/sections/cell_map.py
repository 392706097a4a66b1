"""A quiet map with coarse cells over the municipality's own base map."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _

from lykta.base.documents.map_picture import MapCell, draw_map
from lykta.base.documents.tree import Column, Figure, Table, text_table
from lykta.base.kernel.quadkeys import cell_bounds, cell_size_m
from lykta.base.privacy.disclosure import coarse_cells
from lykta.facts.evidence.sections import SectionRequest
from lykta.facts.incidents.map_parts import bounds_around, landmarks, picture_layers
from lykta.facts.incidents.sections.chosen_events import ChosenEvents
from lykta.facts.incidents.sections.period_words import label, language, sentence
from lykta.facts.incidents.snapshot import NOTHING
from lykta.ground.areas.models import Place

FINE_ZOOM, COARSE_ZOOM = 17, 16  # cells of about 160 and 320 metres in Sweden


def map_of_cells(request: SectionRequest, events: ChosenEvents, threshold: int) -> tuple[Figure, ...]:
    """Cells with at least `threshold` events; no picture where there is none. Vague positions are not drawn."""
    zoom = FINE_ZOOM if threshold == 1 else COARSE_ZOOM
    placed = _exact(events)
    cells, counts = coarse_cells(placed, zoom, threshold)
    if not len(cells):
        return ()
    polygons = [MapCell(cell_bounds(int(cell), zoom), int(n)) for cell, n in zip(cells, counts, strict=True)]
    bounds = bounds_around(polygons)
    most = _name_of(request, polygons[int(np.argmax(counts))])
    title = _("Events, %(period)s") % {"period": label(request.period)}
    if most and counts.max() >= 3 and (counts == counts.max()).sum() == 1:
        title = _("Most events around %(place)s") % {"place": most}
    size_m = round(cell_size_m(zoom, polygons[0].polygon.centroid.y), -1)
    legend = _("Events per square of %(metres)s metres") % {"metres": int(size_m)}
    places = landmarks(request.municipality, bounds, first=most)
    base = picture_layers(request.municipality, bounds)
    drawing = draw_map(base, polygons, bounds, title, legend, places, language())
    n = int(counts.sum())
    values = {"period": label(request.period), "n": n, "all": events.n}
    caption = sentence(_("%(period)s, n = %(n)s of %(all)s events.") % values)
    if threshold > 1:
        caption += " " + _("Squares with fewer than %(n)s events are left out.") % {"n": threshold}
    return (Figure(drawing, _("Map: %(title)s.") % {"title": title}, caption, _table(request, polygons)),)


def _exact(events: ChosenEvents) -> np.ndarray:
    """Keys of events with a position that says more than "somewhere in the area"."""
    snapshot, chosen = events.snapshot, events.within & (events.snapshot.qk != NOTHING)
    return snapshot.qk[chosen & ~snapshot.is_vague]


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
