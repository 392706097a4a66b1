import argparse
import json
import os

import pytest

from lykta.base.audit.models import AuditEvent
from lykta.config.commands import situation_report_command as command
from lykta.config.commands.problem import CommandProblem, ExitCode
from lykta.cycle.situation_reports.models import SituationReport
from tests.integration.situation_reports.reports import adopted, drafted, edited
from tests.integration.situation_reports.weeks_of_reports import WEEK, ordinary_spring

pytestmark = pytest.mark.sql


def run(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def written(tmp_path, file_format="json", period=WEEK, code="9901"):
    path = tmp_path / f"bild.{file_format}"
    assert run("--municipality", code, "--period", period, "--format", file_format, "-o", str(path)) == ExitCode.DONE
    return path.read_bytes()


@pytest.mark.parametrize(
    ("file_format", "starts"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!doctype html>"), ("json", b"{")]
)
def test_without_a_stored_report_nothing_is_stored(world, tmp_path, file_format, starts):
    ordinary_spring(world)
    before = AuditEvent.objects.count()
    assert written(tmp_path, file_format).startswith(starts)
    assert not SituationReport.objects.for_municipality(world.bjorkviken).exists()
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "period",
    ["2026-W20", "2026-W19..W20", "2026-05", "2026-T1", "2026-Q2", "2026-H1", "2025", "2026-05-03..2026-05-17"],
)
def test_any_period(world, tmp_path, period):
    assert json.loads(written(tmp_path, "json", period))["period"]["id"] == period


def test_the_stored_one_is_used_and_the_log_says_so(world, tmp_path):
    report = drafted(world)
    edited(world, report, "to_decide", "Rondering torsdag.")
    adopted(world, report)
    data = json.loads(written(tmp_path))
    assert data["state"] == "adopted"
    assert "Rondering torsdag." in [section["prose"] for section in data["sections"]]
    event = AuditEvent.objects.get(event="situation_reports.handed_out")
    assert (event.actor_id, event.details["format"]) == ("command-line", "json")


def test_to_standard_output(world, capfdbinary):
    assert run("--municipality", "9901", "--period", WEEK, "--format", "json", "-o", "-") == ExitCode.DONE
    assert json.loads(capfdbinary.readouterr().out)["municipality"] == {"code": "9901", "name": "Björkviken"}


@pytest.mark.parametrize(
    ("code", "period"), [("0000", WEEK), ("9901", "2026-W60"), ("9901", "vecka 20"), ("9901", "2190-W01"), ("", WEEK)]
)
def test_what_is_not_there(world, tmp_path, code, period):
    path = tmp_path / "bild.json"
    with pytest.raises(CommandProblem) as problem:
        run("--municipality", code, "--period", period, "--format", "json", "-o", str(path))
    assert problem.value.code == ExitCode.NOT_FOUND
    assert problem.value.sentence.endswith(".")
    assert not path.exists()


def test_usage_is_answered_by_the_parser(world):
    for words in (["--period", WEEK], ["--municipality", "9901", "--period", WEEK, "--format", "odt", "-o", "x"]):
        with pytest.raises(SystemExit) as stopped:
            run(*words)
        assert stopped.value.code == ExitCode.USAGE


@pytest.mark.parametrize("target", ["", "finns/inte/bild.json"])
def test_a_file_that_cannot_be_written(world, tmp_path, target):
    drafted(world)
    with pytest.raises(CommandProblem) as problem:
        run("--municipality", "9901", "--period", WEEK, "--format", "json", "-o", str(tmp_path / target))
    assert problem.value.code == ExitCode.NOT_WRITTEN
    assert not AuditEvent.objects.filter(event="situation_reports.handed_out").exists()
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_whole_when_the_new_one_fails(world, tmp_path, monkeypatch):
    path = tmp_path / "bild.json"
    path.write_text("den gamla")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CommandProblem):
        run("--municipality", "9901", "--period", WEEK, "--format", "json", "-o", str(path))
    assert path.read_text() == "den gamla"
    assert list(tmp_path.iterdir()) == [path]
