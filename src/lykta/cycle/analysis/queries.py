"""Reads for pages and for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lykta.base.documents.tree import Block
from lykta.base.kernel.periods import Period, parse_period
from lykta.cycle.analysis.answer import Answer
from lykta.cycle.analysis.enums import Kind, Outcome
from lykta.cycle.analysis.methods.registry import Method, methods
from lykta.cycle.analysis.models import AnalysisRun
from lykta.facts.incidents.change_numbers import change_number
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class ShownAnswer:
    """A kept answer with the method that found it, ready to be drawn."""

    kept: Answer
    title: str
    about: str
    municipality: Municipality

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.kept.outcome)

    @property
    def blocks(self) -> tuple[Block, ...]:
        if self.kept.key in methods:
            return methods.get(self.kept.key).show(self.kept, self.municipality)
        return ()


def runs_of(municipality: Municipality) -> QuerySet[AnalysisRun]:
    return AnalysisRun.objects.for_municipality(municipality).select_related("municipality")


def runs_in_report(municipality: Municipality, period: Period) -> QuerySet[AnalysisRun]:
    return runs_of(municipality).filter(in_report_of=period.id).order_by("number")


def effects_of(municipality: Municipality, subject: Any) -> QuerySet[AnalysisRun]:
    """Runs that asked whether an action worked, newest first."""
    kind, public_id = subject._meta.label_lower, subject.public_id
    return runs_of(municipality).filter(kind=Kind.EFFECT, subject_kind=kind, subject_id=public_id)


def answers_of(run: AnalysisRun) -> list[ShownAnswer]:
    """In the order they were reckoned. A method that is gone since then still says its words."""
    return [_answer(Answer.of(stored), run.municipality) for stored in run.answers]


def period_of(run: AnalysisRun) -> Period:
    return parse_period(run.question["period"])


def events_have_changed(run: AnalysisRun) -> bool:
    return change_number(run.municipality) != run.change_number


def _answer(answer: Answer, municipality: Municipality) -> ShownAnswer:
    method: Method | None = methods.get(answer.key) if answer.key in methods else None
    title, about = (str(method.title), str(method.about)) if method else ("", "")
    return ShownAnswer(answer, title, about, municipality)
