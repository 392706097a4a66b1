"""The lägesbild on the screen: the same document as in Word and PDF, cut at its headings so that each can be edited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lykta.base.documents import html
from lykta.base.kernel.periods import PeriodProblem, parse_period
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.situation_reports.contents import Contents
from lykta.cycle.situation_reports.documents import document, sections_in
from lykta.cycle.situation_reports.drafting import audiences_of
from lykta.cycle.situation_reports.language import language_now
from lykta.cycle.situation_reports.models import ReportSection
from lykta.cycle.situation_reports.rules import INTERNAL, REPORTERS
from lykta.cycle.situation_reports.stored_facts import ChangedSentences, changed_since_written, facts_of

# Only section headings are h2 (documents.py pushes others down), and the writer escapes every text.
SECTION_START = re.compile(r'(?=<h2 id="d-)')


@dataclass(frozen=True)
class PaperSection:
    row: ReportSection
    body: SafeString  # with its heading; empty where the section is not in this version
    rests_on: list[str]
    changed: ChangedSentences | None
    is_for_reporters: bool
    has_own_text_for_reporters: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.body)


def paper_sections(contents: Contents, audience: str, *, with_hidden: bool) -> tuple[list[PaperSection], SafeString]:
    """The sections, and the addenda that follow them."""
    parts = SECTION_START.split(html.render(document(contents, audience).blocks, language=language_now()))
    bodies = [part for part in parts if part.strip()]
    shown = sections_in(contents, audience)
    by_key = {row.key: body for row, body in zip(shown, bodies, strict=False)}
    rows = contents.sections if with_hidden else shown
    sections = [_section(row, by_key.get(row.key, ""), audience) for row in rows]
    return sections, _safe("".join(bodies[len(shown) :]))


def _section(row: ReportSection, body: str, audience: str) -> PaperSection:
    return PaperSection(
        row=row,
        body=_safe(body),
        rests_on=rests_on(row.numbers) if body else [],
        changed=changed_since_written(row) if audience == INTERNAL else None,
        is_for_reporters=REPORTERS in audiences_of(row.key),
        has_own_text_for_reporters=facts_of(row).reporters is not None,
    )


def rests_on(numbers: Iterable[dict[str, Any]]) -> list[str]:
    """Each source and period once, with its largest n: "granskade rapporter i Lykta, vecka 46 2026, n = 23"."""
    largest: dict[str, int] = {}
    for number in numbers:
        words = f"{_source(number['source'])}, {_period_words(number['period_id'])}"
        largest[words] = max(largest.get(words, 0), number["n"])
    return [f"{words}, n = {n}" for words, n in largest.items()]


def _source(source: str) -> str:
    """A room names its source in words, or by its key."""
    return {"incidents": _("reviewed reports in Lykta"), "police_events": _("the police's published events")}.get(
        source, source
    )


def _period_words(period_id: str) -> str:
    try:
        return period_label(parse_period(period_id), language_now())
    except PeriodProblem:
        return period_id


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308  (made of elements by base.documents.html, never of strings)
