"""What the police have published about a municipality, as it was known at a given moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce

from lykta.facts.statistics.models import PoliceEvent, PoliceEventRevision
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True, slots=True)
class PublishedNotice:
    """`happened` is the time of the title, or of the publication where the title states none."""

    happened: datetime
    kind: str
    summary: str
    url: str
    is_summary: bool


def notices_about(municipality: Municipality, start: datetime, end: datetime, as_of: datetime) -> list[PublishedNotice]:
    """Oldest first. Events for which the police name the county alone belong to no municipality."""
    rows = (
        PoliceEvent.objects.filter(municipality_code=municipality.code, published__lte=as_of)
        .annotate(happened=Coalesce("occurred", "published"))
        .filter(happened__gte=start, happened__lt=end)
        .order_by("happened", "source_id")
        .values("pk", "happened", "kind", "summary", "url", "is_summary")
    )
    found = list(rows)
    earlier = _wordings_at([row["pk"] for row in found], as_of)
    return [_notice({**row, **earlier.get(row["pk"], {})}) for row in found]


def latest_publication(as_of: datetime) -> datetime | None:
    """How far the police events of the installation reach; nothing where none were read in."""
    latest = PoliceEvent.objects.filter(published__lte=as_of).aggregate(latest=Max("published"))["latest"]
    return latest if isinstance(latest, datetime) else None


def _wordings_at(pks: list[int], as_of: datetime) -> dict[int, dict[str, Any]]:
    """The wording that stood then, for events that have been changed since."""
    rows = PoliceEventRevision.objects.filter(event_id__in=pks, replaced__gt=as_of).order_by("-revision")
    return dict(rows.values_list("event_id", "content"))


def _notice(row: dict[str, Any]) -> PublishedNotice:
    return PublishedNotice(row["happened"], row["kind"], row["summary"], row["url"], row["is_summary"])
