"""What the accuracy of a hot-spot map says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, counted, decimal, number_word, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.where.accuracy import HitRate, SettingsCompared

FEWEST = 20
SENTENCES = {
    "sv": {
        "hit": "På {area} av ytan ({places}) fanns {hit} av {events} som kom efteråt: {share} ({low} till {high}).",
        "pai": "Det är {pai} gånger så tätt som i snitt (PAI {pai}).",
        "pei_star": "Av vad den bästa kartan med samma yta kunde ha hittat är det {pei} (PEI*).",
        "few": "Det är för få för att bedöma hur bra kartan är.",
        "tiny": "PAI blir lätt högt för en mycket liten yta och säger inget utan ytans andel.",
        "means": "Det säger hur kartan stämde den här gången, inte hur den stämmer nästa gång, och inget om personer.",
        "ranked": "På högst {area} av ytan hittade {listed}.",
        "rank": "{name} {hit} av {events} (PEI* {pei})",
        "best": "{name} är bäst av dem med mer än slumpens marginal: {only_best} hittades bara av den, {only_second} "
        "bara av {second}.",
        "no_clear_difference": "Skillnaden mellan {name} och {second} är inte större än slumpen ensam kan ge.",
        "too_few_to_judge": "Det går inte att avgöra vilken som är bäst: {why}.",
        "why_few": "det är för få händelser",
        "why_one": "det finns bara en inställning",
        "chosen": "Den bästa av flera ser alltid bättre ut än den är; ange träffsäkerheten på en senare period.",
    },
    "en": {
        "hit": "On {area} of the area ({places}) were {hit} of {events} that came after: {share} ({low} to {high}).",
        "pai": "That is {pai} times as dense as the average (PAI {pai}).",
        "pei_star": "Of what the best map of the same area could have found it is {pei} (PEI*).",
        "few": "These are too few to judge how good the map is.",
        "tiny": "PAI easily becomes high for a very small area and says nothing without the share of the area.",
        "means": "It says how the map held this time, not how it will hold next time, and nothing about persons.",
        "ranked": "On at most {area} of the area {listed}.",
        "rank": "{name} found {hit} of {events} (PEI* {pei})",
        "best": "{name} is the best of them by more than chance: {only_best} were found by it alone, {only_second} "
        "only by {second}.",
        "no_clear_difference": "The difference between {name} and {second} is no larger than chance alone can give.",
        "too_few_to_judge": "Which is best cannot be decided: {why}.",
        "why_few": "there are too few incidents",
        "why_one": "there is only one setting",
        "chosen": "The best of several always looks better than it is; state the accuracy on a later period.",
    },
}
PLACE = {"sv": Noun("plats", "platser"), "en": Noun("place", "places")}
TINY = 0.01


def sentences_on_hit(result: HitRate, language: str, event: Noun | None) -> str:
    words = SENTENCES[language]
    shares = (result.share_events, result.share_low, result.share_high)
    share, low, high = (percent(value, language) for value in shares)
    hit = words["hit"].format(
        area=percent(result.share_area, language, 1),
        places=counted(result.n_places, PLACE[language], language),
        hit=number_word(result.n_hit, language),
        events=counted(result.n_events, event or EVENT[language], language),
        share=share,
        low=low,
        high=high,
    )
    if result.n_events < FEWEST:
        return " ".join([hit, words["few"], reporting_caution(language)])
    said = [hit, words["pai"].format(pai=decimal(result.pai, language))]
    if result.pei_star is not None:
        said.append(words["pei_star"].format(pei=percent(result.pei_star, language)))
    if result.share_area < TINY:
        said.append(words["tiny"])
    return " ".join([*said, words["means"], reporting_caution(language)])


def sentences_on_choice(result: SettingsCompared, language: str, event: Noun | None) -> str:
    words = SENTENCES[language]
    ranked = [
        words["rank"].format(
            name=name,
            hit=number_word(rate.n_hit, language),
            events=counted(rate.n_events, event or EVENT[language], language),
            pei="–" if rate.pei_star is None else percent(rate.pei_star, language),
        )
        for name, rate in zip(result.names, result.hit_rates, strict=True)
    ]
    said = [words["ranked"].format(area=percent(result.share_area, language, 1), listed="; ".join(ranked))]
    said.append(
        words[str(result.verdict)].format(
            name=result.names[0],
            second=result.names[1] if len(result.names) > 1 else "",
            only_best=number_word(result.n_only_best or 0, language),
            only_second=number_word(result.n_only_second or 0, language),
            why=words["why_few" if len(result.names) > 1 else "why_one"],
        )
    )
    said += [words["chosen"]] if len(result.names) > 1 else []
    return " ".join([*said, reporting_caution(language)])
