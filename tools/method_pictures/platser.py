"""Invented events, some close together: the places found, and those that lie by themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.where.places import Places, find_places

ALONE = "Ligger för sig"
COLOURS = ["#b45f06", "#0b5394", "#38761d", "#741b47", "#7f6000"]


def events() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(9)
    square = np.array([[300.0], [650.0]]) + rng.normal(0, 35, (2, 26))
    street = np.stack([rng.uniform(500, 950, 40), 250 + rng.normal(0, 14, 40)])
    station = np.full((2, 12), [[1050.0], [620.0]])  # all put at one point
    x, y = np.concatenate([square, street, station, rng.uniform(0, 1, (2, 60)) * [[1200], [800]]], axis=1)
    return x, y


def result() -> Places:
    return find_places(*events(), eps_m=50.0, fewest=6)


def picture() -> dict[str, Any]:
    (x, y), found = events(), result()
    names = {place.label: f"Plats {i}: {place.n} händelser" for i, place in enumerate(found.places, start=1)}
    rows = [
        {"x": float(a), "y": float(b), "what": names.get(int(label), ALONE)}
        for a, b, label in zip(x, y, found.labels, strict=True)
    ]
    domain = [*names.values(), ALONE]
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": domain, "range": [*COLOURS[: len(names)], "#8a8a8a"]},
        "legend": {"orient": "bottom", "columns": 2},
    }
    shape = {"field": "what", "type": "nominal", "title": None, "scale": {"domain": domain}}
    return {
        "width": 540,
        "height": 360,
        "background": "white",
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 35},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": "Meter", "axis": {"format": "d"}},
            "y": {"field": "y", "type": "quantitative", "title": None},
            "color": colour,
            "shape": shape,
        },
    }
