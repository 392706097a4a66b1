"""The map that residents see: coarse cells with at least the municipality's limit of incidents each, and no point."""

from __future__ import annotations

from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lykta.base.documents.map_picture import LayerKind, MapCell, MapLayer, draw_map
from lykta.base.documents.tree import Block, Figure
from lykta.base.kernel.quadkeys import cell_bounds, cell_size_m
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.situation_reports.language import language_now
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.public_counts import CELL_ZOOM, counts_of
from lykta.ground.areas.models import MapLayer as MapLayerRow
from lykta.ground.municipalities.models import Municipality

DRAWN: dict[str, LayerKind] = {"water": "water", "green": "park", "streets": "street"}
MARGIN = 0.35  # of the cells' extent, so that one sees where they lie


def coarse_map(report: SituationReport) -> list[Block]:
    """Nothing where no cell has enough."""
    municipality, period = report.municipality, report.period
    enough = [(cell, n) for cell, n in counts_of(report).cells if n >= municipality.smallest_public_count]
    if not enough:
        return []
    shown = [MapCell(cell_bounds(cell, CELL_ZOOM), n) for cell, n in enough]
    extent = _around(shown)
    values = {
        "period": period_label(period, language_now()),
        "n": len(shown),
        "limit": municipality.smallest_public_count,
        "metres": _rounded(cell_size_m(CELL_ZOOM, (extent[1] + extent[3]) / 2)),
    }
    svg = draw_map(
        _layers(municipality),
        shown,
        extent,
        title=_("Where it was seen, %(period)s") % values,
        legend_title=_("Incidents per square"),
        language=language_now(),
    )
    caption = _(
        "Squares of about %(metres)s metres with at least %(limit)s incidents. The other squares have fewer or none; "
        "incidents without a known place are not on the map."
    )
    alt = _("Map of %(n)s squares where at least %(limit)s incidents each were seen, %(period)s.")
    return [Figure(svg, alt % values, caption % values, width_share=0.8)]


def _around(cells: list[MapCell]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.union_all([cell.polygon for cell in cells]).bounds
    beside, above = (east - west) * MARGIN, (north - south) * MARGIN
    return west - beside, south - above, east + beside, north + above


def _layers(municipality: Municipality) -> list[MapLayer]:
    rows = MapLayerRow.objects.for_municipality(municipality).filter(key__in=list(DRAWN)).order_by("position")
    return [MapLayer(row.key, DRAWN[row.key], _geometries(row.features)) for row in rows]


def _geometries(features: dict[str, Any]) -> tuple[BaseGeometry, ...]:
    return tuple(shape(each["geometry"]) for each in features.get("features", ()) if each.get("geometry"))


def _rounded(metres: float) -> int:
    return 50 * round(metres / 50)
