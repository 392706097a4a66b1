"""Återkoppling till rapportörer: thanks, with the real numbers."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.periods import bounds
from lykta.facts.evidence.sections import SectionContent, SectionRequest
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.reporting_rates import ReportingRate, reporting_rate
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.period_words import number, paragraph, words_for
from lykta.facts.incidents.snapshot import STATES, as_seconds, snapshot_for

KEY = "feedback"


def build(request: SectionRequest) -> SectionContent:
    came_in, waiting = _reports(request)
    rate = reporting_rate(request.municipality, request.period, as_of=request.as_of)
    text = paragraph(_thanks(came_in, rate, words_for(request.period).the), _read(came_in, waiting), _nil(rate))
    numbers = (
        counted("feedback.reports", came_in, request.period),
        counted("feedback.waiting", waiting, request.period, n=came_in),
        counted("feedback.nil_reports", rate.nil_reports, request.period),
    )
    return SectionContent(text, (), numbers, is_empty=came_in == 0 and rate.nil_reports == 0)


def _reports(request: SectionRequest) -> tuple[int, int]:
    """Reports that came in during the period, and how many of them wait for review."""
    snapshot = snapshot_for(request.municipality)
    start, end = bounds(request.period, request.municipality.week_cut)
    came = (snapshot.reported >= as_seconds(start)) & (snapshot.reported < as_seconds(end))
    came &= snapshot.known_at(request.as_of) & (snapshot.state != STATES.index(State.WITHDRAWN))
    waits = np.isin(snapshot.state, [STATES.index(State.REPORTED), STATES.index(State.RETURNED)])
    return int(came.sum()), int((came & waits).sum())


def _thanks(came_in: int, rate: ReportingRate, the: str) -> str:
    if came_in == 0 and rate.nil_reports == 0:
        return _("No reports came in during %(the)s. Write to us also when it is calm: that is important too.") % {
            "the": the
        }
    if came_in == 0:
        return _("Thank you. No reports came in during %(the)s.") % {"the": the}
    values = {"n": number(came_in), "the": the, "reporters": _reporters(rate.active)}
    if rate.for_engine is None or rate.active == 0:
        text = ngettext(
            "Thank you. During %(the)s %(n)s report came in.",
            "Thank you. During %(the)s %(n)s reports came in.",
            came_in,
        )
    else:
        text = ngettext(
            "Thank you. During %(the)s %(n)s report came in, and we heard from %(reporters)s.",
            "Thank you. During %(the)s %(n)s reports came in, and we heard from %(reporters)s.",
            came_in,
        )
    return text % values


def _reporters(n: int) -> str:
    return ngettext("%(n)s reporter", "%(n)s reporters", n) % {"n": number(n)}


def _read(came_in: int, waiting: int) -> str:
    if came_in == 0:
        return ""
    if waiting == 0:
        return _("Every report has been read and reviewed.")
    if waiting == came_in:
        return _("They have not been reviewed yet; you will be told when they have.")
    values = {"n": number(came_in - waiting), "all": number(came_in)}
    return _("%(n)s of %(all)s have been reviewed so far.") % values


def _nil(rate: ReportingRate) -> str:
    if rate.nil_reports == 0:
        return ""
    text = ngettext(
        "%(n)s nil report came in too: that nothing has happened is also important information.",
        "%(n)s nil reports came in too: that nothing has happened is also important information.",
        rate.nil_reports,
    )
    return text % {"n": number(rate.nil_reports)}
