"""Reporters hear back: a reminder from the page, and after the meeting what was done, read from a real mail server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import DESKTOP, PHONE, People, Site, serving
from tests.mail_server import MailServer, free_port

pytestmark = [pytest.mark.e2e, pytest.mark.journey, pytest.mark.xdist_group("feedback")]
COORDINATOR, POLICE = "samordnare@bjorkviken.example", "kommunpolis@polisen.example"
PAGE = "/arbete/bjorkviken/hort-fran/"
STATIONS = "stationsvard@sjolandstrafiken.example"


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    server = MailServer(free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory, post: MailServer) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("feedback")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    os.environ["LYKTA_SMTP"] = post.address
    try:
        with serving(folder) as address:
            yield Site(address, folder)
    finally:
        del os.environ["LYKTA_SMTP"]


@pytest.fixture(scope="module")
def people(browser: Browser, site: Site) -> People:
    return People(browser, site.address)


def work(site: Site) -> None:
    """Everything that is due now, as the worker does it."""
    done = site.lykta("worker", "--once")
    assert done.returncode == 0, done.stderr
    done = site.lykta("worker", "--once")  # what the first round wrote is sent in the second
    assert done.returncode == 0, done.stderr


def problems(page: Page) -> list[str]:
    found = [rule["id"] for rule in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    return [*found, *(["wider than the screen"] if wide else [])]


def test_the_silent_are_seen_and_one_is_reminded(people: People, site: Site, post: MailServer):
    with people.page(COORDINATOR) as page:
        page.goto("/arbete/bjorkviken/")
        page.get_by_role("link", name="Enhet för enhet").click()
        unit = page.locator(".units > li", has_text="Sjölandstrafiken")
        assert "tyst" in unit.inner_text()
        assert problems(page) == []
        already = len(post.to(STATIONS))
        button = unit.get_by_role("button", name="Påminn Stationsvärdar")
        if already == 0 and button.count():  # else the worker was first: it may be the very hour
            button.click()
            page.get_by_text("1 påminnelse är på väg.").wait_for()
        assert "Påmind" in unit.inner_text()
    work(site)
    (mail,) = post.to(STATIONS)
    assert mail.subject.startswith("Något att rapportera från vecka ")
    assert "Öppna din personliga länk" in mail.text
    assert "http" not in mail.text


def test_on_a_phone(people: People):
    for path in (PAGE, f"{PAGE}paminnelser/"):
        with people.page(COORDINATOR, PHONE) as page:
            page.goto(path)
            assert problems(page) == []


def test_the_hour_of_a_unit_is_chosen(people: People):
    with people.page(COORDINATOR) as page:
        page.goto(f"{PAGE}paminnelser/")
        first = page.locator("form", has=page.locator("input[value=rhythm]"))
        first.get_by_label("Enhet").select_option(label="Strandskolan")
        first.get_by_label("Dag").select_option(label="Torsdag")
        first.get_by_label("Klockslag").select_option(label="14.00")
        first.get_by_role("button", name="Spara").click()
        page.get_by_text("torsdag kl. 14.00").wait_for()


def test_the_meeting_adopts_and_everybody_who_reported_hears(people: People, site: Site, post: MailServer):
    with people.page(COORDINATOR, DESKTOP) as page:
        page.goto("/arbete/bjorkviken/")
        page.locator(".draft h2 a").click()
        page.get_by_role("button", name="Föreslå").click()
        address = page.url
    with people.page(POLICE) as page:
        page.goto(address)
        page.get_by_role("button", name="Fastställ").click()
        page.get_by_text("Fastställd").first.wait_for()
    work(site)
    mails = [mail for mail in post.received if mail.subject.startswith("Detta gjordes: vecka ")]
    assert mails
    to = [mail.recipients[0] for mail in mails]
    assert len(to) == len(set(to)), "each once"
    assert COORDINATOR not in to
    assert all("Lägesbilden för vecka" in mail.text and "är fastställd." in mail.text for mail in mails)
    told = [mail.text for mail in mails if "Så här gick det med" in mail.text]
    assert told
    assert any("Det här är beslutat:" in text for text in told) or any("Inget har beslutats" in text for text in told)
    names = ["Ronja Ek", "Karin Lind", "Per Ström", "Vera Sten", "Hugo Fors", "Fatima Nord"]
    assert [name for name in names if any(name in mail.text for mail in mails)] == []

    work(site)
    again = [mail for mail in post.received if mail.subject.startswith("Detta gjordes: vecka ")]
    assert len(again) == len(mails), "once, however often the worker runs"
