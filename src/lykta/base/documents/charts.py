"""Charts as SVG text, drawn from Vega-Lite on the server. One message each, said in the title by the caller.

400 pixels wide: letters of 12 pixels on a phone of 390, of 11 points on paper. Bars start at zero, values
stand at the marks, grey is context and one colour the point.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert
from lxml import etree

from lykta.base.documents.labels import decimal, labels_for
from lykta.base.documents.scale import EMPTY, GLOW, GREY, INK, LINE, NIGHT, QUIET, CountClass, count_classes
from lykta.base.documents.svg import FONT_FAMILY, safe_svg, size

WIDTH = 400
TEXT_SIZE, TITLE_SIZE = 14, 16
TITLE_LETTERS, LABEL_LETTERS, HEAD_LETTERS = 54, 20, 11
VEGA_LITE = "6.4"  # pinned: the same chart after an upgrade

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value; `label` as it should be read ('v. 46')."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual: between `low` and `high`, drawn behind the bars and named by `label`."""

    low: float
    high: float
    label: str = ""


def bar_comparison(
    rows: Sequence[tuple[str, float, float | None]],
    title: str,
    value_label: str = "",
    reference_label: str = "",
    language: str = "sv",
) -> str:
    """Horizontal bars for (label, value, reference); the reference is a grey line across and a number in grey."""
    _require(rows, "bar_comparison")
    labels = [_wrapped(label) for label, _, _ in rows]
    left = min(150, max(_text_width(line) for label in labels for line in label) + 12)
    with_reference = any(reference is not None for _, _, reference in rows)
    heads = [_head(value_label), _head(reference_label if with_reference else "")]
    widths = [max(48, _widest(heads[0])), max(60, _widest(heads[1]) + 12)]
    plot = WIDTH - left - sum(widths)
    at_values, at_references = plot + widths[0], WIDTH - left
    highest = max(max(value, reference or 0) for _, value, reference in rows) or 1
    step = max(34, 8 + 16 * max(len(label) for label in labels))
    places = _places(reference for *_, reference in rows if reference is not None)
    values = [
        {
            "row": at,
            "name": label,
            "value": value,
            "reference": reference,
            "shown": decimal(value, language, _places(value for _, value, _ in rows)),
            "before": "–" if reference is None else decimal(reference, language, places),
        }
        for at, (label, (_, value, reference)) in enumerate(zip(labels, rows, strict=True))
    ]
    layers = _bars(highest, plot, left, step, at_values) + (_references(at_references) if with_reference else [])
    layers += _heading_texts(heads[0], at_values, NIGHT, 600) + _heading_texts(heads[1], at_references, QUIET, 400)
    return _drawn({"layer": layers, "data": {"values": values}, "width": plot, "height": step * len(rows)}, title)


def time_series(
    points: Sequence[Point],
    title: str,
    highlight_last: bool = True,
    band: Band | None = None,
    language: str = "sv",
) -> str:
    """Counts per period as bars from zero, the last one in night blue; the usual span lies behind as light."""
    _require(points, "time_series")
    plot, height = WIDTH - 16, 170
    highest = max([point.value for point in points] + ([band.high] if band else [])) or 1
    last = len(points) - 1
    values = [
        {
            "at": at,
            "label": point.label,
            "value": point.value,
            "shown": decimal(point.value, language),
            "last": at == last,
        }
        for at, point in enumerate(points)
    ]
    x = {"field": "at", "type": "ordinal", "sort": None, "axis": _period_axis(points)}
    x["scale"] = {"paddingInner": 0.25, "paddingOuter": 0.1}
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [0, highest * 1.12]}, "axis": None}
    colour: Spec = {"value": NIGHT}
    if highlight_last:
        colour = {"condition": {"test": "datum.last", "value": NIGHT}, "value": GREY}
    layers: list[Spec] = _usual(band, highest, plot, height, language) if band else []
    layers.append({"mark": {"type": "bar"}, "encoding": {"x": x, "y": y, "color": colour}})
    layers.append(_bar_numbers(x, y, everyone=len(points) <= 16, highlight_last=highlight_last))
    return _drawn({"layer": layers, "data": {"values": values}, "width": plot, "height": height}, title)


def weekday_hour_matrix(counts: Sequence[Sequence[int]], title: str, language: str = "sv") -> str:
    """Seven rows from Monday; each of the same number of equal parts of a day (24 hours, or 6 parts of four hours)."""
    parts = {len(row) for row in counts}
    if len(counts) != 7 or len(parts) != 1 or 24 % (bins := parts.pop() or 7):
        raise ValueError("The matrix takes seven days with equally many parts each, a number that divides 24")
    classes = count_classes([value for row in counts for value in row], language)
    days = labels_for(language).weekdays_short if bins > 8 else labels_for(language).weekdays
    left, hours = max(map(_text_width, days)) + 26, 24 // bins
    plot, height = WIDTH - left - 12, 7 * 26
    values = [
        {"day": day, "part": part, "value": value, "shown": str(value) if value else "", **_shade(value, classes)}
        for day, row in enumerate(counts)
        for part, value in enumerate(row)
    ]
    layers = _matrix_layers(values, days, bins, hours) + _matrix_legend(classes, language, left, height)
    return _drawn({"layer": layers, "width": plot, "height": height}, title)


def _bars(highest: float, plot: int, left: int, step: int, numbers_at: int) -> list[Spec]:
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.42, "paddingOuter": 0.21}}
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, highest], "range": [0, plot]}}
    name = {"type": "text", "align": "left", "x": -left, "lineHeight": 16, "color": INK, "baseline": "middle"}
    shown = {"type": "text", "align": "right", "x": numbers_at, "color": NIGHT, "fontWeight": 600, "baseline": "middle"}
    # A line of text is set by its middle; several lines are moved up half of what they are more than one.
    name["dy"] = {"expr": "-8 * (length(datum.name) - 1)"}
    return [
        {"mark": {"type": "bar", "color": NIGHT}, "encoding": {"y": y, "x": x}},
        {"mark": name, "encoding": {"y": y, "text": {"field": "name"}}},
        {"mark": shown, "encoding": {"y": y, "text": {"field": "shown"}}},
    ]


def _references(numbers_at: int) -> list[Spec]:
    y = {"field": "row", "type": "ordinal", "axis": None}
    x = {"field": "reference", "type": "quantitative", "axis": None}
    number = {"type": "text", "align": "right", "x": numbers_at, "color": QUIET, "baseline": "middle"}
    tick = {"type": "tick", "orient": "vertical", "size": 26, "opacity": 1, "invalid": "filter"}
    return [
        # A white edge, so that the grey line is seen across a dark bar too.
        {"mark": {**tick, "thickness": 7, "color": "white"}, "encoding": {"y": y, "x": x}},
        {"mark": {**tick, "thickness": 3, "color": "#8a94a0"}, "encoding": {"y": y, "x": x}},
        {"mark": number, "encoding": {"y": y, "text": {"field": "before"}}},
    ]


def _head(text: str) -> list[str]:
    """Words stacked above a narrow column: "oktober" over "2026"."""
    return textwrap.wrap(text, HEAD_LETTERS, break_long_words=False)


def _widest(lines: Sequence[str]) -> int:
    return max(map(_text_width, lines), default=0)


def _heading_texts(lines: Sequence[str], x: int, colour: str, weight: int) -> list[Spec]:
    mark = {"type": "text", "align": "right", "x": x, "color": colour, "fontWeight": weight, "fontSize": 13}
    return [
        {"data": {"values": [{}]}, "mark": mark | {"y": -8 - 16 * above}, "encoding": {"text": {"value": line}}}
        for above, line in enumerate(reversed(lines))
    ]


def _period_axis(points: Sequence[Point]) -> Spec:
    """So many labels as there is room for, counted back from the last, which always has one."""
    widest = max(_text_width(point.label) for point in points) + 10
    every = max(1, -(-len(points) * widest // (WIDTH - 16)))
    shown = sorted(range(len(points) - 1, -1, -every))
    names = {at: points[at].label for at in range(len(points))}
    # A lookup written as an expression: labels are data, quoted by the JSON writer of the expression's own list.
    return {
        "values": shown,
        "labelExpr": f"{_expression_list(list(names.values()))}[datum.value]",
        "title": None,
    } | AXIS


def _expression_list(texts: list[str]) -> str:
    escaped = (
        "".join(f"\\u{ord(letter):04x}" if not letter.isalnum() and letter != " " else letter for letter in text)
        for text in texts
    )
    return "[" + ",".join(f"'{text}'" for text in escaped) + "]"


AXIS: Spec = {
    "labelAngle": 0,
    "labelLimit": WIDTH,
    "ticks": False,
    "domainColor": GREY,
    "labelPadding": 6,
    "labelColor": QUIET,
    "grid": False,
}


def _bar_numbers(x: Spec, y: Spec, everyone: bool, highlight_last: bool) -> Spec:
    weight = {"expr": "datum.last ? 600 : 400"} if highlight_last else 400
    colour = {"expr": f"datum.last ? '{NIGHT}' : '{QUIET}'"} if highlight_last else NIGHT
    mark = {"type": "text", "dy": -8, "fontWeight": weight, "color": colour}
    layer: Spec = {"mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "shown"}}}
    # With many bars only the highest and the last are named; more would be noise.
    return layer if everyone else layer | {"transform": _named_bars()}


def _named_bars() -> list[Spec]:
    highest = {"joinaggregate": [{"op": "max", "field": "value", "as": "highest"}]}
    return [highest, {"filter": "datum.last || datum.value == datum.highest"}]


def _usual(band: Band, highest: float, plot: int, height: int, language: str) -> list[Spec]:
    def pixel(value: float) -> float:
        return round(height * (1 - value / (highest * 1.12)), 1)

    words = band.label or labels_for(language).usual
    words = f"{words} {decimal(band.low, language)}–{decimal(band.high, language)}"
    area = {"type": "rect", "x": 0, "x2": plot, "y": pixel(band.high), "y2": pixel(band.low), "color": GLOW}
    edges = [{**area, "y": pixel(edge), "y2": pixel(edge) + 1, "color": "#e3c069"} for edge in (band.low, band.high)]
    text = {
        "type": "text",
        "x": 4,
        "y": pixel(band.high) - 4,
        "align": "left",
        "baseline": "bottom",
        "color": "#7a5600",
    }
    name = {"data": {"values": [{}]}, "mark": {**text, "fontSize": 13}, "encoding": {"text": {"value": words}}}
    return [_drawn_alone(mark) for mark in (area, *edges)] + [name]


def _drawn_alone(mark: Spec) -> Spec:
    """A mark at fixed pixels, drawn once."""
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {}}


def _shade(value: int, classes: tuple[CountClass, ...]) -> Spec:
    at = next((at for at, each in enumerate(classes) if each.holds(value)), -1)
    fill = classes[at].colour if at >= 0 else EMPTY
    return {"fill": fill, "ink": "white" if _is_dark(fill) else INK}


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _matrix_layers(values: list[Spec], days: Sequence[str], bins: int, hours: int) -> list[Spec]:
    y: Spec = {"field": "day", "type": "ordinal", "title": None, "scale": {"padding": 0.06}}
    y["axis"] = AXIS | {"labelExpr": f"{_expression_list(list(days))}[datum.value]", "domain": False, "labelColor": INK}
    x: Spec = {"field": "part", "type": "ordinal", "title": None, "scale": {"padding": 0.06}}
    every = 3 if bins > 12 else 1
    texts = [
        f"{part * hours:02d}" if bins > 8 else f"{part * hours:02d}–{(part + 1) * hours:02d}" for part in range(bins)
    ]
    x["axis"] = AXIS | {"values": list(range(0, bins, every)), "domain": False}
    x["axis"]["labelExpr"] = f"{_expression_list(texts)}[datum.value]"
    rect = {
        "mark": {"type": "rect"},
        "encoding": {"x": x, "y": y, "fill": {"field": "fill", "type": "nominal", "scale": None}},
    }
    number = {"x": x, "y": y, "text": {"field": "shown"}, "color": {"field": "ink", "type": "nominal", "scale": None}}
    layers = [{"data": {"values": values}, **rect}]
    if bins <= 12:
        layers.append({"data": {"values": values}, "mark": {"type": "text"}, "encoding": number})
    return layers


def _matrix_legend(classes: tuple[CountClass, ...], language: str, left: int, height: int) -> list[Spec]:
    """Squares with words in a row under the hours."""
    entries = [(EMPTY, labels_for(language).none), *((each.colour, each.words) for each in classes)]
    layers, x, y = [], 0, height + 44
    for colour, words in entries:
        square = {"type": "rect", "x": x, "x2": x + 14, "y": y - 7, "y2": y + 7, "color": colour, "stroke": LINE}
        text = {"type": "text", "x": x + 20, "y": y, "align": "left", "baseline": "middle", "color": QUIET}
        layers += [
            _drawn_alone(square),
            {"data": {"values": [{}]}, "mark": text, "encoding": {"text": {"value": words}}},
        ]
        x += 20 + _text_width(words) + 16
    return layers


def _drawn(spec: Spec, title: str) -> str:
    """The chart as SVG, cleaned and exactly `WIDTH` wide."""
    lines = textwrap.wrap(title, TITLE_LETTERS) or [title]
    heading = {
        "text": lines,
        "anchor": "start",
        "frame": "bounds",
        "color": NIGHT,
        "fontSize": TITLE_SIZE,
        "fontWeight": 600,
    }
    full = spec | {
        "title": heading | {"lineHeight": 20, "offset": 14, "font": FONT_FAMILY},
        "background": "white",
        "padding": {"left": 0, "top": 4, "right": 0, "bottom": 4},
        "config": {
            "aria": False,
            "font": FONT_FAMILY,
            "view": {"stroke": None},
            "axis": {"labelFontSize": TEXT_SIZE, "labelFont": FONT_FAMILY},
            "text": {"fontSize": TEXT_SIZE, "font": FONT_FAMILY},
        },
    }
    drawing = safe_svg(vl_convert.vegalite_to_svg(full, vl_version=VEGA_LITE))
    # Vega counts a title as if it began at the plot's edge and leaves room for it to the right.
    drawing.set("viewBox", f"0 0 {WIDTH} {size(drawing)[1]:g}")
    del drawing.attrib["width"], drawing.attrib["height"]
    return etree.tostring(drawing, encoding="unicode")


def _places(values: Iterable[float]) -> int:
    """One decimal for a whole column as soon as one number in it needs it."""
    return int(any(value != round(value) for value in values))


def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, LABEL_LETTERS) or [""]


def _text_width(text: str) -> int:
    """Pixels, a little generous: our sans is about half as wide as it is high."""
    return round(len(text) * TEXT_SIZE * 0.52)


def _require(rows: Sequence[Any], name: str) -> None:
    if not rows:
        raise ValueError(f"{name} needs at least one row; write a sentence where there is nothing to draw")
