from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.airlocks.publishing.models import Proposal, Release
from lykta.airlocks.publishing.operations import approve_standing, withdraw
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.operations import change_promise
from lykta.cycle.promises.queries import public_content
from lykta.journeys.publish_promise import propose_release
from lykta.journeys.report_action_status import report
from lykta.journeys.seconding import second
from lykta.sites.staff.promises.release_state import release_state, values_of, words_of
from tests.integration.pages.rows import (
    PERSONAL_NUMBER,
    SCRIPT,
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


def released(world: World, promise: CitizenPromise) -> CitizenPromise:
    second(proposal=propose_release(promise=promise, by=world.coordinator), by=world.police_officer)
    promise.refresh_from_db()
    return promise


def standing(world: World) -> None:
    second(
        proposal=approve_standing(municipality=world.bjorkviken, kind="promise", by=world.coordinator),
        by=world.police_officer,
    )


def test_who_may_read_and_who_may_write(world: World) -> None:
    promise = a_promise(world)
    point = a_point(world, promise)
    own = f"loften/{promise.public_id}/"
    assert_only(world, "loften/", *READERS)
    assert_only(world, own, *READERS)
    assert_only(world, f"{own}invanare/", *READERS)
    of_point = [f"{own}punkt/{point.public_id}/{part}" for part in ("", "omdome/", "kvitto/")]
    for path in ("loften/ny/", f"{own}andra/", f"{own}punkt/", *of_point):
        assert_only(world, path, "coordinator")


def test_a_neighbours_promise_is_not_here(world: World) -> None:
    from lykta.cycle.promises.operations import add_point, draft_promise

    theirs = draft_promise(
        municipality=world.granhult, title="Deras", background="x", starts=date(2026, 1, 1), ends=date(2026, 12, 31),
        by=world.outsider,
    )  # fmt: skip
    point = add_point(promise=theirs, text="Deras", kind="once", by=world.outsider)
    mine = a_promise(world)
    for path in ("", "andra/", "invanare/", "punkt/", f"punkt/{point.public_id}/", f"punkt/{point.public_id}/kvitto/"):
        assert page(world, "coordinator", f"loften/{theirs.public_id}/{path}").status_code == 404
    assert page(world, "coordinator", f"loften/{mine.public_id}/punkt/{point.public_id}/").status_code == 404
    assert send(world, "coordinator", f"loften/{theirs.public_id}/foresla/").status_code == 404
    assert send(world, "coordinator", f"loften/{theirs.public_id}/avsluta/").status_code == 404


def new_promise(**data: object) -> dict[str, object]:
    return once() | {
        "title": "Tryggare väg", "background": "Många har sagt det.", "giver": "together", "starts": "2026-09-01",
        "ends": "2027-12-31",
    } | data  # fmt: skip


def test_a_promise_is_written_once_and_gets_points(world: World) -> None:
    problem = a_problem(world)
    action = an_action(world, problem)
    form = new_promise(problem=problem.public_id, decision_paragraph="§ 87", decision_body="Kommunstyrelsen")
    client = client_of(world.coordinator)
    places = {client.post("/arbete/bjorkviken/loften/ny/", form)["Location"] for _click in range(2)}
    promise = CitizenPromise.objects.for_municipality(world.bjorkviken).get()
    assert places == {f"/arbete/bjorkviken/loften/{promise.public_id}/"}
    point = {
        "text": "Två kvällar i veckan", "kind": "quantified", "target_amount": "30", "unit": "kvällar",
        "actions": [action.public_id], "version": "1",
    }  # fmt: skip
    for _click in range(2):
        assert send(world, "coordinator", f"loften/{promise.public_id}/punkt/", **point).status_code == 302
    row = promise.points.get()
    assert (row.text, row.target_amount, list(row.actions.all())) == ("Två kvällar i veckan", 30, [action])
    shown = client.get(f"/arbete/bjorkviken/loften/{promise.public_id}/").content.decode()
    assert action.title in shown
    assert "§ 87" in shown.replace("§  87", "§ 87")
    assert "§ §" not in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "x" * 161}, {"background": ""}, {"background": PERSONAL_NUMBER},
        {"ends": "2026-08-01"}, {"starts": ""}, {"giver": "nobody"}, {"problem": "finns-inte"},
    ],
)  # fmt: skip
def test_a_refused_promise_stays_on_the_page(world: World, wrong: dict[str, object]) -> None:
    assert_kept(send(world, "coordinator", "loften/ny/", **new_promise(how_we_know=f"Kvar {SCRIPT}", **wrong)), "Kvar")
    assert not CitizenPromise.objects.for_municipality(world.bjorkviken).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "x" * 401}, {"text": PERSONAL_NUMBER}, {"target_amount": ""}, {"target_amount": "0"},
     {"target_amount": "1000001"}, {"kind": "maybe"}, {"actions": ["finns-inte"]}],
)  # fmt: skip
def test_a_refused_point_stays_on_the_page(world: World, wrong: dict[str, object]) -> None:
    promise = a_promise(world)
    form = {
        "text": "Kvar",
        "kind": "quantified",
        "target_amount": "30",
        "unit": f"kvällar {SCRIPT}",
        "version": "1",
    } | wrong
    assert_kept(send(world, "coordinator", f"loften/{promise.public_id}/punkt/", **form), "kvällar")
    assert not promise.points.exists()


def test_stale_pages_overwrite_nothing(world: World) -> None:
    promise = a_promise(world)
    point = a_point(world, promise)
    change_promise(promise=promise, by=world.coordinator, title="Ny rubrik")
    own = f"loften/{promise.public_id}/"
    assert_kept(send(world, "coordinator", f"{own}andra/", **new_promise(title="Min", version="1")), "Min")
    assert_kept(
        send(world, "coordinator", f"{own}punkt/{point.public_id}/", text="Min", kind="once", version="1"), "Min"
    )
    assert_kept(send(world, "coordinator", f"{own}punkt/{point.public_id}/omdome/", status="kept", version="1"))
    assert send(world, "coordinator", f"{own}avsluta/", version="1").status_code == 409
    promise.refresh_from_db()
    point.refresh_from_db()
    assert (promise.title, point.text, point.status) == ("Ny rubrik", "Alla lampor lyser.", "not_started")


def test_receipts_and_the_word_for_a_point(world: World) -> None:
    promise = a_promise(world)
    point = a_point(world, promise, kind="quantified", target_amount=30, unit="kvällar")
    own = f"loften/{promise.public_id}/punkt/{point.public_id}/"
    form = {
        "kind": "carried_out",
        "happened": TODAY().isoformat(),
        "amount": "12",
        "unit": "kvällar",
        "text": "Höst",
        "version": "2",
    }
    for _click in range(2):
        assert send(world, "coordinator", f"{own}kvitto/", **form).status_code == 302
    assert [(row.kind, int(row.amount), row.text) for row in point.receipts.all()] == [("carried_out", 12, "Höst")]
    status = send(world, "coordinator", f"{own}omdome/", status="partly", version="3")
    assert status.status_code == 302
    point.refresh_from_db()
    assert (point.status, point.status_changed) == ("partly", TODAY())
    assert_kept(send(world, "coordinator", f"{own}omdome/", status="not_started", version="4"))
    tomorrow = (TODAY() + timedelta(days=1)).isoformat()
    for wrong in ({"happened": tomorrow}, {"text": PERSONAL_NUMBER}, {"amount": "x"}, {"kind": "?"}):
        assert_kept(send(world, "coordinator", f"{own}kvitto/", **(form | {"version": "4"} | wrong)))
    assert point.receipts.count() == 1


def test_the_unit_that_was_filled_in_beforehand_needs_an_amount(world: World) -> None:
    promise = a_promise(world)
    point = a_point(world, promise, unit="lampor")
    send(
        world, "coordinator", f"loften/{promise.public_id}/punkt/{point.public_id}/kvitto/", kind="started",
        happened=TODAY().isoformat(), unit="lampor", version="2",
    )  # fmt: skip
    assert [(row.amount, row.unit) for row in point.receipts.all()] == [(None, "")]


def test_the_preview_is_what_residents_read(world: World) -> None:
    promise = a_promise(world, background="Därför <b>lovar</b> vi.")
    a_point(world, promise, "Alla lampor lyser.")
    preview = page(world, "coordinator", f"loften/{promise.public_id}/invanare/").content.decode()
    released(world, promise)
    public = client_of(world.coordinator).get(f"/k/bjorkviken/loften/{promise.public_id}/").content.decode()
    article = lambda html: html[html.index('<article class="promise">') : html.index("</article>")]  # noqa: E731
    assert article(preview) == article(public)
    assert "<b>lovar" not in preview


def test_proposed_by_one_released_by_another(world: World) -> None:
    promise = a_promise(world)
    empty = send(world, "coordinator", f"loften/{promise.public_id}/foresla/")
    assert empty.status_code == 409  # nothing is promised yet
    a_point(world, promise)
    for role, expected in (("council_member", 403), ("registrar", 403), ("reporter", 403), ("outsider", 404)):
        assert send(world, role, f"loften/{promise.public_id}/foresla/").status_code == expected
    assert page(world, "coordinator", f"loften/{promise.public_id}/foresla/").status_code == 405
    for _click in range(2):
        assert send(world, "coordinator", f"loften/{promise.public_id}/foresla/").status_code == 302
    waiting = Proposal.objects.for_municipality(world.bjorkviken).get(state="waiting")
    assert waiting.content == public_content(promise)
    shown = page(world, "coordinator", f"loften/{promise.public_id}/").content.decode()
    assert f"/publicerat/forslag/{waiting.public_id}/" in shown
    assert f"/k/bjorkviken/loften/{promise.public_id}/" not in shown


def test_what_differs_from_the_public_page_is_said(world: World) -> None:
    promise = a_promise(world)
    a_point(world, promise)
    promise = released(world, promise)
    state = release_state(promise)
    assert (state.words_differ, state.values_differ, state.flows) == (False, False, False)
    shown = page(world, "coordinator", f"loften/{promise.public_id}/").content.decode()
    assert f"/k/bjorkviken/loften/{promise.public_id}/" in shown
    assert 'data-kind="caution"' not in shown
    changed = change_promise(promise=promise, by=world.coordinator, background="Andra ord.")
    assert release_state(changed).words_differ
    assert 'data-kind="caution"' in page(world, "coordinator", f"loften/{promise.public_id}/").content.decode()


def test_values_flow_words_wait(world: World) -> None:
    action = an_action(world, a_problem(world))
    promise = a_promise(world)
    a_point(world, promise, actions=[action])
    promise = released(world, promise)
    report(
        action=action, state="in_progress", happened=TODAY(), amount=14, unit="lampor", by=world.action_owner, once="a"
    )
    assert (release_state(promise).words_differ, release_state(promise).values_differ) == (False, True)
    standing(world)
    assert (release_state(promise).words_differ, release_state(promise).values_differ) == (False, False)
    report(
        action=action,
        state="in_progress",
        happened=TODAY(),
        amount=2,
        text="Sju byttes.",
        by=world.action_owner,
        once="b",
    )
    assert (release_state(promise).words_differ, release_state(promise).values_differ) == (True, False)


def test_words_and_values_are_apart() -> None:
    receipt = {"key": "r", "kind": "started", "happened": "2026-11-01", "amount": None, "unit": "", "text": ""}
    point = {"key": "p", "number": 1, "text": "t", "kind": "once", "target_amount": None, "unit": "", "status": "kept",
             "status_changed": None, "amount": None, "receipts": [receipt]}  # fmt: skip
    content = {"title": "T", "state": "ongoing", "points": [point]}
    later = content | {"state": "ended", "points": [point | {"status": "done", "receipts": [receipt | {"amount": 3}]}]}
    assert words_of(content) == words_of(later)
    assert values_of(content) != values_of(later)
    reworded = content | {"points": [point | {"kind": "continuous"}]}
    assert words_of(content) != words_of(reworded)
    assert values_of(content) == values_of(reworded)


def test_a_withdrawn_promise_says_so(world: World) -> None:
    promise = a_promise(world)
    a_point(world, promise)
    promise = released(world, promise)
    withdraw(release=Release.objects.for_municipality(world.bjorkviken).get(), reason="fel", by=world.coordinator)
    assert release_state(promise).is_withdrawn
    assert page(world, "coordinator", f"loften/{promise.public_id}/").status_code == 200


def test_an_ended_promise_stays_as_it_is(world: World) -> None:
    promise = a_promise(world)
    point = a_point(world, promise)
    draft = send(world, "coordinator", f"loften/{promise.public_id}/avsluta/", version="2")
    assert draft.status_code == 409  # what was never made in public does not end
    promise = released(world, promise)
    assert send(world, "council_member", f"loften/{promise.public_id}/avsluta/").status_code == 403
    ended = send(world, "coordinator", f"loften/{promise.public_id}/avsluta/", version=str(promise.version))
    assert ended.status_code == 302
    promise.refresh_from_db()
    assert promise.state == "ended"
    shown = page(world, "coordinator", f"loften/{promise.public_id}/").content.decode()
    assert f"/punkt/{point.public_id}/" not in shown
    assert_kept(
        send(world, "coordinator", f"loften/{promise.public_id}/andra/", **new_promise(version=str(promise.version)))
    )


def test_the_pages_ask_as_much_for_thirty(world: World) -> None:
    problem, promise = a_problem(world), a_promise(world)

    def add(n: int) -> None:
        action = an_action(world, problem, f"Åtgärd {n}")
        point = a_point(world, promise, f"Punkt {n}", kind="quantified", target_amount=30, actions=[action])
        receipts = f"loften/{promise.public_id}/punkt/{point.public_id}/kvitto/"
        send(world, "coordinator", receipts, kind="started", happened=TODAY().isoformat())

    assert_same_queries(lambda: page(world, "coordinator", f"loften/{promise.public_id}/"), add)


def test_the_list_asks_as_much_for_thirty(world: World) -> None:
    def add(n: int) -> None:
        promise = a_promise(world, f"Löfte {n}")
        a_point(world, promise)
        propose_release(promise=promise, by=world.coordinator)

    assert_same_queries(lambda: page(world, "coordinator", "loften/"), add)
