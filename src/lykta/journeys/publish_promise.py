"""A promise goes out: what residents will read is frozen now and waits for its second person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.airlocks.publishing.models import Proposal
from lykta.airlocks.publishing.operations import propose
from lykta.base.kernel.actor import Actor, NotNow
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.queries import public_content
from lykta.cycle.promises.rules import PUBLICATION


@transaction.atomic
def propose_release(*, promise: CitizenPromise, by: Actor) -> Proposal:
    if not promise.points.exists():
        raise NotNow(_("The promise has no points yet. Write at least one thing that is promised, then propose it."))
    return propose(
        municipality=promise.municipality,
        kind=PUBLICATION,
        key=promise.public_id,
        title=promise.title,
        content=public_content(promise),
        by=by,
    )
