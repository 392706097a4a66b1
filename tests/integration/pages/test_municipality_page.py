"""The page where a municipality sets its own data: who may, what is kept, what is refused, and the areas."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.geometry import parsed
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.accounts.models import Account
from lykta.ground.areas.models import AreaSet
from lykta.ground.areas.operations import AreaFeature, import_area_set, use_area_set
from lykta.ground.areas.queries import area_set_in_use
from lykta.ground.municipalities.models import Municipality
from tests.integration.incidents.reports import send
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

PAGE = "/arbete/bjorkviken/kommunen/"
SHELL = CommandLine()
# Typed by hand: who may open the page.
EXPECTED = {
    "reporter": 403, "other_reporter": 403, "coordinator": 200, "police_officer": 403, "action_owner": 403,
    "council_member": 403, "registrar": 403, "administrator": 200, "outsider": 404,
}  # fmt: skip


def _as(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def _form(client: Client, **changed: Any) -> dict[str, Any]:
    """What a browser would send: every field as the page shows it, and what the person changed."""
    form = client.get(PAGE).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**shown, **changed}.items()}


def _row() -> Municipality:
    return Municipality.objects.get(code="9901")


def _set(*lons: float, key: str = "own", code: str = "9901") -> AreaSet:
    features = [
        AreaFeature(str(n), f"Del {n}", code, parsed(shapely.box(lon, 58.88, lon + 0.02, 58.92)))
        for n, lon in enumerate(lons)
    ]
    made, _added = import_area_set(
        key=key, name=f"Indelning {key}", vintage="2026", municipality_code=code, features=features, source="test",
        by=SHELL,
    )  # fmt: skip
    return made


def test_who_may_open_and_send(world: World) -> None:
    assert {who: _as(getattr(world, who)).get(PAGE).status_code for who in EXPECTED} == EXPECTED
    assert Client().get(PAGE).status_code == 302
    sent = _form(_as(world.coordinator), forum_name="Planterad")
    _set(14.29)
    chosen = {"act": "area_set", "area_set": AreaSet.objects.get().public_id}
    for who, status in EXPECTED.items():
        if status != 200:
            client = _as(getattr(world, who))
            assert (client.post(PAGE, sent).status_code, client.post(PAGE, chosen).status_code) == (status, status)
    assert (_row().forum_name, area_set_in_use(world.bjorkviken)) == ("EST-gruppen", None)


def test_the_menu_leads_there_for_those_who_may(world: World) -> None:
    for who, menu in (("coordinator", True), ("administrator", True), ("police_officer", False)):
        browser = _as(getattr(world, who))
        menu_entry = 'href="/arbete/bjorkviken/administration/"' in browser.get("/arbete/bjorkviken/").content.decode()
        below = f'href="{PAGE}"' in browser.get("/arbete/bjorkviken/administration/").content.decode()
        assert (menu_entry, below) == (menu, menu)


def test_an_untouched_form_is_saved_as_nothing(world: World) -> None:
    client = _as(world.coordinator)
    before = Municipality.objects.values().get(code="9901")
    assert client.post(PAGE, _form(client)).status_code == 302
    assert Municipality.objects.values().get(code="9901") == before
    assert AuditEvent.objects.count() == 0


def test_everything_is_set_and_the_log_names_it(world: World) -> None:
    client = _as(world.administrator)
    wanted = {
        "contact_title": "Säkerhetschefen", "contact_email": "sakerhet@bjorkviken.example",
        "contact_phone": "+46 501 12 34 56", "forum_name": "Torsdagsgruppen", "council_name": "Trygghetsrådet",
        "plan_name": "Handlingsplan", "week_cut_weekday": 3, "week_cut_hour": 10, "colour_main": "#5b2a86",
        "colour_accent": "#ffd166", "population": 14_250, "population_year": 2025, "smallest_public_count": 10,
        "public_delay_days": 0,
    }  # fmt: skip
    response = client.post(
        PAGE,
        _form(client, **{**wanted, "forum_name": "  Torsdags\tgruppen ", "centre": "6529000, 459700"}),
        follow=True,
    )
    assert "Inställningarna är sparade" in response.content.decode()
    row = _row()
    assert {name: getattr(row, name) for name in wanted} == {**wanted, "forum_name": "Torsdags gruppen"}
    assert (row.centre_lon, row.centre_lat) == (pytest.approx(14.3, abs=0.002), pytest.approx(58.9, abs=0.002))
    assert (row.name, row.code, row.slug) == ("Björkviken", "9901", "bjorkviken")
    (event,) = AuditEvent.objects.all()
    assert (event.event, event.actor_name) == ("municipalities.changed", "Adam Admin")
    assert "14250" not in str(event.details)
    text = _as(world.registrar).get("/arbete/bjorkviken/logg/").content.decode()
    assert "huvudfärg, kontaktens e-post" in text or "accentfärg, huvudfärg" in text
    # The new week is explained on the page, with its clock.
    assert re.search(r"vi är i|är vi i vecka \d+: torsdag", response.content.decode())
    assert "kl. 10.00" in response.content.decode()
    public = Client().get("/k/bjorkviken/kontakt/").content.decode()
    assert "Säkerhetschefen" in public
    assert "--municipality:#5b2a86" in public


WRONG = [
    ("contact_email", "inte en adress", "Skriv en hel e-postadress"),
    ("contact_phone", "ring mig", "Skriv numret med siffror"),
    ("contact_title", "x" * 121, "Korta texten till högst 120 tecken"),
    ("contact_title", "Anna 811218-9876", "peka ut en person"),
    ("forum_name", "", "Fyll i det här för att gå vidare"),
    ("forum_name", "å" * 20_000, "Korta texten till högst 80 tecken"),
    ("council_name", "   ", "Fyll i det här för att gå vidare"),
    ("plan_name", "anna@exempel.se", "peka ut en person"),
    ("week_cut_weekday", "7", "Välj något av det som står i listan"),
    ("week_cut_hour", "24", "Välj något av det som står i listan"),
    ("colour_main", "#f2b01e", "Vit text går inte att läsa på huvudfärgen"),
    ("colour_main", "red;background:url(x)", "Korta texten"),
    ("colour_main", "#12345", "Skriv färgen som #"),
    ("colour_accent", "#10243f", "De två färgerna är för lika"),
    ("population", "1" * 5_000, "heltal"),
    ("population", "-4", "minst 1"),
    ("population_year", "", "Skriv vilket år antalet invånare gäller"),
    ("population_year", "9000", "Året har inte kommit än"),
    ("smallest_public_count", "2", "minst 3"),
    ("smallest_public_count", "fem", "Skriv ett heltal"),
    ("public_delay_days", "367", "högst 366"),
    ("public_delay_days", "", "Fyll i det här"),
    ("centre", "48.85, 2.35", "inte i Sverige"),
    ("centre", "59.5, 17.0", "utanför kommunen"),
    ("centre", "58.9", "Skriv två tal"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG)
def test_what_cannot_be_is_said_at_the_field_and_nothing_is_saved(
    world: World, field: str, value: str, sentence: str
) -> None:
    use_area_set(municipality=world.bjorkviken, area_set=_set(14.29), by=SHELL)
    client = _as(world.coordinator)
    before, events = Municipality.objects.values().get(code="9901"), AuditEvent.objects.count()
    response = client.post(PAGE, _form(client, **{"council_name": "Vårt nya råd", field: value}))
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert not re.search("ogiltig|giltig[at]? ", text.lower())
    assert field == "council_name" or 'value="Vårt nya råd"' in text  # what was written is still there
    assert "url(x)" not in re.sub(r'value="[^"]*"', "", text)
    assert Municipality.objects.values().get(code="9901") == before
    assert AuditEvent.objects.count() == events


def test_a_double_click_is_one_change_and_a_stale_page_none(world: World) -> None:
    coordinator, administrator = _as(world.coordinator), _as(world.administrator)
    first = _form(coordinator, forum_name="Fredagsgruppen")
    stale = _form(administrator, forum_name="Måndagsgruppen")
    assert [coordinator.post(PAGE, first).status_code for _time in range(2)] == [302, 302]
    assert AuditEvent.objects.count() == 1

    response = administrator.post(PAGE, stale)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Någon annan ändrade inställningarna" in text
    assert 'value="Måndagsgruppen"' in text
    assert administrator.post(PAGE, _without(stale, "version")).status_code == 409
    assert administrator.post(PAGE, {**stale, "version": "9" * 40}).status_code == 409
    assert (_row().forum_name, AuditEvent.objects.count()) == ("Fredagsgruppen", 1)


def _without(sent: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in sent.items() if key != name}


def test_what_is_written_comes_out_as_text(world: World) -> None:
    client, nasty = _as(world.coordinator), '"><script>alert(1)</script>'
    assert client.post(PAGE, _form(client, forum_name=nasty)).status_code == 302
    text = client.get(PAGE).content.decode()
    assert escape(nasty) in text
    assert "<script>alert" not in text


def test_the_contrast_is_a_sentence(world: World) -> None:
    client = _as(world.coordinator)
    text = client.get(PAGE).content.decode()
    assert "Vit text på huvudfärgen har kontrasten 15,6 till 1. Det behövs minst 4,5, så den går att läsa." in text
    text = client.post(PAGE, _form(client, colour_main="#777777")).content.decode()
    assert "Vit text på huvudfärgen har kontrasten 4,4 till 1. Det behövs minst 4,5: välj en mörkare." in text


def test_areas_are_chosen_reports_move_and_a_second_click_does_nothing(world: World) -> None:
    first, second = _set(14.29), _set(14.25, 14.295, key="annan")
    _set(14.29, key="grann", code="9902")
    use_area_set(municipality=world.bjorkviken, area_set=first, by=SHELL)
    report = send(world)
    client = _as(world.coordinator)
    text = client.get(PAGE).content.decode()
    assert "Indelning annan" in text
    assert "Indelning grann" not in text
    assert text.count("Räkna efter den här</button>") == 1  # not at the one in use

    sent = {"act": "area_set", "area_set": second.public_id}
    response = client.post(PAGE, sent, follow=True)
    assert "1 rapport fick ett annat område" in response.content.decode()
    report.refresh_from_db()
    assert report.area is not None
    assert (report.area.name, area_set_in_use(world.bjorkviken)) == ("Del 1", second)
    events = AuditEvent.objects.count()
    assert "Ni räknar efter Indelning annan" in client.post(PAGE, sent, follow=True).content.decode()
    assert AuditEvent.objects.count() == events
    for unknown in ("finns-inte", "", AreaSet.objects.get(key="grann").public_id):
        assert client.post(PAGE, {"act": "area_set", "area_set": unknown}).status_code == 404
    assert area_set_in_use(world.bjorkviken) == second


def test_thirty_area_sets_take_as_many_queries_as_one(world: World) -> None:
    client = _as(world.coordinator)
    use_area_set(municipality=world.bjorkviken, area_set=_set(14.29), by=SHELL)
    client.get(PAGE)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    one = count()
    for n in range(30):
        _set(14.29, key=f"k{n}")
    assert count() == one


def test_the_map_of_a_municipality_with_areas_alone_is_drawn_on_both_sides(world: World) -> None:
    staff, public = "/arbete/bjorkviken/karta/bas.json", "/k/bjorkviken/karta/bas.json"
    assert _as(world.reporter).get(staff).json() == {}
    use_area_set(municipality=world.bjorkviken, area_set=_set(14.29, 14.31), by=SHELL)
    drawn = _as(world.reporter).get(staff).json()
    assert {key: len(layer["features"]) for key, layer in drawn.items()} == {"ground": 1, "areas": 2}
    layers = Client().get(public).json()["layers"]
    assert {layer["key"]: layer["features"] for layer in layers} == drawn
