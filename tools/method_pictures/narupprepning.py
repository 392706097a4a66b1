"""The same invented reports as the Knox picture: how many pairs chance gives, and how many there were."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.together.near_repeat import NearRepeat, near_repeat
from tools.method_pictures.knox import reports


def result(within_m: float = 200.0) -> NearRepeat:
    return near_repeat(*reports(), within_m=within_m, rng=np.random.default_rng(1))


def picture() -> dict[str, Any]:
    rows = []
    for within_m in (100.0, 200.0, 400.0):
        nearby = result(within_m).nearby
        rows.append(
            {"within": f"inom {within_m:.0f} meter", "ratio": nearby.ratio, "low": nearby.low, "high": nearby.high}
        )
    within = {"field": "within", "type": "ordinal", "sort": None, "title": None}
    comma = {"labelExpr": "replace(datum.label, '.', ',')"}
    times = {"type": "quantitative", "scale": {"zero": False, "domainMin": 0.9}, "axis": comma}
    title = "Gånger så vanligt de närmaste 14 dagarna som slumpen ger"
    chance = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 1}}}
    spans = {
        "mark": {"type": "rule", "strokeWidth": 3, "color": "#b45f06"},
        "encoding": {"y": within, "x": times | {"field": "low", "title": title}, "x2": {"field": "high"}},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 90, "color": "#b45f06", "opacity": 1},
        "encoding": {"y": within, "x": times | {"field": "ratio", "title": title}},
    }
    return {
        "width": 460,
        "height": 150,
        "background": "white",
        "data": {"values": rows},
        "layer": [chance, spans, points],
    }
