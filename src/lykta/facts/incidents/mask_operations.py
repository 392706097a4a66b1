"""Words that point out a person, hidden for good: from the report, and from every earlier wording that was kept."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, require
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.masking import without_words
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.reporter_messages import MASKED, tell_reporter
from lykta.facts.incidents.revisions import forget_texts


@transaction.atomic
def mask_incident(*, incident: Incident, words: Iterable[str], by: Actor, expected_version: int | None) -> Incident:
    """What is in quarantine is masked there: see quarantine_operations."""
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    rules.require_not_held(row)
    hide(row, words)
    row.version += 1
    row.save()
    audit.record("incidents.masked", by=by, municipality=row.municipality, subject=row, number=row.number)
    tell_reporter(row, by, MASKED)
    return row


def hide(row: Incident, words: Iterable[str]) -> None:
    """The caller saves `row`. Nothing of the hidden words remains in the room's tables."""
    for field, text in without_words(row, words).items():
        setattr(row, field, text)
    forget_texts(row)
