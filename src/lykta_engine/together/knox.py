"""Are events that are near each other in space also near each other in time, more often than chance gives?

Knox (1964, Applied Statistics 13:25) counts pairs in one cell, "near and soon"; a table counts them for bands of
distance and bands of time. Under "places and times are independent" the times may be dealt out anew among the events,
and the number of pairs in band b of distance and k of time is expected to be

    E[b, k] = S_b T_k / N,   N = n (n - 1) / 2,   S_b pairs in band b, T_k pairs in band k

(exact, Mantel 1967, Cancer Research 27:209), so that only p needs replicates. A Poisson p is not given: it
misleads when events take part in several pairs.

Units: metres in a plane, and days or datetime64. Assumed: the population at risk and the reporting did not change in
some places and not in others; if they did, the table shows that too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, same_length
from lykta_engine.replicates import Runner, Threads, key_from
from lykta_engine.together.event_pairs import EventPairs, Metric, known_metric, near_pairs
from lykta_engine.together.event_positions import positions, sharing_position
from lykta_engine.together.knox_bands import Bands, checked
from lykta_engine.together.knox_replicates import dealt_within, observed_within
from lykta_engine.together.knox_table import Counted, KnoxReason, KnoxTable, KnoxVerdict, tabulated
from lykta_engine.together.knox_times import Clock, coded

__all__ = ["KnoxReason", "KnoxTable", "KnoxVerdict", "Metric", "Settings", "Study", "knox", "study"]

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Study:
    """The counts behind a table, for methods that sum cells."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    clock: Clock
    near: EventPairs
    observed: NDArray[np.int64]
    dealt: NDArray[np.int64]  # (replicates, bands of distance, bands of time)
    table: KnoxTable


def knox(
    x: ArrayLike,
    y: ArrayLike,
    times: ArrayLike,
    *,
    distance_m: Sequence[float],
    time_days: Sequence[float],
    rng: np.random.Generator,
    metric: Metric = Metric.EUCLIDEAN,
    closed: bool = False,
    replicates: int = 999,
    alpha: float = ALPHA,
    runner: Runner | None = None,
) -> KnoxTable:
    """Pairs by band of distance and time, with what chance gives.

    `x`, `y` metres, shape (n,); `times` days (whole or not) or datetime64, shape (n,). `distance_m` and `time_days`
    are the edges of the bands; the last may be infinite. Bands are half-open, [lo, hi); `closed` makes them (lo, hi]
    with the first holding its lower edge: distance_m=(0, 200), time_days=(0, 14), closed=True is "at most 200 m and 14
    days". The order of the events does not matter. BadInput for what is missing, infinite, of unequal lengths or too
    large; TooFewEvents below two events. All at one place or one time: the verdict says that nothing can be decided.
    """
    settings = Settings(known_metric(metric), replicates, alpha, key_from(rng), runner or Threads())
    return study(x, y, times, checked(distance_m, "m", closed), checked(time_days, "d", closed), settings).table


@dataclass(frozen=True, slots=True)
class Settings:
    metric: Metric
    replicates: int
    alpha: float
    key: int
    runner: Runner


def study(x: ArrayLike, y: ArrayLike, times: ArrayLike, distance: Bands, time: Bands, settings: Settings) -> Study:
    """`knox` with its counts; see there."""
    east, north = positions(x, y)
    clock = coded(times, time)
    n = same_length(x=east, y=north, times=clock.codes)
    if n < 2:
        raise TooFewEvents("a pair takes two events", needed=2, got=n)
    check_alpha(settings.alpha)
    if settings.replicates < 0:
        raise BadInput("replicates must be zero or more")
    threads = settings.runner.n if isinstance(settings.runner, Threads) else 1
    near = near_pairs(east, north, distance.limits, settings.metric, threads)
    counted = Counted(n, near.by_band(), clock.pairs_within(), distance, time)
    observed = counted.in_bands(observed_within(near, clock.codes, clock.limits)[None])[0]
    within = dealt_within(near, clock.codes, clock.limits, settings.replicates, settings.key, settings.runner)
    dealt = counted.in_bands(within)
    flat = _flat(east, north, clock)
    chosen = (settings.alpha, settings.key)
    table = tabulated(counted, settings.metric, observed, dealt, *chosen, flat, sharing_position(east, north))
    return Study(east, north, clock, near, observed, dealt, table)


def _flat(x: NDArray[np.float64], y: NDArray[np.float64], clock: Clock) -> KnoxReason | None:
    """Where every way of dealing out the times gives the same table."""
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        return KnoxReason.ONE_PLACE
    return KnoxReason.ONE_TIME if clock.all_at_once else None
