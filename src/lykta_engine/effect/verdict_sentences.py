"""The verdict in words. None of the sentences states an effect that the verdict does not carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.effect_words import changed, interval
from lykta_engine.effect.reason_sentences import reasons_in_words
from lykta_engine.words import EVENT, Noun, decimal, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.effect.verdict import Judgement

SENTENCES = {
    "sv": {
        "improvement": "Utslag: förbättring.",
        "worse": "Utslag: försämring.",
        "no_clear_change": "Utslag: ingen tydlig förändring.",
        "cannot_be_decided": "Utslag: det går inte att avgöra.",
        "ratio": "Det blev {change} {events} än vad som annars hade varit att vänta.",
        "times": "Det blev {change} {events} som annars hade varit att vänta.",
        "interval": "Osäkerheten sträcker sig {interval}, med {sure} % säkerhet.",
        "between": "Osäkerheten ligger {interval}, med {sure} % säkerhet.",
        "difference_fewer": "Det blev färre {events} än vad som annars hade varit att vänta.",
        "difference_more": "Det blev fler {events} än vad som annars hade varit att vänta.",
        "not_none": "Det betyder inte att inget har hänt: siffrorna stämmer med {interval}.",
        "not_none_short": "Det betyder inte att inget har hänt, bara att siffrorna inte visar det.",
        "cause": "Siffrorna visar inte i sig att åtgärden är orsaken.",
    },
    "en": {
        "improvement": "Verdict: improvement.",
        "worse": "Verdict: worse.",
        "no_clear_change": "Verdict: no clear change.",
        "cannot_be_decided": "Verdict: it cannot be decided.",
        "ratio": "There were {change} {events} than was otherwise to be expected.",
        "times": "There were {change} {events} as were otherwise to be expected.",
        "interval": "The uncertainty goes {interval}, with {sure}% confidence.",
        "between": "The uncertainty is {interval}, with {sure}% confidence.",
        "difference_fewer": "There were fewer {events} than was otherwise to be expected.",
        "difference_more": "There were more {events} than was otherwise to be expected.",
        "not_none": "It does not mean that nothing has happened: the numbers agree with {interval}.",
        "not_none_short": "It does not mean that nothing has happened, only that the numbers do not show it.",
        "cause": "The numbers do not in themselves show that the action is the cause.",
    },
}
CLAIMS = ("improvement", "worse")


def sentences_on_verdict(result: Judgement, language: str, event: Noun | None) -> str:
    words, events = SENTENCES[language], (event or EVENT[language]).many
    said = [words[str(result.verdict)]]
    if str(result.verdict) in CLAIMS:
        said += [*_effect(result, language, events), result.tipping.explain(language), words["cause"]]
    else:
        said.append(reasons_in_words(result.reasons, language))
    if str(result.verdict) == "no_clear_change":
        said.append(_not_none(result, language))
    said.append(reporting_caution(language))
    return " ".join(sentence for sentence in said if sentence)


def _effect(result: Judgement, language: str, events: str) -> list[str]:
    words, first = SENTENCES[language], result.estimates[0]
    if first.ratio is None:
        return [words["difference_fewer" if first.direction < 0 else "difference_more"].format(events=events)]
    key = "times" if first.ratio >= 2 else "ratio"
    said = [words[key].format(change=changed(first.ratio, language), events=events)]
    if first.low is not None:
        whole = interval(first.low, first.high, language)
        one_way = first.high is not None and (first.high < 1 or first.low > 1)
        sure = decimal(100 * (1 - first.alpha), language)
        said.append(words["between" if one_way else "interval"].format(interval=whole, sure=sure))
    return said


def _not_none(result: Judgement, language: str) -> str:
    words, first = SENTENCES[language], result.estimates[0]
    if first.low is None:
        return words["not_none_short"]
    return words["not_none"].format(interval=interval(first.low, first.high, language))
