"""Three towns with an episode nobody told the room of, and one whose reports fell away in spring: what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from lykta.base.kernel.periods import weeks
from lykta.cycle.analysis import operations
from lykta.cycle.analysis.effect_question import EffectQuestion, Where
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.question import Question, Settings
from tests.integration.action_plans.chains import a_cause, a_problem, an_action
from tests.integration.analysis.worlds_of_events import LAT, LON, METRE_LAT, METRE_LON, NOW, around, make, scattered
from tests.worlds import World

pytestmark = pytest.mark.sql
KINDS = ("graffiti", "fight", "poor_lighting")
FEW_DRAWS = Settings(replicates=199)


@dataclass(frozen=True)
class Episode:
    kind: str
    monday: date
    weeks: int
    n: int
    east: float
    north: float


EPISODES = [
    Episode("fight", date(2026, 6, 1), 8, 30, -900, 700),
    Episode("graffiti", date(2025, 12, 29), 5, 25, 1_100, -300),
    Episode("poor_lighting", date(2026, 8, 31), 10, 40, 200, 1_200),
]


def within(rng: np.random.Generator, n: int, monday: date, number: int) -> list[datetime]:
    start = datetime(monday.year, monday.month, monday.day, 12, tzinfo=UTC)
    return [start + timedelta(hours=float(h)) for h in rng.uniform(0, number * 7 * 24 - 24, n)]


def town(world: World, seed: int, down: tuple[date, int] | None = None) -> np.random.Generator:
    """Two years of three kinds, most at sixty places and some anywhere; `down`: a span from which nothing came."""
    rng = np.random.default_rng(seed)
    places = np.array(scattered(rng, 60))
    for kind in KINDS:
        at = places[rng.choice(60, 900, p=rng.dirichlet(np.ones(60)))] + rng.normal(0, 12, (900, 2)) * [
            METRE_LON, METRE_LAT,
        ]  # fmt: skip
        where = [(float(lon), float(lat)) for lon, lat in at] + scattered(rng, 200)
        when = [NOW - timedelta(hours=float(h)) for h in rng.uniform(0, 104 * 7 * 24, 1_100)]
        kept = [k for k, moment in enumerate(when) if not (down and fell_away(moment.date(), *down))]
        make(world, [when[k] for k in kept], [where[k] for k in kept], category=kind)
    return rng


def fell_away(day: date, monday: date, number: int) -> bool:
    return monday <= day < monday + timedelta(weeks=number)


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.kind)
def test_the_square_of_the_episode_is_marked(world: World, episode: Episode) -> None:
    rng = town(world, 1)
    make(world, within(rng, episode.n, episode.monday, episode.weeks),
         around(rng, episode.n, episode.east, episode.north, 35), category=episode.kind)  # fmt: skip
    question = Question(world.bjorkviken, weeks(episode.monday, episode.weeks), world.category(episode.kind),
                        settings=FEW_DRAWS)  # fmt: skip
    run = operations.start_run(question=question, by=world.coordinator, as_of=NOW, seed=1)
    where = run.answers[0]
    assert where["outcome"] == Outcome.FOUND
    centres = [np.mean(square["corners"][:4], axis=0) for square in where["numbers"]["squares"]]
    planted = np.array([LON + episode.east * METRE_LON, LAT + episode.north * METRE_LAT])
    away = np.hypot(*((np.array(centres) - planted) / [METRE_LON, METRE_LAT]).T)
    assert away.min() < 200
    assert run.answers[3]["outcome"] != Outcome.UNDECIDED


@pytest.mark.parametrize(("monday", "began"), [(date(2026, 4, 6), 0), (date(2026, 4, 6), 2), (date(2026, 7, 20), -1)])
def test_before_and_after_across_an_outage_is_no_improvement(world: World, monday: date, began: int) -> None:
    town(world, 2, down=(monday, 4))
    problem = a_problem(world)
    action = an_action(world, problem, [a_cause(world, problem)])
    question = EffectQuestion(world.bjorkviken, action, monday + timedelta(weeks=began),
                              Where(place=world.square, radius_m=400), Where(), weeks_before=26)  # fmt: skip
    for later in (6, 8, 14):
        as_of = datetime(monday.year, monday.month, monday.day, 8, tzinfo=UTC) + timedelta(weeks=later)
        run = operations.ask_effect(question=question, by=world.coordinator, as_of=as_of)
        assert run.answers[0]["outcome"] not in {Outcome.IMPROVEMENT}, later


def test_the_weeks_without_reports_are_no_decrease(world: World) -> None:
    monday = date(2026, 4, 6)
    town(world, 2, down=(monday, 4))
    as_of = datetime(2026, 5, 4, 8, tzinfo=UTC)
    question = Question(world.bjorkviken, weeks(monday, 4), settings=FEW_DRAWS)
    change = operations.start_run(question=question, by=world.coordinator, as_of=as_of, seed=1).answers[3]
    assert change["outcome"] == Outcome.UNDECIDED
    assert "färre än vanligt" not in change["words"]["sv"].lower()
