"""The same text with one spelling for each sign, so that no pattern needs to know of full-width figures or odd dashes.

Word processors, phones and web pages put in hyphens, spaces and invisible marks of their own; a number is no less a
number for that. What comes out holds printable ASCII, the Latin letters of LETTERS, and OTHER for every other sign:
each one unit long in Python and in JavaScript, and small letters as many as large ones. The phone spells the same way
(spelling.js); which signs are invisible, dashes or figures stands in signs.json and not in either language's Unicode.
"""

import json
import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

SIGNS: dict[str, list[int]] = json.loads(Path(__file__).with_name("signs.json").read_text(encoding="utf-8"))
LETTERS = "A-Za-zÀ-ÖØ-öø-ſ"
OTHER = "\ufffd"
SPACES = "\t\n\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
SPACES += "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
# Spelled as something else than what Unicode would say.
INSTEAD = {
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4`", "'"),
    **dict.fromkeys("\u00b7\u2022\u2219\u2027\u22c5\u30fb", "*"),
    "\u2026": ".",
    "\u0130": "I",
    "\u0131": "i",
}
# Blocks whose signs may be another way to write a figure or a Latin letter.
COMPATIBLE = (
    (0xA0, 0x24F), (0x2B0, 0x2FF), (0x1D00, 0x1DBF), (0x1E00, 0x1EFF), (0x2000, 0x24FF), (0x3000, 0x33FF),
    (0xFB00, 0xFB06), (0xFE30, 0xFE6F), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F100, 0x1F16F),
)  # fmt: skip
KEPT = re.compile(rf"[ -~{LETTERS}]")
MARKS = ("\u0300", "\u036f")
# Between two figures these stand for a dash, however many they are; elsewhere they are themselves.
FOR_A_DASH = re.compile(r"(?<=[0-9])(?: ?[_*]){1,3} ?(?=[0-9])")


@dataclass(frozen=True)
class PlainText:
    """`text`, and for each of its signs where it began and ended in the original."""

    text: str
    starts: "array[int] | range"
    ends: "array[int] | range"

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> PlainText:
    spelled = _spelled(text)
    return PlainText(FOR_A_DASH.sub(_dashes, spelled.text), spelled.starts, spelled.ends)


def _dashes(match: re.Match[str]) -> str:
    # As long as what it replaces, so that each sign keeps its place.
    return "-".rjust(len(match.group()))


def _spelled(text: str) -> PlainText:
    together = text.translate(SPELLINGS)
    if len(together) == len(text):
        return PlainText(together, range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts, ends = array("L"), array("L")
    for place, sign in enumerate(text):
        if spelled := SPELLINGS[ord(sign)]:
            signs.append(spelled)
            starts.append(place)
            ends.append(place + 1)
        elif signs and MARKS[0] <= sign <= MARKS[1] and ends[-1] == place:
            signs[-1] = _with_mark(signs[-1], sign)
            ends[-1] = place + 1
    return PlainText("".join(signs), starts, ends)


@lru_cache(maxsize=4096)
def _with_mark(letter: str, mark: str) -> str:
    composed = unicodedata.normalize("NFC", letter + mark)
    return composed if len(composed) == 1 and composed not in INSTEAD and KEPT.fullmatch(composed) else letter


class _Spellings(dict[int, str]):
    """Code point to its spelling: one sign, or none for what cannot be seen. Each is worked out the first time."""

    def __missing__(self, code: int) -> str:
        spelled = self[code] = _one_spelling(code)
        return spelled


def _one_spelling(code: int) -> str:
    sign = chr(code)
    if sign in SPACES:
        return " "
    if code < 0x20 or code == 0x7F or code in _removed():
        return ""
    if sign in INSTEAD:
        return INSTEAD[sign]
    if code in _dash_codes():
        return "-"
    if (figure := _figure(code)) is not None:
        return figure
    if KEPT.fullmatch(sign) and sign != "\u017f":
        return sign
    if any(first <= code <= last for first, last in COMPATIBLE):
        return _compatible(sign)
    return OTHER


def _compatible(sign: str) -> str:
    """The letter or figure itself, or the Latin letter under its marks."""
    composed, taken_apart = unicodedata.normalize("NFKC", sign), unicodedata.normalize("NFD", sign)
    for spelled, longest in ((composed, 1), (taken_apart, 9)):
        if len(spelled) <= longest and KEPT.fullmatch(spelled[0]) and spelled != sign:
            return spelled[0]
    return OTHER


@lru_cache(maxsize=1)
def _removed() -> frozenset[int]:
    numbers = iter(SIGNS["removed"])
    codes: set[int] = set()
    start = 0
    for step, length in zip(numbers, numbers, strict=True):
        start += step
        codes.update(range(start, start + length))
    return frozenset(codes)


@lru_cache(maxsize=1)
def _dash_codes() -> frozenset[int]:
    return frozenset(accumulate(SIGNS["dashes"]))


@lru_cache(maxsize=1)
def _zeros() -> tuple[int, ...]:
    return tuple(accumulate(SIGNS["zeros"]))


def _figure(code: int) -> str | None:
    return next((str(code - zero) for zero in _zeros() if zero <= code <= zero + 9), None)


SPELLINGS = _Spellings()
