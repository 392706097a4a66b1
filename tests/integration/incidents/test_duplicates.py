"""Suggested duplicates of stored reports: whose, which, why, and that a flood or a whole history costs little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lykta.facts.incidents import queries
from lykta.facts.incidents.duplicates import candidates, suggestions
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.rules import LIVING_STATES
from tests.integration.incidents.reports import plant

pytestmark = pytest.mark.sql
NIGHT = datetime(2026, 11, 14, 22, 0, tzinfo=UTC)
SQUARE = (14.3, 58.9)
DEGREE_M = 57_500  # of longitude at 58.9 degrees


def metres_east(metres):
    return SQUARE[0] + metres / DEGREE_M, SQUARE[1]


def told(world, hours=0.0, **fields):
    """What the guards report, `hours` after the night at ten, at the square."""
    given = {"organization": world.guards, "source": "guard", "reported_by": world.other_reporter, "at": SQUARE,
             "text": "Sprejat på fasaden vid Idrottshallen"}  # fmt: skip
    (row,) = plant(world, [NIGHT + timedelta(hours=hours)], **given | fields)
    return row


@pytest.fixture
def asked(world):
    """What the housing company reports, and waits for review."""
    (row,) = plant(world, [NIGHT], at=SQUARE, state=State.REPORTED, text="Klotter vid idrottshallen")
    return row


def suggested(world, row, by=None):
    return [each.incident.pk for each in queries.duplicate_suggestions(by or world.coordinator, row)]


def batch(world, rows, by=None, municipality=None):
    found = queries.duplicate_suggestions_of(by or world.coordinator, municipality or world.bjorkviken, rows)
    return {pk: [each.incident.pk for each in them] for pk, them in found.items()}


def test_a_suggestion_says_why_in_swedish(world, asked):
    sister = told(world, 2, at=metres_east(40), category="broken_glass", text="Ruta krossad i Idrottshallen")
    with override("sv"):
        (suggestion,) = queries.duplicate_suggestions(world.coordinator, asked)
    assert suggestion.incident == sister
    assert suggestion.reasons == (
        "40 meter ifrån varandra", "2 timmar emellan", "systerkategori", "liknande ord: idrottshallen",
        "andra rapportörer",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "length", "said"),
    [(0, 0, "tiderna möts"), (-3, 4, "tiderna möts"), (1, 0, "1 timme emellan"), (0.5, 0, "30 minuter emellan"),
     (1 / 60, 0, "1 minut emellan"), (1.2, 0, "1 timme emellan"), (3, 0, "3 timmar emellan")],
)  # fmt: skip
def test_the_time_between_in_words(world, asked, hours, length, said):
    told(world, hours, length=timedelta(hours=length))
    with override("sv"):
        (suggestion,) = queries.duplicate_suggestions(world.coordinator, asked)
    assert suggestion.reasons[:3] == ("på samma ställe", said, "samma slag")


def test_likeliest_first_and_at_most_five(world, asked):
    rows = [told(world, hours / 4, at=metres_east(5 * hours)) for hours in range(8)]
    found = queries.duplicate_suggestions(world.coordinator, asked)
    assert [each.incident.pk for each in found] == [row.pk for row in rows[:5]]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert queries.possible_duplicates(world.coordinator, asked) == [each.incident for each in found]


def test_what_is_not_suggested(world, asked):
    told(world, 24 * 4)  # a near repeat
    told(world, at=metres_east(400))
    told(world, at=(None, None))
    told(world, category="moped_on_path", text="Moped på gångvägen")
    told(world, organization=world.housing, reported_by=world.reporter, hours=2)  # by the same reporter
    for state in set(State.values) - set(LIVING_STATES):
        told(world, state=state)
    assert State.QUARANTINED in set(State.values) - set(LIVING_STATES)
    assert suggested(world, asked) == []
    assert batch(world, [asked]) == {}


def test_a_report_held_back_is_neither_suggested_nor_asked_about(world):
    told(world)
    held = told(world, 1, state=State.QUARANTINED, organization=world.housing, reported_by=world.reporter)
    assert suggested(world, held) == []
    assert batch(world, [held]) == {}


def test_a_place_without_a_point_is_compared_by_the_place(world):
    (asked,) = plant(world, [NIGHT], state=State.REPORTED, place=world.square, at=(None, None), text="Klotter")
    there = told(world, place=world.square, at=(None, None))
    told(world, place=world.school, at=(None, None))
    assert suggested(world, asked) == [there.pk]
    assert batch(world, [asked]) == {asked.pk: [there.pk]}


def test_a_weekend_meets_the_hour_somebody_saw_it(world, asked):
    weekend = told(world, -30, length=timedelta(hours=61))
    assert suggested(world, asked) == [weekend.pk]
    assert suggested(world, weekend) == [asked.pk]


def test_merged_reports_speak_for_the_one_they_point_at(world, asked):
    target = told(world, 5, at=metres_east(70), text="Klotter")
    told(world, 0.2, merged_into=target, source="school", organization=None)
    told(world, 0.4, merged_into=target, source="school", organization=None)
    (suggestion,) = queries.duplicate_suggestions(world.coordinator, asked)
    assert suggestion.incident == target
    with override("sv"):
        (again,) = queries.duplicate_suggestions(world.coordinator, asked)
    assert "på samma ställe" in again.reasons  # as alike as the likest of them


def test_merged_into_what_does_not_count_is_not_suggested(world, asked):
    gone = told(world, 5, state=State.OUT_OF_SCOPE)
    told(world, merged_into=gone)
    chain = told(world, 40, merged_into=told(world, 80))
    told(world, merged_into=chain)
    assert suggested(world, asked) == []


def test_what_is_merged_into_the_report_itself_is_not_suggested(world, asked):
    told(world, merged_into=asked)
    assert suggested(world, asked) == []


def test_only_what_the_reader_may_see(world, asked):
    theirs, own = told(world), told(world, 0.5, organization=world.housing, reported_by=None)
    plant(world, [NIGHT], municipality=world.granhult, at=SQUARE, organization=None, reported_by=world.outsider)
    plant(world, [NIGHT], municipality=world.granhult, at=SQUARE, organization=world.guards, reported_by=None)
    assert suggested(world, asked) == [theirs.pk, own.pk]
    assert batch(world, [asked, theirs]) == {asked.pk: [theirs.pk, own.pk], theirs.pk: [own.pk, asked.pk]}
    assert suggested(world, theirs, by=world.reporter) == []  # not theirs to read, nor to hear about
    for nobody in (world.outsider, world.action_owner, world.administrator):
        assert suggested(world, asked, by=nobody) == []
        assert batch(world, [asked, theirs], by=nobody) == {}
    assert batch(world, [asked, theirs], by=world.reporter) == {asked.pk: [own.pk]}
    assert batch(world, [asked], by=world.outsider, municipality=world.granhult) == {}


def test_a_reporter_hears_of_the_own_organisations_only(world):
    (first,) = plant(world, [NIGHT], at=SQUARE, text="Klotter")
    (colleague,) = plant(world, [NIGHT], at=SQUARE, text="Klotter", reported_by=world.coordinator)
    told(world)
    assert suggested(world, first, by=world.reporter) == [colleague.pk]


def test_a_page_of_reports_costs_as_many_queries_as_one(world):
    rows = [told(world, 24 * day, organization=None, reported_by=None) for day in range(30)]
    others = [told(world, 24 * day + 1) for day in range(30)]
    asked = list(Incident.objects.for_municipality(world.bjorkviken).filter(pk__in=[row.pk for row in rows]))
    batch(world, asked[:1])  # the reader's grants are asked for once
    with CaptureQueriesContext(connection) as one:
        assert batch(world, asked[:1]) == {asked[0].pk: [others[rows.index(asked[0])].pk]}
    with CaptureQueriesContext(connection) as many:
        found = batch(world, asked)
    assert found == {row.pk: [other.pk] for row, other in zip(rows, others, strict=True)}
    assert len(many) == len(one)


def test_single_and_batch_agree_also_over_years(world):
    rows = [told(world, -24 * 400 * year, organization=None, reported_by=None) for year in range(4)]
    rows += [told(world, -24 * 400 * year + 1, at=metres_east(20)) for year in range(4)]
    assert batch(world, rows) == {row.pk: suggested(world, row) for row in rows}
    assert all(batch(world, rows).values())


def test_the_query_walks_an_index_on_when_reports_count(world, asked):
    told(world)
    with CaptureQueriesContext(connection) as captured:
        suggested(world, asked)
    (first, *_rest) = [each["sql"] for each in captured if "counted_at" in each["sql"] and "LIMIT" in each["sql"]]
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small would be read whole
        cursor.execute(explain + first)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "counted_at" in plan or "municip" in plan
    assert "SCAN incidents_incident" not in plan


@dataclass
class Flood:
    twin: Incident
    asked: Incident


@pytest.fixture
def flood(world):
    """5,000 reports at one spot within one hour, and one that is the twin of the one asked about."""
    moments = [NIGHT + timedelta(seconds=0.72 * at) for at in range(5000)]
    plant(world, moments, at=SQUARE, text="Bråk och skrik", category="fight", organization=world.guards,
          source="guard", reported_by=None)  # fmt: skip
    twin = told(world, 0.5, category="fight", text="Slagsmål vid kiosken, två med käppar", reported_by=None)
    asked = told(world, 0.5, category="fight", text="Två med käppar i slagsmål vid kiosken", organization=None,
                 reported_by=None, state=State.REPORTED)  # fmt: skip
    return Flood(twin, asked)


def test_in_a_flood_the_best_are_kept_and_little_is_read(world, flood, monkeypatch):
    compared = []
    monkeypatch.setattr(suggestions, "likeness", _counting(suggestions.likeness, compared))
    found = queries.duplicate_suggestions(world.coordinator, flood.asked)
    assert found[0].incident == flood.twin
    assert len(found) == suggestions.MOST_SUGGESTED
    assert 1 < len(compared) <= 2 * candidates.MOST_ON_A_SIDE
    compared.clear()
    assert flood.asked.pk in batch(world, [flood.asked])
    assert 1 < len(compared) <= candidates.MOST_AT_ONCE


def _counting(real, calls):
    def counted(one, other):
        calls.append(other.key)
        return real(one, other)

    return counted


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_stored_only_visible_living_unmerged_reports_of_the_municipality_come_up(world, data):
    Incident.unscoped.all().delete()
    rows = []
    for _ in range(data.draw(st.integers(1, 12))):
        target = data.draw(st.sampled_from([None, *rows]))
        municipality = data.draw(st.sampled_from([world.bjorkviken, world.bjorkviken, world.granhult]))
        rows.append(told(
            world, data.draw(st.floats(-6, 6)), at=metres_east(data.draw(st.floats(-120, 120))),
            state=data.draw(st.sampled_from([*LIVING_STATES, *State.values])), municipality=municipality,
            organization=data.draw(st.sampled_from([None, world.guards, world.housing])), reported_by=None,
            merged_into=target if target and target.municipality_id == municipality.pk else None,
        ))  # fmt: skip
    by = data.draw(st.sampled_from([world.coordinator, world.reporter, world.outsider]))
    ours = [row for row in rows if row.municipality_id == world.bjorkviken.pk]
    visible = set(queries.visible_to(by, world.bjorkviken).values_list("pk", flat=True))
    for asked in ours:
        found = {each.incident.pk: each.incident for each in queries.duplicate_suggestions(by, asked)}
        assert set(found) <= visible - {asked.pk}
        assert all(row.state in LIVING_STATES and row.merged_into_id is None for row in found.values())
        assert {row.municipality_id for row in found.values()} <= {world.bjorkviken.pk}
        assert not found or asked.pk in visible
