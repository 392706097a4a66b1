"""Words taken out of a text for good: chosen among what the screening found, or written by the reviewer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lykta.base.privacy.findings import Finding
from lykta.base.privacy.screening import MASK, screen
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.rules import CannotReport

SHORTEST = 2
FIELDS = ("text", "place_text")


def found_in(row: Incident) -> dict[str, tuple[Finding, ...]]:
    """Field → what the screening finds in it."""
    return {field: screen(getattr(row, field)).findings if getattr(row, field) else () for field in FIELDS}


def words_found(row: Incident) -> list[str]:
    """As they are written, each once, in the order of the text."""
    found = found_in(row)
    return list(dict.fromkeys(getattr(row, field)[f.start : f.end] for field in FIELDS for f in found[field]))


def without_words(row: Incident, words: Iterable[str]) -> dict[str, str]:
    """Field → the text with every occurrence of the words hidden. Raises CannotReport for what is not there."""
    wanted = sorted(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()), key=len, reverse=True)
    if not wanted:
        raise CannotReport(_("Choose or write what is to be hidden."), "words")
    texts = {field: str(getattr(row, field)) for field in FIELDS}
    for word in wanted:
        texts = _hidden_everywhere(texts, word)
    return texts


def _hidden_everywhere(texts: dict[str, str], word: str) -> dict[str, str]:
    if len(word) < SHORTEST:
        raise CannotReport(_("Write at least two characters of what is to be hidden."), "words")
    pattern = _pattern(word)
    if not any(pattern.search(text) for text in texts.values()):
        raise CannotReport(
            _("“%(word)s” does not stand in the report. Write it as it stands there.") % {"word": word}, "words"
        )
    return {field: pattern.sub(MASK, text) for field, text in texts.items()}


def _pattern(word: str) -> re.Pattern[str]:
    """Whole words only, whatever the spaces between them and the capitals: "Li" is not hidden in "Ligger"."""
    inner = r"\s+".join(re.escape(part) for part in word.split())
    start = r"(?<!\w)" if word[0].isalnum() else ""
    end = r"(?!\w)" if word[-1].isalnum() else ""
    return re.compile(f"{start}{inner}{end}", re.IGNORECASE)


def parts_marked(text: str, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """(piece, kind or ""): the text cut up for a page that marks what was found."""
    parts: list[tuple[str, str]] = []
    place = 0
    for each in findings:
        if each.start > place:
            parts.append((text[place : each.start], ""))
        parts.append((text[each.start : each.end], str(each.kind)))
        place = each.end
    return [*parts, (text[place:], "")] if place < len(text) else parts
