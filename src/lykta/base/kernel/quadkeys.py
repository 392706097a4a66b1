"""Morton keys: one integer per position, so that a map tile is a range and a coarse cell is a shift.

A key `qk` interleaves the bits of Web Mercator x (even) and y (odd) at zoom 26: 52 bits, cells of about 0.3 m in
Sweden. A cell at a lower zoom is `qk >> 2 * (26 - zoom)`.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ZOOM = 26
_EQUATOR_M = 40_075_016.685578488
_MAX_LATITUDE = 85.0511287798066
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
_GATHER = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


class QuadkeyProblem(ValueError):
    """A position off the earth, or a tile or zoom that does not exist."""


def encode(lon: ArrayLike, lat: ArrayLike) -> IntArray:
    """Keys at zoom 26 of longitudes and latitudes in degrees; scalars or arrays."""
    longitude, latitude = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if not (np.all(np.abs(longitude) <= 180) and np.all(np.abs(latitude) <= 90)):
        raise QuadkeyProblem("A longitude or latitude is missing or outside the earth.")
    x, y = _mercator_shares(longitude, latitude)
    last = 2**ZOOM - 1
    column = np.clip(np.floor(x * 2**ZOOM), 0, last).astype(np.int64)
    row = np.clip(np.floor(y * 2**ZOOM), 0, last).astype(np.int64)
    return interleave(column, row)


def decode_center(qk: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude of the middle of the cell that each key names."""
    return cell_center(qk, ZOOM)


def cell_center(cell: ArrayLike, zoom: int) -> tuple[FloatArray, FloatArray]:
    column, row = deinterleave(cell)
    return _geographic((column + 0.5) / 2**zoom, (row + 0.5) / 2**zoom)


def tile_range(z: int, x: int, y: int) -> tuple[int, int]:
    """Half-open range of keys within the map tile z/x/y."""
    if not (0 <= z <= ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise QuadkeyProblem(f"There is no tile {z}/{x}/{y}.")
    shift = 2 * (ZOOM - z)
    cell = int(interleave(x, y))
    return cell << shift, (cell + 1) << shift


def coarsen(qk: ArrayLike, zoom: int) -> IntArray:
    """The cell at a lower zoom that holds each key."""
    if not 0 <= zoom <= ZOOM:
        raise QuadkeyProblem(f"Zoom {zoom} is outside 0 to {ZOOM}.")
    cell: IntArray = np.asarray(qk, dtype=np.int64) >> (2 * (ZOOM - zoom))
    return cell


def cell_bounds(cell: int, zoom: int) -> shapely.Polygon:
    """The cell as a polygon in longitude and latitude."""
    column, row = deinterleave(cell)
    west, north = _geographic(column / 2**zoom, row / 2**zoom)
    east, south = _geographic((column + 1) / 2**zoom, (row + 1) / 2**zoom)
    polygon: shapely.Polygon = shapely.box(float(west), float(south), float(east), float(north))
    return polygon


def cell_size_m(zoom: int, lat: float) -> float:
    """Side of a cell on the ground in metres, about right (spherical earth)."""
    return float(_EQUATOR_M * np.cos(np.radians(lat)) / 2**zoom)


def interleave(column: ArrayLike, row: ArrayLike) -> IntArray:
    cell: IntArray = _spread(column) | (_spread(row) << 1)
    return cell


def deinterleave(cell: ArrayLike) -> tuple[IntArray, IntArray]:
    both = np.asarray(cell, dtype=np.int64)
    return _gather(both), _gather(both >> 1)


def _spread(bits: ArrayLike) -> IntArray:
    spread = np.asarray(bits, dtype=np.int64)
    for shift, keep in _SPREAD:
        spread = (spread | (spread << shift)) & keep
    return spread


def _gather(bits: IntArray) -> IntArray:
    gathered = bits & 0x5555555555555555
    for shift, keep in _GATHER:
        gathered = (gathered | (gathered >> shift)) & keep
    return gathered


def _mercator_shares(longitude: FloatArray, latitude: FloatArray) -> tuple[FloatArray, FloatArray]:
    phi = np.radians(np.clip(latitude, -_MAX_LATITUDE, _MAX_LATITUDE))
    return longitude / 360 + 0.5, 0.5 - np.arctanh(np.sin(phi)) / (2 * np.pi)


def _geographic(x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    share_x, share_y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return (share_x - 0.5) * 360, np.degrees(np.arctan(np.sinh((0.5 - share_y) * 2 * np.pi)))
