"""Words that the writers themselves put on the page, per language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Labels:
    locale: str  # as Word wants it
    table: str
    figure: str
    page: str  # "{page}" and "{pages}" are filled in
    basis: str
    bases: str
    show_table: str
    caution: str
    information: str
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    none: str
    or_more: str  # "{low}" is filled in
    usual: str
    metres: str
    kilometres: str
    north: str


SWEDISH = Labels(
    locale="sv-SE",
    table="Tabell",
    figure="Figur",
    page="Sida {page} av {pages}",
    basis="Vad siffran bygger på",
    bases="Vad siffrorna bygger på",
    show_table="Visa siffrorna som tabell",
    caution="Läs med försiktighet",
    information="Bra att veta",
    weekdays=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    weekdays_short=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    none="inga",
    or_more="{low} eller fler",
    usual="det vanliga",
    metres="m",
    kilometres="km",
    north="norr",
)

ENGLISH = Labels(
    locale="en-GB",
    table="Table",
    figure="Figure",
    page="Page {page} of {pages}",
    basis="What the number rests on",
    bases="What the numbers rest on",
    show_table="Show the numbers as a table",
    caution="Read with care",
    information="Good to know",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    none="none",
    or_more="{low} or more",
    usual="the usual",
    metres="m",
    kilometres="km",
    north="north",
)

LANGUAGES = {"sv": SWEDISH, "en": ENGLISH}


def labels_for(language: str) -> Labels:
    """Swedish where we have no words of our own: a page with Swedish labels beats no page."""
    return LANGUAGES.get(language.split("-")[0].lower(), SWEDISH)


def decimal(value: float, language: str = "sv", places: int | None = None) -> str:
    """'3,1' in Swedish, '3.1' in English, rounded half up; without `places` a whole number has no decimals."""
    if places is None:
        places = 0 if value == round(value) else 1
    # A thin no-break space between thousands, a real minus sign.
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{rounded:,f}".replace(",", "\u202f").replace("-", "\u2212")
    return written if language.startswith("en") else written.replace(".", ",")
