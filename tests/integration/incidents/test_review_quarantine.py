"""What is held back: read by few, each look logged, out again by three ways, and never lost without a word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.files.models import Picture
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.base.kernel.periods import week_containing
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.evidence.sections import SectionRequest
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, IncidentRevision
from lykta.facts.incidents.quarantine import held_back, number_held_back
from lykta.facts.incidents.rules import CannotReport
from lykta.facts.incidents.sections import basis
from lykta.facts.incidents.snapshot import snapshot_for
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.operations import issue_link
from tests.integration.incidents.reports import a_picture, review, send
from tests.integration.pages.rows import assert_only, assert_same_queries, client_of, page

pytestmark = pytest.mark.sql
NAME, PHONE = "Kalle Karlsson", "070-174 06 05"
TEXT = f"Det var {NAME} som ringde från {PHONE} vid entrén."


@pytest.fixture
def held(world):
    row = send(world, text=TEXT, picture=a_picture())
    assert row.state == State.QUARANTINED
    return row


def out(world, held, name, **more):
    held.refresh_from_db()
    given = {"by": world.coordinator, "expected_version": held.version}
    return getattr(operations, name)(incident=held, **given | more)


WAYS = {
    "release_masked": {"words": [NAME, PHONE]},
    "release_harmless": {"reason": "place"},
    "refuse_held": {"note": "Ring polisen på 114 14."},
}


@pytest.mark.parametrize("who", ["reporter", "police_officer", "registrar", "administrator", "outsider"])
def test_others_neither_read_nor_let_out(world, held, who):
    by = getattr(world, who)
    assert not held_back(by, world.bjorkviken).exists()
    assert not queries.visible_to(by, world.bjorkviken).exists()
    with pytest.raises(NotAllowed):
        operations.look_at_held(incident=held, by=by)
    for name, more in WAYS.items():
        with pytest.raises(NotAllowed):
            out(world, held, name, by=by, **more)
    held.refresh_from_db()
    assert (held.state, held.text) == (State.QUARANTINED, TEXT)


def test_the_review_queue_neither_shows_nor_decides_it(world, held):
    assert not queries.waiting_for_review(world.coordinator, world.bjorkviken).exists()
    for decision in (State.REPORTED, State.OUT_OF_SCOPE):
        with pytest.raises(NotNow, match="hålls inne"):
            review(world, held, decision, note="En rad.")
    for path in (f"granska/{held.public_id}/", f"granska/{held.public_id}/ratta/", f"handelser/{held.public_id}/"):
        assert page(world, "coordinator", path).status_code == 404


def test_masked_it_waits_and_nothing_of_the_words_is_left(world, held):
    with pytest.raises(CannotReport, match="är kvar") as problem:
        out(world, held, "release_masked", words=[PHONE])
    assert problem.value.field == "words"
    with pytest.raises(CannotReport, match="står inte"):
        out(world, held, "release_masked", words=["Nisse"])
    with pytest.raises(StalePage):
        out(world, held, "release_masked", words=[NAME, PHONE], expected_version=9)
    row = out(world, held, "release_masked", words=[NAME.lower(), PHONE])
    assert (row.state, row.held_since, row.text) == (
        State.REPORTED,
        None,
        "Det var […] som ringde från […] vid entrén.",
    )
    told = OutgoingMessage.objects.get()
    assert told.subject == f"Vi har dolt några ord i din rapport {row.number}"
    kept = str([list(model.values()) for model in (
        Incident.objects.for_municipality(world.bjorkviken),
        IncidentRevision.objects.for_municipality(world.bjorkviken),
        AuditEvent.objects.all(), OutgoingMessage.objects.all())])  # fmt: skip
    assert not [word for word in ("Kalle", "Karlsson", PHONE, "ringde från 0") if word in kept]


def test_harmless_needs_a_reason_that_the_log_keeps(world, held):
    with pytest.raises(CannotReport) as problem:
        out(world, held, "release_harmless", reason="nope")
    assert problem.value.field == "harmless"
    row = out(world, held, "release_harmless", reason="organization")
    assert (row.state, row.text) == (State.REPORTED, TEXT)
    assert AuditEvent.objects.get(event="incidents.held_released").details["reason"] == "organization"
    assert list(queries.waiting_for_review(world.coordinator, world.bjorkviken)) == [row]


def test_elsewhere_the_text_and_picture_go_at_once(world, held):
    with pytest.raises(CannotReport):
        out(world, held, "refuse_held", note=" ")
    row = out(world, held, "refuse_held", note="Ring polisen på 114 14.")
    assert (row.state, row.text, row.picture) == (State.OUT_OF_SCOPE, "", None)
    assert not Picture.objects.exists()
    assert "114 14" in OutgoingMessage.objects.get().body


def test_after_fourteen_days_it_disposes_of_itself_and_the_reporter_is_told(world, held):
    young = send(world, text=f"Ring {PHONE}.")
    old = timezone.now() - timedelta(days=14, minutes=1)
    Incident.objects.for_municipality(world.bjorkviken).filter(pk=held.pk).update(held_since=old)
    assert operations.dispose_of_quarantine() == 1
    assert operations.dispose_of_quarantine() == 0
    held.refresh_from_db()
    young.refresh_from_db()
    assert (held.state, held.text, held.place_text, held.picture) == (State.REPORTED, "", "", None)
    assert (held.place, held.category.code) == (world.square, "graffiti")
    assert held.review_note == "Texten hölls inne i 14 dagar och är borttagen."
    assert young.state == State.QUARANTINED
    told = OutgoingMessage.objects.get()
    assert (told.to, told.subject) == (world.reporter.email, f"Texten i din rapport {held.number} är borttagen")
    assert list(queries.waiting_for_review(world.coordinator, world.bjorkviken)) == [held]


def test_a_reporter_by_link_is_told_at_the_address_of_the_function(world):
    function = world.functions["reporter"]
    link, _token = issue_link(
        function=function, municipality=world.bjorkviken, purpose="report_by_link", by=world.coordinator
    )
    by = LinkActor(link)
    row = send(world, by=world.coordinator, text="Klotter.", organization=function.organization)
    Incident.objects.for_municipality(world.bjorkviken).filter(pk=row.pk).update(reported_by=None, function=function)
    row.refresh_from_db()
    assert by.link.function_id == row.function_id
    asked = review(world, row, State.RETURNED, note="Vilken vägg?")
    assert not OutgoingMessage.objects.filter(subject__contains="En fråga").exists()  # no address, nobody to tell
    function.email = "vakt@example.org"
    function.save()
    operations.undo_decision(incident=asked, by=world.coordinator, expected_version=asked.version)
    review(world, row, State.RETURNED, note="Vilken vägg?")
    told = OutgoingMessage.objects.get(to="vakt@example.org")
    assert "Öppna din personliga länk" in told.body
    assert "Klotter." not in told.body


def test_held_back_counts_nowhere_but_is_said(world, held):
    send(world)
    assert number_held_back(world.bjorkviken) == 1
    assert len(snapshot_for(world.bjorkviken)) == 1
    week = week_containing(held.counted_at, world.bjorkviken.week_cut)
    content = basis.build(SectionRequest(world.bjorkviken, week, "internal", timezone.now()))
    assert "En rapport hålls inne" in content.prose or "1 rapport hålls inne" in content.prose
    assert {n.key: n.value for n in content.numbers}["basis.held_back"] == 1
    shown = page(world, "coordinator", "granska/").content.decode()
    assert "1 hålls inne" in shown
    assert NAME not in shown


def test_the_list_shows_no_text_and_a_look_is_logged(world, held):
    Incident.objects.for_municipality(world.bjorkviken).filter(pk=held.pk).update(place_text=f"hos {NAME}")
    listed = page(world, "coordinator", "karantan/").content.decode()
    assert "Klotter" in listed
    assert NAME not in listed
    assert not AuditEvent.objects.filter(event="incidents.held_looked_at").exists()
    opened = page(world, "coordinator", f"karantan/{held.public_id}/").content.decode()
    assert f">{NAME}</mark>" in opened
    assert f">{PHONE}</mark>" in opened
    look = AuditEvent.objects.get(event="incidents.held_looked_at")
    assert (look.actor_id, look.subject_id) == (world.coordinator.public_id, held.public_id)


def test_who_gets_in(world, held):
    assert_only(world, "karantan/", "coordinator")
    assert_only(world, f"karantan/{held.public_id}/", "coordinator")
    assert page(world, "coordinator", "karantan/finnsinte/").status_code == 404


def test_through_the_page(world, held):
    client, path = client_of(world.coordinator), f"/arbete/bjorkviken/karantan/{held.public_id}/"
    nothing = client.post(path, {"act": "mask", "version": "1"})
    assert nothing.status_code == 422
    assert "Välj eller skriv vad som ska döljas" in nothing.content.decode()
    no_reason = client.post(path, {"act": "harmless", "version": "1"})
    assert (no_reason.status_code, "Välj varför" in no_reason.content.decode()) == (422, True)
    no_note = client.post(path, {"act": "refuse", "version": "1", "note": ""})
    assert no_note.status_code == 422
    done = client.post(path, {"act": "mask", "version": "1", "found": [NAME, PHONE], "words": "entrén"})
    assert (done.status_code, done["Location"]) == (302, "/arbete/bjorkviken/karantan/")
    held.refresh_from_db()
    assert held.text == "Det var […] som ringde från […] vid […]."


def test_as_many_questions_for_thirty_as_for_one(world):
    client = client_of(world.coordinator)
    assert_same_queries(
        lambda: client.get("/arbete/bjorkviken/karantan/"), lambda n: send(world, text=f"Ring {PHONE}, {n}.")
    )


def test_empty(world):
    assert "Inget hålls inne" in page(world, "coordinator", "karantan/").content.decode()
