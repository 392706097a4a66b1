from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.airlocks.publishing.models import StandingValue
from lykta.airlocks.publishing.queries import published
from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.messaging.models import OutgoingMessage
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.promises.models import CitizenPromise, Receipt
from lykta.cycle.promises.operations import add_point
from lykta.journeys import report_action_status
from lykta.journeys.publish_promise import propose_release
from lykta.journeys.report_action_status import report
from lykta.journeys.seconding import second
from tests.integration.action_plans.chains import a_link, a_problem, a_promise, an_action
from tests.integration.journeys.releases import approve_standing_release

pytestmark = pytest.mark.sql
SECRET = "Reservdelar fattades"
DAY = date(2026, 11, 18)


def tied(world, action, promise=None):
    promise = promise or a_promise(world)
    return add_point(promise=promise, text="Alla lampor lyser", kind="continuous", unit="lampor", actions=[action],
                     by=world.coordinator)  # fmt: skip


def told(world, action, state="in_progress", by=None, **fields):
    fields.setdefault("happened", DAY)
    return report(action=action, state=state, by=by or world.action_owner, **fields)


def public(world, promise):
    row = published(world.bjorkviken, "promise", promise.public_id)
    assert row is not None
    return row.content


def test_one_report_is_heard_in_the_plan_the_promise_and_by_the_coordinator(world):
    action = an_action(world, a_problem(world))
    points = [tied(world, action), tied(world, action)]
    untouched = tied(world, an_action(world, a_problem(world)))
    status = told(world, action, amount=14, unit="lampor", text=SECRET)
    action.refresh_from_db()
    assert (action.state, status.state) == ("in_progress", "in_progress")
    for point in points:
        (receipt,) = point.receipts.all()
        assert (receipt.kind, receipt.happened, receipt.amount, receipt.unit, receipt.text, receipt.action_status) == (
            "carried_out", DAY, 14, "lampor", SECRET, status,
        )  # fmt: skip
    assert not untouched.receipts.exists()
    message = OutgoingMessage.objects.get()
    assert message.to == "trygghet@bjorkviken.example"
    assert action.title in message.body
    assert SECRET not in message.subject + message.body


def test_by_link_for_the_own_function_only(world):
    problem = a_problem(world)
    own, other = an_action(world, problem), an_action(world, problem, responsible=[world.functions["coordinator"]])
    tied(world, own)
    link = a_link(world, world.park)
    told(world, own, "done", by=link)
    assert Receipt.objects.get().kind == "completed"
    with pytest.raises(NotAllowed):
        told(world, other, by=link)
    assert ActionStatus.objects.count() == OutgoingMessage.objects.count() == 1


def test_the_same_form_twice_is_one_of_everything(world):
    action = an_action(world, a_problem(world))
    tied(world, action)
    first = told(world, action, once="k", amount=3)
    assert told(world, action, once="k", amount=3).pk == first.pk
    with pytest.raises(NotNow):
        told(world, action, once="k", amount=4)
    assert (ActionStatus.objects.count(), Receipt.objects.count(), OutgoingMessage.objects.count()) == (1, 1, 1)


def test_all_or_nothing(world, monkeypatch):
    action = an_action(world, a_problem(world))
    tied(world, action)
    before = AuditEvent.objects.count()

    def broken(**_ignored):
        raise RuntimeError("the mail table is gone")

    monkeypatch.setattr(report_action_status, "queue_message", broken)
    with pytest.raises(RuntimeError):
        told(world, action)
    action.refresh_from_db()
    assert (action.state, ActionStatus.objects.count(), Receipt.objects.count()) == ("planned", 0, 0)
    assert AuditEvent.objects.count() == before


def test_the_kind_of_receipt_follows_what_was_said(world):
    today = timezone.localdate()
    problem = a_problem(world)
    action = an_action(world, problem, due=today + timedelta(days=9))
    late = an_action(world, problem, due=today - timedelta(days=1))
    point, delayed = tied(world, action), tied(world, late)
    told(world, action)
    told(world, action)
    told(world, action, amount=2)
    told(world, action, "done")
    told(world, late)
    told(world, late, amount=1)
    told(world, late, "cancelled")
    kinds = [row.kind for row in point.receipts.order_by("id")]
    assert kinds == ["started", "carried_out", "carried_out", "completed"]
    assert [row.kind for row in delayed.receipts.order_by("id")] == ["delayed", "carried_out"]


def test_an_ended_promise_gets_no_more_receipts(world):
    action = an_action(world, a_problem(world))
    point = tied(world, action)
    CitizenPromise.objects.for_municipality(world.bjorkviken).update(state="ended")
    told(world, action)
    assert not point.receipts.exists()


def test_without_a_contact_address_nobody_is_written_to(world):
    action = an_action(world, a_problem(world))
    world.bjorkviken.contact_email = ""
    world.bjorkviken.save()
    assert told(world, Action.objects.for_municipality(world.bjorkviken).get(pk=action.pk))
    assert not OutgoingMessage.objects.exists()


def test_nothing_flows_out_without_a_release_and_a_standing_release(world):
    action = an_action(world, a_problem(world))
    point = tied(world, action)
    told(world, action)
    assert not StandingValue.objects.for_municipality(world.bjorkviken).exists()  # no release, no standing release
    approve_standing_release(world)
    told(world, action, amount=1)
    assert not StandingValue.objects.for_municipality(world.bjorkviken).exists()  # not public yet
    second(proposal=propose_release(promise=point.promise, by=world.coordinator), by=world.police_officer)
    told(world, action, amount=2)
    assert public(world, point.promise)["points"][0]["amount"] == 3


def test_words_dates_and_numbers_flow_and_the_text_stays_until_a_release(world):
    action = an_action(world, a_problem(world))
    point = tied(world, action)
    approve_standing_release(world)
    second(proposal=propose_release(promise=point.promise, by=world.coordinator), by=world.police_officer)
    told(world, action, amount=14, unit="lampor", text=SECRET)
    (shown,) = public(world, point.promise)["points"]
    key = point.receipts.get().public_id
    assert shown["receipts"] == [{"key": key, "kind": "carried_out", "happened": "2026-11-18", "amount": 14}]
    assert SECRET not in str(public(world, point.promise))
    tied(world, action, point.promise)  # a point that residents have not been promised yet
    told(world, action)
    assert len(public(world, point.promise)["points"]) == 1
    point.promise.refresh_from_db()
    second(proposal=propose_release(promise=point.promise, by=world.coordinator), by=world.police_officer)
    assert SECRET in str(public(world, point.promise))
    assert len(public(world, point.promise)["points"]) == 2
