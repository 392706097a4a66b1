"""DBSCAN of a million points, eps 50 m."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.engine import Case, Prepare, Side, Work
from benchmarks.engine.gi import thefts

NAME = "dbscan"
EPS_M, FEWEST = 50.0, 20


def points(n: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = thefts()
    return x[:n].copy(), y[:n].copy()


def ours(n: int, fewest: int) -> Prepare:
    def prepare() -> Work:
        from lykta_engine.where.places import find_places

        x, y = points(n)
        return lambda: find_places(x, y, eps_m=EPS_M, fewest=fewest).labels

    return prepare


def scikit_learn(n: int, fewest: int) -> Prepare:
    def prepare() -> Work:
        from sklearn.cluster import DBSCAN

        data = np.column_stack(points(n))
        return lambda: DBSCAN(eps=EPS_M, min_samples=fewest).fit(data).labels_

    return prepare


def same(mine: Any, peer: Any) -> str:
    different = int((mine != peer).sum())
    assert different == 0, f"{different} labels differ"
    return f"the same {int(mine.max()) + 1} clusters, label by label"


NEEDS = ("sklearn",)
CASES = [
    Case(
        "DBSCAN 100,000 points, eps 50 m, 5 points", 100_000,
        Side("lykta_engine", ours(100_000, 5)), Side("scikit-learn", scikit_learn(100_000, 5), NEEDS), "", same, small=True,
    ),
    Case(
        "DBSCAN 1,000,000 points, eps 50 m, 20 points", 1_000_000,
        Side("lykta_engine", ours(1_000_000, FEWEST)), Side("scikit-learn", scikit_learn(1_000_000, FEWEST), NEEDS),
        "20x, same clusters", same,
    ),
    Case(
        "DBSCAN 1,000,000 points, eps 50 m, 10 points", 1_000_000,
        Side("lykta_engine", ours(1_000_000, 10)), Side("scikit-learn", scikit_learn(1_000_000, 10), NEEDS),
        "20x, same clusters", same,
    ),
]  # fmt: skip
