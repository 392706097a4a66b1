"""A resident tells of a place, with and without a script, and the coordinator takes it in: in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, People, Site
from tests.e2e.test_every_page import check
from tests.e2e.test_six_clicks import picture, wait_for_map

pytestmark = [pytest.mark.e2e, pytest.mark.journey, pytest.mark.xdist_group("residents")]
PAGE, INSIDE = "/k/bjorkviken/beratta/", "/arbete/bjorkviken/invanare/"
COORDINATOR, POLICE = "samordnare@bjorkviken.example", "kommunpolis@polisen.example"
SMALL = {"width": 320, "height": 700}
TEXT = "Lampan vid trappan har varit släckt i två veckor."


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return {}


def send(page: Page) -> None:
    """A form that is filled in faster than a person can is asked to be sent again: pressed until it is taken."""
    button = page.locator(".before-sending").get_by_role("button", name="Skicka")
    for _ in range(40):
        button.click()
        page.wait_for_load_state("load")
        if "/kvitto/" in page.url:
            return
        expect(page.locator("#errors")).to_contain_text("Det gick väldigt fort.")
    raise AssertionError("never taken")


def test_1_on_a_phone_with_a_point_on_the_map(people: People, told: dict[str, str]):
    with people.page(None, PHONE) as page:
        page.goto("/k/bjorkviken/")
        page.get_by_role("link", name="Berätta om en plats").click()
        wait_for_map(page)
        assert check(page, PAGE) == []
        reasons = page.get_by_label("Bristfällig belysning")
        expect(reasons).to_be_hidden()
        page.get_by_label("En plats som känns otrygg").check()
        reasons.check()
        page.locator("#pick-map").scroll_into_view_if_needed()
        page.locator("#pick-map").click(position={"x": 140, "y": 140})
        expect(page.locator("#position-said")).to_have_text("Platsen på kartan är vald.")
        page.get_by_role("button", name="Ta bort punkten på kartan").click()
        expect(page.locator("#position-said")).to_be_empty()
        # the same by the keyboard: the middle of the map
        page.locator("#pick-map canvas").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#position-said")).to_have_text("Platsen på kartan är vald.")
        page.get_by_label("På kvällen").check()
        page.get_by_label("Berätta med några ord").fill(TEXT)
        page.get_by_label("E-post, om du vill ha svar").fill("granne@exempel.example")
        assert check(page, f"{PAGE} filled in") == []
        picture(page, "invanare", whole=True)
        send(page)
        told["reference"] = page.locator(".reference strong").inner_text()
        assert re.fullmatch(r"[2-9a-z]{12}", told["reference"])
        assert check(page, "receipt") == []
        cookies = {cookie["name"] for cookie in page.context.cookies()}
        assert cookies == {"csrftoken"}
        page.reload()
        expect(page.locator(".reference strong")).to_have_text(told["reference"])


def test_2_by_name_while_one_types(people: People):
    with people.page(None, SMALL) as page:
        page.goto(PAGE)
        page.get_by_label("Sök efter en plats").fill("skatep")
        page.locator("#id_place").get_by_label("Skateparken").check()
        page.get_by_label("Sök efter en plats").fill("nordpolen")
        expect(page.locator("#found-said")).to_contain_text("Ingen plats med det namnet.")
        expect(page.locator("#id_place").get_by_label("Skateparken")).to_be_checked()
        page.get_by_label("Sök efter en plats").press("Enter")
        expect(page).to_have_url(re.compile(f"{PAGE}$"))
        page.locator(".before-sending").get_by_role("button", name="Skicka").click()
        expect(page.locator("#errors")).to_be_focused()
        expect(page.locator("#errors")).to_contain_text("Välj vad det gäller.")
        assert check(page, f"{PAGE} with an error") == []
        page.get_by_label("En plats som känns trygg").check()
        send(page)


def test_3_without_a_script(browser: Browser, site: Site):
    context = browser.new_context(viewport=SMALL, locale="sv-SE", base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE)
    expect(page.locator("#on-map")).to_be_hidden()
    page.get_by_label("En plats som känns otrygg").check()
    page.get_by_label("Ödslig plats").check()
    page.get_by_label("Berätta med några ord").fill("Ingen syns här på kvällen.")
    page.get_by_label("Sök efter en plats").fill("skatep")
    page.get_by_role("button", name="Sök").click()
    page.get_by_label("Skateparken").check()
    expect(page.get_by_label("Ödslig plats")).to_be_checked()
    expect(page.get_by_label("Berätta med några ord")).to_have_value("Ingen syns här på kvällen.")
    send(page)
    expect(page.get_by_role("heading", name="Tack. Vi har tagit emot det.")).to_be_visible()
    context.close()


def test_4_what_points_out_a_person_is_stopped_or_held_back(people: People, told: dict[str, str]):
    with people.page(None, PHONE) as page:
        page.goto(PAGE)
        page.get_by_label("En plats som känns otrygg").check()
        text = page.get_by_label("Berätta med några ord")
        text.fill("Han heter 19121212-1212")
        page.wait_for_function("() => true")
        for _ in range(40):
            page.locator(".before-sending").get_by_role("button", name="Skicka").click()
            page.wait_for_load_state("load")
            if "personnummer" in page.locator("#errors").inner_text():
                break
        expect(text).to_have_value("Han heter 19121212-1212")
        text.fill("Ring mig på 070-174 06 05 så visar jag var.")
        send(page)
        expect(page.locator("main")).to_contain_text("Något i texten kan peka ut en person.")
        told["held"] = page.locator(".reference strong").inner_text()


def test_5_the_coordinator_takes_it_in_and_answers(people: People, told: dict[str, str]):
    with people.page(POLICE) as page:
        answer = page.goto(INSIDE)
        assert answer is not None
        assert answer.status == 403
    with people.page(COORDINATOR) as page:
        page.goto(INSIDE)
        page.wait_for_selector(".resident-pin", timeout=20_000)
        assert check(page, INSIDE) == []
        expect(page.locator("main")).not_to_contain_text("070-174 06 05")
        picture(page, "fran-invanare")
        page.goto(f"{INSIDE}{told['reference']}/")
        wait_for_map(page)
        assert check(page, "one") == []
        page.get_by_label("Text i rapporten").fill(f"{TEXT} (kväll)")
        page.get_by_role("button", name="Ta in", exact=True).click()
        expect(page.get_by_text(re.compile(r"Den är intagen som rapport \d+"))).to_be_visible()
        page.get_by_label("Svar med e-post").fill("Lampan lagas i veckan.")
        page.get_by_role("button", name="Skicka svaret").click()
        expect(page.get_by_text("Svaret är på väg.")).to_be_visible()
        page.get_by_role("link", name=re.compile(r"^rapport \d+$")).click()
        expect(page.locator("main")).to_contain_text("Invånare")


def test_6_what_is_held_back_is_marked_and_refused(people: People, told: dict[str, str]):
    with people.page(COORDINATOR) as page:
        page.goto(INSIDE)
        page.get_by_role("link", name=f"Referens {told['held']}").click()
        expect(page.locator("mark")).to_have_text("070-174 06 05")
        assert check(page, "held") == []
        page.locator("summary", has_text="Ta inte in den").click()
        page.get_by_label("Varför tas den inte in?").fill("Säger inget om en plats.")
        page.get_by_role("button", name="Ta inte in den").click()
        expect(page.get_by_text("Den togs inte in.")).to_be_visible()


def test_7_a_poster_is_a_file_and_leads_to_its_place(people: People):
    with people.page(COORDINATOR) as page:
        page.goto(f"{INSIDE}affischer/?q=skateparken")
        row = page.locator("tr", has_text="Skateparken").first
        address = row.get_by_role("link").first.get_attribute("href")
        assert address
        assert page.request.get(address).body()[:5] == b"%PDF-"
        public_id = address.rpartition("=")[2]
    with people.page(None, PHONE) as page:
        page.goto(f"/k/bjorkviken/p/{public_id}/")
        expect(page.get_by_label("Skateparken")).to_be_checked()
