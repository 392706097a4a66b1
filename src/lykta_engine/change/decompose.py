"""A long series taken apart: the slow movement (trend), what comes back every year (season), and the rest.

STL, a seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae & Terpenning 1990, J. Off. Stat. 6:3), through
statsmodels, which is imported at the first call. count = trend + season + rest, exactly. Strength of the season is
max(0, 1 - var(rest) / var(season + rest)), that of the trend the same with the trend (Wang, Smith & Hyndman 2006, Data
Min. Knowl. Discov. 13:335): 0 none, 1 nothing else. STL describes; it does not test. Periods marked `left_out` (an
outage of collection) are filled along a straight line between their neighbours before the series is taken apart, and
are no part of the strengths; their rest is 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.decompose_sentences import sentences_on_parts
from lykta_engine.errors import BadInput, finite

REFERENCE = "Cleveland, Cleveland, McRae & Terpenning 1990, J. Off. Stat. 6:3"
WHOLE_PERIODS = 2
SEASON_WINDOW = 35


@dataclass(frozen=True, slots=True)
class Parts:
    """Arrays are (periods). Too short a series, or one sound period in too few: `too_short`, and the parts are None."""

    counts: NDArray[np.float64]
    per_year: int
    trend: NDArray[np.float64] | None
    season: NDArray[np.float64] | None
    rest: NDArray[np.float64] | None
    strength_of_trend: float | None
    strength_of_season: float | None
    peak: int | None  # place in the year, 0 to per_year - 1 counted from the first period, where the season is highest
    trough: int | None
    filled: int  # periods left out and filled
    robust: bool
    too_short: bool
    method: str = "stl/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, places: list[str] | None = None) -> str:
        """`places`: names of the `per_year` places of the year as they stand in a sentence ("juli"), the first period's
        first."""
        return sentences_on_parts(self, language, places)


def decompose(counts: ArrayLike, *, per_year: int, robust: bool = True, left_out: ArrayLike | None = None) -> Parts:
    """Take counts (periods), oldest first, apart into trend, season and rest.

    `per_year`: periods in a whole year (months 12, weeks 52, hours of a week 168). `robust` keeps single odd periods
    out of trend and season. Raises BadInput; under two whole years the result says that the series is too short.
    """
    y = finite(counts, "counts")
    out = np.zeros(y.size, dtype=bool) if left_out is None else np.asarray(left_out, dtype=bool)
    if per_year < 2 or out.shape != y.shape:
        raise BadInput("per_year must be at least two, and left_out as long as the counts")
    if y.size < WHOLE_PERIODS * per_year or (~out).sum() < WHOLE_PERIODS * per_year * 0.75:
        return Parts(y, per_year, None, None, None, None, None, None, None, int(out.sum()), robust, True)
    whole = np.interp(np.arange(y.size), np.flatnonzero(~out), y[~out])
    trend, season = _stl(whole, per_year, robust)
    rest = whole - trend - season
    places = np.arange(y.size) % per_year
    typical = np.bincount(places, season) / np.bincount(places)
    return Parts(
        counts=y,
        per_year=per_year,
        trend=trend,
        season=season,
        rest=rest,
        strength_of_trend=_strength(trend[~out], rest[~out]),
        strength_of_season=_strength(season[~out], rest[~out]),
        peak=int(np.argmax(typical)),
        trough=int(np.argmin(typical)),
        filled=int(out.sum()),
        robust=robust,
        too_short=False,
    )


def _stl(y: NDArray[np.float64], per_year: int, robust: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from statsmodels.tsa.seasonal import STL  # takes more than a second to import

    # A window of 35 years and degree 0: nearly the same season every year, since few municipalities have ten years to
    # tell a changing season from noise.
    parts = STL(y, period=per_year, seasonal=SEASON_WINDOW, seasonal_deg=0, robust=robust).fit()
    return np.asarray(parts.trend), np.asarray(parts.seasonal)


def _strength(part: NDArray[np.float64], rest: NDArray[np.float64]) -> float:
    whole = float(np.var(part + rest))
    return max(0.0, 1.0 - float(np.var(rest)) / whole) if whole > 1e-12 else 0.0
