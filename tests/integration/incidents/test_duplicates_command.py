"""`lykta evaluate-duplicates`: one line of figures, or clear words for what is wrong with the files."""

from __future__ import annotations

import gzip
import json

import pytest

from lykta.config.command_line import main

HEADING = "id,kind,lon,lat,occurred_from,occurred_to,reported_at,source,text"
NIGHT = "2026-11-14 22:{}:00+00:00"
ROWS = [
    f"a,klotter,14.3,58.9,{NIGHT.format('00')},{NIGHT.format('00')},,skola,Klotter vid skolan",
    f"b,skadegorelse,14.3002,58.9001,{NIGHT.format('20')},,,polis,Sprejat vid skolan",
    f'c,klotter,14.3001,58.9,{NIGHT.format("30")},{NIGHT.format("40")},,vaktbolag,"Nedklottrat, skolan"',
    f"d,trafik_moped,14.3,58.9,{NIGHT.format('00')},,,polis,Moped vid skolan",
    f"e,klotter,,,{NIGHT.format('00')},,,kommun,Klotter vid skolan",
]
TRUTH = "id,same_event\na,7\nb,7\nc,7\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "incidents.csv").write_text("\n".join([HEADING, *ROWS]) + "\n", encoding="utf-8")
    (tmp_path / "truth.csv").write_text(TRUTH, encoding="utf-8")
    return tmp_path


def run(folder, *more, incidents="incidents.csv", truth="truth.csv"):
    return main([
        "evaluate-duplicates", "--incidents", str(folder / incidents), "--truth", str(folder / truth), *more,
    ])  # fmt: skip


def test_one_line_for_a_machine(files, capsys):
    assert run(files, "--json") == 0
    assert capsys.readouterr().out == '{"recall": 1.0, "precision": 1.0, "pairs": 3}\n'


def test_a_sentence_for_people(files, capsys):
    (files / "truth.csv").write_text("id,same_event\na,7\nb,7\nd,8\ne,8\n", encoding="utf-8")
    assert run(files) == 0
    assert capsys.readouterr().out == (
        "1 of 2 true pairs are suggested (recall 0.500). 1 of 3 suggested pairs are true (precision 0.333).\n"
    )


def test_packed_files_and_another_municipality(files, capsys):
    municipalities = ["kommunkod", "9901", "9902", "9902", "9901", "9901"]
    lines = [f"{line},{code}" for line, code in zip([HEADING, *ROWS], municipalities, strict=True)]
    (files / "incidents.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    assert run(files, "--json", incidents="incidents.csv.gz") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"recall": 0.3333, "precision": 1.0, "pairs": 3}


def test_no_truth_and_nothing_found_have_no_share(files, capsys):
    (files / "truth.csv").write_text("id,same_event\n", encoding="utf-8")
    (files / "incidents.csv").write_text("\n".join([HEADING, ROWS[3]]) + "\n", encoding="utf-8")
    assert run(files, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"recall": None, "precision": None, "pairs": 0}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[0].replace("klotter,14.3,", "klotter,öst,"), "line 2: The position is not two numbers"),
        (lambda rows: rows[0].replace("14.3,58.9", "450000,6530000"), "line 2: The position is not in degrees"),
        (lambda rows: rows[0].replace("2026-11-14", "i går"), "line 2: The time under occurred_from cannot be read"),
        (lambda rows: rows[0].replace(f"{NIGHT.format('00')},{NIGHT.format('00')}", ","), "There is no time under"),
        (lambda rows: rows[0].replace(f",{NIGHT.format('00')},,", ",2020-01-01 10:00,,"), "ends before it starts"),
        (lambda rows: rows[1], "line 3: The id 'b' stands twice"),
        (lambda rows: "bara,tre,celler", "line 2: The row has 3 cells"),
    ],
)
def test_a_broken_row_is_named_and_stops_the_whole(files, capsys, change, said):
    (files / "incidents.csv").write_text("\n".join([HEADING, change(ROWS), *ROWS[1:]]) + "\n", encoding="utf-8")
    assert run(files, "--json") == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("lykta: ")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("incidents", "truth", "said"),
    [
        ("nowhere.csv", "truth.csv", "There is no file nowhere.csv"),
        ("incidents.csv", "nowhere.csv", "There is no file nowhere.csv"),
        ("truth.csv", "truth.csv", "has no column category"),
        ("incidents.csv", "incidents.csv", "has no column same_event"),
        ("empty.csv", "truth.csv", "is empty"),
        ("incidents.csv", "strange.csv", "names the report 'x', which is not in"),
        ("incidents.csv", "twice.csv", "line 3: The id 'a' stands twice"),
    ],
)
def test_files_that_will_not_do(files, capsys, incidents, truth, said):
    (files / "empty.csv").write_text("", encoding="utf-8")
    (files / "strange.csv").write_text(TRUTH + "x,9\n", encoding="utf-8")
    (files / "twice.csv").write_text("id,same_event\na,7\na,8\n", encoding="utf-8")
    assert run(files, incidents=incidents, truth=truth) == 3
    assert said in capsys.readouterr().err


def test_both_files_are_needed(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["evaluate-duplicates", "--json"])
    assert stopped.value.code == 2


def test_the_handed_out_set(shared, capsys):
    folder = shared / "data" / "synthetic"
    if not (folder / "duplicates_dev.csv.gz").exists():
        pytest.skip("the shared data has no planted duplicates")
    assert run(folder, "--json", incidents="duplicates_dev.csv.gz", truth="duplicates_dev_truth.csv") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pairs"] == 2293
    assert told["recall"] >= 0.90
    assert told["precision"] >= 0.80
