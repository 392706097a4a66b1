"""What residents read of an adopted lägesbild: numbers only, never the group's texts.

A week is a total and words; from a month upwards a table and a map of coarse cells. No number is below the
municipality's limit, and none can be worked out from this and earlier releases together (released_numbers.py).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.airlocks.publishing.models import Release
from lykta.base.documents.serialise import UnreadableDocument
from lykta.base.documents.tree import Block, Blocks, Cell, Column, Number, Paragraph, Table, Text
from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.periods import Cut, Period, PeriodProblem, bounds, parse_period
from lykta.base.kernel.swedish_text import counted, whole
from lykta.base.kernel.swedish_time import bounds_label, day_label, period_label
from lykta.base.privacy.screening import screen
from lykta.cycle.situation_reports import rules
from lykta.cycle.situation_reports.language import language_now, sentence_case
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.public_counts import PublicCounts, counts_of, has_table
from lykta.cycle.situation_reports.public_map import coarse_map
from lykta.cycle.situation_reports.released_numbers import OTHER, TOTAL, Known, PublicNumbers, public_numbers
from lykta.cycle.situation_reports.stored_facts import read_blocks, stored_blocks
from lykta.facts.evidence.queries import categories_for
from lykta.ground.municipalities.models import Municipality

KIND = "situation_report"
KEYS = frozenset({"v", "period_id", "period_label", "title", "lead", "blocks", "as_of", "adopted", "basis"})
LONGEST_LEAD = 1500
EARLIEST_CUT = Cut(weekday=3, hour=12)  # 84 hours before the Monday


def public_content(report: SituationReport) -> dict[str, Any]:
    """What a proposal holds. NotNow where it is not adopted, or the municipality's delay has not passed."""
    rules.require_releasable(report)
    return preview_content(report)


def preview_content(report: SituationReport) -> dict[str, Any]:
    """The same before its day, for the one who is to propose it."""
    rules.require_adopted(report)
    municipality, period, language = report.municipality, report.period, language_now()
    counts = counts_of(report)
    numbers = _numbers(report, counts)
    return {
        "v": 1,
        "period_id": period.id,
        "period_label": period_label(period, language),
        "title": _("Situation report for %(period)s") % {"period": period_label(period, language)},
        "lead": _lead(municipality, period, numbers),
        "blocks": stored_blocks(_blocks(report, counts, numbers)),
        "as_of": to_local(report.as_of).date().isoformat(),
        "adopted": to_local(report.adopted).date().isoformat() if report.adopted else "",
        "basis": _basis(report, counts),
    }


def _numbers(report: SituationReport, counts: PublicCounts) -> PublicNumbers:
    start, end = bounds(report.period, report.week_cut)
    return public_numbers(
        counts.total,
        counts.kinds,
        start=start,
        end=end,
        threshold=report.municipality.smallest_public_count,
        earlier=released_before(report.municipality),
        with_rows=has_table(report.period),
    )


# In words


def _lead(municipality: Municipality, period: Period, numbers: PublicNumbers) -> str:
    name = sentence_case(period_label(period, language_now()))
    values = {"period": name, "number": _total_in_words(numbers, municipality)}
    return _("%(period)s: %(number)s that disturb or worry were seen at places that everybody shares.") % values


def _total_in_words(numbers: PublicNumbers, municipality: Municipality) -> str:
    if numbers.total is not None:
        return _incidents(numbers.total)
    if numbers.about is not None:
        return _("about %(number)s incidents") % {"number": whole(numbers.about)}
    return _("fewer than %(number)s incidents") % {"number": whole(municipality.smallest_public_count)}


def _incidents(n: int) -> str:
    if language_now() == "sv":
        return counted(n, "händelse", "händelser")
    return ngettext("%(number)s incident", "%(number)s incidents", n) % {"number": n or "no"}


def _basis(report: SituationReport, counts: PublicCounts) -> str:
    """n, source, as of when, and what is left out."""
    values = {
        "organizations": report.municipality.forum_name,
        "as_of": day_label(to_local(report.as_of).date(), language_now(), year=True),
        "limit": whole(report.municipality.smallest_public_count),
    }
    sentences = [
        _("Reports from the municipality, the police and their partners in %(organizations)s, each reviewed and each "
          "incident counted once, as known on %(as_of)s.") % values,
        _("Not reported crimes: what people at work in the municipality have seen at places."),
        _("Numbers below %(limit)s are not shown.") % values,
    ]  # fmt: skip
    if counts.expected:
        rate = {"active": counts.active, "expected": counts.expected}
        sentences.insert(1, _("%(active)s of %(expected)s reporters were heard from.") % rate)
    return " ".join(sentences)


# The blocks


def _blocks(report: SituationReport, counts: PublicCounts, numbers: PublicNumbers) -> Blocks:
    blocks: list[Block] = [_total_paragraph(report, numbers), *_comparison(counts, numbers)]
    if has_table(report.period):
        blocks += _table(report, numbers)
        blocks += coarse_map(report)
    return tuple(blocks)


def _total_paragraph(report: SituationReport, numbers: PublicNumbers) -> Paragraph:
    """The number stands alone in its Number, so that later releases can be held against it."""
    days = bounds_label(report.period, report.week_cut, language_now())
    words = sentence_case(_total_in_words(numbers, report.municipality))
    if numbers.total is None:
        return Paragraph((Text(f"{words}, {days}."),))
    basis = _("Reviewed reports in Lykta, each incident once, %(days)s.") % {"days": days}
    figure = Number(whole(numbers.total), basis)
    unit = ngettext("incident", "incidents", numbers.total)
    return Paragraph((figure, Text(f" {unit}, {days}.")))


def _comparison(counts: PublicCounts, numbers: PublicNumbers) -> list[Block]:
    """Only the verdict: a mean or a number from before would be a release of its own."""
    if numbers.total is None:
        return []
    sentences = {
        "more_than_usual": _("That is more than usual, but not why: more reports can also mean that more report."),
        "fewer_than_usual": _("That is fewer than usual, but not why: fewer reports can also mean that fewer report."),
        "as_usual": _("That is about as usual."),
        "cannot_be_decided": _("Whether that is more or fewer than usual cannot be decided."),
        "too_few_to_judge": _("It is too little to judge whether that is more or fewer than usual."),
    }
    return [Paragraph((Text(sentences[counts.verdict]),))]


def _table(report: SituationReport, numbers: PublicNumbers) -> list[Block]:
    if not numbers.rows or numbers.total is None:
        return []
    labels = {row.code: row.label for row in categories_for(report.municipality)}
    rows = [(labels.get(code, code), count) for code, count in numbers.rows]
    if numbers.other:
        rows.append((_("Other and what is too little to show"), numbers.other))
    cells = tuple((Cell((Text(label),)), Cell((Text(whole(count)),))) for label, count in rows)
    columns = (Column(_("What"), header=True), Column(_("Number"), align="right"))
    caption = _("What was seen, %(period)s") % {"period": period_label(report.period, language_now())}
    return [Table(caption, columns, cells)]


# What has been released before


def released_before(municipality: Municipality) -> list[Known]:
    """Every number that has ever stood in public, withdrawn or replaced ones too: what was read is known."""
    releases = Release.objects.for_municipality(municipality).filter(kind=KIND)
    codes = {row.label: row.code for row in categories_for(municipality)}
    contents = releases.order_by("pk").values_list("content", flat=True)
    cuts = {row.period_id: row.week_cut for row in SituationReport.objects.for_municipality(municipality)}
    return [
        known
        for content in contents
        for known in _known(content, cuts.get(content["period_id"], municipality.week_cut), codes)
    ]


def _known(content: dict[str, Any], cut: Cut, codes: dict[str, str]) -> list[Known]:
    start, end = bounds(parse_period(content["period_id"]), cut)
    known: list[Known] = []
    for block in read_blocks(content["blocks"]):
        if isinstance(block, Paragraph):
            totals = [inline for inline in block.inlines if isinstance(inline, Number)]
            known += [Known(TOTAL, start, end, _read(total.text)) for total in totals]
        elif isinstance(block, Table):
            known += [Known(codes.get(_text(row[0]), OTHER), start, end, _read(_text(row[1]))) for row in block.rows]
    return known


def _text(cell: Cell) -> str:
    return "".join(inline.text for inline in cell.inlines if isinstance(inline, Text))


def _read(figure: str) -> int:
    return int("".join(letter for letter in figure if letter.isdigit()))


# The last look before it leaves


def validate(content: dict[str, Any]) -> None:
    """Registered with publishing: ValueError for what may not go out, whoever put it together."""
    if set(content) != KEYS or content["v"] != 1:
        raise ValueError("a public situation report holds exactly the agreed fields, version 1")
    period = _period(content["period_id"])
    for key in ("as_of", "adopted"):
        date.fromisoformat(content[key])
    _check_text(content["lead"], LONGEST_LEAD)
    for key in ("period_label", "title", "basis"):
        _check_text(content[key], LONGEST_LEAD)
    try:
        blocks = read_blocks(content["blocks"])
    except UnreadableDocument as problem:
        raise ValueError(str(problem)) from problem
    if not has_table(period) and not all(isinstance(block, Paragraph) for block in blocks):
        raise ValueError("a period shorter than a month is a total and words")


def _period(text: Any) -> Period:
    try:
        period = parse_period(text)
    except (PeriodProblem, TypeError) as problem:
        raise ValueError("the period cannot be read") from problem
    _start, end = bounds(period, EARLIEST_CUT)  # rules.require_releasable knows the municipality's own, and its delay
    if to_local(end).date() > timezone.localdate():
        raise ValueError("the period is not over")
    return period


def _check_text(text: Any, longest: int) -> None:
    if not isinstance(text, str) or not text.strip() or len(text) > longest:
        raise ValueError("a text is missing or too long")
    if screen(text).stops:
        raise ValueError("a text points out a person")
