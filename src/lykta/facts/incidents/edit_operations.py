"""What a reviewer corrects in a report: what it was before is kept, and nothing is changed behind another's back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.base.kernel.counting_moments import counting_moment
from lykta.base.privacy.free_text import STOPS, TextStopped
from lykta.base.privacy.screening import screen
from lykta.facts.evidence.models import Category
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Certainty, Observation, Permission, Precision
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.positions import NOWHERE, Position, position_of
from lykta.facts.incidents.report_texts import cleaned
from lykta.facts.incidents.revisions import described, keep_revision
from lykta.ground.areas.models import Place


@dataclass(frozen=True, slots=True)
class Edited:
    """All that can be corrected, as it should read. A position is a point; without one, the place says where."""

    category: Category
    place: Place | None
    place_text: str
    lon: float | None
    lat: float | None
    occurred_from: datetime
    occurred_to: datetime
    observation: str
    certainty: str
    text: str


@transaction.atomic
def edit_incident(*, incident: Incident, content: Edited, by: Actor, expected_version: int | None) -> Incident:
    """Raises CannotReport and TextStopped, with the field. Saving what stands there already changes nothing."""
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    rules.require_not_held(row)
    before = described(row)
    _write(row, content)
    revision = keep_revision(row, before, by)
    if revision is None:
        return row
    row.version += 1
    row.save()
    audit.record("incidents.edited", by=by, municipality=row.municipality, subject=row, number=row.number,
                 changed=sorted(revision.before))  # fmt: skip
    return row


def _write(row: Incident, content: Edited) -> None:
    if content.category.pk != row.category_id:
        rules.require_category(row.municipality, content.category)
        row.category = content.category
    rules.require_own_place(row.municipality, content.place)
    if (content.occurred_from, content.occurred_to) != (row.occurred_from, row.occurred_to):
        rules.require_likely_times(content.occurred_from, content.occurred_to)
        rules.require_recent(content.occurred_from)
        row.occurred_from, row.occurred_to = content.occurred_from, content.occurred_to
        row.counted_at = counting_moment(row.occurred_from, row.occurred_to, row.reported)
    _move(row, content)
    row.observation, row.certainty = Observation(content.observation), Certainty(content.certainty)
    row.place_text = _text(row.place_text, content.place_text, "place_text", 120)
    row.text = _text(row.text, content.text, "text", 2000)


def _move(row: Incident, content: Edited) -> None:
    same_place = (content.place.pk if content.place else None) == row.place_id
    if same_place and (content.lon, content.lat) == (row.lon, row.lat):
        return
    there = _position(row, content)
    row.place = content.place
    row.lon, row.lat, row.qk, row.area_id = there.lon, there.lat, there.qk, there.area_id
    row.precision, row.is_outside = there.precision, there.is_outside


def _position(row: Incident, content: Edited) -> Position:
    """A point that was left where it was belongs to the old place, when another place is named."""
    lon, lat = content.lon, content.lat
    another_place = content.place is not None and content.place.pk != row.place_id
    if another_place and (lon, lat) == (row.lon, row.lat):
        lon = lat = None
    if lon is None and lat is None and content.place is None:
        return NOWHERE
    precision = Precision.POINT if lon is not None else Precision.ADDRESS
    return position_of(row.municipality, lon=lon, lat=lat, place=content.place, precision=precision)


def _text(was: str, wanted: str, field: str, most: int) -> str:
    """What nobody touched is not judged anew. A name the reviewer may have reason for; a number never."""
    written = cleaned(wanted, field=field, most=most)
    if written == was:
        return was
    for finding in screen(written).findings:
        if finding.kind in STOPS:
            raise TextStopped(str(STOPS[finding.kind]), field)
    return written
