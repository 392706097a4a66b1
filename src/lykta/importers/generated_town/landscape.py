"""Ground, water and forest: the blueprint's shapes made soft, and woods from smooth noise around the town."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from lykta.importers.generated_town.blueprint import XY, Surface
from lykta.importers.generated_town.curves import rounded, soft_line, soft_ring

_CELL_M = 260.0
_ROUGHNESS_M = {"water": 9.0, "green": 4.0}


def draw_surface(surface: Surface, rng: np.random.Generator) -> shapely.Polygon:
    if not surface.soft:
        return shapely.Polygon(surface.points)
    return soft_ring(surface.points, rng, _ROUGHNESS_M.get(surface.layer, 0.0))


def winding_line(points: Sequence[XY], rng: np.random.Generator) -> shapely.LineString:
    """A stream that winds more the longer it runs between the points it was given, so freely outside the town."""
    corners = np.asarray(points, dtype=np.float64)
    winding = [corners[:1]]
    for start, end in pairwise(corners):
        reach = np.hypot(*(end - start))
        shares = np.arange(1, max(1, round(reach / 170))) / max(1, round(reach / 170))
        across = np.array([start[1] - end[1], end[0] - start[0]]) / reach
        bends = rng.normal(0, 0.3 * min(reach, 500.0) ** 0.8, len(shares)) * np.sin(np.pi * shares)
        winding += [start + shares[:, None] * (end - start) + bends[:, None] * across, end[None, :]]
    return shapely.LineString(soft_line([tuple(xy) for xy in np.vstack(winding).tolist()], per_step=4))


def woods(
    municipality: shapely.Polygon, open_land: shapely.Geometry, rng: np.random.Generator, share: float
) -> list[shapely.Polygon]:
    """Patches of forest over about `share` of the land, none of them on open land or water."""
    west, south, east, north = municipality.bounds
    x, y = np.meshgrid(np.arange(west, east, _CELL_M), np.arange(south, north, _CELL_M))
    noise = _smooth_noise(x, y, rng)
    wooded = noise > np.quantile(noise, 1 - share)
    cells = shapely.box(x[wooded], y[wooded], x[wooded] + _CELL_M, y[wooded] + _CELL_M)
    coarse = shapely.get_parts(shapely.union_all(cells).simplify(_CELL_M * 0.8))
    soft = [rounded(patch) for patch in coarse if patch.area > 3 * _CELL_M**2]
    forest = shapely.union_all(shapely.make_valid(soft)).intersection(municipality).difference(open_land).simplify(9)
    return [patch for patch in shapely.get_parts(forest) if patch.geom_type == "Polygon" and patch.area > 20_000]


def _smooth_noise(x: NDArray[np.float64], y: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    noise = np.zeros_like(x)
    for wavelength_m, weight in ((9000, 1.0), (4200, 0.9), (2100, 0.8), (1100, 0.55)):
        for _ in range(6):
            direction, phase = rng.uniform(0, 2 * np.pi, size=2)
            wave = (x * np.cos(direction) + y * np.sin(direction)) * 2 * np.pi / wavelength_m
            noise += weight * np.cos(wave + phase)
    return noise
