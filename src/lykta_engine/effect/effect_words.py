"""Ratios and intervals as people say them: 35 % färre, dubbelt så många, allt från 12 % färre till 3 % fler."""

from __future__ import annotations

from lykta_engine.words import decimal, percent

WORDS = {
    "sv": {"fewer": "färre", "more": "fler", "same": "lika många", "times": "{n} gånger så många", "and": "och",
           "between": "mellan", "from": "allt från {a} till {b}",
           "endless": "många gånger fler"},
    "en": {"fewer": "fewer", "more": "more", "same": "as many", "times": "{n} times as many", "and": "and",
           "between": "between", "from": "anything from {a} to {b}",
           "endless": "many times more"},
}  # fmt: skip
TIMES_FROM = 2.0
TOLERANCE = 5e-4  # what rounds to 0 % with one decimal


def changed(ratio: float, language: str) -> str:
    """0.65: "35 % färre"; 1.2: "20 % fler"; 2.4: "2,4 gånger så många"; 1: "lika många"."""
    words = WORDS[language]
    if abs(ratio - 1) < TOLERANCE:
        return words["same"]
    if ratio >= TIMES_FROM:
        return words["times"].format(n=decimal(ratio, language))
    return f"{amount(ratio, language)} {words['fewer' if ratio < 1 else 'more']}"


def amount(ratio: float, language: str) -> str:
    share = abs(ratio - 1)
    return percent(share, language, 0 if share >= 0.1 else 1)


def interval(low: float, high: float | None, language: str) -> str:
    """The range in words, the nearer end first: "mellan 12 % färre och 52 % färre" or "allt från … till …"."""
    words = WORDS[language]
    if high is None:
        return words["from"].format(a=changed(low, language), b=words["endless"])
    if high < 1:
        return f"{words['between']} {changed(high, language)} {words['and']} {changed(low, language)}"
    if low > 1:
        return f"{words['between']} {changed(low, language)} {words['and']} {changed(high, language)}"
    return words["from"].format(a=changed(low, language), b=changed(high, language))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
