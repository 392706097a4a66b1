"""What a scan says in words, Swedish and English. No sentence claims a cluster that the verdict does not carry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lykta_engine.words import EVENT, MONTHS, Noun, counted, decimal, number_word, p_in_words, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.together.scan_result import Cluster, ScanResult

SENTENCES = {
    "sv": {
        "searched": "Sökningen gällde {events} på {places}{when}{edges}.",
        "cells": "{n} rutor om {size} meter",
        "locations": "{n} platser",
        "left_out": "{events} utanför perioden räknades inte.",
        "during": ", {window}",
        "edges": ", i cirklar med högst {radius} meters radie",
        "expected_permutation": "Väntat är det som hade hänt om varje plats följt samma växling över tid som helheten.",
        "expected_poisson": "Väntat är det som hade hänt om händelserna fördelat sig efter folkmängden eller "
        "det andra underlag som angavs.",
        "found": "{rank} {events} mot {expected} väntade, {place}{window}.",
        "strongest": "Den starkaste anhopningen är",
        "also": "Också tydlig är en anhopning med",
        "within": "inom ungefär {radius} meter",
        "one_place": "på en enda plats",
        "ongoing": "Den pågår när perioden slutar.",
        "none_of": "Ingen av {replicates} slumpade kartor gav någonstans en så stark anhopning.",
        "some_of": "{k} av {replicates} slumpade kartor gav någonstans en minst lika stark anhopning; "
        "av en slump händer det {odds}.",
        "recurrence": "Om inget särskilt händer och sökningen görs {looks} kommer ett så starkt utslag "
        "{atleast} en gång på {days} dagar.",
        "every_day": "varje dag",
        "every_days": "var {n} dag",
        "with_days": "med {n} dagars mellanrum",
        "atleast": "högst ungefär",
        "about": "ungefär",
        "nothing": "Ingen anhopning är starkare än vad slumpen kan ge.",
        "closest": "Den starkaste var {events} mot {expected} väntade, {place}{window}.",
        "no_candidate": "Ingen plats hade under någon tid både fler än väntat och tillräckligt många för att prövas.",
        "not_cause": "Det säger inte vad anhopningen beror på, och inte att den fortsätter.",
        "not_calm": "Det betyder inte att inget har ändrats, bara att siffrorna inte visar det.",
    },
    "en": {
        "searched": "The search covered {events} at {places}{when}{edges}.",
        "cells": "{n} cells of {size} metres",
        "locations": "{n} locations",
        "left_out": "{events} outside the period were not counted.",
        "during": ", {window}",
        "edges": ", in circles with a radius of at most {radius} metres",
        "expected_permutation": "Expected is what would have happened if every place had followed the same course over "
        "time as the whole.",
        "expected_poisson": "Expected is what would have happened if the incidents were spread in proportion to the "
        "population or other basis that was given.",
        "found": "{rank} {events} against {expected} expected, {place}{window}.",
        "strongest": "The strongest cluster is",
        "also": "Also clear is a cluster of",
        "within": "within about {radius} metres",
        "one_place": "at one single location",
        "ongoing": "It is going on when the period ends.",
        "none_of": "None of {replicates} shuffled maps gave so strong a cluster anywhere.",
        "some_of": "{k} of {replicates} shuffled maps gave at least as strong a cluster somewhere; "
        "by chance that happens {odds}.",
        "recurrence": "If nothing in particular happens and the search is made {looks}, so strong a finding comes "
        "{atleast} once in {days} days.",
        "every_day": "every day",
        "every_days": "every {n} days",
        "with_days": "every {n} days",
        "atleast": "at most about",
        "about": "about",
        "nothing": "No cluster is stronger than chance can give.",
        "closest": "The strongest was {events} against {expected} expected, {place}{window}.",
        "no_candidate": "No place had, during any time, both more than expected and enough of them to be tested.",
        "not_cause": "It does not say what the cluster is due to, nor that it goes on.",
        "not_calm": "It does not mean that nothing has changed, only that the numbers do not show it.",
    },
}
MOST_TOLD = 3
ORDINALS = {2: "annan", 3: "tredje", 7: "sjunde", 14: "fjortonde"}
UNIT = {"sv": "tidsenhet", "en": "unit of time"}
DAY = {"sv": "dag", "en": "day"}


def sentences_on_scan(result: ScanResult, language: str, event: Noun | None) -> str:
    noun = event or EVENT[language]
    told = result.beyond_chance[:MOST_TOLD]
    parts = [_searched(result, language, noun), _left_out(result, language, noun)]
    if not told:
        parts += [SENTENCES[language]["nothing"], *_closest(result, language, noun)]
    for number, cluster in enumerate(told):
        parts += _found(result, cluster, number, language, noun)
    parts += [_expected(result, language), SENTENCES[language]["not_cause" if told else "not_calm"]]
    return " ".join(part for part in [*parts, reporting_caution(language)] if part)


def _searched(result: ScanResult, language: str, noun: Noun) -> str:
    words, settings = SENTENCES[language], result.settings
    size = settings.cell_m
    places = words["cells" if size else "locations"].format(
        n=number_word(result.n_locations, language), size=decimal(size or 0, language)
    )
    when = words["during"].format(window=dates(*result.period, language)) if result.period else ""
    radius = settings.max_radius_m
    edges = words["edges"].format(radius=decimal(radius, language)) if radius is not None else ""
    return words["searched"].format(
        events=counted(result.n_events, noun, language), places=places, when=when, edges=edges
    )


def _left_out(result: ScanResult, language: str, noun: Noun) -> str:
    if not result.n_outside_period:
        return ""
    events = counted(result.n_outside_period, noun, language)
    text = SENTENCES[language]["left_out"].format(events=events[:1].upper() + events[1:])
    return text.replace(" were ", " was ") if result.n_outside_period == 1 else text


def _found(result: ScanResult, cluster: Cluster, number: int, language: str, noun: Noun) -> list[str]:
    words = SENTENCES[language]
    rank = words["also" if number else "strongest"]
    said = words["found"].format(rank=rank, **_what(result, cluster, language, noun))
    ongoing = result.settings.prospective and number == 0
    return [said, words["ongoing"] if ongoing else "", _chance(result, cluster, language),
            _recurrence(result, cluster, language) if ongoing else ""]  # fmt: skip


def _closest(result: ScanResult, language: str, noun: Noun) -> list[str]:
    if not result.clusters:
        return [SENTENCES[language]["no_candidate"]]
    strongest = result.clusters[0]
    said = SENTENCES[language]["closest"].format(**_what(result, strongest, language, noun))
    return [said, _chance(result, strongest, language)]


def _what(result: ScanResult, cluster: Cluster, language: str, noun: Noun) -> dict[str, str]:
    places = 1 if cluster.expected >= 1 else 2
    window = "" if cluster.start is None else f", {dates(cluster.start, cluster.end, language)}"
    return {
        "events": counted(cluster.observed, noun, language),
        "expected": decimal(max(cluster.expected, 0.01), language, places),
        "place": _place(result, cluster, language),
        "window": window,
    }


def _place(result: ScanResult, cluster: Cluster, language: str) -> str:
    """To the outer edge of the outermost cell, in steps of 50 metres upward."""
    cell = result.settings.cell_m
    if cluster.radius_m == 0 and not cell:
        return SENTENCES[language]["one_place"]
    radius = 50 * math.ceil((cluster.radius_m + (cell or 0) / math.sqrt(2)) / 50)
    return SENTENCES[language]["within"].format(radius=radius)


def _chance(result: ScanResult, cluster: Cluster, language: str) -> str:
    words, replicates = SENTENCES[language], result.settings.replicates
    as_strong = round(cluster.p_value * (replicates + 1)) - 1
    if as_strong == 0:
        return words["none_of"].format(replicates=replicates)
    k = number_word(as_strong, language)
    return words["some_of"].format(
        k=k[:1].upper() + k[1:], replicates=replicates, odds=p_in_words(cluster.p_value, language)
    )


def _recurrence(result: ScanResult, cluster: Cluster, language: str) -> str:
    looks = result.settings.days_between_looks
    if cluster.recurrence_days is None or looks is None:
        return ""
    words = SENTENCES[language]
    at_floor = cluster.p_value * (result.settings.replicates + 1) < 1.5
    return words["recurrence"].format(
        looks=_looks(looks, language),
        atleast=words["atleast" if at_floor else "about"],
        days=_rounded(cluster.recurrence_days),
    )


def _looks(days: float, language: str) -> str:
    words = SENTENCES[language]
    if days == 1:
        return words["every_day"]
    if language == "sv" and days in ORDINALS:
        return words["every_days"].format(n=ORDINALS[int(days)])
    return words["with_days"].format(n=decimal(days, language))


def _rounded(days: float) -> int:
    """Two figures: the replicates tell no more."""
    step = 10 ** max(len(str(int(days))) - 2, 0)
    return int(step * round(days / step))


def _expected(result: ScanResult, language: str) -> str:
    permuted = str(result.settings.model) == "space_time_permutation"
    return SENTENCES[language]["expected_permutation" if permuted else "expected_poisson"]


def dates(start: Any, end: Any, language: str) -> str:
    """The window [start, end) as first and last day: "2 september 2019–15 december 2019", "dag 5–23"; units without
    a length by number, from 1."""
    if isinstance(start, np.datetime64):
        first, last = start.astype("datetime64[D]"), (end - np.timedelta64(1, "s")).astype("datetime64[D]")
        return _date(first, language) if last <= first else f"{_date(first, language)}–{_date(last, language)}"
    named, one, two = (UNIT if isinstance(start, int) else DAY)[language], math.floor(start), math.ceil(end) - 1
    one, two = (one + 1, two + 1) if isinstance(start, int) else (one, two)
    return f"{named} {one}" if two <= one else f"{named} {one}–{two}"


def _date(day: np.datetime64, language: str) -> str:
    date = day.astype("datetime64[D]").item()
    return f"{date.day} {MONTHS[language][date.month - 1]} {date.year}"
