"""A lägesbild as a document: for the page, for Word and for PDF. Reads stored rows only; counts nothing."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from django.utils.translation import gettext as _

from lykta.base.documents.tree import Block, Blocks, Document, Heading, Paragraph, Text
from lykta.base.kernel.swedish_time import bounds_label, moment_label, period_label
from lykta.cycle.situation_reports.contents import Contents, contents_of
from lykta.cycle.situation_reports.drafting import audiences_of
from lykta.cycle.situation_reports.enums import State
from lykta.cycle.situation_reports.language import language_now, sentence_case
from lykta.cycle.situation_reports.models import Addendum, ReportSection, SituationReport
from lykta.cycle.situation_reports.prose import prose_blocks
from lykta.cycle.situation_reports.rules import INTERNAL
from lykta.cycle.situation_reports.sections import assessment
from lykta.cycle.situation_reports.stored_facts import StoredFacts, facts_of, read_blocks

ADDENDA = "addenda"


def document_of(report: SituationReport, audience: str) -> Document:
    """`audience` is "internal" or "reporters"."""
    return document(contents_of(report), audience)


def document(contents: Contents, audience: str) -> Document:
    report = contents.report
    sections = sections_in(contents, audience)
    blocks = [block for section in sections for block in section_blocks(section, contents, audience)]
    return Document(
        title=title_of(report),
        language=language_now(),
        subtitle=subtitle_of(report, audience),
        blocks=(*blocks, *_addendum_blocks(contents, audience)),
        metadata=(("author", report.municipality.forum_name), ("subject", subtitle_of(report, audience))),
    )


def title_of(report: SituationReport) -> str:
    values = {"municipality": report.municipality.name, "period": period_label(report.period, language_now())}
    return _("Situation report %(municipality)s, %(period)s") % values


def subtitle_of(report: SituationReport, audience: str) -> str:
    """Which days, in what state and since when, and for whom."""
    language = language_now()
    days = sentence_case(bounds_label(report.period, report.week_cut, language))
    version = _("Internal version.") if audience == INTERNAL else _("The reporters' version.")
    return f"{days}. {_state_sentence(report)} {version}"


def _state_sentence(report: SituationReport) -> str:
    language = language_now()
    values = {"by": report.adopted_by_name, "as_of": moment_label(report.as_of, language)}
    if report.state == State.ADOPTED and report.adopted:
        values["when"] = moment_label(report.adopted, language)
        return _("Adopted %(when)s by %(by)s, with the numbers as they were known %(as_of)s.") % values
    if report.state == State.PROPOSED:
        return _("Proposed for adoption, with the numbers as they were known %(as_of)s.") % values
    return _("Draft with the numbers as they were known %(as_of)s.") % values


def shown_sections(report: SituationReport, audience: str) -> list[ReportSection]:
    """A stored report's sections as this audience reads them, those that say something, in order."""
    return sections_in(contents_of(report), audience)


def sections_in(contents: Contents, audience: str) -> list[ReportSection]:
    """A section that the group has left out is in no version."""
    listed = [as_read_by(row, audience) for row in contents.sections if audience in audiences_of(row.key)]
    return [row for row in listed if row.is_included and says_something(row)]


def says_something(section: ReportSection) -> bool:
    return bool(section.prose.strip() or facts_of(section).blocks) or section.key == assessment.KEY


def as_read_by(section: ReportSection, audience: str) -> ReportSection:
    """The row itself, or a copy with the reporters' text and facts in it, so that no page can show the group's instead.

    The numbers of the group's text are not the reporters' where they read another one.
    """
    facts = facts_of(section)
    if audience == INTERNAL or facts.reporters is None:
        return section
    theirs = copy(section)
    theirs.prose, theirs.prose_edited, theirs.numbers = facts.reporters.prose, False, []
    theirs.generated_prose = facts.reporters.prose
    theirs.facts = StoredFacts(facts.reporters.blocks).as_json()
    return theirs


def section_blocks(section: ReportSection, contents: Contents, audience: str) -> Blocks:
    is_judged = section.key == assessment.KEY and audience == INTERNAL
    lights = (assessment.light_list(contents.assessments),) if is_judged else ()
    facts = tuple(_below_section(block) for block in read_blocks(facts_of(section).blocks))
    return (Heading(1, section.title, section.key), *prose_blocks(section.prose), *lights, *facts)


def _below_section(block: Block) -> Block:
    """Headings within a section never stand beside the section's own."""
    if isinstance(block, Heading) and block.level < 2:
        return replace(block, level=2)
    return block


def _addendum_blocks(contents: Contents, audience: str) -> Blocks:
    addenda = contents.addenda if audience == INTERNAL else ()
    if not addenda:
        return ()
    written = [block for addendum in addenda for block in _one_addendum(addendum)]
    return (Heading(1, _("Addenda"), ADDENDA), *written)


def _one_addendum(addendum: Addendum) -> list[Block]:
    when = sentence_case(moment_label(addendum.written, language_now()))
    lead = Paragraph((Text(_("%(when)s, %(who)s:") % {"when": when, "who": addendum.written_by_name}),))
    return [lead, *prose_blocks(addendum.text)]
