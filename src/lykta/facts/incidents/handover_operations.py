"""A report passed on to whoever mends what is broken, so that nobody has to type it twice."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.base.kernel.swedish_time import moment_label
from lykta.base.messaging.operations import queue_message
from lykta.facts.evidence.free_text import checked
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.models import FaultHandover, Incident
from lykta.facts.incidents.report_texts import state_for
from lykta.facts.incidents.reporter_messages import HANDED_OVER, tell_reporter

LONGEST_REFERENCE = 80


@transaction.atomic
def send_as_fault(*, incident: Incident, to: str, by: Actor, expected_version: int | None) -> FaultHandover:
    """By mail: place, category, time, text and Lykta's number. A picture is asked for; it is never in the mail."""
    row = _held(incident, by, expected_version)
    try:
        validate_email(to)
    except ValidationError as problem:
        raise rules.CannotReport(_("Write an e-mail address, such as felanmalan@example.se."), "to") from problem
    if state_for(row.text, row.place_text) == State.QUARANTINED:
        raise NotNow(_("The text may point out a person. Hide those words first, and then pass the report on."))
    queue_message(to=to, subject=_subject(row), body=_body(row, by), municipality=row.municipality, by=by)
    return _kept(row, by, to=to, reference="")


@transaction.atomic
def note_fault(
    *, incident: Incident, system: str, reference: str, by: Actor, expected_version: int | None
) -> FaultHandover:
    """It has been typed into the fault system by hand: which reference did they give?"""
    row = _held(incident, by, expected_version)
    given = checked(reference, field="reference")
    if not given:
        raise rules.CannotReport(_("Write the reference you were given, or the day it was reported."), "reference")
    return _kept(
        row, by, to=checked(system, field="to")[:254] or _("Fault reports"), reference=given[:LONGEST_REFERENCE]
    )


def _held(incident: Incident, by: Actor, expected_version: int | None) -> Incident:
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    rules.require_not_held(row)
    return row


def _kept(row: Incident, by: Actor, *, to: str, reference: str) -> FaultHandover:
    """Twice is told, not done twice: the version has moved on."""
    row.version += 1
    row.save(update_fields=["version"])
    handover = FaultHandover.objects.create(
        municipality=row.municipality, incident=row, to=to, reference=reference, handed_over_by_name=by.actor_name
    )
    audit.record("incidents.handed_over", by=by, municipality=row.municipality, subject=row, number=row.number)
    tell_reporter(row, by, HANDED_OVER)
    return handover


def _subject(row: Incident) -> str:
    return _("Fault report from Lykta: %(category)s, %(where)s (no. %(number)s)") % {
        "category": row.category, "where": _where(row), "number": row.number,
    }  # fmt: skip


def _body(row: Incident, by: Actor) -> str:
    lines = [
        _("What: %(category)s") % {"category": row.category},
        _("Where: %(where)s") % {"where": _where(row)},
        _("Position: %(lat).6f, %(lon).6f (WGS84)") % {"lat": row.lat, "lon": row.lon} if row.lon is not None else "",
        _("When: %(when)s") % {"when": _when(row)},
        _("Number in Lykta: %(number)s") % {"number": row.number},
    ]
    parts = ["\n".join(line for line in lines if line), row.text]
    if row.picture is not None and row.picture.approved is not None:
        parts.append(_("There is a picture. Ask for it with the number above."))
    parts.append(
        _("Passed on by %(name)s, %(municipality)s. Please answer with your reference.")
        % {"name": by.actor_name, "municipality": row.municipality.name}
    )
    return "\n\n".join(part for part in parts if part)


def _where(row: Incident) -> str:
    named = ", ".join(part for part in (row.place.name if row.place else "", row.place_text) if part)
    return named or (_("marked on the map") if row.lon is not None else _("no place given"))


def _when(row: Incident) -> str:
    start, end = (moment_label(timezone.localtime(each)) for each in (row.occurred_from, row.occurred_to))
    return start if start == end else _("between %(start)s and %(end)s") % {"start": start, "end": end}
