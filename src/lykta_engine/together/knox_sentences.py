"""What a Knox table says in words, Swedish and English. No sentence states more than the verdict carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, counted, decimal, listed, number_word, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.together.knox_table import KnoxTable

MOST_CELLS_NAMED = 3
SENTENCES = {
    "sv": {
        "compared": "{n} ger {pairs} par. För varje par räknas avståndet och tiden emellan.",
        "dealt": "Antalet par som är nära i både rum och tid har jämförts med hur många det blir när tiderna delas ut "
        "på nytt av en slump, {replicates} gånger.",
        "more_than_chance": "Det finns fler par än slumpen ger {cells}.",
        "many": "Hänsyn är tagen till att {tested} kombinationer av avstånd och tid prövas samtidigt.",
        "not_more_than_chance": "Det finns inte fler par än slumpen kan ge. Det betyder inte att händelserna saknar "
        "samband, bara att siffrorna inte visar det.",
        "one_place": "Det går inte att avgöra om närhet i rum och tid hör ihop, eftersom alla har samma position.",
        "one_time": "Det går inte att avgöra om närhet i rum och tid hör ihop, eftersom alla har samma tid.",
        "no_replicates": "Om det är fler än slumpen ger har inte prövats.",
        "few_pairs": "Det är för få par för att bedöma om det är fler än slumpen ger.",
        "cell": "där avståndet är {distance} och tiden emellan {time} ({observed} par mot {expected} väntade)",
        "half_open": "Ett par som ligger precis på en gräns räknas till bandet ovanför.",
        "closed": "Ett par som ligger precis på en gräns räknas till bandet nedanför.",
        "sharing": "{sharing} har exakt samma position som någon annan. Det kan vara upprepning på samma plats, men "
        "också flera platser som har fått samma koordinat eller samma händelse rapporterad flera gånger.",
        "caution": "Det säger inte vad sambandet beror på, och inget om enskilda personer eller platser.",
    },
    "en": {
        "compared": "{n} make {pairs} pairs. For each pair the distance and the time between the two are reckoned.",
        "dealt": "The number of pairs that are near in both space and time has been compared with what it is when the "
        "times are dealt out anew by chance, {replicates} times.",
        "more_than_chance": "There are more pairs than chance gives {cells}.",
        "many": "It is taken into account that {tested} combinations of distance and time are tested at once.",
        "not_more_than_chance": "There are no more pairs than chance can give. It does not mean that the incidents are "
        "unrelated, only that the numbers do not show it.",
        "one_place": "Whether near in space goes with near in time cannot be decided, since all have one position.",
        "one_time": "Whether near in space goes with near in time cannot be decided, since all have one time.",
        "no_replicates": "Whether that is more than chance gives has not been tested.",
        "few_pairs": "There are too few pairs to judge whether they are more than chance gives.",
        "cell": "where the distance is {distance} and the time between {time} "
        "({observed} pairs against {expected} expected)",
        "half_open": "A pair exactly on a limit counts in the band above it.",
        "closed": "A pair exactly on a limit counts in the band below it.",
        "sharing": "{sharing} have exactly the position of another. That can be repetition at one place, but also "
        "several places that were given the same coordinate, or the same incident reported more than once.",
        "caution": "It does not say what the connection is due to, and nothing about single persons or places.",
    },
}


def sentences_on_table(result: KnoxTable, language: str, event: Noun | None) -> str:
    sentences, noun = SENTENCES[language], event or EVENT[language]
    values = {
        "n": raised(counted(result.n, noun, language)),
        "pairs": grouped(result.pairs, language),
        "replicates": grouped(result.replicates, language),
        "tested": number_word(_tested(result), language),
        "sharing": raised(counted(result.n_sharing_position, noun, language)),
        "cells": _cells(result, language),
    }
    return " ".join([*(sentences[key].format_map(values) for key in _keys(result)), reporting_caution(language)])


def _keys(result: KnoxTable) -> list[str]:
    said = str(result.reason or result.verdict)
    more = said == "more_than_chance"
    keys = ["compared"]
    keys += ["dealt"] if result.replicates else []
    keys += [said]
    keys += ["many"] if more and _tested(result) > 1 else []
    keys += ["closed" if result.distance.closed else "half_open"]
    keys += ["sharing"] if result.n_sharing_position else []
    return [*keys, "caution"] if more else keys


def _tested(result: KnoxTable) -> int:
    return int((result.expected > 0).sum())


def _cells(result: KnoxTable, language: str) -> str:
    """The cells beyond chance, from the most excess pairs down."""
    rows, columns = result.more_than_chance.nonzero()
    excess = (result.observed - result.expected)[rows, columns]
    strongest = sorted(zip(-excess, rows, columns, strict=True))[:MOST_CELLS_NAMED]
    named = [_cell(result, int(b), int(k), language) for _, b, k in strongest]
    return listed(named, language) + _and_more(len(rows) - len(named), language)


def _and_more(n: int, language: str) -> str:
    if n <= 0:
        return ""
    if language == "sv":
        return f", och i ytterligare {number_word(n, 'sv')} {'kombination' if n == 1 else 'kombinationer'}"
    return f", and in {number_word(n, 'en')} further {'combination' if n == 1 else 'combinations'}"


def _cell(result: KnoxTable, b: int, k: int, language: str) -> str:
    expected = float(result.expected[b, k])
    return SENTENCES[language]["cell"].format(
        distance=result.distance.label(b, language),
        time=result.time.label(k, language),
        observed=grouped(int(result.observed[b, k]), language),
        expected=decimal(expected, language) if expected < 100 else grouped(round(expected), language),
    )


def grouped(n: int, language: str) -> str:
    """1234567 as "1 234 567" or "1,234,567"."""
    return f"{n:,}".replace(",", "\N{NO-BREAK SPACE}" if language == "sv" else ",") if n >= 10_000 else str(n)


def raised(text: str) -> str:
    """The first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


SENTENCES_ON_LOCAL = {
    "sv": {
        "compared": "{n} har jämförts. {pairs} par har {distance} och {days} mellan sig; i dem ingår {taking_part}.",
        "beyond": "Runt {beyond} är det fler sådana grannar än slumpen ger, när hänsyn är tagen till att alla prövas.",
        "none": "Ingen av dem har fler sådana grannar än slumpen kan ge, när hänsyn är tagen till att alla prövas.",
        "caution": "Det säger inte vad sambandet beror på och är ingen bedömning av platsen eller av någon person.",
    },
    "en": {
        "compared": "{n} have been compared. {pairs} pairs are {distance} and {days} apart; {taking_part} take part.",
        "beyond": "Around {beyond} there are more such neighbours than chance gives, all being tested at once.",
        "none": "None of them has more such neighbours than chance can give, all being tested at once.",
        "caution": "It does not say what the connection is due to, and it is no judgement of the place or of anybody.",
    },
}
