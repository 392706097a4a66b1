"""A whole follow-up from weekly counts: effect, displacement, spread, trends before, peak, outage, verdict.

Weeks are numbered from the first given; before is [before_from, action_at), after is [action_at, after_to). The spread
comes from the weeks before. The relative rate ratio is decided on; the difference of the same two areas speaks
beside it, and the area around is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.counts import ReportingRate
from lykta_engine.effect.before_after import AreaCounts, RelativeRate, rate_ratio, relative_rate
from lykta_engine.effect.before_the_action import PreTrend, had_a_peak, pre_trend, suspected_outages
from lykta_engine.effect.dispersion import contrast_dispersion, dispersion_of, relative_dispersion
from lykta_engine.effect.displacement import (
    DisplacementDifference,
    DisplacementQuotient,
    displacement_difference,
    displacement_quotient,
)
from lykta_engine.effect.effect_words import capital
from lykta_engine.effect.verdict import UNSEEN, Circumstances, Goal, Judgement, judge
from lykta_engine.errors import BadInput, same_length, whole_counts
from lykta_engine.words import Noun, number_word

METHOD = "follow-up/1"
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Around:
    """Weekly counts of the area around, and of its own comparison area, as long as the others'."""

    displacement: ArrayLike
    comparison: ArrayLike


@dataclass(frozen=True, slots=True)
class Evaluation:
    rate: RelativeRate
    difference: DisplacementDifference | None  # None without a comparison area
    quotient: DisplacementQuotient | None  # only with an area around, and shown only
    pre_trend: PreTrend | None
    peak: bool  # chosen for one, or found to have one
    outage_weeks: tuple[int, ...]  # told or suspected, within the periods compared
    weeks_left_out: tuple[int, ...]
    judgement: Judgement
    method: str = METHOD
    reference: str = "before_after.py, displacement.py, before_the_action.py and verdict.py of this package"

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        said = self.judgement.explain(language, event=event)
        n = len(self.weeks_left_out)
        return f"{said} {_left_out(n, language)}" if n else said


def _left_out(n: int, language: str) -> str:
    if language == "sv":
        return f"{'En vecka' if n == 1 else capital(number_word(n, 'sv')) + ' veckor'} är inte med i räkningen."
    return f"{capital(number_word(n, 'en'))} {'week is' if n == 1 else 'weeks are'} left out of the count."


def evaluate(
    treated: ArrayLike,
    comparison: ArrayLike | None,
    action_at: int,
    *,
    before_from: int = 0,
    after_to: int | None = None,
    around: Around | None = None,
    outage_weeks: Sequence[int] = (),
    leave_out: Sequence[int] = (),
    reporting: ReportingRate | None = None,
    chosen_for_peak: bool = False,
    unseen_reporting: float = UNSEEN,
    goal: Goal = Goal.FEWER,
    share_reported_before: float | None = None,
    alpha: float = 0.05,
) -> Evaluation:
    """Weekly whole counts, shape (n,). `outage_weeks`: known to have lacked reports; one of them within the periods
    compared, or one found in the comparison area, and nothing is decided. `leave_out`: weeks to take out of all areas
    and both periods, for instance those same weeks; the result says which.
    """
    series = _series(treated, comparison, around)
    n = series[0].size
    end = n if after_to is None else after_to
    if not 0 <= before_from < action_at < end <= n:
        raise BadInput("there must be weeks before and after the action, within the series")
    kept = _kept(n, before_from, end, leave_out)
    before, after = kept[kept < action_at], kept[kept >= action_at]
    if before.size == 0 or after.size == 0:
        raise BadInput("no weeks are left before or after the action")
    areas = [_area(each, before, after) for each in series]
    weeks = [each[before] for each in series]
    down = _down(series, kept, outage_weeks)
    trend = pre_trend(weeks[0], weeks[1]) if len(series) > 1 else None
    peak = chosen_for_peak or (len(series) > 1 and had_a_peak(series[0], series[1], before_from, action_at))
    rate = _rate(areas, weeks, alpha)
    difference = _difference(areas, weeks, alpha)
    local = _difference(areas[:2], weeks[:2], alpha)
    known = Circumstances(down, reporting, peak, trend is not None and trend.differ, unseen_reporting)
    estimates = [each.estimate() for each in (rate, local) if each is not None]
    return Evaluation(
        rate=rate,
        difference=difference,
        quotient=displacement_quotient(areas[0], areas[2], areas[1]) if around else None,
        pre_trend=trend,
        peak=peak,
        outage_weeks=down,
        weeks_left_out=tuple(sorted({int(week) for week in leave_out if before_from <= week < end})),
        judgement=judge(estimates, known, goal=goal, share_reported_before=share_reported_before),
    )


def _series(treated: ArrayLike, comparison: ArrayLike | None, around: Around | None) -> list[Counts]:
    given = {"treated": treated, "comparison": comparison}
    if around is not None:
        if comparison is None:
            raise BadInput("an area around needs a comparison area for the area itself")
        given |= {"displacement": around.displacement, "its comparison": around.comparison}
    counts = {name: whole_counts(weeks, name) for name, weeks in given.items() if weeks is not None}
    same_length(**counts)
    return list(counts.values())


def _kept(n: int, start: int, end: int, leave_out: Sequence[int]) -> Counts:
    weeks = whole_counts(leave_out, "the weeks to leave out")
    if (weeks >= n).any():
        raise BadInput("the weeks to leave out must be within the series")
    return np.setdiff1d(np.arange(start, end), weeks)


def _area(weeks: Counts, before: Counts, after: Counts) -> AreaCounts:
    return AreaCounts(int(weeks[before].sum()), int(weeks[after].sum()), float(before.size), float(after.size))


def _down(series: list[Counts], kept: Counts, told: Sequence[int]) -> tuple[int, ...]:
    """A fall to nothing where the action was may be the action's; where nothing was done it is not. With no comparison
    area the series itself is looked at: nothing is decided on it alone anyway."""
    found = suspected_outages(series[1] if len(series) > 1 else series[0])
    weeks = {*whole_counts(told, "the weeks of an outage").tolist(), *found}
    return tuple(sorted(int(week) for week in weeks & set(kept.tolist())))


def _rate(areas: list[AreaCounts], weeks: list[Counts], alpha: float) -> RelativeRate:
    if len(areas) == 1:
        return rate_ratio(areas[0], dispersion=dispersion_of(weeks[0]), alpha=alpha)
    return relative_rate(areas[0], areas[1], dispersion=relative_dispersion(weeks[0], weeks[1]), alpha=alpha)


def _difference(areas: list[AreaCounts], weeks: list[Counts], alpha: float) -> DisplacementDifference | None:
    if len(areas) == 1:
        return None
    phi = contrast_dispersion(weeks, [1.0, -1.0] * (len(areas) // 2))
    return displacement_difference(*areas, dispersion=phi, alpha=alpha)
