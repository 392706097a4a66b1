"""Letting out and taking back. Out needs two people; back needs one, and takes effect at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.publishing import rules
from lykta.airlocks.publishing.kinds import kinds
from lykta.airlocks.publishing.models import Proposal, Release, StandingValue
from lykta.airlocks.publishing.proposals import answered, locked, put_forward
from lykta.airlocks.publishing.standing import approve_standing, end_standing, second_standing, set_standing_values
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow
from lykta.base.privacy.free_text import checked
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "approve_standing",
    "decline",
    "end_standing",
    "propose",
    "second",
    "second_standing",
    "set_standing_values",
    "withdraw",
]
State = Proposal.State


@transaction.atomic
def propose(
    *, municipality: Municipality, kind: str, key: str, title: str, content: dict[str, Any], by: Actor
) -> Proposal:
    """A new proposal for the same thing replaces the one that waits."""
    rules.require_release(by, kind, municipality)
    kinds.get(kind).validate(content)
    return put_forward(municipality=municipality, kind=kind, key=key, title=title, content=content, by=by)


@transaction.atomic
def second(*, proposal: Proposal, by: Actor) -> Release:
    """The second person lets it out: what residents read from this moment is the proposal's content, frozen."""
    proposal = answered(proposal, State.RELEASED, by)
    release = _next_release(proposal, by)
    # Values from before the snapshot are in it, or were corrected by it; later ones still lie over it.
    _values_of(release).filter(updated__lt=proposal.proposed).delete()
    record(
        "publishing.released", by=by, municipality=release.municipality, subject=release,
        kind=release.kind, key=release.key, number=release.number, proposed_by=proposal.proposed_by_id_text,
    )  # fmt: skip
    return release


def _next_release(proposal: Proposal, by: Actor) -> Release:
    earlier = Release.objects.for_municipality(proposal.municipality).filter(kind=proposal.kind, key=proposal.key)
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    earlier.filter(is_latest=True).update(is_latest=False)
    return Release.objects.create(
        municipality=proposal.municipality,
        kind=proposal.kind,
        key=proposal.key,
        number=number,
        title=proposal.title,
        content=proposal.content,
        released=timezone.now(),
        released_by_id_text=proposal.proposed_by_id_text,
        seconded_by_id_text=by.actor_id,
    )


@transaction.atomic
def decline(*, proposal: Proposal, reason: str, by: Actor) -> Proposal:
    """One person's no is enough; the first may also take back the own proposal."""
    proposal = locked(proposal)
    rules.require_release(by, rules.kind_of(proposal).key, proposal.municipality)
    rules.require_waiting(proposal)
    reason = _reason(reason)
    proposal.state, proposal.decline_reason = State.DECLINED, reason
    proposal.save(update_fields=["state", "decline_reason"])
    record(
        "publishing.declined", by=by, municipality=proposal.municipality, subject=proposal,
        kind=proposal.kind, key=proposal.key,
    )  # fmt: skip
    return proposal


@transaction.atomic
def withdraw(*, release: Release, reason: str, by: Actor) -> Release:
    """At once and by one person. An earlier release does not come back: it was replaced for a reason."""
    rules.require_release(by, release.kind, release.municipality)
    release = Release.objects.for_municipality(release.municipality).select_for_update(no_key=True).get(pk=release.pk)
    if release.withdrawn is not None:
        return release
    release.withdrawn, release.withdrawal_reason = timezone.now(), _reason(reason)
    release.save(update_fields=["withdrawn", "withdrawal_reason"])
    record(
        "publishing.withdrawn", by=by, municipality=release.municipality, subject=release,
        kind=release.kind, key=release.key, number=release.number,
    )  # fmt: skip
    return release


def _reason(text: str) -> str:
    reason = checked(text, field="reason")
    if not reason:
        raise NotNow(_("Write why, so that others can understand it later."))
    return reason[:500]


def _values_of(release: Release) -> Any:
    return StandingValue.objects.for_municipality(release.municipality).filter(kind=release.kind, key=release.key)
