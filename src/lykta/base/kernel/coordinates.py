"""WGS84 longitude/latitude and SWEREF 99 TM (EPSG:3006), by Krüger's series on GRS80.

SWEREF 99 and WGS84 are treated as one datum: they differ by about half a metre, less than any position Lykta stores.
Degrees in and out on the geographic side, metres on the plane side; east before north, longitude before latitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
CrsGuess = Literal[
    "wgs84", "sweref99tm", "swapped_wgs84", "swapped_sweref99tm", "sweref99_local", "rt90", "web_mercator", "unknown"
]

_SEMI_MAJOR_M = 6378137.0
_FLATTENING = 1 / 298.257222101
_ECCENTRICITY = np.sqrt(_FLATTENING * (2 - _FLATTENING))
_N = _FLATTENING / (2 - _FLATTENING)
_RECTIFYING_RADIUS_M = _SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)

# Krüger 1912, to the fourth power of n: the first neglected term is far below a micrometre over Sweden.
_TO_PLANE = (
    _N / 2 - 2 / 3 * _N**2 + 5 / 16 * _N**3 + 41 / 180 * _N**4,
    13 / 48 * _N**2 - 3 / 5 * _N**3 + 557 / 1440 * _N**4,
    61 / 240 * _N**3 - 103 / 140 * _N**4,
    49561 / 161280 * _N**4,
)
_TO_SPHERE = (
    _N / 2 - 2 / 3 * _N**2 + 37 / 96 * _N**3 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 / 1440 * _N**4,
    17 / 480 * _N**3 - 37 / 840 * _N**4,
    4397 / 161280 * _N**4,
)


@dataclass(frozen=True, slots=True)
class TransverseMercator:
    central_meridian: float
    scale: float
    false_easting_m: float
    false_northing_m: float = 0.0

    def to_plane(self, lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Easting and northing in metres."""
        longitude = np.radians(np.asarray(lon, dtype=np.float64) - self.central_meridian)
        tangent = _conformal_tangent(np.tan(np.radians(np.asarray(lat, dtype=np.float64))))
        xi = np.arctan2(tangent, np.cos(longitude))
        eta = np.arcsinh(np.sin(longitude) / np.hypot(tangent, np.cos(longitude)))
        xi, eta = _with_series(xi, eta, _TO_PLANE)
        radius_m = self.scale * _RECTIFYING_RADIUS_M
        return self.false_easting_m + radius_m * eta, self.false_northing_m + radius_m * xi

    def to_geographic(self, easting_m: ArrayLike, northing_m: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Longitude and latitude in degrees."""
        radius_m = self.scale * _RECTIFYING_RADIUS_M
        xi = (np.asarray(northing_m, dtype=np.float64) - self.false_northing_m) / radius_m
        eta = (np.asarray(easting_m, dtype=np.float64) - self.false_easting_m) / radius_m
        xi, eta = _with_series(xi, eta, tuple(-term for term in _TO_SPHERE))
        longitude = np.arctan2(np.sinh(eta), np.cos(xi))
        tangent = _geographic_tangent(np.sin(xi) / np.hypot(np.sinh(eta), np.cos(xi)))
        return self.central_meridian + np.degrees(longitude), np.degrees(np.arctan(tangent))


SWEREF99TM = TransverseMercator(central_meridian=15.0, scale=0.9996, false_easting_m=500_000.0)


def to_sweref99tm(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Easting and northing in metres from longitude and latitude in degrees; scalars or arrays."""
    return SWEREF99TM.to_plane(lon, lat)


def from_sweref99tm(easting_m: ArrayLike, northing_m: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude in degrees from easting and northing in metres; scalars or arrays."""
    return SWEREF99TM.to_geographic(easting_m, northing_m)


def distance_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> FloatArray:
    """Straight distance in the SWEREF 99 TM plane, which is what "50 metres away" means everywhere in Lykta."""
    east1, north1 = to_sweref99tm(lon1, lat1)
    east2, north2 = to_sweref99tm(lon2, lat2)
    distance: FloatArray = np.hypot(east2 - east1, north2 - north1)
    return distance


def guess_crs(x: float, y: float) -> CrsGuess:
    """Name the coordinate system that a pair from Sweden most likely stands in, to explain a mistake."""
    if _in_wgs84(x, y):
        return "wgs84"
    if _in_wgs84(y, x):
        return "swapped_wgs84"
    if _in_sweref99tm(x, y):
        return "sweref99tm"
    if _in_sweref99tm(y, x):
        return "swapped_sweref99tm"
    return _other_plane_system(min(x, y), max(x, y))


def _in_wgs84(lon: float, lat: float) -> bool:
    return 10.0 <= lon <= 25.0 and 54.9 <= lat <= 69.5


def _in_sweref99tm(easting_m: float, northing_m: float) -> bool:
    return 240_000 <= easting_m <= 930_000 and 6_090_000 <= northing_m <= 7_700_000


def _other_plane_system(smaller: float, larger: float) -> CrsGuess:
    # RT 90 in the far north and Web Mercator in the far south share numbers (7.36 to 7.7 million);
    # many more people live in the south.
    if 1_110_000 <= smaller <= 2_790_000 and 7_340_000 <= larger <= 11_000_000:
        return "web_mercator"
    if 1_200_000 <= smaller <= 1_900_000 and 6_100_000 <= larger < 7_340_000:
        return "rt90"
    if 30_000 <= smaller < 240_000 and 6_090_000 <= larger <= 7_700_000:
        return "sweref99_local"
    return "unknown"


def _with_series(xi: FloatArray, eta: FloatArray, terms: tuple[float, ...]) -> tuple[FloatArray, FloatArray]:
    xi_sum, eta_sum = xi, eta
    for order, term in enumerate(terms, start=1):
        xi_sum = xi_sum + term * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
        eta_sum = eta_sum + term * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
    return xi_sum, eta_sum


def _conformal_tangent(tangent: FloatArray) -> FloatArray:
    secant = np.hypot(1.0, tangent)
    sigma = np.sinh(_ECCENTRICITY * np.arctanh(_ECCENTRICITY * tangent / secant))
    conformal: FloatArray = tangent * np.hypot(1.0, sigma) - sigma * secant
    return conformal


def _geographic_tangent(conformal: FloatArray) -> FloatArray:
    # Newton's method (Karney 2011, eq. 19-21); each step squares the error and the first start is within 1 %.
    tangent: FloatArray = conformal / (1 - _ECCENTRICITY**2)
    for _ in range(4):
        now = _conformal_tangent(tangent)
        slope = (1 + (1 - _ECCENTRICITY**2) * tangent**2) / ((1 - _ECCENTRICITY**2) * np.hypot(1.0, tangent))
        tangent = tangent + (conformal - now) / np.hypot(1.0, now) * slope
    return tangent
