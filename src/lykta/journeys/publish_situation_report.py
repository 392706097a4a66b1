"""A lägesbild goes out: the public numbers, with the words that the coordinator chose for residents."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.airlocks.publishing.models import Proposal
from lykta.airlocks.publishing.operations import propose
from lykta.base.kernel.actor import Actor
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.public_version import KIND, LONGEST_LEAD
from lykta.cycle.situation_reports.queries import public_content
from lykta.facts.evidence.free_text import TextStopped, checked


@transaction.atomic
def propose_release(*, report: SituationReport, public_text: str = "", by: Actor) -> Proposal:
    """`public_text` stands instead of the generated lead; empty, the generated one stays."""
    content = public_content(report)
    if lead := _lead(public_text):
        content["lead"] = lead
    return propose(
        municipality=report.municipality,
        kind=KIND,
        key=report.period_id,
        title=content["title"],
        content=content,
        by=by,
    )


def _lead(public_text: str) -> str:
    text = checked(public_text, field="public_text")
    if len(text) > LONGEST_LEAD:
        raise TextStopped(
            _("Shorten the text to at most %(limit)d characters.") % {"limit": LONGEST_LEAD}, "public_text"
        )
    return text
