"""The coordinator's decision on a report, and the way back from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.evidence.free_text import checked
from lykta.facts.evidence.models import Category
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.merge_operations import merged_into, restore
from lykta.facts.incidents.merged_events import take_out
from lykta.facts.incidents.models import Incident, IncidentRevision
from lykta.facts.incidents.positions import NOWHERE, located, moved_to
from lykta.facts.incidents.reporter_messages import tell_reporter
from lykta.facts.incidents.revisions import described, keep_revision
from lykta.ground.areas.models import Place

NEEDS_NOTE = {State.RETURNED, State.OUT_OF_SCOPE}
LONGEST_NOTE = 500
UNDO_FOR = timedelta(hours=24)


@transaction.atomic
def review_incident(
    *,
    incident: Incident,
    decision: State,
    by: Actor,
    note: str = "",
    category: Category | None = None,
    place: Place | None = None,
    merge_into: Incident | None = None,
    expected_version: int | None,
) -> Incident:
    """`merge_into` with REVIEWED only: the event is counted once, by the report it points at."""
    require(by, Permission.REVIEW, incident.municipality)
    for read in (incident, merge_into) if merge_into else (incident,):
        rules.require_seen(by, read)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    _require_reviewers_decision(row, decision)
    before = described(row)
    said = review_note(decision, note)
    correct(row, category, place)
    _settle(row, decision, merge_into, by)
    row.review_note = said
    keep_revision(row, before, by)
    row.version += 1
    row.save()
    audit.record("incidents.decided", by=by, municipality=row.municipality, subject=row, number=row.number,
                 decision=str(decision), merged=row.merged_into_id is not None)  # fmt: skip
    tell_reporter(row, by)
    return row


@transaction.atomic
def undo_decision(*, incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    """The latest decision taken back within a day: the report waits again, as it was. Nothing else may have happened
    to it since."""
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    revision = _latest_decision(row)
    before = described(row)
    if row.merged_into_id is not None:
        restore(row)
    _put_back(row, revision)
    keep_revision(row, before, by)
    row.version += 1
    row.save()
    audit.record("incidents.undone", by=by, municipality=row.municipality, subject=row, number=row.number)
    return row


def can_be_undone(revision: IncidentRevision, incident: Incident, now: datetime | None = None) -> bool:
    """Also for lists: `revision` is the incident's latest."""
    is_latest = revision.version == incident.version - 1
    was_open = revision.before.get("state") in {State.REPORTED, State.RETURNED}
    is_decided = incident.state in {State.REVIEWED, State.OUT_OF_SCOPE, State.RETURNED}
    return is_latest and was_open and is_decided and revision.made > (now or timezone.now()) - UNDO_FOR


def is_undoable(incident: Incident) -> bool:
    latest = IncidentRevision.objects.for_municipality(incident.municipality_id).filter(incident=incident).first()
    return latest is not None and can_be_undone(latest, incident)


def review_note(decision: State, note: str) -> str:
    text = checked(note, field="note")
    if decision in NEEDS_NOTE and not text:
        raise rules.CannotReport(_("Write a line to the reporter, so that they know what happens."), "note")
    if len(text) > LONGEST_NOTE:
        raise rules.CannotReport(
            _("Shorten the text to at most %(limit)d characters.") % {"limit": LONGEST_NOTE}, "note"
        )
    return text


def correct(row: Incident, category: Category | None, place: Place | None) -> None:
    if category is not None and category.pk != row.category_id:
        rules.require_category(row.municipality, category)
        row.category = category
    if place is not None and place.pk != row.place_id:
        rules.require_own_place(row.municipality, place)
        position = moved_to(row.municipality, lon=row.lon, lat=row.lat, precision=row.precision, place=place)
        row.place = place
        row.lon, row.lat, row.qk = position.lon, position.lat, position.qk
        row.area_id, row.precision, row.is_outside = position.area_id, position.precision, position.is_outside


def _require_reviewers_decision(row: Incident, decision: State) -> None:
    if decision == State.WITHDRAWN:
        raise NotNow(_("Only the one who made the report can withdraw it. Choose that it belongs elsewhere instead."))
    rules.require_not_held(row)
    rules.require_transition(row, decision)


def _settle(row: Incident, decision: State, merge_into: Incident | None, by: Actor) -> None:
    if merge_into is not None:
        if decision != State.REVIEWED:
            raise ValueError("only an approved report can be merged into another")
        merged_into(row, merge_into, by)
        return
    _leave_event(row, decision)
    row.state = decision
    row.reviewed = None if decision in {State.REPORTED, State.QUARANTINED} else timezone.now()
    row.held_since = timezone.now() if decision == State.QUARANTINED else None


def _leave_event(row: Incident, decision: State) -> None:
    """Reopened, a merged report takes back what it led; found to be about something else, or held back, it goes
    alone, and the event is still told by the others."""
    if row.merged_into_id is not None and decision == State.REPORTED:
        restore(row)
    elif row.merged_into_id is not None or decision == State.QUARANTINED:
        take_out(row)


def _latest_decision(row: Incident) -> IncidentRevision:
    revision = IncidentRevision.objects.for_municipality(row.municipality_id).filter(incident=row).first()
    if revision is None or not can_be_undone(revision, row):
        raise NotNow(
            _("The decision on report %(number)s can no longer be undone. Open the report and change it instead.")
            % {"number": row.number}
        )
    return revision


def _put_back(row: Incident, revision: IncidentRevision) -> None:
    before = revision.before
    row.state = State(before["state"])
    row.review_note = before.get("review_note", row.review_note)
    row.reviewed = datetime.fromisoformat(before["reviewed"]) if before.get("reviewed") else None
    if "category" in before:
        row.category = Category.objects.get(pk=_category_pk(row, before["category"][0]))
    if "place" in before:
        row.place = _place_of(row, before["place"])
    if "position" in before:
        put_position(row, *before["position"])


def _category_pk(row: Incident, code: str) -> int:
    """The municipality's own goes before the shared one with the same code."""
    own = Category.objects.filter(code=code, municipality=row.municipality)
    shared = Category.objects.filter(code=code, municipality__isnull=True)
    found = own.first() or shared.first()
    return found.pk if found is not None else row.category_id


def _place_of(row: Incident, said: list[str] | None) -> Place | None:
    if said is None:
        return None
    return Place.objects.for_municipality(row.municipality_id).filter(public_id=said[0]).first()


def put_position(row: Incident, lon: float | None, lat: float | None, precision: str) -> None:
    there = NOWHERE if lon is None or lat is None else located(row.municipality, lon, lat, precision)
    row.lon, row.lat, row.qk, row.area_id = there.lon, there.lat, there.qk, there.area_id
    row.precision, row.is_outside = there.precision, there.is_outside
