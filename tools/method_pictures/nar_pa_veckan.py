"""Invented burglaries known as intervals, spread over the week."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.when.aoristic import WeekdayHour, weekday_hour

DAYS = ["mån", "tis", "ons", "tors", "fre", "lör", "sön"]


def result() -> WeekdayHour:
    """Found in the evening of working days, having happened during the hours of work; some over the weekend."""
    rng = np.random.default_rng(3)
    monday = np.datetime64("2026-01-05", "m") + rng.integers(0, 26, 120) * np.timedelta64(7, "D")
    day = rng.integers(0, 5, 120) * np.timedelta64(1440, "m")
    start = monday + day + rng.integers(7 * 60, 9 * 60, 120)
    away = np.where(rng.random(120) < 0.8, rng.integers(8 * 60, 10 * 60, 120), rng.integers(40 * 60, 70 * 60, 120))
    return weekday_hour(start, start + away)


def picture() -> dict[str, Any]:
    weights = result().weights
    rows = [{"day": DAYS[day], "hour": hour, "n": float(weights[day, hour])} for day in range(7) for hour in range(24)]
    return {
        "width": 520,
        "height": 200,
        "background": "white",
        "data": {"values": rows},
        "mark": "rect",
        "encoding": {
            "x": {"field": "hour", "type": "ordinal", "title": "Timme på dygnet", "axis": {"labelAngle": 0}},
            "y": {"field": "day", "type": "ordinal", "sort": DAYS, "title": None},
            "color": {
                "field": "n",
                "type": "quantitative",
                "title": "Inbrott",
                "legend": {"labelExpr": "replace(datum.label, '.', ',')"},
                "scale": {"scheme": "blues", "domainMin": 0},
            },
        },
    }
