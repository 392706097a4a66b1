"""How large must an effect be for the follow-up to have a fair chance of showing it? To be asked before deciding.

The follow-up will be the relative rate ratio or the displacement difference with the same weeks, spread and alpha. With
effect d, standard error s(d) of the counts to be expected under d, and critical value c (Student's t where phi is
estimated), the chance of a clear answer in the right direction is P(T(d / s(d)) > c), T being the noncentral t with the
estimate's degrees of freedom (normal where phi is known): Cohen 1988, Statistical Power Analysis, ch. 2, with the
variances of Farrington et al. 2007 and Wheeler & Ratcliffe 2018. The counts are taken to go on as they were.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from lykta_engine.effect.detectable_sentences import sentences_on_detectable
from lykta_engine.effect.dispersion import Dispersion, Source, as_dispersion
from lykta_engine.effect.reasons import Reason
from lykta_engine.errors import BadInput, positive, whole_counts, whole_number
from lykta_engine.significance import normal_tails
from lykta_engine.words import Noun

RATIO = "detectable-ratio/1"
DIFFERENCE = "detectable-difference/1"
REFERENCE = "Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, ch. 2"
FEWEST = 10
SMALLEST_RATIO, LARGEST_RATIO = 0.01, 100.0
LONGEST_WEEKS = 260
FAR = 30.0


@dataclass(frozen=True, slots=True)
class Detectable:
    """`fewer` and `more` are ratios (or, for the difference, numbers of events); None where nothing is large enough."""

    fewer: float | None
    more: float | None
    power: float
    alpha: float
    weeks_before: float
    weeks_after: float
    before: tuple[int, ...]  # counted before: the area, its comparison area, and so on
    dispersion: Dispersion
    reasons: tuple[Reason, ...]
    method: str
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_detectable(self, language, event)


@dataclass(frozen=True, slots=True)
class Plan:
    """Events counted before in the area and its comparison area, over how many weeks, and the weeks to be counted."""

    treated: int
    comparison: int
    weeks_before: float
    weeks_after: float

    def __post_init__(self) -> None:
        for count in (self.treated, self.comparison):
            whole_number(count, "the count")
        for weeks in (self.weeks_before, self.weeks_after):
            positive(weeks, "the number of weeks")

    @property
    def longer(self) -> float:
        return self.weeks_after / self.weeks_before


def detectable_ratio(
    plan: Plan, *, dispersion: Dispersion | float | None = None, alpha: float = 0.05, power: float = 0.8
) -> Detectable:
    """The ratios nearest to one, below and above, that the relative rate ratio shows with probability `power`."""
    phi, reasons = _phi(plan, dispersion, alpha, power)
    if Reason.NOTHING_BEFORE in reasons or Reason.ZERO_IN_COMPARISON in reasons:
        return _detectable(RATIO, plan, None, None, phi, alpha, power, reasons)

    def chance(log_ratio: float) -> float:
        return power_of_ratio(plan, math.exp(log_ratio), dispersion=phi, alpha=alpha)

    fewer = _nearest(chance, 0.0, math.log(SMALLEST_RATIO), power)
    more = _nearest(chance, 0.0, math.log(LARGEST_RATIO), power)
    low, high = (None if end is None else math.exp(end) for end in (fewer, more))
    return _detectable(RATIO, plan, low, high, phi, alpha, power, reasons)


def power_of_ratio(
    plan: Plan, ratio: float, *, dispersion: Dispersion | float | None = None, alpha: float = 0.05
) -> float:
    """The chance that a true `ratio` comes out clear and in its own direction."""
    if not math.isfinite(ratio) or ratio <= 0:
        raise BadInput("the ratio must be finite and above zero")
    if plan.treated == 0 or plan.comparison == 0:
        return 0.0
    phi = as_dispersion(dispersion)
    after = plan.treated * plan.longer * ratio, plan.comparison * plan.longer
    square = phi.phi * sum(1 / count for count in (plan.treated, plan.comparison, *after))
    return _chance(abs(math.log(ratio)) / math.sqrt(square), phi, alpha)


def detectable_difference(
    plan: Plan,
    displacement: tuple[int, int] | None = None,
    *,
    dispersion: Dispersion | float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
) -> Detectable:
    """The same for the displacement difference, in events over the weeks after. `displacement`: events before in the
    area around and in its comparison area. None below: even nothing left in the area would not show."""
    phi, reasons = _phi(plan, dispersion, alpha, power)
    around = () if displacement is None else tuple(whole_counts(displacement, "displacement").tolist())
    if len(around) not in (0, 2):
        raise BadInput("displacement must be events before in the area around and in its comparison area")
    counts = (plan.treated, plan.comparison, *around)
    known = sum(counts) * plan.longer * (1 + plan.longer)

    def chance(number: float) -> float:
        square = phi.phi * (known + number)
        return _chance(abs(number) / math.sqrt(square), phi, alpha) if square > 0 else 0.0

    fewer = _nearest(chance, 0.0, -plan.treated * plan.longer, power)
    more = _nearest(chance, 0.0, 100 * (known + 1), power)
    return _detectable(DIFFERENCE, plan, fewer, more, phi, alpha, power, reasons, counts)


def weeks_needed(
    plan: Plan,
    ratio: float,
    *,
    dispersion: Dispersion | float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
    at_most: int = LONGEST_WEEKS,
) -> int | None:
    """The fewest whole weeks after that show `ratio` with probability `power`; None where `at_most` are not enough.
    `plan.weeks_after` is not used."""

    def enough(weeks: int) -> bool:
        longer = Plan(plan.treated, plan.comparison, plan.weeks_before, weeks)
        return power_of_ratio(longer, ratio, dispersion=dispersion, alpha=alpha) >= power

    if not enough(at_most):
        return None
    low, high = 0, at_most  # more weeks never show less
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _phi(
    plan: Plan, dispersion: Dispersion | float | None, alpha: float, power: float
) -> tuple[Dispersion, tuple[Reason, ...]]:
    if not (0 < alpha < power < 1):
        raise BadInput("alpha must be above 0, the power above alpha and below 1")
    phi = as_dispersion(dispersion)
    expected = min(plan.treated, plan.comparison) * min(1.0, plan.longer)
    found = {
        Reason.NOTHING_BEFORE: plan.treated == 0,
        Reason.ZERO_IN_COMPARISON: plan.comparison == 0,
        Reason.TOO_FEW: expected < FEWEST,
        Reason.SPREAD_UNKNOWN: phi.source is Source.ASSUMED,
    }
    return phi, tuple(reason for reason, true in found.items() if true)


def _chance(distance: float, phi: Dispersion, alpha: float) -> float:
    critical = phi.quantile(1 - alpha / 2)
    if phi.degrees is None:
        return normal_tails(critical - distance).upper
    from scipy.special import nctdtr  # beside its only use

    # Far out scipy gives nan; there the chance is one to every digit shown (at 30 it is 1 - 1e-100).
    return 1.0 if distance > FAR else float(1 - nctdtr(phi.degrees, distance, critical))


def _nearest(chance: Callable[[float], float], none: float, most: float, power: float) -> float | None:
    from scipy.optimize import brentq

    if most == none or chance(most) < power:
        return _first_enough(chance, none, most, power)
    return float(brentq(lambda effect: chance(effect) - power, none, most, xtol=1e-9))


def _first_enough(chance: Callable[[float], float], none: float, most: float, power: float) -> float | None:
    """Where the chance first rises above `power` though it falls below again further out: a very small count after has
    a wide interval on the log scale."""
    from scipy.optimize import brentq

    steps = [none + (most - none) * part / 200 for part in range(1, 201)] if most != none else []
    for step in steps:
        if chance(step) >= power:
            return float(brentq(lambda effect: chance(effect) - power, none, step, xtol=1e-9))
    return None


def _detectable(
    method: str, plan: Plan, fewer: float | None, more: float | None, phi: Dispersion, alpha: float, power: float,
    reasons: tuple[Reason, ...], before: tuple[int, ...] = (),
) -> Detectable:  # fmt: skip
    counts = before or (plan.treated, plan.comparison)
    return Detectable(fewer, more, power, alpha, plan.weeks_before, plan.weeks_after, counts, phi, reasons, method)
