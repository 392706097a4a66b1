"""Kernel density of a million points on 700 x 880 cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engine import Case, Prepare, Side, Work
from benchmarks.engine.gi import thefts

if TYPE_CHECKING:
    from lykta_engine.where.density import Raster

NAME = "kde"
CELL = 50.0


def points(n: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = thefts()
    return x[:n], y[:n]


def raster(x: np.ndarray, y: np.ndarray) -> Raster:
    from lykta_engine.where.density import Raster

    middle = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    return Raster(float(middle[0] - 350 * CELL), float(middle[1] - 440 * CELL), CELL, 880, 700)


def ours(n: int, kernel: str, bandwidth_m: float) -> Prepare:
    def prepare() -> Work:
        from lykta_engine.where.density import Kernel, density

        x, y = points(n)
        grid = raster(x, y)
        return lambda: density(x, y, grid, bandwidth_m=bandwidth_m, kernel=Kernel(kernel)).per_km2

    return prepare


def kdepy(n: int, bandwidth_m: float) -> Prepare:
    """Any point off its grid is an error, so the grid is that of ours: all points lie well inside. In units of the
    bandwidth, since KDEpy cuts its kernel off at an absolute height and in metres would cut at 2.3 deviations."""

    def prepare() -> Work:
        from KDEpy import FFTKDE

        x, y = points(n)
        grid = raster(x, y)
        east = grid.west + (np.arange(700) + 0.5) * CELL
        north = grid.south + (np.arange(880) + 0.5) * CELL
        nodes = np.stack(np.meshgrid(east, north, indexing="ij"), axis=-1).reshape(-1, 2)
        data, nodes = np.column_stack([x, y]) / bandwidth_m, nodes / bandwidth_m

        def work() -> np.ndarray:
            told = FFTKDE(kernel="gaussian", bw=1).fit(data).evaluate(nodes)
            return np.asarray(told).reshape(700, 880).T * n * 1e6 / bandwidth_m**2

        return work

    return prepare


def near(mine: Any, peer: np.ndarray) -> str:
    """KDEpy bins linearly and does not undo it, so its own error is in this too."""
    difference = float(np.abs(mine - peer).max() / peer.max())
    assert difference < 0.01, f"differs by {100 * difference:.2f} % of the peak"
    return f"within {100 * difference:.2f} % of the peak"


def exact(n: int, kernel: str, bandwidth_m: float) -> Prepare:
    """The 200 cells with most density and 200 others, event by event: the truth, not a contest of speed."""

    def prepare() -> Work:
        def work() -> tuple[np.ndarray, np.ndarray]:
            x, y = points(n)
            grid, told = raster(x, y), ours(n, kernel, bandwidth_m)()()
            cells = np.concatenate(
                [np.argsort(told.ravel())[-200:], np.random.default_rng(1).integers(0, told.size, 200)]
            )
            truth = np.empty(400)
            for i, cell in enumerate(cells):
                east, north = grid.centre(*divmod(int(cell), 700))
                square = ((x - east) ** 2 + (y - north) ** 2) / bandwidth_m**2
                height = np.where(square < 1, (1 - square) ** 2, 0) * 6 if kernel == "quartic" else np.exp(-square / 2)
                truth[i] = height.sum() * 1e6 / (2 * np.pi * bandwidth_m**2)
            return cells, truth

        return work

    return prepare


def right(mine: np.ndarray, truth: tuple[np.ndarray, np.ndarray]) -> str:
    error = float(np.abs(mine.ravel()[truth[0]] - truth[1]).max() / mine.max())
    assert error < 0.005, f"error {100 * error:.2f} % of the peak"
    return f"error {100 * error:.3f} % of the peak"


MUST = "<= 60 ms, error < 0.5 % of the peak, 3x KDEpy"
CASES = [
    Case(
        "density of 100,000 points, gaussian 300 m, 700 x 880", 100_000,
        Side("lykta_engine", ours(100_000, "gaussian", 300.0)), Side("KDEpy FFTKDE", kdepy(100_000, 300.0), ("KDEpy",)),
        "", near, small=True,
    ),
    Case(
        "density of 1,000,000 points, gaussian 300 m, 700 x 880", 1_000_000,
        Side("lykta_engine", ours(1_000_000, "gaussian", 300.0)), Side("KDEpy FFTKDE", kdepy(1_000_000, 300.0), ("KDEpy",)),
        MUST, near,
    ),
    Case(
        "density of 1,000,000 points, gaussian 300 m, against the sum over all points in 400 cells", 1_000_000,
        Side("lykta_engine", ours(1_000_000, "gaussian", 300.0)), Side("numpy, 400 cells", exact(1_000_000, "gaussian", 300.0)),
        "error < 0.5 % of the peak", right,
    ),
    Case(
        "density of 1,000,000 points, quartic 400 m, against the sum over all points in 400 cells", 1_000_000,
        Side("lykta_engine", ours(1_000_000, "quartic", 400.0)), Side("numpy, 400 cells", exact(1_000_000, "quartic", 400.0)),
        "<= 60 ms, error < 0.5 % of the peak", right,
    ),
    Case(
        "density of 1,000,000 points, quartic 300 m, against the sum over all points in 400 cells", 1_000_000,
        Side("lykta_engine", ours(1_000_000, "quartic", 300.0)), Side("numpy, 400 cells", exact(1_000_000, "quartic", 300.0)),
        "<= 60 ms, error < 0.5 % of the peak", right,
    ),
]  # fmt: skip
