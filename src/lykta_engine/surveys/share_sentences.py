"""What a survey's numbers say in words, Swedish and English. A number that is not to be shown is not in the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import decimal, percent

if TYPE_CHECKING:
    from lykta_engine.surveys.domains import DomainShares
    from lykta_engine.surveys.shares import Mean, Share

SENTENCES = {
    "sv": {
        "share": "Andelen",
        "mean": "Medelvärdet",
        "total": "Summan",
        "is_share": "{what} är {share} av {n} svarande, vägt till befolkningen.",
        "is_mean": "{what} är {value}, beräknat på {n} svarande och vägt till befolkningen.",
        "range": "Med hänsyn till urvalet ligger den {sure} mellan {low} och {high}.",
        "range_mean": "Med hänsyn till urvalet ligger värdet {sure} mellan {low} och {high}.",
        "sure": "troligen ({level} % säkerhet)",
        "effect": "Urvalets uppläggning gör att svaren räcker ungefär lika långt som {n} svar i ett obundet "
        "slumpmässigt urval.",
        "few_answers": "{what} visas inte: {n} svar är för få (minst {fewest} behövs).",
        "wide_interval": "{what} visas inte: med {n} svar är osäkerheten större än tio procentenheter åt något håll.",
        "no_spread": "{what} visas inte: urvalet räcker inte för att säga hur osäker den är.",
        "not": "Det säger inget om hur de som inte svarade har det, och inte vad svaren beror på.",
        "domains": "Andelen räknades i {n} områden på {answers} svar.",
        "domains_few": "I {few} av dem är svaren för få eller för osäkra för att visas.",
        "domains_all": "I alla räcker svaren för att visas.",
        "domains_none": "I inget av dem räcker svaren för att visas.",
        "domains_not": "Att två områden har olika andelar betyder inte att skillnaden är säker; den prövas för sig.",
    },
    "en": {
        "share": "The share",
        "mean": "The mean",
        "total": "The total",
        "is_share": "{what} is {share} of {n} who answered, weighted to the population.",
        "is_mean": "{what} is {value}, reckoned on {n} who answered and weighted to the population.",
        "range": "Given the sample it {sure} lies between {low} and {high}.",
        "range_mean": "Given the sample the value {sure} lies between {low} and {high}.",
        "sure": "probably ({level}% confidence)",
        "effect": "The way the sample was drawn makes the answers go about as far as {n} answers of a simple random "
        "sample.",
        "few_answers": "{what} is not shown: {n} answers are too few (at least {fewest} are needed).",
        "wide_interval": "{what} is not shown: with {n} answers the uncertainty is more than ten percentage points "
        "in some direction.",
        "no_spread": "{what} is not shown: the sample does not suffice to say how uncertain it is.",
        "not": "It says nothing about those who did not answer, nor about what the answers are due to.",
        "domains": "The share was reckoned in {n} areas on {answers} answers.",
        "domains_few": "In {few} of them the answers are too few or too uncertain to be shown.",
        "domains_all": "In all of them the answers suffice to be shown.",
        "domains_none": "In none of them do the answers suffice to be shown.",
        "domains_not": "That two areas have different shares does not mean that the difference is sure; "
        "that is tested by itself.",
    },
}
FEWEST = 50


def share_sentences(result: Share, language: str, what: str | None) -> str:
    words = SENTENCES[language]
    what = what or words["share"]
    if result.few:
        return words[str(result.few)].format(what=what, n=result.n, fewest=FEWEST)
    assert result.low is not None and result.high is not None  # noqa: PT018 - `few` says so
    said = [
        words["is_share"].format(what=what, share=percent(result.share, language), n=result.n),
        words["range"].format(
            sure=sure(result.alpha, language),
            low=percent(result.low, language),
            high=percent(result.high, language),
        ),
    ]
    if result.n_effective is not None and result.n_effective < 0.9 * result.n:
        said.append(words["effect"].format(n=round(result.n_effective)))
    return " ".join([*said, words["not"]])


def sure(alpha: float, language: str) -> str:
    return SENTENCES[language]["sure"].format(level=decimal(100 * (1 - alpha), language))


def mean_sentences(result: Mean, language: str, what: str | None) -> str:
    words = SENTENCES[language]
    what = what or words["total" if result.is_total else "mean"]
    if result.few:
        return words[str(result.few)].format(what=what, n=result.n, fewest=FEWEST)
    assert result.low is not None and result.high is not None  # noqa: PT018 - `few` says so
    low, high = (decimal(end, language) for end in (result.low, result.high))
    said = words["is_mean"].format(what=what, value=decimal(result.value, language), n=result.n)
    between = words["range_mean"].format(sure=sure(result.alpha, language), low=low, high=high)
    return f"{said} {between} {words['not']}"


def domain_sentences(result: DomainShares, language: str) -> str:
    words, few = SENTENCES[language], sum(reason is not None for reason in result.few)
    key = "domains_all" if few == 0 else "domains_none" if few == len(result.few) else "domains_few"
    said = words["domains"].format(n=len(result.few), answers=int(result.n.sum()))
    return " ".join([said, words[key].format(few=few), words["domains_not"], words["not"]])
