"""Reviewed reports put straight into the table, so that a test says what was counted and nothing else happens."""

from datetime import UTC, datetime, timedelta

from lykta.base.kernel.quadkeys import encode
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.enums import OrganizationKind

WEEK = "2026-W20"
MONDAY = datetime(2026, 5, 11, 10, tzinfo=UTC)


def reviewed(world, number, *, start=MONDAY, category="vandalism", place=None, spread_hours=6, **fields):
    """`number` incidents from `start`, `spread_hours` apart, reported by the housing company's reporter."""
    first = Incident.objects.for_municipality(world.bjorkviken).count() + 1
    place = place or world.square
    rows = []
    for at in range(number):
        when = start + timedelta(hours=spread_hours * at)
        rows.append(
            Incident(
                municipality=world.bjorkviken,
                number=first + at,
                category=world.category(category),
                place=place,
                lon=place.lon,
                lat=place.lat,
                qk=int(encode(place.lon, place.lat)),
                precision="point",
                occurred_from=when,
                occurred_to=when,
                reported=when,
                recorded=when,
                counted_at=when,
                source=OrganizationKind.HOUSING,
                organization=world.housing,
                reported_by=world.reporter,
                state="reviewed",
                reviewed=when,
                **fields,
            )
        )
    Incident.unscoped.bulk_create(rows)
    note_change(world.bjorkviken)
    return rows


def ordinary_spring(world):
    """Eight weeks with six incidents each before WEEK, and six in it."""
    for weeks_before in range(9):
        reviewed(world, 6, start=MONDAY - timedelta(weeks=weeks_before), spread_hours=20)
