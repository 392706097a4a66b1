"""An invented town's reports of four years, in which one place had many for some months: the cluster that the scan
finds, on the map and in time."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.together.scan_permutation import CELL_M, scan_permutation
from lykta_engine.together.scan_result import ScanResult
from lykta_engine.together.scan_zones import square_cells

FIRST = np.datetime64("2022-01-01")
INSIDE, OUTSIDE = "I anhopningen", "Övriga"


def reports() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """500 around 12 places over four years; and 22 more at one of them from March to May 2024."""
    rng = np.random.default_rng(8)
    centre, share = rng.uniform(500, 4500, (12, 2)), rng.dirichlet(np.full(12, 2.0))
    place = centre[rng.choice(12, 500, p=share)] + rng.normal(0, 300, (500, 2))
    more = centre[3] + rng.normal(0, 60, (22, 2))
    day = np.concatenate([rng.integers(0, 1461, 500), rng.integers(790, 882, 22)])
    return *np.concatenate([place, more]).T, FIRST + day


def result() -> ScanResult:
    x, y, day = reports()
    period = (FIRST, np.datetime64("2026-01-01"))
    return scan_permutation(x, y, day, rng=np.random.default_rng(1), period=period)


def rows() -> list[dict[str, Any]]:
    (x, y, day), cluster = reports(), result().beyond_chance[0]
    cell = square_cells(x, y, CELL_M).of_event
    inside = np.isin(cell, cluster.locations) & (day >= cluster.start) & (day < cluster.end)
    return [
        {"x": float(a) / 1000, "y": float(b) / 1000, "day": str(d), "what": INSIDE if i else OUTSIDE}
        for a, b, d, i in zip(x, y, day, inside, strict=True)
    ]


def picture() -> dict[str, Any]:
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [INSIDE, OUTSIDE], "range": ["#c8501e", "#9aa5b1"]},
        "legend": {"orient": "bottom"},
    }
    kilometres = {"labelExpr": "replace(datum.label, '.', ',')"}
    place = {
        "width": 260,
        "height": 260,
        "mark": {"type": "circle", "size": 28, "opacity": 0.75},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": "Kilometer österut", "axis": kilometres},
            "y": {"field": "y", "type": "quantitative", "title": "Kilometer norrut", "axis": kilometres},
            "color": colour,
        },
    }
    quarter = {"timeUnit": "yearquarter", "field": "day", "type": "temporal"}
    time = {
        "width": 260,
        "height": 260,
        "mark": "bar",
        "encoding": {
            "x": quarter | {"title": "Kvartal", "axis": {"format": "%Y"}},
            "y": {"aggregate": "count", "title": "Händelser i hela området"},
            "color": colour,
        },
    }
    return {"background": "white", "data": {"values": rows()}, "hconcat": [place, time]}


if __name__ == "__main__":
    print(result().explain())
