"""Björkviken: a lakeside town by a bay, with a harbour, a housing estate of the sixties and a school by the shore."""

# A drawing: points read best in rows.
# fmt: off

from __future__ import annotations

from lykta.importers.generated_town.blueprint import (
    AlongRoad,
    House,
    Place,
    Quarter,
    QuarterStreet,
    Road,
    SlabRows,
    SubArea,
    Surface,
    TownBlueprint,
    rectangle,
)

# The border towards Granhult, from south to north; Granhult's blueprint takes the same corners.
EASTERN_BORDER = (
    (5600, -10800), (6700, -10100), (7000, -9000), (8200, -8300), (8500, -7300), (9600, -6500), (9700, -5300),
    (10900, -4400), (11000, -3200), (12200, -2300), (12400, -900),
)
_BORDER = (
    *EASTERN_BORDER,
    (11600, 1500), (11900, 4200), (10400, 6800), (8200, 9300), (3500, 9000), (500, 10100), (-3600, 9400),
    (-7800, 9800), (-9600, 7200), (-9200, 3800), (-10400, 600), (-9700, -3400), (-8600, -7000), (-5400, -10200),
    (-900, -9600), (2600, -10900),
)

_ROADS = (
    Road(
        "Genomfarten",
        "trunk",
        (
            (-11000, 3900), (-6000, 2500), (-3000, 1850), (-1200, 1500), (420, 1381), (1700, 1480), (3500, 2100),
            (6000, 2500), (9000, 4200), (13000, 5200),
        ),
    ),
    Road("Storgatan", "main", ((-330, -5), (0, 20), (450, 30)), "centre"),
    Road("Storgatan", "main", ((-1800, -172), (-1000, -80), (-520, -25), (-330, -5)), "villa"),
    Road("Storgatan", "main", ((450, 30), (900, 60), (1400, 120), (2100, 260))),
    Road("Lövsjövägen", "rural", ((-1800, -172), (-2600, -260), (-4000, -420), (-6500, -200), (-11000, -900)), "farm"),
    Road(
        "Granhultsvägen",
        "rural",
        ((2100, 260), (3400, 420), (5500, -300), (8000, -1700), (10900, -3300), (13000, -4300)),
        "farm",
    ),
    Road("Norrleden", "main", ((450, 455), (430, 650), (450, 950), (440, 1260), (420, 1381))),
    Road(
        "Kvarnängsvägen",
        "rural",
        ((420, 1381), (300, 2300), (-300, 3600), (-600, 5600), (300, 7800), (500, 10500)),
        "farm",
    ),
    Road(
        "Södra sjövägen",
        "rural",
        (
            (-1800, -172), (-2300, -900), (-3100, -2000), (-3700, -3900), (-3300, -5700), (-2000, -7600),
            (600, -8300), (2600, -10900),
        ),
        "farm",
    ),
    Road(
        "Ösbyvägen",
        "rural",
        ((2100, 260), (2700, -500), (3600, -1700), (5000, -2900), (6200, -4800), (6000, -6900), (7000, -9000)),
        "farm",
    ),
    Road(
        "Åsvägen",
        "street",
        ((-1190, -100), (-1180, 250), (-1200, 560), (-1210, 800), (-1260, 1100), (-1270, 1510)),
        "villa",
    ),
    Road("Furugatan", "street", ((450, -20), (530, -12), (620, -20), (640, -80), (600, -125), (450, -125))),
    Road(
        "Strandvägen",
        "street",
        ((440, -450), (600, -520), (780, -590), (1000, -580), (1300, -620), (1600, -760), (2000, -800)),
    ),
    Road("Skolvägen", "street", ((890, 59), (905, -100), (900, -260), (930, -420), (920, -584))),
    Road("Hamnplan", "street", ((-40, -428), (-30, -490), (120, -497), (280, -500), (290, -445))),
    Road(
        "Gångvägen Furutorget–Strandskolan",
        "foot",
        ((590, -118), (640, -190), (730, -235), (830, -290), (900, -318), (985, -330)),
    ),
    Road(
        "Strandpromenaden",
        "foot",
        ((300, -500), (430, -505), (590, -600), (800, -680), (1050, -660), (1250, -690), (1450, -760)),
    ),
    Road("Parkstigen", "foot", ((640, -190), (700, -330), (760, -470), (780, -588))),
    Road("Åstigen", "foot", ((-250, -440), (-365, -250), (-405, -20), (-410, 200), (-455, 420))),
    Road("Tallstigen", "foot", ((458, 208), (700, 214), (930, 222), (1150, 268), (1440, 290))),
    Road("Idrottsstigen", "foot", ((905, -190), (1000, -190), (1130, -185), (1300, -170))),
)

_CENTRE_SOUTH = Quarter(
    "centre",
    south=((-290, -400), (0, -430), (440, -450)),
    north=AlongRoad("Storgatan", (-330, -5), (450, 30)),
    west=((-290, -400), (-325, -200), (-330, -5)),
    east=((440, -450), (446, -200), (450, 30)),
    streets=(
        QuarterStreet("Hamngatan", ((0, 0), (0.4, 0), (1, 0)), "centre"),
        QuarterStreet("Ågatan", ((0, 0), (0, 0.5), (0, 1)), "centre"),
        QuarterStreet("Bryggargatan", ((0.22, 0), (0.22, 1)), "centre"),
        QuarterStreet("Torggatan", ((0.45, 0), (0.45, 1)), "centre"),
        QuarterStreet("Repslagargatan", ((0.71, 0), (0.71, 1)), "centre"),
        QuarterStreet("Esplanaden", ((1, 0), (1, 0.5), (1, 1)), "centre"),
        QuarterStreet("Smedjegatan", ((0, 0.5), (0.5, 0.5), (1, 0.5)), "centre"),
    ),
)
_CENTRE_NORTH = Quarter(
    "centre",
    south=AlongRoad("Storgatan", (-330, -5), (450, 30)),
    north=((-400, 440), (0, 440), (450, 455)),
    west=((-330, -5), (-350, 210), (-400, 440)),
    east=((450, 30), (455, 240), (450, 455)),
    streets=(
        QuarterStreet("Järnvägsgatan", ((0, 1), (0.5, 1), (1, 1)), "centre"),
        QuarterStreet("Ågatan", ((0, 0), (0, 0.5), (0, 1)), "centre"),
        QuarterStreet("Bryggargatan", ((0.22, 0), (0.22, 1)), "centre"),
        QuarterStreet("Torggatan", ((0.45, 0), (0.45, 1)), "centre"),
        QuarterStreet("Skolgatan", ((0.71, 0), (0.71, 1)), "centre"),
        QuarterStreet("Esplanaden", ((1, 0), (1, 0.5), (1, 1)), "centre"),
        QuarterStreet("Kyrkogatan", ((0, 0.5), (0.5, 0.5), (1, 0.5)), "centre"),
    ),
)
_TALLBACKEN = Quarter(
    "estate",
    south=AlongRoad("Storgatan", (450, 30), (1400, 120)),
    north=((450, 455), (900, 470), (1430, 600)),
    west=((450, 30), (455, 240), (450, 455)),
    east=((1400, 120), (1450, 360), (1430, 600)),
    streets=(
        QuarterStreet("Banvallsgatan", ((0, 1), (0.5, 1), (1, 1))),
        QuarterStreet("Tallgatan", ((1, 0), (1, 0.5), (1, 1))),
        QuarterStreet("Grangatan", ((0.5, 0), (0.5, 0.35), (0.5, 1))),
        QuarterStreet("Engatan", ((0, 0.52), (0.14, 0.56), (0.3, 0.5), (0.5, 0.5))),
        QuarterStreet("Cedergatan", ((0.5, 0.58), (0.7, 0.56), (0.86, 0.5), (1, 0.5))),
    ),
)
_LOVANGEN_SOUTH = Quarter(
    "residential",
    south=((-1750, -950), (-1350, -930), (-900, -720), (-560, -500)),
    north=AlongRoad("Storgatan", (-1800, -172), (-520, -25)),
    west=((-1750, -950), (-1850, -550), (-1800, -172)),
    east=((-560, -500), (-535, -250), (-520, -25)),
    streets=(
        QuarterStreet("Näsvägen", ((0, 0), (0.5, 0), (1, 0)), "villa"),
        QuarterStreet("Kvarnvägen", ((1, 0), (1, 0.5), (1, 1)), "villa"),
        QuarterStreet("Lövängsvägen", ((0, 0), (0, 0.5), (0, 1)), "villa"),
        QuarterStreet("Lärkvägen", ((0, 0.74), (0.2, 0.78), (0.45, 0.7), (0.72, 0.74), (1, 0.7)), "villa"),
        QuarterStreet("Bofinksvägen", ((0, 0.47), (0.25, 0.52), (0.5, 0.44), (0.75, 0.47), (1, 0.36)), "villa"),
        QuarterStreet("Trastvägen", ((0, 0.22), (0.2, 0.28), (0.42, 0.2), (0.62, 0.2)), "villa"),
        QuarterStreet("Svalvägen", ((0.42, 0.2), (0.42, 0.45)), "villa"),
        QuarterStreet("Göktytevägen", ((0.62, 0), (0.62, 0.2), (0.64, 0.47), (0.62, 0.73), (0.64, 1)), "villa"),
        QuarterStreet("Ärlevägen", ((0.25, 0), (0.24, 0.27), (0.25, 0.52), (0.24, 0.77)), "villa"),
        QuarterStreet("Siskevägen", ((0.45, 0.7), (0.44, 1)), "villa"),
        QuarterStreet("Mesvägen", ((0.83, 0.45), (0.83, 0.73)), "villa"),
    ),
)
_LOVANGEN_NORTH = Quarter(
    "residential",
    south=AlongRoad("Storgatan", (-1800, -172), (-520, -25)),
    north=((-1800, 620), (-1200, 560), (-640, 455)),
    west=((-1800, -172), (-1880, 200), (-1800, 620)),
    east=((-520, -25), (-560, 200), (-640, 455)),
    streets=(
        QuarterStreet("Spårvägen", ((0, 1), (0.5, 1), (1, 1)), "villa"),
        QuarterStreet("Hasselvägen", ((0, 0), (0, 0.5), (0, 1)), "villa"),
        QuarterStreet("Sälgvägen", ((1, 0), (1, 0.5), (1, 1)), "villa"),
        QuarterStreet("Smultronvägen", ((0, 0.3), (0.16, 0.25), (0.32, 0.33), (0.49, 0.3)), "villa"),
        QuarterStreet("Hallonvägen", ((0, 0.66), (0.2, 0.6), (0.34, 0.68), (0.5, 0.64)), "villa"),
        QuarterStreet("Lingonvägen", ((0.49, 0.32), (0.65, 0.38), (0.82, 0.3), (1, 0.34)), "villa"),
        QuarterStreet("Blåbärsvägen", ((0.5, 0.68), (0.68, 0.7), (0.82, 0.64), (1, 0.68)), "villa"),
        QuarterStreet("Odonvägen", ((0.24, 0.29), (0.25, 0.63)), "villa"),
        QuarterStreet("Åkerbärsvägen", ((0.74, 0.35), (0.75, 0.69)), "villa"),
        QuarterStreet("Nyponvägen", ((0.24, 0.64), (0.23, 1)), "villa"),
        QuarterStreet("Slånvägen", ((0.76, 0.0), (0.75, 0.34)), "villa"),
    ),
)
_ASEN = Quarter(
    "residential",
    south=((-1720, 860), (-1200, 800), (-800, 745)),
    north=((-1700, 1470), (-1270, 1420), (-900, 1350)),
    west=((-1720, 860), (-1790, 1150), (-1700, 1470)),
    east=((-800, 745), (-800, 1050), (-900, 1350)),
    streets=(
        QuarterStreet("Åsgatan", ((0, 0), (0.5, 0), (1, 0)), "villa"),
        QuarterStreet("Klövervägen", ((0, 0), (0, 0.5), (0, 1), (0.2, 0.96), (0.5, 0.9)), "villa"),
        QuarterStreet("Blåklintsvägen", ((0, 0.4), (0.2, 0.47), (0.48, 0.42)), "villa"),
        QuarterStreet(
            "Prästkragevägen", ((0.5, 0.55), (0.75, 0.5), (1, 0.55), (0.98, 0.8), (0.8, 0.92), (0.5, 0.9)), "villa"
        ),
        QuarterStreet("Timotejvägen", ((1, 0), (1, 0.3), (1, 0.55)), "villa"),
        QuarterStreet("Vallmovägen", ((0.74, 0.5), (0.74, 0.2)), "villa"),
    ),
)
_INDUSTRY = Quarter(
    "industry",
    south=((-330, 680), (430, 650), (1420, 790)),
    north=((-420, 1290), (440, 1260), (1500, 1330)),
    west=((-330, 680), (-400, 980), (-420, 1290)),
    east=((1420, 790), (1480, 1060), (1500, 1330)),
    streets=(
        QuarterStreet("Industrigatan", ((0, 0.5), (0.5, 0.5), (1, 0.5)), "industry"),
        QuarterStreet("Verkstadsgatan", ((0, 0), (0.41, 0), (1, 0))),
        QuarterStreet("Sågverksgatan", ((0.72, 0), (0.72, 1))),
        QuarterStreet("Gjuterigatan", ((0.16, 0), (0.16, 0.5))),
        QuarterStreet("Lagergatan", ((0, 1), (0.41, 1), (1, 1))),
    ),
)
_STRANDANGEN = Quarter(
    "residential",
    south=AlongRoad("Strandvägen", (1300, -620), (2000, -800)),
    north=AlongRoad("Storgatan", (1400, 120), (2100, 260)),
    west=((1300, -620), (1310, -250), (1400, 120)),
    east=((2000, -800), (2130, -300), (2100, 260)),
    streets=(
        QuarterStreet("Badvägen", ((0, 0), (0, 0.5), (0, 1)), "row_house"),
        QuarterStreet("Uddvägen", ((1, 0), (1, 0.5), (1, 1)), "villa"),
        QuarterStreet("Abborrvägen", ((0, 0.24), (0.25, 0.28), (0.5, 0.24), (0.75, 0.3), (1, 0.25)), "villa"),
        QuarterStreet("Gäddvägen", ((0, 0.5), (0.3, 0.46), (0.6, 0.54), (1, 0.5)), "villa"),
        QuarterStreet("Mörtvägen", ((0, 0.76), (0.3, 0.8), (0.62, 0.74), (1, 0.78)), "row_house"),
        QuarterStreet("Sikvägen", ((0.5, 0), (0.5, 0.24), (0.55, 0.52)), "villa"),
        QuarterStreet("Löjvägen", ((0.42, 0.5), (0.4, 0.77), (0.42, 1)), "row_house"),
    ),
)

_LAKE = (
    (-1900, -1650), (-1500, -1330), (-1050, -1330), (-780, -1010), (-480, -680), (-200, -545), (60, -520),
    (300, -520), (430, -535), (600, -660), (830, -745), (1100, -720), (1400, -800), (1700, -950), (2050, -960),
    (2450, -1150), (2600, -1750), (2900, -2300), (3700, -2750), (4500, -2900), (4900, -3500), (4600, -4300),
    (4000, -4700), (4300, -5300), (4950, -5900), (4500, -6600), (3500, -6900), (2600, -6700), (2000, -7200),
    (1000, -7500), (0, -7200), (-300, -6500), (-900, -6200), (-1700, -6400), (-2300, -5900), (-2200, -5100),
    (-2800, -4500), (-2900, -3700), (-2400, -3100), (-2500, -2500), (-2150, -2050),
)
_SURFACES = (
    Surface("water", "lake", "Björksjön", _LAKE, soft=True),
    Surface(
        "green",
        "island",
        "Storholmen",
        ((700, -2600), (1050, -2350), (1300, -2650), (1100, -3100), (760, -3050)),
        soft=True,
    ),
    Surface("green", "island", "Lillholmen", ((-900, -3300), (-650, -3180), (-560, -3400), (-800, -3520)), soft=True),
    Surface(
        "water",
        "lake",
        "Lövsjön",
        (
            (-7600, -2700), (-7200, -2200), (-6750, -2350), (-6300, -1900), (-5700, -2200), (-5900, -2800),
            (-6500, -3050), (-6700, -3700), (-7300, -3500),
        ),
        soft=True,
    ),
    Surface(
        "water",
        "lake",
        "Ösjön",
        ((6700, 5400), (7100, 6100), (7600, 5800), (8200, 6500), (8500, 5700), (8100, 5300), (7500, 5000)),
        soft=True,
    ),
    Surface(
        "green",
        "park",
        "Strandparken",
        (
            (480, -190), (570, -150), (680, -160), (860, -150), (875, -300), (890, -520), (780, -560), (600, -490),
            (480, -430),
        ),
        soft=True,
    ),
    Surface(
        "green", "park", "Åparken", ((-425, -30), (-345, -20), (-335, -200), (-305, -395), (-330, -395), (-385, -250))
    ),
    Surface("green", "park", "Tallparken", rectangle((925, 335), 90, 90)),
    Surface("green", "cemetery", "Kyrkogården", rectangle((-255, 345), 115, 120)),
    Surface("green", "pitch", "Björkvallen", rectangle((1165, -95), 108, 68)),
    Surface("green", "school_yard", "Strandskolans skolgård", rectangle((1090, -335), 230, 170)),
    Surface("green", "school_yard", "Åsskolans skolgård", ((-1120, 1010), (-930, 960), (-920, 1060), (-1110, 1110))),
    Surface(
        "green", "beach", "Björkvikens badplats", ((1330, -690), (1420, -725), (1500, -780), (1440, -800), (1330, -745))
    ),
    Surface("green", "allotments", "Koloniområdet", ((1520, 330), (1760, 390), (1740, 560), (1510, 520))),
    Surface("squares", "square", "Stortorget", rectangle((90, -40), 95, 75)),
    Surface("squares", "bus_station", "Furutorget", rectangle((528, -70), 120, 78)),
    Surface("squares", "square", "Stationsplan", rectangle((60, 478), 130, 34)),
    Surface("squares", "quay", "Hamnen", ((-60, -520), (-50, -478), (300, -482), (320, -520))),
    Surface("squares", "parking", "Tallbacksparkeringen", rectangle((690, 105), 120, 34)),
    Surface("squares", "parking", "Strandskolans parkering", rectangle((940, -330), 36, 90)),
    Surface("squares", "playground", "Tallparkens lekplats", rectangle((925, 350), 40, 30)),
    Surface("squares", "playground", "Strandparkens lekplats", rectangle((830, -420), 42, 34)),
    Surface("squares", "playground", "Lövängens lekplats", rectangle((-1230, -520), 40, 40)),
    Surface("squares", "skate_park", "Skateparken", rectangle((735, -180), 58, 34)),
)
_SLABS = (
    SlabRows((515, 90), (900, 175), 5, 2, 5),
    SlabRows((520, 335), (880, 430), 5, 2, 4),
    SlabRows((1005, 140), (1375, 215), 4, 2, 8),
    SlabRows((1045, 400), (1365, 490), 4, 2, 12),
)
_HOUSES = (
    House("church", "Björkvikens kyrka", (-245, 255), 42, 17, 4),
    House("public", "Kommunhuset", (165, 75), 62, 18, 2),
    House("public", "Björkvikens bibliotek", (250, 120), 34, 26, 2),
    House("public", "Vårdcentralen", (360, 300), 52, 24, 1),
    House("public", "Polisstationen", (360, 180), 36, 16, 1),
    House("public", "Brandstationen", (520, 720), 46, 22, 3),
    House("station", "Björkvikens station", (60, 498), 52, 11, 0),
    House("centre", "Furuhallen", (555, -160), 84, 30, 0),
    House("shelter", "Furutorgets väderskydd", (500, -58), 16, 3, 0),
    House("shelter", "Furutorgets väderskydd", (556, -58), 16, 3, 0),
    House("shelter", "Furutorgets väderskydd", (528, -84), 16, 3, 0),
    House("shelter", "Busskuren vid Skolvägen", (910, -180), 6, 2.5, 88),
    House("apartment", "Furuhuset 1", (705, -5), 22, 22, 10),
    House("apartment", "Furuhuset 2", (765, -40), 22, 22, 10),
    House("apartment", "Furuhuset 3", (825, -75), 22, 22, 10),
    House("public", "Fritidsgården Fyren", (520, -215), 34, 18, 0),
    House("school", "Strandskolan", (1085, -300), 96, 22, 0),
    House("school", "Strandskolan", (1040, -345), 20, 66, 0),
    House("school", "Strandskolan", (1130, -345), 20, 66, 0),
    House("sports_hall", "Björkvikens sporthall", (1010, -95), 58, 40, 0),
    House("school", "Åsskolan", (-1020, 1040), 70, 18, -10),
    House("school", "Förskolan Kotten", (1010, 325), 44, 18, 8),
    House("school", "Förskolan Lärkan", (-1290, -450), 40, 18, 5),
    House("public", "Äldreboendet Solgläntan", (820, 30), 70, 16, 5),
    House("public", "Hamnkaféet", (190, -462), 26, 12, -2),
    House("public", "Båtklubbens hus", (-20, -462), 22, 12, -2),
)
_PLACES = (
    Place("Furutorget", "bus_station", (528, -70), ("busstationen", "Furutorgets busstation", "bussen")),
    Place("Strandskolan", "school", (1085, -325), ("skolan", "Strandis")),
    Place("Strandskolans norra sida", "school", (1085, -280), ("norra sidan", "Strandskolan norra sidan", "baksidan")),
    Place("Strandskolans skolgård", "school_yard", (1090, -385), ("skolgården",)),
    Place(
        "Gångvägen Furutorget–Strandskolan",
        "footpath",
        (745, -243),
        ("gångvägen", "gångvägen till skolan", "gångvägen mellan Furutorget och Strandskolan"),
    ),
    Place("Björkvikens Bostäder norra", "housing_estate", (700, 385), ("norra gårdarna", "Tallbacken norra")),
    Place("Björkvikens Bostäder södra", "housing_estate", (710, 130), ("södra gårdarna", "Tallbacken södra")),
    Place("Skateparken", "skate_park", (735, -180), ("skateboardparken", "rampen")),
    Place("Björkvikens bibliotek", "library", (250, 120), ("biblioteket",)),
    Place("Fritidsgården Fyren", "youth_centre", (520, -215), ("fritidsgården", "Fyren")),
    Place("Björkvikens hamn", "marina", (130, -500), ("hamnen", "båthamnen", "gästhamnen")),
    Place("Björkvikens sporthall", "sports_hall", (1010, -95), ("sporthallen",)),
    Place("Björkvallen", "sports_ground", (1165, -95), ("idrottsplatsen", "fotbollsplanen")),
    Place("Stortorget", "square", (90, -40), ("torget",)),
    Place("Furuhallen", "shop", (555, -160), ("centrumhuset", "mataffären vid Furutorget")),
    Place("Matboden Storgatan", "shop", (-90, 45), ("mataffären",)),
    Place("Kiosken på Stortorget", "shop", (120, -75), ("kiosken", "gatuköket")),
    Place("Björkvikens station", "station", (60, 498), ("stationen", "tågstationen", "resecentrum")),
    Place("Stationsplan", "square", (60, 478), ()),
    Place("Kommunhuset", "public_building", (165, 75), ("kommunen",)),
    Place("Vårdcentralen", "health_centre", (360, 300), ()),
    Place("Polisstationen", "police_station", (360, 180), ()),
    Place("Brandstationen", "fire_station", (520, 720), ()),
    Place("Björkvikens kyrka", "church", (-245, 255), ("kyrkan",)),
    Place("Kyrkogården", "cemetery", (-255, 345), ()),
    Place("Strandparken", "park", (690, -330), ("parken",)),
    Place("Åparken", "park", (-345, -200), ()),
    Place("Tallparken", "park", (925, 335), ()),
    Place("Tallparkens lekplats", "playground", (925, 350), ()),
    Place("Strandparkens lekplats", "playground", (830, -420), ()),
    Place("Lövängens lekplats", "playground", (-1230, -520), ()),
    Place("Björkvikens badplats", "beach", (1420, -745), ("badplatsen", "badet")),
    Place("Åsskolan", "school", (-1020, 1040), ()),
    Place("Förskolan Kotten", "preschool", (1010, 325), ("Kotten",)),
    Place("Förskolan Lärkan", "preschool", (-1290, -450), ("Lärkan",)),
    Place("Äldreboendet Solgläntan", "care_home", (820, 30), ("Solgläntan",)),
    Place("Tallbacksparkeringen", "parking", (690, 105), ("parkeringen på Tallbacken",)),
    Place("Busskuren vid Skolvägen", "bus_stop", (897, -180), ("busskuren",)),
    Place("Gångtunneln vid Norrleden", "underpass", (432, 590), ("gångtunneln", "tunneln")),
    Place("Koloniområdet", "allotments", (1630, 450), ("kolonin",)),
    Place("Norra industriområdet", "industrial_area", (500, 970), ("industriområdet",)),
    Place("Lövsjö", "village", (-5400, -250), ()),
    Place("Kvarnäng", "village", (-500, 5000), ()),
    Place("Ösby", "village", (5600, -3700), ()),
    Place("Näsudden", "village", (-3650, -4000), ()),
    Place("Sjöändan", "village", (-900, -7900), ()),
    Place("Hultamosse", "village", (7000, -1150), ()),
)

BJORKVIKEN = TownBlueprint(
    key="bjorkviken",
    default_name="Björkviken",
    default_center=(14.30, 58.90),
    default_population=14_000,
    border=_BORDER,
    town_outline=(
        (-2500, -1400), (-2500, 1900), (0, 1750), (1900, 1800), (2600, 900), (2550, -1250), (1500, -1300),
        (200, -1100), (-600, -1250), (-1300, -1700),
    ),
    area_cuts=(
        ((-900, 2300), (-760, 1250), (-560, 700), (-480, 300), (-450, 0), (-400, -280), (-250, -470), (-200, -1400)),
        ((-390, -350), (-290, -400), (0, -430), (440, -450), (445, -320), (660, -245), (660, 42)),
        ((-620, 552), (200, 520), (438, 528)),
        ((438, 528), (450, 455), (455, 240), (450, 30), (660, 42), (900, 60), (1400, 120), (2100, 260), (2900, 420)),
    ),
    areas=(
        SubArea("Centrum", "centre", (0, 100)),
        SubArea("Tallbacken", "housing_estate", (900, 300)),
        SubArea("Lövängen", "villas", (-1200, 100)),
        SubArea("Strandsidan", "shore", (1100, -400)),
    ),
    rural_area="Björkvikens landsbygd",
    share_rural=0.28,
    roads=_ROADS,
    quarters=(
        _CENTRE_SOUTH,
        _CENTRE_NORTH,
        _TALLBACKEN,
        _LOVANGEN_SOUTH,
        _LOVANGEN_NORTH,
        _ASEN,
        _INDUSTRY,
        _STRANDANGEN,
    ),
    slabs=_SLABS,
    railways=(
        Road(
            "Järnvägen",
            "main",
            (
                (-11500, 1700), (-6000, 1300), (-3000, 950), (-1500, 710), (-500, 550), (200, 520), (900, 560),
                (1450, 690), (2300, 800), (4000, 900), (7000, 300), (10000, -600), (13000, -1900),
            ),
        ),
    ),
    streams=(
        Road(
            "Björkån",
            "main",
            (
                (-2600, 10500), (-2300, 7500), (-2700, 5800), (-1900, 4200), (-1500, 2800), (-1050, 1900),
                (-720, 1250), (-560, 700), (-480, 300), (-450, 0), (-400, -280), (-250, -470), (-190, -600),
            ),
        ),
    ),
    surfaces=_SURFACES,
    houses=_HOUSES,
    places=_PLACES,
)
