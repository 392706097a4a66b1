"""What came from outside becomes an incident: by somebody inside, who may have changed its words first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.intake.enums import HOURS, DayPart, IntakeChannel, SubmissionState
from lykta.airlocks.intake.enums import Permission as Intake
from lykta.airlocks.intake.models import Submission
from lykta.airlocks.intake.operations import decide
from lykta.airlocks.intake.rules import require_open
from lykta.base.kernel.actor import Actor, MunicipalityLike, require
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.operations import refer
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents.enums import Certainty, Channel, Observation, Precision
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.operations import report_incident
from lykta.facts.incidents.rules import CannotReport
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.areas.models import Place

CHANNELS = {IntakeChannel.RESIDENT: Channel.RESIDENT, IntakeChannel.API: Channel.API, IntakeChannel.MAIL: Channel.MAIL}


@dataclass(frozen=True)
class TakingIn:
    """Whoever takes it in acts, and is in the log, but is not the one who reported."""

    by: Actor

    @property
    def actor_id(self) -> str:
        return self.by.actor_id

    @property
    def actor_name(self) -> str:
        return self.by.actor_name

    @property
    def actor_organization(self) -> str:
        return self.by.actor_organization

    def may(self, permission: str, municipality: MunicipalityLike | None) -> bool:
        return self.by.may(permission, municipality)

    def is_same_human_as(self, other_actor_id: str) -> bool:
        return self.by.is_same_human_as(other_actor_id)


@transaction.atomic
def take_in(
    *,
    submission: Submission,
    by: Actor,
    category: Category | None = None,
    place: Place | None = None,
    text: str | None = None,
    place_text: str | None = None,
    note: str = "",
    once: str | None = None,
) -> Incident:
    """An incident that waits for review. What is not given is as it was sent. The submission stays as it was."""
    require(by, Intake.HANDLE, submission.municipality)
    require_open(submission)
    sent = submission.payload
    start, end = occurred(submission)
    incident = report_incident(
        municipality=submission.municipality,
        category=category or _category(submission),
        occurred_from=start,
        occurred_to=end,
        place=place or sent_place(submission),
        place_text=sent.get("place_text", "") if place_text is None else place_text,
        lon=sent.get("lon"),
        lat=sent.get("lat"),
        precision=Precision.POINT if "lon" in sent else Precision.ADDRESS,
        observation=Observation(sent.get("observation") or Observation.OWN),
        certainty=Certainty(sent.get("certainty") or Certainty.FAIRLY),
        text=proposed_text(submission) if text is None else text,
        felt_unsafe=_felt_unsafe(sent),
        reasons=sent.get("reasons", []),
        reported_to=sent.get("reported_to", []),
        organization=_organization(submission),
        source=_source(submission),
        by=TakingIn(by),
        once=once or f"submission:{submission.public_id}",
        channel=CHANNELS[IntakeChannel(submission.channel)],
    )
    refer(municipality=submission.municipality, upper=incident, lower=submission)
    became = f"incidents.incident:{incident.public_id}"
    decide(submission=submission, state=SubmissionState.ACCEPTED, by=by, note=note, taken_in_as=became)
    return incident


def occurred(submission: Submission) -> tuple[datetime, datetime]:
    """When it happened, as far as the sender said; what is so for the most part is told when it came."""
    sent, received = submission.payload, submission.received
    if sent.get("occurred_from"):
        start = datetime.fromisoformat(sent["occurred_from"])
        return start, datetime.fromisoformat(sent["occurred_to"]) if sent.get("occurred_to") else start
    if not sent.get("day"):
        return received, received
    first, last = _hours(sent.get("day_parts", []))
    midnight = timezone.make_aware(datetime.combine(date.fromisoformat(sent["day"]), time.min))
    start, end = midnight + timedelta(hours=first), midnight + timedelta(hours=last)
    return min(start, received), min(end, received)


def proposed_text(submission: Submission) -> str:
    """As it was written, with when on the day it is felt: a report has no field of its own for that."""
    sent = submission.payload
    parts = [str(DayPart(each).label) for each in sent.get("day_parts", [])] if not sent.get("day") else []
    when = f"({', '.join(parts)})" if parts else ""
    words = [sent.get("subject", ""), sent.get("text", ""), when]
    return "\n".join(each for each in words if each)[:2000]


def sent_place(submission: Submission) -> Place | None:
    public_id = submission.payload.get("place")
    if not public_id:
        return None
    place: Place | None = Place.objects.for_municipality(submission.municipality).filter(public_id=public_id).first()
    return place


def _category(submission: Submission) -> Category:
    category = category_by_code(submission.municipality, submission.payload.get("category", ""))
    if category is None:
        raise CannotReport(_("Choose a category before you take it in."), "category")
    return category


def _hours(parts: list[str]) -> tuple[int, int]:
    spans = [HOURS[DayPart(part)] for part in parts]
    return (min(first for first, _end in spans), max(last for _begin, last in spans)) if spans else (0, 24)


def _felt_unsafe(sent: dict[str, Any]) -> bool:
    return bool(sent.get("felt_unsafe")) or sent.get("category") == "unsafe_place"


def _organization(submission: Submission) -> PartnerOrganization | None:
    key = submission.delivery_key
    return PartnerOrganization.objects.filter(public_id=key.organization_public_id).first() if key else None


def _source(submission: Submission) -> str:
    """A resident is a source of its own; a system speaks for the organisation that has its key."""
    if submission.channel == IntakeChannel.RESIDENT:
        return OrganizationKind.RESIDENT
    return OrganizationKind(submission.delivery_key.source) if submission.delivery_key else OrganizationKind.OTHER
