"""The analyses that were put into the lägesbild of a period: sentences, pictures and tables as they were stored."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lykta.base.documents.tree import Block, Heading, Paragraph, Strong, Text
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.analysis.queries import answers_of, period_of, runs_in_report
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest

KEY = "analyses"


def build(request: SectionRequest) -> SectionContent:
    runs = list(runs_in_report(request.municipality, request.period).filter(as_of__lte=request.as_of))
    if not runs:
        return SectionContent(is_empty=True)
    facts = tuple(block for run in runs for block in blocks_of(run))
    numbers = tuple(number for run in runs for number in _numbers(run))
    return SectionContent(facts=facts, numbers=numbers)


def blocks_of(run: AnalysisRun) -> tuple[Block, ...]:
    """What is beyond chance, and what cannot be decided, in full; that the rest is no more than chance, in words."""
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    blocks: list[Block] = [Heading(2, title_of(run))]
    for answer in answers_of(run):
        if answer.title:
            blocks.append(Heading(3, answer.title))
        if brief := answer.kept.in_brief(language):
            blocks.append(Paragraph((Strong(brief),)))
        blocks += [Paragraph((Text(part),)) for part in answer.kept.in_words(language).split("\n\n")]
        blocks += answer.blocks
    blocks.append(Paragraph((Text(birth_certificate(run)),)))
    return tuple(blocks)


def title_of(run: AnalysisRun) -> str:
    """ "Skadegörelse · Centrum · vecka 1–47 2026" """
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    words = (run.category_label or _("All kinds"), run.area_name, period_label(period_of(run), language))  # type: ignore[arg-type]
    return " · ".join(word for word in words if word)


def birth_certificate(run: AnalysisRun) -> str:
    return _("Analysis %(number)s: n = %(n)s events, of which %(placed)s with an exact place. "
             "Engine version %(engine)s, seed %(seed)s.") % {
        "number": run.number, "n": run.n_events, "placed": run.n_placed, "engine": run.engine_version, "seed": run.seed,
    }  # fmt: skip


def _numbers(run: AnalysisRun) -> list[NumberWithBasis]:
    source, period_id = _("reports in Lykta, reviewed"), run.question["period"]
    return [
        NumberWithBasis(f"{KEY}.{run.number}.{answer['key']}", answer["n"], answer["n"], source, period_id,
                        answer["method"])
        for answer in run.answers
    ]  # fmt: skip
