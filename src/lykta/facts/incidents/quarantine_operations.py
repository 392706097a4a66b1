"""Out of quarantine: masked, found harmless, or told where it belongs. What nobody goes through loses its text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.files.operations import delete_pictures
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.mask_operations import hide
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.quarantine import KEPT_FOR, Harmless
from lykta.facts.incidents.report_texts import state_for
from lykta.facts.incidents.reporter_messages import DISPOSED, MASKED, tell_reporter
from lykta.facts.incidents.review_operations import review_note
from lykta.facts.incidents.revisions import forget_texts
from lykta.ground.accounts.actors import CommandLine


@transaction.atomic
def look_at_held(*, incident: Incident, by: Actor) -> None:
    """Called by whatever shows the text or the picture of what is held back."""
    require(by, Permission.HANDLE_QUARANTINE, incident.municipality)
    audit.record("incidents.held_looked_at", by=by, municipality=incident.municipality, subject=incident,
                 number=incident.number)  # fmt: skip


@transaction.atomic
def release_masked(
    *, incident: Incident, words: Iterable[str], by: Actor, expected_version: int | None, harmless: str = ""
) -> Incident:
    """To the queue with the words hidden. Where something found is left, `harmless` says why."""
    row = _held(incident, by, expected_version)
    hide(row, words)
    if state_for(row.text, row.place_text) == State.QUARANTINED and harmless not in Harmless.values:
        raise rules.CannotReport(
            _("Something that may point out a person is left. Hide that too, or say why it is harmless."), "words"
        )
    _to_the_queue(row)
    audit.record("incidents.held_masked", by=by, municipality=row.municipality, subject=row, number=row.number,
                 harmless=harmless)  # fmt: skip
    tell_reporter(row, by, MASKED)
    return row


@transaction.atomic
def release_harmless(*, incident: Incident, reason: str, by: Actor, expected_version: int | None) -> Incident:
    """To the queue as it is: what was found points out nobody. The reason is kept in the log."""
    if reason not in Harmless.values:
        raise rules.CannotReport(_("Say why it points out nobody."), "harmless")
    row = _held(incident, by, expected_version)
    _to_the_queue(row)
    audit.record("incidents.held_released", by=by, municipality=row.municipality, subject=row, number=row.number,
                 reason=reason)  # fmt: skip
    return row


@transaction.atomic
def refuse_held(*, incident: Incident, note: str, by: Actor, expected_version: int | None) -> Incident:
    """It belongs elsewhere. Its text and picture go at once: nobody else has read them, and nobody shall."""
    row = _held(incident, by, expected_version)
    said = review_note(State.OUT_OF_SCOPE, note)
    empty(row)
    row.state, row.held_since = State.OUT_OF_SCOPE, None
    row.review_note, row.reviewed = said, timezone.now()
    row.version += 1
    row.save()
    audit.record("incidents.held_refused", by=by, municipality=row.municipality, subject=row, number=row.number)
    tell_reporter(row, by)
    return row


def dispose_of_quarantine(now: datetime | None = None) -> int:
    """After 14 days text and picture go. What, where and when returns to the queue, and the reporter is told."""
    due = Q(held_since__lte=(now or timezone.now()) - KEPT_FOR)
    rows = Incident.objects.across_municipalities(reason="disposal of what was held back")
    found = rows.filter(due, state=State.QUARANTINED).select_related("municipality")
    return sum(_dispose(row) for row in found)


@transaction.atomic
def _dispose(incident: Incident) -> bool:
    note_change(incident.municipality)
    row = locked(incident)
    if row.state != State.QUARANTINED:  # somebody was quicker
        return False
    empty(row)
    row.review_note = _("The text was held back for 14 days and has been removed.")
    _to_the_queue(row)
    by = CommandLine()
    audit.record("incidents.held_disposed", by=by, municipality=row.municipality, subject=row, number=row.number)
    tell_reporter(row, by, DISPOSED)
    return True


def empty(row: Incident) -> None:
    """The caller saves `row`."""
    row.text = row.place_text = ""
    forget_texts(row)
    if row.picture_id is not None:
        key, row.picture = row.picture_id, None
        delete_pictures([key])


def _to_the_queue(row: Incident) -> None:
    row.state, row.held_since = State.REPORTED, None
    row.version += 1
    row.save()


def _held(incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    require(by, Permission.HANDLE_QUARANTINE, incident.municipality)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    if row.state != State.QUARANTINED:
        raise NotNow(_("The report is no longer held back. Open it in the review queue."))
    return row
