"""Did reporting itself fall away? A fall of everything at once is first of all a fall in the collection of reports.

A period is an outage when
* the sum over all groups (categories, or sources) is at most `least_share` of its usual, and chance hardly ever gives
  so few (p at most 0.001, for counts as jumpy as the series is from one period to the next), and
* the groups fell together: of those with at least three expected, at least four in five are below three quarters of
  their usual, and so are the small ones taken together.
A period beside an outage is part of it when its sum is at most 0.85 of the usual, p at most 0.01, and four groups in
five are below 0.95 of theirs: outages seldom begin on a Monday. A source that usually reports is silent when it has
at most a tenth of its usual and p is at most 0.001; a period is also an outage when the silent sources usually send at
least a tenth of all. Where the number of active reporters is known, a period with at most half of the usual reporters
is an outage.

The usual is the median of up to `window` periods on either side (before only, for the latest); what is found is taken
out of it and the search made again, so that a long outage is found from its edges inwards. A sudden real fall of
everything looks the same: the answer is then "cannot be decided", never "success".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.outage_sentences import sentences_on_outages
from lykta_engine.errors import BadInput, TooFewEvents, finite, whole_counts
from lykta_engine.significance import negative_binomial_cdf, poisson_lower_tails

REFERENCE = "Lykta, the rule as written in outage.py; dispersion from the median of squared differences"
FEWEST_PERIODS = 8
EXPECTED_TO_JUDGE = 10.0
GROUP_TO_JUDGE = 3.0
P_OUTAGE, P_EDGE, EDGE_SHARE = 0.001, 0.01, 0.85
TOGETHER, FELL, EDGE_FELL = 0.8, 0.75, 0.95
SILENT, SILENT_EXPECTED, SILENT_MATTERS = 0.1, 5.0, 0.1
MEDIAN_OF_SQUARE = 0.4549  # of a standard normal's square
MEDIAN_OF_BESIDE = 1.2  # the median of eight neighbours is uncertain too: the square is larger by so much
BESIDE = 4  # periods on either side that a period is held against, to see how jumpy the series is
MOST_PERIODS = 10_000


@dataclass(frozen=True, slots=True)
class Outages:
    """Arrays are (periods) unless said."""

    out: NDArray[np.bool_]  # reports fell away: nothing here may be called a decrease
    judged: NDArray[np.bool_]  # False: too few expected to tell
    expected: NDArray[np.float64]  # the usual sum over all groups
    share_left: NDArray[np.float64]  # sum / usual; 1 where not judged
    p_value: NDArray[np.float64]  # so few or fewer; 1 where not judged
    fell_together: NDArray[np.bool_]
    silent: NDArray[np.bool_]  # (sources, periods); (0, periods) without sources
    few_reporters: NDArray[np.bool_]
    spans: tuple[tuple[int, int], ...]  # [first, after the last) of each run of outage
    least_share: float
    window: int
    method: str = "outage/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, names: list[str] | None = None) -> str:
        """`names`: what each period is called, as it stands in a sentence ("vecka 45 2019")."""
        return sentences_on_outages(self, language, names)


def find_outages(
    counts: ArrayLike,
    *,
    by_source: ArrayLike | None = None,
    reporters: ArrayLike | None = None,
    window: int = 10,
    least_share: float = 0.6,
) -> Outages:
    """Outages among counts (groups, periods): whole numbers, oldest first, one row per category.

    Periods of whole weeks, or weekends would show as outages.
    `by_source`: the same events as (sources, periods); `reporters`: how many were active in each period. Raises
    BadInput; TooFewEvents for fewer than eight periods.
    """
    groups = whole_counts(counts, "counts", dimensions=2)
    periods = groups.shape[1]
    if not 0 < least_share < 1 or not 4 <= window <= MOST_PERIODS or len(groups) == 0:
        raise BadInput("counts must hold a group, least_share be between 0 and 1, and the window at least four periods")
    if periods < FEWEST_PERIODS:
        raise TooFewEvents(f"outages need at least {FEWEST_PERIODS} periods", needed=FEWEST_PERIODS, got=periods)
    silent, silence = _silent(by_source, periods, window)
    few = _few_reporters(reporters, periods, window)
    given = silence | few
    seen, out = _look(groups, given, window, least_share), given
    for _ in range(periods):  # what is found is taken out of the usual, until nothing more shows
        if (seen.out == out).all():
            break
        out = seen.out | out
        seen = _look(groups, out, window, least_share)
    return Outages(
        out=out,
        judged=seen.judged,
        expected=seen.expected,
        share_left=seen.share,
        p_value=seen.p,
        fell_together=seen.together,
        silent=silent,
        few_reporters=few,
        spans=spans_of(out),
        least_share=least_share,
        window=window,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    out: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    expected: NDArray[np.float64]
    share: NDArray[np.float64]
    p: NDArray[np.float64]
    together: NDArray[np.bool_]


def _look(groups: NDArray[np.int64], out: NDArray[np.bool_], window: int, least_share: float) -> _Look:
    """One search, with the periods of `out` kept out of the usual."""
    total = groups.sum(axis=0)
    expected, p = _usual(total, window, out), np.ones(total.size)
    judged = expected >= EXPECTED_TO_JUDGE
    p[judged] = _so_few(total, expected, window, out)[judged]
    share = np.where(judged, total / np.maximum(expected, 1e-9), 1.0)
    together, nearly = (_together(groups, window, out, fell) for fell in (FELL, EDGE_FELL))
    core = (judged & together & (share <= least_share) & (p <= P_OUTAGE)) | out
    edge = judged & nearly & (share <= EDGE_SHARE) & (p <= P_EDGE)
    return _Look(_grown(core, edge), judged, expected, share, p, together)


def spans_of(out: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    steps = np.diff(np.concatenate([[0], out.astype(np.int8), [0]]))
    pairs = zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
    return tuple((int(first), int(after)) for first, after in pairs)


def _usual(counts: NDArray, window: int, out: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Median of the periods within `window` on either side, itself and those of `out` left out; last axis is time.

    0 where no period is left.
    """
    padded = np.full((*counts.shape[:-1], counts.shape[-1] + 2 * window), np.nan)
    padded[..., window : window + counts.shape[-1]] = counts if out is None else np.where(out, np.nan, counts)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * window + 1, axis=-1).copy()
    around[..., window] = np.nan
    alone = np.isnan(around).all(axis=-1)
    around[alone] = 0.0
    return np.asarray(np.nanmedian(around, axis=-1))


def _so_few(
    total: NDArray[np.int64], expected: NDArray[np.float64], window: int, out: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Chance of so few or fewer, mid-p, of a negative binomial as jumpy as the series from one period to the next."""
    beside = _usual(total, min(BESIDE, window), out)  # neighbours: the season is not jumpiness
    sound = beside > 0 if out is None else (beside > 0) & ~out
    if not sound.any():
        return poisson_lower_tails(total, expected)
    squares = (total - beside)[sound] ** 2 / beside[sound]
    dispersion = float(np.median(squares)) / MEDIAN_OF_SQUARE / MEDIAN_OF_BESIDE
    if dispersion <= 1.001:
        return poisson_lower_tails(total, expected)
    mean = np.maximum(expected, 1e-9)
    upto, under = (negative_binomial_cdf(total - less, mean, mean / (dispersion - 1)) for less in (0, 1))
    return (upto + np.where(total > 0, under, 0.0)) / 2


def _together(groups: NDArray[np.int64], window: int, out: NDArray[np.bool_], below: float) -> NDArray[np.bool_]:
    """Whether the groups fell with each other: one group alone is a group, not the reporting."""
    usual = _usual(groups, window, out)
    large = usual >= GROUP_TO_JUDGE
    fell = (groups <= below * usual) & large
    enough = fell.sum(axis=0) >= TOGETHER * np.maximum(large.sum(axis=0), 1)
    small_sum = np.where(large, 0, groups).sum(axis=0)
    small_usual = _usual(small_sum, window, out)
    small_fell = (small_usual < GROUP_TO_JUDGE) | (small_sum <= below * small_usual)
    several = (large.sum(axis=0) >= 2) | (small_usual >= GROUP_TO_JUDGE)  # three expected of small ones: two at least
    return np.asarray(enough & small_fell & several)


def _silent(by_source: ArrayLike | None, periods: int, window: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which sources were silent, and the periods in which those usually send a tenth of all."""
    if by_source is None:
        return np.zeros((0, periods), dtype=bool), np.zeros(periods, dtype=bool)
    counts = whole_counts(by_source, "by_source", dimensions=2)
    if counts.shape[1] != periods:
        raise BadInput(f"unequal lengths: counts {periods}, by_source {counts.shape[1]}")
    usual = _usual(counts, window)
    if len(counts) == 0:
        return np.zeros((0, periods), dtype=bool), np.zeros(periods, dtype=bool)
    p = np.stack([_so_few(row, mean, window) for row, mean in zip(counts, usual, strict=True)])
    silent = (usual >= SILENT_EXPECTED) & (counts <= SILENT * usual) & (p <= P_OUTAGE)
    missing, all_of_it = np.where(silent, usual, 0.0).sum(axis=0), np.maximum(usual.sum(axis=0), 1e-9)
    return silent, np.asarray(silent.any(axis=0) & (missing >= SILENT_MATTERS * all_of_it))


def _few_reporters(reporters: ArrayLike | None, periods: int, window: int) -> NDArray[np.bool_]:
    if reporters is None:
        return np.zeros(periods, dtype=bool)
    active = finite(reporters, "reporters")
    if active.size != periods or active.min() < 0:
        raise BadInput(f"reporters must be {periods} numbers from zero up")
    usual = _usual(active, window)
    return np.asarray((active <= 0.5 * usual) & (usual - active >= 1))


def _grown(core: NDArray[np.bool_], edge: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """One step out from the core, where the edge is lower than usual too."""
    beside = np.zeros_like(core)
    beside[1:] |= core[:-1]
    beside[:-1] |= core[1:]
    return core | (beside & edge)
