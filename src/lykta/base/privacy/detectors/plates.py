"""Swedish registration plates: three letters, two figures, and a figure or a letter.

Written in capitals and together, ABC123 is a plate. Apart or in small letters it may be ordinary prose ("men 280
personer", "rum 114"), so there the words around have to say that it is a vehicle.
"""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

import re
from bisect import bisect_right
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import PlainText

PLATE = re.compile(r"(?<![0-9a-zåäö])([a-hj-pr-uw-z]{3})([ \-]?)([0-9]{2}[a-hj-npr-uw-z0-9])(?![0-9a-zåäö])(?!-[0-9])")
# Laws, institutions, units and rooms that are written as three letters and a number.
NOT_PLATES = frozenset(
    """
    lss sfs osl sou pbl sol lso est iso sis din cen iec ral led gps usb sms mms hus rum sal lgh box tel kap
    fig tab max min num ref dnr art bet dsl ftp rgb pdf hsb skr brb rsa lpo bfu sbk gdp kpi eur usd sek nok
    dkk kkr tkr kwh jan feb mar apr maj jun jul aug sep okt nov dec lag rad sid psa ram grp enl caf hms
    """.split()
)
WORDS = frozenset(
    """
    men fem tre ett sex sju tio typ hot den det dem han hon som och att var kan ska har hade under efter nio
    runt mot per man sen nog oss ner upp dag tag hos max min bara alla dom mer fler kom gick tog mus orm rap
    rus pub gam ufo ute hem barn lag rad del hel nya gul ung ser ger ber bor gav fel rum hus sal lgh tel kap
    sid kan bil bus jag ska dan nya ser sju zon tak led
    """.split()
)
UNIT_AFTER = re.compile(
    r" ?(?:%|:-|(?:m|km|cm|mm|kg|g|l|kr|kronor|tkr|st|stycken|personer|människor|barn|ungdomar|elever|besökare|"
    r"boende|meter|kilometer|procent|timmar|minuter|min|dagar|veckor|år|årig|gånger|grader|kvm|kvadratmeter|"
    r"lägenheter|"
    r"hushåll|bilar|mopeder|cyklar|platser|rapporter|händelser|anmälningar)(?!\w))"
)
VEHICLE = re.compile(
    r"(?<!\w)(?:regnr|reg\.?-? ?nr\.?|reg\.?-?nummer\w{0,3}|reg|registrerings?\w{0,12}|skylt\w{0,6}|plåt\w{0,4}|"
    r"nummerplåt\w{0,3}|bil|bilen|"
    r"bilar|bilarna|personbil\w{0,3}|skåpbil\w{0,3}|lastbil\w{0,3}|husbil\w{0,3}|fordon\w{0,3}|moped\w{0,5}|"
    r"moppe\w{0,2}|mc|motorcykel\w{0,2}|epa\w{0,10}|a-traktor\w{0,2}|traktor\w{0,2}|släp\w{0,10}|husvagn\w{0,3}|"
    r"taxi\w{0,3}|buss\w{0,3}|kombi\w{0,2}|suv\w{0,2}|volvo|saab|bmw|audi|volkswagen|vw|mercedes|toyota|kia|"
    r"ford|skoda|opel|"
    r"renault|peugeot|nissan|mazda|hyundai|tesla|passat|golf|seat|fiat|honda|citroen|volvon|ägare\w{0,2} till)(?!\w)"
)
FROM_VEHICLE = re.compile(r"[ :,(]{1,3}(?:med |är |var |hade |har |reg\w{0,12}\.? ?(?:nr)?[ .:]{0,3}|nr[ .:]{1,3})?\.?")
DRIVES_AFTER = re.compile(r" (?:kör|körde|körs|parkera\w{0,3}|felparkera\w{0,2}|står parkerad|stod parkerad)(?!\w)")
CAPITALS_AROUND = re.compile(r"[A-ZÅÄÖ]{4,}")
NEAR, AROUND = 45, 80


def find_plates(seen: PlainText) -> Iterator[Finding]:
    vehicles: list[tuple[int, int]] | None = None
    for match in PLATE.finditer(seen.lower):
        if vehicles is None:  # looked for once: around each plate it would take long in a text of nothing else
            vehicles = [found.span() for found in VEHICLE.finditer(seen.lower)]
        if _is_a_plate(seen, match, vehicles):
            yield Finding(*match.span(), FindingKind.REGISTRATION_PLATE, Severity.WARN)


def _is_a_plate(seen: PlainText, match: re.Match[str], vehicles: list[tuple[int, int]]) -> bool:
    letters, gap, number = match.groups()
    start, end = match.span()
    in_capitals = seen.text[start : start + 3].isupper()
    counts_something = UNIT_AFTER.match(seen.lower, end) is not None
    if _follows_a_vehicle(seen.lower, start, vehicles) and not counts_something:
        return letters not in NOT_PLATES or in_capitals
    if letters in NOT_PLATES:
        return False
    if in_capitals:
        return not gap or not _among_capitals(seen.text, start, end)
    if counts_something:
        return False
    if DRIVES_AFTER.match(seen.lower, end) and (letters not in WORDS or not number.isdigit()):
        return True
    return not gap or (letters not in WORDS and _is_near_a_vehicle(start, end, vehicles))


def _follows_a_vehicle(lower: str, start: int, vehicles: list[tuple[int, int]]) -> bool:
    """The last words before are "bilen", or "bil med reg"."""
    at = bisect_right(vehicles, (start, 0)) - 1
    for before in (at, at - 1):
        if before >= 0 and start - NEAR <= vehicles[before][1] <= start:
            gap = lower[vehicles[before][1] : start]
            if FROM_VEHICLE.fullmatch(gap):
                return True
    return False


def _is_near_a_vehicle(start: int, end: int, vehicles: list[tuple[int, int]]) -> bool:
    at = bisect_right(vehicles, (start - AROUND, 0))
    return at < len(vehicles) and vehicles[at][1] <= end + AROUND


def _among_capitals(text: str, start: int, end: int) -> bool:
    """All in capitals: "DET VAR MINST HUNDRA MEN 280 KOM", where capitals say nothing."""
    around = CAPITALS_AROUND.findall(text[max(0, start - 30) : start]) + CAPITALS_AROUND.findall(text[end : end + 30])
    return len(around) >= 2
