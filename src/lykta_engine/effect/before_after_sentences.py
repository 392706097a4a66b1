"""Before and after in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.effect_words import changed, interval
from lykta_engine.effect.reason_sentences import reasons_in_words
from lykta_engine.words import EVENT, Noun, counted, decimal, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.effect.before_after import AreaCounts, RelativeRate

SENTENCES = {
    "sv": {
        "area": "I området räknades {before} före och {after} efter{weeks}.",
        "comparison": "I jämförelseområdet räknades {before} före och {after} efter.",
        "weeks": " ({weeks_before} respektive {weeks_after} veckor)",
        "weeks_alike": " ({weeks_before} veckor var)",
        "ratio": "Om området hade följt jämförelseområdet hade det blivit ungefär {expected}; det blev {change}.",
        "ratio_same": "Området följde jämförelseområdet: skillnaden dem emellan är noll.",
        "alone": "Räknat per vecka är det {change} efter.",
        "clear": "Skillnaden är större än slumpen brukar ge: den ligger {interval}, med {sure} % säkerhet.",
        "unclear": "Skillnaden är inte större än slumpen kan ge: siffrorna stämmer med {interval}.",
        "shown": "Det kan röra sig om {interval}, men det räcker inte för ett utslag.",
    },
    "en": {
        "area": "In the area {before} were counted before and {after} after{weeks}.",
        "comparison": "In the comparison area {before} were counted before and {after} after.",
        "weeks": " ({weeks_before} and {weeks_after} weeks)",
        "weeks_alike": " ({weeks_before} weeks each)",
        "ratio": "Had the area followed the comparison area there would have been about {expected}; "
        "there were {change}.",
        "ratio_same": "The area followed the comparison area: the difference between them is nil.",
        "alone": "By the week there are {change} after.",
        "clear": "The difference is larger than chance usually gives: {interval}, with {sure}% confidence.",
        "unclear": "The difference is no larger than chance can give: the numbers agree with {interval}.",
        "shown": "It may be {interval}, but that is not enough for a verdict.",
    },
}


def sentences_on_relative_rate(result: RelativeRate, language: str, event: Noun | None) -> str:
    words, noun = SENTENCES[language], event or EVENT[language]
    said = [words["area"].format(**_counts(result.treated, noun, language), weeks=_weeks(result.treated, language))]
    if result.comparison is not None:
        said.append(words["comparison"].format(**_counts(result.comparison, noun, language)))
    if result.ratio is not None:
        said += [_ratio(result, language), _how_sure(result, language)]
    said.append(reasons_in_words(result.reasons, language))
    said.append(reporting_caution(language))
    return " ".join(sentence for sentence in said if sentence)


def _counts(area: AreaCounts, noun: Noun, language: str) -> dict[str, str]:
    return {"before": counted(area.before, noun, language), "after": counted(area.after, noun, language)}


def _weeks(area: AreaCounts, language: str) -> str:
    if area.weeks_before == area.weeks_after == 1:
        return ""
    before, after = decimal(area.weeks_before, language), decimal(area.weeks_after, language)
    return SENTENCES[language]["weeks_alike" if before == after else "weeks"].format(
        weeks_before=before, weeks_after=after
    )


def _ratio(result: RelativeRate, language: str) -> str:
    words = SENTENCES[language]
    assert result.ratio is not None
    change = changed(result.ratio, language)
    if result.comparison is None:
        return words["alone"].format(change=change)
    if result.ratio == 1:
        return words["ratio_same"]
    return words["ratio"].format(expected=decimal(result.expected or 0, language), change=change)


def _how_sure(result: RelativeRate, language: str) -> str:
    if result.low is None:
        return ""
    estimate = result.estimate()
    key = "clear" if estimate.clear else "shown" if result.reasons else "unclear"
    sure = decimal(100 * (1 - result.alpha), language)
    return SENTENCES[language][key].format(interval=interval(result.low, result.high, language), sure=sure)
