"""Several reports, one event: merged, led by another, or taken apart again. Nothing is lost in any of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.merged_events import attach, detach, leading, turn
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.reporter_messages import tell_reporter
from lykta.facts.incidents.revisions import described, keep_revision


@transaction.atomic
def merge_incident(*, incident: Incident, into: Incident, by: Actor, expected_version: int | None) -> Incident:
    """The event is counted once, by the report that `into` tells of; what was merged into `incident` comes along."""
    row = _held(incident, by, expected_version)
    rules.require_seen(by, into)
    before = described(row)
    target = merged_into(row, into, by)
    keep_revision(row, before, by)
    row.version += 1
    row.save()
    audit.record("incidents.merged", by=by, municipality=row.municipality, subject=row, number=row.number,
                 into=target.number)  # fmt: skip
    tell_reporter(row, by)
    return row


@transaction.atomic
def split_incident(*, incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    """Takes a merge back: the report, and what had been merged into it before, is what it was."""
    row = _held(incident, by, expected_version)
    if row.merged_into is None:
        raise NotNow(_("Report %(number)s is not merged into another one.") % {"number": row.number})
    number, before = row.merged_into.number, described(row)
    restore(row)
    keep_revision(row, before, by)
    row.version += 1
    row.save()
    audit.record("incidents.split", by=by, municipality=row.municipality, subject=row, number=row.number,
                 into=number)  # fmt: skip
    return row


@transaction.atomic
def lead_event(*, incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    """The event is counted where and when this report says, instead of the one that led so far."""
    row = _held(incident, by, expected_version)
    if row.merged_into is None:
        raise NotNow(_("Report %(number)s leads its event already.") % {"number": row.number})
    old = locked(row.merged_into)
    if old.state not in rules.LIVING_STATES:
        raise NotNow(
            _("Report %(number)s is “%(state)s”, and the event does not count. Take the merge back instead.")
            % {"number": old.number, "state": State(old.state).label}
        )
    turn(old, row)
    old.state, old.reviewed = State.REVIEWED, old.reviewed or timezone.now()
    old.version += 1
    old.save()
    row.refresh_from_db()
    audit.record("incidents.led", by=by, municipality=row.municipality, subject=row, number=row.number,
                 before=old.number)  # fmt: skip
    return row


def merged_into(row: Incident, into: Incident, by: Actor) -> Incident:
    """`row` becomes part of the event that `into` tells of. The caller saves `row`."""
    if into.municipality_id == row.municipality_id:
        into = leading(locked(into))
    rules.require_mergeable(row, into)
    attach(row, into, by)
    row.state, row.review_note, row.reviewed = State.REVIEWED, "", timezone.now()
    return into


def restore(row: Incident) -> None:
    merge = detach(row)
    row.state, row.review_note, row.reviewed = merge.state_before, merge.note_before, merge.reviewed_before


def _held(incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    return row
