"""The photo of a report: shown to others only when somebody has looked at it, and gone after its time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.files import operations as files
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.actors import CommandLine


@transaction.atomic
def approve_picture(*, incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    """The reviewer has looked: no face and no number plate can be seen."""
    row = _with_picture(incident, by, expected_version)
    assert row.picture is not None
    files.approve_picture(row.picture)
    _note(row)
    audit.record("incidents.picture_approved", by=by, municipality=row.municipality, subject=row, number=row.number)
    return row


@transaction.atomic
def remove_picture(*, incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    row = _with_picture(incident, by, expected_version)
    key, row.picture = row.picture_id, None
    _note(row)
    files.delete_pictures([key] if key is not None else [])
    audit.record("incidents.picture_removed", by=by, municipality=row.municipality, subject=row, number=row.number)
    return row


def dispose_of_pictures(now: datetime | None = None) -> int:
    """Photos go after their time; the log says how many."""
    with transaction.atomic():
        gone = files.dispose_of_old_pictures(now)
        if gone:
            audit.record("incidents.pictures_disposed", by=CommandLine(), pictures=gone)
    return gone


def _with_picture(incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    rules.require_not_held(row)
    if row.picture is None:
        raise NotNow(_("The picture is gone already."))
    return row


def _note(row: Incident) -> None:
    row.version += 1
    row.save(update_fields=["picture", "version"])
