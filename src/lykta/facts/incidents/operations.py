"""What may be done with reports. One function per change; pages, commands and tasks all call these."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotAllowed, NotNow, require
from lykta.base.kernel.counting_moments import counting_moment
from lykta.base.kernel.periods import PeriodProblem, bounds, parse_period
from lykta.facts.evidence.free_text import checked
from lykta.facts.evidence.models import Category
from lykta.facts.incidents import rules
from lykta.facts.incidents.area_operations import place_in_areas
from lykta.facts.incidents.change_numbers import note_change, take_numbers
from lykta.facts.incidents.coming_operations import announce_coming_event, cancel_coming_event
from lykta.facts.incidents.enums import Certainty, Channel, Observation, Permission, Precision, State
from lykta.facts.incidents.import_operations import add_imported
from lykta.facts.incidents.import_preparation import PreparedImport, prepare_imported
from lykta.facts.incidents.imported_rows import ImportedIncident
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.models import Incident, NilReport
from lykta.facts.incidents.positions import position_of
from lykta.facts.incidents.review_operations import review_incident
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import Account, PartnerOrganization
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "ImportedIncident",
    "PreparedImport",
    "add_imported",
    "announce_coming_event",
    "answer_question",
    "cancel_coming_event",
    "place_in_areas",
    "prepare_imported",
    "report_incident",
    "review_incident",
    "send_nil_report",
    "withdraw_incident",
]

SAME_TIME = timedelta(minutes=10)  # "just now", sent twice, is the same report


@transaction.atomic
def report_incident(
    *,
    municipality: Municipality,
    category: Category,
    occurred_from: datetime,
    occurred_to: datetime | None = None,
    place: Place | None = None,
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
    precision: str,
    observation: str,
    certainty: str,
    text: str,
    felt_unsafe: bool = False,
    organization: PartnerOrganization | None,
    source: str,
    by: Actor,
    once: str | None = None,
) -> Incident:
    require(by, Permission.REPORT, municipality)
    rules.require_organization(by, municipality, organization)
    end = occurred_from if occurred_to is None else occurred_to
    rules.require_likely_times(occurred_from, end)
    rules.require_recent(occurred_from)
    rules.require_category(municipality, category)
    rules.require_own_place(municipality, place)
    position = position_of(municipality, lon=lon, lat=lat, place=place, precision=Precision(precision))
    content: dict[str, Any] = {
        "place_text": checked(place_text, field="place_text")[:120],
        "observation": Observation(observation),
        "certainty": Certainty(certainty),
        "text": checked(text),
        "felt_unsafe": felt_unsafe,
        "source": OrganizationKind(source),
        "lon": position.lon,
        "lat": position.lat,
        "precision": position.precision,
    }
    _refuse_long(content["text"])
    content_hash = _hash(content, category.code, _id(place), _id(organization))
    note_change(municipality)  # behind this lock the same key cannot come twice at once
    if earlier := _sent_before(once, municipality, content_hash, occurred_from, end):
        return earlier
    now = timezone.now()
    incident = Incident.objects.create(
        municipality=municipality,
        number=take_numbers(municipality, 1).last_incident_number,
        category=category,
        place=place,
        occurred_from=occurred_from,
        occurred_to=end,
        reported=now,
        recorded=now,
        counted_at=counting_moment(occurred_from, end, now),
        qk=position.qk,
        area_id=position.area_id,
        organization=organization,
        reported_by=by if isinstance(by, Account) else None,
        channel=Channel.FORM,
        idempotency_key=once,
        content_hash=content_hash,
        **content,
    )
    audit.record("incidents.reported", by=by, municipality=municipality, subject=incident, number=incident.number,
                 category=category.code, source=str(source))  # fmt: skip
    return incident


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
    _hand_over_duplicates(row)
    row.state = State.WITHDRAWN
    row.version += 1
    row.save(update_fields=["state", "version"])
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
    row.text = checked(text)
    _refuse_long(row.text)
    row.state = State.REPORTED
    row.version += 1
    row.save(update_fields=["text", "state", "version"])
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
    reporter = by if isinstance(by, Account) else None
    whose = {"reported_by": reporter} if reporter else {"reported_by": None, "organization": organization}
    sent = NilReport.objects.for_municipality(municipality).filter(period_id=period_id, **whose).first()
    if sent is not None:
        return sent
    row = NilReport.objects.create(
        municipality=municipality, organization=organization, reported_by=reporter, period_id=period_id
    )
    audit.record("incidents.nil_reported", by=by, municipality=municipality, subject=row, period=period_id)
    return row


def _hash(content: dict[str, Any], *more: str) -> str:
    return hashlib.sha256(json.dumps([content, *more], sort_keys=True, default=str).encode()).hexdigest()


def _id(row: Place | PartnerOrganization | None) -> str:
    return row.public_id if row is not None else ""


def _sent_before(
    once: str | None, municipality: Municipality, content_hash: str, start: datetime, end: datetime
) -> Incident | None:
    if once is None:
        return None
    row: Incident | None = Incident.objects.for_municipality(municipality).filter(idempotency_key=once).first()
    if row is None:
        return None
    same_times = abs(row.occurred_from - start) <= SAME_TIME and abs(row.occurred_to - end) <= SAME_TIME
    if row.content_hash != content_hash or not same_times:
        raise NotNow(
            _("This form has already been sent as report %(number)s. Open a new form for another report.")
            % {"number": row.number}
        )
    return row


def _refuse_long(text: str) -> None:
    if len(text) > 2000:
        raise rules.CannotReport(_("Shorten the text to at most %(limit)d characters.") % {"limit": 2000}, "text")


def _hand_over_duplicates(incident: Incident) -> None:
    """The event is still told by the others: the oldest of them takes its place."""
    others = list(incident.duplicates.order_by("number"))
    for at, other in enumerate(others):
        other.merged_into = None if at == 0 else others[0]
        other.version += 1
        other.save(update_fields=["merged_into", "version"])


def _refuse_period_to_come(period_id: str, municipality: Municipality) -> None:
    try:
        period = parse_period(period_id)
    except PeriodProblem as problem:
        raise NotNow(_(problem.message) % problem.parameters) from problem
    if bounds(period, municipality.week_cut)[0] > timezone.now():
        raise NotNow(_("That period has not begun. Wait until it has, or choose an earlier one."))
