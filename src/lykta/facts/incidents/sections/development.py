"""Åt fel håll, åt rätt håll: only what the method decides, all kinds and places looked at together."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest
from lykta.facts.incidents.counted_periods import KindCount, PeriodCounts
from lykta.facts.incidents.counting import period_counts, place_counts
from lykta.facts.incidents.sections import judgement_words
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.kinds_to_show import for_reporters
from lykta.facts.incidents.sections.period_words import decimal, joined, number, paragraph, prose, words_for
from lykta_engine.change.counts import METHOD, Verdict

KEY = "development"


def build(request: SectionRequest) -> SectionContent:
    counts = period_counts(request.municipality, request.period, request.as_of)
    candidates = (*counts.kinds, *place_counts(request.municipality, request.period, request.as_of))
    if not counts.baseline_periods:
        return SectionContent(_no_baseline(counts), is_empty=True)
    sure = _sayable(request, counts, judgement_words.surely_changed(candidates))
    wrong = [each for each in sure if each.judgement.verdict == Verdict.MORE_THAN_USUAL]
    right = [each for each in sure if each.judgement.verdict == Verdict.FEWER_THAN_USUAL]
    text = prose(
        _wrong_way(wrong),
        _right_way(right),
        paragraph(_nothing_sure(counts) if not sure else "", _undecided(request, counts, candidates)),
    )
    return SectionContent(text, (), tuple(_number(each, counts) for each in sure), is_empty=not sure)


def _no_baseline(counts: PeriodCounts) -> str:
    return _("There are no earlier periods to compare %(the)s with yet.") % {"the": words_for(counts.period).the}


def _sayable(request: SectionRequest, counts: PeriodCounts, changed: Sequence[KindCount]) -> list[KindCount]:
    """Reporters read of what other organisations told only where it is many."""
    if request.audience == "internal":
        return list(changed)
    shown = {kind.code for kind in for_reporters(counts.kinds, request.municipality.smallest_public_count).kinds}
    return [each for each in changed if each.code in shown]


def _wrong_way(wrong: Sequence[KindCount]) -> str:
    if not wrong:
        return ""
    said = _("Wrong way, more than usual: %(what)s.") % {"what": joined([_against(each) for each in wrong])}
    return paragraph(said, _("The numbers do not say what it is due to."))


def _right_way(right: Sequence[KindCount]) -> str:
    if not right:
        return ""
    said = _("Right way, fewer than usual: %(what)s.") % {"what": joined([_against(each) for each in right])}
    return paragraph(said, _("The numbers do not say what it is due to, and fewer reports can mean that fewer report."))


def _against(each: KindCount) -> str:
    values = {"what": _named(each), "counted": number(each.count), "mean": decimal(each.mean or 0)}
    return _("%(what)s (%(counted)s against %(mean)s on average)") % values


def _named(each: KindCount) -> str:
    """A kind in the middle of a sentence, or "at Strandskolan"."""
    if each.code.isdecimal():
        return _("at %(place)s") % {"place": each.label}
    return each.label[:1].lower() + each.label[1:]


def _nothing_sure(counts: PeriodCounts) -> str:
    verdicts = {kind.judgement.verdict for kind in counts.kinds}
    if verdicts == {Verdict.CANNOT_BE_DECIDED}:
        return ""
    if verdicts <= {Verdict.TOO_FEW_TO_JUDGE, Verdict.CANNOT_BE_DECIDED}:
        return _("There is too little to say whether anything goes the wrong way or the right way.")
    return _("Nothing has changed so much that it is surely more than chance.")


def _undecided(request: SectionRequest, counts: PeriodCounts, candidates: Sequence[KindCount]) -> str:
    open_ones = [each for each in candidates if each.judgement.verdict == Verdict.CANNOT_BE_DECIDED]
    if not open_ones:
        return ""
    if request.audience != "internal":
        return judgement_words.why_nothing_is_said(open_ones[0].judgement, counts.rate)
    names = joined([_named(each) for each in open_ones])
    said = _("Cannot be decided: %(what)s.") % {"what": names}
    return paragraph(said, judgement_words.why_undecided(open_ones[0].judgement, counts.rate))


def _number(each: KindCount, counts: PeriodCounts) -> NumberWithBasis:
    key = f"development.place.{each.code}" if each.code.isdecimal() else f"development.{each.code}"
    return counted(key, each.count, counts.period, n=each.count + sum(each.baseline), method=METHOD)
