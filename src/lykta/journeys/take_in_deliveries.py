"""What other systems have delivered becomes reports that wait for review, or is refused with a reason, each once.

Each is taken in by a transaction of its own: killed anywhere, the next round goes on where this one ended.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import sleep

from django.utils.translation import gettext as _
from django.utils.translation import override

from lykta.airlocks.intake.enums import DELIVERY_KEY, IntakeChannel, SubmissionState
from lykta.airlocks.intake.models import DeliveryKey, Submission
from lykta.airlocks.intake.operations import decide
from lykta.airlocks.intake.payloads import place_in
from lykta.airlocks.intake.rules import OPEN_STATES
from lykta.base.kernel.actor import MunicipalityLike, NotNow
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents.report_operations import SameKeyOtherContent
from lykta.ground.accounts.rights import permissions_of_role
from lykta.journeys.take_in_submission import sent_place, take_in

log = logging.getLogger("lykta.worker")
AT_A_TIME = 500
PAUSE_S = 0.02  # between two rows: an embedded database has one writer, and somebody is reporting from a phone


@dataclass(frozen=True)
class DeliveryActor:
    """A key, in what was sent while it worked: what comes after it is revoked never gets this far."""

    key: DeliveryKey

    @property
    def actor_id(self) -> str:
        return f"delivery-key:{self.key.public_id}"

    @property
    def actor_name(self) -> str:
        return self.key.label

    @property
    def actor_organization(self) -> str:
        return self.key.organization_name

    def may(self, permission: str, municipality: MunicipalityLike | None) -> bool:
        is_its = municipality is not None and municipality.pk == self.key.municipality_id
        return is_its and permission in permissions_of_role(DELIVERY_KEY)

    def is_same_human_as(self, other_actor_id: str) -> bool:
        # No human can be told from a key: it is never the proof of a second person.
        return True


def take_in_deliveries() -> int:
    """By the worker, every few seconds. Gives how many were decided on."""
    done, last = 0, -1
    with override("sv"):
        while rows := _waiting(after=last):
            last = rows[-1].pk
            for row in rows:
                done += _decided(row)
                sleep(PAUSE_S)
    return done


def _waiting(after: int) -> list[Submission]:
    """By row, not by state: one that cannot be decided on now stops nobody behind it."""
    rows = Submission.objects.across_municipalities(reason="deliveries are taken in for all municipalities")
    due = rows.filter(channel=IntakeChannel.API, state__in=OPEN_STATES, delivery_key__isnull=False, pk__gt=after)
    found = due.select_related("municipality", "delivery_key", "form_version").order_by("pk")
    return list(found.defer("form_version__definition")[:AT_A_TIME])


def _decided(row: Submission) -> bool:
    try:
        _take_in_or_refuse(row)
    except Exception:  # the others' reports may not wait for one; the next round tries it again
        log.exception("the delivery %s was not taken in and is tried again", row.public_id)
        return False
    return True


def _take_in_or_refuse(row: Submission) -> None:
    assert row.delivery_key is not None
    by = DeliveryActor(row.delivery_key)
    try:
        _require_category(row)
        take_in(submission=row, by=by, place_text=_place_text(row), once=_once(row))
    except NotNow as problem:
        if not _is_open(row):
            return  # somebody, or another worker, was before us
        decide(submission=row, state=SubmissionState.REFUSED, note=_reason(problem), by=by)


def _reason(problem: NotNow) -> str:
    """The rooms word it for somebody with a form before them; that it has come before is said to a system here."""
    if isinstance(problem, SameKeyOtherContent):
        return _("The same event (source_id) has come before, with other content. The first one stands.")
    return problem.message


def _is_open(row: Submission) -> bool:
    rows = Submission.objects.for_municipality(row.municipality).filter(pk=row.pk, state__in=OPEN_STATES)
    return rows.exists()


def _require_category(row: Submission) -> None:
    if category_by_code(row.municipality, row.payload.get("category", "")) is None:
        raise NotNow(_("The category is not in use here any more."))


def _place_text(row: Submission) -> str | None:
    """A place that has been taken away since is kept by its name."""
    sent = row.payload
    if not sent.get("place") or sent_place(row) is not None or row.form_version is None:
        return None
    known = place_in(row.form_version.definition, sent["place"])
    words = [known[1] if known else "", sent.get("place_text", "")]
    return ", ".join(each for each in words if each)[:120]


def _once(row: Submission) -> str | None:
    """The sender's own id, where there is one: the same event that comes again in another way is the same report."""
    source_id = row.payload.get("source_id")
    return f"source:{source_id[:64]}" if source_id else None  # hashed with the key's id: two systems never meet
