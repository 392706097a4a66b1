"""Words that look like a person's name, or a pupil in a class. They warn; they never stop a text.

Rules: a word that announces a name ("heter", "min son", "grannen") before a capital, a common given name, a given name
or an initial with a surname. See place_words.py for what is taken for a place instead.
"""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

import re
from collections.abc import Iterator

from lykta.base.privacy.detectors.given_names import GIVEN_NAMES
from lykta.base.privacy.detectors.place_words import is_place, place_is_named
from lykta.base.privacy.findings import Finding, FindingKind, Severity

CAPITAL = r"[A-ZÅÄÖÉ][a-zåäöéü]{1,24}(?:-[A-ZÅÄÖÉ]?[a-zåäöéü]{1,24})?"
ROW = re.compile(rf"(?<![\w.@\-])(?:[A-ZÅÄÖ]\. ?)?{CAPITAL}(?: {CAPITAL}){{0,3}}(?![\w\-])")
INITIAL = re.compile(r"[A-ZÅÄÖ]\. ?(?=[A-ZÅÄÖ])")
RELATIVES = (
    r"son|dotter|bror|syster|man|fru|make|maka|sambo|pojkvän|flickvän|kompis|granne|kollega|kusin|mamma|pappa|barn"
)
ROLES = (
    r"grannen?|killen|tjejen|pojken|flickan|mannen|kvinnan|eleven|läraren?|rektorn?|kuratorn?|väktaren?|"
    r"ordningsvakten?|"
    r"vaktmästaren?|fritidsledaren?|hyresgästen|anmälaren?|brottsofferet|vittnet|chauffören|föraren|hälsningar|mvh|"
    r"leg(?:itimation)? på|tillhör\w{0,2}"
)
ANNOUNCES = re.compile(
    r"(?<!\w)(?:heter|hette|kallas(?: för)?|kallad|vid namn|med namnet|namnet är|alias|smeknamn\w{0,3}|"
    rf"(?:min|mitt|hans|hennes|deras|vår|er) (?:\w{{3,12}} )?(?:{RELATIVES})|(?:{ROLES}))[ ,:]{{1,2}}\Z",
    re.IGNORECASE,
)
SURNAME_ENDINGS = (
    "sson", "son", "berg", "ström", "qvist", "kvist", "gren", "dahl", "stedt", "strand", "blad", "löf", "lind", "lund",
    "sén", "én", "lin", "ski", "vic", "man", "mark", "holm", "fors", "ell",
)  # fmt: skip
CLASS_AFTER = re.compile(
    r",? (?:(?:som )?går )?(?:i |från )?"
    r"(?:(?:klass |åk |åk\. ?|årskurs )[1-9](?: ?[A-Fa-f])?|[1-9] ?[A-Fa-f])(?!\w)"
)
CLASS_BEFORE = re.compile(r"(?<!\w)(?:(?:klass|åk|årskurs) ?[1-9][a-f]?|[1-9][a-f])(?::s)?[ :,]{1,2}\Z", re.IGNORECASE)
VERB_AFTER = re.compile(r" (?:har|hade|är|var|och|i|kom|slog|sa|såg|sågs|går|brukar|med|hotade|klottrade)\b")
NOT_NAMES = frozenset(
    """
    Polisen Polis Kommunen Räddningstjänsten Socialtjänsten Väktarna Väktare Skolan Lokalpolisen Trafikverket
    Han Hon Hen De Den Det Jag Vi Ni Man Någon Några Killen Tjejen Pojken Flickan Mannen Kvinnan Eleven
    Grannen En Ett Två Tre Fyra Fem Sex Sju Men Och Måndag Tisdag Onsdag Torsdag Fredag Lördag Söndag Januari
    Februari Mars April Maj Juni Juli Augusti September Oktober November December Sverige
    Snapchat Instagram Facebook Tiktok Discord Ica Coop Willys Lidl Hemköp Systembolaget Preem Anmälare
    Anmälaren Ungdomar Bostäder Fastighet Park Gata Fritid Kultur Miljö Norra Södra Östra Västra Stora Lilla
    Gamla Nya Övre Nedre Sankt Sankta Hälsningar Mvh Ring Enligt Kontakta Rektor Kurator Granne Kung Drottning
    Per Klass Årskurs
    """.split()
)
NEAR = 48


def find_names(text: str) -> Iterator[Finding]:
    for match in ROW.finditer(text):
        start, end = _without_words_that_begin(text, *match.span())
        row = text[start:end]
        if not row or is_place(row, text, end):
            continue
        if _is_pupil(text, row, start, end):
            yield Finding(start, end, FindingKind.PUPIL, Severity.WARN)
        elif _is_name(text, row, start):
            yield Finding(start, end, FindingKind.PERSON_NAME, Severity.WARN)


def _without_words_that_begin(text: str, start: int, end: int) -> tuple[int, int]:
    """ "Väktare Tove", "Enligt Anny": a capital that begins a sentence, or names a role, is no part of the name."""
    while start < end:
        first, space, _ = text[start:end].partition(" ")
        is_known = first in GIVEN_NAMES and first not in NOT_NAMES
        if not (first in NOT_NAMES or _begins_sentence(text, start)) or is_known or _has_given_name(first):
            break
        start += len(first) + len(space)
    return start, end


def _has_given_name(word: str) -> bool:
    """The first half of a double name, or an initial."""
    return word.partition("-")[0] in GIVEN_NAMES or word[1:2] == "."


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \"'”»(-")
    return not before or before[-1] in ".!?:"


def _is_pupil(text: str, row: str, start: int, end: int) -> bool:
    if " " in row:
        return False
    if CLASS_BEFORE.search(text[max(0, start - NEAR) : start]):
        return True
    return CLASS_AFTER.match(text, end) is not None


def _is_name(text: str, row: str, start: int) -> bool:
    before = text[max(0, start - NEAR) : start]
    first, _, rest = row.partition(" ")
    if INITIAL.match(row):
        return True
    if place_is_named(before):
        return False
    if ANNOUNCES.search(before):
        return True
    if _has_given_name(first):
        sentence_goes_on = VERB_AFTER.match(text, start + len(row)) is not None
        return bool(rest) or not _begins_sentence(text, start) or sentence_goes_on
    return bool(rest) and rest.endswith(SURNAME_ENDINGS)
