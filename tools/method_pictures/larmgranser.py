"""An invented outbreak of six weeks: when EARS, Farrington and CUSUM alarm."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lykta_engine.change.cusum import CusumAlarms, cusum
from lykta_engine.change.ears import EarsAlarms, ears
from lykta_engine.change.farrington import FarringtonBounds, farrington_flexible

YEARS, SHOWN = 6, 40
OUTBREAK = slice(YEARS * 52 - 12, YEARS * 52 - 6)


def counts() -> NDArray[np.int64]:
    t = np.arange(YEARS * 52)
    made = np.random.default_rng(5).poisson(6 * (1 + 0.3 * np.sin(2 * np.pi * t / 52)))
    made[OUTBREAK] += np.array([2, 3, 8, 10, 7, 4])
    return made


def result() -> tuple[EarsAlarms, FarringtonBounds, CusumAlarms]:
    y, shown = counts(), np.arange(YEARS * 52 - SHOWN, YEARS * 52)
    return ears(y), farrington_flexible(y, at=shown), cusum(y, training=YEARS * 52 - SHOWN)


def picture() -> dict[str, Any]:
    of_ears, of_farrington, of_cusum = result()
    y, first = counts(), YEARS * 52 - SHOWN
    bars = [{"week": w + 1, "count": int(y[first + w])} for w in range(SHOWN)]
    limit = [{"week": w + 1, "limit": float(of_farrington.upper[0, w])} for w in range(SHOWN)]
    alarms = [
        ("EARS C2", of_ears.alarm_c2[0, first:]),
        ("Farrington", of_farrington.alarm[0]),
        ("CUSUM", of_cusum.alarm[0]),
    ]
    marks = [{"week": int(w) + 1, "method": name} for name, alarm in alarms for w in np.flatnonzero(alarm)]
    x = {"field": "week", "type": "ordinal", "title": "Vecka", "axis": {"labelAngle": 0}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "vconcat": [
            {
                "width": 620,
                "height": 180,
                "layer": [
                    {
                        "data": {"values": bars},
                        "mark": {"type": "bar", "color": "#8a8a8a"},
                        "encoding": {"x": x, "y": {"field": "count", "type": "quantitative", "title": "Händelser"}},
                    },
                    {
                        "data": {"values": limit},
                        "mark": {"type": "line", "color": "#b45f06", "interpolate": "step"},
                        "encoding": {"x": x, "y": {"field": "limit", "type": "quantitative"}},
                    },
                ],
            },
            {
                "width": 620,
                "height": 70,
                "data": {"values": marks},
                "mark": {"type": "point", "filled": True, "size": 60, "color": "#b45f06"},
                "encoding": {
                    "x": {**x, "scale": {"domain": list(range(1, SHOWN + 1))}},
                    "y": {
                        "field": "method",
                        "type": "nominal",
                        "title": "Larm",
                        "scale": {"domain": [name for name, _ in alarms]},
                    },
                },
            },
        ],
    }
