"""An interrupted time series in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.effect_words import changed, interval
from lykta_engine.effect.reason_sentences import reasons_in_words
from lykta_engine.words import EVENT, Noun, Unit, counted, decimal, number_word, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.effect.interrupted import Interrupted

UNITS = {
    "sv": {Unit.PERIOD: Noun("period", "perioder"), Unit.WEEK: Noun("vecka", "veckor"),
           Unit.MONTH: Noun("månad", "månader")},
    "en": {Unit.PERIOD: Noun("period", "periods"), Unit.WEEK: Noun("week", "weeks"),
           Unit.MONTH: Noun("month", "months")},
}  # fmt: skip
SENTENCES = {
    "sv": {
        "counted": "På {n_before} {units_before} före räknades {before}, på {n_after} {units_after} efter {after}.",
        "ratio": "Mot hur serien var på väg före åtgärden blev det {change} efter{slope}.",
        "slope": " (mitt i tiden efter)",
        "clear": "Skillnaden är större än slumpen brukar ge: den ligger {interval}, med {sure} % säkerhet.",
        "unclear": "Skillnaden är inte större än slumpen kan ge: siffrorna stämmer med {interval}.",
        "shown": "Det kan röra sig om {interval}, men det räcker inte för ett utslag.",
        "linked": "Det är inräknat att det ena värdet hänger ihop med det förra.",
        "belief": "Det förutsätter att utvecklingen före hade fortsatt och att inget annat började samtidigt.",
    },
    "en": {
        "counted": "In {n_before} {units_before} before {before} were counted, "
        "in {n_after} {units_after} after {after}.",
        "ratio": "Against where the series was heading before the action there were {change} after{slope}.",
        "slope": " (in the middle of the time after)",
        "clear": "The difference is larger than chance usually gives: {interval}, with {sure}% confidence.",
        "unclear": "The difference is no larger than chance can give: the numbers agree with {interval}.",
        "shown": "It may be {interval}, but that is not enough for a verdict.",
        "linked": "That each value hangs together with the one before is allowed for.",
        "belief": "It takes for granted that the development before would have gone on and that nothing else began "
        "at the same time.",
    },
}


def sentences_on_interrupted(result: Interrupted, language: str, event: Noun | None, unit: Unit) -> str:
    words, noun, units = SENTENCES[language], event or EVENT[language], UNITS[language][unit]
    said = [
        words["counted"].format(
            n_before=number_word(result.n_before, language),
            units_before=units.one if result.n_before == 1 else units.many,
            before=counted(result.events_before, noun, language),
            n_after=number_word(result.n_after, language),
            units_after=units.one if result.n_after == 1 else units.many,
            after=counted(result.events_after, noun, language),
        )
    ]
    if result.ratio is not None:
        said += _found(result, language)
    said += [reasons_in_words(result.reasons, language), reporting_caution(language)]
    return " ".join(sentence for sentence in said if sentence)


def _found(result: Interrupted, language: str) -> list[str]:
    words = SENTENCES[language]
    assert result.ratio is not None
    assert result.low is not None
    slope = words["slope"] if result.slope_change else ""
    key = "clear" if result.estimate().clear else "shown" if result.reasons else "unclear"
    sure = decimal(100 * (1 - result.alpha), language)
    return [
        words["ratio"].format(change=changed(result.ratio, language), slope=slope),
        words[key].format(interval=interval(result.low, result.high, language), sure=sure),
        words["linked"] if result.lags else "",
        words["belief"],
    ]
