"""Made months of events: a hot square, near repeats, an action that helped, an outage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from lykta.base.kernel.counting_moments import counting_moment
from lykta.base.kernel.quadkeys import encode
from lykta.facts.incidents.change_numbers import take_numbers
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)  # a Monday morning: week 46 is over
LON, LAT = 14.30, 58.90
METRE_LON, METRE_LAT = 1 / 57_500, 1 / 111_320


def scattered(rng: np.random.Generator, n: int, side_m: float = 3_000) -> list[tuple[float, float]]:
    x, y = rng.uniform(-side_m / 2, side_m / 2, (2, n))
    return [(LON + a * METRE_LON, LAT + b * METRE_LAT) for a, b in zip(x, y, strict=True)]


def around(rng: np.random.Generator, n: int, east_m: float, north_m: float, sd_m: float) -> list[tuple[float, float]]:
    x, y = rng.normal(0, sd_m, (2, n))
    return [(LON + (east_m + a) * METRE_LON, LAT + (north_m + b) * METRE_LAT) for a, b in zip(x, y, strict=True)]


def moments(rng: np.random.Generator, n: int, weeks: float, weeks_ago: float = 0) -> list[datetime]:
    back = rng.uniform(weeks_ago * 7 * 24, (weeks_ago + weeks) * 7 * 24, n)
    return [NOW - timedelta(hours=float(hours)) for hours in back]


def make(world: Any, when: list[datetime], where: list[Any], category: str = "graffiti", **fields: Any) -> None:
    rows = []
    last = take_numbers(world.bjorkviken, len(when)).last_incident_number
    for at, (moment, point) in enumerate(zip(when, where, strict=True)):
        lon, lat = point or (None, None)
        told = moment + timedelta(hours=2)
        values = {
            "state": State.REVIEWED, "source": "housing", "organization": world.housing, "reported_by": world.reporter,
            "precision": "point" if point else "missing",
        } | fields  # fmt: skip
        rows.append(Incident(
            municipality=world.bjorkviken, number=last - len(when) + 1 + at, category=world.category(category),
            lon=lon, lat=lat, qk=int(encode(lon, lat)) if point else None, occurred_from=moment, occurred_to=moment,
            reported=told, recorded=told, reviewed=told, counted_at=counting_moment(moment, moment, told), **values,
        ))  # fmt: skip
    Incident.objects.bulk_create(rows)
