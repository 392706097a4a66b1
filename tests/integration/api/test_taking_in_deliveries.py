"""What a system delivered becomes a report, once, or is refused with a reason that the coordinator sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from lykta.airlocks.intake import key_operations
from lykta.airlocks.intake.key_operations import revoke_key
from lykta.base.audit.models import AuditEvent
from lykta.facts.evidence.models import Category, Reference
from lykta.facts.incidents.models import Incident
from lykta.journeys import take_in_deliveries as journey
from lykta.journeys import take_in_submission
from lykta.journeys.take_in_deliveries import DeliveryActor, take_in_deliveries
from tests.integration.api.deliveries import a_key, a_report, deliver, submissions
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


@pytest.fixture
def token(world: World) -> str:
    return a_key(world)[1]


def incidents(world: World) -> list[Incident]:
    rows = Incident.objects.for_municipality(world.bjorkviken).select_related("category", "place", "organization")
    return list(rows.order_by("number"))


def test_a_delivery_becomes_a_report_that_waits_for_review(world: World, token: str) -> None:
    reference = deliver(token, a_report()).json()["id"]
    assert take_in_deliveries() == 1
    (row,) = incidents(world)
    assert (row.state, row.channel, row.source, row.organization, row.place) == (
        "reported", "api", "guard", world.guards, world.square,
    )  # fmt: skip
    assert (row.category.code, row.text, row.observation, row.certainty) == (
        "graffiti", a_report()["text"], "own", "sure",
    )  # fmt: skip
    assert (row.occurred_from.isoformat(), row.occurred_to.isoformat()) == (
        "2026-11-20T21:00:00+00:00", "2026-11-21T05:00:00+00:00",
    )  # fmt: skip
    assert (row.reported_by, row.function) == (None, None)
    (sent,) = submissions(world.bjorkviken)
    assert (sent.state, sent.taken_in_as) == ("accepted", f"incidents.incident:{row.public_id}")
    link = Reference.objects.for_municipality(world.bjorkviken).get()
    assert (link.upper_id, link.lower_id) == (row.public_id, reference)
    who = set(
        AuditEvent.objects.filter(event__in=("incidents.reported", "intake.accepted")).values_list(
            "actor_name", flat=True
        )
    )
    assert who == {"Väktarloggen"}
    assert take_in_deliveries() == 0
    assert len(incidents(world)) == 1


def test_what_may_point_out_a_person_is_a_held_report(world: World, token: str) -> None:
    deliver(token, a_report(text="Ring 070-174 06 05 om klottret."))
    take_in_deliveries()
    assert [row.state for row in incidents(world)] == ["quarantined"]


def test_the_same_event_by_another_key_word_is_one_report(world: World, token: str) -> None:
    for _time in range(2):
        deliver(token, a_report(source_id="77"))
    deliver(token, a_report(source_id="77", text="Annat."))
    deliver(token, a_report(source_id="78"))
    _key, other = a_key(world, label="Felanmälan")
    deliver(other, a_report(source_id="77"))
    assert take_in_deliveries() == 5
    assert len(incidents(world)) == 3
    states = [(row.state, row.taken_in_as[-12:]) for row in submissions(world.bjorkviken)]
    first, last, others = (row.public_id for row in incidents(world))
    assert states == [
        ("accepted", first),
        ("accepted", first),
        ("refused", ""),
        ("accepted", last),
        ("accepted", others),
    ]
    (refused,) = key_operations.latest_refused(world.bjorkviken)
    assert refused.note == "Samma händelse (source_id) har kommit tidigare med annat innehåll. Den första gäller."


def test_what_cannot_be_taken_in_is_refused_with_the_reason(world: World, token: str) -> None:
    for text in ("Ett.", "Två."):
        deliver(token, a_report(text=text))
    deliver(token, a_report(category="poor_lighting", text="Tre."))
    Category.objects.filter(code="graffiti").update(active_to=timezone.localdate() - timedelta(days=1))
    assert take_in_deliveries() == 3
    assert [row.text for row in incidents(world)] == ["Tre."]
    assert [(row.state, bool(row.note)) for row in submissions(world.bjorkviken)] == [
        ("refused", True), ("refused", True), ("accepted", False),
    ]  # fmt: skip
    (day,) = key_operations.latest_deliveries(world.bjorkviken)
    assert (day.counted.came, day.counted.accepted, day.counted.refused, day.counted.waiting) == (3, 1, 2, 0)


def test_a_place_that_is_gone_is_kept_by_its_name(world: World, token: str) -> None:
    deliver(token, a_report(place_text="vid trappan"))
    world.square.delete()
    take_in_deliveries()
    assert [(row.place, row.place_text) for row in incidents(world)] == [(None, "Furutorget, vid trappan")]


def test_what_came_before_the_key_was_revoked_is_taken_in(world: World) -> None:
    key, token = a_key(world)
    deliver(token, a_report())
    revoke_key(key=key, by=world.coordinator)
    assert take_in_deliveries() == 1
    assert len(incidents(world)) == 1


def test_killed_anywhere_nothing_is_lost_or_doubled(world: World, token: str) -> None:
    """Each step inside is broken off once, as when the process dies: what it had written goes with it."""
    for number in range(3):
        deliver(token, a_report(text=f"Nummer {number}."))

    class Killed(BaseException):
        pass

    for place in ("report_incident", "refer", "decide"):
        real = getattr(take_in_submission, place)

        def dies(*args: Any, real: Any = real, **given: Any) -> Any:
            real(*args, **given)
            raise Killed

        with patch.object(take_in_submission, place, dies), pytest.raises(Killed):
            take_in_deliveries()
        assert incidents(world) == [], place
    assert take_in_deliveries() == 3
    assert sorted(row.text for row in incidents(world)) == ["Nummer 0.", "Nummer 1.", "Nummer 2."]


def test_one_that_breaks_stops_nobody_behind_it(world: World, token: str) -> None:
    for number in range(3):
        deliver(token, a_report(text=f"Nummer {number}."))
    real = journey.take_in

    def breaks(**given: Any) -> Any:
        if "1" in given["submission"].payload["text"]:
            raise RuntimeError("planted")
        return real(**given)

    with patch.object(journey, "take_in", breaks):
        assert take_in_deliveries() == 2
    assert take_in_deliveries() == 1
    assert len(incidents(world)) == 3


def test_the_actor_may_nothing_else_and_nowhere_else(world: World) -> None:
    key, _token = a_key(world)
    actor = DeliveryActor(key)
    assert actor.may("incidents.report", world.bjorkviken)
    assert not actor.may("incidents.report", world.granhult)
    assert not actor.may("incidents.report", None)
    for right in ("incidents.see_all", "intake.manage", "accounts.manage", "promises.release"):
        assert not actor.may(right, world.bjorkviken)
    assert actor.is_same_human_as("anybody")
