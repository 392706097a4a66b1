"""The table of kinds: this period, the one before, the mean of earlier ones, a year ago, and the method's verdict."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.base.documents.labels import decimal
from lykta.base.documents.tree import Cell, Column, Strong, Table, Text
from lykta.base.kernel.periods import Period, previous
from lykta.facts.incidents.counted_periods import KindCount, PeriodCounts
from lykta.facts.incidents.sections import judgement_words
from lykta.facts.incidents.sections.birth_certificates import cell, dash
from lykta.facts.incidents.sections.kinds_to_show import ShownKinds
from lykta.facts.incidents.sections.period_words import column, label, language, many, mean_column
from lykta_engine.change.counts import Verdict


def table_of_kinds(counts: PeriodCounts) -> Table:
    columns = (
        Column(_("Kind"), header=True),
        Column(column(counts.period), "right"),
        Column(column(previous(counts.period)), "right"),
        Column(mean_title(counts), "right"),
        *([Column(column(counts.last_year_period, year=True), "right")] if _has_last_year(counts) else []),
        Column(_("Judgement")),
    )
    rows = [_row(kind.label, kind, counts) for kind in counts.kinds]
    rows.append(_row(_("All events"), counts.total, counts, strong=True))
    caption = _("Events by kind, %(period)s") % {"period": label(counts.period)}
    return Table(caption, columns, tuple(rows), _note(counts))


def _row(name: str, kind: KindCount, counts: PeriodCounts, *, strong: bool = False) -> tuple[Cell, ...]:
    return (
        Cell((Strong(name) if strong else Text(name),)),
        cell(str(kind.count), _number_of(counts.period), counts),
        _maybe(kind.previous, counts, previous(counts.period)),
        dash() if kind.mean is None else _mean_cell(kind.mean, counts),
        *([_maybe(kind.last_year, counts, counts.last_year_period)] if _has_last_year(counts) else []),
        Cell((Text(judgement_words.word(kind.judgement)),)),
    )


def short_table(counts: PeriodCounts, shown: ShownKinds) -> Table:
    columns = (
        Column(_("Kind"), header=True),
        Column(column(counts.period), "right"),
        Column(mean_title(counts), "right"),
        Column(_("Judgement")),
    )
    rows = [
        (
            Cell((Text(kind.label),)),
            cell(str(kind.count), _number_of(counts.period), counts),
            dash() if kind.mean is None else Cell((Text(decimal(kind.mean, language(), 1)),)),
            Cell((Text(judgement_words.word(kind.judgement)),)),
        )
        for kind in shown.kinds
    ]
    if shown.others:
        rows.append((Cell((Text(_("Other kinds")),)), Cell((Text(str(shown.others)),)), dash(), dash()))
    caption = _("Events by kind, %(period)s") % {"period": label(counts.period)}
    return Table(caption, columns, tuple(rows), _note(counts))


def _number_of(period: Period) -> str:
    return _("Number of events of the kind, %(period)s") % {"period": label(period)}


def _mean_cell(mean: float, counts: PeriodCounts) -> Cell:
    periods = counts.baseline_periods
    first, last = (label(at(periods, key=lambda period: period.start)) for at in (min, max))
    values = {"periods": many(counts.period, len(periods)), "first": first, "last": last}
    what = _("Mean of %(periods)s, %(first)s to %(last)s") if len(periods) > 1 else _("As it was %(first)s")
    # One decimal in every row, so that the figures stand under each other.
    return cell(decimal(mean, language(), 1), what % values, counts)


def _has_last_year(counts: PeriodCounts) -> bool:
    """Not of a year: the year before stands in the table already."""
    return counts.last_year_period != previous(counts.period)


def _maybe(value: int | None, counts: PeriodCounts, period: Period) -> Cell:
    return dash() if value is None else cell(str(value), _number_of(period), counts)


def mean_title(counts: PeriodCounts) -> str:
    n = len(counts.baseline_periods)
    return mean_column(counts.period, n) if n else _("mean")


def _note(counts: PeriodCounts) -> str:
    source = _("Source: reviewed reports in Lykta, each event once. n = %(n)s.") % {"n": counts.total.count}
    known = _("Earlier periods are counted as they are known today.") if counts.baseline_periods else ""
    is_judged = any(kind.judgement.verdict != Verdict.TOO_FEW_TO_JUDGE for kind in counts.kinds)
    judged = _("Each kind is judged by itself: about one in twenty seems to stand out by chance.")
    return " ".join(each for each in (source, known, judged if is_judged else "") if each)
