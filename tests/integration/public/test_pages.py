"""The window for the residents: the same for everybody, from released rows alone, gone when withdrawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lykta.airlocks.publishing import operations
from lykta.airlocks.publishing.connection import READABLE
from lykta.airlocks.publishing.models import Proposal, Release, StandingValue
from lykta.ground.areas.models import MapLayer
from lykta.ground.municipalities.models import Municipality
from lykta.sites.public.pages import MAX_AGE_SECONDS
from tests.integration.public.contents import PROMISE, REPORT, let_out
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

PAGES = [
    "", "loften/", "loften/p1/", "lagesbild/", "lagesbild/2026-11/", "kontakt/", "tillganglighet/", "karta/bas.json",
]  # fmt: skip
EMPTY_PAGES = [page for page in PAGES if "p1" not in page and "2026" not in page]


@pytest.fixture
def town(world: World) -> Municipality:
    let_out(world.bjorkviken, "promise", "p1", PROMISE)
    let_out(world.bjorkviken, "situation_report", "2026-11", REPORT)
    MapLayer.objects.create(
        municipality=world.bjorkviken, key="water", position=1, features={"type": "FeatureCollection", "features": []}
    )
    return world.bjorkviken


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_swedish_to_anybody(town: Municipality, page: str) -> None:
    response = Client().get(f"/k/bjorkviken/{page}")
    assert response.status_code == 200
    if page.endswith(".json"):
        assert response.json() == {
            "layers": [{"key": "water", "features": {"type": "FeatureCollection", "features": []}}]
        }
    else:
        assert '<html lang="sv">' in response.content.decode()
        assert "112" in _text(response)


@pytest.mark.parametrize("page", EMPTY_PAGES)
def test_an_empty_page_says_what_will_come(world: World, page: str) -> None:
    response = Client().get(f"/k/granhult/{page}")
    assert response.status_code == 200
    if page in ("", "loften/"):
        assert "Inget löfte är publicerat än." in _text(response)
    if page in ("", "lagesbild/"):
        assert "Ingen lägesbild är publicerad än." in _text(response)


def test_a_promise_gives_the_answer_before_the_explanation(town: Municipality) -> None:
    text = _text(Client().get("/k/bjorkviken/loften/p1/"))
    order = [
        "Vi lovar: tryggare väg till bussen",
        "Pågår Senast 18 november 2026: 14 lampor bytta på gångvägen.",
        "Gångvägen känns otrygg när det är mörkt.",
        "I vårens dialog pekade 61 av 204 på just den.",
        "Därför lovar kommunen och polisen tillsammans, till och med december 2099:",
        "Trasiga lampor byts inom fem dagar. Hålls delvis 14 lampor bytta på gångvägen (18 november 2026).",
        "Någon vuxen är där två kvällar i veckan. Hålls 31 av 30 utlovade kvällar hittills. Senast 13 november 2026.",
        "Buskarna hålls låga. Inte påbörjat",
        "Så vet vi om det hjälper Vi frågar igen i maj 2027.",
        "Det här har gjorts 18 november 2026 Genomfört. 14 lampor bytta på gångvägen. Punkt 1",
        "13 november 2026 Genomfört, 2 kvällar. Punkt 2",
        "2 oktober 2026 Försenat. Reservdelar fattades. Punkt 1",
        "Beslutat Kommunstyrelsen, 15 juni 2026, § 87",
        "Trygghetssamordnaren, Björkviken",
        "Version 1, publicerad",
    ]
    places = [text.find(part) for part in order]
    assert [part for part, place in zip(order, places, strict=True) if place < 0] == []
    assert places == sorted(places)


def test_a_situation_report_shows_its_table_its_picture_and_what_it_rests_on(town: Municipality) -> None:
    response = Client().get("/k/bjorkviken/lagesbild/2026-11/")
    html, text = response.content.decode(), _text(response)
    parts = (
        "Lägesbild för november 2026", "Fastställd 2 december 2026.", "Skadegörelse", "21", "Visa siffrorna som tabell",
        "Centrum", "Granskade rapporter, var händelse räknad en gång.",
    )  # fmt: skip
    assert [part for part in parts if part not in text] == []
    assert 'aria-label="Karta: flest rapporter vid torget"' in html
    assert "<h1>" in html
    assert "<h2>Vad har hänt</h2>" in html


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_window_is_for_reading(town: Municipality, method: str) -> None:
    assert getattr(Client(), method)("/k/bjorkviken/").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/k/nej/", "/k/nej/loften/", "/k/bjorkviken/loften/okand/", "/k/granhult/loften/p1/",
        "/k/granhult/lagesbild/2026-11/", "/k/bjorkviken/lagesbild/2026-10/", "/k/bjorkviken/annat/",
    ],
)  # fmt: skip
def test_what_is_not_published_here_is_not_here(town: Municipality, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert "Sidan finns inte här" in _text(response)


def test_a_proposal_cannot_be_read_from_outside(town: Municipality) -> None:
    Proposal.objects.create(
        municipality=town, kind="promise", key="waits", title="hemligt än", content={**PROMISE, "title": "hemligt än"},
        proposed=timezone.now(), proposed_by_id_text="x", proposed_by_name="Klara",
    )  # fmt: skip
    assert Client().get("/k/bjorkviken/loften/waits/").status_code == 404
    assert all(b"hemligt" not in Client().get(f"/k/bjorkviken/{page}").content for page in PAGES)


def test_text_from_a_release_is_text_and_never_markup(world: World) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="a()">'
    point = {**PROMISE["points"][0], "text": evil, "unit": evil, "target_amount": 3}
    point["receipts"] = [{**point["receipts"][0], "text": evil, "unit": evil}]
    let_out(world.bjorkviken, "promise", "p1", {
        **PROMISE, "title": evil, "background": evil, "how_we_know": evil, "points": [point],
        "decision": {"body": evil, "date": None, "paragraph": evil},
    })  # fmt: skip
    let_out(world.bjorkviken, "situation_report", "2026-11", {**REPORT, "title": evil, "lead": evil, "basis": evil,
                                                               "period_label": evil})  # fmt: skip
    for page in PAGES[:5]:
        html = Client().get(f"/k/bjorkviken/{page}").content.decode()
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "<img" not in html


# Caches and withdrawal


@pytest.mark.parametrize("page", PAGES)
def test_a_cache_may_keep_a_page_for_less_than_five_seconds(town: Municipality, page: str) -> None:
    response = Client().get(f"/k/bjorkviken/{page}")
    assert response["Cache-Control"] == f"public, max-age={MAX_AGE_SECONDS}, must-revalidate"
    assert MAX_AGE_SECONDS < 5
    assert response["ETag"]
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("page", PAGES)
def test_an_unchanged_page_is_not_sent_again(town: Municipality, page: str) -> None:
    tag = Client().get(f"/k/bjorkviken/{page}")["ETag"]
    again = Client().get(f"/k/bjorkviken/{page}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


def test_every_public_change_changes_the_tag(town: Municipality) -> None:
    tags = []

    def seen() -> None:
        response = Client().get("/k/bjorkviken/loften/", headers={"If-None-Match": tags[-1] if tags else "x"})
        assert response.status_code == 200
        tags.append(response["ETag"])

    seen()
    let_out(town, "promise", "p1", {**PROMISE, "title": "nyare"}, number=2)
    seen()
    StandingValue.objects.create(municipality=town, kind="promise", key="p1", values={}, updated=timezone.now())
    seen()
    StandingValue.objects.for_municipality(town).update(values={"state": "ended"}, updated=timezone.now())
    seen()
    Release.objects.for_municipality(town).filter(kind="promise", number=2).update(withdrawn=timezone.now())
    seen()
    Municipality.objects.filter(pk=town.pk).update(name="Björkvikens stad")
    seen()
    assert len(set(tags)) == 6


def test_a_withdrawn_page_is_410_everywhere_also_for_those_who_have_it(world: World, town: Municipality) -> None:
    tag = Client().get("/k/bjorkviken/loften/p1/")["ETag"]
    release = Release.objects.for_municipality(town).get(kind="promise")
    operations.withdraw(release=release, reason="Fel datum", by=world.coordinator)

    gone = Client().get("/k/bjorkviken/loften/p1/", headers={"If-None-Match": tag})
    assert gone.status_code == 410
    assert "Sidan har dragits tillbaka" in _text(gone)
    assert "lampor" not in _text(gone)
    assert "Fel datum" not in _text(gone)
    for page in ("", "loften/"):
        assert "tryggare väg" not in _text(Client().get(f"/k/bjorkviken/{page}")).lower()
    assert Client().get("/k/bjorkviken/lagesbild/2026-11/").status_code == 200


# Nothing of who reads


@pytest.mark.parametrize("page", [*PAGES, "loften/okand/"])
def test_a_login_changes_nothing_and_no_session_is_opened(world: World, town: Municipality, page: str) -> None:
    staff = Client()
    staff.force_login(world.coordinator)
    anonymous = Client().get(f"/k/bjorkviken/{page}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = staff.get(f"/k/bjorkviken/{page}")
    assert (response.status_code, response.content) == (anonymous.status_code, anonymous.content)
    assert not response.cookies
    statements = " ".join(query["sql"] for query in queries.captured_queries)
    assert "django_session" not in statements
    assert "accounts_" not in statements


@pytest.mark.parametrize("page", PAGES)
def test_only_the_listed_tables_are_read(town: Municipality, page: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        Client().get(f"/k/bjorkviken/{page}")
    tables = {
        table for query in queries.captured_queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])
    }
    assert tables
    assert tables <= READABLE


@pytest.mark.parametrize("page", ["", "loften/", "lagesbild/"])
def test_thirty_rows_take_as_many_queries_as_one(town: Municipality, page: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/k/bjorkviken/{page}").status_code == 200
        return len(queries)

    one = count()
    for n in range(2, 31):
        let_out(town, "promise", f"p{n}", PROMISE)
        let_out(town, "situation_report", f"2024-W{n:02}", REPORT)
    assert count() == one


def test_the_public_code_imports_no_room_above_its_door() -> None:
    """The contract is import-linter's; here the whole list is asked of a fresh interpreter."""
    import subprocess
    import sys

    code = (
        "import sys, django\n"
        "from django.conf import settings\n"
        "settings.configure(INSTALLED_APPS=['lykta.base.audit', 'lykta.ground.municipalities', 'lykta.ground.areas',"
        " 'lykta.ground.accounts', 'django.contrib.contenttypes', 'django.contrib.auth'],"
        " AUTH_USER_MODEL='accounts.Account', LYKTA_ROLES='x', USE_TZ=True)\n"
        "settings.INSTALLED_APPS += ['lykta.airlocks.intake', 'lykta.airlocks.publishing']\n"
        "django.setup()\n"
        "import lykta.sites.public.views, lykta.sites.public.urls\n"
        "above = ('lykta.facts', 'lykta.cycle', 'lykta.journeys', 'lykta.importers', 'lykta.sites.staff')\n"
        "print([m for m in sys.modules if m.startswith(above)])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("[]", 0), result.stderr
