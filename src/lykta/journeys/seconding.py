"""The second person's yes, and what follows from it in the room that the matter came from."""

from __future__ import annotations

from django.db import transaction

from lykta.airlocks.publishing import operations
from lykta.airlocks.publishing.models import Proposal, Release, StandingRelease
from lykta.airlocks.publishing.rules import is_standing
from lykta.base.kernel.actor import Actor
from lykta.cycle.promises.operations import begin, hold
from lykta.cycle.promises.queries import promise_of_key, promises_of
from lykta.cycle.promises.rules import PUBLICATION
from lykta.ground.municipalities.models import Municipality
from lykta.journeys.report_action_status import let_values_flow


@transaction.atomic
def second(*, proposal: Proposal, by: Actor) -> Release | StandingRelease:
    """A released promise begins; a standing release for promises lets out their values of today at once."""
    _hold_promises(proposal)
    if is_standing(proposal):
        standing = operations.second_standing(proposal=proposal, by=by)
        if standing.kind == PUBLICATION:
            _let_all_flow(proposal.municipality, by)
        return standing
    release = operations.second(proposal=proposal, by=by)
    if release.kind == PUBLICATION:
        _begin(release, by)
    return release


def _hold_promises(proposal: Proposal) -> None:
    if is_standing(proposal):
        hold(proposal.municipality)
    elif proposal.kind == PUBLICATION:
        hold(proposal.municipality, public_id=proposal.key)


def _begin(release: Release, by: Actor) -> None:
    promise = promise_of_key(release.municipality, release.key)
    if promise is not None:
        # What was recorded after the proposal was frozen flows now, where a standing release lets it.
        let_values_flow(begin(promise=promise, by=by), by)


def _let_all_flow(municipality: Municipality, by: Actor) -> None:
    for promise in promises_of(municipality):
        let_values_flow(promise, by)
