"""A synthetic control in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.effect_words import changed
from lykta_engine.effect.reason_sentences import reasons_in_words
from lykta_engine.words import Noun, Unit, listed, number_word, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.effect.synthetic_control import Synthetic

SHOWN_FROM = 0.01
SENTENCES = {
    "sv": {
        "mixture": "Jämförelsen är en blandning av områden där inget gjordes: {donors}.",
        "ratio": "Mot den blandningen blev det {change} efter.",
        "no_ratio": "Blandningen har inget att räkna efter, så skillnaden kan inte anges i procent.",
        "rank": "Av {n} områden räknade på samma sätt avvek {rank} minst lika mycket som detta, "
        "området självt inräknat.",
        "no_rank": "Ingen jämförelse gjordes med hur mycket andra områden avviker, så inget kan sägas om slumpen.",
        "clear": "Så stor avvikelse är ovanlig bland områden där inget gjordes.",
        "unclear": "Så stor avvikelse är inte ovanlig bland områden där inget gjordes.",
        "belief": "Det förutsätter att åtgärden inte nådde de andra områdena.",
    },
    "en": {
        "mixture": "The comparison is a mixture of areas where nothing was done: {donors}.",
        "ratio": "Against that mixture there were {change} after.",
        "no_ratio": "The mixture has nothing to count after, so the difference has no percentage.",
        "rank": "Of {n} areas reckoned in the same way, {rank} departed at least as much as this one, itself included.",
        "no_rank": "How much other areas depart was not reckoned, so nothing can be said of chance.",
        "clear": "So large a departure is unusual among areas where nothing was done.",
        "unclear": "So large a departure is not unusual among areas where nothing was done.",
        "belief": "It takes for granted that the action did not reach the other areas.",
    },
}


def sentences_on_synthetic(result: Synthetic, language: str, event: Noun | None, unit: Unit) -> str:
    words = SENTENCES[language]
    said = [words["mixture"].format(donors=_donors(result, language))]
    change = words["no_ratio"] if result.ratio is None else words["ratio"]
    said.append(change.format(change="" if result.ratio is None else changed(result.ratio, language)))
    said.append(_rank(result, language))
    if not result.reasons and result.placebo_ratios.size:
        said.append(words["clear" if result.estimate().clear else "unclear"])
    said += [words["belief"], reasons_in_words(result.reasons, language), reporting_caution(language)]
    return " ".join(sentence for sentence in said if sentence)


def _donors(result: Synthetic, language: str) -> str:
    order = [place for place in result.weights.argsort()[::-1] if result.weights[place] >= SHOWN_FROM]
    shares = [percent(float(result.weights[place]), language) for place in order]
    return listed([f"{result.donors[place]} ({share})" for place, share in zip(order, shares, strict=True)], language)


def _rank(result: Synthetic, language: str) -> str:
    n = result.placebo_ratios.size
    if not n or result.p_value is None:
        return SENTENCES[language]["no_rank"]
    rank = round(result.p_value * (n + 1))
    return SENTENCES[language]["rank"].format(n=number_word(n + 1, language), rank=number_word(rank, language))
