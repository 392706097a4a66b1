from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.cycle.action_plans.operations import report_status
from lykta.cycle.promises import queries
from lykta.cycle.promises.enums import POINT_TRANSITIONS, PointStatus
from lykta.cycle.promises.models import CitizenPromise, PromisePoint, Receipt
from lykta.cycle.promises.operations import (
    add_point,
    begin,
    change_point,
    change_promise,
    end_promise,
    record_receipt,
    set_point_status,
)
from lykta.facts.evidence.free_text import TextStopped
from tests.integration.action_plans.chains import a_problem, a_promise, an_action, neighbours_problem

pytestmark = pytest.mark.sql
PLANTED = "19811218-9876"


def a_point(world, promise, text="Alla lampor lyser", kind="continuous", **fields):
    return add_point(promise=promise, text=text, kind=kind, by=world.coordinator, **fields)


def a_receipt(world, point, **fields):
    fields = {"kind": "carried_out", "happened": date(2026, 11, 11), **fields}
    return record_receipt(point=point, by=world.coordinator, **fields)


def test_a_promise_is_drafted_once(world):
    first = a_promise(world, once="k", decision_body="Kommunstyrelsen", decision_paragraph="§ 87")
    assert (first.state, first.giver, first.version) == ("draft", "together", 1)
    assert a_promise(world, once="k", decision_body="Kommunstyrelsen", decision_paragraph="§ 87").pk == first.pk
    with pytest.raises(NotNow):
        a_promise(world, once="k")
    assert CitizenPromise.objects.for_municipality(world.bjorkviken).count() == 1


@pytest.mark.parametrize(
    "role", ["reporter", "police_officer", "action_owner", "council_member", "registrar", "outsider"]
)
def test_only_those_who_edit_promises(world, role):
    promise = a_promise(world)
    point = a_point(world, promise)
    by = world.account(role)
    for attempt in (
        lambda: change_promise(promise=promise, title="Ny", by=by),
        lambda: add_point(promise=promise, text="Mer", kind="once", by=by),
        lambda: change_point(point=point, text="Mer", by=by),
        lambda: set_point_status(point=point, status="kept", by=by),
        lambda: record_receipt(point=point, kind="started", happened=date(2026, 11, 1), by=by),
        lambda: end_promise(promise=promise, by=by),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert PromisePoint.objects.count() == 1
    assert not Receipt.objects.exists()


def test_what_is_refused(world):
    for fields in (
        {"title": ""}, {"title": "x" * 161}, {"background": " "}, {"background": "x" * 3001}, {"giver": "kungen"},
        {"starts": date(2027, 1, 1), "ends": date(2026, 12, 31)}, {"problem": neighbours_problem(world)},
    ):  # fmt: skip
        with pytest.raises(NotNow):
            a_promise(world, **fields)
    for field in ("title", "background", "how_we_know", "decision_body"):
        with pytest.raises(TextStopped):
            a_promise(world, **{field: f"Ring {PLANTED}"})
    assert not CitizenPromise.objects.for_municipality(world.bjorkviken).exists()


def test_points_are_numbered_checked_and_not_doubled(world):
    promise = a_promise(world)
    first = a_point(world, promise, expected_version=1)
    assert a_point(world, promise, expected_version=1).pk == first.pk
    with pytest.raises(StalePage):
        a_point(world, promise, "Annat", expected_version=1)
    second = a_point(world, promise, "30 kvällar", "quantified", target_amount=30, unit="kvällar")
    assert (first.number, second.number) == (1, 2)
    for fields in (
        {"kind": "quantified"}, {"kind": "quantified", "target_amount": 0}, {"target_amount": -3}, {"kind": "ibland"},
        {"text": " "}, {"text": "x" * 401}, {"unit": "x" * 41}, {"text": PLANTED},
    ):  # fmt: skip
        with pytest.raises(NotNow):
            a_point(world, promise, **fields)
    assert promise.points.count() == 2


def test_actions_of_a_neighbour_are_not_tied_to_our_point(world):
    from lykta.cycle.action_plans.operations import decide_action

    foreign = decide_action(
        problem=neighbours_problem(world), causes=[], title="Deras", kind="social", horizon="long", by=world.outsider
    )
    promise = a_promise(world)
    with pytest.raises(NotNow):
        a_point(world, promise, actions=[foreign])
    point = a_point(world, promise, actions=[an_action(world, a_problem(world))])
    with pytest.raises(NotNow):
        change_point(point=point, actions=[foreign], by=world.coordinator)
    assert point.actions.count() == 1
    assert change_point(point=point, text="Ny text", by=world.coordinator).actions.count() == 1
    assert change_point(point=point, actions=[], by=world.coordinator).actions.count() == 0


def test_receipts_are_dated_and_not_doubled(world):
    point = a_point(world, a_promise(world))
    version = queries.promises_of(world.bjorkviken).get().version
    first = a_receipt(world, point, amount=14, unit="lampor", expected_version=version)
    assert a_receipt(world, point, amount=14, unit="lampor", expected_version=version).pk == first.pk
    assert a_receipt(world, point, amount=14, unit="lampor").pk != first.pk
    tomorrow = timezone.localdate() + timedelta(days=1)
    for fields in ({"happened": tomorrow}, {"amount": -1}, {"kind": "nästan"}, {"text": PLANTED}, {"unit": "x" * 41}):
        with pytest.raises(NotNow):
            a_receipt(world, point, **fields)
    assert point.receipts.count() == 2
    assert first.recorded_by_name == "Klara Samordnare"


def test_an_owner_records_receipts_for_the_points_of_the_own_action_only(world):
    action = an_action(world, a_problem(world))
    status = report_status(action=action, state="done", happened=date(2026, 11, 11), by=world.action_owner)
    promise = a_promise(world)
    own, other = a_point(world, promise, actions=[action]), a_point(world, promise, "Annan")
    fields = {"kind": "completed", "happened": date(2026, 11, 11), "action_status": status, "by": world.action_owner}
    first = record_receipt(point=own, **fields)
    assert record_receipt(point=own, **fields).pk == first.pk
    for point, by in ((other, world.action_owner), (own, world.police_officer)):
        with pytest.raises(NotAllowed):
            record_receipt(point=point, **{**fields, "by": by})
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("now", PointStatus.values)
@pytest.mark.parametrize("wanted", PointStatus.values)
def test_point_statuses_move_by_the_table(world, now, wanted):
    point = a_point(world, a_promise(world))
    PromisePoint.objects.update(status=now)
    if wanted not in POINT_TRANSITIONS[now]:
        with pytest.raises(NotNow):
            set_point_status(point=point, status=wanted, by=world.coordinator)
        return
    changed = set_point_status(point=point, status=wanted, by=world.coordinator)
    assert (changed.status, changed.status_changed) == (wanted, timezone.localdate())


def test_a_promise_begins_with_its_release_and_ends_once(world):
    promise = a_promise(world)
    with pytest.raises(NotNow):
        begin(promise=promise, by=world.police_officer)
    with pytest.raises(NotNow):
        end_promise(promise=promise, by=world.coordinator)
    CitizenPromise.objects.for_municipality(world.bjorkviken).update(state="ongoing")
    point = a_point(world, promise)
    end_promise(promise=promise, by=world.coordinator)
    for attempt in (
        lambda: end_promise(promise=promise, by=world.coordinator),
        lambda: change_promise(promise=promise, title="Ny", by=world.coordinator),
        lambda: a_point(world, promise, "Ny punkt"),
        lambda: a_receipt(world, point),
        lambda: set_point_status(point=point, status="kept", by=world.coordinator),
    ):
        with pytest.raises(NotNow):
            attempt()


def test_an_old_page_overwrites_nothing(world):
    promise = a_promise(world)
    change_promise(promise=promise, title="Ny", by=world.coordinator, expected_version=1)
    with pytest.raises(StalePage):
        change_promise(promise=promise, title="Sen", by=world.coordinator, expected_version=1)
    with pytest.raises(NotNow):
        change_promise(promise=promise, ends=date(2026, 6, 1), by=world.coordinator)
    assert queries.promises_of(world.bjorkviken).get().title == "Ny"


def test_lists_ask_a_fixed_number_of_questions(world, django_assert_num_queries):
    for n in range(5):
        point = a_point(world, a_promise(world, f"Löfte {n}"), actions=[an_action(world, a_problem(world))])
        a_receipt(world, point)
    with django_assert_num_queries(4):
        rows = list(queries.promises_of(world.bjorkviken))
        assert {queries.latest_receipt(row).receipt.kind for row in rows} == {"carried_out"}
        assert {len(point.actions.all()) for row in rows for point in row.points.all()} == {1}
