"""The smallest decrease that shows in eight cases of ten, by how long one waits and how many incidents there are."""

from __future__ import annotations

from typing import Any

from lykta_engine.effect.detectable import Plan, detectable_ratio

PHI = 1.5
EACH_WEEK = [2, 5, 20]
WEEKS = range(6, 105, 2)


def smallest_fall(each_week: int, weeks: int) -> float | None:
    """As a share; a year before, a comparison area of twice the size."""
    found = detectable_ratio(Plan(52 * each_week, 104 * each_week, 52, weeks), dispersion=PHI)
    return None if found.reasons or found.fewer is None else 1 - found.fewer


def picture() -> dict[str, Any]:
    rows = [
        {"weeks": weeks, "fall": 100 * fall, "what": f"{each_week} i veckan"}
        for each_week in EACH_WEEK
        for weeks in WEEKS
        if (fall := smallest_fall(each_week, weeks)) is not None
    ]
    names = [f"{each_week} i veckan" for each_week in EACH_WEEK]
    x = {"field": "weeks", "type": "quantitative", "title": "Veckor efter åtgärden"}
    y = {
        "field": "fall",
        "type": "quantitative",
        "title": "Minsta minskning som syns (%)",
        "scale": {"domain": [0, 100]},
    }
    colour = {"field": "what", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
              "scale": {"domain": names, "range": ["#0b5394", "#b45f06", "#38761d"]}}  # fmt: skip
    dash = {"field": "what", "type": "nominal", "title": None,
            "scale": {"domain": names, "range": [[2, 3], [6, 3], [1, 0]]}}  # fmt: skip
    mark = {"type": "line", "strokeWidth": 2.5}
    encoding = {"x": x, "y": y, "color": colour, "strokeDash": dash}
    return {
        "width": 460,
        "height": 240,
        "background": "white",
        "data": {"values": rows},
        "mark": mark,
        "encoding": encoding,
    }
