"""What hot spots, local patterns and global Moran say in words. None states more than the verdict carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, counted, decimal, listed, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.where.global_moran import GlobalMoran
    from lykta_engine.where.hot_spots import HotSpots
    from lykta_engine.where.local_moran import LocalMoran

SENTENCES = {
    "sv": {
        "compared_star": "{each} jämfördes tillsammans med sina grannar med vad slumpen ger när samma tal läggs "
        "ut i vilken ordning som helst över {cells} ({total}, i snitt {mean} per {one}).",
        "compared": "{each_s} grannar jämfördes med vad slumpen ger när samma tal läggs ut i vilken ordning som "
        "helst över {cells} ({total}, i snitt {mean} per {one}).",
        "outside": "{n_outside} har lämnats utanför jämförelsen.",
        "not_judged": "{n_not_judged} gick inte att bedöma: grannar saknas, eller så är alla andra tal lika.",
        "hot": "Kring {hot} är det fler än slumpen brukar samla.",
        "cold": "Kring {cold} är det färre än slumpen brukar ge.",
        "none": "{no_one} skiljer sig säkert från vad slumpen kan ge. Det betyder inte att händelserna är jämnt "
        "spridda, bara att siffrorna inte visar något annat.",
        "fdr": "Gränsen är satt så att i snitt högst {fdr} av {the_called} är utpekade av en slump.",
        "singly": "{one_at_a_time} hade {singly} pekats ut, men när så många prövas blir en del av dem utpekade av "
        "en slump.",
        "why": "Att det är fler säger inte varför: där kan finnas fler människor, fler mål eller fler som rapporterar.",
        "caution": "{reporting}",
        "pattern_compared": "För {each_of} av {cells} jämfördes grannarnas tal med vad slumpen ger när de andras tal "
        "läggs ut i vilken ordning som helst (snittet är {mean} per {one}).",
        "patterns": "Mer än slumpen brukar ge: {found}.",
        "high_high": "{n} med högt tal bland höga",
        "low_low": "{n} med lågt tal bland låga",
        "high_low": "{n} med högt tal bland låga",
        "low_high": "{n} med lågt tal bland höga",
        "no_patterns": "{no_one} har grannar vars tal skiljer sig säkert från vad slumpen kan ge.",
        "pattern_caution": "Mönstret säger inte vad det beror på. {reporting}",
        "moran_compared": "Talen i {cells} jämfördes med grannarnas. Morans I är {moran}; läggs samma tal ut av en "
        "slump är det i snitt {expected}.",
        "clustered": "Lika tal ligger intill varandra oftare än slumpen brukar ge ({odds}).",
        "dispersed": "Olika tal ligger intill varandra oftare än slumpen brukar ge ({odds}).",
        "unclear": "Det ryms i vad slumpen kan ge: det går inte att säga att lika tal ligger intill varandra.",
        "moran_caution": "Det säger inte var på kartan eller varför.",
        "lonely": "{n} saknar grannar.",
        "odds": "p = {p}",
        "odds_least": "p = {p}, det minsta som {replicates} slumpkartor kan visa",
    },
    "en": {
        "compared_star": "Each {one} together with its neighbours was compared with what chance gives when the same "
        "numbers are laid out in any order over {cells} ({total}, {mean} per {one} on average).",
        "compared": "Each {one}'s neighbours were compared with what chance gives when the same numbers are laid out "
        "in any order over {cells} ({total}, {mean} per {one} on average).",
        "outside": "{n_outside} {outside_are} left out of the comparison.",
        "not_judged": "{n_not_judged} could not be judged: there are no neighbours, or all other numbers are the same.",
        "hot": "Around {hot} there are more than chance usually gathers.",
        "cold": "Around {cold} there are fewer than chance usually leaves.",
        "none": "No {one} differs surely from what chance can give. That does not mean that the incidents are evenly "
        "spread, only that the numbers show nothing else.",
        "fdr": "The limit is set so that on average at most {fdr} of those pointed out are so by chance.",
        "singly": "One at a time {singly} would have been pointed out, but when so many are tried, some are "
        "pointed out by chance.",
        "why": "That there are more does not say why: there may be more people there, more targets or more people who "
        "report.",
        "caution": "{reporting}",
        "pattern_compared": "For each of {cells} the neighbours' numbers were compared with what chance gives when the "
        "other numbers are laid out in any order (the mean is {mean} per {one}).",
        "patterns": "More than chance usually gives: {found}.",
        "high_high": "{n} with a high number among high ones",
        "low_low": "{n} with a low number among low ones",
        "high_low": "{n} with a high number among low ones",
        "low_high": "{n} with a low number among high ones",
        "no_patterns": "No {one} has neighbours whose numbers differ surely from what chance can give.",
        "pattern_caution": "The pattern does not say what it is due to. {reporting}",
        "moran_compared": "The numbers in {cells} were compared with the neighbours'. Moran's I is {moran}; with the "
        "same numbers laid out by chance it is {expected} on average.",
        "clustered": "Like numbers lie next to each other more than chance usually gives ({odds}).",
        "dispersed": "Unlike numbers lie next to each other more than chance usually gives ({odds}).",
        "unclear": "That is within what chance can give: it cannot be said that like numbers lie next to each other.",
        "moran_caution": "It does not say where on the map, or why.",
        "lonely": "{n} {lonely_have} no neighbours.",
        "odds": "p = {p}",
        "odds_least": "p = {p}, the least that {replicates} chance maps can show",
    },
}


UNITS: dict[str, dict[str, tuple[Noun, dict[str, str]]]] = {
    "sv": {
        "cell": (
            Noun("ruta", "rutor"),
            {"each": "varje ruta", "each_s": "varje rutas", "each_of": "var och en", "no_one": "ingen ruta",
             "a_one": "en ruta", "the_called": "de utpekade rutorna", "one_at_a_time": "en i taget"},
        ),
        "area": (
            Noun("område", "områden", neuter=True),
            {"each": "varje område", "each_s": "varje områdes", "each_of": "vart och ett", "no_one": "inget område",
             "a_one": "ett område", "the_called": "de utpekade områdena", "one_at_a_time": "ett i taget"},
        ),
    },
    "en": {
        "cell": (Noun("cell", "cells"), {"a_one": "a cell"}),
        "area": (Noun("area", "areas"), {"a_one": "an area"}),
    },
}  # fmt: skip


def _unit(result: HotSpots | LocalMoran | GlobalMoran, language: str) -> tuple[Noun, dict[str, str]]:
    noun, words = UNITS[language][str(result.unit)]
    return noun, words | {"one": noun.one}


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(keys: list[str], values: dict[str, str], language: str) -> str:
    return " ".join(_first_up(SENTENCES[language][key].format_map(values)) for key in keys)


def sentences_on_hot_spots(result: HotSpots, language: str, event: Noun | None) -> str:
    noun, _ = _unit(result, language)
    values = _values(result, language, event) | {
        "hot": counted(result.n_hot, noun, language),
        "cold": counted(result.n_cold, noun, language),
    }
    keys = ["compared_star" if result.statistic == "gi_star" else "compared", *_left_out(result)]
    called = result.n_hot + result.n_cold
    keys += [key for key, n in (("hot", result.n_hot), ("cold", result.n_cold)) if n] if called else ["none"]
    keys += ["fdr"] if called else []
    keys += ["singly"] if result.n_singly > called else []
    keys += ["why"] if result.n_hot else []
    return _said([*keys, "caution"], values, language)


def _left_out(result: HotSpots | LocalMoran) -> list[str]:
    return [key for key, n in (("outside", result.n_outside), ("not_judged", result.n_not_judged)) if n]


def _values(result: HotSpots | LocalMoran, language: str, event: Noun | None) -> dict[str, str]:
    whole = result.total == int(result.total)
    noun, words = _unit(result, language)
    return words | {
        "cells": counted(result.n, noun, language),
        "total": counted(int(result.total), event or EVENT[language], language)
        if whole
        else decimal(result.total, language),
        "mean": decimal(result.mean, language, 1 if abs(result.mean) >= 1 else 3),
        "n_outside": counted(result.n_outside, noun, language),
        "outside_are": "is" if result.n_outside == 1 else "are",
        "n_not_judged": counted(result.n_not_judged, noun, language),
        "fdr": percent(result.fdr, language),
        "singly": counted(result.n_singly, noun, language),
        "reporting": reporting_caution(language),
    }


def sentences_on_patterns(result: LocalMoran, language: str, event: Noun | None) -> str:
    words, values = SENTENCES[language], _values(result, language, event)
    noun, _ = _unit(result, language)
    found = [words[name].format(n=counted(n, noun, language)) for name, n in result.n_of_pattern.items() if n]
    values["found"] = listed(found, language)
    keys = ["pattern_compared", *_left_out(result), *(["patterns", "fdr"] if found else ["no_patterns"])]
    keys += ["singly"] if result.n_singly > sum(result.n_of_pattern.values()) else []
    return _said([*keys, "pattern_caution"], values, language)


def sentences_on_moran(result: GlobalMoran, language: str) -> str:
    least = result.p_value <= 2.0 / (result.replicates + 1)
    p = decimal(result.p_value, language, 3 if result.p_value >= 0.001 else 6)
    odds = SENTENCES[language]["odds_least" if least else "odds"].format(p=p, replicates=result.replicates)
    noun, words = _unit(result, language)
    values = words | {
        "cells": counted(result.n, noun, language),
        "moran": decimal(result.value, language, 3),
        "expected": decimal(result.expected, language, 3 if result.n < 1000 else 5),
        "odds": odds,
        "n": counted(result.n_without_neighbours, noun, language),
        "lonely_have": "has" if result.n_without_neighbours == 1 else "have",
    }
    verdict = "clustered" if result.clustered else "dispersed" if result.dispersed else "unclear"
    keys = ["moran_compared", *(["lonely"] if result.n_without_neighbours else []), verdict, "moran_caution"]
    return _said(keys, values, language)
