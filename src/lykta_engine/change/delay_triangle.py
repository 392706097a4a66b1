"""How late reports come in, learnt from the triangle of occurred x reported. Equations: delay.py."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, finite, same_length

FEWEST_EVENTS = 30
MORE_THAN_LONGEST = 4  # periods of history beyond the longest delay
DELAY_STEPS = (0, 1, 3, 7, 14, 28, 56, 112, 224, 448, 896)  # between these the spread is seen, week against week
MOST_DAYS = 20_000


@dataclass(frozen=True, slots=True)
class Delays:
    """The share of events reported within 0, 1, 2 … `longest` days, of those reported within `longest`."""

    share_within: NDArray[np.float64]
    variance_of_log: NDArray[np.float64]
    events: int
    left_out: int  # events with longer delays, or that happened before the history used
    spread: float  # phi: 1 when reports come independently of each other
    history_days: int
    longest: int

    def days_until(self, share: float) -> int:
        """The smallest number of days within which at least `share` is reported."""
        return int(np.searchsorted(self.share_within, min(share, 1.0) - 1e-12))


def learn_delays(
    occurred: ArrayLike,
    reported: ArrayLike,
    *,
    now: int,
    longest: int = 184,
    history_days: int | None = None,
    period_days: int = 7,
) -> Delays:
    """The delays of the events known at `now`. Raises BadInput; TooFewEvents for too few events or too short a
    history.
    """
    happened, known = whole_days(occurred, reported, now)
    if not (1 <= longest <= MOST_DAYS and 1 <= period_days <= MOST_DAYS):
        raise BadInput(f"longest and period_days must be from 1 to {MOST_DAYS} days")
    if happened.size < FEWEST_EVENTS:
        raise TooFewEvents("too few events to learn the delays from", needed=FEWEST_EVENTS, got=happened.size)
    start = int(happened.min()) if history_days is None else max(int(happened.min()), now + 1 - history_days)
    start = max(start, now + 1 - MOST_DAYS)  # a single event dated a lifetime ago would fill the memory
    days, needed = now + 1 - start, longest + 1 + MORE_THAN_LONGEST * period_days
    if days < needed:
        raise TooFewEvents(f"the delays need a history of {needed} days", needed=needed, got=days)
    delay = known - happened
    used = (delay <= longest) & (happened >= start)
    if used.sum() < FEWEST_EVENTS:
        raise TooFewEvents("too few events to learn the delays from", needed=FEWEST_EVENTS, got=int(used.sum()))
    triangle = np.bincount((happened[used] - start) * (longest + 1) + delay[used], minlength=days * (longest + 1))
    triangle = triangle.reshape(days, longest + 1)
    share, variance = _reverse_hazard(triangle)
    spread = _spread(triangle, share, period_days)
    return Delays(share, spread * variance, int(used.sum()), int((~used).sum()), spread, days, longest)


def whole_days(occurred: ArrayLike, reported: ArrayLike, now: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    happened, known = finite(occurred, "occurred"), finite(reported, "reported")
    same_length(occurred=happened, reported=known)
    finite([now], "now")
    if (happened != np.floor(happened)).any() or (known != np.floor(known)).any() or now != int(now):
        raise BadInput("occurred, reported and now must be whole days")
    if (known < happened).any():
        raise BadInput("an event cannot be reported before it happened")
    seen = known <= now
    return happened[seen].astype(np.int64), known[seen].astype(np.int64)


def _reverse_hazard(triangle: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """F(d) and Var(log F(d)) at phi = 1, from rows of days and columns of delays; the last row is `now`."""
    days, delays = triangle.shape
    last, d = days - 1 - np.arange(delays), np.arange(delays)  # the latest day of which delay d can be seen
    exactly = triangle.cumsum(axis=0)[last, d]
    within = triangle.cumsum(axis=1).cumsum(axis=0)[last, d]
    g = np.divide(exactly, within, out=np.zeros(delays), where=within > 0)
    g = np.minimum(g, 1 - 1e-9)
    log_keep, terms = np.log1p(-g), g / ((1 - g) * np.maximum(within, 1))
    later = np.cumsum(log_keep[::-1])[::-1]
    later_variance = np.cumsum(terms[::-1])[::-1]
    return np.exp(np.append(later[1:], 0.0)), np.append(later_variance[1:], 0.0)


def _spread(triangle: NDArray[np.int64], share: NDArray[np.float64], period_days: int) -> float:
    """Pearson's chi-square per cell, of periods x steps of delay: above 1 where reports come in batches."""
    squares, cells = 0.0, 0
    days = triangle.shape[0]
    steps = [step for step in DELAY_STEPS if step < len(share)]
    for below, upto in pairwise(steps):
        periods = (days - upto) // period_days
        if periods < 1 or share[upto] <= 0:
            continue
        whole = triangle[: periods * period_days, : upto + 1].reshape(periods, period_days, -1).sum(axis=1)
        among, late, chance = whole.sum(axis=1), whole[:, below + 1 :].sum(axis=1), 1 - share[below] / share[upto]
        variance = among * chance * (1 - chance)
        enough = variance >= 1
        squares += float((((late - among * chance) ** 2)[enough] / variance[enough]).sum())
        cells += int(enough.sum())
    return max(1.0, squares / cells) if cells >= FEWEST_EVENTS else 1.0
