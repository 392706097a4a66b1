from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.base.kernel.swedish_time import bounds_label, period_label
from lykta.cycle.situation_reports.language import language_now
from lykta.cycle.situation_reports.nearby_periods import following
from lykta.facts.evidence.sections import SectionContent, SectionRequest

KEY = "next_meeting"


def build(request: SectionRequest) -> SectionContent:
    """What is known without a calendar: which period comes next, and who goes through it."""
    language, coming = language_now(), following(request.period)
    text = _("%(forum)s goes through %(period)s next: %(days)s.") % {
        "forum": request.municipality.forum_name,
        "period": period_label(coming, language),
        "days": bounds_label(coming, request.municipality.week_cut, language),
    }
    return SectionContent(prose=text)
