"""Every page × role, typed by hand. A page that is missing here fails, and so does a row without a page.

Columns: anonymous, reporter, action owner, council member, registrar, administrator, police officer, coordinator, and
the neighbour's coordinator. 302: to the login (401: the same to a script). 403: the wrong role. 404: no access in this municipality, or not one's
own thing. 405: a page that only takes what is sent to it; asking for it with the right role changes nothing.
409: the right role, but a draft is not released.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from lykta.airlocks.intake.operations import make_campaign
from lykta.base.kernel.periods import parse_period
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.analysis.operations import start_run
from lykta.cycle.analysis.question import Question
from lykta.cycle.cause_analysis.operations import add_cause, open_problem
from lykta.cycle.promises.operations import add_point, draft_promise
from lykta.cycle.situation_reports.operations import draft_report
from lykta.facts.evidence.operations import open_batch
from lykta.facts.incidents.models import IncomingFile
from lykta.facts.incidents.operations import announce_coming_event, report_incident
from lykta.ground.accounts.operations import issue_link
from lykta.journeys import publish_promise
from tests.integration.api.deliveries import a_key
from tests.integration.incidents.reports import a_picture
from tests.integration.incidents.uploaded_files import GUARD_LOG, upload
from tests.integration.intake.submissions import a_submission
from tests.worlds import World

pytestmark = pytest.mark.sql
ROLES = ["anonymous", "reporter", "action_owner", "council_member", "registrar", "administrator", "police_officer",
         "coordinator", "outsider"]  # fmt: skip
TABLE = """
page                              anon rep  own  coun reg  adm  pol  coor out
staff:start                       302  200  200  200  200  200  200  200  404
staff:tour                        302  200  200  200  200  200  200  200  404
staff:report                      302  200  403  403  403  403  200  200  404
staff:report_basis                401  200  403  403  403  403  200  200  404
staff:report_places               401  200  403  403  403  403  200  200  404
staff:send_report                 401  405  403  403  403  403  405  405  404
staff:nil_report                  302  200  403  403  403  403  200  200  404
staff:coming_event                302  200  403  403  403  403  200  200  404
staff:cancel_coming_event         302  405  403  403  403  403  405  405  404
staff:course                      302  200  403  403  403  403  200  200  404
staff:my_reports                  302  200  403  403  403  403  200  200  404
staff:answer_question             302  200  403  403  403  403  404  404  404
staff:withdraw_report             302  405  403  403  403  403  405  405  404
staff:place_search                302  200  403  403  403  403  200  200  404
staff:incidents                   302  200  403  403  200  403  200  200  404
staff:incident                    302  200  403  403  200  403  200  200  404
staff:review                      302  403  403  403  403  403  403  200  404
staff:review_one                  302  403  403  403  403  403  403  200  404
staff:review_rows                 302  403  403  403  403  403  403  200  404
staff:review_bulk                 302  403  403  403  403  403  403  405  404
staff:review_edit                 302  403  403  403  403  403  403  200  404
staff:review_mask                 302  403  403  403  403  403  403  200  404
staff:review_fault                302  403  403  403  403  403  403  200  404
staff:review_picture              302  403  403  403  403  403  403  405  404
staff:incident_picture            302  404  403  403  404  403  404  200  404
staff:quarantine                  302  403  403  403  403  403  403  200  404
staff:quarantine_one              302  403  403  403  403  403  403  200  404
staff:tile                        302  200  403  403  200  403  200  200  404
staff:base_map                    302  200  200  200  200  200  200  200  404
staff:reporting_rate              302  403  403  403  403  403  403  200  404
staff:reminders                   302  403  403  403  403  403  403  200  404
staff:residents                   302  403  403  403  403  403  403  200  404
staff:residents_bulk              302  403  403  403  403  403  403  405  404
staff:resident                    302  403  403  403  403  403  403  200  404
staff:campaigns                   302  403  403  403  403  200  403  200  404
staff:campaign_new                302  403  403  403  403  200  403  200  404
staff:campaign                    302  403  403  403  403  200  403  200  404
staff:delivery_keys               302  403  403  403  403  200  403  200  404
staff:delivery_key_revoke         302  403  403  403  403  405  403  405  404
staff:resident_categories         302  403  403  403  403  200  403  200  404
staff:posters                     302  403  403  403  403  200  403  200  404
staff:poster                      302  403  403  403  403  200  403  200  404
staff:imports                     302  403  403  403  403  403  403  200  404
staff:import_file                 302  403  403  403  403  403  403  200  404
staff:import_columns              302  403  403  403  403  403  403  200  404
staff:import_words                302  403  403  403  403  403  403  200  404
staff:import_progress             302  403  403  403  403  403  403  200  404
staff:import_rows                 302  403  403  403  403  403  403  404  404
staff:import_act                  302  403  403  403  403  403  403  405  404
staff:import_batch                302  403  403  403  403  403  403  200  404
staff:situation_reports           302  200  403  200  200  403  200  200  404
staff:situation_report            302  404  403  404  200  403  200  200  404
staff:situation_report_edit       302  403  403  403  403  403  403  200  404
staff:situation_report_light      302  403  403  403  403  403  403  200  404
staff:situation_report_act        302  403  403  403  403  403  405  405  404
staff:situation_report_export     302  403  403  403  200  403  200  200  404
staff:situation_report_release    302  403  403  403  403  403  409  409  404
staff:analyses                    302  403  403  200  200  403  200  200  404
staff:analysis                    302  403  403  200  200  403  200  200  404
staff:analysis_export             302  403  403  200  200  403  200  200  404
staff:analysis_in_report          302  403  403  403  403  403  405  405  404
staff:analysis_as_evidence        302  403  403  403  403  403  405  405  404
staff:effect                      302  403  403  200  200  403  200  200  404
staff:problems                    302  403  403  200  200  403  200  200  404
staff:problem_new                 302  403  403  403  403  403  200  200  404
staff:plan_export                 302  403  403  200  200  403  200  200  404
staff:problem                     302  403  403  200  200  403  200  200  404
staff:problem_edit                302  403  403  403  403  403  200  200  404
staff:problem_state               302  403  403  403  403  403  405  405  404
staff:follow_up_new               302  403  403  403  403  403  403  200  404
staff:problem_export              302  403  403  200  200  403  200  200  404
staff:cause_new                   302  403  403  403  403  403  200  200  404
staff:cause_edit                  302  403  403  403  403  403  200  200  404
staff:cause_remove                302  403  403  403  403  403  405  405  404
staff:actions                     302  403  200  200  200  403  200  200  404
staff:action_new                  302  403  403  403  403  403  403  200  404
staff:action                      302  403  200  200  200  403  200  200  404
staff:action_edit                 302  403  403  403  403  403  403  200  404
staff:action_link                 302  403  403  403  403  403  403  200  404
staff:link_revoke                 302  403  403  403  403  403  403  405  404
staff:promises                    302  403  403  200  200  403  200  200  404
staff:promise_new                 302  403  403  403  403  403  403  200  404
staff:promise                     302  403  403  200  200  403  200  200  404
staff:promise_edit                302  403  403  403  403  403  403  200  404
staff:promise_end                 302  403  403  403  403  403  403  405  404
staff:promise_preview             302  403  403  200  200  403  200  200  404
staff:promise_propose             302  403  403  403  403  403  405  405  404
staff:point_new                   302  403  403  403  403  403  403  200  404
staff:point_edit                  302  403  403  403  403  403  403  200  404
staff:point_status                302  403  403  403  403  403  403  200  404
staff:receipt_new                 302  403  403  403  403  403  403  200  404
staff:releases                    302  403  403  403  403  403  200  200  404
staff:proposal                    302  403  403  403  403  403  200  200  404
staff:people                      302  403  403  403  403  200  403  403  404
staff:person_new                  302  403  403  403  403  200  403  403  404
staff:organization_new            302  403  403  403  403  200  403  403  404
staff:function_new                302  403  403  403  403  200  403  403  404
staff:person                      302  403  403  403  403  200  403  403  404
staff:reporters                   302  403  403  403  403  200  403  200  404
staff:reporter_new                302  403  403  403  403  200  403  403  404
staff:reporter                    302  403  403  403  403  200  403  200  404
staff:reporter_link_revoke        302  403  403  403  403  405  403  405  404
staff:categories                  302  403  403  403  403  200  403  200  404
staff:category_new                302  403  403  403  403  200  403  200  404
staff:category                    302  403  403  403  403  200  403  200  404
staff:administration              302  403  403  403  200  200  403  200  404
staff:place                       302  403  403  403  403  200  403  200  404
staff:areas_upload                302  403  403  403  403  200  403  200  404
staff:places                      302  403  403  403  403  200  403  200  404
staff:log                         302  403  403  403  200  200  403  403  404
staff:municipality                302  403  403  403  403  200  403  200  404
"""
# Pages outside a municipality's workplace, and what everybody gets there.
OPEN_TO_ALL = {
    "service_worker": 200, "manifest": 200,
    "front_door": 200, "api:api-root": 404, "api:openapi-json": 200, "api:form": 401, "api:reports": 405, "api:batch": 405,
    "api:problem": 200, "public:start": 200, "public:promises": 200, "public:promise": 404, "public:situation_reports": 200,
    "public:situation_report": 404, "public:contact": 200, "public:accessibility": 200, "public:base_map": 200,
    "public:report": 200, "public:report_places": 200, "public:report_receipt": 404, "public:report_at": 302,
    "by_link:start": 404, "by_link:action": 404, "by_link:receipt": 404, "by_link:enter": 404, "by_link:leave": 302, "by_link:course": 404,
    "by_link:report": 404, "by_link:report_basis": 401, "by_link:report_places": 401, "by_link:send_report": 401, "by_link:base_map": 404,
    "by_link:nil_report": 404, "by_link:coming_event": 404, "by_link:cancel_coming_event": 404, "by_link:my_reports": 404,
    "by_link:answer_question": 404, "by_link:withdraw_report": 404,
}  # fmt: skip
BY_OTHER_TESTS = {"staff:choose"}


def table() -> dict[str, dict[str, int]]:
    rows = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {row[0]: dict(zip(ROLES, map(int, row[1:]), strict=True)) for row in rows}


def named_pages() -> set[str]:
    found: set[str] = set()

    def walk(resolver, namespace: str) -> None:
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                walk(entry, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
            elif entry.name:
                found.add(namespace + entry.name)

    walk(get_resolver(), "")
    return found


def test_every_page_stands_in_the_table():
    ours = {name for name in named_pages() if not name.startswith("account_")}
    assert ours == set(table()) | set(OPEN_TO_ALL) | BY_OTHER_TESTS


def is_ours(entry) -> bool:
    return entry.callback.__module__.startswith("lykta.sites.staff") and entry.name != "choose"


def test_every_staff_page_names_its_permission():
    missing = []

    def walk(resolver) -> None:
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                walk(entry)
            elif is_ours(entry) and not hasattr(entry.callback, "permissions"):
                missing.append(entry.name)

    walk(get_resolver())
    assert missing == []


@pytest.fixture
def things(world: World) -> dict[str, dict[str, object]]:
    """One of everything, made by those who would; the arguments of each address."""
    by, now = world.coordinator, timezone.now()
    incident = report_incident(
        municipality=world.bjorkviken, category=world.category("poor_lighting"), occurred_from=now, occurred_to=now,
        place=world.square, precision="address", observation="own", certainty="sure", text="Lampan är släckt.",
        organization=world.housing, source="housing", by=world.reporter, picture=a_picture(),
    )  # fmt: skip
    held = report_incident(
        municipality=world.bjorkviken, category=world.category("graffiti"), occurred_from=now, occurred_to=now,
        place=world.square, precision="address", observation="own", certainty="sure", text="Ring 070-174 06 05.",
        organization=world.housing, source="housing", by=world.reporter,
    )  # fmt: skip
    event = announce_coming_event(
        municipality=world.bjorkviken, title="Marknad", place=world.square, place_text="", starts=now + timedelta(days=3),
        ends=now + timedelta(days=3, hours=2), expected_visitors=100, note="", organization=world.housing, by=world.reporter,
    )  # fmt: skip
    report = draft_report(municipality=world.bjorkviken, period_id="2026-W40", by=by)
    run = start_run(question=Question(world.bjorkviken, parse_period("2026-W40")), by=by)
    problem = open_problem(municipality=world.bjorkviken, title="Mörkt på torget", by=by)
    cause = add_cause(problem=problem, text="Lampor är trasiga", kind="place", evidence_kind="data", by=by)
    action = decide_action(problem=problem, causes=[cause], title="Byta lampor", kind="situational", horizon="short",
                           responsible=[world.park], by=by)  # fmt: skip
    link, _token = issue_link(function=world.park, municipality=world.bjorkviken, purpose="action_owner", by=by)
    promise = draft_promise(municipality=world.bjorkviken, title="Ljusare torg", background="Många har bett om det.",
                            starts=now.date(), ends=now.date() + timedelta(days=90), by=by)  # fmt: skip
    point = add_point(promise=promise, text="Alla lampor lyser", kind="continuous", by=by)
    proposal = publish_promise.propose_release(promise=promise, by=by)
    file = upload(world, GUARD_LOG)
    IncomingFile.objects.for_municipality(world.bjorkviken).update(state="failed")
    with open_batch(
        importer="incidents", municipality=world.bjorkviken, file_name="x.csv", file_hash="0", by=by
    ) as batch:
        pass
    pid = "pid"
    return {
        "staff:cancel_coming_event": {pid: event.public_id}, "staff:answer_question": {pid: incident.public_id},
        "staff:withdraw_report": {pid: incident.public_id}, "staff:incident": {pid: incident.public_id},
        "staff:review_one": {pid: incident.public_id}, "staff:quarantine_one": {pid: held.public_id},
        **{f"staff:{name}": {pid: incident.public_id} for name in (
            "review_edit", "review_mask", "review_fault", "review_picture", "incident_picture")},
        "staff:tile": {"z": 13, "x": 4421, "y": 2472},
        "staff:situation_report": {"period_id": "2026-W40"}, "staff:situation_report_light": {"period_id": "2026-W40"},
        "staff:situation_report_act": {"period_id": "2026-W40", "act": "propose"},
        "staff:situation_report_edit": {"period_id": "2026-W40", pid: report.sections.first().public_id},
        "staff:situation_report_export": {"period_id": "2026-W40", "file_format": "pdf"},
        "staff:situation_report_release": {"period_id": "2026-W40"},
        **{f"staff:analysis{tail}": {pid: run.public_id} for tail in ("", "_in_report", "_as_evidence")},
        "staff:analysis_export": {pid: run.public_id, "format": "docx"}, "staff:effect": {pid: action.public_id},
        **{f"staff:import_{name}": {pid: file.public_id} for name in ("file", "columns", "words", "progress", "rows", "act")},
        "staff:import_batch": {pid: batch.row.public_id},
        "staff:problem": {pid: problem.public_id}, "staff:problem_edit": {pid: problem.public_id},
        "staff:problem_state": {pid: problem.public_id}, "staff:follow_up_new": {pid: problem.public_id},
        "staff:problem_export": {pid: problem.public_id, "format": "pdf"}, "staff:plan_export": {"format": "docx"},
        "staff:cause_new": {pid: problem.public_id}, "staff:action_new": {pid: problem.public_id},
        "staff:cause_edit": {pid: problem.public_id, "cause_pid": cause.public_id},
        "staff:cause_remove": {pid: problem.public_id, "cause_pid": cause.public_id},
        "staff:action": {pid: action.public_id}, "staff:action_edit": {pid: action.public_id},
        "staff:action_link": {pid: action.public_id}, "staff:link_revoke": {pid: action.public_id, "link_pid": link.public_id},
        **{f"staff:promise{tail}": {pid: promise.public_id} for tail in ("", "_edit", "_end", "_preview", "_propose")},
        "staff:point_new": {pid: promise.public_id},
        **{f"staff:{name}": {pid: promise.public_id, "point_pid": point.public_id}
           for name in ("point_edit", "point_status", "receipt_new")},
        "staff:category": {"code": "graffiti"}, "staff:place": {pid: world.square.public_id}, "staff:reporter": {pid: world.functions["reporter"].public_id},
        "staff:reporter_link_revoke": {pid: world.functions["reporter"].public_id, "link_pid": link.public_id},
        "staff:proposal": {pid: proposal.public_id}, "staff:person": {pid: world.reporter.public_id},
        "staff:resident": {pid: a_submission(world.bjorkviken).public_id}, "public:report_at": {pid: world.square.public_id},
        "staff:delivery_key_revoke": {pid: a_key(world)[0].public_id}, "api:problem": {"code": "no_key"},
        **{f"api:{name}": {"slug": "bjorkviken"} for name in ("form", "reports", "batch")},
        "staff:campaign": {pid: make_campaign(municipality=world.bjorkviken, title="November", intro="", first_day=now.date(),
                                              last_day=now.date(), by=by).public_id},
        "public:report_receipt": {"token": "finns-inte"}, "public:promise": {"key": promise.public_id}, "public:situation_report": {"key": "2026-W40"},
        "by_link:action": {pid: action.public_id}, "by_link:receipt": {pid: action.public_id, "status_pid": "xxxxxxxxxxxx"},
        "by_link:enter": {"token": "x" * 43}, "by_link:cancel_coming_event": {pid: event.public_id},
        "by_link:answer_question": {pid: incident.public_id}, "by_link:withdraw_report": {pid: incident.public_id},
    }  # fmt: skip


def client_for(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(world.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_what(world: World, things: dict[str, dict[str, object]], role: str):
    client, wrong = client_for(world, role), []
    for name, expected in table().items():
        address = reverse(name, kwargs={"slug": "bjorkviken", **things.get(name, {})})
        answer = client.get(address)
        if answer.status_code != expected[role]:
            wrong.append(f"{name}: {answer.status_code}, expected {expected[role]}")
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            assert "¿" not in answer.content.decode(), f"{name} uses a variable that is not there"
        assert answer["Cache-Control"] == "no-store", name
    assert wrong == []


@pytest.mark.parametrize("role", ["anonymous", "coordinator", "outsider"])
def test_public_pages_are_the_same_for_everybody(world: World, things: dict[str, dict[str, object]], role: str):
    client = client_for(world, role)
    answers = {}
    for name in OPEN_TO_ALL:
        scope = {"slug": "bjorkviken"} if name.startswith("public:") else {}
        answer = client.get(reverse(name, kwargs={**scope, **things.get(name, {})}))
        answers[name] = answer.status_code
        assert "¿" not in answer.content.decode(errors="ignore"), name
    assert answers == OPEN_TO_ALL


def test_what_is_sent_without_a_login_or_from_the_neighbour_changes_nothing(
    world: World, things: dict[str, dict[str, object]]
):
    for role, statuses in (("anonymous", {302, 401}), ("outsider", {404})):
        client = client_for(world, role)
        for name in table():
            answer = client.post(reverse(name, kwargs={"slug": "bjorkviken", **things.get(name, {})}), {"once": "x"})
            assert answer.status_code in statuses, (role, name)
