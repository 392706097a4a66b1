"""An invented town's damage reports in which some are followed by another near by: the Knox table as a heat map."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.together.knox import KnoxTable, knox
from lykta_engine.words import decimal

DISTANCE_M, DAYS = (0.0, 0.1, 100.0, 200.0, 400.0), (0.0, 7.0, 14.0, 28.0)
BEYOND, WITHIN = "Fler än slumpen ger", "Inte fler än slumpen kan ge"


def reports() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """400 around 25 places in a year; every fourth is followed by another within 150 m and ten days."""
    rng = np.random.default_rng(7)
    centre, share = rng.uniform(0, 4000, (25, 2)), rng.dirichlet(np.ones(25))
    place = centre[rng.choice(25, 400, p=share)] + rng.normal(0, 250, (400, 2))
    day = rng.integers(0, 350, 400)
    followed = rng.random(400) < 0.25
    n = int(followed.sum())
    again = place[followed] + rng.normal(0, 70, (n, 2))
    return *np.concatenate([place, again]).T, np.concatenate([day, day[followed] + rng.integers(1, 11, n)])


def result() -> KnoxTable:
    return knox(*reports(), distance_m=DISTANCE_M, time_days=DAYS, rng=np.random.default_rng(1))


def rows(found: KnoxTable) -> list[dict[str, Any]]:
    return [
        {
            "distance": found.distance.label(b),
            "time": found.time.label(k),
            "ratio": ratio,
            "told": f"{ratio:.2f}".replace(".", ",") + " gånger",
            "pairs": f"{found.observed[b, k]} par mot {decimal(float(found.expected[b, k]), 'sv', 1)}",
            "what": BEYOND if found.more_than_chance[b, k] else WITHIN,
        }
        for b, row in enumerate(found.ratio)
        for k, ratio in enumerate(row)
        if ratio is not None
    ]


def picture() -> dict[str, Any]:
    found = result()
    time = {"field": "time", "type": "ordinal", "sort": None, "title": "Tid mellan två händelser"}
    distance = {"field": "distance", "type": "ordinal", "sort": None, "title": "Avstånd mellan dem"}
    place = {"x": time | {"axis": {"labelAngle": 0, "orient": "top"}}, "y": distance}
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [BEYOND, WITHIN], "range": ["#f1b679", "#e8e8e8"]},
        "legend": {"orient": "bottom"},
    }
    cells = {"mark": {"type": "rect", "stroke": "white"}, "encoding": place | {"color": colour}}
    times = {
        "mark": {"type": "text", "dy": -8, "fontSize": 14, "fontWeight": "bold"},
        "encoding": place | {"text": {"field": "told"}},
    }
    pairs = {"mark": {"type": "text", "dy": 10}, "encoding": place | {"text": {"field": "pairs"}}}
    return {
        "width": 460,
        "height": 260,
        "background": "white",
        "data": {"values": rows(found)},
        "layer": [cells, times, pairs],
    }
