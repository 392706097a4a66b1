"""Every change of a lägesbild. Adopted means locked: from then on only an addendum can be written."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, StalePage
from lykta.base.kernel.periods import PeriodProblem, parse_period
from lykta.cycle.situation_reports import rules
from lykta.cycle.situation_reports.drafting import draw, new_row, renew
from lykta.cycle.situation_reports.enums import Light, Permission, State
from lykta.cycle.situation_reports.models import Addendum, AreaAssessment, ReportSection, SituationReport
from lykta.cycle.situation_reports.stored_facts import facts_of
from lykta.cycle.situation_reports.written_text import (
    LONGEST_ADDENDUM,
    LONGEST_LABEL,
    LONGEST_PROSE,
    LONGEST_REASON,
    checked,
)
from lykta.ground.accounts.rules import may_second
from lykta.ground.areas.models import Area
from lykta.ground.areas.queries import areas_of
from lykta.ground.municipalities.models import Municipality


def draft_report(*, municipality: Municipality, period_id: str, by: Actor) -> SituationReport:
    """The lägesbild of the period, drafted now if nobody has done so. Two who ask at once get the same one."""
    rules.require_change(by, municipality, Permission.EDIT)
    if existing := _existing(municipality, period_id):
        return existing
    now = timezone.now()
    try:
        period = parse_period(period_id)
    except PeriodProblem as problem:
        raise NotNow(_(problem.message) % problem.parameters) from problem
    rules.require_begun(period, municipality, now)
    # Counted before the transaction: nobody waits for the database's pen while a year is summed up.
    report = SituationReport(municipality=municipality, period_id=period.id)
    built = draw(report, now)
    try:
        with transaction.atomic():
            report.save()
            ReportSection.unscoped.bulk_create([new_row(report, each) for each in built])
            record("situation_reports.drafted", by=by, municipality=municipality, subject=report, period=period.id)
    except IntegrityError:
        other = _existing(municipality, period.id)
        if other is None:
            raise
        return other
    return report


def redraw(*, report: SituationReport, by: Actor) -> SituationReport:
    """Numbers, facts and unedited texts as they are known now. Edited texts stay; the page shows what has changed."""
    rules.require_change(by, report.municipality, Permission.EDIT)
    rules.require_draft(report)
    drawn = SituationReport(municipality=report.municipality, period_id=report.period_id)
    built = draw(drawn, timezone.now())
    with transaction.atomic():
        row = _locked(report)
        rules.require_draft(row)
        sections = {section.key: section for section in row.sections.all()}
        for each in built:
            section = sections.get(each.section.key)
            if section is None:
                new_row(row, each).save()
            else:
                renew(section, each)
                section.save()
        row.as_of, row.public_counts = drawn.as_of, drawn.public_counts
        row.cut_weekday, row.cut_hour = drawn.cut_weekday, drawn.cut_hour
        _touch(row)
        record("situation_reports.redrawn", by=by, municipality=row.municipality, subject=row, period=row.period_id)
    return row


def edit_section(
    *, section: ReportSection, prose: str, is_included: bool, by: Actor, expected_version: int
) -> ReportSection:
    """`expected_version` is the section's own: two people may edit different sections at the same time."""
    rules.require_change(by, section.municipality, Permission.EDIT)
    text = checked(prose, field="prose", longest=LONGEST_PROSE)
    with transaction.atomic():
        report = _locked_draft(section.report)
        row = report.sections.get(pk=section.pk)
        if (row.prose, row.is_included) == (text, is_included):
            return row  # the same form sent twice
        _refuse_stale(row.version, expected_version)
        row.prose, row.is_included = text, is_included
        row.prose_edited = text != row.generated_prose
        _remember_seen(row)
        row.save()
        _touch(report)
        record(
            "situation_reports.section_edited", by=by, municipality=report.municipality, subject=report,
            period=report.period_id, section=row.key, included=row.is_included, edited=row.prose_edited,
        )  # fmt: skip
    return row


def restore_generated(*, section: ReportSection, by: Actor, expected_version: int) -> ReportSection:
    """Back to the generated text, with today's numbers."""
    rules.require_change(by, section.municipality, Permission.EDIT)
    with transaction.atomic():
        report = _locked_draft(section.report)
        row = report.sections.get(pk=section.pk)
        if not row.prose_edited:
            return row
        _refuse_stale(row.version, expected_version)
        row.prose, row.prose_edited = row.generated_prose, False
        _remember_seen(row)
        row.save()
        _touch(report)
        record(
            "situation_reports.section_restored", by=by, municipality=report.municipality, subject=report,
            period=report.period_id, section=row.key,
        )  # fmt: skip
    return row


def set_light(
    *, report: SituationReport, label: str, area: Area | None, light: str, reason: str, by: Actor
) -> AreaAssessment:
    """One light per area or named place, always with its reason. A new one takes the place of the old."""
    rules.require_change(by, report.municipality, Permission.EDIT)
    if light not in Light.values:
        raise NotNow(_("Choose green, yellow or red."))
    if area is not None and not areas_of(report.municipality).filter(pk=area.pk).exists():
        raise NotNow(_("The area is not among the municipality's areas. Choose another one."))
    label = checked(area.name if area else label, field="label", longest=LONGEST_LABEL, required=True)
    reason = checked(reason, field="reason", longest=LONGEST_REASON, required=True)
    with transaction.atomic():
        row = _locked_draft(report)
        old = row.assessments.filter(label__iexact=label).first()
        if old and (old.light, old.reason) == (light, reason):
            return old
        before = old.light if old else ""
        assessment = old or AreaAssessment(report=row, municipality=row.municipality, label=label)
        assessment.area, assessment.light, assessment.reason = area or assessment.area, light, reason
        assessment.set_by_name, assessment.set_at = by.actor_name, timezone.now()
        assessment.save()
        _touch(row)
        record(
            "situation_reports.light_set", by=by, municipality=row.municipality, subject=assessment,
            period=row.period_id, light=light, before=before,
        )  # fmt: skip
    return assessment


def remove_light(*, assessment: AreaAssessment, by: Actor) -> None:
    rules.require_change(by, assessment.municipality, Permission.EDIT)
    with transaction.atomic():
        row = _locked_draft(assessment.report)
        if not row.assessments.filter(pk=assessment.pk).exists():
            return
        record(
            "situation_reports.light_removed", by=by, municipality=row.municipality, subject=assessment,
            period=row.period_id, before=assessment.light,
        )  # fmt: skip
        assessment.delete()
        _touch(row)


def propose(*, report: SituationReport, by: Actor, expected_version: int) -> SituationReport:
    rules.require_change(by, report.municipality, Permission.EDIT)
    with transaction.atomic():
        row = _locked(report)
        if row.state == State.PROPOSED and row.proposed_by_id_text == by.actor_id:
            return row  # the same button pressed twice
        rules.require_draft(row)
        _refuse_stale(row.version, expected_version)
        row.state, row.proposed = State.PROPOSED, timezone.now()
        row.proposed_by_id_text, row.proposed_by_name = by.actor_id, by.actor_name
        _touch(row)
        record("situation_reports.proposed", by=by, municipality=row.municipality, subject=row, period=row.period_id)
    return row


def take_back(*, report: SituationReport, by: Actor, expected_version: int) -> SituationReport:
    """Back to a draft: by those who write, and by the second person who does not agree."""
    rules.require_change(by, report.municipality, Permission.EDIT, Permission.ADOPT)
    with transaction.atomic():
        row = _locked(report)
        if row.state == State.DRAFT:
            return row
        if row.state == State.ADOPTED:
            rules.require_draft(row)
        _refuse_stale(row.version, expected_version)
        row.state, row.proposed = State.DRAFT, None
        row.proposed_by_id_text = row.proposed_by_name = ""
        _touch(row)
        record("situation_reports.taken_back", by=by, municipality=row.municipality, subject=row, period=row.period_id)
    return row


def adopt(*, report: SituationReport, by: Actor, expected_version: int) -> SituationReport:
    """By another human than the one who proposed it. After this nothing in it changes."""
    rules.require_change(by, report.municipality, Permission.ADOPT)
    with transaction.atomic():
        row = _locked(report)
        if row.state == State.ADOPTED and row.adopted_by_id_text == by.actor_id:
            return row
        if row.state != State.PROPOSED:
            rules.require_draft(row)
            raise NotNow(_("The situation report is not proposed yet. Propose it; another person then adopts it."))
        if not may_second(by, row.proposed_by_id_text):
            raise NotNow(_("Another person than the one who proposed the situation report must adopt it."))
        _refuse_stale(row.version, expected_version)
        row.state, row.adopted = State.ADOPTED, timezone.now()
        row.adopted_by_id_text, row.adopted_by_name = by.actor_id, by.actor_name
        _touch(row)
        record("situation_reports.adopted", by=by, municipality=row.municipality, subject=row, period=row.period_id)
    return row


def add_addendum(*, report: SituationReport, text: str, by: Actor) -> Addendum:
    """What is said after adoption. The same text twice is one addendum."""
    rules.require_change(by, report.municipality, Permission.EDIT, Permission.ADOPT)
    text = checked(text, field="text", longest=LONGEST_ADDENDUM, required=True)
    with transaction.atomic():
        row = _locked(report)
        if row.state != State.ADOPTED:
            raise NotNow(_("An addendum is for an adopted situation report. This one can still be changed."))
        if existing := row.addenda.filter(text=text).first():
            return existing
        addendum = Addendum.objects.create(
            report=row, municipality=row.municipality, text=text, written_by_name=by.actor_name
        )
        _touch(row)
        record(
            "situation_reports.addendum_written", by=by, municipality=row.municipality, subject=row,
            period=row.period_id,
        )  # fmt: skip
    return addendum


def record_hand_out(*, report: SituationReport, audience: str, file_format: str, by: Actor) -> None:
    """A copy leaves the system: that is handing out, and the log says which version, to whom and when."""
    rules.require_export(by, report, audience)
    record(
        "situation_reports.handed_out", by=by, municipality=report.municipality, subject=report,
        period=report.period_id, audience=audience, format=file_format, state=report.state,
    )  # fmt: skip


def _remember_seen(section: ReportSection) -> None:
    """Which generated text the writer had before them, to be held against a later one."""
    seen = section.generated_prose if section.prose_edited else None
    section.facts = replace(facts_of(section), seen_by_writer=seen).as_json()


def _existing(municipality: Municipality, period_id: str) -> SituationReport | None:
    return SituationReport.objects.for_municipality(municipality).filter(period_id=period_id).first()


def _locked(report: SituationReport) -> SituationReport:
    rows = SituationReport.objects.for_municipality(report.municipality).select_for_update(of=("self",), no_key=True)
    return rows.select_related("municipality").get(pk=report.pk)


def _locked_draft(report: SituationReport) -> SituationReport:
    row = _locked(report)
    rules.require_draft(row)
    return row


def _touch(report: SituationReport) -> None:
    report.version += 1
    report.save()


def _refuse_stale(version: int, expected_version: int) -> None:
    if version != expected_version:
        raise StalePage(
            _("Somebody has changed this since you opened the page. Nothing was overwritten. Open it again and go on.")
        )
