"""Names to find one's way by on a printed map."""

from __future__ import annotations

from lykta.base.documents.map_picture import MapPlace
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

Bounds = tuple[float, float, float, float]
NAMED_PLACES = 6
ORDER = ("square", "transport", "school", "leisure")  # never streets, whose point lies anywhere along them


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
