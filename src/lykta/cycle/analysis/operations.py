"""Asking a question, and where its answer is shown."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, StalePage, require
from lykta.base.kernel.periods import Period, bounds
from lykta.cycle.analysis.answer import Answer
from lykta.cycle.analysis.effect_question import EffectQuestion
from lykta.cycle.analysis.enums import Kind, Permission
from lykta.cycle.analysis.material import Material, material_for
from lykta.cycle.analysis.methods.effect import comparison_of, reckon, reckon_beforehand
from lykta.cycle.analysis.methods.registry import pattern_methods
from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.analysis.question import Question
from lykta.cycle.analysis.weekly import last_whole_week
from lykta.facts.incidents.change_numbers import change_number
from lykta.ground.municipalities.models import Municipality
from lykta_engine.result import ENGINE_VERSION

LARGEST_SEED = 2**53  # the same in every language that may read the export


def start_run(
    *, question: Question, by: Actor, once: str | None = None, seed: int | None = None, as_of: datetime | None = None
) -> AnalysisRun:
    """Put the question to every method and keep the answers. `seed` repeats an earlier run; else it is drawn."""
    require(by, Permission.RUN, question.municipality)
    require_begun(question)
    key = _once(once, question.municipality, question.as_json())
    if first := _sent_before(question.municipality, key):
        return first
    begun, as_of = time.perf_counter(), as_of or timezone.now()
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    material = material_for(question, as_of)
    given = answers(material, seed)
    row = AnalysisRun(
        municipality=question.municipality,
        kind=Kind.PATTERN,
        question=question.as_json() | material.reports_from(),
        seed=seed,
        as_of=as_of,
        n_events=material.n,
        n_placed=material.n_placed,
        category_label=question.category.label_sv if question.category else "",
        area_name=question.area.name if question.area else "",
        idempotency_key=key,
    )
    return keep(row, given, begun, by)


def ask_effect(
    *, question: EffectQuestion, by: Actor, once: str | None = None, as_of: datetime | None = None
) -> AnalysisRun:
    """Did the action work, and would an effect show? Kept with the action that it is asked of."""
    municipality = question.municipality
    require(by, Permission.RUN, municipality)
    begun, as_of = time.perf_counter(), as_of or timezone.now()
    last = last_whole_week(municipality, as_of)
    asked = question.as_json(last)
    key = _once(once, municipality, asked)
    if first := _sent_before(municipality, key):
        return first
    compared = comparison_of(question, as_of)
    asked["period"] = compared.period.id
    row = AnalysisRun(
        municipality=municipality,
        kind=Kind.EFFECT,
        question=asked,
        category_label=question.category.label_sv if question.category else "",
        area_name=question.treated.name,
        subject_kind=question.subject._meta.label_lower,
        subject_id=question.subject.public_id,
        subject_title=question.subject.title[:200],
        seed=0,  # nothing is drawn
        as_of=as_of,
        n_events=compared.n,
        n_placed=compared.n,
        idempotency_key=key,
    )
    return keep(row, [reckon(compared), reckon_beforehand(compared)], begun, by)


def answers(material: Material, seed: int) -> list[Answer]:
    """Each method has a generator of its own: another method more or less changes nobody's numbers."""
    return [
        method.reckon(material, np.random.default_rng([seed, *method.key.encode()])) for method in pattern_methods()
    ]


def keep(row: AnalysisRun, answers: Iterable[Answer], begun: float, by: Actor) -> AnalysisRun:
    """Store a finished run under the municipality's next number."""
    municipality = row.municipality
    row.answers = [answer.as_json() for answer in answers]
    row.engine_version, row.asked_by_name = ENGINE_VERSION, by.actor_name
    row.change_number = change_number(municipality)
    row.milliseconds = round(1000 * (time.perf_counter() - begun))
    with transaction.atomic():
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
        if first := _sent_before(municipality, row.idempotency_key):
            return first
        rows = AnalysisRun.objects.for_municipality(municipality)
        row.number = int(rows.aggregate(last=Max("number"))["last"] or 0) + 1
        row.save()
        record("analysis.asked", by=by, municipality=municipality, subject=row, number=row.number, kind=row.kind)
    return row


def put_in_report(*, run: AnalysisRun, period: Period, by: Actor, expected_version: int | None = None) -> AnalysisRun:
    """The run stands in the draft of that period's lägesbild from its next recount."""
    return _show_in(run, period.id, by, expected_version)


def take_out_of_report(*, run: AnalysisRun, by: Actor, expected_version: int | None = None) -> AnalysisRun:
    return _show_in(run, "", by, expected_version)


def _show_in(run: AnalysisRun, period_id: str, by: Actor, expected_version: int | None) -> AnalysisRun:
    require(by, Permission.RUN, run.municipality)
    with transaction.atomic():
        rows = AnalysisRun.objects.for_municipality(run.municipality)
        row: AnalysisRun = rows.select_for_update(no_key=True).get(pk=run.pk)
        if row.in_report_of == period_id:
            return row
        if expected_version is not None and expected_version != row.version:
            raise StalePage(_("Somebody has changed this since you opened the page. Reload and try again."))
        event = "analysis.put_in_report" if period_id else "analysis.taken_out"
        period = period_id or row.in_report_of
        row.in_report_of, row.version = period_id, row.version + 1
        row.save(update_fields=["in_report_of", "version"])
        record(event, by=by, municipality=row.municipality, subject=row, number=row.number, period=period)
    return row


def require_begun(question: Question) -> None:
    if bounds(question.period, question.municipality.week_cut)[0] > timezone.now():
        raise NotNow(_("The period has not begun, so there is nothing to count. Choose an earlier one."))


def _sent_before(municipality: Municipality, key: str | None) -> AnalysisRun | None:
    if key is None:
        return None
    return AnalysisRun.objects.for_municipality(municipality).filter(idempotency_key=key).first()


def _once(once: str | None, municipality: Municipality, asked: dict[str, Any]) -> str | None:
    """The form's key and what was asked with it: the same form with another question is another run."""
    if not once:
        return None
    return sha256(f"{once}\n{municipality.pk}\n{asked}".encode()).hexdigest()
