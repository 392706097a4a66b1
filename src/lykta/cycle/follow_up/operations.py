"""Was it done, how did it go, what came of it: written down once, never changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis import entries
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.follow_up import rules
from lykta.cycle.follow_up.enums import Layer, Permission
from lykta.cycle.follow_up.models import FollowUp
from lykta.cycle.follow_up.shown import with_caution

LARGEST_COST_SEK = 2_000_000_000
MOST_HOURS = Decimal("999999.9")


def record_follow_up(
    *,
    problem: Problem,
    layer: str,
    day: date,
    text: str,
    by: Actor,
    action: Action | None = None,
    light: str = "",
    verdict: str = "",
    hours: Decimal | int | float | None = None,
    cost_sek: int | None = None,
    once: str | None = None,
) -> FollowUp:
    require(by, Permission.EDIT, problem.municipality)
    rules.require_choices(layer, light, verdict)
    rules.require_own_action(problem, action)
    rules.require_verdict_where_it_belongs(layer, action, verdict)
    rules.require_happened(day)
    content = {
        "problem": problem, "action": action, "layer": str(layer), "day": day, "light": str(light),
        "verdict": str(verdict), "text": _text(text, layer), "hours": _hours(hours), "cost_sek": _cost(cost_sek),
    }  # fmt: skip
    key = entries.once_key(once, **content)
    with transaction.atomic():
        entries.locked(problem)
        rows = FollowUp.objects.for_municipality(problem.municipality)
        if first := entries.sent_before(rows, key):
            return first
        row = FollowUp.objects.create(
            municipality=problem.municipality, recorded_by_name=by.actor_name, idempotency_key=key, **content
        )
        record(
            "follow_up.recorded", by=by, municipality=problem.municipality, subject=row,
            problem=problem.number, layer=row.layer, verdict=row.verdict, light=row.light,
        )  # fmt: skip
    return row


def _text(text: str, layer: str) -> str:
    checked = entries.accepted(FollowUp, text=text)["text"]
    entries.require_text(checked, _("Write what your judgement rests on, then send again."))
    if layer != Layer.EFFECT:
        return checked
    return entries.accepted(FollowUp, text=with_caution(checked))["text"]


def _hours(hours: Decimal | int | float | None) -> Decimal | None:
    if hours is None:
        return None
    try:
        value = Decimal(str(hours)).quantize(Decimal("0.1"))
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= MOST_HOURS:
        raise NotNow(_("The hours must be a number from 0 and up. Change them and send again."))
    return value


def _cost(cost_sek: int | None) -> int | None:
    if cost_sek is not None and not 0 <= cost_sek <= LARGEST_COST_SEK:
        raise NotNow(_("The cost must be a whole number of kronor from 0 and up. Change it and send again."))
    return cost_sek
