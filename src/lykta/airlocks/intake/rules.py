"""What stops something from coming in, and who may do what with it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from lykta.airlocks.intake.enums import IntakeChannel, SubmissionState
from lykta.airlocks.intake.models import Submission
from lykta.base.kernel.actor import NotNow, SameKeyOtherContent  # noqa: F401  (receiving and its callers know it from here)
from lykta.base.privacy.free_text import STOPS, screened
from lykta.ground.municipalities.models import Municipality

KEPT_WAITING = timedelta(days=365)
KEPT_HELD = timedelta(days=14)
KEPT_DECIDED = timedelta(days=60)
OPEN_STATES = (SubmissionState.WAITING, SubmissionState.QUARANTINED)


class PayloadRefused(NotNow):
    """Something in what was sent has to be changed. `field` is where a form shows the sentence."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class ChannelClosed(NotNow):
    """The municipality takes nothing in this way now."""


def require_open_channel(municipality: Municipality, channel: str) -> None:
    if channel == IntakeChannel.RESIDENT and not municipality.takes_resident_reports:
        raise ChannelClosed(_("%(name)s does not take reports from residents here now.") % {"name": municipality.name})


def refuse_identity_numbers(texts: dict[str, str]) -> None:
    for field, text in texts.items():
        if blocks := screened(text).blocks:
            raise PayloadRefused(str(STOPS[blocks[0].kind]), field)


def may_point_out_a_person(texts: Iterable[str]) -> bool:
    return any(screened(text).verdict != "clear" for text in texts if text)


def require_open(submission: Submission) -> None:
    if submission.state not in OPEN_STATES:
        raise NotNow(_("Somebody has already decided on this one. Open the list again to see what is left."))
