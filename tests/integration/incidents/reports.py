"""Reports for tests: one sent through the operation, or many planted at given times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import mapbox_vector_tile
from django.utils import timezone
from PIL import Image

from lykta.base.files.pictures import encoded_anew
from lykta.base.kernel.counting_moments import counting_moment
from lykta.base.kernel.periods import bounds, parse_period, periods_before
from lykta.base.kernel.quadkeys import coarsen, deinterleave, encode
from lykta.facts.incidents import operations
from lykta.facts.incidents.change_numbers import take_numbers
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident

WEEK = parse_period("2026-W46")
MONDAY_AFTER = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


def a_picture(colour="grey", size=(8, 8)):
    """A photo as it is stored: encoded anew."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return encoded_anew(out.getvalue())


def send(world, by=None, **changes):
    """A report as the housing company's reporter sends it, an hour ago at the square."""
    by = by or world.reporter
    moment = timezone.now() - timedelta(hours=1)
    organization = by.grants_in(world.bjorkviken)[0].function.organization if by.grants_in(world.bjorkviken) else None
    content = {
        "municipality": world.bjorkviken,
        "category": world.category("graffiti"),
        "occurred_from": moment,
        "occurred_to": moment,
        "place": world.square,
        "precision": "address",
        "observation": "own",
        "certainty": "sure",
        "text": "Klotter på södra väggen.",
        "organization": organization,
        "source": organization.kind if organization else "other",
        "by": by,
    }
    return operations.report_incident(**content | changes)


def review(world, incident, decision=State.REVIEWED, **changes):
    incident.refresh_from_db()
    content = {"by": world.coordinator, "expected_version": incident.version}
    return operations.review_incident(incident=incident, decision=decision, **content | changes)


def plant(world, moments, *, category="graffiti", municipality=None, **fields):
    """Reviewed reports at given moments, without the operation: a history of any length in one go."""
    municipality = municipality or world.bjorkviken
    moments = list(moments)
    last = take_numbers(municipality, len(moments)).last_incident_number
    place = fields.pop("place", None)
    lon, lat = fields.pop("at", (place.lon, place.lat) if place else (None, None))
    length = fields.pop("length", timedelta(0))
    delay = fields.pop("delay", timedelta(hours=2))
    rows = [
        Incident(
            municipality=municipality, number=last - len(moments) + 1 + at, category=world.category(category),
            place=place, lon=lon, lat=lat, qk=None if lon is None else int(encode(lon, lat)),
            occurred_from=moment, occurred_to=moment + length, reported=moment + delay, recorded=moment + delay,
            counted_at=counting_moment(moment, moment + length, moment + delay), reviewed=moment + delay,
            **{"state": State.REVIEWED, "source": "housing", "organization": world.housing,
               "reported_by": world.reporter, "text": "Planterad text."} | fields,
        )
        for at, moment in enumerate(moments)
    ]  # fmt: skip
    return Incident.objects.bulk_create(rows)


def in_period(period, n):
    """`n` moments spread evenly within the period."""
    start, end = bounds(period)
    return [start + (end - start) * (at + 0.5) / n for at in range(n)]


def weeks_before(n, last=WEEK):
    """`n` weeks before `last`, oldest first."""
    return periods_before(last, n)


def read(tile):
    """Layer name → properties of its features."""
    layers = mapbox_vector_tile.decode(tile) if tile else {}
    return {name: [feature["properties"] for feature in layer["features"]] for name, layer in layers.items()}


def tile_at(zoom, lon, lat):
    x, y = deinterleave(coarsen(encode(lon, lat), zoom))
    return zoom, int(x), int(y)
