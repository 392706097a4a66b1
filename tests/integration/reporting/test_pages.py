"""The pages of those who report: plain forms, what became of one's reports, and links that open one purpose each."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lykta.facts.incidents import operations
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import ComingEvent, FaultHandover, Incident, NilReport
from lykta.ground.accounts.operations import issue_link, revoke_link
from lykta.sites.by_link import keys
from tests.integration.pages.rows import PERSONAL_NUMBER, assert_same_queries
from tests.integration.reporting.phones import Phone, a_link, by_link, by_login
from tests.integration.reporting.test_sending import jpeg
from tests.worlds import World

pytestmark = pytest.mark.sql
PLANTED = "Hemlig iakttagelse bakom pumphuset."


@pytest.fixture(params=["login", "link"])
def phone(request: pytest.FixtureRequest, world: World) -> Phone:
    return by_login(world.reporter) if request.param == "login" else by_link(world)


def a_form(**changes: Any) -> dict[str, Any]:
    return {
        "once": "once-and-only", "category": "graffiti", "when": "now", "observation": "own", "certainty": "sure",
        "place_text": "bakom kiosken", "text": PLANTED,
    } | changes  # fmt: skip


def post(phone: Phone, path: str, **data: Any) -> Any:
    return phone.client.post(f"{phone.door}{path}", data)


def get(phone: Phone, path: str) -> str:
    answer = phone.client.get(f"{phone.door}{path}", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def only(world: World) -> Incident:
    return Incident.objects.for_municipality(world.bjorkviken).get()


def test_the_plain_form_reports_once_and_thanks(phone: Phone, world: World) -> None:
    sent = a_form(place_text="", place_name="furutorget", picture=jpeg())
    first = post(phone, "rapportera/", **sent)
    again = post(phone, "rapportera/", **(sent | {"picture": jpeg()}))
    row = only(world)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == f"{phone.door}mina-rapporter/?tack={row.public_id}"
    assert (row.place, row.text, row.picture is not None) == (world.square, PLANTED, True)
    shown = phone.client.get(first["Location"]).content.decode()
    assert f"Tack. Rapporten har nummer {row.number}." in shown
    assert "Samordnaren läser den före nästa lägesbild, måndag " in shown


def test_a_name_that_fits_several_places_is_asked_about(phone: Phone, world: World) -> None:
    world.school.name, world.school.search_text = "Furuskolan", "furuskolan"
    world.school.save()
    answer = post(phone, "rapportera/", **a_form(place_text="", place_name="furu"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{world.square.public_id}"' in shown
    assert f'value="{world.school.public_id}"' in shown
    assert PLANTED in shown  # what was written is still there
    assert post(phone, "rapportera/", **a_form(place_text="", place_name="kiosken vid sjön")).status_code == 302
    assert only(world).place_text == "kiosken vid sjön"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": f"Det var {PERSONAL_NUMBER}."}, "personnummer"),
        ({"category": ""}, "Fyll i det här"),
        ({"category": "domestic_violence"}, "Välj vad som har hänt"),
        ({"place_text": ""}, "Säg var"),
        ({"picture": b"%PDF-1.7"}, "gick inte att läsa som en bild"),
        ({"picture": b"\xff" * 16_000_000}, "15 MB"),
    ],
)
def test_the_plain_form_says_what_to_change(phone: Phone, world: World, changes: dict[str, Any], words: str) -> None:
    if "picture" in changes:
        changes = {"picture": SimpleUploadedFile("a.jpg", changes["picture"], "image/jpeg")}
    answer = post(phone, "rapportera/", **a_form(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Incident.objects.for_municipality(world.bjorkviken).exists()


def test_by_link_nothing_that_was_written_is_shown(world: World) -> None:
    phone = by_link(world)
    phone.send(phone.report(text=PLANTED, place_text="norra gaveln, dörr 4"))
    starts = timezone.now() + timedelta(days=3)
    phone.send(
        phone.report(
            kind="coming", title="Hemligt disko", starts=starts.isoformat(), ends=starts.isoformat(), note=PLANTED
        )
    )
    row, event = only(world), ComingEvent.objects.for_municipality(world.bjorkviken).get()
    operations.review_incident(
        incident=row, decision=State.RETURNED, by=world.coordinator, note="Vilken sida?", expected_version=1
    )
    for path in (
        "mina-rapporter/",
        f"mina-rapporter/?tack={row.public_id}",
        f"mina-rapporter/?tack={event.public_id}",
        f"mina-rapporter/{row.public_id}/svara/",
        "rapportera/",
        "nollrapport/",
        "arrangemang/ny/",
    ):
        shown = get(phone, path)
        for secret in (PLANTED, "norra gaveln", "Hemligt disko", world.reporter.name):
            assert secret not in shown, path
    shown = get(phone, "mina-rapporter/")
    for told in ("Klotter", f"nr {row.number}", "Vilken sida?", "Kommande arrangemang"):
        assert told in shown


def test_after_login_ones_own_text_is_shown_and_no_others(world: World) -> None:
    phone, other = by_login(world.reporter), by_login(world.other_reporter)
    phone.send(phone.report(text=PLANTED))
    assert PLANTED in get(phone, "mina-rapporter/")
    assert PLANTED not in get(other, "mina-rapporter/")
    assert PLANTED not in get(by_link(world), "mina-rapporter/")


def test_by_link_only_the_last_thirty_days(world: World) -> None:
    phone = by_link(world)
    phone.send(phone.report(category="broken_glass"))
    rows = Incident.objects.for_municipality(world.bjorkviken)
    pid = rows.get().public_id
    rows.update(reported=timezone.now() - timedelta(days=31))
    assert "Du har inte rapporterat något än." in get(phone, "mina-rapporter/")
    assert "Rapporten har nummer" not in get(phone, f"mina-rapporter/?tack={pid}")
    assert post(phone, f"mina-rapporter/{pid}/ta-tillbaka/").status_code == 404


def changed(row: Incident, **fields: Any) -> None:
    Incident.objects.for_municipality(row.municipality).filter(pk=row.pk).update(**fields)


def test_what_became_of_it_in_words(phone: Phone, world: World) -> None:
    phone.send(phone.report())
    row = only(world)
    other = operations.report_incident(
        municipality=world.bjorkviken, category=row.category, occurred_from=row.occurred_from, place=world.square,
        precision="address", observation="own", certainty="sure", text="", organization=world.guards, source="guard",
        by=world.other_reporter,
    )  # fmt: skip
    told = {
        "Samordnaren läser den före nästa lägesbild.": {"state": State.REPORTED},
        "Den är läst och räknas i lägesbilden för vecka ": {"state": State.REVIEWED},
        "Någon annan har rapporterat samma händelse.": {"state": State.REVIEWED, "merged_into": other},
        "Ring jouren.": {"state": State.OUT_OF_SCOPE, "review_note": "Ring jouren.", "merged_into": None},
        "Bara samordnaren ser rapporten": {"state": State.QUARANTINED},
        "Du har tagit tillbaka den": {"state": State.WITHDRAWN},
    }  # fmt: skip
    for words, fields in told.items():
        changed(row, **fields)
        assert words in get(phone, "mina-rapporter/")
    FaultHandover.objects.create(
        municipality=world.bjorkviken, incident=row, to="fel@example.org", reference="F-17", handed_over_by_name="x"
    )
    assert "Skickad vidare som felanmälan, referens F-17." in get(phone, "mina-rapporter/")


def test_a_question_is_answered_and_the_report_waits_again(phone: Phone, world: World) -> None:
    phone.send(phone.report(text="Lampan är släckt."))
    row = only(world)
    operations.review_incident(
        incident=row, decision=State.RETURNED, by=world.coordinator, note="Vilken sida?", expected_version=1
    )
    path = f"mina-rapporter/{row.public_id}/svara/"
    version = re.search(r'name="version" value="(\d+)"', get(phone, path)).group(1)  # type: ignore[union-attr]
    stopped = post(phone, path, text=PERSONAL_NUMBER, version=version, once="a")
    assert (stopped.status_code, "personnummer" in stopped.content.decode()) == (422, True)
    assert post(phone, path, text="Norra sidan.", version=version, once="b").status_code == 302
    row.refresh_from_db()
    by_person = phone.door != "/l/"
    assert row.text == ("Norra sidan." if by_person else "Lampan är släckt.\n\nNorra sidan.")
    assert row.state == State.REPORTED


def test_what_is_not_reviewed_can_be_taken_back_by_button_only(phone: Phone, world: World) -> None:
    phone.send(phone.report())
    row = only(world)
    path = f"mina-rapporter/{row.public_id}/ta-tillbaka/"
    assert phone.client.get(f"{phone.door}{path}").status_code == 405
    assert post(phone, path).status_code == 302
    assert only(world).state == State.WITHDRAWN
    assert post(phone, path).status_code == 409


def test_others_reports_are_not_ones_own(phone: Phone, world: World) -> None:
    other = by_login(world.other_reporter)
    other.send(other.report())
    row = only(world)
    for path in (f"mina-rapporter/{row.public_id}/svara/", f"mina-rapporter/{row.public_id}/ta-tillbaka/"):
        assert post(phone, path, text="x").status_code == 404
    assert "Rapporten har nummer" not in get(phone, f"mina-rapporter/?tack={row.public_id}")
    assert only(world).state == State.REPORTED


def test_nothing_to_report_is_one_button(phone: Phone, world: World) -> None:
    get(phone, "nollrapport/")
    assert not NilReport.objects.for_municipality(world.bjorkviken).exists()  # looking changes nothing
    for _ in range(2):
        answer = post(phone, "nollrapport/")
        assert answer["Location"] == f"{phone.door}mina-rapporter/?tack=noll"
    assert NilReport.objects.for_municipality(world.bjorkviken).count() == 1
    assert "också viktig information" in get(phone, "mina-rapporter/?tack=noll")
    assert "Du har redan" in get(phone, "nollrapport/")


def test_an_event_is_announced_and_cancelled(phone: Phone, world: World) -> None:
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {
        "once": "x",
        "title": "Match",
        "on_date": day,
        "from_time": "18:00",
        "to_time": "01:00",
        "place_name": "furutorget",
    }
    assert post(phone, "arrangemang/ny/", **sent).status_code == 302
    row = ComingEvent.objects.for_municipality(world.bjorkviken).get()
    assert (row.place, row.ends - row.starts) == (world.square, timedelta(hours=7))
    assert post(by_login(world.other_reporter), f"arrangemang/{row.public_id}/stall-in/").status_code == 404
    assert post(phone, f"arrangemang/{row.public_id}/stall-in/").status_code == 302
    row.refresh_from_db()
    assert row.cancelled is not None


def test_a_list_of_thirty_asks_as_much_as_a_list_of_one(phone: Phone, world: World) -> None:
    def add(_n: int) -> None:
        phone.send(phone.report(place=world.square.public_id))

    assert_same_queries(lambda: phone.client.get(f"{phone.door}mina-rapporter/"), add)


def test_two_purposes_in_one_browser(world: World) -> None:
    client = Client()
    _link, token = a_link(world)
    _other, owner = issue_link(
        function=world.park, municipality=world.bjorkviken, purpose="action_owner", by=world.coordinator
    )
    assert client.get(f"/l/{token}/")["Location"] == "/l/rapportera/"
    assert client.get("/l/")["Location"] == "/l/rapportera/"
    assert client.get(f"/l/{owner}/")["Location"] == "/l/"
    assert client.get("/l/").status_code == 200
    assert client.get("/l/rapportera/").status_code == 200
    assert client.post("/l/avsluta/", {"purpose": "report_by_link"}).status_code == 200
    assert client.get("/l/rapportera/").status_code == 404
    assert client.get("/l/").status_code == 200
    client.post("/l/avsluta/")
    assert client.get("/l/").status_code == 404


def test_a_reporters_cookie_lasts_as_long_as_the_link(world: World) -> None:
    link, token = a_link(world)
    cookie = Client().get(f"/l/{token}/").cookies[keys.REPORT_COOKIE]
    lasts = link.expires + keys.AFTER_END - timezone.now()
    assert abs(cookie["max-age"] - lasts.total_seconds()) < 60
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/l/")
    assert link.public_id not in cookie["path"]
    assert token not in cookie.value


def test_a_link_of_one_purpose_is_no_key_to_the_other(world: World) -> None:
    phone = by_link(world)
    client = Client()
    client.cookies[keys.COOKIE] = phone.client.cookies[keys.REPORT_COOKIE].value
    assert client.get("/l/").status_code == 404
    owner = Client()
    _row, token = issue_link(
        function=world.park, municipality=world.bjorkviken, purpose="action_owner", by=world.coordinator
    )
    owner.get(f"/l/{token}/")
    assert owner.get("/l/rapportera/").status_code == 404
    assert owner.get("/l/karta/bas.json").status_code == 404


def test_a_link_that_has_ended_opens_no_page(world: World) -> None:
    link, token = a_link(world)
    phone = by_link(world, token)
    revoke_link(link=link, by=world.coordinator)
    for path in ("", "rapportera/", "mina-rapporter/", "nollrapport/", "arrangemang/ny/", "karta/bas.json"):
        assert phone.client.get(f"/l/{path}").status_code == 404, path
    assert post(phone, "rapportera/", **a_form()).status_code == 404
    assert post(phone, "nollrapport/").status_code == 404
    assert not Incident.objects.for_municipality(world.bjorkviken).exists()


def test_forms_by_link_need_their_token(world: World) -> None:
    phone = by_link(world)
    phone.client.handler.enforce_csrf_checks = True
    assert post(phone, "rapportera/", **a_form()).status_code == 403
    assert post(phone, "nollrapport/").status_code == 403


def test_the_page_holds_its_basis_and_stays_small(phone: Phone, world: World) -> None:
    answer = phone.client.get(f"{phone.door}rapportera/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000
    shown = get(phone, "rapportera/")
    basis = json.loads(
        re.search(r'<script id="basis" type="application/json">(.*?)</script>', shown, re.DOTALL).group(1)
    )  # type: ignore[union-attr]
    assert basis["municipality"]["name"] == "Björkviken"
    assert "Kvinnofridslinjen" in shown
    assert "¿" not in shown
