"""How the cells of the 2019 plan fall into parts: by hand, since the text has lost its line breaks inside cells."""

from __future__ import annotations

from lykta.cycle.action_plans.enums import FollowUpKind
from tests.integration.action_plans.printed_plan import Entry

INDICATOR, MILESTONE, ONGOING, NEXT_STEP = FollowUpKind
RUNNING = ((ONGOING, "Löpande"),)

ENTRIES: list[list[list[Entry]]] = [
    [
        [
            Entry(
                ("Genomföra gemensam trygghetsvandring",),
                ("Kommunen Samhällsbyggnad", "Service och teknik", "Polisen", "AB Götenebostäder"),
                (
                    (
                        NEXT_STEP,
                        "Fortsatt gemensamt arbete för att se tryggheten runt fastigheten Furan som en helhet och öka "
                        "tryggheten där.",
                    ),
                ),
            ),
        ],
        [
            Entry(
                (
                    "Förbereda och temainriktade trygghetsvandringar med fokus på",
                    "• Tryggheten i centrala Götene inklusive fastigheten Furan",
                    "• Pensionärsorganisationerna",
                    "• Belysning",
                ),
                ("Kommun",),
                ((MILESTONE, "Redovisning av förslag till åtgärder"),),
            ),
            Entry(
                ("Fältvandringar med fältfritidsledare",),
                ("Kommun",),
                ((INDICATOR, "Genomförda fältvandringar"),),
            ),
        ],
    ],
    [
        [
            Entry(
                ("Öka antalet grannsamverkansgrupper",),
                ("Polisen",),
                ((NEXT_STEP, "Fortsätta arbetet med att starta upp nya grannsamverkansgrupper"),),
            ),
        ],
        [
            Entry(
                ("Arbeta fram en bra struktur för grannsamverkansarbetet i Götene.",),
                ("Kommun", "polis"),
                (
                    (NEXT_STEP, "Fortsatt information till nya och befintliga grannsamverkansgrupper."),
                    (
                        NEXT_STEP,
                        "Möjliggöra utdelning av skyltar och informationsmaterial från medborgarkontoret",
                    ),
                ),
            ),
        ],
    ],
    [
        [
            Entry(
                (
                    "Regelbundna möten mellan polis, skola, socialtjänst och fritid/ungdom i Drogförebyggande gruppen "
                    "samt en aktiv kommunikation.",
                ),
                ("Polisen", "kommun"),
                RUNNING,
            ),
        ],
        [
            Entry(("Drogfria nöjen för ungdomar 13-19 år, arrangerat av Fritid/Ungdom.",), ("Kommun",), RUNNING),
            Entry(("Riktade insatser till ungdomarna",), ("Kommun",), RUNNING),
            Entry(("Skapa kontakt mellan ungdomar och områdespoliserna",), ("Polisen",), RUNNING),
        ],
        [
            Entry(
                ("Genomföra narkotikasök med hund på grundskolan",),
                ("Polisen",),
                ((INDICATOR, "Antal genomförda narkotikasök med hund."),),
            ),
        ],
        [
            Entry(
                ("Vi har träffar med föräldrar och ungdomar på våra gårdar för att visa vad vi gör",),
                ("Kommun",),
                RUNNING,
            ),
            Entry(("Föreläsning kring droger ihop med skolan",), ("Kommun",), RUNNING),
        ],
    ],
]

# The same plan in a town that does not exist.
INVENTED = {
    "AB Götenebostäder": "Björkvikens Bostäder",
    "Centrala Götene": "Centrala Björkviken",
    "centrala Götene": "centrala Björkviken",
    "Götene": "Björkviken",
    "Furan": "Lönnen",
}


def invented(text: str) -> str:
    for real, other in INVENTED.items():
        text = text.replace(real, other)
    return text


def invented_entries() -> list[list[list[Entry]]]:
    return [[[_invented(entry) for entry in row] for row in table] for table in ENTRIES]


def _invented(entry: Entry) -> Entry:
    return Entry(
        tuple(map(invented, entry.lines)),
        tuple(map(invented, entry.responsible)),
        tuple((kind, invented(text)) for kind, text in entry.follow_ups),
    )
