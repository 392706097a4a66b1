"""When two names are the same municipality: "Västra åsen", "Västra  Åsen" and "Västra Åsens kommun" are."""

from __future__ import annotations

from lykta.facts.statistics.models import PoliceEvent
from lykta.ground.municipalities.models import Municipality

_SUFFIX = " kommun"


def name_keys(name: str) -> tuple[str, ...]:
    """What a name may be found under, the likeliest first."""
    key = " ".join(name.split()).casefold()
    if not key.endswith(_SUFFIX):
        return (key,) if key else ()
    short = key.removesuffix(_SUFFIX)
    return (short.removesuffix("s"), short) if short.endswith("s") else (short,)


def codes_by_key() -> dict[str, str]:
    """Of two municipalities with one name the first keeps it."""
    codes: dict[str, str] = {}
    for name, code in Municipality.objects.order_by("pk").values_list("name", "code"):
        for key in name_keys(name):
            codes.setdefault(key, code)
    return codes


def code_of(name: str, codes: dict[str, str]) -> str:
    return next((codes[key] for key in name_keys(name) if key in codes), "")


def unclaimed_names_of(municipality: Municipality) -> list[str]:
    """Names, as delivered, of events without a code that are this municipality's."""
    wanted = set(name_keys(municipality.name))
    names = PoliceEvent.objects.filter(municipality_code="").order_by().values_list("municipality_name", flat=True)
    return [name for name in names.distinct() if wanted & set(name_keys(name))]
