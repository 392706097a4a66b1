"""Polisens notiser: what the police have published. A selection, never statistics, and never a place on a map."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lykta.base.documents.tree import Block, Cell, Column, Inline, Link, Table, Text, text_cell
from lykta.base.kernel.periods import bounds
from lykta.base.kernel.swedish_text import number_word
from lykta.base.kernel.swedish_time import Language, moment_label
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest
from lykta.facts.statistics.queries import PublishedNotice, latest_publication, notices_about

KEY = "police_events"
MOST_ROWS = 40
A_DAY = timedelta(days=1)  # the police publish something every day: a longer gap means that nobody read it in


def build(request: SectionRequest) -> SectionContent:
    start, end = bounds(request.period, request.municipality.week_cut)
    latest = latest_publication(request.as_of)
    if latest is None or latest < start:
        return SectionContent(prose=_not_read_in(latest), is_empty=True)
    notices = notices_about(request.municipality, start, end, request.as_of)
    prose = " ".join(part for part in _sentences(request, notices, latest, end) if part)
    number = NumberWithBasis(KEY, len(notices), len(notices), "police_events", request.period.id)
    return SectionContent(prose, _table(notices), (number,), is_empty=not notices)


def _not_read_in(latest: datetime | None) -> str:
    if latest is None:
        return _("The police's notices have not been read in.")
    return _("The police's notices have not been read in for this period. The latest is from %(moment)s.") % {
        "moment": moment_label(latest, _language())
    }


def _sentences(
    request: SectionRequest, notices: list[PublishedNotice], latest: datetime, end: datetime
) -> tuple[str, ...]:
    return (
        _how_many(request.municipality.name, len(notices)),
        _summaries(sum(notice.is_summary for notice in notices), len(notices)),
        _("They name the municipality, not the place.") if notices else "",
        _("The police choose what to publish, so the number says nothing about how much happens.") if notices else "",
        _reach(latest, min(end, request.as_of)),
        _("Events for which the police name only the county are not included. Source: the Police."),
    )


def _how_many(name: str, n: int) -> str:
    if n == 0:
        return _("The police have published no notice about %(name)s.") % {"name": name}
    text = ngettext(
        "The police have published %(n)s notice about %(name)s.",
        "The police have published %(n)s notices about %(name)s.",
        n,
    )
    return text % {"n": _number(n), "name": name}


def _summaries(n: int, total: int) -> str:
    if n == 0:
        return ""
    if n == total == 1:
        return _("It is a summary that tells of several events.")
    if n == total:
        return _("All are summaries, and each tells of several events.")
    text = ngettext(
        "%(n)s of them is a summary that tells of several events.",
        "%(n)s of them are summaries, and each tells of several events.",
        n,
    ) % {"n": _number(n)}
    return text[:1].upper() + text[1:]


def _reach(latest: datetime, until: datetime) -> str:
    if latest >= until - A_DAY:
        return ""
    return _("The notices are read in up to %(moment)s.") % {"moment": moment_label(latest, _language())}


def _table(notices: list[PublishedNotice]) -> tuple[Block, ...]:
    if not notices:
        return ()
    shown = notices[-MOST_ROWS:]
    note = ""
    if len(shown) < len(notices):
        note = _("The latest %(shown)s of %(all)s are shown.") % {"shown": len(shown), "all": len(notices)}
    columns = (Column(_("When"), header=True), Column(_("What")), Column(_("The police write")))
    return (Table(_("Notices from the police"), columns, tuple(_row(notice) for notice in shown), note),)


def _row(notice: PublishedNotice) -> tuple[Cell, ...]:
    when = moment_label(notice.happened, _language(), year=False)
    return text_cell(when), Cell((_linked(notice),)), text_cell(notice.summary)


def _linked(notice: PublishedNotice) -> Inline:
    kind = notice.kind or _("Notice")
    return Link(kind, notice.url) if notice.url else Text(kind)


def _number(n: int) -> str:
    return number_word(n) if _language() == "sv" else str(n)


def _language() -> Language:
    return "en" if (get_language() or "sv").startswith("en") else "sv"
