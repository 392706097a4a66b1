"""A report written without coverage, against a real Lykta and in a real browser: kept, sent by itself, exactly once.

The network is cut before, during and after sending; the browser and Lykta are killed outright. How the queue meets
every single answer stands in test_phone_queue.
"""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Error, Locator, Page, Playwright, expect

from lykta.importers.demo_world.cast import PASSWORD
from tests.e2e.conftest import CHROMIUM_FLAGS, PHONE, environment
from tests.e2e.line import Line, Lykta, kill_browser_of, lykta_and_line
from tests.e2e.test_every_page import check
from tests.e2e.test_phone_queue import jpeg, raw, rows, wait_for_rows, wait_for_states, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.journey, pytest.mark.xdist_group("offline")]
BY_LINK, BY_LOGIN = "/l/rapportera/", "/arbete/bjorkviken/rapportera/"
ISSUE = """
import django; django.setup()
import sys
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.accounts.models import Function, PersonalLink
from lykta.ground.accounts.operations import issue_link, revoke_link
from lykta.ground.municipalities.models import Municipality
place = Municipality.objects.get(code="9901")
guard = Function.objects.for_municipality(place).get(title="Rondväktare")
if sys.argv[1] == "issue":
    print(issue_link(function=guard, municipality=place, purpose="report_by_link", by=CommandLine())[1])
else:
    for link in PersonalLink.objects.for_municipality(place).filter(function=guard, revoked=None):
        revoke_link(link=link, by=CommandLine())
"""


@pytest.fixture(scope="module")
def started(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lykta, Line]]:
    folder = tmp_path_factory.mktemp("offline")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    with lykta_and_line(folder) as both:
        yield both


@pytest.fixture
def lykta(started: tuple[Lykta, Line]) -> Lykta:
    return started[0]


@pytest.fixture
def line(started: tuple[Lykta, Line]) -> Line:
    line = started[1]
    line.is_cut = line.cuts_within = False
    line.on_answer, line.posts = None, 0
    line.happened.clear()
    return line


def link(lykta: Lykta, act: str = "issue") -> str:
    done = subprocess.run(
        [sys.executable, "-c", ISSUE, act], capture_output=True, text=True, check=False,
        env={**environment(lykta.folder), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def token(started: tuple[Lykta, Line]) -> str:
    return link(started[0])


@contextmanager
def phone(playwright: Playwright, line: Line, profile: Path) -> Iterator[Page]:
    """A browser on a profile of its own, as on somebody's phone: closing and opening it again finds what it kept."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=program, args=CHROMIUM_FLAGS, base_url=line.address, viewport=PHONE, locale="sv-SE",
        timezone_id="Europe/Stockholm", has_touch=True, reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    try:
        yield context.pages[0]
    finally:
        with suppress(Error):
            context.close()


def open_door(page: Page, door: str = BY_LINK) -> None:
    page.goto(door)
    with_queue(page)


def with_queue(page: Page) -> None:
    """The queue's own module, so that a test can ask it what it keeps."""
    page.wait_for_selector("#app[data-ready]")
    page.evaluate("import('/static/lykta/reporting/queue.js').then((queue) => { window.queue = queue; })")


def wait_until_it_works_offline(page: Page, door: str = BY_LINK) -> None:
    wait_until(
        page,
        f"""(await caches.match("{door}")) && (await caches.match("{door}platser.json", {{ignoreSearch: true}}))""",
    )


def write(page: Page, text: str, door: str = BY_LINK, picture: bytes | None = None, category: str = "") -> str:
    """As the form puts it in the queue; the way through the form itself is walked in the first test."""
    key: str = page.evaluate(
        """async ({text, door, picture, category}) => {
          const page = JSON.parse(document.getElementById("basis")?.textContent ?? "null");
          const basis = page ?? await (await fetch(door + "underlag.json")).json();
          const report = { kind: "incident", ticket: basis.ticket, written_at: new Date().toISOString(),
            category: category || basis.categories[0].code,
            reasons: [], reported_to: [], place: null, place_text: "Vid norra entrén", lon: null, lat: null,
            when: {kind: "now"},
            observation: "own", certainty: "sure", felt_unsafe: false, text };
          const photo = picture ? new Blob([new Uint8Array(picture)], {type: "image/jpeg"}) : null;
          const label = basis.categories[0].label;
          return (await queue.add(report, photo, door, {label, actor: basis.actor})).key; }""",
        {"text": text, "door": door, "picture": list(picture) if picture else None, "category": category},
    )
    return key


def stored(lykta: Lykta, text: str) -> list[dict[str, Any]]:
    """Straight from the disk: what there is, whatever a page says."""
    with closing(sqlite3.connect(f"file:{lykta.folder / 'lykta.sqlite3'}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(
            "SELECT i.*, p.content AS photo FROM incidents_incident i LEFT JOIN files_picture p ON p.id = i.picture_id"
            " WHERE i.text = ?", (text,),
        )  # fmt: skip
        return [dict(row) for row in found]


def count(lykta: Lykta) -> int:
    with closing(sqlite3.connect(f"file:{lykta.folder / 'lykta.sqlite3'}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM incidents_incident").fetchone()[0])


def wait_for_one_waiting(page: Page) -> dict[str, Any]:
    (row,) = wait_for_rows(
        page, "(rows) => rows.length === 1 && rows[0].state === 'waiting' && rows[0].tries > 0", None
    )
    return row


# ---- Before


def test_a_report_with_a_photo_written_without_coverage_outlives_the_browser(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    photo, profile, text = tmp_path / "skada.jpg", tmp_path / "telefon", "Krossad ruta vid södra gaveln"
    photo.write_bytes(jpeg(2400, 1800))
    assert b"Telefonmakaren" in photo.read_bytes()
    with phone(playwright, line, profile) as page:
        open_door_by(token, page)
        wait_until_it_works_offline(page)
    line.is_cut = True
    with phone(playwright, line, profile) as page:  # started anew, without coverage
        open_door(page)
        walk_through_the_form(page, text, photo)
        expect(page.locator("#app")).to_contain_text("Sparad på telefonen")
        wait_for_one_waiting(page)
        assert text in raw(page)
        kill_browser_of(profile)
    with phone(playwright, line, profile) as page:  # still without coverage
        open_door(page)
        expect(page.locator("#queue")).to_contain_text("En rapport väntar på att skickas.")
        expect(page.locator("#queue")).to_contain_text("med foto")
        assert check(page, "the queue") == []
        page.goto("/l/mina-rapporter/")
        expect(page.get_by_role("heading", name="Du är utan täckning")).to_be_visible()
        assert check(page, "without coverage") == []
        page.get_by_role("link", name="Rapportera ändå").click()
        with_queue(page)
        assert stored(lykta, text) == []
        line.is_cut = False
        page.get_by_role("button", name="Försök nu").click()
        (sent,) = wait_for_states(page, "sent")
        kept = raw(page)
        assert text not in kept
        assert "Södra gaveln" not in kept
        assert "bytes:" not in kept
        assert sent["hasPicture"] is False
        expect(page.locator("#queue")).to_contain_text(f"Skickad. Nummer {sent['number']}.")
    (row,) = stored(lykta, text)
    assert row["number"] == sent["number"]
    with Image.open(io.BytesIO(row["photo"])) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (1200, 1600), {})
    assert b"Telefonmakaren" not in row["photo"]
    assert b"Exif" not in row["photo"]


def test_a_category_withdrawn_while_offline_is_put_right_on_the_phone(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    """From the list of one's own reports back into the form, filled in, and sent under the same key."""
    text = "Skrivet medan kategorin drogs in"
    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        key = write(page, text, category="finns_inte_langre", picture=jpeg(600, 400))
        wait_for_states(page, "needs_change")
        page.goto("/l/mina-rapporter/")
        expect(page.locator("#queue")).to_contain_text("En rapport behöver ändras.")
        page.get_by_role("button", name="Ändra").click()
        page.wait_for_url("**/l/rapportera/**")
        with_queue(page)
        app = page.locator("#app")
        expect(app.get_by_role("alert").first).to_contain_text("Välj en annan")
        app.get_by_role("button", name="Skadegörelse").last.click()
        app.locator(".choice").last.click()
        walk_on_to_the_end(app)
        wait_for_states(page, "sent")
    (row,) = stored(lykta, text)
    assert row["idempotency_key"].endswith(key)
    assert row["photo"]
    assert row["place_text"] == "Vid norra entrén"


def walk_on_to_the_end(app: Locator) -> None:
    """Each question is answered already: next, next, send."""
    for screen in ("where", "when"):
        expect(app).to_have_attribute("data-screen", screen)
        app.get_by_role("button", name="Nästa").click()
    app.get_by_role("button", name="Skicka", exact=True).click()


def open_door_by(token: str, page: Page, door: str = BY_LINK) -> None:
    page.goto(f"/l/{token}/")
    open_door(page, door)


def walk_through_the_form(page: Page, text: str, photo: Path) -> None:
    app = page.locator("#app")
    app.get_by_role("button", name="Skadegörelse").last.click()  # under "all kinds", whether usual or not
    expect(app).to_have_attribute("data-screen", "kinds")
    app.locator(".choice").last.click()  # "I do not know, or another"
    app.get_by_label("Eller med ord").fill("Södra gaveln")
    app.get_by_role("button", name="Nästa").click()
    app.get_by_role("button", name="Nu", exact=True).click()
    app.locator("textarea").fill(text)
    app.locator("input[type=file]").set_input_files(photo)
    expect(app.locator(".photo img")).to_be_visible()
    app.get_by_role("button", name="Skicka", exact=True).click()


# ---- During


def test_the_line_breaks_in_the_middle_of_a_report(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    text = "Bränd papperskorg vid lekplatsen"
    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        before = count(lykta)
        line.cuts_within = True
        key = write(page, text, picture=jpeg(1200, 900))
        assert line.happened.wait(10)
        assert wait_for_one_waiting(page)["problem"] == "network"
        assert count(lykta) == before, "half a report is no report"
        line.cuts_within = line.is_cut = False
        page.evaluate("queue.sendAll({insist: true})")
        wait_for_states(page, "sent")
    (row,) = stored(lykta, text)
    assert row["photo"]
    assert row["idempotency_key"].endswith(key)


def test_coverage_comes_back_by_itself(playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path):
    """Nobody taps anything: the browser says that it is online again."""
    text = "Klotter på elskåpet"
    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        page.context.set_offline(True)
        write(page, text)
        expect(page.locator("#queue")).to_contain_text("Väntar på täckning. Den skickas av sig själv.")
        page.context.set_offline(False)
        wait_for_states(page, "sent")
    assert len(stored(lykta, text)) == 1


# ---- After


def test_lykta_is_killed_between_the_commit_and_the_answer(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    text, first = "Uppbrutet förråd", []

    def killed(answer: bytes) -> bool:
        first.append(json.loads(answer)["receipt"])
        line.on_answer = None
        lykta.kill()
        return False

    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        line.on_answer = killed
        write(page, text, picture=jpeg(1200, 900))
        assert line.happened.wait(20)
        wait_for_one_waiting(page)
        lykta.start()  # the same port, the same folder
        page.evaluate("queue.sendAll({insist: true})")
        (sent,) = wait_for_states(page, "sent")
    (row,) = stored(lykta, text)
    assert line.posts >= 2  # tried again while Lykta was gone
    assert (
        (sent["receipt"], sent["number"]) == (first[0]["id"], first[0]["number"]) == (row["public_id"], row["number"])
    )


def test_the_browser_is_killed_while_it_waits_for_the_answer(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    """The phone says "sending" when it is opened again, and the server has the report already."""
    profile, text = tmp_path / "telefon", "Trasig gunga"

    def gone(answer: bytes) -> bool:
        kill_browser_of(profile)
        return False

    with phone(playwright, line, profile) as page:
        open_door_by(token, page)
    with phone(playwright, line, profile) as page:
        open_door(page)
        line.on_answer = gone
        with suppress(Error):
            write(page, text)
            page.evaluate("queue.sendAll()")
        assert line.happened.wait(20)
    line.on_answer = None
    with phone(playwright, line, profile) as page:
        open_door(page)
        (sent,) = wait_for_states(page, "sent")
    (row,) = stored(lykta, text)
    assert (sent["receipt"], sent["number"]) == (row["public_id"], row["number"])


def test_two_tabs_and_the_worker_send_it_once(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    texts = [f"Rapport {number} efter passet" for number in range(4)]
    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        other = page.context.new_page()
        open_door(other)
        page.context.set_offline(True)
        for number, text in enumerate(texts):
            write(page if number % 2 else other, text)
        page.context.set_offline(False)
        wait_for_states(page, *["sent"] * 4)
    assert [len(stored(lykta, text)) for text in texts] == [1] * 4
    assert line.posts == 4


# ---- Who may


def log_in(page: Page, email: str) -> None:
    page.goto(BY_LOGIN)
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/arbete/**")
    open_door(page, BY_LOGIN)


def test_a_report_waits_for_whoever_wrote_it(playwright: Playwright, lykta: Lykta, line: Line, tmp_path: Path):
    """The session ends, somebody else logs in on the same phone, and then the writer again."""
    text = "Skräp vid återvinningen"
    with phone(playwright, line, tmp_path / "telefon") as page:
        log_in(page, "rapportor@bjorkviken.example")
        wait_until_it_works_offline(page, BY_LOGIN)
        page.context.set_offline(True)
        write(page, text, BY_LOGIN)
        page.context.clear_cookies(name="sessionid")
        page.context.set_offline(False)
        wait_for_rows(page, "(rows) => rows.length === 1 && rows[0].problem === 'login'", None)
        expect(page.locator("#queue").get_by_role("link", name="Logga in")).to_be_visible()
        log_in(page, "samordnare@bjorkviken.example")
        expect(page.locator("#queue")).to_contain_text("En rapport som någon annan har skrivit på telefonen väntar.")
        page.evaluate("queue.sendAll({insist: true})")
        assert stored(lykta, text) == []
        log_out(page)
        log_in(page, "rapportor@bjorkviken.example")
        wait_for_states(page, "sent")
    (row,) = stored(lykta, text)
    assert row["reported_by_id"] is not None
    assert row["state"] == "reported"


def log_out(page: Page) -> None:
    """By the button of the workbench, which leaves no report page behind."""
    wait_until_it_works_offline(page, BY_LOGIN)
    page.goto("/arbete/bjorkviken/")
    page.get_by_role("button", name="Meny").click()
    page.locator("form[action$='/konto/logout/']:visible button").click()
    page.wait_for_url(lambda address: "/arbete/" not in address)
    assert page.evaluate("caches.keys().then((names) => names.filter((name) => name.startsWith('lykta-door-')))") == []


def test_an_identity_number_stops_on_the_phone(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    """It is never queued: not in the database of the phone, and not sent."""
    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        wait_until(page, "(await import('/static/lykta/screening/screening.js')) && true")
        before = count(lykta)
        walk_through_the_form(page, "Klottrat av 19811218-9876", small_photo(tmp_path))
        expect(page.locator("#missing")).to_be_visible()
        assert rows(page) == []
        assert line.posts == 0
        assert "19811218" not in raw(page)
    assert count(lykta) == before


def small_photo(folder: Path) -> Path:
    (folder / "liten.jpg").write_bytes(jpeg(200, 150))
    return folder / "liten.jpg"


# ---- A link that has ended (last: it ends the link of the tests above)


def test_a_queued_report_by_a_link_that_was_revoked_is_held_back(
    playwright: Playwright, lykta: Lykta, line: Line, token: str, tmp_path: Path
):
    text = "Skrivet innan länken återkallades"
    with phone(playwright, line, tmp_path / "telefon") as page:
        open_door_by(token, page)
        wait_until_it_works_offline(page)
        page.context.set_offline(True)
        write(page, text)
        link(lykta, "revoke")
        page.context.set_offline(False)
        (row,) = wait_for_states(page, "sent")
        assert row["held"] is True
        expect(page.locator("#queue")).to_contain_text("Samordnaren läser den innan någon annan gör det.")
        shut = page.goto(BY_LINK)
        assert shut
        assert shut.status == 404
        wait_until(page, "!(await caches.keys()).some((name) => name.startsWith('lykta-door-'))")
    (stored_row,) = stored(lykta, text)
    assert stored_row["state"] == "quarantined"
