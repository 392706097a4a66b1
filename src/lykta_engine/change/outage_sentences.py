"""What a search for outages says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import listed, number_word

if TYPE_CHECKING:
    from lykta_engine.change.outage import Outages

OUTAGES = {
    "sv": {
        "none": "Inget tyder på att insamlingen av rapporter har fallit bort. {judged} av {all} perioder kan bedömas; "
        "ett mindre bortfall kan finnas utan att det syns.",
        "cannot": "Det finns för få rapporter för att se om insamlingen har fallit bort.",
        "found": "Rapporterna föll bort {where}: allt minskade samtidigt, källor tystnade eller rapportörer uteblev.",
        "means": "Färre rapporter där får inte läsas som en minskning, och perioderna ska inte jämföras med.",
        "span": "från {first} till {last}",
        "one": "i {first}",
        "number": "period {n}",
        "unsure": "{n} av perioderna har för få rapporter för att bedömas.",
        "unsure_one": "En av perioderna har för få rapporter för att bedömas.",
    },
    "en": {
        "none": "Nothing suggests that the collection of reports has failed. {judged} of {all} periods can be judged; "
        "a smaller failure may be there without showing.",
        "cannot": "There are too few reports to see whether the collection has failed.",
        "found": "Reports fell away {where}: everything fell at once, sources went silent or reporters stayed away.",
        "means": "Fewer reports there must not be read as a decrease, and the periods should not be compared with.",
        "span": "from {first} to {last}",
        "one": "in {first}",
        "number": "period {n}",
        "unsure": "{n} of the periods have too few reports to be judged.",
        "unsure_one": "One of the periods has too few reports to be judged.",
    },
}


def sentences_on_outages(result: Outages, language: str, names: list[str] | None) -> str:
    sentences, judged = OUTAGES[language], int(result.judged.sum())
    unsure = result.judged.size - judged
    if result.spans:
        where = listed([_span(first, after, names, sentences) for first, after in result.spans], language)
        said = [sentences["found"].format(where=where), sentences["means"]]
    elif judged == 0:
        return sentences["cannot"]
    else:
        return sentences["none"].format(judged=judged, all=result.judged.size)
    if unsure:
        text = number_word(unsure, language)
        said.append(sentences["unsure_one" if unsure == 1 else "unsure"].format(n=text[:1].upper() + text[1:]))
    return " ".join(said)


def _span(first: int, after: int, names: list[str] | None, sentences: dict[str, str]) -> str:
    def name(period: int) -> str:
        return names[period] if names else sentences["number"].format(n=period + 1)

    key = "one" if after - first == 1 else "span"
    return sentences[key].format(first=name(first), last=name(after - 1))
