"""A real process is killed in the middle of a write, and two import at once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from lykta.facts.evidence.taxonomy import ensure_default_categories
from lykta.ground.municipalities.models import Municipality
from tests.unit.importers.files import api_event

pytestmark = [pytest.mark.sql, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
IMPORTERS = ROOT / "src/lykta/importers"


TABLES = {
    "PoliceEvent": "statistics_policeevent",
    "Incident": "incidents_incident",
    "Area": "areas_area",
    "ImportBatch": "evidence_importbatch",
    "AuditEvent": "audit_auditevent",
}


@dataclass(frozen=True)
class Installation:
    """A database of this test's own, and `lykta` in processes of their own on it."""

    env: dict[str, str]
    file: Path | None  # empty on PostgreSQL

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.integration.importers.child", *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def counts(self) -> dict[str, int]:
        return {name: self._ask(f"SELECT count(*) FROM {table}") for name, table in TABLES.items()}

    def _ask(self, sql: str) -> int:
        if self.file:
            with closing(sqlite3.connect(self.file)) as database:
                return int(database.execute(sql).fetchone()[0])
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A migrated database with one municipality, to be copied."""
    if connection.vendor == "postgresql":
        return None
    folder = tmp_path_factory.mktemp("empty")
    code, _out, err = finished(Installation(_env(folder), None).start("prepare"))
    assert code == 0, err
    return folder / "lykta.sqlite3"


@pytest.fixture
def lykta(empty_database: Path | None, tmp_path: Path) -> Installation:
    if empty_database is None:
        ensure_default_categories()
        Municipality.objects.get_or_create(code="9901", defaults={"name": "Björkviken", "slug": "bjorkviken"})
        return Installation(_env(tmp_path) | {"DATABASE_URL": _url(connection.settings_dict)}, None)
    shutil.copy(empty_database, tmp_path / "lykta.sqlite3")
    return Installation(_env(tmp_path), tmp_path / "lykta.sqlite3")


def _env(folder: Path) -> dict[str, str]:
    ours = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "TEST_DATABASE_URL")}
    return ours | {"LYKTA_DATA_DIR": str(folder), "PYTHONUTF8": "1"}


def _url(where: dict[str, Any]) -> str:
    user, password = quote(where["USER"] or "", safe=""), quote(where["PASSWORD"] or "", safe="")
    host = where["HOST"] or ""
    place = f"{quote(host, safe='')}:{where['PORT']}" if where["PORT"] else quote(host, safe="")
    return f"postgres://{user}:{password}@{place}/{where['NAME']}"


def finished(process: subprocess.Popen[str], say: str = "") -> tuple[int, str, str]:
    out, err = process.communicate(say, timeout=90)
    return process.returncode, out, err


def events_file(folder: Path, n: int = 300) -> str:
    path = folder / "händelser å.json"
    path.write_text(json.dumps([api_event(id=900_001 + at) for at in range(n)]))
    return str(path)


IMPORTS = {
    "police-events": ((), "PoliceEvent", 300),
    "incidents": (
        ("--municipality", "9901", "--mapping", str(IMPORTERS / "incidents/samples/mapping.json")),
        "Incident",
        3,
    ),
    "areas": ((), "Area", 3),
}


def file_of(importer: str, folder: Path) -> str:
    samples = {"incidents": "incidents/samples/est_rapporter.csv", "areas": "areas/samples/omraden_wgs84.geojson"}
    return str(IMPORTERS / samples[importer]) if importer in samples else events_file(folder)


@pytest.mark.parametrize("importer", list(IMPORTS))
def test_killed_in_the_middle_nothing_is_half_and_the_next_run_works(
    lykta: Installation, tmp_path: Path, importer: str
) -> None:
    options, table, expected = IMPORTS[importer]
    call = (importer, file_of(importer, tmp_path), *options, "--json")
    before = lykta.counts()
    killed = lykta.start("hang", *call)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "inside\n"
    assert lykta.counts() == before  # others read on meanwhile, and see nothing half
    os.kill(killed.pid, signal.SIGKILL)
    assert finished(killed)[0] == -signal.SIGKILL
    assert lykta.counts() == before
    code, out, err = finished(lykta.start("import", *call))
    assert (code, err) == (0, "")
    assert json.loads(out)["added"] == expected
    after = lykta.counts()
    assert (after[table], after["ImportBatch"]) == (expected, 1)


def test_two_at_once_the_second_says_so_and_adds_nothing(lykta: Installation, tmp_path: Path) -> None:
    call = ("police-events", events_file(tmp_path), "--json")
    first = lykta.start("hang", *call)
    assert first.stdout is not None
    assert first.stdout.readline() == "inside\n"
    code, out, err = finished(lykta.start("import", *call))
    assert code == 4
    assert err == "lykta: Another import is running. Nothing was written; wait until it is done and run this again.\n"
    assert {key: json.loads(out)[key] for key in ("exit_code", "added", "read")} == {
        "exit_code": 4,
        "added": 0,
        "read": 0,
    }
    code, out, err = finished(first, say="\n")
    assert (code, json.loads(out)["added"], err) == (0, 300, "")
    code, out, _err = finished(lykta.start("import", *call))
    assert {key: json.loads(out)[key] for key in ("read", "added", "unchanged")} == {
        "read": 300,
        "added": 0,
        "unchanged": 300,
    }
    assert lykta.counts()["PoliceEvent"] == 300


def test_two_that_start_together_add_once(lykta: Installation, tmp_path: Path) -> None:
    call = ("import", "police-events", events_file(tmp_path), "--json")
    both = [lykta.start(*call), lykta.start(*call)]
    answers = [(code, json.loads(out)) for code, out, _err in map(finished, both)]
    assert {code for code, _answer in answers} <= {0, 4}
    assert sum(answer["added"] for _code, answer in answers) == 300
    assert lykta.counts()["PoliceEvent"] == 300
