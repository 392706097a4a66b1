"""Weekly counts of an area and its comparison area, before and after an action."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.effect.evaluation import Evaluation, evaluate

WEEKS = 26


def counts() -> tuple[np.ndarray, np.ndarray]:
    """Half a year before and after: the area by two fifths fewer, its comparison area by a tenth."""
    rng = np.random.default_rng(12)
    before, after = (rng.negative_binomial(8, 8 / (8 + np.array(means)[:, None]), (2, WEEKS)) for means in
                     ([14, 22], [8.4, 19.8]))  # fmt: skip
    area, comparison = np.hstack([before, after])
    return area, comparison


def result() -> Evaluation:
    return evaluate(*counts(), WEEKS)


def picture() -> dict[str, Any]:
    area, comparison = counts()
    names = ["Området", "Jämförelseområdet"]
    rows = [
        {"week": week - WEEKS + 1, "count": int(count), "where": where}
        for where, weeks in zip(names, (area, comparison), strict=True)
        for week, count in enumerate(weeks)
    ]
    x = {"field": "week", "type": "quantitative", "title": "Vecka, räknat från åtgärden"}
    colour = {
        "field": "where",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": ["#b45f06", "#0b5394"]},
        "legend": {"orient": "bottom"},
    }
    lines = {
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": x,
            "y": {"field": "count", "type": "quantitative", "title": "Händelser per vecka"},
            "color": colour,
            "strokeDash": {"field": "where", "type": "nominal", "legend": None, "sort": names},
        },
    }
    start = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 0.5}}}
    return {"width": 460, "height": 240, "background": "white", "data": {"values": rows}, "layer": [lines, start]}
