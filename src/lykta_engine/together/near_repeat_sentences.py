"""What near repeats say in words, Swedish and English.

The statement about the next days is made only where the verdict is "more than chance", for all events given and never
for one place or person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.together.knox_sentences import grouped, raised
from lykta_engine.words import EVENT, Noun, counted, decimal, p_in_words, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.together.near_repeat import NearRepeat
    from lykta_engine.together.repetition import Repetition

PAIR = {"sv": Noun("par", "par", neuter=True), "en": Noun("pair", "pairs")}
SENTENCES = {
    "sv": {
        "compared": "Underlaget är {n}. {observed} av dem ligger mindre än {within} meter och mindre än {days} "
        "{day_word} från varandra, par på samma position oräknade; av en slump väntas {expected}.",
        "more_than_chance": "Under {the_next_days} efter en händelse är det alltså {ratio} gånger så vanligt som "
        "slumpen ger att något händer igen inom {within} meter (mellan {low} och {high} gånger). {odds}",
        "odds": "Så många par eller fler ger slumpen {odds}.",
        "never": "I inget av {replicates} försök gav slumpen så många par.",
        "recent": "Just nu gäller det området runt {recent} de senaste {days} dagarna.",
        "no_recent": "Just nu gäller det ingenstans, eftersom inget har hänt de senaste {days} dagarna.",
        "fewer_than_chance": "Det är färre än slumpen ger, så inget sägs om {the_next_days}.",
        "as_chance": "Det är inte fler än slumpen kan ge, så inget sägs om {the_next_days}. Det betyder inte att "
        "händelserna saknar samband, bara att siffrorna inte visar det.",
        "one_place": "Det går inte att avgöra om det är fler än slumpen ger, eftersom alla har samma position.",
        "one_time": "Det går inte att avgöra om det är fler än slumpen ger, eftersom alla har samma tid.",
        "no_replicates": "Om det är fler än slumpen ger har inte prövats.",
        "few_pairs": "Det är för få par för att bedöma om det är fler än slumpen ger.",
        "same_place": "På samma position är det {same_ratio} gånger så vanligt som slumpen ger (mellan {same_low} och "
        "{same_high} gånger).",
        "sharing": "{sharing} har exakt samma position som någon annan, flest på en och samma position är {most}. Det "
        "kan vara upprepning på samma plats, men också flera platser som har fått samma koordinat eller samma händelse "
        "rapporterad flera gånger.",
        "caution": "Det är ett genomsnitt för alla händelser i underlaget. Det säger inte var eller när nästa händelse "
        "sker, inte vad upprepningen beror på, och inget om någon person. Samma händelse rapporterad två gånger från "
        "olika positioner ser också ut som en upprepning.",
    },
    "en": {
        "compared": "This rests on {n}. {observed} of them {are} less than {within} metres and less than {days} "
        "{day_word} apart, not counting pairs at one position; {expected} are expected by chance.",
        "more_than_chance": "In {the_next_days} after an incident it is thus {ratio} times as common as chance gives "
        "that something happens again within {within} metres (between {low} and {high} times). {odds}",
        "odds": "So many pairs or more come by chance {odds}.",
        "never": "In none of {replicates} tries did chance give so many pairs.",
        "recent": "At present that concerns the surroundings of {recent} in the last {days} days.",
        "no_recent": "At present that concerns no place, since nothing has happened in the last {days} days.",
        "fewer_than_chance": "That is fewer than chance gives, so nothing is said about {the_next_days}.",
        "as_chance": "That is no more than chance can give, so nothing is said about {the_next_days}. It does not mean "
        "that the incidents are unrelated, only that the numbers do not show it.",
        "one_place": "Whether that is more than chance gives cannot be decided, since all have one position.",
        "one_time": "Whether that is more than chance gives cannot be decided, since all have one time.",
        "no_replicates": "Whether that is more than chance gives has not been tested.",
        "few_pairs": "There are too few pairs to judge whether they are more than chance gives.",
        "same_place": "At one and the same position it is {same_ratio} times as common as chance gives (between "
        "{same_low} and {same_high} times).",
        "sharing": "{sharing} have exactly the position of another; the most at one position are {most}. That can be "
        "repetition at one place, but also several places that were given the same coordinate, or the same incident "
        "reported more than once.",
        "caution": "It is an average of all the incidents given. It does not say where or when the next one happens, "
        "nor what the repetition is due to, and nothing about any person. One incident reported twice from different "
        "positions also looks like a repetition.",
    },
}


def sentences_on_near_repeat(result: NearRepeat, language: str, event: Noun | None) -> str:
    sentences, noun = SENTENCES[language], event or EVENT[language]
    values = _values(result, language, noun)
    return " ".join([*(sentences[key].format_map(values) for key in _keys(result)), reporting_caution(language)])


def _keys(result: NearRepeat) -> list[str]:
    said = str(result.nearby.reason or result.nearby.verdict)
    more = said == "more_than_chance"
    keys = ["compared", said]
    keys += ["recent" if result.recent.size else "no_recent"] if more else []
    keys += ["same_place"] if str(result.same_place.verdict) == "more_than_chance" else []
    keys += ["sharing"] if result.shared_positions else []
    return [*keys, "caution"] if more else keys


def _values(result: NearRepeat, language: str, noun: Noun) -> dict[str, str]:
    nearby, same, shared = result.nearby, result.same_place, result.shared_positions
    days = decimal(nearby.days, language, 2)
    return {
        "n": counted(result.table.n, noun, language),
        "observed": _pairs(nearby.observed, language),
        "are": "is" if nearby.observed == 1 else "are",
        "within": decimal(nearby.within_m, language, 1),
        "days": days,
        "day_word": _day_word(nearby.days, language),
        "the_next_days": _the_next_days(nearby.days, days, language),
        "expected": _rough(nearby.expected, language),
        "odds": _odds(result, language),
        "recent": _happened(int(result.recent.size), noun, language),
        "sharing": raised(counted(result.table.n_sharing_position, noun, language)),
        "most": grouped(shared[0].events, language) if shared else "",
        **_times("", nearby, language),
        **_times("same_", same, language),
    }


def _times(prefix: str, found: Repetition, language: str) -> dict[str, str]:
    """So finely that an interval above one does not read "1"."""
    if found.ratio is None or found.low is None or found.high is None:
        return dict.fromkeys((f"{prefix}ratio", f"{prefix}low", f"{prefix}high"), "")
    places = 1 if found.low >= 1.1 else 2 if found.low >= 1.01 else 3
    return {
        f"{prefix}ratio": decimal(found.ratio, language, places),
        f"{prefix}low": decimal(found.low, language, places),
        f"{prefix}high": decimal(found.high, language, places),
    }


def _pairs(n: int, language: str) -> str:
    return raised(counted(n, PAIR[language], language)) if n <= 12 else f"{grouped(n, language)} {PAIR[language].many}"


def _odds(result: NearRepeat, language: str) -> str:
    p, replicates = result.nearby.p_upper, result.table.replicates
    if p is None:
        return ""
    if p * (replicates + 1) < 1.5:  # not once: how seldom is not known
        return SENTENCES[language]["never"].format(replicates=grouped(replicates, language))
    return SENTENCES[language]["odds"].format(odds=p_in_words(p, language))


def _rough(value: float, language: str) -> str:
    return decimal(value, language) if value < 100 else grouped(round(value), language)


def _day_word(days: float, language: str) -> str:
    if language == "sv":
        return "dag" if days == 1 else "dagar"
    return "day" if days == 1 else "days"


def _the_next_days(days: float, text: str, language: str) -> str:
    if language == "sv":
        return "den närmaste dagen" if days == 1 else f"de närmaste {text} dagarna"
    return "the next day" if days == 1 else f"the next {text} days"


def _happened(n: int, noun: Noun, language: str) -> str:
    if language == "sv":
        return f"{counted(n, noun, 'sv')} som inträffat"
    return counted(n, noun, "en")
