"""From rows by column to typed incidents, or the reason why a row is none. No reason quotes free text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from lykta.base.kernel.coordinates import from_sweref99tm, guess_crs
from lykta.facts.evidence.operations import Rejection
from lykta.facts.incidents.enums import Precision, State
from lykta.facts.incidents.operations import ImportedIncident
from lykta.ground.accounts.enums import OrganizationKind
from lykta.importers.free_text import TextScreen
from lykta.importers.incidents import well_known
from lykta.importers.incidents.mapping import IMPORTED_STATES
from lykta.importers.incidents.mapping import Mapping as FileMapping
from lykta.importers.incidents.times import moments
from lykta.importers.incidents.well_known import folded
from lykta.importers.result import RowProblem

LONGEST = {"text": 2000, "place_text": 120, "place": 120, "source_id": 80}
LONGEST_INTERVAL = timedelta(days=60)
Moments = tuple[datetime, datetime]
KNOWN: dict[str, dict[str, str]] = {
    "source": well_known.SOURCES | {code: code for code in map(str, OrganizationKind.values)},
    "state": well_known.STATES | {code: code for code in map(str, IMPORTED_STATES)},
    "precision": well_known.PRECISIONS | {code: code for code in map(str, Precision.values)},
}
WHERE_TO_SAY = {"category": "categories", "source": "sources", "state": "states", "precision": "precisions"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the municipality knows: categories by folded code and label, and the names in its gazetteer."""

    categories: Mapping[str, str]
    places: frozenset[str] = frozenset()


@dataclass(slots=True)
class Parsed:
    incidents: list[ImportedIncident] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    texts_withheld: int = 0


class RowParser:
    """Reads row after row with one mapping. `columns` is our field → the file's column."""

    def __init__(
        self, columns: Mapping[str, str], mapping: FileMapping, vocabulary: Vocabulary, now: datetime | None = None
    ) -> None:
        self.columns = columns
        self.mapping = mapping
        self.vocabulary = vocabulary
        self.now = now or datetime.now(UTC)
        self.texts = TextScreen()
        self._meanings: dict[tuple[str, str], str] = {}
        self._by_id: dict[str, ImportedIncident] = {}

    def parse(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Parsed:
        parsed = Parsed()
        for line, row in rows:
            try:
                parsed.incidents.append(self._incident(line, row))
            except RowProblem as problem:
                parsed.rejections.append(Rejection(line, str(problem)))
        parsed.texts_withheld = self.texts.withheld
        return parsed

    def _incident(self, line: int, row: Mapping[str, Any]) -> ImportedIncident:
        first, last = self._interval(row)
        lon, lat = self._position(row)
        place, place_text = self._place(row)
        incident = ImportedIncident(
            line=line,
            category=self._coded(row, "category"),
            occurred_from=first,
            occurred_to=last,
            reported=self._reported(row, last),
            source=self._coded(row, "source", default=OrganizationKind.OTHER),
            source_system=self.mapping.source_system,
            source_id=self._source_id(row),
            lon=lon,
            lat=lat,
            precision=self._precision(row, lon, place),
            place=place,
            place_text=self.texts.passed(place_text),
            text=self.texts.passed(self._text(row, "text")),
            state=self._coded(row, "state", default=State.REVIEWED),
        )
        return self._first_of_its_id(incident)

    def _value(self, row: Mapping[str, Any], name: str) -> Any:
        column = self.columns.get(name)
        return row.get(column) if column is not None else None

    def _text(self, row: Mapping[str, Any], name: str) -> str:
        value = self._value(row, name)
        text = "" if value is None else str(value).strip()
        if len(text) > LONGEST[name]:
            raise RowProblem(
                _("The text under %(name)s is longer than %(most)s letters. Shorten it."), name=name, most=LONGEST[name]
            )
        if "\x00" in text:
            raise RowProblem(_("The text under %(name)s holds zero bytes. Export the row again."), name=name)
        return text

    def _source_id(self, row: Mapping[str, Any]) -> str | None:
        value = self._value(row, "source_id")
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return self._text(row, "source_id") or None

    def _ends(self, row: Mapping[str, Any]) -> tuple[Moments, Moments]:
        """First and last moment that the beginning may mean, and the end."""
        start = moments(self._value(row, "occurred_from"), self.mapping.timezone, "occurred_from")
        if start is None:
            raise RowProblem(_("The row does not say when it happened. Fill in %(name)s."), name="occurred_from")
        return start, moments(self._value(row, "occurred_to"), self.mapping.timezone, "occurred_to") or start

    def _interval(self, row: Mapping[str, Any]) -> tuple[datetime, datetime]:
        start, end = self._ends(row)
        first, last = start[0], end[1]
        if end[0] != end[1] and first <= self.now < last:
            last = self.now  # a day that is not over yet
        if last < first:
            raise RowProblem(_("The event ends before it begins. Look whether the two times have changed places."))
        if last > self.now + timedelta(minutes=10):
            raise RowProblem(_("The event lies in the future. Look at the date, and at the mapping's timezone."))
        if last - first > LONGEST_INTERVAL:
            raise RowProblem(_("More than 60 days lie between the event's first and last moment. Look at the dates."))
        return first, last

    def _reported(self, row: Mapping[str, Any], occurred_to: datetime) -> datetime:
        reported = moments(self._value(row, "reported"), self.mapping.timezone, "reported")
        return reported[1] if reported else occurred_to

    def _position(self, row: Mapping[str, Any]) -> tuple[float | None, float | None]:
        x, y = (number(self._value(row, name), name) for name in ("lon", "lat"))
        if x is None or y is None:
            if x is not y:
                raise RowProblem(_("Only one of lon and lat is filled in. Fill in both or none."))
            return None, None
        return on_earth(x, y, self.mapping.coordinates)

    def _precision(self, row: Mapping[str, Any], lon: float | None, place: str) -> str:
        value = self._value(row, "precision")
        if value is None or not str(value).strip():
            return Precision.POINT if lon is not None else Precision.ADDRESS if place else Precision.MISSING
        return self._coded(row, "precision")

    def _place(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """A name that the gazetteer knows is a place; any other stays as words."""
        name, words = self._text(row, "place"), self._text(row, "place_text")
        if not name or name in self.vocabulary.places:
            return name, words
        both = f"{name}, {words}" if words else name
        return "", both if len(both) <= LONGEST["place_text"] else name

    def _coded(self, row: Mapping[str, Any], name: str, default: str = "") -> str:
        value = self._value(row, name)
        word = "" if value is None else str(value).strip()
        if not word:
            return self._default(name, default)
        key = (name, word)
        if key not in self._meanings:
            self._meanings[key] = self._meaning(name, word)
        return self._meanings[key]

    def _default(self, name: str, default: str) -> str:
        code = self.mapping.defaults.get(name, default)
        if not code:
            raise RowProblem(
                _("The row has no %(name)s. Fill it in, or give one under “defaults” in the mapping."), name=name
            )
        return code

    def _meaning(self, name: str, word: str) -> str:
        kind, key = WHERE_TO_SAY[name], folded(word)
        code = self.mapping.meaning(kind, word) or self._known(name).get(key)
        if code is None:
            raise RowProblem(
                _("The %(name)s %(word)s is not known. Say what it means under “%(kind)s” in the mapping."),
                name=name, word=_shown(word), kind=kind,
            )  # fmt: skip
        return code

    def _known(self, name: str) -> Mapping[str, str]:
        if name == "category":
            return {**well_known.CATEGORIES, **self.vocabulary.categories}
        return KNOWN[name]

    def _first_of_its_id(self, incident: ImportedIncident) -> ImportedIncident:
        """An id may stand twice only with the same content: nobody can tell which of two is right."""
        if incident.source_id is None:
            return incident
        earlier = self._by_id.setdefault(incident.source_id, incident)
        if earlier is not incident and _content(earlier) != _content(incident):
            raise RowProblem(
                _("The id stands on line %(line)s already, with other content. Take one away."), line=earlier.line
            )
        return incident


def _content(incident: ImportedIncident) -> tuple[Any, ...]:
    return tuple(getattr(incident, name) for name in incident.__slots__ if name != "line")


def _shown(word: str) -> str:
    """A short word of a coded column may be quoted; what is long may be a free text in the wrong column."""
    return f"“{word}”" if len(word) <= 30 and not any(sign.isdigit() for sign in word) else "that stands there"


def number(value: Any, name: str) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = float(value.strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
                       if isinstance(value, str) else value)  # fmt: skip
    except (ValueError, TypeError, OverflowError) as error:
        raise RowProblem(_("The position under %(name)s is not a number. Correct it."), name=name) from error
    return number if math.isfinite(number) else None


def on_earth(x: float, y: float, declared: str) -> tuple[float, float]:
    guess = guess_crs(x, y)
    if guess in ("swapped_wgs84", "swapped_sweref99tm"):
        raise RowProblem(_("North and east have changed places: lat stands under lon. Swap the two in the mapping."))
    if guess in ("wgs84", "sweref99tm") and declared in ("auto", guess):
        if guess == "wgs84":
            return x, y
        lon, lat = from_sweref99tm(x, y)
        return round(float(lon), 7), round(float(lat), 7)
    if guess == "unknown":
        raise RowProblem(_("The position lies outside Sweden. Look at the coordinates."))
    names = {"rt90": "RT 90", "web_mercator": "Web Mercator", "sweref99_local": "a local SWEREF 99 zone",
             "wgs84": "WGS 84", "sweref99tm": "SWEREF 99 TM"}  # fmt: skip
    raise RowProblem(_("The position seems to be in %(name)s. Export in WGS 84 or SWEREF 99 TM."), name=names[guess])
