"""Farrington: an alarm limit from the same season of earlier years, with past outbreaks weighed down.

A quasi-Poisson regression on the reference periods, log mean = a + trend (+ a factor of the season); past outbreaks are
weighed down by their Anscombe residuals and the fit made again; the trend is kept when p < `trend_level`, at least
three years are used, and it does not extrapolate above what has been seen.
* `farrington`: Farrington, Andrews, Beale & Catchpole 1996, JRSS A 159:547. References: the periods within
  `half_window` of the same period in each of `years` years. Limit: the 2/3 power is about normal; mu (1 + 2/3 z
  sqrt(tau / mu))^(3/2), tau = phi + var(mu) / mu, z two-sided (1 - alpha / 2).
* `farrington_flexible`: Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett 2013, Statist. Med. 32:1206. All
  periods of the years, in `season_levels` levels of season; only residuals above 2.58 are weighed down; limit: the
  1 - alpha quantile of a negative binomial of mean mu and variance phi mu.
All series are fitted at once, one period at a time. Numbers agree with R surveillance's algo.farrington and
farringtonFlexible (nbPlugin). A period marked `left_out` is never a reference.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.alarm_sentences import sentences_on_farrington
from lykta_engine.change.ears import counts_of_series
from lykta_engine.change.quasi_poisson import Fit, reweighted
from lykta_engine.errors import BadInput, TooFewEvents, check_alpha
from lykta_engine.significance import negative_binomial_quantile, normal_quantile, student_two_sided

ORIGINAL = "Farrington, Andrews, Beale & Catchpole 1996, JRSS A 159:547"
FLEXIBLE = "Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett 2013, Statist. Med. 32:1206"
FEWEST_YEARS_FOR_TREND = 3


@dataclass(frozen=True, slots=True)
class FarringtonBounds:
    """Arrays are (series, periods judged)."""

    at: NDArray[np.int64]  # the periods judged
    counts: NDArray[np.int64]
    expected: NDArray[np.float64]
    upper: NDArray[np.float64]  # alarm above this; 0 where no limit can be set
    dispersion: NDArray[np.float64]  # at least 1
    trend: NDArray[np.bool_]  # whether the limit follows a trend
    alarm: NDArray[np.bool_]
    bounded: NDArray[np.bool_]  # False: nothing but zeros to go by
    enough: NDArray[np.bool_]  # at least `limit` events in the latest periods; fewer never alarm
    alpha: float
    limit: tuple[int, int]
    references: int  # how many periods each limit rests on, at most
    method: str
    reference: str

    def explain(self, language: str = "sv", *, series: int = 0, at: int = -1) -> str:
        return sentences_on_farrington(self, language, series, at)


def farrington(
    counts: ArrayLike,
    *,
    at: ArrayLike,
    per_year: int = 52,
    years: int = 5,
    half_window: int = 3,
    alpha: float = 0.01,
    trend_level: float = 0.05,
    limit: tuple[int, int] = (5, 4),
    left_out: ArrayLike | None = None,
) -> FarringtonBounds:
    """Limits for the periods `at` of counts (periods) or (series, periods), oldest first.

    Alarms only with at least `limit[0]` events in the `limit[1]` latest periods, and only where a limit can be set.
    Raises BadInput; TooFewEvents where the references would begin before the series does.
    """
    y, at = _checked(counts, at, per_year, years, half_window, alpha)

    def one(now: int) -> tuple[NDArray[np.int64], None]:
        middles = now - per_year * np.arange(years, 0, -1)
        return (middles[:, None] + np.arange(-half_window, half_window + 1)).ravel(), None

    z = normal_quantile(1 - alpha / 2)
    bounds = [_one_period(y, now, *one(now), years, 1.0, trend_level, _out(left_out, y)) for now in at]
    upper = [_two_thirds(b, z) for b in bounds]
    return _result(y, at, bounds, upper, alpha, limit, years * (2 * half_window + 1), "farrington/1", ORIGINAL)


def farrington_flexible(
    counts: ArrayLike,
    *,
    at: ArrayLike,
    per_year: int = 52,
    years: int = 5,
    half_window: int = 3,
    season_levels: int = 10,
    latest_not_used: int = 26,
    alpha: float = 0.01,
    trend_level: float = 1.0,
    limit: tuple[int, int] = (5, 4),
    left_out: ArrayLike | None = None,
) -> FarringtonBounds:
    """As `farrington`, with all periods of the years and `season_levels` levels of season.

    `latest_not_used`: how many periods before the judged one are kept out, so that an outbreak's start does not raise
    its own limit. `trend_level` 1 keeps the trend whether or not it is significant, as Noufaily et al. advise.
    """
    y, at = _checked(counts, at, per_year, years, half_window, alpha)
    if season_levels < 1 or not half_window <= latest_not_used < per_year or season_levels > per_year - 2 * half_window:
        raise BadInput(
            "season_levels must be from one to the periods of a year less the window, "
            "latest_not_used from half_window to a year"
        )

    def one(now: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        level = season_level(now, per_year, years, half_window, season_levels)
        used = np.arange(now - per_year * years - half_window, now - latest_not_used)
        kept = level[used - used[0]] >= 0
        return used[kept], level[: used.size][kept]

    bounds = [_one_period(y, now, *one(now), years, 2.58, trend_level, _out(left_out, y)) for now in at]
    upper = [negative_binomial_quantile(1 - alpha, b.mean, b.fit.dispersion) for b in bounds]
    return _result(y, at, bounds, upper, alpha, limit, per_year * years, "farrington-flexible/1", FLEXIBLE)


@dataclass(frozen=True, slots=True)
class _Bound:
    fit: Fit
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]  # of the estimated mean
    trend: NDArray[np.bool_]
    bounded: NDArray[np.bool_]


def _checked(
    counts: ArrayLike, at: ArrayLike, per_year: int, years: int, half_window: int, alpha: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    y = counts_of_series(counts)
    check_alpha(alpha)
    if per_year < 4 or years < 1 or not 0 <= half_window < per_year // 2 or alpha >= 0.5:
        raise BadInput("per_year, years, half_window or alpha is out of bounds")
    wanted = np.ravel(np.asarray(at))
    if wanted.size == 0 or wanted.dtype.kind not in "iu" or wanted.min() < 0 or wanted.max() >= y.shape[1]:
        raise BadInput(f"at must be numbers of periods from 0 to {y.shape[1] - 1}")
    needed = per_year * years + half_window
    if wanted.min() < needed:
        raise TooFewEvents(
            f"{years} years back from period {wanted.min()} is before the series begins",
            needed=needed + 1,
            got=int(wanted.min()) + 1,
        )
    return y, wanted.astype(np.int64)


def _out(left_out: ArrayLike | None, y: NDArray[np.int64]) -> NDArray[np.bool_]:
    out = np.zeros(y.shape[1], dtype=bool) if left_out is None else np.asarray(left_out, dtype=bool)
    if out.shape != (y.shape[1],):
        raise BadInput(f"left_out must be ({y.shape[1]}), not {out.shape}")
    return out


def season_level(now: int, per_year: int, years: int, half_window: int, levels: int) -> NDArray[np.int64]:
    """Level of season of each period from years * per_year + half_window before `now` to `now`; the last is now's own.

    The window around each anniversary is one level, levels - 1; between two windows the periods are cut into
    levels - 1 blocks, the longer ones first. With one level, the periods between the windows are not used (-1).
    """
    between = per_year - 2 * half_window - 1
    blocks = np.full(between, -1)
    if levels > 1:
        shortest, rest = divmod(between, levels - 1)
        blocks = np.repeat(np.arange(levels - 1), [shortest + (i < rest) for i in range(levels - 1)])
    window = np.full(2 * half_window + 1, levels - 1)
    year = np.concatenate([window, blocks])
    return np.concatenate([*[year] * years, window[: half_window + 1]]).astype(np.int64)


def _one_period(
    y: NDArray[np.int64],
    now: int,
    used: NDArray[np.int64],
    level: NDArray[np.int64] | None,
    years: int,
    threshold: float,
    trend_level: float,
    out: NDArray[np.bool_],
) -> _Bound:
    """The fit of every series for one period. Columns of the design: this season's level, other levels, trend."""
    if out[used].any():
        level, used = (None if level is None else level[~out[used]]), used[~out[used]]
    responses = y[:, used].astype(np.float64)
    own = np.ones(used.size, dtype=bool) if level is None else level == level.max()
    others = [] if level is None else [level == other for other in np.unique(level) if other != level.max()]
    seasons = np.column_stack([np.ones(used.size), *others]).astype(np.float64)
    if used.size <= seasons.shape[1] + 1 or not own.any():
        raise TooFewEvents("too few periods are left to go by", needed=seasons.shape[1] + 2, got=used.size)
    with_trend = np.column_stack([seasons, (used - now) / used.size])
    bounded = responses[:, own].sum(axis=1) > 0
    safe = np.where(bounded[:, None], responses, 1.0)  # a series of zeros has no fit; its numbers are not used
    trended, flat = reweighted(with_trend, safe, threshold), reweighted(seasons, safe, threshold)
    # The period judged is where the trend is 0: its log mean is the first coefficient in both designs.
    p = student_two_sided(trended.beta[:, -1] / np.sqrt(trended.own_variance(-1)), trended.degrees)
    mean_with_trend = np.exp(np.minimum(trended.beta[:, 0], 50.0))
    keep = (p < trend_level) & (mean_with_trend <= safe.max(axis=1)) & trended.converged
    trend = keep & (years >= FEWEST_YEARS_FOR_TREND)
    beta, variance = (
        np.where(trend, a, b)
        for a, b in (
            (trended.beta[:, 0], flat.beta[:, 0]),
            (trended.inverse[:, 0, 0] * trended.dispersion, flat.inverse[:, 0, 0] * flat.dispersion),
        )
    )
    chosen = Fit(
        beta[:, None], flat.inverse, np.where(trend, trended.dispersion, flat.dispersion), flat.pearson, flat.degrees,
        flat.mean, flat.working, flat.converged,
    )  # fmt: skip
    mean = np.exp(beta)
    return _Bound(chosen, mean, variance * mean**2, trend, bounded & (trend | flat.converged))


def _two_thirds(bound: _Bound, z: float) -> NDArray[np.float64]:
    tau = bound.fit.dispersion + bound.variance / bound.mean
    return np.asarray((bound.mean ** (2 / 3) + z * np.sqrt(4 / 9 * np.cbrt(bound.mean) * tau)) ** 1.5)


def _result(
    y: NDArray[np.int64],
    at: NDArray[np.int64],
    bounds: list[_Bound],
    uppers: list[NDArray[np.float64]],
    alpha: float,
    limit: tuple[int, int],
    references: int,
    method: str,
    reference: str,
) -> FarringtonBounds:
    bounded = np.column_stack([b.bounded for b in bounds])
    upper = np.where(bounded, np.column_stack(uppers), 0.0)
    enough = np.column_stack([y[:, max(0, now - limit[1] + 1) : now + 1].sum(axis=1) >= limit[0] for now in at])
    counts = y[:, at]
    return FarringtonBounds(
        at=at,
        counts=counts,
        expected=np.where(bounded, np.column_stack([b.mean for b in bounds]), 0.0),
        upper=upper,
        dispersion=np.where(bounded, np.column_stack([b.fit.dispersion for b in bounds]), 1.0),
        trend=np.column_stack([b.trend for b in bounds]) & bounded,
        alarm=bounded & enough & (counts > upper),
        bounded=bounded,
        enough=enough,
        alpha=alpha,
        limit=limit,
        references=references,
        method=method,
        reference=reference,
    )
