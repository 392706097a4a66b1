from datetime import date

import pytest

from lykta.airlocks.publishing.models import Release, StandingValue
from lykta.airlocks.publishing.operations import withdraw
from lykta.airlocks.publishing.queries import Gone, published
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.cycle.promises.models import Receipt
from lykta.cycle.promises.operations import add_point, change_promise, set_point_status
from lykta.journeys import promise_progress
from lykta.journeys.publish_promise import propose_release
from lykta.journeys.seconding import second
from tests.integration.action_plans.chains import a_promise
from tests.integration.journeys.releases import approve_standing_release

pytestmark = pytest.mark.sql


@pytest.fixture
def promise(world):
    row = a_promise(world)
    add_point(promise=row, text="Alla lampor lyser", kind="continuous", by=world.coordinator)
    return row


def read(world, promise):
    row = published(world.bjorkviken, "promise", promise.public_id)
    return row and row.content


def released(world, promise):
    promise.refresh_from_db()
    return second(proposal=propose_release(promise=promise, by=world.coordinator), by=world.police_officer)


def test_two_people_make_a_promise_public_and_it_begins(world, promise):
    proposal = propose_release(promise=promise, by=world.coordinator)
    assert read(world, promise) is None
    for by in (world.coordinator, world.reporter, world.council_member, world.outsider):
        with pytest.raises(NotAllowed):
            second(proposal=proposal, by=by)
    promise.refresh_from_db()
    assert (promise.state, Release.objects.for_municipality(world.bjorkviken).count()) == ("draft", 0)
    second(proposal=proposal, by=world.police_officer)
    promise.refresh_from_db()
    assert (promise.state, read(world, promise)["state"]) == ("ongoing", "ongoing")
    with pytest.raises(NotNow):
        second(proposal=proposal, by=world.police_officer)


def test_what_was_changed_after_the_proposal_is_not_let_out(world, promise):
    proposal = propose_release(promise=promise, by=world.coordinator)
    change_promise(promise=promise, title="Hemlig ny titel", by=world.coordinator)
    second(proposal=proposal, by=world.police_officer)
    assert read(world, promise)["title"] == "Tryggare väg till bussen"
    released(world, promise)
    assert read(world, promise)["title"] == "Hemlig ny titel"


def test_an_empty_promise_and_a_wrong_person_propose_nothing(world, promise):
    with pytest.raises(NotNow):
        propose_release(promise=a_promise(world, "Utan punkter"), by=world.coordinator)
    for by in (world.reporter, world.action_owner, world.council_member, world.outsider):
        with pytest.raises(NotAllowed):
            propose_release(promise=promise, by=by)


def test_a_standing_release_lets_out_the_values_of_today(world, promise):
    released(world, promise)
    point = promise.points.get()
    set_point_status(point=point, status="partly", by=world.coordinator)
    assert read(world, promise)["points"][0]["status"] == "not_started"
    approve_standing_release(world)
    assert read(world, promise)["points"][0]["status"] == "partly"


def test_what_a_person_sets_by_hand_flows_and_the_end_too(world, promise):
    released(world, promise)
    approve_standing_release(world)
    point = promise.points.get()
    promise_progress.set_point_status(point=point, status="kept", by=world.coordinator)
    promise_progress.record_receipt(
        point=point, kind="carried_out", happened=date(2026, 11, 18), amount=4, text="Hemligt", by=world.coordinator
    )
    promise_progress.end_promise(promise=promise, by=world.coordinator)
    shown = read(world, promise)
    assert (shown["state"], shown["points"][0]["status"], shown["points"][0]["amount"]) == ("ended", "kept", 4)
    assert [row["kind"] for row in shown["points"][0]["receipts"]] == ["carried_out"]
    assert "Hemligt" not in str(shown)
    with pytest.raises(NotAllowed):
        promise_progress.set_point_status(point=point, status="kept", by=world.police_officer)
    assert Receipt.objects.count() == 1


def test_what_was_recorded_while_the_proposal_waited_flows_at_the_release(world, promise):
    approve_standing_release(world)
    proposal = propose_release(promise=promise, by=world.coordinator)
    promise_progress.set_point_status(point=promise.points.get(), status="kept", by=world.coordinator)
    second(proposal=proposal, by=world.police_officer)
    assert read(world, promise)["points"][0]["status"] == "kept"


def test_nothing_flows_to_what_was_withdrawn(world, promise):
    approve_standing_release(world)
    release = released(world, promise)
    withdraw(release=release, reason="Fel löfte", by=world.police_officer)
    before = StandingValue.objects.for_municipality(world.bjorkviken).get().updated
    promise_progress.set_point_status(point=promise.points.get(), status="kept", by=world.coordinator)
    assert StandingValue.objects.for_municipality(world.bjorkviken).get().updated == before
    with pytest.raises(Gone):
        read(world, promise)
