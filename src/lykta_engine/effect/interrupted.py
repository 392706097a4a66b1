"""Did a series change level, or slope, when the action began? Interrupted time series.

log mu_t = log(exposure_t) + b0 + b1 t + b2 [t >= a] (+ b3 (t - a) [t >= a]) + pairs of sine and cosine; variance
phi mu_t (Lopez Bernal, Cummins & Gasparrini 2017, Int. J. Epidemiol. 46:348, with its correction, by which the slope
is reckoned from the action and not from the start of the series).

Four standard errors: Poisson's; quasi-Poisson's (times sqrt(phi)); Newey & West's (1987, Econometrica 55:703) for weeks
that hang together, with Bartlett weights over `lags` and the factor n / (n - p); and that of residuals correlated by
rho^|lag|, where rho is the one whose expected residual autocorrelation, given the columns, is the observed one (a
fitted line takes some of it away). The one used is the largest, with Student's t of n - p degrees: in series of 60 to
160 periods Newey & West's alone calls a change in 9 to 12 % of cases where there is none.

Assumed: one straight trend on the log scale before, which would have gone on; nothing else began at the same time.
Both are beliefs about the world: no number in here tests them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.effect.before_the_action import suspected_outages
from lykta_engine.effect.interrupted_sentences import sentences_on_interrupted
from lykta_engine.effect.linked_errors import (
    Coefficient,
    Errors,
    autocorrelation,
    corrected_autocorrelation,
    correlated,
    newey_west,
)
from lykta_engine.effect.reasons import Estimate, Reason, sign_of
from lykta_engine.effect.tipping_point import TippingPoint, tipping_point
from lykta_engine.effect.trend_fits import trend_fits
from lykta_engine.errors import BadInput, finite, whole_counts
from lykta_engine.significance import student_quantile, student_tails
from lykta_engine.words import Noun, Unit

METHOD = "interrupted-time-series/1"
REFERENCE = "Lopez Bernal, Cummins & Gasparrini 2017, Int. J. Epidemiol. 46:348; Newey & West 1987, Econometrica 55:703"
FEWEST_BEFORE, FEWEST_AFTER = 8, 4
FEWEST_EVENTS = 10
FEWEST_SEASONS = 2  # whole rounds of the season before it can be told from the trend
WEEKS_A_YEAR = 365.2425 / 7

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interrupted:
    n_before: int
    n_after: int
    events_before: int
    events_after: int
    step: Coefficient | None  # log of the ratio just after the action began
    slope_change: Coefficient | None  # log of the ratio for each further period; None where none was asked for
    ratio: float | None  # over the middle of the time after: the step, and half of the time of the slope
    low: float | None
    high: float | None
    p_value: float | None
    trend: float | None  # ratio for each period before the action
    dispersion: float | None  # Pearson phi
    autocorrelation: float | None  # of the residuals, lag one
    rho: float | None  # the same with what the fit took away put back, at least 0
    lags: int
    pairs: int
    degrees: int
    expected: Floats | None  # without the action, each period after
    fitted: Floats | None  # each period
    alpha: float
    reasons: tuple[Reason, ...]
    method: str = METHOD
    reference: str = REFERENCE

    def estimate(self) -> Estimate:
        direction = 0 if self.ratio is None else sign_of(self.ratio - 1)
        return Estimate(self.method, self.ratio, self.low, self.high, self.p_value, self.alpha, self.reasons, direction)

    def tipping_point(self, share_before: float | None = None) -> TippingPoint:
        low, high = (None, None) if self.reasons else (self.low, self.high)
        return tipping_point(self.ratio, low, high, share_before=share_before)

    def explain(self, language: str = "sv", *, event: Noun | None = None, unit: Unit = Unit.WEEK) -> str:
        return sentences_on_interrupted(self, language, event, unit)


def interrupted(
    counts: ArrayLike,
    action_at: int,
    *,
    exposure: ArrayLike | None = None,
    slope: bool = False,
    pairs: int = 0,
    periods_a_year: float = WEEKS_A_YEAR,
    lags: int | None = None,
    alpha: float = 0.05,
) -> Interrupted:
    """`counts` (n,), one for each period in order; `action_at` the index of the first period after.

    `exposure` (n,), above zero; `pairs` of sine and cosine over `periods_a_year`; `lags` for Newey & West, by default
    the whole part of 4 (n / 100)^(2/9). A period that looks like an outage of reporting is a reason, since one series
    cannot tell it from an effect. Too short or too few: a result without numbers that says why.
    """
    y = whole_counts(counts, "counts")
    if not 0 <= action_at <= y.size:
        raise BadInput("the action must begin within the series")
    if pairs < 0 or not math.isfinite(periods_a_year) or periods_a_year <= 0:
        raise BadInput("the pairs must be zero or more and the periods of a year above zero")
    weights = np.ones(y.size) if exposure is None else finite(exposure, "exposure")
    if weights.shape != y.shape or (weights <= 0).any():
        raise BadInput("exposure must be above zero, one value for each period")
    lags = math.floor(4 * (y.size / 100) ** (2 / 9)) if lags is None else lags
    if lags < 0:
        raise BadInput("the lags must be zero or more")
    asked = Asked(y, action_at, weights, slope, pairs, periods_a_year, lags, alpha)
    reasons = _reasons(asked)
    if reasons:
        return _undecided(asked, reasons)
    design = _design(asked)
    fit = trend_fits(y[None, :], design, weights)
    if not fit.fitted[0]:
        return _undecided(asked, (Reason.TOO_FEW,))
    return _result(asked, design, fit.coefficients[0], float(fit.dispersion[0]))


@dataclass(frozen=True, slots=True)
class Asked:
    y: NDArray[np.int64]
    action_at: int
    exposure: Floats
    slope: bool
    pairs: int
    periods_a_year: float
    lags: int
    alpha: float


def _design(asked: Asked) -> Floats:
    t = np.arange(asked.y.size, dtype=np.float64)
    after = t >= asked.action_at
    columns = [np.ones_like(t), t, after]
    if asked.slope:
        columns.append(np.where(after, t - asked.action_at, 0.0))
    for pair in range(1, asked.pairs + 1):
        angle = 2 * np.pi * pair * t / asked.periods_a_year
        columns += [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _reasons(asked: Asked) -> tuple[Reason, ...]:
    y, at = asked.y, asked.action_at
    columns = 3 + asked.slope + 2 * asked.pairs
    short = at < FEWEST_BEFORE or y.size - at < FEWEST_AFTER or y.size <= 2 * columns
    season = asked.pairs > 0 and at < FEWEST_SEASONS * asked.periods_a_year
    # what is expected after, had the mean before gone on: what was counted after is no part of the rule
    few = short or min(y[:at].sum(), y[:at].sum() * asked.exposure[at:].sum() / asked.exposure[:at].sum())
    return tuple(
        reason
        for reason, true in {
            Reason.NOTHING_BEFORE: at > 0 and y[:at].sum() == 0,
            Reason.SHORT_SERIES: short or season,
            Reason.TOO_FEW: not short and few < FEWEST_EVENTS,
        }.items()
        if true
    )


def _undecided(asked: Asked, reasons: tuple[Reason, ...]) -> Interrupted:
    y, at = asked.y, asked.action_at
    return Interrupted(
        at, y.size - at, int(y[:at].sum()), int(y[at:].sum()),
        None, None, None, None, None, None, None, None, None, None,
        asked.lags, asked.pairs, 0, None, None, asked.alpha, reasons,
    )  # fmt: skip


def _result(asked: Asked, design: Floats, b: Floats, phi: float) -> Interrupted:
    y, at = asked.y, asked.action_at
    mean = asked.exposure * np.exp(design @ b)
    bread = np.asarray(np.linalg.inv((design * mean[:, None]).T @ design), dtype=np.float64)
    residual = np.asarray((y - mean) / np.sqrt(mean), dtype=np.float64)
    scaled = design * np.sqrt(mean)[:, None]
    observed = autocorrelation(residual)
    rho = corrected_autocorrelation(observed, scaled)
    errors = Errors(
        bread,
        bread * phi,
        newey_west(scaled * residual[:, None], bread, asked.lags),
        bread @ (scaled.T @ correlated(rho, scaled)) @ bread * phi,
    )
    single = np.eye(len(b))
    over_time = single[2] + (single[3] * (y.size - 1 - at) / 2 if asked.slope else 0.0)
    effect = errors.of(over_time, b)
    degrees = y.size - len(b)
    reach = student_quantile(1 - asked.alpha / 2, degrees) * effect.standard_error
    changed = design[at:, 2:3] * b[2] + (design[at:, 3:4] * b[3] if asked.slope else 0.0)
    return Interrupted(
        n_before=at,
        n_after=y.size - at,
        events_before=int(y[:at].sum()),
        events_after=int(y[at:].sum()),
        step=errors.of(single[2], b),
        slope_change=errors.of(single[3], b) if asked.slope else None,
        ratio=math.exp(effect.value),
        low=math.exp(effect.value - reach),
        high=math.exp(effect.value + reach),
        p_value=student_tails(effect.value / effect.standard_error, degrees).two_sided(),
        trend=math.exp(b[1]),
        dispersion=phi,
        autocorrelation=observed,
        rho=rho,
        lags=asked.lags,
        pairs=asked.pairs,
        degrees=degrees,
        expected=mean[at:] / np.exp(changed[:, 0]),
        fitted=mean,
        alpha=asked.alpha,
        reasons=(Reason.REPORTING_OUTAGE,) if suspected_outages(y) else (),
    )
