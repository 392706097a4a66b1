"""Is it more likely than chance that something happens again near by, soon after?

The statement for a page is of one kind: "in the next 14 days, within 200 m". It is the average of all events given, it
is made only when the pairs are more than chance gives, and it comes with its uncertainty. It is no forecast, and no
score of places or persons. Positions shared by several events stand apart, in the first band (under 0.1 m): they can be
repetition at one address, but also a street's middle or a police station that many reports were given as position.

How it is reckoned: repetition.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput
from lykta_engine.replicates import Runner, Threads, key_from
from lykta_engine.together.event_pairs import Metric, known_metric
from lykta_engine.together.event_positions import SharedPosition, shared_positions
from lykta_engine.together.knox import ALPHA, KnoxTable, Settings, study
from lykta_engine.together.knox_bands import Bands, checked
from lykta_engine.together.near_repeat_sentences import sentences_on_near_repeat
from lykta_engine.together.recent_events import days_before
from lykta_engine.together.repetition import NearRepeatVerdict, Repetition, repetition
from lykta_engine.words import Noun

__all__ = ["NearRepeat", "NearRepeatVerdict", "Repetition", "SharedPosition", "near_repeat", "shared_positions"]

METHOD = "near-repeat/1"
REFERENCE = (
    "Townsley, Homel & Chaseling 2003, Brit. J. Criminol. 43:615; Johnson et al. 2007, J. Quant. Criminol. 23:201; "
    "Efron & Stein 1981, Ann. Stat. 9:586"
)
DISTANCE_M = (0.0, 0.1, 100.0, 200.0, 400.0)
TIME_DAYS = (0.0, 7.0, 14.0, 28.0)
SAME_PLACE_AT_MOST_M = 1.0


@dataclass(frozen=True, slots=True)
class NearRepeat:
    table: KnoxTable
    nearby: Repetition  # near, not counting the same position
    same_place: Repetition  # the first band of distance
    shared_positions: tuple[SharedPosition, ...]  # the ten with most events
    recent: NDArray[np.int64]  # numbers of the events whose surroundings the statement concerns now, latest first
    recent_days_left: NDArray[np.float64]  # for how many more days
    until: str | float  # the moment that "now" is
    alpha: float
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """Plain sentences: what was compared, on what n, how sure, and what it does not mean."""
        return sentences_on_near_repeat(self, language, event)


def near_repeat(
    x: ArrayLike,
    y: ArrayLike,
    times: ArrayLike,
    *,
    rng: np.random.Generator,
    within_m: float = 200.0,
    days: float = 14.0,
    until: np.datetime64 | float | None = None,
    distance_m: Sequence[float] = DISTANCE_M,
    time_days: Sequence[float] = TIME_DAYS,
    metric: Metric = Metric.EUCLIDEAN,
    replicates: int = 999,
    alpha: float = ALPHA,
    runner: Runner | None = None,
) -> NearRepeat:
    """The table of near repeats and the statement "within `within_m` metres, in the next `days` days".

    Input as for `knox`; bands are half-open, [lo, hi), the first begins at zero, and the first of distance ends at most
    1 m out and is "the same position". `within_m` and `days` must be edges. `until` is the moment from which "the last
    14 days" count back (the latest event's, if not given); later events are not recent. With a ratio that chance can
    give, `recent` is empty: there is nothing to state about anybody's surroundings.
    """
    distance, time = _bands(distance_m, time_days, within_m, days)
    settings = Settings(known_metric(metric), replicates, alpha, key_from(rng), runner or Threads())
    done = study(x, y, times, distance, time, settings)
    rows, columns = distance.edges.index(within_m), time.edges.index(days)
    nearby = repetition(done, range(1, rows), columns)
    stated = nearby.verdict is NearRepeatVerdict.MORE_THAN_CHANCE
    moment, ago = days_before(times, until)
    recent = _recent(ago, days) if stated else np.empty(0, dtype=np.int64)
    return NearRepeat(
        table=done.table,
        nearby=nearby,
        same_place=repetition(done, range(1), columns),
        shared_positions=shared_positions(done.x, done.y),
        recent=recent,
        recent_days_left=days - ago[recent],
        until=moment,
        alpha=alpha,
    )


def _bands(
    distance_m: Sequence[float], time_days: Sequence[float], within_m: float, days: float
) -> tuple[Bands, Bands]:
    distance, time = checked(distance_m, "m", False), checked(time_days, "d", False)
    if distance.edges[0] != 0 or time.edges[0] != 0:
        raise BadInput("distance_m and time_days must begin at zero")
    if distance.edges[1] > SAME_PLACE_AT_MOST_M:
        raise BadInput("the first band of distance_m is the same position and ends at most 1 m out")
    if within_m not in distance.edges[2:] or math.isinf(within_m):
        raise BadInput("within_m must be an edge of distance_m beyond the first band, and finite")
    if days not in time.edges[1:] or math.isinf(days):
        raise BadInput("days must be an edge of time_days, and finite")
    return distance, time


def _recent(ago: NDArray[np.float64], days: float) -> NDArray[np.int64]:
    """Events less than `days` ago, latest first; equal times in the order given."""
    recent = np.flatnonzero((ago >= 0) & (ago < days))
    return recent[np.argsort(ago[recent], kind="stable")]
