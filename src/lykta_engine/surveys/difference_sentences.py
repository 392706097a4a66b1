"""What a difference between two survey shares says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import decimal, listed

if TYPE_CHECKING:
    from lykta_engine.surveys.differences import Changes, Difference

BROKEN = {
    "sv": {
        "question": "frågans lydelse",
        "answers": "svarsalternativen",
        "mode": "sättet att fråga",
        "version": "versionen",
        "population": "vilka som fick frågan",
    },
    "en": {
        "question": "the wording of the question",
        "answers": "the answer alternatives",
        "mode": "the way of asking",
        "version": "the version",
        "population": "whom the question was put to",
    },
}
SENTENCES = {
    "sv": {
        "higher": "Andelen är högre för {a} än för {b}: skillnaden är {d} procentenheter (mellan {low} och {high}).",
        "lower": "Andelen är lägre för {a} än för {b}: skillnaden är {d} procentenheter (mellan {low} och {high}).",
        "no_clear_difference": "Det går inte att säga att andelen skiljer sig mellan {a} och {b}: skillnaden kan vara "
        "allt mellan {low} och {high} procentenheter, alltså också ingen.",
        "too_few_to_judge": "Svaren är för få eller för osäkra för att bedöma om {a} och {b} skiljer sig.",
        "cannot_be_compared": "{a} och {b} kan inte jämföras, eftersom {what} har ändrats.",
        "n": "Jämförelsen bygger på {n_a} och {n_b} svar.",
        "not": "Det säger inte vad skillnaden beror på, och inget om dem som inte svarade.",
        "not_equal": "Det betyder inte att andelarna är lika, bara att svaren inte visar någon säker skillnad.",
        "changes": "Andelen jämfördes mellan två undersökningar i {n} områden: säkert högre i {higher}, säkert lägre i "
        "{lower}. I {unclear} syns ingen säker förändring, och i {few} är svaren för få eller för osäkra.",
        "changes_many": "Hänsyn är tagen till att många områden prövas samtidigt.",
        "changes_broken": "Undersökningarna kan inte jämföras, eftersom {what} har ändrats.",
    },
    "en": {
        "higher": "The share is higher for {a} than for {b}: the difference is {d} percentage points (between {low} "
        "and {high}).",
        "lower": "The share is lower for {a} than for {b}: the difference is {d} percentage points (between {low} "
        "and {high}).",
        "no_clear_difference": "It cannot be said that the share differs between {a} and {b}: the difference may be "
        "anything between {low} and {high} percentage points, and so also none.",
        "too_few_to_judge": "The answers are too few or too uncertain to judge whether {a} and {b} differ.",
        "cannot_be_compared": "{a} and {b} cannot be compared, since {what} has changed.",
        "n": "The comparison rests on {n_a} and {n_b} answers.",
        "not": "It does not say what the difference is due to, and nothing about those who did not answer.",
        "not_equal": "It does not mean that the shares are equal, only that the answers show no sure difference.",
        "changes": "The share was compared between two surveys in {n} areas: surely higher in {higher}, surely lower "
        "in {lower}. In {unclear} no sure change is seen, and in {few} the answers are too few or too uncertain.",
        "changes_many": "That many areas are tested at once has been taken into account.",
        "changes_broken": "The surveys cannot be compared, since {what} has changed.",
    },
}


def difference_sentences(result: Difference, a: str, b: str, language: str) -> str:
    words, verdict = SENTENCES[language], str(result.verdict)
    if verdict == "cannot_be_compared":
        what = _changed(tuple(str(kind) for kind in result.broken), language)
        return _raised(words[verdict].format(a=a, b=b, what=what))
    n = words["n"].format(n_a=result.n_a, n_b=result.n_b)
    if verdict == "too_few_to_judge":
        return f"{words[verdict].format(a=a, b=b)} {n}"
    d, low, high = (points(value, language) for value in (result.difference, result.low, result.high))
    caution = words["not_equal" if verdict == "no_clear_difference" else "not"]
    return f"{words[verdict].format(a=a, b=b, d=d, low=low, high=high)} {n} {caution}"


def points(value: float | None, language: str) -> str:
    """Percentage points with a real minus sign, one decimal."""
    text = decimal(100 * (value or 0.0), language)
    return "0" if text == "-0" else text.replace("-", "−")


def change_sentences(result: Changes, language: str) -> str:
    words, verdicts = SENTENCES[language], [str(verdict) for verdict in result.verdicts]
    if result.broken:
        return words["changes_broken"].format(what=_changed(tuple(str(kind) for kind in result.broken), language))
    said = words["changes"].format(
        n=len(verdicts),
        higher=verdicts.count("higher"),
        lower=verdicts.count("lower"),
        unclear=verdicts.count("no_clear_difference"),
        few=verdicts.count("too_few_to_judge"),
    )
    return f"{said} {words['changes_many']} {words['not']}"


def _changed(kinds: tuple[str, ...], language: str) -> str:
    return listed([BROKEN[language][kind] for kind in kinds], language)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
