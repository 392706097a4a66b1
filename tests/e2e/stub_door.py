"""A door that answers as a test tells it to: what a phone meets between itself and Lykta cannot be had from Lykta.

The page, the worker, the queue and its scripts are the real ones; only the answers to what is sent are the test's.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory

from lykta.sites import offline

TEST_SCRIPT = "/prov.js"
DOOR = "/arbete/bjorkviken/rapportera/"
KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
PAGE = """<!doctype html><html lang="sv"><head><title>Prov</title>{head}</head><body><header>
<!--person--><span>Rakel Rapportör</span><form action="/konto/logout/">
<input type="hidden" name="csrfmiddlewaretoken" value="hemligt"></form>
<!--/person--></header><main id="content"><h1>Rapportera</h1>{queue}</main>
<script type="module" src="/prov.js"></script></body></html>"""
SCRIPT = """import * as queue from "/static/lykta/reporting/queue.js";
import * as picture from "/static/lykta/reporting/picture.js";
import { mountQueue } from "/static/lykta/reporting/queue_list.js";
import "/static/lykta/reporting/install.js";
const opened = [];
mountQueue(document.getElementById("queue"), { open: (item) => opened.push(item) });
Object.assign(window, { queue, picture, opened });
document.body.dataset.ready = "";
"""


@dataclass
class Came:
    door: str
    report: dict[str, Any]
    picture: bytes | None


Answer = tuple[int, dict[str, str], bytes]


def said(status: int, told: dict[str, Any], **headers: str) -> Answer:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(told).encode()


def receipt(came: Came, number: int = 412) -> Answer:
    told = {"id": came.report["key"][:12], "number": number, "held": False, "sentence": "Tack.", "next_sentence": ""}
    return said(201, {"status": "stored", "receipt": told})


@dataclass
class Door:
    """`answer` is asked for each report that comes; `pages` may be swapped for what the door then shows."""

    address: str = ""
    came: list[Came] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answer: Callable[[Came], Answer] = receipt
    page_status: int = 200
    shell_header: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def texts(self) -> list[str]:
        return [each.report["text"] for each in self.came]


@contextmanager
def standing() -> Iterator[Door]:
    door = Door()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(door))
    server.daemon_threads = True
    door.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def handler_for(door: Door) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            door.asked.append(self.path)
            self._tell(*got(door, path, self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came = parted(self.path, self.headers["Content-Type"], body)
            assert self.headers["X-Lykta-Report"] == "1"
            with door.lock:
                door.came.append(came)
            self._tell(*door.answer(came))

        def _tell(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            """Quiet."""

    return Handler


def parted(path: str, kind: str, body: bytes) -> Came:
    whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    parts = {p.get_param("name", header="content-disposition"): p.get_payload(decode=True) for p in whole.get_payload()}  # type: ignore[union-attr]
    return Came(path, json.loads(parts["report"]), parts.get("picture"))  # type: ignore[arg-type]


def got(door: Door, path: str, address: str) -> Answer:
    if path.startswith("/static/"):
        return static_file(path.removeprefix("/static/"))
    if path in {"/sw.js", "/manifest.webmanifest"}:
        view = offline.service_worker if path == "/sw.js" else offline.manifest
        answer = view(RequestFactory().get(address))
        own = answer.content.replace(b"const SHELL = [", b'const SHELL = ["/prov.js", ')
        return 200, dict(answer.headers), own
    if path == TEST_SCRIPT:
        return 200, {"Content-Type": "text/javascript"}, SCRIPT.encode()
    if path == DOOR:
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:",
        }
        return (
            door.page_status,
            headers | ({"X-Lykta-Shell": door.shell_header} if door.shell_header else {}),
            page().encode(),
        )
    if path == f"{DOOR}underlag.json":
        return said(door.page_status, {"ticket": "biljett", "version": "v1", "categories": [],
                                       "organization": "Hyresvärden",
                                       "usual": {"places": ["Hemlig vaktkur"]}})  # fmt: skip
    if path == f"{DOOR}platser.json":
        return said(200, {"version": "v1", "places": []})
    return said(200, {"other": path}) if path.startswith("/arbete/") else said(404, {})


def page() -> str:
    shown = {"report_url": DOOR, "actor": "den-som-skriver", "manifest_door": "bjorkviken"}
    head = render_to_string("sites/reporting/installable.html", shown)
    return PAGE.format(head=head, queue=render_to_string("sites/reporting/queue.html", shown))


def static_file(name: str) -> Answer:
    found = finders.find(name)
    if not found:
        return said(404, {})
    file = Path(found)
    return 200, {"Content-Type": KINDS.get(file.suffix, "application/octet-stream")}, file.read_bytes()
