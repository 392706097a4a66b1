"""Reports follow when the municipality changes the areas it counts by."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import transaction

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.models import Incident
from lykta.ground.areas.enums import Permission
from lykta.ground.areas.queries import area_index
from lykta.ground.municipalities.models import Municipality

PARAMETERS = 500  # below what every database takes in one statement


@transaction.atomic
def place_in_areas(*, municipality: Municipality, by: Actor) -> int:
    """Put every report in its area of the set in use now; how many moved. Called when the set is changed."""
    require(by, Permission.EDIT, municipality)
    note_change(municipality)
    index = area_index(municipality)
    rows = list(Incident.objects.for_municipality(municipality).values_list("pk", "lon", "lat", "area_id"))
    placed = [row for row in rows if row[1] is not None]
    lon, lat = (np.array([row[at] for row in placed], dtype=np.float64) for at in (1, 2))
    found = index.locate(lon, lat).tolist()
    wanted = {row[0]: index.keys[at] if at >= 0 else None for row, at in zip(placed, found, strict=True)}
    moved: dict[Any, list[int]] = {}
    for pk, _lon, _lat, area_id in rows:
        if wanted.get(pk) != area_id:
            moved.setdefault(wanted.get(pk), []).append(pk)
    for area_id, pks in moved.items():
        for part in (pks[at : at + PARAMETERS] for at in range(0, len(pks), PARAMETERS)):
            Incident.objects.for_municipality(municipality).filter(pk__in=part).update(area_id=area_id)
    changed = sum(len(pks) for pks in moved.values())
    audit.record("incidents.placed_in_areas", by=by, municipality=municipality, moved=changed)
    return changed
