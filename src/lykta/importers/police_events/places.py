"""Which municipality an event names. There is no list of municipalities here: what is not a county is one."""

from __future__ import annotations

import re

_TIME_FIRST = re.compile(r"^\s*\d{1,2}[.\s]\s*[^\W\d]+\.?(?:\s+\d{4})?(?:\s+(?:kl\.?\s*)?\d{1,2}[.:]\d{2})?\s*,")
_WIDER = re.compile(
    r"^(?:sverige|hela landet|hela sverige|riket|utlandet|utomlands|nationell\w*|okän[dt]|(?:polis)?region\b.*)$"
)


def place_in_title(title: str, kind: str) -> str:
    """The last part of "time, type, place", or nothing. The type may hold commas and may have been changed since."""
    rest = _TIME_FIRST.sub("", title, count=1).strip()
    known = " ".join(kind.split())
    if known and rest.casefold() == known.casefold():
        return ""
    if known and rest.casefold().startswith(f"{known},".casefold()):
        rest = f", {rest[len(known) + 1 :]}"
    _before, comma, last = rest.rpartition(",")
    last = last.strip(" .")
    return last if comma and _may_be_name(last) else ""


def municipality_in(place: str) -> str:
    """The place where it is a municipality's name, else nothing: a county, the country, a road."""
    name = " ".join(place.split())
    key = name.casefold()
    if not _may_be_name(name) or key.endswith("län") or _WIDER.match(key):
        return ""
    return name[:120]


def _may_be_name(text: str) -> bool:
    # The second half of a type, as in "Mord/dråp, försök", begins with a small letter; a road has figures.
    return bool(text) and text[0].isupper() and not any(sign.isdigit() for sign in text) and len(text) <= 120
