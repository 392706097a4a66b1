from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.publishing.models import Release
from lykta.airlocks.publishing.queries import present_releases
from lykta.base.kernel.actor import Actor, NotAllowed, NotNow
from lykta.cycle.action_plans.models import ActionStatus
from lykta.cycle.action_plans.rules import may_report_status
from lykta.cycle.cause_analysis import entries
from lykta.cycle.promises.enums import POINT_TRANSITIONS, TRANSITIONS, Permission, PromiseKind, PromiseState
from lykta.cycle.promises.models import CitizenPromise, PromisePoint

PUBLICATION = "promise"


def require_not_ended(promise: CitizenPromise) -> None:
    if promise.state == PromiseState.ENDED:
        raise NotNow(_("The promise has ended and stays as it is. Write a new promise if the work goes on."))


def require_move(promise: CitizenPromise, state: str) -> None:
    if state not in TRANSITIONS[promise.state]:
        values = {"now": promise.get_state_display(), "wanted": PromiseState(state).label}
        raise NotNow(_("A promise that is “%(now)s” cannot become “%(wanted)s”.") % values)


def require_point_move(point: PromisePoint, status: str) -> None:
    if status not in POINT_TRANSITIONS[point.status]:
        raise NotNow(
            _("The point is “%(now)s” and cannot become what you chose. Choose another word.")
            % {"now": point.get_status_display()}
        )


def require_released(promise: CitizenPromise) -> None:
    """A promise begins when it has been made in public, not before."""
    if present_release(promise) is None:
        raise NotNow(_("The promise is not published yet. Propose it for release, and let a second person agree."))


def present_release(promise: CitizenPromise) -> Release | None:
    """What residents read of it now; none before the first release and after a withdrawal."""
    releases = present_releases(promise.municipality).filter(kind=PUBLICATION, key=promise.public_id)
    return releases.filter(withdrawn__isnull=True).first()


def require_may_record(by: Actor, point: PromisePoint, status: ActionStatus | None) -> None:
    """Those who edit promises; and whoever may report on an action, for the points that the action serves."""
    if by.may(Permission.EDIT, point.promise.municipality):
        return
    serves = status is not None and point.actions.filter(pk=status.action_id).exists()
    if status is None or not serves or not may_report_status(by, status.action):
        raise NotAllowed("receipts are recorded by those who edit promises or report on the point's actions")


def require_happened(day: date) -> None:
    entries.require_likely_days(day)
    if day > timezone.localdate():
        raise NotNow(_("A receipt is for what has been done. Choose today or an earlier day."))


def require_period(starts: date, ends: date) -> None:
    entries.require_likely_days(starts, ends)
    if ends < starts:
        raise NotNow(_("The promise would end before it starts. Change one of the days and send again."))


def require_target(kind: str, target: int | None) -> None:
    if kind == PromiseKind.QUANTIFIED and not target:
        raise NotNow(_("A promise of a number of times needs the number. Write how many, or choose another kind."))
