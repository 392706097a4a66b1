"""A report in: checked, screened, numbered, stored once however often it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.files.models import Picture
from lykta.base.files.operations import store_picture
from lykta.base.files.pictures import Encoded
from lykta.base.kernel.actor import Actor, NotAllowed, SameKeyOtherContent, require
from lykta.base.kernel.counting_moments import counting_moment
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import may_be_chosen
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change, take_numbers
from lykta.facts.incidents.enums import (
    Certainty,
    Channel,
    Observation,
    Permission,
    Precision,
    ReportedTo,
    State,
)
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.positions import position_of
from lykta.facts.incidents.report_texts import cleaned, state_for
from lykta.facts.incidents.reporters import channel_of, reporter_columns
from lykta.ground.accounts import links
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.enums import LinkPurpose, OrganizationKind
from lykta.ground.accounts.models import PartnerOrganization, PersonalLink
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

SAME_TIME = timedelta(minutes=10)  # "just now", sent twice, is the same report
LATE_FOR = timedelta(days=7)  # as long as an unsent report is kept on a phone
MOST_LATE = 20  # reports by one link after it was ended


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
    reasons: Sequence[str] = (),
    reported_to: Sequence[str] = (),
    picture: Encoded | None = None,
    organization: PartnerOrganization | None,
    source: str,
    by: Actor,
    once: str | None = None,
    channel: Channel | None = None,
) -> Incident:
    """The same `once` with the same content again answers with the first row; with other content SameKeyOtherContent.

    `picture` is encoded before the transaction: decoding may take half a second. Raises CannotReport, TextStopped.
    """
    require(by, Permission.REPORT, municipality)
    rules.require_organization(by, municipality, organization)
    return _stored(**_arguments(locals()))


@transaction.atomic
def report_late(*, link: PersonalLink, issued: datetime, **report: Any) -> Incident:
    """A report that waited on a phone while its link was ended: kept in quarantine, few, and only where its key was
    issued before the end. Arguments as `report_incident` without `by` and `organization`."""
    _require_late(link, issued)
    by = LinkActor(link)
    report |= {"organization": link.function.organization, "source": link.function.organization.kind, "by": by}
    return _stored(**report, is_held=True)


def _arguments(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if not name.startswith("_")}


def _require_late(link: PersonalLink, issued: datetime) -> None:
    end = links.ended(link)
    if link.purpose != LinkPurpose.REPORTER or end is None or issued >= end or timezone.now() - end > LATE_FOR:
        raise NotAllowed("the link had ended when the report was begun, or too long ago")
    came = Incident.objects.for_municipality(link.municipality).filter(function=link.function, recorded__gte=end)
    if came.count() >= MOST_LATE:
        raise NotAllowed("too many reports by a link that has ended")


def _stored(
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
    reasons: Sequence[str] = (),
    reported_to: Sequence[str] = (),
    picture: Encoded | None = None,
    organization: PartnerOrganization | None,
    source: str,
    by: Actor,
    once: str | None = None,
    channel: Channel | None = None,
    is_held: bool = False,
) -> Incident:
    end = occurred_from if occurred_to is None else occurred_to
    rules.require_likely_times(occurred_from, end)
    rules.require_recent(occurred_from)
    rules.require_own_place(municipality, place)
    position = position_of(municipality, lon=lon, lat=lat, place=place, precision=Precision(precision))
    content: dict[str, Any] = {
        "place_text": cleaned(place_text, field="place_text", most=120),
        "observation": Observation(observation),
        "certainty": Certainty(certainty),
        "text": cleaned(text),
        "felt_unsafe": felt_unsafe,
        "reasons": _reasons(category, reasons),
        "reported_to": [ReportedTo(each).value for each in dict.fromkeys(reported_to)],
        "source": OrganizationKind(source),
        "lon": position.lon,
        "lat": position.lat,
        "precision": position.precision,
    }
    content_hash = _hash(content, category.code, _id(place), _id(organization), *_digest(picture))
    # Whatever can be asked before the lock is asked here: on SQLite everybody else waits behind it.
    state = State.QUARANTINED if is_held else state_for(content["text"], content["place_text"])
    may_choose = may_be_chosen(municipality, category)
    with transaction.atomic():
        note_change(municipality)  # behind this lock the same key cannot come twice at once
        if earlier := _sent_before(once, municipality, content_hash, occurred_from, end):
            return earlier
        if not may_choose:
            rules.require_category(municipality, category)
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
            is_outside=position.is_outside,
            picture=_kept(picture, municipality),
            organization=organization,
            channel=channel or channel_of(by),
            state=state,
            held_since=now if state == State.QUARANTINED else None,
            idempotency_key=once,
            content_hash=content_hash,
            **reporter_columns(by),
            **content,
        )
        audit.record("incidents.reported", by=by, municipality=municipality, subject=incident, number=incident.number,
                     category=category.code, source=str(source))  # fmt: skip
        return incident


def _kept(picture: Encoded | None, municipality: Municipality) -> Picture | None:
    return store_picture(municipality=municipality, encoded=picture) if picture else None


def _digest(picture: Encoded | None) -> tuple[str, ...]:
    return (hashlib.sha256(picture.content).hexdigest(),) if picture else ()


def _reasons(category: Category, reasons: Sequence[str]) -> list[str]:
    """Codes of the category's own children, or of its sisters where the category is itself one of them."""
    parent = category if category.takes_reasons else category.parent
    if parent is None or not parent.takes_reasons:
        return []
    offered = set(Category.objects.filter(parent__code=parent.code).values_list("code", flat=True))
    return [each for each in dict.fromkeys(reasons) if each in offered]


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
        raise SameKeyOtherContent(
            _("This form has already been sent as report %(number)s. Open a new form for another report.")
            % {"number": row.number}
        )
    return row
