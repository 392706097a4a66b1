"""A week of EST, played as it is meant to go: four reporters (one without coverage), two residents, the same event
twice, a personal identity number, a file of two thousand rows, the review, the meeting, and what the reporters hear.

Each step is taken by its own role in a real browser; mail is read from a real SMTP server.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, People, Site, serving
from tests.e2e.test_every_page import check
from tests.e2e.test_import import PATIENCE, ROWS, log, to_the_verdicts, upload  # noqa: F401  (log is a fixture)
from tests.e2e.test_reporting_phone import Thumb
from tests.e2e.test_residents import send as send_as_resident
from tests.mail_server import MailServer, free_port

pytestmark = [pytest.mark.e2e, pytest.mark.journey, pytest.mark.xdist_group("a_week")]
COORDINATOR, POLICE = "samordnare@bjorkviken.example", "kommunpolis@polisen.example"
CARETAKER, ADMINISTRATOR = "rapportor@bjorkviken.example", "administrator@bjorkviken.example"
WORK = "/arbete/bjorkviken/"
DESCRIBE = "Beskriv platsen och händelsen, inte personen"
SAME_EVENT = ("Stor silvrig målning på kioskens gavel.", "Kiosken på Furutorget har fått en silvrig målning på gaveln.")


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    server = MailServer(free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory, post: MailServer) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("week")
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


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """What a step leaves to the next: links, numbers, references."""
    return {}


def work(site: Site, rounds: int = 2) -> None:
    """Everything that is due now, as the worker does it; what the first round wrote is sent in the second."""
    for _ in range(rounds):
        done = site.lykta("worker", "--once")
        assert done.returncode == 0, done.stderr


def number_in(receipt: str) -> str:
    found = re.search(r"Rapporten har nummer (\d+)", receipt)
    assert found, receipt
    return found.group(1)


def graffiti_on_the_kiosk(thumb: Thumb, text: str) -> str:
    thumb.choose("Skadegörelse")
    thumb.choose("Klotter Text eller bild som ritats eller sprejats utan lov.")
    thumb.page.wait_for_selector("#app[data-places]")
    thumb.write(thumb.page.get_by_label("Sök en plats eller en gata"), "furut")
    thumb.choose("Furutorget")
    thumb.choose("Nu")
    thumb.page.get_by_label(DESCRIBE).fill(text)
    thumb.choose("Skicka")
    return number_in(thumb.receipt())


def waiting(page: Page) -> int:
    return int(page.locator("#waiting").inner_text().split()[0])


def test_1_monday_two_who_have_no_login_get_a_link_each(people: People, kept: dict[str, str]) -> None:
    with people.page(ADMINISTRATOR) as page:
        page.goto(f"{WORK}rapportorer/ny/")
        page.get_by_label("Organisation", exact=False).first.select_option(label="Björkvikens Bostäder")
        page.get_by_label("Funktionens titel").fill("Fastighetsskötare, helger")
        page.get_by_role("button", name="Lägg till").click()
        expect(page.get_by_text("Gör en personlig länk")).to_be_visible()
        assert check(page, "a reporter") == []
    with people.page(COORDINATOR) as page:
        for title in ("Fastighetsskötare, helger", "Rondväktare"):
            page.goto(f"{WORK}rapportorer/")
            page.locator(".others > summary").click()
            page.get_by_role("link", name=title, exact=True).click()
            page.get_by_role("button", name="Skapa en länk").click()
            kept[title] = page.locator("#address").inner_text()
        assert check(page, "a link") == []


def test_2_the_same_graffiti_comes_from_two_and_a_nil_report_from_a_third(people: People, kept: dict[str, str]) -> None:
    with people.page(CARETAKER, PHONE) as page:
        kept["first"] = graffiti_on_the_kiosk(Thumb(page, f"{WORK}rapportera/"), SAME_EVENT[0])
    with people.page(None, PHONE) as page:
        kept["second"] = graffiti_on_the_kiosk(Thumb(page, kept["Rondväktare"]), SAME_EVENT[1])
    assert int(kept["second"]) == int(kept["first"]) + 1
    with people.page(POLICE, PHONE) as page:
        thumb = Thumb(page, f"{WORK}rapportera/")
        thumb.tap(page.get_by_role("button", name=re.compile("^Inget att rapportera vecka")))
        assert "också viktig information" in thumb.receipt()


def test_3_one_reports_without_coverage(people: People, kept: dict[str, str]) -> None:
    with people.page(None, PHONE) as page:
        thumb = Thumb(page, kept["Fastighetsskötare, helger"])
        page.wait_for_selector("#app[data-places]")
        page.context.set_offline(True)
        thumb.choose("Nedskräpning och dumpning")
        thumb.write(page.get_by_label("Sök en plats eller en gata"), "skatep")
        thumb.choose("Skateparken")
        thumb.choose("Nu")
        page.get_by_label(DESCRIBE).fill("Två soffor och en frys vid rampen.")
        thumb.choose("Skicka")
        expect(page.locator("#queue")).to_contain_text("väntar på att skickas")
        page.context.set_offline(False)
        expect(page.locator("#queue")).to_contain_text(re.compile(r"Skickad\. Nummer \d+"), timeout=30_000)


def test_4_an_identity_number_is_stopped_and_a_name_is_held_back(people: People, kept: dict[str, str]) -> None:
    with people.page(None, PHONE) as page:
        thumb = Thumb(page, kept["Rondväktare"])
        thumb.choose("Annat")
        page.wait_for_selector("#app[data-places]")
        thumb.write(page.get_by_label("Sök en plats eller en gata"), "skatep")
        thumb.choose("Skateparken")
        thumb.choose("Nu")
        text = page.get_by_label(DESCRIBE)
        text.fill("Mannen heter Gunnar Testsson, 19121212-1212, och satt vid rampen.")
        thumb.choose("Skicka")
        expect(page.locator("#missing")).to_contain_text("personnummer")
        thumb.choose("Ta bort ”19121212-1212”")
        thumb.choose("Skicka")
        kept["held"] = number_in(thumb.receipt())


def test_5_two_residents_tell_of_places(people: People, kept: dict[str, str]) -> None:
    for at, (kind, text, mail) in enumerate([
        ("En plats som känns otrygg", "Lampan vid trappan är släckt.", "granne@exempel.example"),
        ("En plats som känns trygg", "Det är alltid folk här.", ""),
    ]):  # fmt: skip
        with people.page(None, PHONE) as page:
            page.goto("/k/bjorkviken/beratta/")
            page.get_by_label(kind).check()
            page.get_by_label("Sök efter en plats").fill("skatep")
            page.locator("#id_place").get_by_label("Skateparken").check()
            page.get_by_label("Berätta med några ord").fill(text)
            page.get_by_label("E-post, om du vill ha svar").fill(mail)
            send_as_resident(page)
            kept[f"resident {at}"] = page.locator(".reference strong").inner_text()


def test_6_the_guards_log_of_two_thousand_rows(people: People, log: Path, kept: dict[str, str]) -> None:  # noqa: F811
    with people.page(COORDINATOR, DESKTOP) as page:
        upload(page, log)
        to_the_verdicts(page, "Veckans logg")
        button = page.get_by_role("button", name=re.compile(r"^Läs in \d+ rader$"))
        kept["rows"] = re.findall(r"\d+", button.inner_text())[0]
        button.click()
        expect(page.get_by_role("heading", name="Dra tillbaka filen")).to_be_visible(timeout=PATIENCE)
    assert ROWS * 0.9 < int(kept["rows"]) < ROWS


def test_7_the_review_counts_the_event_once(people: People, kept: dict[str, str]) -> None:
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}handelser/?q={kept['second']}")
        page.get_by_role("link", name=re.compile("^Klotter")).first.click()
        page.locator("main").get_by_role("link", name=re.compile("^Granska")).click()
        page.wait_for_selector("#workbench[data-ready]")
        expect(page.locator("#panel")).to_have_attribute("data-number", kept["second"])
        expect(page.locator("#panel")).to_contain_text("på samma ställe")
        before = waiting(page)
        page.keyboard.press("s")
        expect(page.locator("#said")).to_contain_text("räknas som en händelse")
        expect(page.locator("#waiting")).to_contain_text(str(before - 1))


def test_8_what_was_held_back_is_masked_and_let_into_the_queue(people: People, kept: dict[str, str]) -> None:
    with people.page(CARETAKER) as page:
        answer = page.goto(f"{WORK}karantan/")
        assert answer is not None
        assert answer.status == 403
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}handelser/?q=Gunnar")
        expect(page.locator("main")).not_to_contain_text("Testsson")
        page.goto(f"{WORK}karantan/")
        expect(page.locator("main")).not_to_contain_text("Testsson")
        page.locator("main li", has_text=f"nr {kept['held']}").get_by_role("link").click()
        expect(page.locator("mark").first).to_contain_text("Gunnar")
        page.get_by_role("button", name=re.compile("^Dölj orden för gott")).click()
        expect(page.locator("main")).not_to_contain_text("Testsson")


def test_9_what_the_residents_told_is_taken_in_and_answered(people: People, kept: dict[str, str], site: Site,
                                                            post: MailServer) -> None:  # fmt: skip
    with people.page(COORDINATOR) as page:
        for at in range(2):
            page.goto(f"{WORK}invanare/{kept[f'resident {at}']}/")
            page.get_by_role("button", name="Ta in", exact=True).click()
            expect(page.get_by_text(re.compile(r"Den är intagen som rapport \d+"))).to_be_visible()
            if at == 0:
                page.get_by_label("Svar med e-post").fill("Lampan lagas i veckan.")
                page.get_by_role("button", name="Skicka svaret").click()
                expect(page.get_by_text("Svaret är på väg.")).to_be_visible()
    work(site)
    (mail,) = post.to("granne@exempel.example")
    assert "Lampan lagas i veckan." in mail.text


def test_a_the_meeting_adopts_and_the_reporters_hear(people: People, site: Site, post: MailServer,
                                                     kept: dict[str, str]) -> None:  # fmt: skip
    with people.page(COORDINATOR) as page:
        page.goto(WORK)
        page.locator(".draft h2 a").click()
        page.get_by_role("button", name="Föreslå").click()
        address = page.url
    with people.page(POLICE) as page:
        page.goto(address)
        page.get_by_role("button", name="Fastställ").click()
        page.get_by_text("Fastställd").first.wait_for()
    work(site)
    told = [mail for mail in post.received if mail.subject.startswith("Detta gjordes: vecka ")]
    assert told
    assert len({mail.recipients[0] for mail in told}) == len(told)
    secret = ("Testsson", "19121212", "silvrig", "soffor", "/l/")
    assert [
        word for word in secret for mail in post.received if word in mail.text and "rapportera" not in mail.text
    ] == []


def test_b_the_page_of_who_was_heard_from_knows_the_week(people: People) -> None:
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}hort-fran/")
        assert check(page, "heard from") == []
        for unit in ("Björkvikens Bostäder", "Nordvakt"):
            expect(page.locator(".units > li", has_text=unit).first).to_contain_text("rapporter")
