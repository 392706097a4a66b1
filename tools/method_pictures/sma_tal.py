"""An invented table with totals: what is hidden because it is small, and what is hidden to keep it so."""

from __future__ import annotations

from typing import Any

import numpy as np

from lykta_engine.disclosure.suppression import Mark, Suppression, suppress
from lykta_engine.disclosure.tables import Axis, Table

AREAS = ["Centrum", "Hamnen", "Norrby", "Ängen"]
KINDS = ["Skadegörelse", "Stöld", "Hot", "Inbrott"]
COUNTS = [[24, 31, 12, 9], [17, 14, 3, 8], [11, 9, 6, 7], [19, 22, 10, 13]]
WORDS = {
    Mark.PUBLISHED.value: "Visas",
    Mark.PRIMARY.value: "Döljs: litet tal",
    Mark.COMPLEMENTARY.value: "Döljs: annars går det lilla talet att räkna ut",
}
COLOURS = ["#f2f2f2", "#b45f06", "#f6c99b"]


def result() -> Suppression:
    axes = (Axis.flat("område", AREAS, total="Alla områden"), Axis.flat("brott", KINDS, total="Alla"))
    return suppress(np.array(COUNTS), Table("exempel", axes))


def picture() -> dict[str, Any]:
    table = result().tables[0]
    lines, columns = (axis.labels for axis in table.table.axes)
    rows = [
        {
            "area": lines[i],
            "kind": columns[j],
            "what": WORDS[str(table.marks[i, j])],
            "text": str(table.values[i, j]) if table.published[i, j] else "–",
        }
        for i, j in np.ndindex(*table.values.shape)
    ]
    place = {
        "x": {
            "field": "kind",
            "type": "nominal",
            "sort": list(columns),
            "title": None,
            "axis": {"orient": "top", "labelAngle": 0},
        },
        "y": {"field": "area", "type": "nominal", "sort": list(lines), "title": None},
    }
    shade = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(WORDS.values()), "range": COLOURS},
        "legend": {"orient": "bottom", "labelLimit": 400, "columns": 1},
    }
    layers = [
        {"mark": {"type": "rect", "stroke": "#666"}, "encoding": place | {"color": shade}},
        {"mark": {"type": "text", "fontSize": 13}, "encoding": place | {"text": {"field": "text"}}},
    ]
    return {"width": 460, "height": 200, "background": "white", "data": {"values": rows}, "layer": layers}
