"""The density raster against scipy, scikit-learn and KDEpy, which reckon event by event or by FFT."""

import numpy as np
import pytest

from lykta_engine.where.density import Kernel, Raster, density


def given() -> tuple[np.ndarray, np.ndarray, Raster, np.ndarray]:
    rng = np.random.default_rng(3)
    x, y = rng.normal(1000, 300, (2, 500))
    raster = Raster(0.0, 0.0, 50.0, 40, 40)
    row, column = np.indices((40, 40))
    return x, y, raster, np.stack([column.ravel(), row.ravel()]) * 50.0 + 25.0


def test_gaussian_is_scipys() -> None:
    stats = pytest.importorskip("scipy.stats")
    x, y, raster, centres = given()
    h = 150.0
    peer = stats.gaussian_kde(np.stack([x, y]))
    peer.set_bandwidth(1.0)
    peer._data_cov = np.eye(2) * h * h  # scipy scales the data's own covariance; here the kernel is round
    peer._data_cho_cov = np.eye(2) * h
    peer.set_bandwidth(1.0)
    theirs = peer(centres).reshape(40, 40) * 500 * 1e6
    ours = density(x, y, raster, bandwidth_m=h, kernel=Kernel.GAUSSIAN).per_km2
    assert np.abs(ours - theirs).max() < 0.005 * theirs.max()


def test_gaussian_is_scikit_learns() -> None:
    neighbors = pytest.importorskip("sklearn.neighbors", reason="scikit-learn is not installed")
    x, y, raster, centres = given()
    peer = neighbors.KernelDensity(bandwidth=150.0, kernel="gaussian", rtol=1e-8).fit(np.column_stack([x, y]))
    theirs = np.exp(peer.score_samples(centres.T)).reshape(40, 40) * 500 * 1e6
    ours = density(x, y, raster, bandwidth_m=150, kernel=Kernel.GAUSSIAN).per_km2
    assert np.abs(ours - theirs).max() < 0.005 * theirs.max()


def test_gaussian_and_quartic_are_kdepys() -> None:
    """KDEpy's bandwidth is a kernel's standard deviation along an axis; the quartic's is h / sqrt(8) in the plane."""
    kdepy = pytest.importorskip("KDEpy", reason="KDEpy is not installed")
    x, y, raster, centres = given()
    points, order = np.column_stack([x, y]), np.lexsort((centres[1], centres[0]))
    for kernel, name in ((Kernel.GAUSSIAN, "gaussian"), (Kernel.QUARTIC, "biweight")):
        ours = density(x, y, raster, bandwidth_m=300, kernel=kernel).per_km2
        peer = kdepy.NaiveKDE(kernel=name, bw=1, norm=2)
        unit = peer.kernel.evaluate(np.array([[0.0, 0.0], [0.5, 0.0]]), bw=1, norm=2)
        if kernel is Kernel.QUARTIC:  # how far KDEpy's kernel of bw 1 reaches, from its own ratio of two heights
            reach = 0.5 / np.sqrt(1 - np.sqrt(unit[1] / unit[0]))
            peer = kdepy.NaiveKDE(kernel=name, bw=300 / float(reach.item()), norm=2)
        else:
            peer = kdepy.NaiveKDE(kernel=name, bw=300.0, norm=2)
        theirs = np.empty(1600)
        theirs[order] = peer.fit(points).evaluate(centres.T[order]) * 500 * 1e6
        assert np.abs(ours.ravel() - theirs).max() < 0.005 * theirs.max()
