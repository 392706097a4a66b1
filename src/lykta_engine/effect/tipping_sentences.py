"""The tipping point in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.effect_words import amount
from lykta_engine.words import percent

if TYPE_CHECKING:
    from lykta_engine.effect.tipping_point import TippingPoint

SENTENCES = {
    "sv": {
        "none": "Utan ett mått på effekten går det inte att säga hur mycket rapporteringen hade behövt ändras.",
        "no_change": "Räkningen är oförändrad, så det finns ingen skillnad som ändrad rapportering kan ha gett. "
        "Ändrad rapportering kan däremot ha dolt en.",
        "all": "Hela skillnaden kan komma av ändrad rapportering bara om den upphörde helt.",
        "fell": "Om rapporteringen i området minskade med {whole} mer än på andra håll förklarar det hela skillnaden.",
        "rose": "Om rapporteringen i området ökade med {whole} mer än på andra håll förklarar det hela skillnaden.",
        "unclear": "Redan en {kind} på {part} gör att skillnaden inte längre är säkerställd.",
        "fall": "minskning",
        "rise": "ökning",
        "share": "Då hade andelen som rapporteras gått från {before} till {after}.",
        "impossible": "Så stor kan ökningen inte ha varit: mer än allt hade behövt rapporteras.",
    },
    "en": {
        "none": "Without a figure for the effect it cannot be said how much reporting would have had to change.",
        "no_change": "The count is unchanged, so there is no difference for a change in reporting to have given. "
        "A change in reporting may have hidden one.",
        "all": "The whole difference can come from reporting only if reporting ceased altogether.",
        "fell": "If reporting in the area fell by {whole} more than elsewhere, that explains the whole difference.",
        "rose": "If reporting in the area rose by {whole} more than elsewhere, that explains the whole difference.",
        "unclear": "A {kind} of {part} is enough to make the difference no longer clear.",
        "fall": "fall",
        "rise": "rise",
        "share": "The share reported would then have gone from {before} to {after}.",
        "impossible": "The rise cannot have been that large: more than everything would have had to be reported.",
    },
}


def sentences_on_tipping(result: TippingPoint, language: str) -> str:
    words = SENTENCES[language]
    if result.ratio is None or result.change is None:
        return words["none"]
    if result.change == 0:
        return words["no_change"]
    said = [words["all"] if result.ratio == 0 else _whole(result, language)]
    if result.possible is False:
        said.append(words["impossible"])
    elif result.share_before is not None and result.share_after is not None and result.ratio:
        before, after = percent(result.share_before, language), percent(result.share_after, language)
        said.append(words["share"].format(before=before, after=after))
    if result.change_to_unclear is not None:
        kind = words["fall" if result.change_to_unclear < 0 else "rise"]
        said.append(words["unclear"].format(kind=kind, part=amount(1 + result.change_to_unclear, language)))
    return " ".join(said)


def _whole(result: TippingPoint, language: str) -> str:
    assert result.ratio is not None
    return SENTENCES[language]["fell" if result.ratio < 1 else "rose"].format(whole=amount(result.ratio, language))
