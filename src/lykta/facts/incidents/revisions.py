"""What a report was before somebody changed it: kept, shown to the reviewer, and used to take a decision back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lykta.base.kernel.actor import Actor
from lykta.facts.incidents.models import Incident, IncidentRevision
from lykta.ground.areas.models import Place

FREE_TEXTS = ("text", "place_text", "review_note")
GONE = "[…]"


def described(row: Incident) -> dict[str, Any]:
    """Everything of a report that a reviewer can change, as it is stored in a revision."""
    return {
        "category": [row.category.code, str(row.category)],
        "place": _place(row.place),
        "place_text": row.place_text,
        "position": [row.lon, row.lat, row.precision],
        "times": [_iso(row.occurred_from), _iso(row.occurred_to)],
        "observation": row.observation,
        "certainty": row.certainty,
        "text": row.text,
        "state": row.state,
        "review_note": row.review_note,
        "reviewed": row.reviewed.isoformat() if row.reviewed else None,
    }


def keep_revision(row: Incident, before: dict[str, Any], by: Actor) -> IncidentRevision | None:
    """`row` as it is about to be saved, `before` as `described` said it; only what differs is kept."""
    now = described(row)
    changed = {key: value for key, value in before.items() if now[key] != value}
    if not changed:
        return None
    return IncidentRevision.objects.create(
        municipality=row.municipality, incident=row, version=row.version, made_by_name=by.actor_name, before=changed
    )


def forget_texts(row: Incident) -> None:
    """What was hidden or has gone may not stand in what was kept of earlier wordings either."""
    for revision in IncidentRevision.objects.for_municipality(row.municipality_id).filter(incident=row):
        said = [key for key in FREE_TEXTS if revision.before.get(key)]
        if said:
            revision.before |= dict.fromkeys(said, GONE)
            revision.save(update_fields=["before"])


def _place(place: Place | None) -> list[str] | None:
    return [place.public_id, place.name] if place is not None else None


def _iso(moment: datetime) -> str:
    return moment.isoformat()
