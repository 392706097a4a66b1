"""Who sees which reports, in lists and on the map: the same answer in both, and never another municipality's."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.filters import IncidentFilter
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.tiles import MOST_POINTS, tile
from lykta.ground.accounts.actors import CommandLine
from tests.integration.incidents.reports import WEEK, in_period, plant, read, review, send, tile_at, weeks_before

pytestmark = pytest.mark.sql
SQUARE = tile_at(14, 14.3, 58.9)
FAR = tile_at(8, 14.3, 58.9)
EXPECTED = {  # typed by hand: which organisations' reports each role sees in Björkviken
    "reporter": {"housing"},
    "other_reporter": {"guards"},
    "coordinator": {"housing", "guards", "police", "none"},
    "police_officer": {"housing", "guards", "police", "none"},
    "registrar": {"housing", "guards", "police", "none"},
    "action_owner": set(),
    "council_member": set(),
    "administrator": set(),
    "outsider": set(),
}


def organizations(world):
    return {"housing": world.housing, "guards": world.guards, "police": world.police, "none": None}


def plant_everywhere(world):
    """One report of each organisation at the square, and a neighbour's at the same spot."""
    ours = {
        key: plant(world, in_period(WEEK, 1), organization=each, at=(14.3, 58.9))[0].public_id
        for key, each in organizations(world).items()
    }
    plant(world, in_period(WEEK, 1), municipality=world.granhult, organization=world.housing, at=(14.3, 58.9))
    return ours


@pytest.mark.parametrize("who", EXPECTED)
def test_lists_and_tiles_show_what_the_role_may_see(world, who):
    ours = plant_everywhere(world)
    by = getattr(world, who)
    expected = {ours[key] for key in EXPECTED[who]}
    assert {row.public_id for row in queries.visible_to(by, world.bjorkviken)} == expected
    points = read(tile(by, world.bjorkviken, *SQUARE)).get("incidents", [])
    assert {point["pid"] for point in points} == expected
    counts = read(tile(by, world.bjorkviken, *FAR)).get("counts", [])
    assert sum(cell["n"] for cell in counts) == len(expected)


def test_the_neighbour_sees_the_own_and_nothing_of_ours(world):
    plant_everywhere(world)
    rows = queries.visible_to(world.outsider, world.granhult)
    assert {row.municipality_id for row in rows} == {world.granhult.pk}
    points = read(tile(world.outsider, world.granhult, *SQUARE))["incidents"]
    assert [point["pid"] for point in points] == [rows.get().public_id]


def test_a_right_in_one_organisation_says_nothing_of_another_where_one_only_acts(world):
    """Action owner for the guards, reporter for the housing company: reports of the housing company only."""
    from lykta.ground.accounts.models import Function, Grant

    function = Function.objects.create(municipality=world.bjorkviken, organization=world.guards, title="Chef")
    Grant.objects.create(account=world.reporter, function=function, role="action_owner", municipality=world.bjorkviken)
    ours = plant_everywhere(world)
    assert [row.public_id for row in queries.visible_to(world.reporter, world.bjorkviken)] == [ours["housing"]]


def test_a_tile_holds_no_text_no_name_and_no_number(world):
    send(world, text="Planterad hemlig text", place_text="Planterad plats")
    body = tile(world.coordinator, world.bjorkviken, *SQUARE)
    (point,) = read(body)["incidents"]
    assert set(point) == {"pid", "category", "label", "day"}
    for planted in ("Planterad", world.reporter.name, world.housing.name, world.reporter.email):
        assert planted.encode() not in body


def test_a_change_shows_at_once(world):
    row = send(world)
    shown = read(tile(world.coordinator, world.bjorkviken, *SQUARE))["incidents"]
    assert [(point["pid"], point["category"], point["label"]) for point in shown] == [
        (row.public_id, "graffiti", "Klotter")
    ]
    review(world, row, category=world.category("fight"))
    assert read(tile(world.coordinator, world.bjorkviken, *SQUARE))["incidents"][0]["category"] == "fight"
    review(world, row, State.OUT_OF_SCOPE, note="Felanmälan.")
    assert tile(world.coordinator, world.bjorkviken, *SQUARE) == b""


def test_a_merged_and_a_withdrawn_report_are_not_on_the_map(world):
    first, second, third = send(world), send(world), send(world)
    review(world, first)
    review(world, second, merge_into=first)
    operations.withdraw_incident(incident=third, by=world.reporter)
    points = read(tile(world.coordinator, world.bjorkviken, *SQUARE))["incidents"]
    assert [point["pid"] for point in points] == [first.public_id]


def test_many_points_in_one_tile_become_counts(world):
    plant(world, in_period(WEEK, MOST_POINTS), at=(14.3, 58.9))
    layers = read(tile(world.coordinator, world.bjorkviken, *SQUARE))
    assert {name: len(features) for name, features in layers.items()} == {"incidents": MOST_POINTS}
    plant(world, in_period(WEEK, 1), at=(14.3, 58.9))
    layers = read(tile(world.coordinator, world.bjorkviken, *SQUARE))
    assert set(layers) == {"counts"}
    assert sum(cell["n"] for cell in layers["counts"]) == MOST_POINTS + 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {1, 2, 3}),
        ("kategori=vandalism", {1, 2}),
        ("kategori=graffiti", {1}),
        ("period=2026-W46", {1, 2}),
        ("period=nonsens&kategori=nonsens&omrade=nonsens&kalla=nonsens&lage=nonsens", {1, 2, 3}),
        ("kalla=guard", {2}),
        ("lage=reported", {3}),
        ("q=ÖLBURK", {2}),
        ("q=100%25", {3}),
        ("q=furutorget", {1}),
    ],
)
def test_list_and_map_filter_alike(world, query, expected):
    at = {"at": (14.3, 58.9)}
    earlier = weeks_before(3)[0]
    rows = [
        *plant(world, in_period(WEEK, 1), category="graffiti", place=world.square),
        *plant(world, in_period(WEEK, 1), category="broken_glass", source="guard", text="En ölburk låg kvar.", **at),
        *plant(
            world, in_period(earlier, 1), category="fight", state=State.REPORTED, text="Helt säkert, 100% så.", **at
        ),
    ]
    filters = IncidentFilter.from_query(QueryDict(query), world.bjorkviken)
    found = queries.filtered(queries.visible_to(world.coordinator, world.bjorkviken), filters)
    wanted = {rows[at - 1].public_id for at in expected}
    assert {row.public_id for row in found} == wanted
    points = read(tile(world.coordinator, world.bjorkviken, *SQUARE, filters)).get("incidents", [])
    assert {point["pid"] for point in points} == wanted
    assert IncidentFilter.from_query(QueryDict(filters.to_query()), world.bjorkviken) == filters


def test_the_filter_in_words(world):
    query = QueryDict("period=2026-W46&kategori=vandalism&kalla=guard&lage=reviewed&q=ruta")
    filters = IncidentFilter.from_query(query, world.bjorkviken)
    words = filters.in_words().split(" · ")
    assert (words[0], words[1], words[3], words[4]) == ("Skadegörelse", "vecka 46 2026", "Granskad", "texten ”ruta”")
    assert IncidentFilter(world.bjorkviken).in_words() == "Alla rapporter"
    assert not IncidentFilter(world.bjorkviken)


def test_the_week_of_a_filter_is_cut_where_the_municipality_cuts_it(world):
    from datetime import UTC, datetime

    world.bjorkviken.week_cut_weekday, world.bjorkviken.week_cut_hour = 6, 18  # Sunday evening
    plant(world, [datetime(2026, 11, 15, 20, 0, tzinfo=UTC)])  # Sunday at 21, local time
    rows = queries.visible_to(world.coordinator, world.bjorkviken)
    found = {
        period: queries.filtered(
            rows, IncidentFilter.from_query(QueryDict(f"period={period}"), world.bjorkviken)
        ).count()
        for period in ("2026-W46", "2026-W47")
    }
    assert found == {"2026-W46": 0, "2026-W47": 1}


KEYS = st.sampled_from(["housing", "guards", "police", "none"])
STATES = st.sampled_from(list(State))
ROLES = st.sampled_from(list(EXPECTED))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=st.lists(st.tuples(KEYS, STATES, st.booleans()), max_size=8), who=ROLES)
def test_whatever_is_reported_list_and_map_agree(world, reports, who):
    Incident.objects.across_municipalities(reason="a new example").delete()
    note_change(world.bjorkviken)
    for key, state, ours in reports:
        plant(
            world, in_period(WEEK, 1), organization=organizations(world)[key], state=state, at=(14.3, 58.9),
            municipality=world.bjorkviken if ours else world.granhult,
        )  # fmt: skip
    by = getattr(world, who)
    keys = {each and each.pk: key for key, each in organizations(world).items()}
    rows = list(queries.visible_to(by, world.bjorkviken))
    seen = [key for key, state, ours in reports if ours and key in EXPECTED[who] and state != State.QUARANTINED]
    assert len(rows) == len(seen)
    assert {keys[row.organization_id] for row in rows} <= EXPECTED[who]
    points = read(tile(by, world.bjorkviken, *SQUARE)).get("incidents", [])
    on_map = {row.public_id for row in rows if row.state not in (State.WITHDRAWN, State.OUT_OF_SCOPE)}
    assert {point["pid"] for point in points} == on_map


def test_the_shell_sees_all(world):
    ours = plant_everywhere(world)
    assert {row.public_id for row in queries.visible_to(CommandLine(), world.bjorkviken)} == set(ours.values())
