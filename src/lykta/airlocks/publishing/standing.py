"""Standing releases: approved once by two people, then enumerated values flow out by themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.publishing import rules
from lykta.airlocks.publishing.kinds import kinds
from lykta.airlocks.publishing.models import Proposal, StandingRelease, StandingValue
from lykta.airlocks.publishing.overlay import check_values
from lykta.airlocks.publishing.proposals import answered, put_forward
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow
from lykta.ground.municipalities.models import Municipality


def in_force(municipality: Municipality, kind: str) -> StandingRelease | None:
    return StandingRelease.objects.for_municipality(municipality).filter(kind=kind, ended__isnull=True).first()


@transaction.atomic
def approve_standing(*, municipality: Municipality, kind: str, by: Actor) -> Proposal:
    """The first step. `second_standing` is the second, by another person."""
    rules.require_release(by, kind, municipality)
    fields = sorted(kinds.get(kind).standing_fields)
    if not fields:
        raise NotNow(_("Nothing of this kind may flow out by itself."))
    if in_force(municipality, kind):
        raise NotNow(_("There is already a standing release of this kind. End it first to approve a new one."))
    content = {"v": 1, "kind": kind, "fields": fields}
    title = str(kinds.get(kind).title)
    return put_forward(municipality=municipality, kind=rules.STANDING, key=kind, title=title, content=content, by=by)


@transaction.atomic
def second_standing(*, proposal: Proposal, by: Actor) -> StandingRelease:
    if not rules.is_standing(proposal):
        raise ValueError("the proposal asks for a release, not for a standing release")
    proposal = answered(proposal, Proposal.State.RELEASED, by)
    standing = StandingRelease.objects.create(
        municipality=proposal.municipality,
        kind=proposal.key,
        approved=timezone.now(),
        approved_by_id_text=proposal.proposed_by_id_text,
        seconded_by_id_text=by.actor_id,
    )
    record(
        "publishing.standing_approved", by=by, municipality=proposal.municipality, subject=standing,
        kind=proposal.key, proposed_by=proposal.proposed_by_id_text,
    )  # fmt: skip
    return standing


@transaction.atomic
def end_standing(*, standing: StandingRelease, by: Actor) -> None:
    """One person. What has flowed out stays; nothing more does."""
    rules.require_release(by, standing.kind, standing.municipality)
    rows = StandingRelease.objects.for_municipality(standing.municipality).select_for_update(no_key=True)
    standing = rows.get(pk=standing.pk)
    if standing.ended is not None:
        return
    standing.ended = timezone.now()
    standing.save(update_fields=["ended"])
    municipality = standing.municipality
    record("publishing.standing_ended", by=by, municipality=municipality, subject=standing, kind=standing.kind)


@transaction.atomic
def set_standing_values(
    *, municipality: Municipality, kind: str, key: str, values: dict[str, Any], by: Actor
) -> StandingValue | None:
    """The whole set of present values. None, and nothing flows, where no standing release is in force.

    Asks for no right of the actor: two people gave it once; the journey that calls has checked the right to the act.
    """
    check_values(values, kinds.get(kind).standing_fields)
    if in_force(municipality, kind) is None:
        return None
    row, _made = StandingValue.objects.for_municipality(municipality).update_or_create(
        municipality=municipality, kind=kind, key=key, defaults={"values": values, "updated": timezone.now()}
    )
    record("publishing.values_flowed", by=by, municipality=municipality, kind=kind, key=key)
    return row
