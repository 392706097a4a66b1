"""A report's text as what happened, where, and the rest of its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lykta.facts.incidents.duplicates.meanings import (
    EMPTY,
    LOOSE_PREPOSITIONS,
    SURE_PREPOSITIONS,
    VAGUE,
    WHAT,
    WHERE,
)

LONGEST_READ = 2_000  # characters; a report's text is no longer
MOST_WORDS = 200
INSIDE_A_COMPOUND = 5  # letters of a root that may stand inside a word
SHORTEST_STEM = 4
_ENDINGS = (
    "arnas ornas ernas anden andet arna orna erna aren aret ande ende ades ade ata ats ar or er en et na ad at as es"
    " a e n t s"
)
ENDINGS = tuple(_ENDINGS.split())
_HYPHENS = re.compile(r"(?<=\w)[-‐‑–](?=\w)")
_WORD = re.compile(r"\w+")
_FOLD = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def _roots(table: Mapping[str, str]) -> dict[str, str]:
    return {root: meaning for meaning, roots in table.items() for root in roots.split()}


_WHAT_ROOTS = _roots({meaning: roots for meaning, (_field, roots) in WHAT.items()})
_WHERE_ROOTS = _roots(WHERE)
_LONGEST_ROOT = max(map(len, [*_WHAT_ROOTS, *_WHERE_ROOTS]))


@dataclass(frozen=True, slots=True)
class Reading:
    """`places` holds kinds of place, or the stem of a name that stands where a place does. `shown` is for people."""

    meanings: frozenset[str]
    places: frozenset[str]
    stems: frozenset[str]
    shown: tuple[tuple[str, frozenset[str]], ...]  # word as written, what it stands for

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(WHAT[meaning][0] for meaning in self.meanings)


def fold(text: str) -> str:
    """Lower case without accents: "Å-traktorn" and "a-traktorn" are the same to a hurried thumb."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=1024)  # few: these are texts, and what is disposed of should not linger
def read(text: str) -> Reading:
    written = _WORD.findall(_HYPHENS.sub("", unicodedata.normalize("NFC", text[:LONGEST_READ])))[:MOST_WORDS]
    meanings, places, stems, shown = set(), set(), set(), []
    before = ""
    for word in written:
        folded = fold(word)
        stands_for = _stands_for(folded, _names_a_place(word, before))
        meanings |= {each[5:] for each in stands_for if each.startswith("what:")}
        places |= {each[6:] for each in stands_for if each.startswith("where:")}
        stems |= {each[5:] for each in stands_for if each.startswith("stem:")}
        if stands_for:
            shown.append((word, stands_for))
        before = folded
    return Reading(frozenset(meanings), frozenset(places), frozenset(stems), tuple(shown))


def _names_a_place(word: str, before: str) -> bool:
    return before in SURE_PREPOSITIONS or (before in LOOSE_PREPOSITIONS and word[0].isupper())


@lru_cache(maxsize=8192)
def _stands_for(word: str, names_a_place: bool) -> frozenset[str]:
    if word in EMPTY or (len(word) < 2 and not word.isdecimal()):
        return frozenset()
    found = {f"stem:{stem(word)}"}
    where, what = _longest(word, _WHERE_ROOTS), _longest(word, _WHAT_ROOTS)
    if where:
        found.add(f"where:{_WHERE_ROOTS[where]}")
    elif what:
        found.add(f"what:{_WHAT_ROOTS[what]}")
    elif names_a_place and len(word) >= SHORTEST_STEM and word not in VAGUE and not word.isdecimal():
        found.add(f"where:{stem(word)}")
    return frozenset() if word in VAGUE else frozenset(found)


def _longest(word: str, roots: Mapping[str, str]) -> str | None:
    """The longest root that begins the word or, where long enough, stands inside it."""
    if f"={word}" in roots:
        return f"={word}"
    for length in range(min(len(word), _LONGEST_ROOT), 1, -1):
        last = len(word) - length if length >= INSIDE_A_COMPOUND else 0
        for at in range(last + 1):
            if word[at : at + length] in roots:
                return word[at : at + length]
    return None


def stem(word: str) -> str:
    """Without one inflection, roughly: two forms of a word mostly meet, two words seldom do."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=2048)
def fields_of_code(code: str) -> frozenset[str]:
    """What a category's code or name says of its field, in Swedish or English; nothing for "K17"."""
    found = (_longest(word, _WHAT_ROOTS) for word in re.split(r"[\W_]+", fold(code)) if len(word) > 1)
    return frozenset(WHAT[_WHAT_ROOTS[root]][0] for root in found if root)


def shared_words(one: Reading, other: Reading, most: int = 4) -> list[str]:
    """Words of the first text that the second also has, in some form or meaning: what it is about before where."""
    theirs = {each for _word, stands_for in other.shown for each in stands_for}
    shared: dict[str, str] = {}
    for word, stands_for in one.shown:
        if stands_for & theirs:
            shared.setdefault(fold(word), word if word[1:2].isupper() else word.lower())
    return list(shared.values())[:most]
