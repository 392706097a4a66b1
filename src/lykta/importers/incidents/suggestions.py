"""What a word of the file may mean here: a suggestion that a person confirms. Also places that are spelt nearly so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from lykta.base.kernel.swedish_text import slug
from lykta.ground.areas.search_text import folded as folded_name
from lykta.importers.incidents import well_known
from lykta.importers.incidents.well_known import folded

LEAVE_OUT = "-"
CLOSE = 0.84
MOST_PLACES = 300

# Beginnings of words, å as a, in the order they are tried: "skadeg" before "glas", since most damage is not to glass.
STEMS: tuple[tuple[str, str], ...] = (
    (r"kvinnofrid|nara relation|relationsvald|heder", LEAVE_OUT),  # never reported by place
    (r"rondering|inget att|ingen handelse|inga handelser|nollrapport|aterstallning|test|ovning", LEAVE_OUT),
    (r"hot mot (personal|tjansteman|anstalld)", "staff_threat"),
    (r"vald mot (personal|tjansteman|anstalld)", "staff_violence"),
    (r"klott|graff|tagg", "graffiti"),
    (r"glas|ruta|rutor|fonster|kross", "broken_glass"),
    (r"anlagd brand|mordbrand", "arson_damage"),
    (r"(bil|fordons?)brand|brand i (bil|fordon)", "fire_vehicle"),
    (r"(container|papperskorgs?|sop)brand|brand i (container|papperskorg|sop)", "fire_container"),
    (r"pyro|smallare|raket|bengal|fyrverk", "pyrotechnics"),
    (r"brand|eldning|explo|sprang", "fire_explosives"),
    (r"skad(or|a|egorelse) (pa|mot) (fordon|bil)|rep(ad|or) bil", "vehicle_damage"),
    (r"skadeg|skadegor|vandal|sabotage|forstor|sonderslag", "vandalism"),
    (r"buskor|vardslos|drift", "reckless_driving"),
    (r"a[ -]?trakt|epa", "a_tractor"),
    (r"moped|crossm|elsparkcyk", "moped_on_path"),
    (r"ratt(fyll|onykt)|drograttfyll", "impaired_driver"),
    (r"trafik|kor(ning|de)|fort", "traffic"),
    (r"kanyl|spruta|sprutor", "drug_find"),
    (r"langning|overlat|forsaljning av nark", "drug_sale"),
    (r"nark|knark|drog|cannabis", "suspected_drugs"),
    (r"sexuell|ofred", "sexual_harassment"),
    (r"misshand", "assault"),
    (r"slagsm|brak|gruff|handgemang", "fight"),
    (r"ran\b|ranforsok", "robbery"),
    (r"hot\b|olaga hot|hotf", "threat"),
    (r"vald", "violence_threat"),
    (r"(bostads|lagenhets|villa)inbrott|inbrott i (bostad|lagenhet|villa)", "burglary_home"),
    (r"inbrott i (kallare|forrad)|(kallar|forrads)inbrott", "burglary_storage"),
    (r"inbrott i (skola|lokal|kontor|forening)", "burglary_business"),
    (r"snatt|butiksstold|stold i butik", "theft_shop"),
    (r"(bil|cykel|fordons|moped)stold|stold (av|ur) (fordon|bil|cykel)|tillgrepp", "theft_vehicle"),
    (r"stold|inbrott|stul", "theft_burglary"),
    (r"sopor|skrap|nedskr|dump", "littering_dumping"),
    (r"bely|lampa|lampor|slackt|mork", "poor_lighting"),
    (r"sly\b|skymd|sikt|buskage|vaxtlighet", "poor_overview"),
    (r"trasig|bank|staket|las(et)?\b", "broken_fittings"),
    (r"fyll|berus|onykt|alkohol|paverkad|lob", "gathering_intoxicated"),
    (r"ungdom|gang\b|elever", "gathering_youths"),
    (r"samling|storning|ordning|stok|hog musik|folksamling", "disturbing_gathering"),
    (r"sov|talt|bosatt|bosattning|olovlig|hemlos", "unlawful_stay"),
    (r"otrygg", "unsafe_place"),
    (r"vapen|tillhygge|kniv|sten", "weapon_find"),
    (r"evenemang|arrangemang|konsert|festival", "public_event"),
    (r"demonstr|manifest", "demonstration"),
    (r"rykte|sociala medier", "rumour_online"),
    (r"positiv|trygg", "positive"),
    (r"annat|ovrig|diverse", "other"),
)
_STEMS = tuple((re.compile(rf"(?:^|[ /,(-])(?:{stem})"), code) for stem, code in STEMS)


def suggested(word: str, categories: Mapping[str, str], saved: Mapping[str, str]) -> str:
    """Code of a category in use, LEAVE_OUT, or nothing. `categories` and `saved` are by folded word."""
    key = folded(word)
    codes = set(categories.values())
    for known in (saved, categories, well_known.CATEGORIES):
        if known.get(key) in codes or known.get(key) == LEAVE_OUT:
            return known[key]
    plain = slug(word).replace("-", " ")
    for stem, code in _STEMS:
        if stem.search(plain) and (code in codes or code == LEAVE_OUT):
            return code
    close = get_close_matches(key, list(categories), n=1, cutoff=CLOSE)
    return categories[close[0]] if close else ""


def nearly(words: Iterable[str], places: Mapping[str, str]) -> dict[str, str]:
    """Words that are no place's name but nearly one's → that name. `places` is folded name → name."""
    found = {}
    for word in list(words)[:MOST_PLACES]:
        key = folded_name(word)
        if key and key not in places and (name := _near(key, places)):
            found[word] = name
    return found


def _near(key: str, places: Mapping[str, str]) -> str:
    likely: Collection[str] = [name for name in places if abs(len(name) - len(key)) <= 3]
    close = get_close_matches(key, likely, n=1, cutoff=CLOSE)
    return places[close[0]] if close else ""
