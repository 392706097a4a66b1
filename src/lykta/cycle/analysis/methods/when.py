"""When: weekday and hour in the period, and the months that come back year after year (årshjul)."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from lykta.base.documents.charts import bar_comparison, weekday_hour_matrix
from lykta.base.documents.labels import labels_for
from lykta.base.documents.tree import Block, Column, Figure, text_table
from lykta.base.kernel.local_time import to_local_array
from lykta.base.kernel.periods import bounds
from lykta.base.kernel.swedish_time import MONTHS
from lykta.cycle.analysis.answer import Answer, Words, undecided
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.material import Material
from lykta.cycle.analysis.wording import in_both, language, paragraphs, too_few, translated
from lykta.facts.incidents.sections.hours_of_week import week_table
from lykta.facts.incidents.snapshot import as_seconds
from lykta.ground.municipalities.models import Municipality
from lykta_engine.errors import EngineError
from lykta_engine.result import as_data
from lykta_engine.when.aoristic import weekday_hour
from lykta_engine.when.season import SeasonalProfile, Standing, year_wheel

KEY = "when"
METHOD = "aoristic"
ABOUT = gettext_lazy(
    "Spreads events known only as an interval over the hours it covers, and looks for months that come back."
)
FEWEST = 20
PARTS = 6
HOURS = 24 // PARTS


def reckon(material: Material, rng: np.random.Generator) -> Answer:
    snapshot, chosen = material.snapshot, material.within
    week = weekday_hour(material.local(snapshot.occurred_from, chosen), material.local(snapshot.occurred_to, chosen))
    if week.n < FEWEST:
        return undecided(KEY, METHOD, too_few(week.n, FEWEST), n=week.n)
    year = _year(material)
    parts = np.rint(week.weights.reshape(7, PARTS, HOURS).sum(axis=2)).astype(int)
    peaks = year is not None and bool(year.standing(Standing.HIGH) or year.standing(Standing.LOW))
    return Answer(
        key=KEY,
        outcome=Outcome.FOUND if peaks else Outcome.DESCRIBED,
        words=paragraphs(in_both(week.explain), in_both(year.explain) if year else {}),
        n=week.n,
        method=week.method,
        headline=_headline(parts),
        reference=week.reference,
        numbers={"week": parts.tolist(), "year": _months(year) if year else []},
        left_out={"too_long": week.n_too_long} if week.n_too_long else {},
    )


def _headline(parts: NDArray[np.int64]) -> Words:
    day, part = (int(each) for each in np.unravel_index(int(np.argmax(parts)), parts.shape))

    def write() -> str:
        hours = f"{part * HOURS:02d}–{(part + 1) * HOURS:02d}"
        values = {"weekday": labels_for(language()).weekdays[day], "hours": hours, "n": int(parts[day, part])}
        return _("Most events on %(weekday)s %(hours)s: about %(n)s.") % values

    return translated(write)


def _year(material: Material) -> SeasonalProfile | None:
    """All years known, since a month that stands out in one year alone is not a season."""
    if material.first_day is None:
        return None
    end = min(bounds(material.question.period, material.municipality.week_cut)[1], material.as_of)
    until = to_local_array(np.array([as_seconds(end)]))
    first = to_local_array(np.array([material.first_day]))[0]
    times = material.local(material.snapshot.counted_at, material.matching)
    last = until[0].astype("datetime64[D]")
    try:
        return year_wheel(times[times < last], first.astype("datetime64[D]"), last)
    except EngineError:
        return None


def _months(year: SeasonalProfile) -> list[dict[str, Any]]:
    return [] if year.reason else [as_data(month) for month in year.bins]


def show(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    counts = answer.numbers.get("week")
    if not counts:
        return ()
    caption = _("Events known only as an interval are spread over it; numbers are rounded. n = %(n)s.")
    title = _("Events by weekday and time of day")
    drawing = weekday_hour_matrix(counts, title, language())
    figure = Figure(drawing, f"{title}.", caption % {"n": answer.n}, week_table(counts))
    return (figure, *_year_figure(answer.numbers.get("year", [])))


def _year_figure(months: list[dict[str, Any]]) -> tuple[Figure, ...]:
    if not months:
        return ()
    names = MONTHS[language()]
    bars = [(names[month["index"]], float(month["count"]), round(month["expected"], 1)) for month in months]
    title = _("Events by month, against an even spread")
    drawing = bar_comparison(bars, title, _("Counted"), _("Even spread"), language())
    columns = (Column(_("Month"), header=True), Column(_("Counted"), "right"), Column(_("Even spread"), "right"))
    rows: list[tuple[str, ...]] = [(name, f"{n:.0f}", f"{even:.0f}") for name, n, even in bars]
    caption = _("All years together. n = %(n)s.") % {"n": sum(month["count"] for month in months)}
    return (Figure(drawing, f"{title}.", caption, text_table(title, columns, rows)),)
