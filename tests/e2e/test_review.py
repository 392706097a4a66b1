"""The review queue in a real browser, with a thousand reports waiting: two keys at most, and the next is there."""

from __future__ import annotations

import statistics
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, People, Site, environment

pytestmark = [pytest.mark.e2e, pytest.mark.journey, pytest.mark.xdist_group("review")]
QUEUE = "/arbete/bjorkviken/granska/"
COORDINATOR = "samordnare@bjorkviken.example"
MOST_MS = 200
# Two that tell of one event come first, then one with a photo and one to be hidden; a thousand plain ones after them.
PLANT = """
import django; django.setup()
from datetime import timedelta
from io import BytesIO
from django.utils import timezone
from PIL import Image
from lykta.base.files.pictures import encoded_anew
from lykta.facts.evidence.models import Category
from lykta.facts.incidents.change_numbers import take_numbers
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.operations import report_incident
from lykta.ground.accounts.models import Account
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
town = Municipality.objects.get(code="9901")
reporter = Account.objects.get(email="rapportor@bjorkviken.example")
guard = Account.objects.get(email="samordnare@bjorkviken.example")
guards = guard.grants_in(town)[0].function.organization
organization = reporter.grants_in(town)[0].function.organization
places = list(Place.objects.for_municipality(town)[:20])
kind = Category.objects.get(code="graffiti", municipality=None)
now = timezone.now()
Incident.objects.for_municipality(town).filter(state="reported").update(state="reviewed")
photo = BytesIO(); Image.new("RGB", (640, 480), "grey").save(photo, "JPEG")
def sent(text, hours, **more):
    moment = now - timedelta(hours=hours)
    return report_incident(**({"municipality": town, "category": kind, "occurred_from": moment, "place": places[0],
        "precision": "address", "observation": "own", "certainty": "sure", "text": text, "organization": organization,
        "source": organization.kind, "by": reporter} | more))
first = [sent("Stor röd tagg på gaveln.", 20),
         sent("Röd tagg på gaveln mot torget.", 20, by=guard, organization=guards, source=guards.kind),
         sent("Klotter på skåpet.", 90, place=places[1], picture=encoded_anew(photo.getvalue())),
         sent("Snurran har ritat igen.", 190, place=places[2])]
for at, row in enumerate(first):
    Incident.objects.for_municipality(town).filter(pk=row.pk).update(reported=now - timedelta(days=3, minutes=-at))
sent("Ring 070-174 06 05.", 300)
last = take_numbers(town, 1000).last_incident_number
Incident.objects.bulk_create(Incident(
    municipality=town, number=last - 999 + n, category=kind, place=places[n % 20], lon=places[n % 20].lon,
    lat=places[n % 20].lat, qk=1, precision="address", occurred_from=now - timedelta(days=400 + n),
    occurred_to=now - timedelta(days=400 + n), counted_at=now - timedelta(days=400 + n),
    reported=now - timedelta(days=2) + timedelta(seconds=n), source=organization.kind, organization=organization,
    reported_by=reporter, text=f"Klotter på vägg {n}.") for n in range(1000))
print(*(row.public_id for row in first))
"""


@pytest.fixture(scope="module")
def planted(site: Site) -> list[str]:
    made = subprocess.run(
        [sys.executable, "-c", PLANT],
        env={**environment(site.folder), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stdout.split()


def opened(page: Page, path: str = QUEUE) -> None:
    page.goto(path)
    page.wait_for_selector("#workbench[data-ready]")


def current(page: Page) -> str:
    return page.locator("#panel").get_attribute("data-pid") or ""


def axe(page: Page) -> list[str]:
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_1_nothing_is_wrong_with_the_pages(people: People, planted: list[str], size: dict[str, int]):
    with people.page(COORDINATOR, size) as page:
        opened(page)
        page.locator(".bulk > summary").click()
        page.locator(".photo, .decide > details").first.click()
        found = axe(page)
        for path in ("ratta", "dolj", "felanmalan"):
            page.goto(f"{QUEUE}{planted[0]}/{path}/")
            found += axe(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                found.append(f"{path} is wider than the screen")
        page.goto("/arbete/bjorkviken/karantan/")
        found += axe(page)
        page.locator("main .plain-list a").first.click()
        expect(page.locator("mark").first).to_be_visible()
        found += axe(page)
        assert found == []


def test_2_by_keys_alone(people: People, planted: list[str]):
    with people.page(COORDINATOR) as page:
        opened(page)
        assert current(page) == planted[0]
        expect(page.locator(".queue li").first).to_contain_text("kan vara samma som")
        page.keyboard.press("j")
        expect(page.locator("#panel")).to_have_attribute("data-pid", planted[1])
        page.keyboard.press("s")  # the same event as the first
        expect(page.locator("#panel")).to_have_attribute("data-pid", planted[2])
        expect(page.locator("#said")).to_contain_text("räknas som en händelse")
        page.keyboard.press("z")
        expect(page.locator("#panel")).to_have_attribute("data-pid", planted[1])
        expect(page.locator("#said")).to_contain_text("väntar på granskning igen")
        page.keyboard.press("f")
        page.locator("#note-ask").fill("Vilken gavel, 19121212-1212?")
        page.get_by_role("button", name="Skicka frågan").click()
        expect(page.locator("#error-ask")).to_contain_text("personnummer")
        assert current(page) == planted[1]
        page.locator("#note-ask").fill("Vilken gavel?")
        page.get_by_role("button", name="Skicka frågan").click()
        expect(page.locator("#panel")).to_have_attribute("data-pid", planted[2])
        page.go_back()
        expect(page.locator("#panel")).to_have_attribute("data-pid", planted[1])
        expect(page.locator("#panel .status").first).to_have_text("Fråga till rapportören")
        page.keyboard.press("?")
        expect(page.get_by_text("Godkänn den öppna rapporten")).to_be_visible()


def test_3_the_photo_is_looked_at(people: People, planted: list[str]):
    with people.page(COORDINATOR) as page:
        opened(page, f"{QUEUE}{planted[2]}/")
        page.keyboard.press("p")
        expect(page.locator(".photo img")).to_be_visible()
        page.wait_for_function("() => document.querySelector('.photo img').naturalWidth > 0")
        page.get_by_label("Nej, bilden får visas").check()
        page.locator(".photo").get_by_role("button", name="Spara").click()
        expect(page.get_by_text("Bilden får visas.").first).to_be_visible()
        assert current(page) == planted[2]


def test_4_words_are_marked_and_hidden(people: People, planted: list[str]):
    with people.page(COORDINATOR) as page:
        page.goto(f"{QUEUE}{planted[3]}/dolj/")
        page.locator("#report-text").evaluate(
            "(el) => { const r = document.createRange(); r.setStart(el.firstChild, 0); r.setEnd(el.firstChild, 7);"
            " getSelection().removeAllRanges(); getSelection().addRange(r); }"
        )
        page.get_by_role("button", name="Dölj det jag har markerat").click()
        expect(page.locator("textarea[name=words]")).to_have_value("Snurran")
        page.get_by_role("button", name="Dölj orden för gott").click()
        expect(page.locator("#report-text")).to_have_text("[…] har ritat igen.")


def test_5_one_key_and_the_next_is_there(people: People, planted: list[str]):
    with people.page(COORDINATOR) as page:
        opened(page)
        before = int(page.locator("#waiting").inner_text().split()[0])
        page.evaluate(
            """() => { window.took = []; let pressed = 0;
            addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = performance.now(); }, true);
            new MutationObserver(() => { if (!pressed) return; const from = pressed; pressed = 0;
              requestAnimationFrame(() => window.took.push(performance.now() - from)); })
              .observe(document.getElementById("panel-part"), { childList: true }); }"""
        )
        seen = []
        for n in range(40):
            seen.append(current(page))
            page.wait_for_function("() => document.getElementById('approve') !== null")
            page.keyboard.press("Enter")
            page.wait_for_function("(n) => window.took.length > n", arg=n)
            page.wait_for_timeout(300)  # as long as anybody at least looks
        took = sorted(page.evaluate("window.took"))
        print(f"\nnext report after one key, {before} waiting: median {statistics.median(took):.0f} ms, "
              f"p95 {took[int(len(took) * .95)]:.0f} ms, most {took[-1]:.0f} ms")  # fmt: skip
        assert len(set(seen)) == 40
        expect(page.locator("#waiting")).to_have_text(f"{before - 40} rapporter väntar.")
        assert statistics.median(took) < MOST_MS
        assert took[int(len(took) * 0.9)] < 5 * MOST_MS  # the machine may be busy with other tests


def test_6_nothing_is_changed_behind_anothers_back(people: People, planted: list[str]):
    with people.page(COORDINATOR) as mine, people.page(COORDINATOR) as other:
        opened(mine)
        pid = current(mine)
        number = mine.locator("#panel").get_attribute("data-number")
        opened(other, f"{QUEUE}{pid}/")
        other.locator(".decide summary", has_text="Hör hemma").click()
        other.locator("#note-refuse").fill("Gör en felanmälan.")
        other.get_by_role("button", name="Den räknas inte").click()
        expect(other.locator("#said")).to_contain_text("hör hemma någon annanstans")
        mine.keyboard.press("Enter")
        expect(mine.locator("#trouble")).to_contain_text(f"Rapport {number} sparades inte")
        mine.get_by_role("link", name="Öppna den igen").click()
        expect(mine.locator("#panel .status").first).to_have_text("Hör hemma någon annanstans")


def test_7_several_at_once(people: People, planted: list[str]):
    with people.page(COORDINATOR) as page:
        opened(page)
        page.keyboard.press("x")
        page.locator(".queue input").nth(1).check()
        page.locator(".bulk > summary").click()
        expect(page.locator("#picked-words")).to_have_text("(2 valda)")
        expect(page.get_by_label("Till rapportörerna")).to_be_hidden()
        page.locator("#bulk").get_by_role("button", name="Utför").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Godkänn: 2 rapporter klara")
        assert axe(page) == []


def test_8_without_the_script(browser, people: People, site: Site, planted: list[str]):
    with people.page(COORDINATOR):
        pass
    context = browser.new_context(
        viewport=PHONE, locale="sv-SE", base_url=site.address, java_script_enabled=False,
        storage_state=people._state(COORDINATOR),
    )  # fmt: skip
    page = context.new_page()
    page.goto(QUEUE)
    first = current(page)
    page.locator("#approve").click()
    assert "är godkänd." in page.locator("main").inner_text()
    assert current(page) not in {first, ""}
    context.close()
