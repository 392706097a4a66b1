"""Reads for pages, for gaps and for the section."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.cause_analysis.enums import ProblemState
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.follow_up.enums import Layer
from lykta.cycle.follow_up.models import FollowUp
from lykta.ground.municipalities.models import Municipality

# A plan says how to follow up but not which day. After this long without a word somebody should ask.
FOLLOW_UP_WITHIN = timedelta(days=30)


def follow_ups_of(problem: Problem) -> QuerySet[FollowUp]:
    """Latest first."""
    rows = FollowUp.objects.for_municipality(problem.municipality_id).filter(problem=problem)
    return rows.select_related("action", "problem")


def effects_of(municipality: Municipality) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.for_municipality(municipality).filter(layer=Layer.EFFECT)
    return rows.select_related("problem")


def latest_effect(problem: Problem) -> FollowUp | None:
    return follow_ups_of(problem).filter(layer=Layer.EFFECT).first()


def overdue(municipality: Municipality, today: date | None = None) -> QuerySet[Action]:
    """Done more than thirty days ago, with a follow-up planned, and neither it nor its problem followed up since."""
    done = ActionStatus.objects.filter(action=OuterRef("pk"), state=ActionState.DONE).order_by("-id")
    since = FollowUp.objects.for_municipality(municipality).filter(
        Q(action=OuterRef("pk")) | Q(problem=OuterRef("problem"), action__isnull=True), day__gte=OuterRef("done_on")
    )
    rows = Action.objects.for_municipality(municipality).filter(state=ActionState.DONE).exclude(
        problem__state=ProblemState.CLOSED
    ).filter(planned_follow_ups__isnull=False)  # fmt: skip
    rows = rows.annotate(done_on=Subquery(done.values("happened")[:1], output_field=DateField()))
    rows = rows.filter(~Exists(since), done_on__lt=(today or timezone.localdate()) - FOLLOW_UP_WITHIN)
    return rows.select_related("problem").order_by("number").distinct()
