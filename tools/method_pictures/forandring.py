"""Invented weekly counts: an outage of collection that is not compared with, and a last week above the usual."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lykta_engine.change.comparisons import PeriodComparisons, compare_period
from lykta_engine.change.outage import Outages, find_outages

WEEKS = 60
FAILED = slice(48, 51)
STATES = ["Tidigare vecka", "Insamlingen föll bort", "Jämförs med", "Den här veckan"]
COLOURS = ["#cfcfcf", "#a61c00", "#8a8a8a", "#b45f06"]


def counts() -> NDArray[np.int64]:
    """Five kinds; three weeks without reports; the first kind doubled in the last week."""
    made = np.random.default_rng(8).poisson(np.array([9, 14, 6, 11, 8])[:, None], (5, WEEKS))
    made[:, FAILED] //= 20
    made[0, -1] = 21
    return made


def result() -> tuple[Outages, PeriodComparisons]:
    out = find_outages(counts())
    return out, compare_period(counts()[0], rolling=12, left_out=out.out)


def picture() -> dict[str, Any]:
    out, compared = result()
    state = np.zeros(WEEKS, dtype=int)
    state[compared.rolling_periods] = 2
    state[out.out] = 1
    state[-1] = 3
    rows = [
        {"week": week + 1, "count": int(n), "state": STATES[s]}
        for week, (n, s) in enumerate(zip(counts()[0], state, strict=True))
        if week >= 30
    ]
    usual = compared.rolling.baseline_mean if compared.rolling else 0.0
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 560,
        "height": 220,
        "background": "white",
        "layer": [
            {
                "data": {"values": rows},
                "mark": "bar",
                "encoding": {
                    "x": {"field": "week", "type": "ordinal", "title": "Vecka i serien", "axis": {"labelAngle": 0}},
                    "y": {"field": "count", "type": "quantitative", "title": "Händelser"},
                    "color": {
                        "field": "state",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": STATES, "range": COLOURS},
                        "legend": {"orient": "bottom"},
                    },
                },
            },
            {
                "data": {"values": [row for row in rows if row["state"] == STATES[1]]},
                "mark": {"type": "text", "text": "?", "fontSize": 18, "dy": -12, "color": "#a61c00"},
                "encoding": {
                    "x": {"field": "week", "type": "ordinal"},
                    "y": {"field": "count", "type": "quantitative"},
                },
            },
            {
                "data": {"values": [{"usual": usual}]},
                "mark": {"type": "rule", "strokeDash": [4, 3], "color": "#0b5394"},
                "encoding": {"y": {"field": "usual", "type": "quantitative"}},
            },
        ],
    }
