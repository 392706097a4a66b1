"""Who may let something out, and what state allows it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.airlocks.publishing.kinds import Kind, kinds
from lykta.airlocks.publishing.models import Proposal
from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, require
from lykta.ground.accounts.rules import may_second
from lykta.ground.municipalities.models import Municipality

STANDING = "standing_release"  # the kind of a proposal that asks for a standing release; its key names the kind


def kind_of(proposal: Proposal) -> Kind:
    return kinds.get(proposal.key if is_standing(proposal) else proposal.kind)


def is_standing(proposal: Proposal) -> bool:
    return proposal.kind == STANDING


def may_release(by: Actor, kind: str, municipality: Municipality) -> bool:
    return by.may(kinds.get(kind).release_permission, municipality)


def require_release(by: Actor, kind: str, municipality: Municipality) -> None:
    require(by, kinds.get(kind).release_permission, municipality)


def may_second_proposal(by: Actor, proposal: Proposal) -> bool:
    return by.may(kind_of(proposal).release_permission, proposal.municipality) and may_second(
        by, proposal.proposed_by_id_text
    )


def require_waiting(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.WAITING:
        raise NotNow(_("The proposal has already been answered or replaced. Open the list to see what waits now."))


def require_second(by: Actor, proposal: Proposal) -> None:
    require(by, kind_of(proposal).release_permission, proposal.municipality)
    if not may_second(by, proposal.proposed_by_id_text):
        raise NotAllowed("the second person must be another human being than the first")
