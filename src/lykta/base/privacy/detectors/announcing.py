"""Words that say a name comes next: "heter", "min son", "väktare", "enligt". How sure they are is their strength."""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

from lykta.base.privacy.detectors.words import Words

NONE, MAYBE, ROLE, NAMED = 0, 1, 2, 3

NAMED_WORDS = frozenset(
    """
    heter hette heta hetat kallas kallad kallade kallades alias namnet smeknamn smeknamnet förnamn efternamn
    kontaktperson kontaktpersonen anmälare anmälaren uppgiftslämnare uppgiftslämnaren hälsningar hälsar hälsn mvh
    vänligen tjenare undertecknat undertecknad signatur signerat vh bh namn namnskylt namnbricka
    """.split()
)
CALLED = frozenset("heter hette kallas kallad för".split())
CALLED_OUT = frozenset("kallas kallad kallade kallades".split())
BEFORE_FOR = frozenset("kallas kallad kallade kallades känd".split())
BEFORE_NAMN = frozenset("vid med under".split())
PAPERS = frozenset(
    """
    utställt utställd utfärdat registrerad registrerat leg leget legitimation legitimationen id-kort id-kortet pass
    passet körkort körkortet namnet
    """.split()
)
CALLS = frozenset("kallar kalla kallade kallat".split())
PRONOUNS = frozenset("honom henne hen mig sig dem han hon jag".split())
POSSESSIVES = frozenset(
    """
    min mitt mina hans hennes hens deras vår vårt våra er ert era din ditt sin sitt sina
    """.split()
)
RELATIVES = frozenset(
    """
    son dotter bror syster man fru make maka sambo särbo pojkvän flickvän kompis granne kollega kusin mamma pappa
    mor far barn barnbarn farmor farfar mormor morfar moster faster farbror morbror chef hyresvärd ex vän väninna
    lillebror storebror lillasyster storasyster bonusson bonusdotter styvson fästman fästmö tjej kille elev
    handläggare
    """.split()
)
ROLES = frozenset(
    """
    tillhör tillhörde tillhörande tillhörig kontakt avsändare misstänkt gärningsman inlämnare
    besökare patient kund ägare
    granne grannen killen kille tjejen tjej pojken pojke flickan flicka mannen kvinnan eleven elev läraren lärare
    lärarna rektorn rektor kuratorn kurator väktaren väktare ordningsvakten ordningsvakt vaktmästaren vaktmästare
    fritidsledaren fritidsledare hyresgästen hyresgäst brottsofferet brottsoffret offret vittnet vittne chauffören
    chaufför föraren förare busschauffören sonen dottern brodern brorsan systern syrran mamman mamma pappan pappa
    maken makan frun sambon kompisen kompis kollegan kollega chefen chef enhetschef enhetschefen handläggaren
    handläggare förvaltaren förvaltare fastighetsskötaren fastighetsskötare tränaren tränare ägaren ägare mentorn
    mentor
    socialsekreteraren socialsekreterare fältaren fältare volontären nattvandraren ungdomsledaren husvärden
    hyresvärden
    bovärden bovärd kvartersvärden misstänkte misstänkta gärningsmannen målsäganden målsägande personen tonåringen
    områdespolisen kommunpolisen polismannen samordnaren samordnare sköterskan läkaren doktor doktorn dr herr fru
    fröken familjen bröderna syskonen makarna ledaren expediten butiksägaren butikschefen bibliotekarien
    receptionisten
    snubben snubbe grabben barnet ungdomen gubben tanten damen farbrorn kusinen kamraten kamrat vännen flickvännen
    pojkvännen städaren bartendern vakten vakt utredaren föreståndaren sekreteraren ordföranden ordförande
    """.split()
)
ROLE_ENDINGS = (
    "mannen", "kvinnan", "killen", "tjejen", "pojken", "flickan", "vakten", "läraren", "chefen", "ledaren",
    "mästaren",
    "skötaren", "föraren", "ägaren", "grannen", "kompisen", "vännen", "sonen", "dottern", "mamman", "pappan",
    "brodern",
    "systern", "ordföranden", "rektorn", "lärare", "mästare", "skötare", "vakt", "ledare", "sekreterare",
    "sekreteraren",
    "handläggare", "ansvarig", "ansvarige", "polisen", "åringen",
)  # fmt: skip
# Before a capital these say that it is somebody, and not somewhere.
ADDRESSING = frozenset(
    """
    ring ringa ringde kontakta kontaktade kontaktat fråga frågade hälsa mejla mejlade maila mailade smsa tack
    jagade hotade knuffade
    rånade misstänker misstänkte blev blir såg sett träffade träffat intervjuade förhörde tipsade varnade
    kontaktperson anklagar anklagade
    """.split()
)
ADDRESSING_PAIRS = frozenset(
    first + " " + second
    for firsts, second in (
        (
            "samtal prata pratade pratat talade talat tala möte bråk bråkade kontakt slagsmål tillsammans bodde bor",
            "med",
        ),
        (
            "mamma mamman pappa pappan förälder föräldern föräldrar föräldrarna vän vännen bror brodern syster son "
            "sonen dotter dottern kompis kompisen granne grannen fru sambo adresserat adresserad paket brev hälsning",
            "till",
        ),
        (
            "skriven skrivet skickat skickad anmäld anmält slagen misshandlad rånad hotad besvaras inlämnad rapport "
            "anmälan filmad filmat hotade sedd gjort gjord förföljd",
            "av",
        ),
        ("leg legitimation körkort pass utställt utfärdat", "för"),
        ("hemma", "hos"),
    )
    for first in firsts.split()
)
SOFT = frozenset(
    """
    ring ringa ringde ringt enligt kontakta kontaktade kontaktat fråga frågade såg sett ser hos med av från till och
    samt eller hälsa mejla mejlade maila mailade smsa träffa träffade mötte tack hej hejsan att som men när då sen att
    jag vi pratade talade prata tala sök sökte söker tipsade hotade slog sparkade knuffade rånade jagade mot om åt
    var är blev är det av inkl kring angående ang gäller gällande via tag ta bad ber anmälde anmäler
    """.split()
)
THINGS_WITH_NAMES = frozenset(
    """
    platsen plats stället ställe orten byn butiken affären kiosken appen kontot gruppen laget föreningen
    restaurangen puben klubben båten hunden katten spelet projektet kampanjen det området område gatan hus
    huset linjen bussen gänget nätverket kanalen sidan bolaget firman företaget skolan boendet hemmet hunden
    stadsdelen
    parken torget torg bron tunneln sjön skogen lekplatsen programmet systemet dokumentet filen mötet insatsen
    grupperingen kedjan caféet baren gymmet hotellet fotbollslaget vad detta sådant lokalen salen rummet huset
    klass klassen evenemanget festivalen märket bilen cykeln båten programmet
    """.split()
)
PEOPLE = frozenset(
    """
    han hon hen jag killen tjejen pojken flickan mannen kvinnan personen eleven kille tjej pojke flicka man kvinna
    person elev ungdom tonåring grabb snubbe grabben snubben sonen dottern brodern son dotter bror syster kompis
    kompisen granne grannen väktaren vakten läraren föraren ledaren barnet ungen gubben tanten
    """.split()
)
# After "heter" in small letters these are no names.
NOT_CALLED = frozenset(
    """
    det den de dom samma inte något någonting så som sig på i vet egentligen nog väl bara också ju men och eller vad
    hur mer än kanske tydligen nåt någon ingen ingenting han hon hen för vid av till från med om att vilket jag vi
    numera förut ofta ibland alltid aldrig här där ett en ett av kom kommer okänt okänd oklart annorlunda likadant
    lika samma detsamma visst antagligen troligen möjligen förmodligen tror minns framgår saknas kan ska vill har är
    """.split()
)
GAPS = frozenset({" ", "  ", ", ", ": ", ":", ",", " (", ' "', " '", ': "', " - ", "; ", "/", " /", ' ("'})
GAPS_AFTER_GREETING = frozenset({". ", "! ", "!", "/", " /"})
GREETINGS = frozenset("hälsningar hälsar hälsn mvh vänligen vh".split())


def announced(words: Words, at: int) -> int:
    """How strongly the words before say that word `at` is a name."""
    before, gap = words.word(at - 1), words.gap(at - 1)
    if before in GREETINGS and (gap in GAPS_AFTER_GREETING or gap in GAPS):
        return NAMED
    if gap not in GAPS:
        return NONE
    second = words.word(at - 2)
    if before in CALLED_OUT and _subject(words, at) not in PEOPLE:
        return NONE if thing_is_named(words, at) else MAYBE  # "till platsen kallas polisen"
    if _is_named(words, at, before, second):
        return NONE if thing_is_named(words, at) else NAMED
    if before in RELATIVES and (second in POSSESSIVES or words.word(at - 3) in POSSESSIVES):
        return ROLE
    if before in ROLES or before.endswith(ROLE_ENDINGS):
        return ROLE
    return MAYBE if before in SOFT else NONE


def is_addressed(words: Words, at: int) -> bool:
    """ "Kontakta", "mamma till", "det var … som": before a capital, with nothing but a space."""
    before, second = words.word(at - 1), words.word(at - 2)
    if not words.joined(at - 1):
        return False
    if before in {"var", "är"} and second == "det":
        return words.word(at + 1) == "som"
    return before in ADDRESSING or f"{second} {before}" in ADDRESSING_PAIRS


def _is_named(words: Words, at: int, before: str, second: str) -> bool:
    if before in NAMED_WORDS:
        return True
    if before == "för":
        return second in BEFORE_FOR
    if before == "namn":
        return second in BEFORE_NAMN
    if before == "är":
        return second in {"namnet", "namn", "smeknamnet"}
    if before == "på":
        return second in PAPERS
    if before == "o" and second == "c":
        return True
    return before in PRONOUNS and second in CALLS


def thing_is_named(words: Words, at: int) -> bool:
    """ "Parken kallas", "hunden som heter": it is something else than a person that has the name."""
    from lykta.base.privacy.detectors.place_words import ends_as_place

    subject = _subject(words, at)
    return subject in THINGS_WITH_NAMES or (subject not in PEOPLE and ends_as_place(subject))


def person_is_named(words: Words, at: int) -> bool:
    """Sure enough for a word in small letters that no list knows: "killen som kallas zorro"."""
    return words.word(at - 1) in CALLED and _subject(words, at) in PEOPLE


def _subject(words: Words, at: int) -> str:
    back = at - 2
    if words.word(at - 1) == "för":
        back -= 1
    while words.word(back) in {"som", "också", "även", "bara", "och"} and back > 0:
        back -= 1
    return words.word(back)
