"""The arrays a method takes, from the incidents' snapshot. No text and no name is ever in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lykta.base.kernel.coordinates import to_sweref99tm
from lykta.base.kernel.local_time import Times, to_local_array
from lykta.base.kernel.periods import Period, bounds
from lykta.base.kernel.quadkeys import decode_center
from lykta.cycle.analysis.question import Question
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import categories_for
from lykta.facts.incidents.snapshot import NOTHING, BoolArray, Snapshot, as_seconds, snapshot_for
from lykta.ground.municipalities.models import Municipality

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Material:
    """Events that count in a lägesbild, known at `as_of`, of the asked kind and area.

    `matching` takes all times, `within` the asked period only. A position that says only "somewhere in the area" lies
    in the middle of it, where nothing happened: such events count in when and change, never in where.
    """

    question: Question
    as_of: datetime
    snapshot: Snapshot
    matching: BoolArray
    within: BoolArray

    @property
    def municipality(self) -> Municipality:
        return self.question.municipality

    @property
    def n(self) -> int:
        return int(self.within.sum())

    @cached_property
    def has_place(self) -> BoolArray:
        return np.asarray((self.snapshot.qk != NOTHING) & ~self.snapshot.is_vague)

    @property
    def n_placed(self) -> int:
        return int((self.within & self.has_place).sum())

    def left_out(self) -> dict[str, int]:
        without = int((self.within & (self.snapshot.qk == NOTHING)).sum())
        vague = int((self.within & (self.snapshot.qk != NOTHING) & self.snapshot.is_vague).sum())
        return {key: n for key, n in (("without_position", without), ("vague_position", vague)) if n}

    def plane(self, chosen: BoolArray) -> tuple[Floats, Floats]:
        """Metres in SWEREF 99 TM of the chosen events, which must have a place."""
        return to_sweref99tm(*decode_center(self.snapshot.qk[chosen]))

    def days(self, chosen: BoolArray) -> NDArray[np.int64]:
        """The local day each chosen event counts on, as days since 1970."""
        local = to_local_array(self.snapshot.counted_at[chosen])
        return local.astype("datetime64[D]").astype(np.int64)

    def local(self, times: Times, chosen: BoolArray) -> Times:
        return to_local_array(times[chosen])

    def number_in(self, period: Period, known_by: datetime | None = None) -> int:
        chosen = self.matching & self.snapshot.counted_between(*bounds(period, self.municipality.week_cut))
        if known_by is not None:
            chosen &= self.snapshot.known_at(known_by)
        return int(chosen.sum())

    @cached_property
    def first_day(self) -> np.datetime64 | None:
        """The day of the first event of any kind: before it there was no reporting to compare with."""
        events = self.snapshot.is_event
        return self.snapshot.counted_at[events].min() if events.any() else None

    def reports_from(self) -> dict[str, str]:
        """The first day of reports where the period begins before it, to be kept with the question."""
        if self.first_day is None or self.reaches(self.question.period):
            return {}
        return {"reports_from": str(to_local_array(np.array([self.first_day]))[0].astype("datetime64[D]"))}

    def reaches(self, period: Period) -> bool:
        """Whether reporting had begun when the period did."""
        start = bounds(period, self.municipality.week_cut)[0]
        return self.first_day is not None and bool(self.first_day <= as_seconds(start))


def material_for(question: Question, as_of: datetime) -> Material:
    municipality = question.municipality
    snapshot = snapshot_for(municipality)
    matching = snapshot.is_event & snapshot.known_at(as_of) & _of_kind(question, snapshot)
    if question.area is not None:
        matching &= snapshot.area == question.area.pk
    within = matching & snapshot.counted_between(*bounds(question.period, municipality.week_cut))
    return Material(question, as_of, snapshot, matching, within)


def _of_kind(question: Question, snapshot: Snapshot) -> BoolArray:
    if question.category is not None:
        code = question.category.code
        rows = Category.objects.filter(code=code) | Category.objects.filter(parent__code=code)
        return np.isin(snapshot.category, list(rows.values_list("pk", flat=True)))
    good = {row.code for row in categories_for(question.municipality) if row.is_positive}
    return ~np.isin(snapshot.top, [at for at, code in enumerate(snapshot.top_codes) if code in good])
