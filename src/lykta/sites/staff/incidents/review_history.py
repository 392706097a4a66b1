"""What a report said before each change, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lykta.base.kernel.swedish_time import interval_label
from lykta.facts.incidents.enums import Certainty, Observation, State
from lykta.facts.incidents.models import Incident, IncidentRevision


@dataclass(frozen=True)
class Change:
    made: datetime
    made_by: str
    lines: tuple[tuple[str, str], ...]  # (what, what it was)


def history_of(row: Incident) -> list[Change]:
    """Latest first."""
    revisions = IncidentRevision.objects.for_municipality(row.municipality_id).filter(incident=row)
    changes = (Change(each.made, each.made_by_name, tuple(_lines(each.before))) for each in revisions)
    return [change for change in changes if change.lines]


def _lines(before: dict[str, Any]) -> list[tuple[str, str]]:
    said: dict[str, tuple[str, Callable[[Any], str]]] = {
        "category": (_("Category"), lambda value: value[1]),
        "place": (_("Place"), lambda value: value[1] if value else _("none")),
        "place_text": (_("Where more exactly"), str),
        "position": (_("Position"), _position),
        "times": (_("When"), _times),
        "observation": (_("How the reporter knows"), lambda value: str(Observation(value).label)),
        "certainty": (_("How sure"), lambda value: str(Certainty(value).label)),
        "text": (_("Text"), str),
        "state": (_("State"), lambda value: str(State(value).label)),
        "review_note": (_("To the reporter"), str),
    }
    return [(what, words(before[key]) or _("empty")) for key, (what, words) in said.items() if key in before]


def _position(value: list[Any]) -> str:
    lon, lat, _precision = value
    return _("none") if lon is None else f"{lat:.5f}, {lon:.5f}"


def _times(value: list[str]) -> str:
    return interval_label(datetime.fromisoformat(value[0]), datetime.fromisoformat(value[1]), year=True)
