"""Reporting with one thumb: at most 8 taps and 45 seconds, by a personal link and after login.

A tap costs 1.1 s and a key 0.28 s (decisions, Tests); what the phone makes one wait is measured.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, People, Site, environment
from tests.e2e.test_every_page import check

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("reporting_phone")]
REPORTER = "rapportor@bjorkviken.example"
STAFF, LINK = "/arbete/bjorkviken/rapportera/", "/l/rapportera/"
TAP, KEY = 1.1, 0.28
ISSUE = """
import django; django.setup()
from django.utils import timezone
from lykta.facts.evidence.models import Category
from lykta.facts.incidents.operations import report_incident
from lykta.ground.accounts.actors import CommandLine, LinkActor
from lykta.ground.accounts.models import Function
from lykta.ground.accounts.operations import issue_link
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
here = Municipality.objects.get(slug="bjorkviken")
function = Function.objects.for_municipality(here).get(grants__account__email=REPORTER)
link, token = issue_link(function=function, municipality=here, purpose="report_by_link", by=CommandLine())
place = Place.objects.for_municipality(here).get(name="Skateparken")
lamp = Category.objects.get(code="poor_lighting")
report_incident(municipality=here, category=lamp, occurred_from=timezone.now(), place=place, precision="address",
                observation="own", certainty="sure", text="", organization=function.organization,
                source=function.organization.kind, by=LinkActor(link))
print(token)
"""  # fmt: skip


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    made = subprocess.run(
        [sys.executable, "-c", f"REPORTER = {REPORTER!r}\n{ISSUE}"],
        env={**environment(site.folder), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return made.stdout.strip()


class Thumb:
    """Counts what a person does and what they wait for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.taps, self.keys, self.waited = page, 0, 0, 0.0
        with self.waiting():
            page.goto(address)
            page.wait_for_selector("#app[data-ready]")

    @contextmanager
    def waiting(self) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.waited += time.monotonic() - begun

    def tap(self, what: Locator) -> None:
        with self.waiting():
            what.tap()
        self.taps += 1

    def choose(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=True).first)

    def write(self, field: Locator, text: str) -> None:
        """A tap to put the cursor there, then a key for each sign."""
        self.tap(field)
        field.press_sequentially(text)
        self.keys += len(text)

    def receipt(self) -> str:
        with self.waiting():
            self.page.wait_for_selector(".notice[data-state=sent]")
        return self.page.locator(".notice[data-state=sent]").inner_text()

    @property
    def seconds(self) -> float:
        return self.taps * TAP + self.keys * KEY + self.waited

    def assert_quick(self, what: str) -> None:
        print(f"{what}: {self.taps} taps, {self.keys} keys, {self.seconds:.1f} s ({self.waited:.1f} s waited)")
        assert self.taps <= 8
        assert self.seconds < 45


@contextmanager
def phone(people: People, token: str, door: str) -> Iterator[Thumb]:
    with people.page(REPORTER if door == STAFF else None, PHONE) as page:
        yield Thumb(page, STAFF if door == STAFF else f"/l/{token}/")


@pytest.fixture(params=[LINK, STAFF], ids=["link", "login"])
def thumb(request: pytest.FixtureRequest, people: People, token: str) -> Iterator[Thumb]:
    with phone(people, token, request.param) as ready:
        yield ready


def test_a_broken_lamp_at_a_usual_place(thumb: Thumb) -> None:
    thumb.choose("Bristfällig belysning")
    thumb.choose("Skateparken")
    thumb.choose("Nu")
    thumb.choose("Skicka")
    assert "Tack. Rapporten har nummer" in thumb.receipt()
    thumb.assert_quick("a broken lamp at a usual place")


def test_a_place_found_by_name_and_a_short_text(thumb: Thumb) -> None:
    thumb.choose("Skadegörelse")
    thumb.choose("Klotter Text eller bild som ritats eller sprejats utan lov.")
    thumb.page.wait_for_selector("#app[data-places]")
    thumb.write(thumb.page.get_by_label("Sök en plats eller en gata"), "furut")
    thumb.choose("Furutorget")
    thumb.choose("Nu")
    thumb.write(thumb.page.get_by_label("Beskriv platsen och händelsen, inte personen"), "Ny målning på kioskens gavel")
    thumb.choose("Skicka")
    assert "Tack. Rapporten har nummer" in thumb.receipt()
    thumb.assert_quick("a place by name and a short text")


def test_nothing_to_report_is_one_tap(people: People, token: str) -> None:
    with phone(people, token, LINK) as thumb:
        thumb.tap(thumb.page.get_by_role("button", name=re.compile("^Inget att rapportera vecka")))
        assert "också viktig information" in thumb.receipt()
        assert thumb.taps == 1
        thumb.page.reload()
        expect(thumb.page.get_by_text("Du har sagt att inget har hänt vecka")).to_be_visible()


def test_several_after_a_shift_keep_place_and_time(thumb: Thumb) -> None:
    page = thumb.page
    thumb.choose("Otrygg plats")
    thumb.choose("Skymd sikt")
    thumb.choose("Ödslig plats")
    thumb.choose("Nästa")
    thumb.tap(page.get_by_role("button", name="Min position"))
    thumb.tap(page.get_by_role("button", name=re.compile("^Sedan igår")))
    thumb.choose("Skicka och rapportera en till")
    expect(page.get_by_role("heading", name="Vad har hänt?")).to_be_visible()
    thumb.choose("Nedskräpning och dumpning")
    for step in ("Var hände det?", "När hände det?"):
        expect(page.get_by_role("heading", name=step)).to_be_visible()
        thumb.choose("Nästa")
    expect(page.get_by_role("button", name="Ändra Din position")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Ändra mellan .* och "))).to_be_visible()
    thumb.choose("Skicka")
    thumb.receipt()
    expect(page.locator("#queue")).to_contain_text("Skymd sikt, Ödslig plats")


def test_a_find_is_marked_explained_and_removed_by_one_tap(thumb: Thumb) -> None:
    page = thumb.page
    thumb.choose("Annat")
    thumb.choose("Skateparken")
    thumb.choose("Nu")
    text = page.get_by_label("Beskriv platsen och händelsen, inte personen")
    text.fill("Fråga 19121212-1212 eller ring 070-174 06 05.")
    thumb.choose("Skicka")
    expect(page.locator("#missing")).to_contain_text("Texten ser ut att innehålla ett personnummer")
    assert page.locator(".marks mark").all_inner_texts() == ["19121212-1212", "070-174 06 05"]
    assert check(page, "finds") == []
    thumb.choose("Ta bort ”19121212-1212”")
    expect(page.locator(".marks mark")).to_have_count(1)
    expect(page.locator("#finds")).to_contain_text("ser bara samordnaren rapporten")
    thumb.choose("Ta bort ”070-174 06 05”")
    expect(page.locator("#finds")).to_be_empty()
    thumb.choose("Skicka")
    thumb.receipt()


def test_what_the_server_stops_is_opened_again_with_its_sentence(people: People, token: str) -> None:
    with people.page(None, PHONE) as page:
        # A phone that could not load the screening, and has no worker that keeps it.
        page.add_init_script("ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('none'))")
        page.route("**/screening/**", lambda route: route.abort())
        thumb = Thumb(page, f"/l/{token}/")
        thumb.choose("Otrygg plats")
        thumb.choose("Skymd sikt")
        thumb.choose("Nästa")
        thumb.choose("Skateparken")
        thumb.tap(page.get_by_role("button", name=re.compile("^I helgen")))
        page.get_by_label("Beskriv platsen och händelsen, inte personen").fill("Det var 19121212-1212.")
        page.get_by_label("Fick höra").check(force=True)
        thumb.choose("Skicka")
        thumb.choose("Ändra och skicka igen")
        expect(page.get_by_role("alert").first).to_contain_text("personnummer")
        for kept in ("Ändra Skymd sikt", "Ändra Skateparken", "Ändra mellan"):
            expect(page.get_by_role("button", name=re.compile(kept))).to_be_visible()
        expect(page.get_by_label("Fick höra")).to_be_checked()
        page.get_by_label("Beskriv platsen och händelsen, inte personen").fill("Busken skymmer.")
        thumb.choose("Skicka")
        assert "Tack. Rapporten har nummer" in thumb.receipt()
        expect(page.locator("#queue")).not_to_contain_text("behöver ändras")


def test_what_is_not_reported_here_says_where_to_turn_and_sends_nothing(thumb: Thumb) -> None:
    page, sent = thumb.page, []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("summary", has_text="Rapporteras inte här").tap()
    thumb.choose("Våld i nära relation")
    expect(page.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    expect(page.get_by_role("link", name="020-50 50 50")).to_have_attribute("href", "tel:020505050")
    assert check(page, "not here") == []
    thumb.choose("Tillbaka")
    expect(page.get_by_role("heading", name="Vad har hänt?")).to_be_visible()
    assert sent == []


def test_an_incident_against_staff_reminds_of_the_other_report(thumb: Thumb) -> None:
    thumb.choose("Incident mot anställd")
    thumb.tap(thumb.page.locator(".choice", has_text="Hot mot anställd"))
    thumb.choose("Skateparken")
    thumb.choose("Nu")
    expect(thumb.page.locator("#app .notice")).to_contain_text("arbetsmiljöanmälan")
    thumb.choose("Skicka")
    thumb.receipt()
    expect(thumb.page.locator("#app")).to_contain_text("arbetsmiljöanmälan")


def test_an_event_to_come(thumb: Thumb) -> None:
    page = thumb.page
    thumb.choose("Kommande arrangemang")
    assert check(page, "coming") == []
    thumb.choose("Skicka")
    expect(page.locator("#missing")).to_contain_text("Skriv vad som ska hända")
    page.get_by_label("Vad ska hända?").fill("Julmarknad")
    page.get_by_label("Var?").fill("Furutorget")
    page.get_by_label("Väntat antal besökare").fill("800")
    thumb.choose("Skicka")
    assert "Arrangemanget kommer med i lägesbilden" in thumb.receipt()


def test_between_two_times_and_on_the_map(thumb: Thumb) -> None:
    page = thumb.page
    thumb.choose("Annat")
    thumb.choose("Karta")
    page.wait_for_selector("#pick-map[data-ready]", timeout=20_000)
    assert check(page, "map") == []
    thumb.choose("Använd kartans mitt")
    thumb.choose("Nästa")
    thumb.choose("Mellan två tider")
    first, second = page.get_by_label("Tidigast"), page.get_by_label("Senast")
    right = first.input_value(), second.input_value()
    first.fill(right[1])
    second.fill(right[0])
    thumb.choose("Nästa")
    expect(page.locator("#missing")).to_contain_text("Byt plats på dem")
    first.fill(right[0])
    second.fill(right[1])
    thumb.choose("Nästa")
    expect(page.get_by_role("button", name="Ändra En punkt på kartan")).to_be_visible()
    thumb.choose("Skicka")
    thumb.receipt()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_screen_is_accessible(people: People, token: str, scheme: str, size: dict[str, int]) -> None:
    problems: list[str] = []
    with people.page(None, size) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        thumb = Thumb(page, f"/l/{token}/")
        for screen, act in {
            "what": "Otrygg plats", "reasons": "Bristfällig belysning", "chosen": "Nästa", "where": "Skateparken",
            "when": "Mellan två tider", "times": "Nu", "tell": "Skicka",
        }.items():  # fmt: skip
            problems += check(page, f"{screen} {scheme}")
            page.get_by_role("button", name=act, exact=True).last.click()
        thumb.receipt()
        problems += check(page, f"sent {scheme}")
        for path in ("mina-rapporter/", "nollrapport/", "arrangemang/ny/"):
            page.goto(f"/l/{path}")
            problems += check(page, f"{path} {scheme}")
    assert problems == []


def test_by_keyboard_alone(people: People, token: str) -> None:
    with people.page(None, DESKTOP) as page:
        Thumb(page, f"/l/{token}/")
        for name in ("Annat", "Skateparken", "Nu"):
            page.get_by_role("button", name=name, exact=True).first.focus()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.tagName") == "H1"  # the new question is read out
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Skicka", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".notice[data-state=sent]")


def test_back_on_the_phone_goes_one_question_back(thumb: Thumb) -> None:
    thumb.choose("Annat")
    thumb.choose("Skateparken")
    thumb.page.go_back()
    expect(thumb.page.get_by_role("heading", name="Var hände det?")).to_be_visible()
    thumb.page.go_back()
    expect(thumb.page.get_by_role("heading", name="Vad har hänt?")).to_be_visible()


def test_without_a_script_by_link(people: People, token: str, site: Site) -> None:
    context = people.browser.new_context(
        viewport=PHONE, locale="sv-SE", base_url=site.address, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"/l/{token}/")
    assert check_plain(page)
    page.get_by_label("Klotter").first.check()
    page.get_by_label("Vilken plats?").fill("furu")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Flera platser passar in på namnet")
    page.get_by_label("Furutorget").first.check()
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.locator("main")).to_contain_text("Tack. Rapporten har nummer")
    page.get_by_role("link", name="Inget att rapportera den här veckan").click()
    assert page.url.endswith("/l/nollrapport/")
    context.close()


def check_plain(page: Page) -> bool:
    return page.locator("#app").is_hidden() and page.locator("#plain").is_visible()
