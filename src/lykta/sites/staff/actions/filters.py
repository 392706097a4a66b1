"""The filter of the action list, carried in the address and said in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lykta.cycle.action_plans.enums import OPEN_STATES, ActionState
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.models import Problem
from lykta.ground.accounts.models import Function

OPEN, ALL = "", "alla"


@dataclass(frozen=True)
class ActionFilter:
    """What the address says and we know of; the rest is left out. Without a state: those that are open."""

    state: str = OPEN
    is_late: bool = False
    owner: Function | None = None
    problem: Problem | None = None

    @classmethod
    def from_query(cls, query: QueryDict, owners: dict[str, Function], problems: dict[str, Problem]) -> Self:
        """Keys: lage, sena, ansvarig (public id), problem (public id)."""
        state = query.get("lage", "")
        return cls(
            state=state if state in (ALL, *ActionState.values) else OPEN,
            is_late=query.get("sena") == "1",
            owner=owners.get(query.get("ansvarig", "")),
            problem=problems.get(query.get("problem", "")),
        )

    def to_query(self) -> str:
        values = {
            "lage": self.state,
            "sena": "1" if self.is_late else "",
            "ansvarig": self.owner.public_id if self.owner else "",
            "problem": self.problem.public_id if self.problem else "",
        }
        return urlencode({key: value for key, value in values.items() if value})

    def in_words(self) -> str:
        """ "Försenade · Parkchef, Björkvikens kommun" """
        words = [
            _("Late") if self.is_late else "",
            self._state_in_words(),
            str(self.owner) if self.owner else "",
            self.problem.title if self.problem else "",
        ]
        return " · ".join(word for word in words if word)

    def _state_in_words(self) -> str:
        if self.state == OPEN:
            return "" if self.is_late else _("Open actions")
        return _("All actions") if self.state == ALL else str(ActionState(self.state).label)

    def applied(self, rows: QuerySet[Action]) -> QuerySet[Action]:
        if self.state == OPEN:
            rows = rows.filter(state__in=OPEN_STATES)
        elif self.state != ALL:
            rows = rows.filter(state=self.state)
        if self.is_late:
            rows = rows.filter(state__in=OPEN_STATES, due__lt=timezone.localdate())
        if self.owner:
            rows = rows.filter(pk__in=Action.objects.for_municipality(self.owner.municipality_id).filter(
                responsibles__function=self.owner).values("pk"))  # fmt: skip
        return rows.filter(problem=self.problem) if self.problem else rows
