"""A lägesbild with everything in it: the stored one, or what a draft would hold now, which is in no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lykta.base.kernel.periods import Period
from lykta.cycle.situation_reports import rules
from lykta.cycle.situation_reports.drafting import draw, new_row
from lykta.cycle.situation_reports.models import Addendum, AreaAssessment, ReportSection, SituationReport
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Contents:
    report: SituationReport
    sections: tuple[ReportSection, ...]
    assessments: tuple[AreaAssessment, ...] = ()
    addenda: tuple[Addendum, ...] = ()

    @property
    def is_stored(self) -> bool:
        return self.report.pk is not None


def contents_of(report: SituationReport) -> Contents:
    """Three queries, or none where queries.report_of has fetched the report."""
    sections, assessments, addenda = report.sections.all(), report.assessments.all(), report.addenda.all()
    return Contents(report, tuple(sections), tuple(assessments), tuple(addenda))


def unsaved_contents(municipality: Municipality, period: Period, as_of: datetime) -> Contents:
    """Writes nothing."""
    rules.require_begun(period, municipality, as_of)
    report = SituationReport(municipality=municipality, period_id=period.id)
    return Contents(report, tuple(new_row(report, each) for each in draw(report, as_of)))
