"""Any small world of events: the room answers, keeps no nan, and never shows anything of the neighbour's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import shapely
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lykta.base.kernel.periods import Period, parse_period
from lykta.cycle.analysis import operations, queries
from lykta.cycle.analysis.effect_question import RADII_M, WEEKS_BEFORE, EffectQuestion, Where
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.analysis.question import CELLS_M, NEAR_DAYS, NEAR_M, Question, Settings
from lykta.facts.incidents.models import Incident
from lykta.ground.areas.models import Area, AreaSet, Place
from tests.integration.action_plans.chains import a_cause, a_problem, an_action
from tests.integration.analysis.worlds_of_events import LAT, LON, METRE_LAT, METRE_LON, NOW, make
from tests.worlds import World

pytestmark = pytest.mark.sql
ENOUGH = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PERIODS = ["2026-W46", "2026-11-15..2026-11-16", "2026-10-25..2026-10-26", "2016-11-16..2026-11-16", "2026", "2026-T3"]
WEEK_CUT = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)
CLOCKS_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
CLOCKS_FORWARD = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
EDGES = [WEEK_CUT, WEEK_CUT - timedelta(hours=5), WEEK_CUT - timedelta(hours=6), CLOCKS_BACK,
         CLOCKS_BACK + timedelta(hours=1), CLOCKS_FORWARD, datetime(2026, 1, 1, tzinfo=UTC), NOW]  # fmt: skip
PLANTED = "Granhults hemliga torg"


@dataclass(frozen=True)
class Events:
    """`vague`: a position that says only somewhere in the area; `unplaced`: none at all."""

    when: list[datetime]
    where: list[tuple[float, float]]
    precision: str = "point"
    unplaced: int = 0


NONE = Events([], [])


def metres(east: float, north: float) -> tuple[float, float]:
    return LON + east * METRE_LON, LAT + north * METRE_LAT


@st.composite
def events(draw: Any) -> Events:
    n = draw(st.sampled_from([0, 1, 2, 9, 10, 19, 20, 40, 80]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    span = timedelta(days=draw(st.sampled_from([1, 30, 400, 3_600])))
    times = {
        "spread": [NOW - span * float(part) for part in rng.uniform(0, 1, n)],
        "one": [NOW - span] * n,
        "edges": [EDGES[int(at)] for at in rng.integers(0, len(EDGES), n)],
        "future": [NOW + span * float(part) for part in rng.uniform(0, 1, n)],
        "week": [NOW - timedelta(weeks=int(at)) for at in rng.integers(0, 60, n)],
    }
    places = {
        "spread": [metres(*point) for point in rng.uniform(-1_500, 1_500, (n, 2)).tolist()],
        "one": [metres(0, 0)] * n,
        "line": [metres(float(at) * 100, 0) for at in range(n)],
        "two": [metres(900.0 * (at % 2), 0) for at in range(n)],
        "far": [metres(*point) for point in rng.uniform(-80_000, 80_000, (n, 2)).tolist()],
    }
    when, where = draw(st.sampled_from(sorted(times))), draw(st.sampled_from(sorted(places)))
    precision = draw(st.sampled_from(["point", "point", "address", "area"]))
    return Events(times[when], places[where], precision, draw(st.sampled_from([0, 0, n // 2, n])))


SETTINGS = st.builds(
    Settings, cell_m=st.sampled_from(CELLS_M), near_m=st.sampled_from(NEAR_M), near_days=st.sampled_from(NEAR_DAYS),
    replicates=st.just(199),
)  # fmt: skip


def put(world: World, given: Events, **fields: Any) -> None:
    where: list[Any] = list(given.where)
    where[: given.unplaced] = [None] * given.unplaced
    if given.unplaced:
        make(world, given.when[: given.unplaced], where[: given.unplaced], **fields)
    make(world, given.when[given.unplaced :], where[given.unplaced :], precision=given.precision, **fields)


def neighbours_events(world: World) -> None:
    """Ninety events of the neighbour's at Björkviken's square this autumn, a place by name, and an area."""
    rng = np.random.default_rng(1)
    when = [NOW - timedelta(hours=float(h)) for h in rng.uniform(0, 60 * 24, 90)]
    numbered = Incident.objects.for_municipality(world.bjorkviken).count()
    make(world, when, [metres(0, 0)] * 90)
    rows = Incident.objects.for_municipality(world.bjorkviken).filter(number__gt=numbered)
    rows.update(municipality=world.granhult)
    Place.objects.create(municipality=world.granhult, name=PLANTED, lon=LON, lat=LAT, kind="square",
                         search_text=PLANTED.lower())  # fmt: skip


def an_area(world: World) -> Area:
    box = shapely.box(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01)
    kept = AreaSet.objects.create(key="regso", name="RegSO", vintage="2025", content_hash="x", imported=NOW)
    west, south, east, north = box.bounds
    return Area.objects.create(area_set=kept, municipality_code="9901", code="1", name="Centrum", polygon=box.wkb,
                               min_lon=west, min_lat=south, max_lon=east, max_lat=north)  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Each example in a world of its own."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check(run: AnalysisRun) -> None:
    """Kept as JSON without nan, readable in both languages, drawable, and nothing of the neighbour's."""
    run.refresh_from_db()
    text = json.dumps(run.answers, allow_nan=False, ensure_ascii=False)
    assert PLANTED not in text
    assert run.n_placed <= run.n_events
    for code in ("sv", "en"):
        with override(code):
            for answer in queries.answers_of(run):
                words = answer.kept.in_words(code)
                assert words.strip()
                assert "nan" not in words.replace(",", " ").split()
                assert PLANTED not in repr(answer.blocks)
                assert answer.outcome in Outcome


@ENOUGH
@example(NONE, "2026", Settings(replicates=199), False, False)
@example(Events([NOW] * 40, [metres(0, 0)] * 40), "2016-11-16..2026-11-16", Settings(replicates=199), False, True)
@given(events(), st.sampled_from(PERIODS), SETTINGS, st.booleans(), st.booleans())
def test_start_run_answers(
    world: World, given: Events, period: str, chosen: Settings, in_area: bool, bare: bool
) -> None:
    with undone():
        area = an_area(world) if in_area else None
        if bare:
            Place.objects.for_municipality(world.bjorkviken).delete()
        put(world, given, area=area)
        neighbours_events(world)
        question = Question(world.bjorkviken, parse_period(period), settings=chosen, area=area)
        run = operations.start_run(question=question, by=world.coordinator, as_of=NOW, seed=1)
        assert run.n_events <= len(given.when)
        check(run)


@ENOUGH
@given(
    events(), events(), st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.sampled_from(RADII_M),
    st.sampled_from(WEEKS_BEFORE), st.booleans(), st.sampled_from(["rest", "same", "area"]),
)  # fmt: skip
def test_ask_effect_answers(
    world: World, near: Events, rest: Events, began: date, radius: int, before: int, in_area: bool, other: str
) -> None:
    with undone():
        area = an_area(world)
        put(world, near, area=area)
        put(world, rest, category="fight")
        neighbours_events(world)
        problem = a_problem(world)
        action = an_action(world, problem, [a_cause(world, problem)])
        treated = Where(area=area) if in_area else Where(place=world.square, radius_m=radius)
        comparison = {"rest": Where(), "same": treated, "area": Where(area=area)}[other]
        question = EffectQuestion(world.bjorkviken, action, began, treated, comparison, weeks_before=before)
        run = operations.ask_effect(question=question, by=world.coordinator, as_of=NOW)
        assert run.n_events <= len(near.when) + len(rest.when)
        check(run)


def test_the_neighbours_events_are_their_own(world: World) -> None:
    neighbours_events(world)
    period: Period = parse_period("2026")
    ours, theirs = (
        operations.start_run(question=Question(place, period), by=by, as_of=NOW, seed=1)
        for place, by in ((world.bjorkviken, world.coordinator), (world.granhult, world.outsider))
    )
    assert (ours.n_events, theirs.n_events) == (0, 90)  # what was planted would be counted where it belongs
    check(ours)
