"""The coordinator's decision on a report."""

from __future__ import annotations

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
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.positions import moved_to
from lykta.facts.incidents.reporter_messages import tell_reporter
from lykta.ground.areas.models import Place

NEEDS_NOTE = {State.RETURNED, State.OUT_OF_SCOPE}
LONGEST_NOTE = 500


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
    row.review_note = _note(decision, note)
    _correct(row, category, place)
    row.merged_into = _target(row, decision, merge_into)
    row.state = decision
    row.reviewed = None if decision == State.REPORTED else timezone.now()
    row.version += 1
    row.save()
    audit.record("incidents.decided", by=by, municipality=row.municipality, subject=row, number=row.number,
                 decision=str(decision), merged=row.merged_into_id is not None)  # fmt: skip
    tell_reporter(row, by)
    return row


def _require_reviewers_decision(row: Incident, decision: State) -> None:
    if decision == State.WITHDRAWN:
        raise NotNow(_("Only the one who made the report can withdraw it. Choose that it belongs elsewhere instead."))
    rules.require_transition(row, decision)


def _note(decision: State, note: str) -> str:
    text = checked(note, field="note")
    if decision in NEEDS_NOTE and not text:
        raise rules.CannotReport(_("Write a line to the reporter, so that they know what happens."), "note")
    if len(text) > LONGEST_NOTE:
        raise rules.CannotReport(
            _("Shorten the text to at most %(limit)d characters.") % {"limit": LONGEST_NOTE}, "note"
        )
    return text


def _correct(row: Incident, category: Category | None, place: Place | None) -> None:
    if category is not None and category.pk != row.category_id:
        rules.require_category(row.municipality, category)
        row.category = category
    if place is not None and place.pk != row.place_id:
        rules.require_own_place(row.municipality, place)
        position = moved_to(row.municipality, lon=row.lon, lat=row.lat, precision=row.precision, place=place)
        row.place = place
        row.lon, row.lat, row.qk = position.lon, position.lat, position.qk
        row.area_id, row.precision = position.area_id, position.precision


def _target(row: Incident, decision: State, merge_into: Incident | None) -> Incident | None:
    if merge_into is None:
        return None
    if decision != State.REVIEWED:
        raise ValueError("only an approved report can be merged into another")
    target = locked(merge_into) if merge_into.municipality_id == row.municipality_id else merge_into
    rules.require_mergeable(row, target)
    return target
