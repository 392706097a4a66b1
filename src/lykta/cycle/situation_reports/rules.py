"""Who may see and change a lägesbild, and what its state allows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, require
from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.periods import Period, bounds
from lykta.base.kernel.swedish_time import day_label
from lykta.cycle.situation_reports.enums import Permission, State
from lykta.cycle.situation_reports.models import SituationReport
from lykta.ground.accounts.actors import CommandLine, LinkActor
from lykta.ground.accounts.models import Account, PartnerOrganization
from lykta.ground.accounts.rights import permissions_of_role
from lykta.ground.municipalities.models import Municipality

INTERNAL, REPORTERS = "internal", "reporters"


def may_see_internal(by: Actor, municipality: Municipality) -> bool:
    """The permission alone is not enough: an organisation that is no authority never sees the internal version."""
    if not by.may(Permission.SEE_INTERNAL, municipality):
        return False
    return isinstance(by, CommandLine) or any(_is_authority(each) for each in _organizations(by, municipality))


def _organizations(by: Actor, municipality: Municipality) -> list[PartnerOrganization]:
    """Those on whose behalf the actor holds the right to the internal version."""
    if isinstance(by, Account):
        grants = by.grants_in(municipality)
        return [
            grant.function.organization
            for grant in grants
            if Permission.SEE_INTERNAL in permissions_of_role(grant.role)
        ]
    return [by.link.function.organization] if isinstance(by, LinkActor) else []


def _is_authority(organization: PartnerOrganization) -> bool:
    ended = organization.valid_to is not None and organization.valid_to < timezone.localdate()
    return organization.is_authority and not ended


def may_see_drafts(by: Actor, municipality: Municipality) -> bool:
    """Those who write and adopt, and the registrar, who must be able to find and hand out what exists."""
    rights = (Permission.EDIT, Permission.ADOPT, Permission.EXPORT)
    return may_see_internal(by, municipality) and any(by.may(right, municipality) for right in rights)


def audience_for(by: Actor, report: SituationReport) -> str | None:
    """Which version this actor reads: "internal", "reporters", or none."""
    municipality = report.municipality
    if may_see_internal(by, municipality) and (report.is_locked or may_see_drafts(by, municipality)):
        return INTERNAL
    if report.is_locked and by.may(Permission.SEE_FOR_REPORTERS, municipality):
        return REPORTERS
    return None


def require_change(by: Actor, municipality: Municipality, *permissions: str) -> None:
    """One of the permissions, and the right to what is changed."""
    if not any(by.may(right, municipality) for right in permissions):
        raise NotAllowed(f"none of {', '.join(permissions)} is granted")
    if not may_see_internal(by, municipality):
        raise NotAllowed("the internal version is for authorities")


def require_draft(report: SituationReport) -> None:
    if report.state == State.ADOPTED:
        raise NotNow(_("The situation report is adopted and locked. Write an addendum if something needs to be said."))
    if report.state == State.PROPOSED:
        raise NotNow(_("The situation report is proposed for adoption. Take it back first if it needs to be changed."))


def require_begun(period: Period, municipality: Municipality, now: datetime) -> None:
    start, _end = bounds(period, municipality.week_cut)
    if start > now:
        day = day_label(to_local(start).date(), year=True)
        raise NotNow(_("The period begins on %(day)s. Choose a period that has begun.") % {"day": day})


def first_release_day(report: SituationReport) -> date:
    """Public numbers wait as long as the municipality has decided, counted from the period's end."""
    _start, end = bounds(report.period, report.week_cut)
    last_moment = to_local(end) - timedelta(seconds=1)
    return last_moment.date() + timedelta(days=1 + report.municipality.public_delay_days)


def is_too_early(report: SituationReport, today: date | None = None) -> bool:
    return (today or timezone.localdate()) < first_release_day(report)


def require_adopted(report: SituationReport) -> None:
    if report.state != State.ADOPTED:
        raise NotNow(_("Only an adopted situation report can be released. Have it adopted first."))


def require_releasable(report: SituationReport) -> None:
    require_adopted(report)
    if is_too_early(report):
        day = day_label(first_release_day(report), year=True)
        raise NotNow(_("The numbers may be released from %(day)s. Come back then.") % {"day": day})


def require_export(by: Actor, report: SituationReport, audience: str) -> None:
    require(by, Permission.EXPORT, report.municipality)
    own = audience_for(by, report)
    allowed = {INTERNAL: {INTERNAL, REPORTERS}, REPORTERS: {REPORTERS}}
    if own is None or audience not in allowed[own]:
        raise NotAllowed("this version is not for the actor")
