"""Four follow-ups and their verdicts: ratio, interval, and the verdict in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.effect.evaluation import Evaluation, evaluate
from lykta_engine.effect.verdict import Verdict

WEEKS = 26
WORDS = {
    Verdict.IMPROVEMENT: "Förbättring",
    Verdict.NO_CLEAR_CHANGE: "Ingen tydlig förändring",
    Verdict.WORSE: "Försämring",
    Verdict.CANNOT_BE_DECIDED: "Går inte att avgöra",
}
COLOURS = ["#38761d", "#8a8a8a", "#b45f06", "#0b5394"]


def draw(rng: np.random.Generator, before: float, after: float) -> np.ndarray:
    return rng.negative_binomial(10, 10 / (10 + np.repeat([before, after], WEEKS)))


def results() -> dict[str, Evaluation]:
    rng = np.random.default_rng(53)
    comparison = draw(rng, 25, 25)
    return {
        "A: klart färre": evaluate(draw(rng, 15, 9), comparison, WEEKS),
        "B: ungefär som förut": evaluate(draw(rng, 15, 14), comparison, WEEKS),
        "C: klart fler": evaluate(draw(rng, 15, 23), comparison, WEEKS),
        "D: som A, valt för en topp": evaluate(draw(rng, 15, 9), comparison, WEEKS, chosen_for_peak=True),
    }


def picture() -> dict[str, Any]:
    found = results()
    rows = [
        {"what": what, "ratio": each.rate.ratio, "low": each.rate.low, "high": each.rate.high,
         "verdict": WORDS[each.judgement.verdict]}
        for what, each in found.items()
    ]  # fmt: skip
    y = {"field": "what", "type": "nominal", "sort": list(found), "title": None, "axis": {"labelLimit": 220}}
    scale = {"domain": list(WORDS.values()), "range": COLOURS}
    colour = {"field": "verdict", "type": "nominal", "title": None, "scale": scale,
              "legend": {"orient": "bottom", "columns": 2}}  # fmt: skip
    shape = {"field": "verdict", "type": "nominal", "title": None, "scale": {"domain": list(WORDS.values())}}
    comma = {"labelExpr": "replace(datum.label, '.', ',')"}
    x = {"field": "low", "type": "quantitative", "title": "Gånger så många som väntat", "axis": comma}
    spans = {"mark": {"type": "rule", "strokeWidth": 2},
             "encoding": {"y": y, "x": x, "x2": {"field": "high"}, "color": colour}}  # fmt: skip
    at = {"y": y, "x": {"field": "ratio", "type": "quantitative"}, "color": colour, "shape": shape}
    points = {"mark": {"type": "point", "filled": True, "size": 80}, "encoding": at}
    none = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 1}}}
    return {
        "width": 380,
        "height": 160,
        "background": "white",
        "data": {"values": rows},
        "layer": [none, spans, points],
    }
