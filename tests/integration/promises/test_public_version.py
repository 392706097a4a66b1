import copy
import json
from datetime import date

import pytest

from lykta.airlocks.publishing.kinds import kinds
from lykta.airlocks.publishing.overlay import check_values
from lykta.cycle.action_plans.operations import report_status
from lykta.cycle.promises.operations import add_point, record_receipt, set_point_status
from lykta.cycle.promises.queries import public_content, standing_values
from tests.integration.action_plans.chains import a_cause, a_problem, a_promise, an_action

pytestmark = pytest.mark.sql
HIDDEN = "Det här är internt"


@pytest.fixture
def promise(world):
    """The promise of the story, hung with everything that must not come out."""
    problem = a_problem(world, f"{HIDDEN} 1", description=f"{HIDDEN} 2")
    action = an_action(world, problem, [a_cause(world, problem, f"{HIDDEN} 3")], f"{HIDDEN} 4",
                       description=f"{HIDDEN} 5", operational_goal=f"{HIDDEN} 6",
                       follow_ups=[("ongoing", f"{HIDDEN} 7")])  # fmt: skip
    status = report_status(action=action, state="in_progress", happened=date(2026, 11, 18), text=f"{HIDDEN} 8",
                           by=world.action_owner)  # fmt: skip
    promise = a_promise(
        world, problem=problem, how_we_know="Vi frågar igen i maj 2027.", decision_body="Kommunstyrelsen",
        decision_date=date(2026, 6, 15), decision_paragraph="§ 87",
    )  # fmt: skip
    by = world.coordinator
    lamps = add_point(promise=promise, text="Alla lampor lyser.", kind="continuous", actions=[action], by=by)
    evenings = add_point(promise=promise, text="Två kvällar i veckan.", kind="quantified", target_amount=30,
                         unit="kvällar", by=by)  # fmt: skip
    record_receipt(point=lamps, kind="carried_out", happened=date(2026, 11, 18), amount=14, unit="lampor",
                   text="14 lampor bytta på gångvägen", action_status=status, by=world.action_owner)  # fmt: skip
    record_receipt(point=evenings, kind="carried_out", happened=date(2026, 11, 1), amount="2.5", by=by)
    set_point_status(point=lamps, status="partly", by=by)
    promise.refresh_from_db()
    return promise


def test_the_page_as_data(promise):
    lamps, evenings = promise.points.all()
    content = public_content(promise)
    content["points"][0]["status_changed"] = "today"
    assert content == {
        "v": 1,
        "title": "Tryggare väg till bussen",
        "background": "Många har sagt att gångvägen känns otrygg när det är mörkt.",
        "how_we_know": "Vi frågar igen i maj 2027.",
        "giver": "together",
        "state": "ongoing",
        "starts": "2026-06-15",
        "ends": "2027-12-31",
        "decision": {"body": "Kommunstyrelsen", "date": "2026-06-15", "paragraph": "§ 87"},
        "points": [
            {
                "key": lamps.public_id, "number": 1, "text": "Alla lampor lyser.", "kind": "continuous",
                "target_amount": None, "unit": "", "status": "partly", "status_changed": "today", "amount": 14,
                "receipts": [
                    {
                        "key": lamps.receipts.get().public_id, "kind": "carried_out", "happened": "2026-11-18",
                        "amount": 14, "unit": "lampor", "text": "14 lampor bytta på gångvägen",
                    }
                ],
            },
            {
                "key": evenings.public_id, "number": 2, "text": "Två kvällar i veckan.", "kind": "quantified",
                "target_amount": 30, "unit": "kvällar", "status": "not_started", "status_changed": None, "amount": 2.5,
                "receipts": [
                    {
                        "key": evenings.receipts.get().public_id, "kind": "carried_out", "happened": "2026-11-01",
                        "amount": 2.5, "unit": "", "text": "",
                    }
                ],
            },
        ],
    }  # fmt: skip
    kinds.get("promise").validate(public_content(promise))


def test_nothing_internal_comes_along(world, promise):
    for data in (public_content(promise), standing_values(promise)):
        seen = json.dumps(data, ensure_ascii=False)
        action = promise.points.first().actions.get()
        for hidden in (
            HIDDEN, action.public_id, promise.problem.public_id, promise.public_id, "Axel", "Klara", "Parkchef",
            world.action_owner.public_id, world.coordinator.public_id, world.park.public_id,
            action.statuses.get().public_id,
        ):  # fmt: skip
            assert hidden not in seen


def test_standing_values_hold_no_free_text_and_no_unreleased_point(promise):
    fields = kinds.get("promise").standing_fields
    assert standing_values(promise) == {"state": "ongoing", "points": {}}
    check_values(standing_values(promise), fields)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("secret",), "x"),
        (("v",), 2),
        (("state",), "draft"),
        (("giver",), "Polisen"),
        (("starts",), "15 juni"),
        (("points",), []),
        (("title",), None),
        (("background",), "Ring 19811218-9876"),
        (("decision", "name"), "Klara"),
        (("points", 0, "status"), "nästan"),
        (("points", 0, "action"), "abc"),
        (("points", 0, "receipts", 0, "recorded_by_name"), "Axel Ägare"),
        (("points", 0, "receipts", 0, "happened"), "i går"),
        (("points", 0, "receipts", 0, "text"), "Mejla axel@example.org"),
    ],
)
def test_validation_stops_what_does_not_belong_on_the_page(promise, path, value):
    content = copy.deepcopy(public_content(promise))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError):
        kinds.get("promise").validate(content)
