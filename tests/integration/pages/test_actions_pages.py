from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.messaging.models import OutgoingMessage
from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.operations import change_action
from lykta.cycle.cause_analysis.operations import open_problem
from lykta.ground.accounts.links import resolve
from lykta.ground.accounts.models import PersonalLink
from tests.integration.pages.rows import (
    PERSONAL_NUMBER,
    SCRIPT,
    a_cause,
    a_point,
    a_problem,
    a_promise,
    an_action,
    assert_kept,
    assert_only,
    assert_same_queries,
    client_of,
    once,
    page,
    send,
)
from tests.worlds import World

pytestmark = pytest.mark.sql
READERS = ("coordinator", "police_officer", "council_member", "registrar")
TODAY = timezone.localdate


def test_who_may_read_and_who_may_decide(world: World) -> None:
    problem = a_problem(world)
    action = an_action(world, problem)
    assert_only(world, "atgarder/", *READERS, "action_owner")
    assert_only(world, f"atgarder/{action.public_id}/", *READERS, "action_owner")
    assert_only(world, f"atgarder/{action.public_id}/andra/", "coordinator")
    assert_only(world, f"atgarder/{action.public_id}/lank/", "coordinator")
    assert_only(world, f"problem/{problem.public_id}/atgard/", "coordinator")


def test_an_owner_sees_the_own_actions_only(world: World) -> None:
    problem = a_problem(world)
    own, other = (
        an_action(world, problem),
        an_action(world, problem, "Polisen", responsible=[world.functions["police_officer"]]),
    )
    shown = page(world, "action_owner", "atgarder/").content.decode()
    assert own.public_id in shown
    assert other.public_id not in shown
    assert page(world, "action_owner", f"atgarder/{other.public_id}/").status_code == 404
    assert (
        f"problem/{problem.public_id}" not in page(world, "action_owner", f"atgarder/{own.public_id}/").content.decode()
    )


def test_a_neighbours_action_is_not_here(world: World) -> None:
    theirs = an_action_of_the_neighbour(world)
    for path in ("", "andra/", "lank/"):
        assert page(world, "coordinator", f"atgarder/{theirs.public_id}/{path}").status_code == 404
        assert send(world, "coordinator", f"atgarder/{theirs.public_id}/{path}").status_code == 404


def an_action_of_the_neighbour(world: World) -> Action:
    from lykta.cycle.action_plans.operations import decide_action

    problem = open_problem(municipality=world.granhult, title="Deras", by=world.outsider)
    return decide_action(
        problem=problem, causes=[], title="Deras", kind="social", horizon="long", by=world.outsider,
        responsible=[world.functions["outsider"]],
    )  # fmt: skip


def new_action(world: World, **data: object) -> dict[str, object]:
    return once() | {
        "title": "Byta lampor", "state": "planned", "kind": "situational", "horizon": "short",
        "accountable": world.park.public_id, "others": [world.functions["police_officer"].public_id],
        "starts": "2026-11-01", "due": "2026-12-01", "operational_goal": "Alla lampor lyser",
        "follow_kind_0": "indicator", "follow_text_0": "Lampor som lyser", "follow_kind_1": "",
        "follow_text_1": "Besiktning", "follow_kind_2": "", "follow_text_2": "",
    } | data  # fmt: skip


def test_an_action_is_decided_once(world: World) -> None:
    problem = a_problem(world)
    cause = a_cause(world, problem)
    form = new_action(world, causes=[cause.public_id])
    client = client_of(world.coordinator)
    address = f"/arbete/bjorkviken/problem/{problem.public_id}/atgard/"
    assert f'value="{cause.public_id}" ' in client.get(address + f"?orsak={cause.public_id}").content.decode()
    places = {client.post(address, form)["Location"] for _click in range(2)}
    action = Action.objects.for_municipality(world.bjorkviken).get()
    assert places == {f"/arbete/bjorkviken/atgarder/{action.public_id}/"}
    assert [(row.function, row.is_accountable) for row in action.responsibles.all()] == [
        (world.park, True), (world.functions["police_officer"], False),
    ]  # fmt: skip
    assert [(row.kind, row.text) for row in action.planned_follow_ups.all()] == [
        ("indicator", "Lampor som lyser"), ("indicator", "Besiktning"),
    ]  # fmt: skip
    assert list(action.causes.all()) == [cause]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 301},
        {"title": f"Ring {PERSONAL_NUMBER}"},
        {"due": "2026-10-01"},
        {"due": "i morgon"},
        {"accountable": ""},
        {"accountable": "finns-inte"},
        {"causes": ["finns-inte"]},
        {"follow_kind_2": "milestone"},
        {"kind": "magic"},
    ],
)
def test_a_refused_action_stays_on_the_page(world: World, wrong: dict[str, object]) -> None:
    problem = a_problem(world)
    answer = send(
        world,
        "coordinator",
        f"problem/{problem.public_id}/atgard/",
        **new_action(world, description=f"Kvar {SCRIPT}", **wrong),
    )
    assert_kept(answer, "Lampor som lyser")
    assert not Action.objects.for_municipality(world.bjorkviken).exists()


def test_functions_and_causes_of_others_are_no_choices(world: World) -> None:
    problem, other = a_problem(world), a_problem(world, "Annat")
    theirs, cause = world.functions["outsider"], a_cause(world, other)
    address = f"problem/{problem.public_id}/atgard/"
    assert theirs.public_id not in page(world, "coordinator", address).content.decode()
    assert send(world, "coordinator", address, **new_action(world, accountable=theirs.public_id)).status_code == 422
    assert send(world, "coordinator", address, **new_action(world, causes=[cause.public_id])).status_code == 422


def test_a_change_and_a_stale_page(world: World) -> None:
    problem = a_problem(world)
    action = an_action(world, problem, follow_ups=[("milestone", "Besiktigad")])
    address = f"atgarder/{action.public_id}/andra/"
    shown = page(world, "coordinator", address).content.decode()
    assert 'value="Besiktigad"' in shown
    assert 'name="state"' not in shown  # a state is reported, with its day
    changed = send(world, "coordinator", address, **new_action(world, version="1", title="Ny rubrik"))
    assert changed.status_code == 302
    stale = send(world, "coordinator", address, **new_action(world, version="1", title="För sen"))
    assert_kept(stale, "För sen")
    action.refresh_from_db()
    assert action.title == "Ny rubrik"


def test_a_report_on_an_action(world: World) -> None:
    action = an_action(world, a_problem(world))
    form = {
        "once": "k1",
        "state": "in_progress",
        "happened": TODAY().isoformat(),
        "amount": "2,5",
        "unit": "timmar",
        "text": "Halva",
    }
    client = client_of(world.action_owner)
    address = f"/arbete/bjorkviken/atgarder/{action.public_id}/"
    assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
    status = action.statuses.get()
    assert (status.state, str(status.amount), status.unit, status.reported_by_name) == (
        "in_progress", "2.5", "timmar", "Axel Ägare",
    )  # fmt: skip
    shown = page(world, "council_member", f"atgarder/{action.public_id}/").content.decode()
    assert "Halva" in shown
    assert 'name="happened"' not in shown  # reads, reports nothing
    done = client.post(address, form | {"once": "k2", "state": "done"})
    double = client.post(address, form | {"once": "k2", "state": "done"})
    assert (done.status_code, double.status_code, action.statuses.count()) == (302, 302, 2)


def test_who_may_not_report(world: World) -> None:
    action = an_action(world, a_problem(world), responsible=[world.functions["police_officer"]])
    form = {"state": "done", "happened": TODAY().isoformat()}
    for role, expected in (
        ("council_member", 403),
        ("registrar", 403),
        ("action_owner", 404),
        ("outsider", 404),
        ("police_officer", 302),
    ):
        assert send(world, role, f"atgarder/{action.public_id}/", **form).status_code == expected, role
    assert action.statuses.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": ""},
        {"state": "planned"},
        {"happened": (TODAY() + timedelta(days=1)).isoformat()},
        {"happened": ""},
        {"amount": "många"},
        {"amount": "-1"},
        {"amount": "", "unit": "timmar"},
        {"text": PERSONAL_NUMBER},
        {"state": "cancelled", "text": ""},
    ],
)
def test_a_refused_report_stays_on_the_page(world: World, wrong: dict[str, str]) -> None:
    action = an_action(world, a_problem(world))
    form = {
        "state": "in_progress",
        "happened": TODAY().isoformat(),
        "amount": "1",
        "unit": "lampor",
        "text": "Kvar",
    } | wrong
    assert_kept(send(world, "coordinator", f"atgarder/{action.public_id}/", **form))
    assert not action.statuses.exists()


def test_a_proposed_action_is_decided_by_those_who_keep_the_plan(world: World) -> None:
    action = an_action(world, a_problem(world), state="proposed")
    form = {"state": "in_progress", "happened": TODAY().isoformat()}
    assert 'name="happened"' not in page(world, "action_owner", f"atgarder/{action.public_id}/").content.decode()
    assert send(world, "action_owner", f"atgarder/{action.public_id}/", **form).status_code == 403
    assert send(world, "coordinator", f"atgarder/{action.public_id}/", **form).status_code == 302


def test_late_is_a_word_and_a_filter(world: World) -> None:
    problem = a_problem(world)
    late = an_action(world, problem, "Försenad åtgärd", due=TODAY() - timedelta(days=1))
    soon = an_action(world, problem, "Snart", due=TODAY())
    done = an_action(world, problem, "Färdig", responsible=[world.functions["police_officer"]])
    send(world, "coordinator", f"atgarder/{done.public_id}/", state="done", happened=TODAY().isoformat())
    rows = {"late": late.public_id, "soon": soon.public_id, "done": done.public_id}
    open_ones = ["late", "soon"]
    expected = {
        "": open_ones,
        "sena=1": ["late"],
        "lage=alla": ["late", "soon", "done"],
        "lage=done": ["done"],
        f"ansvarig={world.park.public_id}&lage=alla": open_ones,
        f"problem={problem.public_id}": open_ones,
        "lage=nonsens&ansvarig=x": open_ones,
    }
    seen = {}
    for query in expected:
        shown = page(world, "coordinator", f"atgarder/?{query}").content.decode()
        seen[query] = [name for name, pid in rows.items() if pid in shown]
    assert seen == expected
    assert 'data-status="late"' in page(world, "coordinator", f"atgarder/{late.public_id}/").content.decode()


def test_the_lists_ask_as_much_for_thirty(world: World) -> None:
    problem = a_problem(world)
    add = lambda n: an_action(world, problem, f"Åtgärd {n}", causes=[a_cause(world, problem, f"Orsak {n}")])  # noqa: E731
    assert_same_queries(lambda: page(world, "coordinator", "atgarder/"), add)


def test_the_owners_list_asks_as_much_for_thirty(world: World) -> None:
    problem = a_problem(world)
    assert_same_queries(
        lambda: page(world, "action_owner", "atgarder/"), lambda n: an_action(world, problem, f"Åtgärd {n}")
    )


def test_an_action_asks_as_much_for_thirty_reports(world: World) -> None:
    action = an_action(world, a_problem(world))

    def add(n: int) -> None:
        send(world, "coordinator", f"atgarder/{action.public_id}/", state="in_progress", happened=TODAY().isoformat())
        a_point(world, a_promise(world, f"Löfte {n}"), actions=[action])

    assert_same_queries(lambda: page(world, "coordinator", f"atgarder/{action.public_id}/"), add)


def token_in(text: str) -> str:
    return re.search(r"/l/([A-Za-z0-9_-]{20,})/", text)[1]  # type: ignore[index]


def test_a_link_is_shown_once_and_a_double_click_leaves_one_that_works(world: World) -> None:
    action = an_action(world, a_problem(world))
    client = client_of(world.coordinator)
    address = f"/arbete/bjorkviken/atgarder/{action.public_id}/lank/"
    form = once() | {"function": world.park.public_id, "how": "show"}
    tokens = [token_in(client.post(address, form).content.decode()) for _click in range(2)]
    assert [resolve(token) is not None for token in tokens] == [False, True]
    later = client.get(address)
    assert "/l/" not in later.content.decode()
    assert later["Cache-Control"] == "no-store"
    stored = str(list(PersonalLink.objects.for_municipality(world.bjorkviken).values()))
    stored += str(list(AuditEvent.objects.values())) + str(dict(client.session))
    assert tokens[1] not in stored
    link = PersonalLink.objects.for_municipality(world.bjorkviken).get(revoked__isnull=True)
    revoked = client.post(f"{address}{link.public_id}/aterkalla/")
    assert revoked.status_code == 302
    assert resolve(tokens[1]) is None


def test_a_link_by_mail_goes_to_the_functions_address_from_the_settings_not_from_the_request(world: World) -> None:
    action = an_action(world, a_problem(world))
    address = f"atgarder/{action.public_id}/lank/"
    no_mail = send(world, "coordinator", address, function=world.park.public_id, how="mail")
    assert no_mail.status_code == 409
    assert not PersonalLink.objects.for_municipality(world.bjorkviken).exists()
    world.park.email = "park@bjorkviken.example"
    world.park.save()
    form = {"once": "en gång", "function": world.park.public_id, "how": "mail"}
    for _click in range(2):
        assert send(world, "coordinator", address, **form).status_code == 302
    message = OutgoingMessage.objects.get(to="park@bjorkviken.example")
    assert f"{settings.BASE_URL}/l/" in message.body
    assert resolve(token_in(message.body)).function == world.park  # type: ignore[union-attr]


def test_links_are_for_those_who_answer_for_the_action(world: World) -> None:
    action = an_action(world, a_problem(world))
    police = world.functions["police_officer"]
    address = f"atgarder/{action.public_id}/lank/"
    assert send(world, "coordinator", address, function=police.public_id, how="show").status_code == 404
    assert send(world, "coordinator", address, function=world.functions["outsider"].public_id).status_code == 404
    assert send(world, "police_officer", address, function=world.park.public_id).status_code == 403
    assert not PersonalLink.objects.across_municipalities(reason="test").exists()
    assert Client().post(f"/arbete/bjorkviken/{address}").status_code == 302


def test_a_link_of_another_action_is_not_revoked_here(world: World) -> None:
    from lykta.ground.accounts.operations import issue_link

    problem = a_problem(world)
    action = an_action(world, problem)
    police = world.functions["police_officer"]
    link, _token = issue_link(
        function=police, municipality=world.bjorkviken, purpose="action_owner", by=world.coordinator
    )
    assert (
        send(world, "coordinator", f"atgarder/{action.public_id}/lank/{link.public_id}/aterkalla/").status_code == 404
    )
    change_action(action=action, by=world.coordinator, responsible=[police])
    assert (
        page(world, "coordinator", f"atgarder/{action.public_id}/lank/{link.public_id}/aterkalla/").status_code == 405
    )
    assert (
        send(world, "coordinator", f"atgarder/{action.public_id}/lank/{link.public_id}/aterkalla/").status_code == 302
    )
