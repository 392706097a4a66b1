"""The smallest effect that would show, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.effect_words import changed
from lykta_engine.effect.reason_sentences import reasons_in_words
from lykta_engine.words import EVENT, Noun, counted, decimal, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.effect.detectable import Detectable

SENTENCES = {
    "sv": {
        "before": "Före räknades {treated} i området och {comparison} i jämförelseområdet på {weeks_before}.",
        "fewer": "Efter {weeks_after} kan uppföljningen visa en minskning om det blir minst {effect}: då syns "
        "den i {power} av fallen.",
        "no_fewer": "Efter {weeks_after} kan uppföljningen inte visa en minskning ens om den är mycket stor.",
        "more": "En ökning syns lika ofta om det blir minst {effect}.",
        "more_alone": "En ökning syns i {power} av fallen om det blir minst {effect}.",
        "smaller": "En mindre effekt kan finnas utan att synas.",
        "events_fewer": "{n} färre {events}",
        "events_more": "{n} fler {events}",
    },
    "en": {
        "before": "Before, {treated} were counted in the area and {comparison} in the comparison area in "
        "{weeks_before}.",
        "fewer": "After {weeks_after} the follow-up can show a decrease if there are at least {effect}: it then "
        "shows in {power} of cases.",
        "no_fewer": "After {weeks_after} the follow-up cannot show a decrease even if it is very large.",
        "more": "An increase shows as often if there are at least {effect}.",
        "more_alone": "An increase shows in {power} of cases if there are at least {effect}.",
        "smaller": "A smaller effect may be there without showing.",
        "events_fewer": "{n} fewer {events}",
        "events_more": "{n} more {events}",
    },
}


def sentences_on_detectable(result: Detectable, language: str, event: Noun | None) -> str:
    words, noun = SENTENCES[language], event or EVENT[language]
    values = {
        "treated": counted(result.before[0], noun, language),
        "comparison": counted(result.before[1], noun, language),
        "weeks_before": _weeks(result.weeks_before, language),
        "weeks_after": _weeks(result.weeks_after, language),
        "power": percent(result.power, language),
    }
    said = [words["before"].format_map(values)]
    if not result.reasons:
        said += _effects(result, language, noun, values)
    said += [reasons_in_words(result.reasons, language), reporting_caution(language)]
    return " ".join(sentence for sentence in said if sentence)


def _weeks(weeks: float, language: str) -> str:
    one, many = ("en vecka", "veckor") if language == "sv" else ("one week", "weeks")
    return one if weeks == 1 else f"{decimal(weeks, language)} {many}"


def _effects(result: Detectable, language: str, noun: Noun, values: dict[str, str]) -> list[str]:
    words = SENTENCES[language]
    said = [words["no_fewer"].format_map(values)]
    if result.fewer is not None:
        said = [words["fewer"].format_map(values | {"effect": _effect(result, result.fewer, language, noun)})]
    if result.more is not None:
        key = "more_alone" if result.fewer is None else "more"
        said.append(words[key].format_map(values | {"effect": _effect(result, result.more, language, noun)}))
    return [*said, words["smaller"]]


def _effect(result: Detectable, effect: float, language: str, noun: Noun) -> str:
    if result.method.startswith("detectable-ratio"):
        return changed(effect, language)
    kind = "events_fewer" if effect < 0 else "events_more"
    return SENTENCES[language][kind].format(n=decimal(abs(effect), language), events=noun.many)
