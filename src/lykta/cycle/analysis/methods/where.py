"""Where more happens than chance gathers: squares by themselves, with their neighbours (Gi*), and how concentrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from numpy.typing import NDArray

from lykta.base.documents.map_picture import MapCell, draw_map
from lykta.base.documents.tree import Block, Column, Figure, text_table
from lykta.base.kernel.coordinates import from_sweref99tm
from lykta.cycle.analysis.answer import Answer, Words, undecided
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.material import Material
from lykta.cycle.analysis.wording import in_both, language, paragraphs, too_few, translated
from lykta.facts.incidents.map_parts import bounds_around, landmarks, picture_layers
from lykta.facts.incidents.place_names import name_near, named_places
from lykta.facts.incidents.snapshot import BoolArray
from lykta.ground.municipalities.models import Municipality
from lykta_engine.errors import EngineError
from lykta_engine.where.busy_cells import BusyCells, busy_cells
from lykta_engine.where.concentration import concentration
from lykta_engine.where.hot_spots import Spot, hot_spots
from lykta_engine.where.neighbours import SquareGrid
from lykta_engine.words import Noun, listed, percent

KEY = "where"
METHOD = "hot_spots/1"
ABOUT = gettext_lazy(
    "Marks the squares that hold more events than an even spread would give, by themselves or with their neighbours."
)
FEWEST = 10  # events with an exact place; below it a single event more would move the picture
FEWEST_SQUARES = 5  # among fewer there is nothing to stand out from
SQUARE = {"sv": Noun("ruta", "rutor"), "en": Noun("square", "squares")}
MOST_SHOWN = 200  # squares on the map
MOST_LISTED = 10
LISTED_FROM = 3  # events
Grid = NDArray[np.int64]


@dataclass(frozen=True)
class Squares:
    """Counts on squares of `side` metres aligned at zero in SWEREF 99 TM; row 0 is the southernmost."""

    counts: Grid
    known: BoolArray  # squares where anything was ever reported
    west: float
    south: float
    side: float

    def polygon(self, row: int, column: int) -> shapely.Polygon:
        x, y = self.west + column * self.side, self.south + row * self.side
        corners = np.array([(x, y), (x + self.side, y), (x + self.side, y + self.side), (x, y + self.side)])
        return shapely.Polygon(np.column_stack(from_sweref99tm(corners[:, 0], corners[:, 1])))


def reckon(material: Material, rng: np.random.Generator) -> Answer:
    n = material.n_placed
    if n < FEWEST:
        return undecided(KEY, METHOD, too_few(n, FEWEST), n=n, left_out=material.left_out())
    squares = squares_of(material)
    if squares.known.sum() < FEWEST_SQUARES:
        return undecided(KEY, METHOD, _few_squares(int(squares.known.sum())), n=n, left_out=material.left_out())
    try:
        rows, columns = squares.counts.shape
        result = hot_spots(squares.counts, SquareGrid(rows, columns, inside=squares.known), rng=rng)
        busy = busy_cells(squares.counts[squares.known])
        gathered = concentration(squares.counts[squares.known], rng=rng)
    except EngineError:
        return undecided(KEY, METHOD, too_few(n, FEWEST), n=n, left_out=material.left_out())
    together = np.asarray(result.verdict == Spot.HOT)
    hot = together | _on_the_map(busy, squares)
    places = hot_places(squares, hot, material.municipality)
    # How much is gathered is said only where something is: squares that the town's edge cuts hold fewer by themselves.
    how_much = in_both(lambda code: gathered.explain(code, place=SQUARE[code])) if hot.any() else {}
    return Answer(
        key=KEY,
        outcome=Outcome.FOUND if hot.any() else Outcome.NOTHING,
        words=paragraphs(in_both(busy.explain), how_much, in_both(result.explain)),
        n=n,
        method=result.method,
        headline=_headline(places),
        reference=result.reference,
        numbers={
            "cell_m": squares.side,
            "cells_judged": result.n,
            "squares": marked(squares, hot, together),
            "places": places,
            "busiest": busiest(squares, hot, material.municipality),
        },
        left_out=material.left_out(),
    )


def squares_of(material: Material) -> Squares:
    """The squares that are compared: those where something was ever reported, of any kind.

    Forest where nobody is would make every square of the town stand out, and so would the empty squares at its edge.
    """
    side = float(material.question.settings.cell_m)
    ever = material.snapshot.is_event & material.has_place & material.snapshot.known_at(material.as_of)
    if material.question.area is not None:
        ever &= material.snapshot.area == material.question.area.pk
    column, row = _squares(material, ever, side)
    west, south = column.min() - 1, row.min() - 1
    shape = (int(row.max() - south) + 2, int(column.max() - west) + 2)
    known = np.zeros(shape, dtype=bool)
    known[row - south, column - west] = True
    chosen_column, chosen_row = _squares(material, material.within & material.has_place, side)
    flat = np.bincount((chosen_row - south) * shape[1] + chosen_column - west, minlength=shape[0] * shape[1])
    return Squares(flat.reshape(shape).astype(np.int64), known, float(west * side), float(south * side), side)


def _squares(material: Material, chosen: BoolArray, side: float) -> tuple[Grid, Grid]:
    x, y = material.plane(chosen)
    return np.floor(x / side).astype(np.int64), np.floor(y / side).astype(np.int64)


def _few_squares(n: int) -> Words:
    def write() -> str:
        return ngettext(
            "It cannot be decided: all events lie in %(n)s square. Choose smaller squares or a larger area.",
            "It cannot be decided: all events lie in %(n)s squares. Choose smaller squares or a larger area.",
            n,
        ) % {"n": n}

    return translated(write)


def _headline(places: list[dict[str, Any]]) -> Words:
    def write() -> str:
        if not places:
            return _("No place stands out more than chance can give.")
        named = [_("%(place)s (%(n)s)") % {"place": each["name"], "n": each["n"]} for each in places[:3]]
        return _("Most gathered: %(places)s.") % {"places": listed(named, language())}

    return translated(write)


def _on_the_map(busy: BusyCells, squares: Squares) -> BoolArray:
    back = np.zeros(squares.counts.shape, dtype=bool)
    back[squares.known] = busy.busy
    return back


def marked(squares: Squares, hot: BoolArray, together: BoolArray) -> list[dict[str, Any]]:
    """The squares beyond chance, those with most events first."""
    rows, columns = np.nonzero(hot)
    order = np.lexsort((columns, rows, -squares.counts[rows, columns]))[:MOST_SHOWN]
    return [
        {
            "corners": [[round(value, 6) for value in point] for point in squares.polygon(row, column).exterior.coords],
            "n": int(squares.counts[row, column]),
            "together": bool(together[row, column]),  # beyond chance with its neighbours too
        }
        for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True)
    ]


def hot_places(squares: Squares, hot: BoolArray, municipality: Municipality) -> list[dict[str, Any]]:
    """Squares side by side are one place: where its middle of events lies, its name, how many."""
    from scipy import ndimage  # here, since every start of a program would pay for it

    labels, number = ndimage.label(hot, structure=np.ones((3, 3)))
    places = named_places(municipality)
    found = []
    for label in range(1, number + 1):
        rows, columns = np.nonzero(labels == label)
        n = squares.counts[rows, columns]
        if not n.sum():
            continue
        most = int(np.argmax(n))
        centre = squares.polygon(int(rows[most]), int(columns[most])).centroid
        name = name_near(centre.x, centre.y, places)
        found.append({"name": name, "n": int(n.sum()), "squares": len(n), "lon": centre.x, "lat": centre.y})
    return sorted(found, key=lambda place: (-place["n"], place["name"]))


def busiest(squares: Squares, hot: BoolArray, municipality: Municipality) -> list[dict[str, Any]]:
    """The squares with most events, beyond chance or not: the share that each holds."""
    rows, columns = np.nonzero(squares.counts >= LISTED_FROM)
    order = np.lexsort((columns, rows, -squares.counts[rows, columns]))[:MOST_LISTED]
    places, total = named_places(municipality), squares.counts.sum()
    found = []
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        centre, n = squares.polygon(row, column).centroid, int(squares.counts[row, column])
        name = name_near(centre.x, centre.y, places)
        found.append({"name": name, "n": n, "share": n / int(total), "beyond": bool(hot[row, column])})
    return found


def show(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    squares = [square for square in answer.numbers.get("squares", []) if square["n"]]
    if not squares:
        return _busiest_table(answer)
    cells = [MapCell(shapely.Polygon(square["corners"]), square["n"]) for square in squares]
    bounds = bounds_around(cells)
    places = answer.numbers["places"]
    title = _("More than chance gathers: %(place)s") % {"place": places[0]["name"]} if places else _("Beyond chance")
    legend = _("Events per square of %(metres)s metres") % {"metres": round(answer.numbers["cell_m"])}
    drawing = draw_map(picture_layers(municipality, bounds), cells, bounds, title, legend,
                       landmarks(municipality, bounds), language())  # fmt: skip
    caption = _("Only squares beyond chance are marked. n = %(n)s, %(cells)s squares compared.") % {
        "n": answer.n, "cells": answer.numbers["cells_judged"],
    }  # fmt: skip
    columns = (Column(_("Place"), header=True), Column(_("Events"), "right"), Column(_("Squares"), "right"))
    rows: list[tuple[str, ...]] = [(each["name"], str(each["n"]), str(each["squares"])) for each in places]
    table = text_table(_("Places beyond chance"), columns, rows)
    # The table stands by itself: on the screen another map takes the picture's place.
    return (Figure(drawing, _("Map: %(title)s.") % {"title": title}, caption), table, *_busiest_table(answer))


def _busiest_table(answer: Answer) -> tuple[Block, ...]:
    listed = answer.numbers.get("busiest", [])
    if not listed:
        return ()
    columns = (Column(_("Square"), header=True), Column(_("Events"), "right"), Column(_("Share"), "right"))
    rows: list[tuple[str, ...]] = [
        (f"{each['name']} ◆" if each["beyond"] else each["name"], str(each["n"]), percent(each["share"], language()))
        for each in listed
    ]
    note = _("Squares of %(metres)s metres with at least three events. ◆: more than an even spread gives.")
    note %= {"metres": round(answer.numbers["cell_m"])}
    return (text_table(_("Squares with most events"), columns, rows, note),)
