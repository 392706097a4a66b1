"""Every page of the URL list, full and empty, on a phone and a desktop: axe finds nothing, nothing is wider than the
screen, no script breaks, and the language is Swedish."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.e2e.conftest import DESKTOP, PHONE, People, Site, environment
from tests.integration.test_permissions import named_pages

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("every_page")]
WORKERS = ["samordnare@bjorkviken.example", "kommunpolis@polisen.example", "rapportor@bjorkviken.example",
           "parkchef@bjorkviken.example", "ledamot@bjorkviken.example", "registrator@bjorkviken.example",
           "administrator@bjorkviken.example"]  # fmt: skip
# Answered by something else than a page of ours, or only by sending.
NOT_PAGES = {
    "api:api-root", "api:openapi-json", "api:form", "api:reports", "api:batch", "api:problem",
    "staff:delivery_key_revoke", "staff:reporter_link_revoke",
    "service_worker", "manifest",
    "staff:review_rows", "staff:review_bulk", "staff:review_picture", "staff:incident_picture",
    "staff:analysis_export", "staff:analysis_in_report", "staff:analysis_as_evidence",
    "staff:import_rows", "staff:import_progress", "staff:import_act",
    "staff:tile", "staff:base_map", "staff:place_search", "staff:plan_export", "staff:problem_export",
    "staff:residents_bulk", "staff:poster", "public:report_places", "public:report_receipt", "public:report_at",
    "public:base_map", "staff:cancel_coming_event", "staff:withdraw_report", "staff:situation_report_act",
    "staff:problem_state", "staff:cause_remove", "staff:link_revoke", "staff:promise_end", "staff:promise_propose",
    "by_link:leave", "by_link:enter", "staff:report_basis", "staff:report_places", "staff:send_report",
    "by_link:report_basis", "by_link:report_places", "by_link:send_report", "by_link:base_map",
    "by_link:cancel_coming_event", "by_link:withdraw_report",
}  # fmt: skip
# The login's own pages that need a mail or a code, or that the login turns off.
LOGIN_BY_MAIL = {
    "account_inactive", "account_confirm_login_code", "account_confirm_email", "account_reset_password_from_key",
    "account_email_verification_sent", "account_set_password", "account_reauthenticate",
}  # fmt: skip
LOGIN = ["/konto/login/", "/konto/signup/", "/konto/password/reset/", "/konto/password/reset/done/",
         "/konto/password/reset/key/done/", "/finns-inte/"]  # fmt: skip
LOGGED_IN = ["/konto/logout/", "/konto/password/change/", "/arbete/"]
SCRIPT = """
import django; django.setup()
from datetime import timedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lykta.facts.incidents.file_operations import keep_file, set_reading
from lykta.facts.incidents.models import IncomingFile
from lykta.importers.incidents.uploads import lay_out
from lykta.importers.incidents.working import work_on
from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization
from lykta.ground.municipalities.models import Municipality
from lykta.ground.accounts.operations import issue_link
from lykta.ground.accounts.actors import CommandLine
def import_files(full, by):
    # One that has been read in and one that has been tried; held at once, so that the demo's own worker keeps away.
    log = b"Typ;Datum;Plats\\nKlotter;2026-11-10;Stortorget\\nKlotter;nyss;\\n"
    for name, state in (("inlast.csv", "running"), ("provlast.csv", "checking")):
        kept = keep_file(municipality=full, uploaded=SimpleUploadedFile(name, log), file_hash="0", by=by)
        file = set_reading(file=lay_out(kept, by), by=by, categories={"klotter": "graffiti"})
        IncomingFile.objects.for_municipality(full).filter(pk=file.pk).update(
            state=state, lease_until=timezone.now() + timedelta(minutes=1),
            options=file.options | {"acts_for": by.public_id})
        file.refresh_from_db()
        work_on(file)
empty, _ = Municipality.objects.get_or_create(code="9905", defaults=dict(name="Tomvik", slug="tomvik", is_demo=True))
for email in WORKERS:
    account = Account.objects.get(email=email)
    role = account.current_grants[0].role
    organization = account.current_grants[0].function.organization
    function = Function.objects.create(municipality=empty, organization=organization, title=role)
    Grant.objects.create(account=account, function=function, role=role, municipality=empty)
full = Municipality.objects.get(code="9901")
import_files(full, Account.objects.get(email="samordnare@bjorkviken.example"))
park = Function.objects.for_municipality(full).get(title="Park- och gatuchef")
from django.utils import timezone
from lykta.facts.evidence.models import Category
from lykta.facts.incidents.operations import report_incident
report_incident(municipality=full, category=Category.objects.get(code="graffiti", municipality=None),
                occurred_from=timezone.now(), precision="missing", observation="own", certainty="sure",
                text="Ring 070-174 06 05.", organization=None, source="other", by=CommandLine())
print(issue_link(function=park, municipality=full, purpose="action_owner", by=CommandLine())[1])
"""


def name_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links_on(page: Page) -> list[str]:
    return [urlparse(link).path for link in page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.href)")]


def check(page: Page, path: str) -> list[str]:
    """What is wrong with the page that is open."""
    found = [
        f"{path}: {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append(f"{path}: wider than the screen")
    if page.locator("html").get_attribute("lang") != "sv":
        found.append(f"{path}: not in Swedish")
    return found


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    made = subprocess.run(
        [sys.executable, "-c", f"WORKERS = {WORKERS!r}\n{SCRIPT}"],
        env={**environment(site.folder), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return made.stdout.strip()


@pytest.fixture(scope="module")
def addresses(people: People, token: str) -> dict[str, dict[str, str]]:
    """Per person one address for each page they can walk to, from the first page of the full municipality."""
    found: dict[str, dict[str, str]] = {}
    taken: set[str] = set()
    for email in WORKERS:
        with people.page(email) as page:
            found[email], seen = {}, set()
            queue = deque(["/arbete/bjorkviken/", "/arbete/bjorkviken/rundtur/", "/arbete/bjorkviken/mina-rapporter/"])
            while queue:
                path = queue.popleft()
                name = name_of(path)
                # A draft and an adopted lägesbild lead to different pages; the arrows between weeks never end.
                several = name == "staff:situation_report" and sum("/lagesbild/" in key for key in seen) < 5
                key = path if several else name
                if name is None or key in seen or name in NOT_PAGES or not path.startswith("/arbete/bjorkviken/"):
                    continue
                if page.request.get(path).status != 200:
                    continue
                seen.add(key)
                if name not in taken:
                    found[email][name] = path
                page.goto(path)
                queue.extend(links_on(page))
            taken |= set(found[email])
    return found


def test_every_page_can_be_walked_to(addresses: dict[str, dict[str, str]]):
    reached = {name for pages in addresses.values() for name in pages}
    wanted = {name for name in named_pages() if name.startswith("staff:")} - NOT_PAGES - {"staff:choose"}
    # Needs a question from the coordinator first; its form is the report's.
    assert wanted - reached <= {"staff:answer_question"}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_full_pages(people: People, addresses: dict[str, dict[str, str]], size: dict[str, int]):
    problems: list[str] = []
    for email, pages in addresses.items():
        with people.page(email, size) as page:
            for path in [*pages.values(), *(LOGGED_IN if email == WORKERS[0] else [])]:
                page.goto(path)
                problems += check(page, path)
    assert problems == []


def test_empty_pages(people: People, addresses: dict[str, dict[str, str]]):
    problems: list[str] = []
    for email, pages in addresses.items():
        with people.page(email, PHONE) as page:
            for name, path in pages.items():
                empty = path.replace("/bjorkviken/", "/tomvik/")
                answer = page.goto(empty)
                assert answer is not None
                assert answer.status in {200, 404, 409}, (name, answer.status)
                problems += check(page, empty)
    assert problems == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_and_login_pages(people: People, token: str, size: dict[str, int]):
    problems: list[str] = []
    reached: set[str] = set()
    with people.page(None, size) as page:
        queue, seen = deque(["/", "/k/bjorkviken/", "/k/tomvik/", *LOGIN]), set()
        while queue:
            path = queue.popleft()
            name = name_of(path)
            key = (name, "tomvik" in path, path if name is None else "")
            if key in seen or name in NOT_PAGES:
                continue
            seen.add(key)
            reached.add(name or "")
            page.goto(path)
            problems += check(page, path)
            queue.extend(link for link in links_on(page) if link.startswith(("/k/bjorkviken", "/k/tomvik")))
        page.goto(f"/l/{token}/")
        problems += check(page, "/l/")
        page.locator("main a").first.click()
        problems += check(page, "/l/atgard/")
    assert problems == []
    wanted = {name for name in named_pages() if name.startswith(("public:", "account_"))} - NOT_PAGES - LOGIN_BY_MAIL
    assert wanted - reached <= {"account_logout", "account_email", "account_change_password"}


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_report_in_the_dark(browser, people: People, site: Site, scheme: str):
    context = browser.new_context(
        viewport=PHONE, locale="sv-SE", base_url=site.address, color_scheme=scheme, reduced_motion="reduce",
        storage_state=people._state("rapportor@bjorkviken.example"),
    )  # fmt: skip
    page = context.new_page()
    for path in ("/arbete/bjorkviken/rapportera/", "/arbete/bjorkviken/nollrapport/"):
        page.goto(path)
        assert check(page, path) == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(11, 24, 38)"
    assert dark == (scheme == "dark")
    context.close()


def test_without_javascript_the_thread_still_works(browser, people: People, site: Site):
    context = browser.new_context(
        viewport=PHONE, locale="sv-SE", base_url=site.address, java_script_enabled=False,
        storage_state=people._state("rapportor@bjorkviken.example"),
    )  # fmt: skip
    page = context.new_page()
    page.goto("/arbete/bjorkviken/rapportera/")
    page.get_by_label("Klotter").first.check(force=True)
    page.get_by_label("Vilken plats?").fill("skateparken")
    page.get_by_label("Beskriv platsen och vad som hände").fill("Ny målning på rampen.")
    page.get_by_role("button", name="Skicka", exact=True).click()
    assert "Tack. Rapporten har nummer" in page.locator("main").inner_text()
    context.close()
