"""Is a capital row the name of a place? Streets, squares and schools named after people are the main false name."""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

from lykta.base.privacy.detectors.name_lists import NameLists, name_lists
from lykta.base.privacy.detectors.words import Words

# Ends of compounds: Strandskolan, Olagatan. None that also ends surnames (-berg, -lund, -vik, -dal, -gård).
ENDINGS = tuple(
    """
    gatan gata gränden gränd vägen väg stigen stig torget torg platsen plats planen parken park allén allé
    backen backe bron skolan skola skolor gården kyrkan kyrka gymnasiet gymnasium centrum hallen huset hemmet
    kullen berget lunden ängen hamnen hamn kajen kaj esplanaden tunneln rondellen stationen badet arenan
    stugan leden udden holmen dalen vallen viken området kvarteret köpcentret biblioteket förrådet verket
    bolaget bostäder havet sjön ån skogen gatorna vägarna terrassen trappan passagen promenaden
    strandpromenaden
    """.split()
)
# Words that stand by themselves after a name: Karl Johans torg, Anna Lindhs plats.
WORDS = frozenset(
    """
    gata gatan gränd väg vägen stig torg torget plats plan park parken allé backe bro skola skolan förskola
    gård kyrka gymnasium gymnasiet centrum hall hus huset hem hemmet kulle berg lund äng hamn kaj esplanad
    rondell station bad arena stuga staty minne stiftelse kommun kommuns region län led udde ö holme dal vall
    vik område kvarter trappor terrass mat livs pizzeria kiosk grill café kafé konditori bageri salong
    restaurang krog pub bar blommor frisör verkstad bilverkstad butik handel tobak mack rast
    gym camping hotell vandrarhem förlag museum teater park källare gränder kvarn hage mosse brygga fjärd
    församling kapell bibliotek vårdcentral mottagning tandläkare apotek fritidsgård ungdomsgård äldreboende
    servicehus
    stiftelsen fonden klubb lekplats rondellen tunnel viadukt damm trappa galleria affär
    kapplöpning lopp backe loppis taxi åkeri bygg måleri kennel
    fotbollsplan idrottsplats koloni begravningsplats
    """.split()
)
# Right before a single name these say that it is where something happened: "vid Max", "i Hanna", "utanför Elsa".
LOCATING = frozenset("vid i på nära utanför innanför genom längs kring runt intill invid bortom".split())


def is_place(words: Words, first: int, last: int) -> bool:
    """Words first..last are a row of capitalised words."""
    word, lists = words.word(last), name_lists()
    says_place = ends_as_place(word) or (last > first and word in WORDS)
    if says_place and word not in lists.given and not _is_surname_of_somebody(words, first, last, lists):
        return True
    return words.joined(last) and _is_place_word(words.word(last + 1))


def _is_surname_of_somebody(words: Words, first: int, last: int, lists: NameLists) -> bool:
    """ "Pawel Lund", "Alicia Wallén": surnames that look like places or end as they do."""
    word = words.word(last)
    if last == first or word not in lists.surnames:
        return False
    return word not in WORDS or lists.may_be_given(words.word(first))


def is_located(words: Words, at: int) -> bool:
    return words.word(at - 1) in LOCATING and words.joined(at - 1)


def ends_as_place(word: str) -> bool:
    return word.removesuffix("s").endswith(ENDINGS) or word.endswith(ENDINGS)


def _is_place_word(word: str) -> bool:
    return word in WORDS or word.removesuffix("s") in WORDS or (len(word) > 5 and ends_as_place(word))
