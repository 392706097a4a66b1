"""A real IMAP server on this machine, in a process of its own, and a second client that puts mail into it.

from tests.imap_server import imap_process, imap_server  # noqa: F401  (fixtures)
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from imap_tools import BaseMailBox, MailBoxUnencrypted

USER, PASSWORD = "rapporter@bjorkviken.example", "p@ss/ord"
STARTED_WITHIN_S = 20.0


@dataclass(frozen=True)
class ImapServer:
    port: int

    @property
    def address(self) -> str:
        """What LYKTA_IMAP takes."""
        return (
            f"imap://rapporter%40bjorkviken.example:p%40ss%2Ford@127.0.0.1:{self.port}/INBOX?municipality=9901&tls=none"
        )

    @contextlib.contextmanager
    def client(self) -> Iterator[BaseMailBox]:
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=10).login(USER, PASSWORD) as mailbox:
            yield mailbox

    def put(
        self, raw: bytes, *, folder: str = "INBOX", came: datetime | None = None, flags: tuple[str, ...] = ()
    ) -> None:
        with self.client() as mailbox:
            mailbox.append(raw, folder, dt=came or datetime.now(UTC), flag_set=list(flags) or None)

    def count(self, folder: str = "INBOX") -> int:
        with self.client() as mailbox:
            if not mailbox.folder.exists(folder):
                return 0
            mailbox.folder.set(folder)
            return len(mailbox.uids(charset=None))


@pytest.fixture
def imap_server(imap_process: ImapServer) -> ImapServer:
    """Empty."""
    with imap_process.client() as mailbox:
        for folder in [each for each in ("INBOX", "Lykta") if mailbox.folder.exists(each)]:
            mailbox.folder.set(folder)
            mailbox.delete(mailbox.uids(charset=None))
    return imap_process


@pytest.fixture(scope="session")
def imap_process() -> Iterator[ImapServer]:
    """One for the run: it takes seconds to start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-c", "from pymap.main import main; main()", "--host", "127.0.0.1",
               "--port", str(port), "--no-tls", "--no-service", "admin", "--no-service", "managesieve",
               "dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_until_it_answers(process, port)
        yield ImapServer(port)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError((process.stderr.read() if process.stderr else b"").decode())
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError("the IMAP server did not start")
