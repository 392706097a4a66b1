"""What lies between a phone and Lykta, and Lykta itself as something that can be killed outright."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.e2e.conftest import _wait_until_up, environment, free_port


class Line:
    """A line to `port` that a test cuts. `on_answer` is called when Lykta has answered a sent report (so it is stored)
    and decides whether the phone gets to hear it."""

    def __init__(self, port: int) -> None:
        self.port, self.is_cut, self.cuts_within, self.posts = port, False, False, 0
        self.on_answer: Callable[[bytes], bool] | None = None
        self.happened = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # cut lines are what this is for
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Cut(Exception):
    """The line broke here."""


def _handler(line: Line) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                self._pass_on()
            except (Cut, OSError, http.client.HTTPException):
                self.close_connection = True
                with suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)

        do_POST = do_HEAD = do_GET

        def _pass_on(self) -> None:
            if line.is_cut:
                raise Cut
            is_report = self.command == "POST" and self.path.endswith("/skicka/")
            line.posts += is_report
            length = int(self.headers.get("Content-Length") or 0)
            if is_report and line.cuts_within:
                self._half(length)
            body = self.rfile.read(length)
            status, headers, answer = self._asked(body)
            if is_report and line.on_answer and not line.on_answer(answer):
                line.happened.set()
                raise Cut
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else answer)

        def _half(self, length: int) -> None:
            """Half of the report reaches Lykta, and then nothing more in either direction."""
            with socket.create_connection(("127.0.0.1", line.port), 10) as further:
                further.sendall(f"{self.requestline}\r\n{self.headers}".encode("latin-1"))
                further.sendall(self.rfile.read(length // 2))
            line.is_cut = True
            line.happened.set()
            raise Cut

        def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            further = http.client.HTTPConnection("127.0.0.1", line.port, timeout=30)
            try:
                headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
                further.request(self.command, self.path, body or None, headers)
                answer = further.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            finally:
                further.close()

        def log_message(self, *words: object) -> None:
            """Quiet."""

    return Handler


class Lykta:
    """The demo's folder, served on a port that stays the same when Lykta is killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lykta.config.command_line", "serve", "--no-worker", "--port", str(self.port)],
            env=environment(self.folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        _wait_until_up(f"http://127.0.0.1:{self.port}", self.process)

    def kill(self) -> None:
        """As a power cut does: every process at once, none of them asked."""
        tree = [self.process.pid, *descendants(self.process.pid)]
        for pid in tree:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
            self.process.wait(20)


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants(child)]
    return found


def kill_browser_of(profile: Path) -> None:
    """The browser that runs on this profile, and nothing else."""
    ours = f"--user-data-dir={profile}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if ours in (entry / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(entry.name), signal.SIGKILL)


@contextmanager
def lykta_and_line(folder: Path) -> Iterator[tuple[Lykta, Line]]:
    server = Lykta(folder)
    line = Line(server.port)
    try:
        yield server, line
    finally:
        line.close()
        server.stop()
