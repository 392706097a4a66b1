"""Sixteen weeks of reports, ending last week: what was seen, where and when, drawn from a few believable patterns.

Week 0 is the oldest. The broken windows at the school come often in weeks 0–8 and seldom after the action in week 9;
mopeds gather at the square from week 12; two weeks in the middle are holiday, when few report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

WEEKS = 16
HOLIDAY = {6, 7}


@dataclass(frozen=True)
class Pattern:
    """Something that happens again: where, on which weekdays and hours, by whom it is reported, and how often."""

    category: str
    places: tuple[str, ...]
    reporters: tuple[str, ...]
    texts: tuple[str, ...]
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    per_week: tuple[float, ...]  # expected number, by week; the last value holds on
    window_hours: int = 0  # found afterwards: the event lies somewhere in so many hours before
    felt_unsafe: bool = False


@dataclass(frozen=True)
class DrawnReport:
    category: str
    place: str
    reporter: str
    text: str
    occurred_from: datetime
    occurred_to: datetime
    reported: datetime
    felt_unsafe: bool
    duplicate_of: int | None = None  # index in the list


NORTH_SIDE = "Strandskolans norra sida"
FOOT_PATH = "Gångvägen Furutorget–Strandskolan"
BJORKVIKEN = [
    Pattern("broken_glass", (NORTH_SIDE, NORTH_SIDE, "Björkvikens sporthall"), ("vaktmastare", "vakt", "rektor"),
            ("En ruta krossad på norra sidan.", "Två rutor krossade, sten ligger kvar.", "Glaskross vid ingången mot norr."),
            (1, 3, 4, 5, 6), (20, 21, 22), (2.6,) * 9 + (0.5,) * 7, 10),
    Pattern("gathering_youths", ("Furutorget", "Furutorget", "Stortorget"), ("falt", "handel", "vakt", "fritid"),
            ("Omkring femton ungdomar, hög ljudnivå, lugnt när vi kom fram.", "Samling vid busskurarna, några berusade.",
             "Samling utanför butiken, kunder går en omväg."),
            (4, 5), (19, 20, 21, 22), (2.4,) * 10 + (1.3,) * 6, 0, True),
    Pattern("graffiti", ("Gångtunneln vid Norrleden", "Stationsplan", "Skateparken"), ("gata", "rapportor", "norra"),
            ("Ny målning, ungefär två meter.", "Klotter på väggen, sanering beställd."), (0, 1, 2, 3), (7, 8), (1.1,), 48),
    Pattern("moped_on_path", ("Furutorget", FOOT_PATH, "Storgatan"), ("bibliotek", "handel", "nattvandrare"),
            ("Moped i hög fart på gångvägen.", "A-traktorer kör varv på torget."), (3, 4, 5), (17, 18, 19, 20),
            (0.6,) * 12 + (2.2,) * 4, 0, True),
    Pattern("poor_lighting", (FOOT_PATH, "Tallbacksparkeringen", "Gångtunneln vid Norrleden"), ("rapportor", "norra", "rektor"),
            ("Lampor släckta.", "Tre lampor i rad är trasiga, mycket mörkt.", "Belysningen blinkar och slocknar."),
            (0, 1, 2, 3, 6), (17, 18, 19), (0.6,) * 8 + (1.2,) * 8, 0, True),
    Pattern("littering_dumping", ("Björkvikens Bostäder södra", "Björkvikens Bostäder norra", "Tallparken"), ("rapportor", "norra"),
            ("Grovsopor dumpade vid miljöhuset.", "Soffa och däck vid uppfarten."), (0, 1, 4), (7, 9, 10), (1.0,), 60),
    Pattern("suspected_drugs", ("Skateparken", "Björkvikens station", "Tallbacksparkeringen"), ("falt", "vakt"),
            ("Lukt av cannabis, inga kvar när vi kom.", "Gömma hittad under bänk, polisen underrättad."), (2, 4, 5), (20, 21), (0.5,), 0),
    Pattern("burglary_storage", ("Björkvikens Bostäder södra",), ("rapportor",), ("Två källarförråd uppbrutna.",), (0, 3), (8,), (0.35,), 72),
    Pattern("staff_threat", ("Björkvikens bibliotek",), ("bibliotek",), ("Hotfull stämning vid stängning, personal på plats.",), (2, 3), (18,), (0.2,), 0),
    Pattern("positive", ("Strandparken", "Furutorget"), ("falt", "nattvandrare"), ("Mycket folk och god stämning.",), (5,), (20,), (0.3,), 0),
]  # fmt: skip
GRANHULT = [
    Pattern("disturbing_gathering", ("Brukstorget", "Resecentrum"), ("rapportor", "rektor"), ("Samling på torget, högljutt.",), (4, 5), (20, 21), (1.1,), 0, True),
    Pattern("graffiti", ("Granhults station", "Skatebanan"), ("rapportor",), ("Klotter på vänthallen.",), (0, 2), (7,), (0.8,), 48),
    Pattern("littering_dumping", ("Hyttbostäder östra",), ("rapportor",), ("Skräp vid sophuset.",), (0,), (8,), (0.7,), 48),
    Pattern("moped_on_path", ("Bruksdammen", "Brukstorget"), ("rektor",), ("Mopeder på gångvägen efter skolan.",), (2, 3), (15, 16), (0.7,), 0),
    Pattern("poor_lighting", ("Gångvägen Brukstorget–Granskolan",), ("rektor", "rapportor"), ("Två lampor släckta.",), (1, 2), (17,), (0.5,), 0),
]  # fmt: skip


def draw_weeks(
    patterns: list[Pattern], first_monday: datetime, until: datetime, rng: np.random.Generator
) -> list[DrawnReport]:
    """Reports in the order they came in, none after `until`. `first_monday` is aware; one duplicate a week."""
    drawn: list[DrawnReport] = []
    week = 0
    while first_monday + timedelta(weeks=week) < until:
        monday = first_monday + timedelta(weeks=week)
        found = [report for pattern in patterns for report in _draw(pattern, week, monday, rng)]
        kept = sorted((report for report in found if report.reported <= until), key=lambda report: report.reported)
        drawn += kept
        drawn += _told_twice(drawn, len(drawn) - len(kept), until, rng, {r for p in patterns for r in p.reporters})
        week += 1
    return drawn


def _draw(pattern: Pattern, week: int, monday: datetime, rng: np.random.Generator) -> Iterator[DrawnReport]:
    expected = pattern.per_week[min(week, len(pattern.per_week) - 1)] * (0.35 if week in HOLIDAY else 1.0)
    for _ in range(rng.poisson(expected)):
        end = monday + timedelta(
            days=int(rng.choice(pattern.weekdays)),
            hours=int(rng.choice(pattern.hours)),
            minutes=int(rng.integers(0, 12)) * 5,
        )
        start = end - timedelta(hours=pattern.window_hours)
        yield DrawnReport(
            category=pattern.category,
            place=str(rng.choice(pattern.places)),
            reporter=str(rng.choice(pattern.reporters)),
            text=str(rng.choice(pattern.texts)),
            occurred_from=start,
            occurred_to=end,
            reported=end + timedelta(minutes=int(rng.integers(5, 600))),
            felt_unsafe=pattern.felt_unsafe,
        )


def _told_twice(
    drawn: list[DrawnReport], first: int, until: datetime, rng: np.random.Generator, reporters: set[str]
) -> Iterator[DrawnReport]:
    """Guard, caretaker and school see the same thing: once a week two of them report it."""
    others = {"vaktmastare": "vakt", "rektor": "vakt", "falt": "nattvandrare", "handel": "falt", "gata": "norra"}
    again = [i for i in range(first, len(drawn)) if others.get(drawn[i].reporter) in reporters]
    if not again:
        return
    index = int(rng.choice(again))
    told = drawn[index]
    reported = told.reported + timedelta(minutes=45)
    if reported <= until:
        yield DrawnReport(
            told.category, told.place, others[told.reporter], "Samma sak som skolan eller vakten säkert redan har sagt.",
            told.occurred_from, told.occurred_to, reported, told.felt_unsafe, index,
        )  # fmt: skip
