from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lykta.cycle.action_plans.models import Action
from lykta.cycle.promises.models import Receipt
from lykta.ground.accounts.models import Function, PersonalLink
from lykta.ground.accounts.operations import end_grant, issue_link, revoke_link
from lykta.sites.by_link import keys
from lykta.sites.by_link.unlogged_tokens import WithoutToken
from tests.integration.pages.rows import (
    PERSONAL_NUMBER,
    SCRIPT,
    a_cause,
    a_point,
    a_problem,
    a_promise,
    an_action,
    an_incident,
    assert_kept,
    assert_same_queries,
    once,
)
from tests.worlds import World

pytestmark = pytest.mark.sql
TODAY = timezone.localdate


def a_link(world: World, function: Function | None = None) -> tuple[PersonalLink, str]:
    return issue_link(
        function=function or world.park, municipality=world.bjorkviken, purpose="action_owner", by=world.coordinator
    )


def let_in(world: World, function: Function | None = None) -> Client:
    client = Client()
    assert client.get(f"/l/{a_link(world, function)[1]}/").status_code == 302
    return client


def status_form(**data: str) -> dict[str, str]:
    return once() | {"answer": "done", "happened": TODAY().isoformat()} | data


def test_the_token_is_exchanged_for_a_cookie_and_a_clean_address(world: World) -> None:
    link, token = a_link(world)
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/l/{token}/")
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]  # a mail scanner changes nothing
    assert (answer.status_code, answer["Location"]) == (302, "/l/")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    cookie = answer.cookies[keys.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"], cookie["secure"]) == (
        True, "Lax", "/l/", 12 * 3600, "",
    )  # fmt: skip
    assert token not in cookie.value
    assert list(answer.cookies) == [keys.COOKIE]  # no login session
    assert link.function.title in client.get("/l/").content.decode()


def test_behind_https_the_cookie_is_secure(world: World) -> None:
    _link, token = a_link(world)
    assert Client().get(f"/l/{token}/", secure=True).cookies[keys.COOKIE]["secure"]
    with override_settings(HTTPS=True):
        assert Client().get(f"/l/{token}/").cookies[keys.COOKIE]["secure"]


def test_forms_can_be_sent_over_https(world: World) -> None:
    """A page that says no-referrer makes the browser hide its origin, and the form is then refused as a forgery."""
    client = let_in(world)
    for path in ("/l/", f"/l/atgard/{an_action(world, a_problem(world)).public_id}/"):
        shown = client.get(path)
        assert (shown["Referrer-Policy"], shown["Cache-Control"]) == ("same-origin", "no-store")


def mangled(token: str) -> list[str]:
    return [f"/l/{token}", f"/l/{token}/.", f"/l/{token}.", f"/l/{token}/)"]


def test_what_mail_programs_do_to_an_address(world: World) -> None:
    _link, token = a_link(world)
    for address in mangled(token):
        answer = Client().get(address, follow=True)
        assert answer.status_code == 200, address
        assert answer.redirect_chain[-1][0] == "/l/"


def unknown(world: World) -> str:
    return "x" * 43


def revoked(world: World) -> str:
    link, token = a_link(world)
    revoke_link(link=link, by=world.coordinator)
    return token


def expired(world: World) -> str:
    link, token = a_link(world)
    PersonalLink.objects.for_municipality(world.bjorkviken).filter(pk=link.pk).update(expires=timezone.now())
    return token


@pytest.mark.parametrize("make", [unknown, revoked, expired])
def test_a_link_that_does_not_work_says_what_to_do_and_nothing_else(world: World, make: object) -> None:
    token = make(world)  # type: ignore[operator]
    answer = Client().get(f"/l/{token}/")
    assert answer.status_code == 404
    assert answer["Referrer-Policy"] == "no-referrer"
    assert keys.COOKIE not in answer.cookies
    assert answer.content == Client().get("/l/").content  # nobody learns which it was
    assert token not in answer.content.decode()
    assert world.bjorkviken.name not in answer.content.decode()
    assert Client().post(f"/l/{a_link(world)[1]}/").status_code == 404


def test_the_cookie_alone_is_no_key(world: World) -> None:
    link, token = a_link(world)
    client = Client()
    client.get(f"/l/{token}/")
    good = client.cookies[keys.COOKIE].value
    for bad in ("", link.public_id, good[:-1], good.replace(link.public_id, "a" * 12), signing.dumps(link.public_id)):
        stranger = Client()
        stranger.cookies[keys.COOKIE] = bad
        assert stranger.get("/l/").status_code == 404
    revoke_link(link=link, by=world.coordinator)
    assert client.get("/l/").status_code == 404  # at once


def test_the_link_ends_with_the_function(world: World) -> None:
    client = let_in(world)
    end_grant(grant=world.action_owner.grants.get(), by=world.administrator)
    assert client.get("/l/").status_code == 404


def test_a_login_opens_no_link_page_and_a_link_no_staff_page(world: World) -> None:
    staff = Client()
    staff.force_login(world.coordinator)
    assert staff.get("/l/").status_code == 404
    assert let_in(world).get("/arbete/bjorkviken/").status_code == 302


def test_the_functions_own_open_ones_and_those_finished_lately(world: World) -> None:
    incident = an_incident(world, 1, text="HEMLIG TEXT")
    problem = a_problem(world, "Mörk gångväg", incidents=[incident])
    cause = a_cause(world, problem)
    own = an_action(world, problem, "Byta lampor", causes=[cause], due=TODAY() - timedelta(days=3))
    fresh, old = an_action(world, problem, "Nyss klar"), an_action(world, problem, "Klar för länge sedan")
    other = an_action(world, problem, "Polisens", responsible=[world.functions["police_officer"]])
    rows = Action.objects.for_municipality(world.bjorkviken)
    rows.filter(pk=fresh.pk).update(state="done", state_changed=timezone.now() - timedelta(days=29))
    rows.filter(pk=old.pk).update(state="done", state_changed=timezone.now() - timedelta(days=31))
    client = let_in(world)
    shown = client.get("/l/").content.decode()
    assert [row.title in shown for row in (own, fresh, old, other)] == [True, True, False, False]
    assert 'data-status="late"' in shown
    assert "Mörk gångväg" in shown
    detail = client.get(f"/l/atgard/{own.public_id}/").content.decode()
    assert cause.text in detail
    assert "HEMLIG TEXT" not in shown + detail
    assert incident.public_id not in shown + detail


def a_neighbours_action(world: World) -> Action:
    from lykta.cycle.action_plans.operations import decide_action
    from lykta.cycle.cause_analysis.operations import open_problem

    problem = open_problem(municipality=world.granhult, title="Deras", by=world.outsider)
    return decide_action(
        problem=problem, causes=[], title="Deras", kind="social", horizon="long", by=world.outsider,
        responsible=[world.functions["outsider"]],
    )  # fmt: skip


def test_actions_of_others_are_not_here(world: World) -> None:
    problem = a_problem(world)
    polices = an_action(world, problem, responsible=[world.functions["police_officer"]])
    client = let_in(world)
    for action in (polices, a_neighbours_action(world)):
        address = f"/l/atgard/{action.public_id}/"
        assert client.get(address).status_code == 404
        assert client.post(address, status_form()).status_code == 404
        assert not action.statuses.exists()
    assert client.get("/l/atgard/finns-inte/").status_code == 404
    own = an_action(world, problem)
    client.post(f"/l/atgard/{own.public_id}/", status_form())
    status = own.statuses.get()
    assert client.get(f"/l/atgard/{own.public_id}/kvitto/{status.public_id}/").status_code == 200
    assert client.get(f"/l/atgard/{polices.public_id}/kvitto/{status.public_id}/").status_code == 404
    police_client = let_in(world, world.functions["police_officer"])
    assert police_client.get(f"/l/atgard/{polices.public_id}/kvitto/{status.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("answer", "more", "state"),
    [
        ("begun", {}, "in_progress"),
        ("partly", {"amount": "2,5", "unit": "ton"}, "in_progress"),
        ("done", {}, "done"),
        ("cannot", {"text": "Maskinen är trasig."}, "cancelled"),
    ],
)
def test_a_report_by_link(world: World, answer: str, more: dict[str, str], state: str) -> None:
    action = an_action(world, a_problem(world))
    client = let_in(world)
    sent = client.post(f"/l/atgard/{action.public_id}/", status_form(answer=answer, **more))
    status = action.statuses.get()
    assert sent["Location"] == f"/l/atgard/{action.public_id}/kvitto/{status.public_id}/"
    assert (status.state, status.reported_by_name, status.text) == (state, "Parkchef", more.get("text", ""))
    action.refresh_from_db()
    assert action.state == state
    receipt = client.get(sent["Location"])
    assert receipt.status_code == 200
    assert action.title in receipt.content.decode()


def test_a_double_click_is_one_report(world: World) -> None:
    action = an_action(world, a_problem(world))
    client, form = let_in(world), status_form()
    places = {client.post(f"/l/atgard/{action.public_id}/", form)["Location"] for _click in range(2)}
    assert len(places) == action.statuses.count() == 1
    other_content = client.post(f"/l/atgard/{action.public_id}/", form | {"text": "Annat"})
    assert_kept(other_content, "Annat")


def test_the_promise_that_it_keeps(world: World) -> None:
    action = an_action(world, a_problem(world))
    point = a_point(world, a_promise(world), actions=[action])
    client = let_in(world)
    form = status_form(answer="partly", amount="14", unit="lampor")
    told = [client.post(f"/l/atgard/{action.public_id}/", form, follow=True).content.decode() for _click in range(2)]
    assert [(int(row.amount), row.unit) for row in Receipt.objects.filter(point=point)] == [(14, "lampor")]  # type: ignore[arg-type]
    unpromised = an_action(world, a_problem(world, "Annat"), "Annan")
    plain = client.post(f"/l/atgard/{unpromised.public_id}/", status_form(), follow=True).content.decode()
    assert all(page.count("<p>") == plain.count("<p>") + 1 for page in told)  # one more paragraph: the promise


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": ""},
        {"answer": "magic"},
        {"answer": "cannot", "text": ""},
        {"answer": "partly"},
        {"answer": "again"},
        {"happened": ""},
        {"happened": "3026-01-01"},
        {"amount": "många"},
        {"amount": "-3"},
        {"amount": "1,25"},
        {"amount": "1234567890"},
        {"unit": "lampor"},
        {"unit": "x" * 41},
        {"text": "x" * 501},
        {"text": f"Ring {PERSONAL_NUMBER}"},
        {"unit": "a@b.example", "amount": "1"},
    ],
)
def test_refused_input_stays_on_the_page(world: World, wrong: dict[str, str]) -> None:
    action = an_action(world, a_problem(world))
    form = status_form(text=f"Kvar {SCRIPT}") | wrong
    if wrong == {"answer": "again"}:  # a planned action cannot be "unfinished": it begins, which is what is meant
        assert let_in(world).post(f"/l/atgard/{action.public_id}/", form).status_code == 302
        return
    if wrong == {"answer": "partly"}:
        form["text"] = ""
    assert_kept(let_in(world).post(f"/l/atgard/{action.public_id}/", form))
    assert not action.statuses.exists()


@pytest.mark.parametrize("state", ["proposed", "cancelled"])
def test_what_is_not_decided_or_called_off_is_for_the_coordinator(world: World, state: str) -> None:
    action = an_action(world, a_problem(world), state="proposed")
    Action.objects.for_municipality(world.bjorkviken).filter(pk=action.pk).update(state=state)
    client = let_in(world)
    shown = client.get(f"/l/atgard/{action.public_id}/")
    assert shown.status_code == 200
    assert "<textarea" not in shown.content.decode()
    assert client.post(f"/l/atgard/{action.public_id}/", status_form()).status_code == 404
    assert not action.statuses.exists()


def test_revoked_between_page_and_report(world: World) -> None:
    action = an_action(world, a_problem(world))
    client = let_in(world)
    assert client.get(f"/l/atgard/{action.public_id}/").status_code == 200
    revoke_link(link=PersonalLink.objects.for_municipality(world.bjorkviken).get(), by=world.coordinator)
    assert client.post(f"/l/atgard/{action.public_id}/", status_form()).status_code == 404
    assert not action.statuses.exists()


def test_leaving_by_button_only(world: World) -> None:
    client = let_in(world)
    assert client.get("/l/avsluta/")["Location"] == "/l/"
    assert client.get("/l/").status_code == 200
    assert client.post("/l/avsluta/").status_code == 200
    assert client.get("/l/").status_code == 404


def test_reports_need_the_forgery_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(f"/l/{a_link(world)[1]}/")
    action = an_action(world, a_problem(world))
    assert client.post(f"/l/atgard/{action.public_id}/", status_form()).status_code == 403
    assert client.post("/l/avsluta/").status_code == 403


def test_the_pages_ask_as_much_for_thirty(world: World) -> None:
    problem = a_problem(world)
    client = let_in(world)

    def ask() -> HttpResponse:
        return client.get("/l/")

    assert_same_queries(
        ask, lambda n: an_action(world, problem, f"Åtgärd {n}", causes=[a_cause(world, problem)]), most=10
    )


def test_no_log_holds_a_token(world: World, caplog: pytest.LogCaptureFixture) -> None:
    tokens = [unknown(world), revoked(world), expired(world)]
    with caplog.at_level(logging.DEBUG):
        for token in tokens:
            for client in (Client(), Client(enforce_csrf_checks=True)):
                for address in (f"/l/{token}/", *mangled(token), f"/l/{token}/mer/"):
                    assert client.get(address, follow=True).status_code == 404
                    client.post(address)
    written = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "/l/…" in written
    assert not any(token in written for token in tokens)


def test_the_filter_masks_tokens_and_nothing_else() -> None:
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", f"/l/{'t' * 43}/x?y=1"), None)
    WithoutToken().filter(record)
    assert record.getMessage() == "Not Found: /l/…"
    plain = logging.LogRecord("django.request", 30, "", 0, "%s", ("/l/atgard/abcdefgh2345/",), None)
    WithoutToken().filter(plain)
    assert plain.getMessage() == "/l/atgard/abcdefgh2345/"
