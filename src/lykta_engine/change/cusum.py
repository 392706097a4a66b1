"""CUSUM of counts: many small rises in a row alarm, though none of them would alone.

Each count is brought to about a standard normal by Rossi's transformation for Poisson counts of mean m,
x = (y - 3 m + 2 sqrt(m y)) / (2 sqrt(m)) (Rossi, Lampugnani & Marchi 1999, Statist. Med. 18:2111), and
S(t) = max(0, S(t-1) + x(t) - k), alarm where S(t) >= h. With `direction` "down" the fall is followed: x changes sign.
S goes on after an alarm unless `restart`. How often calm weeks alarm depends on m; `false_alarm_every` reckons it.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.alarm_sentences import sentences_on_cusum
from lykta_engine.change.ears import counts_of_series
from lykta_engine.errors import BadInput, TooFewEvents, finite
from lykta_engine.significance import poisson_log_mass

REFERENCE = (
    "Rossi, Lampugnani & Marchi 1999, Statist. Med. 18:2111; Lucas 1985, Technometrics 27:129; "
    "run length: Brook & Evans 1972, Biometrika 59:539"
)
STATES = 200
LONGEST_RUN = 1e7  # longer is not told from never by the arithmetic
Direction = Literal["up", "down"]

SMALLEST_MEAN, LARGEST_MEAN = 1e-6, 1e6


@dataclass(frozen=True, slots=True)
class CusumAlarms:
    """Arrays are (series, periods watched). `since` is the period after the last one with S = 0: where the run
    began.
    """

    counts: NDArray[np.int64]  # the periods watched
    mean: NDArray[np.float64]  # (series): the usual, from the training periods or given
    cusum: NDArray[np.float64]
    alarm: NDArray[np.bool_]
    since: NDArray[np.int64]  # numbered among the periods watched
    k: float
    h: float
    direction: Direction
    restart: bool
    trained_on: int  # 0: the mean was given
    method: str = "cusum/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, series: int = 0, at: int = -1) -> str:
        return sentences_on_cusum(self, language, series, at)


def cusum(
    counts: ArrayLike,
    *,
    training: int | None = None,
    mean: ArrayLike | None = None,
    k: float = 1.04,
    h: float = 2.26,
    direction: Direction = "up",
    restart: bool = False,
) -> CusumAlarms:
    """Watch counts (periods) or (series, periods); the usual is the mean of the first `training` periods, or `mean`.

    The periods after the training are watched; with `mean` (one number or one per series) all are. Raises BadInput;
    TooFewEvents without a period to watch or where a series is all zeros in training: its usual is then unknown.
    """
    y = counts_of_series(counts)
    if (training is None) == (mean is None):
        raise BadInput("give either the number of training periods or the mean")
    if not (0 <= k < math.inf and 0 < h < math.inf) or direction not in ("up", "down"):
        raise BadInput("k must be zero or more, h above zero, and the direction up or down")
    first = training or 0
    usual = _usual(y, first, mean)
    watched = y[:, first:]
    if watched.shape[1] == 0:
        raise TooFewEvents("no period to watch after the training", needed=first + 1, got=y.shape[1])
    x = rossi(watched, usual[:, None])
    level, alarm, since = _follow(x if direction == "up" else -x, k, h, restart)
    return CusumAlarms(watched, usual, level, alarm, since, k, h, direction, restart, first)


def rossi(counts: NDArray, mean: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray((counts - 3 * mean + 2 * np.sqrt(mean * counts)) / (2 * np.sqrt(mean)))


def _usual(y: NDArray[np.int64], first: int, mean: ArrayLike | None) -> NDArray[np.float64]:
    if mean is None:
        if first < 1:
            raise BadInput("the training must be at least one period")
        if first > y.shape[1]:
            raise TooFewEvents("the series is shorter than the training", needed=first + 1, got=y.shape[1])
        usual = y[:, :first].mean(axis=1)
        if (usual == 0).any():
            raise TooFewEvents("a series without a single event in training has no usual", needed=1, got=0)
        return np.asarray(usual)
    given = finite(np.atleast_1d(np.asarray(mean)), "mean")
    if (given <= 0).any() or given.size not in (1, len(y)):
        raise BadInput("the mean must be above zero, one for all series or one for each")
    return np.broadcast_to(given, len(y)).copy()


def _follow(
    x: NDArray[np.float64], k: float, h: float, restart: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    level, since = np.zeros(x.shape), np.zeros(x.shape, dtype=np.int64)
    now, began = np.zeros(len(x)), np.zeros(len(x), dtype=np.int64)
    for t in range(x.shape[1]):
        now = np.maximum(0.0, now + x[:, t] - k)
        began = np.where(now > 0, began, t + 1)
        level[:, t], since[:, t] = now, began
        if restart:
            began = np.where(now >= h, t + 1, began)
            now = np.where(now >= h, 0.0, now)
    return level, level >= h, since


def false_alarm_every(mean: float, *, k: float = 1.04, h: float = 2.26, direction: Direction = "up") -> float | None:
    """Periods to the first alarm, on average, when counts are Poisson of that mean; None where it is never reached.

    S is a Markov chain on [0, h); rounded to STATES steps, the mean run length from 0 solves (I - P) L = 1.
    """
    if not SMALLEST_MEAN <= mean <= LARGEST_MEAN or not math.isfinite(k) or not SMALLEST_MEAN <= h <= LARGEST_MEAN:
        raise BadInput("the mean and h must be above zero and not beyond a million, and k a number")
    top = int(mean + 12 * math.sqrt(mean) + 30)
    mass = np.exp(poisson_log_mass(mean, top))
    steps = rossi(np.arange(top + 1), mean) * (1 if direction == "up" else -1) - k
    width = h / STATES
    after = np.maximum(0.0, np.arange(STATES)[:, None] * width + steps[None, :])
    state = np.where(after < h, np.minimum(np.rint(after / width).astype(np.int64), STATES - 1), STATES)
    place = (state + np.arange(STATES)[:, None] * (STATES + 1)).ravel()
    chances = np.bincount(place, np.tile(mass, STATES), STATES * (STATES + 1)).reshape(STATES, STATES + 1)
    try:
        run = float(np.linalg.solve(np.eye(STATES) - chances[:, :STATES], np.ones(STATES))[0])
    except np.linalg.LinAlgError:
        return None
    return run if 0 < run < LONGEST_RUN else None
