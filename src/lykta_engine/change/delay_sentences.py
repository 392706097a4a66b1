"""What a nowcast says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, counted, decimal, number_word, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.change.delay import Nowcast, RecentComparison

NOWCAST = {
    "sv": {
        "so_far": "{count} har rapporterats hittills.",
        "final": "Av erfarenhet är det omkring {share} av dem som till slut rapporteras. Slutsiffran väntas bli "
        "omkring "
        "{estimate}, med {sure} säkerhet {interval}.",
        "none_yet": "Av erfarenhet brukar omkring {share} ha rapporterats så här tidigt. Slutsiffran väntas bli "
        "omkring {estimate}, med {sure} säkerhet {interval}.",
        "complete": "Det är så gott som alla som väntas.",
        "between": "mellan {low} och {high}",
        "exactly": "{low}",
        "means": "Det gäller om rapporterna kommer in i samma takt som tidigare. En låg siffra för de senaste "
        "dagarna är "
        "ingen minskning.",
        "short_history": "Det går inte att säga hur många det till slut blir: historiken är för kort för att visa "
        "hur sent "
        "rapporter kommer in.",
        "few_events": "Det går inte att säga hur många det till slut blir: det finns för få rapporter för att visa "
        "hur sent "
        "de kommer in.",
        "too_recent": "Det är för tidigt för att säga hur många det till slut blir.",
        "more_than_usual": "Det är fler än vanligt, {mean} i snitt.",
        "fewer_than_usual": "Det är färre än vanligt, {mean} i snitt, också när de som ännu inte rapporterats "
        "räknas in. Det "
        "säger inte vad minskningen beror på.",
        "as_usual": "Det ryms i det vanliga, {mean} i snitt. Det betyder inte att inget har ändrats, bara att "
        "siffrorna inte "
        "visar det.",
        "too_few_to_judge": "Det är för få, eller för lite att jämföra med, för att bedöma om något har ändrats.",
        "cannot_be_decided": "Det går inte att avgöra om något har ändrats, eftersom för lite har hunnit "
        "rapporteras eller "
        "det inte är känt hur sent rapporter kommer in.",
    },
    "en": {
        "so_far": "{count} {have} been reported so far.",
        "final": "By experience that is about {share} of those that will be reported in the end. The final number is "
        "expected to be about {estimate}, with {sure} confidence {interval}.",
        "none_yet": "By experience about {share} have been reported at this stage. The final number is expected to be "
        "about {estimate}, with {sure} confidence {interval}.",
        "complete": "That is practically all that are expected.",
        "between": "between {low} and {high}",
        "exactly": "{low}",
        "means": "That holds if reports come in at the same pace as before. A low number for the latest days is no "
        "decrease.",
        "short_history": "How many there will be in the end cannot be said: the history is too short to show how late "
        "reports come in.",
        "few_events": "How many there will be in the end cannot be said: there are too few reports to show how late "
        "they "
        "come in.",
        "too_recent": "It is too early to say how many there will be in the end.",
        "more_than_usual": "That is more than usual, {mean} on average.",
        "fewer_than_usual": "That is fewer than usual, {mean} on average, also with those not yet reported reckoned "
        "in. It "
        "does not say what the decrease is due to.",
        "as_usual": "That is within the usual, {mean} on average. It does not mean that nothing has changed, only "
        "that the "
        "numbers do not show it.",
        "too_few_to_judge": "These are too few, or there is too little to compare with, to judge whether anything has "
        "changed.",
        "cannot_be_decided": "Whether anything has changed cannot be decided, since too little has been reported so "
        "far or "
        "it is not known how late reports come in.",
    },
}
PRACTICALLY_ALL = 0.995


def sentences_on_nowcast(result: Nowcast, language: str, at: int) -> str:
    sentences, at = NOWCAST[language], range(result.reported.size)[at]
    said = [_so_far(int(result.reported[at]), language)]
    if not result.decided[at]:
        return " ".join([*said, sentences[str(result.reason)]])
    said.append(
        _final(
            int(result.reported[at]), float(result.share_reported[at]), float(result.estimate[at]),
            int(result.low[at]), int(result.high[at]), result.alpha, language,
        )
    )  # fmt: skip
    if result.share_reported[at] < PRACTICALLY_ALL:
        said.append(sentences["means"])
    return " ".join(said)


def sentences_on_recent(result: RecentComparison, language: str) -> str:
    sentences, verdict = NOWCAST[language], str(result.verdict)
    said = [_so_far(result.reported, language)]
    if verdict != "cannot_be_decided":
        numbers = (result.reported, result.share_reported, result.estimate, result.low, result.high)
        said.append(_final(*numbers, result.alpha, language))
    mean = "" if result.baseline_mean is None else decimal(result.baseline_mean, language)
    said.append(sentences[verdict].format(mean=mean))
    if verdict in ("more_than_usual", "fewer_than_usual"):
        said.append(reporting_caution(language))
    return " ".join(said)


def _so_far(count: int, language: str) -> str:
    text = counted(count, EVENT[language], language)
    have = "has" if count == 1 else "have"
    return NOWCAST[language]["so_far"].format(count=text[:1].upper() + text[1:], have=have)


def _final(reported: int, share: float, estimate: float, low: int, high: int, alpha: float, language: str) -> str:
    sentences = NOWCAST[language]
    if share >= PRACTICALLY_ALL and low == high:
        return sentences["complete"]
    interval = sentences["between" if low < high else "exactly"].format(
        low=number_word(low, language), high=number_word(high, language)
    )
    return sentences["final" if reported else "none_yet"].format(
        share=percent(share, language),
        estimate=number_word(round(estimate), language),
        sure=percent(1 - alpha, language),
        interval=interval,
    )
