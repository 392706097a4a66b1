"""Several reports of one event: counted once, no source lost, whatever is merged, led and taken apart."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents import operations
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, Merge
from tests.integration.incidents.reports import WEEK, in_period, plant, review, send

pytestmark = pytest.mark.sql


def act(world, name, row, **more):
    row.refresh_from_db()
    given = {"by": world.coordinator, "expected_version": row.version}
    return getattr(operations, name)(incident=row, **given | more)


def pointers(world):
    rows = Incident.objects.for_municipality(world.bjorkviken)
    return {row.number: row.merged_into.number if row.merged_into else None for row in rows}


def as_it_was(world):
    """Everything but the version, which only counts up."""
    rows = Incident.objects.for_municipality(world.bjorkviken).order_by("number")
    return list(rows.values("number", "state", "merged_into", "reviewed", "review_note", "category", "text"))


def test_a_merge_taken_back_restores_exactly(world):
    one, two, three = (send(world, by=by) for by in (world.reporter, world.other_reporter, world.reporter))
    review(world, one)
    act(world, "merge_incident", three, into=two)
    before = as_it_was(world)
    act(world, "merge_incident", two, into=one)
    assert pointers(world) == {1: None, 2: 1, 3: 1}
    act(world, "split_incident", two)
    assert as_it_was(world) == before
    assert pointers(world) == {1: None, 2: None, 3: 2}
    two.refresh_from_db()
    assert two.state == State.REPORTED  # it waited before it was merged, and does again


def test_undo_of_a_merge_by_decision_restores_exactly(world):
    one, two = review(world, send(world)), send(world, by=world.other_reporter)
    before = as_it_was(world)
    merged = review(world, two, merge_into=one, category=world.category("broken_glass"))
    assert pointers(world) == {1: None, 2: 1}
    operations.undo_decision(incident=merged, by=world.coordinator, expected_version=merged.version)
    assert as_it_was(world) == before


def test_another_report_can_lead(world):
    rows = [review(world, send(world)) for _ in range(3)]
    act(world, "merge_incident", rows[1], into=rows[0])
    act(world, "merge_incident", rows[2], into=rows[0])
    act(world, "lead_event", rows[2])
    assert pointers(world) == {1: 3, 2: 3, 3: None}
    with pytest.raises(NotNow, match="räknas redan efter"):
        act(world, "lead_event", rows[2])
    act(world, "split_incident", rows[0])
    assert pointers(world) == {1: None, 2: 1, 3: None}  # what was merged into it came along


def test_who_merges_and_what_is_told(world):
    one, two = send(world), send(world, by=world.other_reporter, text="Planterad klottertext.")
    for by in (world.reporter, world.police_officer, world.registrar, world.outsider):
        with pytest.raises(NotAllowed):
            act(world, "merge_incident", two, into=one, by=by)
    with pytest.raises(StalePage):
        act(world, "merge_incident", two, into=one, expected_version=7)
    act(world, "merge_incident", two, into=one)
    with pytest.raises(NotNow, match="Ta isär"):
        act(world, "merge_incident", two, into=send(world))
    told = OutgoingMessage.objects.get()
    assert (told.to, told.subject) == (world.other_reporter.email, "Din rapport 2 är granskad")
    assert "räknas en gång" in told.body
    assert "Planterad" not in told.body
    event = AuditEvent.objects.get(event="incidents.merged")
    assert event.details == {"number": 2, "into": 1}


def test_a_leading_report_held_back_hands_over(world):
    one, two, three = (send(world) for _ in range(3))
    act(world, "merge_incident", two, into=one)
    act(world, "merge_incident", three, into=one)
    review(world, one, State.QUARANTINED)
    assert pointers(world) == {1: None, 2: None, 3: 2}
    assert [row.number for row in Incident.objects.for_municipality(world.bjorkviken).counted()] == [2]


class Oracle:
    """Events as trees drawn with pencil: who was merged into whom, and who leads."""

    def __init__(self, n):
        self.parent = dict.fromkeys(range(n))

    def leader(self, at):
        while self.parent[at] is not None:
            at = self.parent[at]
        return at

    def merge(self, one, other):
        if self.parent[one] is None and self.leader(other) != one:
            self.parent[one] = self.leader(other)

    def split(self, one):
        self.parent[one] = None

    def lead(self, one):
        path = [one]
        while self.parent[path[-1]] is not None:
            path.append(self.parent[path[-1]])
        for below, above in zip(path[1:], path, strict=False):
            self.parent[below] = above
        self.parent[one] = None


N = 5
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "lead"]), st.integers(0, N - 1), st.integers(0, N - 1)), max_size=12
)
OPERATIONS = {"merge": "merge_incident", "split": "split_incident", "lead": "lead_event"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_each_event_is_counted_once_and_no_source_is_lost(world, steps):
    Merge.objects.across_municipalities(reason="a new example").delete()
    Incident.objects.across_municipalities(reason="a new example").delete()
    note_change(world.bjorkviken)
    rows = plant(world, in_period(WEEK, N), place=world.square)
    oracle = Oracle(N)
    for name, one, other in steps:
        more = {"into": rows[other]} if name == "merge" else {}
        try:
            act(world, OPERATIONS[name], rows[one], **more)
        except NotNow:
            continue
        getattr(oracle, name)(*((one, other) if name == "merge" else (one,)))
    at = {row.pk: i for i, row in enumerate(rows)}
    found = {at[row.pk]: row for row in Incident.objects.for_municipality(world.bjorkviken)}
    assert len(found) == N
    told = {i: None if row.merged_into_id is None else at[row.merged_into_id] for i, row in found.items()}
    assert told == {i: None if oracle.leader(i) == i else oracle.leader(i) for i in range(N)}
    counted = {at[row.pk] for row in Incident.objects.for_municipality(world.bjorkviken).counted()}
    assert counted == {oracle.leader(i) for i in range(N)}
    assert Merge.objects.for_municipality(world.bjorkviken).count() == N - len(counted)
