import pytest

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.change_numbers import change_number
from lykta.facts.incidents.enums import TRANSITIONS, State
from lykta.facts.incidents.models import Incident
from tests.integration.incidents.reports import review, send

pytestmark = pytest.mark.sql


@pytest.mark.parametrize("origin", list(State))
@pytest.mark.parametrize("decision", [state for state in State if state != State.WITHDRAWN])
def test_only_the_table_of_transitions_is_allowed(world, origin, decision):
    row = send(world)
    Incident.objects.for_municipality(world.bjorkviken).update(state=origin)
    # Out of quarantine leads only what is done there, by those who may: see test_review_quarantine.py.
    if decision in TRANSITIONS[origin] and origin != State.QUARANTINED:
        assert review(world, row, decision, note="En rad.").state == decision
    else:
        with pytest.raises(NotNow):
            review(world, row, decision, note="En rad.")
        row.refresh_from_db()
        assert (row.state, row.version) == (origin, 1)


def test_the_reviewer_never_withdraws(world):
    row = send(world)
    with pytest.raises(NotNow, match="Bara den som skickade"):
        review(world, row, State.WITHDRAWN)


@pytest.mark.parametrize(
    "who", ["reporter", "other_reporter", "police_officer", "registrar", "outsider", "administrator"]
)
def test_only_the_coordinator_reviews(world, who):
    row = send(world)
    with pytest.raises(NotAllowed):
        review(world, row, by=getattr(world, who))
    row.refresh_from_db()
    assert row.state == State.REPORTED


def test_a_review_bumps_version_and_change_number_and_an_old_page_overwrites_nothing(world):
    row = send(world)
    before = change_number(world.bjorkviken)
    reviewed = review(world, row)
    assert (reviewed.version, reviewed.state) == (2, State.REVIEWED)
    assert reviewed.reviewed is not None
    assert change_number(world.bjorkviken) > before
    with pytest.raises(StalePage):
        operations.review_incident(
            incident=row, decision=State.OUT_OF_SCOPE, note="x", by=world.coordinator, expected_version=1
        )
    with pytest.raises(StalePage):
        operations.review_incident(incident=row, decision=State.OUT_OF_SCOPE, note="x", by=world.coordinator,
                                   expected_version=None)  # fmt: skip
    row.refresh_from_db()
    assert row.state == State.REVIEWED


@pytest.mark.parametrize("decision", [State.RETURNED, State.OUT_OF_SCOPE])
def test_a_question_or_refusal_needs_a_line(world, decision):
    row = send(world)
    with pytest.raises(NotNow, match="Skriv en rad") as problem:
        review(world, row, decision, note="   ")
    assert problem.value.field == "note"
    with pytest.raises(NotNow, match="personnummer"):
        review(world, row, decision, note="Fråga 19121212-1212.")
    with pytest.raises(NotNow, match="500"):
        review(world, row, decision, note="å" * 501)


def test_the_reviewer_corrects_category_and_place(world):
    row = send(world, lon=14.3001, lat=58.9001, precision="point")
    moved = review(world, row, category=world.category("broken_glass"), place=world.school)
    assert moved.category.code == "broken_glass"
    assert (moved.place, moved.lon, moved.lat, moved.precision) == (world.school, 14.3052, 58.9031, "address")
    near = send(world, place=None, lon=14.3053, lat=58.9032, precision="point")
    named = review(world, near, place=world.school)
    assert (named.lon, named.precision) == (14.3053, "point")


def test_a_merged_report_counts_no_more(world):
    first, second = review(world, send(world)), send(world, by=world.other_reporter)
    merged = review(world, second, merge_into=first)
    assert merged.merged_into == first
    rows = Incident.objects.for_municipality(world.bjorkviken)
    assert list(rows.counted()) == [first]
    reopened = review(world, merged, State.REPORTED)
    assert (reopened.merged_into, reopened.reviewed) == (None, None)


def test_merges_make_no_chains_and_no_circles(world):
    one, two, three, four = (send(world) for _ in range(4))
    review(world, one)
    review(world, two, merge_into=one)
    with pytest.raises(NotNow, match="redan om samma händelse"):
        review(world, three, merge_into=three)
    assert review(world, three, merge_into=two).merged_into == one  # what it points at
    review(world, four)
    review(world, one, State.REPORTED)
    with pytest.raises(NotNow, match="redan om samma händelse"):
        review(world, one, merge_into=three)
    assert review(world, one, merge_into=four).merged_into == four
    rows = Incident.objects.for_municipality(world.bjorkviken)
    assert list(rows.counted()) == [four]
    assert set(rows.values_list("pk", "merged_into")) == {
        (one.pk, four.pk), (two.pk, four.pk), (three.pk, four.pk), (four.pk, None),
    }  # fmt: skip
    review(world, four, State.OUT_OF_SCOPE, note="Felanmälan.")
    with pytest.raises(NotNow, match="räknas inte"):
        review(world, send(world), merge_into=four)


def test_reports_of_two_municipalities_are_never_merged(world):
    theirs = send(
        world, by=world.outsider, municipality=world.granhult, place=None, organization=None, source="municipality"
    )
    with pytest.raises(NotAllowed):
        review(world, send(world), merge_into=theirs)


def test_the_reporter_is_told_without_the_text_of_the_report(world):
    planted = "Krossad ruta vid norra entrén."
    reviewed = review(world, send(world, text=planted))
    asked = review(world, send(world, text=planted), State.RETURNED, note="Vilken entré?")
    merged = review(world, send(world, text=planted), merge_into=reviewed)
    refused = review(world, send(world, text=planted), State.OUT_OF_SCOPE, note="Gör en felanmälan.")
    messages = list(OutgoingMessage.objects.order_by("pk"))
    assert [m.subject for m in messages] == [
        f"Din rapport {reviewed.number} är granskad",
        f"En fråga om din rapport {asked.number}",
        f"Din rapport {merged.number} är granskad",
        f"Din rapport {refused.number} hör hemma någon annanstans",
    ]
    assert {m.to for m in messages} == {world.reporter.email}
    assert "Vilken entré?" in messages[1].body
    assert "räknas en gång" in messages[2].body
    assert not [m for m in messages if planted in m.body]
    assert planted not in str(list(AuditEvent.objects.values()))


def test_nobody_is_told_what_they_decided_themselves(world):
    review(world, send(world, by=world.coordinator))
    assert not OutgoingMessage.objects.exists()


def test_possible_duplicates_are_near_in_time_and_place_and_likeliest_first(world):
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    row = send(world, occurred_from=now - timedelta(hours=8), occurred_to=now - timedelta(hours=8))

    def other(hours, **changes):
        moment = now - timedelta(hours=hours)
        return send(world, by=world.other_reporter, occurred_from=moment, occurred_to=moment, **changes)

    sister = other(8.5, category=world.category("broken_glass"), place=None, lon=14.3008, lat=58.9, precision="point")
    same = other(9)
    another_kind = other(8, category=world.category("fight"))
    other(15)  # seven hours apart
    other(8, place=world.school)  # 450 metres away
    other(8, place=None)  # nowhere
    withdrawn = other(8)
    operations.withdraw_incident(incident=withdrawn, by=world.other_reporter)
    send(world, by=world.outsider, municipality=world.granhult, organization=None, source="municipality",
         place=None, lon=14.3, lat=58.9, precision="point", occurred_from=now - timedelta(hours=8),
         occurred_to=now - timedelta(hours=8))  # fmt: skip
    assert queries.possible_duplicates(world.coordinator, row) == [same, sister, another_kind]
