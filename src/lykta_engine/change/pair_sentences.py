"""What a comparison of two periods, a rate or a ratio says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, Unit, counted, decimal, number_word, percent

if TYPE_CHECKING:
    from lykta_engine.change.comparisons import PairComparison, PeriodComparisons
    from lykta_engine.change.rates import PoissonRate, PoissonRatio

THEN = {
    "sv": {
        "last": {Unit.PERIOD: "perioden före", Unit.WEEK: "veckan före", Unit.MONTH: "månaden före"},
        "same_last_year": {
            Unit.PERIOD: "samma period förra året",
            Unit.WEEK: "samma vecka förra året",
            Unit.MONTH: "samma månad förra året",
        },
    },
    "en": {
        "last": {Unit.PERIOD: "the period before", Unit.WEEK: "the week before", Unit.MONTH: "the month before"},
        "same_last_year": {
            Unit.PERIOD: "the same period last year",
            Unit.WEEK: "the same week last year",
            Unit.MONTH: "the same month last year",
        },
    },
}
PAIR = {
    "sv": {
        "compared": "{count}, mot {earlier} under {then}.",
        "nothing_then": "{count}; för {then} finns inget tal.",
        "more": "Det är fler: {interval} gånger så många. {why_more}",
        "more_open": "Det är fler: minst {low} gånger så många. {why_more}",
        "fewer": "Det är färre: minskningen är mellan {least} och {most}. {why_fewer}",
        "no_clear_change": "Skillnaden är inte större än att slumpen ensam kan ge den. "
        "Det betyder inte att inget har ändrats, bara att siffrorna inte visar det.",
        "small_numbers": "Det är för få för att bedöma om något har ändrats.",
        "short_history": "Serien är för kort för att visa hur mycket talen brukar variera, "
        "så skillnaden går inte att bedöma.",
        "nothing_to_compare_with": "Det går inte att avgöra om något har ändrats, eftersom det inte finns något att "
        "jämföra med.",
        "outage_now": "Det går inte att avgöra om något har ändrats, eftersom insamlingen av rapporter föll bort nu.",
        "outage_then": "Det går inte att avgöra om något har ändrats, eftersom insamlingen av rapporter föll bort då.",
        "fewer_reporters": "Det går inte att avgöra om något har ändrats, eftersom färre rapporterade.",
        "no_reporters": "Det går inte att avgöra om något har ändrats, eftersom ingen rapportör hörde av sig.",
    },
    "en": {
        "compared": "{count}, against {earlier} in {then}.",
        "nothing_then": "{count}; there is no number for {then}.",
        "more": "That is more: {interval} times as many. {why_more}",
        "more_open": "That is more: at least {low} times as many. {why_more}",
        "fewer": "That is fewer: the decrease is between {least} and {most}. {why_fewer}",
        "no_clear_change": "The difference is no larger than chance alone can give. "
        "It does not mean that nothing has changed, only that the numbers do not show it.",
        "small_numbers": "These are too few to judge whether anything has changed.",
        "short_history": "The series is too short to show how much the numbers usually vary, "
        "so the difference cannot be judged.",
        "nothing_to_compare_with": "Whether anything has changed cannot be decided, since there is nothing to compare "
        "with.",
        "outage_now": "Whether anything has changed cannot be decided, since the collection of reports failed now.",
        "outage_then": "Whether anything has changed cannot be decided, since the collection of reports failed then.",
        "fewer_reporters": "Whether anything has changed cannot be decided, since fewer reported.",
        "no_reporters": "Whether anything has changed cannot be decided, since no reporter was heard from.",
    },
}
RATE = {
    "sv": {
        "rate": "{count} på {exposure} ger {rate} per enhet. Med {sure} säkerhet ligger den verkliga takten mellan "
        "{low} "
        "och {high}, om händelserna kommer oberoende av varandra.",
        "differs": "Det skiljer sig från {reference}: en så stor skillnad ger slumpen högst {alpha} av gångerna.",
        "same": "Det går inte att säga att det skiljer sig från {reference}.",
        "ratio": "{a} mot {b}. Den första takten är {ratio} gånger den andra; med {sure} säkerhet mellan {low} och "
        "{high} "
        "gånger.",
        "ratio_open": "{a} mot {b}. Den första takten är med {sure} säkerhet minst {low} gånger den andra.",
        "ratio_nothing": "{a} mot {b}. Det finns inget att jämföra.",
        "unlike": "Takterna skiljer sig åt. Det säger inte varför.",
        "alike": "Det går inte att säga att takterna skiljer sig åt.",
    },
    "en": {
        "rate": "{count} in {exposure} make {rate} per unit. With {sure} confidence the true rate is between {low} and "
        "{high}, if the incidents come independently of each other.",
        "differs": "That differs from {reference}: chance gives so large a difference at most {alpha} of the time.",
        "same": "It cannot be said to differ from {reference}.",
        "ratio": "{a} against {b}. The first rate is {ratio} times the second; with {sure} confidence between {low} "
        "and "
        "{high} times.",
        "ratio_open": "{a} against {b}. The first rate is, with {sure} confidence, at least {low} times the second.",
        "ratio_nothing": "{a} against {b}. There is nothing to compare.",
        "unlike": "The rates differ. That does not say why.",
        "alike": "The rates cannot be said to differ.",
    },
}
WHY = {
    "sv": (
        "Det säger inte vad ökningen beror på; fler rapporter kan också betyda att fler rapporterar.",
        "Det säger inte vad minskningen beror på; färre rapporter kan också betyda att färre rapporterar.",
    ),
    "en": (
        "It does not say what the increase is due to; more reports can also mean that more people report.",
        "It does not say what the decrease is due to; fewer reports can also mean that fewer people report.",
    ),
}
BETWEEN = {"sv": "mellan {low} och {high}", "en": "between {low} and {high}"}


def sentences_on_pair(result: PairComparison, language: str, event: Noun | None, unit: Unit) -> str:
    sentences, noun = PAIR[language], event or EVENT[language]
    values = {
        "count": raised(counted(result.count, noun, language)),
        "earlier": "" if result.earlier is None else number_word(result.earlier, language),
        "then": THEN[language][str(result.against)][unit],
        "low": _times(result.low, language),
        "least": "" if result.high is None else percent(max(0.0, 1 - result.high), language),
        "most": "" if result.low is None else percent(1 - result.low, language),
        "why_more": WHY[language][0],
        "why_fewer": WHY[language][1],
        "interval": BETWEEN[language].format(low=_times(result.low, language), high=_times(result.high, language)),
    }
    open_ended = str(result.verdict) == "more" and result.high is None
    keys = (
        "nothing_then" if result.earlier is None else "compared",
        str(result.reason or ("more_open" if open_ended else result.verdict)),
    )
    return " ".join(sentences[key].format_map(values) for key in keys)


def sentences_on_periods(result: PeriodComparisons, language: str, event: Noun | None, unit: Unit) -> str:
    parts = [pair.explain(language, event=event, unit=unit) for pair in (result.last, result.same_last_year)]
    if result.rolling is not None:
        parts.append(result.rolling.explain(language, event=event, unit=unit))
    return " ".join(parts)


def sentences_on_rate(result: PoissonRate, language: str) -> str:
    sentences = RATE[language]
    said = sentences["rate"].format(
        count=raised(counted(result.count, EVENT[language], language)),
        exposure=decimal(result.exposure, language, 2),
        rate=decimal(result.rate, language, 2),
        low=decimal(result.low, language, 2),
        high=decimal(result.high, language, 2),
        sure=percent(1 - result.alpha, language),
    )
    if result.p_value is None or result.reference_rate is None:
        return said
    against = sentences["differs" if result.p_value <= result.alpha else "same"].format(
        reference=decimal(result.reference_rate, language, 2), alpha=percent(result.alpha, language)
    )
    return f"{said} {against}"


def sentences_on_ratio(result: PoissonRatio, language: str) -> str:
    sentences = RATE[language]
    values = {
        "a": _of(result.count_a, result.exposure_a, language),
        "b": _of(result.count_b, result.exposure_b, language),
        "ratio": "" if result.ratio is None else decimal(result.ratio, language, 2),
        "low": decimal(result.low, language, 2),
        "high": "" if result.high is None else decimal(result.high, language, 2),
        "sure": percent(1 - result.alpha, language),
    }
    if result.count_a + result.count_b == 0:
        return sentences["ratio_nothing"].format_map(values)
    said = sentences["ratio" if result.ratio is not None else "ratio_open"].format_map(values)
    return f"{said} {sentences['unlike' if result.p_value <= result.alpha else 'alike']}"


def _of(count: int, exposure: float, language: str) -> str:
    return f"{count} {'på' if language == 'sv' else 'in'} {decimal(exposure, language, 2)}"


def _times(value: float | None, language: str) -> str:
    return "" if value is None else decimal(value, language, 1 if value >= 1 else 2)


def raised(text: str) -> str:
    return text[:1].upper() + text[1:]
