from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.facts.incidents.operations import ImportedIncident
from lykta.ground.municipalities.models import Municipality
from lykta.importers.incidents.load import read_rows
from lykta.importers.incidents.mapping import Mapping, _checked, columns_of, read_mapping
from lykta.importers.incidents.parse import Parsed, RowParser, Vocabulary
from lykta.importers.incidents.times import moments
from lykta.importers.result import RowProblem, UnreadableFile
from tests.unit.importers.files import read_or_explained, source

PLAIN = Mapping(source_system="s")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BJORKVIKEN = Municipality(code="9901", name="Björkviken")
VOCABULARY = Vocabulary({"graffiti": "graffiti", "klotter": "graffiti", "other": "other"}, frozenset({"Furutorget"}))
FIELDS = (
    "source_id",
    "category",
    "occurred_from",
    "occurred_to",
    "reported",
    "source",
    "lon",
    "lat",
    "precision",
    "place",
    "place_text",
    "text",
    "state",
)
ROW = {"source_id": "7", "category": "Klotter", "occurred_from": "2026-11-10 18:30"}


def parse(*rows: dict[str, Any], mapping: Mapping = PLAIN) -> Parsed:
    parser = RowParser({name: name for name in FIELDS}, mapping, VOCABULARY, now=NOW)
    return parser.parse(enumerate(rows, start=2))


def parse_one(mapping: Mapping = PLAIN, **changed: Any) -> ImportedIncident:
    parsed = parse(ROW | changed, mapping=mapping)
    assert not parsed.rejections
    return parsed.incidents[0]


def reason(**changed: Any) -> str:
    parsed = parse(ROW | changed)
    assert not parsed.incidents
    ((one),) = parsed.rejections
    assert one.line == 2
    return one.reason


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_a_whole_row() -> None:
    assert parse_one(
        occurred_to="2026-11-11 07:00",
        reported="2026-11-11 07:15",
        source="Bostadsbolag",
        lon="14,3000",
        lat="58,9000",
        precision="punkt",
        place="Furutorget",
        place_text="bakom kiosken",
        text=" Ny text på väggen. ",
        state="Ny",
    ) == ImportedIncident(
        line=2,
        category="graffiti",
        occurred_from=utc(2026, 11, 10, 17, 30),
        occurred_to=utc(2026, 11, 11, 6),
        reported=utc(2026, 11, 11, 6, 15),
        source="housing",
        source_system="s",
        source_id="7",
        lon=14.3,
        lat=58.9,
        precision="point",
        place="Furutorget",
        place_text="bakom kiosken",
        text="Ny text på väggen.",
        state="reported",
    )


def test_the_least_a_row_may_hold() -> None:
    moment = utc(2026, 11, 10, 17, 30)
    assert parse_one(source_id=None) == ImportedIncident(
        line=2,
        category="graffiti",
        occurred_from=moment,
        occurred_to=moment,
        reported=moment,
        source="other",
        source_system="s",
        source_id=None,
        precision="missing",
        state="reviewed",
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-10 18:30", utc(2026, 11, 10, 17, 30), utc(2026, 11, 10, 17, 30)),
        ("2026-11-10 18.30.05", utc(2026, 11, 10, 17, 30, 5), utc(2026, 11, 10, 17, 30, 5)),
        ("2026-11-10T18:30:00+00:00", utc(2026, 11, 10, 18, 30), utc(2026, 11, 10, 18, 30)),
        ("2024-01-01 02:16:32.458930+00:00", utc(2024, 1, 1, 2, 16, 32), utc(2024, 1, 1, 2, 16, 32)),
        ("2026-11-10T18:30Z", utc(2026, 11, 10, 18, 30), utc(2026, 11, 10, 18, 30)),
        ("2026-11-10", utc(2026, 11, 9, 23), utc(2026, 11, 10, 22, 59)),
        ("2026-07-01 12:00", utc(2026, 7, 1, 10), utc(2026, 7, 1, 10)),
        ("2026-10-25 02:30", utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 0, 30)),
        ("2026-03-29 02:30", utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 1, 30)),
        (datetime(2026, 7, 1, 12), utc(2026, 7, 1, 10), utc(2026, 7, 1, 10)),
        (datetime(2026, 7, 1), utc(2026, 6, 30, 22), utc(2026, 6, 30, 22)),
        (utc(2026, 7, 1), utc(2026, 7, 1), utc(2026, 7, 1)),
        (datetime(2026, 7, 1).date(), utc(2026, 6, 30, 22), utc(2026, 7, 1, 21, 59)),
    ],
)
def test_times(text: Any, first: datetime, last: datetime) -> None:
    assert moments(text, Mapping().timezone, "x") == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "i går",
        "2026-02-30",
        "2026-11-10 25:00",
        "10/11/2026",
        "1066-10-14",
        "9999-12-31 23:59",
        45000,
        "2026-11-10 18",
        True,
        datetime.max,
        datetime.min,
    ],
)
def test_times_that_cannot_be(text: Any) -> None:
    with pytest.raises(RowProblem, match="The time under x"):
        moments(text, Mapping().timezone, "x")


def test_the_mappings_timezone_is_for_times_without_offset(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, {"timezone": "UTC"})
    assert parse_one(mapping).occurred_from == utc(2026, 11, 10, 18, 30)


def test_a_day_without_clock_is_the_whole_day_but_not_the_future() -> None:
    one = parse_one(occurred_from="2026-11-10")
    assert (one.occurred_from, one.occurred_to) == (utc(2026, 11, 9, 23), utc(2026, 11, 10, 22, 59))
    today = parse_one(occurred_from="2026-11-22")
    assert today.occurred_to == NOW


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"occurred_from": ""}, "does not say when"),
        ({"occurred_to": "2026-11-09 10:00"}, "ends before it begins"),
        ({"occurred_from": "2026-11-23 10:00"}, "lies in the future"),
        ({"occurred_from": "2026-11-23"}, "lies in the future"),
        ({"occurred_from": "2099-01-01 10:00"}, "lies in the future"),
        ({"occurred_from": "2026-01-01 10:00", "occurred_to": "2026-06-01 10:00"}, "More than 60 days"),
        ({"reported": "nyss"}, "under reported cannot be read"),
        ({"category": ""}, "has no category"),
        ({"category": "Kräftfiske"}, "The category “Kräftfiske” is not known"),
        ({"category": "Karin på Storgatan 4 ringde och sade att"}, "The category that stands there"),
        ({"source": "Okänd"}, "The source “Okänd” is not known"),
        ({"state": "kanske"}, "“states” in the mapping"),
        ({"precision": "ungefär"}, "“precisions” in the mapping"),
        ({"lon": "58,9", "lat": "14,3"}, "changed places"),
        ({"lon": "6528577", "lat": "459085"}, "changed places"),
        ({"lon": "14,3", "lat": ""}, "Only one of lon and lat"),
        ({"lon": "0", "lat": "0"}, "outside Sweden"),
        ({"lon": "1e400", "lat": "58"}, "Only one of lon and lat"),
        ({"lon": "väst", "lat": "58"}, "lon is not a number"),
        ({"lon": "1592000", "lat": "8157000"}, "Web Mercator"),
        ({"text": "x" * 10_000_000}, "longer than 2000"),
        ({"text": "a\x00b"}, "zero bytes"),
        ({"source_id": "9" * 81}, "longer than 80"),
    ],
)
def test_rejected_rows(changed: dict[str, Any], said: str) -> None:
    text = reason(**changed)
    assert said in text
    assert len(text) < 200
    assert "Karin" not in text


def test_sweref_and_numbers_as_spreadsheets_write_them() -> None:
    for lon, lat in (("459 661,48", "6\u00a0528\u00a0571,29"), (459661.48, 6528571.29)):
        one = parse_one(lon=lon, lat=lat)
        assert one.lon == pytest.approx(14.3, abs=1e-6)
        assert one.lat == pytest.approx(58.895, abs=1e-6)


def test_a_declared_system_is_held_to(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, {"coordinates": "sweref99tm"})
    parsed = parse(ROW | {"lon": "14,3", "lat": "58,9"}, mapping=mapping)
    assert "seems to be in WGS 84" in parsed.rejections[0].reason


def test_a_text_that_points_out_a_person_is_left_out_and_counted() -> None:
    parsed = parse(
        ROW | {"text": "Han heter något och bor här, 19121212-1212."},
        ROW | {"source_id": "8", "place_text": "vid bil ABC 123", "text": "Klotter på bänken."},
    )
    assert parsed.texts_withheld == 2
    assert [(one.text, one.place_text) for one in parsed.incidents] == [("", ""), ("Klotter på bänken.", "")]
    assert "1212" not in repr(parsed.incidents)
    assert "ABC" not in repr(parsed)


def test_a_place_that_the_gazetteer_does_not_know_stays_as_words() -> None:
    assert (parse_one(place="Furutorget").place, parse_one(place="Furutorget").place_text) == ("Furutorget", "")
    one = parse_one(place="Gamla bruket", place_text="vid grinden")
    assert (one.place, one.place_text) == ("", "Gamla bruket, vid grinden")


def test_an_id_twice_with_other_content_is_rejected_and_with_the_same_is_not() -> None:
    parsed = parse(ROW, ROW, ROW | {"category": "other"}, ROW | {"source_id": 7.0}, ROW | {"source_id": None})
    assert [one.line for one in parsed.incidents] == [2, 3, 5, 6]
    assert [(one.line, one.reason[:32]) for one in parsed.rejections] == [(4, "The id stands on line 2 already,")]


def mapping_of(folder: Path, value: Any) -> Mapping:
    path = folder / "mapping.json"
    path.write_text(json.dumps(value))
    return read_mapping(str(path))


def test_a_mapping_says_what_words_mean(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        {
            "categories": {"Ful tagg": "graffiti"},
            "sources": {"Vi": "housing"},
            "defaults": {"state": "reported"},
            "source_system": "vaktis",
        },
    )
    one = parse_one(mapping, category="ful tagg", source="VI")
    assert (one.category, one.source, one.state, one.source_system) == ("graffiti", "housing", "reported", "vaktis")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "must be a JSON object"),
        ({"kolumner": {}}, "“kolumner”, which is no part"),
        ({"columns": {"vad": "Vad"}}, "“vad” under columns is no field"),
        ({"columns": []}, "columns must be an object of texts"),
        ({"sources": {"vi": "grannen"}}, "“grannen” under sources is not one of"),
        ({"states": {"ny": "withdrawn"}}, "“withdrawn” under states"),
        ({"defaults": {"place": "x"}}, "“place” has no default"),
        ({"timezone": "Mars/Phobos"}, "timezone must be"),
        ({"timezone": "../../etc/passwd"}, "timezone must be"),
        ({"timezone": 3}, "timezone must be"),
        ({"coordinates": "rt90"}, "coordinates must be one of"),
        ({"source_system": ""}, "source_system must be"),
    ],
)
def test_mistakes_in_a_mapping_are_named(tmp_path: Path, value: Any, said: str) -> None:
    with pytest.raises(UnreadableFile) as problem:
        mapping_of(tmp_path, value)
    assert said in problem.value.sentence


def test_well_known_columns_are_found() -> None:
    found = (
        "Id",
        "Kategori",
        "Händelsetid",
        "Kommunkod",
        "Longitud",
        "Latitud",
        "Källa",
        "Status",
        "Namn på anmälaren",
    )
    assert columns_of(found, Mapping(), "x.csv") == {
        "source_id": "Id",
        "category": "Kategori",
        "occurred_from": "Händelsetid",
        "municipality_code": "Kommunkod",
        "lon": "Longitud",
        "lat": "Latitud",
        "source": "Källa",
        "state": "Status",
    }


@pytest.mark.parametrize(
    ("found", "mapping", "said"),
    [
        (("plats", "datum"), Mapping(), "no column for what happened (category). Its columns are plats, datum."),
        (("a",), Mapping(), "what happened (category) and when it happened (occurred_from)"),
        ((), Mapping(), "It has no columns."),
        (("typ", "datum", "lon"), Mapping(), "a column for lon but none for lat"),
        (
            ("typ", "datum"),
            Mapping(columns={"text": "Fritext"}),
            "no column “Fritext”, which the mapping names for text",
        ),
    ],
)
def test_a_column_that_is_missing_is_named(found: tuple[str, ...], mapping: Mapping, said: str) -> None:
    with pytest.raises(UnreadableFile) as problem:
        columns_of(found, mapping, "x.csv")
    assert said in problem.value.sentence


def test_windows_1252_with_semicolons_and_decimal_commas() -> None:
    text = (
        "id;kategori;datum;kommun;öst;nord;beskrivning\n"
        "1;Klotter;2026-11-10 18:30;Björkviken;14,3;58,9;På ån\n"
        "2;Klotter;2026-11-10;9902;14,3;58,9;\n"
    )
    delivery = read_rows(source(text.encode("cp1252"), "x.csv"), Mapping(), BJORKVIKEN)
    parsed = RowParser(delivery.columns, delivery.mapping, VOCABULARY, now=NOW).parse(delivery.rows.rows)
    (one,) = parsed.incidents
    assert (one.line, one.lon, one.lat, one.text) == (2, 14.3, 58.9, "På ån")
    assert delivery.rows.left_out == {"9902": 1}


@pytest.mark.parametrize("code", ["9901", "9901.0", " 9901 ", "Björkviken", "BJÖRKVIKEN", "Björkvikens kommun"])
def test_ways_to_say_which_municipality(code: str) -> None:
    text = f"typ;datum;kommun\nKlotter;2026-11-10;{code}\nKlotter;2026-11-10;99010\n"
    rows = read_rows(source(text.encode(), "x.csv"), Mapping(), BJORKVIKEN).rows
    assert (len(rows.rows), rows.filtered) == (1, 1)


def test_a_code_that_lost_its_zero() -> None:
    text = "typ;datum;kommunkod\nKlotter;2026-11-10;99\n"
    rows = read_rows(source(text.encode(), "x.csv"), Mapping(), Municipality(code="0099", name="Nollköping")).rows
    assert len(rows.rows) == 1


def test_json_is_not_taken_for_csv() -> None:
    with pytest.raises(UnreadableFile, match="is JSON"):
        read_rows(source(b'[{"a": 1}]'), Mapping(), BJORKVIKEN)


cells = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.datetimes()
    | st.binary(max_size=4)
)


@given(
    st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, cells)).map(lambda row: ROW | row), max_size=3)
)
def test_any_row_is_an_incident_or_a_rejection(rows: list[dict[str, Any]]) -> None:
    parsed = parse(*rows)
    assert len(parsed.incidents) + len(parsed.rejections) == len(rows)
    for one in parsed.incidents:
        assert one.occurred_from <= one.occurred_to
        assert (one.lon is None) == (one.lat is None)


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_one_sentence(data: bytes) -> None:
    read_or_explained(lambda: read_rows(source(data, "x.csv"), Mapping(), BJORKVIKEN))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.dictionaries(
                st.sampled_from(
                    ["columns", "sources", "states", "defaults", "timezone", "coordinates", "source_system", "x"]
                ),
                inner,
                max_size=3,
            )
            | st.lists(inner, max_size=2)
        ),
        max_leaves=6,
    )
)
def test_any_mapping_is_read_or_refused(value: Any) -> None:
    if isinstance(value, dict):
        read_or_explained(lambda: _checked(value, "x.json"))


def test_ids_of_a_system_without_a_name_are_known_by_its_columns() -> None:
    def system(heading: str, mapping: Mapping = Mapping()) -> str:  # noqa: B008 (it is frozen)
        return read_rows(source(f"{heading}\n".encode(), "x.csv"), mapping, BJORKVIKEN).mapping.source_system

    assert system("id;typ;datum") == system("Datum,ID,Typ")
    assert system("id;typ;datum") != system("id;typ;datum;text")
    assert system("id;typ;datum", PLAIN) == "s"
