"""Asking where, when and whether it has changed, in a real browser: the coordinator asks, the council reads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lykta.importers.demo_world.cast import PASSWORD
from tests.e2e.conftest import DESKTOP, PHONE, People, serving
from tests.e2e.test_six_clicks import COORDINATOR, COUNCIL, REPORTER, WORK, picture, status_of, wait_for_map

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("six_clicks")]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_coordinator_asks_and_reads_the_answer(people: People, size: dict[str, int]):
    with people.page(COORDINATOR, size) as page:
        page.goto(f"{WORK}/analys/")
        page.get_by_label("Period").first.select_option(label="De senaste 13 hela veckorna")
        page.get_by_label("Kategori").select_option(label="Alla slag")
        page.get_by_role("button", name="Räkna").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Alla slag")
        for part in ("Var", "När", "Nära i både plats och tid", "Har det ändrats?"):
            expect(page.get_by_role("heading", level=2, name=part, exact=True)).to_be_visible()
        expect(page.locator("main")).to_contain_text("fler rapporter kan också betyda att fler rapporterar")
        assert "nan" not in page.locator("main").inner_text().lower().split()
        wait_for_map(page)
        if size == DESKTOP:
            picture(page, "analys")


def test_the_council_reads_and_the_reporter_does_not(people: People):
    with people.page(REPORTER) as page:
        assert status_of(page, f"{WORK}/analys/") == 403
    with people.page(COUNCIL) as page:
        page.goto(f"{WORK}/analys/")
        expect(page.get_by_role("button", name="Räkna")).to_have_count(0)
        page.locator(".runs a").first.click()
        expect(page.get_by_role("button", name="Ta med")).to_have_count(0)


def test_an_answer_goes_into_the_lagesbild_and_under_a_problem(people: People):
    with people.page(COORDINATOR) as page:
        page.goto(f"{WORK}/analys/")
        page.locator(".runs a").first.click()
        page.get_by_role("button", name="Ta med").click()
        expect(page.locator("main")).to_contain_text("Finns med i lägesbilden för")
        page.get_by_role("button", name="Ta bort").click()
        expect(page.get_by_role("button", name="Ta med")).to_be_visible()
        page.get_by_role("button", name="Lägg till").click()
        expect(page.locator("main")).to_contain_text("Problemet har nu analysen som underlag.")
        page.get_by_role("button", name="Ta bort").first.click()


def test_whether_an_action_worked(people: People):
    with people.page(COORDINATOR, PHONE) as page:
        page.goto(f"{WORK}/problem/")
        page.get_by_role("link", name=re.compile("Krossade rutor på Strandskolan")).first.click()
        page.locator("main a[href*='/atgarder/']").first.click()
        page.get_by_role("link", name="Hjälpte det?").click()
        page.get_by_role("button", name="Räkna").click()
        expect(page.get_by_role("heading", level=2, name="Effekt", exact=True)).to_be_visible()
        expect(page.get_by_role("heading", level=2, name="Skulle det synas?", exact=True)).to_be_visible()
        picture(page, "effekt")


def test_it_works_without_javascript(browser, people: People, site):
    context = browser.new_context(
        viewport=PHONE, locale="sv-SE", base_url=site.address, java_script_enabled=False,
        storage_state=people._state(COORDINATOR),
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{WORK}/analys/")
    page.locator("form.question button[type=submit]").click()
    expect(page.get_by_role("heading", level=2, name="Var", exact=True)).to_be_visible()
    context.close()


def test_a_demo_just_made_draws_charts(browser, tmp_path):
    """The web process is a fork: were the demo made in its parent, the drawing program's threads would be missing."""
    with serving(tmp_path) as address:
        context = browser.new_context(locale="sv-SE", base_url=address)
        page = context.new_page()
        page.goto("/konto/login/")
        page.fill("input[name=login]", COORDINATOR)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/arbete/**")
        page.goto(f"{WORK}/analys/")
        page.locator("form.question button[type=submit]").click()
        expect(page.locator("figure svg").first).to_be_visible(timeout=30_000)
        context.close()
