"""A real server with the demo world, and a real browser. The demo is made once per run, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from lykta.importers.demo_world.cast import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.e2e)
    put_journeys_in_order(items)


def put_journeys_in_order(items: list[pytest.Item]) -> None:
    """The steps of a journey build on each other: they keep their order, in the places that chance gave them."""
    for journey in {item.path for item in items if item.get_closest_marker("journey")}:
        places = [i for i, item in enumerate(items) if item.path == journey]
        steps = sorted((items[i] for i in places), key=lambda step: step.location[1] or 0)
        for place, step in zip(places, steps, strict=True):
            items[place] = step


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path

    def lykta(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lykta.config.command_line", *words],
            env=environment(self.folder), capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


def environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {**kept, "LYKTA_DATA_DIR": str(folder)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "lykta.config.command_line", "demo", "--port", str(port)],
        env=environment(folder), stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(address, server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"the demo stopped with exit code {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the demo did not come up in a minute")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo made once; each module that changes things works on its own copy."""
    folder = tmp_path_factory.mktemp("demo")
    made = subprocess.run(
        [sys.executable, "-m", "lykta.config.command_line", "demo", "--no-serve"],
        env=environment(folder), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    with serving(folder) as address:
        yield Site(address, folder)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "no Chromium found; `make test` installs it"
    running = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
    yield running
    running.close()


class People:
    """Opens a browser context per person, logged in once."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self._states: dict[str, object] = {}

    @contextmanager
    def page(self, email: str | None, size: dict[str, int] = DESKTOP) -> Iterator[Page]:
        context = self.browser.new_context(
            viewport=size, locale="sv-SE", timezone_id="Europe/Stockholm", base_url=self.address,
            storage_state=self._state(email), has_touch=size == PHONE, reduced_motion="reduce",
            geolocation={"longitude": 14.3012, "latitude": 58.9005}, permissions=["geolocation"],
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(15_000)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda m: problems.append(m.text) if "Content Security Policy" in m.text else None)
        try:
            yield page
            assert problems == []
        finally:
            context.close()

    def _state(self, email: str | None):  # type: ignore[no-untyped-def]
        if email is None:
            return None
        if email not in self._states:
            context = self.browser.new_context(base_url=self.address, locale="sv-SE")
            page = context.new_page()
            page.goto("/konto/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/arbete/**")
            self._states[email] = context.storage_state()
            context.close()
        return self._states[email]


@pytest.fixture(scope="module")
def people(browser: Browser, site: Site) -> People:
    return People(browser, site.address)
