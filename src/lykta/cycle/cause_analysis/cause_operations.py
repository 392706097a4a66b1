"""The numbered causes of a problem. Each change counts the problem's version up."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.cycle.cause_analysis import entries, rules
from lykta.cycle.cause_analysis.enums import CauseKind, EvidenceKind, Permission
from lykta.cycle.cause_analysis.models import Cause, Problem


class CauseChanges(TypedDict, total=False):
    text: str
    kind: str
    evidence_kind: str
    evidence_note: str
    can_influence: bool


TEXTS = ("text", "evidence_note")
CHOICES: dict[str, Any] = {"kind": CauseKind, "evidence_kind": EvidenceKind}


def add_cause(
    *,
    problem: Problem,
    text: str,
    kind: str,
    evidence_kind: str,
    evidence_note: str = "",
    can_influence: bool = True,
    by: Actor,
    expected_version: int | None = None,
) -> Cause:
    """`expected_version` is the problem's. The form sent twice gives the first cause back: two causes of one plan may
    well have the same words (a real plan has), so the words alone do not tell a double click."""
    require(by, Permission.EDIT, problem.municipality)
    content = _checked_cause({
        "text": text, "kind": kind, "evidence_kind": evidence_kind, "evidence_note": evidence_note,
        "can_influence": can_influence,
    })  # fmt: skip
    with transaction.atomic():
        problem = entries.locked(problem)
        if first := entries.sent_twice(problem, problem.causes.order_by("-id").first(), content, expected_version):
            return first
        entries.require_same_version(problem, expected_version)
        rules.require_open(problem)
        cause = Cause.objects.create(
            municipality=problem.municipality, problem=problem,
            number=entries.next_number(problem.causes.all()), **content,
        )  # fmt: skip
        entries.save_changes(problem, {})
        record("cause_analysis.cause_added", by, problem, cause=cause.number)
    return cause


def change_cause(
    *, cause: Cause, by: Actor, expected_version: int | None = None, **changes: Unpack[CauseChanges]
) -> Cause:
    """`expected_version` is the problem's."""
    require(by, Permission.EDIT, cause.municipality)
    content = _checked_cause(dict(changes))
    with transaction.atomic():
        problem = open_and_same(cause.problem, expected_version)
        cause = entries.locked(cause)
        for field, value in content.items():
            setattr(cause, field, value)
        cause.save(update_fields=list(content))
        entries.save_changes(problem, {})
        record("cause_analysis.cause_changed", by, problem, cause=cause.number)
    return cause


def remove_cause(*, cause: Cause, by: Actor, expected_version: int | None = None) -> None:
    """Refused when actions hang on it. The other causes keep their numbers: printed plans refer to them."""
    require(by, Permission.EDIT, cause.municipality)
    with transaction.atomic():
        problem = open_and_same(cause.problem, expected_version)
        rules.require_unused(cause)
        Cause.objects.for_municipality(cause.municipality_id).filter(pk=cause.pk).delete()
        entries.save_changes(problem, {})
        record("cause_analysis.cause_removed", by, problem, cause=cause.number)


def _checked_cause(content: dict[str, Any]) -> dict[str, Any]:
    entries.require_known(content, CauseChanges)
    content |= entries.accepted(Cause, **{field: content[field] for field in TEXTS if field in content})
    if "text" in content:
        entries.require_text(content["text"], _("Write what you think causes the problem, then send again."))
    for field, choices in CHOICES.items():
        entries.require_choice(field not in content or content[field] in choices.values)
    return content


def open_and_same(problem: Problem, expected_version: int | None) -> Problem:
    problem = entries.locked(problem)
    entries.require_same_version(problem, expected_version)
    rules.require_open(problem)
    return problem


def record(event: str, by: Actor, problem: Problem, **details: Any) -> None:
    audit.record(event, by=by, municipality=problem.municipality, subject=problem, number=problem.number, **details)
