"""Words that every explanation shares: numbers, counts, shares, how sure, and the caution about reporting."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
NUMBERS = {
    "sv": ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}


@dataclass(frozen=True, slots=True)
class Noun:
    """The thing counted: one händelse, many händelser; `neuter` for ett-words."""

    one: str
    many: str
    neuter: bool = False


class Unit(StrEnum):
    """What one period is called in the sentences."""

    PERIOD = "period"
    WEEK = "week"
    MONTH = "month"


EVENT = {"sv": Noun("händelse", "händelser"), "en": Noun("incident", "incidents")}
# Stands in every result that rests on reports: reports are what happened times how much of it was reported.
REPORTING = {
    "sv": "Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar.",
    "en": "The count rests on reports; more reports can also mean that more people report.",
}


def counted(n: int, noun: Noun, language: str) -> str:
    if n == 0:
        return f"{'inga' if language == 'sv' else 'no'} {noun.many}"
    if n == 1:
        return f"{'ett' if language == 'sv' and noun.neuter else number_word(1, language)} {noun.one}"
    return f"{number_word(n, language)} {noun.many}"


def number_word(n: int, language: str) -> str:
    return NUMBERS[language][n] if 0 <= n <= 12 else str(n)


def decimal(value: float, language: str, places: int = 1) -> str:
    """Rounded half up; a whole number is written without decimals."""
    with localcontext() as room:
        room.prec = 400  # digits: also the largest float is written out, never an error
        text = f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "sv" else text


def reporting_caution(language: str) -> str:
    return REPORTING[language]


def percent(share: float, language: str, places: int = 0) -> str:
    """A share from 0 to 1 as per cent; what would round to 0 or 100 without being it says so."""
    text = decimal(100 * share, language, places)
    if share > 0 and text == "0":
        text = {"sv": "mindre än ", "en": "less than "}[language] + decimal(10.0**-places, language, places)
    if share < 1 and text == "100":
        text = {"sv": "mer än ", "en": "more than "}[language] + decimal(100 - 10.0**-places, language, places)
    return f"{text} %" if language == "sv" else f"{text}%"


def p_in_words(p: float, language: str) -> str:
    """How often chance alone gives as much: "ungefär en gång på 50". `p` above 0."""
    if p >= 0.5:
        return {"sv": "minst varannan gång", "en": "at least every other time"}[language]
    n = max(2, round(1 / p))
    n = n if n < 20 else 5 * round(n / 5) if n < 98 else 50 * round(n / 50) if n < 1000 else 1000
    if p < 0.001:
        return {"sv": "mer sällan än en gång på tusen", "en": "less than once in a thousand"}[language]
    if n == 2:
        return {"sv": "ungefär varannan gång", "en": "about every other time"}[language]
    return {"sv": f"ungefär en gång på {number_word(n, 'sv')}", "en": f"about once in {number_word(n, 'en')}"}[language]


def listed(items: list[str], language: str) -> str:
    """a; a och b; a, b och c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'och' if language == 'sv' else 'and'} {items[-1]}"
