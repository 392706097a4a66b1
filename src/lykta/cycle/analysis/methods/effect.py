"""Did it work? Weeks before and after, in the place and in a comparison; and before deciding: would it show?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lykta.base.documents.tree import Block, Column, Table, text_table
from lykta.base.kernel.periods import Period, free
from lykta.cycle.analysis.answer import Answer, Words, undecided
from lykta.cycle.analysis.effect_question import BUFFER, EffectQuestion
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.material import Material, material_for
from lykta.cycle.analysis.question import Question
from lykta.cycle.analysis.weekly import Counts, Weekly, last_whole_week, weekly, weeks_up_to
from lykta.cycle.analysis.wording import in_both, paragraphs, translated
from lykta.facts.incidents.reporting_rates import reporting_rate
from lykta.facts.incidents.snapshot import BoolArray
from lykta.ground.municipalities.models import Municipality
from lykta_engine.change.counts import ReportingRate
from lykta_engine.effect.detectable import Plan, detectable_ratio
from lykta_engine.effect.dispersion import relative_dispersion
from lykta_engine.effect.evaluation import Evaluation, evaluate
from lykta_engine.effect.verdict import Verdict
from lykta_engine.errors import EngineError
from lykta_engine.result import as_data

KEY, BEFOREHAND = "effect", "detectable"
METHOD = "follow-up/1"
ABOUT = gettext_lazy(
    "Compares weeks before and after the action with the same weeks where nothing was done, allows for how much the "
    "weeks usually vary, and says what else could give the same numbers."
)
ABOUT_BEFOREHAND = gettext_lazy(
    "Reckons how large a change must be for a follow-up of this length to have four chances in five of showing it."
)
FEWEST_AFTER = 4  # weeks; before that there is nothing to judge
FEW_DOWN = 0.05  # of the weeks: so few without reports can be left out on both sides, more and nothing is decided
EARLIER_WEEKS = 52  # further back than "before", to see whether the place was chosen for a peak
OUTCOMES = {
    Verdict.IMPROVEMENT: Outcome.IMPROVEMENT,
    Verdict.NO_CLEAR_CHANGE: Outcome.NO_CLEAR_CHANGE,
    Verdict.WORSE: Outcome.WORSE,
    Verdict.CANNOT_BE_DECIDED: Outcome.UNDECIDED,
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Weekly counts of the place and of what it is compared with; the action begins in week `began`."""

    question: EffectQuestion
    material: Material
    counted: Weekly
    treated: Counts
    compared: Counts
    before_from: int
    began: int  # the week in which it began, left out of both

    @property
    def weeks_after(self) -> int:
        return max(0, len(self.counted.weeks) - self.began - 1)

    def weeks_down(self) -> list[int]:
        """Weeks compared in which reporting itself fell away."""
        found = self.counted.outages()
        return [week for week in np.flatnonzero(found.out).tolist() if week >= self.before_from] if found else []

    @property
    def n(self) -> int:
        """Events in the weeks compared: the week in which it began is in neither."""
        both = self.treated + self.compared
        if self.began < 0:  # before the first report
            return int(both.sum())
        return int(both[self.before_from : self.began].sum() + both[self.began + 1 :].sum())

    @property
    def period(self) -> Period:
        """The weeks that could be compared: fewer than asked for where reporting began later."""
        return free(self.counted.weeks[self.before_from].start, self.counted.weeks[-1].end)


def comparison_of(question: EffectQuestion, as_of: datetime) -> Comparison:
    last = last_whole_week(question.municipality, as_of)
    material = material_for(_as_question(question, question.period_to(last)), as_of)
    first = question.week_it_began.start - timedelta(weeks=question.weeks_before + EARLIER_WEEKS)
    end = max(last, question.week_it_began, key=lambda week: week.start)
    number = (end.start - first).days // 7 + 1
    reached = [week for week in weeks_up_to(end, number) if material.reaches(week)] or [end]
    counted = weekly(question.municipality, material.snapshot, reached, as_of)
    began = len(reached) - 1 - (end.start - question.week_it_began.start).days // 7
    treated = material.matching & question.treated.holds(material.snapshot)
    compared = material.matching & _comparison(question, material)
    before_from = max(0, began - question.weeks_before)
    return Comparison(question, material, counted, counted.of(treated), counted.of(compared), before_from, began)


def _as_question(question: EffectQuestion, period: Period) -> Question:
    return Question(question.municipality, period, question.category)


def _comparison(question: EffectQuestion, material: Material) -> BoolArray:
    """The chosen area, or the rest; never where the action was, nor so near a place that it may be felt there."""
    near = question.treated.holds(material.snapshot, BUFFER if question.treated.place else 1)
    if question.comparison.area is not None:
        return question.comparison.holds(material.snapshot) & ~near
    return ~near


def reckon(compared: Comparison) -> Answer:
    """The verdict, or, where the action has not yet had its weeks, that it is too early."""
    if compared.began - compared.before_from < FEWEST_AFTER:
        return undecided(KEY, METHOD, _no_history(), n=compared.n)
    if compared.weeks_after < FEWEST_AFTER:
        return undecided(KEY, METHOD, _too_early(compared.weeks_after), n=compared.n)
    down = compared.weeks_down()
    few = len(down) <= FEW_DOWN * (len(compared.counted.weeks) - compared.before_from)
    try:
        result = evaluate(
            compared.treated, compared.compared, compared.began, before_from=compared.before_from,
            leave_out=[compared.began, *(down if few else [])], outage_weeks=[] if few else down,
            reporting=_reporting(compared), chosen_for_peak=compared.question.chosen_for_peak,
        )  # fmt: skip
    except EngineError:
        return undecided(KEY, METHOD, _no_history(), n=compared.n)
    return Answer(
        key=KEY,
        outcome=OUTCOMES[result.judgement.verdict],
        words=paragraphs(_what_is_compared(compared), in_both(result.explain)),
        n=compared.n,
        method=result.method,
        reference=result.reference,
        numbers=_numbers(compared, result),
    )


def reckon_beforehand(compared: Comparison) -> Answer:
    """How large an effect as many weeks after as before would show."""
    before = slice(compared.before_from, compared.began)
    weeks = compared.began - compared.before_from
    if weeks < FEWEST_AFTER:
        return undecided(BEFOREHAND, "detectable-ratio/1", _no_history(), n=compared.n)
    treated, other = compared.treated[before], compared.compared[before]
    plan = Plan(int(treated.sum()), int(other.sum()), weeks, weeks)
    result = detectable_ratio(plan, dispersion=relative_dispersion(treated, other))
    return Answer(
        key=BEFOREHAND,
        outcome=Outcome.UNDECIDED if result.fewer is None else Outcome.DESCRIBED,
        words=in_both(result.explain),
        n=int(treated.sum() + other.sum()),
        method=result.method,
        reference=result.reference,
        numbers={"fewer": as_data(result.fewer), "weeks": weeks},
    )


def _reporting(compared: Comparison) -> ReportingRate | None:
    """Who was heard from in equally long spans just before and after: a longer span hears more."""
    weeks = min(compared.weeks_after, compared.began - compared.before_from)
    began, municipality = compared.question.week_it_began, compared.question.municipality
    after = free(began.end, began.end + timedelta(weeks=weeks))
    before = free(began.start - timedelta(weeks=weeks), began.start)
    return reporting_rate(municipality, after, before=(before,), as_of=compared.material.as_of).for_engine


def _numbers(compared: Comparison, result: Evaluation) -> dict[str, Any]:
    before, after = slice(compared.before_from, compared.began), slice(compared.began + 1, None)
    return {
        "treated": [int(compared.treated[before].sum()), int(compared.treated[after].sum())],
        "compared": [int(compared.compared[before].sum()), int(compared.compared[after].sum())],
        "weeks": [compared.began - compared.before_from, compared.weeks_after],
        "names": [compared.question.treated.name, compared.question.comparison.name],
        "ratio": as_data(result.rate.ratio),
        "tipping": as_data(result.judgement.tipping),
        "reasons": as_data(result.judgement.reasons),
    }


def _what_is_compared(compared: Comparison) -> Words:
    question = compared.question

    def write() -> str:
        return _(
            "%(treated)s is compared with %(other)s: %(before)s weeks before the action and %(after)s weeks after it. "
            "The week in which it began is left out."
        ) % {
            "treated": question.treated.name,
            "other": question.comparison.name or _("the rest of the municipality"),
            "before": compared.began - compared.before_from,
            "after": compared.weeks_after,
        }

    return translated(write)


def _no_history() -> Words:
    return translated(lambda: _("It cannot be decided: there are fewer than four weeks of reports before the action."))


def _too_early(weeks: int) -> Words:
    def write() -> str:
        return _("It is too early to say: %(n)s whole weeks have passed since the action began, and at least four are "
                 "needed. Ask again later.") % {"n": weeks}  # fmt: skip

    return translated(write)


def show(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    return (_table(answer),) if "treated" in answer.numbers else ()


def _table(answer: Answer) -> Table:
    numbers = answer.numbers
    weeks = numbers["weeks"]
    columns = (
        Column(_("Area"), header=True),
        Column(_("Before, %(n)s weeks") % {"n": weeks[0]}, "right"),
        Column(_("After, %(n)s weeks") % {"n": weeks[1]}, "right"),
    )
    names = (numbers["names"][0], numbers["names"][1] or _("The rest of the municipality"))
    counts = (numbers["treated"], numbers["compared"])
    rows: list[tuple[str, ...]] = [
        (name, *(str(n) for n in counted)) for name, counted in zip(names, counts, strict=True)
    ]
    return text_table(_("Events before and after"), columns, rows)


def show_nothing(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    return ()
