"""Which stored reports are worth showing beside one that is being reviewed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lykta.facts.incidents.duplicates.candidates import living, near_any, near_one
from lykta.facts.incidents.duplicates.likeness import Likeness, Report, likeness
from lykta.facts.incidents.duplicates.reasons import reasons
from lykta.facts.incidents.duplicates.stored import Stored, as_stored, kinds_of, reports_of
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, IncidentQuerySet
from lykta.ground.municipalities.models import Municipality

MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`incident` is one that can be merged into. The reasons are phrases in the reader's language, see `reasons`."""

    incident: Incident
    score: float  # logarithm of the odds; 0 is even
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    likeness: Likeness
    text: str  # of the report that is most alike, which may be merged into the one suggested


def suggestions(rows: IncidentQuerySet, incident: Incident) -> list[Suggestion]:
    """Likeliest first. `rows` are those that the reader may see, in the incident's municipality."""
    if not _may_have(incident):
        return []
    return _suggested(rows, [incident], near_one(rows, incident), incident.municipality).get(incident.pk, [])


def suggestions_of(
    rows: IncidentQuerySet, incidents: Iterable[Incident], municipality: Municipality
) -> dict[int, list[Suggestion]]:
    """By primary key, those with any, in as few queries as for one. In a flood it looks at so many only."""
    asked = [each for each in incidents if _may_have(each) and each.municipality_id == municipality.pk]
    if not asked:
        return {}
    return _suggested(rows, asked, near_any(rows, asked), municipality)


def _may_have(incident: Incident) -> bool:
    has_place = incident.place_id is not None or incident.lon is not None
    return has_place and incident.state != State.QUARANTINED


def _suggested(
    rows: IncidentQuerySet, asked: Sequence[Incident], stored: Sequence[Stored], municipality: Municipality
) -> dict[int, list[Suggestion]]:
    kinds = kinds_of(municipality) if stored else {}
    candidates = list(zip(stored, reports_of(stored, kinds), strict=True))
    found = {
        report.key: _best(report, candidates)
        for report in reports_of([as_stored(each) for each in asked] if stored else [], kinds)
    }
    targets = _targets(rows, {pk for best in found.values() for pk in best})
    texts = {each.pk: each.text for each in asked}
    told = {
        key: [
            Suggestion(targets[pk], one.score, reasons(one.likeness, texts[key], one.text))
            for pk, one in best.items()
            if pk in targets
        ][:MOST_SUGGESTED]
        for key, best in found.items()
    }
    return {key: each for key, each in told.items() if each}


def _best(report: Report, candidates: Iterable[tuple[Stored, Report]]) -> dict[int, _Found]:
    """Likeliest first, by the report that counts: what is merged speaks for the one it points at, and counts as one."""
    best: dict[int, _Found] = {}
    for row, other in candidates:
        pk = row.merged_into_id or row.pk
        if pk == report.key or row.pk == report.key:
            continue
        alike = likeness(report, other)
        if alike is not None and alike.is_likely and (pk not in best or alike.score > best[pk].score):
            best[pk] = _Found(alike.score, alike, row.text)
    return dict(sorted(best.items(), key=lambda each: (-each[1].score, each[0]))[: 2 * MOST_SUGGESTED])


def _targets(rows: IncidentQuerySet, pks: set[int]) -> dict[int, Incident]:
    """Only what can be merged into: visible, living, and not itself merged."""
    if not pks:
        return {}
    whole = living(rows).filter(pk__in=pks, merged_into__isnull=True)
    return {row.pk: row for row in whole.select_related("category", "place", "organization", "municipality")}
