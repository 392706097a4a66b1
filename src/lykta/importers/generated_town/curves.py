"""Soft curves, and the bending of a straight street plan into a quarter with four curved sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

XYArray = NDArray[np.float64]


def soft_line(points: Sequence[tuple[float, float]], closed: bool = False, per_step: int = 8) -> XYArray:
    """Catmull-Rom curve through the points, with `per_step` pieces between two of them."""
    corners = np.asarray(points, dtype=np.float64)
    if len(corners) < 3 and not closed:
        return corners
    before, after = (corners[-1], corners[:2]) if closed else (2 * corners[0] - corners[1], None)
    tail = after if after is not None else [2 * corners[-1] - corners[-2]]
    padded = np.vstack([before, corners, tail])
    share = np.linspace(0, 1, per_step, endpoint=False)[None, :, None]
    p0, p1, p2, p3 = (padded[i : len(padded) - 3 + i][:, None, :] for i in range(4))
    pieces = 0.5 * (
        2 * p1 + (p2 - p0) * share + (2 * p0 - 5 * p1 + 4 * p2 - p3) * share**2 + (3 * p1 - p0 - 3 * p2 + p3) * share**3
    )
    return np.vstack([pieces.reshape(-1, 2), corners[0] if closed else corners[-1]])


def soft_ring(points: Sequence[tuple[float, float]], rng: np.random.Generator, roughness_m: float) -> shapely.Polygon:
    """An organic outline: the curve through the points, roughened like a shore."""
    ring = soft_line(points, closed=True, per_step=9)[:-1]
    bumps = rng.normal(0.0, roughness_m, ring.shape)
    calmer = (bumps + np.roll(bumps, 1, axis=0) + np.roll(bumps, -1, axis=0)) / 2
    polygon = shapely.Polygon(ring + calmer)
    return polygon if polygon.is_valid else shapely.Polygon(ring)


def rounded(polygon: shapely.Polygon, times: int = 2) -> shapely.Polygon:
    """Chaikin's corner cutting of the outline and the holes."""
    rings = [polygon.exterior, *(hole for hole in polygon.interiors if len(hole.coords) > 4)]
    cut = [_cut_corners(np.asarray(ring.coords)[:-1], times) for ring in rings]
    return shapely.Polygon(cut[0], cut[1:])


def _cut_corners(ring: XYArray, times: int) -> XYArray:
    for _ in range(times):
        following = np.roll(ring, -1, axis=0)
        ring = np.stack([0.75 * ring + 0.25 * following, 0.25 * ring + 0.75 * following], axis=1).reshape(-1, 2)
    return ring


def bent_quarter(south: XYArray, north: XYArray, west: XYArray, east: XYArray) -> Callable[[XYArray], XYArray]:
    """Coons patch: maps shares (u eastwards, v northwards) to metres so that the sides follow the four lines."""
    sides = [_by_share(side) for side in (south, north, west, east)]
    southwest, southeast, northwest, northeast = south[0], south[-1], north[0], north[-1]

    def to_metres(shares: XYArray) -> XYArray:
        u, v = shares[:, :1], shares[:, 1:]
        along = (1 - v) * sides[0](u) + v * sides[1](u) + (1 - u) * sides[2](v) + u * sides[3](v)
        corners = (1 - u) * (1 - v) * southwest + u * (1 - v) * southeast + (1 - u) * v * northwest + u * v * northeast
        metres: XYArray = along - corners
        return metres

    return to_metres


def _by_share(line: XYArray) -> Callable[[XYArray], XYArray]:
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    shares = lengths / lengths[-1]

    def at(share: XYArray) -> XYArray:
        flat = share[:, 0]
        return np.column_stack([np.interp(flat, shares, line[:, 0]), np.interp(flat, shares, line[:, 1])])

    return at
