"""Did the count change after the action, and did it change more than where nothing was done?

Rate ratio of one area: (A1 / w1) / (A0 / w0), with w the weeks before and after. Relative incidence rate ratio with a
comparison area: RIRR = (T1 / T0) / (C1 / C0), each count over its weeks; log RIRR has variance
phi (1/T0 + 1/T1 + 1/C0 + 1/C1) (Farrington, Gill, Waples & Argomaniz 2007, Br. J. Criminol. 47:448, who call it the
relative effect size; Wilson 2022, J. Quant. Criminol. 38:247). phi is how much more than Poisson the counts vary
(dispersion.py); an estimated phi gives Student's t. Assumed: without the action the two areas would have changed by the
same share (parallel on the log scale), and the action did not reach the comparison area.

Counts of at least 10 in every cell: the interval above (`Basis.LOG`). Fewer in some cell: the exact conditional
interval, mid-p, and where phi is above 1 or estimated the wider of the two at each end (`Basis.EXACT`); the
larger p. Too few to decide: fewer than 10 before, or in either period of the comparison area, or expected after.
What was counted after is no part of that rule: a small count is what an effect looks like.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lykta_engine.effect.before_after_sentences import sentences_on_relative_rate
from lykta_engine.effect.dispersion import Dispersion, Source, as_dispersion
from lykta_engine.effect.reasons import Estimate, Reason, sign_of
from lykta_engine.effect.tipping_point import TippingPoint, tipping_point
from lykta_engine.errors import check_alpha, positive, whole_number
from lykta_engine.significance import binomial_tails, odds_ratio_interval, odds_ratio_tails, share_interval
from lykta_engine.words import Noun

RATE_RATIO = "rate-ratio/1"
RELATIVE_RATE = "relative-rate-ratio/1"
REFERENCE = "Farrington et al. 2007, Br. J. Criminol. 47:448; Wilson 2022, J. Quant. Criminol. 38:247"
FEWEST = 10
HALF = 0.5  # added to every cell where one is zero (Haldane 1956, Ann. Hum. Genet. 20:309)


Triple = tuple[float, float, float]  # low, high, p


class Basis(StrEnum):
    LOG = "log"
    EXACT = "exact"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """Events of one area before and after, and the weeks each was counted over. Whole numbers from zero up."""

    before: int
    after: int
    weeks_before: float = 1.0
    weeks_after: float = 1.0

    def __post_init__(self) -> None:
        for name in ("before", "after"):
            object.__setattr__(self, name, whole_number(getattr(self, name), "the count"))
        for weeks in (self.weeks_before, self.weeks_after):
            positive(weeks, "the number of weeks")

    @property
    def longer(self) -> float:
        """Weeks after for each week before."""
        return self.weeks_after / self.weeks_before


@dataclass(frozen=True, slots=True)
class RelativeRate:
    """`ratio`, `low` and `high` are None where zeros leave them undefined; `reasons` then says which."""

    treated: AreaCounts
    comparison: AreaCounts | None  # None: the rate ratio of one area alone
    ratio: float | None
    low: float | None
    high: float | None
    log_ratio: float | None
    standard_error: float | None  # of log_ratio
    p_value: float | None  # two-sided
    expected: float | None  # after, had the area followed the comparison area
    dispersion: Dispersion
    basis: Basis
    alpha: float
    reasons: tuple[Reason, ...]
    method: str = RELATIVE_RATE
    reference: str = REFERENCE

    def estimate(self) -> Estimate:
        direction = 0 if self.ratio is None else sign_of(self.ratio - 1)
        return Estimate(self.method, self.ratio, self.low, self.high, self.p_value, self.alpha, self.reasons, direction)

    def tipping_point(self, share_before: float | None = None) -> TippingPoint:
        low, high = (None, None) if self.reasons else (self.low, self.high)
        return tipping_point(self.ratio, low, high, share_before=share_before)

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_relative_rate(self, language, event)


def rate_ratio(area: AreaCounts, *, dispersion: Dispersion | float | None = None, alpha: float = 0.05) -> RelativeRate:
    """One area alone. Never enough for a verdict: nothing tells the action from what else changed."""
    check_alpha(alpha)
    phi = as_dispersion(dispersion)
    few = _too_few([area.before, area.before * area.longer])
    reasons = (*_reasons(phi, nothing_before=area.before == 0, few=few), Reason.NO_COMPARISON)
    share = area.weeks_after / (area.weeks_before + area.weeks_after)
    total = area.before + area.after

    def exact() -> Triple:
        low, high = share_interval(area.after, total, alpha)
        return _odds(low), _odds(high), binomial_tails(area.after, total, share).two_sided()

    return _result(area, None, 1 / area.longer, exact, phi, alpha, reasons)


def relative_rate(
    treated: AreaCounts,
    comparison: AreaCounts,
    *,
    dispersion: Dispersion | float | None = None,
    alpha: float = 0.05,
) -> RelativeRate:
    """The change in `treated` over the change in `comparison`.

    `dispersion`: phi where it is known, or `relative_dispersion` of the weeks before; left out, Poisson is assumed and
    the result says that nothing can be decided on it. Zero before or in the comparison area: no ratio, and the reason.
    """
    check_alpha(alpha)
    t, c, phi = treated, comparison, as_dispersion(dispersion)
    zero = c.before == 0 or c.after == 0
    expected = None if zero else t.before * c.after / c.before * t.longer / c.longer
    few = _too_few([t.before, c.before, c.after, expected or 0])
    reasons = _reasons(phi, nothing_before=t.before == 0, few=few, zero=zero)
    table = (t.after, t.before + t.after, t.after + c.after, t.before + t.after + c.before + c.after)
    offset = t.longer / c.longer

    def exact() -> Triple:
        return *odds_ratio_interval(*table, alpha), odds_ratio_tails(*table, offset).two_sided()

    return _result(t, c, 1 / offset, exact, phi, alpha, reasons)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _too_few(counts: list[float]) -> bool:
    return min(counts) < FEWEST


def _reasons(phi: Dispersion, *, nothing_before: bool, few: bool, zero: bool = False) -> tuple[Reason, ...]:
    found = {
        Reason.ZERO_IN_COMPARISON: zero,
        Reason.NOTHING_BEFORE: nothing_before,
        Reason.TOO_FEW: few,
        Reason.SPREAD_UNKNOWN: phi.source is Source.ASSUMED,
    }
    return tuple(reason for reason, true in found.items() if true)


def _result(
    treated: AreaCounts,
    comparison: AreaCounts | None,
    per_week: float,
    exact: Callable[[], Triple],  # the conditional test, of counts not yet divided by their weeks
    phi: Dispersion,
    alpha: float,
    reasons: tuple[Reason, ...],
) -> RelativeRate:
    areas = [treated] if comparison is None else [treated, comparison]
    method = RATE_RATIO if comparison is None else RELATIVE_RATE
    if Reason.NOTHING_BEFORE in reasons or Reason.ZERO_IN_COMPARISON in reasons:
        return RelativeRate(
            treated, comparison, None, None, None, None, None, None, None, phi, Basis.NONE, alpha, reasons, method
        )
    odds = _ratio(areas)
    log_ratio, error = _on_log_scale(areas, per_week, phi)
    reach = phi.quantile(1 - alpha / 2) * error
    low, high = math.exp(log_ratio - reach), math.exp(log_ratio + reach)
    p = phi.tails(log_ratio / error).two_sided()
    basis = Basis.LOG
    if min(count for area in areas for count in (area.before, area.after)) < FEWEST:
        basis = Basis.EXACT
        plain = phi.phi == 1 and phi.degrees is None
        low, high, p = _careful(exact(), per_week, (low, high, p), plain)
    return RelativeRate(
        treated=treated,
        comparison=comparison,
        ratio=odds * per_week,
        low=low,
        high=high if math.isfinite(high) else None,
        log_ratio=log_ratio if treated.after else None,
        standard_error=error if treated.after else None,
        p_value=p,
        expected=treated.after / (odds * per_week) if treated.after else _expected(areas, per_week),
        dispersion=phi,
        basis=basis,
        alpha=alpha,
        reasons=reasons,
        method=method,
    )


def _ratio(areas: list[AreaCounts]) -> float:
    change = areas[0].after / areas[0].before
    return change if len(areas) == 1 else change * areas[1].before / areas[1].after


def _expected(areas: list[AreaCounts], per_week: float) -> float:
    followed = 1.0 if len(areas) == 1 else areas[1].after / areas[1].before
    return areas[0].before * followed / per_week


def _on_log_scale(areas: list[AreaCounts], per_week: float, phi: Dispersion) -> tuple[float, float]:
    cells = [float(count) for area in areas for count in (area.before, area.after)]
    if min(cells) == 0:
        cells = [count + HALF for count in cells]
    signs = (-1, 1, 1, -1)
    log_ratio = sum(sign * math.log(count) for sign, count in zip(signs, cells, strict=False)) + math.log(per_week)
    return log_ratio, math.sqrt(phi.phi * sum(1 / count for count in cells))


def _careful(exact: Triple, per_week: float, widened: Triple, plain: bool) -> Triple:
    low, high, p = exact[0] * per_week, exact[1] * per_week, exact[2]
    if plain:
        return low, high, p
    return min(low, widened[0]), max(high, widened[1]), max(p, widened[2])
