"""What a concentration says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, counted, decimal, number_word, p_in_words, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.where.concentration import Concentration, TopShare

PLACE = {"sv": Noun("plats", "platser"), "en": Noun("place", "places")}
HEAP = 0.10  # one place with this share of all may be a point where unknown addresses were put
SENTENCES = {
    "sv": {
        "compared": "{events} på {places}, varav {hit} har minst en.",
        "compared_one": "{events} på {places}; allt finns på en enda av dem.",
        "compared_only": "{events} på {places}.",
        "compared_all": "{events} på {places}, och ingen av dem är utan.",
        "half": "Hälften av allt finns på {half} ({share} av platserna); ren slump hade gett ungefär {chance}.",
        "top": "De {top} mest utsatta platserna ({n} av {all}) har {share} av allt{interval}; "
        "slumpen ensam ger omkring {chance}.",
        "top_one": "Den mest utsatta platsen har {share} av allt{interval}; slumpen ensam ger omkring {chance}.",
        "interval": " (osäkerhet {low} till {high})",
        "more_than_chance": "Det är mer samlat än slumpen ger: så samlat blir det av en slump {odds}.",
        "never": "Det är mer samlat än slumpen ger: i inget av {n} försök med ren slump blev det så samlat.",
        "no_more_than_chance": "Det är inte mer samlat än att slumpen ensam kan ge det.",
        "too_few_to_judge": "Det är för få för att bedöma om det är mer samlat än slumpen ger.",
        "gini": "Gini är {gini} på en skala från 0 (så jämnt som antalet tillåter) till 1 (allt på en plats); "
        "ren slump ger omkring {chance}.",
        "heap": "En enda plats har {share} av allt: kontrollera att den inte är en punkt dit okända adresser lagts.",
        "means": "Att det är samlat säger inte varför, och inte att samma platser är utsatta nästa period.",
        "means_nothing": "Det betyder inte att det är jämnt spritt, bara att siffrorna inte visar något annat.",
    },
    "en": {
        "compared": "{events} at {places}, of which {hit} have at least one.",
        "compared_one": "{events} at {places}; all of it at a single one.",
        "compared_only": "{events} at {places}.",
        "compared_all": "{events} at {places}, none of which is without.",
        "half": "Half of all is at {half} ({share} of the places); pure chance would have given about {chance}.",
        "top": "The busiest {top} of places ({n} of {all}) hold {share} of all{interval}; "
        "chance alone gives about {chance}.",
        "top_one": "The busiest place holds {share} of all{interval}; chance alone gives about {chance}.",
        "interval": " (uncertainty {low} to {high})",
        "more_than_chance": "That is more concentrated than chance gives: so concentrated comes by chance {odds}.",
        "never": "That is more concentrated than chance gives: none of {n} tries with pure chance came out so.",
        "no_more_than_chance": "That is no more concentrated than chance alone can give.",
        "too_few_to_judge": "These are too few to judge whether they are more concentrated than chance gives.",
        "gini": "Gini is {gini} on a scale from 0 (as even as the number allows) to 1 (all at one place); "
        "pure chance gives about {chance}.",
        "heap": "A single place holds {share} of all: check that it is not a point where unknown addresses were put.",
        "means_nothing": "That does not mean that it is evenly spread, only that the numbers show nothing else.",
        "means": "That it is concentrated does not say why, nor that the same places are exposed in the next period.",
    },
}


def sentences_on_concentration(result: Concentration, language: str, event: Noun | None, place: Noun | None) -> str:
    words = SENTENCES[language]
    place = place or PLACE[language]
    number = counted(result.n_events, event or EVENT[language], language)
    said = [
        words[_compared(result)].format(
            events=number[:1].upper() + number[1:],
            places=counted(result.n_places, place, language),
            hit=number_word(result.n_places_with_events, language),
        )
    ]
    if str(result.verdict) != "too_few_to_judge":
        said += [_half(result, language, place), _top(result, language)]
    said.append(_verdict(result, language))
    if str(result.verdict) != "too_few_to_judge" and result.gini_corrected is not None:
        gini, chance = (decimal(max(g, 0.0), language, 2) for g in (result.gini_corrected, result.gini_by_chance))
        said.append(words["gini"].format(gini=gini, chance=chance))
    said += _heap(result, language)
    more = str(result.verdict) == "more_than_chance"
    return " ".join([*said, words["means" if more else "means_nothing"], reporting_caution(language)])


def _compared(result: Concentration) -> str:
    if result.n_places_with_events == 1:
        return "compared_one" if result.n_places > 1 else "compared_only"
    return "compared_all" if result.n_places_with_events == result.n_places else "compared"


def _verdict(result: Concentration, language: str) -> str:
    words, p = SENTENCES[language], result.p_value
    if p is None or str(result.verdict) != "more_than_chance":
        return words[str(result.verdict)]
    if p * (result.replicates + 1) < 1.5:  # not once: chance is at most this frequent, and how frequent is not known
        return words["never"].format(n=result.replicates)
    return words["more_than_chance"].format(odds=p_in_words(p, language))


def _half(result: Concentration, language: str, place: Noun) -> str:
    return SENTENCES[language]["half"].format(
        half=counted(result.n_places_with_half, place, language),
        share=percent(result.share_places_with_half, language, 1),
        chance=percent(result.places_with_half_by_chance, language, 1),
    )


def _top(result: Concentration, language: str) -> str:
    top = _said_top(result)
    words = SENTENCES[language]
    interval = ""
    if top.interval is not None:
        low, high = (percent(limit, language) for limit in (top.interval.low, top.interval.high))
        interval = words["interval"].format(low=low, high=high) if low != high else ""
    return words["top" if top.n_places > 1 else "top_one"].format(
        top=percent(top.share_places, language),
        n=number_word(top.n_places, language),
        all=number_word(result.n_places, language),
        share=percent(top.share_events, language),
        interval=interval,
        chance=percent(top.by_chance, language),
    )


def _said_top(result: Concentration) -> TopShare:
    """The one nearest five per cent: smaller tops rest on few places."""
    return min(result.tops, key=lambda top: (abs(top.share_places - 0.05), top.share_places))


def _heap(result: Concentration, language: str) -> list[str]:
    most = float(result.lorenz_events[1] / (result.lorenz_places[1] * result.n_places))
    if result.n_places < 10 or result.n_events < 20 or most < HEAP:
        return []
    return [SENTENCES[language]["heap"].format(share=percent(most, language))]
