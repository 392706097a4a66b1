"""Words on ethnicity, religion and health. What happened at a place can nearly always be told without them.

Names of places and of services are left alone: a church, a health centre and a pharmacy are where things happen.
"""

import re
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import PlainText

ETHNICITY = (
    r"invandrar(?:e|en|na|ungdom\w{0,4}|kille\w?|gäng\w{0,3}|bakgrund)|utländsk(?:t|a)? (?:utseende|bakgrund|"
    r"härkomst|påbrå|brytning)|"
    r"utomeuropeisk\w{0,2}|utrikesfödd\w{0,2}|mörkhyad\w{0,2}|svarthårig\w{0,2}|(?:mörk|svart|ljus) (?:hy|hudfärg)|"
    r"(?:mörk|svart)hudad\w?|hudfärg\w{0,2}|"
    r"rom(?:er|erna|ernas|sk|skt|ska)|zigenar\w{0,3}|same(?:r|rna)|samisk\w?|arab(?:er|erna|en|isk|iskt|iska)?|"
    r"(?:nord)?afrikan(?:er|erna|en|sk|skt|ska)?|somali(?:er|erna|ern|sk|skt|ska|a)?|eritrean(?:er|erna|sk|ska)?|"
    r"afghan(?:er|erna|en|sk|skt|ska)?|syri(?:er|erna|ern)|syrisk\w?|irak(?:ier|ierna|isk|iska|iskt)|iran(?:ier|"
    r"ierna|sk|ska|skt)|"
    r"kurd(?:er|erna|en|isk|iska|iskt)?|turk(?:ar|arna|en)|östeurope(?:er|erna|isk|iska|iskt)|rumän(?:er|erna|en|sk|"
    r"ska|skt)?|"
    r"asiat(?:er|erna|en|isk|iska|iskt)?|neger\w{0,3}|blatt(?:e|ar|arna)|svenne(?:r|rna)?|etnisk\w{0,3}|"
    r"etnicitet\w{0,2}"
)
RELIGION = (
    r"muslim(?:er|erna|en|sk|skt|ska)?|islam(?:ist\w{0,4}|isk\w?)?|jud(?:e|en|ar|arna|inna)|judisk\w?|"
    r"judendom\w{0,2}|"
    r"kristen|kristna|kristet|katolik\w{0,4}|hindu(?:er|erna|isk\w?)?|buddhist\w{0,4}|shia(?:muslim\w{0,4})?|"
    r"sunni(?:muslim\w{0,4})?|"
    r"jehovas vittne\w{0,2}|slöja\w{0,2}|hijab\w{0,2}|niqab\w{0,2}|burka\w{0,2}|turban\w{0,2}|imam(?:en|er)?|"
    r"trosuppfattning\w{0,2}"
)
HEALTH = (
    r"psykiskt? (?:sjuk\w{0,2}|ohälsa\w{0,2}|störd\w?|funktions\w{0,20})|psykos\w{0,3}|psykotisk\w?|"
    r"schizofren\w{0,2}|bipolär\w{0,2}|"
    r"adhd|autis(?:m|tisk\w?)|asperger\w{0,2}|depri(?:merad\w?|merade)|depression\w{0,2}|ångest\w{0,10}|"
    r"självmord\w{0,15}|"
    r"suicid\w{0,10}|självskad\w{0,8}|missbrukar\w{0,4}|missbruksproblem\w{0,2}|alkoholist\w{0,4}|narkoman\w{0,4}|"
    r"heroinist\w{0,4}|beroendesjuk\w{0,4}|"
    r"hiv(?:-?smitta\w{0,2}|positiv\w?)?|hepatit\w{0,2}|dement\w?|demens\w{0,6}|epilep(?:si|tiker)\w{0,3}|"
    r"diabetiker\w{0,2}|"
    r"utvecklingsstör\w{0,5}|funktionsneds\w{0,10}|funktionshind\w{0,6}|handikapp(?:ad|ade|at|et)?|"
    r"förståndshandikapp(?:ad|ade|at|et)?|"
    r"diagnos(?:en|er)?|gravid\w?|"
    r"rullstol(?:en|ar|sburen|sburna|sbunden|sbundna)?|mår (?:psykiskt )?dåligt|medicinerar|sjukskriv\w{0,4}"
)
PLACE_AFTER = re.compile(
    r" ?(?:torget|gatan|vägen|församling\w{0,3}|kyrkogård\w{0,2}|begravningsplats\w{0,2}|ramp\w{0,3}|"
    r"plats(?:en)?|parkering\w{0,3})(?!\w)"
)
PATTERNS = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)"))
    for kind, words in (
        (FindingKind.ETHNICITY, ETHNICITY),
        (FindingKind.RELIGION, RELIGION),
        (FindingKind.HEALTH, HEALTH),
    )
)


def find_sensitive_words(seen: PlainText) -> Iterator[Finding]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(seen.lower):
            if not PLACE_AFTER.match(seen.lower, match.end()):
                yield Finding(*match.span(), kind, Severity.HINT)
