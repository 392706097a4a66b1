"""Rows of others: of another municipality, of another organisation, of a version one does not read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.base.messaging.models import OutgoingMessage
from lykta.base.messaging.operations import send_due_messages
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.cause_analysis.operations import add_cause, open_problem
from lykta.cycle.promises.operations import add_point, draft_promise
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.enums import LinkPurpose, Role
from lykta.ground.accounts.models import Account, Function, Grant
from lykta.ground.accounts.operations import issue_link
from lykta.ground.areas.models import Place
from tests.integration.adversarial.hostile import STAFF, a_report, browser
from tests.integration.incidents.reports import WEEK, in_period, plant, send
from tests.integration.pages.rows import a_cause, a_point, a_problem, a_promise, an_action
from tests.integration.situation_reports import reports as situation_reports
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
PLANTED = "HEMLIGT OM BAKGÅRDEN"


def one_of(world: World, organization, *roles: str) -> Account:
    account = Account.objects.create_user(f"{len(roles)}@{organization.kind}.example", "x", name="Någon")
    for role in roles:
        function = Function.objects.create(municipality=world.bjorkviken, organization=organization, title=str(role))
        Grant.objects.create(
            account=account, function=function, role=role, municipality=world.bjorkviken, valid_from=date(2020, 1, 1)
        )
    return account


@pytest.mark.parametrize("role", [Role.POLICE_OFFICER, Role.COORDINATOR, Role.REGISTRAR])
def test_an_organisation_that_is_no_authority_reads_no_text_of_others(world: World, role: str) -> None:
    # FAULT: visible_to, tiles.may_see and the review pages ask for the role alone, never for is_authority.
    report = send(world, text=PLANTED)
    client = browser(one_of(world, world.guards, role))
    for path in (f"handelser/{report.public_id}/", f"granska/{report.public_id}/", "handelser/", "granska/"):
        shown = client.get(f"{STAFF}{path}").content.decode()
        assert PLANTED not in shown
        assert report.public_id not in shown


def test_with_two_functions_one_reports_for_the_one_that_reports(world: World) -> None:
    # FAULT: organization_of takes the first grant whatever its role: 403 on report, nil report and coming event.
    account = one_of(world, world.guards, Role.ACTION_OWNER)
    Grant.objects.create(
        account=account, function=world.functions["reporter"], role=Role.REPORTER, municipality=world.bjorkviken,
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    assert browser(account).post(f"{STAFF}rapportera/", a_report()).status_code == 302
    assert Incident.objects.for_municipality(world.bjorkviken).get().organization == world.housing


@pytest.mark.parametrize("file_format", ["json", "html"])
def test_a_section_that_was_left_out_is_in_no_file_for_reporters(world: World, file_format: str) -> None:
    # FAULT: json_export writes sections with is_included false, text and all, into the reporters' file too.
    plant(world, in_period(WEEK, 12), place=world.square)
    report = situation_reports.drafted(world, WEEK.id)
    situation_reports.edited(world, report, "summary", PLANTED, is_included=False)
    situation_reports.adopted(world, report)
    path = f"{STAFF}lagesbild/{report.period_id}/export.{file_format}"
    answer = browser(world.police_officer).post(path, {"audience": "reporters", "once": "x"})
    assert answer.status_code == 200
    assert PLANTED not in answer.content.decode()


def test_the_link_of_a_function_whose_last_day_has_passed_opens_nothing(world: World) -> None:
    # FAULT: links are revoked when a grant is ended by hand; a grant that runs out by its date leaves them open.
    function = Function.objects.create(municipality=world.bjorkviken, organization=world.guards, title="Gatuchef")
    grant = Grant.objects.create(
        account=world.other_reporter, function=function, role=Role.ACTION_OWNER, municipality=world.bjorkviken,
        valid_from=date(2020, 1, 1), valid_to=timezone.localdate(),
    )  # fmt: skip
    link, token = issue_link(
        function=function, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=world.coordinator
    )
    client = browser()
    assert client.get(f"/l/{token}/").status_code == 302
    grant.valid_to = timezone.localdate() - timedelta(days=1)
    grant.save()
    # The link is from the time of the grant: one made after it ran out is for somebody new without a login.
    link.created = timezone.now() - timedelta(days=2)
    link.save()
    assert client.get("/l/").status_code == 404
    assert browser().get(f"/l/{token}/").status_code == 404


def test_a_mailed_link_does_not_stay_readable_in_the_database(world: World, mailoutbox) -> None:
    # FAULT: the token stands in clear text in OutgoingMessage.body for thirty days after it was sent.
    world.park.email = "park@bjorkviken.example"
    world.park.save()
    action = an_action(world, a_problem(world))
    sent = {"once": "x", "how": "mail", "function": world.park.public_id}
    assert browser(world.coordinator).post(f"{STAFF}atgarder/{action.public_id}/lank/", sent).status_code == 302
    assert send_due_messages() == 1
    assert "/l/" in mailoutbox[0].body
    assert "/l/" not in OutgoingMessage.objects.get().body


def test_nothing_of_the_neighbour_is_read_or_tied(world: World) -> None:
    theirs = open_problem(municipality=world.granhult, title="Granhults problem", by=world.outsider)
    cause = add_cause(problem=theirs, text="Orsak", kind="place", evidence_kind="assumption", by=world.outsider)
    function = world.functions["outsider"]
    action = decide_action(
        problem=theirs, causes=[cause], title="Åtgärd", kind="situational", horizon="short", by=world.outsider,
        responsible=[function],
    )  # fmt: skip
    promise = draft_promise(
        municipality=world.granhult, title="Löfte", background="b", starts=date(2026, 1, 1), ends=date(2027, 1, 1),
        by=world.outsider,
    )  # fmt: skip
    point = add_point(promise=promise, text="x", kind="continuous", by=world.outsider)
    place = Place.objects.create(
        municipality=world.granhult, name="Granplats", lon=14.62, lat=58.78, search_text="granplats"
    )
    (incident,) = plant(world, [timezone.now()], municipality=world.granhult, text=PLANTED)
    own_problem, own_promise = a_problem(world), a_promise(world)
    own_action, own_report = an_action(world, own_problem), send(world)
    a_cause(world, own_problem)
    a_point(world, own_promise)

    client = browser(world.coordinator)
    gone = [
        f"handelser/{incident.public_id}/", f"granska/{incident.public_id}/", f"problem/{theirs.public_id}/",
        f"problem/{theirs.public_id}/tabell.pdf", f"problem/{own_problem.public_id}/orsak/{cause.public_id}/",
        f"problem/{theirs.public_id}/atgard/", f"atgarder/{action.public_id}/", f"atgarder/{action.public_id}/lank/",
        f"loften/{promise.public_id}/", f"loften/{promise.public_id}/invanare/",
        f"loften/{own_promise.public_id}/punkt/{point.public_id}/",
    ]  # fmt: skip
    assert {path: client.get(STAFF + path).status_code for path in gone} == dict.fromkeys(gone, 404)
    plan = {"title": "t", "state": "planned", "kind": "situational", "horizon": "short"}
    refused = {
        f"problem/ny/?handelse={incident.public_id}": {"title": "t", "incidents": incident.public_id},
        "problem/ny/": {"title": "t", "place": place.public_id},
        f"problem/{own_problem.public_id}/atgard/": plan | {"causes": cause.public_id},
        f"problem/{own_problem.public_id}/atgard/?a": plan | {"accountable": function.public_id},
        f"problem/{own_problem.public_id}/uppfoljning/": {
            "layer": "output", "day": "2026-11-01", "text": "t", "action": action.public_id,
        },
        "loften/ny/": {
            "title": "t", "background": "b", "giver": "together", "starts": "2026-01-01", "ends": "2027-01-01",
            "problem": theirs.public_id,
        },
        f"loften/{own_promise.public_id}/punkt/": {
            "text": "x", "kind": "continuous", "actions": action.public_id, "version": own_promise.version,
        },
        "rapportera/": a_report(place=place.public_id),
    }  # fmt: skip
    answers = {path: client.post(STAFF + path, {"once": "x"} | sent).status_code for path, sent in refused.items()}
    assert answers == dict.fromkeys(refused, 422)
    for leads in ("this", "other"):
        merge = {"act": "merge", "into": incident.public_id, "version": 1, "into_version": 1, "leads": leads}
        assert client.post(f"{STAFF}granska/{own_report.public_id}/", merge).status_code == 404
    foreign = {"once": "x", "function": function.public_id}
    assert client.post(f"{STAFF}atgarder/{own_action.public_id}/lank/", foreign).status_code == 404
    assert client.get(f"{STAFF}platser/sok/?q=gran").json() == {"places": []}
    assert PLANTED not in client.get(f"{STAFF}problem/ny/?handelse={incident.public_id}").content.decode()
