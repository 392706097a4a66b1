"""Reads of lägesbilder: which exist for whom, one in full, and its neighbours in time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from lykta.base.kernel.actor import Actor
from lykta.base.kernel.periods import Period, PeriodProblem, parse_period, previous
from lykta.base.kernel.scope import ScopedQuerySet
from lykta.cycle.situation_reports import rules
from lykta.cycle.situation_reports.documents import document_of
from lykta.cycle.situation_reports.enums import Permission, State
from lykta.cycle.situation_reports.json_export import as_json
from lykta.cycle.situation_reports.models import Addendum, AreaAssessment, ReportSection, SituationReport
from lykta.cycle.situation_reports.nearby_periods import following
from lykta.cycle.situation_reports.public_version import public_content
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "Neighbours",
    "as_json",
    "document_of",
    "drafts_of",
    "in_full",
    "neighbours",
    "newest_period_first",
    "period_or_none",
    "public_content",
    "report_of",
    "reports_visible_to",
]


def reports_visible_to(by: Actor, municipality: Municipality) -> ScopedQuerySet:
    """Drafts and adopted ones for those who work with them, adopted ones for the others."""
    reports = SituationReport.objects.for_municipality(municipality)
    if rules.may_see_drafts(by, municipality):
        return reports
    if rules.may_see_internal(by, municipality) or by.may(Permission.SEE_FOR_REPORTERS, municipality):
        return reports.filter(state=State.ADOPTED)
    return reports.none()


def drafts_of(municipality: Municipality) -> ScopedQuerySet:
    return SituationReport.objects.for_municipality(municipality).filter(state=State.DRAFT).order_by("-created")


def newest_period_first(reports: ScopedQuerySet) -> list[int]:
    """Primary keys in the order of their periods: period ids of different kinds do not sort as text."""
    dated = [(parse_period(period_id), pk) for pk, period_id in reports.values_list("pk", "period_id")]
    dated.sort(key=lambda row: (row[0].last_day, row[0].start), reverse=True)
    return [pk for _period, pk in dated]


def report_of(municipality: Municipality, period_id: str) -> SituationReport | None:
    """With sections, lights and addenda at hand."""
    rows = SituationReport.objects.for_municipality(municipality).filter(period_id=period_id)
    return in_full(rows).select_related("municipality").first()


def in_full(reports: ScopedQuerySet) -> ScopedQuerySet:
    return reports.prefetch_related(
        Prefetch("sections", ReportSection.unscoped.order_by("position", "id")),
        Prefetch("assessments", AreaAssessment.unscoped.select_related("area").order_by("id")),
        Prefetch("addenda", Addendum.unscoped.order_by("id")),
    )


@dataclass(frozen=True)
class Neighbours:
    before: Period
    after: Period
    before_exists: bool
    after_exists: bool


def neighbours(by: Actor, municipality: Municipality, period: Period) -> Neighbours:
    before, after = previous(period), following(period)
    visible = reports_visible_to(by, municipality).filter(period_id__in=[before.id, after.id])
    present = set(visible.values_list("period_id", flat=True))
    return Neighbours(before, after, before.id in present, after.id in present)


def period_or_none(text: str) -> Period | None:
    try:
        return parse_period(text)
    except PeriodProblem:
        return None
