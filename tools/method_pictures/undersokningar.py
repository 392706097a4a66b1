"""An invented survey of six areas: each share with its interval, and the areas whose answers do not suffice."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.surveys.design import Design, design
from lykta_engine.surveys.domains import DomainShares, shares_by_domain
from lykta_engine.surveys.shares import Share, share

AREAS = {"Bruket": 260, "Centrum": 420, "Hamnen": 130, "Norrby": 45, "Söderby": 75, "Ängen": 310}
TRUE = {"Bruket": 0.22, "Centrum": 0.31, "Hamnen": 0.2, "Norrby": 0.35, "Söderby": 0.4, "Ängen": 0.12}
WORDS = ("Visas", "Visas inte: för få eller för osäkra svar")


def survey() -> tuple[np.ndarray, Design, np.ndarray]:
    """Answers, design, area of each. Areas are strata of unequal size; the young, who answered less, weigh double."""
    rng = np.random.default_rng(7)
    area = np.repeat(list(AREAS), list(AREAS.values()))
    weights = np.where(rng.random(len(area)) < 0.3, 2.0, 1.0)
    answers = rng.random(len(area)) < np.array([TRUE[name] for name in area])
    return answers, design(weights, strata=area), area


def result() -> DomainShares:
    return shares_by_domain(*survey())


def of_centrum() -> Share:
    answers, made, area = survey()
    return share(answers, made, among=area == "Centrum")


def picture() -> dict[str, Any]:
    made = result()
    rows = [
        {
            "area": f"{label} ({made.n[i]} svar)",
            "share": 100 * made.share[i],
            "low": 100 * made.low[i],
            "high": 100 * made.high[i],
            "what": WORDS[made.few[i] is not None],
        }
        for i, label in enumerate(made.labels)
    ]
    area = {"field": "area", "type": "nominal", "title": None}
    title = "Andel som svarar att de är otrygga (%)"
    shade = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(WORDS), "range": ["#0b5394", "#9a9a9a"]},
        "legend": {"orient": "bottom", "labelLimit": 400},
    }
    spans = {"x": {"field": "low", "type": "quantitative", "title": title}, "x2": {"field": "high"}}
    points = {"x": {"field": "share", "type": "quantitative"}, "y": area, "color": shade}
    shape = {"shape": {"field": "what", "type": "nominal", "title": None, "scale": {"domain": list(WORDS)}}}
    layers = [
        {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": spans | {"y": area, "color": shade}},
        {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": points | shape},
    ]
    return {"width": 420, "height": 200, "background": "white", "data": {"values": rows}, "layer": layers}
