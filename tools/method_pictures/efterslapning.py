"""Invented weeks in which nothing changes: what has been reported, and what it is expected to become."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.change.delay import Nowcast, nowcast

NOW = 600
WEEKS = 12


def result() -> Nowcast:
    """Four events a day; 55 % reported the same day, 90 % within four days, the rest over half a year."""
    rng = np.random.default_rng(14)
    occurred = np.repeat(np.arange(NOW + 1), rng.poisson(4, NOW + 1))
    u = rng.random(occurred.size)
    tail = 5 + np.floor(179 * (np.maximum(u - 0.9, 0) / 0.1) ** 2.5)
    delay = np.where(u < 0.55, 0, np.where(u < 0.9, 1 + np.floor((u - 0.55) / 0.35 * 4), tail)).astype(int)
    return nowcast(occurred, occurred + delay, now=NOW, periods=WEEKS)


def picture() -> dict[str, Any]:
    now = result()
    rows = [
        {
            "week": f"{WEEKS - 1 - w} v sedan" if w < WEEKS - 1 else "nu",
            "reported": int(now.reported[w]),
            "estimate": float(now.estimate[w]),
            "low": int(now.low[w]),
            "high": int(now.high[w]),
        }
        for w in range(WEEKS)
    ]
    x = {"field": "week", "type": "ordinal", "title": None, "sort": None, "axis": {"labelAngle": -40}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 520,
        "height": 220,
        "background": "white",
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": "#b7b7b7"},
                "encoding": {
                    "x": x,
                    "y": {"field": "reported", "type": "quantitative", "title": "Händelser"},
                },
            },
            {
                "mark": {"type": "rule", "color": "#b45f06", "strokeWidth": 2},
                "encoding": {"x": x, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "color": "#b45f06", "size": 50},
                "encoding": {"x": x, "y": {"field": "estimate", "type": "quantitative"}},
            },
        ],
    }
