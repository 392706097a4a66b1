"""In through the airlock: whole or with a sentence, once, held back where it may point out a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lykta.airlocks.intake.models import FormVersion, RateCount, Submission
from lykta.airlocks.intake.payloads import checked_payload, is_outside
from lykta.airlocks.intake.queries import API_REPORT, RESIDENT_REPORT, current_form
from lykta.airlocks.intake.receiving import Limit, prune_rate_counts, rate_limit, receive, sender_hash
from lykta.airlocks.intake.rules import ChannelClosed, PayloadRefused, SameKeyOtherContent
from lykta.airlocks.publishing.connection import restricted_connection
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.config.commands.worker import schedule
from lykta.facts.evidence.models import Category
from lykta.ground.areas.models import Place
from lykta.journeys.push_forms import choose_for_residents, push_forms, push_forms_everywhere
from tests.integration.intake.submissions import LIT, a_submission, form_of, send_in, stored
from tests.integration.pages.rows import PERSONAL_NUMBER
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
HOUR = Limit(3600, 3)


def test_what_is_sent_waits_as_it_was_sent(world: World) -> None:
    receipt = send_in(
        world.bjorkviken, place=world.square.public_id, lon=14.3001, lat=58.9002, day_parts=["evening"],
        reply_email=" svar@example.org ",
    )  # fmt: skip
    row = stored(world.bjorkviken, receipt)
    assert row.payload == {
        **LIT, "place": world.square.public_id, "lon": 14.3001, "lat": 58.9002, "day_parts": ["evening"],
    }  # fmt: skip
    assert (row.state, row.channel, row.reply_email) == ("waiting", "resident", "svar@example.org")
    assert row.form_version == form_of(world.bjorkviken)
    assert (receipt.is_held, receipt.is_repeat, receipt.received) == (False, False, row.received)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Ring 070-123 45 67 så berättar jag.", "quarantined"),
        ("Erik Lindqvist kastar glas där.", "quarantined"),
        ("Skriv till nisse@example.org", "quarantined"),
        ("Bilen ABC 123 kör för fort.", "quarantined"),
        ("Två lampor är släckta vid Furutorget.", "waiting"),
        ("مظلم هنا 😀 <b>mörkt</b>'; DROP TABLE incidents_incident;--", "waiting"),
    ],
)
def test_what_may_point_out_a_person_is_held_back(world: World, text: str, state: str) -> None:
    row = a_submission(world.bjorkviken, text=text)
    assert (row.state, row.payload["text"]) == (state, text)
    kept = row.dispose_after - row.received
    assert kept == timedelta(days=14 if state == "quarantined" else 365)


@pytest.mark.parametrize("field", ["text", "place_text"])
def test_an_identity_number_stops_it(world: World, field: str) -> None:
    with pytest.raises(PayloadRefused) as stopped:
        send_in(world.bjorkviken, **{field: f"Han heter {PERSONAL_NUMBER}"})
    assert (stopped.value.field, "personnummer" in stopped.value.message) == (field, True)
    assert not Submission.objects.for_municipality(world.bjorkviken).exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": ""}, "category"),
        ({"category": "domestic_violence"}, "category"),
        ({"category": ["x"]}, "category"),
        ({"place": "finnsinteals"}, "place"),
        ({"place": 7}, "place"),
        ({"lon": 14.3}, "place"),
        ({"lon": float("nan"), "lat": 58.9}, "place"),
        ({"lon": float("inf"), "lat": 58.9}, "place"),
        ({"lon": "öst", "lat": "58.9"}, "place"),
        ({"lon": 14.3, "lat": 95}, "place"),
        ({"lon": True, "lat": 1}, "place"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"text": 5}, "text"),
        ({"place_text": "x" * 121}, "place_text"),
        ({"day": "i går"}, "day"),
        ({"day": "2999-01-01"}, "day"),
        ({"day": "1999-01-01"}, "day"),
        ({"day_parts": ["noon"]}, "day_parts"),
        ({"day_parts": "night"}, "day_parts"),
        ({"reasons": "poor_lighting"}, "reasons"),
        ({"observation": "saw"}, "observation"),
        ({"occurred_from": "2026-11-01T10:00"}, "occurred_from"),
        ({"occurred_from": "2999-11-01T10:00Z"}, "occurred_from"),
        ({"occurred_from": "2026-11-01T10:00Z", "occurred_to": "2026-11-01T09:00Z"}, "occurred_to"),
        ({"reported_to": ["press"]}, "reported_to"),
        ({"name": "x"}, "name"),
        ({"reply_email": "inte en adress"}, "reply_email"),
        ({"reply_email": "a" * 250 + "@example.org"}, "reply_email"),
    ],
)
def test_each_fault_has_a_sentence_at_its_field(world: World, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(PayloadRefused) as refused:
        send_in(world.bjorkviken, **fields)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")
    assert "ogiltig" not in refused.value.message.lower()
    assert not Submission.objects.for_municipality(world.bjorkviken).exists()


def test_signs_that_cannot_be_seen_are_left_out_and_the_rest_is_kept(world: World) -> None:
    row = a_submission(world.bjorkviken, text="M\x00örkt\x07 \u202evid\u200b parken \ud800!\r\nAlltid.")
    assert row.payload["text"] == "Mörkt vid parken \ufffd!\nAlltid."


def test_reasons_of_another_choice_fall_away(world: World) -> None:
    row = a_submission(world.bjorkviken, category="positive", reasons=["poor_lighting"])
    assert "reasons" not in row.payload
    assert a_submission(world.bjorkviken, reasons=["deserted", "hittat-på"]).payload["reasons"] == ["deserted"]


def test_the_same_again_is_the_same_and_other_content_is_told_apart(world: World) -> None:
    first = send_in(world.bjorkviken, once="k1")
    again = send_in(world.bjorkviken, once="k1")
    assert (again.reference, again.is_repeat, again.received) == (first.reference, True, first.received)
    with pytest.raises(SameKeyOtherContent):
        send_in(world.bjorkviken, once="k1", text="Något annat.")
    assert send_in(world.granhult, once="k1").reference != first.reference  # another municipality's key is another
    assert Submission.objects.for_municipality(world.bjorkviken).count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_it_comes_once(transactional_db: None) -> None:
    from tests.worlds import make_world

    world = make_world()
    form = form_of(world.bjorkviken)

    def send(_n: int) -> str:
        try:
            with restricted_connection():
                return receive(
                    municipality=world.bjorkviken, channel="resident", form=form, payload=LIT, once="same"
                ).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert Submission.objects.for_municipality(world.bjorkviken).count() == 1


def test_a_closed_channel_takes_nothing(world: World) -> None:
    world.bjorkviken.takes_resident_reports = False
    with pytest.raises(ChannelClosed):
        send_in(world.bjorkviken)
    assert send_in(world.bjorkviken, channel="api").reference


def test_mail_is_always_held_back_and_never_stopped(world: World) -> None:
    receipt = receive(
        municipality=world.bjorkviken, channel="mail", form=None, once="<1@example.org>",
        payload={"subject": "Mörkt\r\nBcc: x", "text": f"{PERSONAL_NUMBER} " + "x" * 30_000},
    )  # fmt: skip
    row = stored(world.bjorkviken, receipt)
    assert (row.state, receipt.is_held, len(row.payload["text"])) == ("quarantined", True, 20_000)


def test_a_form_has_a_new_version_only_when_it_changes(world: World) -> None:
    first = form_of(world.bjorkviken)
    push_forms_everywhere()
    assert form_of(world.bjorkviken).pk == first.pk
    Place.objects.create(municipality=world.bjorkviken, name="Nya parken", lon=14.3, lat=58.9, search_text="nya parken")
    second = form_of(world.bjorkviken)
    assert (second.version, first.version) == (2, 1)
    assert [row[1] for row in second.definition["places"]] == ["Furutorget", "Nya parken", "Strandskolan"]
    assert current_form(world.granhult, RESIDENT_REPORT).definition["places"] == []


def test_an_old_version_goes_unless_something_was_sent_by_it(world: World) -> None:
    used = form_of(world.bjorkviken)
    send_in(world.bjorkviken)
    for name in ("A", "B"):
        Place.objects.create(municipality=world.bjorkviken, name=name, lon=14.3, lat=58.9, search_text=name.lower())
        FormVersion.objects.for_municipality(world.bjorkviken).update(pushed=timezone.now() - timedelta(days=2))
        newest = form_of(world.bjorkviken)
    kept = (
        FormVersion.objects.for_municipality(world.bjorkviken).filter(kind=RESIDENT_REPORT).values_list("pk", flat=True)
    )
    assert sorted(kept) == [used.pk, newest.pk]


def test_focus_areas_and_what_is_retired_are_not_offered(world: World) -> None:
    Category.objects.filter(code="littering_dumping").update(active_to=timezone.localdate() - timedelta(days=1))
    definition = form_of(world.bjorkviken).definition
    codes = [node["code"] for node in definition["categories"]]
    assert codes == ["unsafe_place", "positive", "vandalism", "disturbing_gathering", "traffic", "other"]
    assert [area["code"] for area in definition["focus_areas"]] == ["domestic_violence", "honour_violence"]
    everything = current_form(world.bjorkviken, API_REPORT).definition
    assert "domestic_violence" not in [node["code"] for node in everything["categories"]]
    assert checked_payload(everything, {"category": "graffiti"})["category"] == "graffiti"


def test_the_coordinator_chooses_and_the_choice_stays(world: World) -> None:
    form_of(world.bjorkviken)
    choose_for_residents(municipality=world.bjorkviken, codes=["traffic", "hittat-på"], by=world.coordinator)
    push_forms(world.bjorkviken)
    assert [node["code"] for node in form_of(world.bjorkviken).definition["categories"]] == ["traffic"]
    with pytest.raises(NotNow):
        choose_for_residents(municipality=world.bjorkviken, codes=[], by=world.coordinator)
    for role in ("reporter", "police_officer", "outsider"):
        with pytest.raises(NotAllowed):
            choose_for_residents(municipality=world.bjorkviken, codes=["other"], by=world.account(role))


def test_a_position_outside_is_taken_and_known(world: World) -> None:
    definition = {"bounds": [14.0, 58.5, 14.6, 59.0]}
    assert [is_outside(definition, *each) for each in [(14.3, 58.9), (14.8, 58.9), (18.0, 59.3), (None, None)]] == [
        False, False, True, False,
    ]  # fmt: skip
    assert a_submission(world.bjorkviken, lon=18.0, lat=59.3).payload["lon"] == 18.0


def test_a_family_behind_one_address_is_not_stopped_and_a_robot_is(world: World) -> None:
    now = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    who = sender_hash("192.0.2.7", now)
    assert [rate_limit(who, [HOUR], now) for _ in range(4)] == [True, True, True, False]
    assert rate_limit(sender_hash("192.0.2.8", now), [HOUR], now)
    assert rate_limit(who, [HOUR], now + timedelta(hours=1))
    assert not any("192.0.2" in str(row) for row in RateCount.objects.values_list("who"))


def test_a_sender_is_another_tomorrow_and_counts_are_pruned(world: World) -> None:
    now = timezone.now()
    assert sender_hash("192.0.2.7", now) != sender_hash("192.0.2.7", now + timedelta(days=1))
    rate_limit("a", [HOUR], now - timedelta(days=3))
    rate_limit("a", [HOUR], now)
    assert (prune_rate_counts(now), RateCount.objects.count()) == (1, 1)


def test_the_whole_way_in_runs_on_the_public_door(world: World) -> None:
    form_of(world.bjorkviken)
    with restricted_connection():
        form = current_form(world.bjorkviken, RESIDENT_REPORT)
        assert rate_limit(sender_hash("192.0.2.7"), [HOUR])
        assert rate_limit(sender_hash("192.0.2.7"), [HOUR])
        sent = [
            receive(municipality=world.bjorkviken, channel="resident", form=form, payload=LIT, once="1") for _ in "ab"
        ]
    assert (sent[0].reference, sent[1].is_repeat) == (sent[1].reference, True)


@given(
    st.dictionaries(
        st.sampled_from(["category", "place", "lon", "lat", "text", "day", "reasons", "occurred_from", "day_parts"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
            lambda each: st.lists(each),
            max_leaves=3,
        ),
    )
)
def test_whatever_comes_is_plain_data_or_a_sentence(payload: dict[str, Any]) -> None:
    definition = {"categories": [{"code": "x"}], "places": []}
    with suppress(PayloadRefused):  # anything else is a crash
        found = checked_payload(definition, {"category": "x"} | payload)
        assert found["category"] == "x"
        str(found).encode()


def test_the_worker_pushes_prunes_and_disposes() -> None:
    names = {task.__name__ for task in schedule()}
    assert {"push_forms_everywhere", "prune_rate_counts", "dispose"} <= names
