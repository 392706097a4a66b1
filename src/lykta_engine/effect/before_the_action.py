"""What the weeks before, and the comparison area, say about whether the comparison holds.

Pre-trend: among both areas' events of a week, the treated area's are binomial with a share that neither rises nor falls
when the areas develop alike. Score test of the share's trend: U = sum (T_w - s N_w)(w - m), variance
phi s (1 - s) sum N_w (w - m)^2, m the mean week by N (Cox & Snell 1989, Analysis of Binary Data, 2.2), phi from
`relative_dispersion` around the trend. That it is not clear does not show that the trends are alike.

Peak: the same relative rate ratio, from the weeks earlier than "before" to the weeks "before", clearly above one.

Outage: one to four weeks on end in which a comparison area (or a whole municipality), where nothing was done, counted
at most a quarter of its median and less than a negative binomial with its spread would once in fifty thousand times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.effect.before_after import AreaCounts, relative_rate
from lykta_engine.effect.dispersion import Source, relative_dispersion
from lykta_engine.errors import same_length, whole_counts

MOST_LOG = 20.0  # of the weekly ratio: beyond it a single week holds everything
CLEAR = 0.01  # of the pre-trend: one in a hundred of sound comparisons is lost to it
RARE = 2e-5
LOW_SHARE = 0.25
FEWEST_WEEKS = 8
LONGEST_RUN = 4


@dataclass(frozen=True, slots=True)
class PreTrend:
    weekly_ratio: float | None  # by which the treated area grows over the comparison area each week; None: too few
    p_value: float | None
    differ: bool
    n_weeks: int


def pre_trend(treated: ArrayLike, comparison: ArrayLike) -> PreTrend:
    """Weekly counts before the action, both of shape (n,)."""
    t, c = whole_counts(treated, "treated"), whole_counts(comparison, "comparison")
    n = same_length(treated=t, comparison=c)
    phi = relative_dispersion(t, c, around_a_trend=True)
    if phi.source is Source.ASSUMED:
        return PreTrend(None, None, False, n)
    both = (t + c).astype(np.float64)
    share = t.sum() / both.sum()
    week = np.arange(n) - float(np.arange(n) @ both) / float(both.sum())
    information = share * (1 - share) * float(both @ (week * week))
    score = float((t - share * both) @ week)
    p = phi.tails(score / math.sqrt(phi.phi * information)).two_sided()
    return PreTrend(math.exp(min(max(score / information, -MOST_LOG), MOST_LOG)), p, p <= CLEAR, n)


def had_a_peak(
    treated: ArrayLike, comparison: ArrayLike, before_from: int, action_at: int, *, alpha: float = 0.05
) -> bool:
    """Whether the weeks [before_from, action_at) were clearly above the weeks [0, before_from), in proportion to the
    comparison area. False where there is too little earlier to say."""
    t, c = whole_counts(treated, "treated"), whole_counts(comparison, "comparison")
    same_length(treated=t, comparison=c)
    if before_from < FEWEST_WEEKS or before_from >= action_at:
        return False
    weeks = float(before_from), float(action_at - before_from)
    counts = [AreaCounts(int(x[:before_from].sum()), int(x[before_from:action_at].sum()), *weeks) for x in (t, c)]
    phi = relative_dispersion(t[:before_from], c[:before_from])
    found = relative_rate(counts[0], counts[1], dispersion=phi, alpha=alpha).estimate()
    return found.clear and found.direction > 0


def suspected_outages(weeks: ArrayLike) -> tuple[int, ...]:
    """Indices of weeks in which reporting seems to have been down; `weeks` (n,) from where nothing was done.

    A sound area of few events cannot be told from an outage: one silent week is suspected from some 10 a week, four on
    end from some 3.
    """
    counts = whole_counts(weeks, "weeks")
    if counts.size < FEWEST_WEEKS:
        return ()
    level = float(np.median(counts))
    usual = counts[counts > LOW_SHARE * level]
    if level == 0 or usual.size < FEWEST_WEEKS:
        return ()
    phi = max(float(usual.var(ddof=1)) / level, 1.0 + 1e-6)
    low = counts <= LOW_SHARE * level
    found = np.zeros(counts.size, dtype=bool)
    for length in range(1, LONGEST_RUN + 1):
        runs = np.lib.stride_tricks.sliding_window_view(counts, length).sum(axis=1)
        for start in np.flatnonzero(_chance(runs, length * level, phi) <= RARE):
            found[start : start + length] |= low[start : start + length].all()
    return tuple(int(week) for week in np.flatnonzero(found))


def _chance(counts: NDArray[np.int64], mean: float, phi: float) -> NDArray[np.float64]:
    """Of so few or fewer: negative binomial with variance phi * mean."""
    from scipy.special import betainc  # beside its only use

    return np.asarray(betainc(mean / (phi - 1), counts + 1.0, 1 / phi))
