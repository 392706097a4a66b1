"""Reads for the public door and for the pages that keep watch over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from lykta.airlocks.publishing.models import Proposal, Release, StandingRelease, StandingValue
from lykta.airlocks.publishing.overlay import laid_over
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Published:
    """What residents read now: the released content with the standing values laid over it."""

    kind: str
    key: str
    number: int
    title: str
    content: dict[str, Any]
    released: datetime
    updated: datetime  # when anything of it last changed


class Gone(Exception):
    """It was published and has been withdrawn. Pages answer 410."""


def latest(municipality: Municipality, kind: str) -> list[Published]:
    """The present release of each thing of the kind, newest first; withdrawn ones are not there."""
    values = {row.key: row for row in _values(municipality, kind)}
    releases = _present(municipality, kind).filter(withdrawn__isnull=True)
    return [_published(release, values.get(release.key)) for release in releases]


def published(municipality: Municipality, kind: str, key: str) -> Published | None:
    """None: never published. Gone: published once, withdrawn since."""
    release = _present(municipality, kind).filter(key=key).first()
    if release is None:
        return None
    if release.withdrawn is not None:
        raise Gone
    return _published(release, _values(municipality, kind).filter(key=key).first())


def fingerprint(municipality: Municipality) -> str:
    """Changes whenever anything public of the municipality does: a release, a withdrawal, a standing value."""
    releases = Release.objects.for_municipality(municipality).aggregate(
        last=Max("pk"), count=Count("pk"), withdrawn=Count("withdrawn"), latest=Count("pk", filter=Q(is_latest=True))
    )
    values = StandingValue.objects.for_municipality(municipality).aggregate(
        last=Max("pk"), count=Count("pk"), updated=Max("updated")
    )
    return "/".join(str(part) for part in (*releases.values(), *values.values()))


def proposals(municipality: Municipality) -> QuerySet[Proposal]:
    return Proposal.objects.for_municipality(municipality)


def waiting_proposals(municipality: Municipality) -> QuerySet[Proposal]:
    return proposals(municipality).filter(state=Proposal.State.WAITING)


def present_releases(municipality: Municipality) -> QuerySet[Release]:
    """The last release of each thing, withdrawn ones too: for those who keep watch over what is out."""
    return Release.objects.for_municipality(municipality).filter(is_latest=True)


def standing_releases(municipality: Municipality) -> QuerySet[StandingRelease]:
    return StandingRelease.objects.for_municipality(municipality).filter(ended__isnull=True).order_by("kind")


def _present(municipality: Municipality, kind: str) -> QuerySet[Release]:
    return Release.objects.for_municipality(municipality).filter(kind=kind, is_latest=True)


def _values(municipality: Municipality, kind: str) -> QuerySet[StandingValue]:
    return StandingValue.objects.for_municipality(municipality).filter(kind=kind)


def _published(release: Release, values: StandingValue | None) -> Published:
    content = laid_over(release.content, values.values) if values else release.content
    updated = max(release.released, values.updated) if values else release.released
    return Published(release.kind, release.key, release.number, release.title, content, release.released, updated)
