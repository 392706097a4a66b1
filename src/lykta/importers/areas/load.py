"""`lykta import areas FILE [--municipality CODE] [--mapping FILE]`: one area set, all of it or nothing of it.

An area set with a hole where an area was refused would count wrongly ever after, so one bad area stops the file.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.actor import Actor
from lykta.facts.evidence.operations import Counts
from lykta.ground.areas.models import AreaSet
from lykta.ground.areas.operations import import_area_set
from lykta.ground.municipalities.models import Municipality
from lykta.importers.areas.geopackage import collection_of, is_geopackage
from lykta.importers.areas.parse import ParsedAreas, parse_areas
from lykta.importers.areas.properties import NO_MAPPING, AreaMapping, read_mapping, set_key_and_name
from lykta.importers.json_reading import one_json
from lykta.importers.one_batch import municipality_of, one_batch, troubles_named
from lykta.importers.reading import SourceFile, read_file, text_of
from lykta.importers.result import ImportResult, Options, UnreadableFile


def run(path: str, options: Options, by: Actor) -> ImportResult:
    with troubles_named():
        municipality = municipality_of(options)
    mapping = read_mapping(options.mapping) if options.mapping else NO_MAPPING
    source = read_file(path)
    parsed = parse_file(source, mapping, options.municipality_code)
    _refuse_bad_areas(parsed, source.name, options.municipality_code)
    result = ImportResult("areas", source.name, filtered=parsed.filtered, dry_run=options.dry_run)
    with one_batch("areas", source, options, by, municipality) as batch:
        area_set, added = import_area_set(
            **_identity(parsed, mapping, source.name), features=parsed.features, source=source.name, by=by
        )
        size = len(parsed.features)
        batch.count(Counts(added=size) if added else Counts(unchanged=size))
    result.take(batch.counts)
    result.notes = [f"The area set is {area_set}. A municipality counts by it once it is chosen on the page Platser."]
    return result


def parse_file(source: SourceFile, mapping: AreaMapping = NO_MAPPING, only: str | None = None) -> ParsedAreas:
    if is_geopackage(source.data):
        return parse_areas(collection_of(source.data, source.name), source.name, mapping, only)
    if source.is_parquet:
        raise UnreadableFile(f"{source.name} is a parquet file. Export the areas as GeoJSON.")
    return parse_areas(one_json(text_of(source), source.name), source.name, mapping, only)


def _refuse_bad_areas(parsed: ParsedAreas, name: str, only: str | None) -> None:
    if parsed.rejections:
        first, count = parsed.rejections[0], len(parsed.rejections)
        others = f" {count - 1} more areas have mistakes too." if count > 1 else ""
        raise UnreadableFile(
            f"{name}, area {first.line}, {first.reason}{others}",
            parsed.rejections,
            words=_("%(n)s areas in the file have mistakes, the first at area %(line)s. Mend them and try again.")
            % {"n": count, "line": first.line},
        )
    if not parsed.features:
        raise UnreadableFile(
            f"{name} has no area in the municipality {only}. Look whether it is the right file.",
            words=_("The file has no area in your municipality. Look whether it is the right file."),
        )


def _identity(parsed: ParsedAreas, mapping: AreaMapping, file_name: str) -> dict[str, str]:
    key, name = set_key_and_name(parsed.properties)
    codes = {feature.municipality_code for feature in parsed.features}
    return {
        "key": mapping.set_key or key,
        "name": mapping.set_name or name,
        "vintage": mapping.set_vintage or _vintage(parsed, file_name),
        "municipality_code": codes.pop() if len(codes) == 1 else "",
    }


def _vintage(parsed: ParsedAreas, file_name: str) -> str:
    """Two vintages never join silently."""
    stated = sorted(vintage for vintage in parsed.vintages if vintage)
    if len(stated) > 1:
        listed = ", ".join(vintage[:20] for vintage in stated[:5])
        raise UnreadableFile(
            f"{file_name} mixes the vintages {listed}. Divide it, one file for each.",
            words=_("The file mixes the vintages %(listed)s. Divide it, one file for each.") % {"listed": listed},
        )
    if stated and len(stated[0]) > 20:
        raise UnreadableFile(f"{file_name}: the vintage is longer than 20 letters. Name it in --mapping.")
    return stated[0] if stated else "unknown"


def take_in(
    *, source: SourceFile, municipality: Municipality, mapping: AreaMapping, by: Actor
) -> tuple[AreaSet, bool, int]:
    """From a page: the set becomes the municipality's own. The set, whether it was added, and how many areas."""
    parsed = parse_file(source, mapping, municipality.code)
    _refuse_bad_areas(parsed, source.name, municipality.code)
    identity = _identity(parsed, mapping, source.name) | {"municipality_code": municipality.code}
    area_set, added = import_area_set(**identity, features=parsed.features, source=source.name, by=by)
    return area_set, added, len(parsed.features)
