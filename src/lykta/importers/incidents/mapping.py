"""The mapping file: which column is which, and what the file's words mean here. README.md documents each key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from lykta.base.kernel.local_time import STOCKHOLM
from lykta.facts.incidents.enums import Precision, State
from lykta.ground.accounts.enums import OrganizationKind
from lykta.importers.incidents import well_known
from lykta.importers.incidents.well_known import folded
from lykta.importers.json_reading import one_json
from lykta.importers.reading import read_file, text_of
from lykta.importers.result import UnreadableFile

REQUIRED = {"category": "what happened", "occurred_from": "when it happened"}
Coordinates = Literal["auto", "wgs84", "sweref99tm"]
WORDS = ("categories", "sources", "states", "precisions")
IMPORTED_STATES = (State.REPORTED, State.REVIEWED, State.OUT_OF_SCOPE)
ALLOWED: dict[str, tuple[str, ...]] = {
    "sources": tuple(OrganizationKind.values),
    "states": tuple(IMPORTED_STATES),
    "precisions": tuple(Precision.values),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """`words` say what the file's words mean, by kind of word; folded words to our codes."""

    columns: AnyMapping[str, str] = field(default_factory=dict)
    words: AnyMapping[str, AnyMapping[str, str]] = field(default_factory=dict)
    defaults: AnyMapping[str, str] = field(default_factory=dict)
    source_system: str = ""  # empty: named after the file's columns
    timezone: ZoneInfo = STOCKHOLM
    coordinates: Coordinates = "auto"

    def meaning(self, kind: str, word: str) -> str | None:
        return self.words.get(kind, {}).get(folded(word))


def read_mapping(path: str) -> Mapping:
    source = read_file(path)
    given = one_json(text_of(source), source.name)
    if not isinstance(given, dict):
        raise UnreadableFile(f"{source.name} is no mapping: it must be a JSON object. See the importer's README.")
    return _checked(given, source.name)


def _checked(given: dict[str, Any], name: str) -> Mapping:
    known = {"columns", "defaults", "source_system", "timezone", "coordinates", *WORDS}
    if unknown := sorted(set(given) - known):
        parts = ", ".join(sorted(known))
        raise UnreadableFile(f"{name} holds “{unknown[0][:40]}”, which is no part of a mapping. The parts are {parts}.")
    columns = _texts(given, "columns", name)
    if strange := sorted(set(columns) - set(well_known.COLUMNS)):
        fields = ", ".join(well_known.COLUMNS)
        raise UnreadableFile(f"{name}: “{strange[0][:40]}” under columns is no field. The fields are {fields}.")
    return Mapping(
        columns=columns,
        words={kind: _words(given, kind, name) for kind in WORDS},
        defaults=_defaults(given, name),
        source_system=_source_system(given["source_system"], name) if "source_system" in given else "",
        timezone=_timezone(given.get("timezone", STOCKHOLM.key), name),
        coordinates=_coordinates(given.get("coordinates", "auto"), name),
    )


def _texts(given: dict[str, Any], key: str, name: str) -> dict[str, str]:
    part = given.get(key, {})
    if not isinstance(part, dict) or not all(isinstance(value, str) for value in part.values()):
        raise UnreadableFile(f"{name}: {key} must be an object of texts. See the importer's README.")
    return part


def _words(given: dict[str, Any], kind: str, name: str) -> dict[str, str]:
    words = _texts(given, kind, name)
    for code in words.values():
        _refuse_unknown(kind, code, name)
    return {folded(word): code for word, code in words.items()}


def _defaults(given: dict[str, Any], name: str) -> dict[str, str]:
    defaults = _texts(given, "defaults", name)
    kinds = {"source": "sources", "state": "states", "category": "categories"}
    if strange := sorted(set(defaults) - set(kinds)):
        raise UnreadableFile(f"{name}: “{strange[0][:40]}” has no default. Defaults are for {', '.join(kinds)}.")
    for key, code in defaults.items():
        _refuse_unknown(kinds[key], code, name)
    return defaults


def _refuse_unknown(kind: str, code: str, name: str) -> None:
    allowed = ALLOWED.get(kind)
    if allowed and code not in allowed:
        raise UnreadableFile(f"{name}: “{code[:40]}” under {kind} is not one of {', '.join(allowed)}.")


def _source_system(value: Any, name: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 40:
        raise UnreadableFile(f"{name}: source_system must be a name of at most 40 letters.")
    return value.strip()


def _timezone(value: Any, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise UnreadableFile(f"{name}: timezone must be a name such as Europe/Stockholm or UTC.") from error


def _coordinates(value: Any, name: str) -> Coordinates:
    if value not in get_args(Coordinates):
        raise UnreadableFile(f"{name}: coordinates must be one of {', '.join(get_args(Coordinates))}.")
    return value


def columns_of(found: tuple[str, ...], mapping: Mapping, file_name: str) -> dict[str, str]:
    """Our field → the file's column: what the mapping says, else the well-known names."""
    for wanted, column in mapping.columns.items():
        if column not in found:
            raise UnreadableFile(
                f"{file_name} has no column “{column[:40]}”, which the mapping names for {wanted}. {_there(found)}"
            )
    by_name = {folded(column): column for column in reversed(found)}
    taken = set(mapping.columns.values())
    columns = dict(mapping.columns)
    for wanted, names in well_known.COLUMNS.items():
        free = [by_name[name] for name in names if name in by_name and by_name[name] not in taken]
        if wanted not in columns and free:
            columns[wanted] = free[0]
            taken.add(free[0])
    _refuse_missing(columns, found, mapping, file_name)
    return columns


def named_system(mapping: Mapping, found: tuple[str, ...]) -> Mapping:
    """Ids are unique within a system. One that nobody named is known by its columns: another system has others, and
    its report 17 must not overwrite this one's."""
    if mapping.source_system:
        return mapping
    columns = "|".join(sorted(folded(column) for column in found))
    return replace(mapping, source_system=f"columns-{hashlib.sha256(columns.encode()).hexdigest()[:12]}")


def _refuse_missing(columns: dict[str, str], found: tuple[str, ...], mapping: Mapping, file_name: str) -> None:
    missing = [name for name in REQUIRED if name not in columns and name not in mapping.defaults]
    if missing:
        asked = " and ".join(f"{REQUIRED[name]} ({name})" for name in missing)
        raise UnreadableFile(f"{file_name} has no column for {asked}. {_there(found)} Say which with --mapping.")
    if ("lon" in columns) != ("lat" in columns):
        only, other = ("lon", "lat") if "lon" in columns else ("lat", "lon")
        raise UnreadableFile(f"{file_name} has a column for {only} but none for {other}. {_there(found)}")


def _there(found: tuple[str, ...]) -> str:
    listed = ", ".join(name[:30] for name in found[:20])
    return f"Its columns are {listed}." if listed else "It has no columns."
