"""What an index says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.surveys.share_sentences import sure
from lykta_engine.words import decimal, number_word

if TYPE_CHECKING:
    from lykta_engine.surveys.safety_index import SafetyIndex

SENTENCES = {
    "sv": {
        "value": "Indexet {name} är {value} på en skala från 0 (inga problem) till {top}, räknat på {items} och {n} "
        "svarande.",
        "range": "Med hänsyn till urvalet ligger det {sure} mellan {low} och {high}.",
        "left_out": "{n} svarande är inte med, eftersom de hoppade över för många frågor.",
        "few_answers": "Indexet {name} visas inte: någon av frågorna har färre än {fewest} svar.",
        "no_spread": "Indexet {name} visas inte: urvalet räcker inte för att säga hur osäkert det är.",
        "not": "Ett index lägger ihop olika saker: delarna kan röra sig åt olika håll utan att det syns. Det säger "
        "inget om dem som inte svarade.",
        "one": "en fråga",
        "many": "{n} frågor",
    },
    "en": {
        "value": "The index {name} is {value} on a scale from 0 (no problems) to {top}, reckoned on {items} and {n} "
        "who answered.",
        "range": "Given the sample it {sure} lies between {low} and {high}.",
        "left_out": "{n} who answered are not in it, since they skipped too many questions.",
        "few_answers": "The index {name} is not shown: some question has fewer than {fewest} answers.",
        "no_spread": "The index {name} is not shown: the sample does not suffice to say how uncertain it is.",
        "not": "An index adds unlike things together: its parts can move in different directions without it showing. "
        "It says nothing about those who did not answer.",
        "one": "one question",
        "many": "{n} questions",
    },
}
FEWEST = 50


def index_sentences(result: SafetyIndex, language: str) -> str:
    words, name = SENTENCES[language], result.definition.name
    if result.few:
        return words[str(result.few)].format(name=name, fewest=FEWEST)
    places = 2 if result.top <= 10 else 1
    assert result.low is not None and result.high is not None  # noqa: PT018 - `few` says so
    value, low, high, top = (decimal(x, language, places) for x in (result.value, result.low, result.high, result.top))
    said = [
        words["value"].format(name=name, value=value, top=top, items=_items(result, language), n=result.n),
        words["range"].format(sure=sure(result.alpha, language), low=low, high=high),
    ]
    if result.n_left_out:
        said.append(words["left_out"].format(n=result.n_left_out))
    return " ".join([*said, words["not"]])


def _items(result: SafetyIndex, language: str) -> str:
    n = len(result.items)
    return SENTENCES[language]["one" if n == 1 else "many"].format(n=number_word(n, language))
