"""What a series taken apart says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import decimal, number_word, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.change.decompose import Parts

PARTS = {
    "sv": {
        "too_short": "Serien är för kort för att dela upp: det behövs minst två hela år för att skilja årstid från "
        "trend.",
        "trend": "Trenden, den långsamma rörelsen, gick från {first} till {last} per period.",
        "season": "Årstiderna ger som mest {up} över trenden{peak} och som mest {down} under den{trough}.",
        "strong_season": "Årstiderna står för en stor del av det som återstår när trenden är borta.",
        "weak_season": "Årstiderna syns knappt mot det som är oregelbundet.",
        "some_season": "Årstiderna syns, men det oregelbundna betyder också mycket.",
        "rest": "Resten, det som varken är trend eller årstid, är oftast högst {rest} från noll.",
        "filled": "{n} perioder utan tillförlitlig insamling är utfyllda.",
        "filled_one": "En period utan tillförlitlig insamling är utfylld.",
        "means": "Uppdelningen beskriver; den säger inte varför, och inte att en förändring är säker.",
        "at": " ({place})",
    },
    "en": {
        "too_short": "The series is too short to take apart: at least two whole years are needed to tell season "
        "from trend.",
        "trend": "The trend, the slow movement, went from {first} to {last} per period.",
        "season": "The seasons give at most {up} above the trend{peak} and at most {down} below it{trough}.",
        "strong_season": "The seasons make up a large part of what remains when the trend is gone.",
        "weak_season": "The seasons hardly show against what is irregular.",
        "some_season": "The seasons show, but what is irregular matters much too.",
        "rest": "The rest, what is neither trend nor season, is mostly at most {rest} from zero.",
        "filled": "{n} periods without dependable collection are filled in.",
        "filled_one": "One period without dependable collection is filled in.",
        "means": "The parts describe; they do not say why, nor that a change is certain.",
        "at": " ({place})",
    },
}
STRONG, WEAK = 0.6, 0.3


def sentences_on_parts(result: Parts, language: str, places: list[str] | None) -> str:
    import numpy as np

    sentences = PARTS[language]
    if result.too_short or result.trend is None or result.season is None or result.rest is None:
        return sentences["too_short"]
    at, strength = np.arange(result.season.size) % result.per_year, result.strength_of_season or 0.0
    typical = np.bincount(at, result.season) / np.bincount(at)

    def place(index: int | None) -> str:
        return sentences["at"].format(place=places[index]) if places and index is not None else ""

    said = [
        sentences["trend"].format(
            first=decimal(float(result.trend[0]), language), last=decimal(float(result.trend[-1]), language)
        ),
        sentences["season"].format(
            up=decimal(float(typical.max()), language),
            down=decimal(float(-typical.min()), language),
            peak=place(result.peak),
            trough=place(result.trough),
        ),
        sentences["strong_season" if strength >= STRONG else "weak_season" if strength < WEAK else "some_season"],
        sentences["rest"].format(rest=decimal(float(np.quantile(np.abs(result.rest), 0.8)), language)),
    ]
    if result.filled:
        text = number_word(result.filled, language)
        key = "filled_one" if result.filled == 1 else "filled"
        said.append(sentences[key].format(n=text[:1].upper() + text[1:]))
    return " ".join([*said, sentences["means"], reporting_caution(language)])
