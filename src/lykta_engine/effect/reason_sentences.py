"""Each reason as one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from lykta_engine.effect.reasons import Reason

SENTENCES = {
    "sv": {
        Reason.TOO_FEW: "Det är för få händelser för att avgöra något.",
        Reason.NOTHING_BEFORE: "Inget räknades före, så det finns inget att jämföra med.",
        Reason.ZERO_IN_COMPARISON: "Jämförelseområdet har noll händelser före eller efter, så det går inte att säga "
        "vad som hade hänt ändå.",
        Reason.NO_COMPARISON: "Det finns inget jämförelseområde, så det går inte att skilja åtgärden från annat som "
        "ändrades samtidigt.",
        Reason.SPREAD_UNKNOWN: "Det är inte känt hur mycket veckorna brukar variera, och då går det inte att säga "
        "vad som är mer än slump.",
        Reason.SHORT_SERIES: "Serien är för kort för metoden.",
        Reason.REPORTING_OUTAGE: "Rapporteringen låg nere, eller ser ut att ha gjort det, under en del av tiden, så "
        "siffrorna visar inte vad som hände.",
        Reason.NO_REPORTERS: "Ingen rapportör hörde av sig efter, så siffrorna säger inget.",
        Reason.REPORTING_FELL: "Klart färre rapporterade efter än före, så det kan ha hänt mer än siffran visar.",
        Reason.REPORTING_ROSE: "Klart fler rapporterade efter än före, så fler rapporter behöver inte betyda att mer "
        "hände.",
        Reason.REGRESSION_TO_THE_MEAN: "Området valdes för att det hade ovanligt många händelser, eller hade det "
        "strax före. Sådana toppar går ofta tillbaka av sig själva.",
        Reason.PRE_TRENDS_DIFFER: "Områdena utvecklades olika redan före åtgärden, så jämförelseområdet visar inte "
        "vad som hade hänt ändå.",
        Reason.WITHIN_REPORTING: "Effekten är så liten att en ändring i rapporteringen som ingen märker kan förklara "
        "hela.",
        Reason.METHODS_DISAGREE: "Två sätt att räkna ger olika svar, så svaret hänger på vilket man väljer.",
        Reason.POOR_FIT: "Det går inte att sätta ihop en jämförelse som liknar området före åtgärden.",
        Reason.TOO_FEW_DONORS: "Det finns för få områden att jämföra med för att någon skillnad ska kunna bli säker.",
        Reason.WITHIN_CHANCE: "Skillnaden är inte större än slumpen ensam kan ge.",
    },
    "en": {
        Reason.TOO_FEW: "There are too few incidents to decide anything.",
        Reason.NOTHING_BEFORE: "Nothing was counted before, so there is nothing to compare with.",
        Reason.ZERO_IN_COMPARISON: "The comparison area has no incidents before or after, so what would have happened "
        "anyway cannot be said.",
        Reason.NO_COMPARISON: "There is no comparison area, so the action cannot be told from what else changed at "
        "the time.",
        Reason.SPREAD_UNKNOWN: "How much the weeks usually vary is not known, and then what is more than chance "
        "cannot be said.",
        Reason.SHORT_SERIES: "The series is too short for the method.",
        Reason.REPORTING_OUTAGE: "Reporting was down, or seems to have been, during part of the time, so the numbers "
        "do not show what happened.",
        Reason.NO_REPORTERS: "No reporter was heard from after, so the numbers say nothing.",
        Reason.REPORTING_FELL: "Clearly fewer reported after than before, so more may have happened than the number "
        "shows.",
        Reason.REPORTING_ROSE: "Clearly more reported after than before, so more reports need not mean that more "
        "happened.",
        Reason.REGRESSION_TO_THE_MEAN: "The area was chosen for having unusually many incidents, or had them just "
        "before. Such peaks often go back by themselves.",
        Reason.PRE_TRENDS_DIFFER: "The areas were developing differently already before the action, so the comparison "
        "area does not show what would have happened anyway.",
        Reason.WITHIN_REPORTING: "The effect is so small that a change in reporting that nobody notices can explain "
        "all of it.",
        Reason.METHODS_DISAGREE: "Two ways of reckoning give different answers, so the answer hangs on the choice.",
        Reason.POOR_FIT: "No comparison can be put together that resembles the area before the action.",
        Reason.TOO_FEW_DONORS: "There are too few areas to compare with for any difference to become certain.",
        Reason.WITHIN_CHANCE: "The difference is no larger than chance alone can give.",
    },
}


def reasons_in_words(reasons: Iterable[Reason], language: str) -> str:
    return " ".join(SENTENCES[language][reason] for reason in reasons)
