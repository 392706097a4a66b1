"""Rows of an uploaded file, read as a person has said that they are to be read: an incident each, or why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lykta.base.kernel.coordinates import guess_crs
from lykta.base.kernel.local_time import STOCKHOLM, is_on_the_clock, to_utc
from lykta.base.privacy.findings import Severity
from lykta.base.privacy.free_text import screened
from lykta.facts.incidents.enums import Observation, State
from lykta.facts.incidents.imported_rows import ImportedIncident
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.areas.search_text import folded as folded_name
from lykta.ground.municipalities.models import Municipality
from lykta.importers.incidents.load import is_of
from lykta.importers.incidents.mapping import Mapping as FileMapping
from lykta.importers.incidents.parse import KNOWN, LONGEST, Moments, RowParser, Vocabulary, number, on_earth
from lykta.importers.incidents.suggestions import LEAVE_OUT
from lykta.importers.incidents.times import FIRST_YEAR, LAST_YEAR
from lykta.importers.incidents.well_known import folded
from lykta.importers.incidents.written_times import Order, UnclearTime, Written, read, span
from lykta.importers.result import RowProblem

OBSERVATIONS = {
    "egen": Observation.OWN, "egen_iakttagelse": Observation.OWN, "sjalv": Observation.OWN, "sett": Observation.OWN,
    "hort": Observation.TOLD, "horsagen": Observation.TOLD, "berattat": Observation.TOLD, "tips": Observation.TOLD,
    "berattat_av_annan": Observation.TOLD, "annan": Observation.TOLD, "rykte": Observation.RUMOUR,
    "own": Observation.OWN, "told": Observation.TOLD, "rumour": Observation.RUMOUR,
}  # fmt: skip
DAY_BEGINS, DAY_ENDS = time(), time(23, 59)
WIDEST = 120


class LeftOut(Exception):
    """The row is not read in, as the person chose; it is neither added nor rejected."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person has said of a file. `columns` is our field → the place of the column."""

    municipality: Municipality
    columns: Mapping[str, int]
    width: int
    categories: Mapping[str, str] = field(default_factory=dict)  # folded word → code or LEAVE_OUT
    places: Mapping[str, str] = field(default_factory=dict)  # folded name or other name → name in the gazetteer
    source_system: str = ""
    order: Order | None = None
    midnights: frozenset[str] = frozenset()  # fields whose clock is always 00:00: days, as Excel keeps them
    state: str = State.REPORTED
    source: str = OrganizationKind.OTHER
    organization: PartnerOrganization | None = None
    rejects_numbers: bool = False  # a row whose text holds an identity number; else the text is dropped
    holds_back: bool = False  # a row whose text may point out a person; else the text is dropped
    is_csv: bool = True


class UploadedRows(RowParser):
    """`notes` are of the row that was read last."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary, now: datetime | None = None) -> None:
        mapping = FileMapping(
            words={"categories": reading.categories},
            defaults={"source": reading.source},
            source_system=reading.source_system,
        )
        super().__init__(reading.columns, mapping, vocabulary, now)  # type: ignore[arg-type]
        self.reading = reading
        self.notes: list[str] = []

    def one(self, line: int, cells: list[str]) -> ImportedIncident:
        """RowProblem where it cannot be one, LeftOut where the person does not want it."""
        self.notes = []
        self._refuse_wrong_length(cells)
        row: Mapping[Any, Any] = dict(enumerate(cells))
        if "municipality_code" in self.columns and not is_of(self._value(row, "municipality_code"), self._ours):
            raise LeftOut(gettext("The row is another municipality’s."))
        category = self._category(row)
        first, last = self._interval(row)
        lon, lat = self._position(row)
        place, place_text = self._place(row)
        text, is_held = self._screened(self._text(row, "text"))
        place_text, place_is_held = self._screened(place_text, is_place=True)
        if not place and lon is None:
            self._note(_("Without position: it counts, and stands on no map."))
        return ImportedIncident(
            line=line,
            category=category,
            occurred_from=first,
            occurred_to=last,
            reported=self._reported(row, last),
            source=self._source(row),
            source_system=self.mapping.source_system,
            source_id=self._source_id(row),
            lon=lon,
            lat=lat,
            precision=self._precision({}, lon, place),
            place=place,
            place_text=place_text,
            observation=OBSERVATIONS.get(folded(str(self._value(row, "observation") or "")), Observation.OWN),
            text=text,
            organization=self.reading.organization,
            state=State.QUARANTINED if is_held or place_is_held else self.reading.state,
            is_screened=True,
        )

    @property
    def _ours(self) -> Municipality:
        return self.reading.municipality

    def _note(self, message: str, **values: object) -> None:
        said = gettext(message) % values if values else gettext(message)
        if said not in self.notes:
            self.notes.append(said)

    def _refuse_wrong_length(self, cells: list[str]) -> None:
        if len(cells) > self.reading.width:
            raise RowProblem(
                _("The row has %(found)s cells, the headings %(wanted)s. A text that holds the separator needs quotation marks."),  # noqa: E501
                found=len(cells), wanted=self.reading.width,
            )  # fmt: skip

    # What happened

    def _category(self, row: Mapping[Any, Any]) -> str:
        word = str(self._value(row, "category") or "").strip()
        if not word:
            raise RowProblem(_("The row does not say what happened."))
        if self.reading.categories.get(folded(word)) == LEAVE_OUT:
            raise LeftOut(gettext("You chose not to read in rows with this word."))
        try:
            return self._coded(row, "category")
        except RowProblem as problem:
            raise RowProblem(
                _("What happened stands in a word without a category. Choose one under “Words”.")
            ) from problem

    def _source(self, row: Mapping[Any, Any]) -> str:
        word = folded(str(self._value(row, "source") or ""))
        return KNOWN["source"].get(word, self.reading.source)

    # When

    def _ends(self, row: Mapping[Any, Any]) -> tuple[Moments, Moments]:
        written = str(self._value(row, "occurred_from") or "")
        start, end = self._written(written, "occurred_from")
        if start is None or start.day is None:
            if not written.strip():
                raise RowProblem(_("The row does not say when it happened."))
            raise RowProblem(
                _("The time under %(name)s cannot be read. Write it as 2026-03-01 18:30."), name="occurred_from"
            )
        start, end = self._with_clock(row, start, end)
        end = self._end(row, start, end)
        first = self._moments(start)
        return first, self._moments(end) if end else first

    def _written(self, text: str, name: str) -> tuple[Written | None, Written | None]:
        """What a cell says, and where it names two times, the second too."""
        if not text.strip():
            return None, None
        try:
            both = span(text, self.reading.order)
            one = both[0] if both else read(text, self.reading.order)
        except UnclearTime as problem:
            raise RowProblem(
                _("The day can be read in several ways. Choose under “Columns” in which order day and month stand.")
            ) from problem
        if one and name in self.reading.midnights and one.day and one.clock == DAY_BEGINS:
            one = Written(one.day)
        return one, both[1] if both else None

    def _with_clock(
        self, row: Mapping[Any, Any], start: Written, end: Written | None
    ) -> tuple[Written, Written | None]:
        text = str(self._value(row, "time_from") or "")
        if not text.strip():
            return start, end
        if both := span(text, self.reading.order, start.day):
            return _on_day(both[0], start), _on_day(both[1], start, after=both[0])
        one, _end = self._written(text, "time_from")
        if one is None or one.clock is None:
            raise RowProblem(
                _("The time under %(name)s cannot be read. Write it as 2026-03-01 18:30."), name="time_from"
            )
        return Written(start.day, one.clock, start.offset), end

    def _end(self, row: Mapping[Any, Any], start: Written, end: Written | None) -> Written | None:
        day, clock = (str(self._value(row, name) or "") for name in ("occurred_to", "time_to"))
        to, _second = self._written(day, "occurred_to")
        if to is None and day.strip():
            raise RowProblem(
                _("The time under %(name)s cannot be read. Write it as 2026-03-01 18:30."), name="occurred_to"
            )
        at, _second = self._written(clock, "time_to")
        if clock.strip() and (at is None or at.clock is None):
            raise RowProblem(_("The time under %(name)s cannot be read. Write it as 2026-03-01 18:30."), name="time_to")
        if to is None and at is None:
            return end
        known = to or Written()
        return _on_day(Written(known.day, at.clock if at else known.clock, known.offset), start, after=start)

    def _moments(self, written: Written) -> Moments:
        assert written.day is not None
        if not FIRST_YEAR <= written.day.year < LAST_YEAR:
            raise RowProblem(_("The time under %(name)s is not between the years 1990 and 2100."), name="occurred_from")
        if written.clock is None:
            ends = [to_utc(datetime.combine(written.day, clock)) for clock in (DAY_BEGINS, DAY_ENDS)]
            return ends[0], ends[1]
        moment = datetime.combine(written.day, written.clock)
        if written.offset is not None:
            placed = moment.replace(tzinfo=written.offset).astimezone(UTC)
            return placed, placed
        self._note_clock_change(moment)
        return to_utc(moment), to_utc(moment)

    def _note_clock_change(self, moment: datetime) -> None:
        if moment.month not in (3, 10):
            return
        if not is_on_the_clock(moment):
            self._note(_("That hour did not exist: summer time began. It counts as an hour later."))
        elif moment.replace(tzinfo=STOCKHOLM).utcoffset() != moment.replace(tzinfo=STOCKHOLM, fold=1).utcoffset():
            self._note(_("That hour came twice: summer time ended. It counts as the first."))

    def _reported(self, row: Mapping[Any, Any], occurred_to: datetime) -> datetime:
        one, _second = self._written(str(self._value(row, "reported") or ""), "reported")
        if one is None or one.day is None:
            return occurred_to
        return min(max(self._moments(one)[1], occurred_to), self.now)

    # Where

    def _position(self, row: Mapping[Any, Any]) -> tuple[float | None, float | None]:
        x, y = (number(self._value(row, name), name) for name in ("lon", "lat"))
        if not x or not y:  # many systems write 0 where there is none
            if bool(x) != bool(y):
                self._note(_("Only one half of the position is filled in, so it was left out."))
            return None, None
        if guess_crs(x, y).startswith("swapped"):
            x, y = y, x
        return on_earth(x, y, "auto")

    def _place(self, row: Mapping[Any, Any]) -> tuple[str, str]:
        """A name that the gazetteer knows is a place; any other stays as words."""
        name = str(self._value(row, "place") or "").strip()
        words = str(self._value(row, "place_text") or "").strip()
        known = self.reading.places.get(folded_name(name), "") if name else ""
        if not known and words and not name:
            known = self.reading.places.get(folded_name(words), "")
        if name and not known:
            self._note(_("The place is not in your list of places; its name is kept as words."))
        kept = words if known else ", ".join(part for part in (name, words) if part)
        if len(kept) > LONGEST["place_text"]:
            kept = kept[: WIDEST - 1].rsplit(" ", 1)[0] + "…"
            self._note(_("The description of the place was too long and was cut."))
        return known, kept

    # Words that may point out a person

    def _screened(self, text: str, *, is_place: bool = False) -> tuple[str, bool]:
        """What is kept of the text, and whether the row is held back for it."""
        if not text:
            return text, False
        stops, kinds = _found_in(text)
        if stops:
            if self.reading.rejects_numbers:
                raise RowProblem(
                    _(
                        "A text holds a personal identity number. Take it away in the file, or choose that such texts "
                        "are left out."
                    )
                )
            self._note(_("A text held a personal identity number and is left out."))
            return "", False
        if any(not (is_place and _is_address(kind)) for kind in kinds):
            if self.reading.holds_back:
                self._note(_("A text may point out a person: the report is held back until somebody has looked."))
                return text, True
            self._note(_("A text may point out a person and is left out."))
            return "", False
        return text, False


@lru_cache(maxsize=2048)
def _found_in(text: str) -> tuple[bool, frozenset[str]]:
    """Whether an identity number stands there, and the kinds of what may point out a person. Guards write the same
    sentences again and again."""
    found = screened(text)
    return bool(found.blocks), frozenset(each.kind for each in found.findings if each.severity == Severity.WARN)


def _is_address(kind: str) -> bool:
    """Where it happened may be an address; whose home it is may not be said in the text."""
    return "address" in kind and "email" not in kind


def _on_day(written: Written, start: Written, *, after: Written | None = None) -> Written:
    """A clock alone belongs to the row's own day, or to the next when it lies before the beginning."""
    if written.day is not None or start.day is None:
        return written
    day = start.day
    if after and after.clock and written.clock and written.clock < after.clock:
        day += timedelta(days=1)
    return Written(day, written.clock, written.offset or start.offset)


def names_of_places(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """(name, other names) of each place → folded name → name. A name goes before another place's other name."""
    known: dict[str, str] = {}
    listed = list(rows)
    for name, aliases in listed:
        for alias in aliases:
            known.setdefault(folded_name(alias), name)
    return known | {folded_name(name): name for name, _aliases in listed}
