"""Underlag: what the numbers rest on, and what is known to be missing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.periods import bounds
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest
from lykta.facts.incidents.counted_periods import PeriodCounts
from lykta.facts.incidents.counting import period_counts
from lykta.facts.incidents.quarantine import number_held_back
from lykta.facts.incidents.reporting_rates import ReportingRate
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.judgement_words import events
from lykta.facts.incidents.sections.period_words import (
    decimal,
    joined,
    moment,
    number,
    paragraph,
    prose,
    sentence,
    share,
    words_for,
)
from lykta.facts.incidents.snapshot import SOURCES, snapshot_for
from lykta.ground.accounts.enums import OrganizationKind

KEY = "basis"
LATE_MATTERS_FOR = timedelta(days=60)
ENOUGH_TO_SAY_HOW_LATE = 20


def build(request: SectionRequest) -> SectionContent:
    counts = period_counts(request.municipality, request.period, request.as_of)
    internal = request.audience == "internal"
    held = number_held_back(request.municipality, *bounds(request.period, request.municipality.week_cut))
    text = prose(
        paragraph(on_reports(counts), _sources(request, counts) if internal else ""),
        paragraph(
            *on_reporters(counts.rate),
            _nil_reports(counts.rate),
            _silent(counts.rate, names=internal),
            _on_leave(counts.rate, names=internal),
        ),
        paragraph(_waiting(counts), _held_back(held), _out_of_scope(counts), _not_over(counts), _late(request, counts)),
    )
    is_empty = counts.reports == 0 and not counts.waiting and not held
    return SectionContent(prose=text, numbers=_numbers(counts, held), is_empty=is_empty)


def on_reports(counts: PeriodCounts) -> str:
    the = words_for(counts.period).the
    if counts.reports == 0:
        return sentence(_("No reviewed reports are about %(the)s.") % {"the": the})
    reports = sentence(
        ngettext("%(n)s reviewed report is about %(the)s.", "%(n)s reviewed reports are about %(the)s.", counts.reports)
        % {"n": number(counts.reports), "the": the}
    )
    if not counts.events_told_twice:
        return reports
    twice = ngettext(
        "They tell of %(events)s: %(n)s of them was reported by more than one.",
        "They tell of %(events)s: %(n)s of them were reported by more than one.",
        counts.events_told_twice,
    ) % {"events": _told(counts), "n": number(counts.events_told_twice)}
    return f"{reports} {twice}"


def _told(counts: PeriodCounts) -> str:
    """Events as they are counted everywhere else, and beside them what is a good sign."""
    good = ngettext("%(n)s positive observation", "%(n)s positive observations", counts.positive)
    parts = [events(counts.total.count)] if counts.total.count or not counts.positive else []
    return joined([*parts, good % {"n": number(counts.positive)}] if counts.positive else parts)


def on_reporters(rate: ReportingRate) -> list[str]:
    if rate.expected == 0:
        return [_("No reporters are appointed, so it cannot be said how large a share was heard from.")]
    if rate.for_engine is None:
        return [_("The reports do not say who made them, so it cannot be said how many reporters were heard from.")]
    return [_heard(rate), _unusual_rate(rate)]


def _heard(rate: ReportingRate) -> str:
    values = {"active": number(rate.active), "expected": number(rate.expected)}
    if rate.expected == 1:
        return _("The only reporter was heard from.") if rate.active else _("The only reporter was not heard from.")
    if rate.active == 0:
        return _("None of %(expected)s reporters was heard from.") % values
    if rate.active == rate.expected == 2:
        return _("Both reporters were heard from.")
    if rate.active == rate.expected:
        return _("All %(expected)s reporters were heard from.") % values
    return (
        ngettext(
            "%(active)s of %(expected)s reporters was heard from.",
            "%(active)s of %(expected)s reporters were heard from.",
            rate.active,
        )
        % values
    )


def _unusual_rate(rate: ReportingRate) -> str:
    engine = rate.for_engine
    if engine is None or rate.active_before is None:
        return ""
    values = {"before": decimal(rate.active_before)}
    if engine.fell_clearly:
        return _("That is fewer than usual (%(before)s on average), so fewer events can be due to that.") % values
    if engine.rose_clearly:
        return _("That is more than usual (%(before)s on average), so more events can be due to that.") % values
    return ""


def _nil_reports(rate: ReportingRate) -> str:
    if rate.nil_reports == 0:
        return ""
    text = ngettext("%(n)s nil report came in.", "%(n)s nil reports came in.", rate.nil_reports)
    return text % {"n": number(rate.nil_reports)}


def _silent(rate: ReportingRate, *, names: bool) -> str:
    n = len(rate.silent)
    if n == 0 or rate.for_engine is None:
        return ""
    if names:
        return _("Not heard from: %(names)s.") % {"names": joined(rate.silent)}
    text = ngettext("%(n)s organisation was not heard from.", "%(n)s organisations were not heard from.", n)
    return text % {"n": number(n)}


def _on_leave(rate: ReportingRate, *, names: bool) -> str:
    """Silence that says nothing: an announced holiday."""
    n = len(rate.on_leave)
    if n == 0 or rate.for_engine is None:
        return ""
    if names:
        return _("On leave: %(names)s.") % {"names": joined(rate.on_leave)}
    text = ngettext("%(n)s organisation was on leave.", "%(n)s organisations were on leave.", n)
    return text % {"n": number(n)}


def _sources(request: SectionRequest, counts: PeriodCounts) -> str:
    snapshot = snapshot_for(request.municipality)
    within = snapshot.counted_between(*bounds(request.period, request.municipality.week_cut))
    of_each = np.bincount(
        snapshot.source[snapshot.is_event & snapshot.known_at(request.as_of) & within], minlength=len(SOURCES)
    )
    found = [(int(n), str(OrganizationKind(SOURCES[at]).label).lower()) for at, n in enumerate(of_each) if n]
    if not found:
        return ""
    ordered = sorted(found, key=lambda each: (-each[0], each[1]))
    return _("Sources: %(sources)s.") % {"sources": joined([f"{name} ({n})" for n, name in ordered])}


def _waiting(counts: PeriodCounts) -> str:
    if counts.waiting == 0:
        return ""
    text = ngettext(
        "%(n)s report is not reviewed yet and is not counted.",
        "%(n)s reports are not reviewed yet and are not counted.",
        counts.waiting,
    )
    return text % {"n": number(counts.waiting)}


def _held_back(n: int) -> str:
    """Nothing of what is held back but how many there are."""
    if n == 0:
        return ""
    text = ngettext(
        "%(n)s report is held back, since it may point out a person, and is not counted.",
        "%(n)s reports are held back, since they may point out a person, and are not counted.",
        n,
    )
    return text % {"n": number(n)}


def _out_of_scope(counts: PeriodCounts) -> str:
    if counts.out_of_scope == 0:
        return ""
    text = ngettext(
        "%(n)s report belongs elsewhere and is not counted.",
        "%(n)s reports belong elsewhere and are not counted.",
        counts.out_of_scope,
    )
    return text % {"n": number(counts.out_of_scope)}


def _not_over(counts: PeriodCounts) -> str:
    if counts.is_over:
        return ""
    values = {"the": words_for(counts.period).the, "moment": moment(counts.as_of)}
    return _("%(the)s is not over yet: the numbers go up to %(moment)s.") % values


def _late(request: SectionRequest, counts: PeriodCounts) -> str:
    """How much of earlier periods came later than now, counted from each period's end."""
    lag = counts.as_of - counts.ends
    if lag > LATE_MATTERS_FOR or not counts.is_over:
        return ""
    snapshot, cut = snapshot_for(request.municipality), request.municipality.week_cut
    events_known = snapshot.is_event & snapshot.known_at(request.as_of)
    late = n = 0
    for period in counts.baseline_periods:
        start, end = bounds(period, cut)
        within = events_known & snapshot.counted_between(start, end)
        n += int(within.sum())
        late += int((within & (snapshot.reported > np.datetime64(int((end + lag).timestamp()), "s"))).sum())
    if n < ENOUGH_TO_SAY_HOW_LATE:
        return _("Numbers for the latest days may rise when late reports come in.")
    if late == 0:
        return ""
    said = _("The numbers usually rise when late reports come in: in earlier periods %(share)s came later than this.")
    return said % {"share": share(late / n)}


def _numbers(counts: PeriodCounts, held: int) -> tuple[NumberWithBasis, ...]:
    rate, period = counts.rate, counts.period
    known = rate.for_engine is not None
    return (
        counted("basis.reports", counts.reports, period),
        counted("basis.events", counts.total.count + counts.positive, period, n=counts.reports),
        counted("basis.events_reported_by_several", counts.events_told_twice, period, n=counts.reports),
        counted("basis.waiting", counts.waiting, period),
        counted("basis.held_back", held, period),
        counted("basis.out_of_scope", counts.out_of_scope, period),
        counted("basis.reporters_active", rate.active if known else None, period, n=rate.expected),
        counted("basis.reporters_expected", rate.expected, period),
        counted("basis.nil_reports", rate.nil_reports, period),
    )
