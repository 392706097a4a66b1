"""What may be done with reports. One function per change; pages, commands and tasks all call these."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, require
from lykta.base.kernel.periods import PeriodProblem, bounds, parse_period
from lykta.facts.incidents import rules
from lykta.facts.incidents.area_operations import place_in_areas
from lykta.facts.incidents.bulk_operations import BulkAct, BulkResult, decide_many
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.coming_operations import announce_coming_event, cancel_coming_event
from lykta.facts.incidents.edit_operations import Edited, edit_incident
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.handover_operations import note_fault, send_as_fault
from lykta.facts.incidents.import_operations import add_imported
from lykta.facts.incidents.import_preparation import PreparedImport, prepare_imported
from lykta.facts.incidents.imported_rows import ImportedIncident
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.mask_operations import mask_incident
from lykta.facts.incidents.merge_operations import lead_event, merge_incident, split_incident
from lykta.facts.incidents.merged_events import take_out
from lykta.facts.incidents.models import Incident, NilReport
from lykta.facts.incidents.picture_operations import approve_picture, dispose_of_pictures, remove_picture
from lykta.facts.incidents.quarantine_operations import (
    dispose_of_quarantine,
    look_at_held,
    refuse_held,
    release_harmless,
    release_masked,
)
from lykta.facts.incidents.report_operations import SameKeyOtherContent, report_incident, report_late
from lykta.facts.incidents.report_texts import cleaned, state_for
from lykta.facts.incidents.reporters import reporter_columns
from lykta.facts.incidents.review_operations import review_incident, undo_decision
from lykta.facts.incidents.revisions import described, keep_revision
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "BulkAct",
    "BulkResult",
    "Edited",
    "ImportedIncident",
    "PreparedImport",
    "SameKeyOtherContent",
    "add_imported",
    "announce_coming_event",
    "answer_question",
    "approve_picture",
    "cancel_coming_event",
    "decide_many",
    "dispose_of_pictures",
    "dispose_of_quarantine",
    "edit_incident",
    "lead_event",
    "look_at_held",
    "mask_incident",
    "merge_incident",
    "note_fault",
    "place_in_areas",
    "prepare_imported",
    "refuse_held",
    "release_harmless",
    "release_masked",
    "remove_picture",
    "report_incident",
    "report_late",
    "review_incident",
    "send_as_fault",
    "send_nil_report",
    "split_incident",
    "undo_decision",
    "withdraw_incident",
]


@transaction.atomic
def withdraw_incident(*, incident: Incident, by: Actor, expected_version: int | None = None) -> Incident:
    """By the one who reported it, as long as it has not been reviewed."""
    require(by, Permission.REPORT, incident.municipality)
    note_change(incident.municipality)
    row = locked(incident)
    if not rules.is_reporter_of(by, row):
        raise NotAllowed("a report is withdrawn by the one who made it")
    if expected_version is not None:
        rules.require_version(row, expected_version)
    rules.require_transition(row, State.WITHDRAWN)
    take_out(row)  # the event is still told by the others: the oldest of them takes its place
    row.state = State.WITHDRAWN
    row.version += 1
    row.save(update_fields=["state", "version", "merged_into"])
    audit.record("incidents.withdrawn", by=by, municipality=row.municipality, subject=row, number=row.number)
    return row


@transaction.atomic
def answer_question(*, incident: Incident, text: str, by: Actor, expected_version: int | None) -> Incident:
    """The reporter's text as it should read now; the report waits for review again."""
    require(by, Permission.REPORT, incident.municipality)
    note_change(incident.municipality)
    row = locked(incident)
    if not rules.is_reporter_of(by, row):
        raise NotAllowed("a question is answered by the one who reported")
    rules.require_version(row, expected_version)
    if row.state != State.RETURNED:
        raise NotNow(_("There is no open question about the report. Open it again to see where it stands."))
    before = described(row)
    row.text = cleaned(text)
    row.state = state_for(row.text)
    row.held_since = timezone.now() if row.state == State.QUARANTINED else None
    if row.state == State.QUARANTINED:
        take_out(row)
    keep_revision(row, before, by)
    row.version += 1
    row.save(update_fields=["text", "state", "held_since", "merged_into", "version"])
    audit.record("incidents.answered", by=by, municipality=row.municipality, subject=row, number=row.number)
    return row


@transaction.atomic
def send_nil_report(
    *, municipality: Municipality, organization: PartnerOrganization, period_id: str, by: Actor
) -> NilReport:
    """Twice is once."""
    require(by, Permission.REPORT, municipality)
    rules.require_organization(by, municipality, organization)
    _refuse_period_to_come(period_id, municipality)
    note_change(municipality)
    whose = reporter_columns(by)
    if not any(whose.values()):  # the shell, on behalf of an organisation
        whose["organization"] = organization
    sent = NilReport.objects.for_municipality(municipality).filter(period_id=period_id, **whose).first()
    if sent is not None:
        return sent
    row = NilReport.objects.create(
        municipality=municipality, period_id=period_id, **{"organization": organization, **whose}
    )
    audit.record("incidents.nil_reported", by=by, municipality=municipality, subject=row, period=period_id)
    return row


def _refuse_period_to_come(period_id: str, municipality: Municipality) -> None:
    try:
        period = parse_period(period_id)
    except PeriodProblem as problem:
        raise NotNow(_(problem.message) % problem.parameters) from problem
    if bounds(period, municipality.week_cut)[0] > timezone.now():
        raise NotNow(_("That period has not begun. Wait until it has, or choose an earlier one."))
