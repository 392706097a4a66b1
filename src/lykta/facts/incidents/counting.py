"""How many events of each kind, in a period and in those before it, and whether that is unlike what is usual.

The numbers of earlier periods are what is known today. A fall is stated only of a period that is over, where it holds
against earlier periods counted as early as this one is, and even if every report that waits for review comes to count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from lykta.base.kernel.local_time import Times
from lykta.base.kernel.periods import Period, bounds, periods_before, previous, same_period_last_year
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import categories_for
from lykta.facts.incidents.counted_periods import Doubt, Judgement, KindCount, PeriodCounts
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.reporting_rates import reporting_rate
from lykta.facts.incidents.snapshot import NOTHING, STATES, BoolArray, Snapshot, snapshot_for
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
from lykta_engine.change.counts import FEW, Verdict, compare_with_baseline

BASELINE_PERIODS = 8
ALPHA = 0.05
REGULAR_EVENTS, REGULAR_WITHIN = 3, np.timedelta64(8 * 7, "D")
UNREVIEWED = (STATES.index(State.REPORTED), STATES.index(State.RETURNED))


def period_counts(municipality: Municipality, period: Period, as_of: datetime | None = None) -> PeriodCounts:
    return _Counting(municipality, period, as_of or timezone.now()).result()


def place_counts(municipality: Municipality, period: Period, as_of: datetime | None = None) -> tuple[KindCount, ...]:
    """Places with enough events, now or usually, to be judged one by one; `code` is the primary key as text."""
    return _Counting(municipality, period, as_of or timezone.now()).places()


def counts_by_category(municipality: Municipality, period: Period, as_of: datetime | None = None) -> dict[str, int]:
    """Events by code of top category, good signs included; codes without events are left out."""
    snapshot = snapshot_for(municipality)
    events = snapshot.is_event & snapshot.known_at(as_of or timezone.now())
    within = events & snapshot.counted_between(*bounds(period, municipality.week_cut))
    counts = np.bincount(snapshot.top[within], minlength=len(snapshot.top_codes))
    return {code: int(n) for code, n in zip(snapshot.top_codes, counts, strict=True) if n}


def weekly_counts(
    municipality: Municipality, last: Period, number: int, as_of: datetime | None = None, category: str = ""
) -> list[tuple[Period, int]]:
    """Events in `last` and the periods before it, `number` in all, oldest first; good signs only where asked for."""
    snapshot = snapshot_for(municipality)
    events = snapshot.is_event & snapshot.known_at(as_of or timezone.now())
    if category:
        events &= _has_top(snapshot, [category])
    else:
        events &= ~_has_top(snapshot, _positive_codes(municipality))
    periods = [*periods_before(last, number - 1), last]
    return [(p, int((events & snapshot.counted_between(*bounds(p, municipality.week_cut))).sum())) for p in periods]


class _Counting:
    def __init__(self, municipality: Municipality, period: Period, as_of: datetime) -> None:
        self.municipality, self.period, self.as_of = municipality, period, as_of
        self.snapshot = snapshot_for(municipality)
        self.known = self.snapshot.known_at(as_of)
        self.events: BoolArray = self.snapshot.is_event & self.known
        self.first = _first_regular(self.snapshot.counted_at[self.events])
        self.baseline = tuple(p for p in periods_before(period, BASELINE_PERIODS) if self._has_begun(p))
        self.tops = {row.code: row for row in categories_for(municipality) if row.parent_id is None}
        self.bad = self.events & ~_has_top(self.snapshot, [c for c, row in self.tops.items() if row.is_positive])
        self.rate = reporting_rate(municipality, period, before=self.baseline, as_of=as_of)

    def result(self) -> PeriodCounts:
        within = self._within(self.period)
        reviewed = self.known & (self.snapshot.state == STATES.index(State.REVIEWED))
        return PeriodCounts(
            period=self.period,
            baseline_periods=self.baseline,
            last_year_period=same_period_last_year(self.period),
            as_of=self.as_of,
            total=self._kind("", "", self.bad, self._waiting()),
            kinds=tuple(self._kinds()),
            positive=int((self.events & ~self.bad & within).sum()),
            reports=int((reviewed & within).sum()),
            events_told_twice=self._told_twice(within & reviewed),
            waiting=int((self._waiting() & within).sum()),
            out_of_scope=int((self.known & within & (self.snapshot.state == STATES.index(State.OUT_OF_SCOPE))).sum()),
            rate=self.rate,
            ends=bounds(self.period, self.municipality.week_cut)[1],
        )

    def places(self) -> tuple[KindCount, ...]:
        now = self._by_place(self._within(self.period))
        usual: Counter[int] = Counter()
        for period in self.baseline:
            usual.update(self._by_place(self._within(period)))
        enough = {pk for pk, n in now.items() if n >= FEW}
        enough |= {pk for pk, n in usual.items() if n >= FEW * len(self.baseline)}
        rows = Place.objects.for_municipality(self.municipality).filter(pk__in=enough).values_list("pk", "name")
        counted = [self._at_place(pk, name) for pk, name in rows]
        return tuple(sorted(counted, key=lambda place: (-place.count, place.label)))

    def _at_place(self, pk: int, name: str) -> KindCount:
        here = self.snapshot.place == pk
        return self._kind(str(pk), name, self.bad & here, self._waiting() & here)

    def _by_place(self, within: BoolArray) -> Counter[int]:
        places, counts = np.unique(self.snapshot.place[self.bad & within], return_counts=True)
        return Counter({int(pk): int(n) for pk, n in zip(places, counts, strict=True) if pk != NOTHING})

    def _kinds(self) -> list[KindCount]:
        kinds = []
        for at, code in enumerate(self.snapshot.top_codes):
            row = self.tops.get(code)
            if row is None or row.is_positive:
                continue
            is_kind = self.snapshot.top == at
            kind = self._kind(code, row.label, self.bad & is_kind, self._waiting() & is_kind)
            if kind.count or kind.previous or kind.last_year or any(kind.baseline):
                kinds.append(kind)
        return sorted(kinds, key=lambda kind: (-kind.count, -(kind.mean or 0), self.tops[kind.code].position))

    def _kind(self, code: str, label: str, events: BoolArray, waiting: BoolArray) -> KindCount:
        before, last_year = previous(self.period), same_period_last_year(self.period)
        count = self._number(events, self.period)
        baseline = tuple(self._number(events, period) for period in self.baseline)
        return KindCount(
            code=code,
            label=label,
            count=count,
            previous=self._number(events, before) if self._has_begun(before) else None,
            last_year=self._number(events, last_year) if self._has_begun(last_year) else None,
            baseline=baseline,
            judgement=self._judge(count, baseline, events, self._number(waiting, self.period)),
        )

    def _judge(self, count: int, baseline: Sequence[int], events: BoolArray, waiting: int) -> Judgement:
        if not baseline:
            return Judgement(Verdict.TOO_FEW_TO_JUDGE)
        comparison = compare_with_baseline(count, baseline, alpha=ALPHA, reporting=self.rate.for_engine)
        if self.lag < timedelta(0) and comparison.verdict in (Verdict.AS_USUAL, Verdict.FEWER_THAN_USUAL):
            return Judgement(Verdict.CANNOT_BE_DECIDED, comparison, Doubt.NOT_OVER)
        if comparison.verdict != Verdict.FEWER_THAN_USUAL:
            return Judgement(comparison.verdict, comparison)
        as_early = [self._number(events & self._as_early(period), period) for period in self.baseline]
        if not _is_fewer(count, as_early):
            return Judgement(Verdict.CANNOT_BE_DECIDED, comparison, Doubt.LATE_REPORTS)
        if waiting and not _is_fewer(count + waiting, as_early):
            return Judgement(Verdict.CANNOT_BE_DECIDED, comparison, Doubt.WAITING_REPORTS)
        return Judgement(comparison.verdict, comparison)

    def _as_early(self, period: Period) -> BoolArray:
        """Reports of an earlier period that had come as long after its end as `as_of` is after this one's."""
        moment = self._end(period) + self.lag
        return np.asarray(self.snapshot.reported <= np.datetime64(int(moment.timestamp()), "s"))

    @property
    def lag(self) -> timedelta:
        return self.as_of - self._end(self.period)

    def _end(self, period: Period) -> datetime:
        return bounds(period, self.municipality.week_cut)[1]

    def _within(self, period: Period) -> BoolArray:
        return self.snapshot.counted_between(*bounds(period, self.municipality.week_cut))

    def _number(self, rows: BoolArray, period: Period) -> int:
        return int((rows & self._within(period)).sum())

    def _waiting(self) -> BoolArray:
        return self.known & np.isin(self.snapshot.state, UNREVIEWED)

    def _has_begun(self, period: Period) -> bool:
        """Whether all of the period lies after the day when events began to come regularly: before, nobody counted."""
        start = np.datetime64(int(bounds(period, self.municipality.week_cut)[0].timestamp()), "s")
        return self.first is not None and bool(start >= self.first - np.timedelta64(1, "D"))

    def _told_twice(self, reviewed_within: BoolArray) -> int:
        return len(np.unique(self.snapshot.merged_into[reviewed_within & self.snapshot.is_merged]))


def _first_regular(moments: Times) -> np.datetime64 | None:
    """The first event that others soon follow. A lone one long before is a mistyped year, not a beginning."""
    ordered = np.sort(moments)
    early, late = ordered[: 1 - REGULAR_EVENTS], ordered[REGULAR_EVENTS - 1 :]
    regular = early[late - early <= REGULAR_WITHIN]
    return regular[0] if regular.size else None


def _is_fewer(count: int, baseline: Sequence[int]) -> bool:
    return compare_with_baseline(count, baseline, alpha=ALPHA).verdict == Verdict.FEWER_THAN_USUAL


def _has_top(snapshot: Snapshot, codes: Sequence[str]) -> BoolArray:
    wanted = [at for at, code in enumerate(snapshot.top_codes) if code in codes]
    return np.isin(snapshot.top, wanted)


def _positive_codes(municipality: Municipality) -> list[str]:
    rows: list[Category] = categories_for(municipality)
    return [row.code for row in rows if row.is_positive and row.parent_id is None]
