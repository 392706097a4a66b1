"""A made town's reports in which some events are told by several, in words of our own.

Other categories, places and phrases than the handed-out set: places have several names, each reporter remembers other
hours, and one may know the minute where another knows only the evening.
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import accumulate

from lykta.facts.incidents.duplicates.likeness import Kind, Report

EVENINGS_H = 24 * 365.0
TOWN_M = 2500.0
SOURCES = ("fastighet", "vakt", "räddningstjänst", "skola", "polis", "fritid", "boende")
PLACES = tuple(
    tuple(names.split(" = "))
    for names in (
        "simhallen = badet i centrum = simhallens baksida", "sporthallen = gympahallen", "resecentrum = perrongen",
        "kyrkan = kyrkogården", "vårdcentralen = hälsocentralen", "fritidsgården = fritidsgårdens entré",
        "återvinningen = återvinningsstationen", "förskolan Tallen = dagis Tallen", "viadukten = gångtunneln",
        "p-huset = parkeringsgaraget", "fotbollsplanen = konstgräset", "Coop = mataffären", "skatelandet = rampen",
        "Ekbacken 3 = tvättstugan på Ekbacken", "Lingonstigen = Lingonstigens vändplan", "biografen = bion",
    )
)  # fmt: skip
KINDS = {
    "skadegörelse_fordon": (
        "Bilruta inslagen {}", "Repad bil och krossat fönster {}", "Två bilar fått rutorna sönderslagna {}",
    ),
    "stold_ur_bil": ("Inbrott i bil {}, ruta krossad", "Stöld ur fordon {}", "Någon har brutit sig in i en bil {}"),
    "eldning": ("Papperskorg brinner {}", "Det har eldats {}", "Brandskador på soptunna {}"),
    "sopor_dumpning": ("Grovsopor och säckar lämnade {}", "Massor av burkar och skräp {}", "Dumpat avfall {}"),
    "narkotika": ("Överlämning av påsar, troligen droger {}", "Luktar cannabis {}", "Kanyler på marken {}"),
    "gang_samling": ("Grupp tonåringar hänger {}", "Folksamling {}, ett trettiotal", "Många unga uppehåller sig {}"),
    "stokigt": ("Skrän och bråk {}", "Stökig stämning {}", "Folk vrålar och skriker {}"),
    "buskorning": ("Epor gasar och driftar {}", "Motorcyklar i hög fart {}", "Crosscyklar kör fort {}"),
    "lampor": ("Helt nedsläckt {}", "Armaturen hänger lös, ingen belysning {}", "Kolmörkt {}, lyktan sönder"),
    "klottrat": ("Taggar på dörren {}", "Sprayat med rosa färg {}", "Nedklottrad vägg {}"),
}  # fmt: skip
SISTERS = {
    "skadegörelse_fordon": "stold_ur_bil", "stold_ur_bil": "skadegörelse_fordon", "gang_samling": "stokigt",
    "stokigt": "gang_samling", "buskorning": "stokigt", "eldning": "skadegörelse_fordon",
    "klottrat": "skadegörelse_fordon", "narkotika": "gang_samling",
}  # fmt: skip
SPOTS = 240
BUSY = list(accumulate(1 / (rank + 4) for rank in range(SPOTS)))  # a few places have most of what happens
WITHOUT_WITNESS = ("skadegörelse_fordon", "stold_ur_bil", "klottrat", "sopor_dumpning")


@dataclass(frozen=True)
class Event:
    kind: str
    spot: int
    east_m: float
    north_m: float
    hour: float  # when it happened
    window_h: float  # what is known of it


def planted(seed: int, events: int = 5000) -> tuple[list[Report], dict[int, Hashable]]:
    """Reports, and by key the event of each that shares one."""
    rng = random.Random(seed)
    spots = [(rng.uniform(0, TOWN_M), rng.uniform(0, TOWN_M)) for _ in range(SPOTS)]
    reports: list[Report] = []
    shared: dict[int, Hashable] = {}
    for at in range(events):
        event = _event(rng, spots)
        tellers = rng.sample(SOURCES, _how_many(rng))
        told = [_told(rng, event, source, len(reports) + n, by_other=n > 0) for n, source in enumerate(tellers)]
        reports += told
        if len(told) > 1:
            shared |= dict.fromkeys((report.key for report in told), at)
        if rng.random() < 0.25:
            reports.append(_beside(rng, event, spots, len(reports)))
    return reports, shared


def _how_many(rng: random.Random) -> int:
    chance = rng.random()
    return 1 if chance > 0.12 else 2 if chance > 0.035 else 3


def _event(rng: random.Random, spots: list[tuple[float, float]]) -> Event:
    spot = rng.choices(range(len(spots)), cum_weights=BUSY)[0]
    kind = rng.choice(list(KINDS))
    window = rng.uniform(3, 14) if kind in WITHOUT_WITNESS and rng.random() < 0.6 else 0.0
    east, north = spots[spot]
    return Event(kind, spot, east + rng.gauss(0, 12), north + rng.gauss(0, 12), rng.uniform(0, EVENINGS_H), window)


def _beside(rng: random.Random, event: Event, spots: list[tuple[float, float]], key: int) -> Report:
    """Half a near repeat, days later; half another matter at the same spot the same evening."""
    if rng.random() < 0.5:
        later = Event(event.kind, event.spot, event.east_m, event.north_m, event.hour + rng.uniform(24, 336), 0.0)
        return _told(rng, later, rng.choice(SOURCES), key)
    unlike = [kind for kind in KINDS if kind != event.kind and SISTERS.get(event.kind) != kind
              and SISTERS.get(kind) != event.kind]  # fmt: skip
    other = Event(rng.choice(unlike), event.spot, event.east_m, event.north_m, event.hour + rng.uniform(-4, 4), 0.0)
    return _told(rng, other, rng.choice(SOURCES), key)


def _told(rng: random.Random, event: Event, source: str, key: int, *, by_other: bool = False) -> Report:
    kind = SISTERS.get(event.kind, event.kind) if by_other and rng.random() < 0.2 else event.kind
    away, turn = (rng.uniform(0, 80), rng.uniform(0, 2 * math.pi)) if by_other else (0.0, 0.0)
    hour = event.hour + (rng.triangular(-5, 5, 0) if by_other else 0.0)
    # Who comes later knows the same evening, somewhat longer or shorter, or happened to look at the clock.
    window = event.window_h * rng.uniform(0.5, 1.5) if rng.random() < 0.85 else 0.0
    start = hour - window * rng.random()
    where = rng.choice(PLACES[event.spot % len(PLACES)]) if rng.random() < 0.85 else "här"
    text = rng.choice(KINDS[kind]).format("" if where == "här" else f"vid {where}").strip()
    return Report(key=key, kind=Kind(kind), east_m=event.east_m + away * math.cos(turn),
                  north_m=event.north_m + away * math.sin(turn), start_h=start, end_h=start + window, text=text,
                  organization=source)  # fmt: skip
