"""Where a report lies: coordinates, Morton key, area, and whether that can be right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lykta.base.kernel.coordinates import distance_m, guess_crs
from lykta.base.kernel.geometry import BBox
from lykta.base.kernel.quadkeys import encode
from lykta.facts.incidents.enums import Precision
from lykta.facts.incidents.rules import CannotReport
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import area_index, municipality_bounds
from lykta.ground.municipalities.models import Municipality

MARGIN_KM = 20
KM_PER_DEGREE = 111.32
SAME_PLACE_M = 200


@dataclass(frozen=True, slots=True)
class Position:
    lon: float | None = None
    lat: float | None = None
    qk: int | None = None
    area_id: int | None = None
    precision: str = Precision.MISSING
    is_outside: bool = False


NOWHERE = Position()


def position_of(
    municipality: Municipality, *, lon: float | None, lat: float | None, place: Place | None, precision: str
) -> Position:
    """The point that was given, else that of the place, else none."""
    if (lon is None) != (lat is None):
        raise CannotReport(_("The position is only half there. Choose the place on the map or by name."), "place")
    if lon is None or lat is None:
        if place is None or precision == Precision.MISSING:
            return NOWHERE
        lon, lat = place.lon, place.lat
        precision = Precision.ADDRESS if precision == Precision.POINT else precision
    elif precision == Precision.MISSING:
        precision = Precision.POINT
    bounds = municipality_bounds(municipality)
    refuse_impossible(lon, lat, bounds)
    return _located(municipality, lon, lat, precision, bounds)


def located(municipality: Municipality, lon: float, lat: float, precision: str) -> Position:
    """A point outside the municipality is kept, and said to be outside: a report is never lost for its position."""
    return _located(municipality, lon, lat, precision, municipality_bounds(municipality))


def _located(municipality: Municipality, lon: float, lat: float, precision: str, bounds: BBox | None) -> Position:
    area = area_index(municipality).locate_key(lon, lat)
    is_outside = not _is_near(lon, lat, bounds)
    return Position(lon, lat, int(encode(lon, lat)), area if isinstance(area, int) else None, precision, is_outside)


def refuse_impossible(lon: float, lat: float, bounds: BBox | None) -> None:
    """Not a number, not on the earth, or longitude and latitude that have changed places."""
    is_on_earth = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 85
    if is_on_earth and not (_is_near(lat, lon, bounds) and not _is_near(lon, lat, bounds)):
        return
    raise CannotReport(position_problem(lon, lat, bounds) or _("The position is not on the map."), "place")


def position_problem(lon: float, lat: float, bounds: BBox | None) -> str | None:
    """A sentence on what is wrong with the position, or None."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return _("The position is not a number. Choose the place on the map or by name.")
    if _is_near(lon, lat, bounds):
        return None
    if _is_near(lat, lon, bounds):
        return _("Longitude and latitude have changed places: %(lon)s is a latitude. Swap them and send again.") % {
            "lon": f"{lon:.4f}"
        }
    return _("The position lies outside the municipality. Choose the place on the map or by name.")


def _is_near(lon: float, lat: float, bounds: BBox | None) -> bool:
    if bounds is None:
        return guess_crs(lon, lat) == "wgs84"
    west, south, east, north = bounds
    north_south = MARGIN_KM / KM_PER_DEGREE
    east_west = north_south / math.cos(math.radians((south + north) / 2))
    return west - east_west <= lon <= east + east_west and south - north_south <= lat <= north + north_south


def moved_to(
    municipality: Municipality, *, lon: float | None, lat: float | None, precision: str, place: Place
) -> Position:
    """When the reviewer names another place: an exact point near it stays, any other moves there."""
    if lon is None or lat is None or precision != Precision.POINT:
        return located(municipality, place.lon, place.lat, Precision.ADDRESS)
    if float(distance_m(lon, lat, place.lon, place.lat)) > SAME_PLACE_M:
        return located(municipality, place.lon, place.lat, Precision.ADDRESS)
    return located(municipality, lon, lat, precision)
