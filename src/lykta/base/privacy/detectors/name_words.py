"""The words and patterns that names.py goes by, beside those of announcing.py."""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

import re

from lykta.base.privacy.detectors.announcing import NOT_CALLED, POSSESSIVES, RELATIVES, ROLES, SOFT

LONGEST_ROW = 4
# With a capital these begin sentences or name authorities, shops, days and clubs.
NOT_NAMES = frozenset(
    """
    polisen polis kommunen räddningstjänsten socialtjänsten väktarna skolan lokalpolisen trafikverket skatteverket
    han hon hen de den det dem dom jag vi ni du man någon några en ett två tre fyra fem sex sju åtta nio tio men och
    måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars april maj juni juli augusti september
    oktober november december sverige svensk snapchat instagram facebook tiktok discord messenger whatsapp youtube
    ica coop willys lidl hemköp systembolaget preem circle shell ungdomar ungdomarna bostäder fastighet park gata
    fritid
    kultur miljö norra södra östra västra stora lilla gamla nya övre nedre sankt sankta ring enligt kontakta
    kung drottning per klass årskurs i på vid av till från med om mot hos efter under över mellan bakom utanför
    igår idag imorgon natten kvällen dagen ikväll inatt nu då sedan sen här där när vad vem hur varför vilken
    bilen bil mopeden moped cykeln cykel bussen buss lampan lampor klotter skadegörelse stöld inbrott bråk slagsmål
    brand olycka trafikolycka misshandel rån hot narkotika alkohol tack hej hejsan obs ps sms mms tel telefon mobil
    mail mejl epost e-post nr kl klockan rum sal hus port lgh box väg länsväg riksväg europaväg linje tåg
    alla allt bara båda denna detta dessa dock eller ett för ha har hade inga ingen inte ja nej jo kan ska skall vill
    kom går gick ser såg står stod sitter låg ligger blev blir var är vår våra er ert min mitt mina din ditt sin sitt
    hans hennes deras som så att om medan innan tills trots utan kring runt nära ute inne uppe nere hemma borta
    aik ifk hif bk ff fc fk if sk gais hammarby djurgården elfsborg brommapojkarna örgryte frölunda färjestad
    securitas avarn nokas hsb riksbyggen stena telia tele postnord ikea max mcdonalds burger king subway espresso
    house pressbyrån seven eleven netto city gross maxi kvantum nära supermarket apoteket kronans jula biltema rusta
    dollarstore clas ohlson elgiganten mediamarkt stadium intersport åhléns lindex kappahl gina tricot volvo saab
    region regionen länsstyrelsen migrationsverket försäkringskassan arbetsförmedlingen kronofogden sl skånetrafiken
    västtrafik östgötatrafiken familjen anmälan ärende händelse rapport tid plats datum område typ orsak ort
    """.split()
)
# A sentence that starts with a name goes on with one of these or another small word; a sign or a place with none.
NOT_AFTER_A_NAME = frozenset("på vid i från mot till".split())
BELONGING = frozenset("von van de af al el bin ibn da dos della le la der den".split())
MONTHS_AND_MORE = frozenset(
    """
    dina klara lova rita milda rika göta eden haven lucia maj juni jan per max my mark mars li lo sol storm vide ville
    liv kim
    """.split()
)
HARDLY_A_WORD = 5  # letters: a listed name in small letters with as many is a name whatever stands before it
ORDINARY = NOT_NAMES | ROLES | SOFT | RELATIVES | POSSESSIVES | NOT_CALLED
NOT_SIGNED = ORDINARY | frozenset(
    """
    anonym anonymt personalen personal styrelsen styrelse boende orolig förälder föräldrar grannar kund besökare
    resenär
    skolan laget gruppen oss alla mig telefon mobilen iphone android ipad outlook kommunen arg trött
    """.split()
)
ENDINGS_OF_SURNAMES_ONLY = (
    "qvist", "kvist", "quist", "ström", "berg", "lund", "gren", "dahl", "stedt", "blad", "löf", "ovic", "lind",
    "mark", "holm",
    "sén", "lén", "rén", "dén", "man",
)  # fmt: skip
VERBS_OF_PEOPLE = frozenset(
    """
    har hade är var såg ringde ringer kom kommer sa säger sade gick går sprang slog kastade hotade berättade berättar
    skriver skrev frågade blev satt sitter står stod bor jobbar brukar säljer sålde filmade klottrade knuffade vill
    """.split()
)
CLASS_AFTER = re.compile(
    r",? (?:(?:som )?går )?(?:i |från )?(?:(?:klass |åk |åk\. ?|årskurs )[1-9](?: ?[a-f])?|[1-9] ?[a-f])(?!\w)"
)
CLASS_BEFORE = re.compile(r"(?<!\w)(?:(?:klass|åk|årskurs) ?[1-9][a-f]?|[1-9][a-f])(?::s)?[ :,]{1,2}\Z")
NUMBER_AFTER = re.compile(r"(?: ?[,(]|, ) ?(?:\(?(?:p(?:ers(?:on)?)?-?n(?:umme)?r|född|f\.?)[ .:]{1,3})?[0-9]{6}")
AGE_AFTER = re.compile(r"(?:, | )\(?[1-9][0-9]?(?: ?år(?:ig)?(?!\w)|\))|:s (?=[a-zåäö])")
SURE_ENDINGS = ("sson", "qvist", "kvist", "ström", "ovic")
NEAR = 24
