"""Weekday and hour. An event known only as an interval is spread over it (aoristic), so each counts one in all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.documents.charts import weekday_hour_matrix
from lykta.base.documents.labels import labels_for
from lykta.base.documents.tree import Cell, Column, Figure, Table, Text
from lykta.base.kernel.local_time import to_local_array
from lykta.facts.evidence.sections import SectionContent, SectionRequest
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.chosen_events import ChosenEvents
from lykta.facts.incidents.sections.period_words import label, language, many, number, sentence
from lykta_engine.when.aoristic import WeekdayHour, weekday_hour

FEWEST = 20
PARTS = 6
HOURS = 24 // PARTS
CLEARLY_MOST = 2.0  # times what an even spread would give
METHOD = "aoristic"


def build(request: SectionRequest, events: ChosenEvents, threshold: int) -> SectionContent:
    snapshot, chosen = events.snapshot, events.longer
    spread = weekday_hour(to_local_array(snapshot.occurred_from[chosen]), to_local_array(snapshot.occurred_to[chosen]))
    if spread.n < FEWEST:
        return SectionContent(_too_few(spread.n) if events.n else "")
    weights = spread.weights.reshape(7, PARTS, HOURS).sum(axis=2)
    shown = np.rint(weights).astype(int)
    peak = _peak(weights, threshold)
    title = peak or _("The events are spread over the week")
    # Squares of one or two events are for those who may see each report.
    facts = (_figure(request, events, spread, shown, title),) if threshold == 1 else ()
    numbers = (counted("where_and_when.with_time", spread.n, request.period, n=int(chosen.sum()), method=METHOD),)
    return SectionContent(_said(request, events, peak), facts, numbers)


def _said(request: SectionRequest, events: ChosenEvents, peak: str) -> str:
    """Over which span, since the sentences around it are on the period alone."""
    n_before = len(events.longer_periods) - 1
    if not peak or n_before == 0:
        return f"{sentence(peak)}." if peak else ""
    values = {"periods": many(request.period, n_before), "peak": peak[:1].lower() + peak[1:]}
    return _("With %(periods)s before counted too: %(peak)s.") % values


def _too_few(n: int) -> str:
    return sentence(
        ngettext(
            "%(n)s event is too few to show a pattern over the week.",
            "%(n)s events are too few to show a pattern over the week.",
            n,
        )
        % {"n": number(n)}
    )


def _peak(weights: np.ndarray, threshold: int) -> str:
    """The part of the week with most events, when that is clearly more than an even spread would give."""
    at_day, part = np.unravel_index(int(np.argmax(weights)), weights.shape)
    most, total = float(weights[at_day, part]), float(weights.sum())
    if most < max(5, threshold) or most < CLEARLY_MOST * total / weights.size:
        return ""
    values = {
        "weekday": labels_for(language()).weekdays[int(at_day)],
        "start": f"{int(part) * HOURS:02d}",
        "end": f"{(int(part) + 1) * HOURS:02d}",
        "n": round(most),
        "all": round(total),
    }
    return _("Most events on %(weekday)s %(start)s–%(end)s: about %(n)s of %(all)s") % values


def _figure(
    request: SectionRequest, events: ChosenEvents, spread: WeekdayHour, shown: np.ndarray, title: str
) -> Figure:
    drawing = weekday_hour_matrix(shown.tolist(), title, language())
    caption = _caption(request, events, spread)
    alt = _("Events by weekday and time of day. %(title)s.") % {"title": title}
    return Figure(drawing, alt, caption, week_table(shown))


def _caption(request: SectionRequest, events: ChosenEvents, spread: WeekdayHour) -> str:
    n_before = len(events.longer_periods) - 1
    values = {"period": label(request.period), "periods": many(request.period, n_before), "n": spread.n}
    span = (_("%(period)s and %(periods)s before, n = %(n)s.") if n_before else _("%(period)s, n = %(n)s.")) % values
    spread_words = _("Events known only as an interval are spread over it; numbers are rounded.")
    left_out = ""
    if spread.n_too_long:
        left_out = ngettext(
            "%(n)s event with an interval longer than seven days is left out.",
            "%(n)s events with an interval longer than seven days are left out.",
            spread.n_too_long,
        ) % {"n": number(spread.n_too_long)}
    return " ".join(sentence(each) for each in (span, spread_words, left_out) if each)


def week_table(shown: Sequence[Sequence[float]] | np.ndarray) -> Table:
    """Seven rows of parts of the day, under the picture; the analysis shows the same."""
    parts = [f"{at * HOURS:02d}–{(at + 1) * HOURS:02d}" for at in range(PARTS)]
    columns = (Column(_("Weekday"), header=True), *(Column(part, "right") for part in parts))
    rows = tuple(
        (Cell((Text(name),)), *(Cell((Text(str(int(n))),)) for n in row))
        for name, row in zip(labels_for(language()).weekdays, shown, strict=True)
    )
    return Table(_("Events by weekday and time of day"), columns, rows)
