"""Inside: taken in with its origin kept, refused with a reason, answered once, disposed of by time, still counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from lykta.airlocks.intake import operations
from lykta.airlocks.intake.models import Campaign, Submission
from lykta.airlocks.intake.queries import counts, held_submissions, unhandled_submissions
from lykta.airlocks.intake.rules import PayloadRefused
from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.messaging.models import OutgoingMessage
from lykta.base.privacy.free_text import TextStopped
from lykta.facts.evidence.queries import references_of
from lykta.facts.incidents.models import Incident
from lykta.journeys.take_in_submission import occurred, take_in
from tests.integration.intake.submissions import a_submission
from tests.integration.pages.rows import PERSONAL_NUMBER
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


def again(row: Submission) -> Submission:
    return Submission.objects.for_municipality(row.municipality).get(pk=row.pk)


def events(world: World) -> list[str]:
    return list(AuditEvent.objects.filter(event__startswith="intake.").order_by("pk").values_list("event", flat=True))


def test_taken_in_it_is_a_report_from_residents_by_nobody(world: World) -> None:
    row = a_submission(world.bjorkviken, place=world.square.public_id, day_parts=["evening"], reasons=["deserted"])
    incident = take_in(submission=row, by=world.coordinator)
    assert (incident.source, incident.channel, incident.state) == ("resident", "resident", "reported")
    assert (incident.reported_by, incident.function, incident.organization) == (None, None, None)
    assert (incident.category.code, incident.place, incident.reasons, incident.felt_unsafe) == (
        "unsafe_place", world.square, ["deserted"], True,
    )  # fmt: skip
    assert incident.text == "Lampan vid trappan är släckt.\n(På kvällen)"
    assert (incident.occurred_from, incident.certainty) == (row.received, "fairly")
    (reference,) = references_of(incident)
    assert (reference.lower_kind, reference.lower_id) == ("intake.submission", row.public_id)
    after = again(row)
    assert (after.state, after.taken_in_as) == ("accepted", f"incidents.incident:{incident.public_id}")
    assert (after.payload, after.dispose_after - after.decided) == (row.payload, timedelta(days=60))
    assert events(world) == ["intake.accepted"]
    log = AuditEvent.objects.get(event="incidents.reported")
    assert log.actor_name == world.coordinator.name


def test_its_words_may_be_changed_first_and_what_was_sent_stays(world: World) -> None:
    row = a_submission(world.bjorkviken, text="Ring Erik Lindqvist på 070-174 06 05")
    assert row.state == "quarantined"
    incident = take_in(
        submission=row, by=world.coordinator, text="Lampan är släckt.", place=world.school,
        category=world.category("poor_lighting"),
    )  # fmt: skip
    assert (incident.state, incident.text, incident.place) == ("reported", "Lampan är släckt.", world.school)
    assert again(row).payload == row.payload
    held = take_in(submission=a_submission(world.bjorkviken, text="Ring 070-174 06 05"), by=world.coordinator)
    assert held.state == "quarantined"  # as any report that may point out a person


def test_nothing_half_done(world: World) -> None:
    row = a_submission(world.bjorkviken)
    with pytest.raises(TextStopped):
        take_in(submission=row, by=world.coordinator, text=f"Han heter {PERSONAL_NUMBER}")
    assert again(row).state == "waiting"
    take_in(submission=row, by=world.coordinator)
    with pytest.raises(NotNow):
        take_in(submission=again(row), by=world.coordinator)
    with pytest.raises(NotNow):
        operations.decide(submission=row, state="refused", note="Två gånger", by=world.coordinator)
    assert Incident.objects.for_municipality(world.bjorkviken).count() == 1


@pytest.mark.parametrize("role", ["reporter", "police_officer", "administrator", "registrar", "outsider"])
def test_only_the_coordinator_of_the_municipality_handles_it(world: World, role: str) -> None:
    row, by = a_submission(world.bjorkviken, reply_email="granne@example.org"), world.account(role)
    for act in (
        lambda: take_in(submission=row, by=by),
        lambda: operations.decide(submission=row, state="refused", note="Nej", by=by),
        lambda: operations.answer(submission=row, text="Tack", by=by),
        lambda: operations.look_at_held(submission=row, by=by),
        lambda: operations.refuse_several(submissions=[row], note="Nej", by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert again(row).state == "waiting"


@pytest.mark.parametrize(
    ("sent", "span"),
    [
        ({"day": "2026-11-03"}, ("2026-11-02T23:00", "2026-11-03T23:00")),
        ({"day": "2026-11-03", "day_parts": ["evening"]}, ("2026-11-03T16:00", "2026-11-03T21:00")),
        ({"day": "2026-11-03", "day_parts": ["evening", "night"]}, ("2026-11-03T16:00", "2026-11-04T04:00")),
        ({"occurred_from": "2026-11-03T10:00:00+01:00"}, ("2026-11-03T09:00", "2026-11-03T09:00")),
        ({"occurred_from": "2026-11-03T10:00:00+01:00", "occurred_to": "2026-11-03T12:00:00+01:00"},
         ("2026-11-03T09:00", "2026-11-03T11:00")),
    ],
)  # fmt: skip
def test_when_it_happened(world: World, sent: dict[str, object], span: tuple[str, str]) -> None:
    row = a_submission(world.bjorkviken, **sent)
    row.received = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
    assert occurred(row) == tuple(datetime.fromisoformat(f"{each}:00+00:00") for each in span)


def test_what_happened_today_has_not_happened_later_than_it_was_told(world: World) -> None:
    row = a_submission(world.bjorkviken, day=timezone.localdate().isoformat())
    assert occurred(row)[1] <= row.received
    assert take_in(submission=row, by=world.coordinator).occurred_to <= row.received


def test_refused_with_a_reason_and_several_at_once(world: World) -> None:
    rows = [a_submission(world.bjorkviken, text=f"Nummer {n}") for n in range(3)]
    with pytest.raises(PayloadRefused) as refused:
        operations.decide(submission=rows[0], state="refused", by=world.coordinator)
    assert refused.value.field == "note"
    take_in(submission=rows[2], by=world.coordinator)
    assert operations.refuse_several(submissions=rows, note="Hör hemma hos Trafikverket.", by=world.coordinator) == 2
    assert [(again(row).state, again(row).note) for row in rows] == [
        ("refused", "Hör hemma hos Trafikverket."), ("refused", "Hör hemma hos Trafikverket."), ("accepted", ""),
    ]  # fmt: skip


def test_one_answer_and_the_address_is_gone(world: World) -> None:
    row = a_submission(world.bjorkviken, reply_email="granne@example.org")
    with pytest.raises(PayloadRefused):
        operations.answer(submission=row, text=f"Du skrev {PERSONAL_NUMBER}", by=world.coordinator)
    operations.answer(submission=row, text="Lampan är lagad.\nRing 0501-12 34 56.", by=world.coordinator)
    message = OutgoingMessage.objects.get()
    assert (message.to, message.is_forgotten_when_sent) == ("granne@example.org", True)
    assert row.public_id in message.subject
    assert message.body.startswith("Lampan är lagad.\nRing 0501-12 34 56.\n\n")
    assert "Lampan vid trappan" not in message.body  # what was sent is never quoted
    assert again(row).reply_email == ""
    with pytest.raises(NotNow):
        operations.answer(submission=again(row), text="Igen", by=world.coordinator)
    assert not any("granne@" in str(event.details) for event in AuditEvent.objects.all())


def test_a_look_at_what_is_held_back_is_logged_and_the_list_has_no_text(world: World) -> None:
    row = a_submission(world.bjorkviken, text="Ring 070-174 06 05")
    (held,) = held_submissions(world.bjorkviken)
    assert "payload" in held.get_deferred_fields()
    assert list(unhandled_submissions(world.bjorkviken)) == []
    operations.look_at_held(submission=row, by=world.coordinator)
    operations.look_at_held(submission=a_submission(world.bjorkviken), by=world.coordinator)
    assert events(world) == ["intake.looked"]


def test_disposed_of_by_time_and_counted_all_the_same(world: World) -> None:
    now = timezone.now()
    start = now - timedelta(days=1)
    waiting = a_submission(world.bjorkviken)
    held = a_submission(world.bjorkviken, text="Ring 070-174 06 05", reply_email="granne@example.org")
    taken = a_submission(world.bjorkviken, text="Två")
    refused = a_submission(world.bjorkviken, text="Tre")
    take_in(submission=taken, by=world.coordinator)
    operations.decide(submission=refused, state="refused", note="Hör hemma någon annanstans", by=world.coordinator)
    assert operations.dispose(now + timedelta(days=13)) == 0
    assert operations.dispose(now + timedelta(days=15)) == 1
    emptied = again(held)
    assert (emptied.state, emptied.payload, emptied.reply_email, emptied.idempotency_key) == ("disposed", {}, "", None)
    assert operations.dispose(now + timedelta(days=61)) == 2
    assert operations.dispose(now + timedelta(days=61)) == 0
    assert [(again(row).state, again(row).payload, again(row).note) for row in (taken, refused)] == [
        ("accepted", {}, ""), ("refused", {}, ""),
    ]  # fmt: skip
    assert again(waiting).payload == waiting.payload
    expected = {"came": 4, "waiting": 1, "quarantined": 0, "accepted": 1, "refused": 1, "disposed": 1}
    assert counts(world.bjorkviken, start, now + timedelta(days=1)) == expected
    assert Incident.objects.for_municipality(world.bjorkviken).get().text  # the report stays


def test_campaigns_are_made_changed_and_ended(world: World) -> None:
    today = timezone.localdate()
    fields = {"title": "Var är det mörkt?", "intro": "", "first_day": today - timedelta(days=2), "last_day": today}
    row = operations.make_campaign(municipality=world.bjorkviken, by=world.coordinator, **fields)
    for wrong, field in [({"title": " "}, "title"), ({"last_day": today - timedelta(days=9)}, "last_day")]:
        with pytest.raises(PayloadRefused) as refused:
            operations.change_campaign(campaign=row, by=world.coordinator, **(fields | wrong))
        assert refused.value.field == field
    with pytest.raises(TextStopped):
        operations.change_campaign(campaign=row, by=world.coordinator, **(fields | {"intro": "Ring 070-174 06 05"}))
    for role in ("reporter", "police_officer", "outsider"):
        with pytest.raises(NotAllowed):
            operations.end_campaign(campaign=row, by=world.account(role))
    operations.end_campaign(campaign=row, by=world.administrator)
    assert Campaign.objects.for_municipality(world.bjorkviken).get().last_day == today - timedelta(days=1)
    coming = operations.make_campaign(
        municipality=world.bjorkviken, by=world.coordinator, **(fields | {"first_day": today})
    )
    operations.end_campaign(campaign=coming, by=world.coordinator)
    assert Campaign.objects.for_municipality(world.bjorkviken).count() == 1
    assert events(world) == [
        "intake.campaign_made",
        "intake.campaign_ended",
        "intake.campaign_made",
        "intake.campaign_ended",
    ]


def test_the_neighbour_sees_nothing_of_it(world: World) -> None:
    row = a_submission(world.bjorkviken)
    assert list(unhandled_submissions(world.granhult)) == []
    assert counts(world.granhult, row.received, timezone.now() + timedelta(days=1))["came"] == 0
