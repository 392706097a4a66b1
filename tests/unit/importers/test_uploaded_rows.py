"""One row of an uploaded file: when, where, and what may point out a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel.coordinates import distance_m, to_sweref99tm
from lykta.facts.incidents.imported_rows import ImportedIncident
from lykta.ground.municipalities.models import Municipality
from lykta.importers.incidents.fields import FIELDS
from lykta.importers.incidents.parse import Vocabulary
from lykta.importers.incidents.uploaded_rows import LeftOut, Reading, UploadedRows, names_of_places
from lykta.importers.result import RowProblem

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = list(FIELDS)
PLACES = names_of_places([("Furutorget", ["Torget"]), ("Torget", []), ("Strandskolan", ["Skolan"])])
VOCABULARY = Vocabulary({"klotter": "graffiti"})
ROW = {"category": "Klotter", "occurred_from": "2026-11-10"}


def reader(**changed: Any) -> UploadedRows:
    reading = {
        "municipality": Municipality(code="9901", name="Björkviken"), "width": len(NAMES), "places": PLACES,
        "columns": {name: at for at, name in enumerate(NAMES) if name != "municipality_code"}, "source_system": "s",
    }  # fmt: skip
    return UploadedRows(Reading(**reading | changed), VOCABULARY, NOW)


def cells(**row: str) -> list[str]:
    return [(ROW | row).get(name, "") for name in NAMES]


def read(**row: str) -> ImportedIncident:
    return reader().one(2, cells(**row))


def notes(**row: str) -> list[str]:
    rows = reader()
    rows.one(2, cells(lon="14,3", lat="58,9", **row))
    return rows.notes


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("row", "first", "last"),
    [
        ({}, utc(2026, 11, 9, 23), utc(2026, 11, 10, 22, 59)),
        ({"time_from": "18.30"}, utc(2026, 11, 10, 17, 30), utc(2026, 11, 10, 17, 30)),
        ({"time_from": "18.30", "time_to": "02:00"}, utc(2026, 11, 10, 17, 30), utc(2026, 11, 11, 1)),
        ({"time_from": "18.00–19.30"}, utc(2026, 11, 10, 17), utc(2026, 11, 10, 18, 30)),
        ({"time_from": "22 – 02"}, utc(2026, 11, 10, 21), utc(2026, 11, 11, 1)),
        ({"time_from": "sön 18 – tis 07"}, utc(2026, 11, 8, 17), utc(2026, 11, 10, 6)),
        ({"occurred_to": "2026-11-12", "time_to": "07.00"}, utc(2026, 11, 9, 23), utc(2026, 11, 12, 6)),
        ({"occurred_from": "2026-11-13 18:00 – 2026-11-16 07:00"}, utc(2026, 11, 13, 17), utc(2026, 11, 16, 6)),
        ({"occurred_from": "46336", "time_from": "0.75"}, utc(2026, 11, 10, 17), utc(2026, 11, 10, 17)),
        ({"occurred_from": "2026-07-01 12:00"}, utc(2026, 7, 1, 10), utc(2026, 7, 1, 10)),
    ],
)
def test_when(row: dict[str, str], first: datetime, last: datetime) -> None:
    one = read(**row)
    assert (one.occurred_from, one.occurred_to) == (first, last)


def test_a_column_of_midnights_is_days() -> None:
    one = reader(midnights=frozenset({"occurred_from"})).one(2, cells(occurred_from="2026-11-10 00:00:00"))
    assert (one.occurred_from, one.occurred_to) == (utc(2026, 11, 9, 23), utc(2026, 11, 10, 22, 59))


def test_the_hours_that_clocks_skip_and_repeat_are_told() -> None:
    assert notes(occurred_from="2026-03-29 02:30") == [
        "Den timmen fanns inte: sommartiden började. Den räknas som en timme senare."
    ]
    assert notes(occurred_from="2026-10-25 02:30") == [
        "Den timmen kom två gånger: sommartiden slutade. Den räknas som den första."
    ]
    assert read(occurred_from="2026-03-29 02:30").occurred_from == utc(2026, 3, 29, 1, 30)
    assert notes(occurred_from="2026-10-25 04:30") == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"category": ""}, "säger inte vad som hände"),
        ({"category": "Kräftfiske"}, "Välj en under ”Ord”"),
        ({"occurred_from": ""}, "säger inte när"),
        ({"occurred_from": "18.30"}, "”Datum, med eller utan klockslag” går inte att läsa"),
        ({"occurred_from": "03/04/2026"}, "på flera sätt"),
        ({"occurred_from": "2026-11-23"}, "i framtiden"),
        ({"occurred_from": "1066-10-14"}, "mellan åren"),
        ({"time_from": "kväll"}, "”Klockslag” går inte att läsa"),
        ({"time_from": "fre 18 – mån 07"}, "”Klockslag” går inte att läsa"),  # the row's day is a Tuesday
        ({"occurred_to": "2026-11-01"}, "slutar innan den börjar"),
        ({"lon": "väst", "lat": "58"}, "inget tal"),
        ({"lon": "1592000", "lat": "8157000"}, "Web Mercator"),
        ({"lon": "3", "lat": "3"}, "utanför Sverige"),
        ({"text": "x" * 10_000}, "längre än 2000 tecken"),
        ({"text": "a\x00b"}, "tecken som inte går att läsa"),
    ],
)
def test_rejected_rows_say_why_and_never_what(row: dict[str, str], said: str) -> None:
    with pytest.raises(RowProblem) as problem:
        read(**row)
    words = problem.value.in_words(FIELDS)
    assert said in words
    assert len(words) < 160


def test_a_row_with_too_many_cells() -> None:
    with pytest.raises(RowProblem) as problem:
        reader().one(2, [*cells(), "", "x"])
    assert "citattecken" in problem.value.in_words(FIELDS)


def test_words_left_out() -> None:
    with pytest.raises(LeftOut):
        reader(categories={"rond": "-"}).one(2, cells(category="Rond"))


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        ({"place": "furutorget"}, "Furutorget", ""),
        ({"place": "Torget"}, "Torget", ""),  # a name goes before another place's other name
        ({"place": "SKOLAN", "place_text": "norra sidan"}, "Strandskolan", "norra sidan"),
        ({"place_text": "Strandskolan"}, "Strandskolan", "Strandskolan"),
        ({"place": "Bruket", "place_text": "vid grinden"}, "", "Bruket, vid grinden"),
        ({"place": "ord " * 60}, "", ("ord " * 29).strip() + "…"),
    ],
)
def test_where_by_name(row: dict[str, str], place: str, words: str) -> None:
    one = read(**row)
    assert (one.place, one.place_text) == (place, words)


def test_zeros_are_no_position() -> None:
    assert (read(lon="0", lat="0").lon, read(lon="0", lat="0").precision) == (None, "missing")
    rows = reader()
    assert rows.one(2, cells(lon="14.3")).lon is None
    assert "Bara halva positionen är ifylld, så den utelämnas." in rows.notes


def point(number: float, places: int) -> str:
    return f"{number:.{places}f}"


def spaced(number: float, places: int) -> str:
    return f"{number:,.{places}f}".replace(",", "\u00a0")


def comma(number: float, places: int) -> str:
    return f"{number:.{places}f}".replace(".", ",")


@given(
    st.floats(12, 18, width=32),
    st.floats(55.5, 68, width=32),
    st.booleans(),
    st.booleans(),
    st.sampled_from([point, comma, spaced]),
)
def test_a_position_is_the_same_however_it_is_written(
    lon: float, lat: float, in_metres: bool, swapped: bool, form: Any
) -> None:
    x, y, places = (*(float(one) for one in to_sweref99tm(lon, lat)), 2) if in_metres else (lon, lat, 7)
    pair = [form(x, places), form(y, places)]
    east, north = reversed(pair) if swapped else pair
    one = read(lon=east, lat=north)
    assert one.lon is not None
    assert one.lat is not None
    assert float(distance_m(one.lon, one.lat, lon, lat)) < 0.5


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=25), max_size=6))
def test_any_row_is_an_incident_or_one_sentence(row: dict[str, str]) -> None:
    one = read_or_reason(row)
    if isinstance(one, str):
        assert one
        return
    assert one.occurred_from <= one.occurred_to <= NOW
    assert one.reported >= one.occurred_to
    assert (one.lon is None) == (one.lat is None)
    assert len(one.place_text) <= 120


def read_or_reason(row: dict[str, str]) -> ImportedIncident | str:
    try:
        return read(**row)
    except RowProblem as problem:
        return problem.in_words(FIELDS)
