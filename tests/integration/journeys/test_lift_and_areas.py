from datetime import timedelta

import pytest
import shapely
from django.utils import timezone

from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.kernel.geometry import parsed
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.queries import material_of
from lykta.facts.incidents.models import Incident
from lykta.ground.areas.operations import AreaFeature, import_area_set
from lykta.ground.areas.queries import area_set_in_use
from lykta.journeys import change_area_set
from lykta.journeys.lift_to_problem import lift
from tests.integration.cause_analysis.neighbours import report_of

pytestmark = pytest.mark.sql


def incident(world, place=None, municipality=None, state="reviewed", lon=None, lat=None):
    now = timezone.now() - timedelta(days=1)
    municipality = municipality or world.bjorkviken
    return Incident.objects.create(
        municipality=municipality, number=Incident.objects.for_municipality(municipality).count() + 1,
        category=world.category("broken_glass"), place=place, lon=lon, lat=lat, qk=1 if lon else None,
        occurred_from=now, occurred_to=now, counted_at=now, source="housing", organization=world.housing, state=state,
    )  # fmt: skip


def test_a_problem_remembers_what_it_was_lifted_from(world):
    reports = [incident(world, world.school) for _n in range(3)]
    week = report_of(world.bjorkviken)
    problem = lift(
        municipality=world.bjorkviken, incidents=reports, from_report=week, title="Rutor", by=world.coordinator
    )
    assert (problem.title, problem.place, problem.from_report) == ("Rutor", world.school, week)
    assert {row.lower_id for row in material_of(problem)} == {week.public_id, *(row.public_id for row in reports)}
    again = {
        "municipality": world.bjorkviken,
        "incidents": reports,
        "title": "Igen",
        "by": world.coordinator,
        "once": "k",
    }
    assert lift(**again).pk == lift(**again).pk
    assert Problem.objects.for_municipality(world.bjorkviken).count() == 2


def test_the_place_is_taken_only_where_all_agree(world):
    mixed = [incident(world, world.school), incident(world, world.square)]
    by = world.police_officer
    assert lift(municipality=world.bjorkviken, incidents=mixed, title="Rutor", by=by).place is None
    chosen = lift(municipality=world.bjorkviken, incidents=mixed, title="Rutor", place=world.square, by=by)
    assert chosen.place == world.square
    unplaced = lift(municipality=world.bjorkviken, incidents=[incident(world)], title="Rutor", by=by)
    assert (unplaced.place, unplaced.area) == (None, None)


def test_what_cannot_be_lifted(world):
    neighbours = incident(world, municipality=world.granhult)
    for lifted, error in (
        ({"incidents": [neighbours]}, NotAllowed),
        ({"from_report": report_of(world.granhult)}, NotAllowed),
        ({"incidents": [incident(world, state="reported")]}, NotNow),
        ({}, NotNow),
    ):
        with pytest.raises(error):
            lift(municipality=world.bjorkviken, title="Rutor", by=world.coordinator, **lifted)
    for by in (world.reporter, world.action_owner, world.council_member, world.outsider):
        with pytest.raises(NotAllowed):
            lift(municipality=world.bjorkviken, incidents=[incident(world)], title="Rutor", by=by)
    assert not Problem.objects.for_municipality(world.bjorkviken).exists()


def area_set(world, key, west, by, municipality=None):
    """Two areas that meet at longitude `west`."""
    code = (municipality or world.bjorkviken).code
    features = [
        AreaFeature("1", "Väster", code, parsed(shapely.box(14.0, 58.0, west, 59.5))),
        AreaFeature("2", "Öster", code, parsed(shapely.box(west, 58.0, 15.0, 59.5))),
    ]
    made, _added = import_area_set(
        key=key, name="Egna", vintage="2026", municipality_code=code, features=features, source="", by=by
    )
    return made


def test_reports_move_with_the_area_set(world):
    by = world.coordinator
    reports = [incident(world, lon=14.3, lat=58.9), incident(world, lon=14.6, lat=58.9), incident(world)]
    first, other = area_set(world, "own", 14.5, by), area_set(world, "police", 14.2, by)

    def names():
        for row in reports:
            row.refresh_from_db()
        return [row.area and (row.area.area_set_id, row.area.name) for row in reports]

    assert change_area_set.use(municipality=world.bjorkviken, area_set=first, by=by) == 2
    assert names() == [(first.pk, "Väster"), (first.pk, "Öster"), None]
    assert change_area_set.use(municipality=world.bjorkviken, area_set=other, by=by) == 2
    assert names() == [(other.pk, "Öster"), (other.pk, "Öster"), None]
    assert change_area_set.use(municipality=world.bjorkviken, area_set=other, by=by) == 0


def test_all_or_nothing_and_only_by_those_who_may(world, monkeypatch):
    first = area_set(world, "own", 14.5, world.coordinator)
    for by in (world.reporter, world.police_officer, world.outsider):
        with pytest.raises(NotAllowed):
            change_area_set.use(municipality=world.bjorkviken, area_set=first, by=by)

    def broken(**_ignored):
        raise RuntimeError("no")

    monkeypatch.setattr(change_area_set, "place_in_areas", broken)
    with pytest.raises(RuntimeError):
        change_area_set.use(municipality=world.bjorkviken, area_set=first, by=world.coordinator)
    assert area_set_in_use(world.bjorkviken) is None
