"""The window for the residents: nothing crashes it, nothing stays, and what was adopted is what goes out."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from lykta.airlocks.publishing import operations as publishing
from lykta.airlocks.publishing.connection import restricted_connection
from lykta.base.kernel.periods import parse_period
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.public_version import preview_content
from lykta.cycle.situation_reports.queries import document_of
from lykta.facts.incidents.enums import State
from lykta.ground.accounts.models import Account
from lykta.ground.areas.models import MapLayer
from tests.integration.adversarial.hostile import STAFF, browser, released
from tests.integration.incidents.reports import in_period, plant, review
from tests.integration.pages.rows import a_point, a_promise
from tests.integration.situation_reports import reports as situation_reports
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
WEEK = "2026-W44"

ZERO_BYTES = {
    "police_officer": ["handelser/%00/", "problem/%00/", "atgarder/%00/", "loften/%00/", "problem/ny/?handelse=%00",
                       "problem/ny/?lagesbild=%00", "handelser/?omrade=%00&kategori=%00&q=%00&period=%00"],
    "coordinator": ["granska/%00/", "mina-rapporter/%00/svara/", "platser/?q=%00"],
    "administrator": ["logg/?vem=%00", "personer/%00/"],
}  # fmt: skip


@pytest.mark.parametrize("role", list(ZERO_BYTES))
def test_a_zero_byte_in_an_address_is_no_crash(world: World, role: str) -> None:
    # FAULT on PostgreSQL: "text fields cannot contain NUL" becomes 500, also for residents.
    client = browser(getattr(world, role))
    found = {path: client.get(STAFF + path).status_code for path in ZERO_BYTES[role]}
    assert {path: status for path, status in found.items() if status not in (200, 400, 404)} == {}


def test_a_zero_byte_in_a_public_address_is_no_crash(world: World) -> None:
    # FAULT on PostgreSQL: anybody can fill the error log.
    assert browser().get("/k/bjorkviken/lagesbild/%00/").status_code in (400, 404)


def test_a_statement_the_connection_has_prepared_before_is_asked_about_again(world: World) -> None:
    statement = "SELECT email FROM accounts_account WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [world.coordinator.pk])
        assert cursor.fetchone() == ("coordinator@example.org",)
    with restricted_connection(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [world.coordinator.pk])
    assert Account.objects.filter(pk=world.coordinator.pk).exists()


def test_withdrawn_is_gone_whatever_the_browser_says_it_has(world: World) -> None:
    # FAULT: `If-None-Match: *` is answered 304 before anybody asks whether the page is still there.
    promise = a_promise(world)
    a_point(world, promise)
    release, client = released(world, promise), browser()
    path = reverse("public:promise", args=["bjorkviken", promise.public_id])
    tag = client.get(path)["ETag"]
    publishing.withdraw(release=release, reason="Fel uppgift", by=world.police_officer)
    for known in (tag, "*", f'{tag}, "other"'):
        assert client.get(path, headers={"if-none-match": known}).status_code == 410
    for listed in ("", "loften/"):
        assert promise.title not in client.get(f"/k/bjorkviken/{listed}").content.decode()


def test_a_page_that_never_was_is_not_unchanged(world: World) -> None:
    # FAULT: any public page's tag makes every other address of the municipality "not modified".
    tag = browser().get("/k/bjorkviken/")["ETag"]
    assert browser().get("/k/bjorkviken/loften/finns-inte/", headers={"if-none-match": tag}).status_code == 404


def test_a_new_base_map_reaches_browsers_that_have_the_old_one(world: World) -> None:
    # FAULT: the tag holds releases and the municipality's row, not the map.
    client, path = browser(), "/k/bjorkviken/karta/bas.json"
    tag = client.get(path)["ETag"]
    empty = {"type": "FeatureCollection", "features": []}
    MapLayer.objects.create(municipality=world.bjorkviken, key="ground", position=0, features=empty)
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


def test_what_goes_out_is_what_was_adopted(world: World) -> None:
    # FAULT: the public version counts anew. Reports reviewed after the adoption come into the released number.
    period = parse_period(WEEK)
    plant(world, in_period(period, 12), place=world.square)
    waiting = plant(world, in_period(period, 6), place=world.square, state=State.REPORTED)
    report = situation_reports.adopted(world, situation_reports.drafted(world, WEEK))
    adopted = preview_content(report)["lead"]
    for each in waiting:
        review(world, each)
    assert preview_content(report)["lead"] == adopted


def test_an_adopted_report_keeps_its_days_when_the_week_is_cut_elsewhere(world: World) -> None:
    # FAULT: days are read from the municipality's cut of today, above numbers counted by the cut of that day.
    report = situation_reports.adopted(world, situation_reports.drafted(world, WEEK))
    before = document_of(report, "internal").subtitle
    municipality = world.bjorkviken
    municipality.week_cut_weekday, municipality.week_cut_hour = 4, 12
    municipality.save()
    same = SituationReport.objects.for_municipality(municipality).select_related("municipality").get(pk=report.pk)
    assert document_of(same, "internal").subtitle == before


def test_a_form_refused_as_forged_answers_in_swedish(world: World) -> None:
    # FAULT: Django's own English page, with a style sheet that our policy forbids.
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.reporter)
    answer = client.post(f"{STAFF}nollrapport/", {})
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "<style" not in shown
    assert 'lang="sv"' in shown
