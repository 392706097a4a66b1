"""Granhult: an inland mill town round a mill pond, on the railway south-east of Björkviken."""

# A drawing: points read best in rows.
# fmt: off

from __future__ import annotations

from lykta.base.kernel.coordinates import to_sweref99tm
from lykta.importers.generated_town.bjorkviken import BJORKVIKEN, EASTERN_BORDER
from lykta.importers.generated_town.blueprint import (
    XY,
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

_CENTER = (14.62, 58.78)


def _seen_from_here(corners: tuple[XY, ...]) -> tuple[XY, ...]:
    """Whole metres on both sides, so that the common border has the same corners in both towns."""
    (east, north), (east_there, north_there) = to_sweref99tm(*_CENTER), to_sweref99tm(*BJORKVIKEN.default_center)
    shift_east = round(float(east)) - round(float(east_there))
    shift_north = round(float(north)) - round(float(north_there))
    return tuple((x - shift_east, y - shift_north) for x, y in corners)


_BORDER = (
    *_seen_from_here(EASTERN_BORDER),
    (-3000, 11400), (1500, 12100), (5200, 10200), (8800, 8600), (10100, 4800), (9200, 800), (10400, -3000),
    (8600, -7400), (4600, -9800), (300, -9200), (-4400, -10100), (-8200, -8300), (-9300, -4600), (-11400, -2600),
    (-11200, 700),
)

_ROADS = (
    Road("Bruksgatan", "main", ((-440, 10), (0, 0), (420, 20)), "centre"),
    Road("Bruksgatan", "main", ((-1700, -60), (-1250, -30), (-900, -20), (-440, 10))),
    Road("Bruksgatan", "main", ((420, 20), (620, 15), (900, -10), (1300, -80), (1700, -160))),
    Road(
        "Björkviksvägen",
        "rural",
        ((-1700, -60), (-2600, 900), (-4200, 3900), (-6200, 7200), (-7560, 9900), (-9000, 11600)),
        "farm",
    ),
    Road("Hyttvägen", "rural", ((-1700, -60), (-3200, -800), (-5600, -900), (-8000, -2600), (-12500, -3400)), "farm"),
    Road("Länsvägen", "trunk", ((1700, -160), (2100, 1800), (3400, 4200), (4200, 7200), (5600, 11500))),
    Road("Länsvägen", "trunk", ((1700, -160), (1900, -2200), (3300, -4600), (3900, -7300), (3600, -11500))),
    Road("Östermosvägen", "rural", ((1700, -160), (3400, -600), (5600, 300), (8000, 0), (11000, -500)), "farm"),
    Road(
        "Södra skogsvägen",
        "rural",
        ((-150, -900), (-500, -2400), (-1700, -4300), (-1600, -6900), (-2600, -11000)),
        "farm",
    ),
    Road("Hammargatan", "street", ((160, 222), (165, 300), (185, 520), (150, 700), (160, 818))),
    Road("Dammvägen", "street", ((-430, 235), (-540, 420), (-560, 620), (-480, 820))),
    Road("Sågverksvägen", "street", ((900, -10), (905, 100), (885, 222))),
    Road("Sågarvägen", "street", ((-150, -900), (-140, -640), (-120, -345)), "villa"),
    Road("Dammrundan", "foot", ((-430, 235), (-300, 275), (-100, 265), (60, 270), (168, 330))),
    Road("Dammrundan", "foot", ((-543, 430), (-515, 600), (-420, 745), (-150, 765), (60, 745), (152, 690))),
    Road("Kolbottenstigen", "foot", ((-560, 330), (-760, 330), (-1000, 300), (-1200, 310))),
    Road("Lokstigen", "foot", ((440, -330), (488, -100), (492, 120), (475, 290))),
    Road("Gångvägen Brukstorget–Granskolan", "foot", ((-60, -340), (-100, -430), (-210, -500), (-330, -545))),
)
_CENTRE_SOUTH = Quarter(
    "centre",
    south=((-420, -345), (0, -350), (410, -330)),
    north=AlongRoad("Bruksgatan", (-440, 10), (420, 20)),
    west=((-420, -345), (-440, -160), (-440, 10)),
    east=((410, -330), (420, -150), (420, 20)),
    streets=(
        QuarterStreet("Hyttgatan", ((0, 0), (0.5, 0), (1, 0)), "centre"),
        QuarterStreet("Slaggatan", ((0, 0), (0, 0.5), (0, 1)), "centre"),
        QuarterStreet("Malmgatan", ((0.27, 0), (0.27, 1)), "centre"),
        QuarterStreet("Köpmangatan", ((0.56, 0), (0.56, 1)), "centre"),
        QuarterStreet("Stationsgatan", ((1, 0), (1, 0.5), (1, 1)), "centre"),
        QuarterStreet("Vallgatan", ((0, 0.5), (0.5, 0.48), (1, 0.5)), "centre"),
    ),
)
_CENTRE_NORTH = Quarter(
    "centre",
    south=AlongRoad("Bruksgatan", (-440, 10), (420, 20)),
    north=((-430, 235), (0, 225), (420, 245)),
    west=((-440, 10), (-440, 120), (-430, 235)),
    east=((420, 20), (425, 130), (420, 245)),
    streets=(
        QuarterStreet("Dammgatan", ((0, 1), (0.5, 1), (1, 1)), "centre"),
        QuarterStreet("Slaggatan", ((0, 0), (0, 0.5), (0, 1)), "centre"),
        QuarterStreet("Malmgatan", ((0.27, 0), (0.27, 1)), "centre"),
        QuarterStreet("Köpmangatan", ((0.56, 0), (0.56, 1)), "centre"),
        QuarterStreet("Stationsgatan", ((1, 0), (1, 0.5), (1, 1)), "centre"),
    ),
)
_MILL = Quarter(
    "industry",
    south=((205, 300), (330, 295), (465, 300)),
    north=((180, 770), (320, 780), (450, 785)),
    west=((205, 300), (215, 520), (180, 770)),
    east=((465, 300), (468, 540), (450, 785)),
    streets=(QuarterStreet("Valsverksgatan", ((0, 0.5), (0.5, 0.5), (1, 0.5))),),
)
_SAWMILL = Quarter(
    "industry",
    south=((640, 230), (1100, 200), (1620, 130)),
    north=((600, 800), (1100, 830), (1700, 760)),
    west=((640, 230), (600, 520), (600, 800)),
    east=((1620, 130), (1680, 440), (1700, 760)),
    streets=(
        QuarterStreet("Timmergatan", ((0, 0.5), (0.5, 0.5), (1, 0.5)), "industry"),
        QuarterStreet("Virkesgatan", ((0, 0), (0.5, 0), (1, 0))),
        QuarterStreet("Flisgatan", ((0.62, 0), (0.62, 0.5), (0.6, 1))),
    ),
)
_MILL_HOUSES = Quarter(
    "residential",
    south=((-900, 810), (-300, 815), (160, 812)),
    north=((-880, 1270), (-300, 1300), (200, 1240)),
    west=((-900, 810), (-930, 1040), (-880, 1270)),
    east=((160, 812), (210, 1030), (200, 1240)),
    streets=(
        QuarterStreet("Masugnsvägen", ((0, 0), (0.5, 0), (1, 0)), "row_house"),
        QuarterStreet("Hammarsmedsvägen", ((0, 0.36), (0.5, 0.36), (1, 0.36)), "row_house"),
        QuarterStreet("Kolarvägen", ((0, 0.7), (0.5, 0.7), (1, 0.7)), "villa"),
        QuarterStreet("Smältarvägen", ((0, 1), (0.5, 1), (1, 1)), "villa"),
        QuarterStreet("Gruvvägen", ((0, 0), (0, 0.5), (0, 1)), "villa"),
        QuarterStreet("Hyttbacken", ((1, 0), (1, 0.5), (1, 1)), "villa"),
        QuarterStreet("Rallarvägen", ((0.5, 0), (0.5, 1)), "villa"),
        QuarterStreet("Bälgvägen", ((0.25, 0.36), (0.26, 1)), "villa"),
        QuarterStreet("Städvägen", ((0.75, 0.36), (0.74, 1)), "villa"),
    ),
)
_SKOGSBACKEN = Quarter(
    "estate",
    south=AlongRoad("Bruksgatan", (-1250, -30), (-600, 0)),
    north=((-1270, 560), (-920, 610), (-650, 600)),
    west=((-1250, -30), (-1290, 280), (-1270, 560)),
    east=((-600, 0), (-625, 300), (-650, 600)),
    streets=(
        QuarterStreet("Skogsbacksvägen", ((0, 0), (0, 0.5), (0, 1), (0.5, 1), (1, 1))),
        QuarterStreet("Mossvägen", ((1, 0), (1, 0.5), (1, 1))),
        QuarterStreet("Ljungvägen", ((0, 0.5), (0.3, 0.47), (0.6, 0.52), (1, 0.5))),
    ),
)
_GRANLIDEN_WEST = Quarter(
    "residential",
    south=((-1600, -880), (-1050, -960), (-500, -860)),
    north=AlongRoad("Bruksgatan", (-1700, -60), (-520, 5)),
    west=((-1600, -880), (-1720, -480), (-1700, -60)),
    east=((-500, -860), (-560, -420), (-520, 5)),
    streets=(
        QuarterStreet("Granlidsvägen", ((0, 0), (0.5, 0), (1, 0)), "villa"),
        QuarterStreet("Enbärsvägen", ((0, 0), (0, 0.5), (0, 1)), "villa"),
        QuarterStreet("Skogsstigen", ((1, 0), (1, 0.5), (1, 1)), "villa"),
        QuarterStreet("Ekorrvägen", ((0, 0.75), (0.25, 0.7), (0.5, 0.76), (0.75, 0.7), (1, 0.75)), "villa"),
        QuarterStreet("Harvägen", ((0, 0.48), (0.25, 0.42), (0.5, 0.5), (0.75, 0.46), (1, 0.5)), "villa"),
        QuarterStreet("Rådjursvägen", ((0, 0.22), (0.3, 0.2), (0.55, 0.26), (0.8, 0.2), (1, 0.24)), "villa"),
        QuarterStreet("Älgvägen", ((0.36, 0), (0.36, 0.2), (0.35, 0.46), (0.36, 0.73)), "villa"),
        QuarterStreet("Lovägen", ((0.68, 0.23), (0.68, 0.47)), "villa"),
        QuarterStreet("Mårdvägen", ((0.66, 0.72), (0.66, 1)), "villa"),
        QuarterStreet("Uttervägen", ((0.2, 0.7), (0.2, 1)), "villa"),
    ),
)
_GRANLIDEN_EAST = Quarter(
    "residential",
    south=((680, -820), (1150, -900), (1580, -860)),
    north=AlongRoad("Bruksgatan", (640, 15), (1640, -140)),
    west=((680, -820), (620, -400), (640, 15)),
    east=((1580, -860), (1660, -500), (1640, -140)),
    streets=(
        QuarterStreet("Tjädervägen", ((0, 0), (0.5, 0), (1, 0)), "villa"),
        QuarterStreet("Orrvägen", ((0, 0), (0, 0.5), (0, 1)), "villa"),
        QuarterStreet("Järpvägen", ((1, 0), (1, 0.5), (1, 1)), "villa"),
        QuarterStreet("Ugglevägen", ((0, 0.68), (0.25, 0.74), (0.5, 0.66), (0.75, 0.72), (1, 0.68)), "villa"),
        QuarterStreet("Spettvägen", ((0, 0.34), (0.3, 0.4), (0.6, 0.32), (1, 0.36)), "villa"),
        QuarterStreet("Tranvägen", ((0.48, 0), (0.46, 0.36), (0.48, 0.66)), "villa"),
        QuarterStreet("Vipvägen", ((0.74, 0.72), (0.74, 1)), "villa"),
    ),
)

_SURFACES = (
    Surface(
        "water",
        "pond",
        "Bruksdammen",
        (
            (-470, 480), (-380, 320), (-200, 300), (-20, 310), (105, 380), (140, 480), (110, 620), (-20, 700),
            (-200, 720), (-380, 690), (-480, 600),
        ),
        soft=True,
    ),
    Surface(
        "water",
        "lake",
        "Hyttgölen",
        ((-6400, 1500), (-6100, 2100), (-5500, 2300), (-5200, 1700), (-5700, 1200)),
        soft=True,
    ),
    Surface(
        "water",
        "lake",
        "Kroksjön",
        (
            (5800, -4200), (6300, -3500), (6900, -3700), (7000, -4600), (6600, -5400), (6900, -6200), (6200, -6300),
            (5900, -5200),
        ),
        soft=True,
    ),
    Surface(
        "green",
        "park",
        "Bruksparken",
        ((-420, 255), (-250, 285), (-60, 270), (110, 270), (150, 310), (150, 240), (-200, 240), (-420, 248)),
    ),
    Surface("green", "park", "Hyttparken", rectangle((-935, 275), 95, 80)),
    Surface("green", "cemetery", "Granhults kyrkogård", rectangle((-225, -445), 120, 100)),
    Surface("green", "pitch", "Hultavallen", rectangle((60, -560), 108, 68)),
    Surface("green", "school_yard", "Granskolans skolgård", rectangle((-380, -600), 150, 130)),
    Surface("green", "allotments", "Hyttkolonin", ((-1480, 640), (-1330, 620), (-1310, 800), (-1470, 820))),
    Surface("squares", "square", "Brukstorget", rectangle((-25, -55), 90, 72)),
    Surface("squares", "bus_station", "Resecentrum", rectangle((450, 80), 44, 110)),
    Surface("squares", "parking", "Skogsbackens parkering", rectangle((-930, 45), 130, 36)),
    Surface("squares", "parking", "Bruksparkeringen", rectangle((252, 600), 56, 80)),
    Surface("squares", "playground", "Hyttparkens lekplats", rectangle((-935, 275), 40, 30)),
    Surface("squares", "playground", "Granlidens lekplats", rectangle((-1180, -420), 40, 36)),
    Surface("squares", "skate_park", "Skatebanan", rectangle((170, -470), 48, 30)),
)
_SLABS = (SlabRows((-1195, 110), (-690, 215), 6, 2, 3, 58), SlabRows((-1200, 385), (-720, 500), 6, 2, 5, 58))
_HOUSES = (
    House("industry", "Granhults bruk", (340, 420), 130, 62, 90),
    House("industry", "Granhults bruk", (405, 650), 90, 44, 88),
    House("industry", "Granhults bruk", (275, 660), 60, 26, 88),
    House("industry", "Granhults bruk", (255, 335), 40, 22, 0),
    House("industry", "Granhults bruk", (425, 390), 76, 30, 90),
    House("industry", "Kraftstationen", (240, 430), 30, 18, 10),
    House("station", "Granhults station", (474, -62), 44, 11, 88),
    House("church", "Granhults kyrka", (-245, -395), 40, 16, 2),
    House("public", "Kommunhuset", (120, 90), 54, 18, 0),
    House("public", "Granhults bibliotek", (-130, 110), 32, 24, 0),
    House("public", "Folkets hus", (245, -80), 40, 26, 0),
    House("public", "Vårdcentralen", (260, -250), 46, 22, 0),
    House("public", "Fritidsgården Smedjan", (290, 110), 32, 18, 0),
    House("public", "Brandstationen", (660, 330), 40, 20, 86),
    House("centre", "Hulta köpcentrum", (-310, -80), 70, 34, 0),
    House("school", "Granskolan", (-380, -570), 92, 20, 0),
    House("school", "Granskolan", (-430, -612), 18, 56, 0),
    House("sports_hall", "Granhults sporthall", (-60, -440), 54, 38, 0),
    House("school", "Förskolan Granen", (-1290, -620), 40, 18, 5),
    House("school", "Förskolan Kolboten", (-830, 300), 42, 18, 4),
    House("public", "Äldreboendet Hyttgården", (-330, 1130), 64, 16, 0),
    House("shelter", "Resecentrums väderskydd", (450, 60), 3, 16, 0),
    House("shelter", "Resecentrums väderskydd", (450, 105), 3, 16, 0),
)
_PLACES = (
    Place("Brukstorget", "square", (-25, -55), ("torget",)),
    Place("Resecentrum", "bus_station", (450, 80), ("busstationen", "bussen")),
    Place("Granhults station", "station", (474, -62), ("stationen", "tågstationen")),
    Place("Granskolan", "school", (-380, -585), ("skolan",)),
    Place("Granskolans skolgård", "school_yard", (-370, -640), ("skolgården",)),
    Place("Gångvägen Brukstorget–Granskolan", "footpath", (-150, -465), ("gångvägen", "gångvägen till skolan")),
    Place("Hyttbostäder östra", "housing_estate", (-760, 165), ("östra gårdarna", "Skogsbacken östra")),
    Place("Hyttbostäder västra", "housing_estate", (-1150, 445), ("västra gårdarna", "Skogsbacken västra")),
    Place("Skatebanan", "skate_park", (170, -470), ("rampen", "skateparken")),
    Place("Granhults bibliotek", "library", (-130, 110), ("biblioteket",)),
    Place("Fritidsgården Smedjan", "youth_centre", (290, 110), ("fritidsgården", "Smedjan")),
    Place("Granhults sporthall", "sports_hall", (-60, -440), ("sporthallen",)),
    Place("Hultavallen", "sports_ground", (60, -560), ("idrottsplatsen", "fotbollsplanen")),
    Place("Bruksdammen", "pond", (-180, 500), ("dammen",)),
    Place("Granhults bruk", "industrial_area", (340, 440), ("bruket", "fabriken")),
    Place("Sågverksområdet", "industrial_area", (1150, 500), ("sågen",)),
    Place("Hulta köpcentrum", "shop", (-310, -80), ("köpcentrumet", "mataffären")),
    Place("Kiosken på Brukstorget", "shop", (5, -85), ("kiosken", "gatuköket")),
    Place("Kommunhuset", "public_building", (120, 90), ("kommunen",)),
    Place("Folkets hus", "public_building", (245, -80), ()),
    Place("Vårdcentralen", "health_centre", (260, -250), ()),
    Place("Brandstationen", "fire_station", (660, 330), ()),
    Place("Granhults kyrka", "church", (-245, -395), ("kyrkan",)),
    Place("Granhults kyrkogård", "cemetery", (-225, -460), ("kyrkogården",)),
    Place("Bruksparken", "park", (-130, 262), ("parken",)),
    Place("Hyttparken", "park", (-960, 290), ()),
    Place("Hyttparkens lekplats", "playground", (-935, 275), ()),
    Place("Granlidens lekplats", "playground", (-1180, -420), ()),
    Place("Förskolan Granen", "preschool", (-1290, -620), ("Granen",)),
    Place("Förskolan Kolboten", "preschool", (-830, 300), ("Kolboten",)),
    Place("Äldreboendet Hyttgården", "care_home", (-330, 1130), ("Hyttgården",)),
    Place("Skogsbackens parkering", "parking", (-930, 45), ("parkeringen på Skogsbacken",)),
    Place("Bruksparkeringen", "parking", (252, 600), ()),
    Place("Gångtunneln under järnvägen", "underpass", (512, 18), ("gångtunneln", "tunneln")),
    Place("Busskuren vid Granskolan", "bus_stop", (-555, -480), ("busskuren",)),
    Place("Hyttkolonin", "allotments", (-1400, 720), ("kolonin",)),
    Place("Västra Hyttan", "village", (-5600, -900), ()),
    Place("Östermo", "village", (5600, 300), ()),
    Place("Kolbotten", "village", (-4200, 3900), ()),
    Place("Krokmåla", "village", (-1700, -4300), ()),
)

GRANHULT = TownBlueprint(
    key="granhult",
    default_name="Granhult",
    default_center=_CENTER,
    default_population=9_600,
    border=_BORDER,
    town_outline=((-2100, -1250), (-2150, 1000), (-1500, 1650), (700, 1600), (2150, 1200), (2200, -1200), (400, -1400)),
    area_cuts=(
        ((-480, -385), (-475, 8), (-490, 270), (0, 285), (508, 275), (508, 0), (520, -385), (0, -385), (-480, -385)),
        ((-490, 270), (-600, 500), (-620, 700), (-1300, 700), (-2300, 850)),
        ((-475, 8), (-900, -20), (-1250, -30), (-1700, -60), (-2300, -60)),
        ((508, 275), (640, 180), (1100, 150), (1640, 80), (2400, 0)),
    ),
    areas=(
        SubArea("Centrum", "centre", (0, 100)),
        SubArea("Bruket", "mill", (0, 1000)),
        SubArea("Skogsbacken", "housing_estate", (-1000, 300)),
        SubArea("Granliden", "villas", (-1000, -500)),
    ),
    rural_area="Granhults landsbygd",
    share_rural=0.31,
    roads=_ROADS,
    quarters=(
        _CENTRE_SOUTH,
        _CENTRE_NORTH,
        _MILL,
        _SAWMILL,
        _MILL_HOUSES,
        _SKOGSBACKEN,
        _GRANLIDEN_WEST,
        _GRANLIDEN_EAST,
    ),
    slabs=_SLABS,
    railways=(
        Road(
            "Järnvägen",
            "main",
            (
                (-8460, 12600), (-5460, 11300), (-3400, 8200), (-1400, 4800), (100, 2300), (480, 1000), (520, 300),
                (505, -300), (620, -1500), (1500, -4500), (2000, -7500), (2500, -11500),
            ),
        ),
    ),
    streams=(
        Road(
            "Granån",
            "main",
            ((-13500, 2300), (-9000, 3300), (-5300, 1900), (-3000, 1600), (-1500, 1000), (-800, 690), (-440, 560)),
        ),
        Road(
            "Granån",
            "main",
            ((120, 500), (185, 410), (250, 270), (560, 210), (900, 120), (1800, 60), (3800, -1300), (6200, -3600)),
        ),
    ),
    surfaces=_SURFACES,
    houses=_HOUSES,
    places=_PLACES,
)
