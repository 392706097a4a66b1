"""An area, the mixture of others that resembles it, and what parts them after the action."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.effect.synthetic_control import Synthetic, synthetic_control

MONTHS, ACTION = 48, 30


def result() -> Synthetic:
    """Twenty-four areas that follow two common courses in unlike degree; the first loses a fifth after the action."""
    rng = np.random.default_rng(41)
    month = np.arange(MONTHS)
    courses = np.column_stack([np.sin(month / 4), np.cumsum(rng.normal(0, 0.4, MONTHS))])
    rates = 50 + courses @ rng.uniform(1, 7, (2, 25)) + rng.normal(0, 1.2, (MONTHS, 25))
    rates[ACTION:, 0] *= 0.8
    names = [f"område {number}" for number in range(2, 26)]
    return synthetic_control(rates[:, 0], rates[:, 1:], ACTION, names=names)


def picture() -> dict[str, Any]:
    found = result()
    names = ["Området", "Blandningen av andra områden"]
    rows = [
        {"month": month, "rate": float(rate), "what": what}
        for what, rates in zip(names, (found.observed, found.synthetic), strict=True)
        for month, rate in enumerate(rates)
    ]
    colour = {"field": "what", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
              "scale": {"domain": names, "range": ["#b45f06", "#0b5394"]}}  # fmt: skip
    dash = {"field": "what", "type": "nominal", "title": None, "scale": {"domain": names, "range": [[1, 0], [5, 3]]}}
    x = {"field": "month", "type": "quantitative", "title": "Månad"}
    y = {"field": "rate", "type": "quantitative", "title": "Händelser per 10 000 invånare", "scale": {"zero": False}}
    lines = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
    }
    start = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": ACTION - 0.5}}}
    return {"width": 460, "height": 240, "background": "white", "data": {"values": rows}, "layer": [lines, start]}
