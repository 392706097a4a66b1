"""All reports of a municipality as arrays in the process, sorted by Morton key, rebuilt when the change number moves.

For maps and counts. No text and no name is ever in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import numpy as np
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from lykta.base.kernel.local_time import Times
from lykta.facts.evidence.queries import top_codes
from lykta.facts.incidents.change_numbers import change_number
from lykta.facts.incidents.enums import Precision, State
from lykta.facts.incidents.epoch import Epoch
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.expected_reporters import link_key
from lykta.ground.municipalities.models import Municipality

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

STATES = tuple(State.values)
SOURCES = tuple(OrganizationKind.values)
NOTHING = -1  # no position, no area, no place, no organisation, no account
MOST_MUNICIPALITIES = 32
COLUMNS = (
    "qk", "pk", "category_id", "area_id", "place_id", "organization_id", "reported_by_id", "function_id",
    "merged_into_id",
)  # fmt: skip
TIMES = ("counted_at", "occurred_from", "occurred_to", "reported", "recorded")


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One element per report in every array. Times are datetime64[s] in UTC; `top` is a place in `top_codes`."""

    change_number: int
    qk: IntArray  # sorted; reports without position come first, as NOTHING
    pk: IntArray
    pid: NDArray[np.str_]
    category: IntArray
    top: IntArray
    area: IntArray
    place: IntArray
    organization: IntArray
    reporter: IntArray  # as accounts.expected_reporters.reporter_key has it: an account, or a function by its link
    merged_into: IntArray
    is_vague: BoolArray  # the position says no more than "somewhere in the area"
    source: IntArray  # place in SOURCES
    state: IntArray  # place in STATES
    counted_at: Times
    occurred_from: Times
    occurred_to: Times
    reported: Times
    recorded: Times
    top_codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pk)

    @property
    def is_merged(self) -> BoolArray:
        return np.asarray(self.merged_into != NOTHING)

    @property
    def is_event(self) -> BoolArray:
        """What a lägesbild counts: reviewed, and each event once."""
        return (self.state == STATES.index(State.REVIEWED)) & ~self.is_merged

    def known_at(self, as_of: datetime) -> BoolArray:
        return np.asarray(self.recorded <= as_seconds(as_of))

    def counted_between(self, start: datetime, end: datetime) -> BoolArray:
        return np.asarray((self.counted_at >= as_seconds(start)) & (self.counted_at < as_seconds(end)))


def as_seconds(moment: datetime) -> np.datetime64:
    return np.datetime64(int(moment.timestamp()), "s")


_kept: dict[str, Snapshot] = {}
_lock = Lock()


def snapshot_for(municipality: Municipality) -> Snapshot:
    # Read before the rows: rows that arrive in between are newer than the number, and the next call rebuilds.
    number = change_number(municipality)
    kept = _kept.get(municipality.public_id)
    if kept is not None and number and kept.change_number == number:
        return kept
    built = build(municipality, number)
    with _lock:
        _kept.pop(municipality.public_id, None)
        while len(_kept) >= MOST_MUNICIPALITIES:
            _kept.pop(next(iter(_kept)))
        _kept[municipality.public_id] = built
    return built


def build(municipality: Municipality, number: int) -> Snapshot:
    rows = Incident.objects.for_municipality(municipality).exclude(state=State.QUARANTINED)
    rows = rows.order_by(Coalesce("qk", NOTHING), "pk")
    seconds = {f"{name}_s": Epoch(name) for name in TIMES}
    read = list(rows.annotate(**seconds).values_list(*COLUMNS, "public_id", "source", "state", "precision", *seconds))
    columns = list(zip(*read, strict=True)) if read else [()] * (len(COLUMNS) + 4 + len(TIMES))
    numbers = dict(zip(COLUMNS, map(_numbers, columns), strict=False))
    pid, source, state, precision = columns[len(COLUMNS) : len(COLUMNS) + 4]
    times = {name: _times(column) for name, column in zip(TIMES, columns[len(COLUMNS) + 4 :], strict=True)}
    codes = top_codes(municipality)
    tops = tuple(sorted(set(codes.values())))
    return Snapshot(
        change_number=number,
        qk=numbers["qk"],
        pk=numbers["pk"],
        pid=np.array(pid, dtype="U16"),
        category=numbers["category_id"],
        top=_looked_up(numbers["category_id"], {pk: tops.index(code) for pk, code in codes.items()}),
        area=numbers["area_id"],
        place=numbers["place_id"],
        organization=numbers["organization_id"],
        reporter=_reporters(numbers["reported_by_id"], numbers["function_id"]),
        merged_into=numbers["merged_into_id"],
        is_vague=np.array([value == Precision.AREA for value in precision], dtype=bool),
        source=_positions(source, SOURCES),
        state=_positions(state, STATES),
        top_codes=tops,
        **times,
    )


def _reporters(accounts: IntArray, functions: IntArray) -> IntArray:
    by_link = np.where(functions == NOTHING, NOTHING, link_key(functions))
    return np.where(accounts == NOTHING, by_link, accounts)


def _numbers(column: tuple[int | None, ...]) -> IntArray:
    return np.array([NOTHING if value is None else value for value in column], dtype=np.int64)


def _times(column: tuple[int, ...]) -> Times:
    return np.array(column, dtype=np.int64).astype("datetime64[s]")


def _positions(column: tuple[str, ...], words: tuple[str, ...]) -> IntArray:
    place = {word: at for at, word in enumerate(words)}
    return np.array([place[value] for value in column], dtype=np.int64)


def _looked_up(values: IntArray, table: dict[int, int]) -> IntArray:
    distinct, positions = np.unique(values, return_inverse=True)
    return np.array([table[int(value)] for value in distinct], dtype=np.int64)[positions.reshape(-1)]
