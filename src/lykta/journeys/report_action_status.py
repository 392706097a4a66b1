"""The owner says how it went; the plan, the promise and the coordinator hear it in one transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.airlocks.publishing.operations import set_standing_values
from lykta.base.kernel.actor import Actor
from lykta.base.kernel.swedish_time import day_label
from lykta.base.messaging.operations import queue_message
from lykta.cycle.action_plans.documents import language
from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.action_plans.operations import report_status
from lykta.cycle.action_plans.queries import was_reported
from lykta.cycle.promises.enums import ReceiptKind
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.operations import hold, record_receipt
from lykta.cycle.promises.queries import is_public, points_served_by, standing_values
from lykta.cycle.promises.rules import PUBLICATION


@transaction.atomic
def report(
    *,
    action: Action,
    state: str,
    happened: date,
    amount: Decimal | int | float | None = None,
    unit: str = "",
    text: str = "",
    by: Actor,
    once: str | None = None,
    expected_version: int | None = None,
) -> ActionStatus:
    served = hold(action.municipality, pk__in=points_served_by(action).values("promise_id"))
    repeated = was_reported(action, once)
    was_begun = action.statuses.filter(state=ActionState.IN_PROGRESS).exists()
    status = report_status(
        action=action, state=state, happened=happened, amount=amount, unit=unit, text=text, by=by, once=once,
        expected_version=expected_version,
    )  # fmt: skip
    if not repeated:
        kind = receipt_kind(status, was_begun=was_begun, is_late=status.action.is_late)
        for promise in _receipts_given(status, kind, served, by):
            let_values_flow(promise, by)
        _tell_coordinator(status, by)
    return status


def receipt_kind(status: ActionStatus, *, was_begun: bool, is_late: bool) -> ReceiptKind | None:
    """What the status proves to residents. Planned again or called off proves nothing."""
    if status.state == ActionState.DONE:
        return ReceiptKind.COMPLETED
    if status.state != ActionState.IN_PROGRESS:
        return None
    if status.amount:
        return ReceiptKind.CARRIED_OUT
    if is_late:
        return ReceiptKind.DELAYED
    return ReceiptKind.CARRIED_OUT if was_begun else ReceiptKind.STARTED


def let_values_flow(promise: CitizenPromise, by: Actor) -> None:
    """Words, dates and numbers of what is public already, and only while a standing release is in force."""
    if is_public(promise):
        set_standing_values(
            municipality=promise.municipality, kind=PUBLICATION, key=promise.public_id,
            values=standing_values(promise), by=by,
        )  # fmt: skip


def _receipts_given(
    status: ActionStatus, kind: ReceiptKind | None, served: list[int], by: Actor
) -> list[CitizenPromise]:
    """The promises that got a receipt, each once. The text stays inside until a release takes it along."""
    promises: dict[int, CitizenPromise] = {}
    for point in points_served_by(status.action).filter(promise__in=served) if kind else ():
        record_receipt(
            point=point, kind=str(kind), happened=status.happened, amount=status.amount, unit=status.unit,
            text=status.text, action_status=status, by=by,
        )  # fmt: skip
        promises[point.promise_id] = point.promise
    return list(promises.values())


def _tell_coordinator(status: ActionStatus, by: Actor) -> None:
    """The text is not mailed: mail is read in more places than Lykta."""
    action = status.action
    municipality = action.municipality
    if not municipality.contact_email:
        return
    values = {
        "number": action.number, "title": action.title, "state": status.get_state_display(),
        "day": day_label(status.happened, language(), year=True), "who": by.actor_name,
    }  # fmt: skip
    queue_message(
        to=municipality.contact_email,
        subject=_("Action %(number)d: %(state)s") % values,
        body=_(
            "%(who)s has reported on action %(number)d, “%(title)s”: %(state)s, %(day)s.\n\n"
            "Open the action in Lykta to read more."
        )
        % values,
        municipality=municipality,
        by=by,
    )
