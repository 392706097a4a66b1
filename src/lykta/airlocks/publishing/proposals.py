"""The row that waits for its second person; used by releases and by standing releases."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lykta.airlocks.publishing import rules
from lykta.airlocks.publishing.models import Proposal
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor
from lykta.ground.municipalities.models import Municipality

State = Proposal.State


def put_forward(
    *, municipality: Municipality, kind: str, key: str, title: str, content: dict[str, Any], by: Actor
) -> Proposal:
    """The row itself: rights and content are checked by the caller."""
    waiting = Proposal.objects.for_municipality(municipality).filter(kind=kind, key=key, state=State.WAITING)
    waiting.update(state=State.REPLACED)
    proposal = Proposal.objects.create(
        municipality=municipality,
        kind=kind,
        key=key,
        title=title,
        content=content,
        proposed=timezone.now(),
        proposed_by_id_text=by.actor_id,
        proposed_by_name=by.actor_name,
    )
    event = "publishing.standing_proposed" if rules.is_standing(proposal) else "publishing.proposed"
    about = {"kind": key} if rules.is_standing(proposal) else {"kind": kind, "key": key}
    record(event, by=by, municipality=municipality, subject=proposal, **about)
    return proposal


def answered(proposal: Proposal, state: str, by: Actor) -> Proposal:
    """The locked proposal in its new state, after the check that a second person may give it that."""
    proposal = locked(proposal)
    rules.require_second(by, proposal)
    rules.require_waiting(proposal)
    proposal.state = state
    proposal.save(update_fields=["state"])
    return proposal


def locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.for_municipality(proposal.municipality).select_for_update(of=("self",), no_key=True)
    return rows.select_related("municipality").get(pk=proposal.pk)
