"""Swedish registration plates: three letters, two figures, and a figure or a letter.

Written in capitals and together, ABC123 is a plate. Apart or in small letters it may be ordinary prose ("men 280
personer", "rum 114"), so there the words around have to say that it is a vehicle.
"""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

import re
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity

PLATE = re.compile(
    r"(?<![0-9A-Za-zÅÄÖåäö])([A-HJ-PR-UWXYZ]{3})([ \-]?)([0-9]{2}[A-HJ-NPR-UW-Z0-9])(?![0-9A-Za-zÅÄÖåäö])(?!-[0-9])",
    re.IGNORECASE,
)
# Laws, institutions, units and rooms that are written as three letters and a number.
NOT_PLATES = frozenset(
    """
    LSS SFS OSL SOU PBL SOL LSO EST ISO SIS DIN CEN IEC RAL LED GPS USB SMS MMS HUS RUM SAL LGH BOX TEL KAP
    FIG TAB MAX MIN NUM REF DNR ART BET DSL FTP RGB PDF HSB SKR BRB RSA LPO BFU SBK GDP KPI EUR USD SEK NOK
    DKK KKR TKR KWH JAN FEB MAR APR MAJ JUN JUL AUG SEP OKT NOV DEC LAG RAD SID PSA RAM GRP ENL CAF HMS
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
    r"boende|meter|"
    r"kilometer|procent|timmar|minuter|min|dagar|veckor|år|årig|gånger|grader|kvm|kvadratmeter|lägenheter|hushåll|"
    r"bilar|"
    r"mopeder|cyklar|platser|rapporter|händelser|anmälningar)\b)",
    re.IGNORECASE,
)
VEHICLE = (
    r"(?:regnr|reg\.? ?nr\.?|reg|registrerings?\w{0,12}|skylt\w{0,6}|plåt\w{0,4}|nummerplåt\w{0,3}|bil|bilen|bilar|"
    r"bilarna|personbil\w{0,3}|"
    r"skåpbil\w{0,3}|lastbil\w{0,3}|husbil\w{0,3}|fordon\w{0,3}|moped\w{0,5}|moppe\w{0,2}|mc|motorcykel\w{0,2}|"
    r"epa\w{0,10}|a-traktor\w{0,2}|"
    r"traktor\w{0,2}|släp\w{0,10}|husvagn\w{0,3}|taxi\w{0,3}|volvo|saab|bmw|audi|volkswagen|vw|mercedes|toyota|kia|"
    r"ford|skoda|"
    r"opel|renault|peugeot|nissan|mazda|hyundai|tesla|passat|golf|ägare\w{0,2} till)"
)
VEHICLE_BEFORE = re.compile(
    rf"(?<!\w){VEHICLE}[\s:,(]{{1,3}}(?:med |reg\w{{0,12}}\.? ?(?:nr)?[ .:]{{0,3}}|nr[ .:]{{1,3}})?\Z", re.IGNORECASE
)
VEHICLE_NEAR = re.compile(rf"(?<!\w){VEHICLE}(?!\w)", re.IGNORECASE)
CAPITALS_AROUND = re.compile(r"[A-ZÅÄÖ]{4,}")
NEAR, AROUND = 45, 80


def find_plates(text: str) -> Iterator[Finding]:
    for match in PLATE.finditer(text):
        if _is_a_plate(text, match):
            yield Finding(*match.span(), FindingKind.REGISTRATION_PLATE, Severity.BLOCK)


def _is_a_plate(text: str, match: re.Match[str]) -> bool:
    letters, gap, _ = match.groups()
    start, end = match.span()
    if VEHICLE_BEFORE.search(text[max(0, start - NEAR) : start]) and not UNIT_AFTER.match(text, end):
        return letters.upper() not in NOT_PLATES or letters.isupper()
    if letters.upper() in NOT_PLATES:
        return False
    if letters.isupper():
        return not gap or not _among_capitals(text, start, end)
    if UNIT_AFTER.match(text, end):
        return False
    is_a_word = letters.lower() in WORDS
    return not gap or (not is_a_word and VEHICLE_NEAR.search(text[max(0, start - AROUND) : end + AROUND]) is not None)


def _among_capitals(text: str, start: int, end: int) -> bool:
    """All in capitals: "DET VAR MINST HUNDRA MEN 280 KOM", where capitals say nothing."""
    around = CAPITALS_AROUND.findall(text[max(0, start - 30) : start]) + CAPITALS_AROUND.findall(text[end : end + 30])
    return len(around) >= 2
