"""Area sets, places and map layers are rows: these functions are the only ones that write them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.base.kernel.coordinates import guess_crs
from lykta.base.kernel.geometry import ParsedPolygon
from lykta.base.privacy.free_text import checked
from lykta.base.privacy.screening import screen
from lykta.ground.areas.enums import Permission
from lykta.ground.areas.models import Area, AreaSet, AreaSetInUse, MapLayer, Place, PlaceKind
from lykta.ground.areas.search_text import search_text_of
from lykta.ground.municipalities.models import Municipality

FeatureCollection = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AreaFeature:
    """One area as it stood in a checked file. `municipality_code` may be empty where the source does not say."""

    code: str
    name: str
    municipality_code: str
    polygon: ParsedPolygon


@dataclass(frozen=True, slots=True)
class NewPlace:
    name: str
    kind: str
    lon: float
    lat: float
    aliases: tuple[str, ...] = ()


@transaction.atomic
def import_area_set(
    *,
    key: str,
    name: str,
    vintage: str,
    municipality_code: str,
    features: Sequence[AreaFeature],
    source: str,
    by: Actor,
) -> tuple[AreaSet, bool]:
    """The set and whether it was added. The same content again changes nothing; other content is a new version."""
    owner = Municipality.objects.filter(code=municipality_code).first() if municipality_code else None
    require(by, Permission.EDIT, owner)
    _refuse_bad_features(features)
    versions = AreaSet.objects.filter(key=key, vintage=vintage, municipality_code=municipality_code)
    content_hash = _content_hash(features)
    latest = versions.order_by("-version").first()
    if latest and latest.content_hash == content_hash:
        return latest, False
    area_set = AreaSet.objects.create(
        key=key,
        name=name,
        vintage=vintage,
        municipality_code=municipality_code,
        version=latest.version + 1 if latest else 1,
        content_hash=content_hash,
        source=source[:200],
        imported=timezone.now(),
    )
    Area.objects.bulk_create([_area(area_set, feature) for feature in features], batch_size=500)
    audit.record("areas.set_imported", by=by, municipality=owner, subject=area_set, areas=len(features),
                 **_named(area_set))  # fmt: skip
    return area_set, True


@transaction.atomic
def use_area_set(*, municipality: Municipality, area_set: AreaSet, by: Actor) -> AreaSetInUse:
    """Count by this set from now on. Rows that carry an area are moved by `journeys.change_area_set`."""
    require(by, Permission.EDIT, municipality)
    if area_set.municipality_code not in ("", municipality.code):
        raise NotNow(_("The area set belongs to another municipality. Choose one that covers yours."))
    if not area_set.areas.filter(municipality_code__in=("", municipality.code)).exists():
        raise NotNow(_("The area set has no area in the municipality. Choose one that covers it."))
    in_use, _created = AreaSetInUse.objects.update_or_create(municipality=municipality, defaults={"area_set": area_set})
    audit.record("areas.set_taken_into_use", by=by, municipality=municipality, subject=area_set, **_named(area_set))
    return in_use


@transaction.atomic
def add_place(
    *, municipality: Municipality, name: str, kind: str, lon: float, lat: float, aliases: Iterable[str] = (), by: Actor
) -> Place:
    require(by, Permission.EDIT, municipality)
    aliases = tuple(checked(alias, field="aliases") for alias in aliases)
    new = NewPlace(" ".join(checked(name, field="name").split()), kind, lon, lat, aliases)
    if Place.objects.for_municipality(municipality).filter(name=new.name).exists():
        raise NotNow(_("There is already a place with that name. Choose another name, or use the one there is."))
    place = _place(municipality, new)
    place.save()
    audit.record("areas.place_added", by=by, municipality=municipality, subject=place, kind=kind)
    return place


@transaction.atomic
def change_place(
    *,
    place: Place,
    name: str,
    kind: str,
    lon: float,
    lat: float,
    aliases: Iterable[str] = (),
    active_to: date | None = None,
    by: Actor,
) -> Place:
    """After `active_to` the place is not offered any more; what was reported there keeps it."""
    municipality = place.municipality
    require(by, Permission.EDIT, municipality)
    aliases = tuple(checked(alias, field="aliases") for alias in aliases)
    new = NewPlace(" ".join(checked(name, field="name").split()), kind, lon, lat, aliases)
    rows = Place.objects.for_municipality(municipality)
    if rows.filter(name=new.name).exclude(pk=place.pk).exists():
        raise NotNow(_("There is already a place with that name. Choose another name, or use the one there is."))
    row: Place = rows.select_for_update(no_key=True).get(pk=place.pk)
    fresh = _place(municipality, new)
    for field in ("name", "kind", "lon", "lat", "aliases", "search_text"):
        setattr(row, field, getattr(fresh, field))
    row.active_to = active_to
    row.save()
    audit.record("areas.place_changed", by=by, municipality=municipality, subject=row, name=row.name)
    return row


@transaction.atomic
def add_places(*, municipality: Municipality, places: Iterable[NewPlace], by: Actor) -> int:
    """How many were added. A name that is there already is left as it is, so the same list twice adds nothing.

    A place whose name or alias holds somebody's number is left out, as texts are in any other list that is read in.
    """
    require(by, Permission.EDIT, municipality)
    taken = set(Place.objects.for_municipality(municipality).values_list("name", flat=True))
    new = {place.name: place for place in places if place.name not in taken and _points_out_nobody(place)}
    rows = [_place(municipality, place) for place in new.values()]
    Place.objects.bulk_create(rows, batch_size=500)
    if rows:
        audit.record("areas.places_added", by=by, municipality=municipality, added=len(rows))
    return len(rows)


@transaction.atomic
def set_map_layers(*, municipality: Municipality, layers: Mapping[str, FeatureCollection], by: Actor) -> None:
    """Replace the built-in base map; the order of `layers` is the order of drawing, lowest first."""
    require(by, Permission.EDIT, municipality)
    MapLayer.objects.for_municipality(municipality).delete()
    MapLayer.objects.bulk_create(
        MapLayer(municipality=municipality, key=key, position=position, features=dict(features))
        for position, (key, features) in enumerate(layers.items())
    )
    audit.record("areas.map_layers_set", by=by, municipality=municipality, layers=", ".join(layers))


def _points_out_nobody(place: NewPlace) -> bool:
    return all(screen(text).may_be_saved for text in (place.name, *place.aliases))


def _named(area_set: AreaSet) -> dict[str, Any]:
    return {"key": area_set.key, "vintage": area_set.vintage, "version": area_set.version}


def _area(area_set: AreaSet, feature: AreaFeature) -> Area:
    min_lon, min_lat, max_lon, max_lat = feature.polygon.bbox
    return Area(
        area_set=area_set,
        municipality_code=feature.municipality_code,
        code=feature.code,
        name=feature.name,
        polygon=feature.polygon.wkb,
        min_lon=min_lon,
        min_lat=min_lat,
        max_lon=max_lon,
        max_lat=max_lat,
    )


def _content_hash(features: Sequence[AreaFeature]) -> str:
    rows = sorted([f.code, f.name, f.municipality_code, f.polygon.wkb.hex()] for f in features)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _refuse_bad_features(features: Sequence[AreaFeature]) -> None:
    if not features:
        raise NotNow(_("The file has no areas. Check that it is the right file and read it in again."))
    codes = [feature.code for feature in features]
    twice = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if twice:
        raise NotNow(_("The code %(code)s stands at two areas. Give each area a code of its own.") % {"code": twice[0]})


def _place(municipality: Municipality, place: NewPlace) -> Place:
    name = " ".join(place.name.split())
    if not name:
        raise NotNow(_("The place needs a name. Write what people call it."))
    if place.kind not in PlaceKind.values:
        raise ValueError(f"{place.kind} is not a kind of place")
    if guess_crs(place.lon, place.lat) != "wgs84":
        raise NotNow(
            _("The place “%(name)s” lies outside Sweden. Longitude comes first, then latitude.") % {"name": name}
        )
    aliases = [" ".join(alias.split()) for alias in place.aliases if alias.strip()]
    return Place(
        municipality=municipality,
        name=name,
        kind=place.kind,
        lon=place.lon,
        lat=place.lat,
        aliases=aliases,
        search_text=search_text_of(name, aliases)[:600],
    )
