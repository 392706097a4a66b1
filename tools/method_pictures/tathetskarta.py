"""Invented events around two squares and along a street: the density, and the events themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.where.density import Density, Raster, density


def events() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    street = np.stack([rng.uniform(300, 2100, 60), 400 + rng.normal(0, 40, 60)])
    squares = [np.array(at)[:, None] + rng.normal(0, 110, (2, n)) for at, n in (((700, 1200), 80), ((1700, 1000), 45))]
    x, y = np.concatenate([street, *squares, rng.uniform(0, 1, (2, 60)) * [[2400], [1600]]], axis=1)
    return x, y


def result() -> Density:
    return density(*events(), Raster(0.0, 0.0, 50.0, 32, 48), bandwidth_m=250.0)


def picture() -> dict[str, Any]:
    found, (x, y) = result(), events()
    cells = [
        {"x": c * 50, "x2": c * 50 + 50, "y": r * 50, "y2": r * 50 + 50, "density": float(found.per_km2[r, c])}
        for r in range(32)
        for c in range(48)
    ]
    points = [{"x": float(a), "y": float(b)} for a, b in zip(x, y, strict=True) if 0 <= a <= 2400 and 0 <= b <= 1600]
    across = {
        "type": "quantitative",
        "title": "Meter",
        "axis": {"format": "d"},
        "scale": {"domain": [0, 2400], "nice": False},
    }
    up = {"type": "quantitative", "title": None, "axis": {"format": "d"}, "scale": {"domain": [0, 1600], "nice": False}}
    shade = {
        "field": "density",
        "type": "quantitative",
        "title": "Händelser per km²",
        "scale": {"scheme": "oranges"},
        "legend": {"orient": "bottom"},
    }
    raster = {
        "data": {"values": cells},
        "mark": {"type": "rect", "strokeWidth": 0},
        "encoding": {
            "x": across | {"field": "x"},
            "x2": {"field": "x2"},
            "y": up | {"field": "y"},
            "y2": {"field": "y2"},
            "color": shade,
        },
    }
    dots = {
        "data": {"values": points},
        "mark": {"type": "circle", "size": 8, "color": "#1a1a1a", "opacity": 0.7},
        "encoding": {"x": across | {"field": "x"}, "y": up | {"field": "y"}},
    }
    return {"width": 540, "height": 360, "background": "white", "layer": [raster, dots]}
