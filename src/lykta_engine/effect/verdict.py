"""Did it work? One of four verdicts, with its reasons; never from p < 0.05 alone.

The first estimate is the one decided on (choose it before looking); the others may only speak against it. In order:
1. Cannot be decided where the method itself cannot (too few, zero in the comparison area, unknown spread, …), reporting
   was down in some week of the period, nobody reported, the areas' trends differed before, or two methods disagree.
2. No clear change where chance gives as much (p > alpha) - or cannot be decided, where reporting changed clearly and
   may have hidden a change.
3. A clear change becomes "cannot be decided" where something else gives the same: reporting fell (for fewer) or rose
   (for more), the area was chosen for a peak (for fewer), or the whole effect is within what reporting may change
   unseen (`unseen_reporting`, as a share; 5 % where nothing is said; see tipping_point.py).
4. What is left is an improvement or worse, by `goal`.
Without an effect, step 2 alone keeps claims to at most alpha; all other steps only take claims away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lykta_engine.change.counts import ReportingRate
from lykta_engine.effect.reasons import Estimate, Reason
from lykta_engine.effect.tipping_point import TippingPoint, tipping_point
from lykta_engine.effect.verdict_sentences import sentences_on_verdict
from lykta_engine.errors import BadInput
from lykta_engine.words import Noun

METHOD = "verdict/1"
REFERENCE = "rules of this module; Wheeler & Ratcliffe 2018, Crime Science 7:11; Farrington et al. 2007, BJC 47:448"
UNSEEN = 0.05
UNSURE = 4.0  # times alpha: the p above which a method is no evidence against another


class Verdict(StrEnum):
    IMPROVEMENT = "improvement"
    NO_CLEAR_CHANGE = "no_clear_change"
    WORSE = "worse"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class Goal(StrEnum):
    FEWER = "fewer"
    MORE = "more"  # an action that wants more of it, such as reports or visits


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the counts.

    `outage_weeks`: weeks within the periods compared in which reporting was down, as the caller numbers them.
    `chosen_for_peak`: the area was chosen because of a high count, or its count before was above its longer history.
    """

    outage_weeks: tuple[int, ...] = ()
    reporting: ReportingRate | None = None
    chosen_for_peak: bool = False
    pre_trends_differ: bool = False
    unseen_reporting: float = UNSEEN

    def __post_init__(self) -> None:
        if not 0 <= self.unseen_reporting < 1:
            raise BadInput("the change in reporting that may go unseen must be a share from 0 up to 1")


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    reasons: tuple[Reason, ...]  # why the verdict is not improvement or worse; empty for those two
    estimates: tuple[Estimate, ...]  # the first is the one decided on
    tipping: TippingPoint
    goal: Goal
    circumstances: Circumstances
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_verdict(self, language, event)


def judge(
    estimates: Sequence[Estimate],
    circumstances: Circumstances | None = None,
    *,
    goal: Goal = Goal.FEWER,
    share_reported_before: float | None = None,
) -> Judgement:
    """`estimates` from `result.estimate()`, the one to decide on first."""
    if not estimates:
        raise BadInput("a verdict needs at least one estimate")
    known = circumstances or Circumstances()
    first = estimates[0]
    verdict, reasons = _decided(list(estimates), known, goal)
    low, high = (None, None) if first.reasons else (first.low, first.high)
    tipping = tipping_point(first.ratio, low, high, share_before=share_reported_before)
    return Judgement(verdict, reasons, tuple(estimates), tipping, goal, known)


def _decided(estimates: list[Estimate], known: Circumstances, goal: Goal) -> tuple[Verdict, tuple[Reason, ...]]:
    first = estimates[0]
    if against := [*first.reasons, *_nothing_can_be_said(estimates, known)]:
        return Verdict.CANNOT_BE_DECIDED, _each_once(against)
    if not first.clear:
        if hidden := _reporting_changed(known.reporting):
            return Verdict.CANNOT_BE_DECIDED, hidden
        return Verdict.NO_CLEAR_CHANGE, (Reason.WITHIN_CHANCE,)
    if other := _other_explanations(first, known):
        return Verdict.CANNOT_BE_DECIDED, other
    wanted = -1 if goal is Goal.FEWER else 1
    return (Verdict.IMPROVEMENT if first.direction == wanted else Verdict.WORSE), ()


def _nothing_can_be_said(estimates: list[Estimate], known: Circumstances) -> list[Reason]:
    nobody = known.reporting is not None and known.reporting.active == 0
    found = {
        Reason.REPORTING_OUTAGE: bool(known.outage_weeks),
        Reason.NO_REPORTERS: nobody,
        Reason.PRE_TRENDS_DIFFER: known.pre_trends_differ,
        Reason.METHODS_DISAGREE: any(disagree(estimates[0], other) for other in estimates[1:]),
    }
    return [reason for reason, true in found.items() if true]


def disagree(first: Estimate, second: Estimate) -> bool:
    """They point opposite ways, one of them clearly and the other not wholly unsure (p up to four times alpha).

    One that merely sees less does not disagree, and one that cannot decide says nothing.
    """
    if first.reasons or second.reasons or first.direction * second.direction >= 0:
        return False
    unsure = max(1.0 if each.p_value is None else each.p_value for each in (first, second)) > UNSURE * first.alpha
    return (first.clear or second.clear) and not unsure


def _reporting_changed(reporting: ReportingRate | None) -> tuple[Reason, ...]:
    if reporting is None:
        return ()
    if reporting.fell_clearly:
        return (Reason.REPORTING_FELL,)
    return (Reason.REPORTING_ROSE,) if reporting.rose_clearly else ()


def _other_explanations(first: Estimate, known: Circumstances) -> tuple[Reason, ...]:
    fewer = first.direction < 0
    reporting = known.reporting
    found = {
        Reason.REPORTING_FELL: fewer and reporting is not None and reporting.fell_clearly,
        Reason.REPORTING_ROSE: not fewer and reporting is not None and reporting.rose_clearly,
        Reason.REGRESSION_TO_THE_MEAN: fewer and known.chosen_for_peak,
        Reason.WITHIN_REPORTING: first.ratio is not None and abs(first.ratio - 1) <= known.unseen_reporting,
    }
    return tuple(reason for reason, true in found.items() if true)


def _each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reasons))
