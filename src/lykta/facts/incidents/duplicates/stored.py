"""Stored reports as what `likeness` compares."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import NamedTuple

from lykta.base.kernel.coordinates import to_sweref99tm
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import top_codes
from lykta.facts.incidents.duplicates.likeness import Kind, Report
from lykta.facts.incidents.models import Incident
from lykta.ground.municipalities.models import Municipality


class Stored(NamedTuple):
    """The columns read of each candidate, in this order."""

    pk: int
    merged_into_id: int | None
    category_id: int
    lon: float | None
    lat: float | None
    place_id: int | None
    occurred_from: datetime
    occurred_to: datetime
    text: str
    reported_by_id: int | None
    function_id: int | None
    organization_id: int | None


def as_stored(incident: Incident) -> Stored:
    return Stored(*(getattr(incident, name) for name in Stored._fields))


def reports_of(stored: Sequence[Stored], kinds: dict[int, Kind]) -> list[Report]:
    nowhere = math.nan
    east, north = to_sweref99tm(
        [nowhere if row.lon is None else row.lon for row in stored],
        [nowhere if row.lat is None else row.lat for row in stored],
    )
    return [
        _report(row, kinds[row.category_id], x, y)
        for row, x, y in zip(stored, east.tolist(), north.tolist(), strict=True)
    ]


def _report(row: Stored, kind: Kind, east_m: float, north_m: float) -> Report:
    return Report(
        key=row.pk,
        kind=kind,
        east_m=east_m,
        north_m=north_m,
        start_h=row.occurred_from.timestamp() / 3600,
        end_h=row.occurred_to.timestamp() / 3600,
        text=row.text,
        person=_person(row),
        organization=row.organization_id,
        place=row.place_id,
    )


def _person(row: Stored) -> Hashable:
    if row.reported_by_id is not None:
        return ("account", row.reported_by_id)
    return None if row.function_id is None else ("function", row.function_id)


def kinds_of(municipality: Municipality) -> dict[int, Kind]:
    tops: dict[int, str] = top_codes(municipality)
    rows = Category.objects.filter(pk__in=tops).values_list("pk", "code", "label_sv")
    return {pk: Kind(code, tops[pk], label) for pk, code, label in rows}
