"""`lykta evaluate-screening`: one line for a machine, a table for people, and a sentence where the file is another."""

import json
from pathlib import Path

import pytest

from lykta.config.command_line import main
from lykta.config.commands.problem import ExitCode

ROWS = [
    {"text": "Ring Tove på 070-174 06 10", "spans": [{"start": 5, "end": 9, "label": "PERSON"}]},
    {"text": "Bilen HOT248", "spans": [{"start": 6, "end": 12, "label": "PLATE"}]},
    {"text": "Någon i grannhuset", "spans": [{"start": 0, "end": 5, "label": "PERSON"}]},
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return path


def test_one_line_for_a_machine(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-screening", str(labelled), "--json"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {
        "kinds": {
            "PHONE": {"recall": None, "precision": 0.0, "n": 0},
            "PLATE": {"recall": 1.0, "precision": 1.0, "n": 1},
            "PERSON": {"recall": 0.5, "precision": 1.0, "n": 2},
        }
    }


def test_a_table_for_people(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-screening", str(labelled)]) == ExitCode.DONE
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["kind", "labelled", "found", "recall", "precision"]
    assert [row.split() for row in rows] == [
        ["PHONE", "0", "1", "-", "0.000"],
        ["PLATE", "1", "1", "1.000", "1.000"],
        ["PERSON", "2", "1", "0.500", "1.000"],
    ]


@pytest.mark.parametrize("content", [None, b"text;spans\n", b"\xff\xfe\x00", b""])
def test_another_file_is_told_of(content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.jsonl"
    if content is not None:
        path.write_bytes(content)
    assert main(["evaluate-screening", str(path), "--json"]) == ExitCode.NOT_FOUND
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("lykta: The file ")
    assert "Traceback" not in told.err
