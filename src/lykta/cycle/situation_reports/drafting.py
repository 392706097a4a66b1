"""Building what a lägesbild holds from the registered sections. Reads only; operations.py stores it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lykta.base.kernel.periods import Period
from lykta.cycle.situation_reports import public_counts
from lykta.cycle.situation_reports.models import ReportSection, SituationReport
from lykta.cycle.situation_reports.rules import INTERNAL, REPORTERS
from lykta.cycle.situation_reports.sections import summary
from lykta.cycle.situation_reports.stored_facts import ForReporters, StoredFacts, facts_of, stored_blocks
from lykta.facts.evidence.sections import Section, SectionContent, SectionRequest, sections, sections_for
from lykta.ground.municipalities.models import Municipality

Contents = dict[str, SectionContent]


def draw(report: SituationReport, as_of: datetime) -> list[BuiltSection]:
    """The sections, and on the report what else belongs to a drawing: moment, days and the public version's counts."""
    municipality = report.municipality
    report.as_of = as_of
    report.cut_weekday, report.cut_hour = municipality.week_cut_weekday, municipality.week_cut_hour
    report.public_counts = public_counts.count(municipality, report.period, as_of).as_json()
    return build_sections(municipality, report.period, as_of)


@dataclass(frozen=True)
class BuiltSection:
    """As the group reads it, and as the reporters do where the section is for them."""

    section: Section
    content: SectionContent
    for_reporters: SectionContent | None


def build_sections(municipality: Municipality, period: Period, as_of: datetime) -> list[BuiltSection]:
    """In order. A section for reporters alone is shown to the group as the reporters read it."""
    request = SectionRequest(municipality, period, INTERNAL, as_of)
    internal = _contents(request)
    for_reporters = _contents(replace(request, audience=REPORTERS))
    built = [
        BuiltSection(sections.get(key), internal.get(key) or for_reporters[key], for_reporters.get(key))
        for key in {**internal, **for_reporters}
    ]
    return sorted(built, key=lambda each: each.section.position)


def _contents(request: SectionRequest) -> Contents:
    """The summary is made last, from the others."""
    listed = {section.key: section for section in sections_for(request.audience)}
    contents = {key: section.build(request) for key, section in listed.items() if key != summary.KEY}
    if summary.KEY in listed:
        contents[summary.KEY] = summary.compose(request, contents)
    return contents


def new_row(report: SituationReport, built: BuiltSection) -> ReportSection:
    row = ReportSection(report=report, municipality=report.municipality, key=built.section.key)
    renew(row, built)
    return row


def renew(row: ReportSection, built: BuiltSection) -> None:
    """New facts and numbers; the text only where nobody has edited it."""
    seen = facts_of(row).seen_by_writer if row.prose_edited else None
    row.title, row.position = str(built.section.title)[:120], built.section.position
    row.generated_prose = built.content.prose.strip()
    row.facts = StoredFacts(stored_blocks(built.content.facts), _variant(built), seen).as_json()
    row.numbers = [_stored_number(number.as_json()) for number in built.content.numbers]
    if not row.prose_edited:
        row.prose = row.generated_prose


def _variant(built: BuiltSection) -> ForReporters | None:
    """Nothing where both read the same: then the text that the group edits is the reporters' too."""
    own, theirs = built.content, built.for_reporters
    if theirs is None or (own.prose, own.facts) == (theirs.prose, theirs.facts):
        return None
    return ForReporters(theirs.prose.strip(), stored_blocks(theirs.facts))


def _stored_number(number: dict[str, Any]) -> dict[str, Any]:
    return number | {"value": None} if number["suppressed"] else number


def audiences_of(key: str) -> frozenset[str]:
    """A section whose room has left the installation is kept for the internal version only."""
    return sections.get(key).audiences if key in sections else frozenset({INTERNAL})
