from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.facts.statistics.plan import Standing, go_through
from lykta.facts.statistics.published import PublishedEvent
from lykta.importers.police_events.load import parse_file
from lykta.importers.police_events.moments import moment_in_title, parse_moment, seen_in_name
from lykta.importers.police_events.parse import Parsed, parse_rows
from lykta.importers.police_events.places import municipality_in, place_in_title
from lykta.importers.reading import read_file
from lykta.importers.result import UnreadableFile
from tests.unit.importers.files import api_event, json_source, packed, read_or_explained, source


def parse_one(**changed: Any) -> PublishedEvent:
    parsed = parse_rows([(1, api_event(**changed))], "x.json")
    assert not parsed.rejections
    (event,) = parsed.events
    return event


def reason(row: Any) -> str:
    (one,) = parse_rows([(7, row)], "x.json").rejections
    assert one.line == 7
    return one.reason


def test_a_whole_event() -> None:
    event = parse_one()
    published = datetime(2026, 11, 16, 8, 58, 49, tzinfo=UTC)
    values = event.values()
    assert len(values.pop("content_hash")) == 64
    assert values == {
        "published": published,
        "occurred": datetime(2026, 11, 16, 7, 15, tzinfo=UTC),
        "kind": "Stöld/inbrott",
        "title": "16 november 08.15, Stöld/inbrott, Björkviken",
        "summary": "Inbrott i en källare.",
        "url": "https://polisen.se/aktuellt/handelser/2026/november/16/exempel/",
        "location_name": "Björkviken",
        "location_lat": 58.9,
        "location_lon": 14.3,
        "title_place": "Björkviken",
        "municipality_name": "Björkviken",
        "is_summary": False,
        "seen": published,
    }
    assert event.seen_by == published + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2018-04-13 9:58:49 +02:00", datetime(2018, 4, 13, 7, 58, 49, tzinfo=UTC)),
        ("2018-04-13 09:58:49 +02:00", datetime(2018, 4, 13, 7, 58, 49, tzinfo=UTC)),
        ("2023-03-26T02:30:00+01:00", datetime(2023, 3, 26, 1, 30, tzinfo=UTC)),
        ("2026-10-25 2:30:00 +02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25 2:30:00 +01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-01-02T18:56:53Z", datetime(2026, 1, 2, 18, 56, 53, tzinfo=UTC)),
        ("2026-01-02 19:56", datetime(2026, 1, 2, 18, 56, tzinfo=UTC)),
        ("2023-03-26T05:53:58.123456+00:00", datetime(2023, 3, 26, 5, 53, 58, tzinfo=UTC)),
        (datetime(2026, 7, 1, 12), datetime(2026, 7, 1, 10, tzinfo=UTC)),
    ],
)
def test_times_of_publication(text: Any, utc: datetime) -> None:
    assert parse_moment(text) == utc


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i går",
        "2026-13-01 10:00",
        "2026-02-30 10:00",
        "2026-01-01 24:00",
        "2026-01-01 10:00 +99:00",
        "1066-10-14 9:00",
        "9999-12-31 23:59:59 -01:00",
        "0001-01-01 00:00:00 +14:00",
        5,
        None,
        datetime.max,
        datetime.min,
    ],
)
def test_what_is_no_time_of_publication(text: Any) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("title", "published", "utc"),
    [
        ("22 augusti 17.59, Brand, Björkviken", "2026-08-22 19:51", datetime(2026, 8, 22, 15, 59, tzinfo=UTC)),
        ("22 augusti 17:59, Brand, Björkviken", "2026-08-22 19:51", datetime(2026, 8, 22, 15, 59, tzinfo=UTC)),
        ("31 december 23.40, Brand, Björkviken", "2027-01-01 08:05", datetime(2026, 12, 31, 22, 40, tzinfo=UTC)),
        ("01 januari 00.10, Brand, Björkviken", "2026-12-31 23:55", datetime(2026, 12, 31, 23, 10, tzinfo=UTC)),
        ("29 februari 12.00, Brand, Björkviken", "2024-03-01 09:00", datetime(2024, 2, 29, 11, tzinfo=UTC)),
        ("29 februari 12.00, Brand, Björkviken", "2026-03-01 09:00", None),
        ("30 februari 12.00, Brand, Björkviken", "2026-03-01 09:00", None),
        ("26 mars 02.30, Brand, Björkviken", "2023-03-26 07:00", datetime(2023, 3, 26, 1, 30, tzinfo=UTC)),
        ("29 oktober 02.30, Brand, Björkviken", "2023-10-29 07:00", datetime(2023, 10, 29, 0, 30, tzinfo=UTC)),
        ("16 nov 08.15, Brand, Björkviken", "2026-11-16 09:00", datetime(2026, 11, 16, 7, 15, tzinfo=UTC)),
        ("16 november 2026 08.15, Brand, Björkviken", "2026-11-16 09:00", datetime(2026, 11, 16, 7, 15, tzinfo=UTC)),
        ("16 november kl. 08.15, Brand, Björkviken", "2026-11-16 09:00", datetime(2026, 11, 16, 7, 15, tzinfo=UTC)),
        ("16 november 24.15, Brand, Björkviken", "2026-11-16 09:00", None),
        ("16 brumaire 08.15, Brand, Björkviken", "2026-11-16 09:00", None),
        ("Brand, Björkviken", "2026-11-16 09:00", None),
    ],
)
def test_the_titles_time(title: str, published: str, utc: datetime | None) -> None:
    moment = parse_moment(published)
    assert moment is not None
    assert moment_in_title(title, moment) == utc


@pytest.mark.parametrize(
    ("title", "kind", "place"),
    [
        ("16 november 08.15, Brand, Björkviken", "Brand", "Björkviken"),
        ("16 november 08.15, Mord/dråp, försök, Björkviken", "Mord/dråp, försök", "Björkviken"),
        (
            "16 november 08:15, Farligt föremål, misstänkt, Exempelbygds län",
            "Farligt föremål, misstänkt",
            "Exempelbygds län",
        ),
        ("16 november 08.15, Trafikkontroll, ", "Trafikkontroll", ""),
        ("16 november 08.15, Trafikkontroll", "Trafikkontroll", ""),
        ("16 november 08.15, Mord/dråp, försök", "Mord/dråp, försök", ""),
        ("16 november 08.15, Mord/dråp, försök, ", "Mord/dråp, försök", ""),
        ("16 november 08.15, Lagen om hundar och katter , Björkviken", "Lagen om hundar och katter ", "Björkviken"),
        ("16 november 08.15, Detonation, Björkviken", "Explosion", "Björkviken"),  # the type was changed afterwards
        ("16 november 08.15, Trafikolycka, singel, Björkviken", "Trafikolycka", "Björkviken"),
        ("16 november 08.15, Trafikolycka, singel", "Trafikolycka", ""),
        ("16 november 08.15, Detonation", "Explosion", ""),
        ("16 november 08.15, Trafikolycka, E4", "Trafikolycka", ""),
        ("16 november 08.15, Brand, Östra göinge", "Brand", "Östra göinge"),
        ("16 november 08.15, BRAND, Upplands-Bro", "Brand", "Upplands-Bro"),
        ("", "", ""),
    ],
)
def test_the_titles_place(title: str, kind: str, place: str) -> None:
    assert place_in_title(title, kind) == place


@pytest.mark.parametrize(
    "place",
    ["Exempelbygds län", "EXEMPELBYGDS LÄN", "", "  ", "Hela landet", "Region Syd", "Polisregion Väst", "brand", "E4"],
)
def test_what_is_no_municipality(place: str) -> None:
    assert municipality_in(place) == ""


def test_the_county_in_location_leaves_the_municipality_to_the_title() -> None:
    county = {"name": "Exempelbygds län", "gps": "58.9,14.3"}
    event = parse_one(location=county)
    assert (event.location_name, event.title_place, event.municipality_name) == (
        "Exempelbygds län",
        "Björkviken",
        "Björkviken",
    )
    nowhere = parse_one(name="16 november 08.15, Stöld/inbrott, Exempelbygds län", location=county)
    assert (nowhere.title_place, nowhere.municipality_name) == ("Exempelbygds län", "")


def test_location_goes_before_the_title() -> None:
    event = parse_one(location={"name": "Granhult", "gps": ""})
    assert (event.municipality_name, event.title_place) == ("Granhult", "Björkviken")


@pytest.mark.parametrize("location", [None, "Björkviken", {}, {"name": None}, [], 3])
def test_odd_locations_are_borne(location: Any) -> None:
    event = parse_one(location=location)
    assert event.municipality_name == "Björkviken"
    assert (event.location_lat, event.location_lon) == (None, None)


@pytest.mark.parametrize("gps", ["14.3,58.9", "0,0", "nan,nan", "x", "58.9", None, "inf,14.3"])
def test_a_middle_that_cannot_be_is_left_out(gps: Any) -> None:
    event = parse_one(location={"name": "Björkviken", "gps": gps})
    assert (event.location_lat, event.location_lon) == (None, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/aktuellt/x/", "https://polisen.se/aktuellt/x/"),
        ("https://polisen.se/aktuellt/x/", "https://polisen.se/aktuellt/x/"),
        ("http://www.polisen.se/aktuellt/x/", "https://polisen.se/aktuellt/x/"),
        ("javascript:alert(1)", ""),
        ("//elsewhere.example/x", ""),
        ("", ""),
    ],
)
def test_addresses_become_whole(given: str, kept: str) -> None:
    assert parse_one(url=given).url == kept


def test_the_form_of_the_address_and_blanks_are_no_change() -> None:
    same = {
        parse_one().content_hash,
        parse_one(url="https://polisen.se/aktuellt/handelser/2026/november/16/exempel/").content_hash,
        parse_one(summary=" Inbrott  i en källare. ", type="Stöld/inbrott ").content_hash,
        parse_one(id="900001").content_hash,
    }
    assert len(same) == 1
    assert parse_one(summary="Inbrott i två källare.").content_hash not in same


@pytest.mark.parametrize(
    "kind", ["Sammanfattning natt", "Sammanfattning kväll och natt", "Sammanfattning dag", "Sammanfattning vecka"]
)
def test_summaries_are_flagged(kind: str) -> None:
    assert parse_one(type=kind).is_summary


def test_a_text_with_a_telephone_number_is_left_out() -> None:
    parsed = parse_rows([(1, api_event(summary="Ring presstalespersonen på 070-174 06 58."))], "x.json")
    assert parsed.texts_withheld == 1
    assert parsed.events[0].summary == ""
    assert "070" not in repr(parsed)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (None, "no fields"),
        ([1], "no fields"),
        ({}, "no id"),
        (api_event(id=None), "no id"),
        (api_event(id=True), "no id"),
        (api_event(id=-5), "no id"),
        (api_event(id=2**70), "no id"),
        (api_event(id=1.5), "no id"),
        (api_event(id="９００"), "no id"),
        (api_event(datetime=None), "no time of publication"),
        (api_event(datetime="1066-10-14 09:00:00 +01:00"), "between 1990 and 2100"),
        (api_event(datetime="nyss"), "between 1990 and 2100"),
        (api_event(name=None), "name is empty"),
        (api_event(name=["x"]), "name is not text"),
        (api_event(name="x" * 301), "longer than 300"),
        (api_event(summary="a\x00b"), "not letters"),
        (api_event(summary="\ud83d"), "not letters"),
        (api_event(type=7), "type is not text"),
    ],
)
def test_rejected_rows_say_why_and_never_what(row: Any, said: str) -> None:
    text = reason(row)
    assert said in text
    assert "Inbrott i en källare" not in text


def test_a_row_that_is_rejected_does_not_stop_the_others() -> None:
    parsed = parse_rows([(1, api_event()), (2, {}), (3, api_event(id=900002))], "x.json")
    assert [event.source_id for event in parsed.events] == [900001, 900002]
    assert [one.line for one in parsed.rejections] == [2]


@pytest.mark.parametrize(
    "value", [[api_event()], {"events": [api_event()]}, api_event(), {"took": 3, "items": [api_event()], "ok": True}]
)
def test_shapes_that_are_read(value: Any) -> None:
    assert [event.source_id for event in parse_file(json_source(value)).events] == [900001]


def test_json_lines_packed_and_not(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(api_event(id=900001 + n)) for n in range(3)).encode()
    for name, data in (("a.jsonl", lines), ("a.jsonl.gz", packed(lines)), ("utan ändelse", packed(lines))):
        path = tmp_path / name
        path.write_bytes(data)
        assert len(parse_file(read_file(path)).events) == 3


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, "text", 3, {"a": [], "b": []}])
def test_json_that_is_something_else(value: Any) -> None:
    with pytest.raises(UnreadableFile):
        parse_file(json_source(value))


def test_an_empty_answer_is_no_mistake() -> None:
    assert parse_file(json_source([])) == Parsed()


def test_a_table_without_the_columns_is_named() -> None:
    with pytest.raises(UnreadableFile, match="lacks a column of id, name, datetime"):
        parse_file(source(b"a;b\n1;2\n", "x.csv"))


def test_revisions_are_copies_of_one_event() -> None:
    line = {
        "id": 900001,
        "revisions": [
            {"first_seen": "2026-11-16T09:22:55+00:00", "last_seen": "2026-11-16T09:44:23+00:00", "event": api_event()},
            {
                "first_seen": "2026-11-16T10:26:24+00:00",
                "last_seen": "2026-11-20T17:44:12+00:00",
                "event": api_event(summary="Inbrott i två källare."),
            },
            {"first_seen": None, "event": None},
        ],
    }
    parsed = parse_rows([(4, line)], "x.jsonl")
    assert [(event.summary, event.seen.day) for event in parsed.events] == [
        ("Inbrott i en källare.", 16),
        ("Inbrott i två källare.", 20),
    ]
    assert [one.line for one in parsed.rejections] == [4]


def test_when_a_file_was_fetched() -> None:
    assert seen_in_name("events_2025-12-24T103455Z.json.gz") == datetime(2025, 12, 24, 10, 34, 55, tzinfo=UTC)
    assert seen_in_name("events_20251224_103455.json") == datetime(2025, 12, 24, 10, 34, 55, tzinfo=UTC)
    assert seen_in_name("events_2025-12-44T103455Z.json.gz") is None
    assert seen_in_name("händelser.json") is None


DAY = datetime(2026, 11, 16, 12, tzinfo=UTC)


def copy(text: str, hours: float, *, sure: bool = True, published: datetime = DAY) -> PublishedEvent:
    event = parse_one(summary=text, datetime=published.isoformat(" "))
    values = {name: getattr(event, name) for name in event.__slots__}
    seen = DAY + timedelta(hours=hours)
    return PublishedEvent(**values | {"seen": seen, "seen_by": seen if sure else seen + timedelta(days=1)})


def standing_after(*deliveries: list[PublishedEvent]) -> tuple[Standing, list[dict[str, int]]]:
    standings: dict[int, Standing] = {}
    counts = [dict(go_through(events, standings)) for events in deliveries]
    return standings[900001], counts


def counted(added: int, unchanged: int, revised: int) -> dict[str, int]:
    return {"added": added, "unchanged": unchanged, "revised": revised}


def test_a_newer_copy_revises_and_an_older_one_never_overwrites() -> None:
    old, new = copy("a", 0), copy("b", 5)
    standing, counts = standing_after([old], [new], [old], [new])
    assert counts == [counted(1, 0, 0), counted(0, 0, 1), counted(0, 1, 0), counted(0, 1, 0)]
    assert (standing.content_hash, standing.revision) == (new.content_hash, 2)
    standing, counts = standing_after([new], [old])
    assert counts == [counted(1, 0, 0), counted(0, 1, 0)]
    assert standing.content_hash == new.content_hash


def test_copies_within_one_file_are_taken_in_the_order_they_were_seen() -> None:
    standing, counts = standing_after([copy("b", 5), copy("a", 0), copy("b", 5)])
    assert counts == [counted(1, 1, 1)]
    assert standing.content_hash == copy("b", 0).content_hash


def test_a_wording_that_comes_back_is_a_revision_only_when_surely_seen_later() -> None:
    first, second = copy("a", 0), copy("b", 5)
    _standing, counts = standing_after([first], [second], [copy("a", 9)])
    assert counts[-1] == counted(0, 0, 1)
    _standing, counts = standing_after([first], [second], [copy("a", 9, sure=False)])
    assert counts[-1] == counted(0, 1, 0)


def test_files_without_a_time_of_their_own() -> None:
    _standing, counts = standing_after(
        [copy("a", 0, sure=False)], [copy("b", 0, sure=False)], [copy("a", 0, sure=False)]
    )
    assert counts == [counted(1, 0, 0), counted(0, 0, 1), counted(0, 1, 0)]
    # Fetched at the latest a day after its newest event: certainly before what was seen four days later.
    _standing, counts = standing_after([copy("b", 96)], [copy("a", 0, sure=False)])
    assert counts[-1] == counted(0, 1, 0)
    _standing, counts = standing_after([copy("b", 2)], [copy("a", 0, sure=False)])
    assert counts[-1] == counted(0, 0, 1)


def test_seen_the_same_moment_the_later_publication_stands() -> None:
    later = copy("b", 0, published=DAY + timedelta(minutes=5))
    standing, counts = standing_after([later], [copy("a", 0)])
    assert counts[-1] == counted(0, 1, 0)
    assert standing.content_hash == later.content_hash


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=6), st.randoms())
def test_any_order_of_surely_seen_files_ends_the_same(copies: list[tuple[str, int]], random: Any) -> None:
    by_hour = {hour: text for text, hour in copies}  # one wording at one moment
    files = [[copy(text, hour)] for hour, text in by_hour.items()]
    in_order, _counts = standing_after(*sorted(files, key=lambda events: events[0].seen))
    random.shuffle(files)
    shuffled, counts = standing_after(*files)
    assert shuffled.content_hash == in_order.content_hash
    assert sum(sum(count.values()) for count in counts) == len(files)
    assert [sum(go_through(events, {900001: shuffled}).values()) for events in files] == [1] * len(files)
    assert shuffled.content_hash == in_order.content_hash


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
event_shaped = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("id", "datetime", "name", "summary", "url", "type", "location", "revisions"), json_values),
).map(lambda changed: api_event(**changed))


@given(st.lists(json_values | event_shaped, max_size=4))
def test_any_json_is_events_or_rejections(rows: list[Any]) -> None:
    parsed = parse_rows(enumerate(rows, start=1), "x.json")
    for event in parsed.events:
        assert 0 < event.source_id < 2**63
        assert len(event.title) <= 300
        event.title.encode()
    for one in parsed.rejections:
        assert one.reason.endswith(".")


@given(st.binary(max_size=300), st.sampled_from(["x.json", "x.jsonl", "x.csv"]))
def test_any_bytes_are_events_or_one_sentence(data: bytes, name: str) -> None:
    read_or_explained(lambda: parse_file(source(data, name)))


@pytest.mark.shared
def test_the_municipality_is_found_in_the_title_alone(shared: Path) -> None:
    table = pq.read_table(shared / "data/polisen-events/polisen_events.parquet")
    rows = table.to_pylist()
    hidden = [{key: value for key, value in row.items() if not key.startswith("location")} for row in rows]
    parsed = parse_rows(enumerate(hidden, start=1), "x")
    assert (len(parsed.events), parsed.rejections) == (57_926, [])
    pairs = list(zip(parsed.events, rows, strict=True))
    named = [(event, row) for event, row in pairs if not row["location_name"].endswith("län")]
    found = sum(event.municipality_name == row["location_name"].strip() for event, row in named)
    assert found >= 0.999 * len(named)
    # Where the police name the county, a municipality is found only where the title does name one.
    others = [event.title for event, row in pairs if row["location_name"].endswith("län") and event.municipality_name]
    assert all(not title.rstrip(", ").endswith("län") for title in others)
    assert len(others) <= 1
    # Independent of the importer's own reading of the types.
    assert Counter(event.kind for event in parsed.events) == Counter(row["type"].strip() for row in rows)
    assert sum(event.is_summary for event in parsed.events) == sum("ammanfattning" in row["type"] for row in rows)
    assert all(event.occurred for event in parsed.events)


@pytest.mark.shared
def test_raw_answers_are_read_whole(shared: Path) -> None:
    for path in sorted((shared / "data/polisen-events/raw_snapshots").glob("*.json.gz")):
        answer = json.loads(gzip.decompress(path.read_bytes()))
        parsed = parse_file(read_file(path))
        assert (len(parsed.events), parsed.rejections) == (len(answer), []), path.name
        counties = sum(
            event["location"]["name"].endswith("län") and event["name"].rsplit(",", 1)[-1].strip().endswith("län")
            for event in answer
        )
        assert sum(not event.municipality_name for event in parsed.events) == counties, path.name
