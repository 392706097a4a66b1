"""When does it happen: by hour, weekday, month or week of the year, and what returns there beyond chance?

`times`: datetime64 of events, local time; [since, until): the local days that were watched. Counts are set out as
blocks x bins (weeks x weekday or hour; years x month or ISO week; years run back from `until`), and each bin is
compared with an even spread of its block's events over the days it was watched, after a steady growth or decline over
the whole period has been taken away.

Counts vary more than Poisson. The dispersion phi is the sum of squares that block and bin effects leave, over the sum
that they fit, on (blocks - 1)(bins - 1) degrees of freedom: how a bin varies *between* blocks, so that one bad month
in one year is no season.
With share pi of the time, total n and count O of a bin, O has mean n pi and variance phi n pi (1 - pi) (McCullagh &
Nelder 1989, ch. 4.5 and 6.2): beta-binomial mid-p tails averaged over the uncertainty of phi. Two-sided; false
discoveries over the bins are held by Benjamini & Hochberg. The interval of the ratio r = O / (n pi) is where
(O - r n pi)^2 <= t^2 phi r n pi (1 - pi).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lykta_engine.errors import BadInput
from lykta_engine.significance import benjamini_hochberg, overdispersed_share_tails, student_quantile
from lykta_engine.when.blocks import (
    BINS,
    YEARLY,
    Cycle,
    Floats,
    Integers,
    Times,
    block_edges,
    counted_by_bin,
    days_watched,
    expected_of_even_spread,
    growth_between_blocks,
    whole_blocks,
)
from lykta_engine.when.season_sentences import sentences_on_season
from lykta_engine.words import Noun

METHOD = "season/1"
REFERENCE = "McCullagh & Nelder 1989, Generalized Linear Models, ch. 4.5, 6.2; Benjamini & Hochberg 1995, JRSS B 57:289"
FEWEST_A_BIN = 2  # events per bin on average, below which nothing is judged
SMALLEST = 1e-300  # stands in for zero below the line, where what is above it is zero too
HEAPED = 3.0  # times the share that an even spread would give


FEWEST_BLOCKS = {Cycle.HOUR: 4, Cycle.WEEKDAY: 4, Cycle.MONTH: 2, Cycle.WEEK: 2}


class Standing(StrEnum):
    """One bin against an even spread."""

    HIGH = "high"
    LOW = "low"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class Reason(StrEnum):
    SHORT_PERIOD = "short_period"
    FEW_EVENTS = "few_events"


@dataclass(frozen=True, slots=True)
class Bin:
    """`index` as in `Cycle`; expected of an even spread; ratio and its interval None where nothing was expected."""

    index: int
    count: int
    expected: float
    n_days: float  # how long it was watched
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    n_blocks: int  # blocks in which it was watched
    n_blocks_above: int  # of them, those in which it was above what was expected
    n_blocks_below: int
    p_value: float | None
    q_value: float | None  # of Benjamini & Hochberg over the bins
    p_without_one: float | None  # without the year that speaks most for it; None of fewer than 3 years, and of weeks
    standing: Standing


@dataclass(frozen=True, slots=True)
class SeasonalProfile:
    cycle: Cycle
    bins: tuple[Bin, ...]
    n: int
    n_outside: int  # before `since` or after it, or in the part of a block at the beginning
    n_whole_blocks: int
    first_day: str  # ISO, first day of the first whole block
    until: str  # ISO, not included
    growth: float  # factor from one block to the next that was taken away
    dispersion: float | None  # phi; at least 1 is used
    heaped: float | None  # share at exactly 00:00 (hour) or on the first of a month (week), where clearly too large
    alpha: float
    reason: Reason | None  # why no bin is judged
    method: str = METHOD
    reference: str = REFERENCE

    def standing(self, which: Standing) -> tuple[Bin, ...]:
        """The bins that stand so, highest ratio first."""
        found = [each for each in self.bins if each.standing is which]
        return tuple(sorted(found, key=lambda each: (-(each.ratio or 0.0), each.index)))

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """What returns beyond chance, how sure, over how long, and what it does not mean."""
        return sentences_on_season(self, language, event)


def seasonal_profile(
    times: Times, since: np.datetime64, until: np.datetime64, cycle: Cycle, *, alpha: float = 0.05
) -> SeasonalProfile:
    """The profile of one cycle.

    Cannot be decided: fewer than 2 whole years (4 whole weeks for hour and weekday), or fewer than 2 events per bin.
    A bin is high or low when q <= alpha and, in a yearly cycle, it lay on that side in more than half of the years it
    was watched and in at least two, and, of three years or more, p <= alpha also without the year that speaks most
    for it: one outage of reporting is no low season. Raises BadInput for missing times or days.
    """
    moments, first, last = _checked(times, since, until)
    edges = block_edges(first, last, cycle)
    n_blocks, start = whole_blocks(edges, cycle), edges[0]
    inside = (moments >= start) & (moments < last)
    kept = moments[inside]
    table = counted_by_bin(kept, edges, cycle)
    days = days_watched(edges, cycle)
    reason = _reason(kept.size, n_blocks, cycle)
    growth = growth_between_blocks(table, days)
    expected = expected_of_even_spread(table, edges, cycle, growth)
    phi = _dispersion(table, expected) if reason is None else None
    return SeasonalProfile(
        cycle=cycle,
        bins=_Tested(table, expected, days, phi, cycle, alpha).bins(),
        n=int(kept.size),
        n_outside=int(moments.size - kept.size),
        n_whole_blocks=n_blocks,
        first_day=str(start),
        until=str(last),
        growth=math.exp(growth),
        dispersion=phi,
        heaped=_heaped(kept, cycle),
        alpha=alpha,
        reason=reason,
    )


def year_wheel(times: Times, since: np.datetime64, until: np.datetime64, *, alpha: float = 0.05) -> SeasonalProfile:
    """The months for an årshjul: those that are high year after year."""
    return seasonal_profile(times, since, until, Cycle.MONTH, alpha=alpha)


def _checked(times: Times, since: np.datetime64, until: np.datetime64) -> tuple[Times, np.datetime64, np.datetime64]:
    moments = np.asarray(times)
    if moments.dtype.kind != "M" or moments.ndim != 1:
        raise BadInput("times must be an array of datetime64 of one dimension")
    if np.isnat(moments).any() or np.isnat(since) or np.isnat(until):
        raise BadInput("every event needs a time, and the period a first and a last day")
    first, last = since.astype("datetime64[D]"), until.astype("datetime64[D]")
    if last <= first:
        raise BadInput("the period ends before it begins")
    return moments.astype("datetime64[s]"), first, last


def _reason(n: int, n_blocks: int, cycle: Cycle) -> Reason | None:
    if n_blocks < FEWEST_BLOCKS[cycle]:
        return Reason.SHORT_PERIOD
    return Reason.FEW_EVENTS if n < FEWEST_A_BIN * BINS[cycle] else None


def _dispersion(table: Integers, expected: Floats) -> float:
    """Squares of what block and bin effects leave, over what they fit.

    Summed before they are divided, unlike Pearson's statistic: a bin's total varies as the sum of its cells, and large
    cells vary by more than their share when counts are more than Poisson. A large block or bin pulls the fit to
    itself, so each square is first divided by what is left of it, (1 - share of the block)(1 - share of the bin).
    """
    block, bin_, total = table.sum(axis=1, keepdims=True), table.sum(axis=0), table.sum()
    fitted = expected * bin_ / np.maximum(expected.sum(axis=0), SMALLEST)
    fitted *= block / np.maximum(fitted.sum(axis=1, keepdims=True), SMALLEST)
    left = (1 - block / total) * (1 - bin_ / total)
    left = np.where(left > 0, left, 1.0)  # all in one block or bin: nothing is left of the square either
    return float(((table - fitted) ** 2 / left)[expected > 0].sum() / fitted.sum())


def _degrees(expected: Floats) -> int:
    used = expected > 0
    blocks, bins = np.count_nonzero(used.any(axis=1)), np.count_nonzero(used.any(axis=0))
    return max(1, int(np.count_nonzero(used) - blocks - bins + 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Tested:
    """Blocks x bins: counted, given by an even spread, days watched; phi None where nothing is judged."""

    table: Integers
    expected: Floats
    days: Floats
    phi: float | None
    cycle: Cycle
    alpha: float

    def bins(self) -> tuple[Bin, ...]:
        every = np.ones(self.table.shape[0], dtype=bool)
        p_values = [self.p_value(index, every) for index in range(self.table.shape[1])]
        q_values = iter(benjamini_hochberg([p for p in p_values if p is not None]).tolist())
        return tuple(self.bin(index, p, None if p is None else next(q_values)) for index, p in enumerate(p_values))

    def bin(self, index: int, p: float | None, q: float | None) -> Bin:
        count, mean = int(self.table[:, index].sum()), float(self.expected[:, index].sum())
        seen = self.days[:, index] > 0
        off = (self.table - self.expected)[seen, index]
        low, high = self.interval(count, mean)
        without = self.p_without_one(index) if p is not None and self.cycle in YEARLY else None
        return Bin(
            index=index,
            count=count,
            expected=mean,
            n_days=float(self.days[:, index].sum()),
            ratio=count / mean if mean > 0 else None,
            ratio_low=low,
            ratio_high=high,
            n_blocks=int(seen.sum()),
            n_blocks_above=int(np.count_nonzero(off > 0)),
            n_blocks_below=int(np.count_nonzero(off < 0)),
            p_value=p,
            q_value=q,
            p_without_one=without,
            standing=self.standing(q, without, off),
        )

    def p_value(self, index: int, blocks: NDArray[np.bool_]) -> float | None:
        """Of these blocks; phi and its degrees are those of the whole."""
        count, mean = int(self.table[blocks, index].sum()), float(self.expected[blocks, index].sum())
        total = int(self.table[blocks].sum())
        if self.phi is None or not 0 < mean < total:
            return None
        return overdispersed_share_tails(count, total, mean / total, self.phi, _degrees(self.expected)).two_sided()

    def p_without_one(self, index: int) -> float | None:
        """p of what the other blocks say, without the one that lies farthest out on the side of the whole."""
        off = self.table[:, index] - self.expected[:, index]
        if np.count_nonzero(self.expected[:, index] > 0) < 3:
            return None
        rest = np.arange(off.size) != int(np.argmax(off if off.sum() > 0 else -off))
        return self.p_value(index, rest) if off[rest].sum() * off.sum() > 0 else 1.0

    def interval(self, count: int, mean: float) -> tuple[float | None, float | None]:
        """Of count / mean, from the square that the test puts around it."""
        if self.phi is None or mean <= 0:
            return None, None
        t = student_quantile(1 - self.alpha / 2, _degrees(self.expected))
        width = t * t * max(self.phi, 1.0) * (1 - mean / int(self.table.sum()))
        middle, reach = 2 * count + width, math.sqrt(width * (width + 4 * count))
        return max(0.0, (middle - reach) / (2 * mean)), (middle + reach) / (2 * mean)

    def standing(self, q: float | None, without: float | None, off: Floats) -> Standing:
        yearly, side = self.cycle in YEARLY, 1 if off.sum() > 0 else -1
        if q is None or (yearly and off.size < 2):
            return Standing.CANNOT_BE_DECIDED
        years = int(np.count_nonzero(off * side > 0))
        returned = not yearly or (years >= 2 and 2 * years > off.size)
        # A single year, as one of an outage of reporting, must not make the difference.
        carried = without is None or without <= self.alpha
        if q > self.alpha or not returned or not carried:
            return Standing.NO_CLEAR_DIFFERENCE
        return Standing.HIGH if side > 0 else Standing.LOW


def _heaped(kept: Times, cycle: Cycle) -> float | None:
    """Unknown times are often written as midnight, unknown dates as the first of the month."""
    if kept.size < 20 or cycle in (Cycle.WEEKDAY, Cycle.MONTH):
        return None
    days = kept.astype("datetime64[D]")
    if cycle is Cycle.HOUR:
        share, even = float((kept == days).mean()), 1 / 24
    else:
        share, even = float((days == days.astype("datetime64[M]").astype("datetime64[D]")).mean()), 12 / 365.25
    return share if share > HEAPED * even else None
