"""`python -m benchmarks send` and `… page`: reports from phones against a real server, and what a cold phone loads.

`send`: eight phones at once without pause, then 50 reports/s for half a minute with every tenth sent twice; counts what
is stored. SQLite in a temporary folder, or the empty database at TEST_DATABASE_URL (beside tools/postgres.py).
`page`: bytes and time until the form can be used, in headless Chromium at 150 ms, 1.6 Mbit/s down and 750 kbit/s up.
Times are seen from the phone, so they hold the way there and the client's own work on the same machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

PHONES, EACH, PER_SECOND, SECONDS = 8, 60, 50, 30
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
LINKS = """
import django, sys; django.setup()
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.accounts.models import Function
from lykta.ground.accounts.operations import issue_link
from lykta.ground.municipalities.models import Municipality
here = Municipality.objects.get(slug="bjorkviken")
function = Function.objects.for_municipality(here).filter(grants__role="reporter").first()
for _ in range(int(sys.argv[1])):
    print(issue_link(function=function, municipality=here, purpose="report_by_link", by=CommandLine())[1])
"""
COUNT = """
import django, json, sys; django.setup()
from lykta.facts.incidents.models import Incident
from lykta.ground.municipalities.models import Municipality
rows = Incident.objects.for_municipality(Municipality.objects.get(slug="bjorkviken")).filter(text=sys.argv[1])
keys = [key.split(":")[-1] for key in rows.values_list("idempotency_key", flat=True)]
print(json.dumps([keys, rows.values("number").distinct().count()]))
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("what", choices=["send", "page"])
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lykta-benchmark-") as folder, serving(Path(folder)) as server:
        told = send(server) if chosen.what == "send" else page(server)
    print(json.dumps(told) if chosen.json else "\n".join(f"{key}: {value}" for key, value in told.items()))


class Server:
    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.url = port, os.environ.get("TEST_DATABASE_URL", "")
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.environment = {**kept, "LYKTA_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"}
        if self.url:
            self.environment["DATABASE_URL"] = self.url

    def python(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *words], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Server(folder, probe.getsockname()[1])
    command = [sys.executable, "-m", "lykta.config.command_line", "demo", "--port", str(server.port)]
    process = subprocess.Popen(command, env=server.environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until_up(server.port, process)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the demo stopped with exit code {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the demo did not come up")


# ---- Sending


class Phone:
    """One connection that stays open, let in by its own link."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        answer = self._ask("GET", f"/l/{token}/")
        self.cookie = answer[1]["Set-Cookie"].split(";")[0]
        self.ticket = json.loads(self._ask("GET", "/l/rapportera/underlag.json", headers={"Cookie": self.cookie})[2])[
            "ticket"
        ]

    def send(self, key: str, text: str) -> tuple[int, float]:
        now = datetime.now(UTC).isoformat()
        report = {"key": key, "ticket": self.ticket, "written_at": now, "sent_at": now, "kind": "incident", "category": "graffiti",
                  "place_text": "bakom kiosken", "lon": 14.3, "lat": 58.9, "when": {"kind": "now"}, "text": text}  # fmt: skip
        bound = "lyktabenchmark"
        body = (
            f'--{bound}\r\nContent-Disposition: form-data; name="report"\r\n\r\n{json.dumps(report)}\r\n--{bound}--\r\n'
        )
        headers = {
            "Cookie": self.cookie,
            "X-Lykta-Report": "1",
            "Content-Type": f"multipart/form-data; boundary={bound}",
        }
        begun = time.perf_counter()
        status = self._ask("POST", "/l/rapportera/skicka/", body.encode(), headers)[0]
        return status, (time.perf_counter() - begun) * 1000

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()


def send(server: Server) -> dict[str, Any]:
    phones = [Phone(server.port, token) for token in server.python(LINKS, str(2 * PHONES)).split()]
    for phone in phones:  # warm
        phone.send(secrets.token_urlsafe(16), "Varm.")
    at_once = all_at_once(phones[:PHONES])
    steady = steadily(phones)
    stored, numbers = json.loads(server.python(COUNT, "Takt."))
    return {
        "database": "postgresql" if server.url else "sqlite",
        "at_once": PHONES,
        "at_once_ms": percentiles([ms for _status, ms in at_once]),
        "at_once_refused": sum(status not in {200, 201} for status, _ms in at_once),
        "asked_per_second": PER_SECOND,
        "sent_per_second": round(steady["sent"] / steady["seconds"], 1),
        "steady_ms": percentiles(steady["ms"]),
        "steady_refused": steady["refused"],
        "lost": len(set(steady["keys"]) - set(stored)),
        "doubled": len(stored) - len(set(stored)) + len(stored) - numbers,
        "stored": len(stored),
    }


def all_at_once(phones: list[Phone]) -> list[tuple[int, float]]:
    told: list[tuple[int, float]] = []

    def go(phone: Phone) -> None:
        told.extend([phone.send(secrets.token_urlsafe(16), "På en gång.") for _ in range(EACH)])

    in_threads(go, phones)
    return told


def steadily(phones: list[Phone]) -> dict[str, Any]:
    """At a set rate, whatever the answers take: one who comes late is sent at once. Every tenth is sent twice."""
    work: SimpleQueue[tuple[float, str] | None] = SimpleQueue()
    keys = [secrets.token_urlsafe(16) for _ in range(PER_SECOND * SECONDS)]
    begun = time.perf_counter() + 0.5
    for i, key in enumerate(keys):
        work.put((begun + i / PER_SECOND, key))
    told: list[tuple[int, float]] = []
    for _ in phones:
        work.put(None)

    def go(phone: Phone) -> None:
        while (next_one := work.get()) is not None:
            moment, key = next_one
            time.sleep(max(0.0, moment - time.perf_counter()))
            told.append(phone.send(key, "Takt."))
            if key[0] in "ABCDEF":
                told.append(phone.send(key, "Takt."))

    in_threads(go, phones)
    seconds = time.perf_counter() - begun
    refused = sum(status not in {200, 201} for status, _ms in told)
    return {"seconds": seconds, "sent": len(told), "keys": keys, "ms": [ms for _s, ms in told], "refused": refused}


def in_threads(work: Any, phones: list[Phone]) -> None:
    threads = [threading.Thread(target=work, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentiles(ms: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(ms, n=100)
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


# ---- The page


def page(server: Server) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    told: list[tuple[float, float]] = []
    tokens = server.python(LINKS, "1").split()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        told = [load(browser, server.port, tokens[0]) for _ in range(5)]
        browser.close()
    kilobytes, seconds = zip(*told, strict=True)
    return {"kB_until_usable": round(max(kilobytes), 1), "s_until_usable": round(statistics.median(seconds), 2),
            "s_worst": round(max(seconds), 2), "line": "150 ms, 1.6 Mbit/s down, 750 kbit/s up"}  # fmt: skip


def load(browser: Any, port: int, token: str) -> tuple[float, float]:
    """The page as a phone that has the link's cookie and nothing else meets it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=f"http://127.0.0.1:{port}")
    tab = context.new_page()
    context.request.get(f"/l/{token}/", max_redirects=0)
    line = context.new_cdp_session(tab)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    got: list[tuple[float, float]] = []
    line.on("Network.dataReceived", lambda part: got.append((part["timestamp"], part["encodedDataLength"])))
    line.on(
        "Network.responseReceived", lambda part: got.append((part["timestamp"], part["response"]["encodedDataLength"]))
    )
    started: list[float] = []
    line.on("Network.requestWillBeSent", lambda part: started.append(part["timestamp"]))
    tab.goto("/l/rapportera/", wait_until="commit")
    tab.wait_for_selector("#app[data-ready]")
    usable = tab.evaluate("performance.getEntriesByName('lykta-usable')[0].startTime") / 1000
    tab.wait_for_timeout(200)
    before = sum(size for moment, size in got if moment <= started[0] + usable)
    context.close()
    return before / 1000, usable
