import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lykta.airlocks.publishing.models import Proposal
from lykta.base.audit.models import AuditEvent
from lykta.cycle.situation_reports import operations
from lykta.cycle.situation_reports.enums import State
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.sentences import sentences
from lykta.ground.accounts.models import Grant
from tests.integration.situation_reports.reports import (
    adopted,
    drafted,
    edited,
    proposed,
    section,
    set_light,
    the_report,
)
from tests.integration.situation_reports.weeks_of_reports import WEEK, ordinary_spring, reviewed

pytestmark = pytest.mark.sql
PLANTED = "19811218-9876"
SCRIPT = "<script>alert(1)</script>"
INTERNAL_ONLY = "Bara för gruppen: ronderingen är torsdag."


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


def url(name, *args, slug="bjorkviken"):
    return reverse(f"staff:{name}", args=[slug, *args])


def act(client, what, period_id=WEEK, **data):
    return client.post(url("situation_report_act", period_id, what), data)


def page_of(account, period_id=WEEK, **query):
    return client_of(account).get(url("situation_report", period_id), query)


# Who sees what. Typed by hand.

EVERYBODY = (
    "coordinator", "police_officer", "registrar", "council_member", "reporter", "action_owner", "administrator",
    "outsider",
)  # fmt: skip
LIST = (200, 200, 200, 200, 200, 403, 403, 404)
NONE = (200, 404, 404, 404, 404, 403, 403, 404)
DRAFT = (200, 200, 200, 404, 404, 403, 403, 404)
ADOPTED = (200, 200, 200, 200, 200, 403, 403, 404)
EDIT = (200, 403, 403, 403, 403, 403, 403, 404)
EXPORT = (200, 200, 200, 403, 403, 403, 403, 404)
RELEASE = (200, 200, 403, 403, 403, 403, 403, 404)


def statuses(world, address):
    return tuple(client_of(world.account(role)).get(address).status_code for role in EVERYBODY)


def test_who_opens_the_list_and_a_period_without_a_report(world):
    assert statuses(world, url("situation_reports")) == LIST
    assert statuses(world, url("situation_report", WEEK)) == NONE


def test_who_opens_a_draft(world):
    report = drafted(world)
    assert statuses(world, url("situation_report", WEEK)) == DRAFT
    assert statuses(world, url("situation_report_edit", WEEK, section(report, "to_decide").public_id)) == EDIT
    assert statuses(world, url("situation_report_light", WEEK)) == EDIT
    assert statuses(world, url("situation_report_export", WEEK, "pdf")) == EXPORT


def test_who_opens_an_adopted_one(world):
    adopted(world, drafted(world))
    assert statuses(world, url("situation_report", WEEK)) == ADOPTED
    assert statuses(world, url("situation_report_export", WEEK, "pdf")) == EXPORT
    assert statuses(world, url("situation_report_release", WEEK)) == RELEASE


def test_nobody_gets_in_without_a_login(world):
    drafted(world)
    for name, args in [("situation_reports", []), ("situation_report", [WEEK]), ("situation_report_light", [WEEK])]:
        answer = Client().get(url(name, *args))
        assert (answer.status_code, answer["Location"].startswith("/konto/")) == (302, True)


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ("draft", {"coordinator"}),
        ("redraw", {"coordinator"}),
        ("propose", {"coordinator"}),
        ("take_back", {"coordinator", "police_officer"}),
        ("adopt", {"coordinator", "police_officer"}),  # the coordinator has the right, but not for the own proposal
        ("addendum", {"coordinator", "police_officer"}),
    ],
)
def test_who_acts(world, what, allowed):
    drafted(world)
    for role in EVERYBODY:
        status = act(client_of(world.account(role)), what, version=1, text="Tillägg").status_code
        if role == "outsider":
            assert status == 404
        elif role not in allowed:
            assert status == 403, role
        else:
            assert status in (302, 409), role


def test_get_changes_nothing(world):
    drafted(world)
    for what in ("draft", "redraw", "propose", "adopt"):
        assert client_of(world.coordinator).get(url("situation_report_act", WEEK, what)).status_code == 405
    assert act(client_of(world.coordinator), "delete").status_code == 404


# From Monday morning to an adopted report


def test_from_the_list_to_an_adopted_report(world):
    ordinary_spring(world)
    coordinator, police = client_of(world.coordinator), client_of(world.police_officer)
    answer = act(coordinator, "draft")
    assert answer["Location"] == url("situation_report", WEEK)
    page = coordinator.get(answer["Location"])
    report = the_report(world)
    assert section(report, "what_happened").prose.split("\n")[0] in page.content.decode().replace("&#x27;", "'")
    row = section(report, "to_decide")
    answer = coordinator.post(
        url("situation_report_edit", WEEK, row.public_id),
        {
            "prose": "1. Strandskolan: rondering?\n2. Belysningen: vad hindrar?",
            "is_included": "on",
            "version": row.version,
        },
    )
    assert answer["Location"].endswith("#section-to_decide")
    assert "<ol><li>Strandskolan: rondering?</li>" in coordinator.get(url("situation_report", WEEK)).content.decode()
    coordinator.post(
        url("situation_report_light", WEEK), {"label": "Strandskolan", "light": "yellow", "reason": "Rutor."}
    )
    report = the_report(world)
    assert act(coordinator, "propose", version=report.version).status_code == 302
    report = the_report(world)
    own = act(coordinator, "adopt", version=report.version)
    assert own.status_code == 409
    assert act(police, "adopt", version=report.version).status_code == 302
    report = the_report(world)
    assert (report.state, report.adopted_by_name) == (State.ADOPTED, "Petra Polis")
    page = police.get(url("situation_report", WEEK)).content.decode()
    assert "situation_report_edit" not in page
    assert "/avsnitt/" not in page
    assert "Strandskolan: Rutor." in page


def test_a_double_click_on_every_button_does_the_thing_once(world):
    coordinator, police = client_of(world.coordinator), client_of(world.police_officer)
    for _twice in range(2):
        assert act(coordinator, "draft").status_code == 302
    version = the_report(world).version
    for _twice in range(2):
        assert act(coordinator, "propose", version=version).status_code == 302
    version = the_report(world).version
    for _twice in range(2):
        assert act(police, "adopt", version=version).status_code == 302
    for _twice in range(2):
        assert act(police, "addendum", text="Rättelse: tisdag.").status_code == 302
    events = AuditEvent.objects.filter(event__startswith="situation_reports.").order_by("id")
    assert [event.event.split(".")[1] for event in events] == ["drafted", "proposed", "adopted", "addendum_written"]


def test_a_stale_page_answers_409_and_says_so(world):
    report = drafted(world)
    set_light(world, report)
    answer = act(client_of(world.coordinator), "propose", version=1)
    assert answer.status_code == 409
    assert b'role="alert"' in answer.content
    assert the_report(world).state == State.DRAFT
    assert act(client_of(world.coordinator), "propose").status_code == 409
    assert act(client_of(world.coordinator), "propose", version="x").status_code == 409


def test_a_stale_editor_keeps_what_was_written(world):
    report = drafted(world)
    row = section(report, "to_decide")
    edited(world, report, "to_decide", "Den andras text.")
    address = url("situation_report_edit", WEEK, row.public_id)
    data = {"prose": "Min egen långa text.", "is_included": "on", "version": row.version}
    answer = client_of(world.coordinator).post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Min egen långa text." in page
    assert "Den andras text." in page
    assert section(report, "to_decide").prose == "Den andras text."
    present = section(report, "to_decide").version
    assert f'value="{present}"' in page  # sent again, it is saved with open eyes


# Bad input


@pytest.mark.parametrize("prose", ["x" * 10_001, f"Ring {PLANTED}"])
def test_text_that_cannot_be_saved_stays_in_the_form(world, prose):
    report = drafted(world)
    row = section(report, "to_decide")
    answer = client_of(world.coordinator).post(
        url("situation_report_edit", WEEK, row.public_id), {"prose": prose, "version": row.version}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="errors"' in page
    assert prose in page
    assert section(report, "to_decide").prose == ""


def test_a_script_is_only_text(world):
    report = drafted(world)
    edited(world, report, "to_decide", SCRIPT)
    set_light(world, report, label=SCRIPT, reason=SCRIPT)
    for address in (url("situation_report", WEEK), url("situation_report_light", WEEK)):
        page = client_of(world.coordinator).get(address).content.decode()
        assert SCRIPT not in page
    adopted(world, report)
    operations.add_addendum(report=report, text=SCRIPT, by=world.coordinator)
    page = page_of(world.police_officer).content.decode()
    assert SCRIPT not in page
    assert page.count("&lt;script&gt;") >= 4


def test_a_light_with_a_personal_number_is_stopped_at_its_field(world):
    drafted(world)
    data = {"label": "Torget", "light": "red", "reason": f"{PLANTED} står där"}
    answer = client_of(world.coordinator).post(url("situation_report_light", WEEK), data)
    assert answer.status_code == 200
    assert PLANTED in answer.content.decode()  # kept for the writer to correct, stored nowhere
    assert not the_report(world).assessments.exists()


@pytest.mark.parametrize("period_id", ["2026-W60", "hej", "2026-W9", "..", "2026-11-05..2026-11-01"])
def test_a_period_that_is_none_is_not_found(world, period_id):
    assert page_of(world.coordinator, period_id).status_code == 404
    assert act(client_of(world.coordinator), "draft", period_id).status_code == 404


def test_a_period_to_come_is_not_drafted(world):
    assert act(client_of(world.coordinator), "draft", "2190-W01").status_code == 409
    assert page_of(world.coordinator, "2190-W01").status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "week", "day": "2026-05-13"}, "2026-W20"),
        ({"kind": "weeks", "day": "2026-05-13", "until": "2026-05-18"}, "2026-W20..W21"),
        ({"kind": "month", "day": "2026-05-13"}, "2026-05"),
        ({"kind": "quarter", "day": "2026-05-13"}, "2026-Q2"),
        ({"kind": "tertial", "day": "2026-05-13"}, "2026-T2"),
        ({"kind": "half_year", "day": "2026-07-01"}, "2026-H2"),
        ({"kind": "year", "day": "2026-05-13"}, "2026"),
        ({"kind": "free", "day": "2026-05-13", "until": "2026-05-13"}, "2026-05-13..2026-05-14"),
    ],
)
def test_the_period_picker(world, query, expected):
    answer = client_of(world.coordinator).get(url("situation_reports"), query)
    assert answer["Location"] == url("situation_report", expected)


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "week", "day": "i går"},
        {"kind": "week", "day": "0001-01-01"},
        {"kind": "free", "day": "2026-05-13"},
        {"kind": "weeks", "day": "2026-05-13", "until": "2026-05-01"},
        {"kind": "decade", "day": "2026-05-13"},
    ],
)
def test_the_period_picker_says_what_is_wrong(world, query):
    answer = client_of(world.coordinator).get(url("situation_reports"), query)
    assert answer.status_code == 200
    assert 'id="errors"' in answer.content.decode()


def test_another_municipalitys_report_does_not_exist(world):
    drafted(world)
    outsider = client_of(world.outsider)
    assert outsider.get(url("situation_report", WEEK, slug="granhult")).status_code == 200  # own, not drafted
    assert WEEK not in outsider.get(url("situation_reports", slug="granhult")).content.decode().split("week-offers")[0]
    row = section(the_report(world), "to_decide")
    assert outsider.get(url("situation_report_edit", WEEK, row.public_id, slug="granhult")).status_code == 404
    operations.draft_report(municipality=world.granhult, period_id=WEEK, by=world.outsider)
    assert outsider.get(url("situation_report_edit", WEEK, row.public_id, slug="granhult")).status_code == 404
    assert page_of(world.outsider).status_code == 404


# Versions


def test_reporters_read_their_version_of_adopted_reports_only(world):
    ordinary_spring(world)
    report = drafted(world)
    edited(world, report, "to_decide", INTERNAL_ONLY)
    set_light(world, report, reason=INTERNAL_ONLY)
    reporter = client_of(world.reporter)
    assert WEEK not in reporter.get(url("situation_reports")).content.decode()
    adopted(world, report)
    operations.add_addendum(report=report, text=INTERNAL_ONLY, by=world.coordinator)
    assert WEEK in reporter.get(url("situation_reports")).content.decode()
    page = reporter.get(url("situation_report", WEEK)).content.decode()
    assert section(report, "feedback").title in page
    assert INTERNAL_ONLY not in page
    assert section(report, "to_decide").title not in page
    for tool in ("/avsnitt/", "/gor/", "export.", "/publicera/", "version=reporters"):
        assert tool not in page
    # asking for the other version changes nothing
    assert INTERNAL_ONLY not in reporter.get(url("situation_report", WEEK), {"version": "internal"}).content.decode()
    assert INTERNAL_ONLY in page_of(world.council_member).content.decode()
    assert INTERNAL_ONLY not in page_of(world.council_member, version="reporters").content.decode()


def test_what_reads_otherwise_to_reporters_stays_so_when_the_group_rewrites_it(world):
    ordinary_spring(world)
    reviewed(world, 2, category="suspected_drugs")  # too few to be shown outside the group
    report = drafted(world)
    edited(world, report, "what_happened", INTERNAL_ONLY)
    adopted(world, report)
    assert INTERNAL_ONLY in page_of(world.police_officer).content.decode()
    page = page_of(world.reporter).content.decode()
    assert INTERNAL_ONLY not in page
    assert world.category("suspected_drugs").label not in page


def test_a_company_with_the_permission_never_reads_the_internal_version(world):
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.council_member)
    grant.function = world.functions["other_reporter"]  # a guard company
    grant.save()
    report = drafted(world)
    edited(world, report, "to_decide", INTERNAL_ONLY)
    assert page_of(world.council_member).status_code == 404
    adopted(world, report)
    answer = page_of(world.council_member)
    assert answer.status_code == 200
    assert INTERNAL_ONLY not in answer.content.decode()


def test_a_company_with_the_coordinators_role_gets_nothing_to_edit(world):
    report = drafted(world)
    edited(world, report, "to_decide", INTERNAL_ONLY)
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.coordinator)
    grant.function = world.functions["reporter"]
    grant.save()
    company = type(world.coordinator).objects.get(pk=world.coordinator.pk)
    pid = section(report, "to_decide").public_id
    assert client_of(company).get(url("situation_report", WEEK)).status_code == 404
    assert client_of(company).get(url("situation_report_edit", WEEK, pid)).status_code == 403
    assert client_of(company).get(url("situation_report_light", WEEK)).status_code == 403
    assert client_of(company).get(url("situation_report_export", WEEK, "pdf")).status_code in (403, 404)
    assert act(client_of(company), "draft", "2026-W19").status_code == 403


def test_the_page_shows_the_sentence_then_and_now(world):
    ordinary_spring(world)
    report = drafted(world)
    then = sentences(section(report, "what_happened").generated_prose)[0]
    edited(world, report, "what_happened", "Vår egen text.")
    reviewed(world, 14, spread_hours=2)
    assert act(client_of(world.coordinator), "redraw").status_code == 302
    page = page_of(world.coordinator).content.decode()
    now = sentences(section(report, "what_happened").generated_prose)[0]
    assert "Vår egen text." in page
    assert then in page
    assert now in page
    assert then != now


# Taking out


@pytest.mark.parametrize(
    ("file_format", "starts"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!doctype html>"), ("json", b"{")]
)
def test_a_copy_is_downloaded_and_logged(world, file_format, starts):
    ordinary_spring(world)
    drafted(world)
    police = client_of(world.police_officer)
    address = url("situation_report_export", WEEK, file_format)
    before = police.get(address)
    assert before.status_code == 200
    assert not AuditEvent.objects.filter(event="situation_reports.handed_out").exists()
    answer = police.post(address, {"audience": "internal"})
    assert answer.content.startswith(starts)
    assert answer["Content-Disposition"] == f'attachment; filename="lagesbild-bjorkviken-2026-w20.{file_format}"'
    assert answer["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get(event="situation_reports.handed_out")
    assert event.details == {"period": WEEK, "audience": "internal", "format": file_format, "state": "draft"}


def test_the_reporters_version_can_be_taken_out_too(world):
    report = drafted(world)
    edited(world, report, "to_decide", INTERNAL_ONLY)
    address = url("situation_report_export", WEEK, "html")
    answer = client_of(world.coordinator).post(address, {"audience": "reporters"})
    assert INTERNAL_ONLY not in answer.content.decode()
    assert client_of(world.coordinator).post(address, {"audience": "public"}).status_code == 200  # asked again
    assert client_of(world.coordinator).get(url("situation_report_export", WEEK, "exe")).status_code == 404


# Letting out


def test_a_release_is_proposed_with_the_text_that_was_shown(world):
    ordinary_spring(world)
    report = drafted(world)
    coordinator = client_of(world.coordinator)
    assert coordinator.get(url("situation_report_release", WEEK)).status_code == 409  # not adopted
    edited(world, report, "to_decide", INTERNAL_ONLY)
    adopted(world, report)
    address = url("situation_report_release", WEEK)
    shown = coordinator.post(address, {"public_text": "En lugn vecka.", "preview": "1"}).content.decode()
    assert "En lugn vecka." in shown
    assert INTERNAL_ONLY not in shown
    assert not Proposal.objects.for_municipality(world.bjorkviken).exists()
    answer = coordinator.post(address, {"public_text": "En lugn vecka.", "propose": "1"})
    assert answer.status_code == 302
    proposal = Proposal.objects.for_municipality(world.bjorkviken).get()
    assert (proposal.kind, proposal.key, proposal.content["lead"]) == ("situation_report", WEEK, "En lugn vecka.")
    assert proposal.content["blocks"][0]["inlines"][0]["text"] == "6"


def test_a_public_text_that_points_out_a_person_is_stopped(world):
    adopted(world, drafted(world))
    answer = client_of(world.coordinator).post(
        url("situation_report_release", WEEK), {"public_text": f"Se {PLANTED}", "propose": "1"}
    )
    assert answer.status_code == 200
    assert 'id="errors"' in answer.content.decode()
    assert not Proposal.objects.for_municipality(world.bjorkviken).exists()


# Empty, many, and how often the database is asked


def test_an_empty_database_has_pages_that_say_what_to_do(world):
    for role in ("coordinator", "reporter", "council_member"):
        assert client_of(world.account(role)).get(url("situation_reports")).status_code == 200
    assert act(client_of(world.coordinator), "draft").status_code == 302
    assert page_of(world.coordinator).status_code == 200


def queries_of(client, address):
    client.get(address)  # the first request after a login also touches the session
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_opening_a_report_asks_as_often_with_many_rows_as_with_one(world):
    report = drafted(world)
    set_light(world, report)
    client = client_of(world.coordinator)
    with_one = queries_of(client, url("situation_report", WEEK))
    for at in range(29):
        set_light(world, report, label=f"Plats {at}")
    reviewed(world, 60, spread_hours=2)
    assert queries_of(client, url("situation_report", WEEK)) == with_one <= 15
    adopted(world, report)
    for at in range(10):
        operations.add_addendum(report=report, text=f"Tillägg {at}", by=world.coordinator)
    for role in ("police_officer", "council_member", "reporter"):
        assert queries_of(client_of(world.account(role)), url("situation_report", WEEK)) <= 15


def test_the_list_asks_as_often_with_many_rows_as_with_one(world):
    drafted(world, "2025-W01")
    client = client_of(world.coordinator)
    with_one = queries_of(client, url("situation_reports"))
    for number in range(2, 53):
        SituationReport.objects.create(
            municipality=world.bjorkviken, period_id=f"2025-W{number:02d}", as_of=the_report(world, "2025-W01").as_of
        )
    page = client.get(url("situation_reports")).content.decode()
    assert page.count('<tr><th scope="row">') == 50
    assert page.index("2025-W52") < page.index("2025-W51") < page.index("2025-W09")
    assert "?page=2" in page
    assert queries_of(client, url("situation_reports")) == with_one


def test_the_arrows_lead_to_the_periods_beside(world):
    adopted(world, drafted(world, "2026-W20"))
    adopted(world, drafted(world, "2026-W19"))
    page = page_of(world.reporter, "2026-W20").content.decode()
    assert url("situation_report", "2026-W19") in page
    assert url("situation_report", "2026-W21") not in page


def test_taking_back_and_proposing_again(world):
    report = proposed(world, drafted(world))
    police = client_of(world.police_officer)
    assert act(police, "take_back", version=report.version).status_code == 302
    assert the_report(world).state == State.DRAFT


def test_htmx_gets_the_editor_alone(world):
    report = drafted(world)
    row = section(report, "to_decide")
    address = url("situation_report_edit", WEEK, row.public_id)
    client = client_of(world.coordinator)
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div class="editor">')
    data = {"prose": "På plats.", "is_included": "on", "version": row.version}
    answer = client.post(address, data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    assert section(report, "to_decide").prose == "På plats."
