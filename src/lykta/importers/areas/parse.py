"""From GeoJSON to checked areas: which coordinate system, which properties, and for each mistake the area it is in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.coordinates import guess_crs
from lykta.base.kernel.geometry import Crs, GeometryProblem, polygon_from_geojson
from lykta.facts.evidence.operations import Rejection
from lykta.ground.areas.operations import AreaFeature
from lykta.importers.areas.properties import AreaMapping, Properties, properties_of, text_under
from lykta.importers.result import RowProblem, UnreadableFile

# EPSG numbers of what people export by mistake, so that the error can say what the file is in.
SUPPORTED: dict[str, Crs] = {"CRS84": "wgs84", "4326": "wgs84", "3006": "sweref99tm", "4258": "wgs84", "4619": "wgs84"}
OTHERS = {
    "3021": "RT 90 2.5 gon V",
    "2400": "RT 90 2.5 gon W",
    "3857": "Web Mercator",
    "900913": "Web Mercator",
    "25833": "ETRS89 / UTM 33N",
    "32633": "WGS 84 / UTM 33N",
    "3035": "ETRS89 / LAEA Europe",
}
LOCAL_SWEREF = range(3007, 3019)  # SWEREF 99 12 00 to 23 15
CODE_WITH_MUNICIPALITY = re.compile(r"^(\d{4})[A-Z]\d{3,4}$")  # RegSO 1493R004, DeSO 1493A0010


@dataclass(slots=True)
class ParsedAreas:
    features: list[AreaFeature] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    filtered: int = 0
    properties: Properties = field(default_factory=Properties)
    vintages: Counter[str] = field(default_factory=Counter)


def parse_areas(collection: Any, name: str, mapping: AreaMapping, only: str | None = None) -> ParsedAreas:
    """`only` is a municipality's code; the areas of others are counted as filtered and never looked at."""
    features = _features_of(collection, name)
    crs = _crs_of(collection, features, name)
    parsed = ParsedAreas(properties=properties_of(features, mapping, name))
    lines: dict[str, int] = {}
    for line, feature in enumerate(features, start=1):
        values = _values(feature)
        code = _municipality(values, parsed.properties)
        if only is not None and code not in ("", only):
            parsed.filtered += 1
            continue
        try:
            area = _area(feature, values, parsed.properties, crs, code or only or "")
            if area.code in lines:
                raise RowProblem(f"The code {area.code} stands at area number {lines[area.code]} already.")
        except (RowProblem, GeometryProblem) as problem:
            parsed.rejections.append(Rejection(line, _named(values, parsed.properties, problem)))
            continue
        lines[area.code] = line
        parsed.features.append(area)
        parsed.vintages[text_under(values, parsed.properties.vintage)] += 1
    return parsed


def _features_of(collection: Any, name: str) -> Sequence[Any]:
    kind = collection.get("type") if isinstance(collection, Mapping) else None
    if kind == "Feature":
        return [collection]
    if kind == "Topology":
        raise UnreadableFile(f"{name} is TopoJSON. Export the areas as GeoJSON.")
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise UnreadableFile(
            f"{name} is JSON but no GeoJSON FeatureCollection. Export the areas as GeoJSON.",
            words=_("The file is JSON, but no GeoJSON with areas. Export the areas as GeoJSON."),
        )
    if not features:
        raise UnreadableFile(f"{name} has no areas. Look whether it is the right file.")
    return features


def _crs_of(collection: Mapping[str, Any], features: Sequence[Any], name: str) -> Crs:
    """What the file declares; without a declaration what its numbers look like, where that is one we read."""
    declared = _declared(collection.get("crs"))
    if declared:
        return _supported(declared, name)
    guesses = Counter(guess_crs(x, y) for x, y in _some_corners(features))
    return "sweref99tm" if guesses and guesses.most_common(1)[0][0] in ("sweref99tm", "swapped_sweref99tm") else "wgs84"


def _declared(crs: Any) -> str:
    """The last part of a name such as urn:ogc:def:crs:EPSG::3006, or of the old {"type": "EPSG"} form."""
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    if not isinstance(properties, Mapping):
        return ""
    value = properties.get("name") or properties.get("code") or ""
    return re.split(r"[:/]", str(value))[-1].strip().upper()


def _supported(declared: str, name: str) -> Crs:
    if declared in SUPPORTED:
        return SUPPORTED[declared]
    local = declared.isdigit() and int(declared) in LOCAL_SWEREF
    known = "a local SWEREF 99 zone" if local else OTHERS.get(declared)
    said = f"EPSG:{declared}" if declared.isdigit() else declared[:40]
    raise UnreadableFile(
        f"{name} says that its coordinate system is {said}{f' ({known})' if known else ''}. "
        "Export it in WGS 84 (EPSG:4326) or SWEREF 99 TM (EPSG:3006).",
        words=_("The file says that its coordinate system is %(said)s. Export it in WGS 84 or SWEREF 99 TM.")
        % {"said": said},
    )


def _some_corners(features: Sequence[Any]) -> Iterator[tuple[float, float]]:
    for feature in features[:200]:
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        corner = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
        while isinstance(corner, list) and corner and isinstance(corner[0], list):
            corner = corner[0]
        if isinstance(corner, list) and len(corner) >= 2 and all(_is_number(part) for part in corner[:2]):
            yield float(corner[0]), float(corner[1])


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e12 and math.isfinite(value)


def _values(feature: Any) -> Mapping[str, Any]:
    values = feature.get("properties") if isinstance(feature, Mapping) else None
    return values if isinstance(values, Mapping) else {}


def _municipality(values: Mapping[str, Any], properties: Properties) -> str:
    """As stated, else as the codes of RegSO and DeSO begin."""
    stated = text_under(values, properties.municipality_code)
    if stated.isdigit() and len(stated) <= 4:
        return stated.zfill(4)
    found = CODE_WITH_MUNICIPALITY.match(text_under(values, properties.code))
    return found[1] if found else ""


def _area(
    feature: Any, values: Mapping[str, Any], properties: Properties, crs: Crs, municipality_code: str
) -> AreaFeature:
    if not isinstance(feature, Mapping):
        raise RowProblem("It is no GeoJSON feature. Export the areas again.")
    code = text_under(values, properties.code)
    if not code:
        raise RowProblem(f"It has no code under “{properties.code}”. Give each area one.")
    name = text_under(values, properties.name) or code
    if len(code) > 40 or len(name) > 120:
        raise RowProblem("Its code is longer than 40 letters, or its name than 120. Shorten it.")
    if "\x00" in code + name or not _is_unicode(code + name):
        raise RowProblem("Its code or name holds signs that are not letters. Export the areas again.")
    return AreaFeature(code, name, municipality_code, polygon_from_geojson(feature.get("geometry"), crs))


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _named(values: Mapping[str, Any], properties: Properties, problem: Exception) -> str:
    said = [text_under(values, part)[:60] for part in (properties.name, properties.code)]
    known = " ".join(dict.fromkeys(part for part in said if part)).encode("utf-8", "replace").decode()
    return f"{known}: {problem}" if known else str(problem)
