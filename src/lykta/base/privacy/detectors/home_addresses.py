"""Exact home addresses: a street with a number, where something says that somebody lives there. They warn.

A street with a number is also where things happen in the open ("Klotter på Storgatan 12"), and has to be written. What
makes it a home: a flat, a stair or a door in the address itself, a word of dwelling beside it ("bor på",
"hyresgästen i", "ägaren"), a person's name before it, or a letter after the
number where nothing says that it was out of doors.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import LETTERS, PlainText

STREET_ENDINGS = (
    "gatan", "gata", "vägen", "väg", "gränd", "gränden", "stigen", "stig", "backen", "backe", "allén", "allé",
    "torget",
    "torg", "liden", "svängen", "slingan", "ringen", "kroken", "leden", "stråket", "gången", "esplanaden",
    "kajen", "plan",
    "kullen", "höjden", "berget", "lunden", "ängen", "hagen", "bron", "grinden", "tunet", "terrassen", "strand",
    "parken",
    "vreten", "lyckan", "tomten", "platsen", "plats", "trappan", "bågen", "hörnan", "gård", "gården", "åsen", "dalen",
)  # fmt: skip
ROADS = frozenset("väg riksväg länsväg europaväg motorväg genomfartsväg".split())  # noqa: SIM905
STREET = re.compile(
    rf"(?<![\w@.])([{LETTERS}]+(?:-[{LETTERS}]+)?)(\.?) ([0-9]{{1,3}})( ?[a-z](?!\w))?(?!\w)(?![.:,]?[0-9])"
)
ENTRANCE = re.compile(
    r"(?:,? ?(?:\(?(?:lgh|lght|lägenhet(?:snummer|en)?|läg)\.? ?(?:nr\.? ?)?[0-9]{1,5}\)?(?!\w)"
    r"|[0-9]{1,2} ?tr(?:appor|p)?(?!\w)|(?:bv|nb|ög)(?!\w)|(?:våning|vån)\.? ?[0-9]{1,2}(?!\w)"
    r"|[0-9]{1,2}:?(?:a|e)? vån(?:ing(?:en)?)?(?!\w)|(?:upp)?gång(?:en)? [a-z0-9](?!\w)"
    r"|port(?:en|uppgång|kod)?:? ?[0-9]{0,4}[a-z]?(?![\w])|dörr(?:en)? [0-9]{1,2}(?!\w))){1,3}"
)
POSTCODE = re.compile(r",? (?:s-|se-)?[0-9]{3} ?[0-9]{2}(?![0-9])(?: [a-zåäö]{2,20}(?!\w))?")
LIVES = (
    r"bor|bodde|bott|bo|boende|boendes|bosatt|bosatta|hyresgäst\w*|grann\w{1,5}|hemma|hem till|hem|"
    r"hemadress\w{0,3}|hemvist|"
    r"bostadsadress\w{0,3}|adress|adressen|adr|lägenhet\w{0,3}|lägenheten|lghen|lgh|ägare\w{0,2}|familj\w{0,3}|"
    r"hushåll\w{0,2}|"
    r"folkbokförd\w?|skriven|skrivna|mantalsskriven|flyttat|flyttade|flyttar|villa|villan|villaägare\w{0,2}|"
    r"radhus|radhuset|bostad|"
    r"bostaden|inneboende|innehavare\w{0,2}|andrahand\w*|balkong\w{0,3}|altan\w{0,2}|ytterdörr\w{0,2}|"
    r"lägenhetsdörr\w{0,2}|"
    r"bostadsrätt\w{0,5}|hennes|hans|deras|c/o|hemmet|hemtjänst\w{0,3}|musik\w{0,2}|fest|festen|fester|festar|"
    r"lukt\w{0,3}|adressera\w{0,3}|brevlåda\w{0,3}|ringklocka\w{0,3}|sovrum\w{0,3}|kök\w{0,3}|uppgång\w{0,3}|"
    r"trapphus\w{0,3}|portkod\w{0,3}"
)
LIVES_BEFORE = re.compile(rf"(?<!\w)(?:{LIVES})(?!\w)")
LIVES_AFTER = re.compile(
    r"(?<!\w)(?:bor|bodde|bosatt|folkbokförd|hemma hos|hyresgäst\w*|portkod\w{0,3}|hans lägenhet|"
    r"hennes lägenhet)(?!\w)"
)
LIVES_AT = re.compile(
    r"(?<!\w)(?:bor|bodde|bosatt|skriven|folkbokförd|hemadress\w{0,3}|bostadsadress\w{0,3})(?: \w{1,12}){0,2}?"
    r"(?: (?:på|i|vid|är)|:) \Z"
)
OUTDOORS = re.compile(
    r"(?<!\w)(?:vid|utanför|framför|bakom|mitt emot|mittemot|korsningen|hörnet|intill|nära|bredvid|mellan|"
    r"klott\w{1,8}|"
    r"skadegörelse\w{0,2}|lampa\w{0,2}|belysning\w{0,3}|gatlykt\w{1,4}|papperskorg\w{0,3}|butik\w{0,4}|"
    r"affär\w{0,3}|kiosk\w{0,3}|"
    r"restaurang\w{0,3}|pizzeria\w{0,2}|skola\w{0,2}|förskola\w{0,2}|parkering\w{0,3}|busshållplats\w{0,3}|"
    r"hållplats\w{0,3}|"
    r"nedskräpning\w{0,2}|glas|garage\w{0,3}|lekplats\w{0,3}|elskåp\w{0,2}|container\w{0,2}|fasad\w{0,3}|"
    r"bråk\w{0,2}|slagsmål\w{0,2}|"
    r"trafikolycka\w{0,2}|olycka\w{0,2}|brand|brinner|stöld\w{0,2}|inbrott\w{0,2}|rån\w{0,2}|buss|bussen)(?!\w)"
)
DIRECTLY_OUTDOORS = re.compile(
    r"(?<!\w)(?:vid|utanför|framför|bakom|mitt emot|mittemot|korsningen|hörnet(?: av)?|intill|nära|bredvid|"
    r"mellan|parkeringen på) \Z"
)
NOT_STREETS = frozenset(  # before a number, with a capital or after "bor i"
    """
    hus rum lägenhet lgh avdelning plan uppgång port nr nummer våning box linje buss klass zon sal den kl klockan
    ca cirka
    trappa grupp objekt ärende vecka v sida kapitel bilaga lag område
    """.split()  # noqa: SIM905
)
SENTENCE_END = re.compile(r"[.!?] |\n")
BEFORE, AFTER, BESIDE = 70, 45, 14


def find_home_addresses(seen: PlainText, names: Iterable[Finding]) -> Iterator[Finding]:
    """`names`: the persons found, in places of `seen`: a name right before a street says whose home it is."""
    named = sorted(finding.end for finding in names)
    for match in STREET.finditer(seen.lower):
        if span := _street(seen, match):
            start, end = span
            entrance = ENTRANCE.match(seen.lower, end)
            whole = entrance.end() if entrance else end
            if entrance or _is_a_home(seen.lower, match, start, end, named):
                yield Finding(start, _with_postcode(seen.lower, whole), FindingKind.HOME_ADDRESS, Severity.WARN)


def _street(seen: PlainText, match: re.Match[str]) -> tuple[int, int] | None:
    """From the first word of the street's name to the number, or to the letter after it."""
    word, stop, _, _ = match.groups()
    start, end = match.start(), _number_end(seen, match)
    has_capital = seen.text[start] != word[0]
    if word in NOT_STREETS:
        return None
    if word.endswith(STREET_ENDINGS) and not stop:
        first = _first_of_the_name(seen, start)
        return None if (word in ROADS or len(word) < 5) and first == start else (first, end)
    if stop and not (has_capital and len(word) > 3 and word[-1] in "gv"):
        return None
    lives_at = has_capital and LIVES_AT.search(_sentence_before(seen.lower, _first_of_the_name(seen, start)))
    return (_first_of_the_name(seen, start), end) if lives_at else None


def _number_end(seen: PlainText, match: re.Match[str]) -> int:
    letter = match.group(4)
    if letter and letter[0] == " " and seen.text[match.end() - 1] == letter[1]:
        return match.end(3)  # "Storgatan 12 i morse"
    return match.end()


def _first_of_the_name(seen: PlainText, start: int) -> int:
    """Back over up to three capitalised words: "Karl Johans gata", "Norra Järnvägsgatan"."""
    for _ in range(3):
        before = seen.text.rfind(" ", max(0, start - 26), max(0, start - 1)) + 1
        if start == 0 or seen.text[start - 1] != " ":
            break
        word = seen.text[before : start - 1]
        if not before and start > 26:
            break
        if not word or not word.replace("-", "").isalpha() or word[0] == seen.lower[before] or _begins(seen, before):
            break
        start = before
    return start


def _begins(seen: PlainText, start: int) -> bool:
    """The capital of a sentence's first word says nothing."""
    before = seen.text[max(0, start - 2) : start].rstrip(" ")
    return not before or before[-1] in ".!?:"


def _is_a_home(lower: str, match: re.Match[str], start: int, end: int, named: list[int]) -> bool:
    before, after = _sentence_before(lower, start), SENTENCE_END.split(lower[end : end + AFTER], maxsplit=1)[0]
    if _somebody_is_named_before(lower, start, named):
        return True
    if DIRECTLY_OUTDOORS.search(before):
        return LIVES_AT.search(before) is not None
    if LIVES_BEFORE.search(before) or LIVES_AFTER.search(after):
        return True
    return match.group(4) is not None and end == match.end() and not OUTDOORS.search(before)


def _sentence_before(lower: str, start: int) -> str:
    return SENTENCE_END.split(lower[max(0, start - BEFORE) : start])[-1]


def _somebody_is_named_before(lower: str, start: int, named: list[int]) -> bool:
    at = bisect_right(named, start) - 1
    if at < 0 or start - named[at] > BESIDE:
        return False
    between = lower[named[at] : start]
    return not SENTENCE_END.search(between) and not DIRECTLY_OUTDOORS.search(between)


def _with_postcode(lower: str, end: int) -> int:
    code = POSTCODE.match(lower, end)
    return code.end() if code else end
