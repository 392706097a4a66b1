"""Invented months of five years, taken apart into trend, season and rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.change.decompose import Parts, decompose

MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december"]  # fmt: skip
NAMES = ["Händelser", "Trend", "Årstid", "Rest"]


def result() -> Parts:
    t = np.arange(60)
    mean = 120 + 0.7 * t + 40 * np.sin(2 * np.pi * (t - 3) / 12)
    made = np.random.default_rng(2).poisson(mean)
    made[34] += 80
    return decompose(made, per_year=12)


def picture() -> dict[str, Any]:
    parts = result()
    columns = dict(zip(NAMES, (parts.counts, parts.trend, parts.season, parts.rest), strict=True))
    start = np.datetime64("2021-01")
    rows = [
        {"month": f"{start + i}-01", "part": name, "value": float(value)}
        for name, values in columns.items()
        if values is not None
        for i, value in enumerate(values)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "data": {"values": rows},
        "facet": {"row": {"field": "part", "type": "nominal", "title": None, "sort": NAMES}},
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": 560,
            "height": 80,
            "mark": {"type": "line", "color": "#0b5394"},
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "temporal",
                    "title": None,
                    "axis": {"format": "%Y", "tickCount": "year"},
                },
                "y": {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}},
            },
        },
    }
