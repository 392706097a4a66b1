"""SWEREF 99 TM against a published worked example and an exact, slow projection by another road."""

import cmath
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel.coordinates import (
    SWEREF99TM,
    TransverseMercator,
    distance_m,
    from_sweref99tm,
    guess_crs,
    to_sweref99tm,
)

SWEDISH_LON = st.floats(10.5, 24.5)
SWEDISH_LAT = st.floats(55.0, 69.1)


def exact_transverse_mercator(lon: float, lat: float) -> tuple[float, float]:
    """Oracle: the projection's definition. Isometric latitude is continued to complex numbers, solved for the complex
    latitude by Newton, and the meridian arc is integrated along a straight line in the complex plane."""
    a, f = 6378137.0, 1 / 298.257222101
    e = math.sqrt(f * (2 - f))

    def isometric(w: complex) -> complex:
        return cmath.atanh(cmath.sin(w)) - e * cmath.atanh(e * cmath.sin(w))

    target = isometric(complex(math.radians(lat))) + 1j * math.radians(lon - 15)
    w = complex(math.radians(lat), 0.0)
    for _ in range(30):
        slope = (1 - e * e) / ((1 - e * e * cmath.sin(w) ** 2) * cmath.cos(w))
        w -= (isometric(w) - target) / slope
    nodes, weights = np.polynomial.legendre.leggauss(60)
    along = w * (nodes + 1) / 2
    arc = a * (1 - e * e) * np.sum(weights * (1 - e * e * np.sin(along) ** 2) ** -1.5) * w / 2
    return 500_000 + 0.9996 * float(arc.imag), 0.9996 * float(arc.real)


def test_worked_example_of_the_mapping_agency():
    # Lantmäteriet, "Gauss Conformal Projection (Transverse Mercator), Krüger's formulas": the example on its last page.
    example = TransverseMercator(
        central_meridian=13 + 35 / 60 + 7.692 / 3600,
        scale=1.000002540000,
        false_easting_m=84182.8790,
        false_northing_m=-6226307.8640,
    )
    assert example.to_plane(24.0, 66.0) == pytest.approx((555304.016555, 1135809.413803), abs=2e-6)
    assert example.to_geographic(555304.016555, 1135809.413803) == pytest.approx((24.0, 66.0), abs=1e-11)


# Lantmäteriet, "Kontrollpunkter för SWEREF 99 TM", 2007-11-20: latitude, longitude, northing, easting.
CONTROL_POINTS = [
    (55.0, 12.75, 6097106.672, 356083.438),
    (55.0, 14.25, 6095048.642, 452024.069),
    (57.0, 12.75, 6319636.937, 363331.554),
    (57.0, 19.50, 6326392.707, 773251.054),
    (59.0, 11.25, 6546096.724, 284626.066),
    (59.0, 19.50, 6548757.206, 758410.519),
    (61.0, 12.75, 6764877.311, 378323.440),
    (61.0, 18.75, 6768593.345, 702745.127),
    (63.0, 12.00, 6989134.048, 348083.148),
    (63.0, 19.50, 6993565.630, 727798.671),
    (69.0, 21.00, 7666089.698, 739639.195),
]


@pytest.mark.parametrize(("lat", "lon", "northing", "easting"), CONTROL_POINTS)
def test_control_points_of_the_mapping_agency(lat, lon, northing, easting):
    # Published to the millimetre, so agreement can be seen to half a millimetre.
    assert to_sweref99tm(lon, lat) == pytest.approx((easting, northing), abs=0.00051)
    assert from_sweref99tm(easting, northing) == pytest.approx((lon, lat), abs=2e-8)


def test_the_central_meridian_is_exact():
    assert to_sweref99tm(15.0, 62.5)[0] == 500_000.0


@given(SWEDISH_LON, SWEDISH_LAT)
def test_agrees_with_the_exact_projection_within_a_micrometre(lon, lat):
    assert to_sweref99tm(lon, lat) == pytest.approx(exact_transverse_mercator(lon, lat), abs=1e-6)


@given(SWEDISH_LON, SWEDISH_LAT)
def test_there_and_back(lon, lat):
    assert from_sweref99tm(*to_sweref99tm(lon, lat)) == pytest.approx((lon, lat), abs=1e-11)


def test_arrays_give_the_same_as_scalars():
    lon, lat = np.array([11.5, 14.3, 24.1]), np.array([55.6, 58.9, 65.8])
    east, north = to_sweref99tm(lon, lat)
    assert east.shape == north.shape == (3,)
    for i in range(3):
        assert (east[i], north[i]) == to_sweref99tm(lon[i], lat[i])
    assert isinstance(to_sweref99tm(14.3, 58.9)[0], float)


def test_distance_is_in_the_plane():
    lon1, lat1 = from_sweref99tm(460_000, 6_530_000)
    lon2, lat2 = from_sweref99tm(460_030, 6_530_040)
    assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(50.0, abs=1e-6)
    assert distance_m([lon1, lon1], lat1, [lon1, lon2], [lat1, lat2]) == pytest.approx([0.0, 50.0], abs=1e-6)


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [
        (14.3, 58.9, "wgs84"),
        (58.9, 14.3, "swapped_wgs84"),
        (459_700, 6_529_000, "sweref99tm"),
        (6_529_000, 459_700, "swapped_sweref99tm"),
        (1_411_000, 6_532_000, "rt90"),
        (6_532_000, 1_411_000, "rt90"),
        (1_591_000, 8_130_000, "web_mercator"),
        (150_000, 6_529_000, "sweref99_local"),
        (2.35, 48.85, "unknown"),
        (0.0, 0.0, "unknown"),
        (math.nan, 58.9, "unknown"),
        (math.inf, 6_529_000, "unknown"),
    ],
)
def test_names_the_coordinate_system(x, y, name):
    assert guess_crs(x, y) == name


@given(st.floats(260_000, 920_000), st.floats(6_120_000, 7_680_000))
def test_every_swedish_position_is_recognised_in_both_systems_and_both_orders(easting, northing):
    lon, lat = (float(side) for side in SWEREF99TM.to_geographic(easting, northing))
    assert guess_crs(easting, northing) == "sweref99tm"
    assert guess_crs(northing, easting) == "swapped_sweref99tm"
    if 10 <= lon <= 25:
        assert guess_crs(lon, lat) == "wgs84"
        assert guess_crs(lat, lon) == "swapped_wgs84"
