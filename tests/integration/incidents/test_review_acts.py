"""What a reviewer can do besides approving: correct, hide, pass on, look at photos, undo, many at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.files.models import Picture
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.evidence.free_text import TextStopped
from lykta.facts.incidents import operations
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import FaultHandover, Incident, IncidentRevision
from lykta.facts.incidents.operations import BulkAct, Edited
from lykta.facts.incidents.rules import CannotReport
from tests.integration.incidents.reports import a_picture, review, send

pytestmark = pytest.mark.sql
WRONG = ["reporter", "police_officer", "registrar", "administrator", "outsider"]


def edited(row, **changes):
    return Edited(**{name: getattr(row, name) for name in Edited.__slots__} | changes)


def edit(world, row, by=None, **changes):
    row.refresh_from_db()
    return operations.edit_incident(
        incident=row, content=edited(row, **changes), by=by or world.coordinator, expected_version=row.version
    )


def before(row):
    return [revision.before for revision in IncidentRevision.objects.for_municipality(row.municipality).filter(
        incident=row)]  # fmt: skip


def test_a_correction_keeps_what_was_and_moves_the_count(world):
    row = send(world)
    start = row.occurred_from - timedelta(days=1)
    changed = edit(world, row, category=world.category("broken_glass"), occurred_from=start, occurred_to=start,
                   observation="told", text="Krossad ruta.", lon=14.301, lat=58.901)  # fmt: skip
    assert (changed.category.code, changed.counted_at, changed.precision) == ("broken_glass", start, "point")
    assert (changed.place, changed.version, changed.state) == (world.square, 2, State.REPORTED)
    kept = before(row)[0]
    assert set(kept) == {"category", "times", "observation", "text", "position"}
    assert (kept["category"], kept["text"]) == (["graffiti", "Klotter"], "Klotter på södra väggen.")
    assert AuditEvent.objects.get(event="incidents.edited").details["changed"] == sorted(kept)
    assert "södra" not in str(list(AuditEvent.objects.values()))


def test_saving_what_stands_there_changes_nothing(world):
    row = edit(world, send(world))
    assert (row.version, before(row)) == (1, [])


def test_another_place_takes_the_position_with_it_and_none_leaves_none(world):
    row = edit(world, send(world, lon=14.3001, lat=58.9001, precision="point"), place=world.school)
    assert (row.lon, row.lat, row.precision) == (14.3052, 58.9031, "address")
    row = edit(world, row, place=None, lon=None, lat=None)
    assert (row.place, row.lon, row.precision) == (None, None, "missing")


@pytest.mark.parametrize("who", WRONG)
def test_only_the_reviewer_corrects_hides_and_passes_on(world, who):
    row, by = send(world, text="Klotter av Kalle Karlsson.", picture=a_picture()), getattr(world, who)
    Incident.objects.for_municipality(world.bjorkviken).update(state=State.REPORTED)
    row.refresh_from_db()
    given = {"incident": row, "by": by, "expected_version": 1}
    for act in (
        lambda: edit(world, row, by=by, text="x"),
        lambda: operations.mask_incident(words=["Kalle Karlsson"], **given),
        lambda: operations.send_as_fault(to="fel@example.org", **given),
        lambda: operations.note_fault(system="", reference="1", **given),
        lambda: operations.approve_picture(**given),
        lambda: operations.remove_picture(**given),
        lambda: operations.undo_decision(**given),
        lambda: operations.decide_many(
            municipality=world.bjorkviken, chosen=[(row.public_id, 1)], act=BulkAct.APPROVE, by=by
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    row.refresh_from_db()
    assert (row.version, row.state, OutgoingMessage.objects.count()) == (1, State.REPORTED, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "x" * 2001}, "text"),
        ({"place_text": "x" * 121}, "place_text"),
        ({"lon": 14.3, "lat": None}, "place"),
        ({"lon": 58.9, "lat": 999.0}, "place"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(world, changes, field):
    row = send(world)
    with pytest.raises(CannotReport) as problem:
        edit(world, row, **changes)
    assert problem.value.field == field
    row.refresh_from_db()
    assert row.version == 1


def test_a_number_that_points_out_a_person_is_not_written_in(world):
    row = send(world)
    for text in ("Det var 19121212-1212.", "Ring 070-174 06 05."):
        with pytest.raises(TextStopped):
            edit(world, row, text=text)


def test_hidden_words_are_gone_everywhere_and_the_reporter_is_told(world):
    sent = send(world, text="Snurran ritade en tagg. snurran igen.", place_text="vid Snurrans")
    row = edit(world, sent, text="Snurran ritade en tagg.")
    assert before(row)[0]["text"] == "Snurran ritade en tagg. snurran igen."
    masked = operations.mask_incident(
        incident=row, words=["snurran"], by=world.coordinator, expected_version=row.version
    )
    assert (masked.text, masked.place_text) == ("[…] ritade en tagg.", "vid Snurrans")  # whole words only
    assert before(row)[0]["text"] == "[…]"
    assert OutgoingMessage.objects.get().subject == f"Vi har dolt några ord i din rapport {row.number}"
    for words in ([], ["   "], ["x"], ["Nisse"]):
        with pytest.raises(CannotReport) as problem:
            operations.mask_incident(incident=row, words=words, by=world.coordinator, expected_version=masked.version)
        assert problem.value.field == "words"


def test_a_fault_report_says_what_is_needed_and_not_who(world):
    row = send(world, text="Lampan är släckt.", place_text="norra sidan", picture=a_picture())
    given = {"incident": row, "by": world.coordinator}
    with pytest.raises(CannotReport) as problem:
        operations.send_as_fault(to="inte en adress", expected_version=1, **given)
    assert problem.value.field == "to"
    operations.send_as_fault(to="fel@bjorkviken.example", expected_version=1, **given)
    mail, told = OutgoingMessage.objects.order_by("pk")
    assert (mail.to, mail.subject) == (
        "fel@bjorkviken.example", f"Felanmälan från Lykta: Klotter, Furutorget, norra sidan (nr {row.number})",
    )  # fmt: skip
    for wanted in ("Vad: Klotter", "Lampan är släckt.", f"Nummer i Lykta: {row.number}", "När: "):
        assert wanted in mail.body
    assert "Rut" not in mail.body
    assert "bild" not in mail.body  # nobody has looked at it
    assert "felanmälan" in told.subject
    with pytest.raises(StalePage):
        operations.send_as_fault(to="fel@bjorkviken.example", expected_version=1, **given)
    row.refresh_from_db()
    operations.approve_picture(incident=row, by=world.coordinator, expected_version=2)
    operations.send_as_fault(to="fel@bjorkviken.example", expected_version=3, **given)
    assert "Det finns en bild" in OutgoingMessage.objects.filter(to="fel@bjorkviken.example").latest("pk").body
    with pytest.raises(CannotReport) as problem:
        operations.note_fault(system="", reference=" ", expected_version=4, **given)
    assert problem.value.field == "reference"
    noted = operations.note_fault(system="", reference="A-17", expected_version=4, **given)
    assert (noted.to, noted.reference) == ("Felanmälan", "A-17")
    assert FaultHandover.objects.for_municipality(world.bjorkviken).count() == 3
    row.refresh_from_db()
    assert row.state == State.REPORTED  # passing on decides nothing


def test_a_text_that_may_point_out_a_person_is_not_passed_on(world):
    row = send(world, text="Klotter av Kalle Karlsson.")
    Incident.objects.for_municipality(world.bjorkviken).update(state=State.REPORTED)
    with pytest.raises(NotNow, match="Dölj"):
        operations.send_as_fault(incident=row, to="fel@example.org", by=world.coordinator, expected_version=1)
    assert not OutgoingMessage.objects.exists()


def test_pictures_are_approved_removed_and_disposed_of(world):
    one, two, old = (send(world, picture=a_picture()) for _ in range(3))
    operations.approve_picture(incident=one, by=world.coordinator, expected_version=1)
    operations.remove_picture(incident=two, by=world.coordinator, expected_version=1)
    with pytest.raises(NotNow, match="redan borttagen"):
        operations.remove_picture(incident=two, by=world.coordinator, expected_version=2)
    Picture.objects.filter(pk=old.picture_id).update(taken_in=timezone.now() - timedelta(days=91))
    assert operations.dispose_of_pictures() == 1
    assert operations.dispose_of_pictures() == 0
    assert AuditEvent.objects.get(event="incidents.pictures_disposed").details == {"pictures": 1}
    kept = Incident.objects.for_municipality(world.bjorkviken).filter(picture__isnull=False).get()
    assert (kept, kept.picture.approved is not None) == (one, True)


@pytest.mark.parametrize("decision", [State.REVIEWED, State.RETURNED, State.OUT_OF_SCOPE])
def test_the_latest_decision_can_be_undone_for_a_day(world, decision):
    row = send(world)
    done = review(world, row, decision, note="En rad.", category=world.category("broken_glass"), place=world.school)
    again = operations.undo_decision(incident=row, by=world.coordinator, expected_version=done.version)
    assert (again.state, again.review_note, again.reviewed) == (State.REPORTED, "", None)
    assert (again.category.code, again.place, again.lon) == ("graffiti", world.square, 14.3)
    with pytest.raises(NotNow, match="inte längre"):
        operations.undo_decision(incident=row, by=world.coordinator, expected_version=again.version)


def test_what_has_changed_since_or_is_too_old_is_not_undone(world):
    row = edit(world, review(world, send(world)), text="Annat.")
    with pytest.raises(NotNow, match="inte längre"):
        operations.undo_decision(incident=row, by=world.coordinator, expected_version=row.version)
    old = review(world, send(world))
    IncidentRevision.objects.for_municipality(world.bjorkviken).update(made=timezone.now() - timedelta(hours=25))
    with pytest.raises(NotNow, match="inte längre"):
        operations.undo_decision(incident=old, by=world.coordinator, expected_version=old.version)


def test_many_at_once_are_done_each_for_itself(world):
    good, changed, other, held = send(world), send(world), send(world), send(world, text="Ring 070-174 06 05.")
    edit(world, changed, text="Någon hann före.")
    chosen = [(row.public_id, 1) for row in (good, changed, other, held)] + [("finnsinte", 1)]
    result = operations.decide_many(
        municipality=world.bjorkviken, chosen=chosen, act=BulkAct.OUT_OF_SCOPE, by=world.coordinator, note="Felanmälan."
    )
    assert [row.number for row in result.done] == [good.number, other.number]
    assert [(row.number, "ändrat" in why) for row, why in result.refused] == [(changed.number, True)]
    assert result.gone == 2
    states = dict(Incident.objects.for_municipality(world.bjorkviken).values_list("number", "state"))
    assert states == {1: "out_of_scope", 2: "reported", 3: "out_of_scope", 4: "quarantined"}


def test_many_at_once_get_another_category_and_place(world):
    rows = [send(world) for _ in range(3)]
    given = {"municipality": world.bjorkviken, "by": world.coordinator}
    result = operations.decide_many(
        chosen=[(row.public_id, 1) for row in rows],
        act=BulkAct.CATEGORY,
        category=world.category("broken_glass"),
        **given,
    )
    assert len(result.done) == 3
    result = operations.decide_many(
        chosen=[(row.public_id, 2) for row in rows], act=BulkAct.PLACE, place=world.school, **given
    )
    assert len(result.done) == 3
    found = Incident.objects.for_municipality(world.bjorkviken).values_list(
        "category__code", "place", "state", "version"
    )
    assert set(found) == {("broken_glass", world.school.pk, "reported", 3)}
    assert [set(kept) for kept in before(rows[0])] == [{"place", "position"}, {"category"}]
    with pytest.raises(NotNow, match="200"):
        operations.decide_many(chosen=[(str(n), 1) for n in range(201)], act=BulkAct.APPROVE, **given)
