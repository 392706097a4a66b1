"""What a problem rests on besides the reports it was lifted from: analyses, put there and taken away."""

from __future__ import annotations

from django.db import transaction

from lykta.base.kernel.actor import Actor, require
from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.cause_analysis import entries, rules
from lykta.cycle.cause_analysis.cause_operations import record
from lykta.cycle.cause_analysis.enums import Permission
from lykta.cycle.cause_analysis.models import Problem
from lykta.facts.evidence.operations import refer, unrefer
from lykta.facts.evidence.queries import references_of


def add_evidence(*, problem: Problem, run: AnalysisRun, by: Actor) -> Problem:
    """Twice the same is once."""
    require(by, Permission.EDIT, problem.municipality)
    entries.require_own(problem.municipality, run)
    with transaction.atomic():
        problem = entries.locked(problem)
        rules.require_open(problem)
        if _rests_on(problem, run):
            return problem
        refer(municipality=problem.municipality, upper=problem, lower=run)
        record("cause_analysis.evidence_added", by, problem, analysis=run.number)
    return problem


def remove_evidence(*, problem: Problem, run: AnalysisRun, by: Actor) -> Problem:
    require(by, Permission.EDIT, problem.municipality)
    entries.require_own(problem.municipality, run)
    with transaction.atomic():
        problem = entries.locked(problem)
        rules.require_open(problem)
        if not _rests_on(problem, run):
            return problem
        unrefer(municipality=problem.municipality, upper=problem, lower=run)
        record("cause_analysis.evidence_removed", by, problem, analysis=run.number)
    return problem


def _rests_on(problem: Problem, run: AnalysisRun) -> bool:
    return references_of(problem).filter(lower_kind=run._meta.label_lower, lower_id=run.public_id).exists()
