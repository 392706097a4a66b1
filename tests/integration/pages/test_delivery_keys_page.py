"""The page of delivery keys: shown once, followed, revoked; and nothing of what came."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lykta.airlocks.intake.models import DeliveryKey
from lykta.base.audit.models import AuditEvent
from lykta.facts.evidence.models import Category
from lykta.journeys.take_in_deliveries import take_in_deliveries
from tests.integration.api.deliveries import a_key, a_report, deliver
from tests.integration.pages.rows import client_of
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
PAGE = "/arbete/bjorkviken/nycklar/"


def keys(world: World) -> list[DeliveryKey]:
    return list(DeliveryKey.objects.for_municipality(world.bjorkviken).order_by("pk"))


def given(world: World, **changes: str) -> dict[str, str]:
    return {"organization": world.guards.public_id, "label": "Väktarloggen", "once": "en-gang",
            "last_day": (timezone.localdate() + timedelta(days=100)).isoformat(), **changes}  # fmt: skip


def test_a_key_is_made_shown_once_and_works(world: World) -> None:
    client = client_of(world.coordinator)
    a_key(world, label="Först")  # pushes the form
    answer = client.post(PAGE, given(world))
    token = answer.context["made"][1]
    assert token in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert token not in client.get(PAGE).content.decode()
    assert deliver(token, a_report()).status_code == 201
    assert token not in str(list(AuditEvent.objects.values_list("details", "subject_id", "event")))
    assert AuditEvent.objects.filter(event="intake.key_made").count() == 2
    row = keys(world)[-1]
    assert (row.organization_name, row.source) == ("Nordvakt", "guard")
    again = client.post(PAGE, given(world)).context["made"][1]
    assert deliver(token, a_report()).status_code == 401, (
        "a double click leaves one key that works: the one that is seen"
    )
    assert deliver(again, a_report()).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"organization": "finns-inte"}, "organization"), ({"label": ""}, "label"),
     ({"last_day": "2020-01-01"}, "last_day"), ({"last_day": "2099-01-01"}, "last_day"),
     ({"last_day": "x"}, "last_day")],
)  # fmt: skip
def test_each_fault_stands_at_its_field_and_makes_nothing(world: World, changes: dict[str, str], field: str) -> None:
    answer = client_of(world.coordinator).post(PAGE, given(world, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert keys(world) == []


def test_the_neighbours_organisations_and_keys_are_not_here(world: World) -> None:
    key, _token = a_key(world, "granhult", label="Grannens system")
    client = client_of(world.coordinator)
    page = client.get(PAGE).content.decode()
    assert "Grannens system" not in page
    assert "Granhults kommun" not in page
    assert client.post(f"{PAGE}{key.public_id}/aterkalla/").status_code == 404
    key.refresh_from_db()
    assert key.revoked is None


def test_revoked_it_opens_nothing_and_the_page_says_so(world: World) -> None:
    key, token = a_key(world)
    client = client_of(world.coordinator)
    for _time in range(2):
        assert client.post(f"{PAGE}{key.public_id}/aterkalla/").status_code == 302
    assert deliver(token, a_report()).status_code == 401
    assert AuditEvent.objects.filter(event="intake.key_revoked").count() == 1
    assert "återkallad" in client.get(PAGE).content.decode()


def test_latest_deliveries_and_what_was_not_taken_in_and_why(world: World) -> None:
    _key, token = a_key(world)
    deliver(token, a_report(text="HEMLIG text."))
    gone = deliver(token, a_report(category="poor_lighting", text="HEMLIG annan.")).json()["id"]
    Category.objects.filter(code="poor_lighting").update(active_to=timezone.localdate() - timedelta(days=1))
    take_in_deliveries()
    deliver(token, a_report(text="Tredje."))
    answer = client_of(world.coordinator).get(PAGE)
    (day,) = answer.context["days"]
    assert (day.counted.came, day.counted.accepted, day.counted.refused, day.counted.waiting) == (3, 1, 1, 1)
    page = answer.content.decode()
    assert gone in page
    assert "används inte" in page
    assert "HEMLIG" not in page
    assert "HEMLIG" not in client_of(world.administrator).get(PAGE).content.decode()


def test_the_same_number_of_queries_with_one_and_thirty(world: World) -> None:
    client = client_of(world.coordinator)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(PAGE).status_code == 200
        return len(counted)

    a_key(world)
    client.get(PAGE)
    few = queries()
    for number in range(29):
        _key, token = a_key(world, label=f"System {number}")
        if number < 3:
            deliver(token, a_report())
    assert queries() == few
