"""What words in a report mean, by the beginnings of words: what happened, and at what kind of place.

Written by hand from what Swedish reporters call things. Folded as in `words`: no å, ä, ö, no accents.
A root matches the beginning of a word; one of at least five letters also the inside of a compound ("gatlampor"). The
longest root that matches a word decides, so that "busstation" is no railway station. A root that starts with "=" is
the whole word.
"""

from __future__ import annotations


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What happened → (field, roots). A field is the coarser kind by which categories are compared.
WHAT: dict[str, tuple[str, str]] = {
    "glass": (
        "damage",
        "ruta rutan rutor bilrut vindrut glaskross glasskarv fonster skyltfonst krossa splitter =glas =glaset",
    ),
    "graffiti": ("damage", "klott sprej spray graffiti tagga =taggar malning malat malad nedmalad tusch overmalat"),
    "damage": ("damage", "skadegor vandal forstor sonder damage demoler repad repor inslag inspark avbrut =mala"),
    "litter": (
        "litter",
        "skrap nedskrap sopor sopsack soppas avfall dumpa dumpn dumpi burkar olburk flaska flaskor litter "
        "grovsopor fimpar kartong =pet =bos brate",
    ),
    "light": (
        "lighting",
        "belysn lampa lampor =lampan lykta lyktor lyktstolp lyse lyser stolpe stolpar morkt mork kolmork beckmork "
        "slackt slocknad armatur lighting ljuset ljuskalla gatljus",
    ),
    "traffic": (
        "traffic",
        "moped moppe atraktor traktor epabil =epa =epor epatrak cross motorcyk =mc fyrhjul buskor fortkor =korning "
        "=kor =korde drift burnout fart hastighet gasar gasade gcbana gcvag gangvag cykelbana cykelvag elsparkcyk "
        "traffic trafik vardslos driving tutar",
    ),
    "gathering": (
        "gathering",
        "ungdom =unga tonaring samling samlad samlas =ganget ungdomsgang uppehall hanger =hangde folksam grupp "
        "tjugotal "
        "femtontal tiotal trettiotal gathering",
    ),
    "disturbance": (
        "disturbance",
        "storning storande ordningsstor hoglju skrik skrek skran vral vralar =oroligt =orolig =oro stok stokig stimm "
        "gapar "
        "=gap =musik musiken ovasen liv =liv tjafs fest festar disturb bullr vasnas =brakigt =brakig larm",
    ),
    "drunk": ("disturbance", "fyll berus alkohol onykter =full =fulla =fullt dricker drack druck =ol =sprit intoxic"),
    "fight": (
        "violence",
        "slagsmal misshand brak brakar vald hot hotar hotad knuff spark puckla fight assault threat",
    ),
    "robbery": ("violence", "ran ranad personran robbery"),
    "harassment": ("violence", "ofred tafsa antast harass blott"),
    "drugs": ("drugs", "narko knark cannabis hasch drog kanyl langn langar pulver =gras droger drug spruta sprutor"),
    "fire": ("fire", "brand brann brinn =eld =elden eldar eldning brunnit rok rokutv antand tutt fire arson"),
    "bangs": ("fire", "smallare raket fyrverk pyro bengal small explos detona fireworks"),
    "theft": (
        "theft",
        "stold stul stjal inbrott inbryt tjuv snatt uppbrut bruten brutit kofot theft burglary tillgrip",
    ),
    "unsafe": ("unsafe", "otrygg odslig obehag skymd buskage sly unsafe overvax radd"),
    "sleeping": ("stay", "sover sovplats bostatt talt lager =bor overnatt unlawfulstay"),
    "weapon": ("weapon", "kniv vapen tillhygg stenupplag machet pistol weapon"),
    "staff": ("staff", "personal tjanste staff"),
}

# Fields that one and the same event is often filed under by different reporters: glass on the ground is damage to
# one and litter to another, a loud crowd a gathering to one and a disturbance to the next.
SISTER_FIELDS: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split("~"))
    for pair in _set_of(
        "damage~litter damage~fire damage~theft lighting~unsafe disturbance~gathering disturbance~traffic "
        "disturbance~violence gathering~drugs violence~staff violence~weapon violence~theft stay~litter drugs~litter"
    )
)

# At what kind of place → roots.
WHERE: dict[str, str] = {
    "school": "skola skolan skolor grundskol hogstadie mellanstadie",
    "school_yard": "skolgard",
    "upper_school": "gymnasie gymnasiu",
    "nursery": "forskol dagis",
    "library": "bibliotek bibblan",
    "sports_hall": "idrottshall sporthall gympasal gymnastiksal gympahall arena ishall",
    "pitch": "fotbollsplan bollplan konstgras idrottsplats",
    "bath": "badhus simhall aventyrsbad",
    "beach": "badplats strand brygg",
    "garage": "garage phus parkeringshus pdack",
    "car_park": "parkering pplats",
    "square": "torg stortorg marknadsplats",
    "park": "park parken stadspark gronomrad",
    "yard": "innergard =gard =garden bostadsgard bakgard",
    "playground": "lekplats lekpark gunga gungor klatterstall",
    "railway": "station jarnvag perrong resecentrum tagstation =taget =sparen",
    "buses": "busstation bussterminal busshall hallplats busskur busstorg",
    "centre": "centrumhus centrum galleria kopcentr kopcent affarshus varuhus",
    "shop": "butik affar =ica =coop livsmedel",
    "kiosk": "kiosk gatukok grillkiosk korvkiosk korvmoj =grillen",
    "tunnel": "gangtunnel tunnel viadukt undergang underfart cykeltunnel",
    "bridge": "=bro =bron gangbro",
    "church": "kyrk",
    "care": "vardcentral halsocentral sjukhus aldreboende",
    "youth_club": "fritidsgard ungdomensh ungdomsgard",
    "stairwell": "trapphus trappuppg kallar tvattstug =porten entren",
    "recycling": "atervinn miljostation soprum sophus",
    "restaurant": "restaurang pizzeria krog =baren uteserv",
}

# Follow "vid", "på" and the like, or end a sentence, without saying where.
VAGUE = _set_of(
    "plats platsen stallet omradet omrade mark marken vagg vaggen fasad fasaden gangvag gatan gata vagen vag kvallen "
    "natten morgonen dagen helgen sidan stan staden byn orten utsidan insidan hornet asfalten backen golvet "
    "fel hog full langre plats sidorna"
)
SURE_PREPOSITIONS = _set_of("vid bakom utanfor nara intill framfor bredvid invid hos mittemot")
LOOSE_PREPOSITIONS = _set_of("pa i under kring runt mot")  # "i svart", "under natten": only names count
EMPTY = (
    _set_of(
        "och att det den de en ett som har hade ar var med for av till fran om nu har dar inte men sa sig sin sina "
        "man vi ni jag han hon dem dom denna detta dessa igen ocksa bara efter fore under over mot ut in upp ned ner "
        "kvar helt hela manga nagra nagon nagot mycket lite mer ater blivit blev finns fanns sett ser kan ska ligger "
        "ikvall idag igar kvall natt morgon nytt nya ny kl ca cirka"
    )
    | SURE_PREPOSITIONS
    | LOOSE_PREPOSITIONS
)
