"""Sentences of this room's own, in both languages at once: a stored answer is read in whichever is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.utils.translation import get_language, override

from lykta.cycle.analysis.answer import Words
from lykta_engine.words import EVENT, counted, reporting_caution

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")


def language() -> Language:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def in_both(explain: Callable[[str], str]) -> Words:
    return {str(code): explain(code) for code in LANGUAGES}


def translated(write: Callable[[], str]) -> Words:
    """`write` uses gettext; it is called once in each language."""
    words: Words = {}
    for code in LANGUAGES:
        with override(code):
            words[code] = write()
    return words


def paragraphs(*parts: Words) -> Words:
    """The caution about reporting, which is part of every result, is said once: last."""
    joined = {}
    for code in LANGUAGES:
        said = [part[code] for part in parts if part.get(code)]
        caution = reporting_caution(code)
        if sum(caution in text for text in said) > 1:
            said = [" ".join(text.replace(caution, "").split()) for text in said] + [caution]
        joined[str(code)] = "\n\n".join(text for text in said if text)
    return joined


def too_few(n: int, needed: int) -> Words:
    return {
        "sv": f"Det går inte att avgöra: det finns {counted(n, EVENT['sv'], 'sv')} att räkna på, och det behövs minst "
        f"{needed}. Välj en längre period, fler kategorier eller ett större område.",
        "en": f"It cannot be decided: there are {counted(n, EVENT['en'], 'en')} to count, and at least {needed} are "
        "needed. Choose a longer period, more categories or a larger area.",
    }
