"""A lägesbild as JSON, in the shape of docs/reference/situation-report.schema.json."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from lykta.base.kernel.periods import Period, bounds
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.situation_reports.contents import Contents, contents_of, unsaved_contents
from lykta.cycle.situation_reports.documents import as_read_by
from lykta.cycle.situation_reports.drafting import audiences_of
from lykta.cycle.situation_reports.language import language_now
from lykta.cycle.situation_reports.models import Addendum, AreaAssessment, ReportSection, SituationReport
from lykta.cycle.situation_reports.rules import INTERNAL
from lykta.cycle.situation_reports.stored_facts import facts_of
from lykta.ground.municipalities.models import Municipality

VERSION = 1
SCHEMA = "https://lykta.example/schema/situation-report/1"


def as_json(
    report: SituationReport | None, municipality: Municipality, period: Period, audience: str = INTERNAL
) -> dict[str, Any]:
    """The stored report, or what a draft would hold now. Plain JSON values; moments in UTC with offset."""
    contents = contents_of(report) if report else unsaved_contents(municipality, period, timezone.now())
    return contents_as_json(contents, audience)


def contents_as_json(contents: Contents, audience: str) -> dict[str, Any]:
    shown = contents.report
    municipality, period = shown.municipality, shown.period
    internal = audience == INTERNAL
    start, end = bounds(period, shown.week_cut)
    return {
        "$schema": SCHEMA,
        "v": VERSION,
        "municipality": {"code": municipality.code, "name": municipality.name},
        "period": {
            "id": period.id,
            "kind": str(period.kind),
            "label": period_label(period, language_now()),
            "start": start.isoformat(),
            "end": end.isoformat(),
        },
        "audience": audience,
        "state": shown.state if contents.is_stored else "unsaved",
        "as_of": _moment(shown.as_of),
        "adopted": _moment(shown.adopted),
        "sections": [
            _section(as_read_by(each, audience))
            for each in contents.sections
            if audience in audiences_of(each.key) and (internal or each.is_included)
        ],
        "assessments": [_assessment(each) for each in contents.assessments] if internal else [],
        "addenda": [_addendum(each) for each in contents.addenda] if internal else [],
    }


def _section(section: ReportSection) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "is_included": section.is_included,
        "prose": section.prose,
        "prose_edited": section.prose_edited,
        "blocks": facts_of(section).blocks,
        "numbers": section.numbers,
    }


def _assessment(assessment: AreaAssessment) -> dict[str, Any]:
    return {
        "label": assessment.label,
        "area_code": assessment.area.code if assessment.area else None,
        "light": assessment.light,
        "reason": assessment.reason,
    }


def _addendum(addendum: Addendum) -> dict[str, Any]:
    return {"written": _moment(addendum.written), "text": addendum.text}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
