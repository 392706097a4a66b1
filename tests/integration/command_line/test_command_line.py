"""The `lykta` command as a shell sees it: words, exit codes, one sentence on what to do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

LYKTA = [sys.executable, "-m", "lykta.config.command_line"]


def lykta(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [*LYKTA, *words], env={**kept, "LYKTA_DATA_DIR": str(folder), **environment}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    assert lykta(folder, "migrate", "--quiet").returncode == 0
    return folder


def test_a_municipality_and_its_administrator(installation: Path):
    made = lykta(
        installation,
        "create-municipality",
        "--code",
        "9907",
        "--name",
        "Ekängen",
        "--administrator",
        "a@ekangen.example",
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("Ekängen (9907): /k/ekangen/ and /arbete/ekangen/")
    assert "Log in as a@ekangen.example" in made.stdout
    again = lykta(installation, "create-municipality", "--code", "9907", "--name", "Ekängen")
    assert again.returncode == 2
    assert again.stderr.startswith("lykta: ")
    assert len(again.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("code", ["", "99", "99011", "abcd", "990½"])
def test_a_code_that_is_not_four_figures(installation: Path, code: str):
    refused = lykta(installation, "create-municipality", "--code", code, "--name", "Ingen")
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.stderr


def test_check_says_that_all_is_well(installation: Path):
    answer = lykta(installation, "check", "--json")
    assert json.loads(answer.stdout) == {"ok": True, "problems": []}
    assert answer.returncode == 0


def test_check_on_an_empty_folder_says_what_to_run(tmp_path: Path):
    answer = lykta(tmp_path, "check")
    assert answer.returncode == 1
    assert "lykta migrate" in answer.stdout


def test_a_changed_log_is_found(tmp_path: Path):
    import sqlite3

    lykta(tmp_path, "migrate", "--quiet")
    lykta(tmp_path, "create-municipality", "--code", "9908", "--name", "Alvik")
    with sqlite3.connect(tmp_path / "lykta.sqlite3") as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit_auditevent SET actor_name = 'någon annan' WHERE id = 1")
    answer = lykta(tmp_path, "check")
    assert answer.returncode == 1
    assert "changed by hand" in answer.stdout


def test_serving_an_old_database_is_refused(tmp_path: Path):
    answer = lykta(tmp_path, "serve", "--port", "0")
    assert answer.returncode == 5
    assert "lykta migrate" in answer.stderr


def test_a_taken_port_is_named(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = lykta(tmp_path, "demo", "--port", str(port))
    assert answer.returncode == 4
    assert f"Port {port}" in answer.stderr
    assert f"PORT={port + 1}" in answer.stderr
    assert not (tmp_path / "lykta.sqlite3").exists()


def test_the_demo_refuses_a_real_municipality(tmp_path: Path):
    lykta(tmp_path, "migrate", "--quiet")
    lykta(tmp_path, "create-municipality", "--code", "9909", "--name", "Alvik")
    answer = lykta(tmp_path, "demo", "--no-serve")
    assert answer.returncode == 5
    assert "LYKTA_DATA_DIR" in answer.stderr


def test_the_worker_does_what_is_due_and_stops(installation: Path):
    assert lykta(installation, "worker", "--once").returncode == 0


@pytest.mark.parametrize("words", [[], ["nonsense"], ["import"], ["import", "nonsense", "x"], ["situation-report"]])
def test_wrong_words_are_usage(tmp_path: Path, words: list[str]):
    answer = lykta(tmp_path, *words)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_a_setting_that_cannot_be_read_is_one_sentence(tmp_path: Path):
    answer = lykta(tmp_path, "worker", "--once", LYKTA_SMTP="relay:abc")
    assert answer.returncode == 1
    assert answer.stderr.startswith("lykta: LYKTA_SMTP could not be read.")
    assert len(answer.stderr.strip().splitlines()) == 1
