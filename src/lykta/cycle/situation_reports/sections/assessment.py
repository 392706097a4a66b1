"""The shared judgement. Its lights are rows of the lägesbild; what is built here is how they stood last time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from django.utils.translation import gettext as _

from lykta.base.documents.tree import Block, BulletList, Inlines, Paragraph, Status, Text
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.situation_reports.earlier_lights import earlier_assessments
from lykta.cycle.situation_reports.language import language_now
from lykta.cycle.situation_reports.models import AreaAssessment
from lykta.facts.evidence.sections import SectionContent, SectionRequest

KEY = "assessment"


def build(request: SectionRequest) -> SectionContent:
    earlier = earlier_assessments(request.municipality, request.period)
    if earlier is None:
        return SectionContent(is_empty=True)
    lead = _("Last time, %(period)s:") % {"period": period_label(earlier.period, language_now())}
    lights = enumerate(earlier.assessments)
    parts = [(Text(", " if place else " "), *_light_and_label(light)) for place, light in lights]
    return SectionContent(facts=(Paragraph((Text(lead), *chain.from_iterable(parts))),))


def light_list(assessments: Sequence[AreaAssessment]) -> Block:
    if not assessments:
        return Paragraph((Text(_("No area has been judged yet.")),))
    return BulletList(tuple((*_light_and_label(each), Text(f": {each.reason}")) for each in assessments))


def _light_and_label(assessment: AreaAssessment) -> Inlines:
    word = assessment.get_light_display().lower()
    return (Status(assessment.light, word), Text(f" {assessment.label}"))
