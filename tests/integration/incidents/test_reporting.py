from datetime import timedelta

import pytest
import shapely
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.base.kernel.geometry import parsed
from lykta.base.kernel.periods import week_containing
from lykta.base.kernel.quadkeys import encode
from lykta.facts.evidence.free_text import TextStopped
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.change_numbers import change_number
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import ComingEvent, Incident, NilReport
from lykta.facts.incidents.rules import CannotReport
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.areas import operations as areas
from tests.integration.incidents.reports import review, send

pytestmark = pytest.mark.sql
SHELL = CommandLine()


def use_area(world):
    """An area around the square; the school lies outside it."""
    polygon = parsed(shapely.box(14.295, 58.895, 14.303, 58.902))
    area_set, _ = areas.import_area_set(
        key="own", name="Egna", vintage="2026", municipality_code="9901", source="test", by=SHELL,
        features=[areas.AreaFeature("centrum", "Centrum", "9901", polygon)],
    )  # fmt: skip
    areas.use_area_set(municipality=world.bjorkviken, area_set=area_set, by=SHELL)
    return area_set.areas.get()


def test_a_report_is_whole(world):
    area = use_area(world)
    moment = timezone.now() - timedelta(hours=2)
    row = send(world, occurred_from=moment, occurred_to=moment + timedelta(hours=1), text="  Klotter.  ")
    row.refresh_from_db()
    assert (row.number, row.state, row.version) == (1, "reported", 1)
    assert (row.lon, row.lat, row.qk) == (14.3, 58.9, int(encode(14.3, 58.9)))
    assert (row.area, row.precision, row.text) == (area, "address", "Klotter.")
    assert row.counted_at == moment + timedelta(minutes=30)
    assert (row.organization, row.reported_by, row.source) == (world.housing, world.reporter, "housing")
    event = AuditEvent.objects.get(event="incidents.reported")
    assert event.details == {"number": 1, "category": "graffiti", "source": "housing"}
    assert event.subject_id == row.public_id


def test_numbers_run_within_the_municipality_and_the_change_number_only_grows(world):
    assert change_number(world.bjorkviken) == 0
    seen = []
    for expected in (1, 2, 3):
        assert send(world).number == expected
        seen.append(change_number(world.bjorkviken))
    assert seen == sorted(set(seen))
    assert change_number(world.granhult) == 0
    neighbour = send(
        world, by=world.outsider, municipality=world.granhult, place=None, organization=None, source="municipality"
    )
    assert (neighbour.number, neighbour.precision, neighbour.qk) == (1, "missing", None)


def test_a_point_given_goes_before_the_places(world):
    row = send(world, lon=14.3011, lat=58.9007, precision="point")
    assert (row.lon, row.lat, row.precision, row.place) == (14.3011, 58.9007, "point", world.square)


def test_an_interval_longer_than_a_week_counts_when_it_was_reported(world):
    start = timezone.now() - timedelta(days=20)
    row = send(world, occurred_from=start, occurred_to=start + timedelta(days=10))
    assert abs(row.counted_at - row.reported) < timedelta(seconds=1)


NOW = timedelta(0)


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        (timedelta(minutes=11), timedelta(minutes=11), "inte varit än"),
        (-timedelta(hours=1), timedelta(hours=1), "inte varit än"),
        (-timedelta(hours=1), -timedelta(hours=2), "Byt plats"),
        (-timedelta(days=61), NOW, "60 dagar"),
    ],
)
def test_times_that_cannot_be_are_refused_with_what_to_do(world, start, end, word):
    now = timezone.now()
    with pytest.raises(CannotReport, match=word) as problem:
        send(world, occurred_from=now + start, occurred_to=now + end)
    assert problem.value.field == "when"
    assert not Incident.objects.for_municipality(world.bjorkviken).exists()


def test_a_clock_that_is_a_little_fast_is_forgiven(world):
    soon = timezone.now() + timedelta(minutes=9)
    assert send(world, occurred_from=soon, occurred_to=soon).number == 1


@pytest.mark.parametrize(
    ("lon", "lat", "word"),
    [
        (58.9, 14.3, "bytt plats: 58.9"),
        (float("nan"), 58.9, "inget tal"),
    ],
)
def test_positions_that_cannot_be_are_refused(world, lon, lat, word):
    use_area(world)
    with pytest.raises(CannotReport, match=word) as problem:
        send(world, lon=lon, lat=lat, precision="point")
    assert problem.value.field == "place"


@pytest.mark.parametrize(("lon", "lat"), [(18.0, 59.3), (14.3, 59.1), (-14.3, -58.9)])
def test_a_position_outside_the_municipality_is_kept_and_said_to_be_outside(world, lon, lat):
    use_area(world)
    row = send(world, lon=lon, lat=lat, precision="point")
    assert (row.lon, row.lat, row.area_id, row.is_outside) == (lon, lat, None, True)
    assert not send(world, lon=14.3, lat=58.9, precision="point").is_outside


def test_twenty_kilometres_outside_is_near_enough_and_without_bounds_sweden_is(world):
    assert send(world, lon=18.0, lat=59.3, precision="point").lon == 18.0
    use_area(world)
    assert send(world, lon=14.3, lat=59.07, precision="point").lat == 59.07
    assert send(world, lon=14.6, lat=58.9, precision="point").area_id is None


def test_the_category_must_be_in_use_here(world):
    from lykta.facts.evidence.models import Category

    other = Category.objects.create(code="planted", label_sv="Grannens", municipality=world.granhult)
    with pytest.raises(CannotReport) as problem:
        send(world, category=other)
    assert problem.value.field == "category"


def test_anothers_place_and_anothers_organisation_are_refused(world):
    theirs = areas.add_place(municipality=world.granhult, name="Torget", kind="square", lon=14.62, lat=58.78, by=SHELL)
    with pytest.raises(NotAllowed):
        send(world, place=theirs)
    with pytest.raises(NotAllowed):
        send(world, organization=world.guards)
    with pytest.raises(NotAllowed):
        send(world, organization=None)
    assert send(world, by=world.coordinator, organization=world.guards).organization == world.guards


@pytest.mark.parametrize("who", ["outsider", "council_member", "registrar", "action_owner", "administrator"])
def test_those_without_the_right_cannot_report(world, who):
    with pytest.raises(NotAllowed):
        send(world, by=getattr(world, who), organization=world.municipality_org, source="municipality")
    assert not Incident.objects.for_municipality(world.bjorkviken).exists()


def test_nothing_of_a_stopped_text_is_kept(world):
    planted = "Killen med 19121212-1212 krossade rutan."
    for field in ("text", "place_text"):
        with pytest.raises(TextStopped, match="personnummer") as stopped:
            send(world, **{field: planted})
        assert stopped.value.field == field
    assert not Incident.objects.for_municipality(world.bjorkviken).exists()
    assert "1212" not in str(list(AuditEvent.objects.values()))


def test_the_same_form_twice_is_one_report_and_other_content_is_refused(world):
    now = timezone.now()
    first = send(world, once="abc:1", occurred_from=now, occurred_to=now)
    later = now + timedelta(minutes=1)  # "just now", sent again
    assert send(world, once="abc:1", occurred_from=later, occurred_to=later) == first
    review(world, first, category=world.category("fight"))
    assert send(world, once="abc:1", occurred_from=now, occurred_to=now) == first
    for changes in ({"text": "Något annat."}, {"category": world.category("fight")}, {"place": world.school}):
        with pytest.raises(NotNow, match="redan skickats som rapport 1"):
            send(world, once="abc:1", occurred_from=now, occurred_to=now, **changes)
    hours_ago = now - timedelta(hours=3)
    with pytest.raises(NotNow):
        send(world, once="abc:1", occurred_from=hours_ago, occurred_to=hours_ago)
    assert Incident.objects.for_municipality(world.bjorkviken).count() == 1


def test_withdrawing_is_for_the_reporter_before_review(world):
    row = send(world)
    for by in (world.other_reporter, world.coordinator):
        with pytest.raises(NotAllowed):
            operations.withdraw_incident(incident=row, by=by)
    assert operations.withdraw_incident(incident=row, by=world.reporter).state == State.WITHDRAWN
    reviewed = review(world, send(world))
    with pytest.raises(NotNow, match="Granskad"):
        operations.withdraw_incident(incident=reviewed, by=world.reporter)


def test_a_withdrawn_report_hands_its_duplicates_to_the_oldest_of_them(world):
    first, second, third = (send(world, by=by) for by in (world.reporter, world.other_reporter, world.coordinator))
    for row in (second, third):
        review(world, row, merge_into=first)
    operations.withdraw_incident(incident=first, by=world.reporter)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.merged_into_id, third.merged_into_id) == (None, second.pk)


def test_a_question_is_answered_by_the_reporter_and_waits_again(world):
    row = review(world, send(world), State.RETURNED, note="Vilken vägg?")
    with pytest.raises(NotAllowed):
        operations.answer_question(incident=row, text="Norra.", by=world.other_reporter, expected_version=row.version)
    with pytest.raises(StalePage):
        operations.answer_question(incident=row, text="Norra.", by=world.reporter, expected_version=1)
    with pytest.raises(TextStopped):
        operations.answer_question(
            incident=row, text="Det var 19121212-1212.", by=world.reporter, expected_version=row.version
        )
    answered = operations.answer_question(
        incident=row, text="Klotter på norra väggen.", by=world.reporter, expected_version=row.version
    )
    assert (answered.state, answered.text) == (State.REPORTED, "Klotter på norra väggen.")
    assert list(queries.waiting_for_review(world.coordinator, world.bjorkviken)) == [answered]
    with pytest.raises(NotNow):
        operations.answer_question(incident=answered, text="Igen", by=world.reporter, expected_version=3)


def test_an_answer_that_may_point_out_a_person_is_held_back_not_lost(world):
    row = review(world, send(world), State.RETURNED, note="Vilken vägg?")
    held = operations.answer_question(
        incident=row, text="Ring 070-174 06 05.", by=world.reporter, expected_version=row.version
    )
    assert (held.state, held.text, held.held_since is not None) == (State.QUARANTINED, "Ring 070-174 06 05.", True)
    assert not queries.visible_to(world.coordinator, world.bjorkviken).exists()


def test_nil_reports_are_sent_once_for_periods_that_have_begun(world):
    period = week_containing(timezone.now(), world.bjorkviken.week_cut).id

    def nil(by, period_id=period, organization=world.housing):
        return operations.send_nil_report(
            municipality=world.bjorkviken, organization=organization, period_id=period_id, by=by
        )

    assert nil(world.reporter) == nil(world.reporter)
    assert nil(world.other_reporter, organization=world.guards) != nil(world.reporter)
    assert nil(SHELL) == nil(SHELL)
    assert NilReport.objects.for_municipality(world.bjorkviken).count() == 3
    with pytest.raises(NotNow, match="inte börjat"):
        nil(world.reporter, "2199-W01")
    with pytest.raises(NotNow, match="period"):
        nil(world.reporter, "förra veckan")
    with pytest.raises(NotAllowed):
        nil(world.reporter, organization=world.guards)
    with pytest.raises(NotAllowed):
        nil(world.outsider, organization=world.housing)


def announce(world, by=None, **changes):
    starts = timezone.now() + timedelta(days=3)
    content = {
        "municipality": world.bjorkviken, "title": "Luciavaka", "starts": starts, "ends": starts + timedelta(hours=4),
        "place": world.square, "expected_visitors": 400, "note": "Skolorna kommer.", "organization": world.housing,
        "by": by or world.reporter,
    }  # fmt: skip
    return operations.announce_coming_event(**content | changes)


def test_coming_events_are_announced_once_and_cancelled_by_their_own(world):
    starts = timezone.now() + timedelta(days=3)
    times = {"starts": starts, "ends": starts + timedelta(hours=4)}
    row = announce(world, once="k", **times)
    assert announce(world, once="k", **times) == row
    with pytest.raises(NotNow):
        announce(world, once="k", title="Annat", **times)
    span = (starts - timedelta(days=1), starts + timedelta(days=1))
    assert list(queries.coming_events(world.bjorkviken, *span)) == [row]
    assert list(queries.coming_events(world.granhult, *span)) == []
    for by in (world.other_reporter, world.outsider, world.council_member):
        with pytest.raises(NotAllowed):
            operations.cancel_coming_event(event=row, by=by)
    operations.cancel_coming_event(event=row, by=world.reporter)
    operations.cancel_coming_event(event=row, by=world.coordinator)
    assert AuditEvent.objects.filter(event="incidents.event_cancelled").count() == 1
    assert list(queries.coming_events(world.bjorkviken, *span)) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"title": "  "}, "Skriv vad"),
        ({"starts": timezone.now() - timedelta(days=2), "ends": timezone.now() - timedelta(days=1)}, "redan över"),
        ({"ends": timezone.now()}, "slutar innan"),
        ({"starts": timezone.now() + timedelta(days=2000), "ends": timezone.now() + timedelta(days=2001)}, "året"),
        ({"note": "Kontakta 070-174 06 05."}, "telefonnummer"),
        ({"title": "Träff 19121212-1212"}, "personnummer"),
    ],
)
def test_coming_events_that_cannot_be_are_refused(world, changes, word):
    with pytest.raises(NotNow, match=word):
        announce(world, **changes)
    assert not ComingEvent.objects.for_municipality(world.bjorkviken).exists()


def test_what_one_usually_reports_is_remembered(world):
    for _ in range(2):
        send(world, category=world.category("fight"), place=world.school)
    send(world)
    send(world, by=world.other_reporter, category=world.category("threat"))
    assert [row.code for row in queries.usual_categories(world.reporter, world.bjorkviken)] == ["fight", "graffiti"]
    assert queries.usual_places(world.reporter, world.bjorkviken) == [world.school, world.square]
    assert queries.usual_places(world.outsider, world.bjorkviken) == []


def test_when_the_area_set_is_changed_reports_move(world):
    inside, outside = send(world), send(world, place=world.school)
    area = use_area(world)
    assert operations.place_in_areas(municipality=world.bjorkviken, by=world.coordinator) == 1
    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.area, outside.area) == (area, None)
    assert operations.place_in_areas(municipality=world.bjorkviken, by=world.coordinator) == 0
    with pytest.raises(NotAllowed):
        operations.place_in_areas(municipality=world.bjorkviken, by=world.reporter)
