"""A report as another system sends it, made the payload of the intake; or where and why it has to be changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import ValidationError

from lykta.airlocks.intake.payloads import is_outside
from lykta.airlocks.intake.rules import PayloadRefused, refuse_identity_numbers
from lykta.base.kernel.actor import NotNow
from lykta.base.kernel.coordinates import from_sweref99tm
from lykta.sites.api.contents import Coordinates, Report
from lykta.sites.api.problems import FieldError, ProblemFound

LONGEST_DAYS = 60
# What the intake calls it, where it stands in what was sent.
POINTERS = {
    "occurred_from": "/occurred/from",
    "occurred_to": "/occurred/to",
    "lon": "/coordinates",
    "lat": "/coordinates",
}


def read_report(row: Mapping[str, Any]) -> Report:
    try:
        return Report.model_validate(row)
    except ValidationError as problem:
        raise refused(faults(problem.errors(include_url=False, include_context=True, include_input=False))) from None


def payload_of(report: Report, definition: Mapping[str, Any], key_id: str) -> dict[str, Any]:
    """Raises PayloadRefused, with the intake's names of fields."""
    lon, lat = _position(report.coordinates, definition)
    given = {
        "category": report.category,
        "occurred_from": report.occurred.start,
        "occurred_to": report.occurred.end,
        "place": _place(report.place, definition),
        "lon": lon,
        "lat": lat,
        "place_text": report.place_text,
        "text": report.text,
        "observation": report.observation,
        "certainty": report.certainty,
        "source_id": _hashed(report.source_id, key_id),
    }
    _require_interval(report)
    return {name: value for name, value in given.items() if value is not None}


def faults(errors: Iterable[Any], skip: int = 0) -> list[FieldError]:
    """Of pydantic's errors. Says where and what was expected; never what stood there, nor an unknown name."""
    found = []
    for each in errors:
        is_unknown = each["type"] == "extra_forbidden"
        parts = [str(part) for part in each["loc"]][skip:]
        pointer = _pointer(parts[:-1] if is_unknown else parts)
        found.append(FieldError(pointer=pointer, code=_code(each["type"]), detail=_sentence(each)))
    return list({(each.pointer, each.code): each for each in found}.values())


def refused(errors: list[FieldError]) -> ProblemFound:
    return ProblemFound("not_accepted", errors[0].detail if len(errors) == 1 else "", errors)


def refused_by_intake(problem: NotNow) -> ProblemFound:
    name = getattr(problem, "field", "")
    code = "identity_number" if isinstance(problem, IdentityNumber) else "not_accepted"
    return refused(
        [FieldError(pointer=POINTERS.get(name, f"/{name}" if name else ""), code=code, detail=problem.message)]
    )


class IdentityNumber(PayloadRefused):
    """A text with a personal identity number."""


def require_no_identity_number(payload: Mapping[str, Any]) -> None:
    texts = {name: payload[name] for name in ("text", "place_text") if payload.get(name)}
    try:
        refuse_identity_numbers(texts)
    except PayloadRefused as problem:
        raise IdentityNumber(problem.message, problem.field) from None


def _pointer(parts: Iterable[str]) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _code(kind: str) -> str:
    if kind.endswith("_type") or kind in ("model_attributes_type", "finite_number"):
        return "type"
    return {"missing": "missing", "extra_forbidden": "unknown_field", "literal_error": "not_offered",
            "string_too_long": "too_long", "too_long": "too_many", "too_short": "too_few",
            "string_too_short": "missing"}.get(kind, "not_accepted")  # fmt: skip


def _sentence(error: Mapping[str, Any]) -> str:
    context = error.get("ctx", {})
    match _code(error["type"]):
        case "missing":
            return _("This is missing. Send it.")
        case "unknown_field":
            return _("There is a field here that the format does not have. The fields stand in /api/v1/openapi.json.")
        case "not_offered":
            return _("Send one of %(offered)s.") % {"offered": str(context.get("expected", "")).replace(" or ", ", ")}
        case "too_long":
            return _("Shorten the text to at most %(most)d characters.") % {"most": context["max_length"]}
        case "too_many":
            return _("Send at most %(most)d at a time.") % {"most": context["max_length"]}
        case "too_few":
            return _("Send at least one.")
        case "type":
            return _("This is of another kind than the format says. See /api/v1/openapi.json.")
    return _("This could not be read. See /api/v1/openapi.json.")


def _place(named: str | None, definition: Mapping[str, Any]) -> str | None:
    """The public id. A name is found whatever its capitals; one that two places have names neither."""
    if not named or not named.strip():
        return None
    wanted = named.strip().casefold()
    rows = definition.get("places", [])
    if any(row[0] == named.strip() for row in rows):
        return named.strip()
    found = [row[0] for row in rows if row[1].casefold() == wanted]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise PayloadRefused(_("Several places have that name. Send the id of the one you mean."), "place")
    raise PayloadRefused(
        _("No place in the form has that name or id. Send place_text or coordinates instead."), "place"
    )


def _position(given: Coordinates | None, definition: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if given is None:
        return None, None
    is_plane = given.crs == "EPSG:3006"
    wanted, other = (given.easting, given.northing), (given.lon, given.lat)
    if not is_plane:
        wanted, other = other, wanted
    x, y = wanted
    if x is None or y is None or other != (None, None):
        names = "easting, northing" if is_plane else "lon, lat"
        raise PayloadRefused(_("With this crs, send exactly %(names)s.") % {"names": names}, "coordinates")
    if is_plane:
        if not (-1_000_000 <= x <= 2_000_000 and 5_000_000 <= y <= 9_000_000):
            raise PayloadRefused(_("That is not in Sweden. Check that easting and northing have not changed places."),
                                 "coordinates")  # fmt: skip
        x, y = (float(each) for each in from_sweref99tm(x, y))
    _require_not_swapped(x, y, definition)
    return round(x, 6), round(y, 6)


def _require_not_swapped(lon: float, lat: float, definition: Mapping[str, Any]) -> None:
    if abs(lon) > 180 or abs(lat) > 85:
        raise PayloadRefused(_("That is not on the map. Check lon and lat."), "coordinates")
    if is_outside(definition, lon, lat) and not is_outside(definition, lat, lon):
        raise PayloadRefused(_("lon and lat have changed places. Swap them and send again."), "coordinates")


def _require_interval(report: Report) -> None:
    if not report.occurred.start.strip():
        raise PayloadRefused(_("This is missing. Send it."), "occurred_from")
    try:
        start, end = (datetime.fromisoformat(each) for each in (report.occurred.start, report.occurred.end or ""))
        is_long = (end - start).days >= LONGEST_DAYS
    except (ValueError, TypeError, OverflowError):
        return  # one moment, or what the intake says better
    if is_long:
        raise PayloadRefused(
            _("More than 60 days lie between the earliest and the latest time. Narrow it down as far as you can."),
            "occurred_to",
        )


def _hashed(source_id: str | None, key_id: str) -> str | None:
    """A case number may be, or look like, an identity number: only that it is the same one again is kept."""
    if source_id is None or not source_id.strip():
        return None
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{key_id}/{source_id.strip()}".encode(errors="replace"), hashlib.sha256
    ).hexdigest()
