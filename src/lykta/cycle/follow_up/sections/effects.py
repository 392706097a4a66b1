"""Section 105: what the work has led to, in words. "Cannot be decided" is a result like the others."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.base.documents.tree import Block, BulletList, Note, Text
from lykta.base.kernel.periods import Period
from lykta.cycle.action_plans.sections.wording import day
from lykta.cycle.follow_up.enums import Verdict
from lykta.cycle.follow_up.models import FollowUp
from lykta.cycle.follow_up.queries import effects_of
from lykta.cycle.follow_up.shown import Judgement, judgement
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest


def build(request: SectionRequest) -> SectionContent:
    rows = _judged_in(request)
    if not rows:
        return SectionContent(is_empty=True)
    judgements = [judgement(row) for row in rows]
    return SectionContent(
        prose=" ".join(_sentence(each, request.period) for each in judgements),
        facts=_facts(judgements, internal=request.audience == "internal"),
        numbers=_numbers(request, rows),
    )


def _judged_in(request: SectionRequest) -> list[FollowUp]:
    """The last word on each problem within the period, as it was known then."""
    period = request.period
    rows = effects_of(request.municipality).filter(
        day__gte=period.start, day__lt=period.end, recorded__lte=request.as_of
    )
    last: dict[int, FollowUp] = {}
    for row in rows.order_by("day", "id"):
        last[row.problem_id] = row
    return sorted(last.values(), key=lambda row: row.problem.number)


def _sentence(each: Judgement, period: Period) -> str:
    values = {"problem": each.problem_title, "verdict": each.verdict.lower(), "day": day(each.day, period)}
    return _("%(problem)s: %(verdict)s (%(day)s).") % values


def _facts(judgements: list[Judgement], *, internal: bool) -> tuple[Block, ...]:
    """Reporters get titles and verdicts; what they rest on is for the group. The caution is for everybody."""
    cautions = dict.fromkeys(each.caution for each in judgements if each.caution)
    notes = tuple(Note("caution", (Text(caution),)) for caution in cautions)
    if not internal:
        return notes
    return (BulletList(tuple((Text(f"{each.problem_title}: {each.reasons}"),) for each in judgements)), *notes)


def _numbers(request: SectionRequest, rows: list[FollowUp]) -> tuple[NumberWithBasis, ...]:
    source, period_id = _("Follow-ups in Lykta"), request.period.id
    return tuple(
        NumberWithBasis(f"effect_{verdict}", sum(row.verdict == verdict for row in rows), len(rows), source, period_id)
        for verdict in Verdict.values
    )
