"""The verdict of the method as words: one for the table, one or two sentences for the text, never more than it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.periods import Period
from lykta.facts.incidents.counted_periods import Doubt, Judgement, KindCount
from lykta.facts.incidents.counting import ALPHA
from lykta.facts.incidents.reporting_rates import ReportingRate
from lykta.facts.incidents.sections.period_words import decimal, many, number, one_in, paragraph, words_for
from lykta_engine.change.counts import Reason, Verdict


def word(judgement: Judgement) -> str:
    match judgement.verdict:
        case Verdict.MORE_THAN_USUAL:
            return _("more than usual")
        case Verdict.FEWER_THAN_USUAL:
            return _("fewer than usual")
        case Verdict.AS_USUAL:
            return _("as usual")
        case Verdict.TOO_FEW_TO_JUDGE if lacks_history(judgement):
            return _("too little to compare with")
        case Verdict.TOO_FEW_TO_JUDGE:
            return _("too few to judge")
        case _:
            return _("cannot be decided")


def lacks_history(judgement: Judgement) -> bool:
    """Too few earlier periods to say what is usual."""
    return judgement.comparison is None or judgement.comparison.reason == Reason.SHORT_BASELINE


def on_total(total: KindCount, period: Period, rate: ReportingRate, shown: str | None = None) -> str:
    """What can be said of the period as a whole. `shown` replaces a count that may not leave the house."""
    the = words_for(period).the
    values = {"the": the, "counted": shown or events(total.count), "compared": _compared(total, period)}
    match total.judgement.verdict:
        case Verdict.MORE_THAN_USUAL:
            said = _("%(the)s had more events than usual: %(counted)s, %(compared)s.") % values
            return paragraph(said, _odds(total.judgement, period), _caution_more(rate))
        case Verdict.FEWER_THAN_USUAL:
            said = _("%(the)s had fewer events than usual: %(counted)s, %(compared)s.") % values
            return paragraph(said, _odds(total.judgement, period), _caution_fewer())
        case Verdict.AS_USUAL:
            said = _("As a whole %(the)s was as usual: %(counted)s, %(compared)s.") % values
            return paragraph(said, _caution_as_usual(rate))
        case Verdict.TOO_FEW_TO_JUDGE:
            return paragraph(_plain(values, total), _too_few(total.judgement))
        case _:
            return paragraph(_plain(values, total), why_undecided(total.judgement, rate))


def on_kind(kind: KindCount, period: Period) -> str:
    """For a kind whose verdict is a change."""
    values = {"label": kind.label, "counted": number(kind.count), "mean": decimal(kind.mean or 0)}
    if kind.judgement.verdict == Verdict.MORE_THAN_USUAL:
        said = _("%(label)s: more than usual, %(counted)s against %(mean)s on average.") % values
    else:
        said = _("%(label)s: fewer than usual, %(counted)s against %(mean)s on average.") % values
    return paragraph(said, _odds(kind.judgement, period))


def why_undecided(judgement: Judgement, rate: ReportingRate) -> str:
    if judgement.doubt == Doubt.NOT_OVER:
        return _("Whether anything has changed cannot be decided before the period is over.")
    if judgement.doubt == Doubt.LATE_REPORTS:
        return _("Whether that is a decrease cannot be decided: late reports may still come in.")
    if judgement.doubt == Doubt.WAITING_REPORTS:
        return _("Whether that is a decrease cannot be decided: there are reports that wait for review.")
    if judgement.comparison is not None and judgement.comparison.reason == Reason.NO_REPORTERS:
        return _("Whether anything has changed cannot be decided, since no reporter was heard from.")
    values = {"active": number(rate.active), "expected": number(rate.expected)}
    return (
        _("Whether that is a decrease cannot be decided, since fewer reported: %(active)s of %(expected)s reporters.")
        % values
    )


def why_nothing_is_said(judgement: Judgement, rate: ReportingRate) -> str:
    """The same reason without naming what it is about."""
    if judgement.doubt == Doubt.NOT_OVER:
        return why_undecided(judgement, rate)
    if judgement.doubt is not None:
        return _("Some possible decreases cannot be decided: reports may still come in or be reviewed.")
    return _("Some possible decreases cannot be decided, since fewer reported than usual.")


def events(n: int) -> str:
    if n == 0:
        return _("no events")
    return ngettext("%(n)s event", "%(n)s events", n) % {"n": number(n)}


def surely_changed(kinds: Iterable[KindCount]) -> list[KindCount]:
    """Changes that stand even though many kinds were looked at (Holm 1979, Scand. J. Statist. 6:65).

    The table judges each kind by itself; what is claimed in words must not come by chance more than one time in twenty.
    """
    judged = [kind for kind in kinds if _p_value(kind) is not None]
    kept = []
    for at, kind in enumerate(sorted(judged, key=lambda kind: _p_value(kind) or 0.0)):
        if (_p_value(kind) or 0.0) > ALPHA / (len(judged) - at):
            break
        if kind.judgement.is_change:
            kept.append(kind)
    return kept


def by_chance_among(kinds: Sequence[KindCount], changed: Sequence[KindCount]) -> str:
    """When something stands out only because many were looked at."""
    judged = sum(_p_value(kind) is not None for kind in kinds)
    if judged < 3 or not changed:
        return ""
    return _("When %(n)s kinds are compared at once, one that stands out like this often comes by chance.") % {
        "n": number(judged, neuter=True)
    }


def _p_value(kind: KindCount) -> float | None:
    comparison = kind.judgement.comparison
    if comparison is None or comparison.verdict == Verdict.TOO_FEW_TO_JUDGE:
        return None
    return comparison.p_value


def _compared(total: KindCount, period: Period) -> str:
    if not total.baseline:
        return ""
    values = {"mean": decimal(total.mean or 0), "periods": many(period, len(total.baseline))}
    return _("against %(mean)s on average over %(periods)s before") % values


def _plain(values: dict[str, str], total: KindCount) -> str:
    if not total.baseline:
        return _("%(the)s had %(counted)s.") % values
    return _("%(the)s had %(counted)s, %(compared)s.") % values


def _too_few(judgement: Judgement) -> str:
    if lacks_history(judgement):
        return _("There is too little to compare with to judge whether that is more or fewer than usual.")
    return _("These are too few to judge whether anything has changed.")


def _odds(judgement: Judgement, period: Period) -> str:
    assert judgement.comparison is not None
    p_tail = judgement.comparison.p_tail
    rare = p_tail < 0.001
    times = one_in(period, 1000 if rare else _rounded(1 / p_tail))
    if judgement.verdict == Verdict.FEWER_THAN_USUAL:
        return (_("So few or fewer come by chance less often than %(times)s.") if rare
                else _("So few or fewer come by chance about %(times)s.")) % {"times": times}  # fmt: skip
    return (_("So many or more come by chance less often than %(times)s.") if rare
            else _("So many or more come by chance about %(times)s.")) % {"times": times}  # fmt: skip


def _rounded(times: float) -> int:
    return round(times) if times < 100 else int(round(times, -1))


def _caution_more(rate: ReportingRate) -> str:
    engine = rate.for_engine
    if engine is not None and engine.rose_clearly:
        return _("The increase may be due to more people reporting.")
    if engine is not None and engine.fell_clearly:
        return _("That is so although fewer reported. It does not say what the increase is due to.")
    return _("It does not say what the increase is due to: more reports can also mean that more people report.")


def _caution_fewer() -> str:
    return _("It does not say what the decrease is due to: fewer reports can also mean that fewer people report.")


def _caution_as_usual(rate: ReportingRate) -> str:
    engine = rate.for_engine
    if engine is not None and engine.fell_clearly:
        return _("Fewer reported than usual, so more may have happened than the numbers show.")
    return ""
