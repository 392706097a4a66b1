"""What the places say in words: how many, how large a share of the events, the largest, and what it does not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, counted, decimal, number_word, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.where.places import Places

SENTENCES = {
    "sv": {
        "sought": "Platser söktes bland {events}: där minst {fewest} ligger högst {eps} m från en av dem, "
        "den själv inräknad.",
        "found": "{places} hittades, med {clustered} ({share} av alla); {alone} ligger för sig.",
        "found_all": "{places} hittades, med {clustered}, det vill säga alla.",
        "largest": "Den största har {largest} på {positions}, högst {radius} m från mitten.",
        "heap": "På {heaps} är minst hälften satt på en och samma punkt. Det kan vara en adress som "
        "många rapporter får, till exempel en polisstation eller en gatas mitt, och inte platsen där det hände.",
        "none": "Ingen sådan plats finns. Det betyder inte att händelserna är jämnt spridda, bara att de inte ligger "
        "så tätt någonstans.",
        "caution": "Metoden prövar inte slumpen: också händelser som sprids ut av en slump kan bilda "
        "platser. {reporting}",
    },
    "en": {
        "sought": "Places were sought among {events}: where at least {fewest} lie at most {eps} m from one of them, "
        "itself counted.",
        "found": "{places} {were} found, with {clustered} ({share} of all); {alone} {lie} apart.",
        "found_all": "{places} {were} found, with {clustered}, that is all.",
        "largest": "The largest has {largest} at {positions}, at most {radius} m from its centre.",
        "heap": "At {heaps} at least half are put at one and the same point. That may be an address "
        "that many reports get, such as a police station or the middle of a street, and not where it happened.",
        "none": "There is no such place. That does not mean that the incidents are evenly spread, only that they lie "
        "so close nowhere.",
        "caution": "The method does not test chance: incidents spread out by chance can form places too. {reporting}",
    },
}
PLACE = {"sv": Noun("plats", "platser"), "en": Noun("place", "places")}
POINT = {"sv": Noun("punkt", "olika punkter"), "en": Noun("point", "different points")}


def sentences_on_places(result: Places, language: str, event: Noun | None) -> str:
    noun, places = event or EVENT[language], result.places
    heaps = sum(1 < place.n <= 2 * place.n_at_one_position for place in places)
    values = {
        "events": counted(result.n, noun, language),
        "fewest": number_word(result.fewest, language),
        "eps": decimal(result.eps_m, language),
        "places": counted(len(places), PLACE[language], language),
        "were": "was" if len(places) == 1 else "were",
        "clustered": counted(result.n - result.n_alone, noun, language),
        "share": percent((result.n - result.n_alone) / result.n, language),
        "alone": number_word(result.n_alone, language),
        "lie": "lies" if result.n_alone == 1 else "lie",
        "heaps": counted(heaps, PLACE[language], language),
        "reporting": reporting_caution(language),
    }
    if places:
        values["largest"] = counted(places[0].n, noun, language)
        values["positions"] = counted(places[0].n_positions, POINT[language], language)
        values["radius"] = decimal(places[0].radius_m, language, 0)
    keys = ["sought", *_found(result, heaps), "caution"]
    said = [SENTENCES[language][key].format_map(values) for key in keys]
    return " ".join(text[:1].upper() + text[1:] for text in said)


def _found(result: Places, heaps: int) -> list[str]:
    if not result.places:
        return ["none"]
    return ["found" if result.n_alone else "found_all", "largest", *(["heap"] if heaps else [])]
