"""Change: the latest weeks of the period against those before, the same last year and what is usual.

Weeks in which reporting itself fell away are found first and never compared with; late reports are reckoned with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from lykta.base.documents.charts import Point, time_series
from lykta.base.documents.tree import Block, Column, Figure, text_table
from lykta.base.kernel.local_time import to_local_array
from lykta.base.kernel.periods import Period, bounds, parse_period, weeks
from lykta.base.kernel.swedish_time import days_label, week_label
from lykta.cycle.analysis.answer import Answer, Words, undecided
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.material import Material
from lykta.cycle.analysis.weekly import Counts, Weekly, last_whole_week, weekly, weeks_up_to
from lykta.cycle.analysis.wording import in_both, language, paragraphs, translated
from lykta.facts.incidents.reporting_rates import reporting_rate
from lykta.facts.incidents.snapshot import as_seconds
from lykta.ground.municipalities.models import Municipality
from lykta_engine.change.comparisons import Change, PeriodComparisons, compare_period
from lykta_engine.change.counts import Verdict
from lykta_engine.change.delay import RecentComparison, compare_recent, nowcast
from lykta_engine.change.outage import Outages
from lykta_engine.errors import EngineError
from lykta_engine.words import Unit

KEY = "change"
METHOD = "periods/1"
ABOUT = gettext_lazy(
    "Compares the latest weeks with the weeks before, the same weeks last year and what is usual, and finds weeks in "
    "which reporting itself fell away."
)
LONG_DAYS = 100  # longer periods are cut in blocks of four weeks, shorter ones in weeks
FEWEST_BLOCKS = 8  # fewer say nothing of how much the numbers jump
MOST_WEEKS = 3 * 52 + 26
SHOWN = 26
LATE_DAYS = 184
NEARLY_ALL = 0.98


@dataclass(frozen=True, eq=False)
class Series:
    """Weekly counts up to the last whole week of the period, oldest first, and those weeks in blocks."""

    weekly: Weekly
    matching: Counts
    per_block: int

    @property
    def blocks(self) -> list[Period]:
        weeks_back = self.weekly.weeks
        last = [weeks_back[at] for at in range(len(weeks_back) - 1, self.per_block - 2, -self.per_block)]
        back = timedelta(weeks=self.per_block - 1)
        return [weeks(each.start - back, self.per_block) for each in reversed(last)]

    def in_blocks(self, weekly: NDArray) -> NDArray:
        whole = len(self.weekly.weeks) // self.per_block * self.per_block
        return weekly[-whole:].reshape(-1, self.per_block).sum(axis=1) if whole else weekly[:0]


def reckon(material: Material, rng: np.random.Generator) -> Answer:
    series = series_of(material)
    if series is None:
        return undecided(KEY, METHOD, _no_week(), n=material.n)
    outages = series.weekly.outages()
    out = outages.out if outages else np.zeros(len(series.weekly.weeks), dtype=bool)
    counts, left_out = series.in_blocks(series.matching), series.in_blocks(out.astype(int)) > 0
    last = series.blocks[-1] if series.blocks else None
    if last is None or len(counts) < 2:
        return undecided(KEY, METHOD, _no_week(), n=material.n)
    rate = reporting_rate(material.municipality, last, before=series.blocks[-9:-1], as_of=material.as_of).for_engine
    result = compare_period(counts, per_year=52 // series.per_block, left_out=left_out, reporting=rate)
    late = _late(material, last)
    return Answer(
        key=KEY,
        outcome=_outcome(result),
        words=paragraphs(
            _what_is_compared(series, last),
            in_both(lambda code: result.explain(code, unit=Unit.WEEK if series.per_block == 1 else Unit.PERIOD)),
            in_both(late.explain) if late else {},
            _outage_words(series, outages) if outages and outages.out.any() else {},
        ),
        n=int(counts.sum()),
        method=result.method,
        headline=_headline(result),
        reference=result.last.reference,
        numbers={
            "blocks": [[p.id, int(n), bool(o)] for p, n, o in zip(series.blocks, counts, left_out, strict=True)],
            "p": result.last.p_value,
        },
    )  # fmt: skip


def series_of(material: Material) -> Series | None:
    """None where no whole week has been counted yet."""
    end = bounds(material.question.period, material.municipality.week_cut)[1]
    last = last_whole_week(material.municipality, min(end, material.as_of))
    reached = [week for week in weeks_up_to(last, MOST_WEEKS) if material.reaches(week)]
    if not reached:
        return None
    counted = weekly(material.municipality, material.snapshot, reached, material.as_of)
    is_long = material.question.period.days > LONG_DAYS and len(reached) >= FEWEST_BLOCKS * 4
    return Series(counted, counted.of(material.matching), 4 if is_long else 1)


def _late(material: Material, last: Period) -> RecentComparison | None:
    """The last whole week with what may still come in, where so much may that it matters."""
    end = bounds(last, material.municipality.week_cut)[1]
    if material.as_of - end > timedelta(days=LATE_DAYS):
        return None
    snapshot, chosen = material.snapshot, material.matching
    reported = _days(np.maximum(snapshot.reported, snapshot.counted_at)[chosen])
    now = int(_days(np.array([as_seconds(material.as_of)]))[0]) - 1  # the last whole day
    try:
        until = int(_days(np.array([as_seconds(end)]))[0]) - 1
        found = nowcast(material.days(chosen), reported, now=now, until=min(until, now), periods=16, longest=LATE_DAYS)
    except EngineError:
        return None
    if found.delays is None or found.share_reported[-1] >= NEARLY_ALL:
        return None
    return compare_recent(found)


def _days(times: NDArray) -> NDArray[np.int64]:
    return to_local_array(times).astype("datetime64[D]").astype(np.int64)


def _outcome(result: PeriodComparisons) -> Outcome:
    """What differs from the usual, or from the same last year. One block against the one before says little alone."""
    verdicts = {str(result.same_last_year.verdict), str(result.last.verdict)}
    usual = str(result.rolling.verdict) if result.rolling else ""
    if usual in (Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL) or verdicts & {Change.MORE, Change.FEWER}:
        return Outcome.FOUND
    decided = usual == Verdict.AS_USUAL or Change.NO_CLEAR_CHANGE in verdicts
    return Outcome.NOTHING if decided else Outcome.UNDECIDED


def _headline(result: PeriodComparisons) -> Words:
    usual = str(result.rolling.verdict) if result.rolling else ""

    def write() -> str:
        if usual == Verdict.MORE_THAN_USUAL:
            return _("More than usual.")
        if usual == Verdict.FEWER_THAN_USUAL:
            return _("Fewer than usual.")
        if usual == Verdict.AS_USUAL:
            return _("As usual: no difference that is larger than chance can give.")
        return _("Whether it has changed cannot be decided.")

    return translated(write)


def _what_is_compared(series: Series, last: Period) -> Words:
    def write() -> str:
        values = {"last": days_label(last, language())}
        if series.per_block == 1:
            return _("The latest whole week of the period, %(last)s, is compared with the weeks before.") % values
        return _("The latest four weeks of the period, %(last)s, are compared with earlier four weeks.") % values

    return translated(write)


def _outage_words(series: Series, outages: Outages) -> Words:
    def names(code: str) -> list[str]:
        return [week_label(week, code, year=True) for week in series.weekly.weeks]  # type: ignore[arg-type]

    return in_both(lambda code: outages.explain(code, names=names(code)))


def _no_week() -> Words:
    return translated(lambda: _("It cannot be decided: there are not yet two whole weeks of reports to compare."))


def show(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    blocks: list[list[Any]] = answer.numbers.get("blocks", [])[-SHOWN:]
    if not blocks:
        return ()
    periods = [parse_period(each[0]) for each in blocks]
    title = _("Events per week") if periods[-1].days == 7 else _("Events per four weeks")
    points = [Point(_short(each), float(row[1])) for each, row in zip(periods, blocks, strict=True)]
    drawing = time_series(points, title, language=language())
    columns = (Column(_("Weeks"), header=True), Column(_("Events"), "right"), Column(_("Note")))
    rows: list[tuple[str, ...]] = [
        (days_label(each, language()), str(row[1]), _("reporting fell away") if row[2] else "")
        for each, row in zip(periods, blocks, strict=True)
    ]
    caption = _("The latest last. n = %(n)s.") % {"n": sum(row[1] for row in blocks)}
    return (Figure(drawing, f"{title}.", caption, text_table(title, columns, rows)),)


def _short(period: Period) -> str:
    return str(period.last_day.isocalendar().week)
