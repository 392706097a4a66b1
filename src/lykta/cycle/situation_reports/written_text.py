"""Text that people write into a lägesbild: tidied, bounded, and stopped where it points out a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.facts.evidence.free_text import TextStopped
from lykta.facts.evidence.free_text import checked as screened

LONGEST_PROSE = 10_000
LONGEST_REASON = 500
LONGEST_LABEL = 120
LONGEST_ADDENDUM = 4_000


def checked(text: str, *, field: str, longest: int, required: bool = False) -> str:
    """The text with line ends and edges tidied; raises TextStopped with a sentence for its field."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if required and not tidy:
        raise TextStopped(_("Write something here first."), field)
    if len(tidy) > longest:
        raise TextStopped(_("Shorten the text to at most %(limit)d characters.") % {"limit": longest}, field)
    return screened(tidy, field=field)
