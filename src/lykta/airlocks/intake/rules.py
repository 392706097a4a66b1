"""What stops something from coming in, and who may do what with it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from lykta.airlocks.intake.enums import IntakeChannel, SubmissionState
from lykta.airlocks.intake.models import Submission
from lykta.base.kernel.actor import NotNow
from lykta.base.privacy.findings import IDENTITY_NUMBERS, FindingKind
from lykta.base.privacy.free_text import STOPS
from lykta.base.privacy.screening import screen
from lykta.ground.municipalities.models import Municipality

# Said about many and pointing out nobody: such words hold nothing back.
SAID_ONLY = frozenset({FindingKind.ETHNICITY, FindingKind.RELIGION, FindingKind.HEALTH})
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


class SameKeyOtherContent(NotNow):
    """An idempotency key that has come before with other content (409 to a machine)."""


def require_open_channel(municipality: Municipality, channel: str) -> None:
    if channel == IntakeChannel.RESIDENT and not municipality.takes_resident_reports:
        raise ChannelClosed(_("%(name)s does not take reports from residents here now.") % {"name": municipality.name})


def refuse_identity_numbers(texts: dict[str, str]) -> None:
    for field, text in texts.items():
        found = [
            each.kind for each in screen(text).findings if each.kind in IDENTITY_NUMBERS and each.severity == "block"
        ]
        if found:
            raise PayloadRefused(str(STOPS[found[0]]), field)


def may_point_out_a_person(texts: Iterable[str]) -> bool:
    return any({each.kind for each in screen(text).findings} - SAID_ONLY for text in texts if text)


def require_open(submission: Submission) -> None:
    if submission.state not in OPEN_STATES:
        raise NotNow(_("Somebody has already decided on this one. Open the list again to see what is left."))
