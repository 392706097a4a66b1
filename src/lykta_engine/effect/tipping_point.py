"""How much would reporting alone have had to change to give this effect?

Counts are what happened times the share of it that is reported. If the share reported where the action took place goes
from r0 to r1 and elsewhere stays, a ratio of counts is multiplied by r1 / r0: a ratio of 0.65 is wholly explained by
reporting falling by 35 %, one of 1.2 by its rising by 20 %. The same arithmetic as the bias factor of a misclassified
outcome in Lash, Fox & Fink 2009, Applying Quantitative Bias Analysis to Epidemiologic Data, ch. 6.
"""

from __future__ import annotations

from dataclasses import dataclass

from lykta_engine.effect.tipping_sentences import sentences_on_tipping
from lykta_engine.errors import LARGEST, BadInput

METHOD = "tipping-point/1"
REFERENCE = "Lash, Fox & Fink 2009, Applying Quantitative Bias Analysis to Epidemiologic Data, ch. 6"


@dataclass(frozen=True, slots=True)
class TippingPoint:
    ratio: float | None
    change: float | None  # of reporting, as a share of what it was: -0.35 is a fall of 35 %
    change_to_unclear: float | None  # the smallest change that brings the interval to "no change"; None: not clear
    share_before: float | None
    share_after: float | None  # what the share reported would have had to become
    possible: bool | None  # False: more than everything would have had to be reported; None where not known
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        return sentences_on_tipping(self, language)


def tipping_point(
    ratio: float | None, low: float | None = None, high: float | None = None, *, share_before: float | None = None
) -> TippingPoint:
    """`ratio` with its interval (None where there is none); `share_before`: the share of events reported, in (0, 1].

    A ratio of None gives a result without numbers, whose sentence says so.
    """
    _checked(ratio, low, high, share_before)
    after = None if ratio is None or share_before is None else ratio * share_before
    return TippingPoint(
        ratio=ratio,
        change=None if ratio is None else ratio - 1,
        change_to_unclear=_nearest_to_none(low, high),
        share_before=share_before,
        share_after=after,
        possible=None if after is None else after <= 1,
    )


def _checked(ratio: float | None, low: float | None, high: float | None, share: float | None) -> None:
    numbers = [value for value in (ratio, low, high) if value is not None]
    if any(not 0 <= value <= LARGEST for value in numbers):
        raise BadInput("ratios must be finite and not negative")
    if low is not None and high is not None and low > high:
        raise BadInput("the interval's lower end is above its upper end")
    if share is not None and not 0 < share <= 1:
        raise BadInput("the share reported must be above 0 and at most 1")


def _nearest_to_none(low: float | None, high: float | None) -> float | None:
    if high is not None and high < 1:
        return high - 1
    return low - 1 if low is not None and low > 1 else None
