"""What others ask about areas, places and the base map."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from shapely.geometry import shape

from lykta.base.kernel.geometry import AreaIndex, BBox, from_wkb
from lykta.ground.areas.base_map import BaseLayer, Outline, layers_of_outlines
from lykta.ground.areas.models import Area, AreaSet, AreaSetInUse, MapLayer, Place
from lykta.ground.areas.search_text import folded
from lykta.ground.municipalities.models import Municipality

EMPTY_INDEX = AreaIndex([])


def area_set_in_use(municipality: Municipality) -> AreaSet | None:
    in_use = AreaSetInUse.objects.filter(municipality=municipality).select_related("area_set").first()
    return in_use.area_set if in_use else None


def area_sets_for(municipality: Municipality) -> QuerySet[AreaSet]:
    """Those with an area in the municipality, newest first of each; `area_count` is how many there."""
    sets = AreaSet.objects.filter(municipality_code__in=("", municipality.code))
    here = Count("areas", filter=Q(areas__municipality_code__in=("", municipality.code)))
    return sets.annotate(area_count=here).filter(area_count__gt=0).order_by("name", "-vintage", "-version")


def areas_of(municipality: Municipality) -> QuerySet[Area]:
    """The areas that the municipality counts by; none before an area set is chosen."""
    return _areas_in(municipality, area_set_in_use(municipality))


def area_index(municipality: Municipality) -> AreaIndex:
    """Keys are primary keys of Area. An area set never changes once it is read in, so the index is kept."""
    area_set = area_set_in_use(municipality)
    if area_set is None:
        return EMPTY_INDEX
    return _index(area_set.pk, area_set.public_id, municipality.code)


def offered_places(municipality: Municipality) -> QuerySet[Place]:
    """Those that a report may be placed at today."""
    rows: QuerySet[Place] = Place.objects.for_municipality(municipality)
    return rows.filter(Q(active_to__isnull=True) | Q(active_to__gte=timezone.localdate()))


def search_places(municipality: Municipality, text: str, limit: int = 8) -> list[Place]:
    """Places whose name or other name holds every word, those that begin with the text first."""
    words = folded(text).split()
    if not words:
        return []
    places = offered_places(municipality)
    for word in words:
        places = places.filter(search_text__contains=word)
    wanted = " ".join(words)
    return sorted(places, key=lambda place: (_rank(place, wanted), len(place.name), place.name))[:limit]


def map_layers(municipality: Municipality) -> QuerySet[MapLayer]:
    """In the order of drawing, lowest first."""
    layers: QuerySet[MapLayer] = MapLayer.objects.for_municipality(municipality)
    return layers.order_by("position")


def base_layers(municipality: Municipality) -> tuple[BaseLayer, ...]:
    """What a map is drawn from, lowest first: the municipality's layers, or without any the areas it counts by."""
    own = tuple(BaseLayer(row.key, row.features) for row in map_layers(municipality))
    area_set = None if own else area_set_in_use(municipality)
    return own if area_set is None else _outlines(area_set.pk, area_set.public_id, municipality.code)


def municipality_bounds(municipality: Municipality) -> BBox | None:
    """min_lon, min_lat, max_lon, max_lat of the areas in use, or of the ground of the base map; else None."""
    area_set = area_set_in_use(municipality)
    if area_set is not None and (edges := _edges(area_set.pk, area_set.public_id, municipality.code)):
        return edges
    ground = MapLayer.objects.for_municipality(municipality).filter(key="ground").first()
    return _bounds_of(ground.features) if ground else None


def _areas_in(municipality: Municipality, area_set: AreaSet | None) -> QuerySet[Area]:
    if area_set is None:
        return Area.objects.none()
    return Area.objects.filter(area_set=area_set, municipality_code__in=("", municipality.code))


@lru_cache(maxsize=64)
def _edges(area_set_id: int, area_set_public_id: str, code: str) -> BBox | None:
    areas = Area.objects.filter(area_set_id=area_set_id, municipality_code__in=("", code))
    told = areas.aggregate(west=Min("min_lon"), south=Min("min_lat"), east=Max("max_lon"), north=Max("max_lat"))
    return None if told["west"] is None else (told["west"], told["south"], told["east"], told["north"])


@lru_cache(maxsize=64)
def _index(area_set_id: int, area_set_public_id: str, code: str) -> AreaIndex:
    rows = Area.objects.filter(area_set_id=area_set_id, municipality_code__in=("", code)).order_by("code")
    return AreaIndex([(pk, from_wkb(bytes(polygon))) for pk, polygon in rows.values_list("pk", "polygon")])


@lru_cache(maxsize=64)
def _outlines(area_set_id: int, area_set_public_id: str, code: str) -> tuple[BaseLayer, ...]:
    rows = Area.objects.filter(area_set_id=area_set_id, municipality_code__in=("", code)).order_by("code")
    return layers_of_outlines(
        [Outline(code, name, bytes(polygon)) for code, name, polygon in rows.values_list("code", "name", "polygon")]
    )


def _rank(place: Place, wanted: str) -> int:
    name = folded(place.name)
    if name.startswith(wanted):
        return 0
    if any(folded(alias).startswith(wanted) for alias in place.aliases):
        return 1
    return 2 if f" {wanted}" in f" {name}" else 3


def _bounds_of(features: dict[str, Any]) -> BBox | None:
    boxes = [shape(feature["geometry"]).bounds for feature in features.get("features", []) if feature.get("geometry")]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
