"""Free text is screened before it is stored. Places and situations are described, never persons."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.actor import NotNow
from lykta.base.privacy.findings import FindingKind
from lykta.base.privacy.screening import screen

STOPS: dict[FindingKind, Promise] = {
    FindingKind.PERSONAL_IDENTITY_NUMBER: _(
        "The text seems to hold a personal identity number. Take it away and send again."
    ),
    FindingKind.COORDINATION_NUMBER: _("The text seems to hold a coordination number. Take it away and send again."),
    FindingKind.PHONE_NUMBER: _("The text seems to hold a telephone number. Take it away and send again."),
    FindingKind.EMAIL_ADDRESS: _("The text seems to hold an e-mail address. Take it away and send again."),
    FindingKind.REGISTRATION_PLATE: _("The text seems to hold a registration number. Take it away and send again."),
    FindingKind.ACCOUNT_NAME: _("The text seems to hold an account name. Take it away and send again."),
}
OTHERWISE = _("The text seems to point out a person. Describe the place and what happened, and send again.")


class TextStopped(NotNow):
    """The text holds what points out a person; nothing of it was stored. `field` is where a form shows the sentence."""

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


def checked(text: str, *, field: str = "text") -> str:
    """The text without space around it, when nothing in it stops it; else TextStopped."""
    if not text:
        return ""
    if blocks := screen(text).blocks:
        raise TextStopped(str(STOPS.get(blocks[0].kind, OTHERWISE)), field)
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def warnings_about(text: str) -> tuple[str, ...]:
    """Kinds of what may point out a person but need not: for the page to ask about, once."""
    return tuple(dict.fromkeys(str(finding.kind) for finding in screen(text).warnings))
