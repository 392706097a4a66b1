"""The number that tells caches that a municipality's incidents have changed, and the running number of reports."""

from __future__ import annotations

import time

from lykta.facts.incidents.models import IncidentChange
from lykta.ground.municipalities.models import Municipality


def note_change(municipality: Municipality) -> IncidentChange:
    """Every operation that alters what lists and maps show calls this, inside its transaction."""
    return take_numbers(municipality, 0)


def take_numbers(municipality: Municipality, how_many: int) -> IncidentChange:
    """Reserve running numbers: the last is `last_incident_number`. Locks the row, so nobody gets the same ones."""
    IncidentChange.objects.get_or_create(municipality=municipality)
    row = IncidentChange.objects.select_for_update().get(municipality=municipality)
    row.last_incident_number += how_many
    # Microseconds rather than a count: a number that was rolled back must not come to stand for other content.
    row.change_number = max(row.change_number + 1, time.time_ns() // 1000)
    row.save(update_fields=["last_incident_number", "change_number"])
    return row


def change_number(municipality: Municipality) -> int:
    """0 before anything was reported."""
    number: int | None = (
        IncidentChange.objects.filter(municipality=municipality).values_list("change_number", flat=True).first()
    )
    return number or 0
