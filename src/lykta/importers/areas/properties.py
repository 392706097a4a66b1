"""Which property of a feature is its code, name, municipality and vintage: well-known names, or a mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lykta.importers.json_reading import one_json
from lykta.importers.reading import read_file, text_of
from lykta.importers.result import UnreadableFile

WELL_KNOWN: dict[str, tuple[str, ...]] = {
    "code": ("regsokod", "regso", "desokod", "deso", "omradeskod", "områdeskod", "kod", "code", "id"),
    "name": ("regsonamn", "desonamn", "omradesnamn", "områdesnamn", "namn", "name", "label"),
    "municipality_code": ("kommunkod", "kommun_kod", "municipality_code", "kommun"),
    "vintage": ("version", "vintage", "argang", "årgång"),
}
REGSO, DESO, OWN = ("regso", "RegSO"), ("deso", "DeSO"), ("own", "Egna områden")
SETS = {"regsokod": REGSO, "regso": REGSO, "desokod": DESO, "deso": DESO}
SET_FIELDS = {"key": 40, "name": 120, "vintage": 20}


@dataclass(frozen=True, slots=True)
class Properties:
    """Names of properties; empty where the file has none."""

    code: str = ""
    name: str = ""
    municipality_code: str = ""
    vintage: str = ""


@dataclass(frozen=True, slots=True)
class AreaMapping:
    """`properties`: our word → the file's; `set_key`, `set_name`, `set_vintage` name the area set itself."""

    properties: Mapping[str, str]
    set_key: str = ""
    set_name: str = ""
    set_vintage: str = ""


NO_MAPPING = AreaMapping({})


def read_mapping(path: str) -> AreaMapping:
    source = read_file(path)
    given = one_json(text_of(source), source.name)
    if not isinstance(given, dict) or set(given) - {"properties", "set"}:
        raise UnreadableFile(f"{source.name} is no mapping of areas: it holds “properties” and “set”. See the README.")
    properties = _texts(given.get("properties", {}), WELL_KNOWN, f"{source.name}: properties")
    named = _texts(given.get("set", {}), SET_FIELDS, f"{source.name}: set")
    for key, longest in SET_FIELDS.items():
        if len(named.get(key, "")) > longest:
            raise UnreadableFile(f"{source.name}: {key} of the set is longer than {longest} letters.")
    return AreaMapping(properties, named.get("key", ""), named.get("name", ""), named.get("vintage", ""))


def properties_of(features: Sequence[Any], mapping: AreaMapping, file_name: str) -> Properties:
    found = _names_in(features)
    for wanted, name in mapping.properties.items():
        if name not in found:
            raise UnreadableFile(
                f"{file_name} has no property “{name[:40]}”, which the mapping names for {wanted}.",
                words=_("The file has no column called “%(name)s”.") % {"name": name[:40]},
            )
    by_small = {name.casefold(): name for name in reversed(found)}
    chosen = {
        wanted: mapping.properties.get(wanted) or next((by_small[name] for name in names if name in by_small), "")
        for wanted, names in WELL_KNOWN.items()
    }
    if not chosen["code"]:
        listed = ", ".join(name[:30] for name in found[:20]) or "none"
        raise UnreadableFile(
            f"{file_name} has no property for the areas' codes. Its properties are {listed}. Say which with --mapping.",
            words=_("No column of the file is known to hold the areas’ codes. Its columns are %(listed)s: write which.")
            % {"listed": listed},
        )
    return Properties(**chosen)


def set_key_and_name(properties: Properties) -> tuple[str, str]:
    return SETS.get(properties.code.casefold(), OWN)


def text_under(values: Mapping[str, Any], name: str) -> str:
    """Codes may have been exported as numbers."""
    value = values.get(name) if name else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _names_in(features: Sequence[Any]) -> list[str]:
    names: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        if isinstance(properties, Mapping):
            names.update(dict.fromkeys(str(name) for name in properties))
    return list(names)


def _texts(part: Any, allowed: Mapping[str, Any], where: str) -> dict[str, str]:
    if not isinstance(part, dict) or not all(isinstance(value, str) and value for value in part.values()):
        raise UnreadableFile(f"{where} must be an object of texts. See the importer's README.")
    if strange := sorted(set(part) - set(allowed)):
        raise UnreadableFile(f"{where} holds “{strange[0][:40]}”. It may hold {', '.join(allowed)}.")
    return part
