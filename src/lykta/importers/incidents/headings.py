"""Which column is which, guessed by its heading and by what stands in it. A person looks at the guess, and decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lykta.base.kernel.coordinates import guess_crs
from lykta.importers.incidents.well_known import folded

Profile = Mapping[str, Any]  # of one column, as converting.py makes it

# Our field → words of headings, the likeliest first. A star means that the heading need only begin so.
HEADINGS: dict[str, tuple[str, ...]] = {
    "category": ("handelsetyp", "handelsetyper", "kategori", "arendetyp", "brottstyp", "brottskategori", "felkategori",
                 "typ_av_handelse", "typ", "handelsekategori", "kategori*", "handelse", "rubrik", "category", "type",
                 "brott", "orsak", "klassificering", "amne"),
    "occurred_from": ("handelsedatum", "handelsetid", "handelsetidpunkt", "intraffat", "intraffade", "intraffad",
                      "brottsdatum", "datum_fran", "fran_datum", "datum_och_tid", "datum_tid", "datum", "tidpunkt",
                      "fran", "start", "starttid", "startdatum", "occurred_from", "date", "dag", "datum*", "intraffad*",
                      "handelse_fran", "tid_fran", "skapad", "tid"),
    "time_from": ("tid", "klockslag", "kl", "klockan", "tid_fran", "starttid", "fran_tid", "fran_kl", "handelsetid",
                  "tidpunkt", "time", "klockslag*", "tid_for_handelse"),
    "occurred_to": ("datum_till", "till_datum", "slutdatum", "till", "slut", "sluttid", "t_o_m", "tom", "occurred_to",
                    "handelse_till", "tid_till", "avslutad"),
    "time_to": ("tid_till", "till_tid", "sluttid", "till_kl", "slut_kl", "slut", "till"),
    "reported": ("anmald", "anmalningsdatum", "registrerad", "registreringsdatum", "inkom", "inkommen", "rapporterad",
                 "rapportdatum", "upprattad", "skapad", "skapad*", "reported", "reported_at"),
    "place": ("plats", "platsnamn", "objekt", "objektsnamn", "anlaggning", "brottsplats", "stalle", "omrade", "lokal",
              "fastighet", "place", "plats*", "bevakningsobjekt"),
    "place_text": ("adress", "gatuadress", "besoksadress", "platsbeskrivning", "gata", "adress*", "plats_fritext"),
    "lon": ("longitud", "longitude", "lon", "lng", "long", "koord_o", "koord_ost", "koordinat_o", "koord_e", "ost",
            "easting", "e", "o", "sweref_e", "sweref_ost", "x", "x_koordinat", "x_koord", "koordinat_x", "koord_x"),
    "lat": ("latitud", "latitude", "lat", "koord_n", "koord_nord", "koordinat_n", "nord", "norr", "northing", "n",
            "sweref_n", "sweref_nord", "y", "y_koordinat", "y_koord", "koordinat_y", "koord_y"),
    "text": ("fritext", "beskrivning", "handelsebeskrivning", "anteckning", "anteckningar", "kommentar", "notering",
             "redogorelse", "meddelande", "text", "description", "fri_text", "beskrivning*", "vad_har_hant", "atgard"),
    "source_id": ("arendenr", "arendenummer", "arende_id", "arende", "diarienummer", "dnr", "handelsenummer",
                  "handelsenr", "handelse_id", "k_nummer", "lopnr", "lopnummer", "rapportnr", "rapportnummer",
                  "rapport_id", "referens", "referensnummer", "id", "nr", "source_id", "arendenr*"),
    "source": ("kalla", "organisation", "enhet", "uppgiftslamnare", "rapporterad_av", "rapportor", "bolag", "source"),
    "observation": ("iakttagelse", "observation", "typ_av_iakttagelse"),
    "municipality_code": ("kommunkod", "kommun", "kommun_kod", "municipality_code", "kommunnamn"),
}  # fmt: skip
MOST_KINDS = 300


@dataclass(frozen=True, slots=True)
class Guess:
    score: float
    field: str
    column: int


def guessed_columns(profiles: Sequence[Profile]) -> dict[str, int]:
    """Our field → the place of the column. The surest first; each column and each field once."""
    guesses = [
        Guess(score, name, at)
        for at, profile in enumerate(profiles)
        for name in HEADINGS
        if (score := _score(name, profile)) > 0
    ]
    found: dict[str, int] = {}
    for guess in sorted(guesses, key=lambda one: (-one.score, one.column)):
        if guess.field not in found and guess.column not in found.values():
            found[guess.field] = guess.column
    _by_content(found, profiles)
    return _whole(found)


def _score(name: str, profile: Profile) -> float:
    if not _fits(name, profile):
        return 0
    heading, words = folded(profile["heading"].rsplit(" (", 1)[0]), HEADINGS[name]
    for at, word in enumerate(words):
        early = 1 - at / 100
        if heading == word:
            return 3 * early
        if word.endswith("*") and heading.startswith(word[:-1]):
            return 2 * early
    parts = set(heading.split("_"))
    return max((1 - at / 100 for at, word in enumerate(words) if len(word) > 3 and word in parts), default=0)


def _fits(name: str, profile: Profile) -> bool:
    """Whether what stands in the column can be that at all."""
    filled = profile["filled"] or 1
    if not profile["filled"]:
        return False
    match name:
        case "occurred_from" | "reported":
            return bool(profile["days"] >= 0.5 * filled)
        case "occurred_to":
            return bool(profile["days"] >= 0.5 * filled or profile["clocks"] >= 0.5 * filled)
        case "time_from" | "time_to":
            return bool(profile["clocks"] >= 0.5 * filled and profile["days"] < 0.5 * filled) or _is_span(profile)
        case "lon" | "lat":
            return bool(profile["numbers"] >= 0.5 * filled)
        case "category" | "source" | "observation":
            return bool(profile["words"] is not None and len(profile["words"]) <= MOST_KINDS) and not _is_time(profile)
        case "text" | "place" | "place_text":
            return not _is_time(profile) and profile["numbers"] < 0.5 * filled
    return True


def _is_time(profile: Profile) -> bool:
    return bool(profile["days"] + profile["clocks"] >= 0.5 * (profile["filled"] or 1))


def _is_span(profile: Profile) -> bool:
    return any(sign in sample for sample in profile["samples"][:2] for sign in "–—-") and profile["days"] == 0


def _by_content(found: dict[str, int], profiles: Sequence[Profile]) -> None:
    """What no heading told: the first column of days is when, a long one of many words is the text."""
    free = [at for at in range(len(profiles)) if at not in found.values()]
    days = [at for at in free if profiles[at]["days"] >= 0.8 * (profiles[at]["filled"] or 1) and profiles[at]["filled"]]
    if "occurred_from" not in found and days:
        found["occurred_from"] = days[0]
    long = [at for at in free if profiles[at]["filled"] and profiles[at]["letters"] / profiles[at]["filled"] > 25
            and not _is_time(profiles[at])]  # fmt: skip
    if "text" not in found and long:
        found["text"] = long[0]
    _positions(found, profiles)


def _positions(found: dict[str, int], profiles: Sequence[Profile]) -> None:
    """In Swedish maps X is often north: the numbers say which is which."""
    if "lon" not in found or "lat" not in found:
        return
    x, y = (profiles[found[name]]["range"] for name in ("lon", "lat"))
    if x and y and guess_crs(_middle(x), _middle(y)).startswith("swapped"):
        found["lon"], found["lat"] = found["lat"], found["lon"]


def _middle(ends: Sequence[float]) -> float:
    """The largest: zeros for what has no position pull the other end away."""
    return ends[1]


def _whole(found: dict[str, int]) -> dict[str, int]:
    if ("lon" in found) != ("lat" in found):
        found.pop("lon", None)
        found.pop("lat", None)
    if "time_from" in found and "occurred_from" not in found:
        found.pop("time_from")
    return found
