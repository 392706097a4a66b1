"""The queue, the picture and the worker on the phone, against a door that answers as it is told."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.stub_door import DOOR, TEST_SCRIPT, Answer, Came, Door, receipt, said, standing

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("phone_queue")]
ME = "den-som-skriver"


@pytest.fixture
def door() -> Iterator[Door]:
    with standing() as door:
        yield door


@contextmanager
def phone(browser: Browser, door: Door, script: str = "", **more: Any) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE, locale="sv-SE", timezone_id="Europe/Stockholm", base_url=door.address, **more
    )
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    try:
        open_door(page)
        yield page
        assert problems == []
    finally:
        context.close()


def open_door(page: Page) -> None:
    page.goto(DOOR)
    page.wait_for_selector("body[data-ready]")


def write(page: Page, text: str, **more: Any) -> str:
    """Puts a report in the queue as the form does; its key."""
    told = {"text": text, "label": "Skadegörelse", "actor": ME, **more}
    return str(page.evaluate(
        """async ({text, label, actor, replaces, picture}) => {
          const photo = picture ? new Blob([new Uint8Array(picture)], {type: "image/jpeg"}) : null;
          const whose = {label, actor, replaces};
          return (await queue.add({kind: "incident", text}, photo, location.pathname, whose)).key; }""",
        told,
    ))  # fmt: skip


def rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("queue.all()")
    return found


def wait_until(page: Page, test: str) -> None:
    """`test` is an expression that may wait; Playwright's own waiting does not look into promises."""
    page.evaluate(f"""async () => {{
      const end = performance.now() + 10000;
      while (!({test})) {{
        if (performance.now() > end) throw new Error("never came true");
        await new Promise((next) => setTimeout(next, 20));
      }} }}""")


WAIT = """(test) => ([all, given]) => new Promise((resolve, reject) => {
  const look = async () => { const rows = await queue.all(); if (!test(rows, given)) return;
    stop(); clearTimeout(end); resolve(rows); };
  const stop = queue.onChange(look);
  const end = setTimeout(async () => { stop(); reject(new Error(JSON.stringify(await queue.all()))); }, 10000);
  look(); })"""


def wait_for_rows(page: Page, test: str, given: Any) -> list[dict[str, Any]]:
    """The rows at the moment when `test` (a function of rows and `given`) is true of them."""
    found: list[dict[str, Any]] = page.evaluate(f"({WAIT})({test})", [None, given])
    return found


def wait_for_states(page: Page, *states: str) -> list[dict[str, Any]]:
    return wait_for_rows(
        page, "(rows, states) => JSON.stringify(rows.map((row) => row.state)) === JSON.stringify(states)", states
    )


def wait_for_tries(page: Page, key: str, tries: int) -> dict[str, Any]:
    found = wait_for_rows(
        page,
        "(rows, [key, n]) => rows.some((row) => row.key === key && row.tries >= n && row.state !== 'sending')",
        [key, tries],
    )
    return next(row for row in found if row["key"] == key)


def raw(page: Page) -> str:
    """All that lies in the database, as text: what a curious person could read."""
    found: str = page.evaluate("""() => new Promise((resolve) => {
      const asked = indexedDB.open("lykta-queue", 1);
      asked.onsuccess = () => { const all = asked.result.transaction("reports").objectStore("reports").getAll();
        all.onsuccess = () => { asked.result.close();
          resolve(JSON.stringify(all.result, (k, v) => v instanceof ArrayBuffer ? `bytes:${v.byteLength}` : v)); }; };
    })""")
    return found


# ---- Sending


def test_a_sent_report_keeps_its_number_and_nothing_of_what_was_written(browser: Browser, door: Door):
    asked = "navigator.storage.persist = () => { window.isAskedToStay = true; return Promise.resolve(true); };"
    with phone(browser, door, asked) as page:
        write(page, "Krossad ruta i skolans entré", picture=[255, 216, 255, 1, 2, 3])
        (row,) = wait_for_states(page, "sent")
        assert (row["number"], row["hasPicture"], row["label"]) == (412, False, "Skadegörelse")
        kept = raw(page)
        assert "412" in kept
        assert "Krossad" not in kept
        assert "bytes:" not in kept
        expect(page.locator("#queue")).to_contain_text("Allt är skickat.")
        expect(page.locator("#queue")).to_contain_text("Skickad. Nummer 412.")
        assert page.evaluate("window.isAskedToStay")
    (came,) = door.came
    assert (came.report["text"], came.picture) == ("Krossad ruta i skolans entré", b"\xff\xd8\xff\x01\x02\x03")
    assert len(came.report["key"]) == 22
    assert came.report["sent_at"].endswith("Z")


def test_a_hotels_login_page_is_no_receipt(browser: Browser, door: Door):
    door.answer = lambda came: (200, {"Content-Type": "text/html"}, b"<html>Welcome! Accept our terms.</html>")
    with phone(browser, door) as page:
        key = write(page, "Klotter")
        row = wait_for_tries(page, key, 1)
        assert (row["state"], row["problem"]) == ("waiting", "network")
        assert "Klotter" in raw(page)
        door.answer = receipt
        page.get_by_role("button", name="Försök nu").click()
        wait_for_states(page, "sent")
    assert {came.report["key"] for came in door.came} == {key}


def test_one_report_that_breaks_the_server_does_not_stop_the_others(browser: Browser, door: Door):
    def poisoned(came: Came) -> Answer:
        return said(500, {}) if came.report["text"] == "gift" else receipt(came)

    door.answer = poisoned
    with phone(browser, door) as page:
        page.context.set_offline(True)
        first = write(page, "gift")
        write(page, "efter ett")
        write(page, "efter två")
        page.context.set_offline(False)
        wait_for_states(page, "waiting", "sent", "sent")
        expect(page.locator("#queue")).to_contain_text("Lykta svarar inte just nu")
        assert wait_for_tries(page, first, 1)["problem"] == "server"
        assert door.texts[:3] == ["gift", "efter ett", "efter två"], "in the order they were written"


def test_the_page_tries_again_by_itself_without_background_sync(browser: Browser, door: Door):
    """No worker, no tap, no change of coverage: the clock alone."""

    def once(came: Came) -> Answer:
        return said(503, {}) if len(door.came) == 1 else receipt(came)

    door.answer = once
    with phone(browser, door, service_workers="block") as page:
        write(page, "Klotter")
        wait_for_states(page, "sent")
    assert len(door.came) == 2


def test_what_the_server_asks_to_wait_for_is_waited_for(browser: Browser, door: Door):
    door.answer = lambda came: said(429, {"message": "Vänta."}, **{"Retry-After": "900"})
    with phone(browser, door) as page:
        row = wait_for_tries(page, write(page, "för många"), 1)
        assert row["problem"] == "server"
        assert row["next"] - row["created"] >= 890_000


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (said(403, {"message": "Du får inte rapportera här."}), "refused", "Du får inte rapportera här."),
        (said(409, {"message": "Det här formuläret har redan skickats."}), "refused", "redan skickats"),
        (said(422, {"field": "text", "message": "Texten har ett personnummer."}), "needs_change", "personnummer"),
        (said(413, {"message": "Fotot är större än 15 MB."}), "needs_change", "större än 15 MB"),
        ((413, {"Content-Type": "text/html"}, b"<h1>nginx</h1>"), "needs_change", "Fotot är för stort"),
        (said(401, {"message": "Rapporten skrevs av en annan inloggning."}), "waiting", "annan inloggning"),
        ((302, {"Location": "/konto/login/"}, b""), "waiting", "Logga in, så skickas den."),
        ((404, {"Content-Type": "text/html"}, b"<h1>borta</h1>"), "waiting", "Logga in, så skickas den."),
        ((403, {"Content-Type": "text/html"}, b"<h1>brandvagg</h1>"), "waiting", "Lykta svarar inte just nu"),
    ],
)
def test_every_answer_is_told_in_words_and_nothing_is_lost(
    browser: Browser, door: Door, answer: Answer, state: str, words: str
):
    door.answer = lambda came: answer
    with phone(browser, door) as page:
        row = wait_for_tries(page, write(page, "Skräp vid vändplanen"), 1)
        assert row["state"] == state
        expect(page.locator("#queue")).to_contain_text(words)
        assert "Skräp vid vändplanen" in raw(page)


def test_a_report_that_needs_to_be_changed_opens_filled_and_goes_under_the_same_key(browser: Browser, door: Door):
    door.answer = lambda came: said(422, {"field": "text", "message": "Ta bort namnet."})
    with phone(browser, door) as page:
        key = write(page, "Kalle Karlsson klottrade", picture=[255, 216, 255])
        wait_for_states(page, "needs_change")
        page.get_by_role("button", name="Ändra").click()
        wait_until(page, "opened.length === 1")
        assert page.evaluate("[opened[0].report.text, opened[0].picture.size, opened[0].field]") == [
            "Kalle Karlsson klottrade", 3, "text"]  # fmt: skip
        door.answer = receipt
        assert write(page, "Klotter", replaces=key) == key
        wait_for_states(page, "sent")
    assert [(came.report["key"], came.report["text"]) for came in door.came] == [
        (key, "Kalle Karlsson klottrade"), (key, "Klotter")]  # fmt: skip


def test_what_may_be_on_its_way_cannot_be_changed_but_what_never_left_can(browser: Browser, door: Door):
    door.answer = lambda came: said(500, {})
    with phone(browser, door) as page:
        sent = write(page, "har lämnat telefonen")
        wait_for_tries(page, sent, 1)
        assert page.evaluate("queue.edit", sent) is None
        page.context.set_offline(True)
        never = write(page, "har aldrig lämnat telefonen")
        assert page.evaluate("queue.edit", never)["report"]["text"] == "har aldrig lämnat telefonen"


def test_removing_asks_first(browser: Browser, door: Door):
    with phone(browser, door) as page:
        page.context.set_offline(True)
        write(page, "skrevs av misstag")
        page.get_by_role("button", name="Ta bort").press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("går inte att få tillbaka")
        page.get_by_role("button", name="Behåll").click()
        assert len(rows(page)) == 1
        page.get_by_role("button", name="Ta bort").click()
        page.get_by_role("dialog").get_by_role("button", name="Ta bort").click()
        wait_until(page, "(await queue.all()).length === 0")
        assert "misstag" not in raw(page)
    assert door.came == []


# ---- Exactly once


def test_two_tabs_send_each_report_once(browser: Browser, door: Door):
    """Both tabs and the worker are told that coverage is back at the same moment."""
    with phone(browser, door) as page:
        other = page.context.new_page()
        open_door(other)
        page.context.set_offline(True)
        for number in range(6):
            write(page if number % 2 else other, f"rapport {number}")
        page.context.set_offline(False)
        page.evaluate("Promise.all([queue.sendAll({insist: true}), queue.sendAll({insist: true})])")
        wait_for_states(other, *["sent"] * 6)
    assert door.texts == [f"rapport {number}" for number in range(6)]


NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get() { return undefined; } });"


def test_two_tabs_send_each_report_once_without_web_locks(browser: Browser, door: Door):
    with phone(browser, door, NO_LOCKS, service_workers="block") as page:
        other = page.context.new_page()
        open_door(other)
        assert page.evaluate("navigator.locks === undefined")
        page.context.set_offline(True)
        for number in range(6):
            write(page, f"rapport {number}")
        page.context.set_offline(False)
        other.evaluate("queue.sendAll({insist: true})")
        wait_for_states(page, *["sent"] * 6)
    assert sorted(door.texts) == [f"rapport {number}" for number in range(6)]


def test_a_report_left_in_sending_by_a_closed_tab_is_sent_again_under_its_key(browser: Browser, door: Door):
    reached, go = threading.Event(), threading.Event()

    def slow(came: Came) -> Answer:
        reached.set()
        go.wait(20)
        return receipt(came)

    door.answer = slow
    with phone(browser, door) as page:
        key = write(page, "mitt i sändningen")
        assert reached.wait(10)
        other = page.context.new_page()
        page.close()
        door.answer = receipt
        open_door(other)
        wait_for_states(other, "sent")
        go.set()
    assert [came.report["key"] for came in door.came] == [key, key]


# ---- How long


def test_unsent_reports_are_wiped_after_seven_days_and_the_list_says_so(browser: Browser, door: Door):
    with phone(browser, door) as page:
        page.context.set_offline(True)
        write(page, "Inbrott i förråd 4", picture=[255, 216, 255])
        days = "Date.now = ((then) => () => then)(Date.now() + {} * 86400000)"
        page.evaluate(days.format(6.9))
        page.evaluate("queue.tidy()")
        assert "Inbrott" in raw(page)
        page.evaluate(days.format(0.2))
        page.evaluate("queue.tidy()")
        (row,) = rows(page)
        assert (row["state"], row["problem"]) == ("refused", "expired")
        assert "Inbrott" not in raw(page)
        assert "bytes:" not in raw(page)
        page.evaluate("queue.remove('finns-inte')")  # draws the list anew
        expect(page.locator("#queue")).to_contain_text("Hann inte skickas inom sju dagar")
        page.evaluate(days.format(31))
        page.evaluate("queue.tidy()")
        assert rows(page) == []


def test_what_was_sent_is_told_for_thirty_days(browser: Browser, door: Door):
    with phone(browser, door) as page:
        write(page, "Klotter")
        wait_for_states(page, "sent")
        for days, left in ((29, 1), (2, 0)):
            page.evaluate(f"Date.now = ((then) => () => then)(Date.now() + {days} * 86400000)")
            page.evaluate("queue.tidy()")
            assert len(rows(page)) == left


# ---- A phone that cannot keep things, and one that several use


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });",
        "IDBObjectStore.prototype.put = function () { throw new DOMException('full', 'QuotaExceededError'); };",
    ],
    ids=["private window", "full"],
)
def test_where_nothing_can_be_kept_it_is_sent_at_once_and_the_person_is_told(browser: Browser, door: Door, script: str):
    door.answer = lambda came: said(503, {})
    with phone(browser, door, script) as page:
        key = write(page, "Skräp", picture=[255, 216, 255])
        wait_for_tries(page, key, 1)
        expect(page.locator("#queue")).to_contain_text("stäng inte sidan förrän den är skickad")
        door.answer = receipt
        page.get_by_role("button", name="Försök nu").click()
        wait_for_states(page, "sent")
    assert door.came[-1].picture == b"\xff\xd8\xff"


def test_what_another_person_wrote_on_the_phone_is_counted_not_shown(browser: Browser, door: Door):
    with phone(browser, door) as page:
        page.context.set_offline(True)
        write(page, "Hot mot väktare", actor="en-annan", label="Hot")
        expect(page.locator("#queue")).to_contain_text("En rapport som någon annan har skrivit på telefonen väntar.")
        expect(page.locator("#queue")).not_to_contain_text("Hot")
        expect(page.get_by_role("button", name="Ändra")).to_have_count(0)


# ---- The worker


def wait_until_kept(page: Page) -> None:
    wait_until(page, f"""await caches.match("{DOOR}platser.json?v=v1")""")


def kept(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("""async () => { const all = {};
      for (const name of await caches.keys()) { const cache = await caches.open(name);
        for (const request of await cache.keys()) { const url = new URL(request.url);
          all[url.pathname] = await (await cache.match(request)).text(); } }
      return all; }""")
    return found


def test_the_worker_keeps_the_form_and_nothing_of_a_person(browser: Browser, door: Door):
    with phone(browser, door) as page:
        wait_until_kept(page)
        page.goto("/arbete/bjorkviken/granska/")
        found = kept_elsewhere(page, door)
    own = {path for path in found if not path.startswith("/static/")}
    assert own == {DOOR, f"{DOOR}underlag.json", f"{DOOR}platser.json", TEST_SCRIPT}
    assert "/static/lykta/reporting/queue.js" in found
    assert not any("maplibre" in path for path in found)
    everything = " ".join(found.values())
    for secret in ("Rakel", "hemligt", "Hyresvärden", "Hemlig vaktkur"):
        assert secret not in everything
    assert "Rapportera" in found[DOOR]
    assert "biljett" in found[f"{DOOR}underlag.json"]


def kept_elsewhere(page: Page, door: Door) -> dict[str, str]:
    open_door(page)
    return kept(page)


def test_the_form_opens_without_coverage_and_other_pages_say_what_still_goes(browser: Browser, door: Door):
    with phone(browser, door) as page:
        wait_until_kept(page)
        page.context.set_offline(True)
        page.goto("/arbete/bjorkviken/granska/")
        expect(page.get_by_role("heading", name="Du är utan täckning")).to_be_visible()
        page.get_by_role("link", name="Rapportera ändå").click()
        page.wait_for_selector("body[data-ready]")
        write(page, "skrivet utan täckning")
        expect(page.locator("#queue")).to_contain_text("En rapport väntar på att skickas.")
        page.context.set_offline(False)
        wait_for_states(page, "sent")
    assert door.texts == ["skrivet utan täckning"]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_door_that_is_shut_is_not_kept(browser: Browser, door: Door, status: int):
    with phone(browser, door) as page:
        wait_until_kept(page)
        door.page_status = status
        page.goto(DOOR)
        wait_until(page, "!(await caches.keys()).some((name) => name.startsWith('lykta-door-'))")


def test_a_new_version_takes_over_and_the_queue_stays(browser: Browser, door: Door, monkeypatch: pytest.MonkeyPatch):
    from lykta.sites import offline

    with phone(browser, door) as page:
        wait_until_kept(page)
        page.context.set_offline(True)
        write(page, "skrivet före den nya versionen")
        page.context.set_offline(False)
        door.answer = lambda came: said(503, {})
        monkeypatch.setattr(offline, "_version", lambda language: "nyversion")
        door.shell_header = "nyversion"
        open_door(page)
        wait_until(
            page,
            "((names) => names.length === 2 && names.every((name) => name.includes('nyversion')))(await caches.keys())",
        )
        assert len(rows(page)) == 1
        door.answer = receipt
        open_door(page)
        wait_for_states(page, "sent")
    assert door.texts[-1] == "skrivet före den nya versionen"


def test_background_sync_sends_when_no_page_of_ours_is_open(browser: Browser, door: Door):
    came = threading.Event()

    def heard(sent: Came) -> Answer:
        came.set()
        return receipt(sent)

    door.answer = heard
    with phone(browser, door) as page:
        wait_until_kept(page)
        page.reload()  # now the worker is in charge
        page.wait_for_selector("body[data-ready]")
        page.context.set_offline(True)
        write(page, "sänds av arbetaren")
        devtools = page.context.new_cdp_session(page)
        found: list[dict[str, Any]] = []
        devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
        devtools.send("ServiceWorker.enable")
        page.goto("about:blank")
        page.context.set_offline(False)
        ours = next(each for each in found if each["scopeURL"].endswith("/arbete/"))
        # The browser may have done it by itself already; asked for twice it is still sent once.
        event = {"origin": door.address, "registrationId": ours["registrationId"], "tag": "lykta-queue"}
        devtools.send("ServiceWorker.dispatchSyncEvent", {**event, "lastChance": False})
        assert came.wait(10)
        open_door(page)
        wait_for_states(page, "sent")
    assert door.texts == ["sänds av arbetaren"]


# ---- On the home screen


def test_the_hint_comes_after_the_first_sent_report_and_once(browser: Browser, door: Door):
    offer = """() => { const offer = new Event("beforeinstallprompt", { cancelable: true });
      offer.prompt = () => { window.isPrompted = true; }; window.dispatchEvent(offer); }"""
    with phone(browser, door) as page:
        hint = page.locator("#install-hint")
        page.evaluate(offer)
        expect(hint).to_be_hidden()
        write(page, "Klotter")
        wait_for_states(page, "sent")
        expect(hint).to_contain_text("Lägg Lykta på hemskärmen")
        hint.get_by_role("button", name="Lägg till").click()
        expect(hint).to_be_hidden()
        assert page.evaluate("window.isPrompted")
        open_door(page)
        page.evaluate(offer)
        page.evaluate("queue.remove('finns-inte')")  # draws anew
        expect(hint).to_be_hidden()


def test_an_iphone_is_told_how_in_one_line(browser: Browser, door: Door):
    with phone(browser, door, "Object.defineProperty(navigator, 'standalone', { value: false });") as page:
        write(page, "Klotter")
        wait_for_states(page, "sent")
        expect(page.locator("#install-hint")).to_contain_text(
            "Tryck på dela-knappen och välj ”Lägg till på hemskärmen”."
        )
        page.get_by_role("button", name="Inte nu").click()
        open_door(page)
        expect(page.locator("#queue")).to_contain_text("Allt är skickat.")
        expect(page.locator("#install-hint")).to_be_hidden()


# ---- The picture


def jpeg(width: int, height: int, exif: bool = True) -> bytes:
    image, out = Image.linear_gradient("L").resize((width, height)).convert("RGB"), io.BytesIO()
    tags = Image.Exif()
    tags[0x010F], tags[0x0112] = "Telefonmakaren", 6
    tags.get_ifd(0x8825).update({1: "N", 2: (58.0, 54.0, 1.0), 3: "E", 4: (14.0, 18.0, 2.0)})
    image.save(out, "JPEG", quality=95, **({"exif": tags} if exif else {}))
    return out.getvalue()


def prepared(page: Page, file: Path) -> dict[str, Any]:
    page.evaluate("""() => { const input = Object.assign(document.createElement("input"), {type: "file", id: "foto"});
      document.getElementById("foto")?.remove(); document.body.append(input); }""")
    page.set_input_files("#foto", file)
    told: dict[str, Any] = page.evaluate("""async () => { try {
      const made = await picture.prepared(document.getElementById("foto").files[0]);
      const read = (blob) => new Promise((done) => { const reader = new FileReader();
        reader.onload = () => done(reader.result.split(",")[1]); reader.readAsDataURL(blob); });
      return { base64: await read(made.picture), isDrawn: made.isDrawn, address: made.address };
    } catch (problem) { return { code: problem.code, message: problem.message }; } }""")
    return told


def content_of(made: dict[str, Any]) -> bytes:
    return base64.b64decode(made["base64"])


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def test_a_photo_is_made_small_and_upright_and_loses_its_metadata(browser: Browser, door: Door, tmp_path: Path):
    source = jpeg(3000, 1500)
    assert b"Telefonmakaren" in source
    with phone(browser, door) as page:
        made = prepared(page, written(tmp_path, "bild.jpg", source))
    content = content_of(made)
    with Image.open(io.BytesIO(content)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (800, 1600), {})
    assert b"Telefonmakaren" not in content
    assert b"Exif" not in content
    assert made["isDrawn"]
    assert made["address"].startswith("blob:")


def test_files_that_are_no_photos_are_refused_and_heic_goes_as_it_is(browser: Browser, door: Door, tmp_path: Path):
    heic = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 500
    with phone(browser, door) as page:
        for content in (b"%PDF-1.7 ...", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"PK\x03\x04"):
            told = prepared(page, written(tmp_path, "bild.jpg", content))
            assert told == {
                "code": "no_picture",
                "message": "Filen är inte ett foto. Välj en bild (JPEG, PNG, WebP eller HEIC).",
            }
        assert content_of(prepared(page, written(tmp_path, "bild.heic", heic))) == heic
        told = prepared(page, written(tmp_path, "bild.heic", heic + b"\x00" * 15 * 1024 * 1024))
        assert told["code"] == "too_large"
        assert "15 MB" in told["message"]


def test_a_photo_of_40_mb_is_made_small(browser: Browser, door: Door, tmp_path: Path):
    content = jpeg(4000, 3000, exif=False)
    content += b"\x00" * (40 * 1024 * 1024 - len(content))  # what some phones append: a film, a second picture
    with phone(browser, door) as page:
        made = content_of(prepared(page, written(tmp_path, "bild.jpg", content)))
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (1600, 1200)
    assert len(made) < 2 * 1024 * 1024
