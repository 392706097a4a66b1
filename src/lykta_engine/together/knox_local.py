"""Which events take part in the pairs that are near in both space and time.

Event i has s_i neighbours in space, t_i in time and c_i in both. If the times of the others are dealt out anew, c_i is
hypergeometric: t_i drawn of n - 1, of which s_i are marked (Rogerson 2001, JRSS A 164:87). p is exact, upper, plain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, same_length
from lykta_engine.significance import benjamini_hochberg, hypergeometric_upper
from lykta_engine.together.event_pairs import EventPairs, Metric, known_metric, near_pairs
from lykta_engine.together.event_positions import positions
from lykta_engine.together.knox_bands import checked
from lykta_engine.together.knox_replicates import local_within
from lykta_engine.together.knox_sentences import SENTENCES_ON_LOCAL, grouped, raised
from lykta_engine.together.knox_times import coded
from lykta_engine.words import EVENT, Noun, counted, reporting_caution

METHOD = "knox-local/1"
REFERENCE = "Rogerson 2001, JRSS A 164:87"


@dataclass(frozen=True, slots=True)
class LocalKnox:
    """Arrays of shape (n,) in the order given, but `pairs`: (m, 2) numbers of events, the earlier one first."""

    n: int
    near: NDArray[np.int64]  # others near in space
    soon: NDArray[np.int64]  # others near in time
    close: NDArray[np.int64]  # others near in both
    expected: NDArray[np.float64]  # near * soon / (n - 1)
    p_upper: NDArray[np.float64]
    q_value: NDArray[np.float64]  # over all events
    pairs: NDArray[np.int64]
    distance_m: float
    days: float
    metric: Metric
    closed: bool
    alpha: float
    method: str = METHOD
    reference: str = REFERENCE

    @property
    def beyond_chance(self) -> NDArray[np.bool_]:
        """Events with more neighbours than chance gives, at most alpha of them falsely."""
        return np.asarray((self.q_value <= self.alpha) & (self.close > self.expected))

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return _sentences(self, language, event or EVENT[language])


def local_knox(
    x: ArrayLike,
    y: ArrayLike,
    times: ArrayLike,
    *,
    distance_m: float,
    days: float,
    metric: Metric = Metric.EUCLIDEAN,
    closed: bool = False,
    alpha: float = 0.05,
) -> LocalKnox:
    """Of each event, how many others are less than `distance_m` and less than `days` from it (`closed`: at most).

    Input as for `knox`. TooFewEvents below three events: with two, nothing can be dealt out anew.
    """
    distance, time = checked((0, distance_m), "m", closed), checked((0, days), "d", closed)
    if math.isinf(distance_m) or math.isinf(days):
        raise BadInput("distance_m and days must be finite")
    east, north = positions(x, y)
    clock = coded(times, time)
    n = same_length(x=east, y=north, times=clock.codes)
    if n < 3:
        raise TooFewEvents("the share of chance takes three events", needed=3, got=n)
    found = near_pairs(east, north, distance.limits, known_metric(metric))
    limit = float(clock.limits[0])
    near, close = local_within(found, clock.codes, range(1), limit)
    soon = clock.neighbours(limit)
    p = hypergeometric_upper(close, near, soon, n - 1)
    return LocalKnox(
        n=n,
        near=near,
        soon=soon,
        close=close,
        expected=near * (soon / (n - 1)),
        p_upper=p,
        q_value=benjamini_hochberg(p),
        pairs=_close_pairs(found, clock.codes, limit),
        distance_m=float(distance_m),
        days=float(days),
        metric=Metric(metric),
        closed=closed,
        alpha=alpha,
    )


def _close_pairs(found: EventPairs, codes: NDArray, limit: float) -> NDArray[np.int64]:
    """In order of the earlier event's time, then the later one's, then their numbers."""
    first, second, _ = found.listed()
    ends = np.stack([found.order[first], found.order[second]], axis=1)
    time = codes[ends].astype(np.float64)
    close = np.abs(time[:, 0] - time[:, 1]) < limit
    ends, time = ends[close], time[close]
    swap = (time[:, 0] > time[:, 1]) | ((time[:, 0] == time[:, 1]) & (ends[:, 0] > ends[:, 1]))
    ends[swap], time[swap] = ends[swap][:, ::-1], time[swap][:, ::-1]
    return ends[np.lexsort((ends[:, 1], ends[:, 0], time[:, 1], time[:, 0]))]


def _sentences(result: LocalKnox, language: str, noun: Noun) -> str:
    sentences = SENTENCES_ON_LOCAL[language]
    taking_part, beyond = int((result.close > 0).sum()), int(result.beyond_chance.sum())
    values = {
        "n": raised(counted(result.n, noun, language)),
        "taking_part": counted(taking_part, noun, language),
        "pairs": grouped(len(result.pairs), language),
        "distance": checked((0, result.distance_m), "m", result.closed).label(0, language),
        "days": checked((0, result.days), "d", result.closed).label(0, language),
        "beyond": counted(beyond, noun, language),
    }
    keys = ["compared", "beyond" if beyond else "none", "caution"]
    return " ".join([*(sentences[key].format_map(values) for key in keys), reporting_caution(language)])
