"""The same text with one spelling for each sign, so that no pattern needs to know of full-width figures or odd dashes.

Word processors, phones and web pages put in hyphens, spaces and invisible marks of their own; a number is no less a
number for that.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

INVISIBLE = {"Cc", "Cf", "Mn", "Me"}
UNSEEN_ASCII = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Between two figures these stand for a dash, however many they are; elsewhere they are themselves.
FOR_A_DASH = re.compile(r"(?<=[0-9])(?: ?[_*\u00b7\u2022\u2219\u2027\u22c5\u30fb]){1,3} ?(?=[0-9])")
DASHES = {"Pd"}
MORE_DASHES = "\u2212\u00af\u02d7"


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text`, and for each of its signs the place it had in the original; `origin` has one place more, for the end."""

    text: str
    origin: "array[int]"

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        return self.origin[start], self.origin[end - 1] + 1


def plain(text: str) -> PlainText:
    spelled = _spelled(text)
    return PlainText(FOR_A_DASH.sub(_dashes, spelled.text), spelled.origin)


def _dashes(match: re.Match[str]) -> str:
    # As long as what it replaces, so that each sign keeps its place.
    return "-".rjust(len(match.group()))


def _spelled(text: str) -> PlainText:
    if text.isascii() and not UNSEEN_ASCII.search(text):
        return PlainText(text.translate({9: 32, 10: 32, 13: 32}), array("L", range(len(text) + 1)))
    # Composed first per sign only: a whole-text normalisation would lose the places.
    signs, origin = [], array("L")
    for place, sign in enumerate(text):
        if spelled := _one_spelling(sign):
            signs.append(spelled)
            origin.append(place)
    origin.append(len(text))
    return PlainText("".join(signs), origin)


@lru_cache(maxsize=4096)
def _one_spelling(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Zs" or sign in "\t\n\r\x85\u2028\u2029":
        return " "
    if category in INVISIBLE:
        return ""
    if category in DASHES or sign in MORE_DASHES:
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(sign))
    compatible = unicodedata.normalize("NFKC", sign)
    return compatible if len(compatible) == 1 else sign
