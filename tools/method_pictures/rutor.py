"""An invented town in 20 x 30 squares: one square that has many by itself, and nine side by side that each have a few
more. The counts, and which squares are pointed out by themselves and which together with their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.where.busy_cells import BusyCells, busy_cells
from lykta_engine.where.hot_spots import Spot, hot_spots
from lykta_engine.where.neighbours import SquareGrid

ROWS, COLUMNS = 20, 30
ALONE, TOGETHER, NEITHER = "Utpekad för sig", "Utpekad tillsammans med sina grannar", "Inte utpekad"
COLOURS = {ALONE: "#b45f06", TOGETHER: "#6fa8dc", NEITHER: "#e8e8e8"}


def counts() -> np.ndarray:
    made = np.random.default_rng(9).poisson(1.2, (ROWS, COLUMNS))
    made[5, 22] += 14
    made[12:15, 6:9] += 4
    return made


def result() -> BusyCells:
    return busy_cells(counts().ravel())


def picture() -> dict[str, Any]:
    made = counts()
    alone = result().busy.reshape(made.shape)
    together = hot_spots(made, SquareGrid(ROWS, COLUMNS)).verdict == Spot.HOT
    rows = [
        {"x": c, "y": r, "count": int(made[r, c]), "what": _what(bool(alone[r, c]), bool(together[r, c]))}
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
        "scale": {"scheme": "greys"},
        "legend": {"orient": "bottom", "tickCount": 4},
    }
    called = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
        "legend": {"orient": "bottom", "columns": 1, "labelLimit": 280},
    }
    size = {"width": 300, "height": 200, "mark": "rect"}
    return {
        "background": "white",
        "data": {"values": rows},
        "hconcat": [
            size | {"title": "Antal", "encoding": place | {"color": shade}},
            size | {"title": "Utpekade", "encoding": place | {"color": called}},
        ],
        "resolve": {"scale": {"color": "independent"}},
    }


def _what(alone: bool, together: bool) -> str:
    return ALONE if alone else TOGETHER if together else NEITHER
