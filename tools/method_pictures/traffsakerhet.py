"""How much two invented maps found of what came after, for each share of the area."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.where.accuracy import Accuracy, SettingsCompared, accuracy, compare_settings

PERCENT = {"labelExpr": "format(100 * datum.value, '.0f') + ' %'"}
SETTINGS = ("300 m sökradie", "1 500 m sökradie")


def invented() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Reports in 400 squares in two periods; one map smooths a little, one a lot."""
    rng = np.random.default_rng(8)
    rates = rng.gamma(0.4, 1.0, (20, 20))
    before, after = rng.poisson(rates), rng.poisson(rates)
    return after.ravel(), {name: smoothed(before, k).ravel() for name, k in zip(SETTINGS, (1, 5), strict=True)}


def smoothed(counts: np.ndarray, squares: int) -> np.ndarray:
    wide = np.arange(-squares, squares + 1)
    weights = np.maximum(0.0, 1 - (wide[:, None] ** 2 + wide[None] ** 2) / (squares + 0.5) ** 2)
    padded = np.pad(counts.astype(float), squares)
    windows = np.lib.stride_tricks.sliding_window_view(padded, weights.shape)
    return np.asarray((windows * weights).sum(axis=(2, 3)))


def compared() -> SettingsCompared:
    observed, predicted = invented()
    return compare_settings(observed, predicted, share_area=0.1)


def curves() -> dict[str, Accuracy]:
    observed, predicted = invented()
    maps = {**predicted, "Facit i efterhand": observed.astype(float)}
    return {name: accuracy(observed, forecast) for name, forecast in maps.items()}


def picture() -> dict[str, Any]:
    rows = [
        {"area": x, "events": y, "what": name}
        for name, curve in curves().items()
        for x, y in zip([0.0, *curve.share_area], [0.0, *curve.share_events], strict=True)
    ]
    names = [*SETTINGS, "Facit i efterhand"]
    return {
        "width": 420,
        "height": 300,
        "background": "white",
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {
            "x": {
                "field": "area",
                "type": "quantitative",
                "title": "Andel av ytan som kartan pekar ut",
                "axis": PERCENT,
            },
            "y": {
                "field": "events",
                "type": "quantitative",
                "title": "Andel av händelserna efteråt som fanns där",
                "axis": PERCENT,
            },
            "color": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "scale": {"domain": names, "range": ["#0b5394", "#b45f06", "#8a8a8a"]},
            },
            "strokeDash": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "scale": {"domain": names, "range": [[1, 0], [6, 3], [2, 3]]},
            },
        },
    }
