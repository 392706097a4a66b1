"""How many happened in the latest periods, when not all of them have been reported yet?

From the triangle of occurred x reported: the chance that an event is reported d days after it happened, given that it
is reported within d, is g(d) = (events with delay d) / (events with delay at most d), both counted among the days of
which delay d can already be seen; the share reported within d days is F(d) = product over e > d of (1 - g(e)) (Lawless
1994, Can. J. Statist. 22:15; the reverse-time hazard of Kalbfleisch & Lawless 1991, Statist. Sinica 1:19).
Var(log F(d)) = phi * sum over e > d of g / ((1 - g) n(e)), phi the spread of the triangle's own cells about it,
at least 1. A period of which the share s has been reported so far, with n reports, has n plus a negative binomial
number of still unreported ones, of mean n (1 - s) / s, averaged over the s that the history is compatible with.

Days are whole numbers (days since any date), `now` the last day that has been seen. Delays over `longest` days are not
counted: "all" means reported within `longest` days. Assumed: the delays are of one kind over the history used, no event
is reported before it happened, and reporting has not itself fallen away (outage.py).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.counts import FEW, FEWEST_PERIODS, Verdict, index_of_dispersion
from lykta_engine.change.delay_sentences import sentences_on_nowcast, sentences_on_recent
from lykta_engine.change.delay_triangle import FEWEST_EVENTS, MOST_DAYS, Delays, learn_delays, whole_days
from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, whole_counts
from lykta_engine.significance import Tails, beta_quantiles, dispersion_nodes, negative_binomial_cdf, predictive_tails

REFERENCE = "Lawless 1994, Can. J. Statist. 22:15; Kalbfleisch & Lawless 1991, Statist. Sinica 1:19"
NODES = 20
NEARLY_ALL = 0.9  # earlier periods with at least this share in are compared with
LEAST_SHARE = 0.3  # under this nearly all of the answer would be guesswork


class Reason(StrEnum):
    SHORT_HISTORY = "short_history"
    FEW_EVENTS = "few_events"
    TOO_RECENT = "too_recent"


@dataclass(frozen=True, slots=True)
class Nowcast:
    """Arrays are (periods), oldest first; the last ends on the day `until`. Where `decided` is False, the estimate and
    its limits are only what has been reported, and say nothing."""

    first_day: NDArray[np.int64]  # of each period
    reported: NDArray[np.int64]  # so far, within `longest` days
    share_reported: NDArray[np.float64]  # expected share of the final number
    estimate: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    decided: NDArray[np.bool_]
    reason: Reason | None  # why some are not
    period_days: int
    alpha: float
    delays: Delays | None
    nodes: NDArray[np.int64]  # (periods, NODES): equally likely final numbers
    method: str = "nowcast/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, at: int = -1) -> str:
        return sentences_on_nowcast(self, language, at)


def nowcast(
    occurred: ArrayLike,
    reported: ArrayLike,
    *,
    now: int,
    until: int | None = None,
    periods: int = 12,
    period_days: int = 7,
    longest: int = 184,
    history_days: int | None = None,
    alpha: float = 0.05,
) -> Nowcast:
    """Final numbers of the `periods` periods up to the day `until` (`now` unless said), with an interval at 1 - alpha.

    `occurred`, `reported`: whole days, one of each per event; events reported after `now` are as yet unknown and not
    counted. The delays are learnt from the days since the first event, or the latest `history_days`. Not decided: fewer
    than 30 events to learn from; a history that is not at least four periods longer than `longest`; a period of which
    less than 30 % is expected to be in. Raises BadInput.
    """
    happened, known = whole_days(occurred, reported, now)
    check_alpha(alpha)
    if not (1 <= periods <= MOST_DAYS and 1 <= period_days <= MOST_DAYS and 1 <= longest <= MOST_DAYS):
        raise BadInput(f"periods, period_days and longest must be from 1 to {MOST_DAYS}")
    last = now if until is None else until
    if last != int(last) or last > now:
        raise BadInput("until must be a whole day, not after now")
    kept = known - happened <= longest
    first = int(last) + 1 - period_days * np.arange(periods, 0, -1)
    counts = _per_period(happened[kept], first, period_days)
    try:
        delays = learn_delays(
            happened, known, now=now, longest=longest, history_days=history_days, period_days=period_days
        )
    except TooFewEvents as error:
        reason = Reason.FEW_EVENTS if error.needed == FEWEST_EVENTS else Reason.SHORT_HISTORY
        return _undecided(first, counts, period_days, alpha, reason)
    share, variance = _share_of_periods(delays, happened, now, first, period_days)
    finals = [
        _final_numbers(int(n), s, v, delays.spread, alpha) for n, s, v in zip(counts, share, variance, strict=True)
    ]
    nodes, limits = np.stack([one for one, _ in finals]), np.stack([two for _, two in finals])
    decided = share >= LEAST_SHARE
    return Nowcast(
        first_day=first,
        reported=counts,
        share_reported=share,
        estimate=np.where(decided, counts / share, counts),
        low=np.where(decided, limits[:, 0], counts),
        high=np.where(decided, limits[:, 1], counts),
        decided=decided,
        reason=None if decided.all() else Reason.TOO_RECENT,
        period_days=period_days,
        alpha=alpha,
        delays=delays,
        nodes=nodes,
    )


def _per_period(happened: NDArray[np.int64], first: NDArray[np.int64], period_days: int) -> NDArray[np.int64]:
    period = (happened - first[0]) // period_days
    inside = (period >= 0) & (period < first.size)
    return np.bincount(period[inside], minlength=first.size).astype(np.int64)


def _share_of_periods(
    delays: Delays, happened: NDArray[np.int64], now: int, first: NDArray[np.int64], period_days: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expected share reported of each period, and its variance: its days are weighted by how much their weekday has."""
    days = first[:, None] + np.arange(period_days)
    settled = happened[happened <= now - min(14, delays.longest)]
    by_weekday = np.bincount(settled % 7, minlength=7) + 1.0
    weight = by_weekday[days % 7]
    weight /= weight.sum(axis=1, keepdims=True)
    passed = np.minimum(now - days, delays.longest)
    share, error = delays.share_within[passed], np.sqrt(delays.variance_of_log[passed])
    # The days share their later hazards, so their errors go together: added, not squared and added.
    return (weight * share).sum(axis=1), (weight * share * error).sum(axis=1) ** 2


def _final_numbers(
    reported: int, share: float, variance: float, spread: float, alpha: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Equally likely final numbers, and the limits at 1 - alpha."""
    levels = np.append((np.arange(NODES) + 0.5) / NODES, [alpha / 2, 1 - alpha / 2])
    if share > 1 - 1e-9:
        return np.full(NODES, reported), np.full(2, reported)
    shares = np.clip(beta_quantiles(share, variance, NODES), 1e-6, 1 - 1e-9)
    mean = (reported + 0.5) * (1 - shares) / shares
    size = mean / (spread / shares - 1)
    low, high = np.full(levels.size, -1), np.full(levels.size, int(mean.max() * 3 + 50 * spread / shares.min()))
    while (high - low > 1).any():
        middle = np.maximum((low + high) // 2, 0)
        below = negative_binomial_cdf(middle[:, None], mean, size).mean(axis=1)
        low, high = np.where(below < levels, middle, low), np.where(below >= levels, middle, high)
    return reported + high[:NODES], reported + high[NODES:]


def _undecided(
    first: NDArray[np.int64], counts: NDArray[np.int64], period_days: int, alpha: float, reason: Reason
) -> Nowcast:
    return Nowcast(
        first_day=first,
        reported=counts,
        share_reported=np.zeros(first.size),
        estimate=counts.astype(np.float64),
        low=counts,
        high=counts,
        decided=np.zeros(first.size, dtype=bool),
        reason=reason,
        period_days=period_days,
        alpha=alpha,
        delays=None,
        nodes=np.repeat(counts[:, None], NODES, axis=1),
    )


@dataclass(frozen=True, slots=True)
class RecentComparison:
    """A period that is not fully reported, against earlier ones."""

    reported: int
    share_reported: float
    estimate: float
    low: int
    high: int
    baseline_mean: float | None  # None: nothing to compare with
    n_periods: int
    p_value: float | None  # averaged over the final numbers that are possible
    alpha: float
    verdict: Verdict
    method: str = "recent/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        return sentences_on_recent(self, language)


def compare_recent(
    result: Nowcast, *, at: int = -1, baseline: ArrayLike | None = None, alpha: float = 0.05
) -> RecentComparison:
    """Is period `at` of the nowcast unlike the usual, when its unreported events are reckoned with?

    `baseline`: final counts of earlier periods; without it the nowcast's own earlier periods of which at least 90 % is
    in.
    """
    at = range(result.reported.size)[at]
    if baseline is None:
        complete = result.decided[:at] & (result.share_reported[:at] >= NEARLY_ALL)
        earlier = np.rint(result.estimate[:at][complete]).astype(np.int64)
    else:
        earlier = whole_counts(baseline, "the baseline")
    finals, mean = result.nodes[at], float(earlier.mean()) if earlier.size else None
    p, verdict = None, Verdict.CANNOT_BE_DECIDED
    if result.decided[at]:
        verdict = Verdict.TOO_FEW_TO_JUDGE
        if earlier.size >= FEWEST_PERIODS:
            tails = _averaged(finals, earlier)
            p = tails.two_sided()
            if max(result.estimate[at], mean or 0.0) >= FEW:
                more = Verdict.MORE_THAN_USUAL if tails.upper < tails.lower else Verdict.FEWER_THAN_USUAL
                verdict = more if p <= alpha else Verdict.AS_USUAL
    return RecentComparison(
        reported=int(result.reported[at]),
        share_reported=float(result.share_reported[at]),
        estimate=float(result.estimate[at]),
        low=int(result.low[at]),
        high=int(result.high[at]),
        baseline_mean=mean,
        n_periods=earlier.size,
        p_value=p,
        alpha=alpha,
        verdict=verdict,
    )


def _averaged(finals: NDArray[np.int64], earlier: NDArray[np.int64]) -> Tails:
    nodes = dispersion_nodes(index_of_dispersion(earlier), earlier.size - 1)
    numbers, times = np.unique(finals, return_counts=True)
    tails = [predictive_tails(int(n), int(earlier.sum()), earlier.size, nodes) for n in numbers]
    lower, upper = np.average(np.array(tails), axis=0, weights=times)
    return Tails(float(lower), float(upper))
