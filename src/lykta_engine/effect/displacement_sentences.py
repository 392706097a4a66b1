"""Displacement in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.effect.reason_sentences import reasons_in_words
from lykta_engine.words import EVENT, Noun, decimal, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.effect.displacement import DisplacementDifference, DisplacementQuotient

SENTENCES = {
    "sv": {
        "both": "Området och dess omgivning tillsammans fick {number} än om de ändrats lika mycket som sina "
        "jämförelseområden ({local} i området, {around} runt om).",
        "local": "Området fick {number} än om det ändrats lika mycket som jämförelseområdet.",
        "clear": "Skillnaden är större än slumpen brukar ge: den ligger mellan {low} och {high}, "
        "med {sure} % säkerhet.",
        "unclear": "Skillnaden är inte större än slumpen kan ge: siffrorna stämmer med allt från {low} till {high}.",
        "shown": "Siffrorna stämmer med allt från {low} till {high}, men det räcker inte för ett utslag.",
        "fewer": "{n} färre {events}",
        "more": "{n} fler {events}",
        "same": "varken fler eller färre {events}",
        "fewer_short": "{n} färre",
        "more_short": "{n} fler",
        "same_short": "oförändrat",
        "no_interval": "Kvoten har inget säkerhetsintervall och avgör därför ingenting.",
        "not_defined": "Förflyttningskvoten kan inte räknas ut: området självt blev inte bättre i förhållande till "
        "jämförelseområdet, eller så saknas händelser där.",
        "diffusion_larger": "Förflyttningskvoten är {q}: omgivningen förbättrades mer än området självt.",
        "diffusion": "Förflyttningskvoten är {q}: omgivningen förbättrades också.",
        "neither": "Förflyttningskvoten är 0: omgivningen följde jämförelseområdet.",
        "displacement_smaller": "Förflyttningskvoten är {q}: omgivningen försämrades, men mindre än området vann.",
        "displacement_equal": "Förflyttningskvoten är −1: omgivningen försämrades lika mycket som området vann.",
        "displacement_larger": "Förflyttningskvoten är {q}: omgivningen försämrades mer än området vann.",
    },
    "en": {
        "both": "The area and its surroundings together had {number} than if they had changed by as much as their "
        "comparison areas ({local} in the area, {around} around it).",
        "local": "The area had {number} than if it had changed by as much as the comparison area.",
        "clear": "The difference is larger than chance usually gives: between {low} and {high}, "
        "with {sure}% confidence.",
        "unclear": "The difference is no larger than chance can give: the numbers agree with anything "
        "from {low} to {high}.",
        "shown": "The numbers agree with anything from {low} to {high}, but that is not enough for a verdict.",
        "fewer": "{n} fewer {events}",
        "more": "{n} more {events}",
        "same": "neither more nor fewer {events}",
        "fewer_short": "{n} fewer",
        "more_short": "{n} more",
        "same_short": "unchanged",
        "no_interval": "The quotient has no confidence interval and so decides nothing.",
        "not_defined": "The displacement quotient cannot be reckoned: the area itself did not improve in proportion "
        "to the comparison area, or no incidents were counted there.",
        "diffusion_larger": "The displacement quotient is {q}: the surroundings improved more than the area itself.",
        "diffusion": "The displacement quotient is {q}: the surroundings improved as well.",
        "neither": "The displacement quotient is 0: the surroundings followed the comparison area.",
        "displacement_smaller": "The displacement quotient is {q}: the surroundings worsened, by less than the area "
        "gained.",
        "displacement_equal": "The displacement quotient is −1: the surroundings worsened by as much as the "
        "area gained.",
        "displacement_larger": "The displacement quotient is {q}: the surroundings worsened by more than the "
        "area gained.",
    },
}  # fmt: skip


def sentences_on_difference(result: DisplacementDifference, language: str, event: Noun | None) -> str:
    words, events = SENTENCES[language], (event or EVENT[language]).many
    number = _number(result.number, language, "", events)
    if result.displacement is None:
        said = [words["local"].format(number=number)]
    else:
        local, around = (_number(part.number, language, "_short") for part in (result.local, result.displacement))
        said = [words["both"].format(number=number, local=local, around=around)]
    said += [_how_sure(result, language), reasons_in_words(result.reasons, language), reporting_caution(language)]
    return " ".join(sentence for sentence in said if sentence)


def _how_sure(result: DisplacementDifference, language: str) -> str:
    key = "clear" if result.estimate().clear else "shown" if result.reasons else "unclear"
    low, high = (_number(end, language, "_short") for end in (result.low, result.high))
    return SENTENCES[language][key].format(low=low, high=high, sure=decimal(100 * (1 - result.alpha), language))


def _number(number: float, language: str, form: str, events: str = "") -> str:
    n = decimal(abs(number), language)
    kind = "same" if n == "0" else "fewer" if number < 0 else "more"
    return SENTENCES[language][kind + form].format(n=n, events=events)


def sentences_on_quotient(result: DisplacementQuotient, language: str) -> str:
    words = SENTENCES[language]
    q = "" if result.quotient is None else decimal(result.quotient, language, 2).replace("-", "−")
    return f"{words[str(result.reading)].format(q=q)} {words['no_interval']}"
