"""Is a capital row the name of a place? Streets, squares and schools named after people are the main false name."""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

import re

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
    fotbollsplan idrottsplats koloni begravningsplats
    """.split()
)
NEXT_WORD = re.compile(r" ([\w]{1,40})")
SUBJECT = re.compile(r"(\w{1,40}) (?:som )?(?:heter|hette|kallas(?: för)?|kallad|vid namn) \Z", re.IGNORECASE)
THINGS_WITH_NAMES = frozenset(
    """
    platsen plats stället ställe orten byn butiken affären kiosken appen kontot gruppen laget föreningen
    restaurangen puben klubben båten hunden katten spelet projektet kampanjen det området område gatan hus
    huset linjen bussen
    """.split()
)


def is_place(row: str, text: str, end: int) -> bool:
    """`row` is a row of capitalised words that ends at `end`."""
    last = row.rpartition(" ")[2].lower()
    if _ends_as_place(last) or (" " in row and last in WORDS):
        return True
    after = NEXT_WORD.match(text, end)
    return after is not None and _is_place_word(after.group(1).lower())


def place_is_named(before: str) -> bool:
    """The words before say that it is a place that "heter" or "kallas" so."""
    subject = SUBJECT.search(before)
    if subject is None:
        return False
    word = subject.group(1).lower()
    return word in THINGS_WITH_NAMES or _ends_as_place(word)


def _ends_as_place(word: str) -> bool:
    return word.removesuffix("s").endswith(ENDINGS) or word.endswith(ENDINGS)


def _is_place_word(word: str) -> bool:
    return word in WORDS or word.removesuffix("s") in WORDS or (len(word) > 5 and _ends_as_place(word))
