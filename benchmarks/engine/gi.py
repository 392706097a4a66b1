"""Gi* on 200,000 cells: z and p."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engine import Case, Prepare, Side, Work

NAME = "gi"


def thefts() -> tuple[np.ndarray, np.ndarray]:
    """A million positions in metres: burglaries drawn again and again with a fixed seed, moved by about 25 m each;
    invented towns of the same kind where the shared data is absent."""
    source = (
        Path(os.environ.get("LYKTA_SHARED", Path(__file__).resolve().parents[3] / "shared"))
        / "methods/data/burg2010.npz"
    )
    rng = np.random.default_rng(2026)
    if source.exists():
        data = np.load(source)
        x, y = data["x"], data["y"]
    else:
        centre = rng.uniform(0, 1, (2, 3000)) * [[32_000.0], [41_000.0]]
        x, y = centre[:, rng.integers(0, 3000, 150_000)] + rng.normal(0, 400, (2, 150_000))
    drawn = rng.integers(0, x.size, 1_000_000)
    return x[drawn] + rng.normal(0, 25, drawn.size), y[drawn] + rng.normal(0, 25, drawn.size)


def counts(rows: int, columns: int) -> np.ndarray:
    x, y = thefts()
    return np.histogram2d(y, x, bins=(rows, columns))[0].astype(np.int64)


def ours(rows: int, columns: int) -> Prepare:
    def prepare() -> Work:
        from lykta_engine.where.hot_spots import hot_spots
        from lykta_engine.where.neighbours import SquareGrid

        values, grid = counts(rows, columns), SquareGrid(rows, columns)
        return lambda: hot_spots(values, grid)

    return prepare


def ours_z(rows: int, columns: int) -> Prepare:
    def prepare() -> Work:
        from lykta_engine.where.hot_spots import z_scores
        from lykta_engine.where.neighbours import SquareGrid

        values, grid = counts(rows, columns), SquareGrid(rows, columns)
        return lambda: z_scores(values, grid)

    return prepare


def esda(rows: int, columns: int, permutations: int) -> Prepare:
    def prepare() -> Work:
        from esda import G_Local
        from libpysal.weights import WSP

        from lykta_engine.where.neighbours import SquareGrid

        values, weights = (
            counts(rows, columns).ravel(),
            WSP(SquareGrid(rows, columns).lists()).to_W(silence_warnings=True),
        )

        def work() -> np.ndarray:
            return np.asarray(
                G_Local(values, weights, transform="B", star=True, permutations=permutations, keep_simulations=False).Zs
            )

        return work

    return prepare


def same_z(mine: Any, peer: np.ndarray) -> str:
    z = mine if isinstance(mine, np.ndarray) else mine.z
    difference = float(np.abs(z.ravel() - peer).max())
    assert difference < 1e-10, f"z differs by {difference:.1e}"
    return f"z equal to {difference:.0e}"


NEEDS = ("esda", "libpysal")
CASES = [
    Case(
        "Gi* 10,000 cells: z, p by convolution and FDR against z alone", 10_000,
        Side("lykta_engine", ours(125, 80)), Side("esda, analytic", esda(125, 80, 0), NEEDS), "", same_z, small=True,
    ),
    Case(
        "Gi* 200,000 cells: z, p by convolution and FDR against z alone", 200_000,
        Side("lykta_engine", ours(500, 400)), Side("esda, analytic", esda(500, 400, 0), NEEDS),
        "<= 20 ms, z equal to 1e-10, 500x", same_z,
    ),
    Case(
        "Gi* 200,000 cells: z alone", 200_000,
        Side("lykta_engine", ours_z(500, 400)), Side("esda, analytic", esda(500, 400, 0), NEEDS), "aim 0.5 ms", same_z,
    ),
    Case(
        "Gi* 200,000 cells: z and p by 99 permutations", 200_000,
        Side("lykta_engine, convolution", ours(500, 400)), Side("esda, 99 permutations", esda(500, 400, 99), NEEDS),
        "", same_z,
    ),
]  # fmt: skip
