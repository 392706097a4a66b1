"""What was hidden in a table, in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import Noun, counted, decimal, number_word

if TYPE_CHECKING:
    from lykta_engine.disclosure.suppression import Suppression

CELL = {"sv": Noun("ruta", "rutor"), "en": Noun("cell", "cells")}
SENTENCES = {
    "sv": {
        "nothing": "Ingen ruta i tabellen har ett tal från 1 till {most}; inget behöver döljas.",
        "primary": "Av {n} rutor är {hidden} dolda. {small} för att talet är litet (1 till {most}){others}.",
        "others": ", och {more} till för att de små talen annars kan räknas ut ur summorna",
        "one_small": "{count} är dold",
        "many_small": "{count} är dolda",
        "width": "Den som läser allt som är publicerat kan inte säga ett dolt litet tal närmare än inom ett spann "
        "på {width}.",
        "zeros": "Nollor visas alltid; därför är ett dolt tal minst ett.",
        "earlier": "Hänsyn är tagen till {n} tidigare publicerade tabeller.",
        "earlier_one": "Hänsyn är tagen till en tidigare publicerad tabell.",
        "best": "Räknat i vikt går det inte att dölja mindre med den skyddsnivån.",
        "gap": "Kanske går det att dölja något mindre, dock högst {share} % mindre räknat i vikt.",
        "cannot": "Tabellen kan inte lämnas ut så här: {count} kan räknas ut för noga, hur mycket annat som än döljs. "
        "Slå ihop områden, kategorier eller perioder, eller lämna ut färre rutor.",
        "not": "Det skyddar inte mot den som redan känner till enskilda händelser.",
    },
    "en": {
        "nothing": "No cell of the table holds a number from 1 to {most}; nothing needs to be hidden.",
        "primary": "Of {n} cells {hidden} are hidden. {small} because the number is small (1 to {most}){others}.",
        "others": ", and {more} more because the small numbers could otherwise be worked out from the totals",
        "one_small": "{count} is hidden",
        "many_small": "{count} are hidden",
        "width": "One who reads everything published cannot place a hidden small number more closely than within "
        "a span of {width}.",
        "zeros": "Zeros are always shown; so a hidden number is at least one.",
        "earlier": "{n} tables published earlier have been taken into account.",
        "earlier_one": "One table published earlier has been taken into account.",
        "best": "By weight, no less can be hidden at that level of protection.",
        "gap": "Perhaps somewhat less could be hidden, though at most {share}% less by weight.",
        "cannot": "The table cannot be let out like this: {count} can be worked out too closely, however much else is "
        "hidden. Merge areas, categories or periods, or let out fewer cells.",
        "not": "It does not protect against one who already knows of single incidents.",
    },
}


def sentences(result: Suppression, language: str) -> str:
    words = SENTENCES[language]
    most = number_word(result.threshold - 1, language) if result.threshold > 13 else str(result.threshold - 1)
    if str(result.verdict) == "nothing_to_hide":
        return words["nothing"].format(most=most)
    if str(result.verdict) == "cannot_be_released":
        return words["cannot"].format(count=counted(len(result.exposed), CELL[language], language))
    said = [_hidden(result, language, most), words["width"].format(width=decimal(result.width, language))]
    if str(result.zeros) == "always_published":
        said.append(words["zeros"])
    if result.n_earlier:
        key = "earlier_one" if result.n_earlier == 1 else "earlier"
        number = number_word(result.n_earlier, language)
        said.append(words[key].format(n=number[:1].upper() + number[1:] if language == "en" else number))
    said += [_effort(result, language), words["not"]]
    return " ".join(said)


def _hidden(result: Suppression, language: str, most: str) -> str:
    words, small = SENTENCES[language], number_word(result.n_primary, language)
    key = "one_small" if result.n_primary == 1 else "many_small"
    more = number_word(result.n_complementary, language)
    return words["primary"].format(
        n=result.n_cells,
        hidden=number_word(result.n_primary + result.n_complementary, language),
        small=words[key].format(count=small[:1].upper() + small[1:]),
        most=most,
        others=words["others"].format(more=more) if result.n_complementary else "",
    )


def _effort(result: Suppression, language: str) -> str:
    if result.optimal:
        return SENTENCES[language]["best"]
    share = 100 * (1 - result.least_weight / result.hidden_weight)
    return SENTENCES[language]["gap"].format(share=decimal(max(share, 0.1), language))
