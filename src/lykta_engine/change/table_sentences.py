"""What a table of changes says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import decimal, number_word, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.change.change_table import ChangeTable

TABLE = {
    "sv": {
        "compared": "{tested} tal jämfördes, vart och ett med sitt eget vanliga.",
        "nothing_tested": "Inget tal kunde jämföras: det finns för lite historik, eller så föll insamlingen bort.",
        "more": "{n} är fler än vanligt.",
        "fewer": "{n} är färre än vanligt.",
        "none": "Inget av dem är säkert fler eller färre än vanligt. Det betyder inte att inget har ändrats, bara att "
        "siffrorna inte visar det.",
        "fdr": "Högst {fdr} av de utpekade väntas i genomsnitt vara en slump.",
        "few": "{n} är för små eller har för kort historik för att bedömas.",
        "undecided": "För {n} går det inte att avgöra något, eftersom rapporter saknas.",
        "partly": "Omkring {share} av händelserna har hunnit rapporteras, och jämförelsen räknar med det.",
    },
    "en": {
        "compared": "{tested} numbers were compared, each with its own usual.",
        "nothing_tested": "No number could be compared: there is too little history, or the collection failed.",
        "more": "{n} are more than usual.",
        "fewer": "{n} are fewer than usual.",
        "none": "None of them is surely more or fewer than usual. It does not mean that nothing has changed, only that "
        "the numbers do not show it.",
        "fdr": "On average at most {fdr} of those pointed out are expected to be chance.",
        "few": "{n} are too small or have too short a history to be judged.",
        "undecided": "For {n} nothing can be decided, since reports are missing.",
        "partly": "About {share} of the incidents have been reported so far, and the comparison allows for that.",
    },
}
CELL = {
    "sv": {
        "compared": "{name}: {count}, mot {mean} i snitt under {n} tidigare perioder.",
        "no_usual": "{name}: {count}.",
        "more_than_usual": "Det är fler än vanligt, också när alla jämförelser i tabellen räknas in.",
        "fewer_than_usual": "Det är färre än vanligt, också när alla jämförelser i tabellen räknas in.",
        "as_usual": "Det går inte att säga att det är fler eller färre än vanligt, när alla jämförelser i tabellen "
        "räknas in.",
        "too_few_to_judge": "Det är för få, eller för kort historik, för att bedöma om något har ändrats.",
        "cannot_be_decided": "Det går inte att avgöra om något har ändrats, eftersom rapporter saknas.",
    },
    "en": {
        "compared": "{name}: {count}, against {mean} on average in {n} earlier periods.",
        "no_usual": "{name}: {count}.",
        "more_than_usual": "That is more than usual, also with every comparison of the table taken into account.",
        "fewer_than_usual": "That is fewer than usual, also with every comparison of the table taken into account.",
        "as_usual": "It cannot be said to be more or fewer than usual, with every comparison of the table taken into "
        "account.",
        "too_few_to_judge": "These are too few, or the history is too short, to judge whether anything has changed.",
        "cannot_be_decided": "Whether anything has changed cannot be decided, since reports are missing.",
    },
}


def sentences_on_table(result: ChangeTable, language: str) -> str:
    sentences = TABLE[language]
    n = {key: int((result.verdict == key).sum()) for key in CELL[language]}
    changed = n["more_than_usual"] + n["fewer_than_usual"]
    values = {"tested": result.tested, "fdr": percent(result.fdr, language)}
    said = [sentences["compared" if result.tested else "nothing_tested"].format_map(values)]
    if result.tested and result.share_reported < 1:
        said.append(sentences["partly"].format(share=percent(result.share_reported, language)))
    for key, verdict in (("more", "more_than_usual"), ("fewer", "fewer_than_usual")):
        if n[verdict]:
            said.append(_sentence(sentences[key], n[verdict], language))
    if changed:
        said += [sentences["fdr"].format_map(values), reporting_caution(language)]
    elif result.tested:
        said.append(sentences["none"])
    for key, verdict in (("few", "too_few_to_judge"), ("undecided", "cannot_be_decided")):
        if n[verdict]:
            said.append(_sentence(sentences[key], n[verdict], language))
    return " ".join(said)


def _sentence(text: str, n: int, language: str) -> str:
    said = text.format(n=number_word(n, language)) if n > 1 else _of_one(text, language)
    return said[:1].upper() + said[1:]


def _of_one(text: str, language: str) -> str:
    if language == "en":
        return text.format(n="one").replace(" are ", " is ").replace(" have ", " has ")
    return text.format(n="ett").replace("för små", "för litet")


def sentences_on_cell(result: ChangeTable, area: int, category: int, name: str, language: str) -> str:
    """`name` is the cell's name as a heading: "Furutorget, klotter"."""
    sentences, verdict = CELL[language], str(result.verdict[area, category])
    values = {
        "name": name,
        "count": int(result.count[area, category]),
        "mean": decimal(result.baseline_mean[area, category], language),
        "n": number_word(int(result.n_periods[area, category]), language),
    }
    said = sentences["compared" if result.n_periods[area, category] else "no_usual"].format_map(values)
    claims = verdict in ("more_than_usual", "fewer_than_usual")
    return " ".join([said, sentences[verdict], *([reporting_caution(language)] if claims else [])])
