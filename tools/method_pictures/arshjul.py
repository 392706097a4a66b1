"""Invented reports of four years by month, with the interval of each against an even spread."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.when.season import SeasonalProfile, Standing, year_wheel

MONTHS = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"]
WORDS = {
    Standing.HIGH: "Fler, år efter år",
    Standing.LOW: "Färre, år efter år",
    Standing.NO_CLEAR_DIFFERENCE: "Ingen säker skillnad",
}
COLOURS = ["#b45f06", "#0b5394", "#8a8a8a"]


def result() -> SeasonalProfile:
    """Noise at night: more in May and June, less in January; a bad September in one year only."""
    rng = np.random.default_rng(4)
    days = np.arange(np.datetime64("2022-01-01"), np.datetime64("2026-01-01"))
    month = days.astype("datetime64[M]").astype(int) % 12
    rate = 0.5 * np.array([0.4, 1, 1, 1, 1.9, 1.8, 1, 1, 1, 1, 1, 1])[month]
    rate[(days >= np.datetime64("2024-09-01")) & (days < np.datetime64("2024-10-01"))] *= 3
    return year_wheel(np.repeat(days, rng.poisson(rate)), days[0], days[-1] + 1)


def picture() -> dict[str, Any]:
    rows = [
        {
            "month": MONTHS[each.index],
            "ratio": each.ratio,
            "low": each.ratio_low,
            "high": each.ratio_high,
            "what": WORDS[each.standing],
        }
        for each in result().bins
    ]
    month = {"field": "month", "type": "ordinal", "sort": MONTHS, "title": None, "axis": {"labelAngle": 0}}
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(WORDS.values()), "range": COLOURS},
        "legend": {"orient": "bottom"},
    }
    comma = {"labelExpr": "replace(datum.label, '.', ',')"}
    times = {"field": "low", "type": "quantitative", "title": "Gånger en jämn fördelning", "axis": comma}
    points = {"x": month, "y": {"field": "ratio", "type": "quantitative"}, "color": colour}
    even = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"y": {"datum": 1}}}
    spans = {
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": month, "y": times, "y2": {"field": "high"}, "color": colour},
    }
    shape = {"shape": {"field": "what", "type": "nominal", "title": None, "scale": {"domain": list(WORDS.values())}}}
    layers = [even, spans, {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": points | shape}]
    return {"width": 460, "height": 260, "background": "white", "data": {"values": rows}, "layer": layers}
