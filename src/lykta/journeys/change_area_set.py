"""A municipality counts by another area set from now on: its reports move with it, or nothing does."""

from __future__ import annotations

from django.db import transaction

from lykta.base.kernel.actor import Actor
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.operations import place_in_areas
from lykta.ground.areas.models import AreaSet
from lykta.ground.areas.operations import use_area_set
from lykta.ground.municipalities.models import Municipality


@transaction.atomic
def use(*, municipality: Municipality, area_set: AreaSet, by: Actor) -> int:
    """How many reports got another area than they had."""
    note_change(municipality)
    use_area_set(municipality=municipality, area_set=area_set, by=by)
    return place_in_areas(municipality=municipality, by=by)
