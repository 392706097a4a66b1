"""A report from a phone into the room it belongs to, and the receipt it gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lykta.base.files.pictures import Encoded
from lykta.base.kernel.periods import bounds, week_containing
from lykta.base.kernel.swedish_time import day_label
from lykta.facts.evidence.queries import category_by_code, focus_areas
from lykta.facts.incidents import operations
from lykta.facts.incidents.enums import Certainty, Observation, Precision, ReportedTo, State
from lykta.facts.incidents.models import ComingEvent, Incident, NilReport
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
from lykta.sites.reporting.doors import Door
from lykta.sites.reporting.sent_reports import ACCURATE_M, NeedsChange, Sent
from lykta.sites.reporting.tickets import Ticket


@dataclass(frozen=True)
class Receipt:
    id: str
    number: int | None
    held: bool
    sentence: str
    next_sentence: str
    is_new: bool

    def as_json(self) -> dict[str, Any]:
        names = ("id", "number", "held", "sentence", "next_sentence")
        return {name: getattr(self, name) for name in names}


def take_in(door: Door, sent: Sent, ticket: Ticket, picture: Encoded | None) -> Receipt:
    """Raises NeedsChange, NotNow and NotAllowed."""
    once = f"{ticket.actor_id}:{sent.key}"
    begun = timezone.now()
    if sent.kind == "nil":
        return nil_receipt(_nil(door, sent), begun)
    if sent.kind == "coming":
        return coming_receipt(_coming(door, sent, once), begun)
    whose: dict[str, Any] = {"organization": door.organization, "source": door.organization.kind, "by": door.by}
    row = operations.report_incident(**contents(door.municipality, sent), **whose, picture=picture, once=once)
    return incident_receipt(row, begun)


def take_in_late(door: Door, sent: Sent, ticket: Ticket, picture: Encoded | None) -> Receipt:
    """By a link that has ended: `door` is made of it and opens nothing else."""
    begun = timezone.now()
    once = f"{ticket.actor_id}:{sent.key}"
    what = contents(door.municipality, sent) | {"picture": picture, "once": once}
    return incident_receipt(operations.report_late(link=door.by.link, issued=ticket.issued, **what), begun)  # type: ignore[union-attr]


def contents(municipality: Municipality, sent: Sent) -> dict[str, Any]:
    """The arguments of `report_incident` that the phone knows."""
    start, end = _when(sent)
    place, lon, lat = _place(municipality, sent), sent.number("lon"), sent.number("lat")
    place_text = sent.text("place_text")
    if place is None and lon is None and not place_text:
        raise NeedsChange("place", _("Say where: choose a place, tap the map or use your position."))
    return {
        "municipality": municipality,
        "category": _category(municipality, sent),
        "occurred_from": start,
        "occurred_to": end,
        "place": place,
        "place_text": place_text,
        "lon": lon,
        "lat": lat,
        "precision": _precision(sent, place, lon),
        "observation": sent.choice("observation", Observation.values, Observation.OWN),
        "certainty": sent.choice("certainty", Certainty.values, Certainty.SURE),
        "text": sent.text("text"),
        "felt_unsafe": sent.is_ticked("felt_unsafe"),
        "reasons": sent.words("reasons"),
        "reported_to": [each for each in sent.words("reported_to") if each in ReportedTo.values],
    }


def _category(municipality: Municipality, sent: Sent) -> Any:
    code = sent.values.get("category")
    if not isinstance(code, str) or not code:
        raise NeedsChange("category", _("Choose what has happened."))
    category = category_by_code(municipality, code)
    if category is not None:
        return category
    for area in focus_areas(municipality):
        if area.code == code:
            raise NeedsChange("category", _("That is never reported by place.") + " " + area.guidance)
    raise NeedsChange("category", _("That category is not in use here any more. Choose another one."))


def _place(municipality: Municipality, sent: Sent) -> Place | None:
    wanted = sent.values.get("place")
    if wanted is None or wanted == "":
        return None
    rows = Place.objects.for_municipality(municipality)
    row: Place | None = rows.filter(public_id=wanted[:16]).first() if isinstance(wanted, str) else None
    if row is None:
        raise NeedsChange(
            "place", _("The place is not in the list any more. Choose another one, or write where it was.")
        )
    return row


def _precision(sent: Sent, place: Place | None, lon: float | None) -> str:
    if lon is None:
        return Precision.ADDRESS if place else Precision.MISSING
    accuracy = sent.values.get("accuracy_m")
    is_rough = isinstance(accuracy, int | float) and accuracy > ACCURATE_M
    return Precision.AREA if is_rough else Precision.POINT


def _when(sent: Sent) -> tuple[datetime, datetime]:
    when = sent.values.get("when") or {"kind": "now"}
    if not isinstance(when, dict) or when.get("kind") not in {"now", "time", "interval"}:
        raise NeedsChange("when", _("Say when it happened."))
    if when["kind"] == "now":
        return sent.written, sent.written
    start = sent.moment(when.get("from"), "when")
    return start, start if when["kind"] == "time" else sent.moment(when.get("to"), "when")


def _nil(door: Door, sent: Sent) -> NilReport:
    period = week_containing(sent.written, door.municipality.week_cut)
    return send_nil(door, period.id)


def send_nil(door: Door, period_id: str) -> NilReport:
    return operations.send_nil_report(
        municipality=door.municipality, organization=door.organization, period_id=period_id, by=door.by
    )


def _coming(door: Door, sent: Sent, once: str) -> ComingEvent:
    return operations.announce_coming_event(
        municipality=door.municipality,
        title=sent.text("title", 120),
        place=_place(door.municipality, sent),
        place_text=sent.text("place_text", 120),
        starts=sent.moment(sent.values.get("starts"), "starts"),
        ends=sent.moment(sent.values.get("ends"), "ends"),
        expected_visitors=sent.count("expected_visitors"),
        note=sent.text("note", 1000),
        organization=door.organization,
        by=door.by,
        once=once,
    )


def incident_receipt(row: Incident, begun: datetime) -> Receipt:
    told = [_("Thank you. The report has number %(number)s.") % {"number": row.number}]
    if row.is_outside:
        told.append(_("The place lies outside the municipality; the coordinator sees that."))
    held = row.state == State.QUARANTINED
    return Receipt(
        row.public_id, row.number, held, " ".join(told), what_next(row.municipality, held), row.recorded >= begun
    )


def what_next(municipality: Municipality, held: bool = False) -> str:
    """What happens now, and when."""
    cut = municipality.week_cut
    end = timezone.localtime(bounds(week_containing(timezone.now(), cut), cut)[1])
    day = day_label(end.date(), "en" if (get_language() or "sv").startswith("en") else "sv")
    if held:
        return _("The text may point out a person, so only the coordinator sees it until she has looked at it.")
    return _(
        "The coordinator reads it before the next situation report, %(day)s. You will be told what came of it."
    ) % {"day": day}


def nil_receipt(row: NilReport, begun: datetime) -> Receipt:
    sentence = _("Thank you. “Nothing to report” is also important information.")
    return Receipt(row.public_id, None, False, sentence, "", row.reported >= begun)


def coming_receipt(row: ComingEvent, begun: datetime) -> Receipt:
    sentence = _("Thank you. The event will stand in the situation report.")
    return Receipt(row.public_id, None, False, sentence, "", row.recorded >= begun)
