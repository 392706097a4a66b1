"""A series with a step down, its fit, and where it was heading."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.effect.interrupted import Interrupted, interrupted

WEEKS, ACTION = 156, 104


def counts() -> np.ndarray:
    """Three years of weeks with a season and a slow rise; from week 104 a quarter fewer."""
    rng = np.random.default_rng(31)
    week = np.arange(WEEKS)
    season = 0.25 * np.sin(2 * np.pi * week / 52.18)
    mean = 18 * np.exp(0.002 * week + season - 0.3 * (week >= ACTION))
    return rng.negative_binomial(12, 12 / (12 + mean))


def result() -> Interrupted:
    return interrupted(counts(), ACTION, pairs=1, periods_a_year=52)


def picture() -> dict[str, Any]:
    found = result()
    assert found.fitted is not None
    assert found.expected is not None
    rows = [{"week": week, "count": int(count)} for week, count in enumerate(counts())]
    lines = [{"week": week, "mean": float(mean), "what": "Anpassad serie"} for week, mean in enumerate(found.fitted)]
    lines += [{"week": ACTION + week, "mean": float(mean), "what": "Dit serien var på väg"}
              for week, mean in enumerate(found.expected)]  # fmt: skip
    x = {"field": "week", "type": "quantitative", "title": "Vecka"}
    y = {"type": "quantitative", "title": "Händelser per vecka"}
    names = ["Anpassad serie", "Dit serien var på väg"]
    colour = {"field": "what", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
              "scale": {"domain": names, "range": ["#b45f06", "#0b5394"]}}  # fmt: skip
    dash = {"field": "what", "type": "nominal", "title": None, "scale": {"domain": names, "range": [[1, 0], [5, 3]]}}
    points = {"data": {"values": rows}, "mark": {"type": "point", "color": "#8a8a8a", "size": 14},
              "encoding": {"x": x, "y": y | {"field": "count"}}}  # fmt: skip
    fits = {"data": {"values": lines}, "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y | {"field": "mean"}, "color": colour, "strokeDash": dash}}  # fmt: skip
    start = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "strokeDash": [4, 3]},
        "encoding": {"x": {"datum": ACTION - 0.5}},
    }
    return {"width": 460, "height": 240, "background": "white", "data": {"values": []}, "layer": [points, fits, start]}
