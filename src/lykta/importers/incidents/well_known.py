"""Words that files of EST reports use, so that most need no mapping. All are folded: small letters, å as a, _."""

from __future__ import annotations

from lykta.base.kernel.swedish_text import slug

# Our field → names of columns, the likeliest first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": ("source_id", "id", "arendenummer", "arende_id", "handelse_id", "rapport_id", "nr"),
    "category": ("category", "kategori", "kind", "handelsetyp", "typ", "type"),
    "occurred_from": (
        "occurred_from", "occurred", "handelse_fran", "intraffad_fran", "intraffade", "tid_fran", "starttid", "start",
        "tidpunkt", "handelsetid", "datum",
    ),
    "occurred_to": ("occurred_to", "handelse_till", "intraffad_till", "tid_till", "sluttid", "slut"),
    "reported": ("reported_at", "reported", "rapporterad", "rapporterades", "inkom", "anmald", "registrerad"),
    "source": ("source", "kalla", "rapporterad_av", "rapportor"),
    "municipality_code": ("municipality_code", "kommunkod", "kommun_kod", "kommun"),
    "lon": ("lon", "longitude", "longitud", "lng", "easting", "ost", "x"),
    "lat": ("lat", "latitude", "latitud", "northing", "nord", "y"),
    "precision": ("precision", "noggrannhet", "lagesnoggrannhet"),
    "place": ("place", "plats", "platsnamn"),
    "place_text": ("place_text", "platsbeskrivning", "adress"),
    "text": ("text", "beskrivning", "fritext", "description"),
    "state": ("state", "status"),
}  # fmt: skip

# What a file says → code of a category. Codes and labels of the tree are known without standing here.
CATEGORIES: dict[str, str] = {
    "annat": "other",
    "belysning": "poor_lighting",
    "brand": "fire_explosives",
    "buskorning": "reckless_driving",
    "dumpning": "littering_dumping",
    "fylleri": "gathering_intoxicated",
    "hot_vald": "violence_threat",
    "inbrott": "theft_burglary",
    "klotter": "graffiti",
    "narkotika": "suspected_drugs",
    "narkotika_indikation": "suspected_drugs",
    "nedskrapning": "littering_dumping",
    "ordningsstorning": "disturbing_gathering",
    "ovrigt": "other",
    "samling": "disturbing_gathering",
    "stold": "theft_burglary",
    "stold_inbrott": "theft_burglary",
    "trafik": "traffic",
    "trafik_moped": "traffic",
    "trasig_belysning": "poor_lighting",
    "ungdomssamling": "gathering_youths",
    "vald": "violence_threat",
}
SOURCES: dict[str, str] = {
    "allmanhet": "resident",
    "annan": "other",
    "boende": "resident",
    "bostadsbolag": "housing",
    "butik": "shop",
    "fastighetsagare": "housing",
    "forening": "association",
    "handel": "shop",
    "invanare": "resident",
    "kommun": "municipality",
    "medborgare": "resident",
    "naringsliv": "shop",
    "ordningsvakt": "guard",
    "ovrigt": "other",
    "polis": "police",
    "polisen": "police",
    "skola": "school",
    "vaktare": "guard",
    "vaktbolag": "guard",
}
STATES: dict[str, str] = {
    "atgardad": "reviewed",
    "avslutad": "reviewed",
    "bedomd": "reviewed",
    "granskad": "reviewed",
    "inkommen": "reported",
    "klar": "reviewed",
    "ny": "reported",
    "oppen": "reported",
    "pagar": "reviewed",
}
PRECISIONS: dict[str, str] = {
    "adress": "address",
    "exakt": "point",
    "omrade": "area",
    "punkt": "point",
    "saknas": "missing",
}


def folded(text: str) -> str:
    """ "Trasig belysning" → "trasig_belysning" """
    return slug(text).replace("-", "_")
