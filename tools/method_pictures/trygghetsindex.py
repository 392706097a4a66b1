"""An invented survey of two years: the points of four questions and the index they make."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.surveys.design import design
from lykta_engine.surveys.index_definition import definition_from
from lykta_engine.surveys.safety_index import SafetyIndex, safety_index

QUESTIONS = {"Nedskräpning": (0.32, 0.22), "Oro för inbrott": (0.18, 0.18), "Otrygg ute sent": (0.17, 0.24)}
LIMITS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5]
YEARS = ("2024", "2025")


def results() -> list[SafetyIndex]:
    """Littering falls and insecurity rises: the parts move apart."""
    rng = np.random.default_rng(3)
    items = [{"key": key, "direction": "higher_is_worse", "cut": 1, "points": LIMITS} for key in QUESTIONS]
    definition = definition_from({"name": "Problem i området", "version": "1", "items": items})
    made = design(np.ones(600), strata=np.arange(600) % 4)
    answers = [{key: rng.random(600) < shares[year] for key, shares in QUESTIONS.items()} for year in range(2)]
    return [safety_index(each, made, definition, rng=rng) for each in answers]


def picture() -> dict[str, Any]:
    rows = []
    for year, each in zip(YEARS, results(), strict=True):
        rows += [{"year": year, "what": item.key, "points": item.points} for item in each.items]
        rows.append({"year": year, "what": "Index", "points": each.value, "low": each.low, "high": each.high})
    order = [*QUESTIONS, "Index"]
    place = {"field": "what", "type": "nominal", "sort": order, "title": None, "axis": {"labelAngle": 0}}
    offset = {"field": "year", "type": "nominal"}
    comma = {"labelExpr": "replace(datum.label, '.', ',')"}
    points = {"field": "points", "type": "quantitative", "title": "Poäng, 0 (inga problem) till 6", "axis": comma}
    shade = {
        "field": "year",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(YEARS), "range": ["#9fc5e8", "#0b5394"]},
        "legend": {"orient": "bottom"},
    }
    bars = {"x": place, "xOffset": offset, "y": points, "color": shade}
    spans = {"x": place, "xOffset": offset, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    layers = [
        {"mark": "bar", "encoding": bars},
        {
            "transform": [{"filter": "datum.what == 'Index'"}],
            "mark": {"type": "rule", "strokeWidth": 2, "color": "#b45f06"},
            "encoding": spans,
        },
    ]
    return {"width": 460, "height": 240, "background": "white", "data": {"values": rows}, "layer": layers}
