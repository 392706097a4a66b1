"""Reads for pages and for the rooms above."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.cause_analysis.enums import CauseKind, ProblemState
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.facts.evidence.models import Reference
from lykta.facts.evidence.queries import references_of, references_to
from lykta.ground.municipalities.models import Municipality


def problems_of(municipality: Municipality) -> QuerySet[Problem]:
    """With causes, place and area at hand: a list of thirty asks as many questions as a list of one."""
    rows = Problem.objects.for_municipality(municipality).select_related("place", "area", "from_report")
    return rows.prefetch_related("causes")


def open_problems(municipality: Municipality) -> QuerySet[Problem]:
    return problems_of(municipality).exclude(state=ProblemState.CLOSED)


def problems_without_cause(municipality: Municipality) -> QuerySet[Problem]:
    return open_problems(municipality).filter(causes__isnull=True)


def causes_by_kind(problem: Problem) -> list[tuple[CauseKind, list[Cause]]]:
    """The bones of the fishbone, all of them in their order: an empty bone is a question not asked yet."""
    bones: dict[str, list[Cause]] = defaultdict(list)
    for cause in problem.causes.all():
        bones[cause.kind].append(cause)
    return [(kind, bones[kind]) for kind in CauseKind]


def material_of(problem: Problem) -> list[Reference]:
    """The reports and lägesbilder that the problem was lifted from, and the analyses put under it."""
    return list(references_of(problem))


def analyses_under(problem: Problem) -> QuerySet[AnalysisRun]:
    kind = AnalysisRun._meta.label_lower
    ids = [reference.lower_id for reference in references_of(problem) if reference.lower_kind == kind]
    return AnalysisRun.objects.for_municipality(problem.municipality_id).filter(public_id__in=ids)


def problems_resting_on(run: AnalysisRun) -> QuerySet[Problem]:
    kind = Problem._meta.label_lower
    ids = [reference.upper_id for reference in references_to(run) if reference.upper_kind == kind]
    return Problem.objects.for_municipality(run.municipality_id).filter(public_id__in=ids)
