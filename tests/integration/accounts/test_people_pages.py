"""The administrator's pages: who reaches them, what they do, and that a password is seen once."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lykta.base.audit.models import AuditEvent
from lykta.ground.accounts import operations
from lykta.ground.accounts.enums import OrganizationKind, Role
from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization
from lykta.ground.areas.models import Place
from tests.worlds import PASSWORD, World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

BASE = "/arbete/bjorkviken/"
# Typed by hand: who may open what.
ALLOWED = {
    "personer/": {"administrator"},
    "personer/ny/": {"administrator"},
    "personer/funktion/": {"administrator"},
    "personer/organisation/": {"administrator"},
    "platser/": {"administrator", "coordinator"},
    "logg/": {"administrator", "registrar"},
    "publicerat/": {"coordinator", "police_officer"},
}
CAST = [
    "reporter", "coordinator", "police_officer", "action_owner", "council_member", "registrar", "administrator",
]  # fmt: skip


def _as(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize("page", ALLOWED)
def test_each_role_sees_its_own_pages_and_no_others(world: World, page: str) -> None:
    found = {who: _as(getattr(world, who)).get(BASE + page).status_code for who in CAST}
    assert found == {who: 200 if who in ALLOWED[page] else 403 for who in CAST}
    assert _as(world.outsider).get(BASE + page).status_code == 404
    assert Client().get(BASE + page).status_code == 302


@pytest.mark.parametrize("who", ["coordinator", "registrar", "outsider"])
def test_a_person_page_and_its_acts_are_the_administrators(world: World, who: str) -> None:
    client, url = _as(getattr(world, who)), f"{BASE}personer/{world.reporter.public_id}/"
    expected = 404 if who == "outsider" else 403
    assert client.get(url).status_code == expected
    for act in ("grant", "end", "password", "close"):
        assert client.post(url, {"act": act}).status_code == expected
    world.reporter.refresh_from_db()
    assert world.reporter.check_password(PASSWORD)


def test_somebody_elsewhere_is_not_a_person_here(world: World) -> None:
    client = _as(world.administrator)
    assert client.get(f"{BASE}personer/{world.outsider.public_id}/").status_code == 404
    assert "Olga Utanför" not in client.get(f"{BASE}personer/").content.decode()


def test_a_new_person_gets_a_password_that_is_shown_once_and_works(world: World) -> None:
    client = _as(world.administrator)
    response = client.post(
        f"{BASE}personer/ny/",
        {"name": "Nils Ny", "email": "nils.ny@example.org", "function": world.park.public_id, "role": Role.REPORTER},
    )
    (password,) = re.findall(r'<code class="secret">(.*?)</code>', response.content.decode())
    assert response["Cache-Control"] == "no-store"

    account = Account.objects.get(email="nils.ny@example.org")
    assert account.check_password(password)
    page = client.get(f"{BASE}personer/{account.public_id}/").content.decode()
    assert "Nils Ny" in page
    assert password not in page
    assert not any(password in str(event.details) for event in AuditEvent.objects.all())

    login = Client()
    login.post("/konto/login/", {"login": "nils.ny@example.org", "password": password})
    assert login.get(f"{BASE}rapportera/").status_code == 200


def test_somebody_with_a_login_elsewhere_keeps_password_and_name(world: World) -> None:
    response = _as(world.administrator).post(
        f"{BASE}personer/ny/",
        {
            "name": "Annat Namn",
            "email": "OUTSIDER@example.org",
            "function": world.park.public_id,
            "role": Role.REPORTER,
        },
        follow=True,
    )
    assert "Olga Utanför hade redan en inloggning" in response.content.decode()
    world.outsider.refresh_from_db()
    assert (world.outsider.name, world.outsider.check_password(PASSWORD)) == ("Olga Utanför", True)
    # Her login reaches into the neighbour, so there is no button to set her password here.
    assert 'value="password"' not in response.content.decode()


def test_what_is_missing_is_said_at_the_field_and_what_was_written_is_kept(world: World) -> None:
    response = _as(world.administrator).post(f"{BASE}personer/ny/", {"name": "Nils Ny", "email": "inte en adress"})
    text = response.content.decode()
    assert "Fyll i det här för att gå vidare." in text
    assert "Skriv en hel e-postadress" in text
    assert 'value="Nils Ny"' in text
    assert Account.objects.count() == 9


def test_ending_access_takes_effect_at_the_next_click(world: World) -> None:
    reporter, admin = _as(world.reporter), _as(world.administrator)
    assert reporter.get(f"{BASE}rapportera/").status_code == 200
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.reporter)
    admin.post(f"{BASE}personer/{world.reporter.public_id}/", {"act": "end", "grant": grant.public_id})
    assert reporter.get(f"{BASE}rapportera/").status_code == 404


def test_a_grant_of_somebody_else_is_not_ended_from_this_page(world: World) -> None:
    other = Grant.objects.for_municipality(world.bjorkviken).get(account=world.coordinator)
    response = _as(world.administrator).post(
        f"{BASE}personer/{world.reporter.public_id}/", {"act": "end", "grant": other.public_id}
    )
    assert response.status_code == 404
    other.refresh_from_db()
    assert other.valid_to is None


def test_a_new_password_replaces_the_old_one_and_a_closed_login_is_out(world: World) -> None:
    client, url = _as(world.administrator), f"{BASE}personer/{world.reporter.public_id}/"
    response = client.post(url, {"act": "password"})
    (password,) = re.findall(r'<code class="secret">(.*?)</code>', response.content.decode())
    world.reporter.refresh_from_db()
    assert (world.reporter.check_password(password), world.reporter.check_password(PASSWORD)) == (True, False)

    client.post(url, {"act": "close"})
    login = Client()
    login.post("/konto/login/", {"login": world.reporter.email, "password": password})
    assert login.get(f"{BASE}rapportera/").status_code == 302


def test_the_last_administrator_cannot_be_ended_and_the_page_says_why(world: World) -> None:
    url = f"{BASE}personer/{world.administrator.public_id}/"
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.administrator)
    response = _as(world.administrator).post(url, {"act": "end", "grant": grant.public_id})
    assert response.status_code == 409
    assert "kommunens sista administratör" in response.content.decode()


def test_an_organisation_gets_a_function_and_the_function_a_person(world: World) -> None:
    client = _as(world.administrator)
    client.post(
        f"{BASE}personer/organisation/", {"name": "Strandskolan", "kind": OrganizationKind.SCHOOL, "is_authority": "on"}
    )
    school = PartnerOrganization.objects.get(name="Strandskolan")
    assert (school.kind, school.is_authority) == (OrganizationKind.SCHOOL, True)
    client.post(f"{BASE}personer/funktion/", {"organization": school.public_id, "title": "Rektor", "email": ""})
    function = Function.objects.for_municipality(world.bjorkviken).get(title="Rektor")
    again = client.post(f"{BASE}personer/funktion/", {"organization": school.public_id, "title": "rektor", "email": ""})
    assert "har redan en funktion med den titeln" in again.content.decode()
    assert function.public_id in client.get(f"{BASE}personer/ny/").content.decode()


@pytest.mark.parametrize(
    ("position", "lon", "lat"),
    [
        ("58.9003, 14.3001", 14.3001, 58.9003),
        ("14.3001 58.9003", 14.3001, 58.9003),
        ("58,9003 14,3001", 14.3001, 58.9003),
        ("6529000, 459700", 14.3000, 58.9000),
    ],
)
def test_a_place_is_added_as_people_copy_it_from_a_map(world: World, position: str, lon: float, lat: float) -> None:
    _as(world.coordinator).post(
        f"{BASE}platser/",
        {"name": "Busstationen", "kind": "transport", "position": position, "aliases": "Stationen, Bussen"},
    )
    place = Place.objects.for_municipality(world.bjorkviken).get(name="Busstationen")
    assert (place.lon, place.lat) == (pytest.approx(lon, abs=0.002), pytest.approx(lat, abs=0.002))
    assert place.aliases == ["Stationen", "Bussen"]


@pytest.mark.parametrize("position", ["", "58.9", "ett två", "48.85, 2.35", "1 2 3"])
def test_a_position_that_cannot_be_is_explained(world: World, position: str) -> None:
    response = _as(world.coordinator).post(f"{BASE}platser/", {"name": "X", "kind": "other", "position": position})
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert not Place.objects.for_municipality(world.bjorkviken).filter(name="X").exists()


def test_the_log_is_in_sentences_filtered_and_known_to_be_whole(world: World) -> None:
    operations.create_function(
        municipality=world.bjorkviken, organization=world.housing, title="Vaktmästare", by=world.administrator
    )
    operations.close_account(account=world.reporter, by=world.administrator)
    client = _as(world.registrar)
    page = client.get(f"{BASE}logg/").content.decode()
    assert "Lade till funktionen Vaktmästare" in page
    assert "Loggen är hel" in page
    assert "Stängde en inloggning: Rut Rapportör" in page

    def lines(query: str) -> int:
        return client.get(f"{BASE}logg/?{query}").content.decode().count('<td class="nowrap">')

    assert (lines(""), lines("rum=accounts"), lines("rum=incidents"), lines("vem=adam"), lines("vem=klara")) == (
        3,
        3,
        0,
        3,
        0,
    )
    assert (lines("fran=2020-01-01"), lines("till=2020-01-01"), lines("fran=inte-en-dag"), lines("rum=xx")) == (
        3,
        0,
        3,
        3,
    )
    assert "Ingen rad passar." in client.get(f"{BASE}logg/?vem=klara").content.decode()


def test_a_log_that_was_changed_outside_says_so(world: World) -> None:
    operations.create_function(
        municipality=world.bjorkviken, organization=world.housing, title="Vaktmästare", by=world.administrator
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER audit_no_update"
            if connection.vendor == "sqlite"
            else "DROP TRIGGER audit_no_change ON audit_auditevent"
        )
    AuditEvent.objects.update(actor_name="Någon annan")
    assert "Loggen har ändrats utanför Lykta." in _as(world.registrar).get(f"{BASE}logg/").content.decode()


def test_the_neighbours_log_is_theirs(world: World) -> None:
    operations.create_function(
        municipality=world.bjorkviken, organization=world.housing, title="Vaktmästare", by=world.administrator
    )
    Grant.objects.create(
        account=world.registrar, function=world.functions["outsider"], role=Role.REGISTRAR, municipality=world.granhult
    )
    assert "Vaktmästare" not in _as(world.registrar).get("/arbete/granhult/logg/").content.decode()


@pytest.mark.parametrize("page", ["personer/", "logg/", "platser/"])
def test_thirty_rows_take_as_many_queries_as_one(world: World, page: str) -> None:
    Grant.objects.create(
        account=world.administrator, function=world.park, role=Role.REGISTRAR, municipality=world.bjorkviken
    )
    operations.give_grant(
        account=world.reporter,
        function=world.park,
        role=Role.REPORTER,
        municipality=world.bjorkviken,
        by=world.administrator,
    )
    client = _as(world.administrator)
    client.get(BASE + page)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(BASE + page).status_code == 200
        return len(queries)

    one = count()
    for n in range(30):
        account = Account.objects.create_user(f"p{n}@example.org", None, name=f"Person {n}")
        operations.give_grant(
            account=account,
            function=world.park,
            role=Role.REPORTER,
            municipality=world.bjorkviken,
            by=world.administrator,
        )
        Place.objects.create(
            municipality=world.bjorkviken, name=f"Plats {n}", lon=14.3, lat=58.9, search_text=f"plats {n}"
        )
    assert count() == one
