"""Given names and surnames, read when the first text is screened. The phone gets the same lists (names.json)."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "names"
# Long endings that hardly any place has, and short ones that many have.
SURNAME_ENDINGS = (
    "sson", "qvist", "kvist", "quist", "ström", "gren", "dahl", "stedt", "blad", "löf", "löv", "sén", "sen",
    "zén", "ovic",
    "evic", "ski", "sky", "nen", "dotter", "zadeh", "pour", "oglu", "mann", "lén", "din", "rén", "dén", "rup",
)  # fmt: skip
PLACELIKE_ENDINGS = (
    "berg", "lund", "holm", "fors", "strand", "lind", "mark", "man", "ell", "lin", "lén", "én", "vall", "hult",
    "feldt", "son",
    "borg", "bäck", "vik",
)  # fmt: skip


PREFIXES = ("abdi", "abdul", "abdel", "abdal", "moham", "muham")
# One spelling for what is said alike, in this order. Twice the same sign is said once.
SAID_ALIKE = (
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("ch", "k"), ("dj", "j"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie",
    "i"),
    ("ei", "i"), ("c", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("x", "ks"), ("é", "e"),
    ("è", "e"), ("ü", "u"), ("ï", "i"), ("ë", "e"), ("ı", "i"), ("š", "s"), ("č", "k"), ("ć", "k"), ("ž",
    "s"), ("h", ""),
)  # fmt: skip


def _sound(word: str) -> str:
    for written, said in SAID_ALIKE:
        word = word.replace(written, said)
    return TWICE.sub(r"\1", word).removesuffix("e").removesuffix("a")


def _read(name: str) -> frozenset[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


TWICE = re.compile(r"([a-zåäö])\1")


@dataclass(frozen=True)
class NameLists:
    given: frozenset[str]
    ambiguous: frozenset[str]  # given names that are also ordinary words
    surnames: frozenset[str]

    def is_given(self, word: str) -> bool:
        if word in self.given:
            return True
        halves = word.split("-")
        if len(halves) == 1:
            return word.startswith(PREFIXES) and len(word) > 6
        return any(half in self.given for half in halves) or all(half in self.ambiguous for half in halves)

    def may_be_given(self, word: str) -> bool:
        return word in self.ambiguous or self.is_given(word)

    def sounds_given(self, word: str) -> bool:
        """Another spelling of a listed name: Miryam, Denize, Owe."""
        return len(word) > 3 and _sound(word) in self.sounds

    @cached_property
    def sounds(self) -> frozenset[str]:
        return frozenset(_sound(name) for name in self.given)

    def is_surname(self, word: str) -> bool:
        """Listed, or ends as surnames do and seldom places."""
        return any(
            half in self.surnames or (len(half) > 5 and half.endswith(SURNAME_ENDINGS)) for half in word.split("-")
        )

    def may_be_surname(self, word: str) -> bool:
        return self.is_surname(word) or (len(word) > 4 and word.endswith(PLACELIKE_ENDINGS))


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    return NameLists(_read("given"), _read("ambiguous"), _read("surnames"))
