"""What the words of a report do to it: an identity number stops it, what may point out a person holds it back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.base.privacy.free_text import STOPS, TextStopped, screened
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.rules import CannotReport


def cleaned(text: str, *, field: str = "text", most: int = 2000) -> str:
    """As it is stored: without zero bytes and space around it. Raises TextStopped and CannotReport."""
    written = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(written) > most:
        raise CannotReport(_("Shorten the text to at most %(limit)d characters.") % {"limit": most}, field)
    if blocks := screened(written).blocks:
        raise TextStopped(str(STOPS[blocks[0].kind]), field)
    return written


def state_for(*texts: str) -> State:
    """REPORTED, or QUARANTINED where something may point out a person."""
    is_clear = all(screened(text).verdict == "clear" for text in texts if text)
    return State.REPORTED if is_clear else State.QUARANTINED
