"""The thread, in a real browser: report → review → lägesbild → action → promise → public page.

Each step is taken by its own role and tried by the nearest wrong one; the steps build on each other, in this order.
The pictures that the manual shows are taken on the way.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, People

pytestmark = [pytest.mark.e2e, pytest.mark.journey, pytest.mark.xdist_group("six_clicks")]
WORK = "/arbete/bjorkviken"
REPORTER, COORDINATOR = "rapportor@bjorkviken.example", "samordnare@bjorkviken.example"
POLICE, COUNCIL = "kommunpolis@polisen.example", "ledamot@bjorkviken.example"
OWNER, REGISTRAR = "parkchef@bjorkviken.example", "registrator@bjorkviken.example"
FOOT_PATH = "Gångvägen Furutorget–Strandskolan"
TEXT = "Tre lampor i rad är släckta mellan busskuren och skolan."


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Written only where LYKTA_PICTURES names a folder, so that a test run leaves the tree as it was."""
    if folder := os.environ.get("LYKTA_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


def wait_for_map(page: Page) -> None:
    page.wait_for_selector(".map[data-ready]", state="attached", timeout=20_000)


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What one step leaves to the next."""
    return {}


def test_1_the_caretaker_reports_from_a_phone(people: People, told: dict[str, str]):
    with people.page(COUNCIL) as page:
        assert status_of(page, f"{WORK}/rapportera/") == 403
    with people.page(REPORTER, PHONE) as page:
        page.goto(f"{WORK}/rapportera/")
        expect(page.get_by_text("1 av 4")).to_be_visible()
        picture(page, "rapport")
        page.get_by_role("button", name="Otrygg plats", exact=True).click()
        page.get_by_role("button", name="Bristfällig belysning").click()
        page.get_by_role("button", name="Nästa").click()
        page.get_by_label("Sök en plats eller en gata").fill("gångvägen furu")
        picture(page, "rapport-plats")
        page.get_by_role("button", name=FOOT_PATH).click()
        page.get_by_role("button", name="Nu", exact=True).click()
        words = page.get_by_label("Beskriv platsen och händelsen, inte personen")
        words.fill("Lampan är trasig, skriv till 19121212-1212 om ni undrar.")
        page.get_by_role("button", name="Skicka", exact=True).click()
        expect(page.locator("#missing")).to_contain_text("personnummer")
        picture(page, "rapport-stoppad")
        page.get_by_role("button", name="Ta bort ”19121212-1212”").click()
        words.fill(TEXT)
        page.get_by_role("button", name="Skicka", exact=True).click()
        expect(page.get_by_text("Tack. Rapporten har nummer")).to_be_visible()
        picture(page, "rapport-kvitto")
        told["number"] = re.search(r"\d+", page.locator(".notice").first.inner_text()).group()  # type: ignore[union-attr]
        page.get_by_role("link", name="Mina rapporter").last.click()
        expect(page.get_by_text(TEXT)).to_be_visible()
        link = page.locator(".item a", has_text=FOOT_PATH).first.get_attribute("href")
        told["incident"] = (link or "").rstrip("/").rsplit("/", 1)[-1]


def test_2_the_coordinator_reviews_it(people: People, told: dict[str, str]):
    with people.page(REPORTER) as page:
        assert status_of(page, f"{WORK}/granska/{told['incident']}/") == 403
    with people.page("samordnare@granhult.example") as page:
        assert status_of(page, f"{WORK}/granska/{told['incident']}/") == 404
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}/granska/")
        wait_for_map(page)
        picture(page, "granska")
        page.goto(f"{WORK}/granska/{told['incident']}/")
        expect(page.get_by_text(TEXT)).to_be_visible()
        wait_for_map(page)
        picture(page, "granska-en")
        page.get_by_role("button", name="Godkänn").click()
        expect(page.get_by_text(f"Rapport {told['number']} är godkänd.")).to_be_visible()
        page.goto(f"{WORK}/handelser/")
        wait_for_map(page)
        picture(page, "handelser")
        page.goto(f"{WORK}/handelser/{told['incident']}/")
        expect(page.locator(".status").first).to_have_text("Granskad")


def test_3_mondays_lagesbild_is_adopted_by_a_second_person(people: People, told: dict[str, str]):
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}/")
        picture(page, "start")
        page.goto(f"{WORK}/lagesbild/")
        page.locator("main").get_by_role("link", name=re.compile(r"vecka \d+", re.IGNORECASE)).first.click()
        told["period"] = page.url.rstrip("/").rsplit("/", 1)[-1]
        expect(page.get_by_role("heading", level=1)).to_contain_text("Lägesbild Björkviken")
        picture(page, "lagesbild")
        picture(page, "lagesbild-hel", whole=True)
    with people.page(REPORTER) as page:
        assert status_of(page, f"{WORK}/lagesbild/{told['period']}/") == 404  # a draft is not for reporters
    with people.page(POLICE) as page:
        page.goto(f"{WORK}/lagesbild/{told['period']}/")
        expect(page.get_by_role("button", name="Fastställ", exact=True)).to_have_count(0)  # nothing proposed yet
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}/lagesbild/{told['period']}/")
        page.get_by_role("button", name="Föreslå för fastställande").click()
        expect(page.get_by_role("button", name="Fastställ", exact=True)).to_have_count(0)  # never one's own
    with people.page(POLICE) as page:
        page.goto(f"{WORK}/lagesbild/{told['period']}/")
        page.get_by_role("button", name="Fastställ", exact=True).click()
        expect(page.locator("main")).to_contain_text("Fastställd")
        for kind, start in (("docx", b"PK"), ("pdf", b"%PDF")):
            page.goto(f"{WORK}/lagesbild/{told['period']}/export.{kind}")
            expect(page.locator("main")).to_contain_text("allmän handling")
            with page.expect_download() as handed_out:
                page.locator("main form button[type=submit]").first.click()
            assert Path(handed_out.value.path()).read_bytes().startswith(start)
    with people.page(REPORTER) as page:
        assert status_of(page, f"{WORK}/lagesbild/{told['period']}/") == 200


def test_4_a_cause_gets_an_action_with_an_owner(people: People, told: dict[str, str]):
    with people.page(REPORTER) as page:
        assert status_of(page, f"{WORK}/problem/") == 403
    with people.page(COUNCIL) as page:
        assert status_of(page, f"{WORK}/problem/ny/") == 403
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}/problem/")
        page.get_by_role("link", name="Mörk gångväg mellan Furutorget och Strandskolan").click()
        picture(page, "problem")
        picture(page, "problem-helt", whole=True)
        page.get_by_role("link", name="Besluta en åtgärd").click()
        page.get_by_label("Vad ska göras?").fill("Byta de tre släckta lamporna")
        page.get_by_label(re.compile("Trasiga lampor blir kvar")).check()
        page.get_by_label("Operativt mål").fill("Alla lampor lyser inom fem dagar")
        page.get_by_label(re.compile("Vem ansvarar")).select_option(label="Park- och gatuchef, Björkvikens kommun")
        page.locator("main form button[type=submit]").last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Byta de tre släckta lamporna")
        told["action"] = page.url.rstrip("/").rsplit("/", 1)[-1]
        picture(page, "atgard")
        page.goto(f"{WORK}/atgarder/{told['action']}/lank/")
        page.get_by_role("button", name="Skapa en länk").first.click()
        told["link"] = page.locator("#address").inner_text()
    with people.page(OWNER) as page:
        assert status_of(page, f"{WORK}/atgarder/{told['action']}/lank/") == 403


def test_5_the_owner_answers_by_link_and_the_promise_is_proposed(people: People, told: dict[str, str]):
    link = told["link"][told["link"].index("/l/") :]
    with people.page(None, PHONE) as page:
        assert status_of(page, "/l/" + "x" * 43 + "/") == 404
        page.goto(link)
        assert page.url.endswith("/l/")  # the token is gone from the address
        picture(page, "lank")
        page.get_by_role("link", name="Byta de tre släckta lamporna").click()
        page.get_by_label("Klar", exact=True).check()
        page.get_by_label("Hur mycket?").fill("3")
        page.get_by_label("Av vad?").fill("lampor")
        picture(page, "lank-svar", whole=True)
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tack")
    with people.page(COUNCIL) as page:
        assert status_of(page, f"{WORK}/loften/ny/") == 403
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}/loften/")
        page.get_by_role("link", name=re.compile("ryggare väg till bussen")).click()
        told["promise"] = page.url.rstrip("/").rsplit("/", 1)[-1]
        page.get_by_role("link", name="Ge ett kvitto för punkt 1").click()
        page.get_by_label("Genomfört").check()
        page.locator("input[name=amount]").fill("3")
        page.get_by_label("Med ord").fill("Tre lampor bytta på två dagar.")
        page.locator("main form button[type=submit]").last.click()
        picture(page, "lofte-arbete", whole=True)
        page.get_by_role("button", name="Föreslå för publicering").click()
        expect(page.locator("main")).to_contain_text("Väntar på en andra person")
        page.goto(f"{WORK}/publicerat/")
        picture(page, "publicerat")
        page.get_by_role("link", name=re.compile("ryggare väg till bussen")).first.click()
        expect(page.get_by_role("button", name="Släpp till invånarna")).to_have_count(0)  # never one's own
        told["proposal"] = page.url.rstrip("/").rsplit("/", 1)[-1]


def test_6_the_second_person_releases_it_and_the_resident_reads(people: People, told: dict[str, str]):
    with people.page(REGISTRAR) as page:
        assert status_of(page, f"{WORK}/publicerat/forslag/{told['proposal']}/") == 403
    with people.page(None) as page:
        page.goto(f"/k/bjorkviken/loften/{told['promise']}/")
        expect(page.get_by_text("Tre lampor bytta på två dagar.")).to_have_count(0)
    with people.page(POLICE) as page:
        page.goto(f"{WORK}/publicerat/forslag/{told['proposal']}/")
        expect(page.get_by_text("Tre lampor bytta på två dagar.").first).to_be_visible()
        picture(page, "slapp", whole=True)
        page.get_by_role("button", name="Släpp till invånarna").click()
    for size, name in ((PHONE, "lofte-telefon"), (None, "lofte")):
        with people.page(None, *([size] if size else [])) as page:
            page.goto(f"/k/bjorkviken/loften/{told['promise']}/")
            expect(page.get_by_text("Tre lampor bytta på två dagar.").first).to_be_visible()
            picture(page, name)
    with people.page(None) as page:
        page.goto("/k/bjorkviken/")
        picture(page, "invanare")
        assert TEXT not in page.content()  # what the caretaker wrote never leaves the house


def test_7_what_was_done_stands_in_the_log(people: People, told: dict[str, str]):
    with people.page(COORDINATOR) as page:
        assert status_of(page, f"{WORK}/logg/") == 403
    with people.page(REGISTRAR) as page:
        page.goto(f"{WORK}/logg/")
        expect(page.locator("main")).to_contain_text("Karin Lind")
        assert TEXT not in page.content()
        picture(page, "logg")
    with people.page("administrator@bjorkviken.example") as page:
        assert status_of(page, f"{WORK}/handelser/{told['incident']}/") == 403
        page.goto(f"{WORK}/personer/")
        picture(page, "personer")
