"""What a spread over the week says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lykta_engine.words import EVENT, Noun, counted, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.when.aoristic import WeekdayHour

FEWEST = 20  # below this the largest part of the week is not named
HEAPED = 3.0  # times the share an even spread would put in one hour
PARTS = 6
DAYS = {
    "sv": ["måndagar", "tisdagar", "onsdagar", "torsdagar", "fredagar", "lördagar", "söndagar"],
    "en": ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"],
}
SENTENCES = {
    "sv": {
        "spread": "{counted} fördelades över veckans 168 timmar i lokal tid; den som bara är känd som ett intervall "
        "delas lika över det, så att varje räknas som en.",
        "none": "Det finns inga tider att fördela över veckan.",
        "largest": "Störst del föll på {day} kl. {start}–{end}: {share}, mot {even} om allt vore jämnt fördelat.",
        "even": "Det är lika mycket under hela veckan.",
        "few": "Det är för få för att säga när på veckan det händer mest.",
        "without_end": "{n} utan sluttid räknas vid starttiden.",
        "left_out": "{n} med ett intervall längre än sju dygn är inte med: det säger inget om timmen.",
        "evenly": "{n} med ett intervall längre än sju dygn läggs ut lika över alla timmar.",
        "midnight": "{share} har klockslaget 00.00, vilket ofta betyder att tiden är okänd.",
        "not_chance": "Fördelningen visar när det hände enligt uppgifterna, inte om skillnaderna är större "
        "än slumpen kan ge.",
    },
    "en": {
        "spread": "{counted} {were} spread over the 168 hours of the week in local time; what is known only as an "
        "interval is shared equally over it, so that each counts as one.",
        "none": "There are no times to spread over the week.",
        "largest": "The largest part fell on {day} {start}–{end}: {share}, against {even} if all were evenly spread.",
        "even": "It is the same throughout the week.",
        "few": "These are too few to say when in the week there are most.",
        "without_end": "{n} without an end time: counted at the start time.",
        "left_out": "{n} longer than seven days, which says nothing of the hour: left out.",
        "evenly": "{n} longer than seven days: spread equally over all hours.",
        "midnight": "{share} have the time 00:00, which often means that the time is unknown.",
        "not_chance": "The spread shows when it happened by the information given, not whether differences go "
        "beyond chance.",
    },
}


def sentences_on_week(result: WeekdayHour, language: str, event: Noun | None) -> str:
    sentences, noun = SENTENCES[language], event or EVENT[language]
    if result.n == 0:
        return " ".join([sentences["none"], *_left_out(result, language, noun)])
    number = counted(result.n, noun, language)
    spread = sentences["spread"].format(
        counted=number[:1].upper() + number[1:], were="was" if result.n == 1 else "were"
    )
    said = [spread, _largest(result, language), *_left_out(result, language, noun), sentences["not_chance"]]
    return " ".join([*said, reporting_caution(language)])


def _largest(result: WeekdayHour, language: str) -> str:
    """The largest of 42 parts of four hours; of equal ones the first in the week."""
    if result.n < FEWEST:
        return SENTENCES[language]["few"]
    parts = result.weights.reshape(7, PARTS, 24 // PARTS).sum(axis=2)
    if np.ptp(parts) < 1e-9 * result.n:
        return SENTENCES[language]["even"]
    day, part = divmod(int(np.argmax(parts > parts.max() - 1e-9 * result.n)), PARTS)
    return SENTENCES[language]["largest"].format(
        day=DAYS[language][day],
        start=f"{4 * part:02d}",
        end=f"{4 * part + 4:02d}",
        share=percent(float(parts[day, part] / result.n), language, 1),
        even=percent(1 / parts.size, language, 1),
    )


def _left_out(result: WeekdayHour, language: str, noun: Noun) -> list[str]:
    sentences = SENTENCES[language]
    said = []
    numbers = {
        "without_end": result.n_without_end,
        "left_out": result.n_too_long,
        "evenly": result.n_spread_evenly,
    }
    for key, n in numbers.items():
        if n:
            number = counted(n, noun, language)
            said.append(sentences[key].format(n=number[:1].upper() + number[1:]))
    if result.n >= FEWEST and result.n_at_midnight > HEAPED * result.n / 24:
        share = percent(result.n_at_midnight / result.n, language)
        said.append(sentences["midnight"].format(share=share[:1].upper() + share[1:]))
    return said
