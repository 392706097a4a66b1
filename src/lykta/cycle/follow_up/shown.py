"""What stands with a verdict. The caution is a part of the stored text: it cannot be shown without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lykta.cycle.follow_up.models import FollowUp


@dataclass(frozen=True)
class Judgement:
    """`caution` is the last paragraph of the stored text, empty where the layer is not the effect."""

    problem_title: str
    verdict: str
    day: date
    reasons: str
    caution: str


def with_caution(text: str) -> str:
    caution = _("Read with care: more reports after an action may be due to more people seeing and reporting.")
    return text if text.endswith(caution) else f"{text}\n\n{caution}"


def judgement(row: FollowUp) -> Judgement:
    """The caution reads as it was written that day, whatever the wording is now."""
    reasons, _mark, caution = row.text.rpartition("\n\n") if row.verdict else (row.text, "", "")
    return Judgement(row.problem.title, str(row.get_verdict_display()), row.day, reasons, caution)
