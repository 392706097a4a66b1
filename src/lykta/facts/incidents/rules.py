"""Who may do what with a report, and what its state allows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, StalePage
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import may_be_chosen
from lykta.facts.incidents.enums import TRANSITIONS, Permission, State
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.actors import CommandLine, LinkActor
from lykta.ground.accounts.models import Account, PartnerOrganization
from lykta.ground.accounts.rights import permissions_of_role
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

CLOCK_SKEW = timedelta(minutes=10)
LONGEST_INTERVAL = timedelta(days=60)
OLDEST_REPORT = timedelta(days=3653)  # what is older comes in a file, if at all
LIVING_STATES = (State.REPORTED, State.RETURNED, State.REVIEWED)  # what counts, or may come to count


class CannotReport(NotNow):
    """What was entered cannot be right. `field` is where a form shows the sentence."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def organizations_of(by: Actor, municipality: Municipality, permission: str) -> frozenset[int]:
    """Organisations on whose behalf the actor holds the permission here."""
    if isinstance(by, LinkActor):
        return frozenset({by.link.function.organization_id} if by.may(permission, municipality) else ())
    if not isinstance(by, Account) or not by.may(permission, municipality):
        return frozenset()
    return frozenset(
        grant.function.organization_id
        for grant in by.grants_in(municipality)
        if permission in permissions_of_role(grant.role)
    )


def sees_all(by: Actor, municipality: Municipality) -> bool:
    """The role alone is not enough: an organisation that is no authority never sees others' texts."""
    if not by.may(Permission.SEE_ALL, municipality):
        return False
    return isinstance(by, CommandLine) or any(
        _is_authority(grant.function.organization)
        for grant in (by.grants_in(municipality) if isinstance(by, Account) else [])
        if Permission.SEE_ALL in permissions_of_role(grant.role)
    )


def _is_authority(organization: PartnerOrganization) -> bool:
    has_ended = organization.valid_to is not None and organization.valid_to < timezone.localdate()
    return organization.is_authority and not has_ended


def require_seen(by: Actor, incident: Incident) -> None:
    """Whoever decides on a report has to be allowed to read it."""
    own = organizations_of(by, incident.municipality, Permission.SEE_OWN)
    if not sees_all(by, incident.municipality) and incident.organization_id not in own:
        raise NotAllowed("the report is of another organisation")


def require_organization(by: Actor, municipality: Municipality, organization: PartnerOrganization | None) -> None:
    """One reports for the own organisation. The reviewer and the shell may enter what others have told."""
    if isinstance(by, CommandLine) or by.may(Permission.REVIEW, municipality):
        return
    if organization is None or organization.pk not in organizations_of(by, municipality, Permission.REPORT):
        raise NotAllowed("reports are made for the own organisation")


def require_likely_times(start: datetime, end: datetime, now: datetime | None = None) -> None:
    moment = now or timezone.now()
    if end < start:
        raise CannotReport(_("The latest time is before the earliest. Swap them and send again."), "when")
    if max(start, end) > moment + CLOCK_SKEW:
        raise CannotReport(
            _("The time has not come yet. Check the day and the time; announce what is to come as a coming event."),
            "when",
        )
    if end - start > LONGEST_INTERVAL:
        raise CannotReport(
            _("More than 60 days lie between the earliest and the latest time. Narrow it down as far as you can."),
            "when",
        )


def require_recent(start: datetime) -> None:
    if start < timezone.now() - OLDEST_REPORT:
        raise CannotReport(_("That is more than ten years ago. Check the year."), "when")


def require_category(municipality: Municipality, category: Category) -> None:
    if not may_be_chosen(municipality, category):
        raise CannotReport(_("That category is not in use here any more. Choose another one."), "category")


def require_own_place(municipality: Municipality, place: Place | None) -> None:
    if place is not None and place.municipality_id != municipality.pk:
        raise NotAllowed("the place belongs to another municipality")


def require_version(incident: Incident, expected_version: int | None) -> None:
    if expected_version != incident.version:
        raise StalePage(
            _("Somebody has changed the report since you opened it. Open it again and look before you decide.")
        )


def require_transition(incident: Incident, to: str) -> None:
    if to not in TRANSITIONS[incident.state]:
        raise NotNow(
            _("The report is “%(state)s” and cannot become “%(wanted)s”. Open it again to see what can be done.")
            % {"state": State(incident.state).label, "wanted": State(to).label}
        )


def require_mergeable(incident: Incident, into: Incident) -> None:
    """`into` leads its event: the caller has looked up where the chosen one points."""
    if into.municipality_id != incident.municipality_id:
        raise NotAllowed("reports of two municipalities are never merged")
    if into.pk == incident.pk:
        raise NotNow(_("The two tell of the same event already. Choose another one."))
    if incident.merged_into_id is not None:
        raise NotNow(
            _("Report %(number)s is merged into another one. Take that back first.") % {"number": incident.number}
        )
    for row in (incident, into):
        if row.state not in LIVING_STATES:
            raise NotNow(
                _("Report %(number)s is “%(state)s” and does not count. Choose another one, or none.")
                % {"number": row.number, "state": State(row.state).label}
            )


def require_not_held(incident: Incident) -> None:
    """What is held back is handled in quarantine only: by those who may, and every look is logged."""
    if incident.state == State.QUARANTINED:
        raise NotNow(_("The report is held back. Go through it under “Held back” first."))


def is_reporter_of(by: Actor, incident: Incident) -> bool:
    if isinstance(by, LinkActor):
        return incident.reported_by_id is None and incident.function_id == by.link.function_id
    return isinstance(by, Account) and incident.reported_by_id == by.pk
