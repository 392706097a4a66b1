"""What can be missing in the chain. Rooms above add kinds of their own; the page shows them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from lykta.base.kernel.registry import Registry
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Gap:
    """`sentence` says what is missing; `subject` is the row to open."""

    key: str
    sentence: str
    problem: Problem
    cause: Cause | None = None
    action: Action | None = None

    @property
    def subject(self) -> Problem | Cause | Action:
        return self.action or self.cause or self.problem


@dataclass(frozen=True)
class GapKind:
    key: str
    title: str | Promise
    find: Callable[[Municipality], list[Gap]]


gap_kinds: Registry[GapKind] = Registry("kinds of gaps")
