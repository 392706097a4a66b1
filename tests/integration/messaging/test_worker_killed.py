"""The outbox and a worker that is really killed (SIGKILL), in a process of its own, against a real server."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lykta.base.messaging.operations import LEASE
from tests.mail_server import MailServer, mail_server  # noqa: F401

WRITE = """
import django; django.setup()
from lykta.base.messaging.operations import queue_message
from lykta.ground.accounts.actors import CommandLine
queue_message(to="park@example.org", subject="Åtgärd", body="Öppna Lykta.", municipality=None, by=CommandLine())
"""
SEND = """
import django; django.setup()
from lykta.base.messaging.operations import send_due_messages
send_due_messages()
"""
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
Run = Callable[[str], "subprocess.Popen[bytes]"]


def start(script: str, folder: Path, **more: str) -> subprocess.Popen[bytes]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    own = {"LYKTA_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"}
    return subprocess.Popen([sys.executable, "-c", script], env={**kept, **own, **more}, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With one message that waits."""
    folder = tmp_path_factory.mktemp("outbox")
    done(start(MIGRATE + WRITE, folder))
    return folder


@pytest.fixture
def run(installation: Path, tmp_path: Path, mail_server: MailServer) -> Run:  # noqa: F811
    shutil.copytree(installation, tmp_path, dirs_exist_ok=True)
    return lambda script: start(script, tmp_path, LYKTA_SMTP=mail_server.address)


def done(process: subprocess.Popen[bytes]) -> None:
    _out, problems = process.communicate(timeout=120)
    assert process.returncode == 0, problems.decode()


def row(folder: Path) -> tuple[str, int]:
    with sqlite3.connect(folder / "lykta.sqlite3") as database:
        found: tuple[str, int] = database.execute("SELECT state, attempts FROM messaging_outgoingmessage").fetchone()
    database.close()
    return found


def let_time_pass(folder: Path, how_long: timedelta) -> None:
    """As if the clock had gone on: what was to be done in `how_long` is due now."""
    with sqlite3.connect(folder / "lykta.sqlite3") as database:
        database.execute(
            "UPDATE messaging_outgoingmessage SET next_attempt = datetime(next_attempt, ?)",
            (f"-{how_long.total_seconds()} seconds",),
        )
    database.close()


def test_killed_between_the_claim_and_the_answer(tmp_path: Path, run: Run, mail_server: MailServer):  # noqa: F811
    mail_server.is_slow()
    worker = run(SEND)
    mail_server.wait_for_attempt()
    worker.kill()
    worker.communicate()
    mail_server.hurries()
    assert row(tmp_path) == ("waiting", 1)

    done(run(SEND))  # the next worker at once: the claim of the dead one holds for a while
    assert row(tmp_path) == ("waiting", 1)
    let_time_pass(tmp_path, LEASE)
    done(run(SEND))
    assert row(tmp_path) == ("sent", 2)
    # The server may have kept the letter of the one that was killed: then both are the same to a mailbox.
    assert {mail.subject for mail in mail_server.received} == {"Åtgärd"}
    assert len({mail.message_id for mail in mail_server.received}) == 1


def test_two_workers_at_once_send_one_letter(tmp_path: Path, run: Run, mail_server: MailServer):  # noqa: F811
    mail_server.is_slow()
    workers = [run(SEND), run(SEND)]
    mail_server.wait_for_attempt()
    mail_server.hurries()
    for worker in workers:
        done(worker)
    assert row(tmp_path) == ("sent", 1)
    assert len(mail_server.received) == 1
