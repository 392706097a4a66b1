"""Bars of the kinds against their mean, with one message that says no more than the method allows."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lykta.base.documents.charts import bar_comparison
from lykta.base.documents.tree import Figure
from lykta.facts.incidents.counted_periods import KindCount, PeriodCounts
from lykta.facts.incidents.sections import judgement_words
from lykta.facts.incidents.sections.kind_table import mean_title
from lykta.facts.incidents.sections.period_words import column, decimal, joined, label, language
from lykta_engine.change.counts import Verdict

BARS = 8


def chart_of_kinds(counts: PeriodCounts, kinds: Sequence[KindCount]) -> tuple[Figure, ...]:
    shown = [kind for kind in kinds if kind.count or kind.mean][:BARS]
    if not shown or not any(kind.count for kind in shown):
        return ()
    title = chart_title(counts, shown)
    rows = [(kind.label, float(kind.count), kind.mean) for kind in shown]
    drawing = bar_comparison(rows, title, column(counts.period), mean_title(counts), language())
    alt = _("Bar chart: %(rows)s.") % {"rows": joined([_bar_in_words(kind) for kind in shown])}
    return (Figure(drawing, alt, _("n = %(n)s. Source: reviewed reports in Lykta.") % {"n": counts.total.count}),)


def chart_title(counts: PeriodCounts, shown: Sequence[KindCount]) -> str:
    """One message, and only what stands when all kinds are looked at together."""
    sure = [kind for kind in judgement_words.surely_changed(counts.kinds) if kind in shown]
    more = [kind.label.lower() for kind in sure if kind.judgement.verdict == Verdict.MORE_THAN_USUAL]
    fewer = [kind.label.lower() for kind in sure if kind.judgement.verdict == Verdict.FEWER_THAN_USUAL]
    if more and fewer:
        return _("More than usual: %(more)s. Fewer: %(fewer)s") % {"more": joined(more), "fewer": joined(fewer)}
    if more:
        return _("More than usual: %(more)s") % {"more": joined(more)}
    if fewer:
        return _("Fewer than usual: %(fewer)s") % {"fewer": joined(fewer)}
    verdicts = {kind.judgement.verdict for kind in shown}
    if not counts.baseline_periods or all(judgement_words.lacks_history(kind.judgement) for kind in shown):
        return _("Events by kind, %(period)s") % {"period": label(counts.period)}
    if Verdict.CANNOT_BE_DECIDED in verdicts:
        return _("Whether anything has changed cannot be decided")
    if Verdict.AS_USUAL in verdicts or verdicts & {Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL}:
        return _("No kind differs surely from the usual")
    return _("Too few events to judge whether anything has changed")


def _bar_in_words(kind: KindCount) -> str:
    if kind.mean is None:
        return f"{kind.label.lower()} {kind.count}"
    values = {"kind": kind.label.lower(), "n": kind.count, "mean": decimal(kind.mean)}
    return _("%(kind)s %(n)s against %(mean)s on average") % values
