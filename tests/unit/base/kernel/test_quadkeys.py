from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel import quadkeys
from lykta.base.kernel.coordinates import distance_m

LON = st.floats(-180, 179.999)
LAT = st.floats(-85, 85)
QK = st.integers(0, 2**52 - 1)
ZOOM = st.integers(0, 26)


def slow_key(lon: float, lat: float, zoom: int) -> int:
    """Oracle: halve the world, one bit a time, in Mercator shares written the textbook way."""
    x = (lon + 180) / 360
    phi = np.radians(lat)
    y = (1 - np.log(np.tan(phi) + 1 / np.cos(phi)) / np.pi) / 2
    key = 0
    for _ in range(zoom):
        x, y = 2 * x, 2 * y
        key = key << 2 | int(y) << 1 | int(x)
        x, y = x - int(x), y - int(y)
    return key


@given(LON, LAT)
def test_encode_halves_the_world(lon, lat):
    # One bit above the last: the two formulas may round a point on a cell's edge apart, not further.
    cell = int(quadkeys.encode(lon, lat))
    x, y = quadkeys.deinterleave(cell)
    slow_x, slow_y = quadkeys.deinterleave(slow_key(lon, lat, 26))
    assert abs(int(x) - int(slow_x)) <= 1
    assert abs(int(y) - int(slow_y)) <= 1


def test_known_tile():
    # By hand: (14.3 + 180) / 360 * 1024 = 552.7; asinh(tan 58.9) = 1.2784, (1 - 1.2784 / pi) / 2 * 1024 = 303.6.
    assert int(quadkeys.coarsen(quadkeys.encode(14.3, 58.9), 10)) == slow_key(14.3, 58.9, 10)
    assert [int(n) for n in quadkeys.deinterleave(quadkeys.coarsen(quadkeys.encode(14.3, 58.9), 10))] == [552, 303]


@given(QK)
def test_the_middle_of_a_cell_lies_in_it(qk):
    assert int(quadkeys.encode(*quadkeys.decode_center(qk))) == qk


@given(QK, ZOOM)
def test_a_key_lies_in_the_range_of_its_own_tile_only(qk, zoom):
    x, y = (int(n) for n in quadkeys.deinterleave(quadkeys.coarsen(qk, zoom)))
    lo, hi = quadkeys.tile_range(zoom, x, y)
    assert lo <= qk < hi
    if x + 1 < 2**zoom:
        other_lo, other_hi = quadkeys.tile_range(zoom, x + 1, y)
        assert not other_lo <= qk < other_hi


@given(st.integers(0, 12))
def test_four_children_fill_their_parent(zoom):
    x, y = 2**zoom // 3, 2**zoom // 2
    children = sorted(quadkeys.tile_range(zoom + 1, 2 * x + dx, 2 * y + dy) for dx in (0, 1) for dy in (0, 1))
    lo, hi = quadkeys.tile_range(zoom, x, y)
    assert [children[0][0], children[3][1]] == [lo, hi]
    assert all(left[1] == right[0] for left, right in pairwise(children))


@given(LON, LAT, st.integers(0, 18))
def test_bounds_hold_the_position_and_the_middle(lon, lat, zoom):
    cell = int(quadkeys.coarsen(quadkeys.encode(lon, lat), zoom))
    bounds = quadkeys.cell_bounds(cell, zoom)
    assert bounds.buffer(1e-9).contains(shapely.Point(lon, lat))
    assert bounds.contains(shapely.Point(*quadkeys.cell_center(cell, zoom)))


def test_cell_size_agrees_with_the_ground():
    cell = int(quadkeys.coarsen(quadkeys.encode(14.3, 58.9), 16))
    west, south, east, _ = quadkeys.cell_bounds(cell, 16).bounds
    assert quadkeys.cell_size_m(16, 58.9) == pytest.approx(float(distance_m(west, south, east, south)), rel=0.005)


def test_arrays_and_edges_of_the_world():
    keys = quadkeys.encode([-180, 180, 0, 0], [0, 0, 90, -90])
    x, y = quadkeys.deinterleave(keys)
    assert x.tolist() == [0, 2**26 - 1, 2**25, 2**25]
    assert y.tolist() == [2**25, 2**25, 0, 2**26 - 1]
    assert keys.dtype == np.int64


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 58), (14, np.nan), (181, 58), (14, 91), ([14, np.inf], [58, 58])])
def test_refuses_positions_off_the_earth(lon, lat):
    with pytest.raises(quadkeys.QuadkeyProblem):
        quadkeys.encode(lon, lat)


@pytest.mark.parametrize("tile", [(-1, 0, 0), (27, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_refuses_tiles_that_do_not_exist(tile):
    with pytest.raises(quadkeys.QuadkeyProblem):
        quadkeys.tile_range(*tile)
