"""A guard log of two thousand rows comes in through the pages, with the real worker; axe looks at every step."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, People
from tests.e2e.test_every_page import check

pytestmark = [pytest.mark.e2e, pytest.mark.journey]
COORDINATOR = "samordnare@bjorkviken.example"
ROWS = 2000
PATIENCE = 90_000


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As Nordvakt's system writes it: Windows-1252, semicolons, title lines, a total, days as 14/11 2026."""
    chance = random.Random(4)
    lines = ["Nordvakt AB", "Utdrag", "Ärendenr;Händelsetyp;Plats;Datum;Tid;Koord N;Koord O;Fritext"]
    for number in range(ROWS):
        kind = chance.choice(["Klotter", "Skadeg.", "Bråk", "Mopedkörning"])
        day = f"{chance.randint(1, 30)}/{chance.randint(1, 9)} 2026" if number % 100 else "i går"
        clock = f"{chance.randint(0, 23):02d}.{chance.randint(0, 59):02d}"
        north, east = 6529126 + chance.randint(-500, 500), 459664 + chance.randint(-500, 500)
        text = "Personnummer 19121212-1212 uppgavs." if number % 50 == 1 else "Nytt på väggen vid entrén."
        lines.append(f"V-{number};{kind};Stortorget;{day};{clock};{north};{east};{text}")
    path = tmp_path_factory.mktemp("log") / "nordvakt.csv"
    path.write_bytes("\r\n".join([*lines, f"Summa;{ROWS};;;;;;", ""]).encode("cp1252"))
    return path


def upload(page: Page, log: Path) -> None:
    page.goto("/arbete/bjorkviken/las-in/")
    page.get_by_label("Fil", exact=True).set_input_files(log)
    page.get_by_role("button", name="Ladda upp").click()
    expect(page.get_by_role("heading", name="Vad står i vilken kolumn?")).to_be_visible(timeout=PATIENCE)


def to_the_verdicts(page: Page, name: str = "") -> None:
    page.get_by_role("button", name="Vidare till orden").click()
    expect(page.get_by_role("heading", name="Vad betyder filens ord hos er?")).to_be_visible()
    assert check(page, "words") == []
    page.get_by_label("Spara hur den här sortens fil läses").fill(name)
    page.get_by_role("button", name="Provläs").click()
    expect(page.get_by_role("heading", name="Rad för rad")).to_be_visible(timeout=PATIENCE)


def test_the_file_is_tried_and_read_in(people: People, log: Path) -> None:
    with people.page(COORDINATOR, DESKTOP) as page:
        upload(page, log)
        assert check(page, "columns") == []
        to_the_verdicts(page, "Nordvakts logg")
        bad = page.locator(".verdict-filter a", has_text="Avvisas").inner_text()
        rejected = int(bad.split()[-1])
        assert rejected >= ROWS // 100
        expect(page.locator(".lead")).to_contain_text(f"{ROWS - rejected} rader kan läsas in. {rejected} avvisas.")
        assert "19121212" not in page.content()
        assert check(page, "verdicts") == []
        with page.expect_download() as download:
            page.get_by_role("link", name="Ladda ner listan (CSV)").click()
        assert len(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()) == ROWS + 1
        page.get_by_role("button", name=f"Läs in {ROWS - rejected} rader").click()
        expect(page.get_by_role("heading", name="Dra tillbaka filen")).to_be_visible(timeout=PATIENCE)
        assert check(page, "batch") == []


def test_the_same_file_again_adds_nothing_and_is_recognised(people: People, log: Path) -> None:
    with people.page(COORDINATOR, PHONE) as page:
        upload(page, log)
        expect(page.locator(".notice").first).to_contain_text("Nordvakts logg")
        assert check(page, "columns") == []
        to_the_verdicts(page)
        expect(page.locator(".lead")).to_contain_text("Ingen rad kan läsas in.")
        assert check(page, "verdicts") == []
        page.get_by_role("button", name="Ta bort filen").click()
        expect(page.locator(".notice")).to_contain_text("Filen är borttagen.")


def test_it_is_withdrawn(people: People) -> None:
    with people.page(COORDINATOR, PHONE) as page:
        page.goto("/arbete/bjorkviken/las-in/")
        assert check(page, "list") == []
        page.get_by_role("link", name="nordvakt.csv").click()
        assert check(page, "batch") == []
        page.get_by_role("button", name="Dra tillbaka filen").click()
        expect(page.locator(".notice").first).to_contain_text("rapporter är borttagna", timeout=PATIENCE)
