"""What a phone sends, and what it is told: nothing lost, nothing doubled, always a sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lykta.base.files.models import Picture
from lykta.facts.evidence.models import Category
from lykta.facts.incidents.enums import Channel, State
from lykta.facts.incidents.models import ComingEvent, Incident, NilReport
from lykta.ground.accounts.operations import end_grant, revoke_link
from lykta.sites.reporting.sent_reports import Unreadable, read, readable, shift_of
from tests.integration.pages.rows import PERSONAL_NUMBER, SCRIPT
from tests.integration.reporting.phones import Phone, a_link, a_report, by_link, by_login
from tests.worlds import World

pytestmark = pytest.mark.sql


@pytest.fixture(params=["login", "link"])
def phone(request: pytest.FixtureRequest, world: World) -> Phone:
    return by_login(world.reporter) if request.param == "login" else by_link(world)


def rows(world: World) -> list[Incident]:
    return list(Incident.objects.for_municipality(world.bjorkviken).order_by("number"))


def jpeg(size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, "JPEG")
    return SimpleUploadedFile("lampa.jpg", out.getvalue(), "image/jpeg")


def test_a_report_gets_its_number_and_hears_what_happens_next(phone: Phone, world: World) -> None:
    answer = phone.send(phone.report(place=world.square.public_id, place_text=""))
    row = rows(world)[0]
    receipt = answer.json()["receipt"]
    assert (answer.status_code, answer.json()["status"]) == (201, "stored")
    assert receipt["id"] == row.public_id
    assert receipt["number"] == row.number
    assert receipt["held"] is False
    assert receipt["sentence"] == f"Tack. Rapporten har nummer {row.number}."
    assert receipt["next_sentence"].startswith("Samordnaren läser den före nästa lägesbild, måndag ")
    assert (row.category.code, row.place, row.text, row.state) == (
        "graffiti",
        world.square,
        "Klotter på gaveln.",
        "reported",
    )
    assert (row.organization, row.source) == (world.housing, "housing")
    by_person = phone.door != "/l/"
    assert (row.reported_by is not None, row.function is None) == (by_person, by_person)
    assert row.channel == (Channel.FORM if by_person else Channel.LINK)


def test_the_same_again_is_the_same_receipt(phone: Phone, world: World) -> None:
    report = phone.report()
    first = phone.send(report)
    later = (timezone.now() + timedelta(seconds=50)).isoformat()
    again = phone.send(report | {"sent_at": later})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"status": "again", "receipt": first.json()["receipt"]}
    assert len(rows(world)) == 1


def test_the_same_key_with_other_content_is_a_conflict(phone: Phone, world: World) -> None:
    report = phone.report()
    phone.send(report)
    answer = phone.send(report | {"text": "Något annat."})
    assert (answer.status_code, answer.json()["status"]) == (409, "conflict")
    assert [row.text for row in rows(world)] == ["Klotter på gaveln."]


def test_two_phones_with_the_same_link(world: World) -> None:
    _link, token = a_link(world)
    one, two = by_link(world, token), by_link(world, token)
    assert [one.send(one.report()).status_code, two.send(two.report()).status_code] == [201, 201]
    assert len(rows(world)) == 2


def test_a_phone_whose_clock_is_wrong(phone: Phone, world: World) -> None:
    wrong = timezone.now() + timedelta(days=400)

    def ago(hours: int) -> str:
        return (wrong - timedelta(hours=hours)).isoformat()

    report = phone.report(
        written_at=(wrong - timedelta(hours=5)).isoformat(), sent_at=wrong.isoformat(),
        when={"kind": "interval", "from": ago(9), "to": ago(6)},
    )  # fmt: skip
    assert phone.send(report).status_code == 201
    row = rows(world)[0]
    assert abs(row.occurred_from - (timezone.now() - timedelta(hours=9))) < timedelta(minutes=1)
    assert abs(row.occurred_to - (timezone.now() - timedelta(hours=6))) < timedelta(minutes=1)


def test_now_is_when_it_was_written_not_when_it_came(phone: Phone, world: World) -> None:
    written = timezone.now() - timedelta(days=2)
    assert phone.send(phone.report(written_at=written.isoformat())).status_code == 201
    assert rows(world)[0].occurred_from == written


def test_a_time_that_has_not_come_is_said(phone: Phone, world: World) -> None:
    soon = (timezone.now() + timedelta(days=1)).isoformat()
    answer = phone.send(phone.report(when={"kind": "time", "from": soon}))
    assert (answer.status_code, answer.json()["field"]) == (422, "when")
    assert "har inte varit än" in answer.json()["message"] or "inte kommit" in answer.json()["message"]


NOW = datetime(2026, 11, 17, 12, 0, tzinfo=timezone.get_fixed_timezone(0))
SINCE_2025 = (NOW - datetime(2025, 1, 1, 12, tzinfo=NOW.tzinfo)) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("written", "sent", "hours"),
    [
        ("2026-11-17T11:00:00Z", "2026-11-17T12:00:30Z", 0),  # right enough
        ("2026-11-17T13:00:00+02:00", "2026-11-17T14:00:30+02:00", 0),  # another zone, the same moment
        ("2025-01-01T00:00:00Z", "2025-01-01T12:00:00Z", SINCE_2025),
        ("2027-01-01T00:00:00Z", "2026-11-17T15:00:00Z", 0),  # the clock was set in between: not of the same clock
        ("x", None, 0), (None, "NaN", 0), ([], {}, 0),
    ],
)  # fmt: skip
def test_how_wrong_the_clock_goes(written: Any, sent: Any, hours: float) -> None:
    assert shift_of(written, sent, NOW) == timedelta(hours=hours)


NOT_READ = [
    "",
    "{",
    "[]",
    "null",
    '"text"',
    "[" * 100_000,
    "9" * 5000,
    '{"key": NaN}',
    "\ud800".encode("utf-8", "replace").decode(),
]


@pytest.mark.parametrize("text", NOT_READ, ids=range(len(NOT_READ)))
def test_what_is_no_report_is_told_so(phone: Phone, world: World, text: str) -> None:
    answer = phone.send(text)
    assert (answer.status_code, answer.json()["status"]) == (422, "change")
    assert rows(world) == []


HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "a category that is none": ({"category": "'; DROP TABLE incidents_incident; --"}, "category"),
    "a category of another kind": ({"category": {"a": 1}}, "category"),
    "no category": ({"category": None}, "category"),
    "a place that is gone": ({"place": "zzzzzzzzzzzz"}, "place"),
    "a place that is a list": ({"place": ["x"]}, "place"),
    "nowhere": ({"place_text": " \u200f "}, "place"),
    "half a position": ({"lon": 14.3}, "place"),
    "a position in words": ({"lon": "14.3", "lat": "58.9"}, "place"),
    "true as a number": ({"lon": True, "lat": True}, "place"),
    "off the earth": ({"lon": 1e300, "lat": 58.9}, "place"),
    "a number too long": ({"lon": 10**400, "lat": 58.9}, "place"),
    "an observation of its own": ({"observation": "<b>seen</b>"}, "observation"),
    "a certainty of its own": ({"certainty": 3}, "certainty"),
    "a text that is none": ({"text": 17}, "text"),
    "a text too long": ({"text": "x" * 2001}, "text"),
    "a megabyte": ({"text": "å" * 1_000_000}, "text"),
    "two megabytes and more": ({"text": "x" * 2_500_000}, "text"),
    "a time that is none": ({"when": {"kind": "time", "from": "i går"}}, "when"),
    "when in words": ({"when": "nu"}, "when"),
    "no time at all": ({"when": {"kind": "interval", "from": None, "to": None}}, "when"),
    "backwards": ({"when": {"kind": "interval", "from": "2026-03-02T10:00Z", "to": "2026-03-01T10:00Z"}}, "when"),
    "the first day of the calendar": ({"when": {"kind": "time", "from": "0001-01-01T00:00:00+14:00"}}, "when"),
    "a personal identity number": ({"text": f"Det var {PERSONAL_NUMBER}."}, "text"),
    "an identity number as a place": ({"place_text": PERSONAL_NUMBER}, "place_text"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "field"), HOSTILE.values(), ids=list(HOSTILE))
def test_what_cannot_be_right_says_where_and_what_to_do(
    phone: Phone, world: World, changes: dict[str, Any], field: str
) -> None:
    answer = phone.send(phone.report(**changes))
    told = answer.json()
    assert (answer.status_code, told["status"], told["field"]) == (422, "change", field)
    assert len(told["message"]) > 15
    assert "ogiltig" not in told["message"].lower()
    assert rows(world) == []


def test_what_may_stand_in_a_text_stands_there(phone: Phone, world: World) -> None:
    text = f"🔥 {SCRIPT} '); DROP TABLE x;-- \u202eevil\u202c \x07tut \ud800 رسالة"
    assert phone.send(json.dumps(phone.report(text=text, unknown=[1, {"a": 2}], shift=5))).status_code == 201
    assert rows(world)[0].text == f"🔥 {SCRIPT} '); DROP TABLE x;-- evil tut ? رسالة"


def test_a_position_outside_is_kept_and_said(phone: Phone, world: World) -> None:
    answer = phone.send(phone.report(lon=-14.3, lat=-58.9, place_text=""))
    assert answer.status_code == 201
    assert "utanför kommunen" in answer.json()["receipt"]["sentence"]
    assert rows(world)[0].is_outside


def test_a_rough_position_is_no_point(phone: Phone, world: World) -> None:
    phone.send(phone.report(lon=14.3, lat=58.9, accuracy_m=900))
    phone.send(phone.report(lon=14.3, lat=58.9, accuracy_m=9.5))
    assert [row.precision for row in rows(world)] == ["area", "point"]


def test_what_may_point_out_a_person_is_held_back_and_said(phone: Phone, world: World) -> None:
    receipt = phone.send(phone.report(text="Ring 070-174 06 05 om lampan.")).json()["receipt"]
    assert receipt["held"] is True
    assert "bara samordnaren" in receipt["next_sentence"]
    assert rows(world)[0].state == State.QUARANTINED


def test_a_category_withdrawn_on_the_way_shows_the_way_on(phone: Phone, world: World) -> None:
    report = phone.report()
    Category.objects.filter(code="graffiti").update(active_to=date(2026, 1, 1))
    answer = phone.send(report)
    assert (answer.status_code, answer.json()["field"]) == (422, "category")
    assert "Välj en annan" in answer.json()["message"]
    assert phone.send(report | {"category": "broken_glass"}).status_code == 201  # the same key: it never came in


def test_a_category_withdrawn_after_it_came_in(phone: Phone, world: World) -> None:
    report = phone.report()
    phone.send(report)
    Category.objects.filter(code="graffiti").update(active_to=date(2026, 1, 1))
    assert phone.send(report).status_code == 200


def test_a_focus_area_is_never_reported_and_says_where_to_turn(phone: Phone, world: World) -> None:
    answer = phone.send(phone.report(category="domestic_violence"))
    assert (answer.status_code, answer.json()["field"]) == (422, "category")
    assert "020-50 50 50" in answer.json()["message"]
    assert rows(world) == []


def test_reasons_and_where_it_is_told_already(phone: Phone, world: World) -> None:
    sent = phone.report(
        category="unsafe_place", reasons=["poor_lighting", "deserted", "graffiti", 5], reported_to=["fault", "pope"]
    )
    assert phone.send(sent).status_code == 201
    row = rows(world)[0]
    assert (row.reasons, row.reported_to) == (["poor_lighting", "deserted"], ["fault"])


def test_a_picture_comes_along(phone: Phone, world: World) -> None:
    assert phone.send(phone.report(), jpeg()).status_code == 201
    assert (rows(world)[0].picture.width, Picture.objects.count()) == (40, 1)


def test_a_picture_that_is_none_can_be_left_out(phone: Phone, world: World) -> None:
    report = phone.report()
    answer = phone.send(report, SimpleUploadedFile("bild.jpg", b"%PDF-1.7 not a picture", "image/jpeg"))
    assert (answer.status_code, answer.json()["field"]) == (422, "picture")
    assert phone.send(report).status_code == 201
    assert [row.picture for row in rows(world)] == [None]


def test_a_picture_of_forty_megabytes(phone: Phone, world: World) -> None:
    report = phone.report()
    answer = phone.send(report, SimpleUploadedFile("bild.jpg", b"\xff" * 40 * 1024 * 1024, "image/jpeg"))
    assert (answer.status_code, answer.json()["status"]) == (413, "too_large")
    assert "15 MB" in answer.json()["message"]
    assert phone.send(report).status_code == 201


def test_nothing_to_report_is_of_the_week_it_was_written_in(phone: Phone, world: World) -> None:
    last_week = timezone.now() - timedelta(days=7)
    report = phone.report(kind="nil", written_at=last_week.isoformat())
    assert [phone.send(report).status_code, phone.send(report).status_code] == [201, 200]
    row = NilReport.objects.for_municipality(world.bjorkviken).get()
    assert row.period_id == f"{last_week:%G}-W{last_week:%V}"
    assert phone.basis()["nil"]["is_sent"] is False
    phone.send(phone.report(kind="nil"))
    assert phone.basis()["nil"]["is_sent"] is True


def test_a_coming_event(phone: Phone, world: World) -> None:
    starts = timezone.now() + timedelta(days=3)
    report = phone.report(
        kind="coming",
        title="Julmarknad",
        starts=starts.isoformat(),
        place=world.square.public_id,
        ends=(starts + timedelta(hours=4)).isoformat(),
        expected_visitors=800,
        note="Torghandel",
    )
    assert [phone.send(report).status_code, phone.send(report).status_code] == [201, 200]
    row = ComingEvent.objects.for_municipality(world.bjorkviken).get()
    assert (row.title, row.expected_visitors, row.starts, row.organization) == (
        "Julmarknad",
        800,
        starts,
        world.housing,
    )
    assert phone.send(report | {"key": "k" * 22, "title": ""}).json()["field"] == "title"
    assert phone.send(report | {"key": "k" * 22, "expected_visitors": -3}).json()["field"] == "expected_visitors"


def test_a_logged_out_phone_keeps_its_report(world: World) -> None:
    phone = by_login(world.reporter)
    report = phone.report()
    phone.client.logout()
    answer = phone.send(report)
    assert (answer.status_code, answer.json()["status"]) == (401, "login")
    phone.client.force_login(world.reporter)
    assert phone.send(report).status_code == 201


def test_the_ticket_of_another_login_is_not_sent_in_ones_name(world: World) -> None:
    report = by_login(world.reporter).report()
    for phone in (by_login(world.other_reporter), by_link(world)):
        answer = phone.send(report)
        assert (answer.status_code, answer.json()["status"]) == (401, "other_login")
    assert by_login(world.reporter).send(report | {"ticket": report["ticket"][:-2]}).status_code == 401
    assert by_login(world.reporter).send(report | {"ticket": None}).status_code == 401
    assert rows(world) == []


def test_the_ticket_of_another_municipality_is_not_sent_here(world: World) -> None:
    from lykta.ground.accounts.models import Grant

    Grant.objects.create(account=world.reporter, function=world.functions["outsider"], role="reporter",
                         municipality=world.granhult, valid_from=date(2020, 1, 1))  # fmt: skip
    phone = by_login(world.reporter)
    phone.door = "/arbete/granhult/"
    there = phone.report()
    phone.door = "/arbete/bjorkviken/"
    assert phone.send(there).status_code == 401


def test_a_new_link_of_the_same_function_sends_what_the_old_one_began(world: World) -> None:
    link, token = a_link(world)
    report = by_link(world, token).report()
    revoke_link(link=link, by=world.coordinator)
    assert by_link(world).send(report).status_code == 201
    assert rows(world)[0].state == State.REPORTED


def test_what_was_begun_before_the_link_ended_is_held_back(world: World) -> None:
    link, token = a_link(world)
    phone = by_link(world, token)
    report = phone.report()
    revoke_link(link=link, by=world.coordinator)
    answer = phone.send(report)
    assert (answer.status_code, answer.json()["receipt"]["held"]) == (201, True)
    assert rows(world)[0].state == State.QUARANTINED
    assert phone.client.get("/l/rapportera/underlag.json").status_code == 401  # nothing else is opened
    assert phone.send(report).status_code == 200
    for kind in ("nil", "coming"):
        assert phone.send(report | {"kind": kind, "key": "n" * 22}).status_code == 401
    assert phone.send(a_report(report["ticket"]) | {"text": PERSONAL_NUMBER}).json()["field"] == "text"


def test_what_is_begun_after_the_link_ended_stays_on_the_phone(world: World) -> None:
    from lykta.ground.accounts.actors import LinkActor
    from lykta.sites.reporting import tickets
    from lykta.sites.reporting.doors import door_of_link

    link, token = a_link(world)
    phone = by_link(world, token)
    revoke_link(link=link, by=world.coordinator)
    answer = phone.send(a_report(tickets.issue(door_of_link(LinkActor(link)))))
    assert (answer.status_code, answer.json()["status"], rows(world)) == (401, "login", [])


def test_a_stranger_with_no_link_at_all(world: World) -> None:
    report = by_link(world).report()
    assert Phone("/l/").send(report).status_code == 401


def test_a_link_ends_with_its_function(world: World) -> None:
    phone = by_link(world)
    end_grant(grant=world.reporter.grants.get(), by=world.administrator)
    assert phone.client.get("/l/rapportera/underlag.json").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Lykta-Report": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver"}, 201),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
    ],
)
def test_only_our_own_page_sends(phone: Phone, world: World, headers: dict[str, str], status: int) -> None:
    phone.client.handler.enforce_csrf_checks = True
    assert phone.send(phone.report(), **headers).status_code == status
    assert len(rows(world)) == (status == 201)


@pytest.mark.parametrize("role", ["council_member", "registrar", "administrator", "action_owner"])
def test_who_may_not_report_is_told(world: World, role: str) -> None:
    phone, other = by_login(world.account(role)), by_login(world.reporter)
    assert phone.send(other.report()).status_code == 403
    assert phone.client.get("/arbete/bjorkviken/rapportera/underlag.json").status_code == 403


def test_broken_multipart_is_told(world: World) -> None:
    client = by_login(world.reporter).client
    answer = client.generic(
        "POST",
        "/arbete/bjorkviken/rapportera/skicka/",
        b"--x\r\nbroken",
        "multipart/form-data; boundary=",
        headers={"X-Lykta-Report": "1"},
    )
    assert answer.status_code == 422


def test_the_basis_is_whole(phone: Phone, world: World) -> None:
    basis = phone.basis()
    assert set(basis) == {"ticket", "actor", "municipality", "organization", "server_now", "version", "categories",
                          "focus_areas", "usual", "nil", "texts"}  # fmt: skip
    codes = {node["code"] for node in basis["categories"]}
    assert "unsafe_place" in codes
    assert not codes & {"domestic_violence", "honour_violence"}
    assert {area["code"] for area in basis["focus_areas"]} == {"domestic_violence", "honour_violence"}
    assert basis["organization"] == "Björkvikens Bostäder"
    assert world.reporter.public_id not in json.dumps(basis | {"ticket": ""})
    phone.send(phone.report(place=world.square.public_id))
    usual = phone.basis()["usual"]
    assert usual["categories"] == ["graffiti"]
    assert [place["name"] for place in usual["places"]] == ["Furutorget"]


def test_a_link_does_not_know_what_the_login_usually_does(world: World) -> None:
    login = by_login(world.reporter)
    login.send(login.report(place=world.square.public_id))
    assert by_link(world).basis()["usual"] == {"categories": [], "places": []}


def test_the_gazetteer_holds_what_is_open_here(phone: Phone, world: World) -> None:
    world.school.active_to = date(2026, 1, 1)
    world.school.save()
    told = phone.client.get(f"{phone.door}rapportera/platser.json").json()
    assert told["places"] == [[world.square.public_id, "Furutorget", 14.3, 58.9, "furutorget"]]
    assert told["version"] == phone.basis()["version"]
    old = told["version"]
    Category.objects.filter(code="graffiti").update(active_to=date(2026, 1, 1))
    assert phone.basis()["version"] != old


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
FIELDS = [
    "ticket",
    "written_at",
    "sent_at",
    "kind",
    "category",
    "place",
    "place_text",
    "lon",
    "lat",
    "when",
    "observation",
    "certainty",
    "text",
    "reasons",
    "reported_to",
    "accuracy_m",
    "title",
    "starts",
    "ends",
    "expected_visitors",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(FIELDS), value=JSON)
def test_anything_in_any_field_is_answered(world: World, field: str, value: Any) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(world.reporter)
    phone = Phone("/arbete/bjorkviken/")
    phone.client = client
    answer = phone.send(phone.report() | {field: value})
    assert answer.status_code in {201, 200, 401, 409, 422}
    assert answer.json().get("message") or answer.json()["receipt"]["sentence"]


@given(st.text())
def test_nothing_sent_as_text_breaks_the_reading(text: str) -> None:
    with suppress(Unreadable):
        read(text)
    shown = readable(text)
    assert "\x00" not in shown
    assert readable(shown) == shown
    shown.encode()
