"""Monday's draft is there before the coordinator sits down."""

from __future__ import annotations

import logging

from django.utils import timezone

from lykta.base.kernel.periods import last_complete_week
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.operations import draft_report
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.municipalities.models import Municipality

log = logging.getLogger("lykta.worker")


def draft_last_week_everywhere() -> int:
    """Draft the week that has just ended for every municipality that lacks it. Returns how many were made."""
    made = 0
    for municipality in Municipality.objects.all():
        period = last_complete_week(timezone.now(), municipality.week_cut)
        reports = SituationReport.objects.for_municipality(municipality)
        if reports.filter(period_id=period.id).exists():
            continue
        try:
            draft_report(municipality=municipality, period_id=period.id, by=CommandLine())
            made += 1
        except Exception:  # one municipality's trouble may not keep its neighbours from their Monday
            log.exception("the draft of %s for municipality %s failed and is tried again", period.id, municipality.code)
    return made
