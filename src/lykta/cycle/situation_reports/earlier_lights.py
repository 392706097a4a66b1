"""How the lights stood in the lägesbild before: what today's judgement is held against."""

from __future__ import annotations

from dataclasses import dataclass

from lykta.base.kernel.periods import Period, parse_period
from lykta.cycle.situation_reports.enums import State
from lykta.cycle.situation_reports.models import AreaAssessment, SituationReport
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class EarlierAssessments:
    period: Period
    assessments: list[AreaAssessment]


def earlier_assessments(municipality: Municipality, period: Period) -> EarlierAssessments | None:
    """The lights of the latest adopted lägesbild of the same kind before the period, where it had any."""
    adopted = SituationReport.objects.for_municipality(municipality).filter(state=State.ADOPTED)
    listed = [(parse_period(text), pk) for text, pk in adopted.values_list("period_id", "pk")]
    before = [row for row in listed if row[0].kind == period.kind and row[0].end <= period.start]
    if not before:
        return None
    latest, pk = max(before, key=lambda row: row[0].end)
    lights = list(AreaAssessment.objects.for_municipality(municipality).filter(report_id=pk).order_by("id"))
    return EarlierAssessments(latest, lights) if lights else None
