"""What this room registers on the floors below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.airlocks.publishing.kinds import Kind, kinds
from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare
from lykta.cycle.situation_reports import audit_words, public_version
from lykta.cycle.situation_reports.enums import Permission
from lykta.cycle.situation_reports.sections import assessment, next_meeting, summary, to_decide
from lykta.facts.evidence.sections import Section, sections

if TYPE_CHECKING:
    from lykta.base.audit.models import AuditEvent

sections.add(Section(summary.KEY, _("In brief"), 10, summary.build))
sections.add(Section(assessment.KEY, _("Our assessment"), 70, assessment.build, frozenset({"internal"})))
sections.add(Section(to_decide.KEY, _("To decide today"), 80, to_decide.build, frozenset({"internal"})))
sections.add(Section(next_meeting.KEY, _("Next meeting"), 120, next_meeting.build))

kinds.add(Kind("situation_report", _("Situation report"), Permission.RELEASE, public_version.validate))

SENTENCES: dict[str, str | Promise | Callable[[AuditEvent], str]] = {
    "situation_reports.drafted": _("Drafted the situation report for {period}"),
    "situation_reports.redrawn": _("Recounted the numbers of the situation report for {period}"),
    "situation_reports.section_edited": audit_words.section_edited,
    "situation_reports.section_restored": audit_words.section_restored,
    "situation_reports.light_set": audit_words.light_set,
    "situation_reports.light_removed": audit_words.light_removed,
    "situation_reports.proposed": _("Proposed the situation report for {period} for adoption"),
    "situation_reports.taken_back": _("Took back the proposal to adopt the situation report for {period}"),
    "situation_reports.adopted": _("Adopted the situation report for {period}"),
    "situation_reports.addendum_written": _("Wrote an addendum to the situation report for {period}"),
    "situation_reports.handed_out": audit_words.handed_out,
}
sentences.contribute(**SENTENCES)

declare(
    "situation_reports.SituationReport",
    technical="id public_id municipality version",
    internal="period_id state as_of cut_weekday cut_hour public_counts created proposed adopted",
    contact="proposed_by_id_text proposed_by_name adopted_by_id_text adopted_by_name",
)
declare(
    "situation_reports.ReportSection",
    technical="id public_id report municipality key position",
    internal="title generated_prose prose_edited facts numbers is_included",
    free_text="prose",
)
declare(
    "situation_reports.AreaAssessment",
    technical="id public_id report municipality area",
    internal="light set_at",
    free_text="label reason",
    contact="set_by_name",
)
declare(
    "situation_reports.Addendum",
    technical="id report municipality",
    internal="written",
    free_text="text",
    contact="written_by_name",
)
