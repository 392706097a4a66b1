"""The rules of the screening as the phone reads them: patterns, word lists, sign tables and numbering plans.

The phone runs the same steps as the detectors here (sites/static/lykta/screening/) on the same rules, so that
writer and server are told the same. `rules_module` and `names_file` are what tools/phone_screening.py writes; a test
tells when they are behind.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import phonenumbers

from lykta.base.privacy import plain_text
from lykta.base.privacy.detectors import (
    accounts,
    announcing,
    email_addresses,
    home_addresses,
    identity_numbers,
    name_lists,
    name_words,
    phone_numbers,
    place_words,
    plates,
    sensitive_words,
    surroundings,
    words,
)
from lykta.base.privacy.detectors.name_lists import name_lists as lists

MODULES: tuple[ModuleType, ...] = (
    accounts, announcing, email_addresses, home_addresses, identity_numbers, name_lists, name_words, phone_numbers,
    place_words, plates, sensitive_words, surroundings, words,
)  # fmt: skip
# Fetched with the lists, after the form is usable.
WITH_THE_NAMES = (announcing, home_addresses, name_lists, name_words, place_words)
# Parts of patterns that are written out in the patterns themselves.
PARTS = {
    "ANY", "UNLIKE_A_WORD", "SERVICES", "GAP", "YEAR", "MONTH", "DAY", "LAST_FOUR", "CENTURY", "LIVES", "ETHNICITY",
    "RELIGION", "HEALTH", "FOLDER", "RECENT", "PERSONAL_KINDS",
}  # fmt: skip
HEAD = "// Written by tools/phone_screening.py from the rules of the server. Not edited by hand."
LETTER_OR_FIGURE = f"0-9{plain_text.LETTERS}_"


def rules_module() -> str:
    rules = _rules_of(module for module in MODULES if module not in WITH_THE_NAMES)
    rules["plain_text"] = {
        "SIGNS": {key: value for key, value in plain_text.SIGNS.items() if key != "unicode"},
        "INSTEAD": plain_text.INSTEAD,
        "SPACES": plain_text.SPACES,
        "COMPATIBLE": plain_text.COMPATIBLE,
        "KEPT": _plain(plain_text.KEPT),
        "FOR_A_DASH": _plain(plain_text.FOR_A_DASH),
    }
    rules["phone_numbers"]["SWEDISH"] = phone_numbers.swedish_plan().pattern
    text = json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
    return f"{HEAD}\nexport default {text};\n"


def names_file() -> str:
    known = lists()
    rows = {"given": known.given, "ambiguous": known.ambiguous, "surnames": known.surnames}
    plans = {
        code: [phone_numbers.plan(region).pattern for region in regions]
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
    }
    file = {
        "names": {key: " ".join(sorted(row)) for key, row in rows.items()},
        "rules": _rules_of(WITH_THE_NAMES),
        "plans": plans,
    }
    return json.dumps(file, ensure_ascii=False, separators=(",", ":")) + "\n"


def _rules_of(modules: Iterable[ModuleType]) -> dict[str, Any]:
    return {module.__name__.rpartition(".")[2]: _constants(module) for module in modules}


def _constants(module: ModuleType) -> dict[str, Any]:
    assigned = [
        target.id
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.Assign)
        for target in (n for t in node.targets for n in ([t] if isinstance(t, ast.Name) else getattr(t, "elts", [])))
    ]
    return {name: _plain(getattr(module, name)) for name in assigned if name.isupper() and name not in PARTS}


def _plain(value: Any) -> Any:
    """A pattern as {"r": …}, a set or row of words as {"w": "…"} or a list; the rest as it is."""
    if isinstance(value, re.Pattern):
        return {"r": _for_javascript(value)}
    if isinstance(value, frozenset):
        value = sorted(value)
    if isinstance(value, (list, tuple)):
        if all(isinstance(one, str) and " " not in one for one in value):
            return {"w": " ".join(value)}
        return [_plain(one) for one in value]
    return value


def _for_javascript(pattern: re.Pattern[str]) -> str:
    """The same pattern: \\w means the letters that a spelled text can hold, \\Z is the end."""
    if pattern.flags & ~re.UNICODE:
        raise ValueError(f"a flag cannot be carried over: {pattern.pattern}")
    written, inside, place = [], False, 0
    source = pattern.pattern
    while place < len(source):
        sign = source[place : place + 2] if source[place] == "\\" else source[place]
        place += len(sign)
        if sign in {"[", "]"}:
            inside = sign == "["
        if sign in {"\\b", "\\s", "\\W", "\\S", "\\B"}:
            raise ValueError(f"{sign} means other things in JavaScript: {source}")
        written.append({"\\w": LETTER_OR_FIGURE if inside else f"[{LETTER_OR_FIGURE}]", "\\Z": "$"}.get(sign, sign))
    return "".join(written)
