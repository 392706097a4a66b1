"""The change in the area, around it and together, each less its comparison area, with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.effect.evaluation import Around, Evaluation, evaluate
from lykta_engine.significance import normal_quantile, student_quantile

WEEKS = 26


def result() -> Evaluation:
    """The area loses three eighths; some more turn up around it."""
    rng = np.random.default_rng(21)
    means = [(16, 10), (20, 20), (12, 13.5), (14, 14)]
    weeks = [np.concatenate([draw(rng, before), draw(rng, after)]) for before, after in means]
    return evaluate(weeks[0], weeks[1], WEEKS, around=Around(weeks[2], weeks[3]))


def draw(rng: np.random.Generator, mean: float) -> np.ndarray:
    return rng.negative_binomial(10, 10 / (10 + mean), WEEKS)


def picture() -> dict[str, Any]:
    found = result().difference
    assert found is not None
    assert found.displacement is not None
    degrees = found.dispersion.degrees
    reach = normal_quantile(0.975) if degrees is None else student_quantile(0.975, degrees)
    parts = [
        ("Området", found.local.number, found.local.standard_error),
        ("Runt om", found.displacement.number, found.displacement.standard_error),
        ("Tillsammans", found.number, found.standard_error),
    ]
    rows = [
        {"what": what, "number": number, "low": number - reach * error, "high": number + reach * error}
        for what, number, error in parts
    ]
    y = {"field": "what", "type": "nominal", "sort": [part[0] for part in parts], "title": None}
    axis = {"labelExpr": "replace(datum.label, '-', '−')"}
    x = {"field": "low", "type": "quantitative", "title": "Händelser mer eller mindre än väntat", "axis": axis}
    spans = {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"y": y, "x": x, "x2": {"field": "high"}}}
    points = {"mark": {"type": "point", "filled": True, "size": 80, "color": "#b45f06"},
              "encoding": {"y": y, "x": {"field": "number", "type": "quantitative"}}}  # fmt: skip
    none = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 0}}}
    return {
        "width": 460,
        "height": 140,
        "background": "white",
        "data": {"values": rows},
        "layer": [none, spans, points],
    }
