"""The same text with one spelling for each sign, so that no pattern needs to know of full-width figures or odd dashes.

Word processors, phones and web pages put in hyphens, spaces and invisible marks of their own; a number is no less a
number for that.
"""

import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

INVISIBLE = {"Cf", "Mn", "Me"}
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
    if text.isascii():
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
    if category in INVISIBLE:
        return ""
    if category == "Zs" or sign in "\t\n\r\u2028\u2029":
        return " "
    if category in DASHES or sign in MORE_DASHES:
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(sign))
    compatible = unicodedata.normalize("NFKC", sign)
    return compatible if len(compatible) == 1 else sign
