"""Vad har hänt: events of each kind against earlier periods, with the method's own verdict in a word."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.documents.tree import Block
from lykta.base.kernel.periods import bounds, previous
from lykta.base.privacy.disclosure import publishable_total
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest
from lykta.facts.incidents.counted_periods import KindCount, PeriodCounts
from lykta.facts.incidents.counting import period_counts
from lykta.facts.incidents.sections import judgement_words
from lykta.facts.incidents.sections.basis import on_reporters
from lykta.facts.incidents.sections.birth_certificates import counted
from lykta.facts.incidents.sections.kind_chart import chart_of_kinds
from lykta.facts.incidents.sections.kind_table import short_table, table_of_kinds
from lykta.facts.incidents.sections.kinds_to_show import for_reporters
from lykta.facts.incidents.sections.period_words import joined, number, paragraph, prose
from lykta.facts.incidents.snapshot import NOTHING, snapshot_for
from lykta.ground.areas.models import Place
from lykta_engine.change.counts import METHOD, Verdict

KEY = "what_happened"


def build(request: SectionRequest) -> SectionContent:
    counts = period_counts(request.municipality, request.period, request.as_of)
    if request.audience == "public":
        return _public(request, counts)
    if request.audience == "reporters":
        return _for_reporters(request, counts)
    return _internal(request, counts)


def _internal(request: SectionRequest, counts: PeriodCounts) -> SectionContent:
    text = prose(
        judgement_words.on_total(counts.total, counts.period, counts.rate),
        _on_kinds(counts, counts.kinds, _places_of(request, counts)),
        _positive(counts.positive),
    )
    facts: tuple[Block, ...] = (table_of_kinds(counts), *chart_of_kinds(counts, counts.kinds)) if counts.kinds else ()
    return SectionContent(text, facts, _numbers(counts, counts.kinds), is_empty=not counts.kinds)


def _for_reporters(request: SectionRequest, counts: PeriodCounts) -> SectionContent:
    """Kinds with few events stand together: what a single other organisation told must not be read out of the table."""
    threshold = request.municipality.smallest_public_count
    shown = for_reporters(counts.kinds, threshold)
    total = publishable_total(counts.total.count, threshold)
    text = prose(
        judgement_words.on_total(counts.total, counts.period, counts.rate, _few(total, threshold)),
        _on_kinds(counts, shown.kinds, {}),
    )
    facts: tuple[Block, ...] = ()
    if shown.kinds:
        facts = (short_table(counts, shown), *chart_of_kinds(counts, shown.kinds))
    numbers = (_total_number(counts, total), *(_kind_number(kind, counts) for kind in shown.kinds))
    return SectionContent(text, facts, numbers, is_empty=not counts.kinds)


def _public(request: SectionRequest, counts: PeriodCounts) -> SectionContent:
    """A total and words."""
    threshold = request.municipality.smallest_public_count
    total = publishable_total(counts.total.count, threshold)
    text = prose(
        judgement_words.on_total(counts.total, counts.period, counts.rate, _few(total, threshold)),
        paragraph(*on_reporters(counts.rate)),
    )
    return SectionContent(text, (), (_total_number(counts, total),), is_empty=not counts.total.count)


def _few(total: int | None, threshold: int) -> str | None:
    return None if total is not None else _("fewer than %(n)s events") % {"n": number(threshold)}


def _on_kinds(counts: PeriodCounts, kinds: Sequence[KindCount], places: dict[str, str]) -> str:
    changed = [kind for kind in kinds if kind.judgement.is_change]
    sure = judgement_words.surely_changed(counts.kinds)
    sentences = [paragraph(judgement_words.on_kind(kind, counts.period), places.get(kind.code, "")) for kind in changed]
    unsure = [kind for kind in changed if kind not in sure]
    caution = judgement_words.by_chance_among(counts.kinds, unsure)
    return prose(*sentences, paragraph(caution, _undecided(kinds), _the_rest(kinds, changed)))


def _undecided(kinds: Sequence[KindCount]) -> str:
    names = [kind.label.lower() for kind in kinds if kind.judgement.verdict == Verdict.CANNOT_BE_DECIDED]
    if not names:
        return ""
    return _("Whether anything has changed cannot be decided for: %(kinds)s.") % {"kinds": joined(names)}


def _the_rest(kinds: Sequence[KindCount], changed: Sequence[KindCount]) -> str:
    if not any(kind.judgement.verdict == Verdict.AS_USUAL for kind in kinds):
        return ""
    return _("Other differences are within the usual.") if changed else _("No kind stands out from the usual.")


def _positive(n: int) -> str:
    if n == 0:
        return ""
    text = ngettext("Besides, %(n)s positive observation came in.", "Besides, %(n)s positive observations came in.", n)
    return text % {"n": number(n)}


def _places_of(request: SectionRequest, counts: PeriodCounts) -> dict[str, str]:
    """For kinds that stand out as more: the place that holds at least half of them, when that is three or more."""
    more = [kind for kind in counts.kinds if kind.judgement.verdict == Verdict.MORE_THAN_USUAL]
    found = {kind.code: _commonest_place(request, kind.code) for kind in more}
    names = dict(
        Place.objects.for_municipality(request.municipality)
        .filter(pk__in=[place for place, _n in found.values()])
        .values_list("pk", "name")
    )
    said = {}
    for kind in more:
        place, n = found[kind.code]
        if place in names and n == kind.count >= 3:
            said[kind.code] = _("All of them at the same place: %(place)s.") % {"place": names[place]}
        elif place in names and n >= 3 and 2 * n >= kind.count:
            said[kind.code] = _("%(n)s of them at the same place: %(place)s.") % {
                "n": number(n),
                "place": names[place],
            }
    return said


def _commonest_place(request: SectionRequest, code: str) -> tuple[int, int]:
    snapshot = snapshot_for(request.municipality)
    within = snapshot.counted_between(*bounds(request.period, request.municipality.week_cut))
    of_kind = snapshot.top == snapshot.top_codes.index(code)
    rows = snapshot.is_event & snapshot.known_at(request.as_of) & within & of_kind & (snapshot.place != NOTHING)
    places = snapshot.place[rows].tolist()
    place = max(sorted(set(places)), key=places.count, default=NOTHING)
    return place, places.count(place)


def _numbers(counts: PeriodCounts, kinds: Sequence[KindCount]) -> tuple[NumberWithBasis, ...]:
    numbers = [_total_number(counts, counts.total.count), *_earlier(counts.total, "total", counts)]
    for kind in kinds:
        numbers += [_kind_number(kind, counts), *_earlier(kind, kind.code, counts)]
    if counts.positive:
        numbers.append(counted("what_happened.positive", counts.positive, counts.period))
    return tuple(numbers)


def _total_number(counts: PeriodCounts, total: int | None) -> NumberWithBasis:
    return counted("what_happened.total", total, counts.period, suppressed=total is None)


def _kind_number(kind: KindCount, counts: PeriodCounts) -> NumberWithBasis:
    return counted(f"what_happened.{kind.code}", kind.count, counts.period)


def _earlier(kind: KindCount, key: str, counts: PeriodCounts) -> list[NumberWithBasis]:
    numbers = []
    if kind.mean is not None:
        comparison = kind.judgement.comparison
        numbers.append(counted(f"what_happened.{key}.mean", round(kind.mean, 3), counts.period, n=sum(kind.baseline)))
        if comparison is not None:
            numbers.append(
                counted(f"what_happened.{key}.p_value", round(comparison.p_value, 6), counts.period,
                        n=kind.count + sum(kind.baseline), method=METHOD)
            )  # fmt: skip
    if kind.previous is not None:
        numbers.append(counted(f"what_happened.{key}.previous", kind.previous, previous(counts.period)))
    if kind.last_year is not None:
        numbers.append(counted(f"what_happened.{key}.last_year", kind.last_year, counts.last_year_period))
    return numbers
