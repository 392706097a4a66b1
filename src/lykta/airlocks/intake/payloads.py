"""What was sent, made plain data of known fields, or refused with a sentence about the field that has to change."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.intake.enums import DayPart
from lykta.airlocks.intake.rules import PayloadRefused
from lykta.base.documents.printable import printable

Definition = Mapping[str, Any]
MOST_TEXT, MOST_PLACE_TEXT, MOST_MAIL = 2000, 120, 20_000
MARGIN_DEGREES = (0.35, 0.18)  # about 20 km
CLOCK_SKEW = timedelta(minutes=10)
OLDEST = timedelta(days=3653)
# Marks that turn the order of the letters around, and marks that show nothing: they hide what a text says.
HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
OBSERVATIONS, CERTAINTIES = ("own", "told", "rumour"), ("sure", "fairly", "unsure")
REPORTED_TO = ("police", "fault")


def checked_payload(definition: Definition, payload: Any) -> dict[str, Any]:
    """Of a report by a form definition. A field that is missing is empty; a field that is unknown is refused."""
    if not isinstance(payload, dict):
        raise PayloadRefused(_("What was sent could not be read."), "payload")
    if unknown := sorted(str(name) for name in payload.keys() - FIELDS.keys()):
        raise PayloadRefused(_("The field “%(name)s” is not known here.") % {"name": unknown[0][:40]}, unknown[0][:40])
    found = {name: read(definition, payload.get(name)) for name, read in FIELDS.items()}
    _require_whole(definition, found)
    return {name: value for name, value in found.items() if value not in (None, "", [], False)}


def checked_mail(payload: Any) -> dict[str, Any]:
    """An e-mail: whatever it holds is kept for a person to read, in part if it is long."""
    if not isinstance(payload, dict):
        raise PayloadRefused(_("What was sent could not be read."), "payload")
    return {
        "subject": plain_text(str(payload.get("subject", "")))[:200],
        "text": plain_text(str(payload.get("text", "")))[:MOST_MAIL],
    }


def texts_of(payload: Mapping[str, Any]) -> dict[str, str]:
    """The free texts, by field."""
    return {name: payload[name] for name in ("subject", "text", "place_text") if payload.get(name)}


def plain_text(text: str) -> str:
    """Without control characters, and without marks that hide or turn around what is written."""
    return HIDDEN.sub("", printable(text)).strip()


def is_outside(definition: Definition, lon: float | None, lat: float | None) -> bool:
    bounds = definition.get("bounds")
    if lon is None or lat is None or not bounds:
        return False
    (west, south, east, north), (across, up) = bounds, MARGIN_DEGREES
    return not (west - across <= lon <= east + across and south - up <= lat <= north + up)


def category_in(definition: Definition, code: str) -> dict[str, Any] | None:
    def each(nodes: list[dict[str, Any]]) -> Any:
        for node in nodes:
            yield node
            yield from each(node.get("children", []))

    return next((node for node in each(definition.get("categories", [])) if node["code"] == code), None)


def place_in(definition: Definition, public_id: str) -> list[Any] | None:
    """[public id, name, lon, lat, search text]"""
    return next((row for row in definition.get("places", []) if row[0] == public_id), None)


def _require_whole(definition: Definition, found: dict[str, Any]) -> None:
    if (found["lon"] is None) != (found["lat"] is None):
        raise PayloadRefused(_("The position is only half there. Choose the place on the map or by name."), "place")
    category = category_in(definition, found["category"]) or {}
    offered = {reason["code"] for reason in category.get("reasons", [])}
    found["reasons"] = [reason for reason in found["reasons"] if reason in offered]
    start, end = found["occurred_from"], found["occurred_to"]
    if start and end and end < start:
        raise PayloadRefused(_("The latest time is before the earliest. Swap them and send again."), "occurred_to")
    found["occurred_from"], found["occurred_to"] = (each.isoformat() if each else None for each in (start, end))


def _category(definition: Definition, value: Any) -> str:
    if not value:
        raise PayloadRefused(_("Choose what it is about."), "category")
    if not isinstance(value, str) or category_in(definition, value) is None:
        raise PayloadRefused(_("That choice is not offered here any more. Choose another one."), "category")
    return value


def _place(definition: Definition, value: Any) -> str:
    if not value:
        return ""
    if not isinstance(value, str) or place_in(definition, value) is None:
        raise PayloadRefused(
            _("That place is not in the list any more. Search again, or describe the place in words."), "place"
        )
    return value


def _text(field: str, most: int) -> Callable[[Definition, Any], str]:
    def read(definition: Definition, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise PayloadRefused(_("This has to be text."), field)
        written = plain_text(value)
        if len(written) > most:
            raise PayloadRefused(
                _("The text is %(length)d characters. Shorten it to at most %(most)d.")
                % {"length": len(written), "most": most},
                field,
            )
        return written

    return read


def _coordinate(most: float) -> Callable[[Definition, Any], float | None]:
    def read(definition: Definition, value: Any) -> float | None:
        if value is None or value == "":
            return None
        try:
            number = float(value) if not isinstance(value, bool) else math.nan
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number) or abs(number) > most:
            raise PayloadRefused(
                _("The position could not be read. Choose the place on the map again, or by name."), "place"
            )
        return round(number, 6)

    return read


def _moment(field: str) -> Callable[[Definition, Any], datetime | None]:
    def read(definition: Definition, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            moment = None
        if moment is None or moment.tzinfo is None:
            raise PayloadRefused(
                _("Write the time with its offset from UTC, such as 2026-11-22T18:30:00+01:00."), field
            )
        _require_past(moment > timezone.now() + CLOCK_SKEW, moment < timezone.now() - OLDEST, field)
        return moment

    return read


def _day(definition: Definition, value: Any) -> str:
    if not value:
        return ""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PayloadRefused(
            _("The day could not be read. Write it as year-month-day, such as 2026-11-03."), "day"
        ) from None
    today = timezone.localdate()
    _require_past(day > today, day < today - OLDEST, "day")
    return day.isoformat()


def _require_past(is_to_come: bool, is_too_old: bool, field: str) -> None:
    if is_to_come:
        raise PayloadRefused(_("That time has not come yet. Check the day."), field)
    if is_too_old:
        raise PayloadRefused(_("That is more than ten years ago. Check the year."), field)


def _some_of(field: str, offered: tuple[str, ...]) -> Callable[[Definition, Any], list[str]]:
    def read(definition: Definition, value: Any) -> list[str]:
        chosen = value or []
        if not isinstance(chosen, list) or any(not isinstance(each, str) or each not in offered for each in chosen):
            raise PayloadRefused(_("Choose among what is offered."), field)
        return list(dict.fromkeys(chosen))

    return read


def _one_of(field: str, offered: tuple[str, ...]) -> Callable[[Definition, Any], str]:
    def read(definition: Definition, value: Any) -> str:
        if value and (not isinstance(value, str) or value not in offered):
            raise PayloadRefused(_("Choose among what is offered."), field)
        return value or ""

    return read


def _reasons(definition: Definition, value: Any) -> list[str]:
    """Those that the category does not offer are left out afterwards: a changed mind leaves ticks behind."""
    chosen = value or []
    if not isinstance(chosen, list) or any(not isinstance(each, str) for each in chosen) or len(chosen) > 50:
        raise PayloadRefused(_("Choose among what is offered."), "reasons")
    return list(dict.fromkeys(chosen))


def _truth(definition: Definition, value: Any) -> bool:
    return value is True


FIELDS: dict[str, Callable[[Definition, Any], Any]] = {
    "category": _category,
    "reasons": _reasons,
    "place": _place,
    "place_text": _text("place_text", MOST_PLACE_TEXT),
    "lon": _coordinate(180),
    "lat": _coordinate(85),
    "day": _day,
    "day_parts": _some_of("day_parts", tuple(DayPart.values)),
    "occurred_from": _moment("occurred_from"),
    "occurred_to": _moment("occurred_to"),
    "observation": _one_of("observation", OBSERVATIONS),
    "certainty": _one_of("certainty", CERTAINTIES),
    "reported_to": _some_of("reported_to", REPORTED_TO),
    "felt_unsafe": _truth,
    "text": _text("text", MOST_TEXT),
    "source_id": _text("source_id", 64),  # of another system, hashed: a case number may be somebody's identity number
}
