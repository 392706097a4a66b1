"""The Lorenz curve of invented reports at 200 places, beside the same number thrown at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.where.concentration import Concentration, concentration

PERCENT = {"labelExpr": "format(100 * datum.value, '.0f') + ' %'"}


def results() -> dict[str, Concentration]:
    rng = np.random.default_rng(5)
    uneven = rng.gamma(0.3, 1.0, 200)
    found = concentration(rng.multinomial(150, uneven / uneven.sum()), rng=rng)
    thrown = concentration(rng.multinomial(150, np.full(200, 1 / 200)), rng=rng)
    return {"Rapporterna": found, "Ren slump": thrown, "Jämnaste möjliga": found}


def picture() -> dict[str, Any]:
    rows = []
    for name, result in results().items():
        places, events = result.lorenz_places, result.lorenz_events
        if name == "Jämnaste möjliga":
            places, events = np.array([0, result.equality_at, 1]), np.array([0, 1, 1])
        rows += [
            {"places": x, "events": y, "what": name} for x, y in zip(places.tolist(), events.tolist(), strict=True)
        ]
    return {
        "width": 420,
        "height": 300,
        "background": "white",
        "data": {"values": rows},
        "mark": {"type": "line", "interpolate": "linear", "strokeWidth": 2.5},
        "encoding": {
            "x": {
                "field": "places",
                "type": "quantitative",
                "title": "Andel av platserna, de mest utsatta först",
                "axis": PERCENT,
            },
            "y": {
                "field": "events",
                "type": "quantitative",
                "title": "Andel av händelserna",
                "axis": PERCENT,
            },
            "color": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(results()), "range": ["#0b5394", "#8a8a8a", "#b45f06"]},
            },
            "strokeDash": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(results()), "range": [[1, 0], [6, 3], [2, 3]]},
            },
        },
    }
