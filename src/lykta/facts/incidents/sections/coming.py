"""Kommande: what is announced for the fourteen days after the period."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.documents.tree import Block, BulletList, Strong, Text
from lykta.base.kernel.local_time import local_midnight, to_local
from lykta.base.kernel.periods import bounds
from lykta.base.kernel.swedish_text import whole
from lykta.base.kernel.swedish_time import interval_label
from lykta.facts.evidence.sections import SectionContent, SectionRequest
from lykta.facts.incidents.models import ComingEvent
from lykta.facts.incidents.queries import coming_events
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.period_words import day, language, number, sentence

KEY = "coming"
AHEAD = timedelta(days=14)


def build(request: SectionRequest) -> SectionContent:
    start = _from(request)
    rows = list(coming_events(request.municipality, start, start + AHEAD).filter(recorded__lte=request.as_of))
    last_day = day(to_local(start + AHEAD).date() - timedelta(days=1))
    if not rows:
        text = _("No events are announced up to and including %(day)s.") % {"day": last_day}
    else:
        text = ngettext(
            "%(n)s event is announced up to and including %(day)s.",
            "%(n)s events are announced up to and including %(day)s.",
            len(rows),
        ) % {"n": number(len(rows), neuter=True), "day": last_day}
    numbers = (counted("coming.events", len(rows), request.period),)
    return SectionContent(sentence(text), _list(request, rows), numbers, is_empty=not rows)


def _from(request: SectionRequest) -> datetime:
    """The period's end, or today where that is later: what is over is not coming."""
    end = bounds(request.period, request.municipality.week_cut)[1]
    return max(end, local_midnight(to_local(request.as_of).date()))


def _list(request: SectionRequest, rows: list[ComingEvent]) -> tuple[Block, ...]:
    if not rows:
        return ()
    with_notes = request.audience == "internal"
    return (BulletList(tuple((Strong(row.title), Text(_about(row, with_notes))) for row in rows)),)


def _about(row: ComingEvent, with_note: bool) -> str:
    where = ", ".join(part for part in (row.place.name if row.place else "", row.place_text) if part)
    visitors = ""
    if row.expected_visitors:
        visitors = _("about %(n)s visitors") % {"n": whole(row.expected_visitors)}
    parts = [interval_label(row.starts, row.ends, language()), where, visitors]
    said = ", " + ", ".join(part for part in parts if part) + "."
    return f"{said} {row.note}" if with_note and row.note else said
