"""DBSCAN against scikit-learn: the very same labels, border points and numbering included."""

from pathlib import Path

import numpy as np
import pytest

from lykta_engine.where.places import find_places


def scikit_learn(x: np.ndarray, y: np.ndarray, eps: float, fewest: int) -> np.ndarray:
    cluster = pytest.importorskip("sklearn.cluster", reason="scikit-learn is not installed")
    return cluster.DBSCAN(eps=eps, min_samples=fewest).fit(np.column_stack([x, y])).labels_


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["lattice", "normal", "heaps"])
def test_the_labels_are_scikit_learns(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(50, 800))
    if kind == "lattice":
        x, y = rng.integers(0, 30, (2, n)) * 10.0
    elif kind == "heaps":
        x, y = np.repeat(rng.uniform(0, 500, (2, n // 6 + 1)), 6, axis=1)[:, :n]
    else:
        x, y = rng.normal(0, 200, (2, n))
    for eps, fewest in ((10.0, 3), (20.0, 5), (30.0, 9), (1000.0, 4)):
        ours = find_places(x, y, eps_m=eps, fewest=fewest)
        np.testing.assert_array_equal(ours.labels, scikit_learn(x, y, eps, fewest))


@pytest.mark.shared
def test_the_labels_are_scikit_learns_on_real_burglaries(shared: Path) -> None:
    data = np.load(shared / "methods/data/burg2010.npz")
    x, y = data["x"][:40_000], data["y"][:40_000]
    for fewest in (5, 20):
        np.testing.assert_array_equal(find_places(x, y, eps_m=50, fewest=fewest).labels, scikit_learn(x, y, 50, fewest))
