"""What the command line answers: one line of JSON, exit codes, and sentences that say what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from lykta.config.command_line import main
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.incidents.models import Incident
from lykta.facts.statistics.models import PoliceEvent, PoliceEventRevision
from lykta.facts.statistics.operations import claim_events
from lykta.ground.areas.models import Area, AreaSet
from lykta.ground.municipalities.models import Municipality
from tests.unit.importers.files import api_event
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
IMPORTERS = Path(__file__).resolve().parents[3] / "src/lykta/importers"
EVENTS = IMPORTERS / "police_events/samples/events_2027-01-01T083000Z.json"
REPORTS = IMPORTERS / "incidents/samples/est_rapporter.csv"
MAPPING = IMPORTERS / "incidents/samples/mapping.json"
AREAS = IMPORTERS / "areas/samples/omraden_wgs84.geojson"
Lykta = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def lykta(capsys: pytest.CaptureFixture[str]) -> Lykta:
    """Runs `lykta import … --json` and gives the exit code, the one line of JSON, and what went to stderr."""

    def run(*arguments: str | Path) -> tuple[int, dict[str, Any], str]:
        code = main(["import", *map(str, arguments), "--json"])
        out, err = capsys.readouterr()
        assert out.count("\n") == 1
        answer = json.loads(out)
        assert answer["read"] == answer["added"] + answer["unchanged"] + answer["revised"] + answer["rejected"]
        assert answer["exit_code"] == code
        return code, answer, err

    return run


def numbers(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[key] for key in ("read", "added", "unchanged", "revised", "rejected"))


def stored() -> tuple[int, ...]:
    incidents = Incident.objects.across_municipalities(reason="test").count()
    return (
        PoliceEvent.objects.count(),
        PoliceEventRevision.objects.count(),
        incidents,
        Area.objects.count(),
        ImportBatch.objects.count(),
    )


def events(folder: Path, *rows: dict[str, Any], name: str = "events.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(list(rows)))
    return path


def test_police_events_twice(world: World, lykta: Lykta) -> None:
    code, answer, err = lykta("police-events", EVENTS)
    assert (code, err, numbers(answer)) == (0, "", (4, 4, 0, 0, 0))
    rows = PoliceEvent.objects.order_by("source_id")
    assert [(row.municipality_name, row.municipality_code, row.location_name) for row in rows] == [
        ("Björkviken", "9901", "Björkviken"),
        ("", "", "Exempelbygds län"),
        ("Granhult", "9902", "Exempelbygds län"),
        ("", "", "Exempelbygds län"),
    ]
    assert [row.is_summary for row in rows] == [False, True, False, False]
    code, answer, _err = lykta("police-events", EVENTS)
    assert (code, numbers(answer)) == (0, (4, 0, 4, 0, 0))
    assert PoliceEvent.objects.count() == 4
    batch = ImportBatch.objects.order_by("pk").first()
    assert batch is not None
    assert (batch.importer, batch.read, batch.added, batch.file_name) == ("police-events", 4, 4, EVENTS.name)


def test_a_changed_event_keeps_its_earlier_wording(world: World, lykta: Lykta, tmp_path: Path) -> None:
    lykta("police-events", events(tmp_path, api_event()))
    path = events(tmp_path, api_event(summary="Inbrott i två källare.", location={"name": "Granhult", "gps": ""}))
    _code, answer, _err = lykta("police-events", path)
    assert numbers(answer) == (1, 0, 0, 1, 0)
    row = PoliceEvent.objects.get()
    assert (row.summary, row.revision, row.municipality_code) == ("Inbrott i två källare.", 2, "9902")
    (earlier,) = row.revisions.all()
    assert (earlier.revision, earlier.content["summary"], earlier.content["municipality_name"]) == (
        1,
        "Inbrott i en källare.",
        "Björkviken",
    )
    _code, answer, _err = lykta("police-events", path)
    assert numbers(answer) == (1, 0, 1, 0, 0)


def test_an_older_answer_never_overwrites_a_newer_one(world: World, lykta: Lykta, tmp_path: Path) -> None:
    newer = events(tmp_path, api_event(summary="Två gripna."), name="events_2026-11-16T120000Z.json")
    older = events(tmp_path, api_event(), api_event(id=900002), name="events_2026-11-16T090000Z.json")
    lykta("police-events", newer)
    _code, answer, _err = lykta("police-events", older)
    assert numbers(answer) == (2, 1, 1, 0, 0)
    assert PoliceEvent.objects.get(source_id=900001).summary == "Två gripna."
    # What was seen later is remembered, so that an answer from between is an old one too.
    same = events(tmp_path, api_event(id=900002), name="events_2026-11-17T090000Z.json")
    between = events(tmp_path, api_event(id=900002, summary="Annat."), name="events_2026-11-16T180000Z.json")
    assert numbers(lykta("police-events", same)[1]) == (1, 0, 1, 0, 0)
    assert numbers(lykta("police-events", between)[1]) == (1, 0, 1, 0, 0)


def test_the_same_id_twice_in_one_file(world: World, lykta: Lykta, tmp_path: Path) -> None:
    path = events(tmp_path, api_event(), api_event(), api_event(summary="Två gripna."))
    _code, answer, _err = lykta("police-events", path)
    assert numbers(answer) == (3, 1, 1, 1, 0)
    assert [(row.summary, row.revision) for row in PoliceEvent.objects.all()] == [("Två gripna.", 2)]
    assert PoliceEventRevision.objects.count() == 1
    _code, answer, _err = lykta("police-events", path)
    assert numbers(answer) == (3, 0, 3, 0, 0)


def test_a_municipality_that_comes_later_gets_its_events(lykta: Lykta, tmp_path: Path) -> None:
    place = "16 november 08.15, Brand, "
    path = events(
        tmp_path,
        *[
            api_event(id=900001 + at, name=place + name, type="Brand", location={"name": "Exempelbygds län", "gps": ""})
            for at, name in enumerate(["Östra åsen", "Östra  Åsen", "Östra åsens kommun", "Östra ås", "Västra åsen"])
        ],
    )
    lykta("police-events", path)
    assert set(PoliceEvent.objects.values_list("municipality_code", flat=True)) == {""}
    municipality = Municipality.objects.create(code="9903", name="Östra Åsen", slug="ostra-asen")
    assert claim_events(municipality) == 3
    assert claim_events(municipality) == 0
    assert sorted(PoliceEvent.objects.filter(municipality_code="9903").values_list("source_id", flat=True)) == [
        900001,
        900002,
        900003,
    ]


def test_only_one_municipalitys_police_events(world: World, lykta: Lykta) -> None:
    _code, answer, _err = lykta("police-events", EVENTS, "--municipality", "9902")
    assert (numbers(answer), answer["filtered"]) == ((1, 1, 0, 0, 0), 3)
    assert PoliceEvent.objects.get().municipality_name == "Granhult"


def test_incidents_with_a_mapping_twice(world: World, lykta: Lykta) -> None:
    call = ("incidents", REPORTS, "--municipality", "9901", "--mapping", MAPPING)
    code, answer, err = lykta(*call)
    assert (code, err, numbers(answer), answer["filtered"]) == (0, "", (3, 3, 0, 0, 0), 1)
    rows = Incident.objects.for_municipality(world.bjorkviken).order_by("source_id").select_related("category", "place")
    assert [
        (row.category.code, row.source, row.state, row.precision, row.place and row.place.name) for row in rows
    ] == [
        ("graffiti", "housing", "reviewed", "point", "Furutorget"),
        ("poor_lighting", "municipality", "reported", "address", "Strandskolan"),
        ("disturbing_gathering", "guard", "reviewed", "missing", None),
    ]
    code, answer, _err = lykta(*call)
    assert numbers(answer) == (3, 0, 3, 0, 0)
    assert Incident.objects.for_municipality(world.granhult).count() == 0


def test_rejected_incidents_are_listed_and_the_rest_is_kept(world: World, lykta: Lykta, tmp_path: Path) -> None:
    path = tmp_path / "rapporter å.csv"
    path.write_bytes(
        "id;typ;datum;kommunkod;lon;lat;text\n"
        "1;Klotter;2026-11-10 18:30;9901;14,3;58,9;På ån\n"
        "2;Klotter;2099-01-01;9901;;;\n"
        "3;Klotter;2026-11-10;9901;58,9;14,3;\n"
        "1;Klotter;2026-11-11;9901;;;\n"
        "4;Klotter;2026-11-10;9901;;;Ring 070-174 06 58\n"
        "5;Klotter;2026-11-10\n".encode("cp1252")
    )
    code, answer, _err = lykta("incidents", path, "--municipality", "9901")
    assert (code, numbers(answer), answer["texts_withheld"]) == (0, (6, 2, 0, 0, 4), 1)
    assert [one["line"] for one in answer["rejections"]] == [3, 4, 5, 7]
    rows = Incident.objects.for_municipality(world.bjorkviken).order_by("source_id")
    assert [row.text for row in rows] == ["På ån", ""]
    batch = ImportBatch.objects.get()
    assert (batch.read, batch.rejected, batch.rejections) == (6, 4, answer["rejections"])
    assert "070" not in json.dumps([batch.rejections, answer], ensure_ascii=False)
    assert numbers(lykta("incidents", path, "--municipality", "9901")[1]) == (6, 0, 2, 0, 4)


def test_areas_twice_and_for_one_municipality(world: World, lykta: Lykta) -> None:
    code, answer, err = lykta("areas", AREAS)
    assert (code, err, numbers(answer)) == (0, "", (3, 3, 0, 0, 0))
    assert numbers(lykta("areas", AREAS)[1]) == (3, 0, 3, 0, 0)
    _code, answer, _err = lykta("areas", AREAS, "--municipality", "9901")
    assert (numbers(answer), answer["filtered"]) == ((2, 2, 0, 0, 0), 1)
    assert sorted(AreaSet.objects.values_list("key", "vintage", "version", "municipality_code")) == [
        ("own", "2026", 1, ""),
        ("own", "2026", 1, "9901"),
    ]


def test_one_bad_area_stops_the_set(world: World, lykta: Lykta, tmp_path: Path) -> None:
    value = json.loads(AREAS.read_text())
    value["features"][1]["geometry"]["coordinates"] = [
        [[14.29, 58.895], [14.31, 58.905], [14.31, 58.895], [14.29, 58.905], [14.29, 58.895]]
    ]
    path = tmp_path / "områden.geojson"
    path.write_text(json.dumps(value))
    code, answer, err = lykta("areas", path)
    assert code == 3
    assert err.startswith("lykta: områden.geojson, area 2, Strandskolan 9901A02: The outline crosses itself near 58.9")
    assert [one["line"] for one in answer["rejections"]] == [2]
    assert stored() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "call",
    [
        ("police-events", EVENTS),
        ("incidents", REPORTS, "--municipality", "9901", "--mapping", MAPPING),
        ("areas", AREAS),
    ],
)
def test_a_dry_run_counts_the_same_and_writes_nothing(world: World, lykta: Lykta, call: tuple[Any, ...]) -> None:
    before = stored()
    code, dry, _err = lykta(*call, "--dry-run")
    assert (code, stored(), dry["dry_run"]) == (0, before, True)
    _code, real, _err = lykta(*call)
    assert numbers(dry) == numbers(real)
    assert dry["added"] > 0
    assert stored() != before


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (("police-events", "saknas.json"), 3, "There is no file saknas.json there. Check the path."),
        (("police-events", EVENTS, "--municipality", "9999"), 3, "lykta create-municipality --code 9999 --name NAME"),
        (("incidents", REPORTS, "--municipality", "9999"), 3, "There is no municipality with the code 9999."),
        (("incidents", REPORTS), 2, "--municipality CODE"),
        (("police-events", EVENTS, "--mapping", MAPPING), 2, "Leave --mapping out."),
        (("incidents", REPORTS, "--municipality", "9901"), 3, "Say which with --mapping."),
        (("incidents", AREAS, "--municipality", "9901"), 3, "is JSON"),
        (("areas", REPORTS), 3, "is not whole JSON"),
        (("areas", IMPORTERS), 3, "is a folder"),
    ],
)
def test_exit_codes_and_sentences(world: World, lykta: Lykta, call: tuple[Any, ...], code: int, said: str) -> None:
    before = stored()
    answered, answer, err = lykta(*call)
    assert answered == code
    assert said in err
    assert err == f"lykta: {answer['error']}\n"
    assert stored() == before


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("database is locked", 4, "Another import is running."),
        ("attempt to write a readonly database", 5, "could not be written (attempt to write a readonly database)"),
        ("no such table: statistics_policeevent", 5, "Run “lykta migrate”"),
        ("database or disk is full", 5, "Check the disk"),
    ],
)
def test_trouble_with_the_database(
    world: World, lykta: Lykta, monkeypatch: pytest.MonkeyPatch, text: str, code: int, said: str
) -> None:
    def fails(**_arguments: object) -> None:
        raise OperationalError(text)

    monkeypatch.setattr("lykta.importers.police_events.load.add_events", fails)
    answered, answer, err = lykta("police-events", EVENTS)
    assert (answered, numbers(answer)) == (code, (0, 0, 0, 0, 0))
    assert said in err
    assert stored() == (0, 0, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_fault_after_the_rows_are_written_takes_them_back(lykta: Lykta, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object) -> None:
        assert PoliceEvent.objects.count() == 4
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("lykta.facts.evidence.operations._close", fails)
    assert lykta("police-events", EVENTS)[0] == 5
    assert stored() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("cut", [1, 40, 500])
def test_a_file_that_is_cut_off_leaves_nothing(world: World, lykta: Lykta, tmp_path: Path, cut: int) -> None:
    for importer, path, options in (
        ("police-events", EVENTS, ()),
        ("areas", AREAS, ()),
    ):
        short = tmp_path / path.name
        short.write_bytes(path.read_bytes().rstrip()[:-cut])
        code, _answer, err = lykta(importer, short, *options)
        assert code == 3
        assert "ends in the middle" in err or "cannot be read" in err
    assert stored() == (0, 0, 0, 0, 0)


def test_words_for_a_person_at_the_terminal(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = events(tmp_path, api_event(), {"id": None})
    assert main(["import", "police-events", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == (
        "events.json: 2 read: 1 added, 0 unchanged, 0 revised, 1 rejected.\n"
        "  line 1: The event has no id that is a whole number. Fetch the file again.\n"
    )
    assert err == ""  # no bar where there is no terminal


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["väder", "fil"], ["police-events"]):
        with pytest.raises(SystemExit) as stop:
            main(["import", *arguments])
        assert stop.value.code == 2
    with pytest.raises(SystemExit):
        main(["import", "--help"])
    assert "4 another import is running" in capsys.readouterr().out


def test_reading_and_writing_ask_as_often_for_few_rows_as_for_many(world: World, lykta: Lykta, tmp_path: Path) -> None:
    asked = []
    for n in (2, 1, 30):  # the first makes the head of the log
        rows = [api_event(id=900_000 + 100 * n + at) for at in range(n)]
        with _counted() as seen:
            lykta("police-events", events(tmp_path, *rows))
        asked.append(len(seen))
    assert asked[1] == asked[2]


class _counted:
    def __enter__(self) -> list[Any]:
        from django.test.utils import CaptureQueriesContext

        self._context = CaptureQueriesContext(connection)
        self._context.__enter__()
        return self._context  # type: ignore[return-value]

    def __exit__(self, *error: Any) -> None:
        self._context.__exit__(*error)


@pytest.mark.shared
def test_the_real_police_events(shared: Path, lykta: Lykta) -> None:
    folder = shared / "data/polisen-events"
    code, answer, _err = lykta("police-events", folder / "polisen_events.parquet")
    assert (code, numbers(answer)) == (0, (57_926, 57_926, 0, 0, 0))
    for path in sorted((folder / "raw_snapshots").glob("*.json.gz")):
        new = 500 if path.name >= "events_2025-12" else 0
        assert numbers(lykta("police-events", path)[1]) == (500, new, 500 - new, 0, 0), path.name
    # Older wordings, read in afterwards, overwrite nothing.
    summaries = dict(PoliceEvent.objects.values_list("source_id", "content_hash"))
    _code, answer, _err = lykta("police-events", folder / "polisen_event_revisions.jsonl.gz")
    assert numbers(answer) == (3575, 0, 3575, 0, 0)
    assert dict(PoliceEvent.objects.values_list("source_id", "content_hash")) == summaries


@pytest.mark.shared
def test_the_revisions_read_first_end_in_the_same_wordings(shared: Path, lykta: Lykta) -> None:
    folder = shared / "data/polisen-events"
    _code, answer, _err = lykta("police-events", folder / "polisen_event_revisions.jsonl.gz")
    assert (answer["read"], answer["added"], answer["rejected"]) == (3575, 1704, 0)
    assert PoliceEventRevision.objects.count() == answer["revised"]
    before = dict(PoliceEvent.objects.values_list("source_id", "content_hash"))
    _code, answer, _err = lykta("police-events", folder / "polisen_events.parquet")
    assert (answer["added"], answer["unchanged"], answer["revised"]) == (57_926 - 1704, 1704, 0)
    assert dict(PoliceEvent.objects.filter(source_id__in=before).values_list("source_id", "content_hash")) == before


@pytest.mark.shared
def test_the_made_reports_of_one_municipality(shared: Path, lykta: Lykta, db: None) -> None:
    from lykta.facts.evidence.taxonomy import ensure_default_categories

    ensure_default_categories()
    Municipality.objects.create(code="1493", name="Lillsjö", slug="lillsjo")
    call = ("incidents", shared / "data/synthetic/est_incidents_620k.parquet", "--municipality", "1493")
    code, answer, _err = lykta(*call)
    assert (code, numbers(answer), answer["filtered"]) == (0, (51_534, 51_534, 0, 0, 0), 575_906)
    code, answer, _err = lykta(*call)
    assert (code, numbers(answer)) == (0, (51_534, 0, 51_534, 0, 0))


@pytest.mark.shared
def test_the_real_regso(shared: Path, lykta: Lykta, db: None) -> None:
    path = shared / "data/geography/regso/regso_2025_focus_wgs84.geojson"
    assert numbers(lykta("areas", path)[1]) == (129, 129, 0, 0, 0)
    assert numbers(lykta("areas", path)[1]) == (129, 0, 129, 0, 0)


def test_a_file_whose_name_is_no_text(world: World, lykta: Lykta, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/h\xe4ndelser.json")
    Path(path).write_text(json.dumps([api_event()]))
    code, answer, _err = lykta("police-events", path)
    assert (code, answer["added"], answer["file"]) == (0, 1, "h�ndelser.json")
