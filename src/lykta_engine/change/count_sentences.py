"""What a comparison of counts says in words, Swedish and English.

Each sentence stands under its own condition, and none states a change that the verdict does not carry.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, Unit, counted, decimal, number_word

if TYPE_CHECKING:
    from lykta_engine.change.counts import CountComparison, RateComparison, ReportingRate

UNITS = {
    "sv": {
        Unit.PERIOD: {"this": "Den här perioden", "one": "period", "the_one": "perioden", "the_many": "perioderna"},
        Unit.WEEK: {"this": "Den här veckan", "one": "vecka", "the_one": "veckan", "the_many": "veckorna"},
        Unit.MONTH: {"this": "Den här månaden", "one": "månad", "the_one": "månaden", "the_many": "månaderna"},
    },
    "en": {
        Unit.PERIOD: {"this": "This period", "one": "period", "the_one": "period", "the_many": "periods"},
        Unit.WEEK: {"this": "This week", "one": "week", "the_one": "week", "the_many": "weeks"},
        Unit.MONTH: {"this": "This month", "one": "month", "the_one": "month", "the_many": "months"},
    },
}
SENTENCES = {
    "sv": {
        "compared": "{this} räknades {counted}, mot {mean} i snitt under de {n} {the_many} före.",
        "compared_none_before": "{this} räknades {counted}, mot ingen alls under de {n} {the_many} före.",
        "compared_one_before": "{this} räknades {counted}, mot {mean} under {the_one} före.",
        "more_than_usual": "Det är fler än vanligt: så många eller fler kommer av en slump {odds}.",
        "fewer_than_usual": "Det är färre än vanligt: så få eller färre kommer av en slump {odds}.",
        "none_at_all": "Det är färre än vanligt: att det inte blir någon alls händer av en slump {odds}.",
        "as_usual": "Det ryms i det vanliga: skillnaden är inte större än att slumpen ensam kan ge den.",
        "small_numbers": "Det är för få för att bedöma om något har ändrats.",
        "short_baseline": "Det finns för lite att jämföra med för att bedöma om det är fler eller färre än vanligt.",
        "fewer_reporters": "Det går inte att avgöra om något har ändrats, eftersom färre rapporterade: {heard}.",
        "no_reporters": "Det går inte att avgöra om något har ändrats, eftersom ingen rapportör hörde av sig.",
        "caution_more": "Det säger inte vad ökningen beror på; fler rapporter kan också betyda att fler rapporterar.",
        "caution_more_rose": "Ökningen kan bero på att fler rapporterade: {heard}.",
        "caution_more_fell": "Det är så trots att färre rapporterade: {heard}. Det säger inte vad ökningen beror på.",
        "caution_fewer": "Det säger inte vad minskningen beror på; "
        "färre rapporter kan också betyda att färre rapporterar.",
        "caution_as_usual": "Det betyder inte att inget har ändrats, bara att siffrorna inte visar det.",
        "caution_as_usual_fell": "Färre rapporterade än vanligt: {heard}. Det kan ha hänt mer än siffran visar.",
        "heard": "{active} av {expected} rapportörer hörde av sig",
        "heard_before": "{active} av {expected} rapportörer hörde av sig, mot {before} i snitt tidigare",
        "odds": "ungefär en {one} på {n}",
        "odds_rare": "mer sällan än en {one} på tusen",
        "two": "{a}: {count_a}. {b}: {count_b}.",
        "higher": "I förhållande till underlaget är det fler för {a} än för {b}{interval}. "
        "Det säger inte vad skillnaden beror på.",
        "lower": "I förhållande till underlaget är det färre för {a} än för {b}{interval}. "
        "Det säger inte vad skillnaden beror på.",
        "no_clear_difference": "Det går inte att säga att den ena har fler än den andra: "
        "skillnaden är inte större än att slumpen ensam kan ge den.",
        "too_few_to_judge": "Det är för få för att bedöma om det är någon skillnad.",
        "interval": ": mellan {low} och {high} gånger så många",
        "interval_open": ": minst {low} gånger så många",
    },
    "en": {
        "compared": "{this} {counted} {were} counted, against {mean} on average in the {n} {the_many} before.",
        "compared_none_before": "{this} {counted} {were} counted, against none at all in the {n} {the_many} before.",
        "compared_one_before": "{this} {counted} {were} counted, against {mean} in the {the_one} before.",
        "more_than_usual": "That is more than usual: so many or more come by chance {odds}.",
        "fewer_than_usual": "That is fewer than usual: so few or fewer come by chance {odds}.",
        "none_at_all": "That is fewer than usual: none at all happens by chance {odds}.",
        "as_usual": "That is within the usual: the difference is no larger than chance alone can give.",
        "small_numbers": "These are too few to judge whether anything has changed.",
        "short_baseline": "There is too little to compare with to judge whether that is more or fewer than usual.",
        "fewer_reporters": "Whether anything has changed cannot be decided, since fewer reported: {heard}.",
        "no_reporters": "Whether anything has changed cannot be decided, since no reporter was heard from.",
        "caution_more": "It does not say what the increase is due to; "
        "more reports can also mean that more people report.",
        "caution_more_rose": "The increase may be due to more people reporting: {heard}.",
        "caution_more_fell": "That is so although fewer reported: {heard}. "
        "It does not say what the increase is due to.",
        "caution_fewer": "It does not say what the decrease is due to; "
        "fewer reports can also mean that fewer people report.",
        "caution_as_usual": "It does not mean that nothing has changed, only that the numbers do not show it.",
        "caution_as_usual_fell": "Fewer reported than usual: {heard}. More may have happened than the number shows.",
        "heard": "{active} of {expected} reporters were heard from",
        "heard_before": "{active} of {expected} reporters were heard from, against {before} on average before",
        "odds": "about one {one} in {n}",
        "odds_rare": "less than one {one} in a thousand",
        "two": "{a}: {count_a}. {b}: {count_b}.",
        "higher": "In proportion there are more for {a} than for {b}{interval}. "
        "It does not say what the difference is due to.",
        "lower": "In proportion there are fewer for {a} than for {b}{interval}. "
        "It does not say what the difference is due to.",
        "no_clear_difference": "It cannot be said that one has more than the other: "
        "the difference is no larger than chance alone can give.",
        "too_few_to_judge": "These are too few to judge whether there is any difference.",
        "interval": ": between {low} and {high} times as many",
        "interval_open": ": at least {low} times as many",
    },
}


def sentences_on_baseline(result: CountComparison, language: str, event: Noun | None, unit: Unit) -> str:
    sentences, units = SENTENCES[language], UNITS[language][unit]
    values = units | {
        "counted": counted(result.count, event or EVENT[language], language),
        "were": "was" if result.count == 1 else "were",
        "mean": decimal(result.baseline_mean, language),
        "n": number_word(result.n_periods, language),
        "odds": _odds(result.p_tail, language, units["one"]),
        "heard": _heard_from(result.reporting, language) if result.reporting else "",
    }
    keys = (_compared(result), _said(result), _caution(result))
    return " ".join(sentences[key].format_map(values) for key in keys if key)


def _compared(result: CountComparison) -> str:
    if result.n_periods == 1:
        return "compared_one_before"
    return "compared" if result.baseline_mean else "compared_none_before"


def _said(result: CountComparison) -> str:
    if result.reason:
        return str(result.reason)
    if str(result.verdict) == "fewer_than_usual" and result.count == 0:
        return "none_at_all"
    return str(result.verdict)


def _caution(result: CountComparison) -> str | None:
    fell = result.reporting is not None and result.reporting.fell_clearly
    rose = result.reporting is not None and result.reporting.rose_clearly
    match str(result.verdict):
        case "more_than_usual":
            return "caution_more_fell" if fell else "caution_more_rose" if rose else "caution_more"
        case "fewer_than_usual":
            return "caution_fewer"
        case "as_usual":
            return "caution_as_usual_fell" if fell else "caution_as_usual"
        case _:
            return None


def _heard_from(reporting: ReportingRate, language: str) -> str:
    before = reporting.active_before
    return SENTENCES[language]["heard" if before is None else "heard_before"].format(
        active=number_word(reporting.active, language),
        expected=number_word(reporting.expected, language),
        before="" if before is None else decimal(before, language),
    )


def _odds(p_tail: float, language: str, one: str) -> str:
    if p_tail < 0.001:
        return SENTENCES[language]["odds_rare"].format(one=one)
    one_in = 1 / p_tail
    step = 1 if one_in < 20 else 5 if one_in < 98 else 50  # "about": no finer than the method can tell
    return SENTENCES[language]["odds"].format(one=one, n=number_word(step * round(one_in / step), language))


def sentences_on_two(result: RateComparison, a: str, b: str, language: str, event: Noun | None) -> str:
    """`a` and `b` are the names as they stand inside a sentence; the first letter is raised where one begins it."""
    sentences, noun = SENTENCES[language], event or EVENT[language]
    counts = sentences["two"].format(
        a=a[:1].upper() + a[1:],
        b=b[:1].upper() + b[1:],
        count_a=counted(result.count_a, noun, language),
        count_b=counted(result.count_b, noun, language),
    )
    said = sentences[str(result.verdict)].format(a=a, b=b, interval=_interval(result, language))
    return f"{counts} {said}"


def _interval(result: RateComparison, language: str) -> str:
    places = 1 if result.ratio_low >= 1 else 2
    low = decimal(result.ratio_low, language, places)
    if math.isinf(result.ratio_high):
        return SENTENCES[language]["interval_open"].format(low=low)
    return SENTENCES[language]["interval"].format(low=low, high=decimal(result.ratio_high, language, places))
