"""Did the events move elsewhere, or did the neighbourhood gain as well?

Weighted displacement difference (Wheeler & Ratcliffe 2018, Crime Science 7:11, eq. 3-5): the change where the action
was, less the change in its comparison area, plus the same for the area around it (the displacement area) less its own
comparison area:
    WDD = (T1 - T0) - (C1 - C0) + (D1 - D0) - (E1 - E0),   var = phi * (sum of all eight counts).
Counts of areas of unequal size are divided by their weights, variances by the squares. Before and after of unequal
length: the count before is scaled to the length after. The paper takes phi for 1; counts of offences vary more, and
then its 5 % is 26 % (mean 20, negative binomial of size 10), so phi is estimated (`contrast_dispersion`) or given.
Assumed: without the action the areas would have changed by the same number (for each unit of weight). That is another
assumption than the ratio's in before_after.py; choose before looking.

Weighted displacement quotient (Bowers & Johnson 2003, J. Quant. Criminol. 19:275): WDQ = (D1/C1 - D0/C0) / (T1/C1 -
T0/C0). Gross effect GE = T0 - T1; total net effect TNE = (T0 C1/C0 - T1) + (D0 C1/C0 - D1) (Guerette 2009, Analyzing
Crime Displacement and Diffusion, Problem-Oriented Guides for Police 10, appendix). There is no interval of a WDQ and
none is given: it is shown, and nothing is decided on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from lykta_engine.effect.before_after import AreaCounts
from lykta_engine.effect.dispersion import Dispersion, Source, as_dispersion
from lykta_engine.effect.displacement_sentences import sentences_on_difference, sentences_on_quotient
from lykta_engine.effect.reasons import Estimate, Reason, sign_of
from lykta_engine.errors import BadInput, check_alpha, finite, positive
from lykta_engine.words import Noun

DIFFERENCE = "weighted-displacement-difference/1"
QUOTIENT = "weighted-displacement-quotient/1"
DIFFERENCE_REFERENCE = "Wheeler & Ratcliffe 2018, Crime Science 7:11"
QUOTIENT_REFERENCE = "Bowers & Johnson 2003, J. Quant. Criminol. 19:275; Guerette 2009, POP guide 10"
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Change:
    """A number of events with its standard error."""

    number: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class DisplacementDifference:
    number: float  # of events, for each unit of weight: below zero is fewer
    standard_error: float
    low: float
    high: float
    statistic: float | None  # None where every count is zero
    p_value: float | None
    local: Change  # the area itself, less its comparison
    displacement: Change | None  # the area around it, less its comparison
    expected: float  # after in the area itself, had it changed as its comparison
    dispersion: Dispersion
    alpha: float
    reasons: tuple[Reason, ...]
    method: str = DIFFERENCE
    reference: str = DIFFERENCE_REFERENCE

    def estimate(self) -> Estimate:
        """The difference has no ratio: `ratio`, `low` and `high` are None."""
        direction = sign_of(self.number)
        return Estimate(self.method, None, None, None, self.p_value, self.alpha, self.reasons, direction)

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_difference(self, language, event)


def displacement_difference(
    treated: AreaCounts,
    comparison: AreaCounts,
    displacement: AreaCounts | None = None,
    displacement_comparison: AreaCounts | None = None,
    *,
    weights: tuple[float, float] | tuple[float, float, float, float] | None = None,
    dispersion: Dispersion | float | None = None,
    alpha: float = 0.05,
) -> DisplacementDifference:
    """`weights` (areas, inhabitants, …) in the order of the arguments; 1 where they are left out."""
    if (displacement is None) != (displacement_comparison is None):
        raise BadInput("give the displacement area together with its comparison area, or neither")
    check_alpha(alpha)
    areas = [area for area in (treated, comparison, displacement, displacement_comparison) if area is not None]
    sizes = _sizes(weights, len(areas))
    phi = as_dispersion(dispersion)
    local = _pair(areas[:2], sizes[:2], phi.phi)
    around = _pair(areas[2:], sizes[2:], phi.phi) if displacement else None
    number = local.number + (around.number if around else 0.0)
    error = math.hypot(local.standard_error, around.standard_error if around else 0.0)
    reach = phi.quantile(1 - alpha / 2) * error
    return DisplacementDifference(
        number=number,
        standard_error=error,
        low=number - reach,
        high=number + reach,
        statistic=number / error if error else None,
        p_value=phi.tails(number / error).two_sided() if error else None,
        local=local,
        displacement=around,
        expected=treated.after / sizes[0] - local.number,
        dispersion=phi,
        alpha=alpha,
        reasons=_reasons(areas, phi),
    )


def _sizes(weights: tuple[float, ...] | None, n: int) -> list[float]:
    sizes = [1.0] * n if weights is None else finite(weights, "the weights").tolist()
    if len(sizes) != n:
        raise BadInput(f"there are {n} areas and {len(sizes)} weights")
    return [positive(size, "a weight") for size in sizes]


def _pair(areas: list[AreaCounts], sizes: list[float], phi: float) -> Change:
    first, second = (_one(area, size) for area, size in zip(areas, sizes, strict=True))
    return Change(first[0] - second[0], math.sqrt(phi * (first[1] + second[1])))


def _one(area: AreaCounts, size: float) -> tuple[float, float]:
    """The change of one area and its variance under Poisson."""
    change = (area.after - area.before * area.longer) / size
    return change, (area.after + area.before * area.longer**2) / size**2


def _reasons(areas: list[AreaCounts], phi: Dispersion) -> tuple[Reason, ...]:
    """What an action brought down to nothing is not too few; nothing in a comparison area is."""
    untouched = [areas[0].before] + [count for area in areas[1::2] for count in (area.before, area.after)]
    found = {
        Reason.ZERO_IN_COMPARISON: any(area.before == 0 or area.after == 0 for area in areas[1::2]),
        Reason.NOTHING_BEFORE: areas[0].before == 0,
        Reason.TOO_FEW: min(untouched) < FEWEST,
        Reason.SPREAD_UNKNOWN: phi.source is Source.ASSUMED,
    }
    return tuple(reason for reason, true in found.items() if true)


class Reading(StrEnum):
    """How the problem-oriented policing guide reads a quotient, where the area itself improved."""

    DIFFUSION_LARGER = "diffusion_larger"  # above 1: the area around gained more than the area itself
    DIFFUSION = "diffusion"  # above 0 up to 1
    NEITHER = "neither"  # 0
    DISPLACEMENT_SMALLER = "displacement_smaller"  # from -1, not included, to 0: part of the effect was lost
    DISPLACEMENT_EQUAL = "displacement_equal"  # -1: as much moved as was gained
    DISPLACEMENT_LARGER = "displacement_larger"  # below -1: more came around than was gained
    NOT_DEFINED = "not_defined"


@dataclass(frozen=True, slots=True)
class DisplacementQuotient:
    quotient: float | None  # None where the area itself did not improve, or a comparison count is zero
    reading: Reading
    gross_effect: float  # before less after, in events
    total_net_effect: float | None  # prevented in both areas together, had they else followed the comparison
    success: float | None  # T1/C1 - T0/C0, the quotient's lower half; below zero is improvement
    buffer: float | None  # D1/C1 - D0/C0, its upper half
    method: str = QUOTIENT
    reference: str = QUOTIENT_REFERENCE

    def explain(self, language: str = "sv") -> str:
        return sentences_on_quotient(self, language)


def displacement_quotient(
    treated: AreaCounts, displacement: AreaCounts, comparison: AreaCounts
) -> DisplacementQuotient:
    """Shown beside the difference, never decided on: no interval of it exists. Weeks before and after alike for all."""
    t, d, c = treated, displacement, comparison
    gross = float(t.before - t.after)
    if c.before == 0 or c.after == 0:
        return DisplacementQuotient(None, Reading.NOT_DEFINED, gross, None, None, None)
    success, buffer = (_against(area, c) for area in (t, d))
    net = sum(area.before * c.after / c.before - area.after for area in (t, d))
    quotient = buffer / success if success < 0 else None
    return DisplacementQuotient(quotient, _reading(quotient), gross, net, success, buffer)


def _against(area: AreaCounts, comparison: AreaCounts) -> float:
    return area.after / comparison.after - area.before / comparison.before


def _reading(quotient: float | None) -> Reading:
    if quotient is None:
        return Reading.NOT_DEFINED
    if quotient > 0:
        return Reading.DIFFUSION_LARGER if quotient > 1 else Reading.DIFFUSION
    if quotient == 0:
        return Reading.NEITHER
    if quotient > -1:
        return Reading.DISPLACEMENT_SMALLER
    return Reading.DISPLACEMENT_EQUAL if quotient == -1 else Reading.DISPLACEMENT_LARGER
