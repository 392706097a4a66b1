"""An invented town in 30 x 40 cells with two places that have more: the counts, and the cells beyond chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.where.cell_tests import Spot
from lykta_engine.where.hot_spots import HotSpots, hot_spots
from lykta_engine.where.neighbours import SquareGrid

ROWS, COLUMNS = 30, 40
HOT, NEITHER, WATER = "Fler än slumpen brukar samla", "Inte säkert skild från slumpen", "Vatten, är inte med"
COLOURS = ["#b45f06", "#e8e8e8", "#a9c6dd"]


def town() -> tuple[np.ndarray, np.ndarray]:
    """Counts and which cells are land: most cells few, some many by chance alone; a square and a station have more."""
    rng = np.random.default_rng(12)
    counts = rng.poisson(np.exp(rng.normal(0.0, 0.7, (ROWS, COLUMNS))))
    counts[6:10, 8:12] += rng.poisson(4.0, (4, 4))
    counts[19:22, 27:30] += rng.poisson(6.0, (3, 3))
    row, column = np.indices(counts.shape)
    land = np.abs(row - 14 - 3 * np.sin(column / 7)) > 1.2
    return counts * land, land


def result() -> HotSpots:
    counts, land = town()
    return hot_spots(counts, SquareGrid(ROWS, COLUMNS, inside=land))


def picture() -> dict[str, Any]:
    (counts, land), found = town(), result()
    rows = [
        {
            "x": c,
            "y": r,
            "count": int(counts[r, c]) if land[r, c] else None,
            "what": WATER if not land[r, c] else HOT if found.verdict[r, c] == Spot.HOT else NEITHER,
        }
        for r in range(ROWS)
        for c in range(COLUMNS)
    ]
    place = {
        "x": {"field": "x", "type": "ordinal", "axis": None},
        "y": {"field": "y", "type": "ordinal", "sort": "descending", "axis": None},
    }
    shade = {
        "field": "count",
        "type": "quantitative",
        "title": "Händelser per ruta",
        "scale": {"scheme": "greys", "invalid": {"color": {"value": COLOURS[2]}}},
        "legend": {"orient": "bottom", "tickCount": 4},
    }
    called = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [HOT, NEITHER, WATER], "range": COLOURS},
        "legend": {"orient": "bottom", "columns": 1},
    }
    size = {"width": 300, "height": 225, "mark": {"type": "rect", "invalid": None}}
    maps = [
        size
        | {"title": "Antal", "transform": [{"filter": "datum.count != null"}], "encoding": place | {"color": shade}},
        size | {"title": "Utpekade", "encoding": place | {"color": called}},
    ]
    return {
        "background": "white",
        "data": {"values": rows},
        "hconcat": maps,
        "resolve": {"scale": {"color": "independent"}},
    }
