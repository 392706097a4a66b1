"""The API: whole with a receipt or refused with a problem, once, for its own municipality, and nothing read back."""

from __future__ import annotations

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lykta.airlocks.intake.key_operations import make_key, revoke_key
from lykta.airlocks.intake.models import DeliveryKey, RateCount, Submission
from lykta.airlocks.intake.receiving import Limit
from lykta.airlocks.intake.rules import PayloadRefused
from lykta.airlocks.publishing.connection import restricted_connection
from lykta.base.kernel.actor import NotAllowed
from lykta.base.kernel.coordinates import to_sweref99tm
from lykta.sites.api.contents import Report
from lykta.sites.api.problems import KINDS
from lykta.sites.api.reading import payload_of
from tests.integration.api.deliveries import V1, a_key, a_report, deliver, get_form, problem, submissions
from tests.integration.pages.rows import PERSONAL_NUMBER
from tests.worlds import World, make_world

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


@pytest.fixture
def token(world: World) -> str:
    return a_key(world)[1]


def test_a_report_comes_in_and_gets_a_receipt(world: World, token: str) -> None:
    answer = deliver(token, a_report(source_id="2026-77"))
    (row,) = submissions(world.bjorkviken)
    receipt = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert receipt == {
        "id": row.public_id, "received": receipt["received"], "held": False,
        "message": "Mottagen. Den tas in och granskas.",
    }  # fmt: skip
    source_hash = row.payload.pop("source_id")
    assert row.payload == {
        "category": "graffiti", "place": world.square.public_id, "text": "Klotter på fasaden mot torget.",
        "occurred_from": "2026-11-20T22:00:00+01:00", "occurred_to": "2026-11-21T06:00:00+01:00",
        "observation": "own", "certainty": "sure",
    }  # fmt: skip
    assert len(source_hash) == 64
    assert "2026-77" not in source_hash
    assert (row.channel, row.state, row.delivery_key.organization_name) == ("api", "waiting", "Nordvakt")


def test_the_form_says_what_may_be_sent(world: World, token: str) -> None:
    form = get_form(token).json()
    codes = [each["code"] for each in form["categories"]]
    assert "graffiti" in codes or any(
        child["code"] == "graffiti" for each in form["categories"] for child in each["children"]
    )
    assert {"id": world.square.public_id, "name": "Furutorget", "lon": 14.3, "lat": 58.9} in form["places"]
    assert (form["version"], form["report_formats"]) == (1, [1])
    assert form["not_by_place"]
    assert not {each["code"] for each in form["not_by_place"]} & set(codes)


def test_positions_in_either_system_and_by_name_or_id(world: World, token: str) -> None:
    easting, northing = (float(each) for each in to_sweref99tm(14.3051, 58.9001))
    sent = [
        {"coordinates": {"crs": "EPSG:4326", "lon": 14.3051, "lat": 58.9001}},
        {"coordinates": {"crs": "EPSG:3006", "easting": easting, "northing": northing}},
        {"place": world.square.public_id}, {"place": "furuTORGET "},
    ]  # fmt: skip
    for changes in sent:
        assert deliver(token, a_report(**{"place": None, **changes})).status_code == 201
    rows = [row.payload for row in submissions(world.bjorkviken)]
    assert [(row.get("lon"), row.get("lat"), row.get("place")) for row in rows] == [
        (14.3051, 58.9001, None), (14.3051, 58.9001, None), (None, None, world.square.public_id),
        (None, None, world.square.public_id),
    ]  # fmt: skip


LEAK = "HEMLIGT-ORD-7731"
BAD: list[tuple[Any, int, str, list[tuple[str, str]]]] = [
    (b"{", 400, "not_json", []),
    (b"\xff\xfe\x00", 400, "not_json", []),
    (b"[" * 90_000, 400, "not_json", []),
    (b'{"category": NaN}', 400, "not_json", []),
    (b" ", 400, "not_json", []),
    (a_report(text="\ud800"), 422, "not_accepted", [("/text", "not_accepted")]),
    (b"[]", 422, "not_accepted", [("", "type")]),
    ({}, 422, "not_accepted", [("/category", "missing"), ("/occurred", "missing")]),
    (a_report(**{LEAK: LEAK}), 422, "not_accepted", [("", "unknown_field")]),
    (a_report(category=LEAK), 422, "not_accepted", [("/category", "not_accepted")]),
    (a_report(category=["graffiti"]), 422, "not_accepted", [("/category", "type")]),
    (a_report(place=LEAK), 422, "not_accepted", [("/place", "not_accepted")]),
    (a_report(text="x" * 2001), 422, "not_accepted", [("/text", "too_long")]),
    (a_report(text=5), 422, "not_accepted", [("/text", "type")]),
    (a_report(text=f"{LEAK} {PERSONAL_NUMBER}"), 422, "not_accepted", [("/text", "identity_number")]),
    (a_report(place_text=f"{LEAK} {PERSONAL_NUMBER}"), 422, "not_accepted", [("/place_text", "identity_number")]),
    (a_report(observation=LEAK), 422, "not_accepted", [("/observation", "not_offered")]),
    (a_report(occurred={"from": LEAK}), 422, "not_accepted", [("/occurred/from", "not_accepted")]),
    (a_report(occurred={"from": ""}), 422, "not_accepted", [("/occurred/from", "not_accepted")]),
    (a_report(occurred={"from": "2026-11-20T22:00:00"}), 422, "not_accepted", [("/occurred/from", "not_accepted")]),
    (a_report(occurred={"from": "2090-11-20T22:00:00Z"}), 422, "not_accepted", [("/occurred/from", "not_accepted")]),
    (a_report(occurred={"from": "0001-01-01T00:00+14:00"}), 422, "not_accepted", [("/occurred/from", "not_accepted")]),
    (a_report(occurred={"from": "2026-11-20T22:00:00Z", "to": "2026-11-20T21:00:00Z"}), 422, "not_accepted",
     [("/occurred/to", "not_accepted")]),
    (a_report(occurred={"from": "2026-01-20T22:00:00Z", "to": "2026-11-20T21:00:00Z"}), 422, "not_accepted",
     [("/occurred/to", "not_accepted")]),
    (a_report(coordinates={"crs": "EPSG:3857", "lon": 1, "lat": 2}), 422, "not_accepted",
     [("/coordinates/crs", "not_offered")]),
    (a_report(coordinates={"crs": "EPSG:4326", "lon": 14.3}), 422, "not_accepted", [("/coordinates", "not_accepted")]),
    (a_report(coordinates={"crs": "EPSG:4326", "lon": 1e308, "lat": 1e308}), 422, "not_accepted",
     [("/coordinates", "not_accepted")]),
    (a_report(coordinates={"crs": "EPSG:3006", "easting": 6_500_000.0, "northing": 460_000.0}), 422, "not_accepted",
     [("/coordinates", "not_accepted")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "status", "code", "errors"), BAD)
def test_each_fault_has_a_code_and_a_pointer_and_repeats_nothing(
    world: World, token: str, caplog: pytest.LogCaptureFixture, content: Any, status: int, code: str, errors: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = deliver(token, content)
    assert problem(answer) == (status, code, errors)
    for text in (answer.content.decode(), caplog.text):
        assert LEAK not in text
        assert PERSONAL_NUMBER not in text
        assert token not in text
    assert submissions(world.bjorkviken) == []


def test_swapped_coordinates_are_told_where_the_municipality_is_known() -> None:
    definition = {"bounds": [14.0, 58.7, 14.6, 59.1], "places": []}
    swapped, outside = ({"crs": "EPSG:4326", "lon": lon, "lat": lat} for lon, lat in ((58.9, 14.3), (18.0, 59.3)))
    with pytest.raises(PayloadRefused) as refused:
        payload_of(Report.model_validate(a_report(place=None, coordinates=swapped)), definition, "k")
    assert refused.value.field == "coordinates"
    kept = payload_of(Report.model_validate(a_report(place=None, coordinates=outside)), definition, "k")
    assert (kept["lon"], kept["lat"]) == (18.0, 59.3)


def test_signs_that_break_a_database_are_left_out(world: World, token: str) -> None:
    sent = a_report(text="Klotter\x00 \ufffe \u202eomvänt 😀", place_text="'; DROP TABLE x;--<b>")
    assert deliver(token, sent).status_code == 201
    (row,) = submissions(world.bjorkviken)
    assert (row.payload["text"], row.payload["place_text"]) == ("Klotter \ufffd omvänt 😀", "'; DROP TABLE x;--<b>")


def test_what_may_point_out_a_person_is_held_and_said_to_be(world: World, token: str) -> None:
    answer = deliver(token, a_report(text="Ring 070-174 06 05 om klottret."))
    assert (answer.status_code, answer.json()["held"]) == (201, True)
    assert [row.state for row in submissions(world.bjorkviken)] == ["quarantined"]


def test_without_a_key_with_a_wrong_one_an_ended_one_and_a_revoked_one(world: World) -> None:
    key, token = a_key(world)
    for wrong in ("", "x", token[:-1], token.upper(), "å" * 40):
        assert problem(deliver(wrong, a_report()))[:2] == (401, "no_key"), wrong
    assert deliver("", a_report())["WWW-Authenticate"].startswith("Bearer")
    basic = Client().get(f"{V1}/bjorkviken/form", headers={"Authorization": f"Basic {token}"})
    assert problem(basic)[:2] == (401, "no_key")
    with time_machine.travel(timezone.now() + timedelta(days=32), tick=False):
        assert problem(deliver(token, a_report()))[:2] == (401, "key_expired")
    revoke_key(key=key, by=world.coordinator)
    assert problem(deliver(token, a_report()))[:2] == (401, "key_revoked")
    assert problem(get_form(token))[:2] == (401, "key_revoked")
    assert submissions(world.bjorkviken) == []


def test_a_key_opens_its_own_municipality_only(world: World, token: str) -> None:
    _neighbours, other = a_key(world, "granhult")
    for tail in ("reports", "reports/batch"):
        assert problem(deliver(token, a_report(), slug="granhult", tail=tail))[:2] == (403, "other_municipality")
        assert problem(deliver(other, a_report(), tail=tail))[:2] == (403, "other_municipality")
    assert problem(get_form(other))[:2] == (403, "other_municipality")
    assert problem(deliver(token, a_report(), slug="finns-inte"))[:2] == (404, "not_found")
    assert submissions(world.bjorkviken) == submissions(world.granhult) == []


def test_only_its_hash_is_stored_and_only_those_who_may_make_one(world: World) -> None:
    key, token = a_key(world)
    assert token not in json.dumps(
        [str(value) for value in DeliveryKey.objects.for_municipality(world.bjorkviken).values().get().values()]
    )
    for role in ("reporter", "police_officer", "outsider", "registrar"):
        with pytest.raises(NotAllowed):
            a_key(world, by=world.account(role))
        with pytest.raises(NotAllowed):
            revoke_key(key=key, by=world.account(role))
    today = timezone.localdate()
    for last_day in (today - timedelta(days=1), today + timedelta(days=800)):
        with pytest.raises(PayloadRefused):
            a_key(world, last_day=last_day)
    assert DeliveryKey.objects.for_municipality(world.bjorkviken).count() == 1


def test_nothing_can_be_read_back(world: World, token: str) -> None:
    reference = deliver(token, a_report(text=LEAK)).json()["id"]
    bearer = {"Authorization": f"Bearer {token}"}
    for path in ("reports", f"reports/{reference}", "reports/batch", "submissions", f"reports/{reference}/"):
        answer = Client(raise_request_exception=False).get(f"{V1}/bjorkviken/{path}", headers=bearer)
        assert answer.status_code in (404, 405), path
        assert LEAK not in answer.content.decode()
        assert problem(answer)[1] in ("not_found", "method")
    with pytest.raises(Exception, match=r"prohibited|denied|not authorized"), restricted_connection():  # noqa: PT012
        if connection.vendor == "sqlite":
            list(Submission.objects.for_municipality(world.bjorkviken))
        else:
            _read_and_recover(world)


def _read_and_recover(world: World) -> None:
    with transaction.atomic():
        list(Submission.objects.for_municipality(world.bjorkviken))


def test_size_kind_and_method(world: World, token: str) -> None:
    assert problem(deliver(token, a_report(text="x" * 2_200_000)))[:2] == (413, "too_large")
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x"):
        assert problem(deliver(token, b"x", content_type=kind))[:2] == (415, "media_type")
    put = Client().put(f"{V1}/bjorkviken/reports", headers={"Authorization": f"Bearer {token}"})
    assert problem(put)[:2] == (405, "method")
    assert "POST" in put["Allow"]
    assert problem(Client(raise_request_exception=False).get("/api/v1/finns/inte"))[:2] == (404, "not_found")
    assert problem(Client(raise_request_exception=False).get("/api/"))[:2] == (404, "not_found")
    assert problem(Client(raise_request_exception=False).get("/api/v1/x%00y"))[1] in ("bad_request", "not_found")


def test_a_key_in_the_header_is_required(world: World, token: str) -> None:
    for once in (None, "x" * 201):
        assert problem(deliver(token, a_report(), once=once)) == (422, "not_accepted", [("", "idempotency_key")])
    assert submissions(world.bjorkviken) == []


def test_too_often_is_told_how_long_to_wait(world: World, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lykta.sites.api.keys.PER_KEY", (Limit(60, 2),))
    _key, other = a_key(world, label="Felanmälan")
    with time_machine.travel("2026-11-22T12:00:10Z", tick=False):
        assert [deliver(token, a_report()).status_code for _ in range(2)] == [201, 201]
        answer = deliver(token, a_report())
        assert (problem(answer)[:2], answer["Retry-After"]) == ((429, "too_many"), "50")
        assert deliver(other, a_report()).status_code == 201, "each key has its own count"
    with time_machine.travel("2026-11-22T12:01:00Z", tick=False):
        assert deliver(token, a_report()).status_code == 201


def test_before_the_first_form_nothing_is_taken_and_it_is_said(world: World) -> None:
    _key, token = make_key(
        municipality=world.granhult, organization_public_id="x", organization_name="X", source="other", label="X",
        last_day=timezone.localdate(), by=world.outsider,
    )  # fmt: skip
    answer = deliver(token, a_report(), slug="granhult")
    assert (problem(answer)[:2], answer["Retry-After"]) == ((503, "closed"), "60")


def test_the_same_again_gets_the_same_receipt_and_other_content_409(world: World, token: str) -> None:
    first, again = deliver(token, a_report(), once="a"), deliver(token, a_report(), once="a")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert problem(deliver(token, a_report(text="Annat."), once="a"))[:2] == (409, "same_key_other_content")
    _other, others = a_key(world, label="Annat system")
    assert deliver(others, a_report(text="Annat."), once="a").status_code == 201, "keys of two systems never meet"
    assert [row.payload["text"] for row in submissions(world.bjorkviken)] == [a_report()["text"], "Annat."]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Ett.", "Två."])), max_size=6))
def test_however_it_is_sent_each_key_is_stored_once(world: World, token: str, sent: list[tuple[str, str]]) -> None:
    Submission.objects.for_municipality(world.bjorkviken).delete()
    RateCount.objects.all().delete()
    first: dict[str, tuple[str, str]] = {}
    for once, text in sent:
        answer = deliver(token, a_report(text=text), once=once)
        if once not in first:
            assert answer.status_code == 201
            first[once] = (text, answer.json()["id"])
        elif first[once][0] == text:
            assert (answer.status_code, answer.json()["id"]) == (200, first[once][1])
        else:
            assert problem(answer)[:2] == (409, "same_key_other_content")
    assert sorted(row.public_id for row in submissions(world.bjorkviken)) == sorted(
        pid for _text, pid in first.values()
    )


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("test_at_once runs it on a database file")
    world = make_world()
    _key, token = a_key(world)

    def send(_number: int) -> tuple[int, str]:
        try:
            answer = deliver(token, a_report(), once="samma")
            return answer.status_code, answer.json()["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert sorted(status for status, _id in answers) == [200] * 5 + [201]
    assert len({reference for _status, reference in answers}) == 1
    assert len(submissions(world.bjorkviken)) == 1


def test_a_batch_has_one_verdict_per_row(world: World, token: str) -> None:
    rows = [
        a_report(),
        a_report(category=LEAK),
        a_report(text="Ring 070-174 06 05."),
        {},
        a_report(text=PERSONAL_NUMBER),
    ]
    answer = deliver(token, {"reports": rows}, once="natt", tail="reports/batch")
    found = answer.json()
    assert (answer.status_code, found["stored"], found["repeated"], found["refused"]) == (200, 2, 0, 3)
    assert [(row["row"], row["status"]) for row in found["rows"]] == [(0, 201), (1, 422), (2, 201), (3, 422), (4, 422)]
    assert [row["receipt"] and row["receipt"]["held"] for row in found["rows"]] == [False, None, True, None, None]
    assert found["rows"][1]["problem"]["errors"][0]["pointer"] == "/category"
    assert [each["pointer"] for each in found["rows"][3]["problem"]["errors"]] == ["/category", "/occurred"]
    assert LEAK not in answer.content.decode()
    assert PERSONAL_NUMBER not in answer.content.decode()
    # Mended and sent again with the same key: what was stored stays, what was refused is tried again.
    mended = [rows[0], a_report(text="Ny."), rows[2], a_report(text="Ny två."), a_report(text="Ny tre.")]
    again = deliver(token, {"reports": mended}, once="natt", tail="reports/batch").json()
    assert [row["status"] for row in again["rows"]] == [200, 201, 200, 201, 201]
    assert again["rows"][0]["receipt"] == found["rows"][0]["receipt"]
    changed = deliver(token, {"reports": [a_report(text="Ändrad.")]}, once="natt", tail="reports/batch").json()
    assert [row["status"] for row in changed["rows"]] == [409]
    assert len(submissions(world.bjorkviken)) == 5


def test_a_batch_has_its_bounds(world: World, token: str) -> None:
    assert problem(deliver(token, {"reports": []}, tail="reports/batch")) == (
        422,
        "not_accepted",
        [("/reports", "too_few")],
    )
    many = {"reports": [{}] * 501}
    assert problem(deliver(token, many, tail="reports/batch")) == (422, "not_accepted", [("/reports", "too_many")])
    assert problem(deliver(token, {"reports": [5]}, tail="reports/batch")) == (
        422,
        "not_accepted",
        [("/reports/0", "type")],
    )


def test_five_hundred_rows_come_in_within_seconds(world: World, token: str) -> None:
    rows = [a_report(text=f"Klotter nummer {number} på fasaden.") for number in range(500)]
    start = time.monotonic()
    answer = deliver(token, {"reports": rows}, tail="reports/batch").json()
    assert (answer["stored"], len(submissions(world.bjorkviken))) == (500, 500)
    assert time.monotonic() - start < 20


def test_every_type_of_problem_can_be_read_about(world: World) -> None:
    for code, kind in KINDS.items():
        found = Client().get(f"/api/v1/problems/{code}").json()
        assert (found["type"], found["status"]) == (f"/api/v1/problems/{code}", kind.status)
    assert problem(Client().get("/api/v1/problems/finns-inte"))[:2] == (404, "not_found")
