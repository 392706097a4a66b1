"""From the police's API answer, a parquet of collected events or their revisions to checked events.

Shapes: objects as the API gives them (`location` with `name` and `gps`), flat rows (`location_name`, `location_gps`,
`datetime_raw`), and collected revisions (`revisions: [{first_seen, last_seen, event}]`). See README.md for the traps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lykta.base.kernel.coordinates import guess_crs
from lykta.facts.evidence.operations import Rejection
from lykta.facts.statistics.published import PublishedEvent, content_hash
from lykta.importers.free_text import TextScreen
from lykta.importers.json_reading import BrokenLine
from lykta.importers.police_events.moments import moment_in_title, parse_moment, seen_in_name
from lykta.importers.police_events.places import municipality_in, place_in_title
from lykta.importers.result import RowProblem

SITE = "https://polisen.se"
LONGEST = {"title": 300, "kind": 120, "url": 400, "location_name": 120}
LARGEST_ID = 2**63 - 1
# An answer without a time of its own was fetched when its newest event was published, or at most so much later.
FETCHED_WITHIN = timedelta(days=1)


@dataclass(slots=True)
class Parsed:
    events: list[PublishedEvent] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    texts_withheld: int = 0


@dataclass(frozen=True, slots=True)
class _Copy:
    """One event of the file before it is known when the file was fetched."""

    line: int
    content: dict[str, Any]
    derived: dict[str, Any]
    seen: datetime | None


def parse_rows(rows: Iterable[tuple[int, Any]], file_name: str) -> Parsed:
    """`rows` are (line, row)."""
    parsed, texts = Parsed(), TextScreen()
    copies: list[_Copy] = []
    for line, row in rows:
        for one in _copies_in(row):
            try:
                copies.append(_copy(line, *one, texts))
            except RowProblem as problem:
                parsed.rejections.append(Rejection(line, str(problem)))
    newest = max((copy.content["published"] for copy in copies), default=None)
    fetched = seen_in_name(file_name)
    parsed.events = [_event(copy, fetched, newest) for copy in copies]
    parsed.texts_withheld = texts.withheld
    return parsed


def _copies_in(row: Any) -> Iterator[tuple[Any, Any]]:
    """(row, when it was seen). A line of collected revisions holds several copies of one event."""
    revisions = row.get("revisions") if isinstance(row, Mapping) else None
    if not isinstance(revisions, list):
        yield row, _seen(row)
        return
    for revision in revisions:
        yield (revision.get("event"), _seen(revision)) if isinstance(revision, Mapping) else (None, None)


def _seen(row: Any) -> datetime | None:
    if not isinstance(row, Mapping):
        return None
    return parse_moment(row.get("last_seen")) or parse_moment(row.get("first_seen"))


def _copy(line: int, row: Any, seen: datetime | None, texts: TextScreen) -> _Copy:
    if isinstance(row, BrokenLine):
        raise RowProblem("The line is not JSON. Fetch the file again.")
    if not isinstance(row, Mapping):
        raise RowProblem("The row is not an event: it has no fields. Fetch the file again.")
    content = {"source_id": _source_id(row.get("id")), **_content(row, texts)}
    place = place_in_title(content["title"], content["kind"])
    derived = {
        "title_place": place[:120],
        "municipality_name": municipality_in(content["location_name"]) or municipality_in(place),
        "is_summary": content["kind"].casefold().startswith("sammanfattning"),
    }
    return _Copy(line, content, derived, seen)


def _content(row: Mapping[str, Any], texts: TextScreen) -> dict[str, Any]:
    location = row.get("location")
    if isinstance(location, str):
        location = {"name": location}
    place = location if isinstance(location, Mapping) else {}
    title = _text(row, "name", "title", required=True)
    published = _published(row)
    lat, lon = _middle(place.get("gps") or row.get("location_gps"))
    return {
        "published": published,
        "occurred": moment_in_title(title, published),
        "kind": _text(row, "type", "kind"),
        "title": title,
        "summary": texts.passed(_text(row, "summary", "summary")),
        "url": _address(_text(row, "url", "url")),
        "location_name": _text({"name": place.get("name") or row.get("location_name")}, "name", "location_name"),
        "location_lat": lat,
        "location_lon": lon,
    }


def _source_id(value: Any) -> int:
    text = str(value).strip() if isinstance(value, str) else value
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 20:
        text = int(text)
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    if isinstance(text, bool) or not isinstance(text, int) or not 0 < text <= LARGEST_ID:
        raise RowProblem("The event has no id that is a whole number. Fetch the file again.")
    return text


def _text(row: Mapping[str, Any], name: str, column: str, *, required: bool = False) -> str:
    value = row.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise RowProblem(f"The field {name} is not text. Fetch the file again.")
    text = " ".join(value.split())
    if required and not text:
        raise RowProblem(f"The field {name} is empty. Fetch the file again.")
    if "\x00" in text or not _is_unicode(text):
        raise RowProblem(f"The field {name} holds signs that are not letters. Fetch the file again.")
    if len(text) > LONGEST.get(column, 20_000):
        raise RowProblem(f"The field {name} is longer than {LONGEST.get(column, 20_000)} letters.")
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, from a \\ud83d that was cut off
        return False
    return True


def _published(row: Mapping[str, Any]) -> datetime:
    for name in ("datetime", "datetime_raw", "datetime_utc", "published"):
        if row.get(name) not in (None, ""):
            if moment := parse_moment(row[name]):
                return moment
            raise RowProblem(f"The field {name} is not a time between 1990 and 2100, as 2026-01-02 9:56:53 +01:00.")
    raise RowProblem("The event has no time of publication. Fetch the file again.")


def _address(url: str) -> str:
    """Whole, whether the source gave it whole or from its root; nothing else than a web address."""
    if url.startswith("/") and not url.startswith("//"):
        url = SITE + url
    for old in ("http://polisen.se/", "http://www.polisen.se/", "https://www.polisen.se/"):
        if url.startswith(old):
            url = f"{SITE}/{url.removeprefix(old)}"
    return url[: LONGEST["url"]] if url.startswith(("https://", "http://")) else ""


def _middle(gps: Any) -> tuple[float | None, float | None]:
    """Latitude and longitude of the middle of a municipality or county. What lies elsewhere is left out."""
    try:
        lat, lon = (float(part) for part in str(gps).split(","))
    except ValueError:
        return None, None
    return (lat, lon) if guess_crs(lon, lat) == "wgs84" else (None, None)


def _event(copy: _Copy, fetched: datetime | None, newest: datetime | None) -> PublishedEvent:
    exact = copy.seen or fetched
    seen = exact or newest or datetime.now(UTC)
    content = {name: value for name, value in copy.content.items() if name != "source_id"}
    return PublishedEvent(
        source_id=copy.content["source_id"],
        **content,
        **copy.derived,
        seen=seen,
        seen_by=seen if exact else seen + FETCHED_WITHIN,
        content_hash=content_hash(**content),
    )
