"""What is held back: few may see it, every look is logged, and it disposes of itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.actor import Actor
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.models import Incident, IncidentQuerySet
from lykta.ground.municipalities.models import Municipality

KEPT_FOR = timedelta(days=14)


class Harmless(models.TextChoices):
    """Why what was found points out nobody. The code stands in the log; the words never do."""

    PLACE = "place", _("It is the name of a place or a street")
    ORGANIZATION = "organization", _("It is the name or number of a company, an authority or an association")
    WORD = "word", _("It is an ordinary word")
    NUMBER = "number", _("It is a number of something else, such as a lamp post or a case")


def held_back(by: Actor, municipality: Municipality) -> IncidentQuerySet:
    """Oldest first: that is the one which disposes of itself next."""
    rows: IncidentQuerySet = Incident.objects.for_municipality(municipality)
    if not by.may(Permission.HANDLE_QUARANTINE, municipality):
        return rows.none()
    return rows.filter(state=State.QUARANTINED).order_by("held_since", "pk")


def number_held_back(municipality: Municipality, start: datetime | None = None, end: datetime | None = None) -> int:
    """Now; of what counts in the half-open span, where one is given."""
    rows = Incident.objects.for_municipality(municipality).filter(state=State.QUARANTINED)
    return (rows if start is None else rows.occurring(start, end)).count()


def disposed_at(row: Incident) -> datetime:
    return (row.held_since or row.recorded) + KEPT_FOR
