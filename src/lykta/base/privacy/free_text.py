"""Free text is screened before it is stored. Places and situations are described, never persons.

A report may be sent with a warning and lands in quarantine, where a person looks at it: `screened`. Every other text
(notes, causes, actions, promises) stops at what points out a person, since nobody looks at it before it is kept:
`checked`. Which kinds do is Screening.stops; it follows the kind, not how grave the finding is in a report.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.actor import NotNow
from lykta.base.privacy.findings import FindingKind
from lykta.base.privacy.screening import Screening, screen

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
# To the writer of a report, beside the find.
EXPLANATIONS: dict[FindingKind, Promise] = {
    FindingKind.PERSONAL_IDENTITY_NUMBER: _(
        "Looks like a personal identity number. It may not be sent: take it away and describe what happened."
    ),
    FindingKind.COORDINATION_NUMBER: _(
        "Looks like a coordination number. It may not be sent: take it away and describe what happened."
    ),
    FindingKind.PHONE_NUMBER: _("Looks like a telephone number. Take it away: describe the place, not the person."),
    FindingKind.EMAIL_ADDRESS: _("Looks like an e-mail address. Take it away: describe the place, not the person."),
    FindingKind.REGISTRATION_PLATE: _(
        "Looks like a registration number. Take it away: write for example “a white van”."
    ),
    FindingKind.HOME_ADDRESS: _(
        "Looks like somebody's home address. Take the number away: the street or the nearest public place is enough."
    ),
    FindingKind.PERSON_NAME: _("Looks like a person's name. Take it away: write for example “a person”."),
    FindingKind.PUPIL: _("Looks like a pupil in a class. Take the name away: write for example “a pupil”."),
    FindingKind.ACCOUNT_NAME: _(
        "Looks like an account in social media. Take it away: write for example “an account on the net”."
    ),
    FindingKind.ETHNICITY: _(
        "Says something of a person's origin. It is seldom needed: describe what happened, or clothes and direction."
    ),
    FindingKind.RELIGION: _(
        "Says something of a person's religion. It is seldom needed: describe what happened and where."
    ),
    FindingKind.HEALTH: _(
        "Says something of a person's health. It is seldom needed: describe what happened and where."
    ),
}
OTHERWISE = _("The text seems to point out a person. Describe the place and what happened, and send again.")


class TextStopped(NotNow):
    """The text holds what points out a person; nothing of it was stored. `field` is where a form shows the sentence."""

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


def screened(text: str) -> Screening:
    """For reports: what was found, its places in `text` as written, and the verdict. Nothing is raised or changed."""
    return screen(text)


def checked(text: str, *, field: str = "text") -> str:
    """The text without space around it, when nothing in it stops it; else TextStopped."""
    if not text:
        return ""
    if stops := screen(text).stops:
        raise TextStopped(str(STOPS.get(stops[0].kind, OTHERWISE)), field)
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def warnings_about(text: str) -> tuple[str, ...]:
    """Kinds of what may point out a person but need not: for the page to ask about, once."""
    return tuple(dict.fromkeys(str(finding.kind) for finding in screen(text).warnings))
