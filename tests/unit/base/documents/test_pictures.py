from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations, pairwise

import pytest
from documents_sample import comparison, matrix, town_map, weeks
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from shapely import LineString, Polygon, box

from lykta.base.documents import charts, map_names, svg
from lykta.base.documents.labels import decimal
from lykta.base.documents.map_picture import MapCell, MapLayer, MapPlace, draw_map
from lykta.base.documents.scale import NIGHT, count_classes

BOUNDS = (15.0, 59.0, 15.02, 59.01)


def texts(drawing: str) -> list[str]:
    return ["".join(each.itertext()) for each in etree.fromstring(drawing).iter("{*}text")]


def bar_widths(drawing: str) -> list[float]:
    paths = re.findall(rf'd="M0,[\d.]+h([\d.]+)v[^"]*" (?=[^>]*fill="{NIGHT}")', drawing)
    return [float(width) for width in paths]


@pytest.mark.parametrize("draw", [comparison, weeks, matrix, lambda: matrix(24), town_map])
def test_pictures_are_steady_small_and_stand_alone(draw: object) -> None:
    made = draw()  # type: ignore[operator]
    assert made == draw()  # type: ignore[operator]
    assert len(made) < 40_000
    root = etree.fromstring(made)
    assert root.get("viewBox", "").startswith("0 0 400 ")
    assert not re.search(r"href|style=|https?://(?!www\.w3\.org/2000/svg)", made)
    # What our own filter would take away must not be needed.
    assert etree.tostring(svg.safe_svg(made)) == etree.tostring(root)


def test_the_comparison_says_labels_values_and_references() -> None:
    found = texts(comparison())
    assert {"Skadegörelse", "7", "3,1", "4,0", "–", "vecka 46", "snitt 8 v."} <= set(found)


@pytest.mark.parametrize("heads", [("oktober 2026", "snitt två månader"), ("28 december 2026–3 januari 2027", "")])
def test_long_column_heads_are_stacked_and_never_meet(heads: tuple[str, str]) -> None:
    made = etree.fromstring(charts.bar_comparison([("Skadegörelse", 25, 3.1)], "T", *heads))
    lines: dict[float, list[tuple[float, str]]] = {}
    for each in made.iter("{*}text"):
        if each.get("font-size") == "13px":
            x, y = re.findall(r"-?[\d.]+", each.get("transform", ""))
            lines.setdefault(float(y), []).append((float(x), each.text or ""))
    words = " ".join(text for y in sorted(lines) for _, text in sorted(lines[y]))
    assert sorted(words.split()) == sorted(" ".join(heads).split())
    for row in lines.values():
        for (left, _), (right, text) in pairwise(sorted(row)):
            assert right - len(text) * 7.3 > left


def test_bars_start_at_zero_and_keep_proportion() -> None:
    made = charts.bar_comparison([("a", 10, None), ("b", 5, None), ("c", 0, None)], "T")
    widths = bar_widths(made)
    assert widths[0] == pytest.approx(2 * widths[1])


def test_the_last_week_alone_is_highlighted() -> None:
    points = [charts.Point(f"v. {week}", 3) for week in range(40, 47)]
    assert weeks().count(f'fill="{NIGHT}"') >= 1
    made = charts.time_series(points, "")
    bars = [
        each
        for each in etree.fromstring(made).iter("{*}path")
        if each.get("fill") in (NIGHT, "#aeb6c0") and each.get("d")
    ]
    assert [each.get("fill") for each in bars] == ["#aeb6c0"] * 6 + [NIGHT]


def test_the_usual_span_is_named() -> None:
    assert "det vanliga 13–23" in texts(weeks())


def test_labels_are_text_never_an_expression() -> None:
    hostile = "'] || datum, <b>&\\ å"
    made = charts.time_series([charts.Point(hostile, 1)], hostile)
    assert texts(made).count(hostile) == 2


@pytest.mark.parametrize("draw", [lambda: charts.bar_comparison([], "T"), lambda: charts.time_series([], "T")])
def test_nothing_to_draw_is_said(draw: object) -> None:
    with pytest.raises(ValueError, match="needs at least one row"):
        draw()  # type: ignore[operator]


@pytest.mark.parametrize("counts", [[[1] * 24] * 6, [[1] * 5] * 7, [[1] * 6] * 6 + [[1]], [[]] * 7])
def test_a_matrix_has_seven_days_and_equal_parts(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="seven days"):
        charts.weekday_hour_matrix(counts, "T")


def test_the_matrix_names_days_parts_and_classes() -> None:
    found = texts(matrix())
    assert {"måndag", "lördag", "söndag", "00–04", "20–24", "inga", "1–2", "5 eller fler"} <= set(found)
    empty = texts(charts.weekday_hour_matrix([[0] * 6] * 7, "Tomt"))
    assert "inga" in empty
    assert "1" not in empty


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(1, 4))
def test_every_count_above_zero_is_in_exactly_one_class(counts: list[int], number: int) -> None:
    classes = count_classes(counts, number=number)
    assert len(classes) <= number
    for count in counts:
        assert sum(each.holds(count) for each in classes) == (count > 0)


def test_classes_in_words() -> None:
    assert [each.words for each in count_classes([1, 2, 3, 4, 5, 6, 7])] == ["1–2", "3–4", "5 eller fler"]
    assert [each.words for each in count_classes([1, 1, 1, 9])] == ["1–8", "9"]
    assert count_classes([0, 0]) == ()


def test_north_is_up_and_metres_are_metres() -> None:
    made = draw_map([], [MapCell(box(15.0, 59.005, 15.01, 59.01), 1)], BOUNDS)
    cell = next(each.get("d") for each in etree.fromstring(made).iter("{*}path") if each.get("fill-opacity"))
    points = [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.]+,[\d.]+", cell or "")]
    assert {x for x, _ in points} == {0.0, 200.0}
    assert min(y for _, y in points) == 0.0
    # 0.02 degrees at 59 N are 1 147 m over 400 pixels; 0.005 degrees of latitude are 557 m.
    assert max(y for _, y in points) == pytest.approx(557 / 1147 * 400, abs=1)
    bar = re.search(r"v6h([\d.]+)v-6", made)
    assert "200 m" in texts(made)
    assert bar
    assert float(bar[1]) == pytest.approx(200 / 1147 * 400, abs=0.5)


def test_a_map_draws_only_what_can_be_seen() -> None:
    far = Polygon([(16, 60), (16.1, 60), (16.1, 60.1)])
    street = LineString([(14, 59.005), (16, 59.005)])
    made = draw_map(
        [MapLayer("s", "street", (street,)), MapLayer("w", "water", (far,))],
        [],
        BOUNDS,
        places=[MapPlace("Långt bort", 16, 60)],
    )
    assert "Långt bort" not in made
    assert "#d7e3ec" not in made
    path = next(each.get("d") for each in etree.fromstring(made).iter("{*}path") if each.get("stroke") == "#ffffff")
    assert re.fullmatch(r"M-8,[\d.]+L408,[\d.]+", path or "")


def test_a_polygon_that_crosses_itself_is_drawn_all_the_same() -> None:
    bow_tie = Polygon([(15.0, 59.0), (15.02, 59.01), (15.02, 59.0), (15.0, 59.01)])
    assert "#d7e3ec" in draw_map([MapLayer("w", "water", (bow_tie,))], [], (15.001, 59.001, 15.019, 59.009))


def test_map_words_are_escaped_and_never_red() -> None:
    made = draw_map([], [], BOUNDS, "<b>", "&", [MapPlace("Å<ö>", 15.01, 59.005)])
    assert {"<b>", "&", "Å<ö>", "norr"} <= set(texts(made))
    for colour in re.findall(r'"#([0-9a-f]{6})"', town_map()):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        assert not (red > green + 40 and red > blue + 40)


def test_bounds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="west, south, east, north"):
        draw_map([], [], (15.02, 59.0, 15.0, 59.01))


def test_letters_come_out_in_the_picture() -> None:
    """'å' must put more ink on the page than 'a': a missing font leaves both blank, a missing letter both alike."""

    def ink(word: str) -> int:
        text = f'<text y="30" font-size="30" font-family="{svg.FONT_FAMILY}">{word}</text>'
        made = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">{text}</svg>'
        return sum(Image.open(BytesIO(svg.png(made))).convert("RGBA").getchannel("A").tobytes())

    assert 0 < ink("a") < ink("å") < ink("ä") + ink("å")


def test_png_is_made_at_twice_the_size() -> None:
    assert Image.open(BytesIO(svg.png(comparison()))).size[0] == 800


def test_names_on_a_map_never_meet_and_hide_as_little_as_they_can() -> None:
    points = [("Furutorget", 200.0, 100.0), ("Strandskolan", 215.0, 103.0), ("Kotten", 390.0, 20.0), ("Ute", 401, 5)]
    found = {name.text: name for name in map_names.placed(points, 400, 200)}
    assert (found["Furutorget"].anchor, found["Kotten"].anchor) == ("start", "end")
    assert "Strandskolan" not in found  # its point lies under the other's name
    assert "Ute" not in found
    beside = map_names.Box(205, 90, 300, 110)
    assert [name.anchor for name in map_names.placed(points[:1], 400, 200, [beside])] == ["end"]


@given(st.lists(st.tuples(st.text("åbc ", min_size=1, max_size=30), st.floats(-50, 450), st.floats(-50, 250))))
def test_whatever_the_places_no_two_names_meet(points: list[tuple[str, float, float]]) -> None:
    boxes = [map_names._box(name) for name in map_names.placed(points, 400, 200)]
    assert all(box.is_within(400, 200) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_the_numbers_of_a_chart_are_rounded_as_the_sentences_are() -> None:
    assert [decimal(value, "sv", 1) for value in (0.25, 0.35, 2.0, -1234.55)] == [
        "0,3",
        "0,4",
        "2,0",
        "\u22121\u202f234,6",
    ]
